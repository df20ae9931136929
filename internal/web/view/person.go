package view

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/chart"
	"github.com/habeas-record/habeas/internal/i18n"
)

// PersonPage is a person as a reader sees them.
type PersonPage struct {
	Summary  habeas.Summary
	Name     string
	State    string
	News     string
	Asked    string // "3 enquiries: 2 unanswered, 1 refused"
	Chart    string // SVG, "" with fewer than two dated claims
	Entries  []chart.Entry
	Facts    []FactLine
	Sections []Section
	Rows     []RowTable
	Asks     []Ask
	Tensions []Tension
	Lists    []Link
}

// FactLine is one line of the facts at a glance: what most readers look for.
type FactLine struct {
	Label     string
	Value     string
	URL       templ.SafeURL // "" where it leads nowhere
	Lang      string
	Contested bool
	N         int // claims behind it
}

// Section is the claims of one part of the page.
type Section struct {
	Title  string
	Claims []Claim
}

// Ask is one enquiry as a row of a table.
type Ask struct {
	When    When
	To, By  string
	Channel string
	Outcome string
	Claim   Claim
}

// Tension is claims that do not sit together, side by side.
type Tension struct {
	Kind    string // "" where it is that of the one before
	Settle  string // what was decided
	Figures bool   // it is between numbers
	Sides   []Side
}

// Side is one claim of a tension: what it says, in the words that differ.
type Side struct {
	Words
	Source string
	URL    templ.SafeURL
}

// SideOf shows what a claim says to a tension of the kind.
func SideOf(k habeas.TensionKind, c Claim) Side {
	s := Side{Source: c.Source, URL: c.URL}
	switch {
	case (k == habeas.TensionWhen || k == habeas.TensionPrecision) && c.When.Words != "":
		s.Words = Words{Text: c.When.Words, Lang: c.When.Lang}
	case (k == habeas.TensionWhen || k == habeas.TensionPrecision) && c.When.Print != "":
		s.Words = Words{Text: c.When.Print, Ours: true}
	case (k == habeas.TensionCount || k == habeas.TensionSameFigure) && c.Number.Text != "":
		s.Words = c.Number
	case len(c.Quotes) > 0:
		s.Words = Words{Text: c.Quotes[0].Text, Lang: c.Quotes[0].Lang, Dir: c.Quotes[0].Dir}
	default:
		s.Words = Words{Text: c.Heading, Ours: true}
	}
	return s
}

// glance is what stands at the top of a person's page, in this order.
var glance = []string{"birth.date", "sex", "origin", "residence", "occupation", "nationality", "dependants", "health"}

// PersonOf makes the page from what was released.
func PersonOf(p Page, s habeas.Summary, claims []habeas.Released, ts []habeas.Tension, lists []habeas.List, ctx Context, now time.Time) PersonPage {
	out := PersonPage{Summary: s, Name: s.Name}
	if out.Name == "" {
		out.Name = p.T("person.unnamed")
	}
	ctx.Name = out.Name
	out.State, out.News = StateText(p, s), NewsText(p, s)
	shown := map[habeas.ID]Claim{}
	for _, r := range claims {
		shown[r.Claim.ID] = ClaimOf(p, r, ctx)
	}
	bySection := map[habeas.Section][]Claim{}
	rest, rows := splitRows(p, claims, ctx)
	out.Rows = rows
	for _, r := range rest {
		c := shown[r.Claim.ID]
		prop, _ := habeas.PropertyOf(r.Claim.Property)
		if prop.Value == habeas.ValueEnquiry {
			out.Asks = append(out.Asks, askOf(p, r, c))
			continue
		}
		bySection[prop.Section] = append(bySection[prop.Section], c)
	}
	for _, sec := range pageOrder {
		if cs := bySection[sec]; len(cs) > 0 {
			out.Sections = append(out.Sections, Section{Title: p.Cat.Word("section", string(sec)), Claims: cs})
		}
	}
	out.Asked = askedText(p, claims)
	out.Facts = factsOf(p, claims)
	out.Tensions = TensionsOf(p, ts, shown)
	for _, l := range lists {
		out.Lists = append(out.Lists, Link{URL: p.URL(SubjectPath(l.ID)), Text: l.Name})
	}
	out.timeline(p, claims, shown, now)
	return out
}

// pageOrder puts what happened first: it is what readers come for.
var pageOrder = []habeas.Section{habeas.SectionStatus, habeas.SectionEvents, habeas.SectionReasons, habeas.SectionHealth, habeas.SectionKin,
	habeas.SectionNumbers, habeas.SectionLife, habeas.SectionNames, habeas.SectionPlace, habeas.SectionDocument, habeas.SectionSource, habeas.SectionNote}

