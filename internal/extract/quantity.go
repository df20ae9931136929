package extract

import (
	"math"
	"strconv"
	"strings"
)

// Quantity is a number as a report gives it. Min and Max are nil where the
// words set no bound: "hundreds" is at least 200 and has no maximum, "nearly
// 3,000" has a maximum and no minimum. Unit is persons, bakers and shops,
// CNY, year, kg …; Scope is the words that say of whom or what; Verb is the act
// counted. The convention is published in lexicon/README.md.
type Quantity struct {
	Words  string `json:"text"`
	Min    *int64 `json:"min"`
	Max    *int64 `json:"max"`
	Approx bool   `json:"approx"`
	Unit   string `json:"unit,omitempty"`
	Class  string `json:"class,omitempty"`
	Scope  string `json:"scope,omitempty"`
	Verb   string `json:"verb,omitempty"`
}

// span of tokens of a number: the bounds, and where the number itself ends.
type figure struct {
	min, max *int64
	approx   bool
	from, to int
}

// findQuantities marks every number that is not part of a date.
func (d *document) findQuantities() {
	for i := 0; i < len(d.tokens); i++ {
		if d.covered(i, kindDate) {
			continue
		}
		f, ok := d.figureAt(i)
		if !ok {
			continue
		}
		q := &Quantity{Min: f.min, Max: f.max, Approx: f.approx}
		end := d.unit(f, q)
		if q.Class == "" && d.looksLikeYear(f) {
			continue
		}
		q.Words = d.slice(f.from, f.to)
		d.add(mention{kind: kindQuantity, from: f.from, to: end, quantity: q, number: f.to})
		i = max(i, f.to-1)
	}
}

func (d *document) looksLikeYear(f figure) bool {
	return f.to-f.from == 1 && f.min != nil && *f.min >= 1900 && *f.min <= 2100
}

// figureAt reads approximators, a number or range or vague word, and what may
// qualify it from behind ("or more").
func (d *document) figureAt(i int) (figure, bool) {
	f := figure{from: i}
	kind, at := "", i
	for at < len(d.tokens) {
		h, ok := d.has(at, "approx")
		if !ok {
			break
		}
		kind, at = h.Value, h.End
	}
	if at < len(d.tokens) && at == i && d.has1(i-1, "approx") {
		return f, false // taken with its approximator
	}
	if at < len(d.tokens) && kind != "" && (d.low(at) == "a" || d.low(at) == "the") && d.has1(at+1, "vague") {
		at++
	}
	v, end, ok := d.number(at)
	switch {
	case ok:
		f.min, f.max, f.to = ptr(v), ptr(v), end
		f.rangeTo(d, v)
	default:
		h, vague := d.hit(at, "vague")
		if !vague {
			return f, false
		}
		f.to, f.approx = h.End, true
		if n, err := strconv.ParseInt(h.Value, 10, 64); err == nil && n > 0 {
			f.min = ptr(float64(n))
		}
		return f, true
	}
	if h, ok := d.hit(f.to, "approx.after"); ok {
		kind, f.to = h.Value, h.End
	}
	switch kind {
	case "about":
		f.approx = true
	case "least", "over":
		f.max, f.approx = nil, kind == "over"
	case "nearly", "most":
		f.min, f.approx = nil, kind == "nearly"
	}
	return f, true
}

// rangeTo extends a figure over "to 30", "-30", "and 30" after between.
func (f *figure) rangeTo(d *document, low float64) {
	at := f.to
	switch d.low(at) {
	case "-", "–", "—", "to", "до", "至", "到":
	case "and":
		if d.low(f.from) != "between" {
			return
		}
	default:
		return
	}
	v, end, ok := d.number(at + 1)
	if !ok || d.sameSentence(f.from, end-1) == false {
		return
	}
	// "5 to 6 million": the multiplier stands for both.
	if low < v/500 && low < 1000 {
		for _, m := range []float64{1e9, 1e6, 1e4, 1e3} {
			if v >= m && math.Mod(v, m) == 0 && low < v/m {
				low *= m
				break
			}
		}
	}
	if v <= low {
		return
	}
	f.min, f.max, f.to = ptr(low), ptr(v), end
}

