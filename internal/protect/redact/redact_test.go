package redact

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	for _, c := range []struct{ given, kept string }{
		{"page failed", "page failed"},
		{"read tcp 127.0.0.1:8080->203.0.113.9:51823: connection reset by peer", "read tcp … connection reset by peer"},
		{`open the file "Aigul Bektur.pdf" of 3 pages`, "open the file … of … pages"},
		{"write text of r0123456789abcdef: disk full (SQLITE_FULL)", "write text of r0123456789abcdef: disk full (SQLITE_FULL)"},
		{"ERROR: value too long (SQLSTATE 22001)", "… value too long (SQLSTATE 22001)"},
		{"/desk/reports/{id}", "/desk/reports/{id}"},
		{"POST /comments", "… /comments"},
		{"Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", "…"},
		{"the word Айгүл came first\nand a second line", "the word … came first and a second line"},
		{`an open quote "of Somebody who`, "an open quote …"},
		{"call +7 701 000 00 00 now", "call … now"},
		{"mail somebody@example.org", "mail …"},
		{"", ""},
	} {
		if got := Words(c.given); got != c.kept {
			t.Errorf("Words(%q) = %q, want %q", c.given, got, c.kept)
		}
	}
}

func TestLine(t *testing.T) {
	var b strings.Builder
	l := slog.New(New(&b, slog.LevelWarn)).With("route", "/people/{id}").WithGroup("inner")
	l.Info("nothing is said below the level")
	l.Error("page failed", "err", errors.New("dial 203.0.113.9: refused"), "n", 17, slog.Group("who", "agent", "Mozilla/5.0"), slog.Attr{})
	day := time.Now().UTC().Format(time.DateOnly)
	want := day + " ERROR page failed; route: /people/{id}; inner.err: dial … refused; inner.n: …; inner.who.agent: …\n"
	if b.String() != want {
		t.Errorf("the line is\n%q, want\n%q", b.String(), want)
	}
}

// Whatever is logged, no digit run, capital or foreign letter of it comes out,
// but in an id or a database's code, and it is one line.
func TestNothingOfAnybody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		marker := rapid.SampledFrom([]string{"127.77.88.99", "Zqmarker007", "Айгүл", "ايگۇل", "阿依古丽", "+77010000000", "Zq/1.0", "zq@example.org"}).Draw(t, "marker")
		before, after := rapid.String().Draw(t, "before"), rapid.String().Draw(t, "after")
		kept := Words(before + " " + marker + " " + after)
		if strings.Contains(kept, marker) {
			t.Fatalf("%q stands in %q", marker, kept)
		}
		if strings.ContainsAny(kept, "\n\r\x00") {
			t.Fatalf("%q is not one line", kept)
		}
	})
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"a 'b c", "\"", "SQLSTATE 22001 SQLSTATE", "(/{id}/)", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Words(s)
		if strings.ContainsAny(once, "\n\r") || len(once) > 3*len(s)+len(Gap) {
			t.Errorf("Words(%q) = %q", s, once)
		}
		for _, w := range strings.Fields(once) {
			if w != Gap && !word.MatchString(w) && !strings.Contains(w, "SQLSTATE") && !state.MatchString("SQLSTATE "+strings.TrimRight(w, ")].,:;!?")) {
				t.Errorf("Words(%q) keeps %q", s, w)
			}
		}
	})
}
