package backup

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/habeas-record/habeas"
)

func identity(t testing.TB) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Every value a table can hold comes back as it was, over the borders of the
// files of the tar too.
func TestRowsComeBack(t *testing.T) {
	id := identity(t)
	no(t, flag.Set("rapid.checks", "25")) // some fill several files
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.Just(strings.Repeat("long ", chunk/8)))
		value := rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.Int64(), func(n int64) any { return n }), rapid.Map(text, func(s string) any { return s }),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return b }))
		type table struct {
			name string
			rows [][]any
		}
		var tables []table
		for _, name := range []string{"one", "another"} {
			tables = append(tables, table{name, rapid.SliceOfN(rapid.SliceOfN(value, 3, 3), 0, 8).Draw(r, name)})
		}
		var file bytes.Buffer
		w, err := NewWriter(&file, Manifest{Version: 3, Made: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC), Head: "a head"}, id.Recipient())
		no(r, err)
		no(r, w.Key("secret", []byte("s")))
		columns := []string{"a", "b", "c"}
		for _, x := range tables {
			for _, row := range x.rows {
				no(r, w.Row(x.name, columns, row))
			}
		}
		no(r, w.Evidence("00ff", 5, strings.NewReader("bytes")))
		no(r, w.Close())

		b, err := NewReader(&file, id)
		no(r, err)
		if b.Manifest.Version != 3 || b.Manifest.Head != "a head" || b.Manifest.Made.Hour() != 9 {
			r.Errorf("the manifest reads %+v", b.Manifest)
		}
		no(r, b.Keys(func(name string, data []byte) error {
			if name != "secret" || string(data) != "s" {
				r.Errorf("key %s is %q", name, data)
			}
			return nil
		}))
		got := map[string][][]any{}
		no(r, b.Rows(func(table string, cs []string, values []any) error {
			if !cmp.Equal(cs, columns) {
				r.Errorf("columns %v", cs)
			}
			got[table] = append(got[table], values)
			return nil
		}))
		for _, x := range tables {
			if diff := cmp.Diff(x.rows, got[x.name], cmpopts.EquateEmpty()); diff != "" {
				r.Errorf("table %s (-wrote +read):\n%s", x.name, diff)
			}
		}
		no(r, b.Evidence(func(sha string, piece io.Reader) error {
			all, err := io.ReadAll(piece)
			if sha != "00ff" || string(all) != "bytes" {
				r.Errorf("evidence %s is %q", sha, all)
			}
			return err
		}))
	})
}

func no(t interface{ Fatal(...any) }, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

// A file without its end is not a backup, however well it is sealed.
func TestUnfinishedBackup(t *testing.T) {
	id := identity(t)
	var file bytes.Buffer
	w, err := NewWriter(&file, Manifest{}, id.Recipient())
	no(t, err)
	no(t, w.flush())
	no(t, errors.Join(w.tar.Close(), w.zip.Close(), w.sealed.Close()))
	if _, err := NewReader(&file, id); !errors.Is(err, ErrDamaged) {
		t.Errorf("a backup without its end: %v", err)
	}
}

func TestEvidenceThatShrinks(t *testing.T) {
	w, err := NewWriter(io.Discard, Manifest{}, identity(t).Recipient())
	no(t, err)
	if err := w.Evidence("00ff", 10, strings.NewReader("short")); err == nil {
		t.Error("half of a piece of evidence was taken for all of it")
	}
}

func TestWithdrawals(t *testing.T) {
	ws := []habeas.Withdrawal{
		{Item: "c0123456789abcdef", Act: habeas.WithdrawnClaim, Day: "2026-03-01"},
		{Item: "c0123456789abcdef", Act: habeas.WithdrawnPublic, Day: "2026-03-01"},
		{Item: "s0123456789abcdef", Act: habeas.WithdrawnLevel, Value: "none", Day: "2026-03-02"},
	}
	text := FormatWithdrawals(time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC), ws)
	day, got, err := ParseWithdrawals(text)
	if err != nil || day != "2026-03-02" {
		t.Fatalf("day %q, %v", day, err)
	}
	if diff := cmp.Diff(ws, got); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"", "hello", strings.TrimSuffix(text, "\n"), text + "c1 2026-03-01 - erased\n", text + "c1\n"} {
		if _, _, err := ParseWithdrawals(bad); !errors.Is(err, ErrWithdrawals) {
			t.Errorf("%q is taken: %v", bad, err)
		}
	}
}

func FuzzParseWithdrawals(f *testing.F) {
	f.Add(FormatWithdrawals(time.Now(), []habeas.Withdrawal{{Item: "c1", Act: habeas.WithdrawnClaim, Day: "2026-03-01"}}))
	f.Fuzz(func(t *testing.T, text string) {
		day, ws, err := ParseWithdrawals(text)
		at, wrong := time.Parse(time.DateOnly, day)
		if err != nil || wrong != nil {
			return
		}
		if _, again, err := ParseWithdrawals(FormatWithdrawals(at, ws)); err != nil || !cmp.Equal(ws, again, cmpopts.EquateEmpty()) {
			t.Errorf("%q reads %v, then %v, %v", text, ws, again, err)
		}
	})
}

// A column without bytes is not one without a value, however the database hands
// it out.
func TestNoBytesComeBack(t *testing.T) {
	id := identity(t)
	var file bytes.Buffer
	w, err := NewWriter(&file, Manifest{Version: 3}, id.Recipient())
	no(t, err)
	no(t, w.Row("one", []string{"a", "b", "c"}, []any{[]byte(nil), []byte{}, nil}))
	no(t, w.Close())
	r, err := NewReader(&file, id)
	no(t, err)
	no(t, r.Keys(func(string, []byte) error { return nil }))
	rows := 0
	no(t, r.Rows(func(_ string, _ []string, values []any) error {
		rows++
		for i, v := range values[:2] {
			if b, ok := v.([]byte); !ok || b == nil || len(b) > 0 {
				t.Errorf("column %d came back as %#v", i, v)
			}
		}
		if values[2] != nil {
			t.Errorf("nothing came back as %#v", values[2])
		}
		return nil
	}))
	if rows != 1 {
		t.Errorf("%d rows came back", rows)
	}
}
