// Package shamir splits a secret so that some of its shares give it back and
// fewer tell nothing (Shamir 1979), byte by byte over the field of 256 elements
// of AES. It is written here because the library known for it is not free to
// ship and the others are not kept; its multiplication takes the same time for
// any values.
package shamir

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Share is one part: the point of each byte's polynomial at X.
type Share struct {
	Need byte // how many give the secret back
	X    byte // 1 to 255
	Y    []byte
}

// mul multiplies in the field, in a time that does not depend on a and b.
func mul(a, b byte) byte {
	var p byte
	for range 8 {
		p ^= -(b & 1) & a
		carry := -(a >> 7)
		a = a<<1 ^ carry&0x1b
		b >>= 1
	}
	return p
}

// inverse is a to the power of 254.
func inverse(a byte) byte {
	r, square := byte(1), a
	for range 7 {
		square = mul(square, square)
		r = mul(r, square)
	}
	return r
}

// Split makes shares of a secret, of which need give it back.
func Split(secret []byte, shares, need int) ([]Share, error) {
	if need < 2 || shares < need || shares > 255 {
		return nil, fmt.Errorf("%d of %d shares: it takes at least two, and no more than there are (255)", need, shares)
	}
	if len(secret) == 0 {
		return nil, errors.New("there is no secret to split")
	}
	out := make([]Share, shares)
	for i := range out {
		out[i] = Share{Need: byte(need), X: byte(i + 1), Y: make([]byte, len(secret))}
	}
	terms := make([]byte, need)
	for at, s := range secret {
		rand.Read(terms) // never fails: see crypto/rand
		terms[0] = s
		for i := range out {
			y := byte(0)
			for t := need - 1; t >= 0; t-- {
				y = mul(y, out[i].X) ^ terms[t]
			}
			out[i].Y[at] = y
		}
	}
	clear(terms)
	return out, nil
}

// Combine gives a secret back. Shares of different secrets give nonsense, which
// only whoever knows a mark of the secret can tell.
func Combine(shares []Share) ([]byte, error) {
	if len(shares) == 0 {
		return nil, errors.New("there are no shares")
	}
	need, size := int(shares[0].Need), len(shares[0].Y)
	seen := map[byte]bool{}
	var use []Share
	for _, s := range shares {
		if int(s.Need) != need || len(s.Y) != size || s.X == 0 {
			return nil, errors.New("the shares do not belong together")
		}
		if !seen[s.X] {
			seen[s.X] = true
			use = append(use, s)
		}
	}
	if len(use) < need {
		return nil, fmt.Errorf("it takes %d shares, and there are %d", need, len(use))
	}
	use = use[:need]
	out := make([]byte, size)
	for i, s := range use {
		weight := byte(1)
		for j, o := range use {
			if i != j {
				weight = mul(weight, mul(o.X, inverse(o.X^s.X)))
			}
		}
		for at := range out {
			out[at] ^= mul(weight, s.Y[at])
		}
	}
	return out, nil
}

const prefix = "habeas-share"

var encoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// String writes a share as one line to keep on paper: its number, how many are
// needed, its letters, and a check of them.
func (s Share) String() string {
	return fmt.Sprintf("%s-%d-of-need-%d-%s-%s", prefix, s.X, s.Need, strings.ToLower(encoding.EncodeToString(s.Y)), check(s))
}

func check(s Share) string {
	sum := sha256.Sum256(append([]byte{s.Need, s.X}, s.Y...))
	return strings.ToLower(encoding.EncodeToString(sum[:5]))
}

// Parse reads a line.
func Parse(line string) (Share, error) {
	f := strings.Split(strings.ToLower(strings.Join(strings.Fields(line), "")), "-")
	if len(f) != 8 || f[0]+"-"+f[1] != prefix || f[3] != "of" || f[4] != "need" {
		return Share{}, errors.New("this is no share: it begins with " + prefix)
	}
	x, err1 := strconv.ParseUint(f[2], 10, 8)
	need, err2 := strconv.ParseUint(f[5], 10, 8)
	y, err3 := encoding.DecodeString(strings.ToUpper(f[6]))
	s := Share{Need: byte(need), X: byte(x), Y: y}
	if errors.Join(err1, err2, err3) != nil || x == 0 || need < 2 || len(y) == 0 || subtle.ConstantTimeCompare([]byte(check(s)), []byte(f[7])) != 1 {
		return Share{}, errors.New("a letter of the share is wrong: compare it with the paper")
	}
	return s, nil
}
