package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/habeas-record/habeas"
)

// A code of the app counts for its half minute and the one on either side
// (RFC 6238, section 5.2).
const (
	codeStep  = 30 * time.Second
	codeSteps = 1
)

// CodeLife is how long a code of the app may count: what was used has to be
// remembered no longer.
const CodeLife = 4 * codeSteps * codeStep

// NewSecret makes the secret of an app, base32.
func NewSecret() string {
	secret := make([]byte, 20) // RFC 4226 recommends 160 bits
	rand.Read(secret)          // never fails: see crypto/rand
	return base32.StdEncoding.EncodeToString(secret)
}

// SecretURL is the secret as an app reads it off a picture, otpauth://.
func SecretURL(secret, issuer, account string) (string, error) {
	raw, err := base32.StdEncoding.DecodeString(secret)
	if err != nil {
		return "", habeas.Invalid("begin again", "the second factor cannot be read")
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: account, Secret: raw})
	if err != nil {
		return "", err
	}
	return key.URL(), nil
}

// StepOf returns the time step whose code this is, false for a code that does
// not count at that time. Whoever calls it sees to it that a step counts once.
func StepOf(secret, code string, now time.Time) (int64, bool) {
	code = strings.Join(strings.Fields(code), "")
	found, ok := int64(0), false
	for i := -codeSteps; i <= codeSteps; i++ {
		at := now.Add(time.Duration(i) * codeStep)
		want, err := totp.GenerateCodeCustom(secret, at, totp.ValidateOpts{Period: uint(codeStep / time.Second), Digits: otp.DigitsSix})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found, ok = at.Unix()/int64(codeStep/time.Second), true
		}
	}
	return found, ok
}

const recoveryCodes = 10

// NewRecovery makes recovery codes, as they are shown and plain. Each has 120
// random bits, so that a plain hash keeps it (ASVS 6.5.2).
func NewRecovery() (shown, plain []string) {
	for range recoveryCodes {
		raw := make([]byte, 15)
		rand.Read(raw)
		p := strings.ToLower(base32.StdEncoding.EncodeToString(raw))
		var groups []string
		for g := range slices.Chunk([]byte(p), 4) {
			groups = append(groups, string(g))
		}
		shown, plain = append(shown, strings.Join(groups, "-")), append(plain, p)
	}
	return shown, plain
}

// PlainCode is a recovery code however it was typed.
func PlainCode(code string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(code, func(r rune) bool { return r == '-' || r == ' ' || r == '\t' }), ""))
}

var errNoKey = habeas.Invalid("start the program with its data folder, which holds the key", "no second factor can be set up here")

// Seal encrypts the secret of an account's second factor with a key of 32
// bytes that is kept apart from it.
func Seal(key []byte, account habeas.ID, secret string) ([]byte, error) {
	box, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, errNoKey
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(secret)+box.Overhead())
	rand.Read(nonce)
	return box.Seal(nonce, nonce, []byte(secret), purpose(account)), nil
}

// Open decrypts what Seal made for the same account.
func Open(key []byte, account habeas.ID, sealed []byte) (string, error) {
	box, err := chacha20poly1305.NewX(key)
	if err != nil {
		return "", errNoKey
	}
	if len(sealed) < box.NonceSize() {
		return "", habeas.Invalid("begin again", "there is no second factor to keep")
	}
	secret, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], purpose(account))
	if err != nil {
		return "", errors.Join(habeas.Invalid("reset the second factor: its key is another", "the second factor cannot be read"), err)
	}
	return string(secret), nil
}

// purpose binds a secret to its account, so that a row of one moved to another
// opens nothing.
func purpose(account habeas.ID) []byte { return []byte("second factor of " + account) }
