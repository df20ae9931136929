package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
)

// builder makes invented people.
type builder struct {
	s      *store.Store
	rand   *rand.Rand
	claims int
	words  []string // that names are drawn from, the common more often; syllables where there are none
	zipf   *rand.Zipf

	source  habeas.Source
	report  habeas.Report
	people  []habeas.ID
	long    []habeas.ID // those with longPage published claims
	list    habeas.List
	mention func(int) habeas.ID
}

const user = habeas.ID("u0000000000000001")

// One person in longEvery has longPage claims, all published, so that the page
// of the aim, one of forty claims, is timed in a full record.
const longEvery, longPage = 500, 40

var day = time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)

var syllables = strings.Fields("ab dur ka rim mu ham met nur gul ay sha tur sun bek jan zhan er lan qa lim ma rat bo ta yir ul ug dil sat or khan is ma il")

func (b *builder) word() string {
	if len(b.words) > 0 {
		return b.words[b.zipf.Uint64()]
	}
	var w strings.Builder
	for range 2 + b.rand.IntN(3) {
		w.WriteString(syllables[b.rand.IntN(len(syllables))])
	}
	s := w.String() + "ar"
	return strings.ToUpper(s[:1]) + s[1:]
}

func (b *builder) name() string { return b.word() + " " + b.word() }

// draw makes names of the words in the first column of a file, a few of them
// often and most seldom, as names are.
func (b *builder) draw(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		w, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if utf8.RuneCountInString(w) > 2 && !strings.ContainsAny(w, " -.") && !seen[w] {
			seen[w] = true
			b.words = append(b.words, w)
		}
	}
	if len(b.words) < 2 {
		return fmt.Errorf("%s holds no words", path)
	}
	b.rand.Shuffle(len(b.words), func(i, j int) { b.words[i], b.words[j] = b.words[j], b.words[i] })
	b.zipf = rand.NewZipf(b.rand, 1.1, 20, uint64(len(b.words)-1))
	return nil
}

// wrong changes a letter of each word of a name.
func (b *builder) wrong(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		letters := []rune(w)
		letters[1+b.rand.IntN(len(letters)-1)] = rune('a' + b.rand.IntN(26))
		words[i] = string(letters)
	}
	return strings.Join(words, " ")
}

func (b *builder) place() string {
	return fmt.Sprintf("Exampletown %d, Invented County %d", b.rand.IntN(400), b.rand.IntN(40))
}

func (b *builder) date() string {
	return fmt.Sprintf("%d-%02d-%02d", 2010+b.rand.IntN(14), 1+b.rand.IntN(12), 1+b.rand.IntN(28))
}

func (b *builder) sex() string { return []string{"male", "female"}[b.rand.IntN(2)] }

func (b *builder) randomPerson() habeas.ID { return habeas.PersonOf(b.mention(b.rand.IntN(1 << 30))) }

func (b *builder) prepare(tx *store.Tx) error {
	b.source = habeas.Source{ID: habeas.NewID(habeas.KindSource), Kind: habeas.SourceOutlet, Name: "The Invented Gazette", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNone}
	b.report = habeas.Report{ID: habeas.NewID(habeas.KindReport), Title: "Invented", SHA256: "00", Source: b.source.ID, Access: habeas.AccessPublic, Captured: day}
	if err := tx.PutSource(b.source); err != nil {
		return err
	}
	return tx.PutReport(b.report)
}

func (b *builder) buildClaims(persons int) error {
	ctx := context.Background()
	if err := b.s.Update(ctx, b.prepare); err != nil {
		return err
	}
	for len(b.people) < persons {
		var some []habeas.ID
		err := b.s.Update(ctx, func(tx *store.Tx) error {
			some = some[:0]
			for i := range min(longEvery, persons-len(b.people)) {
				m := habeas.Mention{ID: habeas.NewID(habeas.KindMention), Report: b.report.ID, At: day, By: user}
				if err := b.putPerson(tx, m, i == 0); err != nil {
					return err
				}
				some = append(some, m.ID)
			}
			return nil
		})
		if err != nil {
			return err
		}
		b.people = append(b.people, some...)
		b.long = append(b.long, habeas.PersonOf(some[0]))
	}
	b.mention = func(i int) habeas.ID { return b.people[i%len(b.people)] }
	return nil
}

