package linkage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// boundRule is a declared rule bound to a table.
type boundRule struct {
	left, right []uint64 // per row the hash of its key as the left and as the right record, or 0; one slice where they are the same
	filter      *program // what must hold besides, or nil
}

// splitRule takes a declared rule apart: the values whose equality makes the
// key, and what else must hold.
func splitRule(sql string) (keys [][2]value, rest []*condition, err error) {
	c, err := understand(sql)
	if err != nil {
		return nil, nil, err
	}
	parts := []*condition{c}
	if c.op == "AND" {
		parts = nil
		flatten(c, &parts)
	}
	for _, k := range parts {
		if k.op != "equal" {
			rest = append(rest, k)
			continue
		}
		l, r := k.l, k.r
		if k.swap {
			l, r = r, l
		}
		keys = append(keys, [2]value{l, r})
	}
	if len(keys) == 0 {
		return nil, nil, errors.New("no value has to be equal, so every pair would be compared: add an equality, or split an OR into two rules")
	}
	return keys, rest, nil
}

func flatten(c *condition, into *[]*condition) {
	for _, k := range c.kids {
		if k.op == "AND" {
			flatten(k, into)
		} else {
			*into = append(*into, k)
		}
	}
}

func bindRule(t *Table, sql string) (*boundRule, error) {
	keys, rest, err := splitRule(sql)
	if err != nil {
		return nil, fmt.Errorf("the rule %q: %w", sql, err)
	}
	b := &boundRule{}
	sides := [2][]uint64{}
	same := true
	for _, k := range keys {
		same = same && k[0].key() == k[1].key()
	}
	for side := range sides {
		if side == 1 && same {
			sides[1] = sides[0]
			break
		}
		for i, k := range keys {
			h, err := valueHashes(t, k[side])
			if err != nil {
				return nil, fmt.Errorf("the rule %q: %w", sql, err)
			}
			sides[side] = together(sides[side], h, i == 0)
		}
	}
	b.left, b.right = sides[0], sides[1]
	if len(rest) > 0 {
		p := &program{codes: []uint8{1, 0}}
		n, err := (&binder{t: t, p: p, index: map[string]int{}}).bind(&condition{op: "AND", kids: rest})
		if err != nil {
			return nil, fmt.Errorf("the rule %q: %w", sql, err)
		}
		p.rules = []*node{n, nil}
		b.filter = p
	}
	return b, nil
}

// together joins the hashes of two keys row by row.
func together(keys, h []uint64, first bool) []uint64 {
	if first {
		return h
	}
	for row := range keys {
		if keys[row] == 0 || h[row] == 0 {
			keys[row] = 0
		} else {
			keys[row] = mix(keys[row]*31+h[row]) | 1
		}
	}
	return keys
}

func valueHashes(t *Table, v value) ([]uint64, error) {
	c, err := t.resolve(v.column)
	if err != nil {
		return nil, err
	}
	d, err := derive(v, 0, c)
	if err != nil {
		return nil, err
	}
	of := make([]uint64, len(d.texts))
	for i, s := range d.texts {
		of[i] = hashText(s)
	}
	out := make([]uint64, t.Len())
	for r, code := range c.Codes {
		if code = d.code(code); code >= 0 {
			out[r] = of[code]
		}
	}
	return out, nil
}

// ParseRule reads a rule: a condition in SQL, or columns joined by "and", each
// perhaps with a colon and the number of first letters that count, or the part
// that is the key: "surname and dob:4", "name:two sounds and born:years".
func ParseRule(s string) (Rule, error) {
	if strings.ContainsAny(s, "=<>(") {
		if _, _, err := splitRule(s); err != nil {
			return Rule{}, fmt.Errorf("the rule %q: %w", s, err)
		}
		return Rule{When: s}, nil
	}
	if r, ok, err := ruleOfParts(s); ok || err != nil {
		return r, err
	}
	var parts []string
	for p := range strings.SplitSeq(s, " and ") {
		name, letters, cut := strings.Cut(strings.TrimSpace(p), ":")
		if name == "" {
			return Rule{}, fmt.Errorf("the rule %q names no column", s)
		}
		l, r := quoted("l.", name, ""), quoted("r.", name, "")
		if cut {
			var n int
			if _, err := fmt.Sscanf(letters, "%d", &n); err != nil || n < 1 {
				return Rule{}, fmt.Errorf("the rule %q: %q is neither a number of letters nor one of %s", s, letters, strings.Join(keyParts, ", "))
			}
			l, r = fmt.Sprintf("SUBSTRING(%s, 1, %d)", l, n), fmt.Sprintf("SUBSTRING(%s, 1, %d)", r, n)
		}
		parts = append(parts, l+" = "+r)
	}
	return Rule{When: strings.Join(parts, " AND ")}, nil
}

// ruleOfParts reads a rule that names parts of values; ok is false where it
// names none.
func ruleOfParts(s string) (r Rule, ok bool, err error) {
	counted := false
	for p := range strings.SplitSeq(s, " and ") {
		name, part, cut := strings.Cut(strings.TrimSpace(p), ":")
		k := Key{name, strings.TrimSpace(part)}
		named := slices.Contains(keyParts, k.Part)
		ok, counted = ok || named, counted || cut && !named
		r.Keys = append(r.Keys, k)
	}
	if ok && counted {
		return r, false, fmt.Errorf("the rule %q has a number of letters beside a named part: say start or year in the place of the number", s)
	}
	return r, ok, nil
}

// quoted writes a column's name as SQL does.
func quoted(before, name, after string) string {
	return before + `"` + strings.ReplaceAll(name+after, `"`, `""`) + `"`
}

// columnsOf are the columns that a rule makes agree.
func (r Rule) columnsOf() []string {
	var out []string
	for _, k := range r.Keys {
		out = append(out, k.Column)
	}
	if r.When != "" {
		keys, _, err := splitRule(r.When)
		if err != nil {
			return out
		}
		for _, k := range keys {
			out = append(out, k[0].column, k[1].column)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
