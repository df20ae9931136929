package shamir

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// Products and inverses of the field of AES (FIPS 197, section 4.2).
func TestField(t *testing.T) {
	for _, x := range []struct{ a, b, want byte }{{0x57, 0x83, 0xc1}, {0x57, 0x13, 0xfe}, {0x57, 0x02, 0xae}, {0, 7, 0}, {1, 0xff, 0xff}} {
		if got := mul(x.a, x.b); got != x.want {
			t.Errorf("%#x times %#x is %#x, want %#x", x.a, x.b, got, x.want)
		}
	}
	for a := 1; a < 256; a++ {
		if mul(byte(a), inverse(byte(a))) != 1 {
			t.Errorf("%#x has no inverse", a)
		}
	}
}

func TestSplitAndCombine(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		secret := rapid.SliceOfN(rapid.Byte(), 1, 100).Draw(rt, "secret")
		need := rapid.IntRange(2, 5).Draw(rt, "need")
		n := rapid.IntRange(need, 8).Draw(rt, "shares")
		shares, err := Split(secret, n, need)
		if err != nil {
			rt.Fatal(err)
		}
		some := rapid.Permutation(shares).Draw(rt, "order")[:need]
		for i, s := range some {
			if some[i], err = Parse(s.String()); err != nil {
				rt.Fatal(err)
			}
		}
		if got, err := Combine(some); err != nil || !bytes.Equal(got, secret) {
			rt.Fatalf("%x, %v; want %x", got, err, secret)
		}
		if _, err := Combine(some[:need-1]); err == nil {
			rt.Fatal("too few shares give something")
		}
		if _, err := Combine(append(some[:need-1:need-1], some[0])); err == nil {
			rt.Fatal("one share twice counts as two")
		}
	})
}

// One share of two is as likely for any secret: over many splittings of one
// byte, each value comes up.
func TestOneShareTellsNothing(t *testing.T) {
	var seen [256]int
	for range 256 * 40 {
		s, err := Split([]byte{42}, 2, 2)
		if err != nil {
			t.Fatal(err)
		}
		seen[s[0].Y[0]]++
	}
	chi := 0.0
	for _, n := range seen {
		chi += float64(n-40) * float64(n-40) / 40
	}
	if chi > 400 { // 255 expected, standard deviation 23
		t.Errorf("the share of one secret is uneven: chi² %.0f", chi)
	}
}

func TestWrongLetters(t *testing.T) {
	s, err := Split([]byte("a secret"), 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	line := []byte(s[0].String())
	for i := range line {
		bad := bytes.Clone(line)
		bad[i] ^= 1
		if got, err := Parse(string(bad)); err == nil && got.String() != s[0].String() {
			t.Errorf("%s is read as %s", bad, got)
		}
	}
	for _, bad := range []string{"", "habeas-share", "habeas-share-0-of-need-2-aaaa-bbbb", string(line[:len(line)-1])} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%q is a share", bad)
		}
	}
	for _, x := range [][2]int{{1, 2}, {3, 1}, {256, 2}} {
		if _, err := Split([]byte{1}, x[0], x[1]); err == nil {
			t.Errorf("%d of %d", x[1], x[0])
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("habeas-share-1-of-need-2-aaaa-bbbbbbbb")
	f.Fuzz(func(t *testing.T, line string) {
		if s, err := Parse(line); err == nil {
			if again, err := Parse(s.String()); err != nil || again.String() != s.String() {
				t.Errorf("%q", line)
			}
		}
	})
}
