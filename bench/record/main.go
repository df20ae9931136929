// Command record measures the store: it builds a record of invented people and
// prints how long its reads take, or how fast rows are imported beside bare
// inserts into SQLite.
//
//	go run ./bench/record                    100,000 persons with 1,000,000 claims of their own
//	go run ./bench/record -mode rows         the same as rows of one list
//	go run ./bench/record -mode rows -persons 1000000 -words FILE     names of those words, the common more often
//	go run ./bench/record -mode import       a million rows, beside bare inserts of the same columns
//	go run ./bench/record -mode verify -persons 3200     a hundred thousand ledger entries and what they stand for
//	go run ./bench/record -mode verify -claims 0         the rows of one list against their entry
//	go run ./bench/record -db postgres://…   in another database, which must be empty
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/store"
	"github.com/habeas-record/habeas/internal/web"
)

func main() {
	log.SetFlags(0)
	mode := flag.String("mode", "claims", "claims, rows, import or verify")
	persons := flag.Int("persons", 100_000, "how many persons, or rows to import")
	claims := flag.Int("claims", 10, "claims for each person")
	queries := flag.Int("queries", 1000, "how many times each read is timed")
	runs := flag.Int("runs", 3, "how many times an import or a verification is timed")
	words := flag.String("words", "", "file of words, one a line before a tab, that names are drawn from")
	profile := flag.String("profile", "", "file for a profile of the CPU")
	db := flag.String("db", "", "where the record is built; a temporary folder where it is not said")
	flag.Parse()
	err := profiled(*profile, func() error { return run(*mode, *db, *words, *persons, *claims, *queries, *runs) })
	if err != nil {
		log.Fatal(err)
	}
}

// profiled runs fn, writing where the CPU's time goes to path where one is named.
func profiled(path string, fn func() error) (err error) {
	if path == "" {
		return fn()
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = clean(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return fn()
}

func run(mode, db, words string, persons, claims, queries, runs int) (err error) {
	dir, err := os.MkdirTemp("", "habeas-bench-")
	if err != nil {
		return err
	}
	defer func() { err = clean(err, os.RemoveAll(dir)) }()
	switch mode {
	case "import":
		return importRows(dir, db, persons, runs)
	case "verify":
		return verifyRecord(dir, persons, claims, runs)
	}
	path := filepath.Join(dir, "record.db")
	if db != "" {
		path = db
	}
	s, err := store.Open(context.Background(), path)
	if err != nil {
		return err
	}
	defer func() { err = clean(err, s.Close()) }()
	b := newBuilder(s, claims)
	if words != "" {
		if err := b.draw(words); err != nil {
			return err
		}
	}
	start := time.Now()
	switch mode {
	case "claims":
		err = b.buildClaims(persons)
	case "rows":
		err = b.buildRows(persons)
	default:
		err = fmt.Errorf("mode %q is not known: choose claims, rows, import or verify", mode)
	}
	if err != nil {
		return err
	}
	fmt.Printf("built %d persons in %.0f s\n", persons, time.Since(start).Seconds())
	if db == "" {
		if err := printSize(path); err != nil {
			return err
		}
	}
	if err := b.reads(queries); err != nil || len(b.long) == 0 {
		return err
	}
	return b.pages(dir, queries)
}

func newBuilder(s *store.Store, claims int) *builder {
	return &builder{s: s, rand: rand.New(rand.NewPCG(1, 2)), claims: claims}
}

// clean adds an error of tidying up to the one that matters more.
func clean(err, tidying error) error {
	if err != nil {
		return err
	}
	return tidying
}

func printSize(path string) error {
	files, err := filepath.Glob(path + "*") // with its write-ahead log
	if err != nil {
		return err
	}
	total := int64(0)
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			return err
		}
		total += info.Size()
	}
	fmt.Printf("size %.0f MB\n", float64(total)/1e6)
	return nil
}

