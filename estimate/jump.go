package estimate

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A jump makes a class larger and its people less often listed in one step, or
// the reverse. Drawing one thing given all others creeps along where few people
// of a class that is hardly ever listed stand for many unseen: the class cannot
// grow before its people are there, nor they before it has. So the classes of
// the people, and the unseen, are summed out, and the step is taken by
// Metropolis's rule on what the lists say then:
//
//	Π π(x)^n(x) / (1 − p₀)ⁿ · P(n₀ within the cap | p₀)
//
// with π(x) the chance of a pattern and p₀ that of none (the prior of N is 1/N).
// It stands between weigh and missing.
type jump struct {
	sum    []float64 // chance of a pattern, by node
	after  []float64 // and in the step that is tried
	seen   float64   // what seen says of sum
	mine   []float64 // that of the class that moves
	factor []float64 // by which the other classes' shares change, 0 for the one that moves
}

// jumpSizes are the sizes of steps, on the scale of log odds.
var jumpSizes = [3]float64{0.2, 0.6, 1.8}

// jumpTries is how many steps are tried in a sweep, of the jumpClasses largest.
const (
	jumpTries   = 2
	jumpClasses = 6
)

// jumps tries steps. It needs the chances that weigh has worked out, and keeps
// them true.
func (c *chain) jumps() {
	if c.extreme {
		return
	}
	k := c.o.Classes
	j := &c.jump
	for i := range c.tree.parent {
		s := 0.0
		for _, w := range c.weights[i*k:][:k] {
			s += w
		}
		if s < 1e-200 {
			return
		}
		j.sum[i] = s
	}
	j.seen = c.seen(j.sum[0])
	for range jumpTries {
		c.try(c.r.IntN(min(k, jumpClasses)))
	}
	c.p0 = math.Min(j.sum[0], 1-1e-12)
}

func (c *chain) try(h int) {
	k, j, last := c.o.Classes, &c.jump, c.o.Classes-1
	place := c.place[h]
	d := c.r.NormFloat64() * jumpSizes[c.r.IntN(len(jumpSizes))]
	which := c.r.IntN(4)
	grows := which != 0 && place < last // the share of the class changes
	fall, scale, rest := 1.0, 1.0, 1.0  // of its odds to be listed, of its share, of those later on the stick
	ratio := 0.0                        // logarithm of what the step is worth
	var piece, left float64
	if grows {
		// A piece V of the stick goes to where log V/(1-V) is larger by d.
		was, before := c.piece[place], c.rest[place]
		e := math.Exp(d)
		sum := was*e + before
		if piece, left = was*e/sum, before/sum; !(piece > 0 && left > 0) {
			return
		}
		scale, rest = piece/was, left/before
		ratio += math.Log(scale) + c.alpha*math.Log(rest)
	}
	mine := c.share[h] * scale
	if which != 1 {
		fall = math.Exp(-d)
		change := 1.0 // of the chance to be on no list
		for l := range c.list {
			o, missed := c.odds[l*k+h], c.missed[l*k+h]
			now := 1 / (1 + o*fall)
			mine *= now
			change *= now / missed
		}
		ratio += (c.o.ListA+c.o.ListB)*math.Log(change) - float64(c.list)*c.o.ListA*d
	} else {
		mine = c.weights[h] * scale
	}
	if !(ratio > -30) || !(mine > 1e-250) {
		return
	}
	for g, at := range c.place {
		switch {
		case at < place:
			j.factor[g] = 1
		case at > place:
			j.factor[g] = rest
		default:
			j.factor[g] = 0
		}
	}
	for i := range j.sum {
		row := c.weights[i*k:][:k]
		if i > 0 {
			mine = j.mine[c.tree.parent[i]] * c.odds[int(c.tree.list[i])*k+h] * fall
		}
		s := mine
		for g, w := range row {
			s += w * j.factor[g]
		}
		j.mine[i], j.after[i] = mine, s
		if n := c.tree.count[i]; n > 0 {
			ratio += n * math.Log(s/j.sum[i])
		}
	}
	if !(j.after[0] < 1-1e-12) {
		return
	}
	seen := c.seen(j.after[0])
	ratio += seen - j.seen
	if !(ratio >= 0) && !(c.r.ExpFloat64() > -ratio) {
		return
	}
	for i := range j.sum {
		row := c.weights[i*k:][:k]
		if rest != 1 {
			for g := range row {
				if c.place[g] > place {
					row[g] *= rest
				}
			}
		}
		row[h] = j.mine[i]
		j.sum[i] = j.after[i]
	}
	j.seen = seen
	if which != 1 {
		for l := range c.list {
			c.odds[l*k+h] *= fall
			c.missed[l*k+h] = 1 / (1 + c.odds[l*k+h])
		}
	}
	if grows {
		c.share[h] *= scale
		for g := range c.share {
			if c.place[g] > place {
				c.share[g] *= rest
			}
		}
		c.piece[place], c.rest[place] = piece, left
	}
}

// seen is the logarithm of P(n₀ within the cap | p₀) / (1 − p₀)ⁿ.
func (c *chain) seen(p0 float64) float64 {
	l := -c.n * math.Log1p(-p0)
	odds := p0 / (1 - p0)
	most := math.Floor(c.o.Cap * c.n)
	if mean := c.n * odds; mean+10*math.Sqrt(mean*(1+odds))+50 > most {
		l += math.Log(math.Max(mathext.RegIncBeta(c.n, most+1, 1-p0), 1e-300))
	}
	return l
}
