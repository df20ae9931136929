// Package ledger is the arithmetic of a log that nobody can rewrite unseen:
// leaves, the commitments in them, the tree over them (RFC 6962, by
// golang.org/x/mod/sumdb/tlog) and its signed heads (the checkpoints of
// c2sp.org/tlog-checkpoint, by sumdb/note). It knows no database.
//
// A leaf never holds what was written, only a commitment to it: an HMAC under
// a random salt that is kept beside the log. Whoever has the content and the
// salt can check it; once both are erased the leaf says nothing about what it
// stood for, and the log still holds.
package ledger

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"math/big"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Salt is what a commitment is made under, drawn anew for each.
type Salt [16]byte

// NewSalt draws a salt from the system's random source.
func NewSalt() (s Salt) {
	_, _ = rand.Read(s[:]) // never fails: it ends the program instead
	return s
}

// Commitment is the HMAC-SHA-256 of an item's content under its salt.
type Commitment [sha256.Size]byte

// Content is an item's content on its way into a commitment. Fields come in
// one order and say their names; the empty ones (nil, 0, "") are left out, so
// that a column added later to a table changes no commitment made before.
type Content struct {
	mac hash.Hash
	len [binary.MaxVarintLen64]byte
}

// NewContent begins a content with what it is of. That of a leaf is of the
// leaf's day, act and item, so that a leaf cannot be read as another's.
func NewContent(s Salt, of ...string) *Content {
	c := &Content{mac: hmac.New(sha256.New, s[:])}
	for _, o := range of {
		c.part([]byte(o))
	}
	return c
}

// Content begins the content that the leaf commits to.
func (l Leaf) Content(s Salt) *Content { return NewContent(s, l.Day, l.Act, l.Item) }

func (c *Content) part(b []byte) {
	c.mac.Write(c.len[:binary.PutUvarint(c.len[:], uint64(len(b)))])
	c.mac.Write(b)
}

// Add adds a field: an int64, a string, bytes, or nil.
func (c *Content) Add(name string, value any) error {
	var b []byte
	kind := byte('t')
	switch v := value.(type) {
	case nil:
	case int64:
		if v != 0 {
			kind, b = 'i', binary.BigEndian.AppendUint64(nil, uint64(v))
		}
	case string:
		b = []byte(v)
	case []byte:
		b = v
	default:
		return fmt.Errorf("a field of type %T cannot be committed to", value)
	}
	if len(b) == 0 {
		return nil
	}
	c.part([]byte(name))
	c.mac.Write([]byte{kind})
	c.part(b)
	return nil
}

// Sum is the commitment to all that was added.
func (c *Content) Sum() (out Commitment) {
	c.mac.Sum(out[:0])
	return out
}

// Leaf is one entry of the log: on a day, an act left an item with the content
// committed to, or erased it.
type Leaf struct {
	Day        string // YYYY-MM-DD; a leaf never says the hour
	Act        string
	Item       string // its kind and key: "claim/c0123456789abcdef"
	Erased     bool   // nothing is kept of the item any more
	Commitment Commitment
}

const erased = "erased"

// Text is the leaf as the log keeps and hashes it: its fields, a tab between.
func (l Leaf) Text() string {
	c := erased
	if !l.Erased {
		c = base64.RawStdEncoding.EncodeToString(l.Commitment[:])
	}
	return l.Day + "\t" + l.Act + "\t" + l.Item + "\t" + c
}

// Check says whether the leaf can be written as text and read back.
func (l Leaf) Check() error {
	if back, err := ParseLeaf(l.Text()); err != nil || back != l {
		return fmt.Errorf("%q cannot be an entry of the ledger", l.Text())
	}
	return nil
}

var errLeaf = errors.New("it is not an entry of this ledger")

// ParseLeaf is the inverse of Text.
func ParseLeaf(text string) (Leaf, error) {
	f := strings.Split(text, "\t")
	if len(f) != 4 || f[1] == "" || f[2] == "" || strings.ContainsAny(text, "\r\n") {
		return Leaf{}, errLeaf
	}
	l := Leaf{Day: f[0], Act: f[1], Item: f[2]}
	if day, err := time.Parse(time.DateOnly, l.Day); err != nil || day.Format(time.DateOnly) != l.Day {
		return Leaf{}, errLeaf
	}
	if f[3] == erased {
		l.Erased = true
		return l, nil
	}
	// Strict: one commitment has one spelling.
	sum, err := base64.RawStdEncoding.Strict().DecodeString(f[3])
	if err != nil || len(sum) != len(l.Commitment) {
		return Leaf{}, errLeaf
	}
	l.Commitment = Commitment(sum)
	return l, nil
}

// Hash is what the tree keeps of a leaf.
func Hash(text string) tlog.Hash { return tlog.RecordHash([]byte(text)) }

// Shuffle puts things into a random order that nobody can foretell.
func Shuffle[T any](v []T) error {
	for i := len(v) - 1; i > 0; i-- {
		j, err := rand.Int(rand.Reader, big.NewInt(int64(i+1)))
		if err != nil {
			return fmt.Errorf("drawing an order: %w", err)
		}
		v[i], v[j.Int64()] = v[j.Int64()], v[i]
	}
	return nil
}
