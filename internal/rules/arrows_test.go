package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// An arrow is a row of the table of imports: the package in folder from, and
// those in folders under it that have no row of their own, may import those
// in to, and nothing else of ours.
type arrow struct {
	from string
	to   []string
}

func (a arrow) String() string {
	if len(a.to) == 0 {
		return a.from + " → nothing of ours"
	}
	return a.from + " → " + strings.Join(a.to, ", ")
}

const everything = "everything"

// arrows say which way imports point: from the outside to the domain, which
// knows nothing of storage, pages or the network. The root folder "." is
// package habeas. Tests may import what they need.
var arrows = []arrow{
	{"cmd", []string{everything}},
	{"bench", []string{everything}},
	{"tools", []string{everything}},
	{"internal/demo", []string{"internal/desk", "."}},
	{"internal/web", []string{"internal/desk", "internal/publish", "internal/web/view", "internal/web/assets", "internal/estimatereport", "internal/i18n", "internal/chart", "."}},
	{"internal/web/view", []string{"internal/i18n", "internal/chart", "."}},
	{"internal/web/assets", nil},
	// Names of accounts are folded as the store folds them, to slow guessing down.
	{"internal/desk", []string{".", "names", "internal/extract", "internal/intake", "internal/protect", "internal/ledger", "internal/backup", "internal/jobs", "internal/blobs", "places", "linkage", "estimate"}},
	{"internal/publish", []string{".", "internal/protect", "internal/chart", "internal/i18n"}},
	// A leaf of the ledger is part of the transaction of what it stands for.
	{"internal/store", []string{".", "names", "internal/ledger"}},
	{"internal/jobs", []string{"."}},
	{"internal/blobs", []string{"."}},
	{"internal/extract", []string{".", "names", "places", "edtf"}},
	{"internal/intake", []string{".", "names", "places", "edtf", "internal/protect"}},
	{"internal/protect", []string{".", "names", "places", "edtf"}},
	{"internal/ledger", []string{".", "names", "places", "edtf"}},
	{"internal/backup", []string{"."}},
	{"internal/estimatereport", []string{"estimate", "internal/chart", "internal/i18n", "internal/web/assets"}},
	{"internal/notice", []string{"."}},
	{"internal/i18n", nil},
	{"internal/chart", nil},
	{".", []string{"edtf"}},
	{"linkage", []string{"names", "places", "edtf"}},
	{"linkage/diagnose", []string{"linkage", "internal/chart"}},
	{"places", []string{"names", "edtf"}},
	{"names", nil},
	{"edtf", nil},
	{"estimate", nil},

	// Imported from tests and from each other only: see harnesses.
	{"internal/store/storetest", []string{".", "names", "internal/ledger", "internal/store", "internal/need", "internal/pgtest"}},
	{"internal/web/htmlcheck", nil},
	{"internal/browser", []string{"internal/need"}},
	{"internal/pgtest", []string{"internal/need"}},
	{"internal/foldertest", nil},
	{"internal/need", nil},
	{"internal/rules", nil},
}

var harnesses = []string{"internal/store/storetest", "internal/web/htmlcheck", "internal/browser", "internal/pgtest", "internal/foldertest", "internal/need"}

// pure packages compute: the same input gives the same output. They know
// neither the store nor the network.
var pure = []string{".", "edtf", "names", "places", "linkage", "linkage/diagnose", "estimate", "internal/extract", "internal/intake", "internal/chart", "internal/i18n"}

var impure = []string{"net", "net/http", "net/rpc", "net/smtp", "database/sql", "github.com/jackc/pgx", "modernc.org/sqlite", "github.com/pressly/goose"}

func TestImportsPointOneWay(t *testing.T) { report(t, wrongImports(goFiles(all(t)))) }

