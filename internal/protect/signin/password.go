// Package signin holds what shows that somebody is who they say: passwords,
// codes of an app (TOTP, RFC 6238) and recovery codes. It keeps nothing; what
// was used is for the desk to remember.
package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/habeas-record/habeas"
)

// Argon2id at RFC 9106's second recommendation scaled to a small server:
// 64 MiB, three passes, two lanes; about 60 ms on two cores.
const (
	argonTime    = 3
	argonMemory  = 64 * 1024 // KiB
	argonThreads = 2
	argonKey     = 32
	argonSalt    = 16
)

// argonAtOnce bounds the memory that people signing in together can take to that
// of one: each takes a tenth of a second.
var argonAtOnce = make(chan struct{}, 1)

// MinPassword is the least number of letters of a password. Length is asked
// for, composition is not (NIST SP 800-63B).
const MinPassword = 12

// PasswordFits says what is wrong with a password.
func PasswordFits(password string) error {
	if n := utf8.RuneCountInString(password); n < MinPassword {
		return habeas.Invalid(fmt.Sprintf("use at least %d letters; several words are good", MinPassword), "the password is too short")
	} else if n > 512 {
		return habeas.Invalid("use at most 512 letters", "the password is too long")
	}
	return nil
}

// HashPassword returns the password's hash in PHC form; names are those its
// owner goes by here, which make no password.
func HashPassword(password string, names ...string) (string, error) {
	if err := PasswordFits(password); err != nil {
		return "", err
	}
	if err := Guessable(password, names...); err != nil {
		return "", err
	}
	salt := make([]byte, argonSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key := argonDerive(password, salt, argonTime, argonMemory, argonThreads)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

func argonDerive(password string, salt []byte, time, memory uint32, threads uint8) []byte {
	argonAtOnce <- struct{}{}
	defer func() { <-argonAtOnce }()
	// The same password typed on another keyboard may compose its letters
	// otherwise (RFC 8265).
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, time, memory, threads, argonKey)
}

// CheckPassword reports whether the password has the hash.
func CheckPassword(hash, password string) bool {
	if utf8.RuneCountInString(password) > 512 {
		return false
	}
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var memory, time uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare(want, argonDerive(password, salt, time, memory, threads)) == 1
}

// NobodysPassword is a hash no password has, checked for names that are not
// there so that they take as long as those that are.
var NobodysPassword = sync.OnceValue(func() string {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		panic(fmt.Sprintf("signin: no randomness: %v", err))
	}
	hash, err := HashPassword(base64.RawStdEncoding.EncodeToString(secret))
	if err != nil {
		panic(fmt.Sprintf("signin: %v", err))
	}
	return hash
})
