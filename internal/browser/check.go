package browser

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-rod/rod/lib/proto"

	"github.com/habeas-record/habeas/internal/need"
)

// Traffic is what loading a page cost.
type Traffic struct {
	Requests int      // redirections included, the site's icon not
	Bytes    int      // as transferred, with headers, compressed if the server did
	URLs     []string // one for each request, in order
	Foreign  []string // those of them that went to another site than the page
}

func (t *Traffic) add(asked, page string) {
	t.Requests++
	t.URLs = append(t.URLs, asked)
	a, err := url.Parse(asked)
	p, err2 := url.Parse(page)
	if err != nil || err2 != nil || a.Host != p.Host {
		t.Foreign = append(t.Foreign, asked)
	}
}

// Traffic returns what the page has asked for since it was opened or followed
// to, once all of it has arrived.
func (p *Page) Traffic() Traffic {
	p.t.Helper()
	p.until("all requests are answered", func() bool { return len(p.pending) == 0 })
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.traffic
	t.URLs, t.Foreign = slices.Clone(t.URLs), slices.Clone(t.Foreign)
	return t
}

// Check makes the checks that every page must pass in every view: no serious
// or critical violation by axe-core, nothing wider than the window, no
// request to another site, no error in the console.
func (p *Page) Check() {
	p.t.Helper()
	report := func(format string, args ...any) {
		p.t.Helper()
		p.t.Errorf("%s at %s: "+format, append([]any{p.URL(), p.view}, args...)...)
	}
	for _, v := range p.Violations() {
		if v.Impact == "serious" || v.Impact == "critical" {
			report("axe: %s", v)
		}
	}
	if wide := p.Overflow(); len(wide) > 0 {
		report("wider than the window: %s", strings.Join(wide, "; "))
	}
	if t := p.Traffic(); len(t.Foreign) > 0 {
		report("asks other sites: %s", strings.Join(t.Foreign, " "))
	}
	for _, c := range p.Complaints() {
		report("the console says: %s", c)
	}
}

// CheckWeight fails the test if loading the page took more requests or more
// bytes than it may.
func (p *Page) CheckWeight(requests, bytes int) {
	p.t.Helper()
	t := p.Traffic()
	if t.Requests > requests {
		p.t.Errorf("%s takes %d requests, more than %d: %s", p.URL(), t.Requests, requests, strings.Join(t.URLs, " "))
	}
	if t.Bytes > bytes {
		p.t.Errorf("%s takes %d bytes, more than %d", p.URL(), t.Bytes, bytes)
	}
}

// A Violation is one rule of axe-core that a page breaks.
type Violation struct {
	Rule   string // such as color-contrast
	Impact string // minor, moderate, serious or critical
	Help   string
	Nodes  []string // the elements' HTML and what is wrong with each
}

func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s: %s", v.Rule, v.Impact, v.Help, strings.Join(v.Nodes, "; "))
}

// Violations runs axe-core on the page and returns all that it finds. Neither
// the page's content security policy nor scripts turned off hinder it.
func (p *Page) Violations() []Violation {
	p.t.Helper()
	path, err := fromRoot("node_modules/axe-core/axe.min.js")
	if err != nil {
		p.t.Fatalf("looking for axe-core: %v", err)
	}
	source, err := os.ReadFile(path)
	if err != nil {
		need.Missing(p.t, need.Chromium, "axe-core is not installed: run tools/setup-tests, or npm ci")
	}
	if p.view.NoScript {
		// axe waits on timers, which do not run while scripts are off. The
		// page has been parsed, so its own scripts stay unrun.
		p.set("scripts", proto.EmulationSetScriptExecutionDisabled{Value: false})
		defer p.set("scripts", proto.EmulationSetScriptExecutionDisabled{Value: true})
	}
	p.Eval(string(source)+"\n;null", nil)
	var found []struct {
		ID, Impact, Help string
		Nodes            []struct{ HTML, FailureSummary string }
	}
	p.Eval(`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations)`, &found)
	var violations []Violation
	for _, f := range found {
		v := Violation{Rule: f.ID, Impact: f.Impact, Help: f.Help}
		for _, n := range f.Nodes {
			v.Nodes = append(v.Nodes, strings.Join(strings.Fields(n.HTML+" "+n.FailureSummary), " "))
		}
		violations = append(violations, v)
	}
	return violations
}

// Overflow returns what makes the page wider than the window, so that a
// reader would have to scroll sideways: at most five elements, outermost
// first. Of a page that fits it returns none.
func (p *Page) Overflow() []string {
	p.t.Helper()
	var wide []string
	p.Eval(`(() => {
		const root = document.scrollingElement, room = root.clientWidth;
		if (root.scrollWidth <= room) return [];
		const out = ["the page is " + root.scrollWidth + " px wide, the window " + room];
		for (const e of document.body.querySelectorAll("*")) {
			const box = e.getBoundingClientRect();
			if (box.width > 0 && (box.right > room + 1 || box.left < -1) && out.length < 6)
				out.push(e.cloneNode(false).outerHTML + " from " + Math.round(box.left) + " to " + Math.round(box.right));
		}
		return out;
	})()`, &wide)
	return wide
}

// Complaints returns the errors in the console: scripts that failed, files
// not found, what the content security policy blocked. That the page itself
// came with an error status is no complaint (see [Page.Status]), nor is that
// the site has no icon.
func (p *Page) Complaints() []string {
	p.t.Helper()
	// Events come in order: once the mark is seen, so is all before it.
	p.Eval(`console.debug("`+mark+`")`, nil)
	p.until("the console has been read", func() bool { return p.marked })
	p.mu.Lock()
	defer p.mu.Unlock()
	p.marked = false
	var texts []string
	for _, c := range p.said {
		missing := strings.HasPrefix(c.text, "Failed to load resource")
		if missing && (c.url == p.address || strings.HasSuffix(c.url, "/favicon.ico")) {
			continue
		}
		texts = append(texts, strings.TrimSpace(c.text+" "+c.url))
	}
	return texts
}

// mark is what Complaints writes to the console to know that it has read all.
const mark = "habeas: read up to here"

// Screenshot writes a picture of the whole page as a PNG file.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	picture, err := p.rod.Screenshot(true, &proto.PageCaptureScreenshot{Format: proto.PageCaptureScreenshotFormatPng})
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o755)
	}
	if err == nil {
		err = os.WriteFile(path, picture, 0o644)
	}
	if err != nil {
		p.t.Fatalf("taking a picture of %s: %v", p.URL(), err)
	}
}

// Shot writes a picture named after the page and the view into the folder
// that HABEAS_SHOTS names, and does nothing if it names none: "make shots"
// sets it for whoever wants to look at all pages.
func (p *Page) Shot(name string) {
	p.t.Helper()
	if folder := os.Getenv("HABEAS_SHOTS"); folder != "" {
		p.Screenshot(filepath.Join(folder, fmt.Sprintf("%s-%s.png", name, p.view)))
	}
}
