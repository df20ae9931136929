// Package weigh answers yes-or-no questions about stretches of text by weights
// learned from annotated articles: logistic regression with an elastic net
// (Zou and Hastie, 2005), which sets most weights to nothing, so that what is
// left can be read. It knows features by name only.
package weigh

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Model holds the weights of every question it was taught.
type Model struct {
	questions map[string]weights
}

type weights struct {
	bias float64
	of   map[string]float64
}

// Knows says whether the model was taught a question.
func (m *Model) Knows(question string) bool {
	if m == nil {
		return false
	}
	_, ok := m.questions[question]
	return ok
}

// Probability is how sure the model is of a yes, from 0 to 1: of a question it
// was not taught, one half. The features are a set.
func (m *Model) Probability(question string, features []string) float64 {
	if !m.Knows(question) {
		return 0.5
	}
	w := m.questions[question]
	sum := w.bias
	for _, f := range features {
		sum += w.of[f]
	}
	return logistic(sum)
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// Read reads weights as Write writes them. Errors name the line.
func Read(r io.Reader) (*Model, error) {
	m := &Model{questions: map[string]weights{}}
	question := ""
	scan := bufio.NewScanner(r)
	for n := 1; scan.Scan(); n++ {
		line := strings.TrimSpace(scan.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' && line[len(line)-1] == ']' {
			name := line[1 : len(line)-1]
			if m.Knows(name) {
				return nil, fmt.Errorf("weights line %d: the question %q stands twice", n, name)
			}
			question = name
			m.questions[question] = weights{of: map[string]float64{}}
			continue
		}
		head, feature, _ := strings.Cut(line, " ")
		x, err := strconv.ParseFloat(head, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || question == "" {
			return nil, fmt.Errorf("weights line %d: %q is neither a question nor a number and a feature", n, line)
		}
		w := m.questions[question]
		if feature == "" {
			w.bias = x
		} else {
			w.of[feature] = x
		}
		m.questions[question] = w
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("read weights: %w", err)
	}
	return m, nil
}

// Write writes the weights as text: a question in brackets on a line of its own,
// its bias as a bare number, then a number and a feature a line, the heaviest
// first.
func (m *Model) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, q := range slices.Sorted(maps.Keys(m.questions)) {
		x := m.questions[q]
		fmt.Fprintf(out, "\n[%s]\n%.3f\n", q, x.bias)
		names := slices.SortedFunc(maps.Keys(x.of), func(a, b string) int {
			return cmp.Or(cmp.Compare(math.Abs(x.of[b]), math.Abs(x.of[a])), cmp.Compare(a, b))
		})
		for _, f := range names {
			fmt.Fprintf(out, "%.3f %s\n", x.of[f], f)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	return nil
}

// Example is a stretch of text as the set of its features tells it, and the
// answer.
type Example struct {
	Features []string
	Yes      bool
}

// Training says how hard weights are held down. A feature met less than Rare
// times is left out; L1 is what sets small weights to nothing, L2 what keeps
// large ones from growing on few examples. Both are in units of examples.
type Training struct {
	Rare   int
	L1, L2 float64
}

const (
	rounds = 300
	step   = 0.5
	least  = 0.0005 // what is less would be written as nothing
)

// Learn teaches a model each question from its examples. The same examples in
// the same order give the same weights. Each step goes down the slope of all
// examples, feature by feature as far as its slopes so far allow (Duchi, Hazan
// and Singer, 2011), and is then drawn towards nothing by L1.
func (t Training) Learn(examples map[string][]Example) *Model {
	m := &Model{questions: map[string]weights{}}
	for q, ex := range examples {
		m.questions[q] = t.learn(ex)
	}
	return m
}

func (t Training) learn(examples []Example) weights {
	names, rows := t.index(examples)
	w, slope, past := make([]float64, len(names)), make([]float64, len(names)), make([]float64, len(names))
	var bias, biasPast float64
	for range rounds {
		for j := range slope {
			slope[j] = t.L2 * w[j]
		}
		var biasSlope float64
		for i, row := range rows {
			sum := bias
			for _, j := range row {
				sum += w[j]
			}
			miss := logistic(sum)
			if examples[i].Yes {
				miss--
			}
			biasSlope += miss
			for _, j := range row {
				slope[j] += miss
			}
		}
		if biasPast += biasSlope * biasSlope; biasPast > 0 {
			bias -= step * biasSlope / math.Sqrt(biasPast)
		}
		for j := range w {
			if past[j] += slope[j] * slope[j]; past[j] == 0 {
				continue
			}
			rate := step / math.Sqrt(past[j])
			w[j] -= rate * slope[j]
			w[j] = math.Copysign(max(0, math.Abs(w[j])-rate*t.L1), w[j])
		}
	}
	out := weights{bias: bias, of: map[string]float64{}}
	for j, f := range names {
		if math.Abs(w[j]) >= least {
			out.of[f] = w[j]
		}
	}
	return out
}

// index numbers the features that are met often enough.
func (t Training) index(examples []Example) ([]string, [][]int) {
	count := map[string]int{}
	for _, e := range examples {
		for _, f := range e.Features {
			count[f]++
		}
	}
	var names []string
	for _, f := range slices.Sorted(maps.Keys(count)) {
		if count[f] >= t.Rare {
			names = append(names, f)
		}
	}
	id := map[string]int{}
	for i, f := range names {
		id[f] = i
	}
	rows := make([][]int, len(examples))
	for i, e := range examples {
		for _, f := range e.Features {
			if j, ok := id[f]; ok {
				rows[i] = append(rows[i], j)
			}
		}
	}
	return names, rows
}
