package edtf

import (
	"os"
	"strings"
	"testing"
)

// leastUnseen is how many of the words it must go on reading. They were unseen
// once, and 72 were then read; docs/figures.md says what that is worth.
const leastUnseen = 89

func TestUnseenWords(t *testing.T) {
	table, err := os.ReadFile("testdata/unseen.tsv")
	if err != nil {
		t.Fatal(err)
	}
	right, all := 0, 0
	for _, line := range strings.Split(strings.TrimSpace(string(table)), "\n") {
		cells := strings.Split(line, "\t")
		if line[0] == '#' || len(cells) != 3 {
			continue
		}
		all++
		got := "-"
		if r, err := Read(cells[1], cells[0], published); err == nil {
			if got = r.Date.String(); got == "" {
				got = r.Duration
			}
		}
		if got == cells[2] {
			right++
			continue
		}
		t.Logf("%s %q: %s, want %s", cells[0], cells[1], got, cells[2])
	}
	t.Logf("%d of %d", right, all)
	if right < leastUnseen || all < 100 {
		t.Errorf("%d of %d are read as they should be, want %d", right, all, leastUnseen)
	}
}
