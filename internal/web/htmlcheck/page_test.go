package htmlcheck

import (
	"strings"
	"testing"
)

// page wraps what stands in main into a page that passes every rule.
func page(main string) string {
	return `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8">` +
		`<meta name="viewport" content="width=device-width,initial-scale=1"><title>Dana Example · Habeas</title>` +
		`<link rel="stylesheet" href="/assets/habeas.css"></head><body><main><h1>Dana Example</h1>` + main + `</main></body></html>`
}

func TestPageRules(t *testing.T) {
	const form = `<form method="post" action="/x">`
	for _, c := range []struct{ name, main, want string }{
		{"nothing more", ``, ""},

		{"headings go down by one", `<h2>a</h2><h3>b</h3><h2>c</h2>`, ""},
		{"heading level left out", `<h3>a</h3>`, "headings: <h3> “a” follows level 1"},
		{"second h1", `<h1>b</h1>`, "2 <h1>, want one"},
		{"empty heading", `<h2> </h2>`, "headings: <h2> is empty"},

		{"ids", `<p id="a">x</p><p id="b">y</p><a href="#b">y</a>`, ""},
		{"id twice", `<p id="a">x</p><b id="a">y</b>`, `the id "a" is on <p id="a"> “x” and again on <b`},
		{"one id in two templates", `<template><p id="a">x</p></template><template><p id="a">y</p></template><p id="a">z</p>`, ""},
		{"id twice in a template", `<template><p id="a">x</p><b id="a">y</b></template>`, `the id "a" is on`},
		{"empty id", `<p id="">x</p>`, "empty id"},
		{"description missing", `<p aria-describedby="no">x</p>`, `points to "no"`},

		{"style attribute", `<p style="color:red">x</p>`, "inline code: <p style="},
		{"handler", `<p onclick="x()">x</p>`, "handler onclick"},
		{"script in the page", `<script>x()</script>`, "a script stands in the page"},
		{"script from a file", `<script src="/assets/desk.js"></script>`, ""},
		{"javascript address", `<a href="javascript:x()">x</a>`, "javascript address"},
		{"javascript address, disguised", `<a href=" java&#10;Script:x()">x</a>`, "javascript address"},

		{"picture from elsewhere", `<img alt="" src="https://example.org/x.png">`, "loads from another site"},
		{"picture without a scheme", `<img alt="" src="//example.org/x.png">`, "loads from another site"},
		{"picture in a set", `<img alt="" src="/x.png" srcset="/x.png 1x, https://example.org/y.png 2x">`, "loads from another site"},
		{"sheet from elsewhere", `<link rel="stylesheet" href="https://example.org/x.css">`, "loads from another site"},
		{"own address with its host", `<img alt="" src="http://127.0.0.1:8080/x.png">`, "loads from another site"},
		{"link to elsewhere", `<a href="https://example.org/">x</a>`, ""},
		{"canonical address", `<link rel="canonical" href="https://example.org/p">`, ""},

		{"link without text", `<a href="/x"><svg aria-hidden="true"></svg></a>`, "links: <a href=\"/x\"> has no text"},
		{"link named by a picture", `<a href="/x"><img src="/x.png" alt="Map"></a>`, ""},
		{"link to nowhere", `<a href="#">x</a>`, "leads nowhere"},
		{"link to a missing part", `<a href="#gone">x</a>`, "leads nowhere"},

		{"form", form + `<button>Save</button></form>`, ""},
		{"form sent by a button outside", `<form id="f" method="post" action="/x"></form><button form="f">Save</button>`, ""},
		{"form without method", `<form action="/x"><button>Save</button></form>`, "neither method get nor post"},
		{"form without action", `<form method="post"><button>Save</button></form>`, "does not say where it goes"},
		{"form to elsewhere", `<form method="post" action="https://example.org/"><button>Save</button></form>`, "goes to another site"},
		{"button to elsewhere", form + `<button formaction="//example.org/">Save</button></form>`, "sends to another site"},
		{"form without button", form + `<button type="button">x</button></form>`, "no button to send it"},
		{"file by get", `<form method="get" action="/x"><label>File <input type="file"></label><button>Send</button></form>`, "takes a file"},
		{"file", `<form method="post" action="/x" enctype="multipart/form-data"><label>File <input type="file"></label><button>Send</button></form>`, ""},
		{"password by get", `<form method="get" action="/x"><label>Password <input type="password"></label><button>Send</button></form>`, "password into the address"},

		{"field without label", `<input name="q">`, `labels: <input name="q"> has no label`},
		{"field with id, no label", `<input id="q">`, "has no label"},
		{"label without id does not name every field", `<label for="">x</label><input>`, "has no label"},
		{"choice without label", `<select><option>x</option></select>`, "has no label"},
		{"text without label", `<textarea></textarea>`, "has no label"},
		{"empty label", `<label for="q"></label><input id="q">`, "has no label"},
		{"label for", `<label for="q">Name</label><input id="q">`, ""},
		{"label for nothing", `<label for="z">Name</label>`, `points to "z"`},
		{"label around", `<label>Name <input></label>`, ""},
		{"label by aria", `<input aria-label="Name">`, ""},
		{"label by another element", `<p id="n">Name</p><input aria-labelledby="n">`, ""},
		{"hidden field", `<input type="hidden" name="id">`, ""},
		{"group without legend", `<fieldset></fieldset>`, "has no legend"},
		{"group", `<fieldset><legend>When</legend></fieldset>`, ""},

		{"button without text", form + `<button></button></form>`, "buttons: <button> has no text"},
		{"submit without value", form + `<input type="submit"></form>`, "has no value"},
		{"submit", form + `<input type="submit" value="Save"></form>`, ""},

		{"picture without alt", `<img src="/x.png">`, "has no alt"},
		{"picture that adds nothing", `<img src="/x.png" alt="">`, ""},
		{"drawing without name", `<svg role="img"></svg>`, "neither role"},
		{"drawing without role", `<svg aria-label="Map"></svg>`, "neither role"},
		{"drawing named", `<svg role="img" aria-label="Map"></svg>`, ""},
		{"drawing titled", `<svg role="img"><title>Map</title></svg>`, ""},
		{"drawing hidden", `<svg aria-hidden="true"></svg>`, ""},

		{"table without headers", `<table><tbody><tr><td>x</td></tr></tbody></table>`, "has no th"},
		{"table", `<table><tbody><tr><th>x</th><td>y</td></tr></tbody></table>`, ""},

		{"language that is none", `<p lang="english!">x</p>`, "language: the language of <p"},
		{"right to left not said", `<p lang="ug">ئۇ</p>`, "does not say dir"},
		{"right to left by script", `<p lang="kk-Arab">ايگۇل</p>`, "does not say dir"},
		{"right to left said", `<p lang="ug" dir="rtl">ئۇ</p>`, ""},
		{"right to left found out", `<p lang="ug" dir="auto">ئۇ</p>`, ""},
		{"right to left in a bdi", `<p><bdi lang="ug">ئۇ</bdi></p>`, ""},
		{"pseudo-language", `<p lang="en-XB" dir="rtl">ەننىلش</p>`, ""},
		{"left to right said to be the other", `<p lang="kk" dir="rtl">Айгүл</p>`, "says dir=\"rtl\""},

		{"quote without language", `<blockquote dir="ltr">x</blockquote>`, "does not say its lang"},
		{"quote without direction", `<q lang="zh">x</q>`, "does not say its dir"},
		{"quote", `<blockquote lang="ug" dir="rtl">x</blockquote>`, ""},
		{"quote within", `<article lang="zh" dir="ltr"><q>x</q></article>`, ""},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, Check([]byte(page(c.main)), Page()), c.want) })
	}
}

