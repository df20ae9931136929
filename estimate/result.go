package estimate

import "context"

// A Result is what one method says of a table. Where Refused is true no
// number may be printed: Median, Mean, Q025 and Q975 are nil, and what the
// method found stands under Modes only. Numbers are people on any list or on
// none (N), never NaN.
type Result struct {
	Median     *float64       `json:"median"`
	Mean       *float64       `json:"mean"`
	Q025       *float64       `json:"q025"` // limits of the central 95 %
	Q975       *float64       `json:"q975"`
	Iterations int            `json:"iterations"` // sweeps of a sampler over all chains, steps of another method
	ESSBulk    *float64       `json:"ess_bulk"`   // nil where nothing was sampled
	ESSTail    *float64       `json:"ess_tail"`
	RHat       *float64       `json:"rhat"`
	Modes      []Mode         `json:"modes"`
	Cap        *float64       `json:"cap"` // greatest number of unseen people the method allows; nil where there is no limit
	Priors     map[string]any `json:"priors"`
	Seconds    float64        `json:"seconds"` // wall time, set by whoever ran the method
	Warnings   []string       `json:"warnings"`
	Refused    bool           `json:"refused"`
	Reasons    []string       `json:"reasons"` // why it refused: sentences for whoever reads the number

	// Draws of N, chain after chain, equally weighted, where a method has
	// them: sums over strata and pictures are made of them.
	Draws [][]float64 `json:"-"`
}

// A Mode is a heap of the posterior that stands apart from the others.
type Mode struct {
	Median float64 `json:"median"`
	Q025   float64 `json:"q025"`
	Q975   float64 `json:"q975"`
	Share  float64 `json:"share"` // of the draws, 0 to 1
}

// newResult has no nil where JSON promises a list or an object.
func newResult() Result {
	return Result{Modes: []Mode{}, Priors: map[string]any{}, Warnings: []string{}, Reasons: []string{}}
}

// refuse takes the numbers back and says why.
func (r *Result) refuse(reason string) {
	r.Refused = true
	r.Reasons = append(r.Reasons, reason)
	r.Median, r.Mean, r.Q025, r.Q975 = nil, nil, nil, nil
}

func (r *Result) warn(sentence string) { r.Warnings = append(r.Warnings, sentence) }

// Options are what every method may be told.
type Options struct {
	Seed     uint64
	Progress func(string) // nil or told now and then how far it is; not called from two goroutines at once
}

func (o Options) progress(s string) {
	if o.Progress != nil {
		o.Progress(s)
	}
}

// A Method turns a table into a result. It returns an error only where ctx
// ended; everything else that keeps it from a number is a refusal.
type Method struct {
	Name string
	Run  func(ctx context.Context, t Table, o Options) (Result, error)
}
