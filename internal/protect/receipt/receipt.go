// Package receipt makes the codes by which somebody without an account asks
// later what became of what they sent, and takes it back.
//
// A code is eight groups of six digits: five drawn at random and one that
// checks them, 132.8 bits in all, above the 128 that OWASP ASVS 5.0 asks of
// what must not be guessed (11.5.1). Digits are the same in every language,
// can be read over a telephone and typed on any keyboard, in whichever digits
// it has. The record keeps a hash of a code and never the code.
package receipt

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/habeas-record/habeas"
)

const (
	groups = 8
	random = 5 // digits of a group that are drawn
)

// Code is a code as it is kept by the one who has it: 48 digits.
type Code string

// New draws a code from r, which must be cryptographically random.
func New(r io.Reader) (Code, error) {
	var b strings.Builder
	one := make([]byte, 1)
	for range groups {
		group := make([]byte, 0, random+1)
		for len(group) < random {
			if _, err := io.ReadFull(r, one); err != nil {
				return "", fmt.Errorf("draw a code: %w", err)
			}
			if one[0] < 250 { // so that each digit is as likely as the others
				group = append(group, '0'+one[0]%10)
			}
		}
		b.Write(append(group, check(group)))
	}
	return Code(b.String()), nil
}

// check is Luhn's digit (ISO/IEC 7812-1): it tells every single mistyped digit
// and nearly every swap of neighbours.
func check(digits []byte) byte {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}

// Groups are the groups of a code, to be shown and read aloud one by one.
func (c Code) Groups() []string {
	var out []string
	for s := string(c); len(s) >= random+1; s = s[random+1:] {
		out = append(out, s[:random+1])
	}
	return out
}

// String sets the groups apart.
func (c Code) String() string { return strings.Join(c.Groups(), " ") }

// Hash is what the record keeps of a code. 132 bits cannot be searched, so no
// slow hash is needed (ASVS 6.5.2 asks for one below 112 bits).
func (c Code) Hash() string {
	h := sha256.Sum256([]byte("habeas receipt\x00" + string(c)))
	return hex.EncodeToString(h[:])
}

// Parse reads a code as somebody types it: digits of any script, with whatever
// marks between them. An error says which group is wrong, and never the digits.
func Parse(typed string) (Code, error) {
	digits := make([]byte, 0, groups*(random+1))
	for _, r := range typed {
		switch {
		case unicode.IsDigit(r):
			if len(digits) == groups*(random+1) {
				return "", habeas.Invalid("type the eight groups as they were shown", "the code has more digits than a code has")
			}
			digits = append(digits, '0'+digit(r))
		case unicode.IsLetter(r):
			return "", habeas.Invalid("type the eight groups of digits as they were shown", "the code holds letters")
		}
	}
	if len(digits) < groups*(random+1) {
		return "", habeas.Invalid("type the eight groups of six digits as they were shown", "the code has %d digits and not %d", len(digits), groups*(random+1))
	}
	if g := checks(digits); g > 0 {
		return "", habeas.Invalid("compare it with what was shown", "group %d of the code is mistyped", g)
	}
	return Code(digits), nil
}

// Within reports whether a text holds a code, whatever stands between its
// digits but letters.
func Within(text string) bool {
	var digits []byte
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits = append(digits, '0'+digit(r))
			if n := len(digits) - groups*(random+1); n >= 0 && checks(digits[n:]) == 0 {
				return true
			}
		case unicode.IsLetter(r):
			digits = digits[:0]
		}
	}
	return false
}

// checks returns the number of the first group whose check digit is wrong, 0
// where none is.
func checks(digits []byte) int {
	for g := range groups {
		group := digits[g*(random+1) : (g+1)*(random+1)]
		if check(group[:random]) != group[random] {
			return g + 1
		}
	}
	return 0
}

// digit is the value of a decimal digit of any script: Unicode keeps each ten
// of them together, in order, from a code point that ends the run before.
func digit(r rune) byte {
	n := byte(0)
	for n < 9 && unicode.IsDigit(r-1) && sameTen(r-1, r) {
		r--
		n++
	}
	return n
}

// sameTen reports whether two neighbouring digits are of one run of ten: the
// ranges of Unicode's digits hold whole runs.
func sameTen(a, b rune) bool {
	for _, x := range unicode.Nd.R16 {
		if rune(x.Lo) <= a && b <= rune(x.Hi) {
			return (b-rune(x.Lo))%10 != 0
		}
	}
	for _, x := range unicode.Nd.R32 {
		if rune(x.Lo) <= a && b <= rune(x.Hi) {
			return (b-rune(x.Lo))%10 != 0
		}
	}
	return false
}
