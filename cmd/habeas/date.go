package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/habeas-record/habeas/edtf"
)

type dateCmd struct {
	Parse    dateParseCmd    `cmd:"" help:"Read the words of a date, or EDTF: \"Nov. 6-11\", 7月9号, \"two months ago\"."`
	Relation dateRelationCmd `cmd:"" help:"How two dates in EDTF lie to each other, the days between them and the days they share."`
}

type dateParseCmd struct {
	Words  []string `arg:"" help:"One date, age or length of time as somebody wrote it."`
	Lang   string   `help:"Language of the words (en, zh, ru, kk, ug, es, tr); en-US and en-GB settle 05/06/2017. Without it all are tried." placeholder:"TAG"`
	Anchor string   `help:"When the words were said, in EDTF: what \"two months ago\" counts from." placeholder:"EDTF"`
	JSON   bool     `help:"Print one JSON document." name:"json"`
}

// parsedDate is what is printed of the words of a date.
type parsedDate struct {
	Words string `json:"words"`
	Lang  string `json:"lang"`
	edtf.Reading
	Earliest string `json:"earliest,omitempty"` // first day it may stand for
	Latest   string `json:"latest,omitempty"`   // last day
	Printed  string `json:"printed,omitempty"`  // in that language, or English
}

func (c *dateParseCmd) Run(t terminal) error {
	if base, _, _ := strings.Cut(strings.ToLower(c.Lang), "-"); c.Lang != "" && !slices.Contains(edtf.Languages, base) {
		return misuse("--lang %s: dates are read in %s", c.Lang, strings.Join(edtf.Languages, ", "))
	}
	var a edtf.Anchor
	if c.Anchor != "" {
		d, err := edtf.Parse(c.Anchor)
		if err != nil {
			return misuse("--anchor: %w", err)
		}
		a.Publication = d
	}
	words := strings.Join(c.Words, " ")
	r, lang, err := readDate(words, c.Lang, a)
	if err != nil {
		return err
	}
	out := parsedDate{Words: words, Lang: lang, Reading: r}
	if !r.Date.IsZero() {
		b := r.Date.Bounds()
		out.Earliest, out.Latest = b.BeginEarliest.String(), b.EndLatest.String()
		out.Printed = edtf.Format(r.Date, lang)
	}
	if c.JSON {
		return printJSON(t.out, out)
	}
	line := []string{string(r.Kind)}
	for _, s := range []string{r.Date.String(), r.Duration, out.Printed} {
		if s != "" {
			line = append(line, s)
		}
	}
	if _, err := fmt.Fprintln(t.out, strings.Join(line, "  ")); err != nil {
		return err
	}
	if r.Date.IsZero() && r.Relative == edtf.RelativeToPublication {
		fmt.Fprintln(t.err, "habeas: it counts from when it was said; say when with --anchor")
	}
	return nil
}

// readDate reads words in a language, or in whichever knows them where none is
// given; those that know them must agree.
func readDate(words, lang string, a edtf.Anchor) (edtf.Reading, string, error) {
	if lang != "" {
		r, err := edtf.Read(words, lang, a)
		return r, lang, err
	}
	var read edtf.Reading
	var failed error
	for _, l := range edtf.Languages {
		switch r, err := edtf.Read(words, l, a); {
		case err != nil:
			failed = cmp.Or(failed, err)
		case lang == "":
			read, lang = r, l
		case read.Ambiguous: // is said as it is
		case r.Kind != read.Kind || r.Date.String() != read.Date.String() || r.Duration != read.Duration:
			return read, "", fmt.Errorf("%q is %s in %s and %s in %s: say which with --lang",
				words, cmp.Or(read.Date.String(), read.Duration), lang, cmp.Or(r.Date.String(), r.Duration), l)
		}
	}
	if lang == "" {
		return read, "", failed
	}
	return read, lang, nil
}

type dateRelationCmd struct {
	First  string `arg:"" help:"A date in EDTF."`
	Second string `arg:"" help:"The date it is compared with."`
	JSON   bool   `help:"Print one JSON document." name:"json"`
}

func (c *dateRelationCmd) Run(t terminal) error {
	a, err := edtf.Parse(c.First)
	if err != nil {
		return misuse("%w", err)
	}
	b, err := edtf.Parse(c.Second)
	if err != nil {
		return misuse("%w", err)
	}
	out := struct {
		First  edtf.Date `json:"first"`
		Second edtf.Date `json:"second"`
		Rel    edtf.Rel  `json:"rel"`
		Gap    *int      `json:"gap,omitempty"`   // days, negative when the second is earlier
		Shared edtf.Date `json:"shared,omitzero"` // what both may stand for
	}{First: a, Second: b, Rel: edtf.Relation(a, b)}
	if days, known := edtf.Gap(a, b); known {
		out.Gap = &days
	}
	out.Shared, _ = edtf.Intersect(a, b)
	if c.JSON {
		return printJSON(t.out, out)
	}
	_, err = fmt.Fprintln(t.out, out.Rel)
	return err
}
