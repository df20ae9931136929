package main

import (
	"bufio"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/demo"
	"github.com/habeas-record/habeas/internal/foldertest"
	"github.com/habeas-record/habeas/internal/i18n"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// shown is a demonstration as somebody meets it who typed "habeas demo".
type shown struct {
	t    *testing.T
	base string
	cmd  *exec.Cmd
	temp string
}

// showDemo runs the program and reads the address off what it prints.
func showDemo(t *testing.T) *shown {
	t.Helper()
	s := &shown{t: t, temp: t.TempDir(), cmd: exec.Command("habeas", "demo", "--addr", "127.0.0.1:0")}
	s.cmd.Env = append(os.Environ(), "TMPDIR="+s.temp)
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	lines := bufio.NewScanner(stderr)
	var said strings.Builder
	last := demo.Logins[len(demo.Logins)-1]
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), last.Password) {
			break
		}
	}
	at := regexp.MustCompile(`served at (http://127\.0\.0\.1:\d+)/`).FindStringSubmatch(said.String())
	if at == nil {
		t.Fatalf("no address is printed:\n%s", said.String())
	}
	for _, l := range demo.Logins {
		if !regexp.MustCompile(l.Name + `\s+` + l.Password + `\s+` + string(l.Role)).MatchString(said.String()) {
			t.Errorf("the account of %s is not printed:\n%s", l.Name, said.String())
		}
	}
	go io.Copy(io.Discard, stderr) // or the program waits for somebody to read
	s.base = at[1]
	return s
}

// rehearsed is the folder of a demonstration.
var rehearsed foldertest.Model

// to is what is shown to a part of a test, which is then the one that fails.
func (s *shown) to(t *testing.T) *shown {
	return &shown{t: t, base: s.base, cmd: s.cmd, temp: s.temp}
}

// demoIn writes a demonstration into the folder, as "habeas demo" does.
func demoIn(t *testing.T, folder string) {
	t.Helper()
	rehearsed.Copy(t, folder, func(dir string) { done(t, "demo", "--build-only", "--data", dir) })
}

// serving serves the folder for as long as the test runs.
func serving(t *testing.T, data string) (base string) {
	t.Helper()
	logged, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer logged.Close()
	cmd := exec.Command("habeas", "serve", "--data", data, "--addr", "127.0.0.1:0")
	cmd.Stderr = logged
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return servedAt(t, logged.Name())
}

// servedAt waits until the log tells the address.
func servedAt(t *testing.T, log string) string {
	t.Helper()
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		said, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		if at := regexp.MustCompile(`served at (http://127\.0\.0\.1:\d+)/`).FindSubmatch(said); at != nil {
			return string(at[1])
		}
	}
	t.Fatal("no address is printed")
	return ""
}

// reader is somebody with a browser: cookies, and no redirect followed unseen.
func (s *shown) reader() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

func (s *shown) get(c *http.Client, path string) (status int, page []byte) {
	s.t.Helper()
	res, err := c.Get(s.base + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	if page, err = io.ReadAll(res.Body); err != nil {
		s.t.Fatal(err)
	}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		page = nil
	}
	return res.StatusCode, page
}

var (
	link  = regexp.MustCompile(`<a [^>]*href="(/[^"#]*)`)
	token = regexp.MustCompile(`name="token" value="([^"]*)"`)
)

// crawl follows every link from a page that want lets through.
func (s *shown) crawl(c *http.Client, from string, want func(path string) bool) map[string][]byte {
	s.t.Helper()
	pages := map[string][]byte{}
	queue := []string{from}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if _, seen := pages[path]; seen {
			continue
		}
		status, page := s.get(c, path)
		pages[path] = page
		if status != http.StatusOK {
			s.t.Errorf("%s answers %d", path, status)
		}
		for _, m := range link.FindAllSubmatch(page, -1) {
			if next := html.UnescapeString(string(m[1])); want(next) {
				queue = append(queue, next)
			}
		}
	}
	return pages
}

