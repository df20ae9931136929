package capture

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func transcript(t testing.TB, name, text string) Text {
	t.Helper()
	c, err := Transcript(t.Context(), name, strings.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkSound(t, c)
	return c.Texts[0]
}

func TestCueForms(t *testing.T) {
	for _, c := range []struct {
		what, text, body string
		start, end       time.Duration // of the last cue
	}{
		{"hours left out", "01:02.500 --> 01:04\nwords", "words", 62500 * time.Millisecond, 64 * time.Second},
		{"more than a day", "25:00:00,1 --> 25:00:01,25\nwords", "words", 25*time.Hour + 100*time.Millisecond, 25*time.Hour + 1250*time.Millisecond},
		{"no spaces", "00:00:01,000-->00:00:02,000\nwords", "words", time.Second, 2 * time.Second},
		{"no blank lines", "1\n00:01,0 --> 00:02,0\none\n2\n00:02,0 --> 00:03,0\ntwo", "one\ntwo", 2 * time.Second, 3 * time.Second},
		{"figures are words", "1\n00:01,0 --> 00:02,0\n500\n\n2\n00:02,0 --> 00:03,0\n12 of them", "500\n12 of them", 2 * time.Second, 3 * time.Second},
		{"no indices, figures last", "00:01,0 --> 00:02,0\n500\n\n00:02,0 --> 00:03,0\ntwo", "500\ntwo", 2 * time.Second, 3 * time.Second},
		{"an empty cue", "1\n00:01,0 --> 00:02,0\n\n2\n00:02,0 --> 00:03,0\ntwo", "two", 2 * time.Second, 3 * time.Second},
		{"a headline first", "the transcript\n00:01,0 --> 00:02,0\none", "one", time.Second, 2 * time.Second},
		{"less than and greater than stay", "00:01,0 --> 00:02,0\n3 < 5 > 4 <not a tag>", "3 < 5 > 4 <not a tag>", time.Second, 2 * time.Second},
		{"cues that overlap", "00:01,0 --> 00:09,0\none\n\n00:02,0 --> 00:03,0\ntwo", "one\ntwo", 2 * time.Second, 3 * time.Second},
		{"a named cue", "WEBVTT\n\n00:01.000 --> 00:02.000\none\n\nthe second\n00:02.000 --> 00:03.000\ntwo", "one\ntwo", 2 * time.Second, 3 * time.Second},
		{"an empty cue before a named one", "WEBVTT\n\n00:01.000 --> 00:02.000\n\nthe second\n00:02.000 --> 00:03.000\ntwo", "two", 2 * time.Second, 3 * time.Second},
		{"a note between cues", "WEBVTT\n\n00:01.000 --> 00:02.000\none\n\nNOTE 00:00 --> nothing\nmore\n\n00:02.000 --> 00:03.000\ntwo", "one\ntwo", 2 * time.Second, 3 * time.Second},
	} {
		t.Run(c.what, func(t *testing.T) {
			got := transcript(t, "a.srt", c.text)
			last := got.Cues[len(got.Cues)-1]
			if got.Body != c.body || last.Start != c.start || last.End != c.end {
				t.Errorf("body %q, last clip %v to %v; want %q, %v to %v", got.Body, last.Start, last.End, c.body, c.start, c.end)
			}
		})
	}
}

func TestBrokenTimesNameTheLine(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"00:01,0 --> \nwords", "line 1"},
		{"00:01,0 --> 00:61,0\nwords", "line 1"},
		{"1\n00:99:01,0 --> 00:99:02,0\nwords", "line 2"},
		{"00:01,0 --> 00:02,0\none\n\n-->\ntwo", "line 4"},
		{"00:02,0 --> 00:01,0\nwords", "ends before it starts"},
		{"words\nmore words\n00:01,0 --> 00:02,0\none", "has no time before it"},
		{"only words", "line 1"},
		{"1\n\n2\n", "no words with times"},
		{"00:01,0 --> 00:02,0\n<i></i>\n", "no words with times"},
	} {
		_, err := Transcript(t.Context(), "a.srt", strings.NewReader(c.text), Options{})
		if !errors.Is(err, ErrTranscript) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Transcript(%q) = %v, want ErrTranscript that says %q", c.text, err, c.says)
		}
	}
}

