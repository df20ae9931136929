package habeas

import (
	"sort"
	"strings"
)

// Standing is where a person is, as far as the claims go.
type Standing string

// The standings, as pages and facets word them.
const (
	HeldUnknown  Standing = "held"      // held, place not known
	HeldClaimed  Standing = "held-at"   // held, a place is claimed
	Missing      Standing = "missing"   // disappeared; held or not is not known
	Sentenced    Standing = "sentenced" // sentenced and not known to be free
	ReleasedFree Standing = "released"
	Died         Standing = "died"
	NotKnown     Standing = "unknown"
)

// Standings lists them in the order of facets.
var Standings = []Standing{HeldUnknown, HeldClaimed, Sentenced, Missing, ReleasedFree, Died, NotKnown}

// Named is one form of a name.
type Named struct {
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"`
}

// Summary is the read model of a person: what a list of people shows and
// filters by. It is derived from claims alone, by Summarise, and can be
// rebuilt from them at any time.
type Summary struct {
	Person     ID       `json:"person"`
	Name       string   `json:"name"`
	NameLang   string   `json:"nameLang,omitempty"`
	OtherNames []Named  `json:"otherNames,omitempty"`
	Sex        string   `json:"sex,omitempty"`
	Born       string   `json:"born,omitempty"` // EDTF
	Standing   Standing `json:"standing"`
	Since      string   `json:"since,omitempty"` // EDTF of when the standing began
	SinceFrom  string   `json:"sinceFrom,omitempty"`
	News       string   `json:"news,omitempty"`     // EDTF of the latest sign of life or of the hand that holds them
	NewsTill   string   `json:"newsTill,omitempty"` // last day News may fall on
	Place      string   `json:"place,omitempty"`
	PlaceID    ID       `json:"placeID,omitempty"`
	Occupation string   `json:"occupation,omitempty"`
	Enquiries  int      `json:"enquiries,omitempty"`
	Unanswered int      `json:"unanswered,omitempty"`
	RefusedN   int      `json:"refused,omitempty"`
	Claims     int      `json:"claims"`
	Sources    int      `json:"sources"`
	Lists      []ID     `json:"lists,omitempty"`
	Grade      Grade    `json:"grade,omitempty"` // the strongest of its claims
	Contested  bool     `json:"contested,omitempty"`
}

// Outcome of an enquiry, as facets and counts know it.
type Outcome string

// The outcomes.
const (
	OutcomeUnanswered Outcome = "unanswered"
	OutcomeRefused    Outcome = "refused"
	OutcomeNoRecord   Outcome = "no record"
	OutcomeAnswered   Outcome = "answered"
)

// Outcomes lists them in the order forms offer them.
var Outcomes = []Outcome{OutcomeUnanswered, OutcomeRefused, OutcomeNoRecord, OutcomeAnswered}

// Summarise derives the summary of a person from claims about its mentions.
// It reads only what it is given: handed the released claims, it makes the
// public summary; handed all accepted ones, the desk's. What is sealed it leaves
// out even then: a summary is in lists that every account reads.
func Summarise(person ID, claims []Claim, lists []ID) Summary {
	s := Summary{Person: person, Standing: NotKnown, Lists: lists}
	sources := map[ID]bool{}
	live := make([]Claim, 0, len(claims))
	for _, c := range claims {
		if c.Status != Accepted || c.Access == AccessSealed {
			continue
		}
		live = append(live, c)
		sources[c.Source] = true
		if s.Grade == "" || gradeRank(c.Terms.Grade) < gradeRank(s.Grade) {
			s.Grade = c.Terms.Grade
		}
	}
	sort.SliceStable(live, func(i, j int) bool { return live[i].ID < live[j].ID })
	s.Claims, s.Sources = len(live), len(sources)
	s.names(live)
	track := standingTrack{latest: latestOf(live)}
	for _, c := range live {
		if c.Polarity == Denied {
			s.Contested = s.Contested || standingOf(c) != ""
			continue
		}
		switch c.Property {
		case "sex":
			s.Sex = first(s.Sex, c.Value)
		case "birth.date":
			if s.Born != "" && c.Value != "" && s.Born != c.Value {
				s.Contested = true
			}
			s.Born = first(s.Born, c.Value)
		case "occupation":
			s.Occupation = first(s.Occupation, c.Statement())
		case "enquiry", "enquiry.outcome":
			s.enquiry(c)
		case "residence", "origin", "birth.place":
			if s.Place == "" {
				s.Place, s.PlaceID = c.Statement(), c.Object
			}
		}
		track.add(c)
	}
	s.Standing, s.Since, s.SinceFrom = track.standing()
	s.News, s.NewsTill = track.news, track.newsTill
	switch {
	case track.held.words != "":
		s.Place, s.PlaceID = track.held.words, track.held.id
	case s.Place == "":
		s.Place, s.PlaceID = track.taken.words, track.taken.id
	}
	return s
}

func (s *Summary) names(live []Claim) {
	seen := map[string]bool{}
	add := func(c Claim) {
		n := strings.TrimSpace(first(c.Value, c.Words))
		if n == "" || seen[n] {
			return
		}
		seen[n] = true
		if s.Name == "" {
			s.Name, s.NameLang = n, c.Lang
			return
		}
		s.OtherNames = append(s.OtherNames, Named{Text: n, Lang: c.Lang})
	}
	// A name in Latin letters leads where there is one, since most readers of
	// a list can read it; every form stays beside it as given.
	for _, latin := range []bool{true, false} {
		for _, c := range live {
			if c.Property == "name" && IsLatin(first(c.Value, c.Words)) == latin {
				add(c)
			}
		}
	}
	for _, c := range live {
		if c.Property == "name.other" {
			add(c)
		}
	}
}

