package habeas

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/habeas-record/habeas/edtf"
)

// parseDate reads a date of the record: EDTF of the years 0 to 9999. Pages,
// charts and sorting have no room for others, and nobody in the record has
// either.
func parseDate(s string) (edtf.Date, error) {
	d, err := edtf.Parse(s)
	if err != nil {
		return edtf.Date{}, err
	}
	if !inRecord(d) {
		return edtf.Date{}, fmt.Errorf("%w: %q lies outside the years 0 to 9999", edtf.ErrSyntax, s)
	}
	return d, nil
}

// inRecord reports whether all days a date may stand for lie in the years 0 to
// 9999.
func inRecord(d edtf.Date) bool {
	b := d.Bounds()
	for _, day := range []edtf.Day{b.BeginEarliest, b.BeginLatest, b.EndEarliest, b.EndLatest} {
		if !day.IsZero() && !day.Valid() {
			return false
		}
	}
	return true
}

// dayBounds gives the first and last day of a date as text that sorts;
// "" where the end is open or not known.
func dayBounds(d edtf.Date) (from, to string) {
	b := d.Bounds()
	if !b.BeginEarliest.IsZero() {
		from = b.BeginEarliest.String()
	}
	if !b.EndLatest.IsZero() {
		to = b.EndLatest.String()
	}
	return from, to
}

type relation int

const (
	relOther relation = iota
	relDisjoint
	relWithin
)

// relate compares two dates as far as a tension needs to know.
func relate(a, b string) relation {
	da, errA := edtf.Parse(a)
	db, errB := edtf.Parse(b)
	if errA != nil || errB != nil {
		return relOther
	}
	fa, ta := dayBounds(da)
	fb, tb := dayBounds(db)
	if fa == "" || ta == "" || fb == "" || tb == "" {
		return relOther
	}
	// An approximate date contradicts nothing near it.
	if da.Approximate() || db.Approximate() || da.Uncertain() || db.Uncertain() {
		return relOther
	}
	switch {
	case ta < fb || tb < fa:
		return relDisjoint
	case fa == fb && ta == tb:
		return relOther
	case fa <= fb && tb <= ta || fb <= fa && ta <= tb:
		return relWithin
	}
	return relOther
}

// codeWords are what lists write for the codes of a property, in the languages
// lists are met in; a word that is none leaves the claim its words.
var codeWords = map[string]string{
	"woman": "female", "girl": "female", "w": "female", "女": "female", "ж": "female", "жен": "female", "женский": "female", "әйел": "female", "аял": "female",
	"ئايال": "female", "أنثى": "female", "kadın": "female", "femme": "female", "mujer": "female",
	"man": "male", "boy": "male", "男": "male", "м": "male", "муж": "male", "мужской": "male", "ер": "male", "еркек": "male", "эркек": "male",
	"ئەر": "male", "ذكر": "male", "erkek": "male", "homme": "male", "hombre": "male",
}

// readCell gives the value of a list's cell and, for a date, the time it was
// read as; a date that is none keeps its words and gets no value.
func readCell(p Property, words, lang string) (string, *When) {
	switch p.Value {
	case ValueDate:
		if d, err := parseDate(words); err == nil {
			return d.String(), &When{Words: words, EDTF: d.String()}
		}
		r, err := edtf.Read(words, lang, edtf.Anchor{})
		if err != nil || r.Ambiguous || !inRecord(r.Date) {
			return "", &When{Words: words}
		}
		return r.Date.String(), &When{Words: words, EDTF: r.Date.String(), Inferred: r.Inferred}
	case ValueCode:
		for _, code := range p.Codes {
			if strings.EqualFold(words, code) || utf8.RuneCountInString(words) == 1 && strings.EqualFold(words, code[:1]) {
				return code, nil
			}
		}
		return codeWords[strings.ToLower(words)], nil
	case ValueNumber:
		n := strings.ReplaceAll(words, ",", ".")
		if p.check(n) == nil {
			return n, nil
		}
		return "", nil
	}
	return words, nil
}

// containsWord reports whether w stands in s as a whole word; in scripts
// without spaces anywhere will do.
func containsWord(s, w string) bool {
	for at := 0; ; {
		i := strings.Index(s[at:], w)
		if i < 0 {
			return false
		}
		i += at
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+len(w):])
		han, _ := utf8.DecodeRuneInString(w)
		if unicode.Is(unicode.Han, han) || !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			return true
		}
		at = i + len(w)
	}
}

// CheckDate returns a date in its canonical EDTF form, or an ErrInvalid that
// says how to write one.
func CheckDate(s string) (string, error) {
	d, err := parseDate(strings.TrimSpace(s))
	if err != nil {
		return "", Invalid("write it as EDTF, such as 2017-11 or 2017-11-06/2017-11-11, or leave it empty and keep the words", "%q is not a date", s)
	}
	return d.String(), nil
}

// ReadWhen reads a time in the words given, counting from the day they were
// said or printed (EDTF, "" when not known). Words that cannot be read, or can
// be read in two ways, stay words.
func ReadWhen(words, lang, said string) *When {
	w := &When{Words: words}
	if d, err := parseDate(words); err == nil {
		w.EDTF = d.String()
		return w
	}
	var a edtf.Anchor
	if d, err := parseDate(said); err == nil {
		a.Publication = d
	}
	if r, err := edtf.Read(words, lang, a); err == nil && !r.Ambiguous && !r.Date.IsZero() && inRecord(r.Date) {
		w.EDTF, w.Inferred, w.Anchor = r.Date.String(), r.Inferred, string(r.Relative)
	}
	return w
}

// PrintDate writes an EDTF date in words of the language; what is none is
// returned as it is.
func PrintDate(date, lang string) string {
	d, err := edtf.Parse(date)
	if err != nil {
		return date
	}
	return edtf.Format(d, lang)
}