// Whole pages that lack one thing each.
func TestPageFrame(t *testing.T) {
	whole := page("")
	for _, c := range []struct{ name, old, new, want string }{
		{"doctype", "<!doctype html>", "", "does not begin with <!doctype html>"},
		{"old doctype", "<!doctype html>", `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">`, "does not begin with"},
		{"charset", `<meta charset="utf-8">`, "", "does not say <meta charset"},
		{"viewport", `name="viewport"`, `name="other"`, "has no <meta name=\"viewport\">"},
		{"title", "Dana Example · Habeas", " ", "has no title"},
		{"lang", ` lang="en"`, "", "<html> has no lang"},
		{"dir", ` dir="ltr"`, "", "<html> has neither"},
		{"dir auto", `dir="ltr"`, `dir="auto"`, "<html> has neither"},
		{"dir against lang", `lang="en"`, `lang="ug"`, "does not say dir=\"rtl\""},
		{"main", "main>", "div>", "0 <main>"},
		{"h1", "h1>", "p>", "0 <h1>"},
		{"heading before h1", "<main>", "<h2>x</h2><main>", "follows level 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := strings.ReplaceAll(whole, c.old, c.new)
			if changed == whole {
				t.Fatalf("%q is not on the page", c.old)
			}
			expect(t, Check([]byte(changed), Page()), c.want)
		})
	}
}

func TestPublic(t *testing.T) {
	for _, c := range []struct{ name, main, want string }{
		{"plain", `<p>x</p>`, ""},
		{"script", `<script src="/assets/desk.js"></script>`, "a public page"},
		{"frame", `<iframe src="/x"></iframe>`, "a public page"},
		{"the rules of every page", `<img src="/x.png">`, "has no alt"},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, Check([]byte(page(c.main)), Public()), c.want) })
	}
}

func TestEveryFailureIsTold(t *testing.T) {
	err := Check([]byte(page(`<img src="/x.png"><input><p id="">x</p>`)), Page())
	for _, want := range []string{"no alt", "no label", "empty id"} {
		expect(t, err, want)
	}
}
