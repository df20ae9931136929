package disclosure

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/habeas-record/habeas"
	"pgregory.net/rapid"
)

func said(lang, words string) Text { return Text{Lang: lang, Words: words, Field: "quote"} }
func label(words string) Text      { return Text{Words: words, Field: "label", OfSource: true} }

func told(fs []Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, string(f.Kind)+": "+f.Value)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A resident who must not be known, whose words the report gives: that he is
// one of a county, of a people, a man, and knew of an order.
func TestResidentIsSeenByASecondPerson(t *testing.T) {
	r := Default()
	fs := r.Find([]Text{
		label("a resident of Dorbiljin"),
		said("en", `They took hundreds within days, most of them traders, he said.`),
		said("en", `The Kazakh source said the banks were ordered by an office of the prefecture to freeze accounts.`),
	})
	a := r.Assess(fs, habeas.DefaultCrowd)
	for _, want := range []string{"ethnicity: Kazakh", "gender: male", "inside: orders"} {
		if !slices.Contains(told(a.Findings), want) {
			t.Errorf("%s is not found: %v", want, told(a.Findings))
		}
	}
	if !slices.ContainsFunc(a.Findings, func(f Finding) bool { return f.Kind == Place }) {
		t.Errorf("no place is found: %v", told(a.Findings))
	}
	if a.Verdict != habeas.CheckSecond {
		t.Errorf("verdict %s (a crowd of %g), want %s", a.Verdict, a.K, habeas.CheckSecond)
	}
	if len(a.Coarsen) == 0 || a.Coarsen[0].K <= a.K {
		t.Errorf("nothing is said to help: %+v", a.Coarsen)
	}
}

// A doctor whose sister is held: with the name left out, the story is hers
// alone.
func TestDoctorIsStopped(t *testing.T) {
	r := Default()
	fs := r.Find([]Text{
		{Words: "a relative abroad", Field: "label", OfSource: true, Named: true},
		{Lang: "en", Named: true, Field: "quote", Words: `She was taken while she was breastfeeding her two-year-old son, the woman, who is a doctor, said of her sister, who lives in Urumqi.`},
		{Lang: "en", Named: true, Field: "quote", Words: `"It was two weeks after a miscarriage," she said. She had borrowed her sister's ID card to buy a SIM card, and later sent her 10,000 yuan.`},
	})
	a := r.Assess(fs, habeas.DefaultCrowd)
	for _, want := range []string{"occupation: doctor", "kin: sister", "rare: miscarriage", "rare: breastfeeding", "trace: SIM card", "trace: identity document", "trace: transfer of money", "gender: female"} {
		if !slices.Contains(told(a.Findings), want) {
			t.Errorf("%s is not found: %v", want, told(a.Findings))
		}
	}
	if !slices.ContainsFunc(a.Findings, func(f Finding) bool { return f.Kind == Age }) {
		t.Error("the age of the child is not found")
	}
	if a.Verdict != habeas.CheckStop || a.K >= 1 {
		t.Errorf("verdict %s (a crowd of %g), want %s", a.Verdict, a.K, habeas.CheckStop)
	}
	if a.Base.Of != "kin" {
		t.Errorf("the estimate starts from %+v, want kin of the one who is named", a.Base)
	}
}

func TestVerdicts(t *testing.T) {
	for _, x := range []struct {
		name  string
		texts []Text
		want  habeas.Check
	}{
		{"nothing", []Text{said("en", "Twelve people were taken from the market in March.")}, habeas.CheckPass},
		{"a label that tells little", []Text{label("a relative abroad")}, habeas.CheckPass},
		{"a county alone", []Text{label("a resident of Dorbiljin")}, habeas.CheckPass},
		{"kin of a named person", []Text{{Lang: "en", Words: "a relative", OfSource: true, Named: true}}, habeas.CheckSecond},
		{"the wife of a named person", []Text{{Lang: "en", Words: "his wife", OfSource: true, Named: true}}, habeas.CheckStop},
		{"the wife of somebody not named", []Text{label("the wife of a detainee")}, habeas.CheckPass},
		{"two traces", []Text{said("en", "He renewed his passport and a bank transfer followed.")}, habeas.CheckStop},
		{"told apart, one by one, in two publications", []Text{
			{Lang: "en", Words: "a nurse", OfSource: true, Past: true},
			{Lang: "en", Words: "a Kazakh from Dorbiljin", OfSource: true},
		}, habeas.CheckSecond},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := Default()
			a := r.Assess(r.Find(x.texts), habeas.DefaultCrowd)
			if a.Verdict != x.want {
				t.Errorf("%s with a crowd of %g and %v, want %s", a.Verdict, a.K, told(a.Findings), x.want)
			}
		})
	}
}