func (d *document) sameSentence(i, j int) bool {
	return j < len(d.tokens) && d.tokens[i].sentence == d.tokens[j].sentence
}

func ptr(v float64) *int64 {
	n := int64(math.Round(v))
	return &n
}

func (d *document) hit(i int, concept string) (h struct {
	End   int
	Value string
}, ok bool) {
	if i < 0 || i >= len(d.tokens) {
		return h, false
	}
	x, ok := d.has(i, concept)
	h.End, h.Value = x.End, x.Value
	return h, ok
}

func (d *document) has1(i int, concept string) bool {
	_, ok := d.hit(i, concept)
	return ok
}

// number reads digits or number words with their multipliers.
func (d *document) number(i int) (float64, int, bool) {
	if i < 0 || i >= len(d.tokens) {
		return 0, i, false
	}
	v, end, ok := d.digits(i)
	if !ok {
		v, end, ok = d.numberWords(i)
	}
	if !ok {
		return 0, i, false
	}
	for {
		h, more := d.hit(end, "multiplier")
		if !more {
			break
		}
		m, err := strconv.ParseFloat(h.Value, 64)
		if err != nil {
			break
		}
		v, end = v*m, h.End
	}
	return v, end, true
}

func (d *document) digits(i int) (float64, int, bool) {
	t := d.tokens[i]
	if !t.number {
		return 0, i, false
	}
	s := strings.Map(westernDigit, t.text)
	end := i + 1
	// Groups of three parted by blanks, as Russian and Kazakh set them.
	for len(s) <= 12 && end < len(d.tokens) && d.tokens[end].number && len(d.tokens[end].text) == 3 &&
		d.tokens[end].start-d.tokens[end-1].end <= 3 && d.tokens[end].start > d.tokens[end-1].end && len(d.tokens[end-1].text) <= 3 {
		s += d.tokens[end].text
		end++
	}
	if strings.Count(s, ",") > 0 && groupsOfThree(s, ",") {
		s = strings.ReplaceAll(s, ",", "")
	} else if strings.Count(s, ".") > 1 && groupsOfThree(s, ".") {
		s = strings.ReplaceAll(s, ".", "")
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	if err != nil || v > 1e13 {
		return 0, i, false
	}
	return v, end, true
}

func groupsOfThree(s, mark string) bool {
	for i, part := range strings.Split(s, mark) {
		if i > 0 && len(part) != 3 {
			return false
		}
	}
	return true
}

// westernDigit maps Arabic-Indic, Persian and full-width digits to ASCII.
func westernDigit(r rune) rune {
	switch {
	case r >= '٠' && r <= '٩':
		return r - '٠' + '0'
	case r >= '۰' && r <= '۹':
		return r - '۰' + '0'
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	}
	return r
}

// numberWords adds and multiplies number words: two hundred and five,
// twenty-five, 三百二十.
func (d *document) numberWords(i int) (float64, int, bool) {
	total, group, end, seen := 0.0, 0.0, i, false
	for end < len(d.tokens) && end < i+20 && d.sameSentence(i, end) {
		h, ok := d.hit(end, "number")
		if !ok {
			if seen && (d.low(end) == "-" || d.low(end) == "and" && group >= 100) && d.has1(end+1, "number") {
				end++
				continue
			}
			break
		}
		v, err := strconv.ParseFloat(h.Value, 64)
		if err != nil {
			break
		}
		if seen && v < 10 && math.Mod(group, 10) != 0 && d.lang != "zh" {
			break // "one two" is no number
		}
		switch {
		case v >= 1000:
			total, group = total+max(group, 1)*v, 0
		case v == 100 || d.lang == "zh" && v == 10:
			tens := math.Mod(group, v)
			group = group - tens + max(tens, 1)*v
		default:
			group += v
		}
		seen, end = true, h.End
	}
	return total + group, end, seen
}
