package lexicon

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func load(t *testing.T, files ...string) (*Lexicon, error) {
	t.Helper()
	ours, own := fstest.MapFS{}, fstest.MapFS{}
	ours["xx/a.txt"] = &fstest.MapFile{Data: []byte(files[0])}
	if len(files) > 1 {
		own["xx/b.txt"] = &fstest.MapFile{Data: []byte(files[1])}
	}
	return Load("xx", strings.Fields, ours, own)
}

func concepts(l *Lexicon, text string) []string {
	var out []string
	tokens := strings.Fields(text)
	for _, h := range l.Match(nil, tokens, 0) {
		out = append(out, h.Concept)
	}
	return out
}

func TestForms(t *testing.T) {
	l, err := load(t, "# a comment\n\ndetain/v: arrest, take away, kidnap, apply, seize, refer, slap, drive, freeze, travel, beat, visit, stay\nraid/n: dawn raid, city, man\nkin: wife=spouse\nfree: боса*\n")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"arrests": "detain", "arrested": "detain", "arresting": "detain", "took away": "detain", "taken away": "detain", "taking away": "detain",
		"kidnapped": "detain", "kidnapping": "detain", "applied": "detain", "applies": "detain", "seizing": "detain", "referring": "detain", "slapped": "detain", "driven": "detain", "froze": "detain", "travelled": "detain", "traveling": "detain", "beating": "detain", "visited": "detain", "stayed": "detain",
		"dawn raids": "raid", "cities": "raid", "men": "raid", "босатылды": "free", "боса": "free",
	} {
		if got := concepts(l, text); !slices.Contains(got, want) {
			t.Errorf("%q: got %q, want %q among them", text, got, want)
		}
	}
	if got := concepts(l, "arrestation"); len(got) > 0 {
		t.Errorf("a word of its own was taken for a form: %q", got)
	}
	if h := l.Match(nil, []string{"wife"}, 0); len(h) != 1 || h[0].Value != "spouse" {
		t.Errorf("the value was lost: %v", h)
	}
}

func TestOwnWordsAddAndRemove(t *testing.T) {
	l, err := load(t, "detain: arrest, hold\n", "detain: scoop up\n-detain: hold\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := concepts(l, "scoop up"); !slices.Equal(got, []string{"detain"}) {
		t.Errorf("a word of one's own: got %q", got)
	}
	if got := concepts(l, "hold"); len(got) > 0 {
		t.Errorf("a word taken out is still found: %q", got)
	}
	if got := concepts(l, "arrest"); len(got) != 1 {
		t.Errorf("a word of ours was lost: %q", got)
	}
}

func TestMistakesNameFileAndLine(t *testing.T) {
	for text, want := range map[string]string{
		"detain arrest":       "no colon",
		"two words: arrest":   "no concept name",
		"detain/x: arrest":    "unknown class",
		"a: b\n\nnocolonhere": "a.txt line 3",
	} {
		if _, err := load(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error with %q", text, err, want)
		}
	}
}

func TestMissingFolderIsEmpty(t *testing.T) {
	l, err := Load("none", strings.Fields, fstest.MapFS{})
	if err != nil || len(concepts(l, "arrest")) > 0 {
		t.Errorf("got %v, want an empty lexicon", err)
	}
}
