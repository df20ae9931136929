package linkage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// asDeclared gives the levels of one of the program's own kinds as SQL. What
// they read of a value beyond itself is a prepared column.
func (c *Comparison) asDeclared() []Level {
	if c.Kind == Declared {
		return c.Levels
	}
	l, r := quoted("", c.Column, "_l"), quoted("", c.Column, "_r")
	equal := Level{When: l + " = " + r}
	if c.Kind != Exact && c.Kind != Date {
		equal.Rarity, equal.RarityWeight, equal.RarityFloor = c.Column, 1, smallest
	}
	levels := []Level{{When: l + " IS NULL OR " + r + " IS NULL", Null: true}, equal}
	add := func(sql string, args ...any) { levels = append(levels, Level{When: fmt.Sprintf(sql, args...)}) }
	digitOff := func() string {
		dl, dr := quoted("", c.Column, "__digits_l"), quoted("", c.Column, "__digits_r")
		part := func(s string, from, n int) string { return fmt.Sprintf("SUBSTRING(%s, %d, %d)", s, from, n) }
		return fmt.Sprintf("levenshtein(%s, %s) <= 1 OR (%s = %s AND %s = %s AND %s = %s)", dl, dr,
			part(dl, 1, 4), part(dr, 1, 4), part(dl, 5, 2), part(dr, 7, 2), part(dl, 7, 2), part(dr, 5, 2))
	}
	unmeasured := func(measure string) {
		levels = append(levels, Level{When: fmt.Sprintf("%s(%s, %s) IS NULL", measure, l, r), Null: true})
	}
	switch c.Kind {
	case Name:
		add("jaro_winkler(%s, %s) >= 0.92", l, r)
		add("jaro_winkler(%s, %s) >= 0.8", l, r)
	case Phrase:
		wl, wr := quoted("", c.Column, "__words_l"), quoted("", c.Column, "__words_r")
		ll, lr := quoted("", c.Column, "__list_l"), quoted("", c.Column, "__list_r")
		add("%s = %s OR jaro_winkler(%s, %s) >= 0.92", wl, wr, l, r)
		add("2 * LEN(LIST_INTERSECT(%s, %s)) >= GREATEST(LEN(%s), LEN(%s))", ll, lr, ll, lr)
	case Identifier:
		add("levenshtein(%s, %s) <= 1", l, r)
		add("levenshtein(%s, %s) <= 2", l, r)
	case Date:
		dl, dr := quoted("", c.Column, "__digits_l"), quoted("", c.Column, "__digits_r")
		add("%s", digitOff())
		add("levenshtein(%s, %s) <= 2", dl, dr)
		add("SUBSTRING(%s, 1, 4) = SUBSTRING(%s, 1, 4)", dl, dr)
	case Sound:
		// Slips of the pen are letters, not sounds.
		add("jaro_winkler(%s, %s) >= 0.92 OR names_alike(%s, %s) >= 0.9", l, r, l, r)
		add("names_alike(%s, %s) >= 0.7", l, r)
		add("jaro_winkler(%s, %s) >= 0.8 OR names_alike(%s, %s) >= 0.55", l, r, l, r)
		unmeasured(namesAlike)
	case When:
		add("days_apart(%s, %s) <= 0", l, r)
		add("%s", digitOff())
		add("days_apart(%s, %s) <= 366", l, r)
		add("days_apart(%s, %s) <= 1096", l, r)
		unmeasured(daysApart)
	case Where:
		add("place_steps(%s, %s) <= 0 OR names_alike(%s, %s) >= 0.7", l, r, l, r)
		add("place_steps(%s, %s) <= 1", l, r)
		add("place_steps(%s, %s) <= 2", l, r)
		unmeasured(placeSteps)
	case Set:
		add("2 * LEN(LIST_INTERSECT(%s, %s)) >= GREATEST(LEN(%s), LEN(%s))", l, r, l, r)
		add("LEN(LIST_INTERSECT(%s, %s)) >= 1", l, r)
	}
	return append(levels, Level{When: "ELSE"})
}

