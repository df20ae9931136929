package estimate

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Graphs are the settings of the average over decomposable graphs (Madigan and
// York 1997): lists that are joined depend on each other, each graph has a
// marginal likelihood in closed form, and the posterior of the unseen is their
// weighted mean. It is exact up to six lists; with seven, graphs that no number
// of unseen makes likely are left out.
type Graphs struct {
	// Delta is the prior count of each cell of the full table, 0 for 2 to the
	// power of minus the number of lists. With more, such as 1/2 or 1, sparse
	// tables are explained by the graph that joins all lists, whose answer is
	// the prior: almost everybody is on a list already.
	Delta float64
	// WithoutComplete leaves that graph out.
	WithoutComplete bool
	// Grid are the numbers of unseen people to try, in ascending order, equally
	// weighted; nil for a grid that extends itself.
	Grid []int
}

// Posterior of the unseen over the grid, and of the graphs.
type posterior struct {
	at     []float64 // numbers of unseen
	weight []float64 // their probabilities, those between them included
	graphs []graph
	shares []float64 // probability of each graph
	open   bool      // the last number still holds weight: there is no upper limit
}

const (
	fineGrid   = 500   // unseen people up to which each number is tried
	gridRatio  = 1.004 // between numbers beyond
	gridBeyond = 50    // unseen people for each one seen, at most
	tailWeight = 1e-6  // probability beyond which the grid need not go
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
	res.Priors = fmt.Sprintf("prior count of each cell %g; every decomposable graph alike; 1/N", delta)
	n := float64(t.N())
	switch {
	case n == 0:
		res.refuse("nobody is on any list")
		return done()
	case lists < 2 || lists > 7:
		res.refuse(fmt.Sprintf("the graphs of %d lists cannot be weighed: two to seven can", lists))
		return done()
	}
	p := o.weigh(t)
	quantiles := func(q float64) float64 {
		sum := 0.0
		for i, w := range p.weight {
			if sum += w; sum >= q {
				if i == 0 || p.at[i]-p.at[i-1] <= 1 {
					return n + p.at[i]
				}
				gap := p.at[i] - p.at[i-1]
				return n + math.Round(p.at[i]-gap/2+gap*(1-(sum-q)/w)-gap/2*(1-1/gap))
			}
		}
		return n + p.at[len(p.at)-1]
	}
	for i, w := range p.weight {
		res.Mean += w * (n + p.at[i])
	}
	res.Q025, res.Median, res.Q975 = quantiles(0.025), quantiles(0.5), quantiles(0.975)
	best := 0
	for i, g := range p.graphs {
		if g.complete(lists) {
			res.Saturated = p.shares[i]
		}
		if p.shares[i] > p.shares[best] {
			best = i
		}
	}
	res.Model = fmt.Sprintf("likeliest graph %s (%.2f)", p.graphs[best].name(t.Lists), p.shares[best])
	res.draws = p.spread(n)
	for _, m := range modesOf(logsOf(res.draws, n), 2000) {
		res.Modes = append(res.Modes, math.Round(n+math.Max(0, math.Exp(m.at)-0.5)))
		res.ModeShares = append(res.ModeShares, m.share)
	}
	res.Cap = n + p.at[len(p.at)-1]
	if p.open {
		res.Warnings = append(res.Warnings, fmt.Sprintf("numbers beyond %.0f are as likely as those below: there is no upper limit", res.Cap))
		res.Q975 = 0
	}
	if delta != o.standard(lists) {
		res.Warnings = append(res.Warnings, fmt.Sprintf("the prior count of each cell is %g in place of %g: with more, sparse lists seem to hold almost everybody", delta, o.standard(lists)))
	}
	switch s := res.Saturated; {
	case s > 0.5:
		res.refuse(fmt.Sprintf("%.0f%% of the weight is on the graph that says nothing of those on no list: the answer would be the prior", 100*s))
	case s > 0.05:
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
	w := newWeigher(t, o.delta(len(t.Lists)))
	p := posterior{graphs: decomposable(len(t.Lists))}
	if o.WithoutComplete {
		p.graphs = slices.DeleteFunc(p.graphs, func(g graph) bool { return g.complete(len(t.Lists)) })
	}
	if len(t.Lists) == 7 {
		p.graphs = w.likely(p.graphs)
	}
	if o.Grid != nil {
		for _, n0 := range o.Grid {
			p.at = append(p.at, float64(n0))
		}
		w.over(&p, func(int) float64 { return 1 })
		return p
	}
	most := gridBeyond * float64(t.N())
	reach := math.Min(most, 4000)
	for {
		p.at = grid(reach)
		w.over(&p, func(i int) float64 {
			switch {
			case i+1 < len(p.at) && i > 0:
				return (p.at[i+1] - p.at[i-1]) / 2
			case i > 0:
				return (p.at[i]-p.at[i-1])/2 + 0.5
			}
			return 1
		})
		last := len(p.at) - 1
		if edge := p.weight[last] / math.Max(1, (p.at[last]-p.at[last-1])/2) * p.at[last]; edge < tailWeight || reach >= most {
			p.open = edge >= 1e-3
			return p
		}
		reach = math.Min(most, 4*reach)
	}
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

// weigher has what the likelihoods of all graphs share: for each set of lists,
// the part of its margin that the unseen do not change, and how many of those
// seen are on none of its lists.
type weigher struct {
	n, delta, cells float64
	fixed           []float64
	none            []float64
	prior           []float64 // count of each cell of the margin
	rest            float64
}

func newWeigher(t Table, delta float64) weigher {
	lists := len(t.Lists)
	sets := 1 << lists
	w := weigher{n: float64(t.N()), delta: delta, cells: float64(sets), fixed: make([]float64, sets), none: make([]float64, sets), prior: make([]float64, sets)}
	for set := 1; set < sets; set++ {
		a := Pattern(set)
		margin := map[Pattern]float64{}
		for _, c := range t.Cells {
			margin[c.Pattern&a] += float64(c.Count)
		}
		size := float64(int(1) << a.Lists())
		d := delta * w.cells / size
		w.none[set], w.prior[set] = margin[0], d
		sum := 0.0
		counted := 0.0
		for sub := a; ; sub = (sub - 1) & a { // every cell but that of none, in a fixed order
			if sub == 0 {
				break
			}
			if y := margin[sub]; y > 0 {
				sum += lgamma(y+d) - lgamma(d)
				counted++
			}
		}
		w.fixed[set] = sum - lgamma(d) // the cell of none is added with the unseen
	}
	for _, c := range t.Cells {
		w.rest -= lgamma(float64(c.Count) + 1)
	}
	return w
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// margins are the logarithms of the marginal likelihood of each set of lists
// with n0 unseen, and what is common to all graphs.
func (w weigher) margins(n0 float64, into []float64) (common, each float64) {
	total := w.n + n0
	for set := 1; set < len(into); set++ {
		into[set] = w.fixed[set] + lgamma(w.none[set]+n0+w.prior[set])
	}
	each = lgamma(w.cells*w.delta) - lgamma(total+w.cells*w.delta)
	common = lgamma(total+1) + w.rest - lgamma(n0+1) - math.Log(total)
	return common, each
}

func (g graph) weight(margins []float64, common, each float64) float64 {
	s := common + float64(len(g.cliques)-len(g.separators))*each
	for _, c := range g.cliques {
		s += margins[c]
	}
	for _, c := range g.separators {
		s -= margins[c]
	}
	return s
}

// over fills in the weights over the grid, each number standing for as many as
// stands says.
func (w weigher) over(p *posterior, stands func(int) float64) {
	margins := make([]float64, int(w.cells))
	top := math.Inf(-1)
	logs := make([]float64, len(p.graphs))
	p.weight = make([]float64, len(p.at))
	p.shares = make([]float64, len(p.graphs))
	total := 0.0
	for i, n0 := range p.at {
		common, each := w.margins(n0, margins)
		high := math.Inf(-1)
		for k, g := range p.graphs {
			logs[k] = g.weight(margins, common, each)
			high = math.Max(high, logs[k])
		}
		if high > top {
			// Everything so far shrinks against what is likelier.
			shrink := math.Exp(top - high)
			for j := range p.weight[:i] {
				p.weight[j] *= shrink
			}
			for k := range p.shares {
				p.shares[k] *= shrink
			}
			total *= shrink
			top = high
		}
		if high < top-60 {
			continue // beyond what a float64 can add
		}
		s, m := 0.0, stands(i)
		for k, l := range logs {
			if l > top-60 {
				x := m * math.Exp(l-top)
				s += x
				p.shares[k] += x
			}
		}
		p.weight[i] = s
		total += s
	}
	for i := range p.weight {
		p.weight[i] /= total
	}
	for k := range p.shares {
		p.shares[k] /= total
	}
}

// likely keeps the graphs that are within a hundred thousandth of the best for
// some number of unseen.
func (w weigher) likely(all []graph) []graph {
	margins := make([]float64, int(w.cells))
	keep := make([]bool, len(all))
	logs := make([]float64, len(all))
	top := math.Inf(-1)
	best := make([]float64, len(all))
	for k := range best {
		best[k] = math.Inf(-1)
	}
	for n0 := 0.0; n0 <= gridBeyond*w.n; n0 = math.Max(n0+1, n0*1.6) {
		common, each := w.margins(n0, margins)
		for k, g := range all {
			logs[k] = g.weight(margins, common, each) + math.Log(n0+1)
			best[k] = math.Max(best[k], logs[k])
			top = math.Max(top, logs[k])
		}
	}
	out := all[:0:0]
	for k, g := range all {
		if keep[k] = best[k] > top-math.Log(1e5); keep[k] {
			out = append(out, g)
		}
	}
	return out
}

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

// name writes a graph as its cliques.
func (g graph) name(lists []string) string {
	out := ""
	for i, c := range g.cliques {
		if i > 0 {
			out += " "
		}
		out += "["
		first := true
		for j, l := range lists {
			if c.On(j) {
				if !first {
					out += " "
				}
				out += l
				first = false
			}
		}
		out += "]"
	}
	return out
}