func TestClipOf(t *testing.T) {
	text := transcript(t, "a.srt", "00:01,0 --> 00:02,0\none\n\n00:03,0 --> 00:09,0\nтри\n\n00:04,0 --> 00:05,0\nfive")
	// body: "one\nтри\nfive"
	for _, c := range []struct {
		start, end int
		from, till time.Duration
		ok         bool
	}{
		{0, 3, 1 * time.Second, 2 * time.Second, true},
		{4, 7, 3 * time.Second, 9 * time.Second, true},
		{5, 6, 3 * time.Second, 9 * time.Second, true},
		{2, 5, 1 * time.Second, 9 * time.Second, true},
		{6, 9, 3 * time.Second, 9 * time.Second, true}, // the last cue ends before the one before it
		{3, 4, 0, 0, false},                            // the line end between two cues
		{40, 50, 0, 0, false},
	} {
		from, till, ok := text.ClipOf(c.start, c.end)
		if from != c.from || till != c.till || ok != c.ok {
			t.Errorf("ClipOf(%d, %d) = %v, %v, %v; want %v, %v, %v", c.start, c.end, from, till, ok, c.from, c.till, c.ok)
		}
	}
}

// TestEveryCueIsItsClip writes transcripts in both forms and finds every cue's
// words at its runes and its clip by them.
func TestEveryCueIsItsClip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		vtt := rapid.Bool().Draw(rt, "vtt")
		eol := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(rt, "eol")
		said := rapid.SliceOfN(rapid.StringMatching(`[a-zа-яە ]{0,5}[a-zа-яە世]`), 1, 20).Draw(rt, "said")
		var b strings.Builder
		comma := ","
		if vtt {
			b.WriteString("WEBVTT" + eol + eol)
			comma = "."
		}
		for i, words := range said {
			if rapid.Bool().Draw(rt, "index") {
				fmt.Fprintf(&b, "%d%s", i+1, eol)
			}
			fmt.Fprintf(&b, "00:%02d:00%s000 --> 00:%02d:30%s250%s%s%s%s", i, comma, i, comma, eol, words, eol, eol)
		}
		text := transcript(t, "a", b.String())
		if len(text.Cues) != len(said) {
			rt.Fatalf("%d cues of %d", len(text.Cues), len(said))
		}
		runes := []rune(text.Body)
		for i, cue := range text.Cues {
			if got, want := string(runes[cue.RuneStart:cue.RuneEnd]), strings.TrimSpace(said[i]); got != want {
				rt.Errorf("cue %d is %q, want %q", i, got, want)
			}
			from, till, ok := text.ClipOf(cue.RuneStart, cue.RuneEnd)
			if want := time.Duration(i) * time.Minute; !ok || from != want || till != want+30250*time.Millisecond {
				rt.Errorf("clip %v to %v, want it to start at %v", from, till, want)
			}
		}
	})
}

func FuzzTranscript(f *testing.F) {
	for _, s := range []string{"1\n00:00:01,000 --> 00:00:02,000\nwords\n", "WEBVTT\n\nNOTE x\n\nid\n00:01.0 --> 00:02.0 a\n<v A>b</v> &amp; &#0;", "-->", "1\n\n\n2", "00:1 --> 9:9\n{\\an8}\n<\n>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Transcript(t.Context(), "a", strings.NewReader(string(data)), Options{MaxBytes: 1 << 16})
		fuzzed(t, c, err)
	})
}

// fuzzed holds for every capture: sound, or refused with a kind.
func fuzzed(t *testing.T, c Captured, err error) {
	t.Helper()
	var e *Error
	switch {
	case err == nil:
		checkSound(t, c)
	case !errors.As(err, &e) || e.Kind == nil || e.Msg == "" || e.Hint == "":
		t.Errorf("%v has no kind or no hint", err)
	}
}
