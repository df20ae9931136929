package lists

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
)

// Hash is 128 bits of SHA-256 over the cells of a row.
type Hash [16]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// RowHash hashes the cells of a row as decoded, without the white space at
// their ends and without empty cells at the end of the row, so that the same
// row saved in another encoding, format or width has the same hash. Each cell
// goes in with its length before it.
func RowHash(cells []string) Hash {
	var buf [1024]byte
	b := buf[:0]
	pending := 0
	for _, c := range cells {
		c = strings.TrimRightFunc(c, unicode.IsSpace)
		if c == "" {
			pending++
			continue
		}
		for ; pending > 0; pending-- {
			b = append(b, 0)
		}
		b = binary.AppendUvarint(b, uint64(len(c)))
		b = append(b, c...)
	}
	sum := sha256.Sum256(b)
	return Hash(sum[:16])
}

// Keys gives each row of one reading the key it is known by across editions.
// It keeps 24 bytes a row to tell repetitions.
type Keys struct {
	columns []int
	names   string
	seen    map[Hash]sight
}

type sight struct {
	line  uint32 // where the key first stood
	times uint32
}

// NewKeys starts giving keys to the rows of a list that the mapping was bound
// to.
func NewKeys(b *Binding) *Keys {
	return &Keys{columns: b.key, names: strings.Join(b.mapping.Key, " + "), seen: map[Hash]sight{}}
}

// Key returns the key of a row: the cells of the key columns, joined with " | ";
// the hash of the row where the mapping names none, or they are empty. A key
// met before gets "#2", "#3" behind it, in the order of the file; it is a
// fault in a list that has key columns, and the error then names the line that
// had it first.
func (k *Keys) Key(row Row) (key string, fault *RowError) {
	var at Hash
	if len(k.columns) > 0 {
		if key = k.join(row.Cells); key == "" {
			fault = &RowError{Line: row.Line, Column: k.names, Message: "the key is empty: the row is known by its whole content, and counts as another row once that changes"}
		}
	}
	if byContent := key == ""; byContent {
		at = RowHash(row.Cells)
		key = at.String()
	} else {
		at = RowHash([]string{key})
	}
	s := k.seen[at]
	s.times++
	if s.times == 1 {
		s.line = uint32(row.Line)
	} else {
		if len(k.columns) > 0 && fault == nil {
			fault = &RowError{Line: row.Line, Column: k.names, Message: fmt.Sprintf("the key %q stands already in line %d: the row is kept beside it", clip(key), s.line)}
		}
		key = fmt.Sprintf("%s#%d", key, s.times)
	}
	k.seen[at] = s
	return key, fault
}

func (k *Keys) join(cells []string) string {
	if len(k.columns) == 1 {
		return strings.TrimSpace(cells[k.columns[0]])
	}
	parts := make([]string, len(k.columns))
	some := false
	for i, c := range k.columns {
		parts[i] = strings.ReplaceAll(strings.TrimSpace(cells[c]), "|", "||")
		some = some || parts[i] != ""
	}
	if !some {
		return ""
	}
	return strings.Join(parts, " | ")
}
