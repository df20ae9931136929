package linkage

import "runtime"

// Quality is how found pairs compare with the true ones: every pair of records
// whose truth is the same, those that blocking missed included.
type Quality struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// QualityOf compares counts of pairs: right ones among those found, and all that
// are true.
func QualityOf(right, found, truth float64) Quality {
	q := Quality{}
	if found > 0 {
		q.Precision = right / found
	}
	if truth > 0 {
		q.Recall = right / truth
	}
	if right > 0 {
		q.F1 = 2 * right / (found + truth)
	}
	return q
}

// TruePairs counts the pairs of records whose truth is the same; unless within,
// those between two files.
func TruePairs(t *Table, within bool) (n float64) {
	type list struct {
		truth  string
		source int32
	}
	seen := map[list]float64{}
	for i, v := range t.Truth {
		if v == "" {
			continue
		}
		all, one := list{v, -1}, list{v, t.Sources[i]}
		n += seen[all]
		seen[all]++
		if !within {
			n -= seen[one]
			seen[one]++
		}
	}
	return n
}

// Evaluate compares the edges at the threshold, and the clusters, with Truth.
// Unless within, only pairs between two files count.
func Evaluate(t *Table, edges []Edge, clusters []int32, threshold float64, within bool) (pairwise, cluster Quality) {
	type cell struct {
		truth   string
		cluster int32
		source  int32
	}
	truths, found, both := map[cell]float64{}, map[cell]float64{}, map[cell]float64{}
	var nTruth, nFound, nBoth float64
	count := func(m map[cell]float64, c cell, source int32, n *float64) {
		c.source = -1
		*n += m[c]
		m[c]++
		if !within {
			c.source = source
			*n -= m[c]
			m[c]++
		}
	}
	for i := range t.IDs {
		s := t.Sources[i]
		if t.Truth[i] != "" {
			count(truths, cell{truth: t.Truth[i]}, s, &nTruth)
			count(both, cell{truth: t.Truth[i], cluster: clusters[i]}, s, &nBoth)
		}
		count(found, cell{cluster: clusters[i]}, s, &nFound)
	}
	var right, kept float64
	for _, e := range edges {
		if e.Probability() < threshold {
			break
		}
		kept++
		if t.Truth[e.A] != "" && t.Truth[e.A] == t.Truth[e.B] {
			right++
		}
	}
	return QualityOf(right, kept, nTruth), QualityOf(nBoth, nFound, nTruth)
}

// BlockingRecall is the share of the true pairs that the rules of a model bring,
// which is the most that it can find but for what clusters bind together.
func (m *Model) BlockingRecall(t *Table, within bool) (float64, error) {
	b, _, err := m.block(t)
	if err != nil {
		return 0, err
	}
	right := make([]int64, runtime.GOMAXPROCS(0)*8) // a cache line apart
	b.pairs(t, within, false, func(w int, _ []int, x, y int32) {
		if t.Truth[x] != "" && t.Truth[x] == t.Truth[y] {
			right[8*w]++
		}
	})
	var n int64
	for _, r := range right {
		n += r
	}
	return QualityOf(float64(n), 0, TruePairs(t, within)).Recall, nil
}
