// Package diagnose shows what a model of linkage learned and how it did on a
// list: one page of HTML with a picture and a table of each matter, which needs
// no JavaScript and fetches nothing.
//
// The page shows the values of one pair of records, and ids: it is for those
// who may read the list.
package diagnose

import (
	"math"
	"slices"

	"github.com/habeas-record/habeas/linkage"
)

// Report is what is shown. Shares and probabilities are from 0 to 1, weights in
// bits.
type Report struct {
	Records, Pairs, Clusters int
	All                      float64 // pairs of records there are
	Threshold, Prior         float64
	Levels                   []linkage.Described
	Pair                     *Pair // nil where nothing was linked
	Histogram                []Bin
	Unlinkables              []Share
	Rules                    []linkage.RuleCount
	Truth                    *Truth // nil without truth
	Warnings                 []string
}

// Pair is why one pair has its weight.
type Pair struct {
	Left, Right string // ids
	Prior       float64
	Reasons     []linkage.Reason
	Weight      float64
	Chosen      bool // by the reader; else the pair that is nearest to the threshold
}

// Bin counts the pairs whose weight is From and less than one bit more.
type Bin struct{ From, Pairs int }

// Share is how many records cannot be linked at a threshold, not even with
// themselves: too little is known of them.
type Share struct {
	Threshold float64
	Records   int
	Share     float64
}

// Truth is how the linkage compares with what is known to be true.
type Truth struct {
	Curve    []Quality // of pairs, by falling weight
	Clusters []Quality // of clusters at some thresholds
	Bins     []Calibration
	Error    float64 // mean distance of a pair's probability from how often it is true
}

// Quality at a threshold.
type Quality struct {
	Threshold float64
	linkage.Quality
}

// Calibration is a tenth of the probabilities: how sure the model was, and how
// often it was right.
type Calibration struct {
	From, To   float64
	Pairs      int
	Said, True float64 // means; of no pairs 0
}

// Thresholds at which unlinkable records and clusters are shown.
var Thresholds = []float64{.05, .1, .2, .3, .5, .7, .8, .9, .95, .99}

// Subject is a list that was linked: the model is bound to the table, the edges
// are its scores, the clusters those at the threshold.
type Subject struct {
	Table     *linkage.Table
	Model     *linkage.Model
	Edges     []linkage.Edge
	Clusters  []int32
	Threshold float64
	Within    bool
	Truth     bool      // the table's Truth is to be compared with
	Pair      *[2]int32 // whose weight is explained; nil for the one nearest to the threshold
	Warnings  []string
}

// Of makes the report.
func Of(s Subject) (*Report, error) {
	r := &Report{Records: s.Table.Len(), Pairs: len(s.Edges), All: s.Table.AllPairs(s.Within), Threshold: s.Threshold,
		Prior: s.Model.Prior, Levels: s.Model.Described(), Warnings: s.Warnings}
	for row, k := range s.Clusters {
		if int(k) == row {
			r.Clusters++
		}
	}
	score, err := s.Model.Scorer(s.Table)
	if err != nil {
		return nil, err
	}
	if r.Rules, err = s.Model.CountRules(s.Table, s.Within); err != nil {
		return nil, err
	}
	r.Pair = pairOf(s, score)
	r.Histogram = histogram(s.Edges)
	r.Unlinkables = unlinkables(s.Table, score)
	if s.Truth {
		r.Truth = truthOf(s)
	}
	return r, nil
}

func pairOf(s Subject, score *linkage.Scorer) *Pair {
	p := &Pair{Prior: s.Model.PriorWeight(), Chosen: s.Pair != nil}
	var a, b int32
	if s.Pair != nil {
		a, b = s.Pair[0], s.Pair[1]
	} else {
		least := math.Inf(1)
		for _, e := range s.Edges {
			if far := math.Abs(e.Probability() - s.Threshold); far < least {
				least, a, b = far, e.A, e.B
			}
		}
		if math.IsInf(least, 1) {
			return nil
		}
	}
	p.Left, p.Right = s.Table.IDs[min(a, b)], s.Table.IDs[max(a, b)]
	p.Reasons, p.Weight = s.Model.Explain(a, b), score.Weight(a, b)
	return p
}

func histogram(edges []linkage.Edge) (out []Bin) {
	if len(edges) == 0 {
		return nil
	}
	low, high := int(math.Floor(edges[len(edges)-1].Weight)), int(math.Floor(edges[0].Weight))
	for w := low; w <= high; w++ {
		out = append(out, Bin{From: w})
	}
	for _, e := range edges {
		out[int(math.Floor(e.Weight))-low].Pairs++
	}
	return out
}

// unlinkables weighs each record against itself (as Splink does): nothing that
// agrees with it can weigh more.
func unlinkables(t *linkage.Table, score *linkage.Scorer) (out []Share) {
	own := make([]float64, t.Len())
	for row := range own {
		own[row] = linkage.Edge{Weight: score.Weight(int32(row), int32(row))}.Probability()
	}
	slices.Sort(own)
	for _, p := range Thresholds {
		n, _ := slices.BinarySearch(own, p)
		out = append(out, Share{p, n, float64(n) / float64(max(1, len(own)))})
	}
	return out
}

// mostPoints is about how many points of the curve are kept.
const mostPoints = 200

func truthOf(s Subject) *Truth {
	out := &Truth{Bins: make([]Calibration, 10)}
	all, _ := s.Model.ClustersAt(s.Table, s.Edges, Thresholds, s.Within)
	for i, p := range Thresholds {
		_, q := linkage.Evaluate(s.Table, s.Edges, all[i], p, s.Within)
		out.Clusters = append(out.Clusters, Quality{p, q})
	}
	for b := range out.Bins {
		out.Bins[b].From, out.Bins[b].To = float64(b)/10, float64(b+1)/10
	}
	truth, right := linkage.TruePairs(s.Table, s.Within), 0.0
	step := max(1, len(s.Edges)/mostPoints)
	for i, e := range s.Edges {
		p := e.Probability()
		bin := &out.Bins[min(int(p*10), 9)]
		bin.Pairs++
		bin.Said += p
		if t := s.Table.Truth; t[e.A] != "" && t[e.A] == t[e.B] {
			bin.True++
			right++
		}
		if i%step == step-1 || i == len(s.Edges)-1 {
			out.Curve = append(out.Curve, Quality{p, linkage.QualityOf(right, float64(i+1), truth)})
		}
	}
	for b := range out.Bins {
		bin := &out.Bins[b]
		n := float64(max(1, bin.Pairs))
		out.Error += math.Abs(bin.Said-bin.True) / float64(max(1, len(s.Edges)))
		bin.Said, bin.True = bin.Said/n, bin.True/n
	}
	return out
}
