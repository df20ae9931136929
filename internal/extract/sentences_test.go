package extract

import (
	"slices"
	"testing"
)

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		name, text, lang string
		want             []string
	}{
		{"empty", "", "en", []string{}},
		{"blanks", " \n\n ", "en", []string{}},
		{"two in a paragraph", "Police came on Nov. 6. They took Mr. Dastan away.\n\nNobody answered.", "en",
			[]string{"Police came on Nov. 6.", "They took Mr. Dastan away.", "Nobody answered."}},
		{"without blank", "They hold him in the cells.The family asked twice.", "en",
			[]string{"They hold him in the cells.", "The family asked twice."}},
		{"Chinese", "警察来了。他们带走了她！", "zh", []string{"警察来了。", "他们带走了她！"}},
		{"language to detect", "Полиция пришла ночью. Его увезли.", "", []string{"Полиция пришла ночью.", "Его увезли."}},
		{"language without words", "Polis geldi. Onu götürdüler.", "tr", []string{"Polis geldi.", "Onu götürdüler."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := []string{}
			letters := []rune(c.text)
			for _, s := range Sentences(c.text, c.lang) {
				if bytes, runes := c.text[s.ByteStart:s.ByteEnd], string(letters[s.Start:s.End]); bytes != runes {
					t.Errorf("the offsets disagree: bytes give %q, letters %q", bytes, runes)
				}
				got = append(got, c.text[s.ByteStart:s.ByteEnd])
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
