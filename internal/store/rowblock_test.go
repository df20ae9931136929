package store

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/habeas-record/habeas"
	"pgregory.net/rapid"
)

// TestRowBlock: a block gives back the rows it was made of.
func TestRowBlock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SliceOfNDistinct(rapid.IntRange(0, blockMask), 1, 1<<blockBits, rapid.ID).Draw(t, "places")
		slices.Sort(places)
		var rows []listRow
		for _, p := range places {
			r := listRow{n: 7<<blockBits | int64(p), since: rapid.IntRange(1, 300).Draw(t, "since"), Row: habeas.Row{
				Line: rapid.IntRange(0, 1<<40).Draw(t, "line"), First: rapid.IntRange(1, 300).Draw(t, "first"),
				Withdrawn: rapid.IntRange(0, 1).Draw(t, "withdrawn"), Key: rapid.String().Draw(t, "key"),
				Cells: rapid.SliceOf(rapid.String()).Draw(t, "cells")}}
			copy(r.hash[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "hash"))
			rows = append(rows, r)
		}
		b := blockOf(rows)
		got, err := b.open()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rows, got, cmp.AllowUnexported(listRow{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// FuzzRowBlock: what is damaged is refused, or read within its bounds.
func FuzzRowBlock(f *testing.F) {
	whole := blockOf([]listRow{{n: 1, Row: habeas.Row{Line: 2, Key: "k", Cells: []string{"Ali Sample", "held"}}}})
	f.Add(whole.body, int64(1))
	f.Add(whole.body[:len(whole.body)-1], int64(1))
	f.Add([]byte{}, int64(0))
	f.Fuzz(func(t *testing.T, body []byte, n int64) {
		b := rowBlock{rows: n & blockMask, body: body}
		if rows, err := b.open(); err == nil && (len(rows) == 0 || int64(len(rows)) != b.rows) {
			t.Errorf("%d rows of %d and no error", len(rows), b.rows)
		}
	})
}
