package draw

// worker is what the worth of a cluster is computed in.
type worker struct {
	outside []int32   // places that are not in the tree yet
	best    []float64 // of each its heaviest link to the tree
}

// bits is the binary logarithm of what a cluster of these places is likely by:
// the weight of the heaviest tree that spans them (Prim's algorithm).
func (c *chain) bits(places []int32) (bits float64) {
	if len(places) < 2 {
		return 0
	}
	w := &c.work
	w.outside, w.best = append(w.outside[:0], places[1:]...), w.best[:0]
	for _, j := range w.outside {
		w.best = append(w.best, c.weight(places[0], j))
	}
	for len(w.outside) > 0 {
		next := 0
		for k := range w.outside {
			if w.best[k] > w.best[next] {
				next = k
			}
		}
		in, last := w.outside[next], len(w.outside)-1
		bits += w.best[next]
		w.outside[next], w.best[next] = w.outside[last], w.best[last]
		w.outside, w.best = w.outside[:last], w.best[:last]
		for k, j := range w.outside {
			w.best[k] = max(w.best[k], c.weight(in, j))
		}
	}
	return bits
}
