package edtf

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func drawValue(t *rapid.T) string {
	q := rapid.SampledFrom([]string{"", "", "", "?", "~", "%"})
	year := fmt.Sprintf("%04d", rapid.IntRange(0, 9999).Draw(t, "year"))
	switch rapid.IntRange(0, 9).Draw(t, "shape") {
	case 7:
		return fmt.Sprintf("-%04d-%02d%s", rapid.IntRange(1, 9999).Draw(t, "before"), rapid.IntRange(1, 12).Draw(t, "month"), q.Draw(t, "q"))
	case 8:
		return fmt.Sprintf("Y%d%s", rapid.SampledFrom([]int{1, -1}).Draw(t, "sign")*rapid.IntRange(10000, 999999999).Draw(t, "long"), q.Draw(t, "q"))
	case 0:
		return year + q.Draw(t, "q")
	case 1:
		n := rapid.IntRange(1, 3).Draw(t, "digits")
		return year[:n] + strings.Repeat("X", 4-n) + q.Draw(t, "q")
	case 2:
		return fmt.Sprintf("%s-%02d%s", year, rapid.IntRange(1, 12).Draw(t, "month"), q.Draw(t, "q"))
	case 3:
		return fmt.Sprintf("%s-%02d%s", year, rapid.IntRange(21, 24).Draw(t, "season"), q.Draw(t, "q"))
	case 4:
		return fmt.Sprintf("%s-%02d-XX", year, rapid.IntRange(1, 12).Draw(t, "month"))
	case 5:
		return fmt.Sprintf("%s%s-%s%02d-%s%02d", q.Draw(t, "qy"), year, q.Draw(t, "qm"), rapid.IntRange(1, 12).Draw(t, "month"), q.Draw(t, "qd"), rapid.IntRange(1, 28).Draw(t, "day"))
	}
	return fmt.Sprintf("%s-%02d-%02d%s", year, rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"), q.Draw(t, "q"))
}

func drawDate(t *rapid.T, label string) Date {
	for {
		var s string
		a, b := drawValue(t), drawValue(t)
		switch rapid.IntRange(0, 7).Draw(t, label) {
		case 0:
			s = a + "/" + b
		case 1:
			s = a + "/.."
		case 2:
			s = "../" + a
		case 3:
			s = a + "/"
		case 4:
			s = "[" + a + "," + b + "]"
		case 5:
			s = "{" + a + "," + b + "..}"
		default:
			s = a
		}
		// An interval drawn the wrong way round is no date: draw another.
		if d, err := Parse(s); err == nil {
			return d
		}
	}
}

func TestStringIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDate(t, "date")
		again, err := Parse(d.String())
		if err != nil || !again.Equal(d) {
			t.Fatalf("%s read back as %s, %v", d, again, err)
		}
	})
}

func TestBoundsAreOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDate(t, "date")
		b := d.Bounds()
		for _, pair := range [][2]Day{
			{b.BeginEarliest, b.BeginLatest}, {b.EndEarliest, b.EndLatest},
			{b.BeginEarliest, b.EndEarliest}, {b.BeginLatest, b.EndLatest},
		} {
			if !pair[0].IsZero() && !pair[1].IsZero() && pair[0].After(pair[1]) {
				t.Fatalf("%s: %s", d, boundsText(b))
			}
		}
	})
}

func TestRelationsAreSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDate(t, "a"), drawDate(t, "b")
		r := Relation(a, b)
		if back := Relation(b, a); back != r.Inverse() {
			t.Fatalf("%s is %s %s, and back %s", a, r, b, back)
		}
		if Relation(a, a) != RelEqual {
			t.Fatalf("%s is not equal to itself", a)
		}
		gap, ok := Gap(a, b)
		back, _ := Gap(b, a)
		if gap != -back || ok && (gap > 0) != (r == RelBefore) {
			t.Fatalf("%s %s %s: gaps %d and %d", a, r, b, gap, back)
		}
		meet, shared := Intersect(a, b)
		if shared && r.Disjoint() || !shared && !r.Disjoint() && r != RelUnknown {
			t.Fatalf("%s %s %s share %s, %v", a, r, b, meet, shared)
		}
		if r2 := Relation(meet, a); shared && r2 != RelWithin && r2 != RelEqual {
			t.Fatalf("%s, shared by %s and %s, is %s to the first", meet, a, b, r2)
		}
	})
}

func TestFormatAlwaysSaysSomething(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDate(t, "date")
		for lang := range printers {
			if s := Format(d, lang); s == "" || strings.ContainsAny(s, "{}") && !d.IsSet() {
				t.Fatalf("%s in %s: %q", d, lang, s)
			}
		}
	})
}
