package lexicon

import (
	"fmt"
	"strings"
)

// variant is one inflected form of an entry.
type variant struct {
	words []string
	form  Form
}

// irregular gives past and participle of the English verbs the lexicons use
// that do not take -ed, and of those that double their last letter.
var irregular = map[string][2]string{
	"be": {"was", "been"}, "bear": {"bore", "borne"}, "beat": {"beat", "beaten"},
	"begin": {"began", "begun"}, "break": {"broke", "broken"}, "bring": {"brought", "brought"},
	"buy": {"bought", "bought"}, "catch": {"caught", "caught"}, "choose": {"chose", "chosen"},
	"come": {"came", "come"}, "deal": {"dealt", "dealt"},
	"do": {"did", "done"}, "fall": {"fell", "fallen"}, "feel": {"felt", "felt"},
	"find": {"found", "found"}, "flee": {"fled", "fled"}, "fly": {"flew", "flown"},
	"forbid": {"forbade", "forbidden"}, "get": {"got", "got"}, "give": {"gave", "given"},
	"go": {"went", "gone"}, "hang": {"hanged", "hanged"}, "have": {"had", "had"},
	"hear": {"heard", "heard"}, "hide": {"hid", "hidden"}, "hit": {"hit", "hit"},
	"hold": {"held", "held"}, "keep": {"kept", "kept"}, "know": {"knew", "known"},
	"lay": {"laid", "laid"}, "lead": {"led", "led"}, "leave": {"left", "left"},
	"let": {"let", "let"}, "lose": {"lost", "lost"}, "make": {"made", "made"},
	"meet": {"met", "met"}, "nab": {"nabbed", "nabbed"}, "drag": {"dragged", "dragged"},
	"grab": {"grabbed", "grabbed"}, "net": {"netted", "netted"}, "pay": {"paid", "paid"}, "put": {"put", "put"}, "read": {"read", "read"},
	"ring": {"rang", "rung"}, "run": {"ran", "run"}, "say": {"said", "said"},
	"see": {"saw", "seen"}, "seek": {"sought", "sought"}, "send": {"sent", "sent"},
	"set": {"set", "set"}, "shoot": {"shot", "shot"}, "shut": {"shut", "shut"},
	"speak": {"spoke", "spoken"}, "spend": {"spent", "spent"}, "stand": {"stood", "stood"},
	"strip": {"stripped", "stripped"}, "sweep": {"swept", "swept"}, "swoop": {"swooped", "swooped"},
	"take": {"took", "taken"}, "tell": {"told", "told"}, "think": {"thought", "thought"},
	"throw": {"threw", "thrown"}, "transfer": {"transferred", "transferred"}, "wear": {"wore", "worn"},
	"win": {"won", "won"}, "withdraw": {"withdrew", "withdrawn"}, "write": {"wrote", "written"},
	"admit": {"admitted", "admitted"}, "commit": {"committed", "committed"}, "permit": {"permitted", "permitted"},
	"ban": {"banned", "banned"}, "bar": {"barred", "barred"}, "kidnap": {"kidnapped", "kidnapped"},
	"plan": {"planned", "planned"}, "refer": {"referred", "referred"},
	"stop": {"stopped", "stopped"}, "trap": {"trapped", "trapped"}, "submit": {"submitted", "submitted"},
	"wed":     {"wed", "wed"},
	"undergo": {"underwent", "undergone"}, "grow": {"grew", "grown"},
	"understand": {"understood", "understood"}, "quit": {"quit", "quit"},
	"tip":    {"tipped", "tipped"},
	"become": {"became", "become"}, "bind": {"bound", "bound"}, "burst": {"burst", "burst"}, "bury": {"buried", "buried"},
	"whip": {"whipped", "whipped"}, "occur": {"occurred", "occurred"},
	"show": {"showed", "shown"}, "sit": {"sat", "sat"}, "quarrel": {"quarrelled", "quarrelled"}, "slip": {"slipped", "slipped"},
	"abet": {"abetted", "abetted"}, "cut": {"cut", "cut"},
}

