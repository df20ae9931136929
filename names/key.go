package names

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A key is how a token may sound, written with one byte a sound: the vowels
// a e i o u, and p b v f m t d n N(ng) l r s z S(sh) Z(zh) C(ch) J(j as in jan) k
// g h y. Four readings of a token are kept at most.
const mostKeys = 4

//go:embed data/letters.tsv
var lettersTSV string

// letters are the tables of letters, by script.
var letters = func() map[string]map[rune]string {
	out := map[string]map[rune]string{}
	for line := range strings.Lines(lettersTSV) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		if out[f[0]] == nil {
			out[f[0]] = map[rune]string{}
		}
		out[f[0]][[]rune(f[1])[0]] = f[2]
	}
	return out
}()

// Keys are how a token may sound, at most four ways, the likeliest first. Lang
// ("kk", "ug", "ky", "ru", "zh", "en" or "") decides between readings of letters
// that languages use apart: without it both are kept. A token of a script that is
// not read has none.
func Keys(token, lang string) []string {
	switch ScriptOf(token) {
	case Latin:
		return latinKeys(token)
	case Cyrillic:
		keys := []string{cyrillicKey(token, 'Z'), cyrillicKey(token, 'J')}
		if strings.HasPrefix(keys[0], "e") && !strings.HasPrefix(strings.ToLower(token), "э") && !strings.HasPrefix(strings.ToLower(token), "ә") {
			keys = append(keys, "y"+keys[0]) // Ерлан is Yerlan
		}
		return distinct(keys)
	case Arabic:
		return arabicKeys(token, lang)
	case Han:
		return newHanWord(token).keys()
	}
	return nil
}

func distinct(keys []string) []string {
	var out []string
	for _, k := range keys {
		if k == "" || len(out) == mostKeys {
			continue
		}
		seen := false
		for _, o := range out {
			seen = seen || o == k
		}
		if !seen {
			out = append(out, k)
		}
	}
	return out
}

func vowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }

