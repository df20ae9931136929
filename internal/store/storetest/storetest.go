// Package storetest is the one conformance suite that the store must pass on
// every database.
package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/store"
)

// Run runs the suite. address gives each test an empty record of its own, and
// exec runs a statement on the database there, past the store.
func Run(t *testing.T, address func(t testing.TB) string, exec func(address, statement string) error) {
	tests := []struct {
		name string
		run  func(*testing.T, *fixture)
	}{
		{"Sources", testSources},
		{"Reports", testReports},
		{"ClaimsRoundTrip", testClaimsRoundTrip},
		{"ClaimHistory", testClaimHistory},
		{"ClaimsAreFixed", testClaimsAreFixed},
		{"FindClaims", testFindClaims},
		{"Line", testLine},
		{"Links", testLinks},
		{"Summary", testSummary},
		{"SearchPeople", testSearchPeople},
		{"SearchAlike", testSearchAlike},
		{"Release", testRelease},
		{"Withdrawal", testWithdrawal},
		{"Embargo", testEmbargo},
		{"Solo", testSolo},
		{"Subjects", testSubjects},
		{"SubjectParents", testSubjectParents},
		{"Tensions", testTensions},
		{"Lists", testLists},
		{"RowClaims", testRowClaims},
		{"Editions", testEditions},
		{"ListPublication", testListPublication},
		{"FacilityList", testFacilityList},
		{"ImportIsWhole", testImportIsWhole},
		{"Accounts", testAccounts},
		{"Settings", testSettings},
		{"Sessions", testSessions},
		{"OneTime", testOneTime},
		{"Comments", testComments},
		{"Estimates", testEstimates},
		{"Compared", testCompared},
		{"Submissions", testSubmissions},
		{"Challenges", testChallenges},
		{"Work", testWork},
		{"Interrupted", testInterrupted},
		{"Rollback", testRollback},
		{"Conflicts", testConflicts},
		{"ViewIsConsistent", testViewIsConsistent},
		{"Rebuild", testRebuild},
		{"Ledger", testLedger},
		{"LedgerOfSources", testLedgerOfSources},
		{"Erasing", testErasing},
		{"Founding", testFounding},
		{"Heads", testHeads},
		{"Tampering", testTampering},
		{"TakenBack", testTakenBack},
		{"Custody", testCustody},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, newFixture(t, address(t), exec)) })
	}
}

// today is the day every test takes place on.
var today = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

// fixture is a record with a documenter, a reviewer, a newsroom, a protected
// witness and a published report.
type fixture struct {
	*testing.T
	s       *store.Store
	address string
	key     *ledger.Key
	exec    func(address, statement string) error
	n       int

	documenter, reviewer habeas.ID
	outlet, witness      habeas.Source
	article              habeas.Report
}

func newFixture(t *testing.T, address string, exec func(address, statement string) error) *fixture {
	f := &fixture{T: t, address: address, exec: exec, documenter: habeas.NewID(habeas.KindUser), reviewer: habeas.NewID(habeas.KindUser)}
	key, err := ledger.OpenKey(t.TempDir())
	f.no(err)
	f.key = key
	f.open()
	t.Cleanup(func() {
		if !t.Failed() {
			f.verified() // whatever a test did, the ledger has it
		}
		f.no(f.s.Close())
	})
	f.outlet = habeas.Source{ID: habeas.NewID(habeas.KindSource), Kind: habeas.SourceOutlet, Name: "The Invented Gazette",
		Label: "a newspaper", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNone}
	f.witness = habeas.Source{ID: habeas.NewID(habeas.KindSource), Kind: habeas.SourcePerson, Name: "Marker Witnessname",
		Label: "a relative abroad", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised}
	f.article = habeas.Report{ID: habeas.NewID(habeas.KindReport), Title: "Traders held in Exampletown", Kind: "text", SHA256: "00ff",
		Source: f.outlet.ID, Access: habeas.AccessPublic, By: f.documenter, Captured: today.Truncate(24 * time.Hour)}
	f.update(func(tx *store.Tx) {
		f.no(tx.PutSource(f.outlet))
		f.no(tx.PutSource(f.witness))
		f.no(tx.PutReport(f.article))
	})
	f.outlet.Version, f.witness.Version, f.article.Version = 1, 1, 1
	return f
}

