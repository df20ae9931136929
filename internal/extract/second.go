package extract

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas/internal/extract/lexicon"
	"github.com/habeas-record/habeas/internal/extract/weigh"
)

// The rules read first. Where a language has weights, a second reader goes over
// what they proposed and what they left: it asks of each proposal whether it is
// one, and of each clause, mention and attribution whether a claim lies there.
// It answers by features anybody can read and weights learned from annotated
// articles (words/README.md). The idea of a statistical filter behind a grammar
// is old (Hobbs and others, 1997); that of a first impression of every clause
// that is then read by its neighbours is Wolpert's (1992, stacking).

// Question is what the second reader asks of a stretch of text: "keep event" of
// a proposal, "clause event" of a clause. Type is that of the claim that would
// have to lie there for a yes.
type Question struct {
	Ask        string
	Type       string
	Start, End int // code points; set for those of Questions
	Features   []string

	from, to int
	proposal int // index of the proposal asked about, or -1
}

// broad folds kindred families, so that there are examples enough of each. The
// scorer folds them alike.
var broad = map[string]string{
	"person_group": "person", "group": "person", "dependant": "health", "risk": "health", "facility": "place",
	"attribution": "source", "migration": "denominator", "photo": "doc", "byline": "doc",
	"responsibility": "person", "name": "person", "family": "enquiry", "duration": "quantity",
}

// Family is the family of a type, kindred ones folded together.
func Family(kind string) string {
	head := family(kind)
	if f, ok := broad[head]; ok {
		return f
	}
	return head
}

// sure is how sure the second reader must be to keep a proposal and to make one
// of its own. An event missed costs more than one too many: it is what a case is
// made of.
type sure struct{ keep, make float64 }

func sureOf(family string) sure {
	if family == "event" {
		return sure{keep: 0.35, make: 0.4}
	}
	return sure{keep: 0.5, make: 0.6}
}

// secondRule begins the rule of what the second reader found, before how sure it
// is in percent. The page of review reads it.
const secondRule = "second/"

// readAgain drops what the second reader does not believe and adds what it
// finds. It has no say on proposals of a kind it was not taught, nor on those of
// an organisation's own rules. What it asks is made anew for the second reading,
// since that of a long report is too much to keep.
func (d *document) readAgain(kept []Proposal) []Proposal {
	by := bySentence(kept)
	impressions := NewImpressions(d.weights)
	d.askClauses(kept, by, impressions.Hear)
	var out []Proposal
	told := map[int][]int{} // sentence → indexes into out
	add := func(p Proposal) {
		told[p.Sentence] = append(told[p.Sentence], len(out))
		out = append(out, p)
	}
	d.questions(kept, by, func(q Question) {
		proposed := q.proposal >= 0
		if proposed && (kept[q.proposal].own || !d.weights.Knows(q.Ask)) {
			add(kept[q.proposal])
			return
		}
		if !d.weights.Knows(q.Ask) {
			return
		}
		believed := d.weights.Probability(q.Ask, impressions.On(q))
		family := Family(q.Type)
		switch {
		case proposed:
			if believed >= sureOf(family).keep {
				add(kept[q.proposal])
			}
			return
		case believed < sureOf(family).make:
			return
		case slices.ContainsFunc(told[d.tokens[q.from].sentence], func(i int) bool {
			return Family(out[i].Type) == family && mostly(out[i].from, out[i].to, q.from, q.to)
		}):
			return
		}
		from := q.from
		if strings.HasPrefix(q.Ask, "clause ") {
			from = d.withSubject(from, d.sentences[d.tokens[from].sentence]) // so that the quotation can be read alone
		}
		p := d.make(q.Type, from, q.to, secondRule+strconv.Itoa(int(100*believed)))
		d.fillCommon(&p, match{trigger: -1})
		add(p)
	})
	return out
}

