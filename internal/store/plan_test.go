package store

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
)

// TestPlans holds every hot query to an index: none reads a table through.
func TestPlans(t *testing.T) {
	s, err := Open(context.Background(), filepath.Join(t.TempDir(), "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	var seen []string
	err = s.View(context.Background(), func(tx *Tx) error {
		list := habeas.List{ID: habeas.NewID(habeas.KindList), Kind: habeas.ListPeople}
		tx.known.lists = map[int64]*knownList{prefixOf(list.ID): {List: list}}
		id := habeas.NewID(habeas.KindMention)
		row := habeas.RowID(list.ID, habeas.KindMention, 1)
		// The answers do not matter: the session remembers what was asked.
		tx.Claim("c1")
		tx.Claim(habeas.RowClaimID(row, 1))
		tx.Steps("c1")
		tx.Line("c1")
		tx.ClaimsAbout(id, row)
		tx.ClaimsIn("r1")
		tx.ClaimsFrom("s1", 10, 0)
		tx.FindClaims(habeas.ClaimFilter{Status: habeas.Proposed, Newest: true, Limit: 50})
		tx.FindClaims(habeas.ClaimFilter{Submitted: true, Newest: true, Limit: 50})
		tx.FindClaims(habeas.ClaimFilter{Released: true, Limit: 50})
		tx.FindClaims(habeas.ClaimFilter{Released: true, Newest: true, Limit: 50})
		tx.FindClaims(habeas.ClaimFilter{Property: "event.", Limit: 50})
		tx.FindClaims(habeas.ClaimFilter{Property: "status", Released: true, Limit: 50})
		tx.FindClaims(habeas.ClaimFilter{Report: "r1", Limit: 50})
		tx.FindClaims(habeas.ClaimFilter{Place: "l1", Limit: 50})
		tx.Mention(id)
		tx.Mentions(habeas.PersonOf(id))
		tx.mentionsOf(habeas.PersonOf(id))
		tx.MentionsIn("r1")
		tx.Links(id, row)
		tx.Summary(habeas.PersonOf(row), habeas.ScopeDesk)
		tx.entry(1)
		for _, q := range []habeas.PeopleQuery{{Scope: habeas.ScopeDesk, Limit: 50}, {Scope: habeas.ScopePublic, Text: "a b", Limit: 50},
			{Scope: habeas.ScopeDesk, Sort: "news", Limit: 50}, {Scope: habeas.ScopeDesk, Text: "a", Sex: "male", List: list.ID, Limit: 50}} {
			tokens := strings.Fields(q.Text)
			f := filterOf(q, map[int64][]habeas.ID{1: {list.ID}})
			tx.tallied(habeas.KindPerson, q.Scope, tokens)
			tx.page(habeas.KindPerson, q.Scope, tokens, f, byWords, 50, 0, false)
			tx.page(habeas.KindPerson, q.Scope, tokens, f, byWords, 50, 0, true)
			tx.page(habeas.KindPerson, q.Scope, nil, f, byNews, 50, 0, false)
		}
		tx.TensionsOf("c1", "c2")
		tx.OpenTensions(50, 0)
		tx.Row(row)
		tx.RowHistory(row)
		tx.FindRows(list.ID, habeas.RowQuery{Limit: 50})
		tx.FindRows(list.ID, habeas.RowQuery{Withdrawn: true, Limit: 50})
		tx.EachRowKey(list.ID, nil)
		tx.Report("r1")
		tx.ReportBySHA("00")
		tx.FindReports(habeas.ReportFilter{Assigned: "u1", Limit: 50})
		tx.FindReports(habeas.ReportFilter{Text: "a", Limit: 50})
		tx.Texts("r1")
		tx.Source("s1")
		tx.FindSources("a", 10)
		tx.UserByName("a")
		tx.Session("h", tx.today)
		tx.Drafts("u1")
		tx.Imports("i1", 10)
		for _, q := range tx.session.Prepared() {
			seen = append(seen, q)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) < 40 {
		t.Fatalf("only %d queries were looked at", len(seen))
	}
	for _, q := range seen {
		args := make([]any, 0, 64)
		for strings.Contains(q, "$"+strconv.Itoa(len(args)+1)) {
			args = append(args, 1)
		}
		rows, err := s.readers.DB.Query("EXPLAIN QUERY PLAN "+q, args...)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(detail, "SCAN") && !allowedScan(q, detail) {
				t.Errorf("%s\n\treads through: %s", q, detail)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// allowedScan are the scans that read no more than what is asked for: a word
// index by its words, small tables that are wanted whole, and lists in order.
func allowedScan(q, detail string) bool {
	for _, ok := range []string{"VIRTUAL TABLE INDEX", "listsets", "settings", "CONSTANT ROW", "(subquery", "(LEFT"} {
		if strings.Contains(detail, ok) {
			return true
		}
	}
	inOrder := strings.Contains(detail, "USING INDEX") || strings.Contains(detail, "USING COVERING INDEX")
	return inOrder && (strings.Contains(q, "LIMIT") || strings.Contains(q, "count(*)"))
}
