package i18n

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSettle(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"plain, ئايگۈل", "plain, ئايگۈل"},
		{"a\u202eb", "ab"},
		{"a\u202eb\u202cc", "abc"},
		{"a\u202bb\u202cc", "a\u202bb\u202cc"},
		{"a\u202bb", "ab"},
		{"a\u2069b", "ab"},
		{"a\u2069\u202eb\u2067", "ab"},
		{"\u2068a\u2067b\u2069c\u2069", "\u2068a\u2067b\u2069c\u2069"},
		{"\u2068a\u202bb\u2069c", "\u2068ab\u2069c"},
		{"\u202ba\u2068b\u202cc\u2069d\u202c", "\u202ba\u2068bc\u2069d\u202c"},
		{"\u200fa\u200e", "\u200fa\u200e"},
	} {
		if got := Settle(c.in); got != c.want {
			t.Errorf("Settle(%+q) = %+q, want %+q", c.in, got, c.want)
		}
	}
}

// What is left is whole: settled again it is the same, and beside other settled
// words it changes nothing of them.
func TestSettledStaysSettled(t *testing.T) {
	letters := rapid.StringOf(rapid.SampledFrom([]rune("ab ئ\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")))
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if isMark(r) {
				return -1
			}
			return r
		}, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := letters.Draw(t, "a"), letters.Draw(t, "b")
		sa, sb := Settle(a), Settle(b)
		if Settle(sa) != sa || Settle(sa+sb) != sa+sb {
			t.Errorf("%+q and %+q settle to %+q and %+q", a, b, sa, sb)
		}
		if bare(sa) != bare(a) {
			t.Errorf("%+q loses letters: %+q", a, sa)
		}
	})
}
