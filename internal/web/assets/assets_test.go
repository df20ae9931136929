package assets

import (
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/habeas-record/habeas/internal/i18n"
)

func TestFilesStayLight(t *testing.T) {
	for _, f := range []struct {
		name string
		body []byte
		most int
	}{{"style.css", style, 10_800}, {"desk.css", deskStyle, 6_000}, {"figures.css", figures, 3_000}, {"desk.js", script, 8_400}} {
		if len(f.body) > f.most {
			t.Errorf("%s has %d bytes, more than %d", f.name, len(f.body), f.most)
		}
	}
}

// sheets is both style sheets, as a page of the desk has them.
func sheets() []byte { return slices.Concat(style, deskStyle) }

// Nothing is fetched from elsewhere, and nothing is laid out for one direction
// only.
func TestStyleKeepsItsPromises(t *testing.T) {
	style := sheets()
	for _, bad := range []string{"@import", "url(", "http:", "https:", "data:"} {
		if strings.Contains(string(style), bad) {
			t.Errorf("the style sheet holds %q", bad)
		}
	}
	physical := regexp.MustCompile(`[{;](?:[a-z-]*-)?(?:left|right|top|bottom|width|height)\s*:`)
	allowed := []string{"stroke-width:", "scrollbar-width:", "line-height:", "min-width:", "max-width:"}
	for _, m := range physical.FindAllString(string(style), -1) {
		if !slices.Contains(allowed, strings.TrimLeft(m, "{;")) {
			t.Errorf("the style sheet uses the physical property %q", m)
		}
	}
}

// What the specimen does not show, nobody has looked at; what the style sheet
// does not know, is not laid out.
func TestSpecimenShowsEveryClass(t *testing.T) {
	set, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{"js": true}
	classAttr := regexp.MustCompile(`class="([^"]*)"`)
	for _, html := range renderSpecimen(t, set.English()) {
		for _, m := range classAttr.FindAllStringSubmatch(html, -1) {
			for _, c := range strings.Fields(m[1]) {
				shown[c] = true
			}
		}
	}
	drawn := classesOfPages(t)
	styled := map[string]bool{}
	sheet := regexp.MustCompile(`(?s)/\*.*?\*/|"[^"]*"|\{[^{}]*\}`).ReplaceAllString(string(sheets()), " ")
	for _, m := range regexp.MustCompile(`\.([a-z][a-z-]*)`).FindAllStringSubmatch(sheet, -1) {
		styled[m[1]] = true
		if !shown[m[1]] && !drawn[m[1]] {
			t.Errorf(".%s is in no specimen and on no page", m[1])
		}
	}
	for c := range shown {
		if !styled[c] {
			t.Errorf(".%s of the specimen is not in the style sheet", c)
		}
	}
	if len(styled) < 40 {
		t.Fatalf("only %d classes were found in the style sheet", len(styled))
	}
}

// WCAG 2.2 AA: text 4.5 to 1, the edges of fields and the accent of pictures 3 to 1, in
// both modes and in print.
func TestContrast(t *testing.T) {
	light := colours(t, regexp.MustCompile(`:root\{(--[^}]*)\}`))
	dark := overlay(light, colours(t, regexp.MustCompile(`dark\)\{:root\{(--[^}]*)\}`)))
	paper := overlay(light, colours(t, regexp.MustCompile(`print\{:root\{(--[^}]*)\}`)))
	for name, c := range map[string]map[string]string{"light": light, "dark": dark, "print": paper} {
		for _, p := range []struct {
			front, back string
			least       float64
		}{
			{"ink", "paper", 7}, {"ink", "tint", 7}, {"ink", "mark", 7}, {"ink", "add", 7}, {"ink", "cut", 7},
			{"quiet", "paper", 4.5}, {"quiet", "tint", 4.5}, {"accent", "paper", 4.5}, {"accent", "tint", 4.5}, {"paper", "accent", 4.5},
			{"edge", "paper", 3}, {"edge", "tint", 3},
		} {
			r := contrast(t, c[p.front], c[p.back])
			t.Logf("%s: %s on %s %.1f", name, p.front, p.back, r)
			if r < p.least {
				t.Errorf("%s: %s on %s has contrast %.2f, needs %.1f", name, p.front, p.back, r, p.least)
			}
		}
	}
}

func colours(t *testing.T, where *regexp.Regexp) map[string]string {
	t.Helper()
	block := where.FindStringSubmatch(string(style))
	if block == nil {
		t.Fatalf("no colours at %s", where)
	}
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z]+):#([0-9a-f]{3,6})\b`).FindAllStringSubmatch(block[1], -1) {
		hex := m[2]
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		found[m[1]] = hex
	}
	return found
}

func overlay(under, over map[string]string) map[string]string {
	both := map[string]string{}
	for _, m := range []map[string]string{under, over} {
		for k, v := range m {
			both[k] = v
		}
	}
	return both
}

// contrast is the ratio of WCAG 2.2's relative luminances.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	v, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("%q is no colour", hex)
	}
	part := func(shift uint) float64 {
		c := float64(v>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

func TestHandler(t *testing.T) {
	get := func(path, etag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		if etag != "" {
			r.Header.Set("If-None-Match", etag)
		}
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, r)
		return w
	}
	for _, f := range All() {
		w := get(f.Path, "")
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != f.Type || w.Body.String() != string(f.Body) {
			t.Errorf("%s: %d %s", f.Path, w.Code, w.Header().Get("Content-Type"))
		}
		if w := get(f.Path, w.Header().Get("ETag")); w.Code != http.StatusNotModified {
			t.Errorf("%s asked for again: %d, want 304", f.Path, w.Code)
		}
	}
	for _, path := range []string{"/assets/", "/assets/style.css", "/assets/../style.css"} {
		if w := get(path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, w.Code)
		}
	}
}

// classesOfPages are the words in the classes of the pages' templates.
func classesOfPages(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("../view/*.templ")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates of pages: %v", err)
	}
	drawn := map[string]bool{}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`class=(?:"([^"]*)"|\{([^}]*)\})`).FindAllStringSubmatch(string(src), -1) {
			for _, c := range regexp.MustCompile(`[a-z][a-z-]*`).FindAllString(m[1]+" "+m[2], -1) {
				drawn[c] = true
			}
		}
	}
	return drawn
}
