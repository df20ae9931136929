package estimate

import (
	"math"
	"slices"
)

// chain is one run of the Gibbs sampler over the classes of people, the chances
// to be listed, the shares of the classes, the concentration and the number of
// the unseen.
//
// Classes have a place on the stick, which the prior of their shares goes by.
// Arrays over classes are not in that order but by size, so that people are
// dealt out to the largest first and few are left to deal; place tells where on
// the stick each is.
type chain struct {
	r    random
	o    LCMCR
	tree captureTree
	list int // how many lists
	n    float64

	place  []int     // on the stick
	share  []float64 // of a class
	odds   []float64 // of being on a list, by list and class
	missed []float64 // the chance to be missed by a list, by list and class
	alpha  float64
	n0     float64
	p0     float64 // chance to be on no list
	capped bool    // a draw of the unseen was cut off

	weights []float64 // chance of a pattern and class, by node and class
	left    []float64 // sums of weights from a class on
	people  []float64 // by node and class, those of the nodes below with them; node 0 has all
	listed  []float64 // people of a class on a list, by list and class
	extreme bool      // products of chances are too small for a float64
	order   []int     // by size
	sizes   []float64 // of classes by place on the stick
	holder  []int     // of each place on the stick: the class
	beyond  []float64 // people in places from one on
	scratch []float64
	piece   []float64 // that a place takes of what is left of the stick
	rest    []float64 // 1 minus it
	jump    jump
}

func newChain(t Table, o LCMCR, id int) *chain {
	return newChainOf(newCaptureTree(t), len(t.Lists), o, id)
}

func newChainOf(tree captureTree, lists int, o LCMCR, id int) *chain {
	k := o.Classes
	c := &chain{
		r: newRandom(o.Seed, id), o: o, tree: tree, list: lists, n: sumOf(tree.count),
		place: make([]int, k), share: make([]float64, k), odds: make([]float64, lists*k), missed: make([]float64, lists*k),
		weights: make([]float64, len(tree.parent)*k), left: make([]float64, k), people: make([]float64, len(tree.parent)*k), listed: make([]float64, lists*k),
		order: make([]int, k), sizes: make([]float64, k), holder: make([]int, k), beyond: make([]float64, k+1), scratch: make([]float64, k), piece: make([]float64, k), rest: make([]float64, k),
		jump: jump{sum: make([]float64, len(tree.parent)), after: make([]float64, len(tree.parent)), mine: make([]float64, len(tree.parent)), factor: make([]float64, k)},
	}
	c.disperse(id)
	return c
}

// disperse starts a chain, by its number, in one of four places that lie far
// apart: everybody alike, or classes of any sizes with lists that name anybody or
// nobody; and without unseen people or with five for each person seen. The first
// two find what few classes explain, the others what many do. Chains that start
// alike agree without having mixed.
func (c *chain) disperse(id int) {
	k := c.o.Classes
	for i := range c.place {
		c.place[i], c.holder[i], c.order[i] = i, i, i
	}
	c.alpha = math.Exp(2*c.r.Float64() - 1)
	c.stick()
	c.lambda()
	if id/2%2 == 1 {
		clear(c.listed)
		for i, n := range c.tree.count {
			for at := int32(i); at != 0; at = c.tree.parent[at] {
				c.listed[int(c.tree.list[at])*k] += n
			}
		}
		for at := range c.odds {
			rate := (c.listed[at/k*k] + 0.5) / (c.n + 1)
			c.odds[at], c.missed[at] = rate/(1-rate), 1-rate
		}
	}
	if id%2 == 1 {
		c.n0 = math.Floor(math.Min(5, c.o.Cap) * c.n)
	}
	c.weigh()
	c.deal()
	c.parameters()
}

// sweep draws everything once: the unseen with the classes of people summed
// out, then the classes, then the concentration with the shares summed out, the
// shares, and the chances to be listed.
func (c *chain) sweep() {
	c.weigh()
	c.jumps()
	c.missing()
	c.deal()
	c.parameters()
}

// drawn is what the last sweep drew, and whether any since the last call was cut
// off at the cap.
func (c *chain) drawn() (n0, p0 float64, capped bool) {
	capped, c.capped = c.capped, false
	return c.n0, c.p0, capped
}