// mostly says whether two stretches share half of the shorter one.
func mostly(from, to, from2, to2 int) bool {
	return 2*(min(to, to2)-max(from, from2)) >= min(to-from, to2-from2)
}

// Impressions are what a first reading makes of the clauses of a report.
type Impressions struct {
	model   *weigh.Model
	clauses []impression
	last    Question // whose features and impressions are next
	both    []string
}

// impression is of one clause: which families are how likely there.
type impression struct {
	from, to int
	made     []string
}

// First begins the name of a question of the first reading.
const First = "first "

// NewImpressions begins a first reading.
func NewImpressions(m *weigh.Model) *Impressions { return &Impressions{model: m} }

// Hear takes in a question of a clause, in the order of the text.
func (im *Impressions) Hear(q Question) {
	what, isClause := strings.CutPrefix(q.Ask, "clause ")
	if !isClause || !im.model.Knows(First+q.Ask) {
		return
	}
	if n := len(im.clauses); n == 0 || im.clauses[n-1].from != q.from {
		im.clauses = append(im.clauses, impression{from: q.from, to: q.to})
	}
	c := &im.clauses[len(im.clauses)-1]
	p := im.model.Probability(First+q.Ask, q.Features)
	for _, step := range []float64{0.05, 0.15, 0.3, 0.5, 0.7, 0.85} {
		if p > step {
			c.made = append(c.made, what+" over "+strconv.FormatFloat(step, 'g', -1, 64))
		}
	}
}

// On is the features of a question and the impressions around it: of the clause
// itself, of the two before and of the one behind.
func (im *Impressions) On(q Question) []string {
	if len(q.Features) > 0 && len(im.last.Features) > 0 && &q.Features[0] == &im.last.Features[0] {
		return im.both // another family of the same stretch
	}
	at, _ := slices.BinarySearchFunc(im.clauses, q.from+1, func(c impression, from int) int { return c.from - from })
	at-- // the last clause that begins no later
	if at >= 0 && at+1 < len(im.clauses) && q.to-im.clauses[at+1].from > im.clauses[at].to-q.from {
		at++ // more of it lies in the next
	}
	im.last, im.both = q, slices.Clone(q.Features)
	for off, name := range []string{"two before: ", "before: ", "here: ", "behind: "} {
		if n := at + off - 2; n >= 0 && n < len(im.clauses) {
			for _, x := range im.clauses[n].made {
				im.both = append(im.both, name+x)
			}
		}
	}
	return im.both
}

func bySentence(kept []Proposal) map[int][]int {
	by := map[int][]int{}
	for i := range kept {
		by[kept[i].Sentence] = append(by[kept[i].Sentence], i)
	}
	return by
}

// questions asks of everything the rules proposed, then of everything they might
// have.
func (d *document) questions(kept []Proposal, by map[int][]int, ask func(Question)) {
	for i := range kept {
		p := &kept[i]
		f := &features{}
		f.add("type:" + p.Type)
		f.add("voice:" + p.SourceKind)
		if p.Rule == "leftover" {
			f.add("guess")
		}
		for _, slot := range slices.Sorted(maps.Keys(p.Slots)) {
			f.add("slot:" + slot)
		}
		for _, j := range by[p.Sentence] {
			if q := &kept[j]; i != j && p.from < q.to && q.from < p.to {
				f.add(lies(p, q) + ":" + Family(q.Type))
			}
		}
		d.picture(f, p.from, p.to)
		l, r := d.clause(p.from, p.to)
		for j := l; j < r; j++ {
			if j < p.from || j >= p.to {
				for _, h := range d.tokens[j].hits {
					f.add("beside:" + h.Concept)
				}
			}
		}
		ask(Question{Ask: "keep " + Family(p.Type), Type: p.Type, Features: f.list, from: p.from, to: p.to, proposal: i})
	}
	d.askClauses(kept, by, ask)
	d.askMentions(kept, by, ask)
	d.askSays(kept, by, ask)
}

