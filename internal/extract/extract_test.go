package extract

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/habeas-record/habeas/edtf"
)

var update = flag.Bool("update", false, "write the golden files anew")

// rulesAlone has no second reader: its weights answer no question.
var rulesAlone = fstest.MapFS{"en.weights": {}}

// Each golden file holds invented sentences of one family of rules; behind each
// stand the proposals of the rules, as type | words | source.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/golden/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			lang, _, _ := strings.Cut(filepath.Base(name), "-")
			var got strings.Builder
			for _, line := range strings.Split(strings.TrimRight(string(b), "\n"), "\n") {
				if strings.HasPrefix(line, "    ") {
					continue
				}
				fmt.Fprintln(&got, line)
				if line == "" || line[0] == '#' {
					continue
				}
				r, err := Extract(line, Options{Lang: lang, Published: "2024-05-20", Publisher: "The Wire", Own: []fs.FS{rulesAlone}})
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range r.Proposals {
					fmt.Fprintf(&got, "    %s | %s | %s\n", p.Type, p.Exact, p.Source)
				}
			}
			if *update {
				if err := os.WriteFile(name, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(b), got.String()); diff != "" {
				t.Errorf("run with -update if this is meant (-golden +got):\n%s", diff)
			}
		})
	}
}

// verbatim checks what every result must hold, whatever the text.
func verbatim(t interface{ Fatalf(string, ...any) }, text string, r Result) {
	runes := []rune(text)
	for _, p := range r.Proposals {
		if p.ByteStart < 0 || p.ByteEnd > len(text) || p.ByteStart >= p.ByteEnd {
			t.Fatalf("%s: bytes %d to %d lie outside the text or are empty", p.Rule, p.ByteStart, p.ByteEnd)
		}
		if got := text[p.ByteStart:p.ByteEnd]; got != p.Exact {
			t.Fatalf("%s: bytes give %q, exact is %q", p.Rule, got, p.Exact)
		}
		if got := string(runes[p.Start:p.End]); got != p.Exact {
			t.Fatalf("%s: code points give %q, exact is %q", p.Rule, got, p.Exact)
		}
		if !strings.HasSuffix(text[:p.ByteStart], p.Prefix) || !strings.HasPrefix(text[p.ByteEnd:], p.Suffix) {
			t.Fatalf("%s: prefix %q or suffix %q is not beside %q", p.Rule, p.Prefix, p.Suffix, p.Exact)
		}
		if utf8.RuneCountInString(p.Prefix) > 24 || utf8.RuneCountInString(p.Suffix) > 24 {
			t.Fatalf("%s: prefix or suffix is longer than 24 code points", p.Rule)
		}
		if p.SourceStart > p.SourceEnd || p.SourceEnd > len(runes) {
			t.Fatalf("%s: source %d to %d lies outside the text", p.Rule, p.SourceStart, p.SourceEnd)
		}
	}
	for _, s := range r.Sentences {
		if text[s.ByteStart:s.ByteEnd] != string(runes[s.Start:s.End]) {
			t.Fatalf("a sentence's bytes and code points disagree at %d", s.Start)
		}
	}
	for _, list := range [][]Found{r.Dates, r.Quantities} {
		for _, f := range list {
			if text[f.ByteStart:f.ByteEnd] != f.Exact || string(runes[f.Start:f.End]) != f.Exact {
				t.Fatalf("%q is not at its offsets", f.Exact)
			}
		}
	}
	for _, x := range r.Tensions {
		// One claim is enough to give away who is not named.
		if len(x.Proposals) < 2 && (x.Kind != "protection" || len(x.Proposals) == 0) {
			t.Fatalf("a tension %s of %d proposals", x.Kind, len(x.Proposals))
		}
		for _, i := range x.Proposals {
			if i < 0 || i >= len(r.Proposals) {
				t.Fatalf("a tension names proposal %d of %d", i, len(r.Proposals))
			}
		}
	}
}

// pieces are put together at random: names, field words, marks, scripts, breaks.
var pieces = []string{
	"Amina Sel", "Police", "said", "detained", "arrested 40 people", "in Karadong county", ",", ".", "\"", "“", "”", "«", "»", "(", ")",
	"on Monday", "two months ago", "her sister", "who", "and", "told The Wire", "hundreds of", "$5,000", "-", "’s", "'s", "\u00a0", "\r\n", "\n", "\t",
	"🕊️", "👩‍👧", "تۇتقۇن قىلىنغان", "警察带走了他", "Задержали троих", "ұсталды", "\u200f", "\ufeff", "é", "e\u0301", "5", "2017", "Oct. 3-9", "x.jpg",
	"velno-03152019.jpg", "the resident", "asked to remain anonymous", "according to", "a doctor", ", 34,", "according", "of them", "if", "between 5 and", "…", ";",
}

