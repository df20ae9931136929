package lists

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/habeas-record/habeas/edtf"
)

// namePart is what the table of headers calls a column with a part of the
// name. It is no property.
const namePart = "name.part"

// single are the properties that one column of a list can have.
var single = []string{"name", "sex", "birth.date", "age", "detention.date", "release.date", "death.date", "last_seen", "place.lat", "place.lon", "list.id", "code", "built", "closed", "corroboration"}

// Propose proposes what the columns of a list mean, from their names and from
// the values in a sample of rows; the kind is guessed where it is "". What is
// not recognised becomes a note under the column's own name, so that nothing
// is lost. Values correct names (a column of ages that holds years), but never
// make anything of a person that the list does not say: a column is of
// ethnicity or religion only if it is called so.
//
// The key is a column of the list's own numbers, if it is filled and without
// repetition in the sample.
func Propose(d Dialect, sample []Row, kind string) Mapping {
	p := proposal{columns: make([][]string, len(d.Header)), taken: map[string]string{}}
	for _, row := range sample {
		for i := range p.columns {
			if i < len(row.Cells) {
				p.columns[i] = append(p.columns[i], strings.TrimSpace(row.Cells[i]))
			}
		}
	}
	if kind == "" {
		kind = guessKind(d.Header, p.columns)
	}
	p.m = Mapping{Kind: kind, Language: headerLanguage(d.Header)}
	for _, h := range d.Header {
		m, ok := p.named(h)
		p.fullName = p.fullName || ok && m.property == "name"
	}
	for i, h := range d.Header {
		cells := given(p.columns[i])
		if h == "" {
			if allEmpty(p.columns[i]) {
				continue
			}
			h = "#" + strconv.Itoa(i+1)
		}
		c := Column{Name: h}
		c.Property, c.Note = p.property(d.Header[i], cells)
		if slices.Contains(single, c.Property) {
			p.taken[c.Property] = h
		}
		p.m.Columns = append(p.m.Columns, c)
		p.at = append(p.at, i)
	}
	p.findName()
	for i := range p.m.Columns {
		c := &p.m.Columns[i]
		cells := given(p.columns[p.at[i]])
		if prop, ok := propertyOf(c.Property, kind); ok && isDate(prop) {
			p.dateOrder(c, cells)
		} else if c.Property != "" && !slices.Contains([]string{"list.id", "code", "source.url", "place.lat", "place.lon", "id.number", "age", "contact"}, c.Property) {
			called := ""
			if c.Property == "name" || c.Property == "name.other" {
				called = languageNamed(d.Header[p.at[i]])
			}
			c.Lang = cellLanguage(called, cells, p.m.Language)
		}
		if (c.Property == "list.id" || c.Property == "code") && len(p.m.Key) == 0 && unique(p.columns[p.at[i]]) {
			p.m.Key = []string{c.Name}
		}
	}
	return p.m
}

type proposal struct {
	m       Mapping
	columns [][]string // the sample by column, trimmed
	at      []int      // of each column of m in the header
	taken   map[string]string
	// fullName says that a column is called the name, and not a part of it.
	fullName bool
}

// given returns the cells that say something.
func given(cells []string) []string {
	var out []string
	for _, c := range cells {
		if !Nothing(c) {
			out = append(out, c)
		}
	}
	return out
}

func allEmpty(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return c != "" })
}