// askOf asks whether claims of some types lie in a stretch.
func (d *document) askOf(what string, types []string, from, to int, f *features, kept []Proposal, by map[int][]int, ask func(Question)) {
	for _, j := range by[d.tokens[from].sentence] {
		if q := &kept[j]; mostly(q.from, q.to, from, to) {
			f.add("told:" + Family(q.Type))
		}
	}
	for _, kind := range types {
		ask(Question{Ask: what + " " + Family(kind), Type: kind, Features: f.list, from: from, to: to, proposal: -1})
	}
}

// lies tells how another proposal lies to one it shares words with.
func lies(p, q *Proposal) string {
	switch {
	case q.from <= p.from && p.to <= q.to:
		return "within"
	case p.from <= q.from && q.to <= p.to:
		return "holds"
	}
	return "crosses"
}

// askClauses asks of every clause of three words and more.
func (d *document) askClauses(kept []Proposal, by map[int][]int, ask func(Question)) {
	const least = 3
	none := make([]bool, len(d.tokens)+1)
	for n, s := range d.sentences {
		if n == d.title {
			continue
		}
		for from, to := s.from, 0; from < s.to; from = to {
			to = from + 1
			for to < s.to && !d.starts[to] {
				to++
			}
			l, r := d.trim(from, to)
			words := 0
			for i := l; i < r; i++ {
				if d.tokens[i].word {
					words++
				}
			}
			if words < least {
				continue
			}
			f := &features{}
			d.picture(f, l, r)
			for _, j := range by[n] {
				if q := &kept[j]; q.to <= l || r <= q.from {
					f.add("near:" + Family(q.Type))
				}
			}
			for _, j := range by[n-1] {
				f.add("sentence before:" + Family(kept[j].Type))
			}
			if guess, ok := d.leftoverKind(l, r, none, none, s); ok {
				f.add("guess:" + guess)
			}
			d.askOf("clause", d.typesOfClause(l, r), l, r, f, kept, by, ask)
		}
	}
}

// typesOfClause are the types of claims a clause may make, one a family: which
// of a family's is plain from its words. Other families lie in clauses too
// seldom, or as parts of them for which a clause is too much.
func (d *document) typesOfClause(from, to int) []string {
	enquiry, health, reason := "enquiry", "health", "reason.alleged"
	if d.anyWithin(from, to, "enquiry.fail", "negation", "not.act", "reply.way", "no.result", "say") {
		enquiry = "enquiry.outcome"
	}
	switch {
	case d.anyWithin(from, to, "fear"):
		health = "risk"
	case d.anyWithin(from, to, "child.kin", "dependant.phrase"):
		health = "dependant"
	}
	if d.anyWithin(from, to, "charge", "charge.on", "crime", "accused.of") {
		reason = "reason.official_stated"
	}
	return []string{"event.other", enquiry, health, "status", reason, "denominator", "policy"}
}

func (d *document) askMentions(kept []Proposal, by map[int][]int, ask func(Question)) {
	const near = 3
	seen := map[string]bool{}
	for n := range d.mentions {
		m := &d.mentions[n]
		types := d.typesOfMention(m)
		if len(types) == 0 || d.tokens[m.from].sentence == d.title {
			continue
		}
		f := &features{}
		kind := kindWords[m.kind]
		f.add("kind:" + kind)
		if !seen[kind+m.name] {
			seen[kind+m.name] = true
			f.add("first:" + kind)
		}
		if d.namesSpeaker(m.from) {
			f.add("speaker:" + kind)
		}
		d.tell(f, m.from, m.to)
		d.stand(f, m.from)
		s := d.sentences[d.tokens[m.from].sentence]
		for off := 1; off <= near; off++ {
			if i := m.from - off; i >= s.from {
				d.around(f, "-", off, i)
			}
			if i := m.to - 1 + off; i < s.to {
				d.around(f, "+", off, i)
			}
		}
		d.askOf("mention", types, m.from, m.to, f, kept, by, ask)
	}
}

