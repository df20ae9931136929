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

// irregular gives past and participle of the English verbs that do not take -ed.
var irregular = map[string][2]string{
	"be": {"was", "been"}, "bear": {"bore", "borne"}, "beat": {"beat", "beaten"}, "become": {"became", "become"},
	"begin": {"began", "begun"}, "bend": {"bent", "bent"}, "bet": {"bet", "bet"}, "bind": {"bound", "bound"},
	"bite": {"bit", "bitten"}, "bleed": {"bled", "bled"}, "blow": {"blew", "blown"}, "break": {"broke", "broken"},
	"bring": {"brought", "brought"}, "broadcast": {"broadcast", "broadcast"}, "build": {"built", "built"},
	"burst": {"burst", "burst"}, "buy": {"bought", "bought"}, "catch": {"caught", "caught"},
	"choose": {"chose", "chosen"}, "cling": {"clung", "clung"}, "come": {"came", "come"}, "cost": {"cost", "cost"},
	"creep": {"crept", "crept"}, "cut": {"cut", "cut"}, "deal": {"dealt", "dealt"}, "dig": {"dug", "dug"},
	"do": {"did", "done"}, "draw": {"drew", "drawn"}, "drink": {"drank", "drunk"}, "drive": {"drove", "driven"},
	"eat": {"ate", "eaten"}, "fall": {"fell", "fallen"}, "feed": {"fed", "fed"}, "feel": {"felt", "felt"},
	"fight": {"fought", "fought"}, "find": {"found", "found"}, "flee": {"fled", "fled"}, "fling": {"flung", "flung"},
	"fly": {"flew", "flown"}, "forbid": {"forbade", "forbidden"}, "forget": {"forgot", "forgotten"},
	"forgive": {"forgave", "forgiven"}, "freeze": {"froze", "frozen"}, "get": {"got", "got"}, "give": {"gave", "given"},
	"go": {"went", "gone"}, "grind": {"ground", "ground"}, "grow": {"grew", "grown"}, "have": {"had", "had"},
	"hear": {"heard", "heard"}, "hide": {"hid", "hidden"}, "hit": {"hit", "hit"}, "hold": {"held", "held"},
	"hurt": {"hurt", "hurt"}, "keep": {"kept", "kept"}, "kneel": {"knelt", "knelt"}, "know": {"knew", "known"},
	"lay": {"laid", "laid"}, "lead": {"led", "led"}, "leave": {"left", "left"}, "lend": {"lent", "lent"},
	"let": {"let", "let"}, "lie": {"lay", "lain"}, "lose": {"lost", "lost"}, "make": {"made", "made"},
	"mean": {"meant", "meant"}, "meet": {"met", "met"}, "mislead": {"misled", "misled"},
	"overhear": {"overheard", "overheard"}, "oversee": {"oversaw", "overseen"}, "overthrow": {"overthrew", "overthrown"},
	"pay": {"paid", "paid"}, "put": {"put", "put"}, "quit": {"quit", "quit"}, "read": {"read", "read"},
	"rebuild": {"rebuilt", "rebuilt"}, "retake": {"retook", "retaken"}, "ride": {"rode", "ridden"},
	"ring": {"rang", "rung"}, "rise": {"rose", "risen"}, "run": {"ran", "run"}, "say": {"said", "said"},
	"see": {"saw", "seen"}, "seek": {"sought", "sought"}, "sell": {"sold", "sold"}, "send": {"sent", "sent"},
	"set": {"set", "set"}, "shake": {"shook", "shaken"}, "shed": {"shed", "shed"}, "shoot": {"shot", "shot"},
	"show": {"showed", "shown"}, "shrink": {"shrank", "shrunk"}, "shut": {"shut", "shut"}, "sing": {"sang", "sung"},
	"sit": {"sat", "sat"}, "slay": {"slew", "slain"}, "sleep": {"slept", "slept"}, "slide": {"slid", "slid"},
	"speak": {"spoke", "spoken"}, "spend": {"spent", "spent"}, "spin": {"spun", "spun"}, "spit": {"spat", "spat"},
	"split": {"split", "split"}, "spread": {"spread", "spread"}, "stand": {"stood", "stood"},
	"steal": {"stole", "stolen"}, "stick": {"stuck", "stuck"}, "strike": {"struck", "struck"},
	"string": {"strung", "strung"}, "swear": {"swore", "sworn"}, "sweep": {"swept", "swept"}, "swim": {"swam", "swum"},
	"take": {"took", "taken"}, "teach": {"taught", "taught"}, "tear": {"tore", "torn"}, "tell": {"told", "told"},
	"think": {"thought", "thought"}, "throw": {"threw", "thrown"}, "undergo": {"underwent", "undergone"},
	"understand": {"understood", "understood"}, "undertake": {"undertook", "undertaken"}, "uphold": {"upheld", "upheld"},
	"wake": {"woke", "woken"}, "wear": {"wore", "worn"}, "weep": {"wept", "wept"}, "win": {"won", "won"},
	"withdraw": {"withdrew", "withdrawn"}, "withhold": {"withheld", "withheld"}, "withstand": {"withstood", "withstood"},
	"write": {"wrote", "written"}, "wed": {"wed", "wed"},
}

// doubling verbs of two syllables double their last letter: transferred.
var doubling = map[string]bool{
	"abet": true, "admit": true, "commit": true, "compel": true, "confer": true, "control": true, "defer": true, "deter": true, "equip": true, "expel": true,
	"kidnap": true, "occur": true, "patrol": true, "permit": true, "propel": true, "rebel": true, "refer": true, "regret": true, "repel": true, "submit": true,
	"transfer": true, "begin": true, "forbid": true, "forget": true, "handicap": true, "outrun": true,
	"cancel": true, "travel": true, "label": true, "quarrel": true, "counsel": true, "signal": true,
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
		if strings.HasSuffix(v, "el") && doubling[v] || v == "signal" {
			out = append(out, variant{replace(words, 0, v+"ed"), Past | Part}, variant{replace(words, 0, v+"ing"), Ing}) // American spelling
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

// doubles says whether a verb doubles its last letter before -ed and -ing: one
// syllable that ends in a consonant, a vowel and a consonant does.
func doubles(v string) bool {
	if doubling[v] {
		return true
	}
	n := len(v)
	if n < 3 || n > 5 || vowel(v[n-1]) || strings.ContainsRune("wxy", rune(v[n-1])) || !vowel(v[n-2]) || vowel(v[n-3]) {
		return false
	}
	for i := 0; i < n-3; i++ {
		if vowel(v[i]) && !(v[i] == 'u' && i > 0 && v[i-1] == 'q') {
			return false
		}
	}
	return true
}

func vowel(b byte) bool { return strings.IndexByte("aeiou", b) >= 0 }

func pastForms(v string) (past, part string) {
	if f, ok := irregular[v]; ok {
		return f[0], f[1]
	}
	switch {
	case strings.HasSuffix(v, "e"):
		v += "d"
	case consonantY(v):
		v = v[:len(v)-1] + "ied"
	case doubles(v):
		v += v[len(v)-1:] + "ed"
	default:
		v += "ed"
	}
	return v, v
}

func ing(v string) string {
	switch {
	case strings.HasSuffix(v, "ie"):
		return v[:len(v)-2] + "ying"
	case strings.HasSuffix(v, "ee"), v == "be":
		return v + "ing"
	case strings.HasSuffix(v, "e"):
		return v[:len(v)-1] + "ing"
	case doubles(v):
		return v + v[len(v)-1:] + "ing"
	}
	return v + "ing"
}