// property decides on one column.
func (p *proposal) property(header string, cells []string) (key, note string) {
	share := shares(cells)
	m, known := p.named(header)
	key = m.property
	switch {
	case !known:
		key, note = p.byValues(header, share, cells)
	case key == running:
		return "note", "it numbers the rows, which changes with every edition: no key"
	case key == namePart && p.fullName:
		return "note", "the full name has a column of its own"
	case key == namePart:
		return "name", "names stand in several columns: each becomes a name by itself"
	case key == "name" && p.taken["name"] != "":
		key = "name.other"
	case key == "age" && share[valueYear] > .6:
		key, note = "birth.date", "the column is called an age and holds years of birth"
	case key == "birth.date" && share[valueNumber] > .6 && lives(cells):
		key, note = "age", "the column is called a date of birth and holds ages"
	case (key == "id.number" || key == "contact") && share[valueURL] > .6:
		key = "source.url"
	case key == "source.note" && share[valueURL] > .6:
		key = "source.url"
	default:
		if prop, ok := propertyOf(key, p.m.Kind); ok && isDate(prop) && (len(cells) >= fewCells || yesOrNo(cells)) && len(cells) > 0 && dates(cells) < .3 {
			return "note", "the column sounds like a date, but its cells are none"
		}
	}
	if before := p.taken[key]; before != "" {
		return "note", fmt.Sprintf("column %q has the %s already", before, key)
	}
	return key, note
}

// named is the meaning of a header in lists of the proposal's kind.
func (p *proposal) named(header string) (meaning, bool) {
	for _, m := range meanings(header) {
		_, ok := propertyOf(m.property, p.m.Kind)
		if slices.Contains(m.kinds, p.m.Kind) && (ok || m.property == running || m.property == namePart) {
			return m, true
		}
	}
	return meaning{}, false
}

// byValues decides on a column whose name says nothing to us.
func (p *proposal) byValues(header string, share map[valueKind]float64, cells []string) (key, note string) {
	fits := func(key string) bool {
		_, ok := propertyOf(key, p.m.Kind)
		return ok && p.taken[key] == ""
	}
	switch {
	case share[valueURL] > .8 && fits("source.url"):
		return "source.url", "its cells are web addresses"
	case share[valueSex] > .9 && len(cells) > 2 && fits("sex"):
		return "sex", "its cells are words for the sexes"
	case onlyLanguage(header) && share[valueText] > .8 && (p.fullName || p.taken["name"] != ""):
		return "name.other", "the column is called by a language"
	case onlyLanguage(header) && share[valueText] > .8:
		return "name", "the column is called by a language"
	}
	return "note", ""
}

// findName makes a column the name where none is called so: the first whose
// cells are words and mostly differ.
func (p *proposal) findName() {
	if slices.ContainsFunc(p.m.Columns, func(c Column) bool { return c.Property == "name" }) {
		return
	}
	for i := range p.m.Columns {
		c := &p.m.Columns[i]
		cells := given(p.columns[p.at[i]])
		if c.Property != "note" && c.Property != "name.other" || c.Note != "" || len(cells) == 0 {
			continue
		}
		words, distinct := 0, map[string]bool{}
		for _, v := range cells {
			distinct[v] = true
			if valueOf(v) == valueText && !letterless(v) && !strings.ContainsFunc(v, unicode.IsDigit) && len([]rune(v)) <= 60 {
				words++
			}
		}
		if words*10 >= len(cells)*8 && len(distinct)*2 >= len(cells) {
			c.Property, c.Note = "name", "no column is called a name: this is the first whose cells could be"
			return
		}
	}
}

// lives reports whether numbers can be ages of people.
func lives(cells []string) bool {
	for _, c := range cells {
		if n, err := strconv.ParseFloat(c, 64); err == nil && (n < 0 || n > 125) {
			return false
		}
	}
	return true
}

func shares(cells []string) map[valueKind]float64 {
	share := map[valueKind]float64{}
	for _, c := range cells {
		share[valueOf(c)] += 1 / float64(len(cells))
	}
	return share
}

// fewCells is how many cells it takes to outweigh what a header says.
const fewCells = 5

// yesOrNo reports whether every cell answers yes or no: "released: yes" is no
// date, however few there are.
func yesOrNo(cells []string) bool {
	for _, c := range cells {
		switch strings.ToLower(strings.TrimSpace(c)) {
		case "yes", "no", "y", "n", "true", "false", "x", "да", "нет", "иә", "жоқ", "是", "否", "ھەئە", "ياق", "evet", "hayır", "sí", "oui", "non":
		default:
			return false
		}
	}
	return true
}

