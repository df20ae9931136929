package estimate

import (
	"fmt"
	"slices"
)

// poolEach is how many draws of each result go into a pool.
const poolEach = 400

// Pool puts the draws of several results together, as many of each: those of one
// method on tables of which nobody knows which is right, such as draws of a
// linkage (Sadinle 2018). One of them that carries no number leaves the pool
// without, since what it would have said is not known.
func Pool(rs []Result) Result {
	res := Result{Modes: []float64{}, Warnings: []string{}, Reasons: []string{}, Priors: "those of the results", Model: fmt.Sprintf("%d results, as many draws of each", len(rs))}
	without := 0
	var all []float64
	for _, r := range rs {
		if r.Refused || len(r.draws) == 0 {
			without++
			continue
		}
		draws := slices.Clone(r.draws)
		slices.Sort(draws)
		for k := range poolEach {
			all = append(all, quantile(draws, (float64(k)+0.5)/poolEach))
		}
	}
	if without > 0 || len(all) == 0 {
		res.refuse(fmt.Sprintf("%d of %d results carry no number", without, len(rs)))
		return res
	}
	slices.Sort(all)
	res.Mean, _ = meanVar(all)
	res.Q025, res.Median, res.Q975 = quantile(all, 0.025), quantile(all, 0.5), quantile(all, 0.975)
	res.draws = all
	return res
}
