package assets

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/i18n"
)

// site serves the specimen, at /ltr/PAGE and /rtl/PAGE, under the policy the
// pages have, and keeps the drafts it is sent.
type site struct {
	*httptest.Server
	mu     sync.Mutex
	drafts []string
}

func serveSpecimen(t *testing.T) *site {
	t.Helper()
	set, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	mirror, _ := set.WithPseudo().Get(i18n.PseudoTag)
	pages := map[string]string{}
	for _, c := range []*i18n.Catalog{set.English(), mirror} {
		for name, html := range renderSpecimen(t, c) {
			pages["/"+c.Dir()+"/"+name] = html
		}
	}
	s := &site{}
	mux := http.NewServeMux()
	mux.Handle(Path, Handler())
	mux.HandleFunc("POST /desk/draft/n1", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		s.drafts = append(s.drafts, r.PostForm.Get("where.0"))
		s.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /people", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "<p>like "+r.FormValue("q")+"</p>")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		html, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, html)
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestSpecimenInChromium(t *testing.T) {
	b := browser.New(t)
	s := serveSpecimen(t)
	for _, look := range []struct {
		dir  string
		view browser.View
	}{
		{"ltr", browser.View{Width: 400, NoScript: true}},
		{"ltr", browser.View{Width: 1280, Dark: true}},
		{"ltr", browser.View{Width: 1280, Print: true}},
		{"rtl", browser.View{Width: 400, Dark: true}},
		{"rtl", browser.View{Width: 1280, NoScript: true}},
	} {
		for _, page := range specimenPages {
			p := b.Open(s.URL+"/"+look.dir+"/"+page, look.view)
			p.Check()
			p.Shot("specimen-" + page + "-" + look.dir)
		}
	}
}

func TestReviewByKeyboard(t *testing.T) {
	b := browser.New(t)
	p := b.Open(serveSpecimen(t).URL+"/ltr/review", browser.View{})
	var pressed string
	var discard any
	p.Eval(`window.pressed = [], document.addEventListener("click", e => {
		const b = e.target.closest("[data-key]");
		if (b) { pressed.push(b.dataset.key); e.preventDefault(); }
	}), document.addEventListener("submit", e => { pressed.push("submit"); e.preventDefault(); }), 0`, &discard)
	on := func(want string) {
		t.Helper()
		var got string
		p.Eval(`document.querySelector(".prop.on").id + " " + document.querySelector("mark.on").id`, &got)
		if got != want {
			t.Errorf("%s is current, want %s", got, want)
		}
	}
	on("p2 m2") // the first that is not decided
	p.Press(input.KeyA, input.KeyE, input.KeyR, input.KeyS, input.KeyX)
	p.Press(input.KeyJ)
	on("p4 m4")
	p.Press(input.KeyJ)
	on("p4 m4") // there is no further one
	p.Press(input.KeyK, input.KeyK, input.KeyU)
	on("p1 m1")
	p.Eval(`pressed.join()`, &pressed)
	if want := "a,e,r,s,x,u"; pressed != want {
		t.Errorf("the keys pressed %s, want %s", pressed, want)
	}
	p.Press(input.Key('?'))
	p.WaitFor(`document.querySelector("dialog").open`)
	p.Press(input.Escape)
	p.WaitFor(`!document.querySelector("dialog").open`)
}

// A missed claim is added with the mouse and three keys; the offsets count
// runes of the text and leave the numbers of the sentences out.
func TestAddingAMissedClaim(t *testing.T) {
	b := browser.New(t)
	p := b.Open(serveSpecimen(t).URL+"/ltr/review", browser.View{})
	var discard any
	p.Eval(`window.sent = "", document.addEventListener("submit", e => { sent = new URLSearchParams(new FormData(e.target)).toString(); e.preventDefault(); }), 0`, &discard)
	// From the sentence's number to a word in the middle of a mark.
	p.Eval(`(() => {
		const block = document.querySelectorAll("[data-start]")[1], r = new Range();
		r.setStart(block, 0);
		r.setEnd(block.querySelector("mark a").firstChild, "The prefecture’s ".length);
		getSelection().removeAllRanges();
		getSelection().addRange(r);
	})(), 0`, &discard)
	p.Press(input.KeyN, input.Digit2, input.Enter)
	p.WaitFor(`sent`)
	var sent, words string
	p.Eval(`sent`, &sent)
	p.Eval(`document.querySelector("[data-exact]").textContent`, &words)
	text := "“They took them all to the city,” he said. The prefecture’s"
	if words != text {
		t.Errorf("the words are %q, want %q", words, text)
	}
	start := 121
	if want := "start=121&end=180"; !strings.Contains(sent, want) || start+len([]rune(text)) != 180 {
		t.Errorf("sent %s, want %s (%d runes)", sent, want, len([]rune(text)))
	}
	if !strings.Contains(sent, "type=Occupation") {
		t.Errorf("sent %s, want the second type", sent)
	}
}

func TestEntryKeepsADraftAndAddsRows(t *testing.T) {
	b := browser.New(t)
	s := serveSpecimen(t)
	p := b.Open(s.URL+"/ltr/desk", browser.View{})
	var discard any
	p.Eval(`window.said = [], new MutationObserver(() => said.push(document.querySelector("[data-saved]").textContent)).observe(document.querySelector("[data-saved]"), { childList: true }), 0`, &discard)
	p.Fill("#p0", "home")
	p.WaitFor(`said.join() === "Saving,Saved"`)
	s.mu.Lock()
	if len(s.drafts) == 0 || s.drafts[len(s.drafts)-1] != "home" {
		t.Errorf("drafts %q, want the last to be home", s.drafts)
	}
	s.mu.Unlock()
	p.Press(input.Enter) // in the last row: a further one
	var at string
	p.Eval(`document.activeElement.name`, &at)
	if at != "property.1" {
		t.Errorf("after Enter the focus is in %s, want property.1", at)
	}
	p.Click("[data-add-row]")
	p.Click("[data-row]:nth-child(2) [name=remove]")
	var rows string
	p.Eval(`[...document.querySelectorAll("[data-row] select")].map(s => s.name).join()`, &rows)
	if rows != "property.0,property.2" {
		t.Errorf("rows %s, want property.0,property.2", rows)
	}
	p.Fill("#who", "aig")
	p.WaitFor(`document.querySelector("#like").textContent === "like aig"`)
}
