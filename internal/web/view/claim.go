package view

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// Claim is one claim as a page shows it: the unit a reader sees.
type Claim struct {
	ID       habeas.ID
	URL      templ.SafeURL // its permanent address
	Property string
	Heading  string
	Value    string // what the heading says behind the property, "" where it is one sentence
	Echo     bool   // the value is the quote, which stands below in its own language
	Quotes   []Quote
	Grade    string
	Gloss    string
	Flags    []string
	Source   string // name or label
	Said     string // source and how it knows, in one line
	How      []string
	Near     string // first-hand, second-hand
	When     When
	Of       Link // whom or what it is about, where the page is about another
	Number   Words
	Hedge    string
	Report   Link
	List     Link
	Cell     string // column of the list
	Line     int    // row of the list
	NoQuote  string
	Gone     bool
}

// Words are a short saying: what a source gave, or, Ours set, what we make of
// it.
type Words struct {
	Text, Lang, Dir string
	Ours            bool
	After           string // ours, behind them
}

// Quote is words as somebody said them.
type Quote struct {
	Text, Lang, Dir string
	Clip            string // from 00:01:02 to 00:01:10
	Page            int
}

// When is a time in the words given and as it was read.
type When struct {
	Print    string // in the page's language
	EDTF     string
	Words    string
	Lang     string // of the words
	Inferred bool
}

// Link is a link to another page, or only its name where URL is "".
type Link struct {
	URL  templ.SafeURL
	Text string
	Lang string
}

// Context is what a claim is shown with: titles of the things it points to.
type Context struct {
	Titles map[habeas.ID]string // reports, lists, places …
	// Pages are the ids things go by now, where that is another.
	Pages map[habeas.ID]habeas.ID
	// About is the subject the page is about; a claim of it needs no name in
	// its heading.
	About habeas.ID
	Name  string // of the subject otherwise
}

// page is the id the thing goes by now.
func (ctx Context) page(id habeas.ID) habeas.ID {
	if now := ctx.Pages[id]; now != "" {
		return now
	}
	return id
}

// link leads to a thing that has a title; to nothing where it has none.
func (ctx Context) link(p Page, id habeas.ID) Link {
	if id == "" || ctx.Titles[id] == "" {
		return Link{}
	}
	return Link{URL: p.URL(SubjectPath(ctx.page(id))), Text: ctx.Titles[id]}
}

// ClaimOf makes the shown form of a released claim.
func ClaimOf(p Page, r habeas.Released, ctx Context) Claim {
	c := r.Claim
	var of Link
	if ctx.About != "" && ctx.About != ctx.page(c.Subject) {
		if of = ctx.link(p, c.Subject); of.Text != "" {
			ctx.Name = "" // the heading need not say it again
			if c.Subject.Kind() == habeas.KindEvent {
				of.Text = p.T("kind.event") // its title is what the heading says
			}
		}
	}
	out := Claim{ID: c.ID, URL: p.URL("/claim/" + string(c.ID)), Property: c.Property, Heading: Heading(p, c, ctx), Of: of,
		Grade: p.Cat.Word("grade", string(r.Grade)), Source: r.SourceWords, Hedge: c.Hedge, NoQuote: c.NoQuote}
	if r.Grade != "" {
		out.Gloss = p.Cat.Word("grade-gloss", string(r.Grade))
	}
	if v, ok := headingValue(p, c); ok && c.Polarity != habeas.Denied {
		out.Value = v
	}
	for _, f := range r.Flags {
		out.Flags = append(out.Flags, p.Cat.Word("flag", string(f)))
	}
	if c.Proximity != habeas.ProximityUnknown {
		out.Near = p.Cat.Word("proximity", string(c.Proximity))
	}
	out.Said = joined(p, out.Source, out.Near)
	for _, h := range c.Chain {
		if h.Name == "" || h.Name == r.SourceWords {
			continue
		}
		if p.Cat.HasWord("hop", h.Role) {
			out.How = append(out.How, p.T("hop."+h.Role, "name", h.Name))
		} else {
			out.How = append(out.How, h.Name)
		}
	}
	if c.When != nil {
		out.When = WhenOf(p, *c.When)
		out.When.Lang = c.Lang
	}
	if c.Quantity != nil {
		out.Number = numberWords(p, *c.Quantity, c.Lang)
	}
	for _, q := range c.Quotes {
		switch {
		case q.Cell != "":
			out.Cell, out.Line = q.Cell, q.Page
		case q.Exact != "":
			words := q.Exact
			if said, _, told := strings.Cut(words, " · "); told && said == c.Words {
				words = said // a line of a note goes on with what the form asked
			}
			shown := Quote{Text: words, Lang: q.Lang, Dir: q.Dir, Page: q.Page}
			if q.Till > 0 {
				shown.Clip = p.T("claim.clip", "start", clock(q.Clip), "end", clock(q.Till))
			}
			out.Quotes = append(out.Quotes, shown)
		}
	}
	out.Report = ctx.link(p, c.Report)
	out.Echo = len(out.Quotes) == 1 && out.Value == out.Quotes[0].Text
	return out
}

