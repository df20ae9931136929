// Package lexicon holds the words by which claims are recognised: one plain
// text folder a language, one concept a line, so that an organisation can add
// the words its own reports use without touching a program.
//
// A line is
//
//	concept[/class]: form, form, form=value, stem*
//
// where class v inflects the first word of each form as an English verb, n
// makes its plural, and no class takes the form as it stands. A form may be
// several words; a trailing star matches any ending of the last word, which is
// how languages that put case and person into endings are written down.
// A concept may stand on several lines and in several files.
package lexicon

import (
	"bufio"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"unicode/utf8"
)

// Form says which form of a word was met. English verbs need it to tell who
// did what to whom; nouns are Noun or Plural.
type Form uint8

const (
	Base   Form = 1 << iota
	Third       // detains
	Past        // detained, took
	Part        // detained, taken
	Ing         // detaining
	Plural      // detentions
	Noun        // detention, and every form that is not inflected
)

// Hit is a form found in a text: the concepts' name, the token after its last
// one, which form it was and the value the line gave it.
type Hit struct {
	Concept string
	End     int
	Form    Form
	Value   string
}

// Lexicon is the words of one language. It is not changed after Load and may
// be used by many at once.
type Lexicon struct {
	root  *node
	names map[string]bool
}

type node struct {
	next  map[string]*node
	stems map[string]*node
	hits  []Hit
}

// Load reads every .txt file of the folder named lang in each of the file
// systems, later ones adding to earlier ones. A line that begins with "-" takes
// a form out again, so that a folder of one's own can also remove words. A
// folder that is missing everywhere gives an empty lexicon; a line that cannot
// be read is an error that names file and line.
func Load(lang string, split func(string) []string, systems ...fs.FS) (*Lexicon, error) {
	l := &Lexicon{root: &node{}, names: map[string]bool{}}
	for _, fsys := range systems {
		files, err := fs.Glob(fsys, path.Join(lang, "*.txt"))
		if err != nil {
			return nil, fmt.Errorf("list lexicon files of %q: %w", lang, err)
		}
		sort.Strings(files)
		for _, name := range files {
			if err := l.file(fsys, name, split); err != nil {
				return nil, err
			}
		}
	}
	return l, nil
}

func (l *Lexicon) file(fsys fs.FS, name string, split func(string) []string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("open lexicon: %w", err)
	}
	defer f.Close()
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for n := 1; scan.Scan(); n++ {
		line := strings.TrimSpace(scan.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if err := l.line(line, split); err != nil {
			return fmt.Errorf("lexicon %s line %d: %w", name, n, err)
		}
	}
	if err := scan.Err(); err != nil {
		return fmt.Errorf("read lexicon %s: %w", name, err)
	}
	return nil
}

func (l *Lexicon) line(line string, split func(string) []string) error {
	remove := strings.HasPrefix(line, "-")
	head, forms, ok := strings.Cut(strings.TrimPrefix(line, "-"), ":")
	if !ok {
		return fmt.Errorf("%q has no colon: write concept: form, form", line)
	}
	concept, class, _ := strings.Cut(strings.TrimSpace(head), "/")
	if concept == "" || strings.ContainsAny(concept, " \t") {
		return fmt.Errorf("%q is no concept name: use one word", concept)
	}
	l.names[concept] = true
	for _, form := range strings.Split(forms, ",") {
		form, value, _ := strings.Cut(strings.TrimSpace(form), "=")
		if form == "" {
			continue
		}
		words := split(form)
		if len(words) == 0 {
			return fmt.Errorf("%q has no word in it", form)
		}
		variants, err := inflect(words, class)
		if err != nil {
			return err
		}
		for _, v := range variants {
			if remove {
				l.remove(v.words, concept)
				continue
			}
			l.add(v.words, Hit{Concept: concept, Form: v.form, Value: strings.TrimSpace(value)})
		}
	}
	return nil
}

func (n *node) step(word string, create bool) *node {
	into := &n.next
	if stem, ok := strings.CutSuffix(word, "*"); ok && stem != "" {
		into, word = &n.stems, stem
	}
	child := (*into)[word]
	if child == nil && create {
		if *into == nil {
			*into = map[string]*node{}
		}
		child = &node{}
		(*into)[word] = child
	}
	return child
}

func (l *Lexicon) add(words []string, h Hit) {
	n := l.root
	for _, w := range words {
		n = n.step(strings.ToLower(w), true)
	}
	for i := range n.hits {
		if n.hits[i].Concept == h.Concept && n.hits[i].Value == h.Value {
			n.hits[i].Form |= h.Form
			return
		}
	}
	n.hits = append(n.hits, h)
}

func (l *Lexicon) remove(words []string, concept string) {
	n := l.root
	for _, w := range words {
		if n = n.step(strings.ToLower(w), false); n == nil {
			return
		}
	}
	kept := n.hits[:0]
	for _, h := range n.hits {
		if h.Concept != concept {
			kept = append(kept, h)
		}
	}
	n.hits = kept
}

// Has says whether any line names the concept: a rule that asks for one nobody
// wrote is a mistake to be told at start, not silence.
func (l *Lexicon) Has(concept string) bool { return l.names[concept] }

// Match appends to dst every form that begins at token i of the lower-cased
// tokens, the longest of a concept last.
func (l *Lexicon) Match(dst []Hit, tokens []string, i int) []Hit {
	return l.root.match(dst, tokens, i)
}

func (n *node) match(dst []Hit, tokens []string, i int) []Hit {
	for _, h := range n.hits {
		h.End = i
		dst = append(dst, h)
	}
	if i >= len(tokens) {
		return dst
	}
	if child := n.next[tokens[i]]; child != nil {
		dst = child.match(dst, tokens, i+1)
	}
	if len(n.stems) > 0 {
		word := tokens[i]
		for end := len(word); end > 0; end-- {
			if end < len(word) && !utf8.RuneStart(word[end]) {
				continue
			}
			if child := n.stems[word[:end]]; child != nil {
				dst = child.match(dst, tokens, i+1)
				break
			}
		}
	}
	return dst
}
