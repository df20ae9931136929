package places

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func ids(hits []Hit, band Band) []string {
	var out []string
	for _, h := range hits {
		if h.Band == band {
			out = append(out, h.Place.ID)
		}
	}
	slices.Sort(out)
	return out
}

func TestFind(t *testing.T) {
	const emin, yiningCity, yiningCounty = "cn-654221", "cn-654002", "cn-654021"
	for _, tc := range []struct {
		query  string
		likely []string
	}{
		// one county in five scripts and several romanisations
		{"Emin", []string{emin}}, {"dorbiljin", []string{emin}}, {"Dörbiljin nahiyisi", []string{emin}}, {"Dɵrbiljin", []string{emin}},
		{"额敏", []string{emin}}, {"额敏县", []string{emin}}, {"額敏縣", []string{emin}}, {"Emin xian", []string{emin}},
		{"دۆربىلجىن", []string{emin}}, {"دۆربىلجىن ناھىيىسى", []string{emin}}, {"Дөрбілжін ауданы", []string{emin}}, {"Эминь", []string{emin}},
		{"ءدوربىلجىن", []string{emin}}, {"دوربىلجىن", []string{emin}}, // Kazakh, with hamza and without
		{"Дөрбілжін ауданында", []string{emin}}, {"دۆربىلجىن ناھىيىسىدە", []string{emin}}, {"Emin's", []string{emin}},
		{"ٴدوربىلجىن", []string{emin}}, // with the high hamza of other keyboards
		// what was a county became a city
		{"Kucha County", []string{"cn-652902"}}, {"库车县", []string{"cn-652902"}}, {"Kucha prefecture", nil},
		{"阿拉木圖", []string{"kazakhstan/almaty"}}, // characters learned from other names
		// two places of one name
		{"Ghulja", []string{yiningCity, yiningCounty}}, {"غۇلجا", []string{yiningCity, yiningCounty}}, {"伊宁", []string{yiningCity, yiningCounty}},
		{"Құлжа", []string{yiningCity, yiningCounty}}, {"Yining", []string{yiningCity, yiningCounty}},
		{"Yining City", []string{yiningCity}}, {"伊宁县", []string{yiningCounty}}, {"غۇلجا شەھىرى", []string{yiningCity}}, {"г. Кульджа", []string{yiningCity}}, {"город Кульджа", []string{yiningCity}},
		{"Kashgar", []string{"cn-653100", "cn-653101"}}, {"قەشقەر", []string{"cn-653100", "cn-653101"}}, {"喀什地区", []string{"cn-653100"}},
		{"Hotan", []string{"cn-653200", "cn-653201", "cn-653221"}},
		// other romanisations of what is in the list
		{"Qarghiliq", []string{"cn-653126"}}, {"Kaxgar", []string{"cn-653100", "cn-653101"}}, {"Çöçek", []string{"cn-654201"}}, {"Kara Kash", []string{"cn-653222"}},
		// with the places above, before or behind
		{"Dorbiljin, Ili", []string{emin}}, {"China, Xinjiang, Emin", []string{emin}}, {"Emin Tacheng", []string{emin}},
		{"新疆伊犁额敏县", []string{emin}}, {"新疆维吾尔自治区塔城地区额敏县", []string{emin}}, {"新疆，额敏", []string{emin}},
		{"Tripoli, Libya", []string{"libya/tripoli"}}, {"Ürümqi (China)", []string{"cn-650100", "cn-650121"}},
		// facilities
		{"Shufu - I, part B", []string{"bfn-106"}}, {"bfn:108", []string{"bfn-108"}},
		// nothing
		{"", nil}, {" ", nil}, {"?!", nil}, {"Nowhere at all", nil}, {"县", nil}, {"county", nil}, {"阿", nil},
	} {
		a := Embedded().Find(tc.query, Options{})
		if got := ids(a.Hits, Likely); !slices.Equal(got, tc.likely) {
			t.Errorf("Find(%q): likely %v, want %v", tc.query, got, tc.likely)
		}
		if a.Ambiguous != (len(tc.likely) > 1) {
			t.Errorf("Find(%q): ambiguous is %v with %d likely", tc.query, a.Ambiguous, len(tc.likely))
		}
	}
}

