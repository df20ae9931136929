package linkage

import (
	"fmt"
	"slices"
	"strings"
)

// truth is the answer of an SQL condition.
type truth uint8

const (
	unknown truth = iota // something asked for is missing
	no
	yes
)

// value is what a condition reads of one record: a column, and what is made of
// it step by step.
type value struct {
	column string
	steps  []step
}

type step struct {
	name    string // lower, upper, trim, substring, regexp, nullif, date
	text    string // the pattern, the text held to be nothing, the format
	from, n int
}

func (v value) key() string { return fmt.Sprintf("%q%v", v.column, v.steps) }

// condition is a level's or a blocking rule's question about a pair.
type condition struct {
	op    string // AND OR NOT, equal, null, unmeasured, literal, metric, difference, shared, half
	kids  []*condition
	l, r  value
	right bool   // for null and literal: of the right record
	swap  bool   // l is read from the right record and r from the left
	name  string // metric
	order string // comparison with limit: <= >= < > =
	limit float64
	text  string
}

// metrics by the names they go by in the dialects that Splink writes.
var metrics = map[string]string{
	"jaro_winkler_similarity": "jaro_winkler", "jaro_winkler": "jaro_winkler", "jarowinkler": "jaro_winkler",
	"jaro_similarity": "jaro", "jaro_sim": "jaro",
	"levenshtein": "levenshtein", "levenshtein_distance": "levenshtein",
	"damerau_levenshtein": "damerau_levenshtein", "jaccard": "jaccard",
	namesAlike: namesAlike, daysApart: daysApart, placeSteps: placeSteps,
}

// understand turns SQL into a condition, or says what in it is not understood.
func understand(sql string) (*condition, error) {
	e, err := parseSQL(sql)
	if err != nil {
		return nil, err
	}
	return conditionOf(e)
}

func conditionOf(e *expression) (*condition, error) {
	switch e.kind {
	case "AND", "OR", "NOT":
		c := &condition{op: e.kind}
		for _, a := range e.args {
			k, err := conditionOf(a)
			if err != nil {
				return nil, err
			}
			c.kids = append(c.kids, k)
		}
		return c, nil
	case "IS NULL", "IS NOT NULL":
		c, err := nullOf(e.args[0])
		if err != nil {
			return nil, err
		}
		if e.kind == "IS NOT NULL" {
			c = &condition{op: "NOT", kids: []*condition{c}}
		}
		return c, nil
	case "=", "<>", "<=", ">=", "<", ">":
		return comparisonOf(e)
	}
	return nil, fmt.Errorf("%s is no condition", e.describe())
}

// nullOf understands that a value is missing, or that a measure of two cannot
// be told.
func nullOf(e *expression) (*condition, error) {
	if e.kind == "call" && metrics[e.name] != "" {
		c, err := measureOf(e, "=", 0)
		if err != nil {
			return nil, err
		}
		return &condition{op: "unmeasured", kids: []*condition{c}}, nil
	}
	v, right, err := valueOf(e)
	if err != nil {
		return nil, err
	}
	return &condition{op: "null", l: v, right: right}, nil
}

func comparisonOf(e *expression) (*condition, error) {
	left, right, order := e.args[0], e.args[1], e.kind
	if left.kind == "number" || left.kind == "text" { // the number stands on the right from here on
		left, right = right, left
		order = strings.NewReplacer("<", ">", ">", "<").Replace(order)
		if e.kind == "<>" {
			order = "<>"
		}
	}
	negate := order == "<>"
	if left.kind == "*" && order == ">=" {
		return halfOf(left, right)
	}
	if right.kind == "number" && !negate {
		return measureOf(left, order, right.value)
	}
	if order != "=" && !negate {
		return nil, fmt.Errorf("%s compares the order of two texts", e.describe())
	}
	v, vRight, err := valueOf(left)
	if err != nil {
		return nil, err
	}
	var c *condition
	if right.kind == "text" {
		c = &condition{op: "literal", l: v, right: vRight, text: right.name}
	} else {
		w, wRight, err := valueOf(right)
		if err != nil {
			return nil, err
		}
		if vRight == wRight {
			return nil, fmt.Errorf("%s compares a record with itself", e.describe())
		}
		c = &condition{op: "equal", l: v, r: w, swap: vRight}
	}
	if negate {
		c = &condition{op: "NOT", kids: []*condition{c}}
	}
	return c, nil
}

