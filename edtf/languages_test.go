package edtf

import "testing"

func TestFindChinese(t *testing.T) {
	checkFind(t, "zh", published, []sentence{
		{"他于2017年11月22日被带走。", []string{"于2017年11月22日 = 2017-11-22"}},
		{"7月9号她回家。", []string{"7月9号 = 2017-07-09 inferred"}},
		{"2017年11月，店关了。", []string{"2017年11月 = 2017-11"}},
		{"11月6日至11日有人来过。", []string{"11月6日至11日 = 2017-11-06/2017-11-11 inferred"}},
		{"从2017年12月28日到1月3日", []string{"从2017年12月28日到1月3日 = 2017-12-28/2018-01-03"}},
		{"今年很冷，去年不冷。", []string{"今年 = 2018 publication inferred", "去年 = 2017 publication inferred"}},
		{"去年11月6日他来过。", []string{"去年11月6日 = 2017-11-06 publication inferred"}},
		{"上个月他走了，两个月前还在。", []string{"上个月 = 2018-02 publication inferred", "两个月前 = 2018-01~ P2M publication inferred"}},
		{"十一月开始下雪。", []string{"十一月 = 2017-11 inferred"}},
		{"二〇一七年十一月二十二日", []string{"二〇一七年十一月二十二日 = 2017-11-22"}},
		{"2017年11月初和月底", []string{"2017年11月初 = 2017-11-01/2017-11-10 within"}},
		{"自2016年以来没有消息。", []string{"自2016年以来 = 2016/.."}},
		{"截至2018年1月，至今未归。", []string{"截至2018年1月 = 2018-01 as-of", "至今 = 2018-03 as-of publication inferred"}},
		{"他被判15年，已过两个多月。", []string{"15年 = duration P15Y", "两个多月 = duration >P2M"}},
		{"不到两小时后他们来了。", []string{"不到两小时后 = duration <PT2H event"}},
		{"他41岁，另一人四十多岁。", []string{"41岁 = 1976/1977 age P41Y publication within inferred", "四十多岁 = 1968/1978 age P40Y/P49Y publication within inferred"}},
		{"星期一没人接电话，上周一也没有。", []string{"星期一 = 2018-03-05 publication inferred", "上周一 = 2018-02-26 publication inferred"}},
		{"第二天她走了。", []string{"第二天 = duration P1D event"}},
		{"上世纪90年代", []string{"上世纪90年代 = 199X"}},
		{"共有2017人，每人300元，9号楼。", nil},
		{"同年10月11日，他走了。", []string{"同年10月11日 = XXXX-10-11 event"}},
		{"本周一（5日），周四（1日）", []string{"本周一（5日） = 2018-03-05 publication inferred", "周四（1日） = 2018-03-01 inferred"}},
		{"几十年来，住在7连28号。", []string{"几十年来 = 1919~/2018-03-05 P20Y/P99Y publication within inferred"}},
		{"几天内抓了人。", []string{"几天 = duration P2D/P7D"}},
	})
}

func TestFindRussian(t *testing.T) {
	checkFind(t, "ru", published, []sentence{
		{"Его увезли 22 ноября 2017 г. утром.", []string{"22 ноября 2017 г. = 2017-11-22"}},
		{"В ноябре закрыли лавку.", []string{"В ноябре = 2017-11 inferred"}},
		{"Это было в начале ноября.", []string{"в начале ноября = 2017-11-01/2017-11-10 within inferred"}},
		{"Он уехал два месяца назад.", []string{"два месяца назад = 2018-01~ P2M publication inferred"}},
		{"Обыски шли с 6 по 11 ноября.", []string{"с 6 по 11 ноября = 2017-11-06/2017-11-11 inferred"}},
		{"Её нет с мая 2017 года.", []string{"с мая 2017 года = 2017-05/.."}},
		{"До марта 2017 года он писал.", []string{"До марта 2017 года = ../2017-02 within"}},
		{"В прошлом месяце и в этом году.", []string{"В прошлом месяце = 2018-02 publication inferred", "в этом году = 2018 publication inferred"}},
		{"В понедельник никто не ответил.", []string{"В понедельник = 2018-03-05 publication inferred"}},
		{"Через две недели после свадьбы.", []string{"Через две недели после = duration P14D event"}},
		{"Менее чем через два часа пришли.", []string{"Менее чем через два часа = duration <PT2H event"}},
		{"41-летний пастух.", []string{"41-летний = 1976/1977 age P41Y publication within inferred"}},
		{"До сих пор вестей нет.", []string{"До сих пор = 2018-03 as-of publication inferred"}},
		{"Ему дали 10 лет.", []string{"10 лет = duration P10Y"}},
		{"В 1990-х годах он учился.", []string{"В 1990-х годах = 199X"}},
		{"В мае того же года он писал.", []string{"В мае того же года = XXXX-05 event"}},
		{"Осенью 2016 года дом продали.", []string{"Осенью 2016 года = 2016-23"}},
		{"Запись от 22.11.2017.", []string{"22.11.2017 = 2017-11-22"}},
		{"Более 500 человек и 2000 рублей; окружающая среда.", nil},
	})
}

