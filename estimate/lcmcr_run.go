package estimate

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"time"

	"gonum.org/v1/gonum/mathext"
)

// Thresholds of what a sampler may say, after Vehtari et al. and the practice
// of those who publish such numbers (spec: warn and refuse).
const (
	rHatWarn   = 1.01
	rHatRefuse = 1.05
	essRefuse  = 400
	hopeless   = 1.2 // R-hat beyond which more sweeps of chains this long will not help
)

const (
	thinning   = 10
	firstRound = 10_000 // sweeps of each chain before the first look
	longEnough = 80_000 // sweeps after which chains that disagree are given up
	mostWork   = 120.0  // CPU seconds that a run may take on a core of 2020
)

// trace is what one chain drew, every tenth sweep.
type trace struct {
	n0, p0 []float64
	capped int
}

// Run estimates N. It samples until the effective draws are reached that were
// asked for, and refuses a number where the chains do not agree on one.
func (o LCMCR) Run(t Table) Result {
	began := time.Now()
	o = o.filled()
	k := o.classes(t)
	o.Classes = k
	n := float64(t.N())
	res := Result{Cap: n + math.Floor(o.Cap*n), Modes: []float64{}, Warnings: []string{}, Reasons: []string{},
		Priors: fmt.Sprintf("at most %d classes; chance to be listed Beta(%g, %g); concentration Gamma(%g, rate %g); 1/N", k, o.ListA, o.ListB, o.Shape, o.Rate)}
	done := func() Result {
		res.Seconds = time.Since(began).Seconds()
		return res
	}
	if n == 0 {
		res.refuse("nobody is on any list")
		return done()
	}
	chains, peaks := scout(t, o)
	traces := make([]trace, o.Chains)
	most := min(o.Sweeps, max(4_000, int(mostWork/float64(o.Chains)/o.work(t))))
	sweeps := 0
	var d Diagnosis
	for next := min(firstRound, most); ; next = min(sweeps+max(firstRound, sweeps/4), most) {
		run(chains, traces, next-sweeps, o.Threads)
		sweeps = next
		if o.Progress != nil {
			o.Progress(sweeps, most)
		}
		d = Diagnose(logs(sparse(kept(traces))))
		converged := d.Worst() <= rHatWarn && d.Bulk >= o.ESS && d.Tail >= o.ESS
		if converged || sweeps >= most || sweeps >= longEnough && d.Worst() > hopeless {
			break
		}
	}
	res.Iterations = sweeps * o.Chains
	unseen := gathered(kept(traces), d, peaks)
	if parts := ladderParts(t, o); parts != nil && o.mayClimb() && (d.Worst() > rHatRefuse || d.Bulk < essRefuse || unseen.unvisited()) {
		climbed, climbs, found := climb(t, o, parts)
		res.Iterations += climbs * ladders * len(parts)
		if found.Worst() < d.Worst() || found.Worst() <= rHatWarn {
			traces, d = climbed, found
			unseen = gathered(kept(traces), d, peaks)
			res.Model = fmt.Sprintf("%d ladders of chains, of which %d each know fewer and fewer of the people", ladders, len(parts))
		}
	}
	res.ESSBulk, res.ESSTail, res.RHat = d.Bulk, d.Tail, d.Worst()
	if math.IsNaN(res.RHat) {
		res.RHat = 1 // every draw is the same: nobody can be missing
	}
	draws := kept(traces)
	for _, m := range unseen {
		res.Modes, res.ModeShares = append(res.Modes, math.Round(n+m.at)), append(res.ModeShares, m.share)
	}
	res.Sample = sampleOf(draws, n, o.Cap*n, thinning*(len(traces[0].n0)-len(draws[0].n0)))
	res.Sample.mark(res.Modes, res.ModeShares)
	summarise(&res, draws, n, o.Cap*n)
	verdict(&res, d, draws, traces, n, o)
	return done()
}

// gatherings are numbers of unseen at which draws or scouts gathered, with the part
// of the draws around each.
type gatherings []mode

const sameGathering = 0.2 // how far apart two are that count as one, of the number