func (s *Summary) enquiry(c Claim) {
	if c.Property == "enquiry" {
		s.Enquiries++
	}
	switch Outcome(c.Slots["outcome"]) {
	case OutcomeUnanswered:
		s.Unanswered++
	case OutcomeRefused, OutcomeNoRecord:
		s.RefusedN++
	}
}

// IsLatin reports whether s is written in Latin letters alone.
func IsLatin(s string) bool {
	for _, r := range s {
		if r > 0x24f && !(r >= 0x1e00 && r <= 0x1eff) && !(r >= 0x2010 && r <= 0x2027) && r != 0x2bc && r != 0x2bb {
			return false
		}
	}
	return true
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func gradeRank(g Grade) int {
	for i, x := range Grades {
		if x == g {
			return i
		}
	}
	return len(Grades)
}

// standingWords reads a standing out of the words lists use for it. They are
// matched whole-word, in the order given: "released" outweighs "detained" in
// "detained, then released".
var standingWords = []struct {
	words    []string
	standing Standing
}{
	{[]string{"dead", "died", "deceased", "killed", "死亡", "умер", "умерла", "қайтыс"}, Died},
	{[]string{"released", "freed", "free", "释放", "освобожден", "освобождён", "освобождена", "босатылды"}, ReleasedFree},
	{[]string{"sentenced", "imprisoned", "jailed", "convicted", "判刑", "осужден", "осуждён", "осуждена", "сотталды"}, Sentenced},
	{[]string{"missing", "disappeared", "失踪", "пропал", "пропала"}, Missing},
	{[]string{"detained", "held", "arrested", "custody", "interned", "camp", "拘留", "关押", "задержан", "задержана", "арестован", "арестована", "ұсталды", "қамауда"}, HeldUnknown},
}

// standingOf says which standing a claim speaks for, "" for none.
func standingOf(c Claim) Standing {
	switch c.Property {
	case "event.death", "death.date":
		return Died
	case "event.release", "release.date":
		return ReleasedFree
	case "event.sentence", "sentence":
		return Sentenced
	case "event.disappearance":
		return Missing
	case "event.detention", "event.mass_detention", "event.transfer", "event.trial", "detention.date", "detention.place", "detention.facility":
		return HeldUnknown
	case "status":
		words := strings.ToLower(c.Statement())
		for _, w := range standingWords {
			for _, x := range w.words {
				if containsWord(words, x) {
					return w.standing
				}
			}
		}
	}
	return ""
}

// standingTrack follows the claims to the latest standing.
type standingTrack struct {
	latest         map[ID]string // last day each subject's claims speak of; of all under ""
	best           Standing
	since, from    string
	till           string
	news, newsTill string
	held, taken    whereabouts
}

// whereabouts is a place as the latest claim of one kind names it.
type whereabouts struct {
	words string
	id    ID
	till  string
}

func (w *whereabouts) add(words string, id ID, till string) {
	if words != "" && (w.words == "" || till > w.till) {
		*w = whereabouts{words, id, till}
	}
}

// daysOf is when a claim says something was, with its first and last day.
func daysOf(c Claim) (date, from, till string) {
	p, _ := PropertyOf(c.Property)
	date = timeOf(p, c)
	from, till = When{EDTF: date}.Days()
	return date, from, till
}

func latestOf(live []Claim) map[ID]string {
	latest := map[ID]string{}
	for _, c := range live {
		if _, _, till := daysOf(c); standingOf(c) != "" {
			latest[c.Subject] = max(latest[c.Subject], till)
			latest[""] = max(latest[""], till)
		}
	}
	return latest
}

func (t *standingTrack) add(c Claim) {
	p, _ := PropertyOf(c.Property)
	date, from, till := daysOf(c)
	if p.Life && till != "" && till > t.newsTill {
		t.news, t.newsTill = date, till
	}
	switch c.Property {
	case "detention.place", "detention.facility":
		t.held.add(c.Statement(), c.Object, till)
	case "event.transfer", "event.sighting":
		for _, role := range []string{"place", "to", "facility"} {
			t.held.add(c.Slots[role], c.Refs[role], till)
		}
	case "event.detention", "event.disappearance":
		// Where somebody was taken is not where they are held.
		for _, role := range []string{"to", "facility"} {
			t.held.add(c.Slots[role], c.Refs[role], till)
		}
		t.taken.add(c.Slots["place"], c.Refs["place"], till)
	}
	st := standingOf(c)
	if st == "" {
		return
	}
	// Who says "sentenced" without a day says it of the time they speak, so it
	// is as late as all else they say; after a death there is nothing.
	if till == "" {
		till = t.latest[c.Subject]
	}
	if st == Died && date == "" {
		till = t.latest[""]
	}
	// A dated claim outranks an undated one; of two dated, the later; of
	// equals, the graver, so that a death is not hidden by a detention.
	if t.best == "" || till > t.till || till == t.till && graver(st, t.best) {
		if st != t.best || t.since == "" {
			t.since, t.from = date, from
		}
		t.best, t.till = st, till
	} else if st == t.best && from != "" && (t.from == "" || from < t.from) {
		t.since, t.from = date, from
	}
}

func graver(a, b Standing) bool {
	order := []Standing{NotKnown, HeldUnknown, Missing, Sentenced, ReleasedFree, Died}
	ra, rb := 0, 0
	for i, x := range order {
		if x == a {
			ra = i
		}
		if x == b {
			rb = i
		}
	}
	return ra > rb
}

func (t *standingTrack) standing() (Standing, string, string) {
	switch {
	case t.best == "":
		return NotKnown, "", ""
	case t.best == HeldUnknown && t.held.words != "":
		return HeldClaimed, t.since, t.from
	}
	return t.best, t.since, t.from
}
