package lists

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Column says what one column of a list means.
type Column struct {
	// Name is the name of the column in the header, or "#7" for the seventh
	// whatever it is called.
	Name string `json:"name"`
	// Property is one of Properties; "" leaves the column in the row without
	// saying anything of the person, facility or place.
	Property string `json:"property,omitempty"`
	// Lang is the language of the cells (BCP 47), the list's where empty. For
	// dates it decides the order of 05/06/2017: en-US or en-GB, fr, ru …
	Lang string `json:"lang,omitempty"`
	// Note says why the column was mapped so, or what to look at.
	Note string `json:"note,omitempty"`
}

// Mapping says what the columns of a list mean. It is kept with the list, and
// written as JSON.
type Mapping struct {
	Kind     string   `json:"kind"`               // person, facility or place
	Key      []string `json:"key,omitempty"`      // columns that together tell rows apart; none: the whole row
	Language string   `json:"language,omitempty"` // of cells whose column has none (BCP 47)
	Columns  []Column `json:"columns"`
}

// ReadMapping reads a mapping file: the JSON of a Mapping.
func ReadMapping(r io.Reader) (Mapping, error) {
	const most = 1 << 20
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return Mapping{}, fmt.Errorf("read the mapping: %w", err)
	}
	if len(text) > most {
		return Mapping{}, refuse(0, "the mapping is larger than %d MB: is it the right file?", most>>20)
	}
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.DisallowUnknownFields()
	var m Mapping
	if err := dec.Decode(&m); err != nil {
		var syntax *json.SyntaxError
		line := 0
		if errors.As(err, &syntax) {
			line = strings.Count(string(text[:min(int(syntax.Offset), len(text))]), "\n") + 1
		}
		return Mapping{}, refuse(line, "the mapping is not read (%s): it is JSON with kind, key, language and columns", strings.TrimPrefix(plainJSONError(err).Error(), "json: "))
	}
	if dec.More() {
		return Mapping{}, refuse(0, "something follows the mapping: it is one JSON object")
	}
	return m, nil
}

// Write writes the mapping as a mapping file.
func (m Mapping) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(m)
}

// Binding is a mapping bound to the header of a file.
type Binding struct {
	mapping Mapping
	key     []int
	columns []bound
}

type bound struct {
	Column
	property property
	index    int
}

// Validate says what in the mapping does not fit the header, as one *Refusal.
func (m Mapping) Validate(header []string) error {
	_, err := m.Bind(header)
	return err
}

// Bind finds the columns of the mapping in the header. Columns of the header
// that the mapping leaves out stay in the row and claim nothing.
func (m Mapping) Bind(header []string) (*Binding, error) {
	if !slices.Contains(Kinds, m.Kind) {
		return nil, refuse(0, "the mapping has the kind %q: choose %s", m.Kind, strings.Join(Kinds, ", "))
	}
	b := &Binding{mapping: m}
	var faults []string
	taken := map[int]string{}
	for _, c := range m.Columns {
		i, fault := column(header, c.Name)
		if fault != "" {
			if !slices.Contains(faults, fault) {
				faults = append(faults, fault)
			}
			continue
		}
		if before, ok := taken[i]; ok {
			faults = append(faults, fmt.Sprintf("the mapping has column %d twice, as %q and %q: leave one out", i+1, before, c.Name))
			continue
		}
		taken[i] = c.Name
		if c.Property == "" {
			continue
		}
		p, ok := propertyOf(c.Property, m.Kind)
		if !ok {
			faults = append(faults, fmt.Sprintf("column %q is mapped to %q, which a %s does not have: choose one of %s", c.Name, c.Property, m.Kind, strings.Join(Properties(m.Kind), ", ")))
			continue
		}
		if c.Lang == "" {
			c.Lang = m.Language
		}
		b.columns = append(b.columns, bound{c, p, i})
	}
	for _, name := range m.Key {
		i, fault := column(header, name)
		switch {
		case fault != "" && slices.Contains(faults, fault):
		case fault != "":
			faults = append(faults, fault)
		case slices.Contains(b.key, i):
			faults = append(faults, fmt.Sprintf("the key has column %q twice: leave one out", name))
		default:
			b.key = append(b.key, i)
		}
	}
	if len(faults) == 0 && len(b.columns) == 0 {
		faults = append(faults, "the mapping gives no column a property: map at least one")
	}
	if len(faults) > 0 {
		return nil, refuse(0, "%s", strings.Join(faults, "; "))
	}
	slices.SortFunc(b.columns, func(x, y bound) int { return x.index - y.index })
	return b, nil
}

// column finds a column by name or by number, from 0, or says what is wrong.
func column(header []string, name string) (int, string) {
	want := strings.TrimSpace(name)
	var at []string
	found := -1
	for i, h := range header {
		if strings.TrimSpace(h) == want && want != "" {
			found = i
			at = append(at, strconv.Itoa(i+1))
		}
	}
	switch {
	case len(at) == 1:
		return found, ""
	case len(at) > 1:
		return 0, fmt.Sprintf("the header has column %q %s, as columns %s: write \"#%s\" in the mapping for the one you mean, or rename one in a copy of the file", name, times(len(at)), strings.Join(at, " and "), at[0])
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(want, "#")); err == nil && strings.HasPrefix(want, "#") {
		if n >= 1 && n <= len(header) {
			return n - 1, ""
		}
		return 0, fmt.Sprintf("the mapping asks for column %s, but the header has %d", name, len(header))
	}
	return 0, fmt.Sprintf("the file has no column %q: its columns are %s", name, quotedNames(header))
}

func times(n int) string {
	if n == 2 {
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

func quotedNames(header []string) string {
	const most = 30
	names := make([]string, 0, most)
	for i, h := range header {
		if i == most {
			names = append(names, "…")
			break
		}
		if h == "" {
			h = "#" + strconv.Itoa(i+1)
		}
		names = append(names, strconv.Quote(h))
	}
	return strings.Join(names, ", ")
}

// Kind returns what a row of the list is.
func (b *Binding) Kind() string { return b.mapping.Kind }

// Cell is one cell of a row with what its column means.
type Cell struct {
	Index    int // of the column, from 0
	Column   string
	Property string
	Lang     string
	Value    string // as given
}

// Cells returns the cells of a row that say something: those of mapped
// columns that are not empty.
func (b *Binding) Cells(row Row) []Cell {
	var out []Cell
	for _, c := range b.columns {
		if v := row.Cells[c.index]; strings.TrimSpace(v) != "" {
			out = append(out, Cell{c.index, c.Name, c.Property, c.Lang, v})
		}
	}
	return out
}

// Check returns what cannot be read as meant in the cells of a row: a date
// that is none, a latitude beyond the pole. The cells stay as given.
func (b *Binding) Check(row Row) []RowError {
	var faults []RowError
	for _, c := range b.columns {
		if c.property.check == nil {
			continue
		}
		if v := strings.TrimSpace(row.Cells[c.index]); !Nothing(v) {
			if fault := c.property.check(v, c.Lang); fault != "" {
				faults = append(faults, RowError{Line: row.Line, Column: c.Name, Message: fault})
			}
		}
	}
	return faults
}
