package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/protect/seal"
)

// The machine is taken: whoever has every file of it, the database with its free
// pages and its log, the evidence, a backup and what lay in the temporary folder,
// finds none of 200 identities, written in any usual way. Two custodians open all
// of them, one alone opens none.
func TestSeizedMachine(t *testing.T) {
	ctx := context.Background()
	dir, temp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	data := filepath.Join(dir, "data")
	rec, err := record{Data: data}.open(ctx, desk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	keeper, err := rec.desk.AddUser(ctx, operator, "Keeper", "", habeas.RoleCustodian)
	if err != nil {
		t.Fatal(err)
	}
	custodian := habeas.Actor{ID: keeper.ID, Name: keeper.Name, Role: keeper.Role}
	var keys []age.Identity
	for i := range 2 {
		k, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, k)
		if err := rec.desk.AddCustodian(ctx, custodian, fmt.Sprint("Keeper ", i), k.Recipient().String()); err != nil {
			t.Fatal(err)
		}
	}
	const many = 200
	marker := func(i int) string { return fmt.Sprintf("Zqmarker%03d Bekturkyzy", i) }
	for i := range many {
		s, err := rec.desk.AddSource(ctx, operator, habeas.Source{Kind: habeas.SourcePerson, Name: fmt.Sprint("voice ", i), Label: "a relative abroad", Protection: habeas.ProtectionTeam})
		if err != nil {
			t.Fatal(err)
		}
		// Sealed twice, so that what was written over lies in free pages.
		for _, note := range []string{"first words of " + marker(i), "the words of " + marker(i)} {
			if err := rec.desk.SealIdentity(ctx, operator, s.ID, desk.Identity{Name: marker(i), Contact: "+7 000 " + marker(i), Note: note}); err != nil {
				t.Fatal(err)
			}
		}
	}
	// A copy of the machine while it runs, its write-ahead log included.
	seized := filepath.Join(dir, "seized")
	if err := os.CopyFS(seized, os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	lines, err := rec.desk.TakeOutBoxes(ctx, custodian, "a test")
	if err != nil {
		t.Fatal(err)
	}
	opened := 0
	for _, line := range lines {
		box, err := seal.FromText(line[strings.LastIndexByte(line, '\t')+1:])
		if err != nil {
			t.Fatal(err)
		}
		if id, err := seal.Open(box, keys...); err == nil && strings.HasPrefix(id.Name, "Zqmarker") && strings.HasSuffix(id.Note, id.Name) {
			opened++
		}
		for _, k := range keys {
			if _, err := seal.Open(box, k); err == nil {
				t.Fatal("one custodian alone opens a box")
			}
		}
	}
	if opened != many {
		t.Errorf("two custodians open %d of %d", opened, many)
	}
	if err := rec.close(); err != nil {
		t.Fatal(err)
	}
	done(t, "backup", filepath.Join(dir, "backup.age"), "--to", identity(t, filepath.Join(t.TempDir(), "backup.key")), "--data", data)
	for _, place := range []string{dir, temp} {
		if hits := scanned(t, place); len(hits) > 0 {
			t.Errorf("%d finds, the first: %s", len(hits), hits[0])
		}
	}
	if hits := markedIn([]byte(strings.Join(os.Environ(), "\n"))); hits != "" {
		t.Errorf("the environment holds %s", hits)
	}
	// The scan finds what is there, in each writing.
	for name, hide := range map[string]func(string) []byte{
		"UTF-8":    func(s string) []byte { return []byte(s) },
		"UTF-16LE": func(s string) []byte { return wide(s, 0) },
		"UTF-16BE": func(s string) []byte { return wide(s, 1) },
		"base64":   func(s string) []byte { return []byte("x" + base64.StdEncoding.EncodeToString([]byte("yz"+s))) },
		"gzip":     zipped,
	} {
		if markedIn(append([]byte("before "), hide("words of Zqmarker007 and more")...)) == "" {
			t.Errorf("a marker written as %s is not found", name)
		}
	}
}

func wide(s string, big int) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b := []byte{byte(u), byte(u >> 8)}
		if big == 1 {
			b[0], b[1] = b[1], b[0]
		}
		out = append(out, b...)
	}
	return out
}

func zipped(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.Bytes()
}

func scanned(t *testing.T, place string) (hits []string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(place, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if hit := markedIn(b); hit != "" {
			hits = append(hits, name+": "+hit)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files in %s", files, filepath.Base(place))
	return hits
}

// markedIn looks for a marker in bytes as they are and in what is packed in them.
func markedIn(b []byte) string {
	for name, needle := range needles {
		if bytes.Contains(b, needle) {
			return name
		}
	}
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte{0x1f, 0x8b, 8})
		if i < 0 {
			return ""
		}
		at += i
		if r, err := gzip.NewReader(bytes.NewReader(b[at:])); err == nil {
			inside, _ := io.ReadAll(io.LimitReader(r, 8<<20)) // a stream that ends early still shows its beginning
			for _, mark := range marks {
				if bytes.Contains(inside, []byte(mark)) {
					return "gzip"
				}
			}
		}
		at += 3
	}
}

// marks are what nobody may find: the beginning of an identity, and the network
// that strangers come from in a test.
var marks = []string{"Zqmarker", strangers}

// strangers is a network of the loopback that nothing else here uses.
const strangers = "127.77.88."

// needles are the marks in each writing; base64 has three, by where it begins.
var needles = func() map[string][]byte {
	out := map[string][]byte{}
	for _, mark := range marks {
		out[mark+" as UTF-8"], out[mark+" as UTF-16LE"], out[mark+" as UTF-16BE"] = []byte(mark), wide(mark, 0), wide(mark, 1)
		for shift := range 3 {
			s := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + mark))
			// The letters that the bytes around it do not change.
			from := (shift*8 + 5) / 6
			out[fmt.Sprint(mark, " as base64 ", shift)] = []byte(s[from : (shift+len(mark))*8/6])
		}
	}
	return out
}()
