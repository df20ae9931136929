package lists

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func fieldFile(t *testing.T, name string) []byte {
	t.Helper()
	root := os.Getenv("HABEAS_DATA")
	if root == "" {
		t.Skip("HABEAS_DATA is not set: it names the folder with field/, whose lists this test reads")
	}
	raw, err := os.ReadFile(filepath.Join(root, "field", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestFacilityList reads the facility list as it was published: named .csv,
// separated by tabs, in the code page of a DOS window.
func TestFacilityList(t *testing.T) {
	raw := fieldFile(t, "xinjiang_facilities_bfn_20210720.orig-cp850.tsv")
	d, err := Detect(bytes.NewReader(raw), int64(len(raw)), "xinjiang_facilities.csv", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d.Format != FormatTSV || d.Encoding != "cp850" || d.Delimiter != "tab" || d.HeaderLine != 1 || len(d.Header) != 20 {
		t.Errorf("%+v", d)
	}
	if diff := cmp.Diff([]string{"Ürümqi"}, d.Examples); diff != "" {
		t.Error(diff)
	}
	if notes := strings.Join(d.Notes, "\n"); !strings.Contains(notes, "the file is named .csv, but its cells are separated by the tab") {
		t.Errorf("notes %q", d.Notes)
	}
	rows, stats, err := readAll(raw, d)
	if err != nil {
		t.Fatal(err)
	}
	if stats.Rows != 551 || stats.Blank != 3 || stats.Errors != 0 {
		t.Errorf("stats %+v", stats)
	}
	if diff := cmp.Diff([]int{2, 3, 4}, stats.BlankLines); diff != "" {
		t.Error(diff)
	}
	city := 0
	for _, r := range rows {
		if r.Cells[4] == "Ürümqi" {
			city++
		}
	}
	if city != 34 {
		t.Errorf("%d rows are in Ürümqi, want 34", city)
	}

	m := Propose(d, rows, "")
	if m.Kind != KindFacility || m.Language != "en" {
		t.Errorf("kind %q, language %q", m.Kind, m.Language)
	}
	if diff := cmp.Diff([]string{"id"}, m.Key); diff != "" {
		t.Error("key", diff)
	}
	want := map[string]string{"id": "list.id", "Name": "name", "Town": "place.town", "Prefecture": "place.prefecture", "lat": "place.lat", "long": "place.lon",
		"facility type": "facility.type", "corroboration level": "corroboration", "Media reports": "source.note", "Researchers": "source.note",
		"Links": "source.url", "Links 2": "source.url", "Links 3": "source.url", "Links 4": "source.url"}
	got := map[string]string{}
	for _, c := range m.Columns {
		if c.Property != "note" {
			got[c.Name] = c.Property
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(m.Columns) != 20 {
		t.Errorf("%d columns of 20 are mapped", len(m.Columns))
	}

	b, err := m.Bind(d.Header)
	if err != nil {
		t.Fatal(err)
	}
	keys := NewKeys(b)
	for _, r := range rows {
		if _, fault := keys.Key(r); fault != nil {
			t.Errorf("key: %v", fault)
		}
		for _, e := range b.Check(r) {
			t.Errorf("check: %v", e)
		}
	}

	// The copy in UTF-8, separated by commas, is the same list.
	copied := fieldFile(t, "xinjiang_facilities_bfn_20210720.csv")
	dc, err := Detect(bytes.NewReader(copied), int64(len(copied)), "copy.csv", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if dc.Encoding != "utf-8" || dc.Delimiter != "comma" {
		t.Errorf("%+v", dc)
	}
	again, _, err := readAll(copied, dc)
	if err != nil || len(again) != len(rows) {
		t.Fatalf("%d rows, %v", len(again), err)
	}
	for i := range rows {
		if RowHash(rows[i].Cells) != RowHash(again[i].Cells) {
			t.Errorf("line %d: %s", rows[i].Line, cmp.Diff(rows[i].Cells, again[i].Cells))
		}
	}
}

func TestListWithoutHeader(t *testing.T) {
	raw := fieldFile(t, "arabic_latin_name_segments.csv")
	d, err := Detect(bytes.NewReader(raw), int64(len(raw)), "segments.csv", Options{NoHeader: true})
	if err != nil {
		t.Fatal(err)
	}
	_, stats, err := readAll(raw, d)
	if err != nil || d.Encoding != "utf-8" || d.Delimiter != "comma" || stats.Rows != 6095 {
		t.Errorf("%+v, %+v, %v", d, stats, err)
	}
}
