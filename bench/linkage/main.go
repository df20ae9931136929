// Command linkage links the lists with truth under HABEAS_DATA/linkage, by the
// program's own choices and by the rules and levels that Splink was measured
// with, and prints how good and how dear that is:
//
//	HABEAS_DATA=… go run ./bench/linkage [-runs 3] [-learn-blocking] [NAME…]
//	HABEAS_DATA=… go run ./bench/linkage -online
//	HABEAS_DATA=… go run ./bench/linkage -draws [NAME…]
//
// Each run is a process of its own, so that its peak of memory is its own; the
// figures are the medians.
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/habeas-record/habeas/linkage"
)

//go:embed synth.toml
var synth []byte

// plainNames compares names by their letters alone, as one does who has nothing
// else: what the comparison across scripts is worth is what is above it.
var plainNames = []byte(`
threshold = 0.5
blocking = ["name", "born", "home and born:4", "name:3 and born:4"]
[[comparison]]
column = "name"
rarity = true
levels = ["exact", "jaro_winkler >= 0.92", "jaro_winkler >= 0.8"]
[[comparison]]
column = "born"
levels = ["exact", "start 7", "start 4"]
[[comparison]]
column = "home"
rarity = true
levels = ["exact", "jaro_winkler >= 0.92"]
[[comparison]]
column = "sex"
levels = ["exact"]
`)

type set struct {
	name     string
	files    []string
	id       string
	settings []byte
	noise    float64 // share of the values that get an error more
	alone    bool    // one record of each person
	script   string  // see acrossScripts
	times    int     // see larger
}

var sets = []set{
	{name: "fake_1000", files: []string{"fake_1000.csv"}, id: "unique_id"},
	{name: "febrl3", files: []string{"febrl3.csv"}, id: "rec_id"},
	{name: "febrl4", files: []string{"febrl4a.csv", "febrl4b.csv"}, id: "rec_id"},
	{name: "historical_50k", files: []string{"historical_50k.csv"}, id: "unique_id"},
	{name: "synth_100k", files: []string{"synth_100k.csv"}, id: "unique_id"},
	{name: "synth_1m", files: []string{"synth_1m.csv.gz"}, id: "unique_id"},
	{name: "synth_1m-plain", files: []string{"synth_1m.csv.gz"}, id: "unique_id", times: 1},
	{name: "synth_10m", files: []string{"synth_1m.csv.gz"}, id: "unique_id", times: 10},
	{name: "synth_100k-declared", files: []string{"synth_100k.csv"}, id: "unique_id", settings: synth},
	{name: "synth_1m-declared", files: []string{"synth_1m.csv.gz"}, id: "unique_id", settings: synth},
	// Nothing was chosen on these.
	{name: "fake_1000+15%", files: []string{"fake_1000.csv"}, id: "unique_id", noise: .15},
	{name: "fake_1000+30%", files: []string{"fake_1000.csv"}, id: "unique_id", noise: .3},
	{name: "febrl3+15%", files: []string{"febrl3.csv"}, id: "rec_id", noise: .15},
	{name: "febrl3+30%", files: []string{"febrl3.csv"}, id: "rec_id", noise: .3},
	{name: "historical_50k+15%", files: []string{"historical_50k.csv"}, id: "unique_id", noise: .15},
	{name: "synth_100k+15%", files: []string{"synth_100k.csv"}, id: "unique_id", noise: .15},
	{name: "synth_100k+30%", files: []string{"synth_100k.csv"}, id: "unique_id", noise: .3},
	{name: "historical_50k-alone", files: []string{"historical_50k.csv"}, id: "unique_id", alone: true},
	// Each person once in Latin letters and once in another script.
	{name: "russian", id: "unique_id", script: "russian"},
	{name: "arabic", id: "unique_id", script: "arabic"},
	{name: "chinese", id: "unique_id", script: "chinese"},
	{name: "russian-plain", id: "unique_id", script: "russian", settings: plainNames},
	{name: "synth_100k-alone", files: []string{"synth_100k.csv"}, id: "unique_id", alone: true},
}

// figures of one run; F1 and its parts are of clusters, over all true pairs,
// those that blocking misses included.
type figures struct {
	Wall, CPU, Peak              float64 // s, s, MB
	Load, Train, Score, Cluster  float64 // s
	Pairs                        float64
	Precision, Recall, F1, Edges float64 // Edges: F1 of the pairs at the threshold
	Best, BestEdges              float64 // best F1 of clusters of nine thresholds, of pairs of all
	Blocking                     float64 // share of the true pairs that are compared
	Calibration                  float64 // mean distance of a pair's probability from how often such a pair is true, in ten bins
}

var learnBlocking bool

func main() {
	child := flag.String("child", "", "run this set once and print its figures as JSON")
	one := flag.Bool("online", false, "place records one by one in a linked list of a million")
	times := flag.Int("larger", 0, "write a list so many times as long as the one named first into the folder named second")
	many := flag.Bool("draws", false, "draw linkages of the lists")
	flag.BoolVar(&learnBlocking, "learn-blocking", false, "choose the rules by the matches that they add")
	runs := flag.Int("runs", 3, "runs of each set")
	flag.Parse()
	var err error
	switch {
	case *times > 0:
		var made string
		made, err = larger(flag.Arg(0), *times, flag.Arg(1))
		fmt.Print(made)
	case *one:
		err = online(os.Getenv("HABEAS_DATA"))
	case *many:
		err = drawn(os.Getenv("HABEAS_DATA"), flag.Args())
	default:
		err = run(*child, *runs, flag.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "linkage:", err)
		os.Exit(1)
	}
}