// measureOf understands a function of both records that is held against a
// number.
func measureOf(e *expression, order string, limit float64) (*condition, error) {
	if e.kind != "call" {
		return nil, fmt.Errorf("%s is no measure of likeness that is known", e.describe())
	}
	c := &condition{order: order, limit: limit}
	args := e.args
	switch {
	case metrics[e.name] != "" && len(args) == 2:
		c.op, c.name = "metric", metrics[e.name]
	case e.name == "abs" && len(args) == 1 && args[0].kind == "-":
		c.op, args = "difference", args[0].args
	case e.name == "abs" && len(args) == 1 && args[0].kind == "call" && (args[0].name == "datediff" || args[0].name == "date_diff"):
		args = args[0].args
		if len(args) == 3 {
			if args[0].kind != "text" || !strings.EqualFold(args[0].name, "day") {
				return nil, fmt.Errorf("%s counts other than days", e.describe())
			}
			args = args[1:]
		}
		if len(args) != 2 {
			return nil, fmt.Errorf("%s is not understood", e.describe())
		}
		c.op, c.limit = "difference", limit*86400
		args = []*expression{{kind: "call", name: "epoch", args: args[:1]}, {kind: "call", name: "epoch", args: args[1:]}}
	case slices.Contains([]string{"array_length", "len", "length", "size", "cardinality"}, e.name) && len(args) >= 1 &&
		args[0].kind == "call" && (args[0].name == "list_intersect" || args[0].name == "array_intersect"):
		c.op, args = "shared", args[0].args
	default:
		return nil, fmt.Errorf("%s is no measure of likeness that is known", e.describe())
	}
	if len(args) != 2 {
		return nil, fmt.Errorf("%s does not speak of two values", e.describe())
	}
	var lRight, rRight bool
	var err error
	if c.l, lRight, err = valueOf(args[0]); err != nil {
		return nil, err
	}
	if c.r, rRight, err = valueOf(args[1]); err != nil {
		return nil, err
	}
	if lRight == rRight {
		return nil, fmt.Errorf("%s compares a record with itself", e.describe())
	}
	c.swap = lRight
	return c, nil
}

// halfOf understands that half of the longer of two lists stands in both:
// 2 * LEN(LIST_INTERSECT(x, y)) >= GREATEST(LEN(x), LEN(y)).
func halfOf(left, right *expression) (*condition, error) {
	bad := fmt.Errorf("%s >= %s is no measure of likeness that is known", left.describe(), right.describe())
	if left.args[0].kind != "number" || left.args[0].value != 2 || right.kind != "call" || right.name != "greatest" || len(right.args) != 2 {
		return nil, bad
	}
	c, err := measureOf(left.args[1], ">=", 0)
	if err != nil || c.op != "shared" {
		return nil, bad
	}
	for i, lists := 0, left.args[1].args[0].args; i < 2; i++ {
		if size := right.args[i]; size.kind != "call" || len(size.args) != 1 || size.args[0].describe() != lists[i].describe() {
			return nil, bad
		}
	}
	c.op = "half"
	return c, nil
}

// valueOf understands what is made of one column of one record.
func valueOf(e *expression) (v value, right bool, err error) {
	if e.kind == "column" {
		return value{column: e.name}, e.right, nil
	}
	if e.kind != "call" || len(e.args) == 0 {
		return v, false, fmt.Errorf("%s is not understood", e.describe())
	}
	if v, right, err = valueOf(e.args[0]); err != nil {
		return v, false, err
	}
	text := func(i int) (string, bool) {
		if i < len(e.args) && e.args[i].kind == "text" {
			return e.args[i].name, true
		}
		return "", false
	}
	number := func(i int) (int, bool) {
		if i < len(e.args) && e.args[i].kind == "number" {
			return int(e.args[i].value), true
		}
		return 0, false
	}
	s := step{name: e.name}
	known := false
	switch e.name {
	case "lower", "upper", "trim":
		known = len(e.args) == 1
	case "epoch", "unix_timestamp":
		s.name, known = "date", len(e.args) <= 2
		if n := len(v.steps); n > 0 && v.steps[n-1].name == "date" {
			return v, right, nil
		}
		s.text, _ = text(1)
	case "substring", "substr":
		var one, two bool
		s.name = "substring"
		s.from, one = number(1)
		s.n, two = number(2)
		known = one && two && s.from >= 1 && s.n >= 0
	case "left":
		s.name, s.from = "substring", 1
		s.n, known = number(1)
	case "regexp_extract", "regexp_substr":
		s.name = "regexp"
		s.text, known = text(1)
		s.n, _ = number(2)
	case "nullif":
		s.text, known = text(1)
	case "split": // lists are read from their text
		if sep, ok := text(1); ok && (sep == "[|]" || sep == "|" || sep == `\|`) {
			return v, right, nil
		}
	case "try_strptime", "strptime", "try_to_date", "to_date", "to_timestamp", "try_to_timestamp":
		s.name = "date"
		s.text, known = text(1)
	}
	if !known {
		return v, false, fmt.Errorf("%s is not understood", e.describe())
	}
	v.steps = append(v.steps, s)
	return v, right, nil
}

func (e *expression) describe() string {
	switch e.kind {
	case "column":
		if e.right {
			return e.name + "_r"
		}
		return e.name + "_l"
	case "text":
		return "'" + e.name + "'"
	case "number":
		return fmt.Sprint(e.value)
	case "call":
		var a []string
		for _, x := range e.args {
			a = append(a, x.describe())
		}
		return e.name + "(" + strings.Join(a, ", ") + ")"
	}
	var a []string
	for _, x := range e.args {
		a = append(a, x.describe())
	}
	if len(a) == 1 {
		return e.kind + " " + a[0]
	}
	return strings.Join(a, " "+e.kind+" ")
}
