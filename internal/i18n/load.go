package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

//go:embed catalogs/*.txt
var embedded embed.FS

// Set is all catalogs of the pages.
type Set struct {
	catalogs []*Catalog // English first
	offered  []*Catalog // those that lack no text
	pseudo   *Catalog   // nil unless asked for
}

// Load reads the catalogs the program was built with.
func Load() (*Set, error) {
	dir, err := fs.Sub(embedded, "catalogs")
	if err != nil {
		return nil, fmt.Errorf("opening the catalogs: %w", err)
	}
	return LoadFS(dir)
}

// LoadFS reads one file TAG.txt for each of Languages from dir and checks them
// against English: no key English does not have, the same placeholders, and
// exactly the plural categories of the language. All that is wrong is reported
// at once.
func LoadFS(dir fs.FS) (*Set, error) {
	set := &Set{}
	var wrong []error
	for _, lang := range Languages {
		c, err := load(dir, lang)
		if err != nil {
			return nil, err
		}
		if len(set.catalogs) > 0 {
			c.english = set.catalogs[0]
		}
		wrong = append(wrong, c.check()...)
		set.catalogs = append(set.catalogs, c)
		if len(c.Missing()) == 0 {
			set.offered = append(set.offered, c)
		}
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, fmt.Errorf("checking the catalogs: %w", err)
	}
	return set, nil
}

func load(dir fs.FS, lang Language) (*Catalog, error) {
	name := lang.Tag + ".txt"
	f, err := dir.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening a catalog: %w", err)
	}
	defer f.Close()
	entries, err := parse(f)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return &Catalog{lang: lang, entries: entries}, nil
}

// English returns the catalog every page can be read in.
func (s *Set) English() *Catalog { return s.catalogs[0] }

// All returns every catalog, complete or not, English first.
func (s *Set) All() []*Catalog { return slices.Clone(s.catalogs) }

// Offered returns the catalogs readers are offered: those that lack no text.
func (s *Set) Offered() []*Catalog {
	if s.pseudo != nil {
		return append(slices.Clone(s.offered), s.pseudo)
	}
	return slices.Clone(s.offered)
}

// With returns the catalogs that lack no text whose key begins with the prefix:
// pages made of these alone can be read in them.
func (s *Set) With(prefix string) []*Catalog {
	var out []*Catalog
	for _, c := range s.catalogs {
		if !slices.ContainsFunc(c.Missing(), func(key string) bool { return strings.HasPrefix(key, prefix) }) {
			out = append(out, c)
		}
	}
	if s.pseudo != nil {
		out = append(out, s.pseudo)
	}
	return out
}

// Get returns the offered catalog of the language, or English and false.
func (s *Set) Get(tag string) (*Catalog, bool) {
	for _, c := range s.Offered() {
		if strings.EqualFold(c.lang.Tag, tag) {
			return c, true
		}
	}
	return s.English(), false
}

// check returns all that is wrong with c.
func (c *Catalog) check() []error {
	var wrong []error
	for _, key := range slices.Sorted(maps.Keys(c.entries)) {
		for _, err := range c.checkEntry(key) {
			wrong = append(wrong, fmt.Errorf("%s.txt line %d: %s: %w", c.lang.Tag, c.entries[key].line, key, err))
		}
	}
	return wrong
}

func (c *Catalog) checkEntry(key string) []error {
	e := c.entries[key]
	forms := slices.Sorted(maps.Keys(e.forms))
	_, plain := e.forms[""]
	want := slices.Sorted(slices.Values(c.lang.Plurals))
	if plain {
		want = []string{""}
	}
	if !slices.Equal(forms, want) {
		return []error{fmt.Errorf("has the plural forms %q, the language needs %q", forms, want)}
	}
	if c.english == nil {
		return nil
	}
	original := c.english.entries[key]
	if original == nil {
		return []error{errors.New("is not a key of the English catalog")}
	}
	if _, was := original.forms[""]; was != plain {
		return []error{errors.New("counts in one language and not in the other")}
	}
	var wrong []error
	for _, form := range forms {
		wrong = append(wrong, checkNames(key, original, e.forms[form])...)
	}
	return wrong
}

// checkNames compares the placeholders. A plural form may leave {n} out ("one
// list"), and a date may be written with the number of the month, {m}.
func checkNames(key string, original *entry, t template) []error {
	want := map[string]bool{}
	for _, form := range original.forms {
		maps.Copy(want, form.names())
	}
	have := t.names()
	if strings.HasPrefix(key, "date.") {
		if have["m"] {
			delete(have, "m")
			have["month"] = true
		}
	}
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !have[name] && name != "n" {
			wrong = append(wrong, fmt.Errorf("lacks {%s}", name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		if !want[name] {
			wrong = append(wrong, fmt.Errorf("has {%s}, which the page does not fill", name))
		}
	}
	return wrong
}
