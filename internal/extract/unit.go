package extract

import "strings"

// unitClasses are the concepts a counted thing may belong to, most telling
// first. The value is the class a claim about the quantity gets.
var unitClasses = []struct{ concept, class string }{
	{"money", "money"}, {"time", "time"}, {"mass", "mass"}, {"times", "times"}, {"percent", "share"},
	{"person", "persons"}, {"occupation", "persons"}, {"kin", "persons"}, {"group", "persons"},
	{"counted", "things"}, {"facility.word", "things"},
}

// unit reads what is counted: the currency sign before, or the noun behind the
// figure, at most seven words on. It returns where the counted noun ends.
func (d *document) unit(f figure, q *Quantity) int {
	if h, ok := d.hit(f.from-1, "money.sign"); ok {
		q.Class, q.Unit = "money", h.Value
		return f.to
	}
	end := f.to
	limit := min(len(d.tokens), f.to+8)
	for i := f.to; i < limit; i++ {
		if !d.sameSentence(f.from, i) {
			break
		}
		t := d.tokens[i]
		if !t.word && t.text != "-" && !t.scare && t.text != "%" {
			break
		}
		if i > f.to && d.any(i, "preposition", "auxiliary", "conjunction", "pronoun") && t.low != "of" {
			break
		}
		for _, u := range unitClasses {
			h, ok := d.has(i, u.concept)
			if !ok || u.concept == "group" && d.more(h.End, limit) {
				continue
			}
			// A person noun may stand before the head: "Tatar shop owners".
			if u.class == "persons" && d.any(h.End, "person", "occupation") {
				continue
			}
			q.Class = u.class
			q.Unit = h.Value
			if q.Unit == "" {
				q.Unit = map[string]string{"persons": "persons"}[u.class]
			}
			if q.Unit == "" {
				q.Unit = d.slice(i, h.End)
			}
			end = h.End
			if j := h.End + 1; d.low(h.End) == "and" && j < len(d.tokens) && u.class == "persons" && d.any(j, "counted", "person", "occupation") {
				hh, _ := d.longest(j, "counted", "person", "occupation")
				if d.any(j, "counted") {
					q.Unit = d.slice(i, hh)
				}
				end = hh
			}
			q.Scope = d.scope(f.to, end)
			return end
		}
	}
	return end
}

// more says whether a person noun follows within the noun phrase, so that a
// people's name before it is only an adjective.
func (d *document) more(i, limit int) bool {
	for ; i < limit && i < len(d.tokens); i++ {
		if !d.tokens[i].word || d.any(i, "preposition", "auxiliary", "conjunction", "pronoun", "determiner") {
			return false
		}
		if d.any(i, "person", "occupation", "kin", "counted") {
			return true
		}
	}
	return false
}

func (d *document) longest(i int, concepts ...string) (int, bool) {
	best := 0
	for _, c := range concepts {
		if h, ok := d.has(i, c); ok && h.End > best {
			best = h.End
		}
	}
	return best, best > 0
}

func (d *document) scope(from, to int) string {
	return strings.TrimPrefix(d.slice(from, to), "of ")
}