// StateText says where the person is, as far as the claims go.
func StateText(p Page, s habeas.Summary) string {
	var state string
	switch s.Standing {
	case habeas.HeldUnknown:
		state = p.T("state.held-unknown")
	case habeas.HeldClaimed:
		state = p.T("state.held-at", "place", s.Place)
	case habeas.Sentenced:
		state = p.T("state.sentenced")
	case habeas.ReleasedFree:
		state = p.T("state.released")
	case habeas.Died:
		state = p.T("state.died")
	case habeas.Missing:
		state = p.T("state.disappeared")
	default:
		return p.T("state.unknown")
	}
	if s.Since != "" {
		return p.T("state.held-since", "state", state, "date", habeas.PrintDate(s.Since, p.Cat.Lang()))
	}
	return state
}

// NewsText is the computed absence: since when nothing has been heard.
func NewsText(p Page, s habeas.Summary) string {
	switch {
	case s.Standing == habeas.ReleasedFree, s.Standing == habeas.Died:
		return ""
	case s.News != "" && s.News == s.Since:
		return p.T("news.none-since-then")
	case s.News != "":
		return p.T("news.none-since", "date", habeas.PrintDate(s.News, p.Cat.Lang()))
	case s.Standing != habeas.NotKnown:
		return p.T("news.none")
	}
	return ""
}

// AskedText counts the approaches to authorities and what came of them.
func AskedText(p Page, s habeas.Summary) string {
	if s.Enquiries == 0 {
		return ""
	}
	var outcomes []string
	if s.Unanswered > 0 {
		outcomes = append(outcomes, p.N("enquiry.unanswered", s.Unanswered))
	}
	if s.RefusedN > 0 {
		outcomes = append(outcomes, p.N("enquiry.refused", s.RefusedN))
	}
	total := p.N("enquiry.count", s.Enquiries)
	if len(outcomes) == 0 {
		return total
	}
	return p.T("enquiry.summary", "total", total, "outcomes", p.Cat.List(outcomes))
}

// outcomeCount counts the enquiries that ended in one way.
func outcomeCount(p Page, o habeas.Outcome, n int) string {
	switch o {
	case habeas.OutcomeRefused:
		return p.N("enquiry.refused", n)
	case habeas.OutcomeNoRecord:
		return p.N("enquiry.no-record", n)
	case habeas.OutcomeAnswered:
		return p.N("enquiry.answered", n)
	}
	return p.N("enquiry.unanswered", n)
}

// askedText counts the enquiries of a page and every outcome they had.
func askedText(p Page, claims []habeas.Released) string {
	n, by := 0, map[string]int{}
	for _, r := range claims {
		if prop, _ := habeas.PropertyOf(r.Claim.Property); prop.Value == habeas.ValueEnquiry {
			n++
			by[r.Claim.Slots["outcome"]]++
		}
	}
	if n == 0 {
		return ""
	}
	var outcomes []string
	for _, o := range habeas.Outcomes {
		if k := by[string(o)]; k > 0 {
			outcomes = append(outcomes, outcomeCount(p, o, k))
		}
	}
	total := p.N("enquiry.count", n)
	if len(outcomes) == 0 {
		return total
	}
	return p.T("enquiry.summary", "total", total, "outcomes", p.Cat.List(outcomes))
}

func askOf(p Page, r habeas.Released, c Claim) Ask {
	s := r.Claim.Slots
	channel := s["channel"]
	if channel != "" && p.Cat.HasWord("channel", channel) {
		channel = p.Cat.Word("channel", channel)
	}
	if s["attempts"] != "" {
		channel = joined(p, channel, s["attempts"])
	}
	return Ask{When: c.When, To: s["to"], By: firstText(s["by"], r.SourceWords), Channel: channel, Outcome: Outcome(p, s["outcome"]), Claim: c}
}

func factsOf(p Page, claims []habeas.Released) []FactLine {
	by := map[string][]habeas.Released{}
	for _, r := range claims {
		if r.Claim.Polarity == habeas.Affirmed {
			by[r.Claim.Property] = append(by[r.Claim.Property], r)
		}
	}
	var out []FactLine
	for _, key := range glance {
		rs := by[key]
		if len(rs) == 0 {
			continue
		}
		prop, _ := habeas.PropertyOf(key)
		c := mostReadable(p, rs)
		f := FactLine{Label: p.Cat.Word("property", key), Lang: saidIn(c), N: len(rs)}
		switch prop.Value {
		case habeas.ValueDate:
			f.Value = DateText(p, c)
		case habeas.ValueCode:
			f.Value = firstText(p.Cat.Word("sex", c.Value), c.Words)
		default:
			f.Value = c.Statement()
		}
		for _, r := range rs {
			for _, fl := range r.Flags {
				f.Contested = f.Contested || fl == habeas.FlagContested
			}
		}
		out = append(out, f)
	}
	return out
}

// saidIn is the language a claim's statement is in, "" where it is not known: a
// value may be the desk's own, beside words in another language.
func saidIn(c habeas.Claim) string {
	if c.Value != "" && c.Value != c.Words {
		return ""
	}
	return c.Lang
}

