package diagnose

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas/linkage"
)

// subject is a list of invented people that was linked; one town is hostile.
func subject(t *testing.T) Subject {
	t.Helper()
	rng := rand.New(rand.NewPCG(4, 4))
	word := func(n int) (s string) {
		for range n {
			s += []string{"ba", "do", "ri", "mek", "tol", "su", "van", "ge", "lo", "pir"}[rng.IntN(10)]
		}
		return s
	}
	b := linkage.NewBuilder([]string{"given", "family", "born", "town"})
	for p := range 300 {
		person := []string{word(2), word(3), fmt.Sprintf("%04d-%02d-%02d", 1940+rng.IntN(60), 1+rng.IntN(12), 1+rng.IntN(28)), "<script>" + word(1) + "</script>"}
		for r := range 1 + rng.IntN(3) {
			v := slices.Clone(person)
			if k := rng.IntN(5); k < 4 {
				v[k] = v[k][:len(v[k])-1]
			}
			b.Add(0, fmt.Sprintf("%d-%d&", p, r), fmt.Sprint("p", p), v)
		}
	}
	b.Add(0, "nothing", "", []string{"", "", "", ""})
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := linkage.Train(table, true)
	if err != nil {
		t.Fatal(err)
	}
	edges, err := m.Score(table, true)
	if err != nil {
		t.Fatal(err)
	}
	return Subject{Table: table, Model: m, Edges: edges, Clusters: m.Clusters(table, edges, .5, true), Threshold: .5, Within: true, Truth: true, Warnings: []string{"a <warning>"}}
}

func TestNumbersAddUp(t *testing.T) {
	s := subject(t)
	r, err := Of(s)
	if err != nil {
		t.Fatal(err)
	}
	pairs := 0
	for _, b := range r.Histogram {
		pairs += b.Pairs
	}
	if pairs != len(s.Edges) || r.Pairs != pairs {
		t.Errorf("the histogram has %d pairs, scored were %d", pairs, len(s.Edges))
	}
	sum := r.Pair.Prior
	for _, x := range r.Pair.Reasons {
		sum += x.Weight
	}
	if math.Abs(sum-r.Pair.Weight) > 1e-9 {
		t.Errorf("the reasons add up to %v, the weight is %v", sum, r.Pair.Weight)
	}
	if last := r.Unlinkables[len(r.Unlinkables)-1]; last.Records < 1 || last.Records > 20 {
		t.Errorf("%d records cannot be linked at %v, one has no value at all", last.Records, last.Threshold)
	}
	var met, first int64
	for _, c := range r.Rules {
		met, first = met+c.Pairs, first+c.First
		if c.First > c.Pairs {
			t.Errorf("%s brings %d pairs and %d of them first", c.Rule, c.Pairs, c.First)
		}
	}
	if first > met || float64(first) > r.All || int(first) < len(s.Edges) {
		t.Errorf("rules bring %d pairs, %d of them once, of %v; %d were scored", met, first, r.All, len(s.Edges))
	}
	end := r.Truth.Curve[len(r.Truth.Curve)-1]
	if want, _ := linkage.Evaluate(s.Table, s.Edges, s.Clusters, linkage.Lowest, true); math.Abs(end.F1-want.F1) > 1e-9 {
		t.Errorf("the curve ends with F1 %v, all pairs have %v", end.F1, want.F1)
	}
	if _, want := linkage.Evaluate(s.Table, s.Edges, s.Clusters, .5, true); math.Abs(r.Truth.Clusters[slices.Index(Thresholds, .5)].F1-want.F1) > 1e-9 {
		t.Errorf("clusters at .5: F1 %v, want %v", r.Truth.Clusters[4].F1, want.F1)
	}
	binned := 0
	for _, b := range r.Truth.Bins {
		if binned += b.Pairs; b.Pairs > 0 && (b.Said < b.From || b.Said > b.To || b.True < 0 || b.True > 1) {
			t.Errorf("bin %+v", b)
		}
	}
	if binned != pairs || !(r.Truth.Error >= 0 && r.Truth.Error <= .1) {
		t.Errorf("%d pairs in bins, error %v", binned, r.Truth.Error)
	}
	s.Pair = &[2]int32{5, 2}
	if r, err = Of(s); err != nil || r.Pair.Left != s.Table.IDs[2] || r.Pair.Right != s.Table.IDs[5] || !r.Pair.Chosen {
		t.Errorf("the pair that was asked for is %+v, %v", r.Pair, err)
	}
}

func TestPage(t *testing.T) {
	s := subject(t)
	write := func() string {
		r, err := Of(s)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := r.Write(&b); err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(strings.NewReader(b.String()[strings.Index(b.String(), "<main>"):strings.Index(b.String(), "</body>")]))
		d.Entity = xml.HTMLEntity
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("the page is not well formed: %v", err)
			}
		}
		return b.String()
	}
	whole := write()
	for _, want := range []string{"What each level weighs", "Jaro-Winkler at least .92", "the pair nearest to the threshold", "What blocking brings", "How sure, and how often right", "a &lt;warning&gt;", `default-src &#39;none&#39;`} {
		if !strings.Contains(whole, want) && !strings.Contains(whole, strings.ReplaceAll(want, "&#39;", "'")) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, no := range []string{"<script", "http://", "https://", "NaN", "Inf"} {
		if strings.Contains(whole, no) {
			t.Errorf("the page has %q", no)
		}
	}
	if n := strings.Count(whole, "<svg class=\"plane\""); n != 3 {
		t.Errorf("%d squares, want 3", n)
	}
	s.Truth = false
	if strings.Contains(write(), "Precision") {
		t.Error("without truth the page speaks of precision")
	}
	s.Edges = nil
	if !strings.Contains(write(), "No pair has a probability of .01 or more") {
		t.Error("of no pair the page does not say so")
	}
}
