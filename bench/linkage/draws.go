package main

import (
	"fmt"
	"math"
	"os"
	"slices"
	"time"

	"github.com/habeas-record/habeas/linkage"
	"github.com/habeas-record/habeas/linkage/draw"
)

// drawn prints how well a hundred linkages drawn of each list with truth tell
// how sure the linkage is.
func drawn(data string, names []string) error {
	fmt.Println("| list | s | persons in truth | in draws: middle (2.5 %–97.5 %) | linked once | F1 of a draw | calibration of pairs in draws | of the model |")
	fmt.Println("|---|---|---|---|---|---|---|---|")
	dir, err := os.MkdirTemp("", "linkage")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, s := range sets {
		if len(names) == 0 && (s.noise > 0 || s.alone || s.script != "" || s.times > 0 || s.name == "synth_1m") || s.settings != nil ||
			len(names) > 0 && !slices.Contains(names, s.name) {
			continue
		}
		paths, err := prepare(data, s, dir)
		if err != nil {
			return err
		}
		within := len(paths) == 1
		t, _, err := linkage.ReadCSV(paths, s.id, "cluster")
		if err != nil {
			return err
		}
		m, _, err := linkage.Train(t, within)
		if err != nil {
			return err
		}
		edges, err := m.Score(t, within)
		if err != nil {
			return err
		}
		count := func(clusters []int32) (n float64) {
			for row, k := range clusters {
				if int(k) == row {
					n++
				}
			}
			return n
		}
		once := count(m.Clusters(t, edges, linkage.DefaultThreshold, within))
		begin := time.Now()
		draws, err := draw.Linkages(t, m, edges, draw.Options{N: 100, Seed: 1, Within: within})
		if err != nil {
			return err
		}
		took := time.Since(begin)
		truth := map[string]bool{}
		for _, v := range t.Truth {
			truth[v] = true
		}
		var persons []float64
		var f1 float64
		for _, d := range draws {
			persons = append(persons, count(d))
			_, q := linkage.Evaluate(t, edges, d, .5, within)
			f1 += q.F1 / float64(len(draws))
		}
		slices.Sort(persons)
		fmt.Printf("| %s | %.1f | %d | %.0f (%.0f–%.0f) | %.0f | %.4f | %.4f | %.4f |\n", s.name, took.Seconds(), len(truth), persons[50], persons[2], persons[97], once, f1,
			calibrationOf(t, draws, edges), calibration(t, edges))
	}
	return nil
}

// calibrationOf is calibration of the share of draws that have a pair of .01 and
// more together.
func calibrationOf(t *linkage.Table, draws [][]int32, edges []linkage.Edge) (e float64) {
	var n, sum, right [10]float64
	for _, x := range edges {
		p := draw.Together(draws, x.A, x.B)
		b := min(int(p*10), 9)
		n[b]++
		sum[b] += p
		if t.Truth[x.A] != "" && t.Truth[x.A] == t.Truth[x.B] {
			right[b]++
		}
	}
	for b := range n {
		e += math.Abs(sum[b]-right[b]) / float64(max(1, len(edges)))
	}
	return e
}
