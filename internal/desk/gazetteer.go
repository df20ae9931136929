package desk

import (
	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/places"
)

// KnownPlace is a place of the gazetteer that a name of the record may mean.
// What the record says of the place rests on its claims; this stands beside
// them and changes nothing.
type KnownPlace struct {
	places.Hit
	Above []Above // those it lies in, next above it: two where code and rule differ
}

// Above is a place that another lies in, and on what that rests: places.ByCode,
// places.ByRule, or "".
type Above struct{ Name, By string }

// leastKnown is the score under which a place that is not likely is not shown.
const leastKnown = .8

// known looks the name of a place or facility up. Where none is likely, those
// that are close are returned.
func (d *Desk) known(s habeas.Subject) []KnownPlace {
	g := d.extraction.Places
	if g == nil {
		g = places.Embedded()
	}
	var o places.Options
	if s.ID.Kind() == habeas.KindFacility {
		o.Kind = places.Facility
	}
	var out []KnownPlace
	for _, h := range g.Find(s.Label, o).Hits {
		if h.Band == places.Likely || h.Score >= leastKnown && (len(out) == 0 || out[0].Band != places.Likely) {
			k := KnownPlace{Hit: h}
			for _, w := range h.Place.Within {
				if up, ok := g.Place(w.ID); ok && up.Kind != places.Group {
					k.Above = append(k.Above, Above{up.Name, w.By})
				}
			}
			out = append(out, k)
		}
	}
	return out
}
