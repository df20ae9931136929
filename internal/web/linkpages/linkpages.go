// Package linkpages says what the pages about proposed links show.
package linkpages

import (
	"strconv"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/linking"
	"github.com/habeas-record/habeas/internal/web/view"
)

// Overview is the page about what the machine proposes.
func Overview(p view.Page, o linking.Overview, names map[habeas.ID]string) view.LinksPage {
	v := view.LinksPage{Mentions: o.Mentions, Undecided: o.Undecided, Unsure: o.Unsure, Two: o.Two, Stale: o.Stale, Precision: precision(p, o.Precision)}
	if o.Run.ID != "" {
		key := "links.persons"
		if o.Least == o.Most {
			key = "links.persons-sure"
		}
		v.Persons = p.T(key, "n", count(p, o.Mentions), "least", count(p, o.Least), "most", count(p, o.Most))
	}
	if r := o.Running; r != nil && r.Fault != "" {
		v.Fault = r.Fault
	} else if r != nil {
		v.Since = r.Began.UTC().Format("15:04")
	}
	for _, r := range o.Runs {
		v.Runs = append(v.Runs, view.LinkRun{Day: view.Day(r.At), By: names[r.By], Mentions: r.Mentions, Learned: r.Learned, Pairs: r.Pairs, New: r.New, Changed: r.Changed, Gone: r.Gone,
			Warnings: r.Warnings, ID: string(r.ID), Inputs: r.Inputs, Proposed: r.Sum})
	}
	for _, l := range o.Levels {
		v.Levels = append(v.Levels, view.LinkLevel{Column: p.Cat.Word("property", l.Column), Level: l.Level, M: share(l.M), U: share(l.U), Weight: bits(l.Weight)})
	}
	return v
}

func precision(p view.Page, x linking.Precision) view.LinkPrecision {
	v := view.LinkPrecision{Answered: x.Answered, Unsure: x.Unsure, Pairs: x.Pairs, Threshold: p.Cat.Decimal(linking.Threshold, 1)}
	if x.Answered > 0 {
		v.Share, v.Low, v.High = p.Cat.Percent(x.Estimate), p.Cat.Percent(x.Low), p.Cat.Percent(x.High)
	}
	return v
}

func count(p view.Page, n int) string { return p.Cat.Number(int64(n)) }

// share and bits write numbers of the model, in the figures that its file has.
func share(x float64) string { return strconv.FormatFloat(x, 'g', 3, 64) }

func bits(x float64) string {
	s := strconv.FormatFloat(x, 'f', 1, 64)
	if x > 0 {
		s = "+" + s
	}
	return s
}

// Named are the things whose titles a page about pictures shows.
func Named(pictures ...desk.Picture) (ids []habeas.ID) {
	for _, x := range pictures {
		ids = append(ids, x.Mention.ID, x.Mention.Report, x.Mention.List)
		for _, e := range x.Entries {
			ids = append(ids, e.Claim.Report, e.Claim.Object)
		}
	}
	return ids
}

// Pair is the page of a pair.
func Pair(p view.Page, x linking.Pair, titles, names map[habeas.ID]string) view.PairPage {
	v := view.PairPage{ID: x.ID, Shown: x.Shown, Third: x.Third, Split: x.Split, Proposed: x.Proposed, Stale: x.Stale, Back: habeas.PersonOf(x.Pictures[0].Mention.ID)}
	if x.Mine.ID != "" {
		v.Mine = p.Cat.Word("verdict", string(x.Mine.Verdict))
	}
	for i, m := range x.Pictures {
		v.Labels[i], v.From[i] = label(p, m.Mention, titles), from(p, m.Mention, titles)
	}
	v.Rows = rows(p, x.Pictures, titles)
	if x.Decision.ID != "" {
		v.Decided, v.Decision = true, decision(p, x.Decision, map[habeas.ID]string{x.A: v.Labels[0], x.B: v.Labels[1]}, names)
	}
	for _, a := range x.Answers {
		v.Answers = append(v.Answers, view.PairAnswer{Verdict: p.Cat.Word("verdict", string(a.Verdict)), By: names[a.By], Day: view.Day(a.At), Reason: a.Reason, Undone: names[a.UndoneBy]})
	}
	if x.Shown && x.Proposed && !x.Stale {
		v.Share = p.Cat.Decimal(x.Probability(), 4)
		sum := x.Prior
		v.Reasons = append(v.Reasons, view.PairReason{Heading: p.T("pair.prior"), Weight: bits(x.Prior), Sum: bits(sum)})
		for _, r := range x.Reasons {
			sum += r.Weight
			v.Reasons = append(v.Reasons, view.PairReason{Heading: p.Cat.Word("property", r.Column), Level: r.Level, Weight: bits(r.Weight), Sum: bits(sum)})
		}
	}
	return v
}

