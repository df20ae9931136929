package habeas

import (
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestAnchorIsVerbatim(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringN(1, 80, -1).Draw(t, "body")
		runes := []rune(body)
		start := rapid.IntRange(0, len(runes)-1).Draw(t, "start")
		end := rapid.IntRange(start+1, len(runes)).Draw(t, "end")
		q, err := Text{ID: "t1", Body: string(runes)}.Anchor(start, end)
		if err != nil {
			t.Fatal(err)
		}
		whole := string(runes)
		if whole[q.ByteStart:q.ByteEnd] != q.Exact || string(runes[q.Start:q.End]) != q.Exact {
			t.Fatalf("%+v is not verbatim in %q", q, whole)
		}
		if utf8.RuneCountInString(q.Prefix) > ContextRunes || utf8.RuneCountInString(q.Suffix) > ContextRunes {
			t.Fatalf("context of %q is too long", q.Exact)
		}
	})
}

func TestAnchorOutside(t *testing.T) {
	text := Text{Body: "held"}
	for _, r := range [][2]int{{-1, 2}, {0, 5}, {2, 2}, {3, 1}} {
		if _, err := text.Anchor(r[0], r[1]); err == nil {
			t.Errorf("a quote from %d to %d was made in a text of 4 letters", r[0], r[1])
		}
	}
}

func TestAnchorKnowsPageAndClip(t *testing.T) {
	text := Text{Body: "one two three four", Pages: []int{0, 8},
		Cues: []Cue{{Start: time.Second, End: 2 * time.Second, RuneStart: 0, RuneEnd: 7}, {Start: 2 * time.Second, End: 5 * time.Second, RuneStart: 8, RuneEnd: 13}}}
	q, err := text.Anchor(4, 13)
	if err != nil {
		t.Fatal(err)
	}
	if q.Page != 1 || q.Clip != time.Second || q.Till != 5*time.Second {
		t.Errorf("page %d, clip %v to %v; want page 1, 1s to 5s", q.Page, q.Clip, q.Till)
	}
	if q, _ = text.Anchor(9, 13); q.Page != 2 {
		t.Errorf("page %d, want 2", q.Page)
	}
}
