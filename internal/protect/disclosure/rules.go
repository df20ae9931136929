package disclosure

import (
	"bufio"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed rules
var embedded embed.FS

// Rules are the words, shares and populations the check works with.
type Rules struct {
	languages map[string]*language
	shares    map[[2]string]float64 // by kind and value; value "" is for the rest of a kind
	bases     map[string]float64    // by level, and by "kin:VALUE"
}

// language is the rules of one language.
type language struct {
	script  int // that most of its words are written in
	classes map[string][]member
	rules   []rule
	// What a name of a place may end in, in sentences, and what then stands in its
	// place in the gazetteer: "Алматыда", "Кульдже". Those of origin say that
	// somebody is from there.
	endings []ending
	// The rules, by numbers, that begin with a word, with a stem of this first
	// letter, or with whatever comes (see index).
	words   map[string][]int
	stems   map[rune][]int
	anyWord []int
}

// ending is what a name ends in and what stands for it in the gazetteer.
type ending struct {
	from, to string
	origin   bool
}

type member struct {
	value string
	words [][]element
}

type rule struct {
	kind    Kind
	value   string // "@" takes the class's value
	where   string // "any" text; "source": texts that describe it only; "own": any text, said of the speaker
	pattern []element
}

// Files returns the files of the rules that come with the program.
func Files() fs.FS {
	sub, err := fs.Sub(embedded, "rules")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sub
}

// Default returns the rules that come with the program.
var Default = sync.OnceValue(func() *Rules {
	r, err := Load(Files())
	if err != nil {
		panic(err) // a test reads them
	}
	return r
})

// Load reads rules from a folder: a file LANGUAGE.tsv for each language, and
// shares.tsv and bases.tsv. How the files are written is told at the head of
// each. A line that cannot be read is named with its file and number.
func Load(dir fs.FS) (*Rules, error) {
	r := &Rules{languages: map[string]*language{}, shares: map[[2]string]float64{}, bases: map[string]float64{}}
	files, err := fs.Glob(dir, "*.tsv")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		base := strings.TrimSuffix(path.Base(name), ".tsv")
		read := r.readShare
		switch base {
		case "shares":
		case "bases":
			read = r.readBase
		default:
			l := &language{classes: map[string][]member{}}
			r.languages[base] = l
			read = l.read
		}
		if err := eachLine(dir, name, read); err != nil {
			return nil, err
		}
	}
	for lang, l := range r.languages {
		for _, x := range l.rules {
			for _, e := range x.pattern {
				if e.class != "" && l.classes[e.class] == nil && !e.place() {
					return nil, fmt.Errorf("%s.tsv: the class @%s has no members: add a line for it", lang, e.class)
				}
			}
		}
	}
	for _, l := range r.languages {
		l.index()
	}
	if len(r.languages) == 0 || len(r.shares) == 0 || r.bases[""] == 0 {
		return nil, errors.New("the rules of the disclosure check are not whole: a language, shares.tsv and bases.tsv with a line for \"any\" are needed")
	}
	return r, nil
}

func eachLine(dir fs.FS, name string, read func(cols []string) error) error {
	f, err := dir.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	scan := bufio.NewScanner(f)
	for n := 1; scan.Scan(); n++ {
		line := strings.TrimRight(scan.Text(), "\t ")
		if line == "" || line[0] == '#' && !strings.HasPrefix(line, "#\t") {
			continue
		}
		if err := read(strings.Split(line, "\t")); err != nil {
			return fmt.Errorf("%s, line %d: %w", name, n, err)
		}
	}
	return scan.Err()
}

var kinds = map[Kind]bool{Place: true, Gender: true, Ethnicity: true, Faith: true, Occupation: true, Kin: true, Age: true, Language: true, Date: true, Rare: true, Trace: true, Inside: true}

// classesOf are the classes that a kind takes its values from, where a pattern
// holds several: "a Mongol vet" tells a people and an occupation.
var classesOf = map[Kind][]string{Ethnicity: {"ethnic"}, Faith: {"faith"}, Occupation: {"job"}, Kin: {"kin", "mykin"}, Language: {"tongue"}}

// read takes a line of a language: a class's member, or a rule.
func (l *language) read(cols []string) error {
	if class, ok := strings.CutPrefix(cols[0], "@"); ok {
		if len(cols) < 3 {
			return errors.New("a member of a class is its class, its value and its words")
		}
		if class == "case" || class == "origin" {
			for _, w := range strings.Split(cols[2], "|") {
				from, to, _ := strings.Cut(w, ">") // "да", or "е>а" where another letter takes its place
				l.endings = append(l.endings, ending{from, to, class == "origin"})
			}
			return nil
		}
		m := member{value: strings.TrimPrefix(cols[1], "-")}
		for _, words := range strings.Split(cols[2], "|") {
			if p := parsePattern(words); len(p) > 0 {
				m.words = append(m.words, p)
			}
		}
		l.classes[class] = append(l.classes[class], m)
		return nil
	}
	if len(cols) < 4 || !kinds[Kind(cols[0])] || cols[2] != "any" && cols[2] != "source" && cols[2] != "own" {
		return errors.New("a rule is its kind, its value, \"any\", \"own\" or \"source\", and its patterns")
	}
	for _, p := range strings.Split(cols[3], "|") {
		pattern := parsePattern(p)
		if len(pattern) == 0 {
			return fmt.Errorf("the pattern %q is empty", p)
		}
		for i, e := range pattern {
			pattern[i].gives = slices.Contains(classesOf[Kind(cols[0])], e.class)
		}
		l.rules = append(l.rules, rule{kind: Kind(cols[0]), value: cols[1], where: cols[2], pattern: pattern})
	}
	return nil
}

func (r *Rules) readShare(cols []string) error {
	if len(cols) < 4 || !kinds[Kind(cols[0])] {
		return errors.New("a share is a kind, a value or *, one in how many, and why")
	}
	n, err := strconv.ParseFloat(cols[2], 64)
	if err != nil || !(n >= 1) || n > 1e9 {
		return fmt.Errorf("%q is not one in how many: write a number from 1 up", cols[2])
	}
	r.shares[[2]string{cols[0], strings.TrimSuffix(cols[1], "*")}] = 1 / n
	return nil
}

func (r *Rules) readBase(cols []string) error {
	if len(cols) < 3 {
		return errors.New("a base is a level of place, or kin:VALUE, how many people, and why")
	}
	n, err := strconv.ParseFloat(cols[1], 64)
	if err != nil || !(n >= 1) || n > 1e10 {
		return fmt.Errorf("%q is not a number of people", cols[1])
	}
	r.bases[strings.TrimPrefix(cols[0], "any")] = n
	return nil
}

// share returns the part of people a finding leaves.
func (r *Rules) share(k Kind, value string) float64 {
	for _, v := range []string{value, ""} {
		if s, ok := r.shares[[2]string{string(k), v}]; ok {
			return s
		}
	}
	return 1
}