func (c *chain) parameters() {
	c.sort()
	c.relabel()
	c.bringForward()
	c.concentrate()
	c.stick()
	c.lambda()
}

// weigh works out the chance of each pattern and class, each from its parent's.
func (c *chain) weigh() {
	k := c.o.Classes
	root := c.weights[:k]
	copy(root, c.share)
	for j := range c.list {
		missed := c.missed[j*k:][:k]
		for h, m := range missed {
			root[h] *= m
		}
	}
	c.extreme, c.p0 = false, 0
	for h, w := range root {
		c.extreme = c.extreme || w < 1e-250 && c.share[h] > 1e-100
		c.p0 += w
	}
	c.p0 = math.Min(c.p0, 1-1e-12)
	for i := 1; i < len(c.tree.parent); i++ {
		w := c.weights[i*k:][:k]
		above := c.weights[int(c.tree.parent[i])*k:][:k]
		odds := c.odds[int(c.tree.list[i])*k:][:k]
		for h, o := range odds {
			w[h] = above[h] * o
		}
	}
}

// missing draws how many are on no list. With a prior of 1/N they are negative
// binomial given the chance to be on none. Where draws are beyond the cap again
// and again their number stays, which leaves the distribution that is cut off
// at the cap as it is: a Metropolis step that was not taken.
func (c *chain) missing() {
	most := math.Floor(c.o.Cap * c.n)
	for range 20 {
		if n0 := c.r.poisson(c.r.gamma(c.n) * c.p0 / (1 - c.p0)); n0 <= most {
			c.n0 = n0
			return
		}
		c.capped = true
	}
}

// deal draws the classes of all people, and counts by list and class. It goes
// from the last node to the root: when the turn of a node comes it has the
// people of all nodes below it, and its list names them all.
func (c *chain) deal() {
	k := c.o.Classes
	clear(c.people)
	clear(c.listed)
	for i := len(c.tree.parent) - 1; i > 0; i-- {
		above := c.people[int(c.tree.parent[i])*k:][:k]
		listed := c.listed[int(c.tree.list[i])*k:][:k]
		if n := c.tree.count[i]; n <= few && c.tree.leaf[i] {
			c.sum(i)
			for range int(n) {
				h := c.pick(i)
				above[h]++
				listed[h]++
			}
			continue
		}
		people := c.people[i*k:][:k]
		c.dealNode(i, c.tree.count[i], people)
		for h, n := range people {
			above[h] += n
			listed[h] += n
		}
	}
	c.dealNode(0, c.n0, c.people[:k])
}

// few people are dealt out one by one.
const few = 3

// dealNode adds n people of a node to the classes.
func (c *chain) dealNode(i int, n float64, people []float64) {
	if n == 0 {
		return
	}
	c.sum(i)
	if n <= few {
		for range int(n) {
			people[c.pick(i)]++
		}
		return
	}
	last := len(people) - 1
	for h, w := range c.weights[i*c.o.Classes:][:last] {
		x := c.r.binomial(n, w/c.left[h])
		people[h] += x
		if n -= x; n == 0 {
			return
		}
	}
	people[last] += n
}

// sum adds the weights of a node up from the last class.
func (c *chain) sum(i int) {
	w := c.weights[i*c.o.Classes:][:c.o.Classes]
	for again := false; ; again = true {
		total := 0.0
		for h := len(w) - 1; h >= 0; h-- {
			total += w[h]
			c.left[h] = total
		}
		if again || !c.extreme && total > 1e-200 {
			return
		}
		c.weighByLogarithm(i)
	}
}

// pick draws the class of one person of a node that was summed.
func (c *chain) pick(i int) int {
	u := c.r.Float64() * c.left[0]
	last := c.o.Classes - 1
	for h, w := range c.weights[i*c.o.Classes:][:last] {
		if u -= w; u < 0 {
			return h
		}
	}
	return last
}

