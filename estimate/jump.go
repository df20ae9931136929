package estimate

import "math"

// jumps moves whole classes. Drawing one thing given all others creeps along
// where few people in a class that is hardly ever listed stand for many unseen:
// the class cannot grow before its people are there, nor they before it has. So
// the classes of the people, and the unseen, are summed out, and a class is made
// larger and less often listed in one step, or the reverse, which is accepted by
// Metropolis's rule on what the lists say then:
//
//	Π π(x)^n(x) / (1 − p₀)ⁿ
//
// with π(x) the chance of a pattern and p₀ that of none (the prior of N is 1/N).
type jumps struct {
	w     []float64 // chance of a pattern and class, by cell and class
	sum   []float64 // chance of a pattern
	after []float64 // and in the step that is tried
	mine  []float64 // of the class that moves
	stack []float64
}

// jumpsEach is how many classes are tried in a sweep; in a table of many
// patterns each costs as much as drawing everything once.
func (c *chain) jumpsEach() int {
	if len(c.cells) > 300 {
		return 2
	}
	return c.k
}

// jump tries steps of several classes. It expects the logarithms of the shares
// and of what is left of the stick; the chances to be on no list are set after.
func (c *chain) jump() {
	k, m := c.k, len(c.cells)
	j := &c.jumps
	if j.w == nil {
		j.w, j.sum, j.after, j.mine, j.stack = make([]float64, m*k), make([]float64, m), make([]float64, m), make([]float64, m), make([]float64, c.lists+1)
	}
	c.setAbsent()
	copy(c.weights[:k], c.absent)
	for i, x := range c.cells {
		for d := x.shared; d < len(x.lists); d++ {
			from, to, odds := c.weights[d*k:(d+1)*k], c.weights[(d+1)*k:(d+2)*k], c.odds[x.lists[d]*k:(x.lists[d]+1)*k]
			for h := range to {
				to[h] = from[h] * odds[h]
			}
		}
		s := 0.0
		for h, v := range c.weights[len(x.lists)*k : (len(x.lists)+1)*k] {
			j.w[i*k+h] = v
			s += v
		}
		j.sum[i] = s
	}
	for range c.jumpsEach() {
		c.step(c.r.IntN(k))
	}
	for h, l := range c.logs {
		c.share[h] = math.Exp(l)
	}
}

// scales are the sizes of steps, on the scale of log odds.
var scales = [3]float64{0.15, 0.6, 2}

func (c *chain) step(h int) {
	k, j := c.k, &c.jumps
	d := c.r.NormFloat64() * scales[c.r.IntN(len(scales))]
	grows := h < k-1 && c.r.IntN(3) > 0 // the share of the class changes too
	lists := c.r.IntN(4) > 0            // its chances to be listed change
	if !grows && !lists {
		return
	}
	ratio := 0.0 // logarithm of what the step is worth
	fall, share, rest := 1.0, 0.0, 1.0
	if lists {
		fall = math.Exp(-d)
	}
	broken := 0.0
	if grows {
		logit := log1mexp(c.broken[h]) - c.broken[h] + d
		broken = -math.Log1p(math.Exp(logit))
		logV, before := logit+broken, log1mexp(c.broken[h])
		share, rest = logV-before, math.Exp(broken-c.broken[h])
		ratio += logV + c.alpha*broken - before - c.alpha*c.broken[h]
	}
	none := math.Exp(share) * c.share[h]
	for l := range c.lists {
		o := c.odds[l*k+h]
		n := o * fall
		none /= 1 + n
		ratio += c.o.ListA*(math.Log(n/o)) - (c.o.ListA+c.o.ListB)*math.Log((1+n)/(1+o))
	}
	before, after := 0.0, 0.0 // chance to be on no list
	for g, v := range c.absent {
		before += v
		switch {
		case g == h:
			after += none
		case g > h:
			after += v * rest
		default:
			after += v
		}
	}
	if !(ratio > -50) || !(after < 1-1e-12) || after/(1-after) > c.o.Cap {
		return
	}
	ratio -= c.n * math.Log((1-after)/(1-before))
	j.stack[0] = none
	for i, x := range c.cells {
		for t := x.shared; t < len(x.lists); t++ {
			j.stack[t+1] = j.stack[t] * c.odds[x.lists[t]*k+h] * fall
		}
		v := j.stack[len(x.lists)]
		row := j.w[i*k : (i+1)*k]
		s := v
		if rest == 1 {
			s += j.sum[i] - row[h]
		} else {
			for _, w := range row[:h] {
				s += w
			}
			beyond := 0.0
			for _, w := range row[h+1:] {
				beyond += w
			}
			s += beyond * rest
		}
		j.mine[i], j.after[i] = v, s
		ratio += x.n * math.Log(s/j.sum[i])
	}
	if !(ratio >= 0) && !(c.r.ExpFloat64() > -ratio) {
		return
	}
	for i := range c.cells {
		row := j.w[i*k : (i+1)*k]
		row[h] = j.mine[i]
		if rest != 1 {
			for g := h + 1; g < k; g++ {
				row[g] *= rest
			}
		}
		s := 0.0
		for _, w := range row {
			s += w
		}
		j.sum[i] = s
	}
	for l := range c.lists {
		c.odds[l*k+h] *= fall
	}
	c.absent[h] = none
	if grows {
		c.logs[h] += share
		c.share[h] = math.Exp(c.logs[h])
		for g := h + 1; g < k; g++ {
			c.logs[g] += broken - c.broken[h]
			c.share[g] = math.Exp(c.logs[g])
			c.absent[g] *= rest
		}
		c.broken[h] = broken
	}
}
