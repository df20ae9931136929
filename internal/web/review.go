package web

import (
	"math"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

func reportID(r *request) habeas.ID { return habeas.ID(r.PathValue("id")) }

// review is a report with what it is proposed to say beside its text.
func review(s *Server, w http.ResponseWriter, r *request) error {
	return s.showReview(w, r, http.StatusOK, reviewAgain{})
}

// reviewAgain is what a form of the page had wrong with it, and what was
// filled in.
type reviewAgain struct {
	top    view.Faults
	claims map[habeas.ID]view.Faults
	values url.Values // of the decisions
	add    map[string]string
	wrong  view.Faults // with the form that adds a claim
}

// reviewSheet draws one review page.
type reviewSheet struct {
	p      view.Page
	rv     desk.Reviewing
	again  reviewAgain
	names  map[habeas.ID]string // people of the desk
	titles map[habeas.ID]string // what claims point to
	base   string               // path of the page, without its query
	query  url.Values           // what of the address stays when something is opened
	parts  []int                // where the parts of the text begin, in runes
	part   int                  // the one shown, from 0
}

func (s *Server) showReview(w http.ResponseWriter, r *request, status int, again reviewAgain) error {
	d, err := s.sheet(r, again)
	if err != nil {
		return err
	}
	v := d.page(r)
	if r.Page.May(habeas.Decide) {
		people, err := s.desk.Reviewers(r.Context(), r.Actor)
		if err != nil {
			return err
		}
		rep := d.rv.Report
		v.Assign = view.AssignForm{Version: rep.Version, Assigned: string(rep.Assigned), Second: string(rep.Second)}
		for _, x := range people {
			v.Assign.People = append(v.Assign.People, view.Option{Value: string(x.ID), Label: x.Name})
		}
	}
	return s.render(w, r, status, view.Review(r.Page, v))
}

// sheet reads the report and names what its claims point to.
func (s *Server) sheet(r *request, again reviewAgain) (*reviewSheet, error) {
	rv, err := s.desk.Review(r.Context(), r.Actor, reportID(r))
	if err != nil {
		return nil, err
	}
	d := &reviewSheet{p: r.Page, rv: rv, again: again, base: view.DeskPath(rv.Report.ID), query: url.Values{}}
	if t := habeas.ID(r.URL.Query().Get("text")); t != "" && t != rv.Text.ID {
		d.rv.Turn(t)
		d.query.Set("text", string(d.rv.Text.ID))
	}
	d.parts = partsOf(d.rv)
	d.part = min(pageNumber(r.URL.Query()), len(d.parts)) - 1
	for _, field := range []string{"last", "edit"} { // the one spoken of is in sight
		if id := habeas.ID(r.URL.Query().Get(field)); id != "" && !r.URL.Query().Has("page") {
			d.part = d.partOfClaim(id)
		}
	}
	if d.part > 0 {
		d.query.Set("page", strconv.Itoa(d.part+1))
	}
	if d.names, err = s.desk.Names(r.Context(), r.Actor); err != nil {
		return nil, err
	}
	var ids []habeas.ID
	for _, e := range rv.Entries {
		ids = append(ids, e.Claim.Subjects()...)
	}
	d.titles, err = s.desk.Titles(r.Context(), r.Actor, ids...)
	for _, m := range rv.Mentions {
		d.titles[m.ID] = m.Label // as this report calls them
	}
	return d, err
}

// partsOf are where the parts of the text begin.
func partsOf(rv desk.Reviewing) []int {
	sentences := make([]int, len(rv.Sentences))
	for i, x := range rv.Sentences {
		sentences[i] = x.Start
	}
	return view.Parts(rv.Text.Body, sentences)
}

// partOf is the part of the text that rune at lies in.
func (d *reviewSheet) partOf(at int) int {
	return max(0, sort.SearchInts(d.parts, at+1)-1)
}

// window is the part shown, in runes.
func (d *reviewSheet) window() (from, till int) {
	if d.part+1 < len(d.parts) {
		return d.parts[d.part], d.parts[d.part+1]
	}
	return d.parts[d.part], math.MaxInt
}

// partOfEntry is where its first quote of the text lies; what quotes none of it
// is on the first page.
func (d *reviewSheet) partOfEntry(e desk.Entry) int {
	for _, q := range e.Claim.Quotes {
		if q.Text == d.rv.Text.ID {
			return d.partOf(q.Start)
		}
	}
	return 0
}

func (d *reviewSheet) partOfClaim(id habeas.ID) int {
	for _, e := range d.rv.Entries {
		if e.Claim.ID == id {
			return d.partOfEntry(e)
		}
	}
	return 0
}

// with is the address of the page with one thing more in it.
func (d *reviewSheet) with(key, value string) string { return d.path("", key, value) }

// path is an address below the page, about the same text version.
func (d *reviewSheet) path(below, key, value string) string {
	q := url.Values{}
	for k, v := range d.query {
		q[k] = v
	}
	if key != "" {
		q.Set(key, value)
	}
	if len(q) == 0 {
		return d.base + below
	}
	return d.base + below + "?" + q.Encode()
}

// shown are the entries in text order, without those that a later version on
// the same page stands in for.
func (d *reviewSheet) shown() []desk.Entry {
	here := map[habeas.ID]bool{}
	for _, e := range d.rv.Entries {
		here[e.Claim.ID] = true
	}
	var out []desk.Entry
	for _, e := range d.rv.Entries {
		if e.Claim.Status != habeas.Superseded || !here[e.Claim.Successor] {
			out = append(out, e)
		}
	}
	return out
}

func (d *reviewSheet) page(r *request) view.ReviewPage {
	rep, p := d.rv.Report, d.p
	v := view.ReviewPage{ID: rep.ID, Here: d.with("", ""), AddTo: d.path("/add", "", ""), Title: rep.Title, Notices: rep.Warnings, Faults: d.again.top}
	entries := d.shown()
	v.Text = d.text(entries)
	for _, t := range d.rv.Texts {
		v.Texts = append(v.Texts, view.TextLink{URL: p.URL(d.base + "?text=" + string(t.ID)), Here: t.ID == d.rv.Text.ID,
			Text: p.T("report.text-version", "n", t.N) + ": " + t.Extractor + ", " + view.LanguageWord(p, t.Lang)})
	}
	if p.May(habeas.Decide) {
		v.Original.URL = p.URL(d.base + "/original")
		v.Original.Name = rep.FileName
		if v.Original.Show = inPlace(rep.MediaType); v.Original.Show != "" {
			v.Original.Inline = p.URL(d.base + "/original?inline=1")
		}
	}
	sources := d.sources()
	counts := map[habeas.ID]int{}
	editing := habeas.ID(r.URL.Query().Get("edit"))
	for _, e := range entries {
		counts[e.Source.ID]++
		v.Total++
		if decided(e.Claim) {
			v.Decided++
		}
		here, last := d.partOfEntry(e) == d.part, string(e.Claim.ID) == r.URL.Query().Get("last")
		if !here && !last {
			continue
		}
		x := d.proposal(r, e, sources, v.Text.Paragraphs)
		if e.Claim.ID == editing && p.May(habeas.Decide) {
			x.Editing = true
			v.Edit = &view.EditForm{Claim: e.Claim.ID, Seen: e.Steps, Back: d.with("", ""), Fields: d.fields(claimValues(e.Claim), "edit", "")}
			v.Edit.Fields.Focus = true
		}
		if last && x.CanUndo {
			undo := x
			v.Undo = &undo
		}
		if here {
			v.Entries = append(v.Entries, x)
		}
	}
	d.missed(&v)
	d.addForm(r, &v, sources)
	d.tensions(&v)
	for _, x := range d.rv.Voices {
		v.Voices = append(v.Voices, d.voice(x, counts[x.ID]))
	}
	v.Facts = d.facts(v)
	v.Pages = view.PagesOf(d.base, d.query, d.part+1, 1, len(d.parts))
	return v
}

func (d *reviewSheet) facts(v view.ReviewPage) []string {
	rep, p := d.rv.Report, d.p
	out := []string{firstOf(d.rv.Source.Name, d.rv.Source.Label), p.Cat.Word("report.kind", rep.Kind)}
	if d.rv.Text.Lang != "" {
		out = append(out, view.LanguageWord(p, d.rv.Text.Lang), p.N("report.characters", len([]rune(d.rv.Text.Body))))
	}
	if rep.Published != "" {
		out = append(out, p.T("report.published")+" "+habeas.PrintDate(rep.Published, p.Cat.Lang()))
	}
	if rep.Access != habeas.AccessPublic {
		out = append(out, p.Cat.Word("access", string(rep.Access)))
	}
	out = append(out, p.T("review.decided", "n", v.Decided, "total", v.Total))
	if len(v.Missed) > 0 {
		out = append(out, p.N("review.sentences", len(v.Missed)))
	}
	out = append(out, p.T("inbox.assigned")+": "+firstOf(d.names[rep.Assigned], p.T("inbox.nobody")))
	if rep.Second != "" {
		out = append(out, p.T("review.second")+": "+d.names[rep.Second])
	}
	return out
}

func (d *reviewSheet) text(entries []desk.Entry) view.TextShown {
	t := d.rv.Text
	out := view.TextShown{ID: t.ID, Lang: t.Lang, Dir: t.Dir, OCR: t.OCR, Unverified: t.Unverified, Note: t.Note}
	var marks []view.Mark
	for _, e := range entries {
		for _, q := range e.Claim.Quotes {
			if q.Text == t.ID {
				marks = append(marks, view.Mark{Start: q.Start, End: q.End, Href: "#p-" + string(e.Claim.ID), Done: decided(e.Claim),
					No: e.Claim.Status == habeas.Rejected || e.Claim.Status == habeas.Withdrawn})
			}
		}
	}
	sentences := make([]view.Sentence, len(d.rv.Sentences))
	for i, s := range d.rv.Sentences {
		sentences[i] = view.Sentence{Start: s.Start, End: s.End, Open: !s.Claimed}
	}
	from, till := d.window()
	out.Paragraphs = view.Paragraphs(t.Body, from, till, marks, sentences)
	return out
}

func decided(c habeas.Claim) bool { return c.Status != habeas.Proposed }

// sources are the voices of the report, for pickers.
func (d *reviewSheet) sources() []view.Option {
	var out []view.Option
	for _, x := range d.rv.Voices {
		out = append(out, view.Option{Value: string(x.ID), Label: firstOf(x.Name, x.Label)})
	}
	return out
}

func (d *reviewSheet) proposal(r *request, e desk.Entry, sources []view.Option, text []view.Paragraph) view.Proposal {
	x := proposalOf(d.p, r.Actor, e, d.names, d.titles)
	x.Sources = sources
	if e.Claim.Subject == d.rv.Report.ID {
		x.About = view.Link{}
	}
	for _, q := range e.Claim.Quotes {
		if q.Text == d.rv.Text.ID {
			x.Marks = view.MarkIDs(text, q.Start, q.End)
			break
		}
	}
	if len(e.Claim.Quotes) > 0 && e.Claim.Quotes[0].Till > 0 && inPlace(d.rv.Report.MediaType) != "" && d.p.May(habeas.Decide) {
		q := e.Claim.Quotes[0]
		x.Clip = d.p.URL(d.base + "/original?inline=1#t=" + seconds(q.Clip) + "," + seconds(q.Till))
	}
	x.Edit = d.p.URL(d.with("edit", string(e.Claim.ID)))
	x.Split = d.p.URL("/desk/claim/" + string(e.Claim.ID) + "/edit?split=1&back=" + url.QueryEscape(d.with("", "")))
	if d.again.values != nil {
		id := string(e.Claim.ID)
		x.Choice, x.Reason = d.again.values.Get("choice."+id), d.again.values.Get("reason."+id)
		if s := d.again.values.Get("source." + id); s != "" {
			x.Source = habeas.ID(s)
		}
	}
	if f, wrong := d.again.claims[e.Claim.ID]; wrong {
		x.Faults, x.Open = f, e.Claim.Allowed(habeas.ActAccept) == nil
	}
	return x
}

func seconds(t time.Duration) string { return strconv.FormatFloat(t.Seconds(), 'f', -1, 64) }

// missed are the sentences no claim rests on.
func (d *reviewSheet) missed(v *view.ReviewPage) {
	runes := []rune(d.rv.Text.Body)
	for i, s := range d.rv.Sentences {
		if s.Claimed || d.partOf(s.Start) != d.part {
			continue
		}
		v.Missed = append(v.Missed, view.MissedSentence{N: i + 1, Start: s.Start, End: s.End, Text: string(runes[s.Start:s.End]), Lang: d.rv.Text.Lang, Dir: "auto",
			Mark: view.MarkIDs(v.Text.Paragraphs, s.Start, s.End), More: d.p.URL(d.with("sentence", strconv.Itoa(i+1)) + "#add")})
	}
}

func (d *reviewSheet) addForm(r *request, v *view.ReviewPage, sources []view.Option) {
	v.Add = view.AddForm{Sources: sources, Values: d.again.add, Faults: d.again.wrong, Open: d.again.wrong.Any()}
	if n := number(r.URL.Query().Get("sentence")); n > 0 && n <= len(d.rv.Sentences) && v.Add.Values == nil {
		s := d.rv.Sentences[n-1]
		v.Add.Values = map[string]string{"sentence": strconv.Itoa(n)}
		v.Add.Exact, v.Add.Open = string([]rune(d.rv.Text.Body)[s.Start:s.End]), true
	}
}

func (d *reviewSheet) tensions(v *view.ReviewPage) {
	claims := map[habeas.ID]view.DeskClaim{}
	for _, e := range d.rv.Entries {
		claims[e.Claim.ID] = view.DeskClaimOf(d.p, e.Claim, e.Source, e.Steps, view.Context{Titles: d.titles})
	}
	for _, t := range d.rv.Tensions {
		if x, whole := view.DeskTensionOf(d.p, t, claims, d.names); whole {
			v.Tensions = append(v.Tensions, x)
		}
	}
}

func (d *reviewSheet) voice(x habeas.Source, claims int) view.Voice {
	out := view.Voice{ID: x.ID, Name: firstOf(x.Name, x.Label), Label: x.Label, Kind: d.p.Cat.Word("source-kind", string(x.Kind)),
		Protection: d.p.Cat.Word("protection", string(x.Protection)), Protected: x.Protection != habeas.ProtectionOpen, Identifies: x.Note, Claims: claims}
	if !x.Public() {
		out.Consent = d.p.Cat.Word("consent", string(x.Consent))
	}
	if d.p.May(habeas.Decide) {
		out.URL = d.p.URL(view.DeskPath(x.ID))
	}
	return out
}
