package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/habeas-record/habeas/linkage"
	"github.com/habeas-record/habeas/linkage/diagnose"
	"github.com/habeas-record/habeas/linkage/draw"
)

type linkCmd struct {
	Files  linkFilesCmd  `cmd:"" default:"withargs" help:"Link the records of files."`
	Record linkRecordCmd `cmd:"" help:"Compare the mentions of the record and keep which pairs may be one person, for people to decide at the desk."`
}

type linkFilesCmd struct {
	Files     []string  `arg:"" name:"file" help:"CSV files with a header row, .csv.gz, or .parquet. With two or more, records are linked between the files and never within one." type:"existingfile"`
	ID        string    `help:"Column that names each record." required:"" placeholder:"COL"`
	Truth     string    `help:"Column whose value is the same for records of one person: how good the links are is then said." placeholder:"COL"`
	Threshold float64   `help:"Probability from which two records are linked, between 0 and 1. By default that of the settings, or 0.5."`
	Settings  string    `help:"TOML file that declares comparisons, levels, blocking, training and prior." placeholder:"FILE" type:"existingfile" xor:"model"`
	Model     string    `help:"JSON of a trained model, ours or Splink's, to link with; Splink's settings are trained first." placeholder:"FILE" type:"existingfile" xor:"model"`
	ModelOut  string    `help:"Write the trained model here, as JSON." placeholder:"FILE" type:"path"`
	Export    string    `help:"Write the trained model here as Splink's JSON for Spark, over the columns of --prepared." name:"export-splink" placeholder:"FILE" type:"path"`
	Prepared  string    `help:"Write the columns that the exported model reads here, as CSV." placeholder:"FILE" type:"path"`
	Learn     bool      `help:"Choose the blocking anew, once a model is trained: rule by rule what adds the most matches for the pairs that it adds." name:"learn-blocking"`
	Memory    int64     `help:"Megabytes that linking may take; by default what is free on this machine. A list that takes more is refused." placeholder:"MB"`
	Within    bool      `help:"With several files, link within each as well."`
	At        []float64 `help:"Further thresholds: each gets a column of its own in --out." placeholder:"P,…"`
	Why       []string  `help:"Ids of two records: say why they are in one cluster. Give it twice." placeholder:"ID" sep:"none"`
	Against   []string  `help:"Files of a list that is linked first; the records of FILE are then placed in it one by one, in milliseconds each, with the weights that the whole list would give them." placeholder:"FILE,…" type:"existingfile"`
	Draws     int       `help:"Draw so many whole linkages, each as likely as the weights make it, into --draws-out." placeholder:"N"`
	DrawsOut  string    `help:"Write the drawn linkages here, as CSV: a column for each, in each row its cluster." placeholder:"FILE" type:"path"`
	Seed      int       `help:"Of the draws: the same seed gives the same draws." default:"1"`
	Report    string    `help:"Write a page here that shows what was learned and how the list was linked: weights, m and u, the pair of --why or the most doubtful one, blocking; with --truth how good it is. It shows that pair's values." placeholder:"FILE.html" type:"path"`
	Out       string    `help:"Write the clusters here, as CSV." placeholder:"FILE" type:"path"`
	Pairs     string    `help:"Write the pairs with their weights here, as CSV." placeholder:"FILE" type:"path"`
	gazetteer
	JSON bool `help:"Print one JSON document." name:"json"`
}

// Help is shown below the flags.
func (linkFilesCmd) Help() string {
	return `Without settings the columns are recognised, and comparisons and blocking chosen. Settings declare them:

  threshold = 0.95
  clusters  = "repaired"              # or "components"
  blocking  = ["surname and born:4", "id"]   # born:4 = its first four letters; SQL of l. and r. works too
                                      # parts: start, year, sound, two sounds, years, place, member
  training  = ["surname", "born"]     # pairs to learn from; without it, those of blocking

  [prior]                             # without it, learned
  rules  = ["given and surname and born"]
  recall = 0.7                        # share of true pairs these rules find

  [[comparison]]
  column = "surname"
  rarity = true                       # agreement on a rare value weighs more
  levels = ["exact", "jaro_winkler >= 0.9", "levenshtein <= 2"]

  [[comparison]]
  column = "born"
  date   = "%Y-%m-%d"
  levels = ["exact", "damerau_levenshtein <= 1", "months <= 1", "years <= 10"]

  [[comparison]]
  column = "full name"                # in any scripts, by how names sound
  levels = ["exact", "names >= 0.9", "names >= 0.7", "names >= 0.55"]

  [[comparison]]
  column = "detained"                 # days, months, years, intervals: 2017, 2017-05, 2017/2018, 2017~
  date   = "edtf"
  levels = ["exact", "days <= 0", "years <= 1"]

  [[comparison]]
  column = "place"                    # 0 the same, 1 one lies in the other, 2 both lie in a third
  levels = ["exact", "places <= 0", "places <= 1", "places <= 2"]

  [[comparison]]
  column = "phones"                   # lists: a|b|c
  levels = ["exact", "half shared", "shared >= 1"]

  [[comparison]]
  name = "both names"
  [[comparison.level]]
  when = "given_l = surname_r AND surname_l = given_r"

Levels are asked in their order; what is missing, or cannot be read as a name, date or place, weighs nothing; the rest falls to ELSE.`
}