// plurals are the English nouns of the lexicons that do not take -s.
var plurals = map[string]string{
	"man": "men", "woman": "women", "child": "children", "person": "people", "wife": "wives",
	"policeman": "policemen", "policewoman": "policewomen", "businessman": "businessmen", "businesswoman": "businesswomen",
	"fisherman": "fishermen", "cameraman": "cameramen", "clergyman": "clergymen", "gunman": "gunmen", "spokesman": "spokesmen",
	"spokeswoman": "spokeswomen", "serviceman": "servicemen", "spokesperson": "spokespeople", "foot": "feet", "salesman": "salesmen",
	"assemblyman": "assemblymen", "congressman": "congressmen", "layman": "laymen", "townsman": "townsmen", "tribesman": "tribesmen",
	"housewife": "housewives", "midwife": "midwives", "seaman": "seamen", "clergy": "clergy",
	"grandchild": "grandchildren", "stepchild": "stepchildren",
}

func inflect(words []string, class string) ([]variant, error) {
	switch class {
	case "":
		return []variant{{words, Noun}}, nil
	case "n":
		last := len(words) - 1
		return []variant{{words, Noun}, {replace(words, last, plural(words[last])), Plural}}, nil
	case "v":
		v := strings.ToLower(words[0])
		past, part := pastForms(v)
		out := []variant{
			{words, Base}, {replace(words, 0, third(v)), Third}, {replace(words, 0, ing(v)), Ing},
			{replace(words, 0, past), Past}, {replace(words, 0, part), Part},
		}
		if v == "be" {
			out = append(out, variant{replace(words, 0, "were"), Past}, variant{replace(words, 0, "is"), Third}, variant{replace(words, 0, "are"), Third})
		}
		return out, nil
	}
	return nil, fmt.Errorf("unknown class %q: use v, n or none", class)
}

func replace(words []string, i int, w string) []string {
	out := append([]string(nil), words...)
	out[i] = w
	return out
}

func sibilant(w string) bool {
	for _, s := range []string{"s", "x", "z", "ch", "sh"} {
		if strings.HasSuffix(w, s) {
			return true
		}
	}
	return false
}

func consonantY(w string) bool {
	return len(w) > 1 && strings.HasSuffix(w, "y") && !strings.ContainsRune("aeiou", rune(w[len(w)-2]))
}

func plural(w string) string {
	if p, ok := plurals[strings.ToLower(w)]; ok {
		return p
	}
	switch {
	case consonantY(w):
		return w[:len(w)-1] + "ies"
	case sibilant(w):
		return w + "es"
	}
	return w + "s"
}

func third(v string) string {
	switch v {
	case "have":
		return "has"
	case "be":
		return "is"
	case "go", "do":
		return v + "es"
	}
	return plural(v)
}

func pastForms(v string) (past, part string) {
	if f, ok := irregular[v]; ok {
		return f[0], f[1]
	}
	switch {
	case strings.HasSuffix(v, "e"):
		v += "d"
	case consonantY(v):
		v = v[:len(v)-1] + "ied"
	default:
		v += "ed"
	}
	return v, v
}

func ing(v string) string {
	if f, ok := irregular[v]; ok && strings.HasSuffix(f[1], "ed") && len(f[1]) > len(v)+2 && !strings.HasSuffix(v, "y") && !strings.HasSuffix(v, "e") {
		return f[1][:len(f[1])-2] + "ing" // the doubled letter of transferred, kidnapped
	}
	for _, dbl := range []string{"get", "put", "set", "hit", "cut", "let", "run", "begin", "sit", "shut", "forbid", "quit", "win"} {
		if v == dbl {
			return v + v[len(v)-1:] + "ing"
		}
	}
	switch {
	case strings.HasSuffix(v, "ie"):
		return v[:len(v)-2] + "ying"
	case strings.HasSuffix(v, "ee"), v == "be":
		return v + "ing"
	case strings.HasSuffix(v, "e"):
		return v[:len(v)-1] + "ing"
	}
	return v + "ing"
}
