package habeas

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var acts = []Act{ActPropose, ActAccept, ActReject, ActUnsure, ActSupersede, ActWithdraw, ActSubmit, ActPublish, ActUnpublish}

// history draws the steps that people could really have done, one after the
// other, each allowed by the state before it.
func history(t *rapid.T) []Step {
	steps := []Step{{N: 1, Act: ActPropose, By: "u1", At: day}}
	for n := rapid.IntRange(0, 12).Draw(t, "steps"); n > 0; n-- {
		act := rapid.SampledFrom(acts).Draw(t, "act")
		if Fold(steps).Allowed(act) != nil {
			continue
		}
		steps = append(steps, Step{N: len(steps) + 1, Act: act, By: rapid.SampledFrom([]ID{"u1", "u2"}).Draw(t, "by"),
			At: day.Add(time.Duration(len(steps)) * time.Minute), Other: "c2", Terms: &Terms{Grade: GradeSingle}})
	}
	return steps
}

func TestNothingIsPublicThatIsNotAccepted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := history(t)
		for i := range steps {
			s := Fold(steps[:i+1])
			if (s.Public || s.SubmitBy != "") && s.Status != Accepted {
				t.Fatalf("after %q the claim is %s and public", steps[i].Act, s.Status)
			}
		}
	})
}

func TestAnyPastStateCanBeShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := history(t)
		for i, st := range steps {
			got, ok := FoldAt(steps, st.At)
			if want := Fold(steps[:i+1]); !ok || !cmp.Equal(got, want) {
				t.Fatalf("at step %d: %s", i+1, cmp.Diff(want, got))
			}
		}
		if _, ok := FoldAt(steps, day.Add(-time.Second)); ok {
			t.Fatal("a claim had a state before it was made")
		}
	})
}

func TestFold(t *testing.T) {
	at := func(n int) time.Time { return day.Add(time.Duration(n) * time.Hour) }
	terms := &Terms{Grade: GradeNamedFirst, Label: "a relative"}
	s := Fold([]Step{
		{N: 1, Act: ActPropose, By: "u1", At: at(1)},
		{N: 2, Act: ActAccept, By: "u1", At: at(2)},
		{N: 3, Act: ActSubmit, By: "u1", At: at(3), Terms: terms},
	})
	if s.Status != Accepted || s.Public || s.SubmitBy != "u1" || s.AcceptBy != "u1" || s.Terms.Label != "a relative" {
		t.Errorf("submitted: %+v", s)
	}
	s = Fold([]Step{
		{N: 1, Act: ActPropose, By: "u1", At: at(1)},
		{N: 2, Act: ActAccept, By: "u1", At: at(2)},
		{N: 3, Act: ActPublish, By: "u2", At: at(3), Terms: terms},
		{N: 4, Act: ActWithdraw, By: "u2", At: at(4), Reason: "the source took it back"},
	})
	if s.Status != Withdrawn || s.Public || s.Reason != "the source took it back" || s.StatusBy != "u2" {
		t.Errorf("withdrawn: %+v", s)
	}
	if s.Allowed(ActAccept) == nil || s.Allowed(ActPublish) == nil {
		t.Error("a withdrawn claim can be accepted or published again")
	}
}

// Terms and pairs of eyes of a published claim change by publishing alone.
func TestAPublishedClaimIsNotSubmittedOrAcceptedAgain(t *testing.T) {
	s := State{Status: Accepted, Public: true}
	for _, a := range []Act{ActSubmit, ActAccept, ActPropose} {
		if err := s.Allowed(a); err == nil {
			t.Errorf("a published claim can be %s", a)
		}
	}
	for _, a := range []Act{ActPublish, ActUnpublish, ActWithdraw, ActSupersede, ActReject, ActUnsure} {
		if err := s.Allowed(a); err != nil {
			t.Errorf("a published claim cannot be %s: %v", a, err)
		}
	}
}
