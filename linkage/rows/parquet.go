package rows

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// readParquet gives the header and the rows of a Parquet file as Read does.
// A list is written as [a, b]; a date as 2006-01-02; what is null as "". Other
// nested columns are refused by name.
func readParquet(path string, header, row func([]string) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	defer func() { // the library panics on some broken files
		if r := recover(); r != nil {
			err = fmt.Errorf("%s is damaged: %v", path, r)
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return fmt.Errorf("reading %s as Parquet: %w", path, err)
	}
	schema := file.Schema()
	var names []string
	var leaves []leaf
	for i, p := range schema.Columns() {
		column, _ := schema.Lookup(p...)
		list := column.MaxRepetitionLevel > 0
		if len(p) > 1 && (!list || len(p) > 3) || column.MaxRepetitionLevel > 1 {
			return fmt.Errorf("%s: the column %s is nested: give a plain column, or a list", path, strings.Join(p, "."))
		}
		if column.ColumnIndex != i {
			return fmt.Errorf("%s: the columns are in no order that is known", path)
		}
		names = append(names, p[0])
		leaves = append(leaves, leaf{list: list, write: writerOf(column.Node.Type())})
	}
	if header != nil {
		if err := header(names); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
	n := 0
	cells := make([]string, len(names))
	for _, group := range file.RowGroups() {
		rows := group.Rows()
		err := eachRow(rows, func(r parquet.Row) error {
			n++
			clear(cells)
			r.Range(func(i int, values []parquet.Value) bool {
				cells[i] = leaves[i].text(values)
				return true
			})
			return row(cells)
		})
		if closed := rows.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return fmt.Errorf("%s, row %d: %w", path, n, err)
		}
	}
	return nil
}

func eachRow(rows parquet.Rows, do func(parquet.Row) error) error {
	buffer := make([]parquet.Row, 256)
	for {
		n, err := rows.ReadRows(buffer)
		for _, r := range buffer[:n] {
			if err := do(r); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

type leaf struct {
	list  bool
	write func(parquet.Value) string
}

func (l leaf) text(values []parquet.Value) string {
	if !l.list {
		if len(values) == 0 || values[0].IsNull() {
			return ""
		}
		return l.write(values[0])
	}
	var parts []string
	for _, v := range values {
		if !v.IsNull() {
			parts = append(parts, l.write(v))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// writerOf writes values of a type as a CSV file would hold them.
func writerOf(t parquet.Type) func(parquet.Value) string {
	if logical := t.LogicalType(); logical != nil {
		switch l := logical.Value.(type) {
		case *format.DateType:
			return writeDate
		case *format.TimestampType:
			return writeTime(l.Unit)
		}
	}
	if c := t.ConvertedType(); c != nil && *c == deprecated.Date {
		return writeDate
	}
	switch t.Kind() {
	case parquet.Double:
		return func(v parquet.Value) string { return strconv.FormatFloat(v.Double(), 'f', -1, 64) }
	case parquet.Float:
		return func(v parquet.Value) string { return strconv.FormatFloat(float64(v.Float()), 'f', -1, 32) }
	}
	return parquet.Value.String
}

func writeDate(v parquet.Value) string {
	return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly)
}

// writeTime leaves out a time of day that is midnight: most such columns hold
// days.
func writeTime(unit format.TimeUnit) func(parquet.Value) string {
	return func(v parquet.Value) string {
		n := time.Duration(v.Int64())
		per := int64(time.Second / unit.Value.Duration())
		at := time.Unix(int64(n)/per, int64(n)%per*int64(unit.Value.Duration()))
		return strings.TrimSuffix(at.UTC().Format("2006-01-02 15:04:05.999999999"), " 00:00:00")
	}
}
