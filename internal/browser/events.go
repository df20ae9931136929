package browser

import (
	"context"
	"net/url"
	"strings"

	"github.com/go-rod/rod/lib/proto"
)

// A complaint is something the browser wrote to the console as an error.
type complaint struct{ text, url string }

// until waits on a condition over what listen records.
func (p *Page) until(what string, condition func() bool) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		p.mu.Lock()
		done, changed := condition(), p.changed
		p.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			p.t.Fatalf("waited %s until %s, in vain; the tab is at %s", patience, what, p.URL())
		}
	}
}

// listen records what the browser reports about the tab, as long as it lives.
func (p *Page) listen() {
	record := func(change func()) {
		p.mu.Lock()
		defer p.mu.Unlock()
		change()
		close(p.changed)
		p.changed = make(chan struct{})
	}
	main := p.rod.FrameID
	wait := p.rod.EachEvent(
		func(e *proto.PageLifecycleEvent) {
			if e.Name == proto.PageLifecycleEventNameLoad && e.FrameID == main {
				record(func() { p.document = e.LoaderID })
			}
		},
		func(e *proto.NetworkRequestWillBeSent) {
			asked, err := url.Parse(e.Request.URL)
			if err == nil && asked.Host == "" || isIcon(e.Type) {
				return // data: and blob: ask nobody
			}
			record(func() {
				if e.Type == proto.NetworkResourceTypeDocument && e.FrameID == main {
					p.address = e.Request.URL
				}
				p.pending[e.RequestID] = true
				p.traffic.add(e.Request.URL, p.address)
			})
		},
		func(e *proto.NetworkResponseReceived) {
			if e.Type == proto.NetworkResourceTypeDocument && e.FrameID == main {
				record(func() { p.status = e.Response.Status })
			}
		},
		func(e *proto.NetworkLoadingFinished) {
			record(func() {
				if p.pending[e.RequestID] {
					p.traffic.Bytes += int(e.EncodedDataLength)
				}
				delete(p.pending, e.RequestID)
			})
		},
		func(e *proto.NetworkLoadingFailed) {
			record(func() { delete(p.pending, e.RequestID) })
		},
		func(e *proto.LogEntryAdded) {
			if e.Entry.Level == proto.LogLogEntryLevelError {
				record(func() { p.said = append(p.said, complaint{e.Entry.Text, e.Entry.URL}) })
			}
		},
		func(e *proto.RuntimeExceptionThrown) {
			text := e.ExceptionDetails.Text
			if e.ExceptionDetails.Exception != nil {
				text += " " + e.ExceptionDetails.Exception.Description
			}
			record(func() { p.said = append(p.said, complaint{text, e.ExceptionDetails.URL}) })
		},
		func(e *proto.RuntimeConsoleAPICalled) {
			var words []string
			for _, a := range e.Args {
				words = append(words, a.Value.Str())
			}
			text := strings.Join(words, " ")
			record(func() {
				switch {
				case text == mark:
					p.marked = true
				case e.Type == proto.RuntimeConsoleAPICalledTypeError:
					p.said = append(p.said, complaint{text: text})
				}
			})
		},
	)
	go wait() // until the connection closes
}

// isIcon tells whether a request is for the icon of the site. The browser asks
// for it once in its life and at its leisure, perhaps after the page has
// loaded, so it is not counted; documents, sheets, scripts, pictures, fetches
// and so on all have types of their own.
func isIcon(kind proto.NetworkResourceType) bool { return kind == proto.NetworkResourceTypeOther }
