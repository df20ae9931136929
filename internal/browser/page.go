package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"
)

// A View is how somebody looks at a page.
type View struct {
	Width    int // in CSS pixels; 0 is 1280
	NoScript bool
	Dark     bool
	Print    bool // styled as for paper
}

// Views are those in which every page is looked at: on a telephone and on a
// desk, light and dark, without scripts, printed.
var Views = []View{
	{Width: 400},
	{Width: 400, Dark: true, NoScript: true},
	{Width: 1280, NoScript: true},
	{Width: 1280, Dark: true},
	{Width: 1280, Print: true},
}

// String names the view, as for a subtest or a picture.
func (v View) String() string {
	s := fmt.Sprint(v.width())
	for _, is := range []struct {
		on   bool
		name string
	}{{v.Dark, "-dark"}, {v.Print, "-print"}, {v.NoScript, "-noscript"}} {
		if is.on {
			s += is.name
		}
	}
	return s
}

func (v View) width() int {
	if v.Width == 0 {
		return 1280
	}
	return v.Width
}

// A Page is one tab of the browser.
type Page struct {
	t    testing.TB
	rod  *rod.Page
	view View

	mu       sync.Mutex
	changed  chan struct{} // closed, and replaced, at each event
	document proto.NetworkLoaderID
	address  string // of the document
	status   int    // of the document's response
	pending  map[proto.NetworkRequestID]bool
	traffic  Traffic
	said     []complaint
	marked   bool // the console has shown the mark of Complaints
}

// Open loads the address in a new tab and waits until all of it has arrived.
func (b *Browser) Open(address string, v View) *Page {
	b.t.Helper()
	tab, err := b.rod.Page(proto.TargetCreateTarget{})
	if err != nil {
		b.t.Fatalf("opening a tab: %v", err)
	}
	p := &Page{t: b.t, rod: tab, view: v, changed: make(chan struct{}), pending: map[proto.NetworkRequestID]bool{}}
	p.listen()
	p.set("the width", proto.EmulationSetDeviceMetricsOverride{Width: v.width(), Height: 900, DeviceScaleFactor: 1})
	p.set("scripts", proto.EmulationSetScriptExecutionDisabled{Value: v.NoScript})
	p.set("the focus", proto.EmulationSetFocusEmulationEnabled{Enabled: true})
	p.set("the cache", proto.NetworkSetCacheDisabled{CacheDisabled: true})
	p.set("events", proto.PageSetLifecycleEventsEnabled{Enabled: true})
	scheme, media := "light", "screen"
	if v.Dark {
		scheme = "dark"
	}
	if v.Print {
		media = "print"
	}
	p.set("the medium", proto.EmulationSetEmulatedMedia{Media: media, Features: []*proto.EmulationMediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	var begun *proto.PageNavigateResult
	p.Follow(func() {
		begun, err = proto.PageNavigate{URL: address}.Call(p.rod)
		if err != nil {
			p.t.Fatalf("opening %s: %v", address, err)
		}
		if begun.ErrorText != "" {
			p.t.Fatalf("opening %s: %s", address, begun.ErrorText)
		}
	})
	// What has arrived may have been the empty page of a new tab.
	p.until("the page has arrived", func() bool { return p.document == begun.LoaderID && len(p.pending) == 0 })
	return p
}

// Close is done with a page, of which a test opens many.
func (b *Browser) Close(p *Page) {
	b.t.Helper()
	if b.closed != nil {
		if err := b.closed.rod.Close(); err != nil {
			b.t.Fatalf("closing a tab: %v", err)
		}
	}
	b.closed = p
}

// Follow does what leads to another page, such as pressing Enter in a form,
// and waits until all of that page has arrived.
func (p *Page) Follow(act func()) {
	p.t.Helper()
	p.mu.Lock()
	before := p.document
	p.traffic, p.said, p.status = Traffic{}, nil, 0
	clear(p.pending)
	p.mu.Unlock()
	act()
	p.until("another page has arrived", func() bool { return p.document != before && len(p.pending) == 0 })
}

// Submit clicks the element, a link or a button, and waits for the page it
// leads to.
func (p *Page) Submit(selector string) {
	p.t.Helper()
	p.Follow(func() { p.Click(selector) })
}

// Click clicks the middle of the element with the mouse.
func (p *Page) Click(selector string) {
	p.t.Helper()
	node := p.node(selector)
	p.set("the scroll", proto.DOMScrollIntoViewIfNeeded{NodeID: node})
	quads, err := proto.DOMGetContentQuads{NodeID: node}.Call(p.rod)
	if err != nil || len(quads.Quads) == 0 {
		p.t.Fatalf("%q cannot be clicked, for it takes no space on the page: %v", selector, err)
	}
	q := quads.Quads[0] // four corners: x, y, x, y, …
	x, y := (q[0]+q[4])/2, (q[1]+q[5])/2
	for _, kind := range []proto.InputDispatchMouseEventType{
		proto.InputDispatchMouseEventTypeMousePressed, proto.InputDispatchMouseEventTypeMouseReleased,
	} {
		p.set("the mouse", proto.InputDispatchMouseEvent{Type: kind, X: x, Y: y, Button: proto.InputMouseButtonLeft, ClickCount: 1})
	}
}

// Fill puts the text into a field in the place of what it holds, as by
// keyboard, or chooses the option of a select that has this value or label.
func (p *Page) Fill(selector, text string) {
	p.t.Helper()
	p.set("the focus on "+selector, proto.DOMFocus{NodeID: p.node(selector)})
	var chosen bool
	p.Eval(`(() => {
		const field = document.activeElement, text = `+quoted(text)+`;
		if (field.tagName !== "SELECT") { field.select(); return true; }
		const option = [...field.options].find(o => o.value === text || o.label === text);
		if (!option) return false;
		option.selected = true;
		for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, {bubbles: true}));
		return true;
	})()`, &chosen)
	if !chosen {
		p.t.Fatalf("%q has no option %q", selector, text)
	}
	var isSelect bool
	p.Eval(`document.activeElement.tagName === "SELECT"`, &isSelect)
	if isSelect {
		return
	}
	if text == "" {
		p.Press(input.Delete)
		return
	}
	p.Type(text)
}

// Attach puts files from the disk into a file field.
func (p *Page) Attach(selector string, paths ...string) {
	p.t.Helper()
	p.set("the files of "+selector, proto.DOMSetFileInputFiles{NodeID: p.node(selector), Files: paths})
}

// Press presses and releases keys one after another, such as input.Tab.
func (p *Page) Press(keys ...input.Key) {
	p.t.Helper()
	if err := p.rod.Keyboard.Type(keys...); err != nil {
		p.t.Fatalf("pressing keys: %v", err)
	}
}

// Chord presses the keys together, such as input.ControlLeft, input.Enter.
func (p *Page) Chord(keys ...input.Key) {
	p.t.Helper()
	actions := p.rod.KeyActions().Press(keys[:len(keys)-1]...).Type(keys[len(keys)-1])
	if err := actions.Do(); err != nil {
		p.t.Fatalf("pressing keys together: %v", err)
	}
}

// Type enters text in any script where the focus is.
func (p *Page) Type(text string) {
	p.t.Helper()
	p.set("text", proto.InputInsertText{Text: text})
}

// Text returns the text that the first element the selector matches displays.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	p.node(selector)
	var text string
	p.Eval(`document.querySelector(`+quoted(selector)+`).innerText`, &text)
	return text
}

// Has tells whether the selector matches anything.
func (p *Page) Has(selector string) bool {
	p.t.Helper()
	var has bool
	p.Eval(`document.querySelector(`+quoted(selector)+`) !== null`, &has)
	return has
}

// Eval puts the value of a JavaScript expression, awaited if it is a promise,
// into the variable that into points to. It works where the page's own
// scripts are off or forbidden.
func (p *Page) Eval(expression string, into any) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	result, err := proto.RuntimeEvaluate{Expression: expression, ReturnByValue: true, AwaitPromise: true}.Call(p.rod.Context(ctx))
	if err != nil {
		p.t.Fatalf("evaluating %s: %v", shorten(expression), err)
	}
	if e := result.ExceptionDetails; e != nil {
		p.t.Fatalf("evaluating %s: %s %s", shorten(expression), e.Text, e.Exception.Description)
	}
	if into == nil {
		return
	}
	value, err := result.Result.Value.MarshalJSON()
	if err == nil {
		err = json.Unmarshal(value, into)
	}
	if err != nil {
		p.t.Fatalf("reading the value of %s: %v", shorten(expression), err)
	}
}

