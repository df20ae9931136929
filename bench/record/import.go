package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/store"
)

// importRows times importing one CSV file and, in turn, inserting the same
// columns into a table without keys or indexes.
func importRows(dir, db string, rows, runs int) error {
	file := filepath.Join(dir, "list.csv")
	if err := writeCSV(file, rows); err != nil {
		return err
	}
	var bare, whole, bareCPU, cpu []float64
	for i := range runs {
		start, before := time.Now(), cpuSeconds()
		if err := insertBare(file, filepath.Join(dir, fmt.Sprintf("bare%d.db", i))); err != nil {
			return fmt.Errorf("inserting: %w", err)
		}
		bare = append(bare, float64(rows)/time.Since(start).Seconds())
		bareCPU = append(bareCPU, cpuSeconds()-before)
		address := db
		if db == "" {
			address = filepath.Join(dir, fmt.Sprintf("record%d.db", i))
		}
		start, before = time.Now(), cpuSeconds()
		if err := importCSV(file, address, filepath.Join(dir, fmt.Sprint("evidence", i)), fmt.Sprint("Invented list ", i)); err != nil {
			return fmt.Errorf("importing: %w", err)
		}
		whole = append(whole, float64(rows)/time.Since(start).Seconds())
		cpu = append(cpu, cpuSeconds()-before)
		fmt.Printf("run %d: bare %.0f rows/s, %.1f CPU s; import %.0f rows/s, %.1f CPU s; peak RSS %d MB\n", i+1, bare[i], bareCPU[i], whole[i], cpu[i], peakRSS())
	}
	fmt.Printf("median: bare %.0f rows/s, %.1f CPU s; import %.0f rows/s, %.1f CPU s: %.2f of the rate of bare; peak RSS %d MB\n",
		median(bare), median(bareCPU), median(whole), median(cpu), median(whole)/median(bare), peakRSS())
	if db == "" {
		return printSize(filepath.Join(dir, "record0.db"))
	}
	return nil
}

func median(v []float64) float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	return s[len(s)/2]
}

func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// peakRSS is the most memory the process ever held, in MB.
func peakRSS() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(status), "\n") {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(v)[0])
			return kb / 1000
		}
	}
	return 0
}

func writeCSV(path string, rows int) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b := &builder{rand: rand.New(rand.NewPCG(3, 4))}
	w := csv.NewWriter(bufio.NewWriterSize(f, 1<<16))
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.Name
	}
	if err := w.Write(header); err != nil {
		return err
	}
	for i := range rows {
		if err := w.Write(b.cells(i)); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func eachRecord(path string, fn func(n int, cells []string) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r := csv.NewReader(bufio.NewReaderSize(f, 1<<16))
	for n := 0; ; n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := fn(n, cells); err != nil {
			return err
		}
	}
}

// insertBare reads the file into one table, one prepared statement of fifty
// rows at a time, in one transaction.
func insertBare(file, path string) (err error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.Exec("CREATE TABLE rows (a text, b text, c text, d text, e text, f text, g text, h text, i text, j text)"); err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	const batch = 50
	group := "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	st, err := tx.Prepare("INSERT INTO rows VALUES " + strings.Repeat(group+", ", batch-1) + group)
	if err != nil {
		return err
	}
	var args []any
	err = eachRecord(file, func(_ int, cells []string) error {
		for _, c := range cells {
			args = append(args, c)
		}
		if len(args) < batch*len(cells) {
			return nil
		}
		_, err := st.Exec(args...)
		args = args[:0]
		return err
	})
	if err != nil {
		return err
	}
	return tx.Commit()
}

// importCSV takes the file in as the desk does: its bytes kept, its dialect
// found, every row read, checked, keyed and compared, and the rows written with
// their read models in one transaction.
func importCSV(file, address, evidence, name string) (err error) {
	ctx := context.Background()
	s, err := store.Open(ctx, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	kept, err := blobs.Open(evidence)
	if err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	mapping := desk.ListMapping{Kind: string(habeas.ListPeople), Key: []string{"id"}, Language: "en"}
	for _, c := range columns {
		mapping.Columns = append(mapping.Columns, desk.ListColumn{Name: c.Name, Property: c.Property})
	}
	actor := habeas.Actor{ID: user, Role: habeas.RoleAdmin}
	d := desk.New(desk.Over(s), kept, desk.Options{})
	_, err = d.Import(ctx, actor, desk.ListFile{Name: "list.csv", Body: f, Size: info.Size(), List: name, Mapping: &mapping})
	return err
}
