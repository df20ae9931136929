package receipt

import (
	"crypto/rand"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCodesAreReadBackAsTheyAreTyped(t *testing.T) {
	for range 200 {
		c, err := New(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if len(c) != 48 || len(c.Groups()) != 8 {
			t.Fatalf("a code has %d digits in %d groups", len(c), len(c.Groups()))
		}
		arabic := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return '\u0660' + r - '0'
			}
			return r
		}, c.String())
		persian := strings.NewReplacer("0", "۰", "1", "۱", "2", "۲", "3", "۳", "4", "۴", "5", "۵", "6", "۶", "7", "۷", "8", "۸", "9", "۹").Replace(string(c))
		wide := strings.Map(func(r rune) rune { return '\uff10' + r - '0' }, string(c))
		for _, typed := range []string{string(c), c.String(), " " + strings.ReplaceAll(c.String(), " ", "-") + "\n", arabic, persian, wide} {
			got, err := Parse(typed)
			if err != nil || got != c {
				t.Errorf("%q is read as %q: %v", typed, got, err)
			}
		}
	}
}

// Every single mistyped digit is told, with its group.
func TestASlipIsTold(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c, err := New(rand.Reader)
		if err != nil {
			r.Fatal(err)
		}
		at := rapid.IntRange(0, len(c)-1).Draw(r, "at")
		by := rapid.IntRange(1, 9).Draw(r, "by")
		b := []byte(c)
		b[at] = '0' + (b[at]-'0'+byte(by))%10
		if _, err := Parse(string(b)); err == nil {
			r.Fatalf("a slip at %d is taken", at)
		} else if strings.Contains(err.Error(), string(b[at-at%6:at-at%6+6])) {
			r.Fatalf("the error tells digits: %v", err)
		}
	})
	for _, bad := range []string{"", "123", strings.Repeat("1", 49), "abc", strings.Repeat("0", 47) + "x"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%q is a code", bad)
		}
	}
}

// Of a million codes no two are the same, and each digit is as likely as the
// others in every place.
func TestEntropy(t *testing.T) {
	const n = 200_000
	seen := make(map[Code]bool, n)
	var counts [48][10]int
	for range n {
		c, err := New(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if seen[c] {
			t.Fatal("a code was drawn twice")
		}
		seen[c] = true
		for i := range len(c) {
			counts[i][c[i]-'0']++
		}
	}
	for i, digits := range counts {
		chi := 0.0
		for _, k := range digits {
			d := float64(k) - n/10
			chi += d * d / (n / 10)
		}
		if chi > 45 { // 9 degrees of freedom: p < 1e-6
			t.Errorf("place %d: the digits are not alike: %v", i, digits)
		}
	}
	if bits := 8 * 5 * math.Log2(10); bits < 128 {
		t.Errorf("a code has %.1f bits", bits)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("123456 123456")
	f.Add("٠١٢٣٤٥٦٧٨٩")
	f.Fuzz(func(t *testing.T, typed string) {
		if c, err := Parse(typed); err == nil {
			if again, err := Parse(c.String()); err != nil || again != c {
				t.Fatalf("%q is read as %q and then %q", typed, c, again)
			}
		}
	})
}
