package lists

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas/edtf"
)

var (
	yearFirst = regexp.MustCompile(`^\d{4}(?:[-./]\d{1,2}(?:[-./]\d{1,2})?|年(?:\d{1,2}月(?:\d{1,2}[日号])?)?)$`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2})(?:\s?[гж]\.?)?$`)
	monthYear = regexp.MustCompile(`^\d{1,2}[-./]\d{4}$`)
	compact   = regexp.MustCompile(`^(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$`)
	idNumber  = regexp.MustCompile(`^(?:\d{17}[\dXx]|\d{12}|\d{11})$`) // China, Kazakhstan, Turkey
)

// sexWords are how lists write the two sexes; what they mean is the domain's.
var sexWords = map[string]bool{}

func init() {
	for w := range strings.FieldsSeq("m f male female man woman 男 女 м ж муж жен муж. жен. мужской женский мужчина женщина ер әйел еркек эркек ئەر ئايال ذكر أنثى erkek kadın kadin k e h hombre mujer masculino femenino homme femme masculin féminin v") {
		sexWords[w] = true
	}
}

// valueOf classifies one cell by its form.
func valueOf(cell string) valueKind {
	cell = strings.TrimSpace(cell)
	switch {
	case strings.HasPrefix(cell, "http://"), strings.HasPrefix(cell, "https://"), strings.HasPrefix(cell, "www."):
		return valueURL
	case sexWords[strings.ToLower(cell)]:
		return valueSex
	case cell == "" || len(cell) > 40:
		return valueText
	case len(cell) == 4 && cell >= "1850" && cell <= "2100" && letterless(cell) && !strings.ContainsAny(cell, ".,- "):
		return valueYear
	case yearFirst.MatchString(cell), yearLast.MatchString(cell), monthYear.MatchString(cell), compact.MatchString(cell):
		return valueDate
	case idNumber.MatchString(cell):
		return valueIDNumber
	}
	if _, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64); err == nil && cell[len(cell)-1] <= '9' {
		return valueNumber
	}
	return valueText
}

// nothing are the ways of saying in a cell that there is nothing to say.
var nothing = map[string]bool{}

func init() {
	for w := range strings.SplitSeq("-|--|—|–|?|??|???|/|n/a|na|n.a.|none|null|nil|unknown|unclear|not known|no data|tbd|不详|不明|未知|无|無|不詳|нет|нет данных|неизвестно|неизв.|н/д|белгісіз|жоқ|نامەلۇم|يوق|desconocido|desconocida|se desconoce|s/d|غير معروف|مجهول|لا يوجد|bilinmiyor|yok|belirsiz|inconnu|inconnue|non connu|nc", "|") {
		nothing[w] = true
	}
}

// Nothing reports whether a cell is empty or says that nothing is known.
func Nothing(cell string) bool {
	cell = strings.ToLower(strings.TrimSpace(cell))
	return cell == "" || nothing[cell]
}

func checkDate(cell, lang string) string {
	if _, err := edtf.Read(cell, lang, edtf.Anchor{}); err == nil {
		return ""
	}
	return fmt.Sprintf("%q is not read as a date: it is kept as given", clip(cell))
}

func checkAge(cell, _ string) string {
	if valueOf(cell) == valueYear {
		return fmt.Sprintf("%q stands in a column of ages: is it a year of birth?", clip(cell))
	}
	if n, err := strconv.ParseFloat(cell, 64); err == nil && (n < 0 || n > 125) {
		return fmt.Sprintf("%q is no age of a person: it is kept as given", clip(cell))
	}
	return ""
}

func checkLatitude(cell, _ string) string  { return checkDegrees(cell, "latitude", 90) }
func checkLongitude(cell, _ string) string { return checkDegrees(cell, "longitude", 180) }

func checkDegrees(cell, what string, limit float64) string {
	if strings.ContainsAny(cell, "°'′") { // degrees and minutes: kept as given
		return ""
	}
	n, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64)
	if err != nil {
		return fmt.Sprintf("%q is not read as a %s in degrees: it is kept as given", clip(cell), what)
	}
	if n < -limit || n > limit {
		return fmt.Sprintf("%q is no %s, which goes to %g degrees: are the coordinates in the wrong columns?", clip(cell), what, limit)
	}
	return ""
}

// clip shortens a cell for a message.
func clip(s string) string {
	const most = 60
	for i := range s {
		if i > most {
			return s[:i] + "…"
		}
	}
	return s
}