// A misspelled name is never likely, and what it is close to is shown.
func TestFindMisspelled(t *testing.T) {
	for query, want := range map[string]string{
		"Durbiljen": "cn-654221", "Karakxa": "cn-653222", "墨裕县": "cn-653222", "塔什库尔十": "cn-653131", "Дорбилжен": "cn-654221", "دۆربىلژن": "cn-654221",
		"Taskurgan": "cn-653131", "Qeshqerr": "cn-653101",
	} {
		a := Embedded().Find(query, Options{})
		if !slices.ContainsFunc(a.Hits, func(h Hit) bool { return h.Place.ID == want }) {
			t.Errorf("Find(%q) does not show %s: %v", query, want, a.Hits)
		}
	}
	if _, ok := Embedded().Find("Durbiljen", Options{}).One(); ok {
		t.Error("a misspelling was decided without a person")
	}
}

func TestFindSaysWhy(t *testing.T) {
	for query, want := range map[string]string{
		"Dorbiljin, Ili":    "lies in Ili, which runs it, though its code does not say so",
		"Emin, Kashgar":     "is not known to lie in Kashgar",
		"Emin, Tachen":      "“Tachen” is no name of the list",
		"652522":            "has the code 652522 in the list gb, in use: until 1984",
		"Дөрбілжін":         "that name stands in no source that was seen",
		"Qarghiliq":         "reads as “",
		"Durbiljen":         "is close in sound to “",
		"墨裕县":               "differs in one character from “墨玉",
		"Kashgar shehiri":   "apart from the word for its kind",
		"Dörbiljin shehiri": "the query says city, the list says county",
	} {
		a := Embedded().Find(query, Options{})
		said := false
		for _, h := range a.Hits {
			said = said || strings.Contains(strings.Join(h.Why, "; "), want)
		}
		if !said {
			t.Errorf("Find(%q) gives no hit the reason %q: %v", query, want, a.Hits)
		}
	}
}

func TestFindOptions(t *testing.T) {
	g := Embedded()
	if a := g.Find("Ghulja", Options{Kind: County}); len(a.Hits) != 1 || a.Hits[0].Place.ID != "cn-654021" {
		t.Errorf("the county alone: %v", a.Hits)
	}
	if a := g.Find("Altay", Options{Within: "cn-654000"}); len(a.Hits) != 2 {
		t.Errorf("Altay in Ili: %v", a.Hits)
	}
	if a := g.Find("Emin", Options{Within: "cn-653100"}); len(a.Hits) != 0 {
		t.Errorf("Emin in Kashgar: %v", a.Hits)
	}
	if a := g.Find("Hotan", Options{Limit: 1}); len(a.Hits) != 1 || !a.Ambiguous {
		t.Errorf("one of three: %v, ambiguous %v", a.Hits, a.Ambiguous)
	}
}

func TestFindIsOrderedAndBounded(t *testing.T) {
	g := Embedded()
	letters := []rune("aeiouqxşчқі阿克县ئۇغj -,'")
	rapid.Check(t, func(t *rapid.T) {
		query := rapid.StringOf(rapid.OneOf(rapid.SampledFrom(letters), rapid.Rune())).Draw(t, "query")
		a := g.Find(query, Options{})
		b := g.Find(query, Options{})
		for i, h := range a.Hits {
			if h.Score > 1 || h.Score < leastClose || i > 0 && h.Score > a.Hits[i-1].Score {
				t.Fatalf("%q: score %f in place %d", query, h.Score, i)
			}
			if len(h.Why) == 0 || (h.Band == Likely) != (h.Score >= likelyAt) {
				t.Fatalf("%q: %+v", query, h)
			}
			if b.Hits[i].Place.ID != h.Place.ID {
				t.Fatalf("%q: %s and %s, asked twice", query, h.Place.ID, b.Hits[i].Place.ID)
			}
		}
	})
}

