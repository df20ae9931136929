package letters

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

// samples are texts in the letters of each page, in sentences.
var samples = map[string][]string{
	"windows-1251": {"Полиция задержала двух торговцев четвёртого мая.", "С тех пор о них ничего не известно, говорят соседи.", "«Мы ходили туда три раза», — сказал его брат.", "В районном отделении № 3 ответили, что его там нет."},
	"windows-1256": {"قال الجيران إن الشرطة أخذت تاجرين في الرابع من مايو.", "لم يسمع أحد عنهما شيئا منذ ذلك اليوم، كما قالوا.", "ذهب أخو أحدهما ثلاث مرات إلى مركز الشرطة."},
	"gb18030":      {"警察在五月四日带走了两名商人,到现在没有他们的消息。", "其中一人的哥哥三次到县里的派出所去问。", "他们说这里没有这个人。"},
	"windows-1254": {"Polis dört Mayıs'ta iki esnafı götürdü.", "O günden beri onlardan hiçbir haber alınamadı.", "Ağabeyi üç kez karakola gitti, böyle birinin orada olmadığı söylendi."},
	"windows-1252": {"Die Polizei holte zwei Händler ab, erzählten die Nachbarn.", "Seither hörte niemand mehr etwas über sie.", "La police a emmené deux marchands du marché, a déclaré son frère aîné."},
}

func TestLegacyTextComesBack(t *testing.T) {
	samples["koi8-r"], samples["cp866"] = samples["windows-1251"][:2], samples["windows-1251"][:2]
	for _, page := range codePages {
		said, ok := samples[page.name]
		if !ok && page.name == "big5" {
			said = []string{"警察在五月四日帶走了兩名商人,到現在沒有他們的消息。", "其中一人的哥哥三次到縣裡的派出所去問。"}
		} else if !ok {
			t.Errorf("there is no sample for %s", page.name)
			continue
		}
		rapid.Check(t, func(rt *rapid.T) {
			text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(said), 2, 8).Draw(rt, "said"), "\n")
			raw, err := page.enc.NewEncoder().String(text)
			if err != nil {
				rt.Fatal(err)
			}
			got, err := Decode([]byte(raw), "")
			if err != nil || got.Text != text || got.Note == "" {
				rt.Errorf("%s came back as %q (%s), error %v", page.name, got.Text, got.Note, err)
			}
		})
	}
}

func TestUnicodeTextComesBackWithoutANote(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`[a-zа-яәғқңөұүһ世界ئۇيغۇر]{1,9}( [a-zа-яә世界ئۇي]{1,9}){0,9}`).Draw(rt, "text")
		order := rapid.SampledFrom([]unicode.Endianness{unicode.LittleEndian, unicode.BigEndian}).Draw(rt, "order")
		wide, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
		if err != nil {
			rt.Fatal(err)
		}
		for _, raw := range []string{text, "\xef\xbb\xbf" + text, wide} {
			if got, err := Decode([]byte(raw), ""); err != nil || got.Text != text || got.Note != "" {
				rt.Errorf("%q came back as %q (%s), error %v", raw, got.Text, got.Note, err)
			}
		}
	})
}

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		what, data, declared, want string
		noted                      bool
	}{
		{"the declared page is believed", "\xcc\xe8\xf0", "windows-1251", "Мир", false},
		{"but not against valid UTF-8 with a mark", "\xef\xbb\xbfМир", "windows-1251", "Мир", false},
		{"a declared UTF-8 that is none is guessed", "\xcc\xe8\xf0 \xe8 \xf2\xf0\xf3\xe4", "utf-8", "мир и труд", true},
		{"the Western page is declared by habit", "\xec\xe8\xf0 \xe8 \xf2\xf0\xf3\xe4", "iso-8859-1", "мир и труд", true},
		{"an unknown name is no name", "words", "x-nothing", "words", false},
		{"half a UTF-16 letter is left out", "\xff\xfea\x00b", "", "a", true},
	} {
		got, err := Decode([]byte(c.data), c.declared)
		if err != nil || !strings.EqualFold(got.Text, c.want) || (got.Note != "") != c.noted {
			t.Errorf("%s: %q (%s), error %v; want %q", c.what, got.Text, got.Note, err, c.want)
		}
	}
	if _, err := Decode([]byte("\x81\x8d\x8f\x90\x9d\x81\x8d\x8f"), ""); !errors.Is(err, ErrEncoding) {
		t.Errorf("bytes of no encoding: %v, want ErrEncoding", err)
	}
}

func TestCut(t *testing.T) {
	for limit, want := range []string{"", "", "ж", "ж", "жш", "жш"} {
		if got := "жш"[:Cut("жш", limit)]; got != want {
			t.Errorf("Cut at %d leaves %q, want %q", limit, got, want)
		}
	}
}
