package estimate

import (
	"encoding/json"
	"fmt"
	"math"
)

// Result is what one method says of a table. Where Refused is set no number
// may be printed: what was computed stands under Modes alone.
type Result struct {
	Median float64 `json:"median"` // of N, those on no list included
	Mean   float64 `json:"mean"`
	Q025   float64 `json:"q025"` // limits of the 95 % interval
	Q975   float64 `json:"q975"`

	// What the sampler did; zero for methods that sample nothing.
	Iterations int     `json:"iterations"` // sweeps, warm-up included, of all chains together
	ESSBulk    float64 `json:"ess_bulk"`   // effective draws of the middle
	ESSTail    float64 `json:"ess_tail"`   // and of the limits
	RHat       float64 `json:"rhat"`       // the greater of the rank-normalised and the folded

	Modes      []float64 `json:"modes"`                 // where the posterior of N has its peaks, the heaviest first
	ModeShares []float64 `json:"mode_shares,omitempty"` // of the draws around each
	Cap        float64   `json:"cap"`                   // greatest N that could come out, 0 for none
	Priors     string    `json:"priors"`
	Seconds    float64   `json:"seconds"`
	Warnings   []string  `json:"warnings"`
	Refused    bool      `json:"refused"`
	Reasons    []string  `json:"reasons"`

	// MCSE are the Monte Carlo standard errors of the median and the limits.
	MCSE *Errors `json:"mcse,omitempty"`
	// Saturated is the probability of the graph that says nothing of the unseen.
	Saturated float64 `json:"p_complete,omitempty"`
	// Model names what was fitted, such as the pairs of a log-linear model.
	Model string `json:"model,omitempty"`
	// Bound says that the number is the least there can be, not a best guess.
	Bound bool `json:"lower_bound,omitempty"`

	// Sample are the draws and the curve behind the number, of lcmcr and dga; nil
	// otherwise. It is not part of the JSON of a result: it is as large as a
	// thousand results, and has a form of its own.
	Sample *Sample `json:"-"`

	draws   []float64 // of N, thinned
	unusual string    // what is said of a prior that is not the standard one
	naive   bool      // the interval takes a chosen model for known
}

// Errors are Monte Carlo standard errors.
type Errors struct {
	Median float64 `json:"median"`
	Q025   float64 `json:"q025"`
	Q975   float64 `json:"q975"`
}

// says writes a number with its interval, for a sentence: a number that stands alone
// says more than anybody knows.
func (r Result) says() string {
	switch {
	case r.Bound:
		return fmt.Sprintf("at least %.0f", r.Median)
	case r.Q975 == 0:
		return fmt.Sprintf("about %.0f, from %.0f, without upper limit", r.Median, r.Q025)
	}
	return fmt.Sprintf("about %.0f (%.0f to %.0f)", r.Median, r.Q025, r.Q975)
}

// Draws are draws of N, for sums over strata; nil for a method without them.
func (r Result) Draws() []float64 { return r.draws }

// refuse takes the numbers away from a result.
func (r *Result) refuse(reason string) {
	r.Refused = true
	r.Reasons = append(r.Reasons, reason)
	r.Median, r.Mean, r.Q025, r.Q975, r.MCSE = 0, 0, 0, 0, nil
}

// MarshalJSON writes null for a number that may not be printed or is not there:
// those of a refusal, an upper limit where there is none, the diagnostics of a
// method that samples nothing.
func (r Result) MarshalJSON() ([]byte, error) {
	type plain Result
	number := func(x float64) *float64 {
		if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
			return nil
		}
		return &x
	}
	return json.Marshal(struct {
		Median  *float64 `json:"median"`
		Mean    *float64 `json:"mean"`
		Q025    *float64 `json:"q025"`
		Q975    *float64 `json:"q975"`
		ESSBulk *float64 `json:"ess_bulk"`
		ESSTail *float64 `json:"ess_tail"`
		RHat    *float64 `json:"rhat"`
		Cap     *float64 `json:"cap"`
		plain
	}{number(r.Median), number(r.Mean), number(r.Q025), number(r.Q975), number(r.ESSBulk), number(r.ESSTail), number(r.RHat), number(r.Cap), plain(r)})
}
