package habeas

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func mentionsOf(n int) []Mention {
	ms := make([]Mention, n)
	for i := range ms {
		ms[i] = Mention{ID: ID(fmt.Sprintf("m%03d", i)), At: day.AddDate(0, 0, i/2)}
	}
	return ms
}

func TestComponents(t *testing.T) {
	ms := mentionsOf(4)
	at := func(n int) time.Time { return day.Add(time.Duration(n) * time.Minute) }
	link := func(id, a, b ID, v Verdict, n int) Link {
		return Link{ID: id, A: a, B: b, Verdict: v, At: at(n), By: "u1"}
	}
	for _, tt := range []struct {
		name  string
		links []Link
		want  map[ID]ID
	}{
		{"alone", nil, map[ID]ID{"m000": "p000", "m001": "p001", "m002": "p002", "m003": "p003"}},
		{"a pair", []Link{link("k1", "m001", "m003", SamePerson, 1)}, map[ID]ID{"m000": "p000", "m001": "p001", "m002": "p002", "m003": "p001"}},
		{"a chain", []Link{link("k1", "m001", "m003", SamePerson, 1), link("k2", "m003", "m000", SamePerson, 2)}, map[ID]ID{"m000": "p000", "m001": "p000", "m002": "p002", "m003": "p000"}},
		{"unsure joins nobody", []Link{link("k1", "m001", "m003", UnsureLink, 1)}, map[ID]ID{"m000": "p000", "m001": "p001", "m002": "p002", "m003": "p003"}},
		{"the newest decision counts", []Link{link("k1", "m001", "m003", SamePerson, 1), link("k2", "m003", "m001", OtherPerson, 2)}, map[ID]ID{"m000": "p000", "m001": "p001", "m002": "p002", "m003": "p003"}},
		{"an undone decision does not", []Link{{ID: "k1", A: "m001", B: "m003", Verdict: SamePerson, At: at(1), UndoneBy: "u2"}}, map[ID]ID{"m000": "p000", "m001": "p001", "m002": "p002", "m003": "p003"}},
		{"a mention that is not there", []Link{link("k1", "m001", "m999", SamePerson, 1)}, map[ID]ID{"m000": "p000", "m001": "p001", "m002": "p002", "m003": "p003"}},
	} {
		got := Components(ms, tt.links)
		for m, p := range tt.want {
			if got[m] != p {
				t.Errorf("%s: %s is %s, want %s", tt.name, m, got[m], p)
			}
		}
	}
	held := []Link{link("k1", "m000", "m001", SamePerson, 1), link("k2", "m001", "m002", SamePerson, 2), link("k3", "m000", "m002", OtherPerson, 3)}
	if c := Contradictions(ms, held); len(c) != 1 || c[0].ID != "k3" {
		t.Errorf("contradictions are %v, want k3", c)
	}
}

// Undoing the last of any decisions gives back exactly what was before, and
// the order in which decisions are read changes nothing.
func TestLinksCanBeUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := mentionsOf(rapid.IntRange(2, 9).Draw(t, "mentions"))
		var links []Link
		for i := rapid.IntRange(0, 12).Draw(t, "links"); i > 0; i-- {
			a := rapid.SampledFrom(ms).Draw(t, "a").ID
			b := rapid.SampledFrom(ms).Draw(t, "b").ID
			if a == b {
				continue
			}
			links = append(links, Link{ID: ID(fmt.Sprintf("k%02d", i)), A: a, B: b, By: "u1", At: day.Add(time.Duration(len(links)) * time.Minute),
				Verdict: rapid.SampledFrom(Verdicts).Draw(t, "verdict")})
		}
		before := Components(ms, links)
		mixed := rapid.Permutation(links).Draw(t, "order")
		if after := Components(rapid.Permutation(ms).Draw(t, "mentions"), mixed); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Fatalf("another order gives %v, want %v", after, before)
		}
		added := Link{ID: "k99", A: ms[0].ID, B: ms[1].ID, Verdict: SamePerson, By: "u1", At: day.Add(24 * time.Hour)}
		with := Components(ms, append(append([]Link(nil), links...), added))
		if with[ms[0].ID] != with[ms[1].ID] {
			t.Fatal("a decision that two are the same did not join them")
		}
		added.UndoneBy, added.UndoneAt = "u2", day.Add(25*time.Hour)
		if undone := Components(ms, append(append([]Link(nil), links...), added)); fmt.Sprint(undone) != fmt.Sprint(before) {
			t.Fatalf("undone: %v, want %v", undone, before)
		}
	})
}
