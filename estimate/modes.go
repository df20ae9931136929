package estimate

import (
	"math"
	"slices"
)

// A mode is a peak of a density, with the share of the draws around it.
type mode struct{ at, share float64 }

const (
	modeGrid  = 512
	valley    = 0.6  // how deep between two peaks the density must fall, as a part of the lower, to count two
	leastMode = 0.05 // share of the draws that a peak must hold
)

// modesOf finds the peaks of the density of draws, the heaviest first: a
// smoothed histogram whose kernel is as wide as the effective draws allow, so
// that the noise of a short run makes no peaks.
func modesOf(draws []float64, effective float64) []mode {
	sorted := slices.Clone(draws)
	slices.Sort(sorted)
	if len(sorted) == 0 {
		return nil
	}
	lo, hi := sorted[0], sorted[len(sorted)-1]
	if lo == hi {
		return []mode{{lo, 1}}
	}
	_, v := meanVar(sorted)
	// The narrowest half of the draws: where there are several peaks the whole
	// spread says nothing of how wide one is.
	half := len(sorted) / 2
	narrow := hi - lo
	for i := 0; i+half < len(sorted); i += 1 + len(sorted)/2000 {
		narrow = math.Min(narrow, sorted[i+half]-sorted[i])
	}
	spread := math.Min(math.Sqrt(v), narrow/1.35)
	if spread == 0 {
		spread = math.Sqrt(v)
	}
	width := 0.9 * spread * math.Pow(math.Max(20, math.Min(effective, 2000)), -0.2)
	lo, hi = lo-3*width, hi+3*width
	step := (hi - lo) / (modeGrid - 1)
	width = math.Max(width, 1.5*step)
	hist := make([]float64, modeGrid)
	for _, x := range sorted {
		hist[int((x-lo)/step+0.5)]++
	}
	density := make([]float64, modeGrid)
	reach := int(4*width/step) + 1
	for i, n := range hist {
		if n == 0 {
			continue
		}
		for j := max(0, i-reach); j <= min(modeGrid-1, i+reach); j++ {
			d := float64(j-i) * step / width
			density[j] += n * math.Exp(-d*d/2)
		}
	}
	return peaks(density, hist, lo, step)
}

// peaks are the local maxima with a valley deep enough before the next.
func peaks(density, hist []float64, lo, step float64) []mode {
	type peak struct{ at, from int } // from is the valley before it
	var found []peak
	valleyAt := 0
	for i := range density {
		top := (i == 0 || density[i] >= density[i-1]) && (i == len(density)-1 || density[i] > density[i+1])
		if !top || density[i] == 0 {
			continue
		}
		if len(found) > 0 {
			last := found[len(found)-1]
			valleyAt = last.at
			for j := last.at; j <= i; j++ {
				if density[j] < density[valleyAt] {
					valleyAt = j
				}
			}
			if density[valleyAt] > valley*math.Min(density[last.at], density[i]) {
				if density[i] > density[last.at] {
					found[len(found)-1].at = i
				}
				continue
			}
		}
		found = append(found, peak{i, valleyAt})
	}
	total := 0.0
	for _, n := range hist {
		total += n
	}
	var out []mode
	for k, p := range found {
		till := len(hist)
		if k+1 < len(found) {
			till = found[k+1].from
		}
		sum := 0.0
		for _, n := range hist[p.from:till] {
			sum += n
		}
		if share := sum / total; share >= leastMode {
			out = append(out, mode{lo + float64(p.at)*step, share})
		}
	}
	slices.SortStableFunc(out, func(a, b mode) int {
		switch {
		case a.share > b.share:
			return -1
		case a.share < b.share:
			return 1
		}
		return 0
	})
	return out
}
