package linkage

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/habeas-record/habeas/edtf"
	"github.com/habeas-record/habeas/names"
	"github.com/habeas-record/habeas/places"
)

// Measures of what is meant and not of how it is written. Each is asked for in
// a level as a function of two values, and is unknown (IS NULL) where one of
// them cannot be read.
const (
	namesAlike = "names_alike" // 0 to 1: the score of names.Compare, whatever the scripts
	daysApart  = "days_apart"  // days between two dates of EDTF, 0 where they may share a day
	placeSteps = "place_steps" // 0 the same place, 1 one lies in the other, 2 both lie directly in a third, 3 else
)

// dear tells whether a measure costs so much that fewer pairs are drawn for u
// and more answers kept.
func dear(measure string) bool { return measure == namesAlike || measure == placeSteps }

// span is the days that a date may be, counted from a fixed one; the greatest
// and the least number stand for no limit.
type span struct {
	from, to int32
	known    bool
}

// longest is how many bytes a text may have that is read as a date or a place;
// a longer one is neither.
const longest = 200

func spanOf(s string) span {
	if len(s) > longest {
		return span{}
	}
	if len(s) == 8 && digits(s) == s {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	d, err := edtf.Parse(strings.ToUpper(s)) // X, Y and T are capitals there
	for i := 0; err != nil && i < len(edtf.Languages); i++ {
		var r edtf.Reading
		if r, err = edtf.Read(s, edtf.Languages[i], edtf.Anchor{}); err == nil && r.Kind == edtf.KindDate {
			d = r.Date
		}
	}
	b := d.Bounds()
	out := span{from: math.MinInt32, to: math.MaxInt32}
	var first edtf.Day
	if !b.BeginEarliest.IsZero() {
		out.from, out.known = int32(b.BeginEarliest.Sub(firstDay)), true
		first = b.BeginEarliest
	}
	if !b.EndLatest.IsZero() && !b.EndLatest.Before(first) {
		out.to, out.known = int32(b.EndLatest.Sub(firstDay)), true
	}
	return out
}

var firstDay = edtf.Day{Year: 1, Month: 1, Day: 1}

// apart is the days between the nearest days of two spans; NaN where one is
// not known.
func (s span) apart(o span) float64 {
	switch {
	case !s.known || !o.known:
		return math.NaN()
	case s.from > o.to:
		return float64(s.from) - float64(o.to)
	case o.from > s.to:
		return float64(o.from) - float64(s.to)
	}
	return 0
}

// mostYears is how many years a span may reach over to be found by each.
const mostYears = 5

// years are those that the span reaches into, or none where they are many.
func (s span) years() []int {
	if !s.known || s.from == math.MinInt32 || s.to == math.MaxInt32 {
		return nil
	}
	from, to := firstDay.AddDays(int(s.from)).Year, firstDay.AddDays(int(s.to)).Year
	if to-from >= mostYears {
		return nil
	}
	var out []int
	for y := from; y <= to; y++ {
		out = append(out, y)
	}
	return out
}

func (d *derived) asSpans() {
	if d.spans == nil {
		d.spans = make([]span, len(d.texts))
		inParallel(len(d.texts), func(from, to int) {
			for i := from; i < to; i++ {
				d.spans[i] = spanOf(d.texts[i])
			}
		})
	}
}

// asNames reads every name once; a word that stands in many is read once too.
func (d *derived) asNames() {
	if d.names != nil {
		return
	}
	d.names = make([]names.Name, len(d.texts))
	inParallel(len(d.texts), func(from, to int) {
		read := map[string]names.Part{}
		for i := from; i < to; i++ {
			var parts []names.Part
			for _, w := range names.Words(d.texts[i]) {
				p, ok := read[w]
				if !ok {
					p = names.ReadPart(w)
					read[w] = p
				}
				parts = append(parts, p)
			}
			d.names[i] = names.Assemble(d.texts[i], parts)
		}
	})
}

func (d *derived) asPlaces(g *places.Gazetteer) {
	if d.places != nil {
		return
	}
	d.gazetteer, d.places = g, make([][]string, len(d.texts))
	inParallel(len(d.texts), func(from, to int) {
		for i := from; i < to; i++ {
			d.places[i] = likelyPlaces(g, d.texts[i])
		}
	})
}

// likelyPlaces are the ids of all that a name likely means.
func likelyPlaces(g *places.Gazetteer, name string) (ids []string) {
	if len(name) > longest {
		return nil
	}
	for _, h := range g.Find(name, places.Options{}).Hits {
		if h.Band == places.Likely {
			ids = append(ids, h.Place.ID)
		}
	}
	return ids
}

// steps is the shortest way between what two names may mean; NaN where the
// gazetteer does not say.
func steps(g *places.Gazetteer, x, y []string) float64 {
	least := math.NaN()
	for _, a := range x {
		for _, b := range y {
			n := math.NaN()
			switch g.Relation(a, b).Rel {
			case places.Same:
				n = 0
			case places.Contains, places.Inside:
				n = 1
			case places.Sibling:
				n = 2
			case places.Disjoint:
				n = 3
			}
			if math.IsNaN(least) || n < least {
				least = n
			}
		}
	}
	return least
}

// inParallel calls do for parts of 0 to n.
func inParallel(n int, do func(from, to int)) {
	workers := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { do(n*w/workers, n*(w+1)/workers) })
	}
	wg.Wait()
}

// measure computes a likeness of two values; NaN where it cannot be told.
func (j *judge) measure(name string, x, y *derived, a, b int32) float64 {
	switch name {
	case namesAlike:
		c := x.names[a].Compare(y.names[b], nil)
		if c.Band == names.NotComparable {
			return math.NaN()
		}
		return c.Score
	case daysApart:
		return x.spans[a].apart(y.spans[b])
	case placeSteps:
		return steps(x.gazetteer, x.places[a], y.places[b])
	}
	return j.work.measure(name, x.texts[a], y.texts[b])
}

// ready makes of the values what a measure reads.
func (d *derived) ready(measure string, g *places.Gazetteer) {
	switch measure {
	case namesAlike:
		d.asNames()
	case daysApart:
		d.asSpans()
	case placeSteps:
		d.asPlaces(g)
	default:
		d.shapesOf()
	}
}

// foreign tells whether a value has a letter outside ASCII in a script that is
// read.
func foreign(s string) bool {
	return !ascii(s) && slices.ContainsFunc(names.Words(s), func(w string) bool { return !ascii(w) && names.ScriptOf(w) != names.Other })
}
