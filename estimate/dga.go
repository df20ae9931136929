package estimate

import (
	"fmt"
	"math"
	"time"
)

// Graphs are the settings of the average over decomposable graphs (Madigan and
// York 1997): lists that are joined depend on each other, each graph has a
// marginal likelihood in closed form, and the posterior of the unseen is their
// weighted mean. It is exact, for two to seven lists.
type Graphs struct {
	// Delta is the prior count of each cell of the full table, 0 for 2 to the
	// power of minus the number of lists. With more, such as 1/2 or 1, sparse
	// tables are explained by the graph that joins all lists, whose answer is
	// the prior: almost everybody is on a list already.
	Delta float64
	// WithoutComplete leaves that graph out.
	WithoutComplete bool
	// Grid are the numbers of unseen people to try, in ascending order, equally
	// weighted; nil for every number up to 500
	// and growing steps from there on.
	Grid []int
}

const (
	fineGrid   = 500   // unseen people up to which each number is tried
	gridRatio  = 1.004 // between numbers beyond
	gridBeyond = 50    // unseen people for each one seen, at most
	tailWeight = 5e-3  // probability around the last number from which there is no upper limit: a fifth of what lies above it
)

// Weight of the graph that joins all lists from which a number is warned of, and
// refused.
const (
	priorWarn   = 0.05
	priorRefuse = 0.5
)

// Run estimates N.
func (o Graphs) Run(t Table) Result {
	began := time.Now()
	res := Result{Modes: []float64{}, Warnings: []string{}, Reasons: []string{}}
	done := func() Result {
		res.Seconds = time.Since(began).Seconds()
		return res
	}
	lists := len(t.Lists)
	delta := o.delta(lists)
	which := "every decomposable graph alike"
	if o.WithoutComplete {
		which = "every decomposable graph but the complete one alike"
	}
	res.Priors = fmt.Sprintf("prior count of each cell %g; %s; 1/N", delta, which)
	n := float64(t.N())
	switch {
	case n == 0:
		res.refuse("nobody is on any list")
		return done()
	case lists < 2 || lists > mostGraphLists:
		res.refuse(fmt.Sprintf("the graphs of %d lists cannot be weighed: two to seven can", lists))
		return done()
	}
	p := o.weigh(t)
	for i, w := range p.weight {
		res.Mean += w * (n + p.at[i])
	}
	res.Q025, res.Median, res.Q975 = n+p.quantile(0.025, o.Grid == nil), n+p.quantile(0.5, o.Grid == nil), n+p.quantile(0.975, o.Grid == nil)
	res.Saturated = p.complete()
	best := 0
	for i, s := range p.shares {
		if s > p.shares[best] {
			best = i
		}
	}
	res.Model = fmt.Sprintf("likeliest graph %s (%.2f)", graphName(p.graphs, best, t.Lists), p.shares[best])
	res.draws = p.spread(n)
	for _, m := range modesOf(logsOf(res.draws, n), 2000) {
		res.Modes = append(res.Modes, math.Round(n+math.Max(0, math.Exp(m.at)-0.5)))
		res.ModeShares = append(res.ModeShares, m.share)
	}
	res.Sample = p.sample(n)
	res.Sample.mark(res.Modes, res.ModeShares)
	res.Cap = n + p.at[len(p.at)-1]
	if p.open {
		res.Warnings = append(res.Warnings, fmt.Sprintf("numbers beyond %.0f are as likely as those below: there is no upper limit", res.Cap))
		res.Q975 = 0
	}
	if delta != o.standard(lists) {
		res.unusual = fmt.Sprintf("the prior count of each cell is %g in place of %g: with more, sparse lists seem to hold almost everybody", delta, o.standard(lists))
		res.Warnings = append(res.Warnings, res.unusual)
	}
	switch s := res.Saturated; {
	case s > priorRefuse:
		res.refuse(fmt.Sprintf("%.0f%% of the weight is on the graph that says nothing of those on no list: the answer would be the prior", 100*s))
	case s > priorWarn:
		res.Warnings = append(res.Warnings, fmt.Sprintf("%.0f%% of the weight is on the graph that says nothing of those on no list", 100*s))
	}
	return done()
}