// What is found in six languages, one sentence each, and that the same sentence
// marked with no language or a wrong one hides nothing.
func TestSixLanguages(t *testing.T) {
	for _, x := range []struct {
		lang, words string
		want        []string
	}{
		{"en", "I am a nurse, my brother is thirty and we lived in Urumqi, she said.", []string{"occupation: nurse", "kin: brother", "gender: female"}},
		{"ru", "Она рассказала, что работает медсестрой и что её брат после операции сменил паспорт.", []string{"gender: female", "occupation: nurse", "kin: brother", "trace: identity document", "rare: serious illness"}},
		{"zh", "她说她是护士，她的哥哥三十岁，警察来盘问过他们。", []string{"gender: female", "occupation: nurse", "kin: brother", "trace: questioning"}},
		{"kk", "Мен қазақпын, ағам мұғалім болып істеген, ақша аударғанмын.", []string{"ethnicity: Kazakh", "kin: brother", "occupation: teacher", "trace: transfer of money"}},
		{"ug", "مەن ئۇيغۇر، ئاكام دوختۇر بولۇپ ئىشلىگەن، پاسپورتىنى يىغىۋالدى.", []string{"ethnicity: Uyghur", "kin: brother", "occupation: doctor", "trace: identity document"}},
		{"tr", "Ben Uygurum, ağabeyim öğretmen olarak çalışıyordu, pasaportunu aldılar.", []string{"ethnicity: Uyghur", "kin: brother", "occupation: teacher", "trace: identity document"}},
	} {
		for _, lang := range []string{x.lang, "", "en", "xx"} {
			found := told(Default().Find([]Text{said(lang, x.words)}))
			for _, want := range x.want {
				if !slices.Contains(found, want) {
					t.Errorf("%s read as %q: %s is not found: %v", x.lang, lang, want, found)
				}
			}
		}
	}
}

func TestDayIsFound(t *testing.T) {
	found := Default().Find([]Text{said("en", "I was at the gate on 3 May 2018."), said("en", "It was in May 2018.")})
	if len(found) != 1 || found[0].Kind != Date || !strings.Contains(found[0].Words, "3 May 2018") {
		t.Errorf("found %v, want the one day", found)
	}
}

// Every finding says where its words stand, and more text never makes a crowd
// larger.
func TestProperties(t *testing.T) {
	words := strings.Fields("I am a doctor from Urumqi my sister she said Kazakh source passport transfer 10 yuan . 他 说 护士 ағам врач она сказала öğretmen olarak ئاكام")
	rapid.Check(t, func(t *rapid.T) {
		r := Default()
		var texts []Text
		last := -1.0
		for range rapid.IntRange(1, 4).Draw(t, "texts") {
			w := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 30).Draw(t, "words"), " ")
			texts = append(texts, Text{Words: w, Lang: rapid.SampledFrom([]string{"en", "ru", "zh", "", "ug"}).Draw(t, "lang"), OfSource: rapid.Bool().Draw(t, "own"), Field: "quote"})
			found := r.Find(texts)
			for _, f := range found {
				ok := slices.ContainsFunc(texts, func(x Text) bool { return f.End <= len(x.Words) && x.Words[f.Start:f.End] == f.Words })
				if !ok || f.Words == "" {
					t.Fatalf("%v does not stand at %d:%d", f, f.Start, f.End)
				}
			}
			a := r.Assess(found, habeas.DefaultCrowd)
			if a.K < 0 || a.K != a.K {
				t.Fatalf("a crowd of %g", a.K)
			}
			if last >= 0 && a.K > last*1.0000001 {
				t.Fatalf("more was told and the crowd grew from %g to %g", last, a.K)
			}
			last = a.K
		}
	})
}

