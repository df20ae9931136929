package names

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"spaces alone", " \t ", ""},
		{"accents", "Ürümqi", "urumqi"},
		{"accents written apart", "U\u0308ru\u0308mqi", "urumqi"},
		{"apostrophe inside", "Abdu'l-Aziz", "abdul aziz"},
		{"curly apostrophe", "Abdu’l Aziz", "abdul aziz"},
		{"modifier apostrophe", "Qur\u02bean", "quran"},
		{"modifier apostrophe in plain text", "Gu`lja", "gulja"},
		{"dots of initials", "A.B. Sample", "a b sample"},
		{"Turkish capital with dot", "İBRAHİM", "ibrahim"},
		{"Turkish letter without dot", "Işık", "isik"},
		{"sharp s", "Weiß", "weiss"},
		{"Kazakh letters", "Ғалым Қайраткүлі Әсем", "галым каираткули асем"},
		{"Russian signs and marks", "Игорьёв", "игорев"},
		{"Arabic presentation forms", "\ufe8e\ufee0\ufef2", "الي"},
		{"tatweel", "محـــمد", "محمد"},
		{"Arabic vowel signs", "مُحَمَّد", "محمد"},
		{"kaf of two keyboards", "کریم", "كريم"},
		{"alef maksura", "موسى", "موسي"},
		{"hamza on alef", "أحمد", "احمد"},
		{"Uyghur", "ئۈرۈمچى", "يۈرۈمچي"},
		{"Han, one word a character", "张三", "张 三"},
		{"Han with a middle dot", "示例·名", "示 例 名"},
		{"full width", "Ａｌｉ", "ali"},
		{"Arabic digits", "١٢", "12"},
		{"direction marks", "\u200fAli\u200e", "ali"},
		{"mixed", "Ali阿里2", "ali 阿 里 2"},
		{"broken text", "a\xffb", "a b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Fold(tt.in); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	if diff := cmp.Diff([]string{"abdul", "aziz", "三"}, Tokens("Abdu'l-Aziz 三")); diff != "" {
		t.Errorf("Tokens (-want +got):\n%s", diff)
	}
	if got := Tokens(" - "); len(got) != 0 {
		t.Errorf("Tokens of punctuation = %q, want none", got)
	}
}

// One form typed is found by the other where every word of what is typed
// begins a word of the name.
func TestFindEachOther(t *testing.T) {
	pairs := [][2]string{
		{"Abdu'l-Aziz", "Abdul Aziz"}, {"Ürümqi", "Urumqi"}, {"Қайрат", "Кайрат"},
		{"İbrahim", "ibrahim"}, {"علی", "علي"}, {"FÜRÜK", "furuk"},
	}
	for _, p := range pairs {
		if a, b := Fold(p[0]), Fold(p[1]); a != b {
			t.Errorf("%q folds to %q, %q to %q", p[0], a, p[1], b)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Abdu'l-Aziz", "İı", "ẞ", "\u0345", "ﬀ", "ﷺ", "张三", "ةهھ", "\u1e9e\u0307", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, and folded again %q", s, once, twice)
		}
		if !utf8.ValidString(once) {
			t.Errorf("Fold(%q) = %q is not UTF-8", s, once)
		}
		if strings.Join(strings.Fields(once), " ") != once {
			t.Errorf("Fold(%q) = %q has stray spaces", s, once)
		}
	})
}
