package disclosure

import (
	"cmp"
	"slices"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/places"
)

// levels of place, finest first; what is not named is any.
var levels = []string{string(places.Facility), string(places.Area), string(places.District), string(places.County), string(places.City),
	string(places.Prefecture), string(places.Region), string(places.Country), ""}

func rank(level string) int {
	if i := slices.Index(levels, level); i >= 0 {
		return i
	}
	return len(levels) - 1
}

// Assess estimates how many people could have said what was found, and says
// what has to happen before it is published. The findings must be those of
// everything published from the source and about to be (the mosaic), since a
// reader can put them side by side.
func (r *Rules) Assess(found []Finding, th habeas.Crowd) Assessment {
	fs := each(found)
	a := Assessment{Findings: fs}
	a.Base, a.K = r.estimate(fs)
	r.decide(&a, th)
	if a.Verdict != habeas.CheckPass {
		a.Coarsen = r.coarsen(fs, a)
	}
	for i, f := range a.Findings {
		a.Findings[i].OneIn = 1 / r.share(f.Kind, f.Value)
		if f.Words == a.Base.Words {
			a.Findings[i].OneIn = 1
		}
	}
	slices.SortStableFunc(a.Findings, func(x, y Finding) int { return cmp.Compare(y.OneIn, x.OneIn) })
	return a
}

// each keeps every kind and value once: what is new before what is published
// already, since only the new can still be changed.
func each(found []Finding) []Finding {
	fs := slices.Clone(found)
	slices.SortStableFunc(fs, func(a, b Finding) int { return btoi(a.Past) - btoi(b.Past) })
	var out []Finding
	for _, f := range fs {
		i := slices.IndexFunc(out, func(o Finding) bool { return o.Kind == f.Kind && o.Value == f.Value })
		if i < 0 {
			out = append(out, f)
		} else {
			out[i].kinOfNamed = out[i].kinOfNamed || f.kinOfNamed
		}
	}
	return out
}

// estimate multiplies the base by the share each finding leaves.
func (r *Rules) estimate(fs []Finding) (Base, float64) {
	base := Base{People: r.bases[""]}
	from := -1
	for i, f := range fs {
		if f.Kind != Place {
			continue
		}
		if from < 0 || rank(f.level) < rank(fs[from].level) {
			from = i
		}
	}
	if from >= 0 {
		base = Base{People: r.basePeople(fs[from].level), Of: fs[from].level, Words: fs[from].Words}
	}
	k := base.People
	for i, f := range fs {
		if i != from {
			k *= r.share(f.Kind, f.Value)
		}
	}
	// Kin of a person who is named are few, wherever they live; what else is
	// known of them counts as well, but not where they are.
	for i, f := range fs {
		if !f.kinOfNamed {
			continue
		}
		n, ok := r.bases["kin:"+f.Value]
		if !ok {
			n = r.bases["kin:"]
		}
		if n == 0 || n >= base.People {
			continue
		}
		kin := n
		for j, g := range fs {
			if i != j && g.Kind != Place && g.Kind != Kin {
				kin *= r.share(g.Kind, g.Value)
			}
		}
		if kin < k || base.Of != "kin" && n < k {
			base, k = Base{People: n, Of: "kin", Words: f.Words}, min(k, kin)
		}
	}
	return base, k
}

func (r *Rules) basePeople(level string) float64 {
	if n, ok := r.bases[level]; ok {
		return n
	}
	return r.bases[""]
}

func (r *Rules) decide(a *Assessment, th habeas.Crowd) {
	traces := 0
	var seen []Kind
	for _, f := range a.Findings {
		if f.Kind == Trace {
			traces++
		}
		if !slices.Contains(seen, f.Kind) {
			seen = append(seen, f.Kind)
		}
	}
	a.Verdict = habeas.CheckPass
	add := func(rule string, v habeas.Check, n float64) {
		a.Why = append(a.Why, Reason{rule, v, n})
		if v == habeas.CheckStop || a.Verdict == habeas.CheckPass {
			a.Verdict = v
		}
	}
	if traces >= th.Traces {
		add("traces", habeas.CheckStop, float64(traces))
	}
	switch {
	case len(a.Findings) == 0:
	case a.K < th.Stop:
		add("crowd", habeas.CheckStop, a.K)
	case a.K < th.Second:
		add("crowd", habeas.CheckSecond, a.K)
	}
	if len(seen) >= th.Kinds {
		add("kinds", habeas.CheckSecond, float64(len(seen)))
	}
	slices.SortStableFunc(a.Why, func(x, y Reason) int {
		return btoi(y.Verdict == habeas.CheckStop) - btoi(x.Verdict == habeas.CheckStop)
	})
}

// coarsen says, for each finding that can still be changed, how large the crowd
// is without it, or with a wider place in its stead.
func (r *Rules) coarsen(fs []Finding, a Assessment) []Coarser {
	var out []Coarser
	for i, f := range fs {
		if f.Past {
			continue
		}
		without := slices.Delete(slices.Clone(fs), i, i+1)
		c := Coarser{Kind: f.Kind, Value: f.Value, Claim: f.Claim}
		if f.Kind == Place && rank(f.level) < len(levels)-2 {
			c.To = levels[rank(f.level)+1]
			wider := f
			wider.level = c.To
			without = append(without, wider)
		}
		if _, c.K = r.estimate(without); c.K > a.K {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(x, y Coarser) int { return cmp.Compare(y.K, x.K) })
	return out
}
