package places

import (
	"slices"
	"strings"
	"testing"
)

func TestTheList(t *testing.T) {
	seen := map[string]bool{}
	names := map[string]bool{}
	for _, p := range All() {
		names[p.Name] = true
	}
	if len(names) < 1000 {
		t.Fatalf("only %d names were read", len(names))
	}
	for _, p := range All() {
		id := p.Name + "|" + p.Kind + "|" + p.Parent
		if seen[id] {
			t.Errorf("%s stands twice", id)
		}
		seen[id] = true
		if p.Parent != "" && !names[p.Parent] {
			t.Errorf("%s lies in %q, which is not in the list", p.Name, p.Parent)
		}
		if p.Kind == Country && p.Parent != "" || p.Kind != Country && p.Parent == "" {
			t.Errorf("%s is a %s and lies in %q", p.Name, p.Kind, p.Parent)
		}
		if !slices.Contains([]string{Country, Region, City, County, Area}, p.Kind) {
			t.Errorf("%s is of no known kind: %q", p.Name, p.Kind)
		}
		for _, n := range p.Names {
			if n == "" || strings.TrimSpace(n) != n {
				t.Errorf("%s has the name %q", p.Name, n)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	for query, want := range map[string]string{
		"minsk": "Minsk", "MINSK": "Minsk", "Ürümqi": "Urumqi", "乌鲁木齐": "Urumqi", "Dorbiljin": "Emin", "额敏县": "Emin", "Burma": "Myanmar", "DR Congo": "Democratic Republic of the Congo",
	} {
		found := Lookup(query)
		if len(found) == 0 || found[0].Name != want {
			t.Errorf("Lookup(%q) = %v, want %s", query, found, want)
		}
	}
	if found := Lookup("Nowhere at all"); found != nil {
		t.Errorf("a name nobody has was found: %v", found)
	}
}

// One name may be several places; they must all be told.
func TestSeveralPlacesOfOneName(t *testing.T) {
	var parents []string
	for _, p := range Lookup("Tripoli") {
		parents = append(parents, p.Parent)
	}
	for _, want := range []string{"Lebanon", "Libya"} {
		if !slices.Contains(parents, want) {
			t.Errorf("Tripoli of %s is missing from %v", want, parents)
		}
	}
}

func TestMatchTakesTheLongest(t *testing.T) {
	for text, want := range map[string]string{
		"new york said": "New York", "port au prince": "", "port - au - prince": "Port-au-Prince", "ho chi minh city": "Ho Chi Minh City",
		"乌 鲁 木 齐": "Urumqi", "nothing here": "",
	} {
		p, n := Match(strings.Fields(text), 0)
		if p.Name != want || (n == 0) != (want == "") {
			t.Errorf("Match(%q) = %q, %d words, want %q", text, p.Name, n, want)
		}
	}
	if _, n := Match(nil, 0); n != 0 {
		t.Errorf("nothing matched %d words", n)
	}
}

func TestOfPeople(t *testing.T) {
	for word, want := range map[string]string{"Belarusian": "Belarus", "kenyans": "Kenya", "South Sudanese": "South Sudan"} {
		if p, ok := OfPeople(word); !ok || p.Name != want {
			t.Errorf("OfPeople(%q) = %q, want %s", word, p.Name, want)
		}
	}
	if _, ok := OfPeople("Table"); ok {
		t.Error("a word for no people was taken for one")
	}
}
