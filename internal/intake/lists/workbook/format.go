package workbook

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// cellFormat is what the number format of a cell says about its number.
type cellFormat struct {
	date             bool
	year, month, day bool
	clock            bool
	digits           int // leading zeros are shown up to so many digits
}

func (w *Book) readStyles(part string) error {
	var sheet struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.decode(part, &sheet); err != nil {
		return err
	}
	custom := map[int]string{}
	for _, f := range sheet.Formats {
		custom[f.ID] = f.Code
	}
	for _, c := range sheet.Cells {
		code, ok := custom[c.Format]
		if !ok {
			code = builtinFormat(c.Format)
		}
		w.formats = append(w.formats, formatOf(code))
	}
	return nil
}

// builtinFormat returns the format codes that a workbook uses without saying
// so, as far as they are dates (ECMA-376 part 1, 18.8.30; from 27 on those of
// Chinese Excel).
func builtinFormat(id int) string {
	switch id {
	case 14, 30, 31:
		return "yyyy-mm-dd"
	case 15:
		return "d-mmm-yy"
	case 16, 28, 29, 51, 53, 54, 58:
		return "d-mmm"
	case 17, 27, 36, 50, 52, 57:
		return "mmm-yy"
	case 22:
		return "yyyy-mm-dd h:mm"
	case 18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56:
		return "h:mm"
	}
	return ""
}

// formatOf reads a number format code: "yyyy\-mm\-dd;@".
func formatOf(code string) cellFormat {
	code, _, _ = strings.Cut(code, ";")
	var f cellFormat
	if code != "" && strings.Trim(code, "0") == "" {
		f.digits = len(code)
		return f
	}
	var letters strings.Builder
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case bracket:
			if i == 0 || code[i-1] == '[' {
				if strings.IndexByte("hHmMsS", c) >= 0 { // [h]: hours that have passed, no time of day
					return cellFormat{}
				}
			}
		default:
			letters.WriteByte(c)
		}
	}
	plain := strings.ToLower(letters.String())
	if strings.Contains(plain, "general") {
		return cellFormat{}
	}
	plain = strings.NewReplacer("am/pm", "", "a/p", "").Replace(plain)
	f.clock = strings.ContainsAny(plain, "hs")
	f.year = strings.ContainsAny(plain, "ye") && !strings.Contains(plain, "e+") && !strings.Contains(plain, "e-")
	f.day = strings.Contains(plain, "d")
	// An m beside hours or seconds is minutes; a date has one before those.
	calendar, _, _ := strings.Cut(plain, "h")
	calendar, _, _ = strings.Cut(calendar, "s")
	f.month = strings.Contains(calendar, "m") && (f.year || f.day || strings.Contains(calendar, "mmm"))
	f.date = f.year || f.month || f.day
	return f
}

// number returns the number of a cell as text: in full, with the fifteen
// digits that a workbook keeps. The problem is "" unless there is one.
func number(v string, f cellFormat, date1904 bool) (text, problem string) {
	x, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return v, ""
	}
	if f.date && x >= 1 && x < 2958466 {
		return date(x, f, date1904)
	}
	if f.date && x < 1 {
		return v, ""
	}
	if significant(v) > 15 || strings.ContainsAny(v, "eE") {
		if x, err = strconv.ParseFloat(strconv.FormatFloat(x, 'g', 15, 64), 64); err != nil {
			return v, ""
		}
		v = strconv.FormatFloat(x, 'f', -1, 64)
	}
	if len(strings.TrimLeft(v, "-")) > 15 && !strings.Contains(v, ".") && len(v) < 40 {
		problem = "the number has more than 15 digits, of which a workbook keeps 15: its last digits may be lost"
	}
	for f.digits > len(v) && !strings.ContainsAny(v, "-.") {
		v = "0" + v
	}
	return v, problem
}

// significant counts the digits of v from the first that is not zero.
func significant(v string) int {
	n := 0
	for _, c := range v {
		if c == 'e' || c == 'E' {
			break
		}
		if c >= '1' && c <= '9' || c == '0' && n > 0 {
			n++
		}
	}
	return n
}

// date turns the day number of a cell into a date as exact as the sheet shows
// it: a cell that shows "November 2017" and holds the first of the month is
// November 2017.
func date(x float64, f cellFormat, date1904 bool) (text, problem string) {
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if x < 60 {
		epoch = epoch.AddDate(0, 0, 1) // the workbook believes in 29 February 1900
	}
	days, rest := math.Modf(x)
	minutes := int(math.Round(rest * 24 * 60))
	t := epoch.AddDate(0, 0, int(days)).Add(time.Duration(minutes) * time.Minute)
	switch {
	case f.clock && minutes > 0:
		return t.Format("2006-01-02T15:04"), ""
	case !f.year:
		return t.Format("2006-01-02"), "the sheet shows the date without its year, which may be that of the typing"
	case !f.day && !f.month && t.YearDay() == 1:
		return t.Format("2006"), ""
	case !f.day && t.Day() == 1:
		return t.Format("2006-01"), ""
	}
	return t.Format("2006-01-02"), ""
}
