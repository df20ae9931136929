package search

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
	"sync/atomic"

	"github.com/habeas-record/habeas/names"
)

// The file of an index is the mark, then its columns, each a length in items
// as a varint and the items: bytes, or varints of 32 bits. Last comes the
// CRC-32C of all before it. Vocabulary and postings are kept; the maps over
// them are made anew.
//
// Mark is how such a file begins; the number after it says which tables its
// keys were made with.
const (
	Mark    = "habeas names "
	version = "3\n"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Save writes the index to w, without the names removed from it.
func (x *Index) Save(w io.Writer) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if len(x.removed) > 0 {
		return x.compacted().Save(w)
	}
	sum := crc32.New(castagnoli)
	buffered := bufio.NewWriterSize(w, 1<<16)
	to := &writer{w: io.MultiWriter(buffered, sum)}
	to.bytes([]byte(Mark + version))
	to.text(&x.texts)
	to.text(&x.ids)
	to.numbers(x.rows.tokens)
	to.numbers(lengths(x.rows.ends))
	var tokens, sounds strings32
	for _, t := range x.vocab.tokens {
		tokens.add(t)
	}
	var owners []uint32 // how many owners each key has, and which
	for _, k := range x.vocab.together() {
		sounds.add(k.sound)
		owners = append(owners, uint32(len(k.owners)))
		for _, o := range k.owners {
			owners = append(owners, uint32(o))
		}
	}
	to.text(&tokens)
	to.text(&sounds)
	to.numbers(owners)
	var lists strings32
	heads := make([]uint32, 0, 2*len(x.lists))
	for _, p := range x.lists {
		lists.text = append(lists.text, p.steps...)
		lists.ends = append(lists.ends, uint32(len(lists.text)))
		heads = append(heads, p.n, p.last)
	}
	to.text(&lists)
	to.numbers(heads)
	to.bytes(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	if to.err == nil {
		to.err = buffered.Flush()
	}
	if to.err != nil {
		return fmt.Errorf("write the index of names: %w", to.err)
	}
	return nil
}

// Load reads an index that Save wrote. The index keeps file as its memory: it
// may not be changed afterwards.
func Load(file []byte) (*Index, error) {
	if !bytes.HasPrefix(file, []byte(Mark)) {
		return nil, errors.New("not an index of names: make one from a pool with Save")
	}
	if !bytes.HasPrefix(file[len(Mark):], []byte(version)) {
		return nil, errors.New("the index of names was made by another version of habeas: make it anew from its pool")
	}
	broken := errors.New("the index of names is cut short or damaged: make it anew from its pool")
	body := len(file) - crc32.Size
	if body < len(Mark+version) || crc32.Checksum(file[:body], castagnoli) != binary.LittleEndian.Uint32(file[body:]) {
		return nil, broken
	}
	from := &reader{b: file[len(Mark+version):body]}
	x := New()
	x.texts, x.ids = from.text(), from.text()
	x.rows.tokens, x.rows.ends = from.numbers(), sums(from.numbers())
	tokens, keys, owners := from.text(), from.text(), from.numbers()
	lists, heads := from.text(), from.numbers()
	if from.wrong || !x.vocab.restore(&tokens, &keys, owners) || !x.restoreLists(&lists, heads) || !x.sound() {
		return nil, broken
	}
	return x, nil
}

// together returns the keys in the order of their skeletons, so that those
// that are compared one after the other lie so in memory when they are read.
func (v *vocabulary) together() []key {
	buckets := slices.SortedFunc(slices.Values(v.skeletons), func(a, b bucket) int { return cmp.Compare(a.skeleton, b.skeleton) })
	keys := make([]key, 0, len(v.keys))
	for _, b := range buckets {
		for _, k := range b.keys {
			keys = append(keys, v.keys[k])
		}
	}
	return keys
}

// restore makes a vocabulary of its tokens and keys.
func (v *vocabulary) restore(tokens, keys *strings32, owners []uint32) bool {
	v.tokens = make([]string, tokens.len())
	v.ids = make(map[string]uint32, tokens.len())
	v.parts = make([]atomic.Pointer[names.Part], tokens.len())
	for i := range v.tokens {
		v.tokens[i] = tokens.shared(uint32(i))
		v.ids[v.tokens[i]] = uint32(i)
		v.script = append(v.script, names.ScriptOf(v.tokens[i]))
	}
	v.keys = make([]key, keys.len())
	v.keyIDs = make(map[string]uint32, keys.len())
	for i := range v.keys {
		if len(owners) == 0 || uint64(owners[0]) >= uint64(len(owners)) {
			return false
		}
		n := 1 + owners[0]
		sound := keys.shared(uint32(i))
		v.keys[i] = key{sound: sound, weight: names.Weight(sound)}
		for _, o := range owners[1:n] {
			if int(owner(o).token()) >= len(v.tokens) {
				return false
			}
			v.keys[i].owners = append(v.keys[i].owners, owner(o))
		}
		v.keyIDs[v.keys[i].sound] = uint32(i)
		owners = owners[n:]
		v.addToSkeleton(uint32(i))
	}
	return len(owners) == 0
}

func (x *Index) restoreLists(lists *strings32, heads []uint32) bool {
	if len(heads) != 2*lists.len() || lists.len() != len(x.vocab.tokens) {
		return false
	}
	x.lists = make([]postings, lists.len())
	for i := range x.lists {
		from := uint32(0)
		if i > 0 {
			from = lists.ends[i-1]
		}
		end := lists.ends[i]
		x.lists[i] = postings{lists.text[from:end:end], heads[2*i+1], heads[2*i]}
		if !x.lists[i].sound(x.texts.len()) {
			return false
		}
	}
	return true
}

// sound reports whether the columns fit each other.
func (x *Index) sound() bool {
	n := x.texts.len()
	if x.ids.len() != n || len(x.rows.ends) != n {
		return false
	}
	if n > 0 && int(x.rows.ends[n-1]) != len(x.rows.tokens) {
		return false
	}
	return !slices.ContainsFunc(x.rows.tokens, func(t uint32) bool { return int(t) >= len(x.vocab.tokens) })
}

func lengths(ends []uint32) []uint32 {
	out := make([]uint32, len(ends))
	last := uint32(0)
	for i, e := range ends {
		out[i], last = e-last, e
	}
	return out
}

// sums undoes lengths in place; where they are too many for 32 bits, the last
// is not what it should be and sound says so.
func sums(lengths []uint32) []uint32 {
	at := uint64(0)
	for i, n := range lengths {
		at = min(at+uint64(n), math.MaxUint32)
		lengths[i] = uint32(at)
	}
	return lengths
}

type writer struct {
	w   io.Writer
	err error
	buf []byte
}

func (w *writer) bytes(b []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(b)
	}
}

