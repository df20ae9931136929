package web

import (
	"bytes"
	"image"
	_ "image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

func TestCapturingPastedText(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	p := c.get("/desk/capture").check(200)
	fields := with(p.form("main form[enctype]"), "source", "new", "source.name", "The Steppe Courier", "source.label", "The Steppe Courier",
		"source.kind", "outlet", "source.protection", "open", "access", "public", "pasted", article, "published", "2018-03-08", "lang", "en")
	// A form that comes back keeps what was typed.
	p = c.upload("/desk/capture", with(fields, "published", "last spring"), "file", "", nil).check(422)
	kept := p.form("main form[enctype]")
	for _, field := range []string{"source", "source.name", "source.kind", "source.protection", "access", "pasted", "lang"} {
		if strings.TrimSpace(kept.Get(field)) != strings.TrimSpace(fields.Get(field)) {
			t.Errorf("%s was %q and came back as %q", field, fields.Get(field), kept.Get(field))
		}
	}
	c.upload("/desk/capture", with(fields, "source.name", "", "source.label", ""), "file", "", nil).check(422)
	c.upload("/desk/capture", with(fields, "pasted", ""), "file", "", nil).check(422)
	p = c.upload("/desk/capture", fields, "file", "", nil).check(200)
	rows, total, err := rec.desk.FindReports(rec.ctx, rec.actors[habeas.RoleDocumenter], habeas.ReportFilter{Limit: 10})
	if err != nil || total != 1 {
		t.Fatalf("%d reports, %v", total, err)
	}
	rep := rows[0].Report
	if rep.Access != habeas.AccessPublic || rep.Published != "2018-03-08" {
		t.Errorf("the report is %s, published %q", rep.Access, rep.Published)
	}
	if !p.has("[data-review]") && !p.has("a[href='/desk/report/"+string(rep.ID)+"']") {
		t.Errorf("after capturing, %s leads not to the report", p.path)
	}
	// The source can be found now, and the same bytes are not kept twice.
	p = c.get("/desk/capture?q=steppe").check(200)
	f := p.form("main form[enctype]")
	f.Set("source", attribute(p.find("input[name=source]"), "value"))
	f.Set("pasted", article)
	p = c.upload("/desk/capture", f, "file", "", nil).check(200)
	if !strings.Contains(p.text("[role=status]"), "already") {
		t.Errorf("the page does not say that the report is here already: %q", p.text("[role=status]"))
	}
}

// A recording is kept as evidence; its transcript can come with it or later,
// and its quotes lead to the moment they were said.
func TestCapturingARecording(t *testing.T) {
	rec := newRecord(t)
	sound := []byte("RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00")
	source := &habeas.Source{Kind: habeas.SourcePerson, Label: "a neighbour", Protection: habeas.ProtectionSealed, Consent: habeas.ConsentNone}
	first := rec.captured(desk.Given{Name: "call.wav", Body: bytes.NewReader(sound), NewSource: source})
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/report/" + string(first.Report.ID)
	p := c.get(path).check(200)
	if !p.has("audio[controls]") || p.has("[data-source]") {
		t.Error("the page of a recording without transcript has no player, or a text")
	}
	srt := "1\n00:00:01,000 --> 00:00:04,000\nPolice detained Bolat Serikuly on March 3, 2018.\n\n2\n00:00:04,500 --> 00:00:06,000\nNobody has seen him since.\n"
	f := with(c.get("/desk/capture").form("main form[enctype]"), "source", string(first.Report.Source))
	again := rec.captured(desk.Given{Name: "call.wav", Body: bytes.NewReader(sound), TransName: "call.srt", Transcript: strings.NewReader(srt), Source: habeas.ID(f.Get("source"))})
	if !again.Again || again.Proposals == 0 {
		t.Fatalf("the transcript was not added: %+v", again)
	}
	p = c.get(path).check(200)
	if !p.has("a[href*='original?inline=1#t=1,4']") {
		t.Error("no quote leads to the moment it was said")
	}
}

// The bytes of a report are handed out as they came, and never run.
func TestOriginal(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	page := "<!doctype html><html><body><script>alert(1)</script><article><h1>Traders held</h1><p>" + strings.Repeat("Police detained Bolat Serikuly on March 3. ", 20) + "</p></article></body></html>"
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
	source := &habeas.Source{Kind: habeas.SourceOutlet, Name: "The Steppe Courier", Label: "The Steppe Courier", Protection: habeas.ProtectionOpen}
	for _, x := range []struct {
		name, file, body, query, kind, disposition string
	}{
		{"a page", "a \"page\".html", page, "", "application/octet-stream", "attachment"},
		{"a page asked for in place", "page.html", page + " ", "?inline=1", "application/octet-stream", "attachment"},
		{"a picture", "../scan.png", png, "", "application/octet-stream", "attachment"},
		{"a picture in place", "scan.png", png, "?inline=1", "image/png", "inline"},
		{"text in place", "a.txt", article, "?inline=1", "application/octet-stream", "attachment"},
	} {
		t.Run(x.name, func(t *testing.T) {
			taken, err := rec.desk.Capture(rec.ctx, rec.actors[habeas.RoleDocumenter], desk.Given{Name: x.file, Body: strings.NewReader(x.body), NewSource: source})
			if err != nil {
				t.Skip("this machine cannot read the file: " + err.Error())
			}
			res, err := c.Get(c.base + "/desk/report/" + string(taken.Report.ID) + "/original" + x.query)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			got, err := io.ReadAll(res.Body)
			if x.kind == "image/png" {
				// Made anew: the same picture, other bytes.
				if p, kind, perr := image.DecodeConfig(bytes.NewReader(got)); perr != nil || kind != "png" || p.Width != 1 || string(got) == x.body {
					t.Errorf("the picture came as %d × %d %s, %v", p.Width, p.Height, kind, perr)
				}
			} else if err != nil || string(got) != x.body {
				t.Errorf("%d bytes came, %v; want the %d of the report", len(got), err, len(x.body))
			}
			h := res.Header
			if h.Get("Content-Type") != x.kind || !strings.HasPrefix(h.Get("Content-Disposition"), x.disposition) {
				t.Errorf("it is sent as %q, %q", h.Get("Content-Type"), h.Get("Content-Disposition"))
			}
			if strings.Contains(h.Get("Content-Disposition"), "..") {
				t.Errorf("the name leads elsewhere: %s", h.Get("Content-Disposition"))
			}
			if !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" {
				t.Errorf("the headers let it do too much: %v", h)
			}
			if len(h.Values("Content-Security-Policy")) != 1 || res.StatusCode != http.StatusOK {
				t.Errorf("%d with policies %q", res.StatusCode, h.Values("Content-Security-Policy"))
			}
		})
	}
}
