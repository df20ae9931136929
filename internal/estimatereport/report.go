// Package estimatereport sets what an estimate says as one page of HTML that needs
// nothing else: the number or the refusal, pictures with a table beside each, what
// speaks against it, and how it was made. The page is the same for the same input,
// to the byte: it holds no time and no duration.
package estimatereport

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/habeas-record/habeas/estimate"
	"github.com/habeas-record/habeas/internal/i18n"
	"github.com/habeas-record/habeas/internal/web/assets"
)

// Page is what a report is made of.
type Page struct {
	Cat       *i18n.Catalog
	Table     estimate.Table
	Report    estimate.Report
	Seed      uint64
	Command   string               // that makes the same page again; "" for none
	Coverages []estimate.Coverages // of simulations, nil for none
	Lead      string               // method whose number stands at the head; "" for the first that gives more than a bound
	// Record says that the people were counted in a record: the rules about its
	// links, origins and parts were looked at too.
	Record bool
	// Withheld is what of the table is not shown, since few people could be told
	// apart by it; nil for nothing.
	Withheld *estimate.Withheld
}

// Write writes the page.
func Write(ctx context.Context, w io.Writer, p Page) error {
	if p.Cat == nil {
		return errors.New("a report takes a catalog of words")
	}
	if err := document(p).Render(ctx, w); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

func style() string { return string(assets.Style.Body) + string(assets.Figures.Body) }

// policy lets the page load nothing and run nothing, wherever it is opened from.
func policy() string {
	sum := sha256.Sum256([]byte(style()))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func (p Page) number(v float64) string { return p.Cat.Number(int64(math.Round(v))) }

// about writes a number to three digits: more would say that it is better known
// than it is.
func (p Page) about(v float64) string {
	if v >= 1000 {
		unit := math.Pow(10, math.Floor(math.Log10(v))-2)
		v = math.Round(v/unit) * unit
	}
	return p.number(v)
}

// methods are those of the report in the order they are shown.
func (p Page) methods() (out []string) {
	for _, m := range estimate.Methods {
		if _, ok := p.Report.Methods[m]; ok {
			out = append(out, m)
		}
	}
	return out
}

func (p Page) name(method string) string { return p.Cat.Word("estimate-report-method", method) }

// value is what a method says, in words.
func (p Page) value(r estimate.Result) string {
	switch {
	case r.Refused:
		return p.Cat.T("estimate-report.refused")
	case r.Bound:
		return p.Cat.T("estimate-report.at-least", "n", p.number(r.Median))
	case r.Q975 == 0:
		return p.Cat.T("estimate-report.open", "n", p.number(r.Median), "low", p.number(r.Q025))
	}
	return p.Cat.T("estimate-report.interval", "n", p.number(r.Median), "low", p.number(r.Q025), "high", p.number(r.Q975))
}

// gathers are the peaks of a result that gives no number, in words; "" for none.
func (p Page) gathers(r estimate.Result) string {
	var out []string
	for _, k := range peaksOf(r) {
		out = append(out, p.peak(k))
	}
	return strings.Join(out, ", ")
}

func (p Page) peak(k estimate.Peak) string {
	return p.Cat.T("estimate-report.peak", "n", p.number(k.N), "share", p.Cat.Percent(k.Share))
}

// peaksOf are where a posterior gathers, with how much of it: modes that have no
// shares are none of a posterior.
func peaksOf(r estimate.Result) (out []estimate.Peak) {
	for i, share := range r.ModeShares {
		out = append(out, estimate.Peak{N: r.Modes[i], Share: share})
	}
	return out
}

// A verdict is what the page says first.
type verdict int

const (
	refused   verdict = iota // no number may be given
	unsigned                 // it is not said of what a number would be, or nobody signs it
	disagree                 // there are several numbers
	undecided                // the first method gives none
	given
)

// lead is the method whose number stands at the head of the page.
func (p Page) lead() (string, estimate.Result) {
	if p.Lead != "" {
		return p.Lead, p.Report.Methods[p.Lead]
	}
	for _, m := range p.methods() {
		if r := p.Report.Methods[m]; !r.Bound && m != "chao" {
			return m, r
		}
	}
	return "", estimate.Result{}
}

func (p Page) verdict() verdict {
	m, r := p.lead()
	switch {
	case p.Report.Refused:
		return refused
	case !p.Report.Publish:
		return unsigned
	case p.Report.Headline != "":
		return disagree
	case m == "" || r.Refused:
		return undecided
	}
	return given
}

// headline is the sentence under the title.
func (p Page) headline() string {
	_, r := p.lead()
	switch p.verdict() {
	case refused:
		return p.Cat.T("estimate-report.none")
	case unsigned:
		return p.Cat.T("estimate-report.unsigned")
	case disagree:
		return p.Cat.T("estimate-report.disagree")
	case undecided:
		return p.Cat.T("estimate-report.undecided")
	}
	if r.Q975 == 0 {
		return p.Cat.T("estimate-report.given-open", "n", p.about(r.Median), "known", p.Report.N, "low", p.about(r.Q025))
	}
	return p.Cat.T("estimate-report.given", "n", p.about(r.Median), "known", p.Report.N, "low", p.about(r.Q025), "high", p.about(r.Q975))
}

// why are the sentences that explain a headline without a number. They are those
// of the library, in English.
func (p Page) why() []string {
	switch p.verdict() {
	case refused:
		return p.Report.Reasons
	case unsigned:
		var out []string
		for _, f := range p.Report.Findings {
			if f.Rule == "window" || f.Rule == "assumption" {
				out = append(out, f.Says)
			}
		}
		return out
	case undecided:
		_, r := p.lead()
		return r.Reasons
	}
	return nil
}

// Against is what speaks against the numbers, each sentence once. Methods that were
// not run have nothing to say: of two lists they would say a number.
func (p Page) Against() (out []string) {
	add := func(says string) {
		if !slices.Contains(out, says) {
			out = append(out, says)
		}
	}
	for _, w := range p.Report.Warnings {
		add(w)
	}
	if !p.ranAny() {
		return out
	}
	for _, m := range p.methods() {
		r := p.Report.Methods[m]
		if !p.Report.Refused {
			for _, w := range r.Reasons {
				add(m + ": " + w)
			}
		}
		for _, w := range r.Warnings {
			add(m + ": " + w)
		}
	}
	return out
}
