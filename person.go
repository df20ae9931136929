package habeas

import (
	"sort"
	"time"
)

// Mention is one source's picture of one person in one report or one row of a
// list: the unit that is linked.
type Mention struct {
	ID     ID
	Person ID // the person it is part of now; PersonOf(ID) when alone
	Report ID // where it comes from: a report …
	List   ID // … or a list, the row being ID's own
	Label  string
	Sealed string // the label instead, where the report is sealed: Label is in lists that every account reads
	By     ID
	At     time.Time // date only
}

// Verdict is what somebody decided about two mentions.
type Verdict string

// The verdicts of a link decision.
const (
	SamePerson  Verdict = "same"
	OtherPerson Verdict = "different"
	UnsureLink  Verdict = "unsure"
)

// Verdicts lists them in the order forms offer them.
var Verdicts = []Verdict{SamePerson, OtherPerson, UnsureLink}

// Link is one decision about two mentions. It is never deleted: undoing it
// records who and when, and the mentions part again.
type Link struct {
	ID       ID
	A, B     ID // mentions, A before B
	Verdict  Verdict
	Reason   string
	Pair     ID `json:",omitempty"` // whose answers made it
	By       ID
	At       time.Time
	UndoneBy ID
	UndoneAt time.Time
	Undo     string // the reason
}

// Live reports whether the decision stands.
func (l Link) Live() bool { return l.UndoneBy == "" }

// Components groups mentions into persons: those joined by live decisions
// that they are the same. The newest live decision about a pair counts. It
// returns the person of each mention; a person keeps the id of its earliest
// mention (by day, then id), so an undone link gives back the ids of before.
func Components(mentions []Mention, links []Link) map[ID]ID {
	parent := make(map[ID]ID, len(mentions))
	at := make(map[ID]time.Time, len(mentions))
	for _, m := range mentions {
		parent[m.ID], at[m.ID] = m.ID, m.At
	}
	var find func(ID) ID
	find = func(x ID) ID {
		if parent[x] != x {
			parent[x] = find(parent[x])
		}
		return parent[x]
	}
	before := func(a, b ID) bool {
		if !at[a].Equal(at[b]) {
			return at[a].Before(at[b])
		}
		return a < b
	}
	for _, l := range StandingLinks(links) {
		if l.Verdict != SamePerson {
			continue
		}
		if _, ok := parent[l.A]; !ok {
			continue
		}
		if _, ok := parent[l.B]; !ok {
			continue
		}
		a, b := find(l.A), find(l.B)
		switch {
		case a == b:
		case before(a, b):
			parent[b] = a
		default:
			parent[a] = b
		}
	}
	out := make(map[ID]ID, len(mentions))
	for _, m := range mentions {
		out[m.ID] = PersonOf(find(m.ID))
	}
	return out
}

// Contradictions returns the pairs decided to be different people that other
// decisions nevertheless hold together: shown, never resolved by machine.
func Contradictions(mentions []Mention, links []Link) []Link {
	of := Components(mentions, links)
	var out []Link
	for _, l := range StandingLinks(links) {
		if l.Verdict == OtherPerson && of[l.A] != "" && of[l.A] == of[l.B] {
			out = append(out, l)
		}
	}
	return out
}

// StandingLinks keeps the newest live decision about each pair.
func StandingLinks(links []Link) []Link {
	type pair struct{ a, b ID }
	newest := map[pair]Link{}
	for _, l := range links {
		if !l.Live() {
			continue
		}
		p := pair{l.A, l.B}
		if p.a > p.b {
			p.a, p.b = p.b, p.a
		}
		if old, ok := newest[p]; !ok || l.At.After(old.At) || l.At.Equal(old.At) && l.ID > old.ID {
			newest[p] = l
		}
	}
	out := make([]Link, 0, len(newest))
	for _, l := range newest {
		out = append(out, l)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

// Subject is what a claim can be about besides a person: a group, an event, a
// place, a facility or an authority. All that is known of it is claims; Label
// only names it in lists until a claim does.
type Subject struct {
	ID     ID
	Label  string
	Sealed string  // the label instead, where Access is sealed, as with a mention
	Parent ID      // a facility's or place's place, for browsing
	Lat    float64 // with Lon, where HasPoint
	Lon    float64
	Point  bool
	List   ID     // the list it was imported from, "" when entered
	Access Access // "" is public
	By     ID
	At     time.Time // date only
}

// Kind returns the subject's kind.
func (s Subject) Kind() Kind { return s.ID.Kind() }
