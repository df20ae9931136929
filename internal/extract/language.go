package extract

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/abadojack/whatlanggo"

	"github.com/habeas-record/habeas/internal/extract/lexicon"
	"github.com/habeas-record/habeas/internal/extract/rule"
	"github.com/habeas-record/habeas/internal/extract/weigh"
)

//go:embed words
var embedded embed.FS

// Language is the lexicon and the rules of one language, ready to be used by
// many at once.
type Language struct {
	Code  string
	words *lexicon.Lexicon
	rules *ruleIndex

	weights *weigh.Model // nil where there are none
}

// Codes are the languages there are words and rules for.
var Codes = []string{"en", "zh", "ru", "kk", "ug"}

// Load reads the words and rules of a language: those that come with Habeas,
// then an organisation's own from the further folders, each laid out alike
// (en/*.txt, en.rules, en.weights). Own rules come before ours, own words beside
// them, own weights in place of ours. An error names the file and line that
// cannot be read.
func Load(code string, own ...fs.FS) (*Language, error) {
	ours, err := fs.Sub(embedded, "words")
	if err != nil {
		return nil, fmt.Errorf("open embedded words: %w", err)
	}
	l := &Language{Code: code}
	if l.words, err = lexicon.Load(code, lowWords, append([]fs.FS{ours}, own...)...); err != nil {
		return nil, err
	}
	var rules []rule.Rule
	for i := len(own); i >= 0; i-- {
		system := ours
		if i > 0 {
			system = own[i-1]
		}
		more, err := loadRules(system, code+".rules")
		if err != nil {
			return nil, err
		}
		for j := range more {
			more[j].Own = i > 0
		}
		rules = append(rules, more...)
		if l.weights == nil {
			if l.weights, err = loadWeights(system, code+".weights"); err != nil {
				return nil, err
			}
		}
	}
	for _, r := range rules {
		if name, ok := unknownConcept(r.Elements, l.words); ok {
			return nil, fmt.Errorf("rules %s.rules line %d: no lexicon line names <%s>", code, r.Line, name)
		}
	}
	l.rules = index(rules)
	return l, nil
}

func loadRules(system fs.FS, name string) ([]rule.Rule, error) {
	f, err := system.Open(name)
	if err != nil {
		if _, statErr := fs.Stat(system, name); statErr != nil {
			return nil, nil // a folder of one's own need not have rules
		}
		return nil, fmt.Errorf("open rules: %w", err)
	}
	defer f.Close()
	return rule.Read(f, name, kindNames)
}

// loadWeights reads the weights of the second reader; a folder need have none.
func loadWeights(system fs.FS, name string) (*weigh.Model, error) {
	f, err := system.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open weights: %w", err)
	}
	defer f.Close()
	m, err := weigh.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

func unknownConcept(es []rule.Element, words *lexicon.Lexicon) (string, bool) {
	for _, e := range es {
		for _, c := range e.Concepts {
			if !words.Has(c.Name) {
				return c.Name, true
			}
		}
		for _, g := range e.Groups {
			if name, ok := unknownConcept(g, words); ok {
				return name, true
			}
		}
	}
	return "", false
}

var loaded sync.Map // code → func() (*Language, error)

// language returns the embedded language, read once.
func language(code string) (*Language, error) {
	once, _ := loaded.LoadOrStore(code, sync.OnceValues(func() (*Language, error) { return Load(code) }))
	return once.(func() (*Language, error))()
}

// detect guesses the language of a text among those we have words for. Kazakh
// and Uyghur are told by letters Russian and Arabic do not have; a person
// confirms.
func detect(text string) string {
	counts := map[string]int{}
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'z':
			counts["en"]++
		case r >= 0x4e00 && r <= 0x9fff:
			counts["zh"] += 3
		case r == 'қ' || r == 'ә' || r == 'ғ' || r == 'ң' || r == 'ұ' || r == 'ү' || r == 'і' || r == 'һ' || r == 'ө':
			counts["kk"] += 12
		case r >= 'а' && r <= 'я':
			counts["ru"]++
		case r == 'ې' || r == 'ۈ' || r == 'ۆ' || r == 'ۇ' || r == 'ۋ' || r == 'ە' || r == 'ڭ':
			counts["ug"] += 2
		case r >= 0x0600 && r <= 0x06ff:
			counts["ug"]++
		}
	}
	best := "en"
	for _, code := range Codes {
		if counts[code] > counts[best] {
			best = code
		}
	}
	if best == "en" && counts["en"] > 0 {
		info := whatlanggo.Detect(text)
		if info.IsReliable() && info.Lang != whatlanggo.Eng {
			return info.Lang.Iso6391()
		}
	}
	return best
}