func TestFindKazakh(t *testing.T) {
	checkFind(t, "kk", published, []sentence{
		{"2017 жылдың қараша айында дүкен жабылды.", []string{"2017 жылдың қараша айында = 2017-11"}},
		{"Ол 22 қараша күні кетті.", []string{"22 қараша күні = 2017-11-22 inferred"}},
		{"Екі ай бұрын хат келді.", []string{"Екі ай бұрын = 2018-01~ P2M publication inferred"}},
		{"2017 жылғы 15 желтоқсандағы қағаз.", []string{"2017 жылғы 15 желтоқсандағы = 2017-12-15"}},
		{"Қараша айының басында келді.", []string{"Қараша айының басында = 2017-11-01/2017-11-10 within inferred"}},
		{"2016 жылдан бері хабар жоқ.", []string{"2016 жылдан бері = 2016/.."}},
		{"Екі аптадан кейін оралды.", []string{"Екі аптадан кейін = duration P14D event"}},
		{"Былтыр көшті, өткен айда оралды.", []string{"Былтыр = 2017 publication inferred", "өткен айда = 2018-02 publication inferred"}},
		{"Дүйсенбі күні ешкім жауап бермеді.", []string{"Дүйсенбі күні = 2018-03-05 publication inferred"}},
		{"41 жастағы шопан.", []string{"41 жастағы = 1976/1977 age P41Y publication within inferred"}},
		{"Осы күнге дейін хабар жоқ.", []string{"Осы күнге дейін = 2018-03 as-of publication inferred"}},
		{"6 қарашадан 11 қарашаға дейін тінтті.", []string{"6 қарашадан 11 қарашаға дейін = 2017-11-06/2017-11-11 inferred"}},
		{"Он жылға сотталды, бірнеше күн өтті.", []string{"Он жылға = duration P10Y", "бірнеше күн = duration P2D/P7D"}},
		{"Қазан қайнады, 500 адам жиналды.", nil},
	})
}

func TestFindUyghur(t *testing.T) {
	checkFind(t, "ug", published, []sentence{
		{"ئۇ 2017-يىلى 11-ئايدا كەتتى.", []string{"2017-يىلى 11-ئايدا = 2017-11"}},
		{"2019-يىلى 1-ئاينىڭ 9-كۈنى", []string{"2019-يىلى 1-ئاينىڭ 9-كۈنى = 2019-01-09"}},
		{"2017-يىلى 22-نويابىر", []string{"2017-يىلى 22-نويابىر = 2017-11-22"}},
		{"نويابىر ئېيىدا يېپىلدى.", []string{"نويابىر ئېيىدا = 2017-11 inferred"}},
		{"9-دېكابېر كۈنى خەت كەلدى.", []string{"9-دېكابېر كۈنى = 2017-12-09 inferred"}},
		{"ئىككى ئاي بۇرۇن كەلگەن.", []string{"ئىككى ئاي بۇرۇن = 2018-01~ P2M publication inferred"}},
		{"ئىككى ھەپتىدىن كېيىن قايتتى.", []string{"ئىككى ھەپتىدىن كېيىن = duration P14D event"}},
		{"6-نويابىردىن 11-نويابىرغىچە", []string{"6-نويابىردىن 11-نويابىرغىچە = 2017-11-06/2017-11-11 inferred"}},
		{"2016-يىلىدىن بۇيان خەۋەر يوق.", []string{"2016-يىلىدىن بۇيان = 2016/.."}},
		{"ئۆتكەن ئاي، بۇ يىل", []string{"ئۆتكەن ئاي = 2018-02 publication inferred", "بۇ يىل = 2018 publication inferred"}},
		{"دۈشەنبە كۈنى جاۋاب بولمىدى.", []string{"دۈشەنبە كۈنى = 2018-03-05 publication inferred"}},
		{"41 ياشلىق دېھقان", []string{"41 ياشلىق = 1976/1977 age P41Y publication within inferred"}},
		{"ھازىرغىچە خەۋەر يوق.", []string{"ھازىرغىچە = 2018-03 as-of publication inferred"}},
		// typed with the Persian ye and with a mark of direction
		{"\u200f2017-یىلى", []string{"2017-یىلى = 2017"}},
		{"500 ئادەم", nil},
	})
}

