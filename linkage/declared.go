package linkage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Level is one answer of a declared comparison. A pair has the first level
// whose condition holds.
type Level struct {
	When  string `json:"when"` // SQL of name_l and name_r, as Splink writes it; ELSE takes the rest
	Label string `json:"label,omitempty"`
	Null  bool   `json:"null,omitempty"` // something is missing: weighs nothing

	// Agreement on a rare value of this column weighs more: the weight grows by
	// RarityWeight × log2(u of equality / share of the value), the greater share
	// where the two differ, never below RarityFloor.
	Rarity       string  `json:"rarity,omitempty"`
	RarityWeight float64 `json:"rarity_weight,omitempty"`
	RarityFloor  float64 `json:"rarity_floor,omitempty"`
	RarityOwnU   bool    `json:"rarity_own_u,omitempty"` // take the level's own u, not that of equality
}

// rarity is a level's adjustment for the frequency of values, bound to a table.
type rarity struct {
	column *Column
	factor float64
	base   float64   // log2 of the u of equality
	shares []float64 // per value log2 of its share
}

func (r *rarity) weight(a, b int32) float64 {
	if r.column == nil {
		return 0
	}
	share := math.Inf(-1)
	for _, row := range [2]int32{a, b} {
		if c := r.column.Codes[row]; c >= 0 {
			share = max(share, r.shares[c])
		}
	}
	if math.IsInf(share, -1) {
		return 0
	}
	return r.factor * (r.base - share)
}

// resolve finds a column, whatever its capitals are. Two kinds of column that
// the file does not have are made: X_Y_concat of columns X and Y, as Splink's
// comparison of two names asks for, and those that an exported model reads.
func (t *Table) resolve(name string) (*Column, error) {
	if c := t.Column(name); c != nil {
		return c, nil
	}
	for i := range t.Columns {
		if strings.EqualFold(t.Columns[i].Name, name) {
			return &t.Columns[i], nil
		}
	}
	if c, ok := t.made[name]; ok {
		return c, nil
	}
	c := t.concatenation(name)
	if c == nil {
		c = t.prepared(name)
	}
	if c == nil {
		return nil, fmt.Errorf("there is no column %q: the columns are %s", name, strings.Join(t.names(), ", "))
	}
	if t.made == nil {
		t.made = map[string]*Column{}
	}
	t.made[name] = c
	return c, nil
}

func (t *Table) names() []string {
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return names
}

func (t *Table) concatenation(name string) *Column {
	rest, ok := strings.CutSuffix(name, "_concat")
	if !ok {
		return nil
	}
	for i := range rest {
		if rest[i] != '_' {
			continue
		}
		x, y := t.Column(rest[:i]), t.Column(rest[i+1:])
		if x == nil || y == nil {
			continue
		}
		texts := make([]string, t.Len())
		for r := range texts {
			if a, b := x.Codes[r], y.Codes[r]; a >= 0 && b >= 0 {
				texts[r] = x.Values[a] + " " + y.Values[b]
			}
		}
		return encode(name, texts)
	}
	return nil
}

// encode makes a column of texts, "" standing for nothing.
func encode(name string, texts []string) *Column {
	c := &Column{Name: name, Codes: make([]int32, len(texts))}
	c.Values = slices.Clone(texts)
	slices.Sort(c.Values)
	c.Values = slices.Compact(c.Values)
	if len(c.Values) > 0 && c.Values[0] == "" {
		c.Values = c.Values[1:]
	}
	c.Counts = make([]int32, len(c.Values))
	for r, s := range texts {
		c.Codes[r] = -1
		if s != "" {
			i, _ := slices.BinarySearch(c.Values, s)
			c.Codes[r] = int32(i)
			c.Counts[i]++
		}
	}
	c.filled()
	return c
}

// prepare binds a comparison to a table.
func (c *Comparison) prepare(t *Table, bytes bool) error {
	p, err := compile(t, c)
	if err != nil {
		return err
	}
	if c.levels() > 250 {
		return fmt.Errorf("%s has %d levels: give at most 250", c.Column, c.levels())
	}
	p.bytes = bytes
	c.program, c.column = p, p.bases[0]
	return nil
}

// prepareRarity needs u.
func (c *Comparison) prepareRarity(t *Table) error {
	c.rarity = make([]rarity, c.levels()+1)
	code := 0
	levels := c.asked
	for i := range levels {
		l := &levels[i]
		if l.Null {
			continue
		}
		code++
		if l.Rarity == "" {
			continue
		}
		column, err := t.resolve(l.Rarity)
		if err != nil {
			return fmt.Errorf("%s, level %q: %w", c.Column, l.When, err)
		}
		u := c.U[code]
		if !l.RarityOwnU {
			if e := c.equality(l.Rarity); e > 0 {
				u = c.U[e]
			}
		}
		r := rarity{column: column, factor: cmp.Or(l.RarityWeight, 1), base: math.Log2(u)}
		for _, n := range column.Counts {
			r.shares = append(r.shares, math.Log2(max(float64(n)/column.filled(), l.RarityFloor)))
		}
		c.rarity[code] = r
	}
	return nil
}

// equality is the code of the level that asks for equality of a column, or 0.
func (c *Comparison) equality(column string) int {
	code := 0
	for i, l := range c.asked {
		if l.Null {
			continue
		}
		code++
		if cond := c.read[i]; cond != nil && cond.op == "equal" && len(cond.l.steps) == 0 && cond.l.column == column && cond.l.key() == cond.r.key() {
			return code
		}
	}
	return 0
}