// gathered finds the peaks of the draws, and adds those of the scouts that the
// chains have left.
func gathered(draws []trace, d Diagnosis, scouts []mode) (out gatherings) {
	pooled := slices.Concat(logs(sparse(draws))...)
	unseen := func(log float64) float64 { return math.Max(0, math.Exp(log)-0.5) }
	for _, m := range modesOf(pooled, d.Bulk) {
		out = append(out, mode{unseen(m.at), m.share})
	}
	near := func(x, at float64) bool { return math.Abs(x-at) < sameGathering*math.Max(at, 1) }
	for _, m := range scouts {
		at := unseen(m.at)
		if slices.ContainsFunc(out, func(g mode) bool { return near(g.at, at) }) {
			continue
		}
		around := 0.0
		for _, x := range pooled {
			if near(unseen(x), at) {
				around++
			}
		}
		out = append(out, mode{at, around / float64(len(pooled))})
	}
	return out
}

// unvisited reports whether scouts gathered where hardly a draw lies: the chains
// have not come from one to the other, and their agreement says nothing.
func (g gatherings) unvisited() bool {
	return slices.ContainsFunc(g, func(m mode) bool { return m.share < 0.01 })
}

// Scouts are many short chains, of which those that run on are taken: where the
// posterior has several peaks a few chains may all have begun under one of them,
// and agree.
const (
	scouts      = 4 // for each chain that runs on
	scoutSweeps = 3000
	scoutWork   = 10.0 // CPU seconds that scouts may take; a table that needs more goes without
	scoutFine   = 2000 // effective draws by which peaks of scouts are told apart
	scoutShare  = 0.1  // of the scouts that must gather at a peak for it to count
)

// scout starts many chains and takes those that lie furthest apart and evenly
// between. It tells the peaks at which the scouts have gathered.
func scout(t Table, o LCMCR) (taken []*chain, peaks []mode) {
	n := scouts * o.Chains
	if o.Sweeps < 5*scoutSweeps || float64(n*scoutSweeps)*o.work(t) > scoutWork {
		n = o.Chains
	}
	all, traces := make([]*chain, n), make([]trace, n)
	for i := range all {
		all[i] = newChain(t, o, i)
	}
	if n == o.Chains {
		return all, nil
	}
	run(all, traces, scoutSweeps, o.Threads)
	order := make([]int, n)
	at := make([]float64, n)
	var settled []float64
	for i, tr := range traces {
		order[i] = i
		settled = append(settled, logs([]trace{{n0: tr.n0[len(tr.n0)/3:]}})[0]...)
		late := slices.Clone(tr.n0[len(tr.n0)*3/4:])
		slices.Sort(late)
		at[i] = quantile(late, 0.5)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(at[a], at[b]) })
	for i := range o.Chains {
		rank := 0
		if o.Chains > 1 {
			rank = i * (n - 1) / (o.Chains - 1)
		}
		taken = append(taken, all[order[rank]])
	}
	for _, m := range modesOf(settled, scoutFine) {
		if m.share >= scoutShare {
			peaks = append(peaks, m)
		}
	}
	return taken, peaks
}

// work is about how many seconds of a core of 2020 a sweep takes.
func (o LCMCR) work(t Table) float64 {
	return 5e-6 + 14e-9*float64(len(t.Cells)*o.Classes)
}

// A sampler is a chain, or a ladder of them.
type sampler interface {
	sweep()
	drawn() (n0, p0 float64, capped bool)
}

// run sweeps every chain, as many at once as there are cores. Each has a
// generator of its own, so that their number changes nothing.
func run[S sampler](chains []S, traces []trace, sweeps, threads int) {
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	var wg sync.WaitGroup
	at := make(chan int)
	for range min(threads, len(chains)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range at {
				c, tr := chains[i], &traces[i]
				for s := range sweeps {
					c.sweep()
					if s%thinning == thinning-1 {
						n0, p0, capped := c.drawn()
						tr.n0, tr.p0 = append(tr.n0, n0), append(tr.p0, p0)
						if capped {
							tr.capped++
						}
					}
				}
			}
		}()
	}
	for i := range chains {
		at <- i
	}
	close(at)
	wg.Wait()
}

// kept leaves the first quarter of each chain out, in which it may still have
// been on its way from where it was started.
func kept(all []trace) []trace {
	out := make([]trace, len(all))
	for i, t := range all {
		from := len(t.n0) / 4
		out[i] = trace{t.n0[from:], t.p0[from:], t.capped}
	}
	return out
}

// sparse takes every so manieth draw, so that diagnosing a long run costs little
// beside sampling: draws of a chain that lie close together say nearly the same.
func sparse(ts []trace) []trace {
	const most = 3000
	out := make([]trace, len(ts))
	for i, t := range ts {
		every := (len(t.n0) + most - 1) / most
		for j := every - 1; j < len(t.n0); j += every {
			out[i].n0 = append(out[i].n0, t.n0[j])
		}
	}
	return out
}