func (o Graphs) standard(lists int) float64 { return math.Exp2(-float64(lists)) }

func (o Graphs) delta(lists int) float64 {
	if o.Delta > 0 {
		return o.Delta
	}
	return o.standard(lists)
}

// weigh computes the posterior.
func (o Graphs) weigh(t Table) posterior {
	w := newTies(t, o.delta(len(t.Lists)))
	p := posterior{graphs: decomposable(len(t.Lists))}
	if o.Grid != nil {
		for _, n0 := range o.Grid {
			p.at = append(p.at, float64(n0))
		}
		w.over(&p, o.WithoutComplete, func(int) float64 { return 1 })
		return p
	}
	p.at = grid(gridBeyond * w.n)
	last := len(p.at) - 1
	w.over(&p, o.WithoutComplete, p.wide)
	p.open = p.weight[last]/p.wide(last)*p.at[last] >= tailWeight
	return p
}

// grid are all numbers up to fineGrid and a growing step from there on.
func grid(reach float64) []float64 {
	var out []float64
	for n := 0.0; n <= reach; {
		out = append(out, n)
		if n < fineGrid {
			n++
		} else {
			n = math.Max(n+1, math.Round(n*gridRatio))
		}
	}
	return out
}

// wide is how many numbers of unseen one of the grid stands for: those nearer to
// it than to the others.
func (p posterior) wide(i int) float64 {
	left, right := 0.5, 0.5
	if i > 0 {
		left = (p.at[i] - p.at[i-1]) / 2
	}
	if i+1 < len(p.at) {
		right = (p.at[i+1] - p.at[i]) / 2
	}
	return left + right
}

// Curve is the posterior of N as the average over graphs gives it, whether or not
// a number may be printed: for pictures and comparisons.
type Curve struct {
	N        []float64 // people, those on no list included, ascending
	Weight   []float64 // probability of each, or of the numbers around it where the grid is wide
	Mean     float64
	Complete float64 // probability of the graph that joins all lists
	Graphs   int     // how many were weighed
}

// Curve weighs the graphs of two to mostGraphLists lists with somebody on them.
func (o Graphs) Curve(t Table) (Curve, error) {
	if t.N() == 0 || len(t.Lists) < 2 || len(t.Lists) > mostGraphLists {
		return Curve{}, fmt.Errorf("the graphs of %d lists with %d people cannot be weighed: two to %d lists with somebody on them can", len(t.Lists), t.N(), mostGraphLists)
	}
	p := o.weigh(t)
	c := Curve{Weight: p.weight, Complete: p.complete(), Graphs: len(p.graphs)}
	for i, n0 := range p.at {
		n := float64(t.N()) + n0
		c.N = append(c.N, n)
		c.Mean += p.weight[i] * n
	}
	return c, nil
}

// quantile is the number of unseen below which a part of the posterior lies:
// one of the grid, or one between where the grid is wide.
func (p posterior) quantile(part float64, between bool) float64 {
	sum := 0.0
	for i, w := range p.weight {
		if sum += w; sum < part || w == 0 {
			continue
		}
		if !between {
			return p.at[i]
		}
		left := p.at[i] - 0.5
		if i > 0 {
			left = (p.at[i] + p.at[i-1]) / 2
		}
		return math.Round(left + p.wide(i)*(1-(sum-part)/w))
	}
	return p.at[len(p.at)-1]
}

// complete is the probability of the graph that joins all lists.
func (p posterior) complete() float64 { return p.shares[len(p.shares)-1] }

// spread are numbers of people that stand for the posterior, equally likely.
func (p posterior) spread(n float64) []float64 {
	const many = 4000
	out := make([]float64, 0, many)
	sum := 0.0
	for i, w := range p.weight {
		sum += w
		for len(out) < many && (float64(len(out))+0.5)/many <= sum {
			out = append(out, n+p.at[i])
		}
	}
	for len(out) < many {
		out = append(out, n+p.at[len(p.at)-1])
	}
	return out
}

func logsOf(draws []float64, n float64) []float64 {
	out := make([]float64, len(draws))
	for i, x := range draws {
		out[i] = math.Log(x - n + 0.5)
	}
	return out
}
