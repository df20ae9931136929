package main

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/habeas-record/habeas/linkage"
	"github.com/habeas-record/habeas/linkage/index"
)

// online links synth_1m but for one record in two hundred, and then scores and
// places those one by one. Of the last it compares every pair with those of the
// whole list scored by the same model.
func online(data string) error {
	f, err := os.Open(filepath.Join(data, "linkage", "synth_1m.csv.gz"))
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	r := csv.NewReader(z)
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return err
	}
	var columns []string
	var at []int
	for i, h := range header {
		if h != "unique_id" && h != "cluster" {
			columns, at = append(columns, h), append(at, i)
		}
	}
	id := slices.Index(header, "unique_id")
	first, all := linkage.NewBuilder(columns), linkage.NewBuilder(columns)
	var later []index.Record
	for n := 0; ; n++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		values := make([]string, len(at))
		for i, k := range at {
			values[i] = row[k]
		}
		all.Add(0, row[id], "", values)
		if n%200 == 77 {
			for i, v := range values {
				values[i] = string([]byte(v))
			}
			later = append(later, index.Record{ID: string([]byte(row[id])), Values: values})
			continue
		}
		first.Add(0, row[id], "", values)
	}
	t, err := first.Table()
	if err != nil {
		return err
	}
	m, _, err := linkage.Train(t, true)
	if err != nil {
		return err
	}
	edges, err := m.Score(t, true)
	if err != nil {
		return err
	}
	clusters := m.Clusters(t, edges, linkage.DefaultThreshold, true)
	kept, err := json.Marshal(m)
	if err != nil {
		return err
	}
	begin := time.Now()
	x, err := index.New(t, m, clusters, linkage.DefaultThreshold, true)
	if err != nil {
		return err
	}
	built := time.Since(begin)
	var took []time.Duration
	var last *index.Placement
	placed := 0
	for _, rec := range later {
		begin := time.Now()
		if last, err = x.Add(rec); err != nil {
			return err
		}
		took = append(took, time.Since(begin))
		if len(last.Joined) > 0 {
			placed++
		}
	}
	u := usage()
	slices.Sort(took)
	ms := func(share float64) float64 {
		return took[min(int(share*float64(len(took))), len(took)-1)].Seconds() * 1000
	}
	fmt.Printf("%d records indexed under %d rules in %.1f s, peak %.0f MB; %d more, %d of them joined to others: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, longest %.2f ms\n",
		t.Len()-len(later), len(m.Rules), built.Seconds(), float64(u.Maxrss)/1024, len(later), placed, ms(.5), ms(.9), ms(.99), ms(1))

	whole, err := all.Table()
	if err != nil {
		return err
	}
	again, _, _, err := linkage.ReadModel(kept)
	if err != nil {
		return err
	}
	if _, err := again.Prepare(whole); err != nil {
		return err
	}
	if edges, err = again.Score(whole, true); err != nil {
		return err
	}
	me := int32(slices.Index(whole.IDs, later[len(later)-1].ID))
	want := map[string]float64{}
	for _, e := range edges {
		if e.A == me || e.B == me {
			want[whole.IDs[e.A+e.B-me]] = e.Weight
		}
	}
	most := 0.0
	for _, l := range last.Links {
		most = max(most, math.Abs(l.Weight-want[l.ID]))
	}
	fmt.Printf("the last has %d pairs, in the whole list %d; the weights differ by at most %g\n", len(last.Links), len(want), most)
	return nil
}