// weighByLogarithm weighs a node anew, up to a factor, where products would be
// beyond what a float64 holds: thirty lists, or a class of people who are all
// on every list.
func (c *chain) weighByLogarithm(i int) {
	k := c.o.Classes
	w := c.weights[i*k:][:k]
	for h, share := range c.share {
		w[h] = math.Log(share)
	}
	for j := range c.list {
		for h := range w {
			w[h] += math.Log(c.missed[j*k+h])
		}
	}
	for at := int32(i); at != 0; at = c.tree.parent[at] {
		for h := range w {
			w[h] += math.Log(c.odds[int(c.tree.list[at])*k+h])
		}
	}
	top := slices.Max(w)
	for h := range w {
		w[h] = math.Exp(w[h] - top)
	}
}

// sort finds the order of the classes by size; they are nearly in it already.
// From here to the end of lambda, which puts them there, order tells which
// class of before each one is.
func (c *chain) sort() {
	size := c.people[:c.o.Classes]
	for i := range c.order {
		c.order[i] = i
	}
	for i := 1; i < len(c.order); i++ {
		for j := i; j > 0 && size[c.order[j]] > size[c.order[j-1]]; j-- {
			c.order[j], c.order[j-1] = c.order[j-1], c.order[j]
		}
	}
	for h, from := range c.order {
		c.scratch[h] = float64(c.place[from])
	}
	for h := range c.place {
		p := int(c.scratch[h])
		c.place[h], c.holder[p], c.sizes[p] = p, h, size[c.order[h]]
	}
}

// relabel exchanges neighbours on the stick, with the shares summed out: it
// changes nothing of what the classes say, but a large class that sits late on
// the stick gets forward by single people only otherwise (after Papaspiliopoulos
// and Roberts 2008). Given the sizes C of the classes by place,
//
//	p(C | alpha) ∝ alpha^(K−1) Γ(alpha+C_K)/Γ(alpha+n) Π_{k<K} Γ(1+C_k)/(alpha+B_k)
//
// with B_k the people in places from k on.
func (c *chain) relabel() {
	c.accumulate()
	last := len(c.sizes) - 1
	for i := range 2 * last {
		h := i
		if i >= last { // back again
			h = 2*last - 1 - i
		}
		a, b := c.sizes[h], c.sizes[h+1]
		if a == b {
			continue
		}
		var accept bool
		if h+1 < last {
			rest := c.alpha + c.beyond[h+2]
			accept = c.r.Float64()*(rest+a) < rest+b
		} else {
			accept = c.r.ExpFloat64() > lgamma(1+a)+lgamma(c.alpha+b)-lgamma(1+b)-lgamma(c.alpha+a)
		}
		if accept {
			c.sizes[h], c.sizes[h+1] = b, a
			c.holder[h], c.holder[h+1] = c.holder[h+1], c.holder[h]
			c.beyond[h+1] += a - b
		}
	}
	for p, h := range c.holder {
		c.place[h] = p
	}
}

func (c *chain) accumulate() {
	sum := 0.0
	for p := len(c.sizes) - 1; p >= 0; p-- {
		sum += c.sizes[p]
		c.beyond[p] = sum
	}
}

// bringForward exchanges the last place of the stick with another, and draws the
// concentration anew with it. Where everybody sits in the last place a large
// concentration explains it, and holds them there: neither can move before the
// other, though next to nothing speaks for both. The step is Metropolis's on
// p(C | alpha) and the prior, log alpha from a logistic distribution of scale 2.
func (c *chain) bringForward() {
	last := len(c.sizes) - 1
	p := c.r.IntN(last)
	a, b := c.sizes[p], c.sizes[last]
	if a == b {
		return
	}
	u := c.r.Float64()
	t := 2 * math.Log(u/(1-u))
	if math.Abs(t) > 60 { // alpha would be no number to reckon with, and is never accepted
		return
	}
	proposed := func(x float64) float64 { return -x/2 - 2*math.Log1p(math.Exp(-x/2)) }
	was := math.Log(c.alpha)
	ratio := c.logStick(was) - proposed(was)
	c.sizes[p], c.sizes[last] = b, a
	c.accumulate()
	if c.r.ExpFloat64() > ratio-c.logStick(t)+proposed(t) {
		c.alpha = math.Exp(t)
		i, j := c.holder[p], c.holder[last]
		c.holder[p], c.holder[last] = j, i
		c.place[i], c.place[j] = last, p
		return
	}
	c.sizes[p], c.sizes[last] = a, b
	c.accumulate()
}

