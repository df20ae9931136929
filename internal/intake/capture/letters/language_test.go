package letters

import (
	"fmt"
	"strings"
	"testing"
)

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		text, want string
		confident  bool
		dir        string
	}{
		{"Police took two traders from the bazaar in the spring, and their neighbours have heard nothing since.", "en", true, "ltr"},
		{"Полиция забрала двух торговцев с базара весной, и соседи ничего с тех пор не слышали о них.", "ru", true, "ltr"},
		{"Көктемде полиция базардан екі саудагерді алып кетті, содан бері көршілері олар туралы ештеңе естіген жоқ.", "kk", true, "ltr"},
		{"Жазында милиция базардан эки соодагерди алып кетти, ошондон бери коңшулары алар жөнүндө эч нерсе уккан жок. Үй-бүлөсү күтүп жатат.", "ky", true, "ltr"},
		{"Навесні поліція забрала двох торговців з базару, і відтоді їхні сусіди нічого про них не чули, її брат теж.", "uk", true, "ltr"},
		{"Баҳорда милиция бозордан икки савдогарни олиб кетди, шундан бери қўшнилари улар ҳақида ҳеч нарса эшитмаган, ўғли ҳам.", "uz-Cyrl", true, "ltr"},
		{"Баҳорон милитсия аз бозор ду тоҷирро бурд, ҳамсояҳо аз он вақт чизе нашунидаанд, оилаи ӯ ҳоло ҳам мунтазир аст, ягон хабаре нест, дӯстонаш низ намедонанд, кӣ медонад, ки тоҷирӣ чӣ гуноҳ дорад.", "tg", true, "ltr"},
		{"باھاردا ساقچىلار بازاردىن ئىككى سودىگەرنى ئېلىپ كەتكەن، قوشنىلىرى شۇنىڭدىن بېرى ئۇلار توغرىسىدا ھېچنېمە ئاڭلىمىغان، ئۆيىدىكىلەر كۈتۈۋاتىدۇ.", "ug", true, "rtl"},
		{"كوكتەمدە پوليتسيا بازاردان ەكى ساۋداگەردى الىپ كەتتى، سودان بەرى ٴ كورشىلەرى ولار تۋرالى ەشتەڭە ەستىگەن جوق، ٴ ۇيىندە كۇتىپ وتىر.", "kk-Arab", true, "rtl"},
		{"در بهار پلیس دو بازرگان را از بازار برد و همسایه‌ها از آن زمان چیزی درباره‌ی آنها نشنیده‌اند، گفته می‌شود.", "fa", true, "rtl"},
		{"أخذت الشرطة تاجرين من السوق في الربيع ولم يسمع الجيران عنهما شيئا منذ ذلك الوقت.", "ar", true, "rtl"},
		{"春天警察从集市带走了两名商人,邻居从那以后没有听到他们的消息。", "zh", true, "ltr"},
		{"春に警察が市場から二人の商人を連れ去り、それ以来、隣人たちは何も聞いていないという。家族は待っている。", "ja", true, "ltr"},
		{"Polis ilkbaharda çarşıdan iki esnafı götürdü, komşuları o günden beri onlardan hiçbir haber alamadı, ağabeyi üç kez karakola gitti.", "tr", true, "ltr"},
		// Few letters leave every language a guess, and names another
		// language's letters are in do not make a text that language.
		{"Ол жоқ", "kk", false, "ltr"},
		{"Қасен Үлгі и Әйгүл Мысал были задержаны весной на базаре, сообщили соседи; с тех пор о них ничего не известно, и в районном отделении отвечают, что таких людей там нет и никогда не было. Родственники подали заявление.", "ru", true, "ltr"},
		{"12-34, 56", "und", false, "ltr"},
		{"", "und", false, "ltr"},
	} {
		got, confident := Language(c.text)
		if got != c.want || confident && !c.confident {
			t.Errorf("Language(%.30q…) = %s, confident %v; want %s, %v", c.text, got, confident, c.want, c.confident)
		}
		if c.confident && !confident {
			t.Errorf("Language(%.30q…) = %s is not confident", c.text, got)
		}
		if dir := Direction(c.text); dir != c.dir {
			t.Errorf("Direction(%.30q…) = %s, want %s", c.text, dir, c.dir)
		}
	}
}

func TestDirectionOfMixedText(t *testing.T) {
	for text, want := range map[string]string{
		"see ئۇيغۇر":                   "rtl", // six letters against three
		"abc ئۇي":                      "ltr", // a tie: the first decides
		"ئۇي abc":                      "rtl",
		"https://example.invalid/ ئۇي": "ltr",
		"ئۇيغۇر تىلىدىكى بىر جۈملە (UHRP)": "rtl",
		"2019-05-04": "ltr",
	} {
		if got := Direction(text); got != want {
			t.Errorf("Direction(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestLanguageOfALongText(t *testing.T) {
	// Of every letter pair a word: far more trigrams than a language's profile has.
	var b strings.Builder
	b.WriteString("Police took two traders from the bazaar in the spring, and their neighbours have heard nothing since. ")
	for i := range 26 {
		for j := range 26 {
			fmt.Fprintf(&b, "He was asked for his papers in the town of %c%c%c and then let go. ", 'A'+i, 'a'+j, 'a'+(i+j)%26)
		}
	}
	if tag, confident := Language(b.String()); tag != "en" || !confident {
		t.Errorf("Language = %s, confident %v; want en, true", tag, confident)
	}
}
