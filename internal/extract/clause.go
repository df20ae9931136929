package extract

import "github.com/habeas-record/habeas/internal/extract/lexicon"

// Clauses are found without a parser: a sentence is cut where a new verb with
// its own subject, a relative pronoun, a conjunction of clauses, a participle
// behind a comma or a mark of speech begins one. The cuts need to be good
// enough for a reader to see which words carry the claim.

// clauseStart says whether a new clause begins at token i.
func (d *document) clauseStart(i int) bool {
	if i >= len(d.tokens) {
		return true
	}
	s := d.sentences[d.tokens[i].sentence]
	if i <= s.from {
		return true
	}
	if m := d.over(i, kindQuantity, kindPerson, kindOrg, kindFacility); m >= 0 && d.mentions[m].from < i && d.covered(i-1, d.mentions[m].kind) {
		return false // "between 80 and 90", "Ministry of Law and Order"
	}
	prev, t := d.tokens[i-1], d.tokens[i]
	switch prev.text {
	case ";", ":", "—", "–", "--", "…", "；", "：", "。", "، ", "؛":
		return true
	case "-":
		if prev.start > d.tokens[max(i-2, 0)].end && t.start > prev.end {
			return true
		}
	}
	if prev.quoted != t.quoted {
		return true
	}
	if d.lang != "en" {
		return prev.text == "," || prev.text == "，" || prev.text == "،"
	}
	if d.any(i, "relative") && !d.covered(i, kindDate) {
		return true
	}
	if prev.text == "," || prev.text == ")" {
		return d.afterComma(i, s)
	}
	if d.any(i, "subordinator") {
		return d.verbWithin(i+1, s.to, 9)
	}
	if t.low == "that" {
		return d.endsConcept(i, "say", "believe") || d.verbWithin(i+1, min(s.to, i+8), 8)
	}
	if d.any(i, "coordinator") {
		return d.coordinates(i, s)
	}
	// The reported clause right behind "said".
	if d.endsConcept(i, "say") && !d.any(i, "preposition", "pronoun.object") && !d.covered(i, kindDate) && t.word {
		return d.verbWithin(i, s.to, 14)
	}
	return false
}

func (d *document) afterComma(i int, s sentence) bool {
	switch {
	case d.any(i, "relative", "subordinator", "coordinator"):
		return !d.any(i, "coordinator") || d.coordinates(i, s)
	case d.low(i) == "with" || d.low(i) == "without" || d.low(i) == "including":
		return true
	case d.any(i, "pronoun") && d.verbWithin(i+1, s.to, 3):
		return true
	case d.formAt(i, lexicon.Ing):
		return true
	case d.any(i, "auxiliary") || d.formAt(i, lexicon.Past|lexicon.Third):
		return true
	}
	// ", police said" and ", the majority of them business people"
	if end, ok := d.longest(i, "share", "share.vague"); ok && end > 0 {
		return true
	}
	return d.verbWithin(i, s.to, 6) && !d.commaWithin(i, 5)
}

// coordinates says whether "and" at i joins clauses rather than words.
func (d *document) coordinates(i int, s sentence) bool {
	j := i + 1
	for j < s.to && (d.any(j, "adverb") || d.low(j) == "then" || d.low(j) == "also" || d.low(j) == "later") {
		j++
	}
	if j >= s.to {
		return false
	}
	if d.any(j, "auxiliary", "relative", "subordinator") || d.formAt(j, lexicon.Past|lexicon.Third|lexicon.Part|lexicon.Ing) || d.any(j, "share", "share.vague") {
		return true
	}
	if d.any(j, "pronoun") && !d.any(j, "possessive") {
		return d.verbWithin(j+1, s.to, 4)
	}
	for n := j; n < s.to && n < j+9; n++ {
		if d.tokens[n].text == "," {
			return false
		}
		if d.any(n, "auxiliary") || d.formAt(n, lexicon.Past|lexicon.Third) && !d.any(n-1, "determiner", "preposition") {
			return true
		}
	}
	return false
}

// formAt says whether a verb in one of the forms begins at token i.
func (d *document) formAt(i int, form lexicon.Form) bool {
	if i < 0 || i >= len(d.tokens) || d.covered(i, kindPerson, kindPlace, kindOrg, kindFacility) {
		return false
	}
	for _, h := range d.tokens[i].hits {
		if h.Form&form != 0 && h.Form&lexicon.Plural == 0 {
			return true
		}
	}
	return false
}

func (d *document) verbWithin(from, to, n int) bool {
	for i := from; i < to && i < from+n; i++ {
		if d.any(i, "auxiliary") || d.formAt(i, lexicon.Past|lexicon.Third|lexicon.Base|lexicon.Part|lexicon.Ing) {
			return true
		}
	}
	return false
}

func (d *document) commaWithin(from, n int) bool {
	for i := from; i < from+n && i < len(d.tokens); i++ {
		if d.tokens[i].text == "," {
			return !d.any(i-1, "say") || i == from
		}
	}
	return false
}

// endsConcept says whether a form of a concept ends right before token i.
func (d *document) endsConcept(i int, concepts ...string) bool {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		for _, h := range d.tokens[j].hits {
			if h.End != i {
				continue
			}
			for _, c := range concepts {
				if h.Concept == c {
					return true
				}
			}
		}
	}
	return false
}

// clause returns the clause around tokens [from,to), without the marks and
// joining words at its ends.
func (d *document) clause(from, to int) (int, int) {
	s := d.sentences[d.tokens[from].sentence]
	l, r := from, to
	for l > s.from && !d.starts[l] {
		l--
	}
	for r < s.to && !d.starts[r] {
		r++
	}
	l, r = d.trim(l, r)
	return d.withSubject(l, s), r
}

// withSubject stretches a clause that begins with its verb to the subject before
// it, when only a description stands between: "X, 67, a teacher, fined 50".
func (d *document) withSubject(l int, s sentence) int {
	if !d.any(l, "auxiliary") && !d.formAt(l, lexicon.Past|lexicon.Part|lexicon.Third) || l == s.from || d.any(l-1, "coordinator") {
		return l
	}
	at := l
	for i := l - 1; i >= s.from && l-i < 40; i-- {
		if d.tokens[i].quoted != d.tokens[l].quoted || d.tokens[i].text == ";" || d.tokens[i].text == ":" {
			break
		}
		if d.any(i, "auxiliary") && !d.relativeBefore(i, s) {
			break
		}
		if d.startsAt(i, kindPerson, kindFolk, kindOrg) >= 0 {
			at = i
		}
	}
	return at
}

func (d *document) relativeBefore(i int, s sentence) bool {
	for j := i - 1; j >= s.from && i-j < 6; j-- {
		if d.any(j, "relative") {
			return true
		}
		if d.tokens[j].text == "," {
			return false
		}
	}
	return false
}

func (d *document) trim(from, to int) (int, int) {
	for from < to-1 && (!d.tokens[from].word || d.any(from, "coordinator", "subordinator.trim") || d.low(from) == "that") && d.tokens[from].text != "$" {
		from++
	}
	for to > from+1 && (!d.tokens[to-1].word && d.tokens[to-1].text != "%" || d.any(to-1, "coordinator")) {
		to--
	}
	return from, to
}

// cut finds all clause starts once.
func (d *document) cut() {
	d.starts = make([]bool, len(d.tokens)+1)
	for i := range d.tokens {
		d.starts[i] = d.clauseStart(i)
	}
	d.starts[len(d.tokens)] = true
}