func TestLoadNamesTheLine(t *testing.T) {
	good := fstest.MapFS{"en.tsv": {Data: []byte("gender\tmale\tany\the said\n")}, "shares.tsv": {Data: []byte("gender\t*\t2\thalf\n")}, "bases.tsv": {Data: []byte("any\t1000\tguess\n")}}
	if _, err := Load(good); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][2]string{
		"kind":        {"en.tsv", "colour\tred\tany\tred hair\n"},
		"scope":       {"en.tsv", "gender\tmale\tsometimes\the said\n"},
		"no class":    {"en.tsv", "kin\t@\tany\tmy @kin\n"},
		"no words":    {"en.tsv", "gender\tmale\tany\t \n"},
		"share":       {"shares.tsv", "gender\t*\thalf\twhy\n"},
		"share below": {"shares.tsv", "gender\t*\t0\twhy\n"},
		"base":        {"bases.tsv", "county\tmany\twhy\n"},
	} {
		fs := fstest.MapFS{}
		for k, v := range good {
			fs[k] = v
		}
		fs[bad[0]] = &fstest.MapFile{Data: []byte(bad[1])}
		if _, err := Load(fs); err == nil {
			t.Errorf("%s: no error", name)
		} else if !strings.Contains(err.Error(), bad[0]) && !strings.Contains(err.Error(), "not whole") {
			t.Errorf("%s: %v does not name the file", name, err)
		}
	}
}

func TestPatterns(t *testing.T) {
	l := &language{classes: map[string][]member{"kin": {{value: "sister", words: [][]element{parsePattern("sister*")}}}}}
	for _, x := range []struct {
		pattern, text string
		n             int
		value         string
	}{
		{"my @kin", "my sisters", 2, "sister"},
		{"my _? @kin", "my elder sister", 3, "sister"},
		{"my _? @kin", "my sister", 2, "sister"},
		{"my @kin", "my. sister", 0, ""},
		{"# yuan", "10,000 yuan", 0, ""},
		{"_ # yuan", "10,000 yuan", 3, ""},
		{"a b? c", "a c", 2, ""},
		{"流产", "流产了", 2, ""},
		{"# 岁", "35岁", 2, ""},
	} {
		n, value := l.match(parsePattern(x.pattern), tokens(x.text), 0)
		if n != x.n || value != x.value {
			t.Errorf("%q in %q: %d, %q; want %d, %q", x.pattern, x.text, n, value, x.n, x.value)
		}
	}
	if d := cmp.Diff([]string{"а", "ли", "10", "000", "k"}, words(tokens("А’ли 10,000k"))); d != "" {
		t.Error(d)
	}
}

func words(ts []token) (out []string) {
	for _, t := range ts {
		out = append(out, t.word)
	}
	return out
}

func FuzzFind(f *testing.F) {
	f.Add("en", "she said her sister, who lives in Urumqi, is a nurse")
	f.Add("", "她说\u202e她的\xff哥哥")
	r := Default()
	f.Fuzz(func(t *testing.T, lang, text string) {
		a := r.Assess(r.Find([]Text{{Lang: lang, Words: text, OfSource: true, Named: true}}), habeas.DefaultCrowd)
		if a.K < 0 || a.K != a.K {
			t.Fatalf("a crowd of %g", a.K)
		}
	})
}

// Rules are looked up by the words they may begin with; none that matches is
// left out by that, whatever the words.
func TestNoRuleIsLeftOut(t *testing.T) {
	r := Default()
	var vocabulary []string
	for _, l := range r.languages {
		for _, x := range l.rules {
			for _, e := range append(l.firsts(x.pattern), x.pattern...) {
				if e.word != "" {
					vocabulary = append(vocabulary, e.word, e.word+"s")
				}
			}
		}
	}
	slices.Sort(vocabulary)
	vocabulary = append(slices.Compact(vocabulary), "12", "Dorbiljin", "Ürümqi", "额敏", "and", "her")
	matched := 0
	rapid.Check(t, func(t *rapid.T) {
		ts := tokens(strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 8).Draw(t, "words"), " "))
		for lang, l := range r.languages {
			place := l.placesIn(ts)
			for at := range ts {
				some := l.starting(ts[at].word)
				for i, x := range l.rules {
					if n, _, _ := l.matchRule(x, ts, place, at); n > 0 {
						matched++
						if !slices.Contains(some, i) {
							t.Fatalf("%s: rule %d is not looked at where it matches %v", lang, i, ts[at:at+n])
						}
					}
				}
			}
		}
	})
	if matched == 0 {
		t.Error("no rule ever matched")
	}
}