// WaitFor waits until the JavaScript condition is true, as it becomes when a
// script of the page has done its work.
func (p *Page) WaitFor(condition string) {
	p.t.Helper()
	err := p.rod.Timeout(patience).Wait(rod.Eval("() => !!(" + condition + ")"))
	if err != nil {
		p.t.Fatalf("waiting until %s: %v", condition, err)
	}
}

// URL returns the address of the page, after redirections.
func (p *Page) URL() string {
	var address string
	p.Eval("location.href", &address)
	return address
}

// Status returns the HTTP status with which the page came.
func (p *Page) Status() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status
}

// node finds the first element that the selector matches, without a script.
func (p *Page) node(selector string) proto.DOMNodeID {
	p.t.Helper()
	root, err := proto.DOMGetDocument{}.Call(p.rod)
	if err != nil {
		p.t.Fatalf("reading the page: %v", err)
	}
	found, err := proto.DOMQuerySelector{NodeID: root.Root.NodeID, Selector: selector}.Call(p.rod)
	if err != nil {
		p.t.Fatalf("looking for %q: %v", selector, err)
	}
	if found.NodeID == 0 {
		p.t.Fatalf("nothing on %s matches %q", p.URL(), selector)
	}
	return found.NodeID
}

// set sends a command that only can succeed or fail.
func (p *Page) set(what string, command interface{ Call(proto.Client) error }) {
	p.t.Helper()
	if err := command.Call(p.rod); err != nil {
		p.t.Fatalf("setting %s: %v", what, err)
	}
}

// quoted writes a string as JavaScript does.
func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // no string fails to marshal
	}
	return string(b)
}

func shorten(s string) string {
	const limit = 120
	if len(s) > limit {
		return s[:limit] + "…"
	}
	return s
}

// Passkeys gives the tab a key that answers by itself, as one does whose owner
// touches it.
func (p *Page) Passkeys() {
	p.t.Helper()
	p.set("passkeys", proto.WebAuthnEnable{})
	key := &proto.WebAuthnVirtualAuthenticatorOptions{Protocol: proto.WebAuthnAuthenticatorProtocolCtap2, Transport: proto.WebAuthnAuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}
	if _, err := (proto.WebAuthnAddVirtualAuthenticator{Options: key}).Call(p.rod); err != nil {
		p.t.Fatalf("giving the tab a passkey: %v", err)
	}
}
