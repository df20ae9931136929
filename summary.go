package habeas

import (
	"slices"
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
	said := make([]*said, 0, len(claims))
	sources := map[ID]bool{}
	grade := Grade("")
	for i := range claims {
		c := &claims[i]
		if c.Status != Accepted || c.Access == AccessSealed {
			continue
		}
		said = append(said, digest(c))
		sources[c.Source] = true
		if grade == "" || gradeRank(c.Terms.Grade) < gradeRank(grade) {
			grade = c.Terms.Grade
		}
	}
	sort.SliceStable(said, func(i, j int) bool { return said[i].id < said[j].id })
	s := sumUp(said)
	s.Person, s.Lists, s.Sources, s.Grade = person, lists, len(sources), grade
	return s
}

// said is what a summary needs to know of one claim, worked out once.
type said struct {
	id, subject      ID
	property         string
	name             string // what a name or an occupation is given as
	value            string
	words            string // the claim's statement
	lang             string
	object           ID
	slots            map[string]string
	refs             map[string]ID
	denied, life     bool
	latin            bool // the name is in Latin letters
	standing         Standing
	date, from, till string // when, with its first and last day
}

func digest(c *Claim) *said {
	p := propertyByKey[c.Property]
	if p == nil {
		p = &Property{Key: c.Property}
	}
	s := &said{id: c.ID, subject: c.Subject, object: c.Object, slots: c.Slots, refs: c.Refs, denied: c.Polarity == Denied}
	s.read(p, first(c.Value, c.Words), c.Value, c.Statement(), c.Lang, timeOf(*p, *c))
	return s
}

// read fills in what follows from the property and the words.
func (s *said) read(p *Property, name, value, statement, lang, date string) {
	s.property, s.value, s.words, s.lang, s.life = p.Key, value, statement, lang, p.Life
	if p.Key == "name" || p.Key == "name.other" {
		s.name, s.latin = strings.TrimSpace(name), IsLatin(name)
	}
	s.standing = standingOf(p.Key, statement)
	s.from, s.till = "", ""
	if s.date = date; date != "" {
		s.from, s.till = When{EDTF: date}.Days()
	}
}

// sumUp reads the summary off what was said, in the order of the claims' ids.
func sumUp(live []*said) Summary {
	s := Summary{Claims: len(live)}
	s.names(live)
	track := standingTrack{}
	track.look(live)
	for _, c := range live {
		if c.denied {
			s.Contested = s.Contested || c.standing != ""
			continue
		}
		switch c.property {
		case "sex":
			s.Sex = first(s.Sex, c.value)
		case "birth.date":
			if s.Born != "" && c.value != "" && s.Born != c.value {
				s.Contested = true
			}
			s.Born = first(s.Born, c.value)
		case "occupation":
			s.Occupation = first(s.Occupation, c.words)
		case "enquiry", "enquiry.outcome":
			s.enquiry(c)
		case "residence", "origin", "birth.place":
			if s.Place == "" {
				s.Place, s.PlaceID = c.words, c.object
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

// names puts a name in Latin letters first where there is one, since most
// readers of a list can read it; every form stays beside it as given.
func (s *Summary) names(live []*said) {
	for _, latin := range [...]bool{true, false} {
		for _, c := range live {
			if c.property == "name" && c.latin == latin {
				s.addName(c)
			}
		}
	}
	for _, c := range live {
		if c.property == "name.other" {
			s.addName(c)
		}
	}
}

func (s *Summary) addName(c *said) {
	if c.name == "" || c.name == s.Name {
		return
	}
	if s.Name == "" {
		s.Name, s.NameLang = c.name, c.lang
		return
	}
	for _, n := range s.OtherNames {
		if n.Text == c.name {
			return
		}
	}
	s.OtherNames = append(s.OtherNames, Named{Text: c.name, Lang: c.lang})
}

func (s *Summary) enquiry(c *said) {
	if c.property == "enquiry" {
		s.Enquiries++
	}
	switch Outcome(c.slots["outcome"]) {
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

// standingOf says which standing a claim of the property speaks for, "" for
// none; of a status its statement decides.
func standingOf(property, statement string) Standing {
	switch property {
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
		words := strings.ToLower(statement)
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
	latest         []latest // last day each subject's claims speak of
	last           string   // of all of them
	best           Standing
	since, from    string
	till           string
	news, newsTill string
	held, taken    whereabouts
}

// latest is the last day a subject's claims speak of.
type latest struct {
	subject ID
	till    string
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

// look finds the last day that each subject's claims speak of.
func (t *standingTrack) look(live []*said) {
	for _, c := range live {
		if c.standing == "" {
			continue
		}
		t.last = max(t.last, c.till)
		at := slices.IndexFunc(t.latest, func(l latest) bool { return l.subject == c.subject })
		if at < 0 {
			t.latest = append(t.latest, latest{c.subject, c.till})
		} else {
			t.latest[at].till = max(t.latest[at].till, c.till)
		}
	}
}

func (t *standingTrack) latestOf(subject ID) string {
	for _, l := range t.latest {
		if l.subject == subject {
			return l.till
		}
	}
	return ""
}

func (t *standingTrack) add(c *said) {
	if c.life && c.till != "" && c.till > t.newsTill {
		t.news, t.newsTill = c.date, c.till
	}
	switch c.property {
	case "detention.place", "detention.facility":
		t.held.add(c.words, c.object, c.till)
	case "event.transfer", "event.sighting":
		for _, role := range [...]string{"place", "to", "facility"} {
			t.held.add(c.slots[role], c.refs[role], c.till)
		}
	case "event.detention", "event.disappearance":
		// Where somebody was taken is not where they are held.
		for _, role := range [...]string{"to", "facility"} {
			t.held.add(c.slots[role], c.refs[role], c.till)
		}
		t.taken.add(c.slots["place"], c.refs["place"], c.till)
	}
	st, date, from, till := c.standing, c.date, c.from, c.till
	if st == "" {
		return
	}
	// Who says "sentenced" without a day says it of the time they speak, so it
	// is as late as all else they say; after a death there is nothing.
	if till == "" {
		till = t.latestOf(c.subject)
	}
	if st == Died && date == "" {
		till = t.last
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
	order := [...]Standing{NotKnown, HeldUnknown, Missing, Sentenced, ReleasedFree, Died}
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
