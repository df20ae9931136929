package signin

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/habeas-record/habeas"
)

// known are words that passwords of twelve letters and more are made of when
// they are made in a hurry; the lists of those that were broken into are full
// of them, and of little else of that length.
var known = []string{
	"password", "passw0rd", "p@ssw0rd", "p@ssword", "passwort", "motdepasse", "contrasena", "parola", "парола", "пароль", "құпиясөз", "şifre", "sifre", "mima", "密码",
	"welcome", "letmein", "iloveyou", "administrator", "admin", "login", "secret", "changeme", "default", "dragon", "monkey", "football", "baseball", "sunshine", "princess", "superman", "master", "whatever",
	"habeas", "detained", "prisoner", "qwerty", "qwertz", "azerty", "йцукен", "abc", "xyz",
}

// rows are what fingers run along.
var rows = []string{"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiop", "azertyuiop", "qsdfghjklm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "1qaz2wsx3edc4rfv5tgb6yhn", "qazwsxedcrfvtgbyhn", "!@#$%^&*()"}

var year = regexp.MustCompile(`(19|20)[0-9][0-9]`)

// enough is how many letters have to be left of a password once what anybody
// would try is taken out of it.
const enough = 6

// Guessable says of a password that is long enough what makes it easy to guess
// all the same: it is made of one piece again and again, of keys in a row, of a
// year, of the words that are tried first, or of the names of the account and
// its desk. What is left counts; nothing is asked of its composition.
func Guessable(password string, names ...string) error {
	p := strings.ToLower(norm.NFKC.String(password))
	for _, n := range names {
		for _, word := range strings.FieldsFunc(strings.ToLower(norm.NFKC.String(n)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len([]rune(word)) >= 3 {
				p = strings.ReplaceAll(p, word, "")
			}
		}
	}
	for _, w := range known {
		p = strings.ReplaceAll(p, w, "")
	}
	p = strings.Join(strings.Fields(year.ReplaceAllString(p, " ")), "")
	if left(p) < enough {
		return habeas.Invalid("take several words that have nothing to do with each other", "the password is one that is tried first")
	}
	return nil
}

// left counts the letters of a password that are no run along a row, up or
// down, and no repetition of what stands just before them.
func left(p string) int {
	r := []rune(p)
	n := 0
	for i := 0; i < len(r); {
		if skip := repeated(r, i); skip > 0 {
			i += skip
			continue
		}
		n++
		i += max(1, run(r[i:])) // a run is one thing to guess
	}
	return n
}

// run is how many letters at the beginning lie in a row, 0 for fewer than four.
func run(r []rune) int {
	best := 0
	for _, row := range rows {
		for _, line := range [][]rune{[]rune(row), backwards(row)} {
			for from := range line {
				n := 0
				for n < len(r) && from+n < len(line) && r[n] == line[from+n] {
					n++
				}
				best = max(best, n)
			}
		}
	}
	if best < 4 {
		return 0
	}
	return best
}

func backwards(s string) []rune {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return r
}

// repeated is how many letters from i on repeat the piece just before i, a
// piece of one to eight letters, whole.
func repeated(r []rune, i int) int {
	for size := min(8, i); size > 0; size-- {
		if i+size <= len(r) && string(r[i-size:i]) == string(r[i:i+size]) {
			return size
		}
	}
	return 0
}
