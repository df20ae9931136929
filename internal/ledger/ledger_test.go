package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// The edge gives the same heads as a tree that keeps every hash, and proofs of
// that tree hold against them.
func TestEdgeIsTheTree(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var edge Edge
		var stored []tlog.Hash
		reader := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
			var out []tlog.Hash
			for _, i := range at {
				out = append(out, stored[i])
			}
			return out, nil
		})
		n := rapid.Int64Range(0, 300).Draw(r, "leaves")
		for i := range n {
			leaf := rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(r, "leaf")
			hashes, err := tlog.StoredHashes(i, leaf, reader)
			if err != nil {
				r.Fatal(err)
			}
			stored = append(stored, hashes...)
			if edge, err = ParseEdge(edge.Size, edge.Bytes()); err != nil {
				r.Fatal(err)
			}
			if err := edge.Add(tlog.RecordHash(leaf)); err != nil {
				r.Fatal(err)
			}
		}
		want, err := tlog.TreeHash(n, reader)
		if err != nil {
			r.Fatal(err)
		}
		got, err := edge.Root()
		if err != nil || got != want || edge.Size != n {
			r.Fatalf("of %d leaves the edge gives %v (%v), the tree %v", n, got, err, want)
		}
		if n > 1 {
			old := rapid.Int64Range(1, n-1).Draw(r, "an earlier size")
			oldRoot, err := tlog.TreeHash(old, reader)
			if err != nil {
				r.Fatal(err)
			}
			proof, err := tlog.ProveTree(n, old, reader)
			if err != nil {
				r.Fatal(err)
			}
			if err := tlog.CheckTree(proof, n, got, old, oldRoot); err != nil {
				r.Fatal(err)
			}
		}
	})
}

func TestWrongEdge(t *testing.T) {
	for _, c := range []struct {
		size  int64
		bytes int
	}{{-1, 0}, {1, 0}, {1, 33}, {3, 32}, {4, 64}} {
		if _, err := ParseEdge(c.size, make([]byte, c.bytes)); err == nil {
			t.Errorf("an edge of %d entries and %d bytes is taken", c.size, c.bytes)
		}
	}
}

func TestLeafText(t *testing.T) {
	l := Leaf{Day: "2026-03-01", Act: "enter claims", Item: "step/c0123456789abcdef/2", Commitment: Commitment{1, 2, 3}}
	for _, l := range []Leaf{l, {Day: l.Day, Act: l.Act, Item: l.Item, Erased: true}} {
		if err := l.Check(); err != nil {
			t.Error(err)
		}
	}
	for name, bad := range map[string]Leaf{
		"no day": {Act: "a", Item: "i"}, "no such day": {Day: "2026-02-30", Act: "a", Item: "i"}, "no act": {Day: l.Day, Item: "i"},
		"no item": {Day: l.Day, Act: "a"}, "a tab": {Day: l.Day, Act: "a\tb", Item: "i"}, "a line": {Day: l.Day, Act: "a", Item: "i\n"},
	} {
		if bad.Check() == nil {
			t.Errorf("a leaf with %s is taken", name)
		}
	}
}

// Whatever differs, the commitment does: the salt, the leaf, a name, a value,
// its kind, where one value ends and the next begins. Empty fields are none.
func TestCommitments(t *testing.T) {
	type field struct {
		name  string
		value any
	}
	sum := func(s Salt, l Leaf, fields ...field) Commitment {
		t.Helper()
		c := l.Content(s)
		for _, f := range fields {
			if err := c.Add(f.name, f.value); err != nil {
				t.Fatal(err)
			}
		}
		return c.Sum()
	}
	one, leaf := Salt{1}, Leaf{Day: "2026-03-01", Act: "a", Item: "claim/c1"}
	seen := map[Commitment]string{}
	for name, c := range map[string]Commitment{
		"plain": sum(one, leaf, field{"doc", "ab"}), "another salt": sum(Salt{2}, leaf, field{"doc", "ab"}),
		"another day":  sum(one, Leaf{Day: "2026-03-02", Act: "a", Item: "claim/c1"}, field{"doc", "ab"}),
		"another act":  sum(one, Leaf{Day: "2026-03-01", Act: "b", Item: "claim/c1"}, field{"doc", "ab"}),
		"another item": sum(one, Leaf{Day: "2026-03-01", Act: "a", Item: "claim/c2"}, field{"doc", "ab"}),
		"another name": sum(one, leaf, field{"dox", "ab"}), "another value": sum(one, leaf, field{"doc", "ac"}),
		"cut elsewhere": sum(one, leaf, field{"doca", "b"}), "in two": sum(one, leaf, field{"doc", "a"}, field{"b", "x"}),
		"a number": sum(one, leaf, field{"doc", int64(0x6162)}), "nothing": sum(one, leaf),
	} {
		if other, ok := seen[c]; ok {
			t.Errorf("%s and %s have one commitment", name, other)
		}
		seen[c] = name
	}
	if sum(one, leaf, field{"doc", "ab"}) != sum(one, leaf, field{"doc", []byte("ab")}, field{"new", nil}, field{"n", int64(0)}, field{"t", ""}) {
		t.Error("an empty field changes the commitment")
	}
	if err := leaf.Content(one).Add("doc", 1.5); err == nil {
		t.Error("a value without an exact form is committed to")
	}
}

