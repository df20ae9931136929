package linking

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/linkage"
)

// column is what is compared of two mentions. What somebody is or believes is
// none of it: a system that picks people out by that is what the record is about.
type column struct {
	name string
	kind linkage.Kind
	from []string // properties
	role []string // of an event: the roles that say it, the first that does
	all  bool     // several values stand beside each other
}

var columns = []column{
	{name: "name", kind: linkage.Sound, from: []string{"name"}},
	{name: "name.other", kind: linkage.Set, from: []string{"name.other"}, all: true},
	{name: "name.father", kind: linkage.Sound, from: []string{"name.father"}},
	{name: "name.mother", kind: linkage.Sound, from: []string{"name.mother"}},
	{name: "sex", kind: linkage.Exact, from: []string{"sex"}},
	{name: "birth.date", kind: linkage.When, from: []string{"birth.date"}},
	{name: "birth.place", kind: linkage.Where, from: []string{"birth.place"}},
	{name: "origin", kind: linkage.Where, from: []string{"origin"}},
	{name: "residence", kind: linkage.Where, from: []string{"residence"}},
	{name: "occupation", kind: linkage.Phrase, from: []string{"occupation"}},
	{name: "id.number", kind: linkage.Identifier, from: []string{"id.number"}},
	{name: "detention.date", kind: linkage.When, from: []string{"detention.date", "event.detention"}},
	{name: "detention.place", kind: linkage.Where, from: []string{"detention.place", "detention.facility", "event.detention"}, role: []string{"facility", "place"}},
}

// record is what the machine reads of one mention.
type record struct {
	id     habeas.ID
	source habeas.ID // the list or report it stands in
	values []string  // in the order of columns
}

// said is the SHA-256 of what was compared of two mentions.
func said(a, b record) string {
	sum := sha256.New()
	for _, r := range []record{a, b} {
		fmt.Fprintf(sum, "%s %q\n", r.id, r.values)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// reader reads records out of the record.
type reader struct {
	tx      desk.Tx
	reports map[habeas.ID]habeas.Report
}

func newReader(tx desk.Tx) *reader { return &reader{tx: tx, reports: map[habeas.ID]habeas.Report{}} }

// every reads all mentions that have a name, in the order of their sources and
// ids. What is sealed is left out even for those who may read it: everybody who
// links mentions sees what the machine proposes.
func (r *reader) every() ([]record, error) {
	lists, err := r.tx.Lists()
	if err != nil {
		return nil, err
	}
	var out []record
	const page = 2000
	for _, l := range lists {
		if l.Kind != habeas.ListPeople || l.Access == habeas.AccessSealed {
			continue
		}
		for at := 0; ; at += page {
			rows, _, err := r.tx.FindRows(l.ID, habeas.RowQuery{Limit: page, Offset: at})
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				out = append(out, record{id: row.ID, source: l.ID})
			}
			if len(rows) < page {
				break
			}
		}
	}
	for at := 0; ; at += page {
		rows, _, err := r.tx.FindReports(habeas.ReportFilter{Limit: page, Offset: at})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if row.Report.Access == habeas.AccessSealed {
				continue
			}
			r.reports[row.Report.ID] = row.Report
			ms, err := r.tx.MentionsIn(row.Report.ID)
			if err != nil {
				return nil, err
			}
			for _, m := range ms {
				out = append(out, record{id: m.ID, source: row.Report.ID})
			}
		}
		if len(rows) < page {
			break
		}
	}
	if err := r.fill(out); err != nil {
		return nil, err
	}
	out = slices.DeleteFunc(out, func(x record) bool { return x.values[0] == "" })
	slices.SortFunc(out, func(a, b record) int { return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.id, b.id)) })
	return out, nil
}

// fill reads the values of mentions.
func (r *reader) fill(records []record) error {
	at := map[habeas.ID]int{}
	ids := make([]habeas.ID, len(records))
	for i := range records {
		records[i].values = make([]string, len(columns))
		at[records[i].id], ids[i] = i, records[i].id
	}
	for some := range slices.Chunk(ids, 512) {
		cs, err := r.tx.ClaimsAbout(some...)
		if err != nil {
			return err
		}
		by := map[int][]habeas.Claim{}
		for _, c := range cs {
			i, ours := at[c.Subject]
			if !ours || c.Status != habeas.Accepted || c.Polarity != habeas.Affirmed {
				continue
			}
			if open, err := r.open(c); err != nil {
				return err
			} else if open {
				by[i] = append(by[i], c)
			}
		}
		for i, cs := range by {
			for n, col := range columns {
				records[i].values[n] = col.of(cs)
			}
		}
	}
	return nil
}

// open reports whether a claim is sealed to nobody.
func (r *reader) open(c habeas.Claim) (bool, error) {
	if c.Access == habeas.AccessSealed || c.Report == "" {
		return c.Access != habeas.AccessSealed, nil
	}
	rep, ok := r.reports[c.Report]
	if !ok {
		var err error
		if rep, err = r.tx.Report(c.Report); err != nil {
			return false, err
		}
		r.reports[c.Report] = rep
	}
	return rep.Access != habeas.AccessSealed, nil
}

// of is the column's value by the claims about one mention: where they
// contradict each other, none, but for names, of which the first stands.
func (col column) of(cs []habeas.Claim) string {
	var vs []string
	for _, c := range cs {
		v := col.value(c)
		if v != "" && !slices.Contains(vs, v) {
			vs = append(vs, v)
		}
	}
	slices.Sort(vs)
	switch {
	case len(vs) == 0:
		return ""
	case col.all:
		return strings.Join(vs, "|")
	case len(vs) > 1 && col.kind != linkage.Sound:
		return ""
	}
	return vs[0]
}

func (col column) value(c habeas.Claim) string {
	if !slices.Contains(col.from, c.Property) {
		return ""
	}
	p, _ := habeas.PropertyOf(c.Property)
	switch {
	case col.kind == linkage.When && c.When != nil && c.When.EDTF != "":
		return c.When.EDTF
	case col.kind == linkage.When && p.Value == habeas.ValueDate:
		return c.Value
	case col.kind == linkage.When:
		return ""
	case p.Value == habeas.ValueEvent:
		for _, role := range col.role {
			if v := strings.TrimSpace(c.Slots[role]); v != "" {
				return v
			}
		}
		return ""
	case p.Value == habeas.ValueCode:
		return c.Value
	}
	return strings.ReplaceAll(strings.TrimSpace(c.Statement()), "|", " ")
}

// table makes the table that is linked, and tells the row of each mention.
func (d *Desk) table(records []record) (*linkage.Table, map[habeas.ID]int32, error) {
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	b := linkage.NewBuilder(names)
	source := -1
	var last habeas.ID
	for _, r := range records {
		if r.source != last {
			source, last = source+1, r.source
		}
		b.Add(source, string(r.id), "", r.values)
	}
	t, err := b.Table()
	if err != nil {
		return nil, nil, fmt.Errorf("making the table of mentions: %w", err)
	}
	t.Gazetteer = d.places
	at := map[habeas.ID]int32{}
	for i, id := range t.IDs {
		at[habeas.ID(id)] = int32(i)
	}
	return t, at, nil
}
