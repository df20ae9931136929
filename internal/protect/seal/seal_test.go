package seal

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
)

func custodians(t testing.TB, n int) (out []habeas.Custodian, keys []age.Identity) {
	t.Helper()
	for i := range n {
		k, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, habeas.Custodian{Name: fmt.Sprint("custodian ", i), Recipient: k.Recipient().String()})
		keys = append(keys, k)
	}
	return out, keys
}

// Any two custodians open a box; one alone, strangers and nobody do not.
func TestTwoOpenABox(t *testing.T) {
	cs, keys := custodians(t, 3)
	_, strangers := custodians(t, 2)
	want := Identity{Name: "Aray Bekturkyzy", Contact: "+7 000 000", Relation: "sister", Note: "writes at night"}
	b, err := Box(want, cs)
	if err != nil {
		t.Fatal(err)
	}
	for i := range keys {
		for j := range keys {
			got, err := Open(b, keys[i], keys[j])
			if i == j && err == nil {
				t.Errorf("custodian %d opens it alone", i)
			}
			if i != j && (err != nil || got != want) {
				t.Errorf("custodians %d and %d: %+v, %v", i, j, got, err)
			}
		}
	}
	if _, err := Open(b, append(strangers, keys[0])...); err == nil {
		t.Error("one custodian and strangers open it")
	}
	if _, err := Open(b, strangers...); err == nil {
		t.Error("strangers open it")
	}
}

// A box shows nothing of what is in it, nor how much, nor whether anything is.
func TestBoxesLookAlike(t *testing.T) {
	cs, _ := custodians(t, 2)
	sizes := map[int]bool{}
	for _, id := range []Identity{{}, {Name: "zqmarker"}, {Note: strings.Repeat("zqmarker ", 400)}} {
		b, err := Box(id, cs)
		if err != nil {
			t.Fatal(err)
		}
		sizes[len(b)] = true
		raw, err := FromText(Text(b))
		if err != nil || !bytes.Equal(raw, b) {
			t.Error("the text is read back otherwise")
		}
		for _, mark := range []string{"zqmarker", base64.StdEncoding.EncodeToString([]byte("zqmarker"))[:8], "Name"} {
			if bytes.Contains(b, []byte(mark)) {
				t.Errorf("the box holds %q", mark)
			}
		}
	}
	if len(sizes) != 1 {
		t.Errorf("boxes are of sizes %v", sizes)
	}
	if _, err := Box(Identity{Note: strings.Repeat("x", Room)}, cs); err != ErrRoom {
		t.Errorf("too much: %v", err)
	}
	if _, err := Box(Identity{}, cs[:1]); err == nil {
		t.Error("one custodian is enough")
	}
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Box(Identity{}, []habeas.Custodian{cs[0], {Recipient: classic.Recipient().String()}}); err == nil {
		t.Error("a key that is not post-quantum is taken")
	}
}

// A box changed in any byte opens to an error, never to something else.
func TestDamagedBox(t *testing.T) {
	cs, keys := custodians(t, 2)
	want := Identity{Name: "Aray"}
	b, err := Box(want, cs)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(b); i += 97 {
		bad := bytes.Clone(b)
		bad[i] ^= 1
		if got, err := Open(bad, keys...); err == nil && got != want {
			t.Errorf("byte %d: %+v", i, got)
		}
	}
	other, err := Box(Identity{Name: "Botan"}, cs)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(other[:len(other)/2], keys...); err == nil {
		t.Error("half a box opens")
	}
}

func FuzzOpen(f *testing.F) {
	cs, keys := custodians(f, 2)
	b, err := Box(Identity{Name: "Aray"}, cs)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"v":1,"locked":"","shares":[]}`))
	f.Fuzz(func(t *testing.T, sealed []byte) { Open(sealed, keys...) })
}

// A message is opened by two custodians, says nothing by its size but its class,
// and is never taken for a box.
func TestMessage(t *testing.T) {
	cs, keys := custodians(t, 3)
	sizes := map[int]bool{}
	for _, words := range []string{"", "short", strings.Repeat("x", leastMessage-lengthBytes)} {
		m, err := Message([]byte(words), cs)
		if err != nil {
			t.Fatal(err)
		}
		sizes[len(m)] = true
		got, err := OpenMessage(m, keys[2], keys[0])
		if err != nil || string(got) != words {
			t.Errorf("%d bytes come back as %d, %v", len(words), len(got), err)
		}
		if _, err := OpenMessage(m, keys[1]); err != ErrAlone {
			t.Errorf("alone: %v", err)
		}
		if _, err := Open(m, keys...); err == nil {
			t.Error("a message is opened as a box")
		}
		if len(words) > 0 && bytes.Contains(m, []byte(words)) {
			t.Error("the message is in it")
		}
	}
	if len(sizes) != 1 {
		t.Errorf("messages of one class have the sizes %v", sizes)
	}
	if _, err := Message(make([]byte, mostMessage), cs); err == nil {
		t.Error("a message of any length is sealed")
	}
	list, err := ParseKeyList(KeyList(cs))
	if err != nil || len(list) != 3 || list[2].Recipient != cs[2].Recipient {
		t.Errorf("the list is read as %v, %v", list, err)
	}
	for _, bad := range []string{"", KeysTitle + "\n", KeyList(cs[:1]), KeysTitle + "\nnonsense\nnonsense\n", strings.Replace(KeyList(cs), KeysTitle, "keys", 1)} {
		if _, err := ParseKeyList(bad); err == nil {
			t.Errorf("%.40q is taken for a list of keys", bad)
		}
	}
}
