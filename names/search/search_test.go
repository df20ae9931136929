package search

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/habeas-record/habeas/names"
)

func index(t testing.TB, lines ...string) *Index {
	t.Helper()
	x := New()
	for _, l := range lines {
		id, name, _ := strings.Cut(l, "\t")
		if err := x.Add(id, name); err != nil {
			t.Fatal(err)
		}
	}
	return x
}

func ids(hits []Hit) (out []string) {
	for _, h := range hits {
		out = append(out, h.ID)
	}
	return out
}

// Invented people.
var people = []string{
	"1\tAigul Bektur", "2\tMarlen Osmonov", "3\tBolat Temirov", "4\tSaule Nurlan",
	"5\tAigul Temirova", "6\tBektur Marlen Osmonuly",
}

func TestSearchFinds(t *testing.T) {
	x := index(t, people...)
	for query, first := range map[string]string{
		"Aigul Bektur":    "1",
		"bektur AIGUL":    "1",
		"Aygul Bektur":    "1",
		"Bolat":           "3",
		"Saule Nurlanova": "4",
		"Osmonuly Bektur": "6",
	} {
		if got := ids(x.Search(query, 1)); !slices.Equal(got, []string{first}) {
			t.Errorf("Search(%q) = %v, want %s", query, got, first)
		}
	}
	for _, nothing := range []string{"", " ", "·", "!?"} {
		if got := x.Search(nothing, 10); got == nil || len(got) != 0 { // an empty list, in JSON too
			t.Errorf("Search(%q) = %v, want nothing", nothing, got)
		}
	}
	if got := x.Search("Aigul", 0); len(got) != 0 {
		t.Errorf("0 hits were asked for, and came %v", got)
	}
}

// One invented person in four scripts is found by each of the forms, and the
// index grows between searches.
func TestScripts(t *testing.T) {
	list := []string{"Aigul Bektur", "Айгүл Бектұр", "阿依古丽·别克吐尔", "ايگۇل بەكتۇر", "Memet Eli", "买买提·艾力", "Erkin Tursun", "Serik Qanat", "Gulnur Memet", "Nurlan Serik", "Ilhamjan Eli", "شەرىپ ئەلى"}
	x := New()
	for _, n := range list {
		if err := x.Add(n, n); err != nil {
			t.Fatal(err)
		}
		if hits := x.Search(n, 1); len(hits) != 1 || hits[0].Score < names.Compare(n, n).Score {
			t.Errorf("among %d names %q finds %+v", x.Len(), n, hits)
		}
	}
	for _, q := range list[:4] {
		hits := x.Search(q, 4)
		if len(hits) != 4 {
			t.Errorf("%q finds %d of 4", q, len(hits))
		}
		for _, h := range hits {
			if !slices.Contains(list[:4], h.Name) || h.Band != names.Likely || len(h.Why) == 0 {
				t.Errorf("%q finds %+v", q, h)
			}
		}
	}
}

func FuzzSearch(f *testing.F) {
	x := index(f, people...)
	for _, s := range []string{"Aigul Bektur", "阿依古丽·别克吐尔", "ايگۇل بەكتۇر", "Ομπάμα", "\xff\xfe", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q",
		strings.Repeat("a", 10_000), strings.Repeat("阿", 10_000), strings.Repeat("Memet ", 3_000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		hits := x.Search(query, 3)
		if !slices.IsSortedFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) }) || len(hits) > 3 {
			t.Errorf("%q finds %+v", query, hits)
		}
		// What is asked for may be a name too.
		y := index(t, people...)
		if err := y.Add("query", query); err != nil {
			t.Fatal(err)
		}
		reload(t, y).Search(query, 1)
	})
}

func TestRemovedIsNotFound(t *testing.T) {
	x := index(t, append(people, "1\tAigul B.")...)
	if !x.Remove("1") || x.Remove("1") || x.Len() != len(people)-1 {
		t.Fatalf("Remove: %d names left", x.Len())
	}
	if got := ids(x.Search("Aigul Bektur", 10)); slices.Contains(got, "1") || got[0] != "5" && got[0] != "6" {
		t.Errorf("after 1 was removed: %v", got)
	}
	if err := x.Add("1", "Aigul Bektur"); err != nil {
		t.Fatal(err)
	}
	if got := ids(x.Search("Aigul Bektur", 1)); got[0] != "1" {
		t.Errorf("1 was put back: %v", got)
	}
	if got := ids(reload(t, x).Search("Aigul Bektur", 1)); got[0] != "1" || reload(t, x).Len() != x.Len() {
		t.Errorf("after it was written and read: %v", got)
	}
}

