package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

// table is a table that holds the record: every change of one of its
// rows is a leaf of the ledger. The leaf's item is the kind and the row's key:
// "step/c0123456789abcdef/2".
type table struct {
	kind, name string
	key        []string
	columns    []string // committed to, beside the key; what is worked out of others is left out
}

// tables are all of them. What is not here is worked out of these,
// or is not the record.
var tables = []*table{
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
	{"comment", "comments", []string{"id"}, []string{"version", "about", "state", "weight", "likeness", "code", "doc"}},
	{"estimate", "estimates", []string{"id"}, []string{"question", "inputs", "at", "doc", "samples"}},
	{"run", "link_runs", []string{"id"}, []string{"at", "doc"}},
	{"answer", "link_answers", []string{"id"}, []string{"pair", "at", "doc"}},
	{"submission", "submissions", []string{"id"}, []string{"version", "state", "assigned", "due", "code", "until", "translate", "doc"}},
	{"custody", "custody", []string{"item", "n"}, []string{"act", "by_user", "at", "reason"}},
	{"withdrawal", "withdrawals", []string{"item", "act"}, []string{"value", "day"}},
	{"backup", "backups", []string{"n"}, []string{"act", "at", "doc"}},
}

// listRowTables are the rows of lists: one leaf stands for all rows of a list
// as an edition left them.
var listRowTables = []string{"row_blocks", "row_versions"}

func tableOf(kind string) *table {
	for _, r := range tables {
		if r.kind == kind {
			return r
		}
	}
	panic("audit: no table of the record is of kind " + kind)
}

// item is what the ledger calls the row with the key.
func (r *table) item(key ...any) string {
	var b strings.Builder
	b.WriteString(r.kind)
	for _, k := range key {
		fmt.Fprintf(&b, "/%v", k)
	}
	return b.String()
}

// itemSQL writes the same in SQL, of the columns of the table named t.
func (r *table) itemSQL() string {
	q := "'" + r.kind + "'"
	for _, k := range r.key {
		q += " || '/' || t." + k
	}
	return q
}

// fields is the list of the columns that are committed to.
func (r *table) fields() string { return "t." + strings.Join(r.columns, ", t.") }

// addAll makes the commitment to a row's values, in the order of its columns.
func addAll(c *ledger.Content, columns []string, values []any) (ledger.Commitment, error) {
	for i, v := range values {
		if err := c.Add(columns[i], v); err != nil {
			return ledger.Commitment{}, fmt.Errorf("column %s: %w", columns[i], err)
		}
	}
	return c.Sum(), nil
}

// Tables names every table that holds the record, in an order in which a row
// comes after those it refers to.
func Tables() (out []string) {
	for _, r := range tables {
		out = append(out, r.name)
	}
	return append(out, listRowTables...)
}

// Columns names the columns of a table of the record that the ledger commits
// to, the key's among them.
func Columns(name string) []string {
	for _, r := range tables {
		if r.name == name {
			return slices.Concat(r.key, r.columns)
		}
	}
	if name == "row_blocks" {
		return strings.Split(blockColumns, ", ")
	}
	return []string{"n", "edition", "cells"}
}

// anyRow is room for a row's values, and what to scan them into.
func anyRow(n int) (values, dest []any) {
	values, dest = make([]any, n), make([]any, n)
	for i := range values {
		dest[i] = &values[i]
	}
	return values, dest
}

// aboutSource reports whether an item tells of a source or of a reader, so that
// when and in which order it was written must not be seen.
func aboutSource(item string) bool {
	for _, part := range strings.Split(item, "/")[1:] {
		if k := habeas.ID(part).Kind(); k == habeas.KindSource || k == habeas.KindComment || k == habeas.KindSent {
			return true
		}
	}
	return false
}
