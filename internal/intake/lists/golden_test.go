package lists

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden reads every file in testdata and compares all that is found out
// of it with the file beside it that ends in .golden.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, path := range files {
		if strings.HasSuffix(path, ".golden") || strings.HasPrefix(path, filepath.Join("testdata", "fuzz")) {
			continue
		}
		read++
		t.Run(filepath.Base(path), func(t *testing.T) {
			got := account(t, path)
			if *update {
				if err := os.WriteFile(path+".golden", got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path + ".golden")
			if err != nil {
				t.Fatalf("%v: go test -update writes it", err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if read < 6 {
		t.Errorf("only %d files in testdata", read)
	}
}

// account tells all that is found out of a file.
func account(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Detect(bytes.NewReader(raw), int64(len(raw)), filepath.Base(path), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		t.Fatal(err)
	}
	rows, stats, err := readAll(raw, d)
	if err != nil {
		t.Fatal(err)
	}
	m := Propose(d, rows, "")
	if err := m.Write(&out); err != nil {
		t.Fatal(err)
	}
	b, err := m.Bind(d.Header)
	if err != nil {
		t.Fatal(err)
	}
	keys := NewKeys(b)
	for _, row := range rows {
		if row.Broken {
			fmt.Fprintf(&out, "%d broken: %v\n", row.Line, row.Errors)
			continue
		}
		key, fault := keys.Key(row)
		fmt.Fprintf(&out, "%d key %s: %q\n", row.Line, key, row.Cells)
		faults := append(row.Errors, b.Check(row)...)
		if fault != nil {
			faults = append(faults, *fault)
		}
		for _, e := range faults {
			fmt.Fprintf(&out, "  %v\n", e)
		}
	}
	fmt.Fprintf(&out, "%+v\n", stats)
	return out.Bytes()
}
