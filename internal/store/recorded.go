package store

import (
	"fmt"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

// recordTable is a table that holds the record: every change of one of its
// rows is a leaf of the ledger. The leaf's item is the kind and the row's key:
// "step/c0123456789abcdef/2".
type recordTable struct {
	kind, name string
	key        []string
	columns    []string // committed to, beside the key; what is worked out of others is left out
}

// recordTables are all of them. What is not here is worked out of these tables
// (see derivedTables), or is not the record (see workTables).
var recordTables = []*recordTable{
	{"source", "sources", []string{"id"}, []string{"version", "doc"}},
	{"report", "reports", []string{"id"}, []string{"version", "sha256", "assigned", "access", "captured", "doc"}},
	{"text", "texts", []string{"id"}, []string{"report", "n", "doc"}},
	{"claim", "claims", []string{"id"}, []string{"root", "subject", "property", "source", "report", "place", "from_day", "to_day", "body"}},
	{"step", "claim_steps", []string{"claim", "n"}, []string{"act", "by_user", "at", "reason", "other", "terms"}},
	{"mention", "mentions", []string{"id"}, []string{"report", "list", "doc"}},
	{"link", "links", []string{"id"}, []string{"a", "b", "at", "doc"}},
	{"subject", "subjects", []string{"id"}, []string{"parent", "doc"}},
	{"tension", "tensions", []string{"id"}, []string{"key", "subject", "resolution", "found", "doc"}},
	{"list", "lists", []string{"id"}, []string{"version", "name", "prefix", "source", "embargo", "doc"}},
	{"edition", "editions", []string{"list", "n"}, []string{"date", "doc"}},
	{"user", "users", []string{"id"}, []string{"version", "folded", "doc"}},
	{"settings", "settings", []string{"n"}, []string{"by_user", "at", "doc"}},
	{"custody", "custody", []string{"item", "n"}, []string{"act", "by_user", "at", "reason"}},
	{"withdrawal", "withdrawals", []string{"item", "act"}, []string{"value", "day"}},
	{"backup", "backups", []string{"n"}, []string{"act", "at", "doc"}},
}

// The other tables, so that no table is forgotten.
var (
	// listRowTables are the rows of lists: one leaf stands for all rows of a
	// list as an edition left them.
	listRowTables = []string{"row_blocks", "row_versions"}
	// derivedTables are worked out of the record. Verify works the first two
	// out again; Rebuild makes the others anew.
	derivedTables = []string{"claim_refs", "tension_claims", "subject_counts", "entries", "tallies", "listsets"}
	// workTables are what people are at, and the ledger itself.
	workTables = []string{"one_time", "sessions", "drafts", "imports",
		"ledger_leaves", "ledger_salts", "ledger_rows", "ledger_pending", "ledger_head", "ledger_days"}
)

func recordTableOf(kind string) *recordTable {
	for _, r := range recordTables {
		if r.kind == kind {
			return r
		}
	}
	panic("store: no table of the record is of kind " + kind)
}

// item is what the ledger calls the row with the key.
func (r *recordTable) item(key ...any) string {
	var b strings.Builder
	b.WriteString(r.kind)
	for _, k := range key {
		fmt.Fprintf(&b, "/%v", k)
	}
	return b.String()
}

// itemSQL writes the same in SQL, of the columns of the table named t.
func (r *recordTable) itemSQL() string {
	q := "'" + r.kind + "'"
	for _, k := range r.key {
		q += " || '/' || t." + k
	}
	return q
}

// fields is the list of the columns that are committed to.
func (r *recordTable) fields() string { return "t." + strings.Join(r.columns, ", t.") }

// commit makes the commitment to a row's values, in the order of its columns.
func (r *recordTable) commit(c *ledger.Content, values []any) (ledger.Commitment, error) {
	return addAll(c, r.columns, values)
}

func addAll(c *ledger.Content, columns []string, values []any) (ledger.Commitment, error) {
	for i, v := range values {
		if err := c.Add(columns[i], v); err != nil {
			return ledger.Commitment{}, fmt.Errorf("column %s: %w", columns[i], err)
		}
	}
	return c.Sum(), nil
}

// RecordTables names every table that holds the record.
func RecordTables() (out []string) {
	for _, r := range recordTables {
		out = append(out, r.name)
	}
	return append(out, listRowTables...)
}

// aboutSource reports whether an item tells of a source, so that when and in
// which order it was written must not be seen.
func aboutSource(item string) bool {
	for _, part := range strings.Split(item, "/")[1:] {
		if habeas.ID(part).Kind() == habeas.KindSource {
			return true
		}
	}
	return false
}