func (f *fixture) open() {
	f.Helper()
	s, err := store.Open(context.Background(), f.address, store.Clock(func() time.Time { return today }), store.Signed(f.key))
	if err != nil {
		f.Fatal(err)
	}
	f.s = s
}

func (f *fixture) no(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

func (f *fixture) is(err, kind error) {
	f.Helper()
	if !errors.Is(err, kind) {
		f.Fatalf("error = %v, want one that is %q", err, kind)
	}
}

func (f *fixture) same(what string, want, got any) {
	f.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		f.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func (f *fixture) update(fn func(tx *store.Tx)) {
	f.Helper()
	f.no(f.s.Update(context.Background(), func(tx *store.Tx) error { fn(tx); return nil }))
}

func (f *fixture) view(fn func(tx *store.Tx)) {
	f.Helper()
	f.no(f.s.View(context.Background(), func(tx *store.Tx) error { fn(tx); return nil }))
}

// got gives the value of a call that must not fail.
func got[T any](f *fixture) func(T, error) T {
	return func(v T, err error) T {
		f.Helper()
		f.no(err)
		return v
	}
}

// clock gives a later moment each time.
func (f *fixture) clock() time.Time {
	f.n++
	return today.Add(time.Duration(f.n) * time.Minute)
}

// claim makes a claim of the newsroom about a subject.
func (f *fixture) claim(subject habeas.ID, property, value string) habeas.Claim {
	c := habeas.Claim{ID: habeas.NewID(habeas.KindClaim), Subject: subject, Property: property, Value: value, Words: value, Lang: "en",
		Source: f.outlet.ID, Report: f.article.ID, By: f.documenter, At: f.clock(), Access: habeas.AccessPublic,
		Quotes: []habeas.Quote{{Start: f.n, End: f.n + 5, Exact: value}}}
	c.Root = c.ID
	return c
}

func (f *fixture) step(c habeas.ID, act habeas.Act, by habeas.ID) habeas.Step {
	return habeas.Step{Claim: c, Act: act, By: by, At: f.clock()}
}

var terms = habeas.Terms{Grade: habeas.GradeSingle, Label: "a relative abroad", Check: habeas.CheckPass}

// propose, accept and publish bring a claim that far and return it.
func (f *fixture) propose(tx *store.Tx, c habeas.Claim) habeas.Claim {
	f.Helper()
	f.no(tx.AddClaim(c, f.step(c.ID, habeas.ActPropose, f.documenter)))
	return c
}

func (f *fixture) accept(tx *store.Tx, c habeas.Claim) habeas.Claim {
	f.Helper()
	f.propose(tx, c)
	f.no(tx.AddStep(f.step(c.ID, habeas.ActAccept, f.documenter)))
	return c
}

func (f *fixture) publish(tx *store.Tx, c habeas.Claim) habeas.Claim {
	f.Helper()
	f.accept(tx, c)
	s := f.step(c.ID, habeas.ActPublish, f.reviewer)
	s.Terms = &terms
	f.no(tx.AddStep(s))
	return c
}

// person adds a mention with an accepted name.
func (f *fixture) person(tx *store.Tx, name string) habeas.Mention {
	f.Helper()
	m := habeas.Mention{ID: habeas.NewID(habeas.KindMention), Report: f.article.ID, Label: name, By: f.documenter, At: today}
	m.Person = habeas.PersonOf(m.ID)
	f.no(tx.PutMention(m))
	f.accept(tx, f.claim(m.ID, "name", name))
	return m
}

func ids(cs []habeas.Claim) []habeas.ID {
	out := make([]habeas.ID, len(cs))
	for i, c := range cs {
		out[i] = c.ID
	}
	return out
}

func peopleNames(found habeas.PeopleFound) []string {
	var out []string
	for _, s := range found.People {
		out = append(out, s.Name)
	}
	return out
}

func facetCounts(found habeas.PeopleFound, field string) map[string]int {
	out := map[string]int{}
	for _, f := range found.Facets {
		if f.Field == field {
			for _, v := range f.Values {
				out[v.Value] = v.Count
			}
		}
	}
	return out
}
