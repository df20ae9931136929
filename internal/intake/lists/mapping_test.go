package lists

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBindRefuses(t *testing.T) {
	header := []string{"id", "Name", "Born", "", "Name"}
	column := func(name, property string) Column { return Column{Name: name, Property: property} }
	tests := []struct {
		name string
		m    Mapping
		want string // "" for no refusal
	}{
		{"well", Mapping{Kind: KindPerson, Key: []string{"id"}, Columns: []Column{column("id", "list.id"), column("#2", "name"), column("#4", "note"), column("Born", "birth.date")}}, ""},
		{"no kind", Mapping{Columns: []Column{column("id", "list.id")}}, `the mapping has the kind ""`},
		{"unknown column", Mapping{Kind: KindPerson, Columns: []Column{column("ID", "list.id")}}, `the file has no column "ID": its columns are "id", "Name", "Born", "#4", "Name"`},
		{"column stands twice", Mapping{Kind: KindPerson, Columns: []Column{column("Name", "name")}}, `the header has column "Name" twice, as columns 2 and 5: write "#2"`},
		{"column mapped twice", Mapping{Kind: KindPerson, Columns: []Column{column("id", "list.id"), column("#1", "note")}}, `the mapping has column 1 twice`},
		{"number beyond", Mapping{Kind: KindPerson, Columns: []Column{column("#9", "name")}}, "the mapping asks for column #9, but the header has 5"},
		{"unknown property", Mapping{Kind: KindFacility, Columns: []Column{column("Born", "birth.date")}}, `column "Born" is mapped to "birth.date", which a facility does not have: choose one of name,`},
		{"unknown key", Mapping{Kind: KindPerson, Key: []string{"nr"}, Columns: []Column{column("id", "list.id")}}, `the file has no column "nr"`},
		{"key twice", Mapping{Kind: KindPerson, Key: []string{"id", "#1"}, Columns: []Column{column("id", "list.id")}}, `the key has column "#1" twice`},
		{"nothing mapped", Mapping{Kind: KindPerson, Columns: []Column{column("id", "")}}, "no column a property"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.m.Validate(header)
			var no *Refusal
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (!errors.As(err, &no) || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func TestMappingFile(t *testing.T) {
	m := Mapping{Kind: KindPerson, Key: []string{"id"}, Language: "en", Columns: []Column{
		{Name: "id", Property: "list.id"}, {Name: "Имя <полное>", Property: "name", Lang: "ru"}, {Name: "x", Note: "left alone"}}}
	var file bytes.Buffer
	if err := m.Write(&file); err != nil {
		t.Fatal(err)
	}
	back, err := ReadMapping(&file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, back); diff != "" {
		t.Error(diff)
	}
	for text, want := range map[string]string{
		"":                              "the mapping is not read (it ends in the middle)",
		"{\n \"kind\": \"person\",\n}":  "line 3: the mapping is not read",
		`{"kind":"person","colums":[]}`: `unknown field "colums"`,
		`{"columns":{"name":"name"}}`:   `"columns" may not be a JSON object`,
		`{"kind":"person"} {}`:          "something follows the mapping",
	} {
		if _, err := ReadMapping(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestCheckKeepsWhatItCannotRead(t *testing.T) {
	header := []string{"name", "born", "age", "seized"}
	m := Mapping{Kind: KindPerson, Language: "en", Columns: []Column{
		{Name: "name", Property: "name"}, {Name: "born", Property: "birth.date"}, {Name: "age", Property: "age"}, {Name: "seized", Property: "detention.date"}}}
	b, err := m.Bind(header)
	if err != nil {
		t.Fatal(err)
	}
	row := Row{Line: 7, Cells: []string{"Somebody", "31.02.1985", "1985", "unknown"}}
	want := []RowError{
		{Line: 7, Column: "born", Message: `"31.02.1985" is not read as a date: it is kept as given`},
		{Line: 7, Column: "age", Message: `"1985" stands in a column of ages: is it a year of birth?`},
	}
	if diff := cmp.Diff(want, b.Check(row)); diff != "" {
		t.Error(diff)
	}
	cells := b.Cells(row)
	if len(cells) != 4 || cells[1] != (Cell{Index: 1, Column: "born", Property: "birth.date", Lang: "en", Value: "31.02.1985"}) {
		t.Errorf("%+v", cells)
	}

	site := Mapping{Kind: KindFacility, Columns: []Column{{Name: "lat", Property: "place.lat"}, {Name: "lon", Property: "place.lon"}}}
	b, err = site.Bind([]string{"lat", "lon"})
	if err != nil {
		t.Fatal(err)
	}
	for cells, want := range map[[2]string]int{{"39,35", "75.86"}: 0, {"39°21'N", "75°51'E"}: 0, {"", "-"}: 0, {"112.5", "39.3"}: 1, {"north", "200"}: 2} {
		if got := b.Check(Row{Line: 2, Cells: cells[:]}); len(got) != want {
			t.Errorf("%q: %v", cells, got)
		}
	}
}

func TestKeys(t *testing.T) {
	header := []string{"id", "part", "name"}
	bind := func(key ...string) *Binding {
		b, err := Mapping{Kind: KindPerson, Key: key, Columns: []Column{{Name: "name", Property: "name"}}}.Bind(header)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	row := func(line int, cells ...string) Row { return Row{Line: line, Cells: cells} }

	k := NewKeys(bind("id"))
	for _, tt := range []struct {
		row   Row
		key   string
		fault string
	}{
		{row(2, "7 ", "A", "x"), "7", ""},
		{row(3, "8", "A", "x"), "8", ""},
		{row(4, "7", "B", "y"), "7#2", `the key "7" stands already in line 2`},
		{row(5, "", "B", "y"), RowHash([]string{"", "B", "y"}).String(), "the key is empty"},
	} {
		key, fault := k.Key(tt.row)
		if key != tt.key || (fault == nil) != (tt.fault == "") || fault != nil && !strings.Contains(fault.Message, tt.fault) {
			t.Errorf("%v: %q, %v", tt.row, key, fault)
		}
	}

	k = NewKeys(bind("id", "part"))
	one, _ := k.Key(row(2, "a|b", "c"))
	two, fault := k.Key(row(3, "a", "b | c"))
	if one != "a||b | c" || one == two || fault != nil {
		t.Errorf("%q, %q, %v", one, two, fault)
	}

	k = NewKeys(bind())
	first, _ := k.Key(row(2, "1", "2", "3"))
	again, fault := k.Key(row(3, "1", "2", "3"))
	other, _ := k.Key(row(4, "1", "23", ""))
	if len(first) != 32 || again != first+"#2" || fault != nil || other == first {
		t.Errorf("%q, %q, %q, %v", first, again, other, fault)
	}
}

func TestRowHash(t *testing.T) {
	same := [][]string{{"a", " b", ""}, {"a ", " b"}, {"a", " b\t", " ", ""}}
	for _, cells := range same {
		if RowHash(cells) != RowHash(same[0]) {
			t.Errorf("%q hashes otherwise", cells)
		}
	}
	for _, cells := range [][]string{{"a", "b"}, {"a b"}, {"a", "", " b"}, {"", "a", " b"}, {}, {"a"}} {
		if RowHash(cells) == RowHash(same[0]) {
			t.Errorf("%q hashes the same", cells)
		}
	}
	// Kept with lists: it must never change.
	if got := RowHash([]string{"1", "Ürümqi", "", "x"}).String(); got != "7c0922a66563c4e972804c26b369e1de" {
		t.Errorf("hash %s", got)
	}
}