func label(p view.Page, m habeas.Mention, titles map[habeas.ID]string) string {
	for _, s := range []string{m.Label, m.Sealed, titles[m.ID]} {
		if s != "" {
			return s
		}
	}
	return p.T("person.unnamed")
}

// from is the report or list that a mention stands in.
func from(p view.Page, m habeas.Mention, titles map[habeas.ID]string) view.Link {
	for _, id := range []habeas.ID{m.Report, m.List} {
		if titles[id] != "" {
			return view.Link{URL: p.URL(view.DeskPath(id)), Text: titles[id]}
		}
	}
	return view.Link{}
}

// rows puts what is said of both under one heading each, in the order of the
// property table.
func rows(p view.Page, pictures [2]desk.Picture, titles map[habeas.ID]string) (out []view.PairRow) {
	for _, prop := range habeas.Properties {
		row := view.PairRow{Heading: p.Cat.Word("property", prop.Key)}
		any := false
		for i, m := range pictures {
			ctx := view.Context{Titles: titles, About: m.Mention.ID}
			for _, e := range m.Entries {
				if e.Claim.Property != prop.Key || e.Claim.Subject != m.Mention.ID {
					continue
				}
				c := view.DeskClaimOf(p, e.Claim, e.Source, e.Steps, ctx)
				if !c.Live {
					continue
				}
				s := view.PairSaid{Text: c.Value, Lang: e.Claim.Lang, URL: view.Link{URL: c.URL}, Source: c.From.Text, Place: c.Report, Cell: c.Cell}
				if s.Text == "" {
					s.Text = c.Heading
				}
				if e.Claim.Status != habeas.Accepted {
					s.Status = c.Status
				}
				if len(c.Quotes) > 0 {
					s.Quote = c.Quotes[0]
				}
				row.Said[i] = append(row.Said[i], s)
				any = true
			}
		}
		if any {
			out = append(out, row)
		}
	}
	return out
}

func decision(p view.Page, l habeas.Link, labels, names map[habeas.ID]string) view.DeskLink {
	to := func(m habeas.ID) view.Link { return view.Link{URL: p.URL(view.DeskPath(m)), Text: labels[m]} }
	return view.DeskLink{ID: l.ID, One: to(l.A), Two: to(l.B), Verdict: p.Cat.Word("verdict", string(l.Verdict)), Reason: l.Reason, By: names[l.By], Day: view.Day(l.At), Live: l.Live()}
}

// Held is the page of what holds a person together.
func Held(p view.Page, h linking.Held, titles, names map[habeas.ID]string) view.HeldPage {
	labels := map[habeas.ID]string{}
	for _, m := range h.Mentions {
		labels[m.ID] = label(p, m, titles)
		if f := from(p, m, titles); f.Text != "" {
			labels[m.ID] += " · " + f.Text
		}
	}
	v := view.HeldPage{ID: h.ID, Name: label(p, h.Mentions[0], titles), Open: h.Open, Alone: len(h.Mentions) == 1}
	reasons := map[habeas.ID]string{}
	for _, e := range h.Edges {
		x := view.HeldEdge{DeskLink: decision(p, e.Link, labels, names), Fewer: e.Parts[0], Weak: e.Weak}
		if e.Known {
			x.Weight = bits(e.Weight)
			if p.May(habeas.LinkMentions) {
				x.Pair = view.Link{URL: p.URL("/desk/links/pair/" + string(habeas.PairOf(e.A, e.B))), Text: p.T("held.pair")}
			}
		}
		reasons[e.ID] = e.Reason
		v.Edges = append(v.Edges, x)
	}
	for _, m := range h.Mentions[1:] {
		path := view.HeldPath{To: labels[m.ID]}
		for _, s := range h.Paths[m.ID] {
			path.Steps = append(path.Steps, view.HeldStep{To: labels[s.To], Reason: reasons[s.Link], Link: string(s.Link)})
		}
		v.Paths = append(v.Paths, path)
	}
	return v
}