// isDate reports whether the cells of a property are dates.
func isDate(p property) bool {
	return p.key == "built" || p.key == "closed" || p.key == "last_seen" || strings.HasSuffix(p.key, ".date")
}

// dates returns the share of cells that can be read as dates.
func dates(cells []string) float64 {
	n := 0
	for _, c := range cells {
		if k := valueOf(c); k == valueDate || k == valueYear {
			n++
		} else if _, err := edtf.Read(c, "", edtf.Anchor{}); err == nil || strings.ContainsAny(c, "0123456789") {
			n++
		}
	}
	return float64(n) / float64(len(cells))
}

// dateOrder settles whether 05/06/2017 is in May or in June, where the other
// cells of the column show it.
func (p *proposal) dateOrder(c *Column, cells []string) {
	dayFirst, monthFirst, open := 0, 0, 0
	for _, v := range cells {
		m := yearLast.FindStringSubmatch(v)
		if m == nil {
			continue
		}
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[2])
		switch {
		case a > 12 && b <= 12:
			dayFirst++
		case b > 12 && a <= 12:
			monthFirst++
		case a != b:
			open++
		}
	}
	english := p.m.Language == "" || p.m.Language == "en"
	switch {
	case dayFirst > 0 && monthFirst > 0:
		c.Note = "some dates have the day first and some the month: the others can be read both ways"
	case monthFirst > 0:
		c.Lang = "en-US"
	case dayFirst > 0 && english:
		c.Lang = "en-GB"
	case open > 0 && english:
		c.Note = "dates like 05/06/2017 can be read both ways: set lang to en-GB for the day first, en-US for the month"
	default:
		if lang := cellLanguage("", cells, p.m.Language); lang != "und-Latn" {
			c.Lang = lang
		}
	}
}

// unique reports whether every cell of the sample is filled and none stands
// twice.
func unique(cells []string) bool {
	seen := map[string]bool{}
	for _, c := range cells {
		if Nothing(c) || seen[c] {
			return false
		}
		seen[c] = true
	}
	return len(cells) > 0
}

// facilityWords stand in the names and types of places of detention.
var facilityWords = []string{"prison", "camp", "detention", "jail", "facility", "colony", "re-education", "training cent",
	"监狱", "看守所", "拘留所", "营", "培训中心", "тюрьм", "лагер", "колони", "сизо", "изолятор", "түрме", "лагерь", "تۈرمە", "لاگېر", "قاماقخان",
	"cárcel", "prisión", "penal", "centro de", "سجن", "معتقل", "cezaev", "hapishane", "kampı", "maison d'arrêt", "centre de"}

// guessKind guesses what the rows of a list are. A header speaks the louder,
// the fewer kinds of list have it.
func guessKind(header []string, columns [][]string) string {
	score := map[string]float64{}
	for i, h := range header {
		var kinds []string
		for _, m := range meanings(h) {
			if slices.Contains([]string{"list.id", "source.url", "source.note", "note", running}, m.property) {
				continue
			}
			for _, k := range m.kinds {
				if !slices.Contains(kinds, k) {
					kinds = append(kinds, k)
				}
				if m.property == "name" && sharesWord(given(columns[i]), facilityWords) > .3 && k == KindFacility {
					score[k] += 2
				}
			}
		}
		for _, k := range kinds {
			score[k] += 1 / float64(len(kinds))
		}
	}
	best := KindPerson
	for _, k := range Kinds {
		if score[k] > score[best] {
			best = k
		}
	}
	return best
}

func sharesWord(cells, words []string) float64 {
	n := 0
	for _, c := range cells {
		c = strings.ToLower(c)
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(c, w) }) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(cells)))
}
