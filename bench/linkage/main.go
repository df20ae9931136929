// Command linkage links the lists with truth under HABEAS_DATA/linkage by the
// program's own choices alone and prints how good and how dear that is:
//
//	HABEAS_DATA=… go run ./bench/linkage
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/habeas-record/habeas/linkage"
)

var sets = []struct {
	files []string
	id    string
}{
	{[]string{"fake_1000.csv"}, "unique_id"},
	{[]string{"febrl3.csv"}, "rec_id"},
	{[]string{"febrl4a.csv", "febrl4b.csv"}, "rec_id"},
	{[]string{"historical_50k.csv"}, "unique_id"},
	{[]string{"synth_100k.csv"}, "unique_id"},
	{[]string{"synth_1m.csv.gz"}, "unique_id"},
}

func main() {
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		fmt.Fprintln(os.Stderr, "linkage: set HABEAS_DATA to the folder that holds linkage/")
		os.Exit(2)
	}
	fmt.Println("| list | wall s | CPU s | peak MB so far | precision | recall | F1 | best F1 of .3 .5 .7 .9 |")
	fmt.Println("|---|---|---|---|---|---|---|---|")
	for _, s := range sets {
		if err := measure(data, s.files, s.id); err != nil {
			fmt.Fprintln(os.Stderr, "linkage:", err)
			os.Exit(1)
		}
	}
}

func measure(data string, files []string, id string) error {
	var paths []string
	for _, f := range files {
		paths = append(paths, filepath.Join(data, "linkage", f))
	}
	within := len(files) == 1
	begin, cpu := time.Now(), usage()
	t, _, err := linkage.ReadCSV(paths, id, "cluster")
	if err != nil {
		return err
	}
	m, _, err := linkage.Train(t, within)
	if err != nil {
		return err
	}
	edges := m.Score(t, within)
	clusters := m.Clusters(t, edges, linkage.DefaultThreshold, within)
	wall, after := time.Since(begin), usage()
	_, q := linkage.Evaluate(t, edges, clusters, linkage.DefaultThreshold, within)
	best := 0.0
	for _, p := range []float64{.3, .5, .7, .9} {
		_, other := linkage.Evaluate(t, edges, m.Clusters(t, edges, p, within), p, within)
		best = max(best, other.F1)
	}
	fmt.Printf("| %s | %.1f | %.1f | %d | %.4f | %.4f | %.4f | %.4f |\n", files[0], wall.Seconds(),
		seconds(after)-seconds(cpu), after.Maxrss/1024, q.Precision, q.Recall, q.F1, best)
	return nil
}

func usage() (u syscall.Rusage) {
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return u
}

func seconds(u syscall.Rusage) float64 {
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
