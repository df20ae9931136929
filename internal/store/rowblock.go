package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/habeas-record/habeas"
)

// Rows are kept in blocks of 32 whose numbers follow each other, since a
// database takes in one large value for little more than one small one. In a
// block each row is its place (one byte), then line, first, since and
// withdrawn, the 16 bytes of its hash, its key and its cells: numbers and
// lengths as varints, text behind its length, the cells behind how many there
// are.
const (
	blockBits = 5
	blockMask = 1<<blockBits - 1
)

// rowBlock is a block as it is kept.
type rowBlock struct {
	n         int64 // the numbers of its rows without their last bits
	rows      int64
	withdrawn int64
	body      []byte
	last      int64 // number of the row added last
}

const blockColumns = "n, rows, withdrawn, body"

func (b *rowBlock) add(r *listRow) {
	b.rows, b.last = b.rows+1, r.n
	b.withdrawn += truth(r.Withdrawn > 0)
	p := append(b.body, byte(r.n&blockMask))
	for _, v := range [...]int{r.Line, r.First, r.since, r.Withdrawn} {
		p = binary.AppendUvarint(p, uint64(v))
	}
	p = append(p, r.hash[:]...)
	p = append(binary.AppendUvarint(p, uint64(len(r.Key))), r.Key...)
	p = binary.AppendUvarint(p, uint64(len(r.Cells)))
	for _, c := range r.Cells {
		p = append(binary.AppendUvarint(p, uint64(len(c))), c...)
	}
	b.body = p
}

func blockOf(rows []listRow) rowBlock {
	size := 0
	for i := range rows {
		size += 32 + len(rows[i].Key)
		for _, c := range rows[i].Cells {
			size += 2 + len(c)
		}
	}
	b := rowBlock{n: rows[0].n >> blockBits, body: make([]byte, 0, size)}
	for i := range rows {
		b.add(&rows[i])
	}
	return b
}

// What is kept is not what was written.
var (
	errDamaged = errors.New("the record is damaged: see what with habeas verify, then restore it from a backup")
	errBlock   = fmt.Errorf("a block of rows: %w", errDamaged)
)

// open reads the rows of a block, in order of their numbers.
func (b *rowBlock) open() ([]listRow, error) {
	in := blockReader{text: string(b.body)}
	rows := make([]listRow, 0, b.rows)
	for len(in.text) > 0 && !in.bad {
		var r listRow
		r.n = b.n<<blockBits | int64(in.take(1)[0])
		r.Line, r.First, r.since, r.Withdrawn = in.number(), in.number(), in.number(), in.number()
		copy(r.hash[:], in.take(16))
		r.Key = in.take(in.number())
		r.Cells = make([]string, in.upTo(len(in.text)))
		for i := range r.Cells {
			r.Cells[i] = in.take(in.number())
		}
		rows = append(rows, r)
	}
	if in.bad || len(rows) == 0 || int64(len(rows)) != b.rows {
		return nil, errBlock
	}
	return rows, nil
}

// blockReader reads what add wrote.
type blockReader struct {
	text string
	bad  bool
}

func (in *blockReader) number() int {
	n := uint64(0)
	for i, shift := 0, 0; i < len(in.text) && shift < 64; i, shift = i+1, shift+7 {
		n |= uint64(in.text[i]&0x7f) << shift
		if in.text[i] < 0x80 {
			in.text = in.text[i+1:]
			return int(n)
		}
	}
	in.bad = true
	return 0
}

func (in *blockReader) upTo(most int) int {
	n := in.number()
	if n < 0 || n > most {
		in.bad = true
		return 0
	}
	return n
}

// take returns the next n bytes; zeros where there are no more.
func (in *blockReader) take(n int) string {
	if n < 0 || n > len(in.text) {
		in.bad, in.text = true, ""
		return string(make([]byte, 16))
	}
	out := in.text[:n]
	in.text = in.text[n:]
	return out
}

func scanBlock(s scanner) (b rowBlock, err error) {
	return b, s.Scan(&b.n, &b.rows, &b.withdrawn, &b.body)
}

// readBlocks reads the rows of the blocks that a condition names, in order.
func (t *Tx) readBlocks(which string, args ...any) (out []listRow, err error) {
	if err := t.drain(); err != nil {
		return nil, err
	}
	blocks, err := all(t, scanBlock, "SELECT "+blockColumns+" FROM row_blocks WHERE "+which, args...)
	if err != nil {
		return nil, fmt.Errorf("reading rows: %w", err)
	}
	for _, b := range blocks {
		rows, err := b.open()
		if err != nil {
			return nil, fmt.Errorf("reading rows: %w", err)
		}
		l, err := t.listOf(rows[0].n)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			rows[i].of(l)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// putBlock adds a block behind all others of its list, or its rows to the one
// that is there.
func (t *Tx) putBlock(b rowBlock) error {
	in := t.load
	high, known := in.high[b.n>>(rowBits-blockBits)]
	if !known {
		first := b.n >> (rowBits - blockBits) << (rowBits - blockBits)
		err := t.read(into(&high), "SELECT coalesce(max(n), -1) FROM row_blocks WHERE n >= $1 AND n < $2", first, first+1<<(rowBits-blockBits))
		if err != nil {
			return err
		}
	}
	if b.n > high {
		in.high[b.n>>(rowBits-blockBits)] = b.n
		return in.blocks.add(b.n, b.rows, b.withdrawn, b.body)
	}
	if err := in.blocks.flush(); err != nil {
		return err
	}
	there := rowBlock{n: b.n}
	err := t.read(into(&there.rows, &there.body), "SELECT rows, body FROM row_blocks WHERE n = $1", b.n)
	if errors.Is(err, habeas.ErrNotFound) {
		return in.blocks.add(b.n, b.rows, b.withdrawn, b.body)
	}
	if err != nil {
		return err
	}
	rows, err := there.open()
	if err != nil {
		return err
	}
	more, err := b.open()
	if err != nil {
		return err
	}
	rows = append(rows, more...)
	slices.SortStableFunc(rows, func(x, y listRow) int { return int(x.n - y.n) })
	for i := range rows[1:] {
		if rows[i].n == rows[i+1].n {
			return fmt.Errorf("%w: the list has a row %d already", habeas.ErrConflict, rows[i].n&(1<<rowBits-1))
		}
	}
	return t.saveBlock(blockOf(rows))
}

func (t *Tx) saveBlock(b rowBlock) error {
	_, err := t.write("UPDATE row_blocks SET rows = $1, withdrawn = $2, body = $3 WHERE n = $4", b.rows, b.withdrawn, b.body, b.n)
	return err
}

// editRows has fn change rows that are there. It reports how many of the
// numbers are rows.
func (t *Tx) editRows(ns []int64, fn func(*listRow)) (found int, err error) {
	if err := t.drain(); err != nil {
		return 0, err
	}
	wanted := map[int64][]int64{}
	for _, n := range ns {
		wanted[n>>blockBits] = append(wanted[n>>blockBits], n)
	}
	for block, ns := range wanted {
		b := rowBlock{n: block}
		err := t.one(into(&b.rows, &b.body), "SELECT rows, body FROM row_blocks WHERE n = $1", block)
		if errors.Is(err, habeas.ErrNotFound) {
			continue
		}
		if err != nil {
			return found, err
		}
		rows, err := b.open()
		if err != nil {
			return found, err
		}
		for i := range rows {
			if slices.Contains(ns, rows[i].n) {
				found++
				fn(&rows[i])
			}
		}
		if err := t.saveBlock(blockOf(rows)); err != nil {
			return found, err
		}
	}
	return found, nil
}
