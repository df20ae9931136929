package estimate

import (
	"os"
	"testing"
)

func BenchmarkSweep(b *testing.B) {
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		b.Skip("HABEAS_DATA is not set")
	}
	for _, x := range []struct {
		file string
		k    int
	}{{"kosovo_4list.csv", 10}, {"sim/stanlcmcr_wide25.csv", 20}, {"sim/synthetic_large12.csv", 10}} {
		b.Run(x.file, func(b *testing.B) {
			f, err := os.Open(data + "/estimate/" + x.file)
			if err != nil {
				b.Fatal(err)
			}
			defer f.Close()
			t, _, err := ReadCSV(f)
			if err != nil {
				b.Fatal(err)
			}
			c := newChain(t, LCMCR{Classes: x.k}.filled(), 0)
			for range 100 {
				c.sweep()
			}
			for b.Loop() {
				c.sweep()
			}
			b.ReportMetric(1/b.Elapsed().Seconds()*float64(b.N), "sweeps/s")
		})
	}
}
