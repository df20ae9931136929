package canary

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
)

func at(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t.Add(13 * time.Hour)
}

func newKey(t *testing.T) (private, public string) {
	t.Helper()
	private, public, err := NewKey("desk")
	if err != nil {
		t.Fatal(err)
	}
	return private, public
}

func signed(t *testing.T, s Statement, private string) string {
	t.Helper()
	text, err := Sign(s, private)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A statement is read as it was signed; whatever is changed of it is seen, and so
// is another key.
func TestSigned(t *testing.T) {
	private, public := newKey(t)
	s := Statement{"2026-11-27", "2026-12-27", Words}
	text := signed(t, s, private)
	if got, err := Open(text, public); err != nil || got != s {
		t.Errorf("read as %+v, %v", got, err)
	}
	for i := range len(text) {
		b := []byte(text)
		b[i] ^= 1
		if got, err := Open(string(b), public); err == nil && got != s {
			t.Fatalf("changed at %d it is taken as %+v", i, got)
		}
	}
	if _, other := newKey(t); other == public {
		t.Fatal("two keys are one")
	} else if _, err := Open(text, other); !errors.Is(err, habeas.ErrInvalid) {
		t.Errorf("by another key: %v", err)
	}
	if Fingerprint(public) == "" || !strings.Contains(public, strings.Fields(Fingerprint(public))[1]) {
		t.Errorf("the fingerprint of %s is %q", public, Fingerprint(public))
	}
}

func TestOverdue(t *testing.T) {
	s := Statement{Day: "2026-11-27", Due: "2026-12-27"}
	for day, want := range map[string]int{"2026-11-27": 0, "2026-12-27": 0, "2026-12-28": 1, "2027-01-06": 10} {
		if got := s.Overdue(at(day)); got != want {
			t.Errorf("on %s it is overdue by %d days, want %d", day, got, want)
		}
	}
}

func TestNext(t *testing.T) {
	private, public := newKey(t)
	other, otherPublic := newKey(t)
	one := signed(t, Statement{"2026-11-27", "2026-12-27", Words}, private)
	two := signed(t, Statement{"2026-12-20", "2027-01-20", Words}, private)
	c, err := Next(habeas.Canary{}, strings.ReplaceAll(one, "\n", "\r\n"), public, at("2026-11-27"))
	if err != nil || c != (habeas.Canary{Key: public, Since: "2026-11-27", Signed: one}) {
		t.Fatalf("the first: %+v, %v", c, err)
	}
	for name, x := range map[string]struct {
		last             habeas.Canary
		signed, key, day string
	}{
		"no line":               {habeas.Canary{}, one, "", "2026-11-27"},
		"a line that is none":   {habeas.Canary{}, one, "desk", "2026-11-27"},
		"another key":           {c, signed(t, Statement{"2026-12-20", "2027-01-20", Words}, other), "", "2026-12-20"},
		"of a day to come":      {c, two, "", "2026-12-18"},
		"overdue already":       {habeas.Canary{}, one, public, "2026-12-28"},
		"nothing":               {c, "", "", "2026-11-27"},
		"no statement":          {c, "I am fine\n", "", "2026-11-27"},
		"older than what there": {habeas.Canary{Key: public, Since: "2026-11-27", Signed: two}, one, "", "2026-12-21"},
	} {
		if got, err := Next(x.last, x.signed, x.key, at(x.day)); !errors.Is(err, habeas.ErrInvalid) || got != x.last {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	c, err = Next(c, two, "", at("2026-12-20"))
	if err != nil || c.Since != "2026-11-27" || c.Signed != two {
		t.Errorf("the second: %+v, %v", c, err)
	}
	// Another key may sign from now on, and it is seen from which day.
	three := signed(t, Statement{"2026-12-22", "2027-01-20", Words}, other)
	if c, err = Next(c, three, otherPublic, at("2026-12-22")); err != nil || c.Key != otherPublic || c.Since != "2026-12-22" {
		t.Errorf("the third: %+v, %v", c, err)
	}
	for _, bad := range []Statement{{"2026-11-27", "2026-11-27", Words}, {"2026-11-27", "2027-04-01", Words}, {"2026-11-27", "2026-12-27", " "}, {"yesterday", "2026-12-27", Words},
		{"2026-11-27", "2026-12-27", "a\x00b"}, {"2026-11-27", "2026-12-27", strings.Repeat("x", 8001)}} {
		if _, err := Sign(bad, private); !errors.Is(err, habeas.ErrInvalid) {
			t.Errorf("%.60v is signed: %v", bad, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	private, public, err := NewKey("desk")
	if err != nil {
		f.Fatal(err)
	}
	text, err := Sign(Statement{"2026-11-27", "2026-12-27", Words}, private)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text, public)
	f.Fuzz(func(t *testing.T, signed, key string) {
		if s, err := Open(signed, key); err == nil && s.validate() != nil {
			t.Errorf("%q is taken as %+v", signed, s)
		}
	})
}
