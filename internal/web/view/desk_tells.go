package view

import (
	"math"

	"github.com/habeas-record/habeas"
)

// Tells is what would be published from one source tells together about it.
type Tells struct {
	Check    habeas.Check
	Crowd    float64 // how many people could have said it
	From     float64 // how many the estimate starts from
	Of       string  // what those are: a level of place, "kin", or ""
	Findings []Told
	Why      []string // the rules that ask for more than a pass
	Helps    []Helps
}

// Told is one thing that is told.
type Told struct {
	Kind  string
	Words string
	OneIn float64 // of how many people this leaves one
	Past  bool    // published already
}

// Helps is what one change of words would do.
type Helps struct {
	Kind  string
	To    string // the level of place to name in its stead, or ""
	Crowd float64
}

// crowd puts a crowd in words: an estimate is never more exact than one figure.
func (t Tells) crowd(p Page) string { return crowdWords(p, t.Crowd) }

func crowdWords(p Page, n float64) string {
	if n < 2 {
		return p.T("tells.one")
	}
	return p.N("tells.about", int(round(n)))
}

func (h Helps) words(p Page) string {
	if h.To != "" {
		return p.T("tells.wider")
	}
	return p.T("tells.without", "kind", p.Cat.Word("tells.kind", h.Kind))
}

// of says what people an estimate starts from.
func of(p Page, level string) string {
	if level == "" {
		return p.T("tells.of")
	}
	return p.Cat.Word("tells.of", level)
}

// round keeps one figure of a large number.
func round(n float64) int64 {
	if n < 20 {
		return int64(math.Round(n))
	}
	unit := math.Pow(10, math.Floor(math.Log10(n)))
	return int64(math.Floor(n/unit+1e-9) * unit)
}
