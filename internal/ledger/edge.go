package ledger

import (
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Edge is the tree as far as the next leaf needs it: how many leaves it has
// and the roots of the full subtrees along its right side, the largest first,
// one for each bit of the size. The rest can be made of the leaves again.
type Edge struct {
	Size  int64
	roots []tlog.Hash
}

// ParseEdge is the inverse of Bytes.
func ParseEdge(size int64, b []byte) (Edge, error) {
	n := bits.OnesCount64(uint64(size))
	if size < 0 || len(b) != n*tlog.HashSize {
		return Edge{}, fmt.Errorf("the edge of a ledger of %d entries has %d bytes, want %d", size, len(b), n*tlog.HashSize)
	}
	e := Edge{Size: size, roots: make([]tlog.Hash, n)}
	for i := range e.roots {
		copy(e.roots[i][:], b[i*tlog.HashSize:])
	}
	return e, nil
}

// Bytes is the edge as it is kept, without its size.
func (e *Edge) Bytes() []byte {
	out := make([]byte, 0, len(e.roots)*tlog.HashSize)
	for _, h := range e.roots {
		out = append(out, h[:]...)
	}
	return out
}

// Add adds the leaf of that hash.
func (e *Edge) Add(leaf tlog.Hash) error {
	hs, err := tlog.StoredHashesForRecordHash(e.Size, leaf, tlog.HashReaderFunc(e.read))
	if err != nil {
		return fmt.Errorf("adding entry %d to the ledger: %w", e.Size, err)
	}
	// Each hash after the first takes the place of the subtree left of it.
	e.roots = append(e.roots[:len(e.roots)-(len(hs)-1)], hs[len(hs)-1])
	e.Size++
	return nil
}

// Root is the head of the tree.
func (e *Edge) Root() (tlog.Hash, error) {
	h, err := tlog.TreeHash(e.Size, tlog.HashReaderFunc(e.read))
	if err != nil {
		return h, fmt.Errorf("the head of a ledger of %d entries: %w", e.Size, err)
	}
	return h, nil
}

// read answers with the roots of the full subtrees, which is all that adding
// a leaf and making the head ever ask for.
func (e *Edge) read(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, _ := tlog.SplitStoredHashIndex(index)
		at := bits.OnesCount64(uint64(e.Size) >> (level + 1)) // the larger subtrees before it
		if e.Size>>level&1 == 0 || at >= len(e.roots) {
			return nil, fmt.Errorf("the edge does not hold the hash %d", index)
		}
		out[i] = e.roots[at]
	}
	return out, nil
}
