package browser

import (
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"
)

// frame makes a page that passes every check of what stands in main.
func frame(main string) string {
	return `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Example</title>
<link rel="stylesheet" href="/sheet.css"></head><body><main><h1>Example</h1>` + main + `</main></body></html>`
}

const sheet = `body { color: #111; background: #fff }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } }
@media print { nav { display: none } }
a { color: inherit }
.wide { width: 900px }
.pale { color: #eee; background: #fff }`

// serve answers with the pages by path, under the policy of our public pages.
func serve(t *testing.T, pages map[string]string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		page, found := pages[r.URL.Path]
		if !found {
			w.WriteHeader(http.StatusNotFound)
			page = frame("<p>No such page</p>")
		}
		io.WriteString(w, page)
	})
	mux.HandleFunc("/sheet.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		io.WriteString(w, sheet)
	})
	mux.HandleFunc("/script.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `document.querySelector("h1").textContent = "Scripted";
addEventListener("keydown", e => { if (e.key === "j" && !e.ctrlKey) document.querySelector("h1").textContent = "Next";
if (e.key === "Enter" && e.ctrlKey) document.querySelector("h1").textContent = "Saved" })`)
	})
	mux.HandleFunc("/throws.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `throw new Error("something broke")`)
	})
	mux.HandleFunc("/errs.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `console.log("all is well"); console.error("could not save", 3)`)
	})
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		said := r.Form.Get("name") + "," + r.Form.Get("grade")
		for _, f := range r.MultipartForm.File["file"] {
			said += "," + f.Filename
		}
		http.Redirect(w, r, "/saved?said="+said, http.StatusSeeOther)
	})
	mux.HandleFunc("/saved", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, frame(`<p id="said">`+r.FormValue("said")+`</p>`))
	})
	mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("session")
		if err != nil {
			http.Error(w, "nobody", http.StatusUnauthorized)
			return
		}
		io.WriteString(w, frame(`<p id="who">`+c.Value+`</p>`))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// recorder stands in for the test that a check reports to.
type recorder struct {
	testing.TB
	said []string
}

func (*recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

// reported opens the page and returns what its check reports.
func reported(b *Browser, address string, v View) []string {
	p := b.Open(address, v)
	r := &recorder{TB: b.t}
	p.t = r
	p.Check()
	return r.said
}

func TestPageThatIsWellPassesInEveryView(t *testing.T) {
	site := serve(t, map[string]string{"/": frame(`<nav aria-label="Pages"><a href="/">Home</a></nav><p>Words</p>`)})
	b := New(t)
	for _, v := range Views {
		p := b.Open(site+"/", v)
		p.Check()
		p.CheckWeight(2, 60_000)
		if got := p.Traffic(); got.Requests != 2 || got.Bytes < len(sheet) || len(got.Foreign) != 0 {
			t.Errorf("%s: traffic is %+v, want the page and its sheet", v, got)
		}
		if p.Status() != http.StatusOK {
			t.Errorf("%s: status is %d", v, p.Status())
		}
	}
}

func TestCheckReports(t *testing.T) {
	site := serve(t, map[string]string{
		"/label":   frame(`<form method="post" action="/save"><input name="name"><button>Save</button></form>`),
		"/pale":    frame(`<p class="pale">can hardly be read</p>`),
		"/wide":    frame(`<p class="wide" id="broad">x</p>`),
		"/foreign": frame(`<img alt="" src="http://example.org/x.png">`),
		"/gone":    frame(`<img alt="" src="/no/such.png">`),
		"/throws":  frame(`<script src="/throws.js"></script>`),
		"/inline":  frame(`<p style="color:red">x</p>`),
		"/errs":    frame(`<script src="/errs.js"></script>`),
		"/data":    frame(`<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">`),
	})
	b := New(t)
	for _, c := range []struct {
		path string
		view View
		want string
	}{
		{"/label", View{Width: 400}, "axe: label (critical)"},
		{"/label", View{Width: 400, NoScript: true}, "axe: label (critical)"},
		{"/pale", View{}, "axe: color-contrast (serious)"},
		{"/pale", View{Dark: true, NoScript: true}, "axe: color-contrast (serious)"},
		{"/wide", View{Width: 400}, `wider than the window: the page is`},
		{"/wide", View{Width: 400, NoScript: true}, `<p class="wide" id="broad">`},
		{"/wide", View{Width: 1280}, ""},
		{"/foreign", View{}, "asks other sites: http://example.org/x.png"},
		{"/gone", View{}, "/no/such.png"},
		{"/throws", View{}, "something broke"},
		{"/throws", View{NoScript: true}, ""},
		{"/inline", View{}, "inline style"},
		{"/errs", View{}, "the console says: could not save"},
		{"/data", View{}, "Content Security Policy"},
		{"/no/such/page", View{}, ""}, // an error page is a page
	} {
		t.Run(c.path[1:]+"-"+c.view.String(), func(t *testing.T) {
			said := strings.Join(reported(b, site+c.path, c.view), "\n")
			if c.want == "" && said != "" || !strings.Contains(said, c.want) {
				t.Errorf("reported %q, want %q", said, c.want)
			}
		})
	}
}

func TestCheckWeightReports(t *testing.T) {
	site := serve(t, map[string]string{"/": frame("<p>" + strings.Repeat("word ", 100) + "</p>")})
	p := New(t).Open(site+"/", View{})
	r := &recorder{TB: t}
	p.t = r
	p.CheckWeight(1, 500)
	if len(r.said) != 2 || !strings.Contains(r.said[0], "takes 2 requests, more than 1") || !strings.Contains(r.said[1], "bytes, more than 500") {
		t.Errorf("reported %q, want too many requests and too many bytes", r.said)
	}
}

