package linkage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/habeas-record/habeas/linkage/sql"
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
func understand(text string) (*condition, error) {
	e, err := sql.Parse(text)
	if err != nil {
		return nil, err
	}
	return conditionOf(e)
}

func conditionOf(e *sql.Expression) (*condition, error) {
	switch e.Kind {
	case "AND", "OR", "NOT":
		c := &condition{op: e.Kind}
		for _, a := range e.Args {
			k, err := conditionOf(a)
			if err != nil {
				return nil, err
			}
			c.kids = append(c.kids, k)
		}
		return c, nil
	case "IS NULL", "IS NOT NULL":
		c, err := nullOf(e.Args[0])
		if err != nil {
			return nil, err
		}
		if e.Kind == "IS NOT NULL" {
			c = &condition{op: "NOT", kids: []*condition{c}}
		}
		return c, nil
	case "=", "<>", "<=", ">=", "<", ">":
		return comparisonOf(e)
	}
	return nil, fmt.Errorf("%s is no condition", e.String())
}

// nullOf understands that a value is missing, or that a measure of two cannot
// be told.
func nullOf(e *sql.Expression) (*condition, error) {
	if e.Kind == "call" && metrics[e.Name] != "" {
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

func comparisonOf(e *sql.Expression) (*condition, error) {
	left, right, order := e.Args[0], e.Args[1], e.Kind
	if left.Kind == "number" || left.Kind == "text" { // the number stands on the right from here on
		left, right = right, left
		order = strings.NewReplacer("<", ">", ">", "<").Replace(order)
		if e.Kind == "<>" {
			order = "<>"
		}
	}
	negate := order == "<>"
	if left.Kind == "*" && order == ">=" {
		return halfOf(left, right)
	}
	if right.Kind == "number" && !negate {
		return measureOf(left, order, right.Value)
	}
	if order != "=" && !negate {
		return nil, fmt.Errorf("%s compares the order of two texts", e.String())
	}
	v, vRight, err := valueOf(left)
	if err != nil {
		return nil, err
	}
	var c *condition
	if right.Kind == "text" {
		c = &condition{op: "literal", l: v, right: vRight, text: right.Name}
	} else {
		w, wRight, err := valueOf(right)
		if err != nil {
			return nil, err
		}
		if vRight == wRight {
			return nil, fmt.Errorf("%s compares a record with itself", e.String())
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
func measureOf(e *sql.Expression, order string, limit float64) (*condition, error) {
	if e.Kind != "call" {
		return nil, fmt.Errorf("%s is no measure of likeness that is known", e.String())
	}
	c := &condition{order: order, limit: limit}
	args := e.Args
	switch {
	case metrics[e.Name] != "" && len(args) == 2:
		c.op, c.name = "metric", metrics[e.Name]
	case e.Name == "abs" && len(args) == 1 && args[0].Kind == "-":
		c.op, args = "difference", args[0].Args
	case e.Name == "abs" && len(args) == 1 && args[0].Kind == "call" && (args[0].Name == "datediff" || args[0].Name == "date_diff"):
		args = args[0].Args
		if len(args) == 3 {
			if args[0].Kind != "text" || !strings.EqualFold(args[0].Name, "day") {
				return nil, fmt.Errorf("%s counts other than days", e.String())
			}
			args = args[1:]
		}
		if len(args) != 2 {
			return nil, fmt.Errorf("%s is not understood", e.String())
		}
		c.op, c.limit = "difference", limit*86400
		args = []*sql.Expression{{Kind: "call", Name: "epoch", Args: args[:1]}, {Kind: "call", Name: "epoch", Args: args[1:]}}
	case slices.Contains([]string{"array_length", "len", "length", "size", "cardinality"}, e.Name) && len(args) >= 1 &&
		args[0].Kind == "call" && (args[0].Name == "list_intersect" || args[0].Name == "array_intersect"):
		c.op, args = "shared", args[0].Args
	default:
		return nil, fmt.Errorf("%s is no measure of likeness that is known", e.String())
	}
	if len(args) != 2 {
		return nil, fmt.Errorf("%s does not speak of two values", e.String())
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
		return nil, fmt.Errorf("%s compares a record with itself", e.String())
	}
	c.swap = lRight
	return c, nil
}

// halfOf understands that half of the longer of two lists stands in both:
// 2 * LEN(LIST_INTERSECT(x, y)) >= GREATEST(LEN(x), LEN(y)).
func halfOf(left, right *sql.Expression) (*condition, error) {
	bad := fmt.Errorf("%s >= %s is no measure of likeness that is known", left.String(), right.String())
	if left.Args[0].Kind != "number" || left.Args[0].Value != 2 || right.Kind != "call" || right.Name != "greatest" || len(right.Args) != 2 {
		return nil, bad
	}
	c, err := measureOf(left.Args[1], ">=", 0)
	if err != nil || c.op != "shared" {
		return nil, bad
	}
	for i, lists := 0, left.Args[1].Args[0].Args; i < 2; i++ {
		if size := right.Args[i]; size.Kind != "call" || len(size.Args) != 1 || size.Args[0].String() != lists[i].String() {
			return nil, bad
		}
	}
	c.op = "half"
	return c, nil
}

// valueOf understands what is made of one column of one record.
func valueOf(e *sql.Expression) (v value, right bool, err error) {
	if e.Kind == "column" {
		return value{column: e.Name}, e.Right, nil
	}
	if e.Kind != "call" || len(e.Args) == 0 {
		return v, false, fmt.Errorf("%s is not understood", e.String())
	}
	if v, right, err = valueOf(e.Args[0]); err != nil {
		return v, false, err
	}
	text := func(i int) (string, bool) {
		if i < len(e.Args) && e.Args[i].Kind == "text" {
			return e.Args[i].Name, true
		}
		return "", false
	}
	number := func(i int) (int, bool) {
		if i < len(e.Args) && e.Args[i].Kind == "number" {
			return int(e.Args[i].Value), true
		}
		return 0, false
	}
	s := step{name: e.Name}
	known := false
	switch e.Name {
	case "lower", "upper", "trim":
		known = len(e.Args) == 1
	case "epoch", "unix_timestamp":
		s.name, known = "date", len(e.Args) <= 2
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
		return v, false, fmt.Errorf("%s is not understood", e.String())
	}
	v.steps = append(v.steps, s)
	return v, right, nil
}
