package extract

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestRuleMistakes(t *testing.T) {
	for line, want := range map[string]string{
		"event.detention <detain>":     "no colon",
		"event.x: ( <detain>":          "not closed",
		"event.x: <detain> )":          "unmatched",
		"event.x: {PERSONS}":           "unknown mention",
		"event.x: ~3 <detain>":         "nothing it must begin with",
		"event.x: <detain> ~x":         "gap",
		"event.x: <no.such.concept>":   "no lexicon line names <no.such.concept>",
		"event.x: ( <also.none> | a )": "no lexicon line names <also.none>",
	} {
		own := fstest.MapFS{"en.rules": &fstest.MapFile{Data: []byte(line + "\n")}}
		if _, err := Load("en", own); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error with %q", line, err, want)
		}
	}
}

// A rule and a word of one's own are used beside ours.
func TestOwnRules(t *testing.T) {
	own := fstest.MapFS{
		"en/own.txt": &fstest.MapFile{Data: []byte("vanload/v: vanload\n")},
		"en.rules":   &fstest.MapFile{Data: []byte("event.vanloading(how=van): << <vanload.past> who={FOLK} >>\n")},
	}
	r, err := Extract("Police vanloaded the workers, and left.", Options{Lang: "en", Own: []fs.FS{own}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Proposals {
		if p.Type == "event.vanloading" {
			if p.Exact != "Police vanloaded the workers" || p.Slots["how"] != "van" || p.Slots["who"] != "workers" {
				t.Errorf("got %q with %v", p.Exact, p.Slots)
			}
			return
		}
	}
	t.Errorf("the rule did not speak: %v", r.Proposals)
}

func TestEveryLanguageLoads(t *testing.T) {
	for _, code := range Codes {
		l, err := Load(code)
		if err != nil {
			t.Error(err)
			continue
		}
		if len(l.rules.rules) == 0 {
			t.Errorf("%s has no rules", code)
		}
	}
}

func TestDetect(t *testing.T) {
	for text, want := range map[string]string{
		"Police detained forty people in the county on Monday.":                                              "en",
		"Полиция задержала сорок человек в понедельник.":                                                     "ru",
		"Полиция қырық адамды ұстады, деп хабарлады әйелі.":                                                  "kk",
		"警察带走了四十个人。":                                                                                         "zh",
		"ساقچىلار ئۇنى تۇتقۇن قىلغان.":                                                                       "ug",
		"La policía detuvo a cuarenta personas el lunes por la mañana en la ciudad y las llevó a la cárcel.": "es",
	} {
		if got := detect(text); got != want {
			t.Errorf("detect(%q) = %q, want %q", text, got, want)
		}
	}
}