// mostReadable picks the claim whose words a reader of the page can read: in
// the page's language, else in Latin letters, else the first.
func mostReadable(p Page, rs []habeas.Released) habeas.Claim {
	best, rank := rs[0].Claim, 0
	for _, r := range rs {
		n := 1
		switch {
		case r.Claim.Lang == p.Cat.Lang():
			n = 3
		case habeas.IsLatin(r.Claim.Statement()):
			n = 2
		}
		if r.Claim.Value != "" {
			n += 4
		}
		if n > rank {
			best, rank = r.Claim, n
		}
	}
	return best
}

// TensionsOf shows tensions whose claims are all on the page.
func TensionsOf(p Page, ts []habeas.Tension, shown map[habeas.ID]Claim) []Tension {
	var out []Tension
	ts = slices.Clone(ts)
	slices.SortStableFunc(ts, func(a, b habeas.Tension) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	last := habeas.TensionKind("")
	for _, t := range ts {
		x := Tension{Figures: t.Kind == habeas.TensionCount || t.Kind == habeas.TensionSameFigure}
		if t.Resolution != "" {
			x.Settle = p.Cat.Word("settled", string(t.Resolution))
		}
		for _, id := range t.Claims {
			if c, ok := shown[id]; ok {
				x.Sides = append(x.Sides, SideOf(t.Kind, c))
			}
		}
		if len(x.Sides) < 2 {
			continue
		}
		if t.Kind != last {
			x.Kind, last = p.Cat.Word("tension", string(t.Kind)), t.Kind
		}
		out = append(out, x)
	}
	return out
}

// timeline draws the dated claims.
func (out *PersonPage) timeline(p Page, claims []habeas.Released, shown map[habeas.ID]Claim, now time.Time) {
	t := chart.Timeline{Title: p.T("person.timeline-label", "name", out.Name), Dir: p.Cat.Dir(), Until: now.Format(time.DateOnly),
		Tick: func(year, month int) string {
			if month == 0 {
				return strconv.Itoa(year)
			}
			return p.Cat.Date(i18n.Date{Year: year, Month: month})
		}}
	for _, r := range claims {
		c := r.Claim
		prop, _ := habeas.PropertyOf(c.Property)
		if !prop.Life && prop.Value != habeas.ValueEnquiry || c.Polarity == habeas.Denied {
			continue
		}
		when := habeas.When{EDTF: c.Value}
		if c.When != nil {
			when = *c.When
		}
		from, to := when.Days()
		if from == "" && to == "" {
			continue
		}
		label := p.Cat.Word("property", c.Property)
		if prop.Event() {
			label = p.Cat.Word("happened", c.Property)
		}
		if prop.Value == habeas.ValueEnquiry {
			label = joined(p, firstText(c.Slots["to"], p.T("enquiry.title")), Outcome(p, c.Slots["outcome"]))
		}
		t.Entries = append(t.Entries, chart.Entry{Label: label, When: habeas.PrintDate(when.EDTF, p.Cat.Lang()), Href: string(shown[c.ID].URL),
			From: from, To: to, Approx: from != to, Enquiry: prop.Value == habeas.ValueEnquiry})
	}
	if len(t.Entries) == 0 {
		return
	}
	s := out.Summary
	held := s.Standing == habeas.HeldUnknown || s.Standing == habeas.HeldClaimed || s.Standing == habeas.Sentenced || s.Standing == habeas.Missing
	if held && s.SinceFrom != "" {
		t.HeldFrom, t.HeldTo = s.SinceFrom, s.NewsTill
		if s.NewsTill != "" {
			t.SilentFrom, t.SilentLabel = s.NewsTill, NewsText(p, s)
		}
	}
	t.Until = until(t.Entries, s.NewsTill, now)
	t.Desc = p.N("person.timeline-desc", len(t.Entries))
	out.Entries = t.Sorted()
	if len(t.Entries) > 1 || held {
		out.Chart = t.SVG()
	}
	sort.SliceStable(out.Asks, func(i, j int) bool { return out.Asks[i].When.EDTF < out.Asks[j].When.EDTF })
}

// until is where the picture ends. Years of silence go on past its edge: drawn
// to scale, they would press what happened into a corner.
func until(entries []chart.Entry, news string, now time.Time) string {
	first, last := "", news
	for _, e := range entries {
		for _, d := range []string{e.From, e.To} {
			if d == "" {
				continue
			}
			if first == "" || d < first {
				first = d
			}
			if d > last {
				last = d
			}
		}
	}
	from, errFrom := time.Parse(time.DateOnly, first)
	to, errTo := time.Parse(time.DateOnly, last)
	if errFrom != nil || errTo != nil {
		return now.Format(time.DateOnly)
	}
	end := to.Add(max(to.Sub(from), 200*24*time.Hour))
	if end.After(now) {
		end = now
	}
	return end.Format(time.DateOnly)
}
