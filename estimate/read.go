package estimate

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ReadCSV reads a table: a header with the names of the lists and a last column
// named count, then one row for each pattern, 1 where a list has it; or, without
// a column named count, one row for each person. A table whose first column is
// "id" has it left out. Dropped is how many people of no list were left out.
func ReadCSV(r io.Reader) (t Table, dropped int, err error) {
	rows, err := readHeader(r, "")
	if err != nil {
		return Table{}, 0, err
	}
	sums := map[Pattern]int{}
	for {
		_, p, n, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Table{}, 0, err
		}
		sums[p] += n
	}
	return NewTable(rows.lists, cellsOfCounts(sums))
}

// ReadStrata reads a table for each stratum: the format of ReadCSV with one more
// column, named stratum. They come in the order of the file, with the names.
func ReadStrata(r io.Reader) (names []string, tables []Table, err error) {
	rows, err := readHeader(r, "stratum")
	if err != nil {
		return nil, nil, err
	}
	at := map[string]int{}
	var sums []map[Pattern]int
	for {
		name, p, n, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		i, ok := at[name]
		if !ok {
			i = len(names)
			at[name] = i
			names, sums = append(names, name), append(sums, map[Pattern]int{})
		}
		sums[i][p] += n
	}
	for _, s := range sums {
		t, _, err := NewTable(rows.lists, cellsOfCounts(s))
		if err != nil {
			return nil, nil, err
		}
		tables = append(tables, t)
	}
	return names, tables, nil
}

// rows reads the rows of a table.
type rows struct {
	in     *csv.Reader
	lists  []string
	column []int // its list, or one of those below
	total  int
}

const skippedColumn, countColumn, stratumColumn = -1, -2, -3

// readHeader reads the header. A stratum, if it is asked for, must have a column.
func readHeader(r io.Reader, stratum string) (*rows, error) {
	in := csv.NewReader(r)
	in.TrimLeadingSpace = true
	in.ReuseRecord = true
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty: give one column of 0 and 1 for each list, and a column named count")
	}
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	out := &rows{in: in, column: make([]int, len(header))}
	counted, parted := false, stratum == ""
	seen := map[string]bool{}
	for i, h := range header {
		name := strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))
		switch {
		case stratum != "" && strings.EqualFold(name, stratum):
			if parted {
				return nil, fmt.Errorf("two columns are named %s: keep one", stratum)
			}
			out.column[i], parted = stratumColumn, true
		case strings.EqualFold(name, "count") || strings.EqualFold(name, "n") || strings.EqualFold(name, "freq"):
			if counted {
				return nil, errors.New("two columns hold counts: keep one")
			}
			out.column[i], counted = countColumn, true
		case i == 0 && (strings.EqualFold(name, "id") || name == ""):
			out.column[i] = skippedColumn
		case name == "":
			return nil, fmt.Errorf("column %d has no name: name the list", i+1)
		case seen[name]:
			return nil, fmt.Errorf("two columns are named %q: give each list a name of its own", name)
		default:
			out.column[i], seen[name] = len(out.lists), true
			out.lists = append(out.lists, name)
		}
	}
	if !parted {
		return nil, fmt.Errorf("no column is named %s: it says to which part of the people a row belongs", stratum)
	}
	if len(out.lists) > MaxLists {
		_, _, err := NewTable(out.lists, nil)
		return nil, err
	}
	return out, nil
}

// next reads a row: its stratum, its pattern and how many people it stands for;
// io.EOF after the last.
func (r *rows) next() (stratum string, p Pattern, n int, err error) {
	row, err := r.in.Read()
	if errors.Is(err, io.EOF) {
		return "", 0, 0, io.EOF
	}
	if err != nil {
		return "", 0, 0, fmt.Errorf("read the rows: %w", err)
	}
	line, _ := r.in.FieldPos(0)
	n = 1
	for i, v := range row {
		v = strings.TrimSpace(v)
		switch l := r.column[i]; {
		case l == skippedColumn:
		case l == stratumColumn:
			stratum = strings.Clone(v)
		case l == countColumn:
			if n, err = count(v); err != nil {
				return "", 0, 0, fmt.Errorf("line %d: %w", line, err)
			}
		case v == "1" || strings.EqualFold(v, "true"):
			p |= 1 << l
		case v == "0" || strings.EqualFold(v, "false") || v == "":
		default:
			return "", 0, 0, fmt.Errorf("line %d: %q under %s: write 1 where the list names the person and 0 where it does not", line, v, r.lists[l])
		}
	}
	if r.total += n; r.total > MaxPeople {
		return "", 0, 0, fmt.Errorf("line %d: more than %d people: check the count column", line, MaxPeople)
	}
	return stratum, p, n, nil
}

// count reads a number of people.
func count(v string) (int, error) {
	n, err := strconv.ParseFloat(v, 64)
	switch {
	case err != nil || n != n:
		return 0, fmt.Errorf("the count %q is not a number", v)
	case n < 0:
		return 0, fmt.Errorf("the count is %s: counts are people, zero or more", v)
	case n > MaxPeople:
		return 0, fmt.Errorf("the count is %s, more than %d people: check the count column", v, MaxPeople)
	case n != float64(int(n)):
		return 0, fmt.Errorf("the count is %s: counts are whole people", v)
	}
	return int(n), nil
}
