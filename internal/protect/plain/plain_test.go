package plain

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestShown(t *testing.T) {
	for _, x := range []struct{ in, want string }{
		{"plain", "plain"},
		{"abc \u202e gnp.exe \u200b", "abc  gnp.exe"},
		{"می‌خواهم", "می‌خواهم"}, // the joiner belongs to the word
		{"a\u200cb", "ab"},
		{"one\r\ntwo\rthree", "one\ntwo\nthree"},
		{"a\n\n\n\n\nb", "a\n\nb"},
		{"e\u0301", "é"},
		{"z" + strings.Repeat("\u0353", 40), "z" + strings.Repeat("\u0353", 6)},
		{"\x1b[31mred\x07", "[31mred"},
		{"қазақ ۇيغۇر 哈萨克", "қазақ ۇيغۇر 哈萨克"},
		{"\u3164\u2800", ""},
		{"bad\xffbyte", "bad�byte"},
	} {
		if got := Shown(x.in); got != x.want {
			t.Errorf("%q is shown as %q, want %q", x.in, got, x.want)
		}
	}
}

func TestMarked(t *testing.T) {
	if got, want := Marked("abc \u202e gnp\u200b\x00می‌خ\xff"), "abc ⟦RLO⟧ gnp⟦ZWSP⟧⟦U+0000⟧می⟦ZWNJ⟧خ⟦FF⟧"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Whatever is sent, nothing that is shown turns, hides or rules anything, and
// what is shown is shown the same again.
func TestShownProperties(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		in := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("\u202e\u2066\u200b\u200d\u0301\n\x00\ufeff ab")))).Draw(r, "in")
		for _, out := range []string{Shown(in), Marked(in)} {
			for _, c := range out {
				if unseen(c) && !joiner(c) {
					r.Fatalf("%q becomes %q, which holds %U", in, out, c)
				}
				if unicode.Is(unicode.Bidi_Control, c) {
					r.Fatalf("%q becomes %q, which turns", in, out)
				}
			}
		}
		if once := Shown(in); Shown(once) != once {
			r.Fatalf("%q becomes %q and then %q", in, once, Shown(once))
		}
	})
}

func TestPassesFor(t *testing.T) {
	staff := []string{"moderator", "editor", "The Desk", "Aliya"}
	for name, want := range map[string]string{
		"moderator": "moderator", "Moderator": "moderator", "MODERATOR ": "moderator", "m o d e r a t o r": "moderator", "moder\u200bator": "moderator",
		"moderаtor": "moderator", "mоdеrаtоr": "moderator", "m0derator": "moderator", "the-desk": "The Desk", "éditor": "editor",
		// Names in letters of their own pass for nobody.
		"Әлия": "", "Алия": "", "Айгүл": "", "Қанат": "", "ئايگۇل": "", "阿依古丽": "", "Модератор": "", "Aigul": "", "": "",
		"somebody": "", "Ali": "",
	} {
		if got := PassesFor(name, staff); got != want {
			t.Errorf("%q passes for %q, want %q", name, got, want)
		}
	}
}

func TestLikeness(t *testing.T) {
	junk := "buy cheap watches now at the best price in town with free delivery to your door"
	same := 0
	for _, more := range []string{" 123", " !!!", " today", "", " \u200b"} {
		if Likeness(junk+more) == Likeness(junk) {
			same++
		}
	}
	if same < 4 {
		t.Errorf("%d of 5 copies are alike", same)
	}
	if Likeness(junk) == Likeness("my uncle was taken from the market in spring and nobody has heard of him since") {
		t.Error("two texts that share nothing are alike")
	}
	if Likeness("") != 0 || Likeness("word") == 0 {
		t.Error("a text of one word is like nothing")
	}
}

func FuzzShown(f *testing.F) {
	f.Add("abc \u202e")
	f.Fuzz(func(t *testing.T, in string) {
		if once := Shown(in); Shown(once) != once {
			t.Fatalf("%q becomes %q and then %q", in, once, Shown(once))
		}
		Marked(in)
		Skeleton(in)
		Likeness(in)
	})
}
