package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/habeas-record/habeas/names/search"
)

var (
	seed     = flag.Uint64("seed", 1, "of what is drawn for the search")
	poolSize = flag.Int("names", 1_000_000, "names in the pool that is searched")
	asked    = flag.Int("queries", 1000, "queries of each kind")
	profile  = flag.String("profile", "", "write a CPU profile of the queries to this file")
)

// searching builds an index of names of two or three tokens drawn from a
// vocabulary by Zipf's law, writes it, reads it, and asks for names of it: as
// they stand, reordered, a token missing, a letter wrong in every token, in
// another script.
func searching(data string) error {
	p, err := newPool(data, rand.New(rand.NewPCG(*seed, 0)), *poolSize)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "names\t%d\n", len(p.names))
	before := heap()
	cpu, start := processor(), time.Now()
	built := search.New()
	for i, n := range p.names {
		if err := built.Add(strconv.Itoa(i), strings.Join(n, " ")); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "tokens\t%d\n", built.Tokens())
	fmt.Fprintf(w, "build\t%.2f s\t(%.2f s of processor)\n", time.Since(start).Seconds(), (processor() - cpu).Seconds())
	fmt.Fprintf(w, "memory when built\t%d MB\n", (heap()-before)>>20)

	var file bytes.Buffer
	if err := built.Save(&file); err != nil {
		return err
	}
	built = nil
	stored, err := os.CreateTemp("", "names-*")
	if err != nil {
		return err
	}
	defer os.Remove(stored.Name())
	if _, err := stored.Write(file.Bytes()); err != nil {
		return err
	}
	if err := stored.Close(); err != nil {
		return err
	}
	fmt.Fprintf(w, "file\t%d MB\n", file.Len()>>20)
	file = bytes.Buffer{}
	before = heap()
	cpu, start = processor(), time.Now()
	bytesRead, err := os.ReadFile(stored.Name())
	if err != nil {
		return err
	}
	index, err := search.Load(bytesRead)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "load\t%.2f s\t(%.2f s of processor)\n", time.Since(start).Seconds(), (processor() - cpu).Seconds())
	fmt.Fprintf(w, "memory when loaded\t%d MB\n\n", (heap()-before)>>20)
	fmt.Fprintln(w, "queries\tn\tfirst\tin 10\tp50 ms\tp95 ms\tp99 ms\tmost ms\tprocessor ms\t")
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	var all []time.Duration
	for _, kind := range p.kinds() {
		all = append(all, p.ask(w, index, kind)...)
	}
	slices.Sort(all)
	fmt.Fprintf(w, "all\t%d\t\t\t%s\n", len(all), spread(all))
	fmt.Fprintf(w, "memory after the queries\t%d MB\n", (heap()-before)>>20)
	return w.Flush()
}

// ask asks for names of one kind and prints how often the name itself was
// found: a name of the pool that reads the same counts as it.
func (p *pool) ask(w *tabwriter.Writer, index *search.Index, kind kind) []time.Duration {
	random := rand.New(rand.NewPCG(*seed, uint64(len(kind.title))))
	var took []time.Duration
	var first, ten, n int
	cpu := processor()
	for range *asked * 20 {
		name := p.names[random.IntN(len(p.names))]
		query, ok := kind.of(random, name)
		if !ok {
			continue
		}
		start := time.Now()
		hits := index.Search(query, 10)
		took = append(took, time.Since(start))
		want := strings.Join(name, " ")
		if at := slices.IndexFunc(hits, func(h search.Hit) bool { return kind.right(h.Name, want) }); at >= 0 {
			ten++
			if at == 0 {
				first++
			}
		}
		if n++; n == *asked {
			break
		}
	}
	if n == 0 {
		return nil
	}
	slices.Sort(took)
	fmt.Fprintf(w, "%s\t%d\t%.3f\t%.3f\t%s\t%.2f\n", kind.title, n, float64(first)/float64(n), float64(ten)/float64(n), spread(took), 1000*(processor()-cpu).Seconds()/float64(n))
	return took
}

func spread(sorted []time.Duration) string {
	at := func(q float64) float64 {
		return 1000 * sorted[min(len(sorted)-1, int(q*float64(len(sorted))))].Seconds()
	}
	return fmt.Sprintf("%.2f\t%.2f\t%.2f\t%.2f", at(.5), at(.95), at(.99), at(1))
}

// heap returns the bytes in use.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// processor returns the processor time of this process.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
