package linkage

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/habeas-record/habeas/linkage/rows"
	"github.com/habeas-record/habeas/places"
)

// Reading says how files are read.
type Reading struct {
	ID        string            // the column that names each record
	Truth     string            // the column that is the same for records of one person, or ""
	AsWritten bool              // keep capitals and spaces
	Gazetteer *places.Gazetteer // of the table
	Memory    int64             // bytes that linking may take; 0 is no limit
}

// ReadCSV reads files as Read does, without capitals.
func ReadCSV(paths []string, id, truth string) (*Table, []string, error) {
	return Read(paths, Reading{ID: id, Truth: truth})
}

// Read reads CSV files with a header row (gzipped where the name ends in .gz)
// and Parquet files (whose names end in .parquet)
// into one table. Columns that not every file has are left out and named in
// the warnings.
func Read(paths []string, how Reading) (*Table, []string, error) {
	id, truth := how.ID, how.Truth
	var b *Builder
	var columns, warnings []string
	headers := make([][]string, len(paths))
	for i, p := range paths {
		err := rows.Read(p, func(h []string) error {
			headers[i] = slices.Clone(h)
			return io.EOF
		}, nil)
		if err != nil {
			return nil, nil, err
		}
		for _, need := range []string{id, truth} {
			if need != "" && !slices.Contains(headers[i], need) {
				return nil, nil, fmt.Errorf("%s has no column %q: its columns are %s", p, need, strings.Join(headers[i], ", "))
			}
		}
	}
	for _, h := range headers[0] {
		if h == id || h == truth {
			continue
		}
		everywhere := true
		for _, other := range headers[1:] {
			everywhere = everywhere && slices.Contains(other, h)
		}
		if !everywhere {
			warnings = append(warnings, fmt.Sprintf("the column %q is not in every file and is left out", h))
			continue
		}
		columns = append(columns, h)
	}
	b = NewBuilder(columns)
	b.AsWritten = how.AsWritten
	values := make([]string, len(columns))
	for i, p := range paths {
		at := make([]int, len(columns))
		for j, c := range columns {
			at[j] = slices.Index(headers[i], c)
		}
		idAt, truthAt := slices.Index(headers[i], id), slices.Index(headers[i], truth)
		if truth == "" {
			truthAt = -1
		}
		err := rows.Read(p, nil, func(row []string) error {
			for j, k := range at {
				values[j] = row[k]
			}
			t := ""
			if truthAt >= 0 {
				t = row[truthAt]
			}
			if row[idAt] == "" {
				return errors.New("a row has no id")
			}
			b.Add(i, row[idAt], t, values)
			if how.Memory > 0 && b.need() > how.Memory {
				return fmt.Errorf("linking takes more than the %d MB that there are for it: up to row %d it would be about %d MB; give fewer rows or columns, or more memory", how.Memory>>20, len(b.table.IDs), b.need()>>20)
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	need := b.need()
	t, err := b.Table()
	if err != nil {
		return nil, nil, err
	}
	t.Gazetteer = how.Gazetteer
	if how.Memory > 0 {
		t.mostEdges = max(1, int((how.Memory-need)/edgeBytes))
	}
	return t, warnings, nil
}

// EachRecord calls do for every record of a file that Read can read, with its
// values in the order of the columns; both are do's only until it returns.
func EachRecord(path, id string, columns []string, do func(id string, values []string) error) error {
	idAt, at := -1, make([]int, len(columns))
	values := make([]string, len(columns))
	header := func(h []string) error {
		for i, name := range append([]string{id}, columns...) {
			k := slices.Index(h, name)
			if k < 0 {
				return fmt.Errorf("there is no column %q: the columns are %s", name, strings.Join(h, ", "))
			}
			if i == 0 {
				idAt = k
			} else {
				at[i-1] = k
			}
		}
		return nil
	}
	return rows.Read(path, header, func(row []string) error {
		for i, k := range at {
			values[i] = row[k]
		}
		return do(row[idAt], values)
	})
}
