package estimate

import "math"

// posterior is that of the unseen over a grid, and of the graphs.
type posterior struct {
	at     []float64 // numbers of unseen
	weight []float64 // their probabilities, those between them included
	graphs []graph
	shares []float64 // probability of each graph
	open   bool      // the last number still holds weight: there is no upper limit
}

// ties are, for each set of lists and the number of the unseen they stand at,
// the logarithms by which the joint marginal likelihood of the set's margin
// differs from that of its lists one by one. They are small where the
// likelihoods themselves are large, so that nothing is lost when graphs are
// compared; and going one unseen person further multiplies each by one ratio.
type ties struct {
	sets        int
	n, total    float64       // people seen; prior count of the whole table
	none, prior []float64     // people seen who are on no list of the set; prior count of a cell of its margin
	fixed       []compensated // what the cells of those on a list of the set add
	n0          float64       // below 0 before the first
	log         []compensated // by set
	base        compensated   // logarithm of the weight of the graph without edges
	ratio, own  []float64
	value       []float64
}

// compensated is a sum that keeps what rounding takes away (Neumaier 1974).
type compensated struct{ high, low float64 }

func (c *compensated) add(x float64) {
	t := c.high + x
	if math.Abs(c.high) >= math.Abs(x) {
		c.low += c.high - t + x
	} else {
		c.low += x - t + c.high
	}
	c.high = t
}

func (c compensated) sum() float64 { return c.high + c.low }

const (
	longRise = 200_000 // factors beyond which the gamma function is taken for their product
	longStep = 64      // unseen people beyond which all is computed anew
	oneLog   = 16      // ratios multiplied before their logarithm is taken
)

// rise adds the logarithm of d(d+1)…(d+y−1), that is lgamma(y+d) − lgamma(d),
// times the sign, exactly to some 16 digits if there are at most so many factors.
func (c *compensated) rise(y, d, sign float64, most float64) {
	if y > most {
		a, _ := math.Lgamma(y + d)
		b, _ := math.Lgamma(d)
		c.add(sign * a)
		c.add(-sign * b)
		return
	}
	product := 1.0
	for k := 0.0; k < y; k++ {
		if product *= d + k; product > 1e250 || product < 1e-250 {
			c.add(sign * math.Log(product))
			product = 1
		}
	}
	c.add(sign * math.Log(product))
}

func newTies(t Table, delta float64) *ties {
	sets := 1 << len(t.Lists)
	w := &ties{sets: sets, n: float64(t.N()), total: delta * float64(sets), n0: -1, none: make([]float64, sets), prior: make([]float64, sets), fixed: make([]compensated, sets),
		log: make([]compensated, sets), ratio: make([]float64, sets), own: make([]float64, len(t.Lists)), value: make([]float64, sets)}
	margin := make([]float64, sets)
	for set := Pattern(1); int(set) < sets; set++ {
		clear(margin)
		for _, c := range t.Cells {
			margin[c.Pattern&set] += float64(c.Count)
		}
		w.none[set], w.prior[set] = margin[0], delta*math.Exp2(float64(len(t.Lists)-set.Lists()))
		for _, y := range margin[1:] {
			if y > 0 {
				w.fixed[set].rise(y, w.prior[set], 1, longRise)
			}
		}
	}
	return w
}

// moveTo sets the number of the unseen.
func (w *ties) moveTo(n0 float64) {
	if w.n0 < 0 || n0 < w.n0 || n0-w.n0 > longStep {
		w.begin(n0)
		return
	}
	for w.n0 < n0 {
		w.step(math.Min(n0-w.n0, oneLog))
	}
}

// begin computes all anew; exactly the first time, from which steps are counted,
// and by the gamma function where the grid is wide and its sums are rougher anyway.
func (w *ties) begin(n0 float64) {
	most := 0.0
	if w.n0 < 0 {
		most = longRise
	}
	w.n0 = n0
	all := w.n + n0
	margins := make([]compensated, w.sets)
	for set := 1; set < w.sets; set++ {
		m := &margins[set]
		*m = w.fixed[set]
		m.rise(w.none[set]+n0, w.prior[set], 1, most)
		m.rise(all, w.total, -1, most)
	}
	w.base = compensated{}
	w.base.rise(w.n, n0+1, 1, most) // lgamma(N+1) − lgamma(n0+1)
	w.base.add(-math.Log(all))
	for set := 1; set < w.sets; set++ {
		w.log[set] = margins[set]
		for j := range w.own {
			if Pattern(set).On(j) {
				w.log[set].add(-margins[1<<j].high)
				w.log[set].add(-margins[1<<j].low)
			}
		}
	}
	for j := range w.own {
		w.base.add(margins[1<<j].high)
		w.base.add(margins[1<<j].low)
		w.log[1<<j] = compensated{}
	}
}

// step goes so many unseen people further, at most oneLog.
func (w *ties) step(by float64) {
	for set := range w.ratio {
		w.ratio[set] = 1
	}
	base := 1.0
	for k := w.n0; k < w.n0+by; k++ {
		per := 1 / (w.n + k + w.total)
		for set := 1; set < w.sets; set++ {
			w.ratio[set] *= (w.none[set] + k + w.prior[set]) * per
		}
		base *= (w.n + k) / (k + 1)
	}
	w.base.add(math.Log(base))
	for j := range w.own {
		w.own[j] = math.Log(w.ratio[1<<j])
		w.base.add(w.own[j])
	}
	for set := Pattern(3); int(set) < w.sets; set++ {
		if set&(set-1) == 0 {
			continue
		}
		l := math.Log(w.ratio[set])
		for j, o := range w.own {
			if set.On(j) {
				l -= o
			}
		}
		w.log[set].add(l)
	}
	w.n0 += by
}

// values are the logarithms for all sets, and that of the graph without edges.
func (w *ties) values() (base float64, bySet []float64) {
	for set := range w.log {
		w.value[set] = w.log[set].sum()
	}
	return w.base.sum(), w.value
}

// Logarithms below the greatest at which a weight is no longer added.
const (
	negligible = 45 // e⁻⁴⁵ is 3·10⁻²⁰
	hopelessly = 70 // of all graphs together at some number of the unseen
)

// over fills in the weights over the grid, each number standing for as many as
// stands says.
func (w *ties) over(p *posterior, without bool, stands func(int) float64) {
	keep := len(p.graphs)
	if without {
		keep-- // the complete graph is the last, and no other hangs on it
	}
	graphs := p.graphs[:keep]
	factor := make([]uint16, keep) // of each graph beyond its parent, in factors
	var factors [][2]uint8
	known := map[[2]uint8]uint16{}
	for k, g := range graphs {
		pair := [2]uint8{g.clique, g.separator}
		id, ok := known[pair]
		if !ok {
			id = uint16(len(factors))
			known[pair] = id
			factors = append(factors, pair)
		}
		factor[k] = id
	}
	more := make([]float64, len(factors))
	logs := make([]float64, keep)
	p.weight = make([]float64, len(p.at))
	p.shares = make([]float64, len(p.graphs))
	top, total := math.Inf(-1), 0.0
	for i, n0 := range p.at {
		w.moveTo(n0)
		base, value := w.values()
		for f, pair := range factors {
			more[f] = value[pair[0]] - value[pair[1]]
		}
		high := base
		logs[0] = base
		for k := 1; k < keep; k++ {
			l := logs[graphs[k].parent] + more[factor[k]]
			logs[k] = l
			if l > high {
				high = l
			}
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
		if high < top-hopelessly {
			continue
		}
		s, m, floor := 0.0, stands(i), high-negligible
		for k, l := range logs {
			if l > floor {
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
