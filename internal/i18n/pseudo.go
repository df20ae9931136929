package i18n

import "strings"

// PseudoTag is the language tag of the pseudo-language: English in the
// right-to-left form of CLDR's en-XB.
const PseudoTag = "en-XB"

// WithPseudo returns the set with a further language for testing layouts:
// every English text in Arabic letters, one for one, set from right to left.
// It shows at a glance which words of a page stand in no catalog, and how the
// page stands in a script it was not drawn for. It is never offered to readers.
func (s *Set) WithPseudo() *Set {
	english := s.English()
	lang := english.lang
	lang.Tag, lang.Name, lang.Dir = PseudoTag, pseudoText("Mirror"), "rtl"
	lang.Open, lang.Close = "«", "»"
	c := &Catalog{lang: lang, entries: map[string]*entry{}, english: english}
	for key, e := range english.entries {
		forms := map[string]template{}
		for form, t := range e.forms {
			turned := make(template, len(t))
			for i, p := range t {
				turned[i] = Part{Text: pseudoText(p.Text), Name: p.Name}
			}
			forms[form] = turned
		}
		c.entries[key] = &entry{forms: forms, line: e.line}
	}
	return &Set{catalogs: s.catalogs, offered: s.offered, pseudo: c}
}

// The letters are Uyghur ones, so that the page needs the same fonts.
var pseudoLetters = strings.NewReplacer(pairs(
	"abcdefghijklmnopqrstuvwxyz",
	"اۋچدەفگھىژكلمنوپقرستۇۆېخيز")...)

func pairs(from, to string) []string {
	var p []string
	letters := []rune(to)
	for i, r := range from {
		p = append(p, string(r), string(letters[i]), strings.ToUpper(string(r)), string(letters[i]))
	}
	return append(p, ",", "،", ";", "؛", "?", "؟", "“", "«", "”", "»")
}

func pseudoText(s string) string { return pseudoLetters.Replace(s) }
