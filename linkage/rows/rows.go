// Package rows reads lists row by row: CSV files with a header row, gzipped where
// the name ends in .gz, and Parquet files, whose names end in .parquet.
package rows

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Read gives the header and the rows of one file, which are whose they are given
// to only until these return. Either may be nil; header may return io.EOF to end
// the reading.
func Read(path string, header, row func([]string) error) error {
	if strings.HasSuffix(strings.ToLower(path), ".parquet") {
		return readParquet(path, header, row)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var in io.Reader = bufio.NewReaderSize(f, 1<<20)
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(in)
		if err != nil {
			return fmt.Errorf("reading %s: %w", path, err)
		}
		defer z.Close()
		in = z
	}
	r := csv.NewReader(in)
	r.ReuseRecord = true
	for first := true; ; first = false {
		rec, err := r.Read()
		switch {
		case errors.Is(err, io.EOF) && !first:
			return nil
		case errors.Is(err, io.EOF):
			return fmt.Errorf("%s is empty: give a CSV file with a header row", path)
		case err != nil:
			return fmt.Errorf("reading %s: %w", path, err)
		}
		handle := row
		if first {
			rec[0] = strings.TrimPrefix(rec[0], "\ufeff")
			handle = header
		}
		if handle == nil {
			continue
		}
		if err := handle(rec); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("%s, line %d: %w", path, line, err)
		}
	}
}
