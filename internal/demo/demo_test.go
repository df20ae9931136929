package demo

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/estimating"
	"github.com/habeas-record/habeas/internal/desk/linking"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/store"
)

var ctx = context.Background()

// built is a demonstration in a folder of its own.
type built struct {
	file  string
	desk  *desk.Desk
	store desk.Store
	maker *Maker
	inbox *submissions.Inbox
}

func build(t *testing.T) built {
	t.Helper()
	dir := t.TempDir()
	b := built{file: filepath.Join(dir, "habeas.db"), maker: New()}
	s, err := store.Open(ctx, b.file, store.Clock(b.maker.Now))
	if err != nil {
		t.Fatal(err)
	}
	b.store = desk.Over(s)
	t.Cleanup(func() { b.store.Close() })
	evidence, err := blobs.Open(filepath.Join(dir, "evidence"))
	if err != nil {
		t.Fatal(err)
	}
	b.desk = desk.New(b.store, evidence, b.maker.Options())
	b.inbox = b.maker.Inbox(b.desk, b.store, evidence)
	if err := b.maker.Build(ctx, b.desk, estimating.New(b.store, b.maker.EstimateOptions()), linking.New(b.store, b.maker.LinkOptions()), b.inbox); err != nil {
		t.Fatal(err)
	}
	return b
}

// as signs one of the demonstration's accounts in.
func (b built) as(t *testing.T, name string) habeas.Actor {
	t.Helper()
	for _, l := range Logins {
		if l.Name == name {
			u, err := b.desk.SignIn(ctx, l.Name, l.Password, "")
			if err != nil {
				t.Fatal(err)
			}
			return habeas.Actor{ID: u.ID, Name: u.Name, Role: u.Role}
		}
	}
	t.Fatalf("there is no %s", name)
	return habeas.Anybody
}

