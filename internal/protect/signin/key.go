package signin

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// KeyFile is the name of the key's file in the folder of a record. It lies
// beside the database, not in it: a copy of the database alone makes nobody's
// codes.
const KeyFile = "signin.key"

// A Key is the secret from which those of the sign-in are derived. The zero
// Key derives none.
type Key struct{ secret []byte }

// OpenKey reads the key in the folder, and makes one where there is none.
func OpenKey(dir string) (Key, error) {
	name := filepath.Join(dir, KeyFile)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeKey(name); err == nil || errors.Is(err, fs.ErrExist) {
			// Another process may have made it in the meantime.
			text, err = os.ReadFile(name)
		}
	}
	if err != nil {
		return Key{}, fmt.Errorf("the key of the sign-in: %w", err)
	}
	secret, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(secret) != 32 {
		return Key{}, fmt.Errorf("%s does not hold the key of the sign-in: put it back from a backup, or remove it and let everybody set their second factor up anew (habeas user reset)", name)
	}
	return Key{secret}, nil
}

// makeKey writes a whole key under its name or nothing.
func makeKey(name string) (err error) {
	secret := make([]byte, 32)
	rand.Read(secret)
	f, err := os.CreateTemp(filepath.Dir(name), KeyFile+".")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = fmt.Fprintln(f, hex.EncodeToString(secret))
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), name) // fails where there is one
}

// Factors is the key that second factors are sealed with.
func (k Key) Factors() []byte { return k.derive("second factors") }

// Browsers is the key that the cookies of known browsers are signed with.
func (k Key) Browsers() []byte { return k.derive("known browsers") }

func (k Key) derive(purpose string) []byte {
	if k.secret == nil {
		return nil
	}
	out, err := hkdf.Key(sha256.New, k.secret, nil, "habeas: "+purpose, 32)
	if err != nil {
		panic(fmt.Sprintf("signin: %v", err)) // 32 bytes can always be derived
	}
	return out
}