func (b *builder) putPerson(tx *store.Tx, m habeas.Mention, long bool) error {
	said := [][2]string{{"name", b.name()}, {"sex", b.sex()}, {"event.detention", ""}, {"residence", b.place()}, {"occupation", "baker"},
		{"birth.date", b.date()}, {"name.other", b.name()}, {"education", "school"}, {"note", "a note that says something at more length"}, {"status", "held"}}
	m.Label = said[0][1]
	if err := tx.PutMention(m); err != nil {
		return err
	}
	claims := b.claims
	if long {
		claims = longPage
	}
	for i := range claims {
		s := said[i%len(said)]
		c := habeas.Claim{ID: habeas.NewID(habeas.KindClaim), Subject: m.ID, Property: s[0], Value: s[1], Words: s[1], Lang: "en", Source: b.source.ID,
			Report: b.report.ID, By: user, At: day, Quotes: []habeas.Quote{{Start: b.rand.IntN(5000), Exact: s[1], Prefix: "some words that stand before", Suffix: "and some words that follow"}}}
		if s[0] == "event.detention" {
			c.When = &habeas.When{Words: "then", EDTF: b.date()}
		}
		if err := tx.AddClaim(c, habeas.Step{Act: habeas.ActPropose, By: user, At: day}); err != nil {
			return err
		}
		if i == 9 && !long && b.rand.IntN(50) > 0 {
			continue // left for the inbox
		}
		if err := tx.AddStep(habeas.Step{Claim: c.ID, Act: habeas.ActAccept, By: user, At: day}); err != nil {
			return err
		}
		if long || b.rand.IntN(4) == 0 {
			err := tx.AddStep(habeas.Step{Claim: c.ID, Act: habeas.ActPublish, By: user + "2", At: day, Terms: &habeas.Terms{Grade: habeas.GradeSingle}})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

var columns = []habeas.Column{{Name: "id", Property: "list.id"}, {Name: "name", Property: "name"}, {Name: "other name", Property: "name.other"},
	{Name: "sex", Property: "sex"}, {Name: "born", Property: "birth.date"}, {Name: "residence", Property: "residence"}, {Name: "status", Property: "status"},
	{Name: "detained", Property: "detention.date"}, {Name: "occupation", Property: "occupation"}, {Name: "note", Property: "note"}}

func (b *builder) cells(n int) []string {
	return []string{fmt.Sprint(n), b.name(), b.word(), b.sex(), b.date()[:7], b.place(), "detained", b.date(), "teacher", "a note on something"}
}

func (b *builder) putList(tx *store.Tx, name string) error {
	if err := b.prepare(tx); err != nil {
		return err
	}
	b.list = habeas.List{ID: habeas.NewID(habeas.KindList), Name: name, Kind: habeas.ListPeople, Source: b.source.ID, Columns: columns,
		Key: []string{"id"}, Access: habeas.AccessPublic, By: user, At: day}
	return tx.PutList(b.list)
}

func (b *builder) edition() habeas.Edition {
	return habeas.Edition{ID: habeas.NewID(habeas.KindEdition), List: b.list.ID, N: 1, By: user, At: day}
}

func (b *builder) row(n int, cells []string) habeas.RowWrite {
	h := sha256.New()
	for _, c := range cells {
		h.Write([]byte(c))
		h.Write([]byte{0})
	}
	return habeas.RowWrite{New: true, Hash: [16]byte(h.Sum(nil)[:16]),
		Row: habeas.Row{ID: habeas.RowID(b.list.ID, habeas.KindMention, n), List: b.list.ID, Key: cells[0], Line: n + 2, First: 1, Last: 1, Cells: cells}}
}

func (b *builder) buildRows(persons int) error {
	ctx := context.Background()
	if err := b.s.Update(ctx, func(tx *store.Tx) error { return b.putList(tx, "Invented list") }); err != nil {
		return err
	}
	b.mention = func(i int) habeas.ID { return habeas.RowID(b.list.ID, habeas.KindMention, i%persons) }
	return b.s.Update(ctx, func(tx *store.Tx) error {
		for n := 0; n < persons; n += 1000 {
			var rows []habeas.RowWrite
			for i := n; i < min(n+1000, persons); i++ {
				rows = append(rows, b.row(i, b.cells(i)))
			}
			if err := tx.PutRows(b.list, b.edition(), rows); err != nil {
				return err
			}
		}
		return tx.AddEdition(b.edition())
	})
}
