package htmlcheck

import "testing"

func TestReversible(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"since 2017-09-01, no news", "2017-09-01,"},
		{"2017-09", "2017-09"},
		{"about 2017-XX", "2017-XX"},
		{"from 2017-08-21/2017-08-31 on", "2017-08-21/2017-08-31"},
		{"pages 10–20", "10–20"},
		{"6 – 11 November", "6 – 11"},
		{"500-1000 people", "500-1000"},
		{"call +7 701", "+7"},
		{"(−3 °C)", "(−3"},
		{"report 8f3k2m9qx7", "8f3k2m9qx7"},
		{"c_01hzx3k9v2", "c_01hzx3k9v2"},
		{"551 people, 3 lists, 12.5 kB, 10:30", ""},
		{"September 2017", ""},
		{"2016/2017", ""}, // the solidus joins numbers, so the order stands
		{"a six-year-old, a 6-year-old", ""},
		{"well-known and long-established", ""},
		{"in 2017 - she said", ""},
		{"COVID-19", ""},
		{"X-X", ""},
	} {
		if got := reversible(c.text); got != c.want {
			t.Errorf("reversible(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestDirection(t *testing.T) {
	const wrong = "would be displayed reversed"
	for _, c := range []struct{ name, main, want string }{
		{"bare", `<p>since 2017-09-01</p>`, wrong},
		{"bare in a table", `<table><tbody><tr><th>x</th><td>2017-09-01</td></tr></tbody></table>`, wrong},
		{"bdi", `<p>since <bdi>2017-09-01</bdi></p>`, ""},
		{"bdi that begins right to left", `<p><bdi>سنة 2017-09-01</bdi></p>`, wrong},
		{"bdi right to left that isolates again", `<p><bdi>سنة <bdi>2017-09-01</bdi></bdi></p>`, ""},
		{"time", `<p><time dir="ltr">2017-09-01</time></p>`, ""},
		{"time without direction", `<p><time>2017-09-01</time></p>`, wrong},
		{"left to right around", `<code dir="ltr"><b>2017-09-01</b></code>`, ""},
		{"right to left nearer", `<div dir="ltr"><p dir="rtl">2017-09-01</p></div>`, wrong},
		{"direction found out", `<p dir="auto">held since 2017-09-01</p>`, ""},
		{"direction found out, right to left", `<p dir="auto">سنة 2017-09-01</p>`, wrong},
		{"a quote is not ours", `<blockquote lang="ug" dir="rtl">سنة 2017-09-01</blockquote>`, ""},
		{"a field takes no markup", `<label>When <textarea>2017-09-01</textarea></label>`, ""},
		{"drawing", `<svg role="img" aria-label="x"><text>2017-09-01</text></svg>`, wrong},
		{"drawing left to right", `<svg role="img" aria-label="x" direction="ltr"><text>2017-09-01</text></svg>`, ""},
		{"an attribute that means nothing here", `<p direction="ltr">2017-09-01</p>`, wrong},
		{"isolated by letters", "<p>\u20682017-09-01\u2069</p>", ""},
		{"isolated by letters, right to left", "<p>\u2068سنة 2017-09-01\u2069</p>", wrong},
		{"words alone", `<p>since September 2017</p>`, ""},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, Check([]byte(page(c.main)), Page()), c.want) })
	}
}