func logs(ts []trace) [][]float64 {
	out := make([][]float64, len(ts))
	for i, t := range ts {
		out[i] = make([]float64, len(t.n0))
		for j, x := range t.n0 {
			out[i][j] = math.Log(x + 0.5)
		}
	}
	return out
}

// summarise reads median and limits off the mixture of the distributions of N
// given each draw (Rao and Blackwell): given the chance to be on no list, N is
// negative binomial, cut off where the draws were.
func summarise(res *Result, ts []trace, n, most float64) {
	var p0 []float64
	var all [][]float64
	mean := 0.0
	for _, t := range ts {
		p0 = append(p0, t.p0...)
		draws := make([]float64, len(t.n0))
		for i, x := range t.n0 {
			draws[i] = n + x
			mean += n + x
		}
		all = append(all, draws)
	}
	mean /= float64(len(p0))
	slices.Sort(p0)
	const bins = 1000
	var means []float64 // of equally many draws each
	for b := range min(bins, len(p0)) {
		lo, hi := b*len(p0)/min(bins, len(p0)), (b+1)*len(p0)/min(bins, len(p0))
		sum := 0.0
		for _, p := range p0[lo:hi] {
			sum += p
		}
		means = append(means, sum/float64(hi-lo))
	}
	whole := make([]float64, len(means))
	for i, p := range means {
		whole[i] = mathext.RegIncBeta(n, math.Floor(most)+1, 1-p)
	}
	cdf := func(n0 float64) float64 {
		sum := 0.0
		for i, p := range means {
			if whole[i] > 0 {
				sum += mathext.RegIncBeta(n, n0+1, 1-p) / whole[i]
			} else if n0 >= most {
				sum++
			}
		}
		return sum / float64(len(means))
	}
	at := func(p float64) float64 {
		lo, hi := -1.0, math.Floor(most)
		for hi-lo > 1 {
			if mid := math.Floor((lo + hi) / 2); cdf(mid) >= p {
				hi = mid
			} else {
				lo = mid
			}
		}
		return n + hi
	}
	res.Mean = mean
	res.Q025, res.Median, res.Q975 = at(0.025), at(0.5), at(0.975)
	res.MCSE = &Errors{Median: finite(quantileError(all, 0.5)), Q025: finite(quantileError(all, 0.025)), Q975: finite(quantileError(all, 0.975))}
	res.draws = thinTo(slices.Concat(all...), 4000)
}

func finite(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	return x
}

func thinTo(draws []float64, most int) []float64 {
	if len(draws) <= most {
		return draws
	}
	out := make([]float64, most)
	for i := range out {
		out[i] = draws[i*len(draws)/most]
	}
	return out
}

// verdict warns and refuses.
func verdict(res *Result, d Diagnosis, draws []trace, all []trace, n float64, o LCMCR) {
	near, total, capped := 0, 0, 0
	for i, t := range draws {
		capped += all[i].capped
		for _, x := range t.n0 {
			total++
			if n+x > 0.9*res.Cap {
				near++
			}
		}
	}
	if float64(near) > 0.01*float64(total) || float64(capped) > 0.01*float64(total) {
		res.Warnings = append(res.Warnings, fmt.Sprintf("%.0f%% of the draws lie near the greatest number allowed (%.0f): the upper limit is that of the setting, not of the lists, so none is printed", 100*float64(near)/float64(total), res.Cap))
		res.Q975 = 0
	}
	switch r := res.RHat; {
	case r > rHatRefuse:
		res.refuse(fmt.Sprintf("runs from different starting points do not agree on a number (R-hat %.2f): which one comes out is chance", r))
	case r > rHatWarn:
		res.Warnings = append(res.Warnings, fmt.Sprintf("runs from different starting points agree only roughly (R-hat %.3f)", r))
	}
	if least := math.Min(d.Bulk, d.Tail); least < essRefuse {
		res.refuse(fmt.Sprintf("the draws are worth only %.0f independent ones, fewer than %d: limits read off them would be chance", least, essRefuse))
	}
	if len(res.Modes) > 1 && !res.Refused {
		res.refuse(fmt.Sprintf("the lists have more than one explanation: runs from different starting points gather at numbers far apart (%.0f and %.0f), and a single one would hide that", res.Modes[0], res.Modes[1]))
	}
}