func run(child string, runs int, names []string) error {
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		return fmt.Errorf("set HABEAS_DATA to the folder that holds linkage/")
	}
	if child != "" {
		i := slices.IndexFunc(sets, func(s set) bool { return s.name == child })
		if i < 0 {
			return fmt.Errorf("no set %q", child)
		}
		f, err := measure(data, sets[i])
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(f)
	}
	fmt.Println("| list | wall s | CPU s | peak MB | load, train, score, cluster s | pairs | precision | recall | F1 | best F1 | F1 of pairs | best | calibration | brought by blocking |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, s := range sets {
		if len(names) > 0 && !slices.Contains(names, s.name) || len(names) == 0 && s.times > 1 {
			continue // ten million records only where they are asked for
		}
		var all []figures
		for range runs {
			c := exec.Command(self, "-child", s.name, fmt.Sprintf("-learn-blocking=%v", learnBlocking))
			c.Stderr = os.Stderr
			var out bytes.Buffer
			c.Stdout = &out
			if err := c.Run(); err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			var f figures
			if err := json.Unmarshal(out.Bytes(), &f); err != nil {
				return err
			}
			all = append(all, f)
		}
		m := func(of func(figures) float64) float64 {
			slices.SortFunc(all, func(a, b figures) int { return int(math.Copysign(1, of(a)-of(b))) })
			return of(all[len(all)/2])
		}
		f := all[0] // how good it is does not differ from run to run
		fmt.Printf("| %s | %.2f | %.2f | %.0f | %.2f, %.2f, %.2f, %.2f | %.0f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f |\n", s.name,
			m(func(f figures) float64 { return f.Wall }), m(func(f figures) float64 { return f.CPU }), m(func(f figures) float64 { return f.Peak }),
			m(func(f figures) float64 { return f.Load }), m(func(f figures) float64 { return f.Train }),
			m(func(f figures) float64 { return f.Score }), m(func(f figures) float64 { return f.Cluster }),
			f.Pairs, f.Precision, f.Recall, f.F1, f.Best, f.Edges, f.BestEdges, f.Calibration, f.Blocking)
	}
	return nil
}

// prepare gives the files of a set, made in dir where they have to be.
func prepare(data string, s set, dir string) (paths []string, err error) {
	for _, name := range s.files {
		paths = append(paths, filepath.Join(data, "linkage", name))
	}
	switch {
	case s.script != "":
		path, err := acrossScripts(data, s.script, dir)
		return []string{path}, err
	case s.times > 0:
		// In a process of its own, whose memory is not measured.
		made, err := exec.Command(os.Args[0], "-larger", fmt.Sprint(s.times), paths[0], dir).Output()
		if err != nil {
			return nil, fmt.Errorf("making %s: %w", s.name, err)
		}
		return []string{string(made)}, nil
	case s.noise > 0 || s.alone:
		paths[0], err = worsen(paths[0], s.id, s.noise, s.alone, dir)
	}
	return paths, err
}

func measure(data string, s set) (f figures, err error) {
	dir, err := os.MkdirTemp("", "linkage")
	if err != nil {
		return f, err
	}
	defer os.RemoveAll(dir)
	paths, err := prepare(data, s, dir)
	if err != nil {
		return f, err
	}
	within := len(paths) == 1
	threshold := linkage.DefaultThreshold
	begin := time.Now()
	last := begin
	lap := func(into *float64) {
		*into = time.Since(last).Seconds()
		last = time.Now()
	}
	how := linkage.Reading{ID: s.id, Truth: "cluster"}
	var declared *linkage.Settings
	if s.settings != nil {
		if declared, err = linkage.ReadSettings(s.settings); err != nil {
			return f, err
		}
		how.AsWritten, threshold = declared.Model.AsWritten, declared.Threshold
	}
	t, _, err := linkage.Read(paths, how)
	if err != nil {
		return f, err
	}
	lap(&f.Load)
	var m *linkage.Model
	if declared != nil {
		m = declared.Model
		_, err = m.Learn(t, declared.Training, within)
	} else {
		m, _, err = linkage.Train(t, within)
	}
	if err == nil && learnBlocking {
		var how linkage.Training
		if declared != nil {
			how = declared.Training
		}
		_, err = m.LearnBlocking(t, how, within)
	}
	if err != nil {
		return f, err
	}
	lap(&f.Train)
	edges, err := m.Score(t, within)
	if err != nil {
		return f, err
	}
	lap(&f.Score)
	clusters := m.Clusters(t, edges, threshold, within)
	lap(&f.Cluster)
	u := usage()
	f.Wall, f.CPU, f.Peak = time.Since(begin).Seconds(), float64(u.Utime.Nano()+u.Stime.Nano())/1e9, float64(u.Maxrss)/1024
	f.Pairs = float64(len(edges))
	pairs, q := linkage.Evaluate(t, edges, clusters, threshold, within)
	f.Precision, f.Recall, f.F1, f.Edges = q.Precision, q.Recall, q.F1, pairs.F1
	for _, p := range []float64{.05, .1, .2, .3, .5, .7, .8, .9, .95} {
		pairs, q := linkage.Evaluate(t, edges, m.Clusters(t, edges, p, within), p, within)
		f.Best, f.BestEdges = max(f.Best, q.F1), max(f.BestEdges, pairs.F1)
	}
	f.Calibration = calibration(t, edges)
	f.Blocking, err = m.BlockingRecall(t, within)
	return f, err
}

// calibration is the expected calibration error of the pairs of .01 and more.
func calibration(t *linkage.Table, edges []linkage.Edge) (e float64) {
	var n, sum, right [10]float64
	for _, x := range edges {
		p := x.Probability()
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

func usage() (u syscall.Rusage) {
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return u
}