func TestViews(t *testing.T) {
	site := serve(t, map[string]string{"/": frame(`<nav aria-label="Pages">Nav</nav><script src="/script.js"></script>`)})
	b := New(t)
	for _, c := range []struct {
		view  View
		name  string
		width int
		h1    string
		color string
		nav   string
	}{
		{View{}, "1280", 1280, "Scripted", "rgb(17, 17, 17)", "block"},
		{View{Width: 400, NoScript: true}, "400-noscript", 400, "Example", "rgb(17, 17, 17)", "block"},
		{View{Dark: true}, "1280-dark", 1280, "Scripted", "rgb(238, 238, 238)", "block"},
		{View{Width: 400, Print: true}, "400-print", 400, "Scripted", "rgb(17, 17, 17)", "none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.view.String(); got != c.name {
				t.Errorf("named %q, want %q", got, c.name)
			}
			p := b.Open(site+"/", c.view)
			if got := p.Text("h1"); got != c.h1 {
				t.Errorf("heading is %q, want %q", got, c.h1)
			}
			var got struct {
				Width      int
				Color, Nav string
			}
			p.Eval(`({Width: innerWidth, Color: getComputedStyle(document.body).color, Nav: getComputedStyle(document.querySelector("nav")).display})`, &got)
			if got.Width != c.width || got.Color != c.color || got.Nav != c.nav {
				t.Errorf("got %+v, want %d, %s, %s", got, c.width, c.color, c.nav)
			}
		})
	}
}

const form = `<form method="post" action="/save" enctype="multipart/form-data">
<label>Name <input name="name" value="old"></label>
<label>Grade <select name="grade"><option value="1">acknowledged</option><option value="2">corroborated</option></select></label>
<label>File <input name="file" type="file"></label><button>Save</button></form>`

func TestFormByMouse(t *testing.T) {
	site := serve(t, map[string]string{"/": frame(form)})
	letter := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(letter, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := New(t)
	for _, v := range []View{{Width: 400, NoScript: true}, {}} {
		p := b.Open(site+"/", v)
		p.Fill("input[name=name]", "ئايگۈل Айгүл")
		p.Fill("select", "corroborated")
		p.Attach("input[type=file]", letter)
		p.Submit("button")
		if got, want := p.Text("#said"), "ئايگۈل Айгүл,2,letter.txt"; got != want {
			t.Errorf("%s: the form said %q, want %q", v, got, want)
		}
		if !strings.Contains(p.URL(), "/saved?") || p.Status() != http.StatusOK {
			t.Errorf("%s: at %s with status %d", v, p.URL(), p.Status())
		}
		// The post, where it redirects to, and the sheet.
		if got := p.Traffic(); got.Requests != 3 {
			t.Errorf("%s: %d requests, want 3: %v", v, got.Requests, got.URLs)
		}
	}
}

func TestFormByKeyboard(t *testing.T) {
	site := serve(t, map[string]string{"/": frame(form)})
	b := New(t)
	for _, v := range []View{{NoScript: true}, {}} {
		p := b.Open(site+"/", v)
		p.Press(input.Tab) // arrives in the field and selects what it holds
		p.Type("Dana")
		p.Press(input.Tab, input.ArrowDown)
		p.Follow(func() { p.Press(input.Tab, input.Tab, input.Enter) })
		if got, want := p.Text("#said"), "Dana,2"; got != want {
			t.Errorf("%s: the form said %q, want %q", v, got, want)
		}
	}
	p := b.Open(site+"/", View{})
	p.Fill("input[name=name]", "")
	p.Submit("button")
	if got, want := p.Text("#said"), ",1"; got != want {
		t.Errorf("an emptied field: the form said %q, want %q", got, want)
	}
}

func TestKeysReachScripts(t *testing.T) {
	site := serve(t, map[string]string{"/": frame(`<script src="/script.js"></script>`)})
	p := New(t).Open(site+"/", View{})
	p.Press(input.KeyJ)
	p.WaitFor(`document.querySelector("h1").textContent === "Next"`)
	p.Chord(input.ControlLeft, input.Enter)
	p.WaitFor(`document.querySelector("h1").textContent === "Saved"`)
	if p.Has("table") || !p.Has("h1") {
		t.Error("Has is wrong about what is on the page")
	}
}

func TestCookie(t *testing.T) {
	site := serve(t, nil)
	b := New(t)
	if p := b.Open(site+"/who", View{}); p.Status() != http.StatusUnauthorized {
		t.Errorf("without the cookie the status is %d", p.Status())
	}
	b.SetCookie(site, &http.Cookie{Name: "session", Value: "documenter", Path: "/", HttpOnly: true})
	if got := b.Open(site+"/who", View{}).Text("#who"); got != "documenter" {
		t.Errorf("logged in as %q", got)
	}
}

func TestShot(t *testing.T) {
	site := serve(t, map[string]string{"/": frame(strings.Repeat("<p>line</p>", 100))})
	folder := filepath.Join(t.TempDir(), "shots")
	p := New(t).Open(site+"/", View{Width: 400})
	t.Setenv("HABEAS_SHOTS", "")
	p.Shot("page")
	t.Setenv("HABEAS_SHOTS", folder)
	p.Shot("page")
	files, err := os.ReadDir(folder)
	if err != nil || !slices.ContainsFunc(files, func(f os.DirEntry) bool { return f.Name() == "page-400.png" }) || len(files) != 1 {
		t.Fatalf("the folder holds %v, %v", files, err)
	}
	f, err := os.Open(filepath.Join(folder, "page-400.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.DecodeConfig(f)
	if err != nil || picture.Width != 400 || picture.Height <= 900 {
		t.Errorf("the picture is %d by %d, %v; want the whole page, 400 wide", picture.Width, picture.Height, err)
	}
}
