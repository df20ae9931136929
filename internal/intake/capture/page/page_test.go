package page

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestVisibleText(t *testing.T) {
	for _, c := range []struct{ page, want string }{
		{"<p>one\n  two</p><p>three</p>", "one two\n\nthree"},
		{"one<br>two<br><br>three", "one\ntwo\n\nthree"},
		{"<ul><li>one<li>two</ul>after", "one\ntwo\n\nafter"},
		{"<table><tr><th>name<th>born<tr><td>Aylin<td>1974</table>", "name\tborn\nAylin\t1974"},
		{"a<b>b</b>c <i>d</i> e", "abc d e"},
		{"no\u00a0break &nbsp; space", "no\u00a0break \u00a0 space"},
		{"<pre>one\n  two\n</pre>three", "one\n  two\n\nthree"},
		{"<div><div><div>one</div></div></div><div>two</div>", "one\n\ntwo"},
		{"<script>x</script><style>y</style><noscript>z</noscript><p hidden>h</p><p style='display : none'>d</p>seen", "seen"},
		{"<ruby>漢<rp>(<rt>han<rp>)</ruby>字", "漢字"},
		{"<img alt='a picture' src='https://static.invalid/a.jpg'>", ""},
		{"<!-- a note -->  ", ""},
		{"<p>\u202eab\u202c</p>", "\u202eab\u202c"},
	} {
		doc, err := html.Parse(strings.NewReader(c.page))
		if err != nil {
			t.Fatal(err)
		}
		if got := Visible(doc); got != c.want {
			t.Errorf("Visible(%q) = %q, want %q", c.page, got, c.want)
		}
	}
}

func TestStatedDate(t *testing.T) {
	for stated, want := range map[string]string{
		"2019-05-07T23:40:00-05:00": "2019-05-07", // the day where the page was made
		"2019-05-07":                "2019-05-07",
		"2019/05/07 12:00":          "2019-05-07",
		"2019-05":                   "2019-05",
		"2019":                      "2019",
		"2019-02-30":                "",
		"2019-13":                   "",
		"07.05.2019":                "",
		"03/04/2019":                "", // March or April
		"0001-01-01T00:00:00Z":      "", // an empty field of some program
		"yesterday":                 "",
		"":                          "",
	} {
		if got := statedDate(stated); got != want {
			t.Errorf("statedDate(%q) = %q, want %q", stated, got, want)
		}
	}
}
