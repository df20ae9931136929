package habeas

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestRowSummer: what is read straight from cells is what the claims of the row
// come to, whatever the columns mean and whatever is in them.
func TestRowSummer(t *testing.T) {
	var keys []string
	for _, p := range Properties {
		keys = append(keys, p.Key)
	}
	keys = append(keys, "", "no such property", "name", "name", "status", "detention.date", "birth.date", "sex", "residence")
	cell := rapid.OneOf(
		rapid.SampledFrom([]string{"", " ", "2017", "2017-05", " 2018-02-03 ", "05/06/2017", "3 May 2019", "May or June 2018", "unknown", "female", "F", "女",
			"detained", "released, then detained", "died in custody", "判刑", "12 years", "A Camp", "Ali Sample", "阿里", " Ali Sample", "43,5", "1.25"}),
		rapid.StringN(0, 12, -1))
	sum := 0
	rapid.Check(t, func(t *rapid.T) {
		l := List{ID: "i0123456789abcdef", Kind: ListPeople, Source: "s1", Access: rapid.SampledFrom(Accesses).Draw(t, "access"),
			Terms: Terms{Grade: rapid.SampledFrom(append([]Grade{""}, Grades...)).Draw(t, "grade")}}
		for range rapid.IntRange(1, 40).Draw(t, "columns") {
			l.Columns = append(l.Columns, Column{Name: "column", Property: rapid.SampledFrom(keys).Draw(t, "property"),
				Lang: rapid.SampledFrom([]string{"", "en", "en-US", "zh", "ru"}).Draw(t, "language")})
		}
		summer := NewRowSummer(l)
		for n := range rapid.IntRange(1, 4).Draw(t, "rows") {
			r := Row{ID: RowID(l.ID, KindMention, n), List: l.ID, Cells: rapid.SliceOfN(cell, 0, len(l.Columns)+1).Draw(t, "cells"),
				Withdrawn: rapid.SampledFrom([]int{0, 0, 0, 2}).Draw(t, "withdrawn")}
			want := Summarise(PersonOf(r.ID), l.Claims(r), []ID{l.ID})
			if diff := cmp.Diff(want, summer.Summary(r)); diff != "" {
				t.Fatal(diff)
			}
			sum += want.Claims
		}
	})
	if sum == 0 {
		t.Error("no row said anything")
	}
}
