package edtf

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// published is the anchor of the tables below: Monday, 5 March 2018.
var published = Anchor{Publication: MustParse("2018-03-05")}

// line says a reading in one line: the date or duration, then whatever else
// is not as plain as can be.
func (r Reading) line() string {
	parts := []string{r.Date.String()}
	if r.Kind != KindDate {
		parts = append(parts, string(r.Kind))
	}
	if r.Duration != "" {
		parts = append(parts, r.Duration)
	}
	if r.Relative != "" {
		parts = append(parts, r.Relative)
	}
	for _, f := range []struct {
		on   bool
		name string
	}{{r.Within, "within"}, {r.Inferred, "inferred"}, {r.Ambiguous, "ambiguous"}} {
		if f.on {
			parts = append(parts, f.name)
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// sentence is a text and what Find must return of it, one "words = line" each.
type sentence struct {
	text string
	want []string
}

func checkFind(t *testing.T, lang string, a Anchor, sentences []sentence) {
	t.Helper()
	for _, tc := range sentences {
		var got []string
		for _, f := range Find(tc.text, lang, a) {
			got = append(got, fmt.Sprintf("%s = %s", f.Words, f.Reading.line()))
		}
		if strings.Join(got, "\n") != strings.Join(tc.want, "\n") {
			t.Errorf("%s\n got: %s\nwant: %s", tc.text, strings.Join(got, "\n      "), strings.Join(tc.want, "\n      "))
		}
	}
}

func TestFindEnglish(t *testing.T) {
	checkFind(t, "en", published, []sentence{
		// full dates
		{"He was led away on 22 November 2017.", []string{"on 22 November 2017 = 2017-11-22"}},
		{"The order is dated November 22, 2017, and unsigned.", []string{"dated November 22, 2017 = 2017-11-22"}},
		{"They came on Sept. 3rd, 2016.", []string{"on Sept. 3rd, 2016 = 2016-09-03"}},
		{"On the 3rd of May 2016 the shop was shut.", []string{"On the 3rd of May 2016 = 2016-05-03"}},
		{"On Wednesday, 22 November 2017, the door was sealed.", []string{"On Wednesday, 22 November 2017 = 2017-11-22"}},
		{"On Tuesday, 22 November 2017, the door was sealed.", []string{"On Tuesday, 22 November 2017 = 2017-11-22 ambiguous"}},
		{"It rang at 10:30 on the night of 2 June 2017.", []string{"on the night of 2 June 2017 = 2017-06-02"}},
		// no year
		{"The teacher vanished on April 9.", []string{"on April 9 = 2017-04-09 inferred"}},
		{"She was seen on 1 March.", []string{"on 1 March = 2018-03-01 inferred"}},
		{"It closed on Feb. 29.", []string{"on Feb. 29 = 2016-02-29 inferred"}},
		// months, years, seasons, decades
		{"Raids began in November, neighbours say.", []string{"in November = 2017-11 inferred"}},
		{"He left in August 2016 for work.", []string{"in August 2016 = 2016-08"}},
		{"He moved there in 2006.", []string{"in 2006 = 2006"}},
		{"Born in the spring of 1976, she taught.", []string{"in the spring of 1976 = 1976-21"}},
		{"During the 1990s the mosque was open.", []string{"During the 1990s = 199X"}},
		{"In the early 1990s it was rebuilt.", []string{"In the early 1990s = 1990/1993 within"}},
		{"It was in the summer.", []string{"in the summer = 2017-22 inferred"}},
		// parts
		{"In early November two men came.", []string{"In early November = 2017-11-01/2017-11-10 within inferred"}},
		{"By mid-June 2017 it was empty.", []string{"By mid-June 2017 = ../2017-06-20 within"}},
		{"It ended at the end of February.", []string{"at the end of February = 2018-02-21/2018-02-28 within inferred"}},
		{"In late 2016 the road was closed.", []string{"In late 2016 = 2016-09/2016-12 within"}},
		{"It was in the first half of 2017.", []string{"in the first half of 2017 = 2017-01/2017-06 within"}},
		{"In the last week of July they wrote.", []string{"In the last week of July = 2017-07-25/2017-07-31 within inferred"}},
		// ranges
		{"The search ran Dec. 6-11.", []string{"Dec. 6-11 = 2017-12-06/2017-12-11 inferred"}},
		{"It lasted from 3 to 7 May.", []string{"from 3 to 7 May = 2017-05-03/2017-05-07 inferred"}},
		{"Between January 3 and 5, 2018, it snowed.", []string{"Between January 3 and 5, 2018 = 2018-01-03/2018-01-05"}},
		{"He was held 6–11 November 2017.", []string{"6–11 November 2017 = 2017-11-06/2017-11-11"}},
		{"They stayed from 28 December to 3 January.", []string{"from 28 December to 3 January = 2017-12-28/2018-01-03 inferred"}},
		{"Letters came from May 2016 until July 2017.", []string{"from May 2016 until July 2017 = 2016-05/2017-07"}},
		{"He studied there in 2014-16.", []string{"in 2014-16 = 2014/2016"}},
		{"They called on June 6, 8 and 11, 2017.", []string{"on June 6, 8 and 11, 2017 = {2017-06-06,2017-06-08,2017-06-11}"}},
		// bounds
		{"She has been held since May 2017.", []string{"since May 2017 = 2017-05/.."}},
		{"It was quiet until 2016.", []string{"until 2016 = /2016"}},
		{"He fled before March 2017.", []string{"before March 2017 = ../2017-02 within"}},
		{"He was moved after 6 November 2017.", []string{"after 6 November 2017 = 2017-11-07/.. within"}},
		{"It was around May 2017.", []string{"around May 2017 = 2017-05~"}},
		{"Of those held as of January 2018, two died.", []string{"as of January 2018 = 2018-01 as-of"}},
		// counted from publication
		{"It began this month and not last month.", []string{"this month = 2018-03 publication inferred", "last month = 2018-02 publication inferred"}},
		{"Yesterday they called; today nobody answers.", []string{"Yesterday = 2018-03-04 publication inferred", "today = 2018-03-05 publication inferred"}},
		{"The phones rang out on Monday.", []string{"on Monday = 2018-03-05 publication inferred"}},
		{"On Friday he was gone.", []string{"On Friday = 2018-03-02 publication inferred"}},
		{"Last Monday he was gone.", []string{"Last Monday = 2018-02-26 publication inferred"}},
		{"He was taken two months ago.", []string{"two months ago = 2018-01~ P2M publication inferred"}},
		{"He was taken three years ago.", []string{"three years ago = 2015~ P3Y publication inferred"}},
		{"It stopped two weeks ago.", []string{"two weeks ago = 2018-02-19~ P14D publication inferred"}},
		{"It stopped a few months ago.", []string{"a few months ago = 2017-08~/2018-01~ P2M/P7M publication within inferred"}},
		{"Over the past two years it grew.", []string{"Over the past two years = 2016~/2018-03-05 P2Y publication within inferred"}},
		{"Last November he wrote.", []string{"Last November = 2017-11 publication inferred"}},
		{"Early last year he wrote.", []string{"Early last year = 2017-01/2017-04 publication within inferred"}},
		{"In November last year he wrote.", []string{"In November last year = 2017-11 publication inferred"}},
		{"Last week he wrote.", []string{"Last week = 2018-02-26/2018-03-04 publication within inferred"}},
		// counted from an event
		{"Two months earlier she had flown home.", []string{"Two months earlier = duration P2M event"}},
		{"It was just two weeks after the birth.", []string{"just two weeks after = duration P14D event"}},
		{"Less than two hours later they knocked.", []string{"Less than two hours later = duration <PT2H event"}},
		{"The next day the house was empty.", []string{"The next day = duration P1D event"}},
		{"The same day his phone went dead.", []string{"The same day = duration P0D event"}},
		{"That same night two more were taken.", []string{"That same night = duration P0D event"}},
		{"She was buried later that evening.", []string{"later that evening = duration P0D event"}},
		{"The following evening they came back.", []string{"The following evening = duration P1D event"}},
		{"The night before he had packed.", []string{"The night before = duration P1D event"}},
		{"He wrote again a fortnight later.", []string{"a fortnight later = duration P14D event"}},
		{"They heard nothing within a fortnight.", []string{"within a fortnight = duration P14D event"}},
		{"They kept her three nights in a store.", []string{"three nights = duration P3D"}},
		{"Over the past year it grew.", []string{"Over the past year = 2017~/2018-03-05 P1Y publication within inferred"}},
		{"In the whole of 2016 there were three.", []string{"In the whole of 2016 = 2016"}},
		{"Over the past years it grew.", nil},
		{"The teacher (b. 1979) is held.", nil}, // no time of what is told
		{"On 6 May the same year he wrote.", []string{"On 6 May the same year = XXXX-05-06 event"}},
		{"In October of that year he wrote.", []string{"In October of that year = XXXX-10 event"}},
		// durations, ages, as-of
		{"It took just a few days.", []string{"just a few days = duration P2D/P7D"}},
		{"He got a 15-year term.", []string{"15-year = duration P15Y"}},
		{"He was given 15 years and six months.", []string{"15 years and six months = duration P15Y6M"}},
		{"She waited at least two weeks.", []string{"at least two weeks = duration >=P14D"}},
		{"The farmer, aged 41, is held.", []string{"aged 41 = 1976/1977 age P41Y publication within inferred"}},
		{"A 62-year-old imam and his two-month-old grandson.", []string{"62-year-old = 1955/1956 age P62Y publication within inferred", "two-month-old = 2017-12/2018-01 age P2M publication within inferred"}},
		{"A man in his forties came.", []string{"in his forties = 1968/1978 age P40Y/P49Y publication within inferred"}},
		{"To this day nobody knows.", []string{"To this day = 2018-03 as-of publication inferred"}},
		// figures
		{"Entry 2017-11-22, then 22.11.2017, then 11/22/2017.", []string{"2017-11-22 = 2017-11-22", "22.11.2017 = 2017-11-22", "11/22/2017 = 2017-11-22"}},
		{"Signed 05/06/2017.", []string{"05/06/2017 = [2017-06-05,2017-05-06] ambiguous"}},
	})
	checkFind(t, "en-US", published, []sentence{{"Signed 05/06/2017.", []string{"05/06/2017 = 2017-05-06"}}})
	checkFind(t, "en-GB", published, []sentence{{"Signed 05/06/2017.", []string{"05/06/2017 = 2017-06-05"}}})
}

func TestFindsNothingThatIsNoDate(t *testing.T) {
	for _, text := range []string{
		"They may march on, and may the sun set in august company.",
		"April Mason and June Carter met Mr. May on March Street.",
		"About 1500 people and 2,000 more were counted; 2016 detainees were named.",
		"In 2016 households lived there, at 2017 yuan each, or $2018.",
		"Call 010-6512-2017 or +7 701 555 20 16.",
		"1. First name. 2. Second name. 12. Twelfth name.",
		"Room 2017B, box #2016, page 1990%, host 10.11.20.17, version 2.11.17.",
		"At 10:30 or 20:16 the train leaves; the score was 6-11.",
		"31 June and 45 May do not exist; 99/99/2017 neither.",
		"Ref. 20171106 and account 2016110620171106.",
		"Once a week, twice a day, a year like no other.",
		"He said it would fall, and spring to life.",
		"Around 2000 villagers fled.",
		"They met on a Monday, and every Friday after that.",
		"The number is 2017/11/45 and 1/2.",
	} {
		for _, f := range Find(text, "en", published) {
			t.Errorf("%s\nread %q as %s (%s)", text, f.Words, f.Reading.line(), f.Rule)
		}
	}
}

func TestFindWithoutAnchor(t *testing.T) {
	checkFind(t, "en", Anchor{}, []sentence{
		{"It ran Nov. 6-11.", []string{"Nov. 6-11 = XXXX-11-06/XXXX-11-11"}},
		{"It was in November.", []string{"in November = XXXX-11"}},
		{"In early February it froze.", []string{"In early February = XXXX-02-01/XXXX-02-10 within"}},
		{"He left two months ago, on Monday.", []string{"two months ago = P2M publication", "on Monday = publication"}},
		{"This month and last year.", []string{"This month = publication", "last year = publication"}},
		{"A man aged 41.", []string{"aged 41 = age P41Y publication"}},
		{"To this day.", []string{"To this day = as-of publication"}},
		{"Since March.", []string{"Since March = XXXX-03/.."}},
		{"Before 6 May.", []string{"Before 6 May = ../XXXX-05-05 within"}},
		{"From 28 December to 3 January.", []string{"From 28 December to 3 January = XXXX-12-28/XXXX-01-03"}},
	})
}

func TestFindWithACoarseAnchor(t *testing.T) {
	month := Anchor{Publication: MustParse("2018-03")}
	checkFind(t, "en", month, []sentence{
		{"On 20 March he came.", []string{"On 20 March = 2018-03-20 inferred ambiguous"}},
		{"In November he came.", []string{"In November = 2017-11 inferred"}},
		{"On Monday he came.", []string{"On Monday = publication"}},
		{"Two months ago he came.", []string{"Two months ago = 2018-01~ P2M publication inferred"}},
		{"Two weeks ago he came.", []string{"Two weeks ago = P14D publication"}},
		{"Last month he came.", []string{"Last month = 2018-02 publication inferred"}},
	})
	year := Anchor{Publication: MustParse("2018")}
	checkFind(t, "en", year, []sentence{
		{"In November he came.", []string{"In November = 2018-11 inferred ambiguous"}},
		{"Last year he came.", []string{"Last year = 2017 publication inferred"}},
		{"Two months ago he came.", []string{"Two months ago = P2M publication"}},
		{"Two years ago he came.", []string{"Two years ago = 2016~ P2Y publication inferred"}},
		{"A man aged 41 came.", []string{"aged 41 = 1976/1977 age P41Y publication within inferred"}},
	})
}

func TestFindKeepsToParagraphs(t *testing.T) {
	checkFind(t, "en", published, []sentence{
		{"On 6\n\nNovember 2017 began.", []string{"November 2017 = 2017-11"}},
		{"On 6\nNovember 2017 it began.", []string{"On 6\nNovember 2017 = 2017-11-06"}},
	})
}

func TestFindInFileNames(t *testing.T) {
	checkFind(t, "en", published, []sentence{
		{"See yard_20171106_2.jpg and street-11222017.png.", []string{"20171106 = 2017-11-06", "11222017 = 2017-11-22"}},
		{"See scan-05062017.pdf.", []string{"05062017 = [2017-06-05,2017-05-06] ambiguous"}},
	})
}

func TestRead(t *testing.T) {
	for _, tc := range []struct{ words, lang, want string }{
		{"2017-11~", "en", "2017-11~"},
		{"nov 2017", "en", "2017-11"},
		{"may", "en", "2017-05 inferred"},
		{" march 5. ", "en", "2018-03-05 inferred"},
		{"6-11 Nov 2017", "en", "2017-11-06/2017-11-11"},
		{"two months ago", "en", "2018-01~ P2M publication inferred"},
		{"20171106", "en", "2017-11-06"},
		{"a week", "en", "duration P7D"},
		{"41 years old", "en", "1976/1977 age P41Y publication within inferred"},
		{"2017年11月", "zh-Hans", "2017-11"},
		{"в начале ноября", "ru", "2017-11-01/2017-11-10 within inferred"},
		{"22.11.2017", "xx", "2017-11-22"},
	} {
		r, err := Read(tc.words, tc.lang, published)
		if err != nil || r.line() != tc.want {
			t.Errorf("Read(%q, %s) = %s, %v, want %s", tc.words, tc.lang, r.line(), err, tc.want)
		}
	}
	for _, words := range []string{"", " ", ".", "soon", "6 November and then", "on the way", "2,000"} {
		if r, err := Read(words, "en", published); !errors.Is(err, ErrNotRead) {
			t.Errorf("Read(%q) = %s, %v, want ErrNotRead", words, r.line(), err)
		}
	}
}

func TestOffsets(t *testing.T) {
	text := "Ол «22 қараша» күні, 2017 жылдың қараша айында…"
	found := Find(text, "kk", published)
	if len(found) != 2 {
		t.Fatalf("found %d expressions, want 2", len(found))
	}
	runes := []rune(text)
	for _, f := range found {
		if text[f.ByteStart:f.ByteEnd] != f.Words || string(runes[f.Start:f.End]) != f.Words {
			t.Errorf("%q stands elsewhere than at %d-%d", f.Words, f.Start, f.End)
		}
	}
	if found[0].Start != 4 || found[0].ByteStart != 7 {
		t.Errorf("starts at rune %d, byte %d", found[0].Start, found[0].ByteStart)
	}
}