// memory is how many bytes linking may take, or 0 for no limit.
func (c *linkFilesCmd) memory() int64 {
	if c.Memory > 0 {
		return c.Memory << 20
	}
	return freeMemory()
}

type linkEvaluation struct {
	Pairwise linkage.Quality `json:"pairwise"`
	Cluster  linkage.Quality `json:"cluster"`
	Blocking float64         `json:"blocking_recall"` // share of the true pairs that are compared
}

type linkResult struct {
	Records    int                `json:"records"`
	Pairs      int                `json:"pairs"`
	Threshold  float64            `json:"threshold"`
	Clusters   int                `json:"clusters"`
	Seconds    map[string]float64 `json:"seconds"`
	PeakRSS    float64            `json:"peak_rss_mb"`
	Parameters *linkage.Model     `json:"parameters"`
	Warnings   []string           `json:"warnings"`
	Evaluation *linkEvaluation    `json:"evaluation,omitempty"`
	Why        []linkStep         `json:"why,omitempty"`
	Draws      *linkDraws         `json:"draws,omitempty"`
}

func (c *linkFilesCmd) Run(t terminal) error {
	if c.Threshold != 0 && !(c.Threshold > 0 && c.Threshold < 1) {
		return misuse("--threshold %v is not between 0 and 1: give a probability such as 0.9", c.Threshold)
	}
	for _, p := range c.At {
		if !(p > 0 && p < 1) {
			return misuse("--at %v is not between 0 and 1: give probabilities such as 0.8,0.95", p)
		}
	}
	if c.Learn && c.Model != "" {
		return misuse("--learn-blocking trains again, and --model is trained already: give --settings, or neither")
	}
	if c.Memory < 0 {
		return misuse("--memory %d: give a number of megabytes of at least 1", c.Memory)
	}
	if len(c.Why) != 0 && len(c.Why) != 2 {
		return misuse("--why names %d records: give it twice, as in --why a1 --why a2", len(c.Why))
	}
	if c.Draws < 0 || (c.Draws > 0) != (c.DrawsOut != "") {
		return misuse("--draws %d and --draws-out go together: give a number of draws of at least one and a file for them", c.Draws)
	}
	declared, err := c.declared()
	if err != nil {
		return err
	}
	c.Threshold = cmp.Or(c.Threshold, declared.settings.Threshold, linkage.DefaultThreshold)
	if len(c.Against) > 0 {
		return c.against(t, declared)
	}
	begin := time.Now()
	last := begin
	r := linkResult{Threshold: c.Threshold, Seconds: map[string]float64{}, Warnings: []string{}}
	phase := func(name string) {
		r.Seconds[name] = time.Since(last).Seconds()
		last = time.Now()
		fmt.Fprintf(t.err, "habeas: %s: %.1f s\n", name, r.Seconds[name])
	}
	how := linkage.Reading{ID: c.ID, Truth: c.Truth, AsWritten: declared.asWritten(), Memory: c.memory()}
	if how.Gazetteer, err = c.load(); err != nil {
		return err
	}
	table, warnings, err := linkage.Read(c.Files, how)
	if err != nil {
		return err
	}
	r.Warnings = append(r.Warnings, warnings...)
	phase("load")
	within := len(c.Files) == 1 || c.Within
	if declared.linkOnly && within {
		return misuse("the model links two lists: give two files, without --within")
	}
	model, warnings, err := declared.model(table, within)
	if err == nil && c.Learn {
		warnings, err = model.LearnBlocking(table, declared.settings.Training, within)
	}
	if err != nil {
		return err
	}
	if err := c.export(table, model, within); err != nil {
		return err
	}
	r.Warnings = append(r.Warnings, warnings...)
	phase("train")
	edges, err := model.Score(table, within)
	if err != nil {
		return err
	}
	phase("score")
	all, links := model.ClustersAt(table, edges, append([]float64{c.Threshold}, c.At...), within)
	clusters := all[0]
	phase("cluster")
	r.Records, r.Pairs, r.Parameters = table.Len(), len(edges), model
	for i, k := range clusters {
		if int(k) == i {
			r.Clusters++
		}
	}
	if c.Truth != "" {
		p, q := linkage.Evaluate(table, edges, clusters, c.Threshold, within)
		brought, err := model.BlockingRecall(table, within)
		if err != nil {
			return err
		}
		r.Evaluation = &linkEvaluation{p, q, brought}
	}
	if c.Report != "" {
		about := diagnose.Subject{Table: table, Model: model, Edges: edges, Clusters: clusters, Threshold: c.Threshold, Within: within, Truth: c.Truth != "", Warnings: r.Warnings}
		if err := c.report(about); err != nil {
			return err
		}
		phase("report")
	}
	draws, err := c.draw(table, model, edges, within)
	if err != nil {
		return err
	}
	if draws != nil {
		r.Draws = countDraws(draws, c.Seed)
		phase("draw")
	}
	if err := c.write(table, edges, all, draws); err != nil {
		return err
	}
	if len(c.Why) == 2 {
		if r.Why, err = c.why(table, model, links, clusters); err != nil {
			return err
		}
	}
	r.Seconds["total"] = time.Since(begin).Seconds()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err == nil {
		r.PeakRSS = float64(usage.Maxrss) / 1024
	}
	if c.JSON {
		e := json.NewEncoder(t.out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	for _, w := range r.Warnings {
		fmt.Fprintln(t.err, "habeas:", w)
	}
	fmt.Fprintf(t.out, "%d records, %d pairs scored, %d clusters at %v\n", r.Records, r.Pairs, r.Clusters, r.Threshold)
	if d := r.Draws; d != nil {
		fmt.Fprintf(t.out, "in %d drawn linkages: %d clusters, in 95 of 100 between %d and %d\n", d.N, d.Middle, d.Low, d.High)
	}
	if len(c.Why) == 2 && len(r.Why) == 0 {
		fmt.Fprintf(t.out, "%s and %s are in two clusters\n", c.Why[0], c.Why[1])
	}
	for _, s := range r.Why {
		fmt.Fprintf(t.out, "%s and %s are linked with %.1f bits:\n", s.From, s.To, s.Weight)
		for _, x := range s.Reasons {
			fmt.Fprintf(t.out, "  %+6.1f  %s: %q and %q\n", x.Weight, x.Column, x.Left, x.Right)
		}
	}
	if c.Learn {
		for _, x := range model.Rules {
			fmt.Fprintf(t.out, "blocking on %s: %d pairs, about %.0f of one person that no rule before it brings\n", x, x.Pairs, x.Matches)
		}
	}
	if e := r.Evaluation; e != nil {
		fmt.Fprintf(t.out, "clusters: precision %.4f, recall %.4f, F1 %.4f\n", e.Cluster.Precision, e.Cluster.Recall, e.Cluster.F1)
		fmt.Fprintf(t.out, "blocking brings %.4f of the true pairs\n", e.Blocking)
	}
	return nil
}

// linkStep is one link of the path between two records of a cluster.
type linkStep struct {
	From    string           `json:"from"`
	To      string           `json:"to"`
	Weight  float64          `json:"weight"`
	Reasons []linkage.Reason `json:"reasons"`
}

// why gives the path between the two records of --why, or none where they are
// in two clusters.
func (c *linkFilesCmd) why(t *linkage.Table, m *linkage.Model, links []linkage.Edge, clusters []int32) (steps []linkStep, err error) {
	rows, err := c.whyRows(t)
	if err != nil {
		return nil, err
	}
	if clusters[rows[0]] != clusters[rows[1]] {
		return nil, nil
	}
	x := rows[0]
	for _, e := range linkage.Path(links, rows[0], rows[1]) {
		y := e.A + e.B - x
		steps = append(steps, linkStep{t.IDs[x], t.IDs[y], e.Weight, m.Explain(e.A, e.B)})
		x = y
	}
	return steps, nil
}

// whyRows are the rows of --why.
func (c *linkFilesCmd) whyRows(t *linkage.Table) (rows [2]int32, err error) {
	for i, id := range c.Why {
		at := slices.Index(t.IDs, id)
		if at < 0 {
			return rows, fmt.Errorf("no record has the id %q", id)
		}
		rows[i] = int32(at)
	}
	return rows, nil
}

// report writes the page of --report.
func (c *linkFilesCmd) report(about diagnose.Subject) error {
	if len(c.Why) == 2 {
		rows, err := c.whyRows(about.Table)
		if err != nil {
			return err
		}
		about.Pair = &rows
	}
	r, err := diagnose.Of(about)
	if err != nil {
		return err
	}
	return writeWhole(c.Report, r.Write)
}

// declaredModel is what --settings or --model say, or nothing.
type declaredModel struct {
	settings linkage.Settings
	trained  bool
	linkOnly bool
}

func (c *linkFilesCmd) declared() (d declaredModel, err error) {
	path := cmp.Or(c.Settings, c.Model)
	if path == "" {
		return d, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return d, err
	}
	if c.Settings != "" {
		s, err := linkage.ReadSettings(data)
		if err != nil {
			return d, fmt.Errorf("%s: %w", path, err)
		}
		d.settings = *s
		return d, nil
	}
	d.settings.Model, d.trained, d.linkOnly, err = linkage.ReadModel(data)
	if err != nil {
		return d, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

func (d *declaredModel) asWritten() bool {
	return d.settings.Model != nil && d.settings.Model.AsWritten
}

// model trains what is to be trained.
func (d *declaredModel) model(t *linkage.Table, within bool) (*linkage.Model, []string, error) {
	m := d.settings.Model
	if m == nil {
		return linkage.Train(t, within)
	}
	if d.trained {
		warnings, err := m.Prepare(t)
		return m, warnings, err
	}
	warnings, err := m.Learn(t, d.settings.Training, within)
	return m, warnings, err
}

// export writes the trained model for others, and for ourselves.
func (c *linkFilesCmd) export(t *linkage.Table, m *linkage.Model, within bool) error {
	if c.ModelOut != "" {
		err := writeWhole(c.ModelOut, func(out io.Writer) error {
			e := json.NewEncoder(out)
			e.SetIndent("", "  ")
			return e.Encode(m)
		})
		if err != nil {
			return err
		}
	}
	if c.Export != "" {
		data, err := m.ExportSplink(t, c.ID, within)
		if err != nil {
			return err
		}
		err = writeWhole(c.Export, func(out io.Writer) error {
			_, err := out.Write(append(data, '\n'))
			return err
		})
		if err != nil {
			return err
		}
	}
	if c.Prepared == "" {
		return nil
	}
	names, row, err := m.Prepared(t)
	if err != nil {
		return err
	}
	return writeCSV(c.Prepared, append([]string{"source_dataset", c.ID}, names...), t.Len(), func(i int) []string {
		return append([]string{strconv.Itoa(int(t.Sources[i])), t.IDs[i]}, row(i)...)
	})
}

func (c *linkFilesCmd) write(t *linkage.Table, edges []linkage.Edge, all, draws [][]int32) error {
	if c.Out != "" {
		header := []string{"source", c.ID, "cluster_id"}
		for _, p := range c.At {
			header = append(header, fmt.Sprintf("cluster_id_%v", p))
		}
		err := writeCSV(c.Out, header, t.Len(), func(i int) []string {
			row := []string{strconv.Itoa(int(t.Sources[i])), t.IDs[i]}
			for _, clusters := range all {
				row = append(row, c.clusterName(t, clusters[i]))
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
	header := []string{c.ID + "_l", c.ID + "_r", "match_weight", "match_probability"}
	if draws != nil {
		header = append(header, "drawn_together")
	}
	return writeCSV(c.Pairs, header, len(edges), func(i int) []string {
		e := edges[i]
		row := []string{t.IDs[e.A], t.IDs[e.B], strconv.FormatFloat(e.Weight, 'g', -1, 64), strconv.FormatFloat(e.Probability(), 'g', -1, 64)}
		if draws != nil {
			row = append(row, strconv.FormatFloat(draw.Together(draws, e.A, e.B), 'g', 4, 64))
		}
		return row
	})
}

// clusterName is how the cluster of this first row goes by in files: of several
// lists two may use one id for two people.
func (c *linkFilesCmd) clusterName(t *linkage.Table, first int32) string {
	if len(c.Files) > 1 {
		return fmt.Sprintf("%d:%s", t.Sources[first], t.IDs[first])
	}
	return t.IDs[first]
}

func writeCSV(path string, header []string, n int, row func(int) []string) error {
	return writeWhole(path, func(out io.Writer) error {
		w := csv.NewWriter(out)
		if err := w.Write(header); err != nil {
			return err
		}
		for i := range n {
			if err := w.Write(row(i)); err != nil {
				return err
			}
		}
		w.Flush()
		return w.Error()
	})
}

// writeWhole writes beside the file and puts it in its place once it is whole.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".habeas-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = fmt.Errorf("writing %s: %w", path, err)
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