func reload(t testing.TB, x *Index) *Index {
	t.Helper()
	var file bytes.Buffer
	if err := x.Save(&file); err != nil {
		t.Fatal(err)
	}
	y, err := Load(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// The answers of an index depend on its names alone: not on their order, nor
// on whether it was written and read, or grew after that.
func TestAnswersDependOnTheNamesAlone(t *testing.T) {
	token := rapid.SampledFrom([]string{"Aigul", "Aygul", "Bektur", "Marlen", "Merlan", "Bolat", "Polat", "阿依古丽", "Айгүл", "ئايگۈل", "Temir"})
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		for i, tokens := range rapid.SliceOfN(rapid.SliceOfN(token, 1, 3), 1, 40).Draw(t, "names") {
			lines = append(lines, string(rune('a'+i))+"\t"+strings.Join(tokens, " "))
		}
		query := strings.Join(rapid.SliceOfN(token, 1, 4).Draw(t, "query"), " ")
		x, y := New(), New()
		add := func(x *Index, l string) {
			id, name, _ := strings.Cut(l, "\t")
			if err := x.Add(id, name); err != nil {
				t.Fatal(err)
			}
		}
		for _, l := range lines {
			add(x, l)
		}
		half := rapid.IntRange(0, len(lines)).Draw(t, "half")
		mixed := rapid.Permutation(lines).Draw(t, "order")
		for _, l := range mixed[:half] {
			add(y, l)
		}
		var file bytes.Buffer
		if err := y.Save(&file); err != nil {
			t.Fatal(err)
		}
		y, err := Load(file.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range mixed[half:] {
			add(y, l)
		}
		a, b := x.Search(query, 10), y.Search(query, 10)
		if !slices.EqualFunc(a, b, func(a, b Hit) bool { return a.ID == b.ID && a.Score == b.Score }) {
			t.Fatalf("%v\n%v", a, b)
		}
	})
}

func TestLoadRefusesWhatIsDamaged(t *testing.T) {
	var file bytes.Buffer
	if err := index(t, people...).Save(&file); err != nil {
		t.Fatal(err)
	}
	for at := range file.Len() {
		damaged := bytes.Clone(file.Bytes())
		damaged[at] ^= 4
		if _, err := Load(damaged); err == nil {
			t.Fatalf("byte %d of the file was changed, and Load did not see it", at)
		}
		if _, err := Load(file.Bytes()[:at]); err == nil {
			t.Fatalf("the file was cut at byte %d, and Load did not see it", at)
		}
	}
}

func TestPostings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.SliceOfNDistinct(rapid.Uint32Range(0, 100_000), 0, 200, rapid.ID).Draw(t, "names")
		slices.Sort(of)
		var p postings
		for _, n := range of {
			p.add(n)
			p.add(n)
		}
		set := make([]uint64, 100_000/64+1)
		p.mark(set)
		var got []uint32
		for w, m := range set {
			each(m, w, func(n uint32) bool { got = append(got, n); return true })
		}
		if !slices.Equal(got, of) || int(p.n) != len(of) {
			t.Fatalf("got %v, want %v", got, of)
		}
	})
}

func TestTally(t *testing.T) {
	var tally tally
	tally.reset(1)
	for count := range 15 {
		tally.add([]uint64{^uint64(0) << count})
	}
	for n := range 15 {
		for count := 1; count <= 15; count++ {
			if got := tally.exactly(0, count)>>n&1 == 1; got != (count == n+1) {
				t.Errorf("name %d is in %d sets; exactly %d: %t", n, n+1, count, got)
			}
		}
	}
}

func TestDeletes(t *testing.T) {
	s := skeletonOf("mattan") // m t t n
	got := s.deletes(nil)
	want := []skeleton{s, skeletonOf("matta"), skeletonOf("matan"), skeletonOf("ttan")}
	if !slices.Equal(got, want) {
		t.Errorf("deletes = %x, want %x", got, want)
	}
	if got := skeletonOf("aiu").deletes(nil); !slices.Equal(got, []skeleton{noConsonant}) {
		t.Errorf("deletes of no consonants = %x", got)
	}
	long := skeletonOf("bmtnlskbmtnlskbmtn")
	if got := long.deletes(nil); len(got) != longestSkeleton+1 {
		t.Errorf("a long skeleton leaves %d, want %d", len(got), longestSkeleton+1)
	}
}
