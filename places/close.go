package places

import (
	"fmt"
	"slices"
)

// closeSound adds the places with a name that sounds nearly so.
func (s *finder) closeSound(sound string, kinds []Kind) {
	if len(sound) < 4 {
		return // Bay, Lop: everything is close to them
	}
	mask := letterMask(sound)
	for _, x := range s.index.soundsLike {
		longer := max(len(sound), len(x.sound))
		most := (1 - leastClose/scoreClose) * float64(longer)
		if len(x.sound) < 4 || !mayBeClose(sound, x.sound, mask, x.letters, most) {
			continue
		}
		cost := s.table.distance(sound, x.sound, most)
		if cost > most || cost == 0 {
			continue
		}
		score := scoreClose * (1 - cost/float64(longer))
		n := s.index.name(x.entry)
		s.fits(x.entry, kinds, score, fmt.Sprintf("is close in sound to “%s” (%s)", n.Text, langOf(n)))
	}
}

// closeHan adds the places whose Han name differs by one mistake in three
// characters or more, or in two when the word for the kind behind them is
// right.
func (s *finder) closeHan(name string, kinds []Kind) {
	asked := []rune(name)
	for _, x := range s.index.han {
		longer := max(len(asked), len(x.name))
		kind := s.g.places[s.index.entries[x.entry].place].Kind
		if longer < 3 && !slices.Contains(kinds, kind) || longer < 2 || !oneMistake(asked, x.name) {
			continue
		}
		score := scoreClose * (1 - 1/float64(longer+2))
		s.fits(x.entry, kinds, score, fmt.Sprintf("differs in one character from “%s”", s.index.name(x.entry).Text))
	}
}

// oneMistake reports whether one rune, changed, added or left out, or two that
// changed places make the one of the other.
func oneMistake(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return slices.Equal(a[i:], b[i+1:])
	}
	if i == len(a) {
		return false
	}
	swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
	return swapped || slices.Equal(a[i+1:], b[i+1:])
}