func wrongImports(files []file) (wrong []string) {
	for _, f := range files {
		if f.isTest() {
			continue
		}
		row, found := rowOf(f.folder())
		if !found {
			wrong = append(wrong, fmt.Sprintf("%s: the folder %s has no row in the table of imports in internal/rules", f.path, f.folder()))
			continue
		}
		for _, imported := range f.imports {
			if folder, ours := folderOf(imported); ours {
				to, _ := rowOf(folder)
				if slices.Contains(harnesses, to.from) && !slices.Contains(harnesses, row.from) {
					wrong = append(wrong, fmt.Sprintf("%s imports %s, which is for tests only", f.path, folder))
					continue
				}
				if to.from != row.from && !slices.Contains(row.to, everything) && !slices.Contains(row.to, to.from) {
					wrong = append(wrong, fmt.Sprintf("%s imports %s; the table of imports in internal/rules says: %s", f.path, folder, row))
				}
				continue
			}
			within := func(m string) bool {
				return imported == m || strings.HasPrefix(m, "github.com/") && strings.HasPrefix(imported, m+"/")
			}
			if slices.Contains(pure, row.from) && slices.ContainsFunc(impure, within) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s; %s is a pure package, which knows neither store nor network", f.path, imported, row.from))
			}
		}
	}
	return wrong
}

// folderOf tells the folder of a package of ours.
func folderOf(imported string) (folder string, ours bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// rowOf finds the row of the folder or of the nearest folder around it.
func rowOf(folder string) (arrow, bool) {
	for {
		if i := slices.IndexFunc(arrows, func(a arrow) bool { return a.from == folder }); i >= 0 {
			return arrows[i], true
		}
		cut := strings.LastIndexByte(folder, '/')
		if cut < 0 {
			return arrow{}, false
		}
		folder = folder[:cut]
	}
}

func TestTableOfImports(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range arrows {
		if seen[a.from] {
			t.Errorf("%s has two rows", a.from)
		}
		seen[a.from] = true
	}
	named := append(slices.Clone(harnesses), pure...)
	for _, a := range arrows {
		named = append(named, a.to...)
	}
	for _, n := range named {
		if n != everything && !seen[n] {
			t.Errorf("%s is named and has no row", n)
		}
	}
	// Arrows that point one way come back to no package.
	var follow func(from string, way []string)
	follow = func(from string, way []string) {
		if slices.Contains(way, from) {
			t.Fatalf("the table goes in a circle: %s", strings.Join(append(way, from), " → "))
		}
		row, _ := rowOf(from)
		for _, to := range row.to {
			if to != everything {
				follow(to, append(way, from))
			}
		}
	}
	for _, a := range arrows {
		follow(a.from, nil)
	}
}

func TestWrongImports(t *testing.T) {
	ours := func(pkg string) string { return "package x\nimport _ \"" + module + pkg + "\"\n" }
	files := func(name, text string) []file { return invent(t, name, text) }

	expect(t, wrongImports(files("internal/desk/review.go", ours("/internal/intake/lists"))))
	expect(t, wrongImports(files("internal/intake/capture/pdf.go", ours("/internal/intake/lists"))))
	expect(t, wrongImports(files("cmd/habeas/main.go", ours("/internal/store"))))
	expect(t, wrongImports(files("claim.go", ours("/edtf"))))
	expect(t, wrongImports(files("internal/desk/review_test.go", ours("/internal/store"))))
	expect(t, wrongImports(files("internal/desk/review.go", "package x\nimport (\n\"net/http\"\n\"os\"\n)")))
	expect(t, wrongImports(files("internal/intake/mail.go", "package x\nimport \"net/mail\"")))

	expect(t, wrongImports(files("internal/desk/review.go", ours("/internal/store"))), "internal/desk/review.go imports internal/store; the table of imports in internal/rules says: internal/desk → ., names, internal/extract")
	expect(t, wrongImports(files("claim.go", ours("/internal/store"))), ". → edtf")
	expect(t, wrongImports(files("edtf/date.go", ours(""))), "edtf → nothing of ours")
	expect(t, wrongImports(files("internal/web/view/person.go", ours("/internal/desk"))), "internal/web/view → ")
	expect(t, wrongImports(files("internal/desk/review.go", ours("/internal/pgtest"))), "which is for tests only")
	expect(t, wrongImports(files("cmd/habeas/main.go", ours("/internal/need"))), "which is for tests only")
	expect(t, wrongImports(files("internal/common/x.go", ours(""))), "has no row")
	expect(t, wrongImports(files("claim.go", "package x\nimport \"net/http\"")), ". is a pure package")
	expect(t, wrongImports(files("internal/extract/x.go", "package x\nimport \"github.com/jackc/pgx/v5/stdlib\"")), "is a pure package")
}