func TestFindSpanish(t *testing.T) {
	checkFind(t, "es", published, []sentence{
		{"Fue el 22 de noviembre de 2017.", []string{"el 22 de noviembre de 2017 = 2017-11-22"}},
		{"Del 6 al 11 de noviembre hubo registros.", []string{"Del 6 al 11 de noviembre = 2017-11-06/2017-11-11 inferred"}},
		{"A principios de noviembre cerró.", []string{"A principios de noviembre = 2017-11-01/2017-11-10 within inferred"}},
		{"Se fue hace dos meses.", []string{"hace dos meses = 2018-01~ P2M publication inferred"}},
		{"Dos semanas después volvió.", []string{"Dos semanas después = duration P14D event"}},
		{"El lunes nadie contestó.", []string{"El lunes = 2018-03-05 publication inferred"}},
		{"No hay noticias desde 2016.", []string{"desde 2016 = 2016/.."}},
		{"El mes pasado y este año.", []string{"El mes pasado = 2018-02 publication inferred", "este año = 2018 publication inferred"}},
		{"Un pastor de 41 años.", []string{"de 41 años = 1976/1977 age P41Y publication within inferred"}},
		{"Le dieron 10 años y pasaron unos días.", []string{"10 años = duration P10Y", "unos días = duration P2D/P7D"}},
		{"Hasta hoy no se sabe.", []string{"Hasta hoy = 2018-03 as-of publication inferred"}},
		{"Acta del 05/06/2017.", []string{"05/06/2017 = 2017-06-05"}},
		{"Unas 500 personas y 2.000 yuanes.", nil},
	})
}

func TestFindTurkish(t *testing.T) {
	checkFind(t, "tr", published, []sentence{
		{"22 Kasım 2017 sabahı götürüldü.", []string{"22 Kasım 2017 = 2017-11-22"}},
		{"Kasım 2017'de dükkân kapandı.", []string{"Kasım 2017'de = 2017-11"}},
		{"Kasım ayında geldiler.", []string{"Kasım ayında = 2017-11 inferred"}},
		{"Kasım başında geldiler.", []string{"Kasım başında = 2017-11-01/2017-11-10 within inferred"}},
		{"2016'dan beri haber yok.", []string{"2016'dan beri = 2016/.."}},
		{"İki ay önce yazdı.", []string{"İki ay önce = 2018-01~ P2M publication inferred"}},
		{"İki hafta sonra döndü.", []string{"İki hafta sonra = duration P14D event"}},
		{"6-11 Kasım günleri", []string{"6-11 Kasım = 2017-11-06/2017-11-11 inferred"}},
		{"Geçen ay, bu yıl", []string{"Geçen ay = 2018-02 publication inferred", "bu yıl = 2018 publication inferred"}},
		{"Pazartesi günü kimse açmadı.", []string{"Pazartesi günü = 2018-03-05 publication inferred"}},
		{"41 yaşındaki çoban", []string{"41 yaşındaki = 1976/1977 age P41Y publication within inferred"}},
		{"Bugüne kadar haber yok.", []string{"Bugüne kadar = 2018-03 as-of publication inferred"}},
		{"1990'larda okudu.", []string{"1990'larda = 199X"}},
		{"Ocak yanıyordu, 2000 kişi vardı.", nil},
	})
}

func TestFindInAnUnknownLanguage(t *testing.T) {
	checkFind(t, "xx", published, []sentence{
		{"abc 2017-11-22 def in November 2016", []string{"2017-11-22 = 2017-11-22"}},
	})
}

