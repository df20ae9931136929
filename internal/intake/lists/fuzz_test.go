package lists

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// FuzzList brings any bytes for a list. Whatever they are, there is a refusal
// or there are rows, every line break of delimited text is accounted for, and
// the mapping proposed fits.
func FuzzList(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*")
	must(f, err)
	for _, path := range files {
		raw, err := os.ReadFile(path)
		must(f, err)
		f.Add(raw, filepath.Base(path))
	}
	for _, s := range []string{"", "\n", "a\n", "a,b\n\"1\n", "a;b\n\"1\"x;2\n", "sep=;\na;b\n", "{\"a\":1}\n{\"b\":[1,{}]}\n", "\xff\xfea\x00\n\x00", "\xef\xbb\xbfa\tb\n1\t2", "a\rb\r"} {
		f.Add([]byte(s), "list.tsv")
	}
	f.Fuzz(func(t *testing.T, raw []byte, name string) {
		d, err := Detect(bytes.NewReader(raw), int64(len(raw)), name, Options{})
		var no *Refusal
		if err != nil {
			if !errors.As(err, &no) {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if len(d.Header) == 0 {
			t.Fatalf("no header: %+v", d)
		}
		rd, err := Open(bytes.NewReader(raw), int64(len(raw)), d)
		if err != nil {
			t.Fatalf("found, but not opened: %v", err)
		}
		defer rd.Close()
		var sample []Row
		last := 0
		for {
			row, err := rd.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				if !errors.As(err, &no) {
					t.Fatalf("not a refusal: %v", err)
				}
				break
			}
			if row.Line <= last || len(row.Cells) < len(d.Header) {
				t.Fatalf("line %d after %d has %d cells of %d", row.Line, last, len(row.Cells), len(d.Header))
			}
			last = row.Line
			if len(sample) < 20 {
				row.Cells = append([]string(nil), row.Cells...)
				sample = append(sample, row)
			}
		}
		m := Propose(d, sample, "")
		b, err := m.Bind(d.Header)
		if err != nil {
			if !errors.As(err, &no) {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		keys := NewKeys(b)
		seen := map[string]bool{}
		for _, row := range sample {
			b.Check(row)
			key, _ := keys.Key(row)
			if key == "" || seen[key] {
				t.Fatalf("key %q", key)
			}
			seen[key] = true
		}
	})
}

// TestMemoryIsBounded reads far more than it may hold, with the worst of lines.
func TestMemoryIsBounded(t *testing.T) {
	lines := map[string]string{
		"plain":          "1,Somebody,1985-01-02,Ghulja,note\n",
		"many cells":     string(bytes.Repeat([]byte("a,"), 900)) + "\n",
		"quoted newline": "1,\"" + string(bytes.Repeat([]byte("words\n"), 1000)) + "\",x\n",
		"open quotes":    "\"open,1,2,3\n",
	}
	for name, line := range lines {
		t.Run(name, func(t *testing.T) {
			const size = 32 << 20
			step := size / len(line) / 20
			r := repeated{head: "a,b,c,d,e\n", line: line, size: size}
			d := Dialect{Format: FormatCSV, Encoding: "utf-8", Delimiter: "comma", Header: []string{"a", "b", "c", "d", "e"}, HeaderLine: 1}
			rd, err := Open(r, size, d)
			if err != nil {
				t.Fatal(err)
			}
			var before, now runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			most := uint64(0)
			for n := 0; ; n++ {
				_, err := rd.Next()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if n%step == 0 {
					runtime.GC()
					runtime.ReadMemStats(&now)
					most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
				}
			}
			if rd.Stats().Rows < 1000 {
				t.Errorf("only %d rows", rd.Stats().Rows)
			}
			if most > 12<<20 {
				t.Errorf("%d MB held", most>>20)
			}
		})
	}
}

// repeated is a file of one header and the same line over and over.
type repeated struct {
	head, line string
	size       int64
}

func (r repeated) ReadAt(p []byte, at int64) (int, error) {
	n := 0
	for n < len(p) && at < r.size {
		var from string
		if at < int64(len(r.head)) {
			from = r.head[at:]
		} else {
			from = r.line[(at-int64(len(r.head)))%int64(len(r.line)):]
		}
		k := copy(p[n:], from[:min(int64(len(from)), r.size-at)])
		n += k
		at += int64(k)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
