package lists

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// BenchmarkMillionRows reads a list of a million rows and eleven columns, which it
// writes first: go test -bench MillionRows -benchtime 1x ./internal/intake/lists
func BenchmarkMillionRows(b *testing.B) {
	for _, encoding := range []string{"utf-8", "windows-1251"} {
		path := writeList(b, encoding, 1_000_000)
		f, err := os.Open(path)
		must(b, err)
		defer f.Close()
		info, err := f.Stat()
		must(b, err)
		for _, work := range []string{"read", "read, key, hash and check"} {
			b.Run(encoding+"/"+work, func(b *testing.B) {
				runtime.GC()
				var most, base runtime.MemStats
				runtime.ReadMemStats(&base)
				cpu, rows := cpuTime(), 0
				start := time.Now()
				for b.Loop() {
					d, err := Detect(f, info.Size(), "list.csv", Options{})
					must(b, err)
					if d.Encoding != encoding {
						b.Fatalf("the encoding is taken for %s", d.Encoding)
					}
					sample, err := Sample(f, info.Size(), d, 1000)
					must(b, err)
					binding, err := Propose(d, sample, "").Bind(d.Header)
					must(b, err)
					keys := NewKeys(binding)
					rd, err := Open(f, info.Size(), d)
					must(b, err)
					for {
						row, err := rd.Next()
						if err == io.EOF {
							break
						}
						must(b, err)
						if work != "read" {
							keys.Key(row)
							RowHash(row.Cells)
							binding.Check(row)
						}
						if rows++; rows%100_000 == 0 {
							var m runtime.MemStats
							runtime.ReadMemStats(&m)
							if m.HeapAlloc > most.HeapAlloc {
								most = m
							}
						}
					}
				}
				b.ReportMetric(float64(rows)/time.Since(start).Seconds(), "rows/s")
				b.ReportMetric((cpuTime()-cpu).Seconds()/float64(b.N), "cpu-s/op")
				b.ReportMetric(float64(most.HeapAlloc-base.HeapAlloc)/(1<<20), "peak-heap-MB")
				b.ReportMetric(float64(info.Size())/(1<<20), "file-MB")
			})
		}
	}
}

func writeList(b *testing.B, encoding string, rows int) string {
	path := filepath.Join(b.TempDir(), "list.csv")
	f, err := os.Create(path)
	must(b, err)
	w := bufio.NewWriter(coders[encoding].NewEncoder().Writer(f))
	rnd := rand.New(rand.NewPCG(1, 2))
	first := []string{"Айгуль", "Ерлан", "Perhat", "Марат", "Гульнар"}
	last := []string{"Примерова", "Образцов", "Tursun", "Пробный"}
	town := []string{"Кульджа", "Чугучак", "\"Урумчи, Тяньшань\"", "Hotan"}
	fmt.Fprintln(w, "id,name,sex,date of birth,ethnicity,residence,date of detention,reason,status,source,notes")
	for i := range rows {
		fmt.Fprintf(w, "%d,%s %s,%s,%d-%02d-%02d,,%s,201%d-%02d,prayed at home,no news,relative %d,\n", i, first[rnd.IntN(5)], last[rnd.IntN(4)], []string{"f", "m"}[rnd.IntN(2)],
			1940+rnd.IntN(60), 1+rnd.IntN(12), 1+rnd.IntN(28), town[rnd.IntN(4)], 6+rnd.IntN(4), 1+rnd.IntN(12), rnd.IntN(1000))
	}
	must(b, w.Flush())
	must(b, f.Close())
	return path
}
