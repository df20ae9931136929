package view

import (
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
)

// AccessValue is a level and a circle as one field of a form.
func AccessValue(a habeas.Access, circle string) string {
	if circle == "" {
		return string(a)
	}
	return SealedTo(circle)
}

// SealedTo is the value of what is sealed to a circle.
func SealedTo(circle string) string { return string(habeas.AccessSealed) + ":" + circle }

// accessOptions are whom a private thing can be open to: the desk, those who
// work on it, a circle of the actor's, or the one it is sealed to now.
func accessOptions(p Page, now string) []Option {
	out := []Option{{Value: string(habeas.AccessTeam), Label: p.Cat.Word("access", string(habeas.AccessTeam))},
		{Value: string(habeas.AccessSealed), Label: p.Cat.Word("access", string(habeas.AccessSealed))}}
	circles := slices.Clone(p.Actor.Circles)
	if _, c, ok := strings.Cut(now, ":"); ok && !slices.Contains(circles, c) {
		circles = append(circles, c)
	}
	for _, c := range circles {
		out = append(out, Option{Value: SealedTo(c), Label: p.T("access.circle", "name", c)})
	}
	return out
}

// sealedSource says to whom who a source is stays open.
func sealedSource(p Page, s habeas.Source) string {
	if s.Circle == "" {
		return p.T("source.sealed")
	}
	return p.T("source.sealed-circle", "name", s.Circle)
}
