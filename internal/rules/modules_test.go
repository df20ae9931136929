package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// modules that we may import, each with the reason why it is worth trusting
// its authors with the record. Their licences are MIT, BSD, Apache or the
// like.
var modules = map[string]string{
	"codeberg.org/readeck/go-readability/v2": "finds the main text of a saved web page",
	"filippo.io/age":                         "seals backups to those who may open them",
	"github.com/BurntSushi/toml":             "reads the settings of linkage",
	"github.com/a-h/templ":                   "views as typed Go; it escapes what it writes",
	"github.com/abadojack/whatlanggo":        "tells the language of a text by its trigrams",
	"github.com/alecthomas/kong":             "reads the command line",
	"github.com/alexedwards/scs/v2":          "sessions of those who have logged in",
	"github.com/boombuler/barcode":           "draws the secret of a second factor for the camera of an app, here and nowhere else",
	"github.com/clipperhouse/uax29/v2":       "words and sentences by the Unicode rules (UAX 29)",
	"github.com/go-webauthn/webauthn":        "passkeys of the desk (WebAuthn)",
	"github.com/jackc/pgx/v5":                "talks to PostgreSQL",
	"github.com/jhillyerd/enmime/v2":         "takes mail apart",
	"github.com/parquet-go/parquet-go":       "reads Parquet",
	"github.com/pquerna/otp":                 "codes of an app: TOTP, RFC 6238",
	"github.com/pressly/goose/v3":            "runs the migrations",
	"github.com/schollz/progressbar/v3":      "shows how far a long command is",
	"github.com/xuri/excelize/v2":            "reads XLSX",
	"github.com/wneessen/go-mail":            "tells the desk by mail that there is something to read",
	"golang.org/x/crypto":                    "Argon2id for passwords; ChaCha20-Poly1305 for the secrets of second factors",
	"golang.org/x/image":                     "reads TIFF and WebP scans",
	"golang.org/x/mod":                       "the tree and the signed heads of the ledger (sumdb); go.mod, in tests",
	"golang.org/x/net":                       "parses HTML as browsers do",
	"golang.org/x/sync":                      "errgroup: the first error ends the group",
	"golang.org/x/sys":                       "locks and syncs files",
	"golang.org/x/term":                      "asks for a password without showing it",
	"golang.org/x/text":                      "Unicode: normal forms, code pages, bidi, language tags",
	"gonum.org/v1/gonum":                     "matrices, linear programmes and special functions of estimation",
	"modernc.org/sqlite":                     "SQLite without a C compiler",

	// Tests only.
	"github.com/andybalholm/cascadia": "CSS selectors, for checks of pages",
	"github.com/go-rod/rod":           "drives Chromium",
	"github.com/google/go-cmp":        "shows how two values differ",
	"github.com/rogpeppe/go-internal": "testscript: tests of the command line that read as documentation",
	"pgregory.net/rapid":              "tests of properties",
}

func TestModules(t *testing.T) {
	files := all(t)
	i := slices.IndexFunc(files, func(f file) bool { return f.path == "go.mod" })
	parsed, err := modfile.Parse("go.mod", []byte(files[i].text), nil)
	if err != nil {
		t.Fatal(err)
	}
	report(t, wrongModules(goFiles(files), parsed, modules))
}

// wrongModules compares what is imported and what go.mod requires with the
// list of what is allowed.
func wrongModules(files []file, required *modfile.File, allowed map[string]string) (wrong []string) {
	var paths []string
	for _, r := range required.Require {
		paths = append(paths, r.Mod.Path)
		if allowed[r.Mod.Path] == "" && !r.Indirect {
			wrong = append(wrong, fmt.Sprintf("go.mod requires %s, which is not in the list of modules in internal/rules", r.Mod.Path))
		}
	}
	for _, listed := range slices.Sorted(maps.Keys(allowed)) {
		if !slices.Contains(paths, listed) {
			wrong = append(wrong, fmt.Sprintf("the list of modules in internal/rules names %s, which go.mod does not require", listed))
		}
	}
	// The longest path that holds a package is its module's.
	slices.SortFunc(paths, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, f := range files {
		for _, imported := range f.imports {
			if _, ours := folderOf(imported); ours || !strings.Contains(strings.Split(imported, "/")[0], ".") {
				continue // ours, or of the standard library
			}
			i := slices.IndexFunc(paths, func(m string) bool { return imported == m || strings.HasPrefix(imported, m+"/") })
			switch {
			case i < 0:
				wrong = append(wrong, fmt.Sprintf("%s imports %s, of a module that go.mod does not require", f.path, imported))
			case allowed[paths[i]] == "":
				wrong = append(wrong, fmt.Sprintf("%s imports %s; the module %s is not in the list in internal/rules: use what is there, or add it with the reason", f.path, imported, paths[i]))
			}
		}
	}
	return wrong
}

func TestWrongModules(t *testing.T) {
	parsed, err := modfile.Parse("go.mod", []byte(`module m
require example.org/a v1.0.0
require example.org/a/deep v1.0.0 // indirect
require example.org/b v1.0.0 // indirect
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{"example.org/a": "reason"}
	imports := func(p string) []file { return invent(t, "claim.go", "package x\nimport _ \""+p+"\"\n") }

	expect(t, wrongModules(imports("example.org/a/x"), parsed, listed))
	expect(t, wrongModules(imports("encoding/json"), parsed, listed))
	expect(t, wrongModules(imports(module+"/edtf"), parsed, listed))
	expect(t, wrongModules(imports("example.org/b/x"), parsed, listed), "the module example.org/b is not in the list")
	expect(t, wrongModules(imports("example.org/a/deep/x"), parsed, listed), "the module example.org/a/deep is not in the list")
	expect(t, wrongModules(imports("example.org/abc"), parsed, listed), "that go.mod does not require")
	expect(t, wrongModules(nil, parsed, nil), "go.mod requires example.org/a, which is not in the list")
	expect(t, wrongModules(nil, parsed, map[string]string{"example.org/a": "r", "example.org/c": "r"}), "names example.org/c, which go.mod does not require")
}