func TestAnyTextStaysVerbatim(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, "pieces"), rapid.SampledFrom([]string{" ", "", "\r\n"}).Draw(t, "joint"))
		lang := rapid.SampledFrom(append([]string{"", "tr"}, Codes...)).Draw(t, "lang")
		r, err := Extract(text, Options{Lang: lang, Publisher: "The Wire"})
		if err != nil {
			t.Fatalf("%v", err)
		}
		verbatim(t, text, r)
	})
}

func FuzzExtract(f *testing.F) {
	f.Add("Police detained 40 people in Karadong on Oct. 3-9, sources said.", "en")
	f.Add("\u00a0“They took him,” she said.\r\n\r\n👩‍👧 警察带走了他。", "")
	f.Add("«Его увезли», — сказала жена.", "ru")
	f.Fuzz(func(t *testing.T, text, lang string) {
		if len(lang) > 3 || strings.ContainsAny(lang, "/\\*?[") {
			lang = ""
		}
		r, err := Extract(text, Options{Lang: lang})
		if err != nil {
			return
		}
		verbatim(t, text, r)
	})
}

func TestSameTextSameResult(t *testing.T) {
	text := "Police in Karadong detained about 40 traders on 6 May, sources said. \"They took my brother,\" a resident who asked not to be named said. The ministry denied it."
	first, err := Extract(text, Options{Publisher: "The Wire", Published: "2024-05-20"})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := Extract(text, Options{Publisher: "The Wire", Published: "2024-05-20"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, again, cmp.AllowUnexported(), cmp.FilterPath(unexported, cmp.Ignore())); diff != "" {
			t.Fatal(diff)
		}
	}
}

func unexported(p cmp.Path) bool {
	f, ok := p.Last().(cmp.StructField)
	return ok && f.Name()[0] >= 'a' && f.Name()[0] <= 'z'
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		text    string
		options Options
		want    string
	}{
		{"\xff\xfe", Options{}, "not UTF-8"},
		{"Text.", Options{Published: "last week"}, "publication date"},
	} {
		if _, err := Extract(c.text, c.options); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Extract(%q) = %v, want an error with %q", c.text, err, c.want)
		}
	}
}

// A text that nobody could review is refused before it fills the memory, and one
// of nothing but abbreviations costs no more than its length.
func TestTooLong(t *testing.T) {
	for name, text := range map[string]string{
		"marks in one line": strings.Repeat("!", MaxWords+1),
		"lines":             strings.Repeat("a\n", MaxWords+1),
		"one sentence":      strings.Repeat("word ", MaxWords+1),
	} {
		if _, err := Extract(text, Options{Lang: "en"}); !errors.Is(err, ErrTooLong) {
			t.Errorf("%s: %v, want ErrTooLong", name, err)
		}
		if got := Sentences(text, "en"); got != nil {
			t.Errorf("%s: %d sentences, want none", name, len(got))
		}
	}
	text := strings.Repeat("Mr. ", MaxWords/3)
	if r, err := Extract(text, Options{Lang: "en"}); err != nil || len(r.Sentences) == 0 {
		t.Errorf("abbreviations: %d sentences, %v", len(r.Sentences), err)
	}
}

// Dates are found in stretches: the same as at once, and at the same place.
func TestDatesBeyondAStretch(t *testing.T) {
	said := "Police came on 7 November 2017, and again two years later. "
	text := strings.Repeat(said, 3000) + "\n" + strings.Repeat("мы ", 40_000) + "\n\nThey left on 3 May 2019."
	all := edtf.Find(text, "en", edtf.Anchor{})
	i := 0
	for f := range eachDate(text, "en", edtf.Anchor{}) {
		if i >= len(all) || f.Words != all[i].Words || f.ByteStart != all[i].ByteStart || f.ByteEnd != all[i].ByteEnd {
			t.Fatalf("date %d is %q at %d to %d", i, f.Words, f.ByteStart, f.ByteEnd)
		}
		i++
	}
	if i != len(all) || i < 6000 {
		t.Errorf("%d dates, want the %d of the whole text", i, len(all))
	}
}
