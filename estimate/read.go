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
	in := csv.NewReader(r)
	in.TrimLeadingSpace = true
	in.ReuseRecord = true
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return Table{}, 0, errors.New("the file is empty: give one column of 0 and 1 for each list, and a column named count")
	}
	if err != nil {
		return Table{}, 0, fmt.Errorf("read the header: %w", err)
	}
	var lists []string
	column := make([]int, len(header)) // its list, or one of those below
	const skipped, counts = -1, -2
	counted := false
	seen := map[string]bool{}
	for i, h := range header {
		name := strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))
		switch {
		case strings.EqualFold(name, "count") || strings.EqualFold(name, "n") || strings.EqualFold(name, "freq"):
			if counted {
				return Table{}, 0, fmt.Errorf("two columns hold counts: keep one")
			}
			column[i], counted = counts, true
		case i == 0 && (strings.EqualFold(name, "id") || name == ""):
			column[i] = skipped
		case name == "":
			return Table{}, 0, fmt.Errorf("column %d has no name: name the list", i+1)
		case seen[name]:
			return Table{}, 0, fmt.Errorf("two columns are named %q: give each list a name of its own", name)
		default:
			column[i], seen[name] = len(lists), true
			lists = append(lists, name)
		}
	}
	if len(lists) > MaxLists {
		_, _, err := NewTable(lists, nil)
		return Table{}, 0, err
	}
	sums := map[Pattern]int{}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Table{}, 0, fmt.Errorf("read the rows: %w", err)
		}
		line, _ := in.FieldPos(0)
		var p Pattern
		n := 1
		for i, v := range row {
			v = strings.TrimSpace(v)
			switch l := column[i]; {
			case l == skipped:
			case l == counts:
				if n, err = count(v); err != nil {
					return Table{}, 0, fmt.Errorf("line %d: %w", line, err)
				}
			case v == "1" || strings.EqualFold(v, "true"):
				p |= 1 << l
			case v == "0" || strings.EqualFold(v, "false") || v == "":
			default:
				return Table{}, 0, fmt.Errorf("line %d: %q under %s: write 1 where the list names the person and 0 where it does not", line, v, lists[l])
			}
		}
		if sums[p] += n; sums[p] > MaxPeople {
			return Table{}, 0, fmt.Errorf("line %d: more than %d people: check the count column", line, MaxPeople)
		}
	}
	cells := make([]Cell, 0, len(sums))
	for p, n := range sums {
		cells = append(cells, Cell{p, n})
	}
	return NewTable(lists, cells)
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