// The demonstration as somebody meets it who typed "habeas demo".
func TestDemoIsServed(t *testing.T) {
	s := showDemo(t)
	t.Run("pages", s.pages)
	t.Run("desk", s.desks)
	t.Run("custodians", s.custodians)
	t.Run("in a browser", s.inABrowser)
	if err := s.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("stopped, the program ends with %v", err)
	}
	left, err := os.ReadDir(s.temp)
	if err != nil || len(left) > 0 {
		t.Errorf("the program leaves %v, %v", left, err)
	}
}

// Every page a reader can reach answers, says that the people are invented,
// and is what a page has to be.
func (s *shown) pages(t *testing.T) {
	langs, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	s = s.to(t)
	kinds := map[string]int{}
	pages := s.crawl(s.reader(), "/", func(path string) bool {
		// Claims and searches are many of a kind.
		kind := strings.SplitN(strings.TrimPrefix(path, "/"), "/", 2)[0]
		if strings.Contains(path, "?") {
			kind, _, _ = strings.Cut(kind, "?")
			kind += "?"
		}
		kinds[kind]++
		return !strings.HasPrefix(path, "/desk") && (kinds[kind] < 60 || kind == "person")
	})
	claims := 0
	for path, page := range pages {
		if page == nil {
			continue
		}
		// Every statement has somebody who says so, and how well it is supported.
		if n := strings.Count(string(page), `<article class="claim"`); n > 0 {
			claims += n
			if err := htmlcheck.Check(page, htmlcheck.Each("article.claim", htmlcheck.In(".how .grade", htmlcheck.Says()), htmlcheck.In(".how p:not([class]) bdi", htmlcheck.Says()))); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
		invented := "Invented people, for demonstration"
		for _, c := range langs.All() { // the pages on which people write to the desk say it in their own words
			if strings.HasPrefix(path, "/"+c.Lang()+"/") {
				invented = c.T("submit.demo")
			}
		}
		if err := htmlcheck.Check(page, htmlcheck.Page(), htmlcheck.HasText(invented)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if err := htmlcheck.Weight(page, htmlcheck.PublicWeight); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if claims < 100 {
		t.Errorf("%d claims are shown", claims)
	}
	for _, kind := range []string{"person", "event", "group", "place", "facility", "report", "claim", "list"} {
		if kinds[kind] == 0 {
			t.Errorf("no page of a %s can be reached", kind)
		}
	}
}

// With the accounts that are printed one can sign in, and every page of the
// desk that is linked for the account answers.
func (s *shown) desks(t *testing.T) {
	for _, l := range demo.Logins {
		t.Run(l.Name, func(t *testing.T) {
			s := s.to(t)
			c := s.reader()
			s.signIn(c, l)
			n := map[string]int{}
			pages := s.crawl(c, "/desk", func(path string) bool {
				kind, _, _ := strings.Cut(path, "?")
				if parts := strings.Split(kind, "/"); len(parts) > 3 {
					kind = strings.Join(parts[:3], "/")
				}
				n[kind]++
				return strings.HasPrefix(path, "/desk") && n[kind] < 25
			})
			if len(pages) < 10 {
				t.Errorf("only %d pages can be reached: %v", len(pages), n)
			}
			for path, page := range pages {
				if page == nil {
					continue
				}
				if err := htmlcheck.Check(page, htmlcheck.Page()); err != nil {
					t.Errorf("%s: %v", path, err)
				}
			}
		})
	}
}

// Who sealed sources are comes out with both custodians' keys, as the program
// says when it starts, and with one alone does not.
func (s *shown) custodians(t *testing.T) {
	s = s.to(t)
	c := s.reader()
	var keys, passwords []string
	for _, l := range demo.Logins {
		if l.Role != habeas.RoleCustodian {
			continue
		}
		s.signIn(c, l)
		found, err := filepath.Glob(filepath.Join(s.temp, "*", custodianKeys, l.Name+".key"))
		if err != nil || len(found) != 1 {
			t.Fatalf("the key of %s: %v, %v", l.Name, found, err)
		}
		keys, passwords = append(keys, "--key", found[0]), append(passwords, l.Password)
	}
	_, page := s.get(c, "/desk/custodians")
	res, err := c.PostForm(s.base+"/desk/custodians", url.Values{"token": {html.UnescapeString(string(token.FindSubmatch(page)[1]))}, "act": {"take"}, "reason": {"to see how it goes"}})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	boxes := filepath.Join(t.TempDir(), "boxes")
	taken, err := io.ReadAll(res.Body)
	if err == nil {
		err = os.WriteFile(boxes, taken, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	unseal := func(keys ...string) (string, error) {
		cmd := exec.Command("habeas", append([]string{"unseal", boxes}, keys...)...)
		cmd.Stdin = strings.NewReader(strings.Join(passwords, "\n") + "\n")
		out, err := cmd.Output()
		return string(out), err
	}
	if out, err := unseal(keys...); err != nil || strings.Count(out, "invented like everybody here") != 2 {
		t.Errorf("two custodians open:\n%s%v", out, err)
	}
	if out, _ := unseal(keys[:2]...); strings.Contains(out, "invented") {
		t.Errorf("one custodian opens:\n%s", out)
	}
}

func (s *shown) signIn(c *http.Client, l demo.Login) {
	s.t.Helper()
	_, page := s.get(c, "/desk/login")
	m := token.FindSubmatch(page)
	if m == nil {
		s.t.Fatalf("the page to sign in on has no token: %s", page)
	}
	res, err := c.PostForm(s.base+"/desk/login", url.Values{"token": {html.UnescapeString(string(m[1]))}, "name": {l.Name}, "password": {l.Password}})
	if err != nil {
		s.t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || !strings.HasSuffix(res.Request.URL.Path, "/desk") {
		s.t.Fatalf("%s cannot sign in: %d at %s", l.Name, res.StatusCode, res.Request.URL)
	}
}

// The pages somebody looks at first, at the width of a desk and of a
// telephone. With HABEAS_SHOTS set the test leaves pictures.
func (s *shown) inABrowser(t *testing.T) {
	b := browser.New(t)
	s = s.to(t)
	c := s.reader()
	first := func(list, kind, words string) string {
		t.Helper()
		_, page := s.get(c, list)
		for _, m := range regexp.MustCompile(`<a [^>]*href="(/`+kind+`/[^"#]*)"[^>]*>(?s:(.*?))</a>`).FindAllSubmatch(page, -1) {
			if strings.Contains(string(m[2]), words) {
				return string(m[1])
			}
		}
		t.Fatalf("%s has no link to a %s called %q", list, kind, words)
		return ""
	}
	pages := map[string]string{
		"home":     "/",
		"people":   "/people",
		"person":   first("/people?q=Aigul", "person", "Aigul Bekturkyzy"),
		"uyghur":   first("/people?q=Ekber", "person", "Ekber Toxtibaqi"),
		"notice":   first("/people?q=Patigul", "person", "Patigul Sidiqniyaz"),
		"events":   "/events",
		"group":    first("/groups", "group", "White Clover"),
		"place":    first("/places", "place", "Toli"),
		"facility": first("/facilities", "facility", "Willow Spring"),
		"report":   first("/reports", "report", "beekeepers"),
		"list":     first("/lists", "list", "Register"),
		"about":    "/about",
	}
	for name, path := range pages {
		for _, v := range []browser.View{{Width: 1280, NoScript: true}, {Width: 400, NoScript: true}} {
			p := b.Open(s.base+path, v)
			p.Check()
			p.CheckWeight(2, htmlcheck.PublicWeight)
			p.Shot("demo-" + name)
			b.Close(p)
		}
	}
}
