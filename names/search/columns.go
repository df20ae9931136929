package search

import (
	"math"
	"unsafe"
)

// strings32 holds many strings one after the other: less than four billion
// bytes, and four more a string.
type strings32 struct {
	text []byte
	ends []uint32
}

func (s *strings32) len() int { return len(s.ends) }

func (s *strings32) fits(more string) bool {
	return uint64(len(s.text))+uint64(len(more)) <= math.MaxUint32 && len(s.ends) < math.MaxInt32
}

func (s *strings32) add(more string) {
	s.text = append(s.text, more...)
	s.ends = append(s.ends, uint32(len(s.text)))
}

func (s *strings32) at(i uint32) string {
	from := uint32(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	return string(s.text[from:s.ends[i]])
}

// shared is at without a copy: it keeps the memory of the column.
func (s *strings32) shared(i uint32) string {
	from := uint32(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	b := s.text[from:s.ends[i]]
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// rows holds the tokens of each name, in its order.
type rows struct {
	tokens []uint32
	ends   []uint32
}

func (r *rows) at(i uint32) []uint32 {
	from := uint32(0)
	if i > 0 {
		from = r.ends[i-1]
	}
	return r.tokens[from:r.ends[i]]
}
