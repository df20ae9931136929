package estimate

import (
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Coverages is what a simulation found for one method in one scenario.
type Coverages struct {
	Scenario string  `json:"scenario"`
	Method   string  `json:"method"`
	Runs     int     `json:"runs"`
	Listed   float64 `json:"listed"`  // mean part of the people on a list
	Covered  float64 `json:"covered"` // of the intervals that were given, those without upper limit included
	Above    float64 `json:"above"`   // of them, those that lie wholly above the truth
	Below    float64 `json:"below"`
	Ratio    float64 `json:"median_ratio"` // median estimate over the truth
	Width    float64 `json:"width"`        // median width of the intervals with two limits, over the truth
	Open     float64 `json:"open"`         // of all runs, those whose interval has no upper limit
	Refused  float64 `json:"refused"`      // of all runs, those without an interval
	Warned   float64 `json:"warned"`       // of all runs, those that say anything against the number
	// Rules are the parts of all runs in which a rule spoke, whatever the method.
	Rules map[string]float64 `json:"rules"`
}

// What a simulated interval of lcmcr takes: it is one of many.
const (
	simulatedESS    = 400
	simulatedChains = 4
)

// Simulate draws populations of n people and lets the methods estimate them. The
// same seed gives the same numbers on any number of cores.
func Simulate(s Scenario, o Options, n, lists, runs int, progress func(done int)) ([]Coverages, error) {
	if n < 10 || n > 1_000_000 || lists < 3 || lists > 6 || runs < 1 {
		return nil, fmt.Errorf("a simulation takes 10 to 1,000,000 people, 3 to 6 lists and at least one run")
	}
	o.ESS, o.Chains, o.quick = simulatedESS, simulatedChains, true
	reps := make([]Report, runs)
	errs := make([]error, runs)
	var mu sync.Mutex
	done := 0
	each(runs, func(run int) {
		t, err := s.draw(newRandom(o.Seed, run), n, lists)
		if errs[run] = err; err == nil {
			mine := o
			mine.Seed += uint64(run)
			reps[run] = All(t, mine)
		}
		mu.Lock()
		defer mu.Unlock()
		if done++; progress != nil {
			progress(done)
		}
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	var out []Coverages
	for _, m := range o.Methods {
		out = append(out, cover95(s.Name, m, reps, float64(n)))
	}
	return out, nil
}

// cover95 counts how the intervals of a method hold the truth.
func cover95(scenario, method string, reps []Report, truth float64) Coverages {
	runs := float64(len(reps))
	out := Coverages{Scenario: scenario, Method: method, Runs: len(reps), Rules: map[string]float64{}}
	var ratios, widths []float64
	for _, rep := range reps {
		x := rep.Methods[method]
		out.Listed += float64(rep.N) / truth / runs
		spoke := map[string]bool{}
		for _, f := range rep.Findings {
			if f.Rule != "window" && f.Rule != "assumption" { // of a simulation both are known
				spoke[f.Rule] = true
			}
		}
		for rule := range maps.Keys(spoke) {
			out.Rules[rule]++
		}
		if len(spoke) > 0 || len(rep.Warnings)+len(x.Warnings) > 0 || rep.Refused || x.Refused {
			out.Warned++
		}
		if x.Refused {
			out.Refused++
			continue
		}
		switch {
		case x.Q025 > truth:
			out.Above++
		case upper(x) < truth:
			out.Below++
		default:
			out.Covered++
		}
		ratios = append(ratios, x.Median/truth)
		if x.Q975 == 0 {
			out.Open++
		} else {
			widths = append(widths, (x.Q975-x.Q025)/truth)
		}
	}
	out.Refused /= runs
	out.Open /= runs
	out.Warned /= runs
	for rule := range out.Rules {
		out.Rules[rule] /= runs
	}
	if given := float64(len(ratios)); given > 0 {
		out.Covered, out.Above, out.Below = out.Covered/given, out.Above/given, out.Below/given
		slices.Sort(ratios)
		slices.Sort(widths)
		out.Ratio = quantile(ratios, 0.5)
	}
	if len(widths) > 0 {
		out.Width = quantile(widths, 0.5)
	}
	return out
}