func (w *writer) numbers(ns []uint32) {
	w.buf = binary.AppendUvarint(w.buf[:0], uint64(len(ns)))
	for _, n := range ns {
		if w.buf = binary.AppendUvarint(w.buf, uint64(n)); len(w.buf) > 1<<15 {
			w.bytes(w.buf)
			w.buf = w.buf[:0]
		}
	}
	w.bytes(w.buf)
}

func (w *writer) text(s *strings32) {
	w.numbers(lengths(s.ends))
	w.bytes(s.text)
}

type reader struct {
	b     []byte
	wrong bool
}

func (r *reader) numbers() []uint32 {
	count, n := binary.Uvarint(r.b)
	if r.wrong = r.wrong || n <= 0 || count > uint64(len(r.b)); r.wrong {
		return nil
	}
	out := make([]uint32, count)
	at := n
	for i := range out {
		v, n := binary.Uvarint(r.b[at:])
		if n <= 0 || v > math.MaxUint32 {
			r.wrong = true
			return nil
		}
		out[i] = uint32(v)
		at += n
	}
	r.b = r.b[at:]
	return out
}

func (r *reader) text() strings32 {
	ends := sums(r.numbers())
	size := 0
	if len(ends) > 0 {
		size = int(ends[len(ends)-1])
	}
	if r.wrong = r.wrong || size > len(r.b); r.wrong {
		return strings32{}
	}
	text := r.b[:size:size]
	r.b = r.b[size:]
	return strings32{text, ends}
}
