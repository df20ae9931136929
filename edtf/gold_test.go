package edtf

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestGoldReport is one smoke test against hand annotation of one report: it
// says that the grammar meets running text, not how good it is on others.
func TestGoldReport(t *testing.T) {
	dir := os.Getenv("HABEAS_DATA")
	if dir == "" {
		t.Skip("HABEAS_DATA is not set: set it to the folder that holds report/ to compare with the annotated report")
	}
	text, err := os.ReadFile(filepath.Join(dir, "report", "rfa-kazakhs-2017.txt"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "report", "rfa-kazakhs-2017.gold.json"))
	if err != nil {
		t.Fatal(err)
	}
	var gold struct {
		Dates []struct {
			EDTF       string
			Start, End int
		}
	}
	if err := json.Unmarshal(raw, &gold); err != nil {
		t.Fatal(err)
	}
	if len(gold.Dates) != 14 {
		t.Fatalf("the annotation has %d dates, not 14", len(gold.Dates))
	}
	found := Find(string(text), "en", Anchor{Publication: MustParse("2017-11-13")})
	same := 0
	for _, g := range gold.Dates {
		met := false
		for _, f := range found {
			if f.Start >= g.End || f.End <= g.Start {
				continue
			}
			met = true
			got := f.Date.String()
			if got == "" {
				got = f.Duration
			}
			if got == g.EDTF {
				same++
			} else {
				t.Logf("at %d: %s, annotated %s", g.Start, got, g.EDTF)
			}
		}
		if !met {
			t.Errorf("nothing was found at %d to %d (%s)", g.Start, g.End, g.EDTF)
		}
	}
	t.Logf("%d of %d annotated dates met with the same value; %d found in all", same, len(gold.Dates), len(found))
	if same < 13 {
		t.Errorf("only %d of %d dates have the annotated value", same, len(gold.Dates))
	}
}
