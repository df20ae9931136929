package habeas

// Check is what the disclosure check asks for before something from a source
// who may not be named is published (internal/protect/disclosure).
type Check string

// The answers of the check, in rising order. Named stands for what was not checked, since
// the source was named or its maker had published it.
const (
	CheckNamed  Check = "named"
	CheckPass   Check = "pass"
	CheckSecond Check = "second" // a second person has to see the findings
	CheckStop   Check = "stop"   // not published unless the source agreed to be named
)

// checked reports whether a claim was let out with its source unnamed.
func (v Check) checked() bool { return v == CheckPass || v == CheckSecond }

// Crowd says how few people a source may stand among. The zero Crowd stands
// for DefaultCrowd.
type Crowd struct {
	Stop   float64 `json:"stop"`   // in a crowd of fewer, a claim is stopped
	Second float64 `json:"second"` // in a crowd of fewer, a second person has to see it
	Traces int     `json:"traces"` // so many events an office has a record of stop a claim, whatever the crowd
	Kinds  int     `json:"kinds"`  // so many kinds of finding need a second person, whatever the crowd
	Reason string  `json:"reason"` // why a desk changed them
}

// DefaultCrowd is the rule of statistical offices for small cells, under five
// not published, with room for what the estimate assumes.
var DefaultCrowd = Crowd{Stop: 5, Second: 50, Traces: 2, Kinds: 4}

// InForce returns the numbers that hold.
func (c Crowd) InForce() Crowd {
	if c == (Crowd{}) {
		return DefaultCrowd
	}
	return c
}

// Validate says what is wrong with the numbers a desk wrote.
func (c Crowd) Validate() error {
	if c == (Crowd{}) {
		return nil
	}
	changed := c
	changed.Reason = ""
	switch {
	case !(c.Stop >= 1) || !(c.Second >= c.Stop) || !(c.Second <= 1e9):
		return Invalid("write two numbers of people, the first for a stop and a larger one for a second person", "a crowd of %g and one of %g are no thresholds", c.Stop, c.Second)
	case c.Traces < 1 || c.Kinds < 1:
		return Invalid("write numbers from 1 up", "%d traces and %d kinds are no thresholds", c.Traces, c.Kinds)
	case changed != DefaultCrowd && c.Reason == "":
		return Invalid("write it: it stands in the history of the settings", "changed thresholds need a reason")
	}
	return nil
}