func TestDistance(t *testing.T) {
	var tab table
	words := rapid.StringOfN(rapid.RuneFrom([]rune("aeiouCJSbdghklmnprstvyz")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := words.Draw(t, "a"), words.Draw(t, "b")
		d := tab.distance(a, b, 100)
		if back := tab.distance(b, a, 100); back-d > 1e-9 || d-back > 1e-9 {
			t.Fatalf("%q to %q costs %f, and back %f", a, b, d, back)
		}
		if (d == 0) != (a == b) {
			t.Fatalf("%q to %q costs %f", a, b, d)
		}
		most := rapid.Float64Range(0, 5).Draw(t, "most")
		if capped := tab.distance(a, b, most); d <= most && capped != d || d > most && capped <= most {
			t.Fatalf("%q to %q costs %f, and %f when more than %f is not asked for", a, b, d, capped, most)
		}
		if d <= most && !mayBeClose(a, b, letterMask(a), letterMask(b), most) {
			t.Fatalf("%q and %q are ruled out at %f and cost %f", a, b, most, d)
		}
	})
	if long := strings.Repeat("a", maxSounds+1); tab.distance(long, long, 1) <= 1 {
		t.Error("strings longer than the table were compared")
	}
}

func TestSounds(t *testing.T) {
	for _, same := range [][]string{
		{"Qeshqer", "قەشقەر"}, {"Qərqən", "Cherchen", "چەرچەن", "Черчен"}, {"Xayar", "Shayar", "شايار"}, {"Artux", "Artush", "ئارتۇش"},
		{"Чөчек", "Çöçek", "Chöchek", "چۆچەك"}, {"Қарақаш", "Qaraqash", "قاراقاش"}, {"Maytaƣ", "Maytagh"}, {"Құлжа", "Qulzha"},
	} {
		for _, other := range same[1:] {
			if !slices.ContainsFunc(sounds(same[0]), func(s string) bool { return slices.Contains(sounds(other), s) }) {
				t.Errorf("%s reads %v and %s reads %v", same[0], sounds(same[0]), other, sounds(other))
			}
		}
	}
	for _, none := range []string{"", "阿克苏", "서울", "!"} {
		if s := sounds(none); s != nil {
			t.Errorf("%q reads %v", none, s)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, q := range []string{"Dorbiljin, Ili", "新疆伊犁额敏县", "gb:652522", "Қарақаш ауданы", "دۆربىلجىن ناھىيىسى", ",,,", "A-b-c", "г. г. г.", "\xff\u0674\u0621", strings.Repeat("阿", 500), strings.Repeat("a ", 300)} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		for _, h := range Embedded().Find(q, Options{}).Hits {
			if h.Place.ID == "" || len(h.Why) == 0 || h.Score < leastClose || h.Score > 1 {
				t.Fatalf("Find(%q): %+v", q, h)
			}
		}
		Embedded().Lookup(q)
		Embedded().Match(strings.Fields(q), 0)
	})
}

func BenchmarkFind(b *testing.B) {
	for _, bc := range []struct{ name, query string }{
		{"exact", "Dorbiljin"}, {"other script", "دۆربىلجىن"}, {"misspelled", "Durbiljen"}, {"address", "新疆维吾尔自治区塔城地区额敏县"}, {"10,000 runes", strings.Repeat("阿勒泰 Altay ", 1000)},
	} {
		b.Run(bc.name, func(b *testing.B) {
			g := Embedded()
			b.ReportAllocs()
			for b.Loop() {
				g.Find(bc.query, Options{})
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		g, err := Load(strings.NewReader(string(worldTable)))
		if err != nil {
			b.Fatal(err)
		}
		g.searchIndex()
	}
}
