package estimate

import (
	"math"
)

// LCMCR are the settings of the latent class model for capture and recapture
// (Manrique-Vallier 2016): people fall into classes, within a class the lists
// name them independently, and a stick-breaking prior decides how many classes
// there are. Its weak point is its prior: it prefers few classes, and errs low
// where rare classes are hardly ever listed.
type LCMCR struct {
	Classes      int     // most classes, 0 for 10
	Shape, Rate  float64 // of the gamma prior of the concentration alpha, 0 for 1/4 each
	ListA, ListB float64 // of the beta prior of the chance to be listed, 0 for 1 each
	Cap          float64 // most unseen people for each person seen, 0 for 20
	Chains       int     // 0 for 8
	Seed         uint64
	ESS          float64 // effective draws aimed at, 0 for 2,500: limits within a few hundredths of the spread
	Sweeps       int     // most sweeps of one chain, 0 for 400,000
	Progress     func(done, most int)
	Threads      int // 0 for all cores; the result is the same for any number
}

func (o LCMCR) filled() LCMCR {
	set := func(v *float64, d float64) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&o.Shape, 0.25)
	set(&o.Rate, 0.25)
	set(&o.ListA, 1)
	set(&o.ListB, 1)
	set(&o.Cap, 20)
	set(&o.ESS, 2500)
	if o.Classes <= 0 {
		o.Classes = 10
	}
	if o.Chains <= 0 {
		o.Chains = 8
	}
	if o.Sweeps <= 0 {
		o.Sweeps = 400_000
	}
	return o
}

// chain is one run of the Gibbs sampler over the classes, the chances to be
// listed, the concentration and the number of the unseen.
type chain struct {
	r     random
	o     LCMCR
	lists int
	k     int // classes
	n     float64
	cells []cell

	share  []float64 // of a class, by class
	logs   []float64 // logarithms of the shares
	broken []float64 // logarithms of what each class leaves of the stick
	absent []float64 // share times the chance to be on no list
	odds   []float64 // of being on a list, by list and class
	listed []float64 // people of a class on a list, by list and class
	people []float64 // of a class, the unseen included
	unseen []float64 // of a class
	alpha  float64
	n0     float64
	p0     float64

	weights []float64 // of the classes for a pattern, by depth of the pattern's tree
	left    []float64 // sums of weights from a class on
	jumps   jumps
	age     int  // sweeps done
	capped  bool // a draw of the unseen was cut off
}

// cell is one pattern: its lists beyond those it shares with the pattern
// before it, so that their product is made once.
type cell struct {
	n      float64
	shared int // lists that its weights have in common with those before
	lists  []int
}

func newChain(t Table, o LCMCR, id int) *chain {
	k, lists := o.Classes, len(t.Lists)
	c := &chain{r: newRandom(o.Seed, id), o: o, lists: lists, k: k, n: float64(t.N()), cells: cellsOf(t),
		share: make([]float64, k), logs: make([]float64, k), broken: make([]float64, k), absent: make([]float64, k), odds: make([]float64, lists*k), listed: make([]float64, lists*k),
		people: make([]float64, k), unseen: make([]float64, k), weights: make([]float64, (lists+1)*k), left: make([]float64, k+1)}
	c.disperse(id)
	return c
}

// cellsOf are the cells in the order of the lists they have in common.
func cellsOf(t Table) []cell {
	var out []cell
	var before []int
	for _, x := range sortedByLists(t) {
		var lists []int
		for j := range t.Lists {
			if x.Pattern.On(j) {
				lists = append(lists, j)
			}
		}
		shared := 0
		for shared < len(before) && shared < len(lists) && before[shared] == lists[shared] {
			shared++
		}
		out = append(out, cell{n: float64(x.Count), shared: shared, lists: lists})
		before = lists
	}
	return out
}

// disperse starts a chain far from the others: classes of any sizes, lists that
// name anybody or nobody, half of the chains without unseen people and half with
// five for each person seen. Chains that start alike agree without having mixed.
func (c *chain) disperse(id int) {
	c.alpha = math.Exp(2*c.r.Float64() - 1)
	for i := range c.odds {
		u := 0.02 + 0.96*c.r.Float64()
		c.odds[i] = u / (1 - u)
	}
	sum := 0.0
	for h := range c.share {
		c.share[h] = c.r.ExpFloat64()
		sum += c.share[h]
	}
	for h := range c.share {
		c.share[h] /= sum
	}
	c.setAbsent()
	if id%2 == 1 {
		c.n0 = 5 * c.n
	}
	left := c.n0
	for h := range c.unseen {
		c.unseen[h] = math.Floor(c.n0 * c.share[h])
		left -= c.unseen[h]
	}
	c.unseen[0] += left
}

func (c *chain) setAbsent() {
	c.p0 = 0
	for h := range c.share {
		p := c.share[h]
		for j := range c.lists {
			p /= 1 + c.odds[j*c.k+h]
		}
		c.absent[h] = p
		c.p0 += p
	}
	c.p0 = math.Min(c.p0, 1-1e-12)
}

// sweep draws everything once from its distribution given the rest.
func (c *chain) sweep() {
	c.allot()
	c.lambda()
	c.sticks()
	c.relabel()
	c.jump()
	c.setAbsent()
	c.missing()
	if c.age++; c.age < settling && c.age%50 == 0 {
		c.order()
	}
}

// settling is how many sweeps a chain takes to settle. Until then the
// concentration stays where it was started and the classes are put in the order
// of their sizes: where all people sit in the last class the stick makes them
// stay there, though next to nothing speaks for it. These sweeps are left out.
const settling = 1000

