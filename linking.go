package habeas

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// LinkRun is one time the machine compared the mentions of the record. It
// proposes; who is who changes by link decisions alone.
type LinkRun struct {
	ID       ID
	By       ID
	At       time.Time
	Inputs   string          // SHA-256 of all that was compared and learned from, and of how
	Mentions int             // that were compared: named, and not sealed
	Learned  int             // pairs that people had decided, which it learned from
	Pairs    int             // that it proposes
	New      int             // of these, those that the run before did not propose
	Changed  int             // and those with other words or another weight
	Gone     int             // pairs of the run before that it proposes no more
	Model    json.RawMessage // in the form of package linkage
	Sum      string          // SHA-256 of what it proposes, as SumPairs has it
	Warnings []string        `json:",omitempty"`
}

// LinkPair is a pair of mentions that the machine holds may be one person.
type LinkPair struct {
	ID      ID
	A, B    ID      // A before B
	Run     ID      // that proposed it so
	Weight  float64 // bits: the binary logarithm of the odds
	Said    string  // SHA-256 of what was compared: another one is to be compared again
	Reasons []LinkReason
}

// LinkReason is what one comparison says of a pair: with the prior they add up
// to the weight. The values are in the record, where they may be withdrawn.
type LinkReason struct {
	Column string  `json:"column"`
	Level  string  `json:"level"`
	Weight float64 `json:"weight"` // bits
}

// PairOf is the id of a pair of mentions, in whichever order: the same in every
// run, and as good as random.
func PairOf(a, b ID) ID {
	sum := sha256.Sum256([]byte(string(min(a, b)) + "/" + string(max(a, b))))
	out := make([]byte, 0, idSize+1)
	out = append(out, KindPair[0])
	for _, c := range sum[:idSize] {
		out = append(out, idLetters[c&31])
	}
	return ID(out)
}

// Probability of the pair being one person, as the model has it.
func (p LinkPair) Probability() float64 { return 1 / (1 + math.Exp2(-p.Weight)) }

// HeldOut reports whether the machine never learns from the answers about the
// pair, so that they tell how often it is right: one pair in four.
func (p LinkPair) HeldOut() bool { return strings.IndexByte(idLetters, p.ID[len(p.ID)-1]) < 8 }

// SumPairs is the SHA-256 of proposals, whatever their order.
func SumPairs(pairs []LinkPair) string {
	in := slices.Clone(pairs)
	slices.SortFunc(in, func(x, y LinkPair) int { return strings.Compare(string(x.ID), string(y.ID)) })
	sum := sha256.New()
	for _, p := range in {
		fmt.Fprintln(sum, p.ID, p.A, p.B, p.Run, p.Weight, p.Said, len(p.Reasons))
		for _, r := range p.Reasons {
			fmt.Fprintf(sum, "%q %q %v\n", r.Column, r.Level, r.Weight)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// LinkAnswer is what one person said of a pair that was laid before them, blind
// to what the machine holds. It is never deleted: undoing it records who and
// when.
type LinkAnswer struct {
	ID       ID
	Pair     ID
	A, B     ID
	Verdict  Verdict
	Reason   string `json:",omitempty"`
	By       ID
	At       time.Time
	Weight   float64   // that the pair had, unseen
	Drawn    bool      `json:",omitempty"` // it came by the sample that tells how often the machine is right
	UndoneBy ID        `json:",omitempty"`
	UndoneAt time.Time `json:",omitzero"`
}

// Live reports whether the answer stands.
func (a LinkAnswer) Live() bool { return a.UndoneBy == "" }

// Settle tells what the answers about a pair come to, "" where it takes another
// person: one answer is enough unless two are asked for, two that agree settle
// it, and where they differ a third decides. split says that people disagree,
// which stays so when it is settled. Answers are in the order they were given.
func Settle(answers []LinkAnswer, two bool) (v Verdict, split bool) {
	var live []LinkAnswer
	for _, a := range answers {
		if a.Live() {
			live = append(live, a)
		}
	}
	for _, a := range live {
		split = split || a.Verdict != live[0].Verdict
	}
	switch {
	case len(live) == 0:
		return "", false
	case len(live) == 1 && two:
		return "", false
	case len(live) == 1 || !split:
		return live[0].Verdict, false
	case len(live) == 2:
		return "", true
	}
	return live[len(live)-1].Verdict, true
}