func TestFormat(t *testing.T) {
	for _, tc := range []struct{ date, lang, want string }{
		{"", "en", "not known"},
		{"XXXX", "en", "not known"},
		{"2017-11-06", "en", "6 November 2017"},
		{"2017-11-06/2017-11-11", "en", "6 to 11 November 2017"},
		{"2017-11-01/2017-11-10", "en", "1 to 10 November 2017"},
		{"2017-10-28/2017-11-03", "en", "28 October to 3 November 2017"},
		{"2016-12-28/2017-01-03", "en", "28 December 2016 to 3 January 2017"},
		{"2017-06/2017-08", "en", "June to August 2017"},
		{"2014/2016", "en", "2014 to 2016"},
		{"2017-09~", "en", "about September 2017"},
		{"2017-11-06?", "en", "6 November 2017 (uncertain)"},
		{"2017%", "en", "about 2017 (uncertain)"},
		{"2016/..", "en", "since 2016"},
		{"../2017-11", "en", "November 2017 or earlier"},
		{"2016-11/", "en", "from November 2016, end not known"},
		{"/2018-03", "en", "until March 2018, start not known"},
		{"199X", "en", "the 1990s"},
		{"19XX", "en", "between 1900 and 1999"},
		{"2016-24", "en", "winter 2016"},
		{"XXXX-11-06", "en", "6 November, year not known"},
		{"2017-11-XX", "en", "November 2017, day not known"},
		{"2017-1X", "en", "2017-1X"},
		{"0044", "en", "44"},
		{"[2017-05-06,2017-06-05]", "en", "6 May 2017 or 5 June 2017"},
		{"{2017-11-06,2017-11-08,2018..}", "en", "6 November 2017, 8 November 2017 and 2018 or later"},
		{"2017-11-06", "en-GB", "6 November 2017"},
		{"2017-11-06", "xx", "6 November 2017"},
		{"2017-11-06", "zh-Hans", "2017年11月6日"},
		{"2017-11-06/2017-11-11", "zh", "2017年11月6日至11日"},
		{"2017-09~", "zh", "约2017年9月"},
		{"2016/..", "zh", "2016年起"},
		{"", "zh", "不详"},
		{"2017-11-22", "ru", "22 ноября 2017 г."},
		{"2017-11", "ru", "ноябрь 2017 г."},
		{"2017-11~", "ru", "около ноября 2017 г."},
		{"2017-11/..", "ru", "с ноября 2017 г."},
		{"2017-11-06/2017-11-11", "ru", "6–11 ноября 2017 г."},
		{"199X/..", "ru", "с 1990-х гг."},
		{"2017-11-22", "kk", "2017 ж. 22 қараша"},
		{"2017-10-28/2017-11-03", "kk", "2017 ж. 28 қазан – 3 қараша"},
		{"2017-09~", "kk", "шамамен 2017 ж. қыркүйек"},
		{"2017-11-22", "ug", "2017-يىلى 22-نويابىر"},
		{"2017-11-06/2017-11-11", "ug", "2017-يىلى 6–11-نويابىر"},
		{"", "ug", "نامەلۇم"},
		{"2017-11-22", "tr", "22 Kasım 2017"},
		{"2017-11-22/..", "tr", "başlangıç: 22 Kasım 2017"},
		{"2014/2016", "tr", "2014 – 2016"},
	} {
		var d Date
		if tc.date != "" {
			d = MustParse(tc.date)
		}
		if got := Format(d, tc.lang); got != tc.want {
			t.Errorf("Format(%s, %s) = %q, want %q", tc.date, tc.lang, got, tc.want)
		}
	}
}

// What is printed whole is read back whole, in the languages that read it.
func TestFormattedDatesAreReadBack(t *testing.T) {
	for _, lang := range []string{"en", "zh", "ru", "kk", "ug", "tr"} {
		for _, s := range []string{"2017", "2017-11", "2017-05-06", "2017-11-06/2017-11-11", "2017-10-28/2017-11-03", "2017-09~", "199X"} {
			d := MustParse(s)
			words := Format(d, lang)
			r, err := Read(words, lang, Anchor{})
			if err != nil || !r.Date.Equal(d) {
				t.Errorf("%s in %s is printed %q and read back as %s, %v", s, lang, words, r.Date, err)
			}
		}
	}
}