// reads times what pages read.
func (b *builder) reads(queries int) error {
	search := func(q habeas.PeopleQuery) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			q.Limit = 50
			_, err := tx.SearchPeople(q)
			return err
		}
	}
	met := 0
	prefix := func(n int) string { return string([]rune(b.word())[:n]) }
	reads := []struct {
		name string
		read func() func(*store.Tx) error
	}{
		{"person page", func() func(*store.Tx) error { return b.personPage(b.randomPerson()) }},
		{"search, whole name", func() func(*store.Tx) error {
			return search(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: b.name()})
		}},
		{"search by sound, a letter of each word wrong", b.misspelt(&met)},
		{"search, 3 letters", func() func(*store.Tx) error {
			return search(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: prefix(3)})
		}},
		{"search, 1 letter", func() func(*store.Tx) error {
			return search(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: prefix(1)})
		}},
		{"search, no words", func() func(*store.Tx) error { return search(habeas.PeopleQuery{Scope: habeas.ScopeDesk}) }},
		{"search, facets", func() func(*store.Tx) error {
			return search(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Sex: "female", Year: "2018", Standing: habeas.HeldUnknown})
		}},
		{"search, 3 letters and facets", func() func(*store.Tx) error {
			return search(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: prefix(3), Sex: "male"})
		}},
		{"search outside, 3 letters", func() func(*store.Tx) error {
			return search(habeas.PeopleQuery{Scope: habeas.ScopePublic, Text: prefix(3)})
		}},
		{"longest without news", func() func(*store.Tx) error {
			return search(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Sort: "news"})
		}},
		{"inbox: proposals", func() func(*store.Tx) error {
			return func(tx *store.Tx) error {
				_, _, err := tx.FindClaims(habeas.ClaimFilter{Status: habeas.Proposed, Newest: true, Limit: 50})
				return err
			}
		}},
	}
	fmt.Printf("%-46s %9s %9s\n", "", "p50 ms", "p95 ms")
	for _, r := range reads {
		times := make([]time.Duration, queries)
		for i := range times {
			read := r.read()
			start := time.Now()
			if err := b.s.View(context.Background(), read); err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
			times[i] = time.Since(start)
		}
		slices.Sort(times)
		fmt.Printf("%-46s %9.2f %9.2f\n", r.name, ms(times[queries/2]), ms(times[queries*95/100]))
	}
	fmt.Printf("of the misspelt names %.3f were found, by letters or by sound\n", float64(met)/float64(queries))
	return nil
}

// misspelt asks for people whose names are written with a letter of each word
// wrong, and counts those whose name is found.
func (b *builder) misspelt(met *int) func() func(*store.Tx) error {
	return func() func(*store.Tx) error {
		person := b.randomPerson()
		return func(tx *store.Tx) error {
			s, err := tx.Summary(person, habeas.ScopeDesk)
			if err != nil {
				return err
			}
			name := s.Name
			found, err := tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: b.wrong(name), Limit: 50})
			if err != nil {
				return err
			}
			people := found.People
			for _, a := range found.Alike {
				people = append(people, a.Summary)
			}
			if slices.ContainsFunc(people, func(p habeas.Summary) bool { return p.Name == name }) {
				*met++
			}
			return nil
		}
	}
}

// pages times what a reader of the longest pages waits for, through the whole
// handler: routing, both doors and the drawing of the page.
func (b *builder) pages(dir string, queries int) error {
	evidence, err := blobs.Open(filepath.Join(dir, "evidence"))
	if err != nil {
		return err
	}
	over := desk.Over(b.s)
	d := desk.New(over, evidence, desk.Options{})
	h, err := web.New(web.Options{Desk: d, Public: publish.New(over.View, nil), Store: over, Inbox: submissions.New(d, over, evidence, nil, nil)})
	if err != nil {
		return err
	}
	times, most := make([]time.Duration, queries), 0
	for i := range times {
		path := "/person/" + string(b.long[b.rand.IntN(len(b.long))])
		w := httptest.NewRecorder()
		start := time.Now()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		times[i] = time.Since(start)
		if w.Code != http.StatusOK {
			return fmt.Errorf("%s answers %d", path, w.Code)
		}
		most = max(most, w.Body.Len())
	}
	slices.Sort(times)
	fmt.Printf("%-30s %9.2f %9.2f   %.1f kB at most, not compressed\n", fmt.Sprintf("whole page of %d claims", longPage), ms(times[queries/2]), ms(times[queries*95/100]), float64(most)/1e3)
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// personPage reads all that a person's page shows.
func (b *builder) personPage(person habeas.ID) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		if _, err := tx.Summary(person, habeas.ScopeDesk); err != nil {
			return err
		}
		ms, _, err := tx.Mentions(person)
		if err != nil {
			return err
		}
		ids := make([]habeas.ID, len(ms))
		for i, m := range ms {
			ids[i] = m.ID
		}
		claims, err := tx.ClaimsAbout(ids...)
		if err != nil {
			return err
		}
		if len(claims) == 0 {
			return fmt.Errorf("person %s has no claims", person)
		}
		for _, c := range claims {
			if _, err := tx.Steps(c.ID); err != nil {
				return err
			}
		}
		_, err = tx.Releasables(claims)
		return err
	}
}
