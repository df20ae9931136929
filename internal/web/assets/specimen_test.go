package assets

import (
	"bytes"
	"html/template"
	"strconv"
	"testing"

	"github.com/habeas-record/habeas/internal/chart"
	"github.com/habeas-record/habeas/internal/i18n"
)

// The specimen shows every component of the pages once, with invented people.
// With HABEAS_SHOTS=DIR the test in Chromium writes pictures of it to DIR.

type bar struct {
	Label string
	N     int
	SVG   template.HTML
}

type specimen struct {
	Lang, Dir, Page string
	Style, Script   string
	DeskStyle       string
	RTL, Desk       bool
	Timeline        template.HTML
	Overlap         template.HTML
	Entries         []chart.Entry
	Bars            []bar
}

var specimenPages = []string{"person", "search", "login", "review", "desk"}

// renderSpecimen returns the pages of the specimen in the language.
func renderSpecimen(t *testing.T, c *i18n.Catalog) map[string]string {
	t.Helper()
	funcs := template.FuncMap{
		"T": c.T, "N": c.N,
		"Date": func(y, m, d int) string { return c.Date(i18n.Date{Year: y, Month: m, Day: d}) },
	}
	tmpl, err := template.New("").Funcs(funcs).ParseFiles("testdata/specimen.html")
	if err != nil {
		t.Fatal(err)
	}
	tl := chart.Timeline{
		Title: c.T("person.timeline-label", "name", "Aigul Bekturkyzy"), Desc: c.N("person.timeline-desc", 5), Dir: c.Dir(),
		Entries: []chart.Entry{
			{Label: "passport taken", When: c.T("date.before", "date", "June 2017"), To: "2017-06-01"},
			{Label: "taken from home", When: c.T("date.late", "date", "August 2017"), From: "2017-08-21", To: "2017-08-31", Approx: true},
			{Label: "county offices called twice: unanswered", When: "13 November 2017", From: "2017-11-13", To: "2017-11-13", Enquiry: true},
			{Label: "sister goes to the police: refused", When: "2017", From: "2017-01-01", To: "2017-12-31", Enquiry: true},
			{Label: "information line: no number listed", When: "13 November 2017", From: "2017-11-13", To: "2017-11-13", Enquiry: true},
			{Label: "seen by a former detainee", When: "February 2018", From: "2018-02-01", To: "2018-02-28"},
		},
		HeldFrom: "2017-08-26", HeldTo: "2018-02-14", SilentFrom: "2018-02-28", Until: "2019-12-01",
		SilentLabel: c.T("news.none-since", "date", "February 2018"),
		Tick: func(year, month int) string {
			if month == 0 {
				return strconv.Itoa(year)
			}
			return c.Date(i18n.Date{Year: year, Month: month})
		},
	}
	over := chart.Overlap{
		Title: c.T("roster.overlap-label"), Dir: c.Dir(),
		Lists: []string{"Register of relatives, 2018", "Newspaper list", "Court notices", "Letters to the office"}, Sizes: []int{42, 31, 18, 7},
		Cells: []chart.Cell{{On: []int{0}, N: 21}, {On: []int{1}, N: 12}, {On: []int{0, 1}, N: 14}, {On: []int{2}, N: 9}, {On: []int{0, 2}, N: 4}, {On: []int{0, 1, 2, 3}, N: 3}, {On: []int{1, 2, 3}, N: 2}, {On: []int{3}, N: 2}},
	}
	counts := []chart.Count{{Label: "August 2017", N: 31}, {Label: "September 2017", N: 58}, {Label: "October 2017", N: 7}, {Label: "November 2017", N: 0}}
	data := specimen{Style: Style.Path, DeskStyle: DeskStyle.Path, Script: Script.Path, Lang: c.Lang(), Dir: c.Dir(), RTL: c.Dir() == "rtl", Entries: tl.Sorted(),
		Timeline: template.HTML(`<div class="wide">` + tl.SVG() + `</div>`), Overlap: template.HTML(over.SVG())}
	for i, svg := range chart.Bars(counts, c.Dir()) {
		data.Bars = append(data.Bars, bar{counts[i].Label, counts[i].N, template.HTML(svg)})
	}
	pages := map[string]string{}
	for _, page := range specimenPages {
		data.Page, data.Desk = page, page == "review" || page == "desk"
		var b bytes.Buffer
		if err := tmpl.ExecuteTemplate(&b, page, data); err != nil {
			t.Fatal(err)
		}
		pages[page] = b.String()
	}
	return pages
}
