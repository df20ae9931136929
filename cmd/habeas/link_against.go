package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/habeas-record/habeas/linkage"
	"github.com/habeas-record/habeas/linkage/index"
)

// againstResult is the document of --against.
type againstResult struct {
	Records   int                `json:"records"` // of --against
	Added     int                `json:"added"`
	Joined    int                `json:"joined"` // of those added, how many are not alone
	Pairs     int                `json:"pairs"`
	Threshold float64            `json:"threshold"`
	Seconds   map[string]float64 `json:"seconds"`
	Middle    float64            `json:"p50_ms"` // to score and place one record
	Tail      float64            `json:"p99_ms"`
	Warnings  []string           `json:"warnings"`
}

type placed struct {
	index.Placement
	source int
	id     string
}

// against places the records of the files one by one in the linked list of
// --against.
func (c *linkFilesCmd) against(t terminal, declared declaredModel) error {
	if c.Truth != "" || len(c.At) > 0 || len(c.Why) > 0 || c.Export != "" || c.Prepared != "" || c.Draws > 0 || c.Report != "" {
		return misuse("--against places new records and takes none of --truth, --at, --why, --export-splink, --prepared, --draws and --report")
	}
	if declared.linkOnly {
		return misuse("the model links two lists and finds nobody twice in one: --against cannot take it")
	}
	r := againstResult{Threshold: c.Threshold, Seconds: map[string]float64{}, Warnings: []string{}}
	begin, last := time.Now(), time.Now()
	phase := func(name string) {
		r.Seconds[name] = time.Since(last).Seconds()
		last = time.Now()
		fmt.Fprintf(t.err, "habeas: %s: %.1f s\n", name, r.Seconds[name])
	}
	how := linkage.Reading{ID: c.ID, AsWritten: declared.asWritten(), Memory: c.memory()}
	var err error
	if how.Gazetteer, err = c.load(); err != nil {
		return err
	}
	table, warnings, err := linkage.Read(c.Against, how)
	if err != nil {
		return err
	}
	r.Warnings = append(r.Warnings, warnings...)
	r.Records = table.Len()
	phase("load")
	model, warnings, err := declared.model(table, true)
	if err != nil {
		return err
	}
	r.Warnings = append(r.Warnings, warnings...)
	if err := c.export(table, model, true); err != nil {
		return err
	}
	phase("train")
	edges, err := model.Score(table, true)
	if err != nil {
		return err
	}
	var columns []string
	for _, col := range table.Columns {
		columns = append(columns, col.Name)
	}
	x, err := index.New(table, model, model.Clusters(table, edges, c.Threshold, true), c.Threshold, true)
	if err != nil {
		return err
	}
	phase("index")
	var all []placed
	var took []float64
	for i, path := range c.Files {
		source := len(c.Against) + i
		err := linkage.EachRecord(path, c.ID, columns, func(id string, values []string) error {
			begin := time.Now()
			p, err := x.Add(index.Record{Source: int32(source), ID: id, Values: values})
			if err != nil {
				return err
			}
			took = append(took, time.Since(begin).Seconds()*1000)
			all = append(all, placed{*p, source, strings.Clone(id)})
			return nil
		})
		if err != nil {
			return err
		}
	}
	phase("place")
	for _, p := range all {
		r.Pairs += len(p.Links)
		if len(p.Joined) > 0 {
			r.Joined++
		}
	}
	r.Added = len(all)
	if slices.Sort(took); len(took) > 0 {
		r.Middle, r.Tail = took[len(took)/2], took[min(len(took)*99/100, len(took)-1)]
	}
	if err := c.writePlaced(x, all); err != nil {
		return err
	}
	r.Seconds["total"] = time.Since(begin).Seconds()
	if c.JSON {
		e := json.NewEncoder(t.out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	for _, w := range r.Warnings {
		fmt.Fprintln(t.err, "habeas:", w)
	}
	fmt.Fprintf(t.out, "%d records placed among %d, %d of them with others at %v; half took less than %.2f ms, 99 in 100 less than %.2f ms\n",
		r.Added, r.Records, r.Joined, r.Threshold, r.Middle, r.Tail)
	return nil
}

func (c *linkFilesCmd) writePlaced(x *index.Index, all []placed) error {
	name := func(source int, id string) string { return fmt.Sprintf("%d:%s", source, id) }
	cluster := func(row int32) string {
		source, id := x.Name(row)
		return name(int(source), id)
	}
	number := func(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
	if c.Out != "" {
		header := []string{"source", c.ID, "cluster_id", "best", "match_weight", "match_probability", "bound"}
		err := writeCSV(c.Out, header, len(all), func(i int) []string {
			p := &all[i]
			row := []string{strconv.Itoa(p.source), p.id, cluster(x.Cluster(p.Row)), "", "", "", ""}
			if len(p.Links) > 0 {
				best := p.Links[0]
				row[3], row[4], row[5] = name(int(best.Source), best.ID), number(best.Weight), number(best.Probability)
			}
			if len(p.Joined) > 1 {
				var bound []string
				for _, j := range p.Joined {
					bound = append(bound, cluster(j))
				}
				row[6] = strings.Join(bound, "|")
			}
			return row
		})
		if err != nil {
			return err
		}
	}
	if c.Pairs == "" {
		return nil
	}
	type pair struct {
		of   *placed
		link index.Link
	}
	var pairs []pair
	for i := range all {
		for _, l := range all[i].Links {
			pairs = append(pairs, pair{&all[i], l})
		}
	}
	return writeCSV(c.Pairs, []string{c.ID + "_l", c.ID + "_r", "match_weight", "match_probability"}, len(pairs), func(i int) []string {
		p := pairs[i]
		return []string{name(p.of.source, p.of.id), name(int(p.link.Source), p.link.ID), number(p.link.Weight), number(p.link.Probability)}
	})
}
