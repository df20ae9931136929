package names

// A Part is a word of a name with its readings: read once, to stand in many
// names. The zero Part has none.
type Part struct{ token *token }

// ReadPart reads one of the Words of a name.
func ReadPart(word string) Part { return Part{newToken(word, "")} }

// Assemble is the Name of a given form whose Words were read before: what Read
// returns for it.
func Assemble(given string, parts []Part) Name {
	n := Name{Given: given}
	for _, p := range parts {
		switch {
		case p.token == nil:
		case len(parts) > 1 && titles[p.token.folded]:
			n.titles = append(n.titles, p.token.given)
		case len(n.tokens) < mostTokens && (p.token.folded != "" || len(p.token.keys) > 0):
			n.tokens = append(n.tokens, p.token)
		}
	}
	return n
}

// A Sound is a key that a part is found by; Stem says that it lacks the ending
// of a patronymic or a family name.
type Sound struct {
	Key  string
	Stem bool
}

// Sounds are the keys that a part is found by: its keys, those without an
// ending, and, since a character of Han has many readings, of a Han word up to
// readings more; of a Cyrillic one those of its likeliest Latin spellings.
func (p Part) Sounds(readings int) []Sound {
	var out []Sound
	seen := map[string]bool{}
	add := func(key string, stem bool) {
		if key != "" && !seen[key] {
			seen[key] = true
			out = append(out, Sound{key, stem})
		}
	}
	if p.token == nil {
		return nil
	}
	for _, k := range p.token.keys {
		add(k, false)
	}
	for _, k := range p.token.stems {
		add(k, true)
	}
	if p.token.script == Han {
		for _, r := range p.token.han.readings(readings) {
			add(r.key, false)
		}
	}
	if w := p.token.spelt; w != nil {
		for _, latin := range w.first {
			add(latinKey(latin, "ks", "k"), false)
		}
	}
	return out
}

// AlikeSounds is how alike two keys are, from 0 to 1.
func AlikeSounds(a, b Sound) float64 {
	v := alike(a.Key, b.Key)
	if a.Stem || b.Stem {
		v -= stemCost
	}
	return v
}

// Alike is how alike two parts sound in any of their readings, from 0 to 1.
func (p Part) Alike(q Part) float64 {
	if p.token == nil || q.token == nil {
		return 0
	}
	s, _ := alikeTokens(p.token, q.token, false)
	return s
}

// Script is the writing of the part.
func (p Part) Script() Script {
	if p.token == nil {
		return Other
	}
	return p.token.script
}

// Worth is what a likeness of two words counts for in a comparison.
func Worth(alike float64) float64 { return sharpen(alike) }