func (c *chain) order() {
	for i := range c.k {
		most := i
		for j := i + 1; j < c.k; j++ {
			if c.people[j] > c.people[most] {
				most = j
			}
		}
		if most != i {
			c.exchange(i, most)
			c.share[i], c.share[most] = c.share[most], c.share[i]
		}
	}
}

// allot draws the classes of the people of each pattern.
func (c *chain) allot() {
	k := c.k
	clear(c.listed)
	copy(c.people, c.unseen)
	copy(c.weights[:k], c.absent)
	for _, x := range c.cells {
		for d := x.shared; d < len(x.lists); d++ {
			from, to, odds := c.weights[d*k:(d+1)*k], c.weights[(d+1)*k:(d+2)*k], c.odds[x.lists[d]*k:(x.lists[d]+1)*k]
			for h := range to {
				to[h] = from[h] * odds[h]
			}
		}
		c.multinomial(x.n, c.weights[len(x.lists)*k:(len(x.lists)+1)*k], func(h int, n float64) {
			c.people[h] += n
			for _, j := range x.lists {
				c.listed[j*k+h] += n
			}
		})
	}
}

// multinomial shares n people out by the weights and hands on each class's.
func (c *chain) multinomial(n float64, weights []float64, give func(h int, n float64)) {
	sum := 0.0
	for h := len(weights) - 1; h >= 0; h-- {
		sum += weights[h]
		c.left[h] = sum
	}
	if !(sum > 0) || math.IsInf(sum, 1) {
		give(0, n) // no class can have made the pattern: all are as unlikely
		return
	}
	if n <= 3 {
		for range int(n) {
			u := c.r.Float64() * sum
			h := 0
			for h < len(weights)-1 && u >= sum-c.left[h+1] {
				h++
			}
			give(h, 1)
		}
		return
	}
	for h := 0; n > 0; h++ {
		if h == len(weights)-1 {
			give(h, n)
			return
		}
		if weights[h] == 0 {
			continue
		}
		if x := c.r.binomial(n, weights[h]/c.left[h]); x > 0 {
			give(h, x)
			n -= x
		}
	}
}

// lambda draws the chance of each class to be on each list, as odds: the ratio
// of two gammas loses nothing where the chance is near 0 or 1.
func (c *chain) lambda() {
	for j := range c.lists {
		for h := range c.k {
			on := c.listed[j*c.k+h]
			c.odds[j*c.k+h] = c.r.gamma(c.o.ListA+on) / c.r.gamma(c.o.ListB+c.people[h]-on)
		}
	}
}

// sticks draws the shares of the classes, and the concentration given them.
func (c *chain) sticks() {
	rest := 0.0
	for _, n := range c.people {
		rest += n
	}
	left := 0.0 // logarithm of what is left of the stick
	for h := range c.k - 1 {
		rest -= c.people[h]
		a, b := c.r.gamma(1+c.people[h]), c.r.logGamma(c.alpha+rest)
		logA := math.Log(a)
		logSum := logAdd(logA, b)
		c.logs[h], c.broken[h] = left+logA-logSum, b-logSum
		left += c.broken[h]
	}
	c.logs[c.k-1] = left
	if c.age < settling {
		return
	}
	c.alpha = math.Exp(c.r.logGamma(c.o.Shape+float64(c.k)-1)) / (c.o.Rate - left)
}

// relabel exchanges classes, which changes nothing of what they say but frees
// the sampler: a large class that sits late on the stick gets forward by single
// people only otherwise (Papaspiliopoulos and Roberts 2008).
func (c *chain) relabel() {
	for range c.k {
		// Two classes change places, and the pieces of the stick stay.
		i, j := c.r.IntN(c.k), c.r.IntN(c.k)
		if i == j || c.people[i] == c.people[j] {
			continue
		}
		if d := (c.logs[j] - c.logs[i]) * (c.people[i] - c.people[j]); d >= 0 || c.r.ExpFloat64() > -d {
			c.exchange(i, j)
		}
	}
	for h := range c.k - 2 {
		// Two neighbours change places and take their parts of the stick along.
		d := c.people[h]*c.broken[h+1] - c.people[h+1]*c.broken[h]
		if d < 0 && c.r.ExpFloat64() <= -d {
			continue
		}
		c.exchange(h, h+1)
		before := c.logs[h] - log1mexp(c.broken[h]) // what is left of the stick before both
		c.broken[h], c.broken[h+1] = c.broken[h+1], c.broken[h]
		c.logs[h] = before + log1mexp(c.broken[h])
		c.logs[h+1] = before + c.broken[h] + log1mexp(c.broken[h+1])
	}
	for h, l := range c.logs {
		c.share[h] = math.Exp(l)
	}
}

func (c *chain) exchange(i, j int) {
	c.people[i], c.people[j] = c.people[j], c.people[i]
	c.unseen[i], c.unseen[j] = c.unseen[j], c.unseen[i]
	for l := range c.lists {
		a := l * c.k
		c.odds[a+i], c.odds[a+j] = c.odds[a+j], c.odds[a+i]
	}
}

// log1mexp is log(1 − eˣ) of a negative x.
func log1mexp(x float64) float64 {
	if x > -math.Ln2 {
		return math.Log(-math.Expm1(x))
	}
	return math.Log1p(-math.Exp(x))
}

func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// missing draws how many are on no list, and their classes. With a prior of 1/N
// they are negative binomial given the chance to be on none.
func (c *chain) missing() {
	most := c.o.Cap * c.n
	c.n0 = most
	for range 100 {
		if n0 := c.r.poisson(c.r.gamma(c.n) * c.p0 / (1 - c.p0)); n0 <= most {
			c.n0 = n0
			break
		}
		c.capped = true
	}
	clear(c.unseen)
	c.multinomial(c.n0, c.absent, func(h int, n float64) { c.unseen[h] += n })
}
