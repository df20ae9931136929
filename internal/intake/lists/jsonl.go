package lists

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// jsonLines reads one JSON object a line. Its columns are the keys of the
// header; an object's other keys are reported.
type jsonLines struct {
	lines  *delimited
	column map[string]int
}

func newJSONLines(r io.Reader, header []string) *jsonLines {
	j := &jsonLines{lines: newDelimited(r, 0), column: map[string]int{}}
	for i, name := range header {
		j.column[name] = i
	}
	return j
}

func (j *jsonLines) Close() error { return nil }

func (j *jsonLines) next(rec *record) error {
	if err := j.lines.whole(rec); err != nil {
		return err
	}
	cells := rec.cells[:0]
	for range j.column {
		cells = append(cells, "")
	}
	rec.cells = cells
	rec.broken = false
	if rec.blank = strings.TrimSpace(rec.raw) == ""; rec.blank {
		return nil
	}
	fields, err := object(rec.raw)
	if err != nil {
		rec.broken = true
		rec.problem("", fmt.Sprintf("the line is not a JSON object (%s): mend it and import the list again", err))
		return nil
	}
	for _, f := range fields {
		i, ok := j.column[f.key]
		switch {
		case !ok && f.value != "":
			rec.problem(f.key, "the first lines of the file have no such key: its value belongs to no column")
		case ok && cells[i] != "":
			rec.problem(f.key, "the key stands twice: the first value is kept")
		case ok:
			cells[i] = f.value
		}
	}
	return nil
}

type field struct{ key, value string }

// object returns the fields of a JSON object in the order they stand.
func object(line string) ([]field, error) {
	dec := json.NewDecoder(strings.NewReader(line))
	dec.UseNumber()
	t, err := dec.Token()
	if err != nil {
		return nil, plainJSONError(err)
	}
	if t != json.Delim('{') {
		return nil, fmt.Errorf("it begins with %v", t)
	}
	var out []field
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, plainJSONError(err)
		}
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return nil, plainJSONError(err)
		}
		out = append(out, field{key.(string), flat(v)})
		if len(out) > MaxColumns {
			return nil, fmt.Errorf("it has more than %d keys", MaxColumns)
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, plainJSONError(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("something follows the object")
	}
	return out, nil
}

func plainJSONError(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("it ends in the middle")
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return fmt.Errorf("%q may not be a JSON %s", wrong.Field, wrong.Value)
	}
	return err
}

// flat turns a JSON value into the text of a cell: a string is itself, null
// is empty, a list of plain values is joined with "; ", anything deeper stays
// JSON.
func flat(v json.RawMessage) string {
	v = bytes.TrimSpace(v)
	switch {
	case len(v) == 0 || string(v) == "null":
		return ""
	case v[0] == '"':
		var s string
		if json.Unmarshal(v, &s) != nil {
			return string(v)
		}
		return strings.ReplaceAll(s, "\x00", "")
	case v[0] == '[':
		var parts []json.RawMessage
		if json.Unmarshal(v, &parts) != nil {
			return string(v)
		}
		var texts []string
		for _, p := range parts {
			if p[0] == '{' || p[0] == '[' {
				return string(v)
			}
			if s := flat(p); s != "" {
				texts = append(texts, s)
			}
		}
		return strings.Join(texts, "; ")
	}
	return string(v)
}

// jsonHeader returns the keys of the objects at the head of the file, in the
// order they first stand, and the first line that holds one.
func jsonHeader(r io.Reader) (header []string, line int, err error) {
	d := newDelimited(r, 0)
	var rec record
	for read := 0; read < sampleRecords; {
		if err := d.whole(&rec); err == io.EOF {
			break
		} else if err != nil {
			return nil, 0, err
		}
		if strings.TrimSpace(rec.raw) == "" {
			continue
		}
		read++
		fields, err := object(rec.raw)
		if err != nil {
			continue // reported when the row is read
		}
		if line == 0 {
			line = rec.line
		}
		for _, f := range fields {
			if !slices.Contains(header, f.key) {
				header = append(header, f.key)
			}
		}
		if len(header) > MaxColumns {
			return nil, 0, refuse(rec.line, "the objects have more than %d keys", MaxColumns)
		}
	}
	return header, line, nil
}
