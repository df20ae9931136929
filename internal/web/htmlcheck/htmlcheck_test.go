package htmlcheck

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

const sample = `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Dana Example</title></head><body>
<main><h1>Dana   <i>Example</i></h1>
<ul><li class="claim"><a href="/claim/a">First</a></li><li class="claim"><a href="/claim/b">Second</a></li></ul>
</main></body></html>`

func TestComposableChecks(t *testing.T) {
	for _, c := range []struct {
		name  string
		check Checker
		want  string // part of the error; empty: passes
	}{
		{"in", In("h1", HasText("Dana Example")), ""},
		{"in takes the first match", In(".claim", HasText("First")), ""},
		{"in does not look at the second", In(".claim", HasText("Second")), `in .claim: text is "First"`},
		{"in nests", In("main", In("ul", In("a", HasHref("/claim/a")))), ""},
		{"in nests and says where", In("ul", In("a", HasHref("/claim/z"))), `in ul: in a: href is "/claim/a", want "/claim/z"`},
		{"in fails on no match", In("table"), `nothing matches "table"`},
		{"every failure is told", In("h1", HasText("q"), HasText("z")), "does not contain \"q\"\nin h1: text is"},
		{"each", Each(".claim a", HasText("")), ""},
		{"each looks at all", Each(".claim", HasText("First")), `in .claim, match 2: text is "Second"`},
		{"each fails on no match", Each("table"), `nothing matches "table"`},
		{"not in", NotIn("script"), ""},
		{"not in fails on a match", NotIn(".claim"), `should match nothing, and matches <li class="claim"> “First”`},
		{"count", Count(".claim", 2), ""},
		{"count fails", Count(".claim", 3), "matches 2 elements, want 3"},
		{"count none", Count("table", 0), ""},
		{"exact text", In("h1", HasExactText("Dana Example")), ""},
		{"exact text fails on part", In("h1", HasExactText("Dana")), `want "Dana"`},
		{"says", In("h1", Says()), ""},
		{"attribute", In("html", HasAttr("lang", "en")), ""},
		{"attribute differs", In("html", HasAttr("lang", "ug")), `lang is "en", want "ug"`},
		{"attribute missing", In("h1", HasAttr("id", "x")), "has no attribute id"},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, Check([]byte(sample), c.check), c.want) })
	}
}

func TestSays(t *testing.T) {
	doc, err := Parse([]byte(strings.Replace(sample, "Dana   <i>Example</i>", "<i> </i>", 1)))
	if err == nil {
		err = In("h1", Says())(doc)
	}
	expect(t, err, "says nothing")
}

func TestSelectorThatIsNonePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic on a selector that cannot be read")
		}
	}()
	In("li:::")
}

func TestParseRefusesWhatABrowserMends(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"whole", sample, ""},
		{"implied elements", `<!doctype html><title>x</title><table><tr><td>x</table>`, ""},
		{"drawing", `<svg><linearGradient/><foreignObject><p>x</p></foreignObject></svg>`, ""},
		{"without scripting", `<noscript><p>x</p></noscript>`, ""},
		{"text that looks like tags", `<textarea><p></textarea><title><b></title>`, ""},
		{"block in a paragraph", `<p>one<div>two</div></p>`, "makes +1 <p>"},
		{"form in a form", `<form><form></form></form>`, "makes -1 <form>"},
		{"cell outside a row", `<div><td>x</td></div>`, "makes -1 <td>"},
		{"link in a link", `<a href="/a">x<p><a href="/b">y</a></p></a>`, "<a>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.page))
			expect(t, err, c.want)
		})
	}
}

func TestWeight(t *testing.T) {
	expect(t, Weight(make([]byte, PublicWeight), PublicWeight), "")
	expect(t, Weight(make([]byte, PublicWeight+1), PublicWeight), "weighs 60001 bytes, more than the 60000 it may")
}

func TestRunReportsToTheTest(t *testing.T) {
	failed := &recorder{}
	Run(failed, []byte(sample), NotIn("h1"), In("table"))
	if !strings.Contains(failed.said, `"h1" should match nothing`) || !strings.Contains(failed.said, `nothing matches "table"`) {
		t.Errorf("Run reported %q, want both failures", failed.said)
	}
	Run(t, []byte(sample), In("h1"))
}

// recorder stands in for the test that Run reports to.
type recorder struct {
	testing.TB
	said string
}

func (*recorder) Helper()                             {}
func (r *recorder) Errorf(format string, args ...any) { r.said += fmt.Sprintf(format, args...) }

func expect(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("got error %v, want none", err)
	case want != "" && err == nil:
		t.Errorf("got no error, want %q", want)
	case want != "" && !strings.Contains(err.Error(), want):
		t.Errorf("got error %q, want %q in it", err, want)
	}
}

func FuzzReversible(f *testing.F) {
	f.Add("from 2017-09-01 to")
	f.Add("6 – 11")
	f.Fuzz(func(t *testing.T, s string) {
		if part := reversible(s); !strings.Contains(s, part) {
			t.Errorf("%q is no part of %q", part, s)
		}
	})
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte(sample))
	f.Fuzz(func(t *testing.T, page []byte) {
		// What must hold is that no page makes a check panic.
		doc, err := html.Parse(strings.NewReader(string(page)))
		if err != nil {
			return
		}
		Public()(doc)
	})
}

// A number stands with its limits in the same place, or is said to have none.
func TestSure(t *testing.T) {
	es := []Estimate{{Middle: "1530", Low: "920", High: "3210"}, {Middle: "305", Low: "107"}, {Middle: "871", Bound: true}, {Middle: "920", Low: "800", High: "1000"}, {Middle: "410", Low: "390", High: "440", Modes: []string{"871"}}}
	page := func(body string) error {
		return Check([]byte("<!DOCTYPE html><html lang=en><head><title>t</title></head><body>"+body+"</body></html>"), SureOf(es))
	}
	for body, want := range map[string]bool{
		"<p>1,530 (920 to 3,210)</p>":                                                true,
		"<p>about 1530 people</p>":                                                   false,
		"<p>1,530</p><p>920 to 3,210</p>":                                            false,
		"<table><tr><td>1,530<td>920<td>3,210</table>":                               true,
		"<table><tr><td>1,530<tr><td>920<td>3,210</table>":                           false,
		"<p>11,530; 1,530,000; 1530.5</p>":                                           true,
		"<p>305, from 107, without upper limit</p>":                                  true,
		"<p>305 (107)</p>":                                                           false,
		"<p>at least 871.</p>":                                                       true,
		"<p>871</p>":                                                                 false,
		"<svg><g><title>a: 1,530</title><text>x</text></g></svg>":                    false,
		"<svg><g><title>a: 1,530 (920 to 3,210)</title><text>1,530</text></g></svg>": true,
		"<p>920</p>": false,
		"<table><tr><td>410 (390 to 440)<td>mode 871</table>": true,
		"<table><tr><td>410<td>mode 871</table>":              false,
	} {
		if err := page(body); (err == nil) != want {
			t.Errorf("%s: %v", body, err)
		}
	}
}
