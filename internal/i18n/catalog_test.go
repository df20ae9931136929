package i18n

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

func load1(t testing.TB) *Set {
	t.Helper()
	set, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func english(t testing.TB) *Catalog { return load1(t).English() }

func TestOnlyCompleteLanguagesAreOffered(t *testing.T) {
	set := load1(t)
	if n := len(set.All()); n != len(Languages) {
		t.Fatalf("%d catalogs, want %d", n, len(Languages))
	}
	for _, c := range set.Offered() {
		if m := c.Missing(); len(m) > 0 {
			t.Errorf("%s is offered without %d texts", c.Lang(), len(m))
		}
	}
	if c, ok := set.Get("en"); !ok || c.Lang() != "en" {
		t.Errorf("English is not offered")
	}
	if c, ok := set.Get("xx"); ok || c.Lang() != "en" {
		t.Errorf("an unknown language gave %s, %t; want English, false", c.Lang(), ok)
	}
}

// Single words taken over from a glossary may be shown only when a native
// reader has seen them in their place.
func TestTranslationsFromTheGlossaryAreDrafts(t *testing.T) {
	for _, c := range load1(t).All()[1:] {
		for key := range c.entries {
			if !strings.HasPrefix(key, "date.") && !c.IsDraft(key) {
				t.Errorf("%s: %s is not marked as a draft", c.Lang(), key)
			}
		}
		if !c.Draft() {
			t.Errorf("%s does not call itself a draft", c.Lang())
		}
	}
}

func TestMissingTextFallsBackToEnglish(t *testing.T) {
	set := load1(t)
	ru := set.All()[4]
	if got, want := ru.T("review.nothing-to-record"), "Nothing to record here"; got != want {
		t.Errorf("T = %q, want %q", got, want)
	}
	if got, want := ru.N("claim.count", 1234), "1\u00a0234 claims"; got != want {
		t.Errorf("N = %q, want %q", got, want)
	}
	if got, want := ru.T("no.such"), "⟦no.such⟧"; got != want {
		t.Errorf("T = %q, want %q", got, want)
	}
	if got, want := set.English().T("site.title"), "{page} · Habeas"; got != want {
		t.Errorf("T without its value = %q, want %q", got, want)
	}
}

func TestTextsFilledIn(t *testing.T) {
	set := load1(t)
	en, mirror := set.English(), set.WithPseudo().pseudo
	for _, tt := range []struct{ got, want string }{
		{en.N("enquiry.count", 1), "1 enquiry to the authorities"},
		{en.N("enquiry.count", 3), "3 enquiries to the authorities"},
		{en.N("claim.count", 4120), "4,120 claims"},
		{en.T("news.none-since", "date", "September 2017"), "No news since September 2017"},
		{en.T("hop.translator", "name", "A. S."), "translated by A. S."},
		// A name of the other direction cannot turn the sentence around.
		{en.T("hop.reporter", "name", "ئايگۈل"), "reported by \u2068ئايگۈل\u2069"},
		{mirror.T("news.none-since", "date", "2017-09"), "نو نەېس سىنچە \u20682017-09\u2069"},
		// A sentence made of others reads as they do.
		{mirror.T("detail.join", "a", mirror.T("detail.actor", "what", "police"), "b", "x"), "\u2067ۋي \u2068police\u2069\u2069، \u2068x\u2069"},
		{en.Word("grade", "named"), "Single source, named, first-hand"},
		{en.Word("resolution", "left open"), "Leave open"},
		{en.Word("sex", ""), ""},
		{en.List([]string{"a"}), "a"},
		{en.List([]string{"a", "b"}), "a and b"},
		{en.List([]string{"a", "b", "c"}), "a, b and c"},
		{en.List(nil), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
	if parts := en.Parts("claim.replaced"); len(parts) != 3 || parts[1].Name != "link" {
		t.Errorf("Parts = %v, want words, {link}, words", parts)
	}
}

// The pseudo-language has every text, and no letter of English is left in it.
func TestPseudoLanguage(t *testing.T) {
	set := load1(t).WithPseudo()
	c, ok := set.Get(PseudoTag)
	if !ok || c.Dir() != "rtl" {
		t.Fatalf("Get(%s) = %s, %t; want the pseudo-language", PseudoTag, c.Dir(), ok)
	}
	if m := c.Missing(); len(m) > 0 {
		t.Errorf("lacks %d texts", len(m))
	}
	for key, e := range c.entries {
		for _, form := range e.forms {
			for _, p := range form {
				if strings.ContainsFunc(p.Text, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }) {
					t.Errorf("%s: %q", key, p.Text)
				}
			}
		}
	}
	for _, c := range load1(t).Offered() {
		if c.Lang() == PseudoTag {
			t.Error("the pseudo-language is offered to readers")
		}
	}
}

// Text for people: no straight quotes, no double spaces, no three dots.
func TestEnglishIsWellSet(t *testing.T) {
	c := english(t)
	for _, key := range slices.Sorted(maps.Keys(c.entries)) {
		for _, form := range c.entries[key].forms {
			for _, p := range form {
				for _, bad := range []string{`"`, "'", "  ", "...", " ,", " .", "Please", "!"} {
					if strings.Contains(p.Text, bad) {
						t.Errorf("%s: %q in %q", key, bad, p.Text)
					}
				}
			}
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, tt := range []struct{ name, en, ru, want string }{
		{"no equals sign", "a.b Text", "", "en.txt: line 1: write KEY = TEXT"},
		{"no text", "a.b =", "", "a.b has no text"},
		{"twice", "a.b = x\na.b = y", "", "line 2: a.b stands here a second time"},
		{"stray brace", "a.b = {Name}", "", "holds no placeholder"},
		{"continuation of nothing", "  more", "", "line 1: goes on with a text that was not begun"},
		{"key not in English", "a.b = x", "a.c = x", "ru.txt line 1: a.c: is not a key of the English catalog"},
		{"placeholder lost", "a.b = {who} says", "a.b = x", "a.b: lacks {who}"},
		{"placeholder invented", "a.b = x", "a.b = {who}", "a.b: has {who}, which the page does not fill"},
		{"plural forms of another language", "a[one] = x\na[other] = y", "a[one] = x\na[other] = y", `a: has the plural forms ["one" "other"], the language needs ["few" "many" "one" "other"]`},
		{"counts only here", "a = x", "a[one]=x\na[few]=x\na[many]=x\na[other]=x", "counts in one language and not in the other"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := fstest.MapFS{}
			for _, l := range Languages {
				dir[l.Tag+".txt"] = &fstest.MapFile{}
			}
			dir["en.txt"] = &fstest.MapFile{Data: []byte(tt.en)}
			dir["ru.txt"] = &fstest.MapFile{Data: []byte(tt.ru)}
			_, err := LoadFS(dir)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("LoadFS = %v, want an error with %q", err, tt.want)
			}
		})
	}
	t.Run("file missing", func(t *testing.T) {
		if _, err := LoadFS(fstest.MapFS{}); err == nil {
			t.Error("LoadFS of nothing succeeded")
		}
	})
}

func TestParseReadsNotesDraftsAndLongTexts(t *testing.T) {
	entries, err := parse(strings.NewReader("# note\n\na.b ~= one\n  two\n\tthree {x}\nc = d\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := entries["a.b"].forms[""]; len(got) != 2 || got[0].Text != "one two three " || got[1].Name != "x" {
		t.Errorf("a.b = %v", got)
	}
	if !entries["a.b"].draft || entries["c"].draft {
		t.Error("drafts are not told apart")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a.b = x {y}\n  more\n# note\nc[one] ~= {n}")
	f.Fuzz(func(t *testing.T, s string) {
		entries, err := parse(strings.NewReader(s))
		if err != nil {
			return
		}
		for key, e := range entries {
			for form, tmpl := range e.forms {
				if tmpl == nil {
					t.Errorf("%s[%s] has no text", key, form)
				}
			}
		}
	})
}

// A filled text holds every value, whatever it contains, but for marks that
// would reach beyond it.
func TestValuesAreKept(t *testing.T) {
	c := english(t)
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.String().Draw(t, "name")
		if got := c.T("hop.reporter", "name", v); !strings.Contains(got, Settle(v)) || !strings.HasPrefix(got, "reported by ") {
			t.Errorf("T = %q", got)
		}
	})
}