// tidy joins doubled sounds.
func tidy(b []byte) string {
	out := b[:0]
	for _, c := range b {
		if len(out) > 0 && out[len(out)-1] == c {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

func cyrillicKey(token string, zh byte) string {
	table := letters["cyrl"]
	var b []byte
	r := []rune(strings.ToLower(token))
	for i := 0; i < len(r); i++ {
		switch {
		case r[i] == 'д' && i+1 < len(r) && (r[i+1] == 'ж' || r[i+1] == 'җ'):
			b = append(b, 'J')
			i++
			continue
		case r[i] == 'ж':
			b = append(b, zh)
			continue
		case r[i] == 'у' && len(b) > 0 && vowel(b[len(b)-1]):
			b = append(b, 'v') // Kazakh у after a vowel: Әуез, Сәуле
			continue
		}
		k := table[r[i]]
		if len(b) > 0 && b[len(b)-1] == 'i' {
			switch {
			case len(k) == 2 && k[0] == 'y':
				k = k[1:] // Алия is Alia
			case r[i] == 'й' && i+1 == len(r):
				k = "" // Юрий is Yuri
			}
		}
		b = append(b, k...)
	}
	return tidy(b)
}

// arabicKeys reads the letters as Kazakh and as Uyghur: ۆ is v in the one and ö
// in the other, ج zh and j, ع gh and nothing, ۋ u and v.
func arabicKeys(token, lang string) []string {
	// A high hamza marks a front word in Kazakh; two spellings of it are in use,
	// and four letters have it built in.
	token = strings.NewReplacer("\u0674", "", "\u0621", "", "\u0675", "ا", "\u0676", "و", "\u0677", "ۇ", "\u0678", "ى", "ی", "ى", "ک", "ك", "أ", "ا", "إ", "ا", "ؤ", "و").Replace(token)
	read := func(table map[rune]string) string {
		var b []byte
		r := []rune(norm.NFC.String(token))
		for i, x := range r {
			k, ok := table[x]
			if !ok {
				continue
			}
			if x == 'ي' && (len(b) == 0 || !vowel(b[len(b)-1])) && !(i+1 < len(r) && strings.ContainsRune("اەوۇۆۈىې", r[i+1])) {
				k = "i" // between consonants it is a vowel
			}
			if x == 'ۋ' && len(b) > 0 && vowel(b[len(b)-1]) {
				k = "v"
			}
			b = append(b, k...)
		}
		return tidy(b)
	}
	kk, ug := read(letters["kkar"]), read(letters["ugar"])
	switch {
	case lang == "kk":
		return distinct([]string{kk})
	case lang == "ug", strings.ContainsAny(token, "ېئھ"):
		return distinct([]string{ug, kk})
	}
	return distinct([]string{kk, ug})
}

// apart are letters that lose their sound with their marks.
var apart = strings.NewReplacer("ə", "e", "ɘ", "e", "ø", "o", "ɵ", "o", "œ", "o", "æ", "e", "ı", "i", "ł", "l", "đ", "d", "ß", "ss", "þ", "th", "ð", "d", "ş", "sh", "š", "sh", "ś", "sh", "ç", "ch", "č", "ch", "ć", "ch", "ž", "zh", "ź", "zh", "ż", "zh", "ğ", "gh", "ƣ", "gh", "ġ", "gh",
	"ñ", "ng", "ŋ", "ng", "ⱬ", "zh", "ⱨ", "h", "ⱪ", "q", "ḥ", "h", "ẖ", "h", "ķ", "k")

// latinKeys reads a Latin token as the Uyghur alphabet and English have it, as
// pinyin and the older Uyghur alphabet (x is sh, q is ch), and with the x of
// European names.
func latinKeys(token string) []string {
	s := apart.Replace(strings.ToLower(norm.NFC.String(token)))
	var plain []byte
	for _, r := range norm.NFD.String(s) {
		if r < unicode.MaxASCII && r >= 'a' && r <= 'z' {
			plain = append(plain, byte(r))
		}
	}
	if len(plain) == 0 {
		return nil
	}
	w := string(plain)
	keys := []string{latinKey(w, "h", "k")}
	if k := pinyinKey(w); k != "" {
		keys = append(keys, k)
	}
	if strings.ContainsAny(w, "xq") {
		keys = append(keys, latinKey(w, "S", "C"), latinKey(w, "ks", "k"))
	}
	if strings.ContainsRune(w, 'j') {
		keys = append(keys, strings.ReplaceAll(keys[0], "J", "y")) // Bojan
	}
	if strings.ContainsRune(w, 'j') || strings.Contains(w, "zh") {
		keys = append(keys, strings.NewReplacer("J", "Z", "Z", "J").Replace(keys[0]))
	}
	return distinct(keys)
}

var digraphs = []struct{ from, to string }{
	{"shch", "S"}, {"tzh", "tZ"}, {"tsch", "C"}, {"dzh", "J"}, {"tch", "C"}, {"sch", "S"}, {"dj", "J"}, {"sh", "S"}, {"ch", "C"}, {"zh", "Z"}, {"kh", "h"}, {"gh", "g"}, {"ph", "f"}, {"th", "t"}, {"ck", "k"},
	{"oo", "u"}, {"ee", "i"}, {"ou", "u"}, {"ts", "s"}, {"tz", "s"},
}

func latinKey(w, x, q string) string {
	var b []byte
next:
	for i := 0; i < len(w); {
		for _, d := range digraphs {
			if strings.HasPrefix(w[i:], d.from) {
				b = append(b, d.to...)
				i += len(d.from)
				continue next
			}
		}
		c := w[i]
		i++
		switch c {
		case 'i':
			switch {
			case i+1 == len(w) && w[i] == 'e':
				b = append(b, 'i') // Marie
				i++
			case i+1 < len(w) && w[i] == 'y' && vowel(w[i+1]), i+1 == len(w) && (w[i] == 'y' || w[i] == 'j'):
				b = append(b, 'i') // Aliya is Alia, Yuriy is Yuri
				i++
			case len(b) > 0 && b[len(b)-1] != 'i' && vowel(b[len(b)-1]) && (i == len(w) || !vowel(w[i])):
				b = append(b, 'y') // Aizhan is Ayzhan
			default:
				b = append(b, 'i')
			}
		case 'u':
			if len(b) > 0 && (b[len(b)-1] == 'a' || b[len(b)-1] == 'e') {
				b = append(b, 'v') // Daulet is Davlet, as Kazakh у after a vowel
			} else {
				b = append(b, 'u')
			}
		case 'x':
			b = append(b, x...)
		case 'q':
			b = append(b, q...)
			if i < len(w) && w[i] == 'u' && q == "k" && i+1 < len(w) && vowel(w[i+1]) {
				i++ // qu before a vowel: Joaquín, Enrique
			}
		case 'w':
			b = append(b, 'v')
		case 'j':
			b = append(b, 'J')
		case 'c':
			if i < len(w) && (w[i] == 'e' || w[i] == 'i' || w[i] == 'y') {
				b = append(b, 's')
			} else {
				b = append(b, 'k')
			}
		case 'y':
			if i+1 == len(w) && w[i] == 'i' {
				b = append(b, 'i') // Yuryi
				i++
			} else if i < len(w) && vowel(w[i]) || len(b) > 0 && vowel(b[len(b)-1]) {
				b = append(b, 'y')
			} else {
				b = append(b, 'i')
			}
		case 'n':
			if i < len(w) && w[i] == 'g' && (i+1 == len(w) || !vowel(w[i+1])) {
				b = append(b, 'N')
				i++
			} else {
				b = append(b, 'n')
			}
		default:
			b = append(b, c)
		}
	}
	return tidy(b)
}