// logStick is the logarithm of p(C | alpha), which relabel tells, times the prior of
// log alpha.
func (c *chain) logStick(x float64) float64 {
	last := len(c.sizes) - 1
	a := math.Exp(x)
	l := (c.o.Shape+float64(last))*x - c.o.Rate*a + lgamma(a+c.sizes[last]) - lgamma(a+c.beyond[0])
	for k, n := range c.sizes[:last] {
		l += lgamma(1+n) - math.Log(a+c.beyond[k])
	}
	return l
}

// concentrate draws alpha with the shares summed out, by a slice on its
// logarithm (Neal 2003). Given the shares alpha would hardly move where the end
// of the stick is short.
func (c *chain) concentrate() {
	last := len(c.sizes) - 1
	filled := 0 // places before the empty end: beyond it the terms of alpha cancel
	for filled < last && c.beyond[filled] > 0 {
		filled++
	}
	density := func(x float64) float64 { // of log alpha
		a := math.Exp(x)
		d := (c.o.Shape+float64(filled))*x - c.o.Rate*a - lgamma(a+c.beyond[0])
		product := 1.0
		for _, b := range c.beyond[:filled] {
			product *= a + b
			if product > 1e280 {
				d -= math.Log(product)
				product = 1
			}
		}
		d -= math.Log(product)
		if c.sizes[last] > 0 {
			return d + lgamma(a+c.sizes[last])
		}
		return d + lgamma(a+1) - x // log Γ(alpha)
	}
	x := math.Log(c.alpha)
	level := density(x) - c.r.ExpFloat64()
	const width = 2.0
	lo := x - width*c.r.Float64()
	hi := lo + width
	for range 50 {
		if density(lo) < level {
			break
		}
		lo -= width
	}
	for range 50 {
		if density(hi) < level {
			break
		}
		hi += width
	}
	for range 100 {
		y := lo + (hi-lo)*c.r.Float64()
		if density(y) >= level {
			c.alpha = math.Exp(y)
			return
		}
		if y < x {
			lo = y
		} else {
			hi = y
		}
	}
}

// stick draws the shares of the classes. Those beyond what a float64 holds are
// zero: no class that small has anybody.
func (c *chain) stick() {
	left, after := 1.0, 0.0
	for _, n := range c.sizes {
		after += n
	}
	last := len(c.sizes) - 1
	for p, n := range c.sizes[:last] {
		after -= n
		c.piece[p], c.rest[p] = c.breakOff(1+n, c.alpha+after)
		c.share[c.holder[p]] = left * c.piece[p]
		left *= c.rest[p]
	}
	c.share[c.holder[last]] = left
}

// breakOff draws from Beta(a, b), a at least 1, and returns the draw and 1
// minus it, either as precise where it is small.
func (c *chain) breakOff(a, b float64) (piece, rest float64) {
	switch {
	case a == 1:
		l := -c.r.ExpFloat64() / b
		rest = math.Exp(l)
		if l > -1e-4 {
			return -l * (1 + l/2), rest
		}
		return 1 - rest, rest
	case b >= 1:
		x, y := c.r.gamma(a), c.r.gamma(b)
		return x / (x + y), y / (x + y)
	}
	ratio := math.Exp(c.r.logGamma(b)) / c.r.gamma(a)
	return 1 / (1 + ratio), ratio / (1 + ratio)
}

// lambda draws the chance of each class to be on each list, as odds: the ratio
// of two gammas loses nothing where the chance is near 0 or 1.
func (c *chain) lambda() {
	k := c.o.Classes
	uniform := c.o.ListA == 1 && c.o.ListB == 1
	for h, from := range c.order {
		size := c.people[from]
		for j := range c.list {
			at := j*k + h
			if size == 0 && uniform {
				u := c.r.Float64()
				c.odds[at], c.missed[at] = u/(1-u), 1-u
				continue
			}
			on := c.listed[j*k+from]
			x, y := c.r.gammaAny(c.o.ListA+on), math.Max(c.r.gammaAny(c.o.ListB+size-on), 1e-300)
			c.odds[at], c.missed[at] = x/y, y/(x+y)
		}
	}
}