// typesOfMention are the types of claims a mention may be the words of.
func (d *document) typesOfMention(m *mention) []string {
	switch m.kind {
	case kindPerson:
		return []string{"person.name", "relation"}
	case kindFolk:
		switch {
		case d.anyWithin(m.from, m.to, "role"):
			return []string{"person.role", "relation"}
		case d.anyWithin(m.from, m.to, "occupation"):
			return []string{"person.occupation", "relation"}
		}
		return []string{"relation", "person_group.attribute"}
	case kindPlace:
		return []string{"person.residence"}
	case kindFacility, kindOrg:
		return []string{"place.facility"}
	case kindDate:
		if m.date.Duration {
			return []string{"duration", "person.age"}
		}
	case kindQuantity:
		switch m.quantity.Class {
		case "money", "persons", "share":
			return []string{"quantity." + m.quantity.Class, "person.age"}
		}
		return []string{"quantity.cases", "person.age"}
	}
	return nil
}

func (d *document) askSays(kept []Proposal, by map[int][]int, ask func(Question)) {
	seen := map[string]bool{}
	for _, a := range d.says {
		f := &features{}
		f.add("speaker:" + a.speaker.kind)
		if !seen[a.speaker.source] {
			seen[a.speaker.source] = true
			f.add("first")
			f.add("first:" + a.speaker.kind)
		}
		if a.closes {
			f.add("closes")
		}
		d.tell(f, a.from, a.to)
		d.askOf("say", []string{"attribution"}, a.from, a.to, f, kept, by, ask)
	}
}

// features is a set in the order in which it was made.
type features struct {
	list []string
	seen map[string]bool
}

func (f *features) add(name string) {
	if f.seen == nil {
		f.seen = map[string]bool{}
	}
	if !f.seen[name] {
		f.seen[name] = true
		f.list = append(f.list, name)
	}
}

// kindWords name the mentions in features.
var kindWords = map[kind]string{
	kindDate: "DATE", kindQuantity: "QTY", kindPlace: "PLACE", kindOrg: "ORG", kindFacility: "FACILITY", kindPerson: "PERSON", kindFolk: "FOLK",
}

// picture tells a stretch: its words, where it stands, and who does what to
// whom by its first verb.
func (d *document) picture(f *features, from, to int) {
	d.tell(f, from, to)
	d.stand(f, from)
	for _, most := range []int{3, 6, 10, 16} {
		if to-from < most {
			f.add("shorter:" + strconv.Itoa(most))
			break
		}
	}
	f.add("opens:" + d.nameless(from))
	f.add("after:" + d.nameless(from-1))
	f.add("until:" + d.nameless(to))
	s := d.sentences[d.tokens[from].sentence]
	if from == s.from {
		f.add("begins")
	}
	if to >= s.to-1 {
		f.add("ends")
	}
	for i := from; i < to; i++ {
		if d.acts(i) {
			f.add("acts")
			f.add("act:" + stem(d.nameless(i)))
		}
	}
	d.frame(f, from, to)
}

// tell tells the words, concepts, mentions and marks of a stretch.
func (d *document) tell(f *features, from, to int) {
	for i := from; i < to; i++ {
		t := d.tokens[i]
		for _, h := range t.hits {
			f.add(h.Concept)
			f.add(h.Concept + "." + strconv.Itoa(int(h.Form)))
		}
		for _, n := range t.mentions {
			f.add(kindWords[d.mentions[n].kind])
		}
		switch {
		case !t.word:
			f.add("mark:" + t.text)
		case !t.number:
			f.add("word:" + stem(d.nameless(i)))
		}
	}
}