// asSQL gives a rule as SQL.
func (r Rule) asSQL() string {
	if r.When != "" {
		return r.When
	}
	var parts []string
	for _, k := range r.Keys {
		side := func(before string) string {
			switch k.Part {
			case "start":
				return "SUBSTRING(" + quoted(before, k.Column, "") + ", 1, 3)"
			case "year":
				return "SUBSTRING(" + quoted(before, k.Column, "__digits") + ", 1, 4)"
			}
			return quoted(before, k.Column, "")
		}
		parts = append(parts, side("l.")+" = "+side("r."))
	}
	return strings.Join(parts, " AND ")
}

// ExportSplink writes a trained model as Splink's JSON for Spark, over the
// columns that Prepared gives: Splink then gives every pair the weight that we
// do. Splink clusters by components; our repair is not exported. A model that
// measures bytes, as one of DuckDB does, measures letters there, so that pairs
// with other letters than those of ASCII may weigh otherwise.
func (m *Model) ExportSplink(t *Table, id string, within bool) ([]byte, error) {
	if err := m.onlyPlain(); err != nil {
		return nil, err
	}
	out := splinkModel{LinkType: "dedupe_only", Prior: &m.Prior, Convergence: 1e-4, MaxRounds: 25, ID: id, Source: "source_dataset", Dialect: "spark"}
	switch several := len(t.Sources) > 0 && slices.Max(t.Sources) > 0; {
	case several && within:
		out.LinkType = "link_and_dedupe"
	case several:
		out.LinkType = "link_only"
	}
	for _, r := range m.Rules {
		c, err := understand(r.asSQL())
		if err != nil {
			return nil, err
		}
		var raw bytes.Buffer
		e := json.NewEncoder(&raw)
		e.SetEscapeHTML(false)
		if err := e.Encode(splinkRule{When: c.spark("l.", "r.", "", ""), Dialect: "spark"}); err != nil {
			return nil, err
		}
		out.Rules = append(out.Rules, raw.Bytes())
	}
	for i := range m.Comparisons {
		c := &m.Comparisons[i]
		sc := splinkComparison{Name: c.Column}
		code := 0
		for _, l := range c.asDeclared() {
			sl := splinkLevel{When: "ELSE", Label: l.Label, Null: l.Null, Rarity: l.Rarity, RarityOwnU: l.RarityOwnU}
			if !l.isElse() {
				cond, err := understand(l.When)
				if err != nil {
					return nil, err
				}
				sl.When = cond.spark("", "", "_l", "_r")
			}
			if sl.Label == "" {
				sl.Label = sl.When
			}
			if l.Rarity != "" {
				weight, floor := l.RarityWeight, l.RarityFloor
				if weight == 0 {
					weight = 1
				}
				sl.RarityWeight, sl.RarityFloor = &weight, &floor
			}
			if !l.Null {
				code++
				sl.M, sl.U = &c.M[code], &c.U[code]
			}
			sc.Levels = append(sc.Levels, sl)
		}
		out.Comparisons = append(out.Comparisons, sc)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // people read the SQL
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// onlyPlain refuses a model that asks for what no other engine has.
func (m *Model) onlyPlain() error {
	for i := range m.Comparisons {
		c := &m.Comparisons[i]
		for _, l := range c.asDeclared() {
			for _, measure := range []string{namesAlike, daysApart, placeSteps} {
				if strings.Contains(l.When, measure+"(") {
					return fmt.Errorf("%s is compared by %s, which Splink does not have: declare levels without it to export the model", c.Column, measure)
				}
			}
		}
	}
	for _, r := range m.Rules {
		for _, k := range r.Keys {
			if k.several() {
				return fmt.Errorf("the rule %q gives a record several keys, which Splink's rules do not: declare the blocking to export the model", r)
			}
		}
	}
	return nil
}

// Prepared names the columns that an exported model reads, in order, and gives
// their text for a row.
func (m *Model) Prepared(t *Table) (names []string, row func(int) []string, err error) {
	if err := m.onlyPlain(); err != nil {
		return nil, nil, err
	}
	for _, r := range m.Rules {
		c, err := understand(r.asSQL())
		if err != nil {
			return nil, nil, err
		}
		c.columns(&names)
	}
	for i := range m.Comparisons {
		for _, l := range m.Comparisons[i].asDeclared() {
			if l.Rarity != "" {
				names = append(names, l.Rarity)
			}
			if l.isElse() {
				continue
			}
			c, err := understand(l.When)
			if err != nil {
				return nil, nil, err
			}
			c.columns(&names)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	columns := make([]*Column, len(names))
	for i, n := range names {
		if columns[i], err = t.resolve(n); err != nil {
			return nil, nil, err
		}
	}
	return names, func(r int) []string {
		out := make([]string, len(columns))
		for i, c := range columns {
			if code := c.Codes[r]; code >= 0 {
				out[i] = c.Values[code]
			}
		}
		return out
	}, nil
}

// columns adds the columns that a condition reads.
func (c *condition) columns(into *[]string) {
	for _, k := range c.kids {
		k.columns(into)
	}
	for _, v := range []value{c.l, c.r} {
		if v.column != "" {
			*into = append(*into, v.column)
		}
	}
}

// spark writes a condition in the SQL of Spark, with what stands before and
// after the names of columns of the left and of the right record.
func (c *condition) spark(beforeL, beforeR, afterL, afterR string) string {
	side := func(v value, right bool) string {
		if right {
			return v.spark(beforeR, afterR)
		}
		return v.spark(beforeL, afterL)
	}
	var parts []string
	for _, k := range c.kids {
		s := k.spark(beforeL, beforeR, afterL, afterR)
		if len(k.kids) > 0 {
			s = "(" + s + ")"
		}
		parts = append(parts, s)
	}
	limit := strconv.FormatFloat(c.limit, 'f', -1, 64)
	l, r := side(c.l, c.swap), side(c.r, !c.swap)
	shared := fmt.Sprintf("SIZE(ARRAY_INTERSECT(SPLIT(%s, '[|]'), SPLIT(%s, '[|]')))", l, r)
	switch c.op {
	case "AND", "OR":
		return strings.Join(parts, " "+c.op+" ")
	case "NOT":
		return "NOT " + parts[0]
	case "null":
		return side(c.l, c.right) + " IS NULL"
	case "literal":
		return side(c.l, c.right) + " = '" + strings.ReplaceAll(c.text, "'", "''") + "'"
	case "equal":
		return l + " = " + r
	case "metric":
		return fmt.Sprintf("%s(%s, %s) %s %s", sparkMetrics[c.name], l, r, c.order, limit)
	case "difference":
		return fmt.Sprintf("ABS(%s - %s) %s %s", l, r, c.order, limit)
	case "shared":
		return shared + " " + c.order + " " + limit
	}
	return fmt.Sprintf("2 * %s >= GREATEST(SIZE(SPLIT(%s, '[|]')), SIZE(SPLIT(%s, '[|]')))", shared, l, r)
}

var sparkMetrics = map[string]string{"jaro_winkler": "jaro_winkler", "jaro": "jaro_sim", "levenshtein": "levenshtein",
	"damerau_levenshtein": "damerau_levenshtein", "jaccard": "jaccard"}

func (v value) spark(before, after string) string {
	s := before + "`" + strings.ReplaceAll(v.column+after, "`", "``") + "`"
	for _, st := range v.steps {
		text := "'" + strings.ReplaceAll(strings.ReplaceAll(st.text, `\`, `\\`), "'", "''") + "'"
		switch st.name {
		case "lower", "upper", "trim":
			s = strings.ToUpper(st.name) + "(" + s + ")"
		case "substring":
			s = fmt.Sprintf("SUBSTRING(%s, %d, %d)", s, st.from, st.n)
		case "regexp":
			s = fmt.Sprintf("REGEXP_EXTRACT(%s, %s, %d)", s, text, st.n)
		case "nullif":
			s = fmt.Sprintf("NULLIF(%s, %s)", s, text)
		case "date":
			format := "yyyy-MM-dd"
			if st.text != "" {
				format = strings.NewReplacer("%Y", "yyyy", "%m", "MM", "%d", "dd", "%H", "HH", "%M", "mm", "%S", "ss", "%y", "yy", "%b", "MMM", "%B", "MMMM").Replace(st.text)
			}
			s = fmt.Sprintf("UNIX_TIMESTAMP(TO_TIMESTAMP(%s, '%s'))", s, format)
		}
	}
	return s
}