// view reads the record itself, past every door.
func (b built) view(t *testing.T, fn func(tx desk.Tx) error) {
	t.Helper()
	if err := b.store.View(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func TestDemonstration(t *testing.T) {
	b := build(t)
	t.Run("is the same every time", func(t *testing.T) { testOneSeedOneRecord(t, b) })
	t.Run("shows everything", func(t *testing.T) { testShowsEverything(t, b) })
	t.Run("estimates how many", func(t *testing.T) { testEstimates(t, b) })
	t.Run("pairs to decide", func(t *testing.T) { testProposals(t, b) })
	t.Run("is written to", func(t *testing.T) { testWrittenTo(t, b) })
	t.Run("keeps its sources", func(t *testing.T) { testKeepsItsSources(t, b) })
}

func testOneSeedOneRecord(t *testing.T, b built) {
	one, two := dump(t, b.file), dump(t, build(t).file)
	if len(one) < 1000 {
		t.Fatalf("the record has only %d rows", len(one))
	}
	if diff := cmp.Diff(one, two); diff != "" {
		t.Errorf("two builds differ:\n%s", diff)
	}
}

// tables are those that hold something of their own: a virtual one is an index,
// and the ledger is under salts that differ on purpose.
const tables = `SELECT name FROM sqlite_master
	WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'ledger%' ORDER BY name`

// salted is what differs on purpose.
var salted = regexp.MustCompile(`\$argon2id\$[^"]*`)

// dump writes every row of every table of a record, sorted.
func dump(t *testing.T, file string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out []string
	for _, table := range strs(t, db, tables) {
		rows, err := db.Query(`SELECT * FROM "` + table + `"`)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			line := table
			for _, v := range values {
				x := *v.(*any)
				if raw, ok := x.([]byte); ok {
					x = string(raw)
				}
				line += fmt.Sprintf("|%v", x)
			}
			out = append(out, salted.ReplaceAllString(line, "…"))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(out)
	return out
}

func strs(t *testing.T, db *sql.DB, query string) (out []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// The demonstration shows all that Habeas does: what is not in it, nobody sees.
func testShowsEverything(t *testing.T, b built) {
	ruth := b.as(t, "Ruth")
	seen := map[string]int{}
	see := func(format string, args ...any) { seen[fmt.Sprintf(format, args...)]++ }

	set, err := b.desk.Settings(ctx)
	if err != nil || !set.Demo {
		t.Errorf("the record is not marked as invented: %+v, %v", set, err)
	}
	people, err := b.desk.SearchPeople(ctx, ruth, habeas.PeopleQuery{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	if people.Total < 55 || people.Total > 70 {
		t.Errorf("%d people, about 60 are wanted", people.Total)
	}
	claims := map[habeas.ID]habeas.Claim{}
	for _, p := range people.People {
		see("standing %s", p.Standing)
		for _, n := range append(p.OtherNames, habeas.Named{Text: p.Name}) {
			for script, table := range unicode.Scripts {
				if strings.ContainsFunc(n.Text, func(r rune) bool { return unicode.Is(table, r) }) {
					see("script %s", script)
				}
			}
		}
		d, err := b.desk.Dossier(ctx, ruth, p.Person)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range d.Links {
			if see("link %s", l.Verdict); !l.Live() {
				see("link undone")
			}
		}
		for _, x := range d.Tensions {
			see("tension %s", x.Kind)
			see("resolution %s", x.Resolution)
		}
		for _, e := range d.Entries {
			claims[e.Claim.ID] = e.Claim
		}
	}
	rows, reports, err := b.desk.FindReports(ctx, ruth, habeas.ReportFilter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	undecided := 0
	for _, r := range rows {
		see("report %s", r.Report.Kind)
		see("report access %s", r.Report.Access)
		if r.Proposed > 0 {
			undecided++
		}
		rv, err := b.desk.Review(ctx, ruth, r.Report.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range rv.Texts {
			see("text %s %s", x.Lang, x.Dir)
		}
		for _, x := range rv.Tensions {
			see("tension %s", x.Kind)
			see("resolution %s", x.Resolution)
		}
		for _, e := range rv.Entries {
			claims[e.Claim.ID] = e.Claim
			for _, q := range e.Claim.Quotes {
				if q.Till > 0 {
					see("clip")
				}
			}
		}
	}
	if reports < 6 || undecided != 1 {
		t.Errorf("%d reports, %d of them undecided; want six or more, one undecided", reports, undecided)
	}
	for _, c := range claims {
		see("status %s", c.Status)
		see("claim access %s", c.Access)
		see("about %s", c.Subject.Kind())
		if c.Public {
			see("public")
			see("grade %s", c.Terms.Grade)
		}
		if c.Public && c.Terms.Embargo != "" {
			see("embargoed")
		}
		if c.SubmitBy != "" {
			see("waiting")
		}
		if c.Polarity == habeas.Denied {
			see("denied")
		}
		if c.Property == "enquiry" {
			see("outcome %s", c.Slots["outcome"])
		}
		for _, f := range c.Terms.Flags {
			see("flag %s", f)
		}
	}
	ls, err := b.desk.Lists(ctx, ruth)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range ls {
		see("list %s", l.Kind)
		if !l.Public && l.SubmitBy != "" {
			see("list waiting")
		}
		d, err := b.desk.List(ctx, ruth, l.ID, habeas.RowQuery{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range d.Editions {
			see("encoding %s", e.Encoding)
			if e.N > 1 && e.Added > 0 && e.Changed > 0 && e.Unchanged > 0 && e.Withdrawn > 0 {
				see("edition that adds, changes, keeps and drops")
			}
			for _, fault := range e.Errors {
				t.Errorf("list %q, line %d: %s", l.Name, fault.Line, fault.Message)
			}
		}
	}
	sources, err := b.desk.FindSources(ctx, ruth, "", 200)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sources {
		see("protection %s", s.Protection)
		see("consent %s", s.Consent)
		see("source %s", s.Kind)
	}
	in, err := b.desk.Inbox(ctx, b.as(t, "Dina"))
	if err != nil {
		t.Fatal(err)
	}
	if len(in.Drafts) > 0 {
		see("draft")
	}

	var wanted []string
	want := func(format string, args ...any) { wanted = append(wanted, fmt.Sprintf(format, args...)) }
	for _, s := range []string{"public", "embargoed", "waiting", "denied", "draft", "clip", "list waiting", "list person", "list facility",
		"edition that adds, changes, keeps and drops", "link undone", "encoding windows-1251", "text ug rtl", "report access public", "report access team", "report access sealed"} {
		want("%s", s)
	}
	for _, s := range []habeas.Standing{habeas.HeldUnknown, habeas.HeldClaimed, habeas.Sentenced, habeas.Missing, habeas.ReleasedFree, habeas.Died} {
		want("standing %s", s)
	}
	for _, s := range []string{"Latin", "Cyrillic", "Arabic", "Han", "Ethiopic"} {
		want("script %s", s)
	}
	for _, s := range []habeas.Status{habeas.Proposed, habeas.Accepted, habeas.Rejected, habeas.Superseded, habeas.Withdrawn} {
		want("status %s", s)
	}
	for _, s := range habeas.Verdicts {
		want("link %s", s)
	}
	for _, s := range habeas.Protections {
		want("protection %s", s)
	}
	for _, s := range habeas.Consents {
		want("consent %s", s)
	}
	for _, s := range habeas.SourceKinds {
		want("source %s", s)
	}
	for _, s := range habeas.Accesses {
		want("claim access %s", s)
	}
	for _, s := range []habeas.Outcome{habeas.OutcomeUnanswered, habeas.OutcomeRefused, habeas.OutcomeNoRecord} {
		want("outcome %s", s)
	}
	for _, s := range []habeas.Kind{habeas.KindMention, habeas.KindGroup, habeas.KindEvent, habeas.KindPlace} {
		want("about %s", s)
	}
	for _, s := range []string{"text", "html", "mail", "note", "audio"} {
		want("report %s", s)
	}
	for _, s := range []habeas.TensionKind{habeas.TensionCount, habeas.TensionWhen, habeas.TensionPolarity, habeas.TensionOther} {
		want("tension %s", s)
	}
	for _, s := range []habeas.Resolution{habeas.TensionOpen, habeas.TensionLeftOpen, habeas.TensionSame} {
		want("resolution %s", s)
	}
	for _, s := range []habeas.Grade{habeas.GradeAcknowledged, habeas.GradeNamedFirst, habeas.GradeSingle, habeas.GradeBackground} {
		want("grade %s", s)
	}
	for _, s := range []habeas.Flag{habeas.FlagContested, habeas.FlagDenied} {
		want("flag %s", s)
	}
	for _, w := range wanted {
		if seen[w] == 0 {
			t.Errorf("the demonstration has no %s", w)
		}
	}
}

// Nothing of those who may not be known is in what readers are shown.
func testKeepsItsSources(t *testing.T, b built) {
	public := publish.New(b.store.View, b.maker.Now)
	found, err := public.SearchPeople(ctx, habeas.PeopleQuery{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	if found.Total < 40 {
		t.Fatalf("only %d people are public", found.Total)
	}
	var shown []any
	for _, p := range found.People {
		page, err := public.Person(ctx, p.Person)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Claims {
			one, err := public.Claim(ctx, c.Claim.ID)
			if err != nil {
				t.Fatal(err)
			}
			shown = append(shown, one)
		}
		shown = append(shown, page)
	}
	for _, kind := range []habeas.Kind{habeas.KindPlace, habeas.KindEvent, habeas.KindGroup, habeas.KindFacility, habeas.KindAuthority} {
		subjects, err := public.SearchSubjects(ctx, habeas.SubjectQuery{Kind: kind, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range subjects.Subjects {
			page, err := public.Subject(ctx, s.Subject.ID)
			if err != nil {
				t.Fatal(err)
			}
			shown = append(shown, page)
		}
	}
	text, err := json.Marshal(shown)
	if err != nil {
		t.Fatal(err)
	}
	var sources []habeas.Source
	b.view(t, func(tx desk.Tx) (err error) {
		sources, err = tx.FindSources("", 200)
		return err
	})
	markers := []string{"+0 000", "card is 0000", "Yohannes", "Үрімжіге", `"to":"Ürümqi"`, "Бір көзі", "shared a room", "Ескі консерві"}
	for _, s := range sources {
		if s.Protection != habeas.ProtectionOpen {
			markers = append(markers, string(s.ID), s.Note)
			if s.Name != s.Label {
				markers = append(markers, s.Name)
			}
		}
	}
	if len(markers) < 20 {
		t.Fatalf("only %d marks to look for", len(markers))
	}
	for _, m := range markers {
		if m != "" && strings.Contains(string(text), m) {
			at := strings.Index(string(text), m)
			t.Errorf("readers are shown %q: …%s…", m, text[max(0, at-200):min(len(text), at+200)])
		}
	}
	if !strings.Contains(string(text), "Gulnar Bekturkyzy") {
		t.Error("who agreed to be named is not")
	}
}

// One estimate has a number and is of the record as it is, one is refused, of a
// record that has changed since.
func testEstimates(t *testing.T, b built) {
	e := estimating.New(b.store, b.maker.EstimateOptions())
	rs, n, err := e.Estimates(ctx, b.as(t, "Olu"), 0, 0)
	if err != nil || n != 2 {
		t.Fatalf("%d estimates (%v)", n, err)
	}
	whole, county := rs[0], rs[1]
	x, ok := whole.Result.Number("dga")
	if !ok || whole.Stale || whole.Result.Report.N < 50 || x.Median < float64(whole.Result.Report.N) || x.Q975 < 1.5*x.Median {
		t.Errorf("of the region: %d people on a list, %.0f (%.0f to %.0f) in all; out of date: %v", whole.Result.Report.N, x.Median, x.Q025, x.Q975, whole.Stale)
	}
	if _, ok := county.Result.Number("dga"); ok || !county.Result.Report.Refused || county.Result.Report.N != 0 {
		t.Errorf("of the county: %+v", county.Result.Report)
	}
}

// What people wrote to the desk waits, or ended in one way or another.
func testWrittenTo(t *testing.T, b built) {
	c, err := publish.New(b.store.View, b.maker.Now).Challenges(ctx, 10, 0)
	if err != nil {
		t.Fatal(err)
	}
	ends := map[habeas.ChallengeOutcome]int{}
	for _, n := range c.Counts {
		ends[n.Outcome] += n.N
	}
	if len(c.Decided) != 2 || ends[habeas.BecameClaim] != 1 || ends[habeas.WasDeclined] != 1 || ends[""] != 1 || c.Decided[1].Answer == "" {
		t.Errorf("challenges: %+v", c)
	}
	all, _, err := b.inbox.List(ctx, b.as(t, "Dina"), habeas.SubmissionFilter{})
	if err != nil || len(all) != 1 || all[0].Lang != "kk" {
		t.Errorf("Dina deals with %+v, %v", all, err)
	}
}

// The machine has proposed pairs; some were answered, and some wait.
func testProposals(t *testing.T, b built) {
	l := linking.New(b.store, b.maker.LinkOptions())
	o, err := l.Overview(ctx, b.as(t, "Dina"))
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Runs) != 2 || o.Undecided == 0 || o.Least >= o.Most || len(o.Levels) == 0 {
		t.Errorf("%d runs, %d pairs wait, between %d and %d persons, %d levels", len(o.Runs), o.Undecided, o.Least, o.Most, len(o.Levels))
	}
	if _, err := l.Next(ctx, b.as(t, "Ruth")); err != nil {
		t.Errorf("nothing to lay before Ruth: %v", err)
	}
}
