package chart

import (
	"math"
	"time"
)

// scale maps days to places.
type scale struct{ first, last time.Time }

func (t Timeline) scale() (scale, bool) {
	var s scale
	any := false
	add := func(day time.Time) {
		if !any || day.Before(s.first) {
			s.first = day
		}
		if !any || day.After(s.last) {
			s.last = day
		}
		any = true
	}
	for _, e := range t.Entries {
		if from, to, ok := e.bounds(); ok {
			add(from)
			add(to)
		}
	}
	if !any {
		return s, false
	}
	for _, day := range []string{t.HeldFrom, t.HeldTo, t.SilentFrom, t.Until} {
		if d, ok := parseDay(day); ok {
			add(d)
		}
	}
	// Air at both ends, and no picture of less than two months.
	days := s.last.Sub(s.first).Hours() / 24
	pad := max(days*0.03, 5)
	if days < 60 {
		pad = (66 - days) / 2
	}
	s.first = s.first.AddDate(0, 0, -int(math.Ceil(pad)))
	if until, ok := parseDay(t.Until); !ok || s.last.After(until) || days < 60 {
		s.last = s.last.AddDate(0, 0, int(math.Ceil(pad)))
	}
	return s, true
}

func (s scale) at(day time.Time) float64 {
	share := day.Sub(s.first).Hours() / s.last.Sub(s.first).Hours()
	return margin + share*(timelineWidth-2*margin)
}

type tick struct {
	x      float64
	label  string
	anchor string
}

// ticks returns the months or years on the scale: the finest step whose
// labels have room.
func (s scale) ticks(name func(year, month int) string) []tick {
	if name == nil {
		return nil
	}
	for _, months := range []int{1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000, 60000} {
		if ticks, ok := s.every(months, name); ok {
			return ticks
		}
	}
	return nil
}

func (s scale) every(months int, name func(year, month int) string) ([]tick, bool) {
	var ticks []tick
	year := s.first.Year()
	if months > 12 {
		year -= year % (months / 12)
	}
	end := -1.0
	for at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); !at.After(s.last); at = at.AddDate(0, months, 0) {
		if at.Before(s.first) {
			continue
		}
		month := int(at.Month())
		if months >= 12 {
			month = 0
		}
		t := tick{x: s.at(at), label: name(at.Year(), month), anchor: "middle"}
		half := textWidth(t.label)/2 + 2
		switch {
		case t.x-half < 0:
			t.anchor = "start"
		case t.x+half > timelineWidth:
			t.anchor = "end"
		}
		left := t.x - half
		if t.anchor == "start" {
			left = t.x
		} else if t.anchor == "end" {
			left = t.x - 2*half
		}
		if left < end+labelGap || len(ticks) > 12 {
			return nil, false
		}
		end = left + 2*half
		ticks = append(ticks, t)
	}
	return ticks, true
}
