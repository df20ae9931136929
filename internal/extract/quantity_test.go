package extract

import (
	"fmt"
	"testing"

	"github.com/habeas-record/habeas/edtf"
	"github.com/habeas-record/habeas/places"
)

// quantitiesOf runs the cascade as far as quantities.
func quantitiesOf(t *testing.T, lang, text string) []string {
	t.Helper()
	l, err := language(lang)
	if err != nil {
		t.Fatal(err)
	}
	d, err := newDocument(text, l, places.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	d.findDates(edtf.Date{})
	d.findPlaces()
	d.findQuantities()
	var out []string
	for _, m := range d.mentions {
		if q := m.quantity; q != nil {
			out = append(out, fmt.Sprintf("%s [%s %s] approx=%v %s", q.Words, show(q.Min), show(q.Max), q.Approx, q.Unit))
		}
	}
	return out
}

func show(n *int64) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

func TestQuantities(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "They held 500 traders", "500 [500 500] approx=false persons"},
		{"en", "an estimated 300 farmers and shops", "an estimated 300 [300 300] approx=true farmers and shops"},
		{"en", "hundreds of villagers", "hundreds of [200 -] approx=true persons"},
		{"en", "dozens of people", "dozens of [24 -] approx=true persons"},
		{"en", "large numbers of men", "large numbers of [- -] approx=true persons"},
		{"en", "at least 14 farmers", "at least 14 [14 -] approx=false persons"},
		{"en", "more than 1,200 prisoners", "more than 1,200 [1200 -] approx=true persons"},
		{"en", "nearly 3,000 people", "nearly 3,000 [- 3000] approx=true persons"},
		{"en", "up to 30 men", "up to 30 [- 30] approx=false persons"},
		{"en", "around 2.4 million people", "around 2.4 million [2400000 2400000] approx=true persons"},
		{"en", "between 80 and 90 men", "between 80 and 90 [80 90] approx=false persons"},
		{"en", "12 to 15 women", "12 to 15 [12 15] approx=false persons"},
		{"en", "5 to 6 million people", "5 to 6 million [5000000 6000000] approx=false persons"},
		{"en", "two hundred and five people", "two hundred and five [205 205] approx=false persons"},
		{"en", "thirty-two detainees", "thirty-two [32 32] approx=false persons"},
		{"en", "40 or more monks", "40 or more [40 -] approx=false persons"},
		{"en", "7,000 yuan", "7,000 [7000 7000] approx=false CNY"},
		{"en", "$5,000", "5,000 [5000 5000] approx=false USD"},
		{"en", "two kilos", "two [2 2] approx=false kg"},
		{"ru", "задержали 1 500 человек", "1 500 [1500 1500] approx=false persons"},
		{"ru", "не менее двадцати человек", "не менее двадцати [20 -] approx=false persons"},
		{"zh", "三百二十名村民", "三百二十 [320 320] approx=false persons"},
		{"zh", "至少3万人", "至少3万 [30000 -] approx=false persons"},
		{"kk", "кемінде жеті адам", "кемінде жеті [7 -] approx=false persons"},
		{"ug", "12 ئادەم", "12 [12 12] approx=false persons"},
	} {
		got := quantitiesOf(t, c.lang, c.text)
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s %q:\n got %q\nwant %q", c.lang, c.text, got, c.want)
		}
	}
}

func TestPublicationConcluded(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		inferred         bool
	}{
		{"date line", "Raids in Velno\n\nThe Wire, 14 May 2024\n\nPolice came.", "2024-05-14", false},
		{"file name, month, weekday", "Raids\n\nvelno-03152019.jpg Villagers in an undated photo.\n\nPolice raided Velno from Oct. 3-9. Nobody answered on Monday. He took office in May 2018.", "2019-10-14", true},
		{"month only", "Raids\n\nIn 2018 he was freed. He was taken again in March 2019.", "2019-03", true},
		{"nothing", "Raids\n\nPolice came in May.", "", true},
	} {
		r, err := Extract(c.text, Options{Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		if r.Published != c.want || r.PublishedInferred != c.inferred {
			t.Errorf("%s: got %q inferred %v, want %q inferred %v", c.name, r.Published, r.PublishedInferred, c.want, c.inferred)
		}
	}
}
