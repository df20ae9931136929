// Package seal locks away who a source is. What is written down about it goes
// into a box that two custodians open together, with keys that are on no server:
// each has one share of the key of the box, sealed to a post-quantum age recipient
// (ML-KEM-768 with X25519), and one share tells nothing. All boxes are of one
// size, and an empty one looks like a full one.
package seal

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/shamir"
)

// Identity is who a source is. No field has to be filled in.
type Identity struct {
	Name     string `json:"name,omitempty"`
	Contact  string `json:"contact,omitempty"`
	Relation string `json:"relation,omitempty"` // to the person it tells of
	Place    string `json:"place,omitempty"`
	Language string `json:"language,omitempty"`
	Channel  string `json:"channel,omitempty"` // by which it may be reached
	Note     string `json:"note,omitempty"`
}

// Room is how many bytes a box holds.
const Room = 4096

// Custodians is how many have to come together.
const Custodians = 2

// Fingerprint is a short name of a recipient, to be read out over another way.
func Fingerprint(recipient string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(recipient)))
	return hex.EncodeToString(sum[:8])
}

// CheckRecipient refuses what is no post-quantum recipient.
func CheckRecipient(recipient string) error {
	if _, err := age.ParseHybridRecipient(strings.TrimSpace(recipient)); err != nil {
		return errors.New("this is no key of a custodian: paste the line that habeas keys new printed, beginning with age1pq")
	}
	return nil
}

// box is what is kept.
type box struct {
	Version int     `json:"v"`
	Locked  []byte  `json:"locked"` // nonce and content, padded
	Shares  []share `json:"shares"`
}

type share struct {
	To     string `json:"to"`     // fingerprint
	Sealed []byte `json:"sealed"` // age
}

const version = 1

// ErrRoom is said of more than a box holds.
var ErrRoom = fmt.Errorf("what is written about the source is longer than a box holds (about %d letters): shorten the note", Room/2)

// Box seals an identity so that any two of the custodians can open it together.
func Box(id Identity, custodians []habeas.Custodian) ([]byte, error) {
	plain, err := json.Marshal(id)
	if err != nil {
		return nil, err
	}
	if len(plain) > Room {
		return nil, ErrRoom
	}
	padded := append(plain, bytes.Repeat([]byte{' '}, Room-len(plain))...) // blanks after a JSON document say nothing
	defer clear(padded)
	return lock(padded, forBox, custodians)
}

// What a lock is for, so that one is never taken for the other.
const (
	forBox     = "habeas box"
	forMessage = "habeas message"
)

// lock seals what is padded already, so that any two of the custodians can open
// it.
func lock(padded []byte, what string, custodians []habeas.Custodian) ([]byte, error) {
	if len(custodians) < Custodians {
		return nil, fmt.Errorf("it takes %d custodians, and there are %d", Custodians, len(custodians))
	}
	key := make([]byte, chacha20poly1305.KeySize)
	rand.Read(key)
	defer clear(key)
	cipher, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, cipher.NonceSize())
	rand.Read(nonce)
	out := box{Version: version, Locked: cipher.Seal(nonce, nonce, padded, []byte(what))}
	shares, err := shamir.Split(key, len(custodians), Custodians)
	if err != nil {
		return nil, err
	}
	for i, c := range custodians {
		sealed, err := sealTo(c.Recipient, []byte(shares[i].String()))
		if err != nil {
			return nil, err
		}
		out.Shares = append(out.Shares, share{To: Fingerprint(c.Recipient), Sealed: sealed})
	}
	return json.Marshal(out)
}

func sealTo(recipient string, data []byte) ([]byte, error) {
	r, err := age.ParseHybridRecipient(strings.TrimSpace(recipient))
	if err != nil {
		return nil, CheckRecipient(recipient)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ErrAlone is said where fewer keys fit a box than it takes.
var ErrAlone = fmt.Errorf("it takes the keys of %d custodians of the box", Custodians)

// Open opens a box with the keys of two custodians.
func Open(sealed []byte, keys ...age.Identity) (Identity, error) {
	var id Identity
	plain, err := unlock(sealed, forBox, keys)
	if err != nil {
		return id, err
	}
	defer clear(plain)
	if err := json.Unmarshal(plain, &id); err != nil {
		return id, errors.New("the box holds nothing that this program wrote")
	}
	return id, nil
}

// unlock opens what lock sealed.
func unlock(sealed []byte, what string, keys []age.Identity) ([]byte, error) {
	var b box
	d := json.NewDecoder(bytes.NewReader(sealed))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil || b.Version != version || len(b.Shares) > 255 {
		return nil, errors.New("this is no box of this program, or one of a later version")
	}
	var shares []shamir.Share
	for _, s := range b.Shares {
		r, err := age.Decrypt(bytes.NewReader(s.Sealed), keys...)
		if err != nil {
			continue // sealed to another custodian
		}
		line, err := io.ReadAll(io.LimitReader(r, 1<<10))
		if err != nil {
			return nil, errors.New("a share of the box is damaged")
		}
		x, err := shamir.Parse(string(line))
		if err != nil || x.Need != Custodians {
			return nil, errors.New("a share of the box is damaged")
		}
		shares = append(shares, x)
	}
	if len(shares) < Custodians {
		return nil, ErrAlone
	}
	key, err := shamir.Combine(shares)
	if err != nil {
		return nil, ErrAlone
	}
	defer clear(key)
	cipher, err := chacha20poly1305.NewX(key)
	if err != nil || len(b.Locked) < cipher.NonceSize() {
		return nil, errors.New("the box is damaged")
	}
	n := cipher.NonceSize()
	plain, err := cipher.Open(nil, b.Locked[:n], b.Locked[n:], []byte(what))
	if err != nil {
		return nil, errors.New("the box is damaged, or its shares are of another")
	}
	return plain, nil
}

// Text writes a box as one line.
func Text(sealed []byte) string { return base64.StdEncoding.EncodeToString(sealed) }

// FromText reads what Text wrote.
func FromText(line string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
	if err != nil {
		return nil, errors.New("the line is no box")
	}
	return b, nil
}
