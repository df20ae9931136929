package edtf

import (
	"strings"
	"testing"
)

// Each text is about 5 kB of sentences with and without dates.
func BenchmarkFind(b *testing.B) {
	for _, tc := range []struct{ lang, text string }{
		{"en", "The shop was shut in early November 2017, two months after the owner, aged 41, had been taken away. Nobody in the street would say where he was, and the office did not answer on Monday. "},
		{"zh", "他于2017年11月6日至11日被带走，家人两个月前还见过他，至今没有消息。街上没有人愿意说他在哪里，办公室星期一也没有人接电话。"},
		{"ru", "Лавку закрыли в начале ноября 2017 года, через два месяца после того, как увезли хозяина, ему 41 год. Никто на улице не говорит, где он, и в понедельник никто не ответил. "},
		{"ug", "ئۇ 2017-يىلى 11-ئاينىڭ 6-كۈنى تۇتۇپ كېتىلگەن، ئىككى ئايدىن كېيىنمۇ خەۋەر يوق. دۈشەنبە كۈنى ئىشخانىدىن جاۋاب بولمىدى. "},
	} {
		text := strings.Repeat(tc.text, 5000/len(tc.text)+1)
		b.Run(tc.lang, func(b *testing.B) {
			a := Anchor{Publication: MustParse("2018-03-05")}
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if len(Find(text, tc.lang, a)) == 0 {
					b.Fatal("nothing was found")
				}
			}
		})
	}
}