// nameless is a token for a feature. A name is none: weights are learned from words,
// and nobody's name may be read in them.
func (d *document) nameless(i int) string {
	if i < 0 || i >= len(d.tokens) {
		return ""
	}
	t := d.tokens[i]
	switch {
	case t.number:
		return "0"
	case d.covered(i, kindPerson, kindPlace, kindOrg):
		return "NAME"
	case t.capital && len(t.hits) == 0:
		return "Word"
	}
	return t.low
}

// around tells a token near a mention.
func (d *document) around(f *features, side string, off, i int) {
	at := side + strconv.Itoa(off) + ":"
	f.add(at + d.nameless(i))
	for _, h := range d.tokens[i].hits {
		f.add(at + h.Concept)
		f.add(side + ":" + h.Concept)
	}
	for _, x := range d.covers[i] {
		f.add(at + kindWords[d.mentions[x].kind])
	}
}

// stand tells where in the report a token stands, and whether somebody's own
// words are around it.
func (d *document) stand(f *features, i int) {
	const edge = 3 // sentences
	t := d.tokens[i]
	if t.quoted {
		f.add("quoted")
	}
	if t.sentence < edge {
		f.add("head")
	}
	if t.sentence >= len(d.sentences)-edge {
		f.add("tail")
	}
}

const anyVerb = lexicon.Base | lexicon.Third | lexicon.Past | lexicon.Part | lexicon.Ing

// frame tells the first verb of a stretch that is no auxiliary of another, and
// the kinds of its subject and object.
func (d *document) frame(f *features, from, to int) {
	for i := from; i < to; i++ {
		if !d.formAt(i, anyVerb) || d.any(i, "auxiliary") && d.verbWithin(i+1, to, 3) {
			continue
		}
		subject, object := d.kindBefore(from, i), d.kindBehind(i+1, to)
		voice := ""
		if d.any(i-1, "be") || d.any(i-2, "be") {
			voice = " passive"
		}
		f.add("subject:" + subject)
		f.add("object:" + object)
		f.add("verb:" + stem(d.nameless(i)))
		f.add("frame:" + subject + " " + object + voice)
		for _, h := range d.tokens[i].hits {
			f.add("verb:" + h.Concept + voice)
			f.add("subject:" + subject + " " + h.Concept)
			f.add("object:" + h.Concept + " " + object)
		}
		return
	}
}

// kindBefore is what kind of subject stands before a verb.
func (d *document) kindBefore(from, verb int) string {
	for i := verb - 1; i >= from; i-- {
		if n := d.over(i, kindPerson, kindFolk, kindOrg, kindPlace, kindFacility); n >= 0 {
			m := &d.mentions[n]
			for _, concept := range []string{"authority", "kin", "occupation", "role"} {
				if d.anyWithin(m.from, m.to, concept) {
					return concept
				}
			}
			return kindWords[m.kind]
		}
		switch {
		case d.low(i) == "i" || d.low(i) == "we":
			return "teller"
		case d.any(i, "pronoun"):
			return "pronoun"
		}
	}
	return "none"
}

// kindBehind is what kind of object stands close behind a verb.
func (d *document) kindBehind(from, to int) string {
	const near = 6
	for i := from; i < min(to, from+near); i++ {
		if n := d.over(i, kindPerson, kindFolk, kindOrg, kindPlace, kindFacility, kindQuantity, kindDate); n >= 0 {
			return kindWords[d.mentions[n].kind]
		}
		if d.any(i, "pronoun.object") {
			return "pronoun"
		}
	}
	return "none"
}

// stem takes the commonest endings off, so that few articles teach more.
func stem(w string) string {
	for _, end := range []string{"ing", "ed", "es", "s", "e"} {
		if rest, ok := strings.CutSuffix(w, end); ok && len(rest) > 3 {
			return rest
		}
	}
	return w
}

// Questions are what the second reader would ask of a report before any
// impression, for learning weights from annotated ones.
func Questions(text string, o Options) ([]Question, error) {
	var out []Question
	o.asked = func(q Question) { out = append(out, q) }
	_, err := Extract(text, o)
	return out, err
}
