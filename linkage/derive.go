package linkage

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/habeas-record/habeas/names"
	"github.com/habeas-record/habeas/places"
)

// derived is a value that a condition reads, made once for each distinct value
// of its column and kept by number.
type derived struct {
	base    int     // which column of the program it is read from
	of      []int32 // per code of the column the code here, or -1; nil when the same
	texts   []string
	letters []uint64 // per text the letters in it, as bits: see lettersOf
	shapes  []shape
	numbers []float64 // where they are asked for; NaN where it is none
	sets    [][]string
	members []uint64 // per text its set as bits

	names     []names.Name
	spans     []span
	places    [][]string // per text the ids of the places it likely means in the gazetteer
	gazetteer *places.Gazetteer
}

func (d *derived) code(c int32) int32 {
	if c < 0 || d.of == nil {
		return c
	}
	return d.of[c]
}

// apply makes of a text what the steps say; false stands for nothing.
func (v value) apply(s string, patterns []*regexp.Regexp) (string, bool) {
	for i, st := range v.steps {
		switch st.name {
		case "lower":
			s = strings.ToLower(s)
		case "upper":
			s = strings.ToUpper(s)
		case "trim":
			s = strings.TrimSpace(s)
		case "substring":
			r := []rune(s)
			from := min(st.from-1, len(r))
			s = string(r[from:min(from+st.n, len(r))])
		case "regexp":
			m := patterns[i].FindStringSubmatch(s)
			if st.n < len(m) {
				s = m[st.n]
			} else {
				s = ""
			}
		case "nullif":
			if s == st.text {
				return "", false
			}
		case "date":
			t, ok := date(s, st.text)
			if !ok {
				return "", false
			}
			s = strconv.FormatInt(t.Unix(), 10)
		default:
			if of := readings[st.name]; of != nil {
				if s = of(s); s == "" {
					return "", false
				}
			}
		}
	}
	return s, true
}

var layouts = strings.NewReplacer("%Y", "2006", "%m", "01", "%d", "02", "%H", "15", "%M", "04", "%S", "05", "%y", "06", "%b", "Jan", "%B", "January",
	"yyyy", "2006", "MMMM", "January", "MMM", "Jan", "MM", "01", "dd", "02", "HH", "15", "mm", "04", "ss", "05", "yy", "06")

// date reads a date in a format of strptime or of Spark; without one, the
// ISO date that DuckDB casts to a date.
func date(s, format string) (time.Time, bool) {
	layout := "2006-01-02"
	if format != "" {
		layout = layouts.Replace(format)
	}
	t, err := time.Parse(layout, strings.TrimSpace(s))
	return t, err == nil
}

// derive makes the values of v from a column.
func derive(v value, base int, c *Column) (*derived, error) {
	d := &derived{base: base, texts: c.Values}
	if len(v.steps) == 0 {
		return d, nil
	}
	patterns := make([]*regexp.Regexp, len(v.steps))
	for i, st := range v.steps {
		if st.name == "regexp" {
			var err error
			if patterns[i], err = regexp.Compile(st.text); err != nil {
				return nil, fmt.Errorf("the pattern %q: %w", st.text, err)
			}
		}
	}
	d.of, d.texts = make([]int32, len(c.Values)), nil
	index := map[string]int32{}
	for i, s := range c.Values {
		s, ok := v.apply(s, patterns)
		if !ok {
			d.of[i] = -1
			continue
		}
		code, known := index[s]
		if !known {
			code = int32(len(d.texts))
			index[s] = code
			d.texts = append(d.texts, s)
		}
		d.of[i] = code
	}
	return d, nil
}

func (d *derived) asNumbers() {
	if d.numbers != nil {
		return
	}
	d.numbers = make([]float64, len(d.texts))
	for i, s := range d.texts {
		f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err != nil {
			f = math.NaN()
			if t, ok := date(s, ""); ok {
				f = float64(t.Unix())
			}
		}
		d.numbers[i] = f
	}
}

// asSets reads lists: ['a', 'b'], ["a","b"], or a|b.
func (d *derived) asSets() {
	if d.sets != nil {
		return
	}
	d.sets = make([][]string, len(d.texts))
	for i, s := range d.texts {
		d.sets[i] = setOf(s)
	}
	d.members = make([]uint64, len(d.texts))
	for i, set := range d.sets {
		for _, w := range set {
			d.members[i] |= 1 << (hashText(w) >> 58)
		}
	}
}

// setOf gives the members of a list in their order, each once.
func setOf(s string) (set []string) {
	between := "|"
	if strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") {
		s, between = s[1:len(s)-1], ","
	}
	for w := range strings.SplitSeq(s, between) {
		if w = strings.Trim(w, " '\""); w != "" {
			set = append(set, w)
		}
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// lettersOf gives the letters of a text as bits. Two texts of which one has n
// bits that the other lacks differ in at least n letters: the same letter
// standing twice has two bits, so the bits that are lacking are never more
// than the letters that are.
func (d *derived) lettersOf() {
	if d.letters != nil {
		return
	}
	numeric := 0
	for _, s := range d.texts {
		if s != "" && s[0] >= '0' && s[0] <= '9' {
			numeric++
		}
	}
	mostlyDigits := 2*numeric > len(d.texts)
	d.letters = make([]uint64, len(d.texts))
	for i, s := range d.texts {
		var seen [256]uint8
		var bits uint64
		for _, r := range s {
			c := byte(r)
			if r >= 0x80 {
				c = byte(mix(uint64(r)))
			}
			n := uint(seen[c])
			seen[c]++
			switch {
			case mostlyDigits && c >= '0' && c <= '9':
				bits |= 1 << (uint(c-'0')*6 + min(n, 5))
			case mostlyDigits:
				bits |= 1 << (60 + uint(c)%4)
			case c >= 'a' && c <= 'z':
				bits |= 1 << (uint(c-'a')*2 + min(n, 1))
			case c >= 'A' && c <= 'Z':
				bits |= 1 << (uint(c-'A')*2 + min(n, 1))
			default:
				bits |= 1 << (52 + uint(c)%12)
			}
		}
		d.letters[i] = bits
	}
}
