package charset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	chunkSize    = 256 << 10
	maxEvidence  = 24 << 10 // bytes of distinct cells with letters beyond ASCII
	maxCellTaken = 512      // bytes taken of one cell
)

// Evidence collects distinct cells that hold bytes beyond ASCII, from the
// whole file if need be: the first Ü of a list may stand in its last line.
// Cells are cut at bytes that are no part of a letter in any encoding read.
func Evidence(r io.ReaderAt, size int64) ([][]byte, error) {
	var (
		cells [][]byte
		total int
		seen  = map[string]bool{}
		buf   = make([]byte, chunkSize)
	)
	take := func(cell []byte) {
		if len(cell) > maxCellTaken {
			cell = cell[:maxCellTaken]
			if i := bytes.LastIndexAny(cell, " ,"); i > 0 {
				cell = cell[:i]
			}
		}
		if isASCII(cell) || seen[string(cell)] {
			return
		}
		seen[string(cell)] = true
		cells = append(cells, bytes.Clone(cell))
		total += len(cell)
	}
	for at := int64(0); at < size && total < maxEvidence; {
		n, err := r.ReadAt(buf[:min(int64(len(buf)), size-at)], at)
		if err != nil && err != io.EOF {
			return nil, err
		}
		if n == 0 {
			break
		}
		part := buf[:n]
		// A cell cut by the end of the chunk is read again with the next.
		if at+int64(n) < size {
			if i := bytes.LastIndexAny(part, "\t\n\r,;\""); i >= 0 {
				part = part[:i+1]
			}
		}
		at += int64(len(part))
		for len(part) > 0 && total < maxEvidence {
			k := firstBeyondASCII(part)
			if k < 0 {
				break
			}
			from := bytes.LastIndexAny(part[:k], "\t\n\r,;\"") + 1
			to := k + bytes.IndexAny(part[k:], "\t\n\r,;\"")
			if to < k {
				to = len(part)
			}
			take(part[from:to])
			part = part[to:]
		}
	}
	return cells, nil
}

func isASCII(b []byte) bool { return firstBeyondASCII(b) < 0 }

func firstBeyondASCII(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if binary.LittleEndian.Uint64(b[i:])&0x8080808080808080 != 0 {
			break
		}
	}
	for ; i < len(b); i++ {
		if b[i] >= utf8.RuneSelf {
			return i
		}
	}
	return -1
}

// utf8Sequences counts the multi-byte sequences of UTF-8 in the evidence and
// the bytes that belong to none, not counting one cut off at a cell's end.
func utf8Sequences(cells [][]byte) (valid, invalid int) {
	for _, c := range cells {
		for len(c) > 0 {
			r, n := utf8.DecodeRune(c)
			switch {
			case r == utf8.RuneError && n == 1:
				if utf8.FullRune(c) {
					invalid++
				}
			case n > 1:
				valid++
			}
			c = c[n:]
		}
	}
	return valid, invalid
}

// Guess is the encoding found, with what a person should know about it.
type Guess struct {
	Charset  *Charset
	BOM      bool     // a byte order mark told
	Notes    []string // sentences
	Examples []string // cells in whose letters it shows whether the guess is right
}

// Find finds the encoding of a file of size bytes, whose first bytes are head.
func Find(r io.ReaderAt, size int64, head []byte) (Guess, error) {
	for i := range charsets {
		if c := &charsets[i]; c.Marked(head) {
			return Guess{Charset: c, BOM: true}, nil
		}
	}
	if c := UTF16WithoutMark(head); c != nil {
		return Guess{Charset: c, Notes: []string{"the file has no byte order mark: it was recognised as " + strings.ToUpper(c.name) + " by its zero bytes"}}, nil
	}
	cells, err := Evidence(r, size)
	if err != nil {
		return Guess{}, err
	}
	if len(cells) == 0 {
		return Guess{Charset: &charsets[0]}, nil
	}
	// A file with many sequences of UTF-8 is UTF-8, if with a fault in some
	// lines; few may be there by chance.
	const many = 12
	valid, invalid := utf8Sequences(cells)
	maybeUTF8 := valid > 0 && invalid*4 <= valid
	if maybeUTF8 && valid >= many {
		g := Guess{Charset: &charsets[0], Examples: Examples(&charsets[0], cells)}
		if invalid > 0 {
			g.Notes = append(g.Notes, "the file is UTF-8, but some of its bytes are not: the lines are reported")
		}
		return g, nil
	}
	if !maybeUTF8 {
		valid = 0
	}
	ranked := rank(cells, valid)
	best := ranked[0]
	g := Guess{Charset: best.enc, Examples: Examples(best.enc, cells)}
	for _, c := range ranked[1:] {
		if c.nats-best.nats > 6 {
			break
		}
		for i := range c.cells {
			if c.cells[i] != best.cells[i] {
				g.Notes = append(g.Notes, fmt.Sprintf("the letters may also be %s: %q would then read %q; look at them, and name the encoding if %s is wrong",
					c.enc.name, best.cells[i], c.cells[i], best.enc.name))
				break
			}
		}
		if len(g.Notes) == 2 {
			break
		}
	}
	if best.bad > 0 {
		g.Notes = append(g.Notes, "some bytes mean nothing in "+best.enc.name+": the lines are reported")
	}
	return g, nil
}

// Examples returns a few cells whose letters show whether the encoding is
// right: those with the most kinds of letters beyond ASCII.
func Examples(c *Charset, cells [][]byte) []string {
	const n = 5
	var out []string
	seen := map[rune]bool{}
	for _, raw := range cells {
		cell, fresh := string(c.Bytes(raw)), false
		for _, r := range cell {
			if r >= utf8.RuneSelf && !seen[r] {
				seen[r], fresh = true, true
			}
		}
		if fresh && utf8.RuneCountInString(cell) <= 60 {
			out = append(out, strings.TrimSpace(cell))
		}
		if len(out) == n {
			break
		}
	}
	return out
}

// UTF16WithoutMark recognises UTF-16 by its zero bytes: the line ends, commas
// and digits of any list have one, always on the same side. It returns nil for
// anything else.
func UTF16WithoutMark(head []byte) *Charset {
	head = head[:len(head)&^1]
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i&1]++
		}
	}
	for side, name := range []string{"utf-16be", "utf-16le"} {
		if zeros[side]*50 >= len(head)/2 && zeros[side] >= 2 && zeros[1-side]*10 <= zeros[side] && readsAsText(head, side == 1) {
			c, _ := Named(name)
			return c
		}
	}
	return nil
}

func readsAsText(head []byte, little bool) bool {
	units := make([]uint16, len(head)/2)
	for i := range units {
		if little {
			units[i] = binary.LittleEndian.Uint16(head[2*i:])
		} else {
			units[i] = binary.BigEndian.Uint16(head[2*i:])
		}
	}
	odd := 0
	for _, r := range utf16.Decode(units) {
		if !unicode.IsPrint(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
			odd++
		}
	}
	return odd*100 <= len(units)
}
