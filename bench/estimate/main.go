// Command estimate prints what the methods of estimation say of the open tables,
// beside what others published or the reference says, with the time it took.
//
//	HABEAS_DATA=… go run ./bench/estimate [-only kosovo|B4] [-seeds 3]
//
// With the name of a bar, such as B4 or B9, it measures that.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/habeas-record/habeas/estimate"
)

// references are medians and limits of the reference's long runs.
var references = []struct {
	file, want string
	classes    int
}{
	{"kosovo_4list", "10,424 (9,017–13,877)", 10}, {"netherlands_trafficking_5list", "modes 48,790 and 139,600", 10}, {"netherlands_trafficking_6list", "modes 51,390 and 142,400", 10},
	{"uk_slavery_6list", "22,239 (13,812–33,760)", 10}, {"uk_slavery_5list", "20,776 (11,210–33,093), chains apart", 10}, {"neworleans_trafficking_8list", "719 (513–1,062)", 10},
	{"neworleans_trafficking_5list", "834 (568–1,364)", 10}, {"western_us_trafficking_5list", "1,833 (1,298–2,986)", 10}, {"australia_trafficking_4list", "4,142 (2,211–7,942)", 10},
	{"snowshoe_hare_6occ", "76 (70–90)", 10}, {"hiv_lazio_4list", "10,961 (9,343–13,539)", 10}, {"lesbian_allegheny_4list", "5,467 (4,383–7,111)", 10},
	{"congenital_massachusetts_5list", "628 (590–715)", 10}, {"spina_bifida_ny_3list", "733 (686–824)", 10}, {"korea_palembang_3list", "138 (124–202)", 10},
	{"sim/stanlcmcr_wide25", "1,792 (1,604–2,027)", 20},
}

func main() {
	only := flag.String("only", "", "part of a table's name, or the name of a bar")
	seeds := flag.Int("seeds", 1, "runs, each with another seed")
	flag.Parse()
	if err := run(*only, *seeds); err != nil {
		fmt.Fprintln(os.Stderr, "estimate:", err)
		os.Exit(1)
	}
}

func cpu() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

func run(only string, seeds int) error {
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		return fmt.Errorf("set HABEAS_DATA to the folder of the open data")
	}
	fmt.Printf("%s, %d cores\n", time.Now().UTC().Format("2006-01-02"), runtime.NumCPU())
	if found, err := runBars(only, data); err != nil || found && only != "" {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "table\tseed\tlcmcr\treference\tESS\tR-hat\tsweeps/CPU s\ts\tdga\ts\tlog-linear\ts")
	for _, x := range references {
		if !strings.Contains(x.file, only) {
			continue
		}
		f, err := os.Open(filepath.Join(data, "estimate", x.file+".csv"))
		if err != nil {
			return err
		}
		t, _, err := estimate.ReadCSV(f)
		f.Close()
		if err != nil {
			return err
		}
		for seed := range seeds {
			before := cpu()
			l := estimate.LCMCR{Seed: uint64(seed + 1), Classes: x.classes}.Run(t)
			used := cpu() - before
			g := estimate.Graphs{}.Run(t)
			p := estimate.LogLinear{Seed: uint64(seed + 1)}.Run(t)
			fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%.0f/%.0f\t%.4f\t%.0f\t%.1f\t%s\t%.3f\t%s\t%.2f\n", x.file, seed+1, says(l), x.want, l.ESSBulk, l.ESSTail, l.RHat, float64(l.Iterations)/used, l.Seconds, says(g), g.Seconds, says(p), p.Seconds)
		}
	}
	return w.Flush()
}

func says(r estimate.Result) string {
	if r.Refused {
		if len(r.Modes) == 0 {
			return "refused"
		}
		return fmt.Sprintf("refused, modes %.0f with %.2f of the draws", r.Modes, r.ModeShares)
	}
	if r.Q975 == 0 {
		return fmt.Sprintf("%.0f (%.0f–)", r.Median, r.Q025)
	}
	return fmt.Sprintf("%.0f (%.0f–%.0f)", r.Median, r.Q025, r.Q975)
}
