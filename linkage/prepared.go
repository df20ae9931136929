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

// prepared makes the column NAME__READING of the column NAME.
func (t *Table) prepared(name string) *Column {
	i := strings.LastIndex(name, "__")
	if i < 0 {
		return nil
	}
	of, c := readings[name[i+2:]], t.Column(name[:i])
	if of == nil || c == nil {
		return nil
	}
	made := make([]string, len(c.Values))
	for j, v := range c.Values {
		made[j] = of(v)
	}
	texts := make([]string, t.Len())
	for r, code := range c.Codes {
		if code >= 0 {
			texts[r] = made[code]
		}
	}
	return encode(name, texts)
}
