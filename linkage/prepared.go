package linkage

import "strings"

// What the levels of the program's own kinds read is not always a plain column.
// Each such reading has a name, NAME__digits and so on, under which an exported
// model asks for it and under which it is written out for other engines.
var readings = map[string]func(string) string{
	"digits": digits,
	"words":  func(s string) string { return strings.Join(words(s), " ") },
	"list":   func(s string) string { return strings.Join(words(s), "|") },
}

// reading tells whether a name that the file does not have is NAME__READING of
// one of its columns.
func (t *Table) reading(name string) (value, bool) {
	i := strings.LastIndex(name, "__")
	if i < 0 || t.Column(name) != nil || readings[name[i+2:]] == nil || t.Column(name[:i]) == nil {
		return value{}, false
	}
	return value{column: name[:i], steps: []step{{name: name[i+2:]}}}, true
}

// prepared makes the column NAME__READING of the column NAME.
func (t *Table) prepared(name string) *Column {
	v, ok := t.reading(name)
	if !ok {
		return nil
	}
	c := t.Column(v.column)
	made := make([]string, len(c.Values))
	for j, s := range c.Values {
		made[j] = readings[v.steps[0].name](s)
	}
	texts := make([]string, t.Len())
	for r, code := range c.Codes {
		if code >= 0 {
			texts[r] = made[code]
		}
	}
	return encode(name, texts)
}
