package habeas

import "testing"

func TestThresholds(t *testing.T) {
	if err := DefaultCrowd.Validate(); err != nil {
		t.Error(err)
	}
	th := DefaultCrowd
	th.Stop = 3
	if th.Validate() == nil {
		t.Error("thresholds are changed without a reason")
	}
	th.Reason = "a statistician of ours set it"
	if err := th.Validate(); err != nil {
		t.Error(err)
	}
	th.Second = 2
	if th.Validate() == nil {
		t.Error("a second reviewer is asked later than a stop")
	}
}
