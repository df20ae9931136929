package extract

import (
	"iter"
	"regexp"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/habeas-record/habeas/edtf"
)

// findDates marks the expressions of time, read against the publication.
func (d *document) findDates(published edtf.Date) {
	for f := range eachDate(d.text, d.lang, edtf.Anchor{Publication: published}) {
		from, to := d.tokenAt(f.ByteStart), d.tokenAt(f.ByteEnd-1)+1
		if from < 0 || to <= from || f.Kind == edtf.KindAge {
			continue
		}
		date := &Date{Words: f.Words, EDTF: f.Date.String(), Inferred: f.Inferred, Vague: f.Within, Ambiguous: f.Ambiguous}
		if f.Kind == edtf.KindDuration || f.Duration != "" && date.EDTF == "" {
			date.Duration, date.EDTF = true, f.Duration
		}
		date.event = f.Relative == edtf.RelativeToEvent
		date.asOf = f.Kind == edtf.KindAsOf
		d.dates = append(d.dates, d.add(mention{kind: kindDate, from: from, to: to, date: date, name: f.Words}))
	}
	for i := range d.tokens {
		if day, ok := fileDate(d, i); ok {
			d.add(mention{kind: kindDate, from: i, to: i + 1, date: &Date{Words: d.tokens[i].text, EDTF: day, file: true}})
		}
	}
}

// eachDate finds the expressions of time of a text, a stretch after the other,
// since the reader of dates holds some two hundred bytes for every word. Only
// their bytes are told rightly, not their runes. A stretch ends with a
// line, or a sentence where lines have thousands of words.
func eachDate(text, lang string, a edtf.Anchor) iter.Seq[edtf.Found] {
	const stretch = 64 << 10
	return func(yield func(edtf.Found) bool) {
		for at := 0; at < len(text); {
			end := len(text)
			if end-at > stretch {
				end = at + stretch
				for !utf8.RuneStart(text[end]) {
					end--
				}
				for _, stop := range []string{"\n", ". ", " "} {
					if cut := strings.LastIndex(text[at:end], stop); cut >= 0 {
						end = at + cut + len(stop)
						break
					}
				}
			}
			for _, f := range edtf.Find(text[at:end], lang, a) {
				f.ByteStart, f.ByteEnd = f.ByteStart+at, f.ByteEnd+at
				if !yield(f) {
					return
				}
			}
			at = end
		}
	}
}

// tokenAt is the token that covers byte b, or the next one; -1 behind the last.
func (d *document) tokenAt(b int) int {
	i := sort.Search(len(d.tokens), func(i int) bool { return d.tokens[i].end > b })
	if i == len(d.tokens) {
		return -1
	}
	return i
}

var eight = regexp.MustCompile(`^\d{8}$`)

// fileDate reads the eight digits in a file name as a day, year first or month
// first. Names of pictures often carry the day they were filed.
func fileDate(d *document, i int) (string, bool) {
	word := strings.TrimSuffix(strings.TrimSuffix(d.tokens[i].low, ".jpg"), ".png")
	if len(word) > 8 {
		word = word[len(word)-8:]
	}
	if !eight.MatchString(word) || !d.inFileName(i) {
		return "", false
	}
	for _, layout := range []string{"20060102", "01022006", "02012006"} {
		if day, err := time.Parse(layout, word); err == nil && day.Year() > 1950 && day.Year() < 2100 {
			return day.Format(time.DateOnly), true
		}
	}
	return "", false
}

func (d *document) inFileName(i int) bool {
	for j := i; j < i+3 && j < len(d.tokens); j++ {
		if j > i && d.tokens[j].start != d.tokens[j-1].end {
			return false
		}
		for _, ext := range []string{"jpg", "jpeg", "png", "gif", "webp", "pdf"} {
			if d.tokens[j].low == ext || strings.HasSuffix(d.tokens[j].low, "."+ext) {
				return true
			}
		}
	}
	return false
}

// inferPublication concludes when a report without a date came out: not before
// the latest day it tells of, file names of pictures included; months without a
// year are the first such after that; and a bare weekday is that day or the
// next such. It returns the zero Date where the text gives no year at all.
func inferPublication(text, lang string, files []string) edtf.Date {
	var latest time.Time
	var yearless []string
	var weekdays []time.Weekday
	for _, f := range files {
		if day, err := time.Parse(time.DateOnly, f); err == nil && day.After(latest) {
			latest = day
		}
	}
	coarse := true
	for f := range eachDate(text, lang, edtf.Anchor{}) {
		s := f.Date.String()
		switch {
		case strings.Contains(s, "XXXX"):
			yearless = append(yearless, s)
		case f.Kind == edtf.KindDate && s != "" && !strings.Contains(s, ".."):
			if day, ok := endOf(f.Date); ok && day.After(latest) {
				latest = day
			}
		case f.Relative == edtf.RelativeToPublication:
			if w, ok := weekday(f.Words); ok {
				weekdays = append(weekdays, w)
			}
		}
	}
	if latest.IsZero() {
		return edtf.Date{}
	}
	base := latest
	for _, s := range yearless {
		for year := base.Year(); year <= base.Year()+1; year++ {
			date, err := edtf.Parse(strings.ReplaceAll(s, "XXXX", time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")))
			if err != nil {
				break
			}
			day, ok := endOf(date)
			if ok && !day.Before(base) {
				if dayExact(s) {
					coarse = false
				}
				if start, ok := startOf(date); ok && !dayExact(s) {
					day = start // a month named is one begun, not one over
				}
				if day.After(latest) {
					latest = day
				}
				break
			}
		}
	}
	if len(weekdays) > 0 && !coarse {
		for latest.Weekday() != weekdays[len(weekdays)-1] {
			latest = latest.AddDate(0, 0, 1)
		}
	}
	form := time.DateOnly
	if coarse {
		form = "2006-01"
	}
	date, err := edtf.Parse(latest.Format(form))
	if err != nil {
		return edtf.Date{}
	}
	return date
}

func dayExact(s string) bool { return len(s) >= len("XXXX-11-06") }

func endOf(d edtf.Date) (time.Time, bool) {
	b := d.Bounds()
	if b.OpenEnd || b.UnknownEnd || b.UnknownYear {
		return time.Time{}, false
	}
	return parseDay(b.EndLatest.String())
}

func startOf(d edtf.Date) (time.Time, bool) {
	return parseDay(d.Bounds().BeginEarliest.String())
}

func parseDay(s string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil
}

func weekday(words string) (time.Weekday, bool) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if strings.Contains(strings.ToLower(words), strings.ToLower(w.String())) {
			return w, true
		}
	}
	return 0, false
}
