package seal

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// auc is how often of a full box and an empty one the full one has the higher
// score: .5 where the score tells nothing.
func auc(score []float64, full []bool) float64 {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(score[a], score[b]) })
	ranks, n := 0.0, 0.0
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && score[order[j]] == score[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			if full[k] {
				ranks += float64(i+j+1) / 2 // of equals each has the middle
				n++
			}
		}
		i = j
	}
	return (ranks - n*(n+1)/2) / (n * (float64(len(score)) - n))
}

// features are what somebody with the database can measure of a box.
func features(t *testing.T, b []byte) (names []string, values []float64) {
	t.Helper()
	add := func(name string, v float64) { names, values = append(names, name), append(values, v) }
	var x box
	if err := json.Unmarshal(b, &x); err != nil {
		t.Fatal(err)
	}
	squeezed := func(b []byte) float64 {
		var out bytes.Buffer
		w, err := flate.NewWriter(&out, flate.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(b)
		w.Close()
		return float64(out.Len())
	}
	add("length", float64(len(b)))
	add("length compressed", squeezed(b))
	add("length of what is locked", float64(len(x.Locked)))
	add("compressed", squeezed(x.Locked))
	for n := range 16 { // parts of what is locked, the first of which holds the nonce and a full box's words
		part := x.Locked[len(x.Locked)*n/16 : len(x.Locked)*(n+1)/16]
		sum, ones, seen := 0.0, 0.0, map[byte]bool{}
		for _, c := range part {
			sum += float64(c)
			for ; c > 0; c &= c - 1 {
				ones++
			}
		}
		for _, c := range part {
			seen[c] = true
		}
		add(fmt.Sprint("mean of part ", n), sum/float64(len(part)))
		add(fmt.Sprint("ones in part ", n), ones)
		add(fmt.Sprint("letters in part ", n), float64(len(seen)))
	}
	for i, s := range x.Shares {
		add(fmt.Sprint("length of share ", i), float64(len(s.Sealed)))
		add(fmt.Sprint("share compressed ", i), squeezed(s.Sealed))
	}
	return names, values
}

// learned scores each box by a logistic regression on the features of the other
// four fifths, so that nothing is told of a box that it was learned from.
func learned(all [][]float64, full []bool) []float64 {
	width := len(all[0])
	mean, spread := make([]float64, width), make([]float64, width)
	for _, x := range all {
		for j, v := range x {
			mean[j] += v / float64(len(all))
		}
	}
	for _, x := range all {
		for j, v := range x {
			spread[j] += (v - mean[j]) * (v - mean[j]) / float64(len(all))
		}
	}
	scaled := make([][]float64, len(all))
	for i, x := range all {
		scaled[i] = make([]float64, width)
		for j, v := range x {
			if spread[j] > 0 {
				scaled[i][j] = (v - mean[j]) / math.Sqrt(spread[j])
			}
		}
	}
	dot := func(w, x []float64) (s float64) {
		for j := range x {
			s += w[j] * x[j]
		}
		return s
	}
	out := make([]float64, len(all))
	for fold := range 5 {
		w := make([]float64, width)
		for range 60 {
			step := make([]float64, width)
			for i, x := range scaled {
				if i%5 == fold {
					continue
				}
				y := 0.0
				if full[i] {
					y = 1
				}
				err := y - 1/(1+math.Exp(-dot(w, x)))
				for j := range x {
					step[j] += err * x[j] / float64(len(all))
				}
			}
			for j := range w {
				w[j] += step[j] - .001*w[j]
			}
		}
		for i, x := range scaled {
			if i%5 == fold {
				out[i] = dot(w, x)
			}
		}
	}
	return out
}

// Whoever has the boxes cannot tell which say who somebody is: of an empty and a
// full one, no measure of bytes, and none learned from many measures, says which
// is which more often than 55 times in a hundred.
func TestEmptyAndFullBoxesCannotBeToldApart(t *testing.T) {
	const each = 2000 // chance alone stays within .5 ± .05 in all but one of ten million measures
	cs, _ := custodians(t, 2)
	luck := rand.New(rand.NewPCG(5, 5))
	var all [][]float64
	var full []bool
	var names []string
	known := func(f func(Identity) []byte, n int) (worst float64, by string) {
		all, full = nil, nil
		for i := range 2 * n {
			id := Identity{}
			if i%2 == 1 {
				id = Identity{Name: "Aray Bekturkyzy", Contact: "+7 " + fmt.Sprint(luck.IntN(1e9)), Relation: "sister", Note: strings.Repeat("a note ", luck.IntN(500))}
			}
			var x []float64
			names, x = features(t, f(id))
			all, full = append(all, x), append(full, i%2 == 1)
		}
		worst, by = .5, "nothing"
		hold := func(score []float64, name string) {
			if a := auc(score, full); math.Abs(a-.5) > math.Abs(worst-.5) {
				worst, by = a, name
			}
		}
		for j, name := range names {
			score := make([]float64, len(all))
			for i, x := range all {
				score[i] = x[j]
			}
			hold(score, name)
		}
		hold(learned(all, full), "all of them together")
		return worst, by
	}
	worst, by := known(func(id Identity) []byte {
		b, err := Box(id, cs)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}, each)
	t.Logf("of %d measures the one that tells most is %s: AUC %.3f", len(names)+1, by, worst)
	if math.Abs(worst-.5) > .05 {
		t.Errorf("%s tells full boxes from empty ones: AUC %.3f", by, worst)
	}
	// What it would find: boxes that are not padded.
	worst, by = known(func(id Identity) []byte {
		plain, err := json.Marshal(id)
		if err != nil {
			t.Fatal(err)
		}
		b, err := lock(plain, forBox, cs)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}, 50)
	if worst < .99 {
		t.Errorf("of boxes that are not padded the measures tell no more than AUC %.3f, by %s", worst, by)
	}
}
