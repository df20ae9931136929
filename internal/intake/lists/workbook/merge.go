package workbook

import (
	"bytes"
	"io"
	"slices"
	"strings"
)

// merge is an area of merged cells that spans rows.
type merge struct {
	from, to, column int
	value            string
}

// mergesOf finds the merged areas of a worksheet that span rows, which stand
// behind its rows.
func (w *Book) mergesOf(part string) ([]merge, error) {
	body, err := w.open(part, maxSheet)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	const tag = `mergeCell ref="`
	var merges []merge
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		rest := buf
		for {
			i := bytes.Index(rest, []byte(tag))
			if i < 0 {
				break
			}
			area := rest[i+len(tag):]
			end := bytes.IndexByte(area[:min(len(area), 40)], '"')
			if end < 0 {
				if len(area) >= 40 {
					rest = area
					continue
				}
				rest = rest[i:]
				break
			}
			if m, ok := mergeOf(string(area[:end])); ok && len(merges) < maxMerges {
				merges = append(merges, m)
			}
			rest = area[end:]
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, damaged(part, err)
		}
		// What may be the beginning of a tag is kept for the next round.
		if keep := len(tag) + 40; len(rest) > keep {
			rest = rest[len(rest)-keep:]
		}
		buf = buf[:copy(buf[:cap(buf)], rest)]
	}
	slices.SortFunc(merges, func(a, b merge) int { return a.from - b.from })
	return merges, nil
}

func mergeOf(area string) (merge, bool) {
	a, b, ok := strings.Cut(area, ":")
	column, from, ok1 := reference(a)
	_, to, ok2 := reference(b)
	return merge{from: from, to: to, column: column}, ok && ok1 && ok2 && to > from && column < MaxColumns
}

// fillDown repeats the value of a merged area in every row it covers.
func (s *Rows) fillDown(row *Row) {
	for len(s.merges) > 0 && s.merges[0].from <= row.Number {
		m := s.merges[0]
		s.merges = s.merges[1:]
		if m.from == row.Number && m.column < len(row.Cells) {
			m.value = row.Cells[m.column]
			s.down[m.column] = m
		}
	}
	for column, m := range s.down {
		if row.Number > m.to {
			delete(s.down, column)
			continue
		}
		for len(row.Cells) <= column {
			row.Cells = append(row.Cells, "")
		}
		if row.Cells[column] == "" {
			row.Cells[column] = m.value
		}
	}
}
