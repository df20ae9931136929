package estimate

import (
	"math"
	"slices"
)

// A ladder is chains that know less and less of the table, which exchange what
// they believe: where the posterior has peaks that no step joins, a chain that
// knows a tenth of the people wanders between them, and hands what it found down
// to the one that knows all (parallel tempering, Geyer 1991). To know less here
// is to have the same patterns with counts that are a part of the real ones, so
// that each chain is the ordinary sampler of a table of its own. An exchange of
// classes, shares and concentration between two tables is accepted by
//
//	L₁(θ₂) L₂(θ₁) / L₁(θ₁) L₂(θ₂),   L(θ) = Π π(x)^n(x) / (1 − p₀)ⁿ · P(n₀ within the cap | p₀)
//
// with the classes of people and the unseen summed out; the next sweep draws them.
type ladder struct {
	r     random
	rungs []*chain    // the first knows all
	logs  [][]float64 // of the chance of each pattern, by rung and node
	odd   bool        // which neighbours are next
}

const (
	ladders     = 4
	ladderRound = 10_000 // sweeps of each ladder before a look
	ladderESS   = 1000   // effective draws: the weight of a peak is then known to about 3 points
	ladderWork  = 80.0   // CPU seconds that ladders may take
	topRung     = 150    // people that the last rung knows, about: too few for peaks
	rungStep    = 0.2    // between the logarithms of what neighbours know
)

// ladderParts are the parts of the people that the rungs know; nil where a table is
// too small to have peaks, or so large that ladders would take too long.
func ladderParts(t Table, o LCMCR) []float64 {
	reach := math.Log(float64(t.N()) / topRung)
	steps := math.Ceil(reach / rungStep)
	if !(reach > 0) || 2*ladderRound*ladders*(steps+1)*o.work(t) > ladderWork {
		return nil
	}
	var parts []float64
	for i := 0.0; i <= steps; i++ {
		parts = append(parts, math.Exp(-reach*i/steps))
	}
	return parts
}

// climb runs ladders until they agree, or have had their time.
func climb(t Table, o LCMCR, parts []float64) (traces []trace, sweeps int, d Diagnosis) {
	var all []*ladder
	for id := range ladders {
		all = append(all, newLadder(t, o, id, parts))
	}
	traces = make([]trace, ladders)
	most := int(ladderWork / (ladders * float64(len(parts)) * o.work(t)))
	for {
		next := min(ladderRound, most-sweeps)
		run(all, traces, next, o.Threads)
		sweeps += next
		if o.Progress != nil {
			o.Progress(sweeps, most)
		}
		d = Diagnose(logs(sparse(kept(traces))))
		if d.Worst() <= rHatWarn && d.Bulk >= ladderESS && d.Tail >= essRefuse || sweeps >= most {
			return traces, sweeps, d
		}
	}
}

func newLadder(t Table, o LCMCR, id int, parts []float64) *ladder {
	const streams = 1000 // of the random generators: those before are of chains
	l := &ladder{r: newRandom(o.Seed, streams*(id+1))}
	whole := newCaptureTree(t)
	for rung, part := range parts {
		tree := whole
		tree.count = make([]float64, len(whole.count))
		for i, n := range whole.count {
			// Patterns of one person leave at different rungs, not all at the same.
			_, turn := math.Modf(float64(i+1) * (math.Sqrt(5) - 1) / 2)
			tree.count[i] = math.Floor(part*n + turn)
		}
		if sumOf(tree.count) == 0 {
			tree.count[slices.Index(whole.count, slices.Max(whole.count))] = 1
		}
		c := newChainOf(tree, len(t.Lists), o, streams*(id+1)+1+rung)
		l.rungs = append(l.rungs, c)
		l.logs = append(l.logs, make([]float64, len(whole.count)))
	}
	return l
}

// sweep sweeps every rung, and tries to exchange each with the next: those at an
// even place and those at an odd one in turn, which carries beliefs along.
func (l *ladder) sweep() {
	for i, c := range l.rungs {
		c.sweep()
		c.weigh()
		k := c.o.Classes
		for node := range c.tree.parent {
			s := 0.0
			for _, w := range c.weights[node*k:][:k] {
				s += w
			}
			l.logs[i][node] = math.Log(s)
		}
	}
	i := 0
	if l.odd {
		i = 1
	}
	l.odd = !l.odd
	for ; i+1 < len(l.rungs); i += 2 {
		a, b := l.rungs[i], l.rungs[i+1]
		ratio := a.seen(b.p0) + b.seen(a.p0) - a.seen(a.p0) - b.seen(b.p0)
		for node, n := range a.tree.count {
			if more := n - b.tree.count[node]; more != 0 {
				ratio += more * (l.logs[i+1][node] - l.logs[i][node])
			}
		}
		if l.r.ExpFloat64() > -ratio {
			a.exchange(b)
		}
	}
}

// exchange exchanges what two chains believe. What belongs to the people of their
// tables is drawn in the next sweep.
func (c *chain) exchange(d *chain) {
	c.place, d.place = d.place, c.place
	c.share, d.share = d.share, c.share
	c.odds, d.odds = d.odds, c.odds
	c.missed, d.missed = d.missed, c.missed
	c.piece, d.piece = d.piece, c.piece
	c.rest, d.rest = d.rest, c.rest
	c.alpha, d.alpha = d.alpha, c.alpha
}

func (l *ladder) drawn() (n0, p0 float64, capped bool) { return l.rungs[0].drawn() }