func TestShuffle(t *testing.T) {
	// Each of five things comes first about as often.
	first := map[int]int{}
	for range 5000 {
		v := []int{0, 1, 2, 3, 4}
		if err := Shuffle(v); err != nil {
			t.Fatal(err)
		}
		first[v[0]]++
	}
	for i := range 5 {
		if first[i] < 850 || first[i] > 1150 { // 1000 ± 5 deviations
			t.Errorf("%d came first %d times of 5000", i, first[i])
		}
	}
}

func TestKeys(t *testing.T) {
	dir := t.TempDir()
	key, err := OpenKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenKey(dir)
	if err != nil || again.Public() != key.Public() {
		t.Fatalf("the key is another one when opened again: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, keyFile)); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the key: %v, %v", info.Mode(), err)
	}
	keys, err := ParseKeys(key.Public() + "\n")
	if err != nil {
		t.Fatal(err)
	}
	signed, err := key.Sign(Head{Size: 7, Root: tlog.Hash{9}, Day: "2026-03-01"})
	if err != nil {
		t.Fatal(err)
	}
	h, err := keys.Open(signed)
	if err != nil || h.Size != 7 || h.Root != (tlog.Hash{9}) || h.Day != "2026-03-01" || !strings.HasPrefix(h.Origin, "habeas-") {
		t.Errorf("the head reads %+v, %v", h, err)
	}
	// Any byte changed, and it is not signed any more.
	for i := range len(signed) - 1 {
		bad := []byte(signed)
		bad[i] ^= 1
		if _, err := keys.Open(string(bad)); err == nil {
			t.Errorf("the head is taken with byte %d changed", i)
		}
	}

	// A lost key is followed by another, and heads of both count.
	if err := os.Remove(filepath.Join(dir, keyFile)); err != nil {
		t.Fatal(err)
	}
	next, err := OpenKey(dir)
	if err != nil || next.Public() == key.Public() {
		t.Fatalf("no new key: %v", err)
	}
	public, err := ReadPublic(dir)
	if err != nil {
		t.Fatal(err)
	}
	both, err := ParseKeys(public)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := both.Open(signed); err != nil {
		t.Errorf("the head of the lost key: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, keyFile), []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKey(dir); err == nil {
		t.Error("a damaged key is taken")
	}
	for _, text := range []string{"", "nonsense", key.Public() + "x"} {
		if _, err := ParseKeys(text); err == nil {
			t.Errorf("%q is taken for a key", text)
		}
	}
	files := map[string][]byte{}
	for _, name := range KeyFiles {
		files[name] = []byte("x")
	}
	if err := WriteKey(dir, files); err == nil {
		t.Error("a key was written over another")
	}
}

func FuzzParseLeaf(f *testing.F) {
	f.Add("2026-03-01\tenter claims\tclaim/c1\terased")
	f.Add(Leaf{Day: "2026-03-01", Act: "a", Item: "i"}.Text())
	f.Fuzz(func(t *testing.T, text string) {
		if l, err := ParseLeaf(text); err == nil && l.Text() != text {
			t.Errorf("%q is read as what is written %q", text, l.Text())
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	var e Edge
	for i := range b.N {
		if err := e.Add(Hash(fmt.Sprint(i))); err != nil {
			b.Fatal(err)
		}
	}
}
