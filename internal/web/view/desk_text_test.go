package view

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParagraphs(t *testing.T) {
	body := "Полиция пришла ночью. Его увезли.\n\nNobody answered."
	marks := []Mark{
		{Start: 0, End: 20, Href: "#a"},
		{Start: 8, End: 20, Href: "#b", Done: true},
		{Start: 35, End: 51, Href: "#c", Done: true, No: true},
	}
	sentences := []Sentence{{0, 21, false}, {22, 33, true}, {35, 51, false}}
	var got []string
	for _, p := range Paragraphs(body, 0, 1000, marks, sentences) {
		for _, s := range p.Segments {
			got = append(got, fmt.Sprintf("%d %q %s %s %q sentence %d open %v", p.Start, s.Text, s.ID, s.Href, s.Class, s.Sentence, s.Open))
		}
	}
	want := []string{
		`0 "Полиция " w0 #a "" sentence 1 open false`,
		`0 "пришла ночью" w8 #b "" sentence 0 open false`,
		`0 "."   "no" sentence 0 open false`,
		`0 " "   "no" sentence 0 open false`,
		`0 "Его увезли." w22  "no" sentence 2 open true`,
		`35 "Nobody answered." w35 #c "no" sentence 3 open false`,
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
	if got, want := MarkIDs(Paragraphs(body, 0, 1000, marks, sentences), 0, 20), "w0 w8"; got != want {
		t.Errorf("the words of the first mark are in %q, want %q", got, want)
	}
}

// The text is shown letter for letter, whatever marks lie over it, and each
// mark is found in the segments it covers.
func TestParagraphsKeepTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringOfN(rapid.SampledFrom([]rune("ab ق新\n.")), 1, 60, -1).Draw(t, "body")
		runes := []rune(body)
		span := func() (int, int) {
			a := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
			return a, rapid.IntRange(a+1, len(runes)).Draw(t, "till")
		}
		var marks []Mark
		for range rapid.IntRange(0, 5).Draw(t, "marks") {
			a, b := span()
			marks = append(marks, Mark{Start: a, End: b})
		}
		var sentences []Sentence
		if rapid.Bool().Draw(t, "a sentence") {
			a, b := span()
			sentences = append(sentences, Sentence{Start: a, End: b, Open: true})
		}
		ps := Paragraphs(body, 0, 1000, marks, sentences)
		shown := map[int]rune{}
		marked := map[int]bool{}
		for _, p := range ps {
			at := p.Start
			for _, s := range p.Segments {
				for _, r := range s.Text {
					shown[at], marked[at] = r, s.Marked
					at++
				}
			}
		}
		for i, line := 0, strings.Split(body, "\n"); len(line) > 0; line = line[1:] {
			for _, r := range line[0] {
				if strings.TrimSpace(line[0]) != "" && shown[i] != r {
					t.Fatalf("letter %d is shown as %q, want %q", i, shown[i], r)
				}
				i++
			}
			i++
		}
		for _, m := range marks {
			for i := m.Start; i < m.End; i++ {
				if _, is := shown[i]; is && !marked[i] {
					t.Fatalf("letter %d of a mark is not marked", i)
				}
			}
		}
	})
}

// Parts hold the text whole, each up to the end of a line where there is one.
func TestParts(t *testing.T) {
	line := strings.Repeat("слово ", 333) + "х\n" // 2,000 runes
	short := "слово.\n"
	starts := func(n int) (out []int) {
		for i := range n {
			out = append(out, i*7)
		}
		return out
	}
	for _, c := range []struct {
		what      string
		body      string
		sentences []int
		want      []int
	}{
		{"nothing", "", nil, []int{0}},
		{"a short text", "a short text\n", []int{0}, []int{0}},
		{"lines", strings.Repeat(line, 25), nil, []int{0, 20_000, 40_000}},
		{"a text that ends with a part", strings.Repeat(line, 20), nil, []int{0, 20_000}},
		{"one line", strings.Repeat("x", 50_000), nil, []int{0, 40_000}},
		{"sentences", strings.Repeat(short, 500), starts(500), []int{0, 1_400, 2_800}},
		{"sentences that end with a part", strings.Repeat(short, 400), starts(400), []int{0, 1_400}},
	} {
		if got := Parts(c.body, c.sentences); !slices.Equal(got, c.want) {
			t.Errorf("%s: parts at %v, want %v", c.what, got, c.want)
		}
	}
}