// WhenOf prints a time.
func WhenOf(p Page, w habeas.When) When {
	out := When{EDTF: w.EDTF, Words: w.Words, Inferred: w.Inferred}
	if w.EDTF != "" {
		out.Print = habeas.PrintDate(w.EDTF, p.Cat.Lang())
	}
	if out.Words == out.EDTF || out.Words == out.Print {
		out.Words = ""
	}
	return out
}

func clock(d time.Duration) string {
	s := int(d.Seconds())
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// Heading says a claim in one sentence of ours: what happened, or the label of
// the property with its value. It never says more than the claim does.
func Heading(p Page, c habeas.Claim, ctx Context) string {
	prop, ok := habeas.PropertyOf(c.Property)
	if !ok {
		return c.Statement()
	}
	s, labelled := headingValue(p, c)
	switch {
	case labelled:
		s = p.T("statement.about", "what", p.Cat.Word("property", c.Property), "who", s)
	case prop.Event():
		s = eventHeading(p, c, ctx)
	default:
		s = joined(p, p.Cat.Word("property", c.Property), slot(c, "to"), outcome(p, c.Slots["outcome"]))
	}
	if c.Polarity == habeas.Denied {
		s = p.T("statement.denied", "statement", s)
	}
	return s
}

// headingValue is what stands behind the property in the heading of a claim;
// false for those that make a sentence of their parts.
func headingValue(p Page, c habeas.Claim) (string, bool) {
	prop, ok := habeas.PropertyOf(c.Property)
	switch {
	case !ok, prop.Event(), prop.Value == habeas.ValueEnquiry:
		return "", false
	case prop.Value == habeas.ValueQuantity && c.Quantity != nil:
		return Figure(p, *c.Quantity), true
	case prop.Key == "kin":
		return firstText(c.Value, c.Slots["relation"], c.Words), true
	case prop.Value == habeas.ValueDate:
		return DateText(p, c), true
	case prop.Value == habeas.ValueCode && c.Value != "":
		return p.Cat.Word("sex", c.Value), true
	}
	return c.Statement(), true
}

// numberWords are a number as it was given, what it counts behind it.
func numberWords(p Page, q habeas.Quantity, lang string) Words {
	if q.Words == "" {
		return Words{Text: Figure(p, q), Ours: true}
	}
	w := Words{Text: q.Words, Lang: lang}
	if q.Scope != "" && !strings.Contains(q.Words, q.Scope) {
		w.After = q.Scope
	}
	return w
}

// Figure is a number with what it counts, in the words given.
func Figure(p Page, q habeas.Quantity) string {
	s := QuantityText(p, q)
	if q.Scope != "" && !strings.Contains(q.Words, q.Scope) {
		s += " " + q.Scope
	}
	return s
}

// DateText prints the date of a claim whose value is one: read where it could
// be read, else the words.
func DateText(p Page, c habeas.Claim) string {
	if c.Value != "" {
		return habeas.PrintDate(c.Value, p.Cat.Lang())
	}
	if c.When != nil && c.When.EDTF != "" {
		return habeas.PrintDate(c.When.EDTF, p.Cat.Lang())
	}
	return firstText(c.Words, p.T("date.unknown"))
}

func eventHeading(p Page, c habeas.Claim, ctx Context) string {
	s := p.Cat.Word("happened", c.Property)
	who := firstText(c.Slots["person"], c.Slots["target"], c.Slots["who"], ctx.Name)
	known := ctx.About != "" && c.Subject.Kind() == habeas.KindMention && (ctx.page(c.Subject) == ctx.About || ctx.Titles[c.Subject] != "")
	if who != "" && !known {
		s = p.T("statement.about", "what", s, "who", who)
	}
	for _, role := range []string{"actor", "orderer", "facility", "place", "from", "to", "charge", "court", "term", "object", "reason"} {
		v := c.Slots[role]
		if v == "" || role == "place" && strings.Contains(c.Slots["facility"], v) {
			continue
		}
		s = p.T("detail.join", "a", s, "b", detail(p, role, v))
	}
	if c.When != nil {
		if w := WhenOf(p, *c.When); w.Print != "" {
			s = p.T("detail.join", "a", s, "b", p.T("detail.when", "what", w.Print))
		}
	}
	return s
}

// detail puts a role behind a statement. A place is given in all forms, "Nilka
// county", "the gate of a hospital", "at home": the catalog says which words
// ask for another link between them, or for none.
func detail(p Page, role, words string) string {
	first, _, _ := strings.Cut(strings.ToLower(words), " ")
	begins := func(key string) bool { return slices.Contains(strings.Fields(p.T(key)), first) }
	switch {
	case role == "place" && begins("detail.place-linked"):
		return words
	case role == "place" && begins("detail.place-spot-words"):
		return p.T("detail.place-spot", "what", words)
	}
	return p.T("detail."+role, "what", words)
}

func slot(c habeas.Claim, role string) string { return c.Slots[role] }

func outcome(p Page, o string) string {
	if o != "" && p.Cat.HasWord("outcome", o) {
		return p.Cat.Word("outcome", o)
	}
	return o
}

// Outcome is the word for how an enquiry ended.
func Outcome(p Page, o string) string { return outcome(p, o) }

func joined(p Page, parts ...string) string {
	s := ""
	for _, x := range parts {
		switch {
		case x == "":
		case s == "":
			s = x
		default:
			s = p.T("detail.join", "a", s, "b", x)
		}
	}
	return s
}

// QuantityText prints a number with its words, never as more exact than it
// was given.
func QuantityText(p Page, q habeas.Quantity) string {
	if q.Words != "" {
		return p.T("quantity.words", "words", q.Words)
	}
	num := func(f *float64) string {
		if *f == float64(int64(*f)) {
			return p.Cat.Number(int64(*f))
		}
		return p.Cat.Decimal(*f, 1)
	}
	s := ""
	switch {
	case q.Min != nil && q.Max != nil && *q.Min == *q.Max:
		s = num(q.Min)
	case q.Min != nil && q.Max != nil:
		s = p.T("quantity.range", "from", num(q.Min), "to", num(q.Max))
	case q.Min != nil:
		s = p.T("quantity.at-least", "number", num(q.Min))
	case q.Max != nil:
		s = p.T("quantity.at-most", "number", num(q.Max))
	}
	if q.Approx {
		s = p.T("quantity.about", "number", s)
	}
	if q.Unit != "" {
		s += " " + q.Unit
	}
	return s
}

func firstText(all ...string) string {
	for _, s := range all {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

// RowTable is what one row of a list claims, as the list has it.
type RowTable struct {
	List  string
	Line  string
	Grade string
	Flags []string
	Items []Claim
}

// splitRows takes the claims of list rows out of the others: a row reads best
// as the table it comes from.
func splitRows(p Page, claims []habeas.Released, ctx Context) (rest []habeas.Released, rows []RowTable) {
	at := map[habeas.ID]int{}
	for _, r := range claims {
		c := r.Claim
		if len(c.Quotes) != 1 || c.Quotes[0].Cell == "" {
			rest = append(rest, r)
			continue
		}
		i, ok := at[c.Subject]
		if !ok {
			i = len(rows)
			at[c.Subject] = i
			row := ClaimOf(p, r, ctx)
			rows = append(rows, RowTable{List: r.SourceWords, Line: p.T("claim.row", "n", p.Cat.Number(int64(row.Line))), Grade: row.Grade, Flags: row.Flags})
		}
		item := ClaimOf(p, r, ctx)
		item.Heading = c.Words
		rows[i].Items = append(rows[i].Items, item)
	}
	return rest, rows
}
