package places

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// Xinjiang has 14 prefectures and 108 units of county level, 12 of them cities
// of the XPCC, and the list of facilities 551 lines.
func TestEmbeddedIsWhole(t *testing.T) {
	count := map[Kind]int{}
	corps := 0
	for _, p := range Embedded().All() {
		switch {
		case strings.HasPrefix(p.ID, "cn-65"):
			count[p.Kind]++
			if strings.HasPrefix(p.ID, "cn-659") && p.Kind == City {
				corps++
			}
		case p.Kind == Facility:
			count[Facility]++
		case p.Kind == Country:
			count[Country]++
		}
	}
	if n := count[City] + count[County] + count[District]; n != 108 {
		t.Errorf("%d units of county level, want 108: %v", n, count)
	}
	for kind, want := range map[Kind]int{Region: 1, Prefecture: 14, Facility: 551, Group: 1} {
		if count[kind] != want {
			t.Errorf("%d of the kind %s, want %d", count[kind], kind, want)
		}
	}
	if corps != 12 || count[Country] < 150 {
		t.Errorf("%d cities of the XPCC and %d countries", corps, count[Country])
	}
}

func TestEmbeddedNames(t *testing.T) {
	scripts := map[string]*unicode.RangeTable{
		"zh": unicode.Han, "zh-Hant": unicode.Han, "ug": unicode.Arabic, "kk": unicode.Cyrillic, "kk-Arab": unicode.Arabic, "ru": unicode.Cyrillic,
		"en": unicode.Latin, "zh-Latn": unicode.Latin, "ug-Latn": unicode.Latin,
	}
	for _, p := range Embedded().All() {
		if len(p.Sources) == 0 {
			t.Errorf("%s says no source", p.ID)
		}
		if p.Kind == Country && len(p.Within) > 0 || p.Kind != Country && len(p.Within) == 0 {
			t.Errorf("%s, a %s, lies within %v", p.ID, p.Kind, p.Within)
		}
		if p.Point != nil && (p.Point.Accuracy == 0 || p.Point.Of == "") {
			t.Errorf("the point of %s does not say what it is and how near", p.ID)
		}
		if strings.HasPrefix(p.ID, "cn-65") && (len(p.In("zh")) < 1 || len(p.Codes) == 0) {
			t.Errorf("%s has no Chinese name or no code", p.ID)
		}
		for _, n := range p.Names {
			if strings.TrimSpace(n.Text) != n.Text || n.Text == "" {
				t.Errorf("%s has the name %q", p.ID, n.Text)
			}
			table := scripts[n.Lang]
			if n.Lang != "" && table == nil {
				t.Errorf("%s has a name in the language %q", p.ID, n.Lang)
			}
			for _, r := range n.Text {
				if table != nil && unicode.IsLetter(r) && !unicode.Is(table, r) && !unicode.Is(unicode.Common, r) && !unicode.Is(unicode.Inherited, r) {
					t.Errorf("%s: %q of %q is not of the script of %s", p.ID, r, n.Text, n.Lang)
				}
			}
		}
	}
}

// Every name in every script finds its place among the likely ones, and what
// is likely beside it bears the name too.
func TestEveryNameFindsItsPlace(t *testing.T) {
	g := Embedded()
	for _, p := range g.All() {
		if p.Kind == Group {
			continue
		}
		for _, n := range p.Names {
			a := g.Find(n.Text, Options{Limit: 100})
			found := slices.IndexFunc(a.Hits, func(h Hit) bool { return h.Place.ID == p.ID })
			if found < 0 || a.Hits[found].Band != Likely {
				t.Errorf("%q does not find %s", n.Text, p.ID)
				continue
			}
			if found > 0 && !a.Ambiguous {
				t.Errorf("%q finds %s before %s, and does not say that it is ambiguous", n.Text, a.Hits[0].Place.ID, p.ID)
			}
		}
	}
}

func TestCodesOfXinjiang(t *testing.T) {
	g := Embedded()
	for code, want := range map[string]string{
		"654221": "cn-654221", "652522": "cn-654221", // Emin, before and since 1984
		"652201": "cn-650502",                        // Hami city, now Yizhou
		"654223": "cn-654203",                        // Shawan, a county until it became a city
		"654101": "cn-654002", "652401": "cn-654002", // Yining city has had three
		"gb:650100": "cn-650100",
	} {
		a := g.Find(code, Options{})
		if p, ok := a.One(); !ok || p.ID != want {
			t.Errorf("the code %s finds %v, want %s", code, a.Hits, want)
		}
	}
	for _, code := range []string{"999999", "gb:", ":", "iso:654221"} {
		if a := g.Find(code, Options{}); len(a.Hits) > 0 {
			t.Errorf("the code %s finds %s", code, a.Hits[0].Place.ID)
		}
	}
}

func TestPlaceIsACopy(t *testing.T) {
	g := Embedded()
	p, ok := g.Place("cn-654221")
	if !ok || p.Name != "Emin" {
		t.Fatalf("Emin is %+v", p)
	}
	p.Names[0].Text, p.Within[0].ID, p.Point.Lat = "X", "X", 0
	if again, _ := g.Place("cn-654221"); again.Names[0].Text != "Emin" || again.Within[0].ID == "X" || again.Point.Lat == 0 {
		t.Error("what a caller changes changes the list")
	}
	if _, ok := g.Place("nowhere"); ok {
		t.Error("an id that nobody has is a place")
	}
	if names := p.In("ug"); len(names) != 2 || names[1].Lang != "ug-Latn" {
		t.Errorf("Emin in Uyghur: %v", names)
	}
}

// One name may be several places; they must all be told.
func TestSeveralPlacesOfOneName(t *testing.T) {
	var within []string
	for _, p := range Embedded().Lookup("Tripoli") {
		within = append(within, p.Within[0].ID)
	}
	for _, want := range []string{"lebanon", "libya"} {
		if !slices.Contains(within, want) {
			t.Errorf("Tripoli of %s is missing from %v", want, within)
		}
	}
}

func TestMatchTakesTheLongest(t *testing.T) {
	g := Embedded()
	for text, want := range map[string]string{
		"new york said": "New York", "port au prince": "", "port - au - prince": "Port-au-Prince", "ho chi minh city": "Ho Chi Minh City",
		"乌 鲁 木 齐": "Urumqi", "dorbiljin": "Emin", "nothing here": "", "shufu - i": "Shufu",
	} {
		p, n := g.Match(strings.Fields(text), 0)
		if p.Name != want || (n == 0) != (want == "") {
			t.Errorf("Match(%q) = %q, %d words, want %q", text, p.Name, n, want)
		}
	}
	if _, n := g.Match(nil, 0); n != 0 {
		t.Errorf("nothing matched %d words", n)
	}
}

func TestOfPeople(t *testing.T) {
	for word, want := range map[string]string{"Belarusian": "Belarus", "kenyans": "Kenya", "South Sudanese": "South Sudan"} {
		if p, ok := Embedded().OfPeople(word); !ok || p.Name != want {
			t.Errorf("OfPeople(%q) = %q, want %s", word, p.Name, want)
		}
	}
	if _, ok := Embedded().OfPeople("Table"); ok {
		t.Error("a word for no people was taken for one")
	}
}
