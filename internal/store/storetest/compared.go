package storetest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
)

func (f *fixture) linkRun(pairs ...habeas.LinkPair) habeas.LinkRun {
	return habeas.LinkRun{ID: habeas.NewID(habeas.KindRun), By: f.documenter, At: f.clock().UTC(), Inputs: "aa", Mentions: 3, Pairs: len(pairs), Model: json.RawMessage(`{"prior":0.5}`), Sum: habeas.SumPairs(pairs)}
}

func linkPair(a, b habeas.ID, weight float64) habeas.LinkPair {
	return habeas.LinkPair{ID: habeas.PairOf(b, a), A: min(a, b), B: max(a, b), Weight: weight, Said: "00ff", Reasons: []habeas.LinkReason{{Column: "name", Level: "equal", Weight: weight}}}
}

func testCompared(_ *testing.T, f *fixture) {
	var ms []habeas.ID
	for range 3 {
		ms = append(ms, habeas.NewID(habeas.KindMention))
	}
	f.view(func(tx *store.Tx) {
		_, err := tx.LastLinkRun()
		f.is(err, habeas.ErrNotFound)
		_, err = tx.LinkPair(habeas.PairOf(ms[0], ms[1]))
		f.is(err, habeas.ErrNotFound)
	})
	one, two := linkPair(ms[0], ms[1], 2.25), linkPair(ms[1], ms[2], -1.5)
	first := f.linkRun(one, two)
	f.update(func(tx *store.Tx) { f.no(tx.AddLinkRun(first, []habeas.LinkPair{one, two}, nil)) })
	f.verified()
	three := linkPair(ms[0], ms[2], 7)
	one.Weight = 3
	second := f.linkRun(one, three)
	second.At = second.At.Add(time.Minute)
	f.update(func(tx *store.Tx) { f.no(tx.AddLinkRun(second, []habeas.LinkPair{one, three}, []habeas.ID{two.ID})) })
	f.verified()
	f.view(func(tx *store.Tx) {
		f.same("the newest run", second, got[habeas.LinkRun](f)(tx.LastLinkRun()))
		f.same("runs, the newest first", []habeas.LinkRun{second, first}, got[[]habeas.LinkRun](f)(tx.LinkRuns(5)))
		f.same("a pair that was put again", one, got[habeas.LinkPair](f)(tx.LinkPair(one.ID)))
		_, err := tx.LinkPair(two.ID)
		f.is(err, habeas.ErrNotFound)
		ps := got[[]habeas.LinkPair](f)(tx.LinkPairs())
		f.same("pairs", 2, len(ps))
		f.same("without their reasons", 0, len(ps[0].Reasons)+len(ps[1].Reasons))
		f.same("what the run proposed", second.Sum, habeas.SumPairs(got[[]habeas.LinkPair](f)(tx.WholeLinkPairs())))
	})
	answer := habeas.LinkAnswer{ID: habeas.NewID(habeas.KindAnswer), Pair: one.ID, A: one.A, B: one.B, Verdict: habeas.SamePerson, By: f.documenter, At: second.At, Weight: 3, Drawn: true}
	other := answer
	other.ID, other.Pair, other.At = habeas.NewID(habeas.KindAnswer), three.ID, second.At.Add(time.Second)
	f.update(func(tx *store.Tx) {
		f.no(tx.PutLinkAnswer(other))
		f.no(tx.PutLinkAnswer(answer))
	})
	answer.UndoneBy, answer.UndoneAt = f.reviewer, second.At.Add(time.Hour)
	f.update(func(tx *store.Tx) { f.no(tx.PutLinkAnswer(answer)) })
	f.verified()
	f.view(func(tx *store.Tx) {
		f.same("of the pair", []habeas.LinkAnswer{answer}, got[[]habeas.LinkAnswer](f)(tx.LinkAnswers(one.ID)))
		f.same("all, as they were given", []habeas.LinkAnswer{answer, other}, got[[]habeas.LinkAnswer](f)(tx.AllLinkAnswers()))
	})
}
