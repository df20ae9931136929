package extract

// Sentences cuts a text into sentences as Extract does, blanks between them
// left out, so that a person can be shown which of them no claim rests on.
// Lang is a BCP 47 primary tag, "" to detect; a language whose words cannot be
// read is cut by the words of English, and a text that Extract finds too long
// not at all.
func Sentences(text, lang string) []Sentence {
	if lang == "" {
		lang = detect(text)
	}
	l, err := language(lang)
	if err != nil {
		if l, err = language("en"); err != nil {
			panic("extract: the words that come with the program cannot be read: " + err.Error())
		}
	}
	d := &document{text: text, lang: l.Code, spans: true}
	if d.segment(l) != nil {
		return nil
	}
	runes := runeIndex(text)
	out := make([]Sentence, len(d.sentences))
	for i, s := range d.sentences {
		out[i] = Sentence{Start: runes(s.start), End: runes(s.end), ByteStart: s.start, ByteEnd: s.end}
	}
	return out
}
