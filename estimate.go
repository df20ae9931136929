package habeas

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas/edtf"
)

// EstimateQuestion is what is estimated: how many were ever held in a place in
// a window of time, those on no list included. "An estimated 500" that somebody
// said is a claim and none of this.
type EstimateQuestion struct {
	Place  string `json:"place"`           // in words, or the id of a place or facility of the record
	Lived  bool   `json:"lived,omitempty"` // of whom nobody says where they were held, where they lived or come from counts
	Window string `json:"window"`          // EDTF, with a first and a last day
	// Lists are lists of people, or sources whose reports are taken together as
	// one; several in one are taken for one list.
	Lists   [][]ID           `json:"lists"`
	Excused []EstimateExcuse `json:"excused,omitempty"`
	Strata  EstimateStrata   `json:"strata,omitempty"`
	// Method is the one whose assumption is signed, and Assumption why it may be
	// made here, in the words of whoever signs.
	Method     string `json:"method"`
	Assumption string `json:"assumption"`
	Signed     string `json:"signed"` // the name of whoever signs
	Seed       uint64 `json:"seed"`
}

// EstimateExcuse says why two lists that share an origin may stand apart. Each
// is named by the first of those that are taken for one with it.
type EstimateExcuse struct {
	A   ID     `json:"a"`
	B   ID     `json:"b"`
	Why string `json:"why"`
}

// EstimateStrata says by what people are parted.
type EstimateStrata string

// The ways of parting people.
const (
	StrataNone EstimateStrata = ""
	StrataSex  EstimateStrata = "sex"
	StrataYear EstimateStrata = "year" // in which they were first held
	StrataBorn EstimateStrata = "born" // the decade
)

// EstimateStratas lists them in the order forms offer them.
var EstimateStratas = []EstimateStrata{StrataNone, StrataSex, StrataYear, StrataBorn}

// mostEstimateWords bounds what somebody writes in a question, in bytes.
const mostEstimateWords = 2000

// Check brings a question into the form it is kept in, or says what is missing.
func (q EstimateQuestion) Check() (EstimateQuestion, error) {
	q.Place, q.Assumption, q.Method = strings.TrimSpace(q.Place), strings.TrimSpace(q.Assumption), strings.TrimSpace(q.Method)
	if q.Place == "" {
		return q, Invalid("write the name of a place, such as a county", "say for which place: an estimate is of everybody ever held there")
	}
	d, err := parseDate(strings.TrimSpace(q.Window))
	if err == nil {
		if from, to := dayBounds(d); from == "" || to == "" {
			err = edtf.ErrSyntax
		}
	}
	if err != nil {
		return q, Invalid("write it as EDTF with a beginning and an end, such as 2017/2019",
			"say for which time: people enter and leave detention, and an estimate is of everybody ever held in a window")
	}
	q.Window = d.String()
	if q.Signed = strings.TrimSpace(q.Signed); q.Signed == "" {
		return q, Invalid("write the name of whoever answers for it", "nobody signs what is assumed")
	}
	if q.Assumption == "" {
		return q, Invalid("write in a few words why it may be made here",
			"say what makes those on no list like those on some: models that fit the lists alike give any number without it")
	}
	words := len(q.Place) + len(q.Assumption) + len(q.Signed)
	seen := map[ID]bool{}
	var lists [][]ID
	for _, group := range q.Lists {
		var as []ID
		for _, id := range group {
			if id == "" {
				continue
			}
			if k := id.Kind(); k != KindList && k != KindSource {
				return q, Invalid("choose lists of people, or outlets and offices whose reports name them", "%q is no list", id)
			}
			if seen[id] {
				return q, Invalid("take it once", "a list is chosen twice")
			}
			seen[id] = true
			as = append(as, id)
		}
		if len(as) > 0 {
			slices.Sort(as)
			lists = append(lists, as)
		}
	}
	if len(lists) == 0 {
		return q, Invalid("choose three or more that were made apart", "no list is chosen")
	}
	slices.SortFunc(lists, func(a, b []ID) int { return strings.Compare(string(a[0]), string(b[0])) })
	q.Lists = lists
	var excused []EstimateExcuse
	for _, x := range q.Excused {
		if x.Why = strings.TrimSpace(x.Why); x.Why == "" {
			continue
		}
		if x.A > x.B {
			x.A, x.B = x.B, x.A
		}
		words += len(x.Why)
		excused = append(excused, x)
	}
	slices.SortFunc(excused, func(a, b EstimateExcuse) int { return strings.Compare(string(a.A+a.B), string(b.A+b.B)) })
	q.Excused = excused
	if words > mostEstimateWords {
		return q, Invalid("say it in fewer words", "the question is longer than %d bytes", mostEstimateWords)
	}
	if !oneOf(q.Strata, EstimateStratas) {
		return q, Invalid("part people by sex, year or born, or not", "people cannot be parted by %q", q.Strata)
	}
	return q, nil
}

// Sum is the SHA-256 of a question that was checked: the same question asked
// again, and signed by the same, has the same.
func (q EstimateQuestion) Sum() string {
	raw, err := json.Marshal(q)
	if err != nil {
		panic("habeas: a question has no JSON form: " + err.Error())
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Days are the first and the last day of the window of a question that was
// checked.
func (q EstimateQuestion) Days() (from, to string) { return When{EDTF: q.Window}.Days() }

// EstimateAnswer is one answer to a question, of the record as it was then. It is
// never changed: a record that has changed is asked again.
type EstimateAnswer struct {
	ID       ID
	Question EstimateQuestion
	By       ID // who asked
	At       time.Time
	Inputs   string // SHA-256 of all that was counted, and of how
	// Outcome is what was counted and what the methods say, in the form of
	// package estimating.
	Outcome json.RawMessage
}
