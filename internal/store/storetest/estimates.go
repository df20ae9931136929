package storetest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
)

func (f *fixture) estimate(place, inputs string) habeas.EstimateAnswer {
	q := habeas.EstimateQuestion{Place: place, Window: "2017/2019", Lists: [][]habeas.ID{{"i0123456789abcdef"}}, Method: "dga", Assumption: "made apart", Signed: "An Analyst", Seed: 1<<63 + 7}
	return habeas.EstimateAnswer{ID: habeas.NewID(habeas.KindEstimate), Question: q, By: f.reviewer, At: f.clock().UTC(), Inputs: inputs, Outcome: json.RawMessage(`{"n": 12}`)}
}

func testEstimates(_ *testing.T, f *fixture) {
	first, other, again := f.estimate("Exampletown", "aa"), f.estimate("Elsewhere", "bb"), f.estimate("Exampletown", "cc")
	var before string
	f.view(func(tx *store.Tx) { before = got[string](f)(tx.State()) })
	for _, e := range []habeas.EstimateAnswer{first, other, again} {
		f.update(func(tx *store.Tx) { f.no(tx.AddEstimate(e, []byte(`{"of":"`+string(e.ID)+`"}`))) })
	}
	f.view(func(tx *store.Tx) {
		if now := got[string](f)(tx.State()); now == before {
			f.Fatal("the state of the record is the same after a change")
		}
		f.same("as it was kept", first, compact(f, got[habeas.EstimateAnswer](f)(tx.Estimate(first.ID))))
		f.same("its draws", `{"of":"`+string(first.ID)+`"}`, string(got[[]byte](f)(tx.EstimateSamples(first.ID))))
		f.same("of its inputs", other.ID, got[habeas.EstimateAnswer](f)(tx.EstimateOf("bb")).ID)
		_, err := tx.EstimateOf("dd")
		f.is(err, habeas.ErrNotFound)
		_, err = tx.Estimate("h000000000000000")
		f.is(err, habeas.ErrNotFound)
		_, err = tx.EstimateSamples("h000000000000000")
		f.is(err, habeas.ErrNotFound)
		var history []habeas.ID
		for _, e := range got[[]habeas.EstimateAnswer](f)(tx.EstimatesOf(first.Question.Sum())) {
			history = append(history, e.ID)
		}
		f.same("of one question, the newest first", []habeas.ID{again.ID, first.ID}, history)
		es, total, err := tx.Estimates(1, 1)
		f.no(err)
		f.same("questions", 2, total)
		f.same("the newest of each", []habeas.ID{other.ID}, []habeas.ID{es[0].ID})
	})
	// What somebody else asks is another question, and a change of a source is
	// a change, though its entry waits for the day to end.
	f.view(func(tx *store.Tx) {
		before = got[string](f)(tx.State())
		signed := first.Question
		signed.Signed = "Another"
		f.same("signed by another", 0, len(got[[]habeas.EstimateAnswer](f)(tx.EstimatesOf(signed.Sum()))))
	})
	f.witness.Consent = habeas.ConsentNone
	f.update(func(tx *store.Tx) { f.no(tx.PutSource(f.witness)) })
	f.view(func(tx *store.Tx) {
		if now := got[string](f)(tx.State()); now == before {
			f.Fatal("the state of the record is the same after a source withdrew its consent")
		}
	})
	f.update(func(tx *store.Tx) {
		e := f.estimate("Exampletown", "ee")
		e.At = time.Time{}
		f.no(tx.AddEstimate(e, nil))
	})
}

// compact is an estimate with its outcome as it was handed in.
func compact(f *fixture, e habeas.EstimateAnswer) habeas.EstimateAnswer {
	var v map[string]int
	f.no(json.Unmarshal(e.Outcome, &v))
	f.same("the outcome", map[string]int{"n": 12}, v)
	e.Outcome = json.RawMessage(`{"n": 12}`)
	return e
}
