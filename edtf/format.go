package edtf

import (
	"strconv"
	"strings"
)

// Format prints a date in full for readers of a language: en, zh, kk, ug, ru
// or tr by BCP 47 tag, English for any other. "6 to 11 November 2017", "about
// September 2017", "since 2016", "not known" for no date. Words that a fixed
// convention turned into days ("early November") cannot be had back from the
// date, so the days are printed. Digits X of other shapes than a whole
// decade, century, year, month or day are printed as EDTF.
//
// The result mixes digits and letters: in right-to-left text the caller
// isolates it.
func Format(d Date, lang string) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	p, ok := printers[base]
	if !ok {
		p = printers["en"]
	}
	switch d.form {
	case formSingle:
		return p.value(d.from, false)
	case formInterval:
		return p.interval(d)
	case formOneOf, formAllOf:
		return p.set(d)
	}
	return p.notKnown
}

// printer holds one language's words and patterns. In patterns {y} {m} {n} {d}
// {s} stand for year, month's name, month's number, day and season, {a} and
// {b} for printed dates. Words behind a date that would change with it are
// avoided: Turkish, Kazakh and Uyghur put labels before it instead.
type printer struct {
	months, monthsOf   []string // alone; with a day or behind a preposition
	seasons, seasonsOf []string
	year, month, day   string
	monthOnly, dayOnly string // without a year
	season             string
	decade, decadeOf   string
	century, centuryOf string
	days               string // {d} to {b} of one month
	yearFirst          bool   // in a range within one year, the year stands at its front

	to, since                string
	endUnknown, startUnknown string
	about, unsure            string
	noYear, noMonth, noDay   string
	or, and, comma           string
	upTo, from, notKnown     string // ends of a range in a set
}

var printers = map[string]printer{
	"en": {
		months:  strings.Fields("January February March April May June July August September October November December"),
		seasons: strings.Fields("spring summer autumn winter"),
		year:    "{y}", month: "{m} {y}", day: "{d} {m} {y}", monthOnly: "{m}", dayOnly: "{d} {m}",
		season: "{s} {y}", decade: "the {y}s", century: "between {y} and {z}",
		days: "{d} to {b} {m} {y}", to: "{a} to {b}", since: "since {a}",
		endUnknown: "from {a}, end not known", startUnknown: "until {a}, start not known",
		about: "about {a}", unsure: "{a} (uncertain)",
		noYear: "{a}, year not known", noMonth: "{a}, month not known", noDay: "{a}, day not known",
		or: " or ", and: " and ", comma: ", ", from: "{a} or later", upTo: "{a} or earlier", notKnown: "not known",
	},
	"zh": {
		months:  strings.Fields("1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"),
		seasons: strings.Fields("春季 夏季 秋季 冬季"),
		year:    "{y}年", month: "{y}年{m}", day: "{y}年{m}{d}日", monthOnly: "{m}", dayOnly: "{m}{d}日",
		season: "{y}年{s}", decade: "{y}年代", century: "{y}年至{z}年之间",
		days: "{y}年{m}{d}日至{b}日", yearFirst: true, to: "{a}至{b}", since: "{a}起",
		endUnknown: "{a}起，结束时间不详", startUnknown: "至{a}，开始时间不详",
		about: "约{a}", unsure: "{a}（不确定）",
		noYear: "{a}，年份不详", noMonth: "{a}，月份不详", noDay: "{a}，日期不详",
		or: "或", and: "和", comma: "、", from: "{a}或之后", upTo: "{a}或之前", notKnown: "不详",
	},
	"ru": {
		months:    strings.Fields("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"),
		monthsOf:  strings.Fields("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
		seasons:   strings.Fields("весна лето осень зима"),
		seasonsOf: strings.Fields("весны лета осени зимы"),
		year:      "{y} г.", month: "{m} {y} г.", day: "{d} {m} {y} г.", monthOnly: "{m}", dayOnly: "{d} {m}",
		season: "{s} {y} г.", decade: "{y}-е гг.", decadeOf: "{y}-х гг.", century: "между {y} и {z} гг.",
		days: "{d}–{b} {m} {y} г.", to: "{a} – {b}", since: "с {a}",
		endUnknown: "с {a}, конец неизвестен", startUnknown: "до {a}, начало неизвестно",
		about: "около {a}", unsure: "{a} (под вопросом)",
		noYear: "{a}, год неизвестен", noMonth: "{a}, месяц неизвестен", noDay: "{a}, день неизвестен",
		or: " или ", and: " и ", comma: ", ", from: "{a} или позже", upTo: "{a} или раньше", notKnown: "неизвестно",
	},
	"kk": {
		months:  strings.Fields("қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"),
		seasons: strings.Fields("көктем жаз күз қыс"),
		year:    "{y} ж.", month: "{y} ж. {m}", day: "{y} ж. {d} {m}", monthOnly: "{m}", dayOnly: "{d} {m}",
		season: "{y} ж. {s}", decade: "{y} жылдар", century: "{y}–{z} жж.",
		days: "{y} ж. {d}–{b} {m}", yearFirst: true, to: "{a} – {b}", since: "басталуы: {a}",
		endUnknown: "басталуы: {a}, соңы белгісіз", startUnknown: "аяқталуы: {a}, басы белгісіз",
		about: "шамамен {a}", unsure: "{a} (нақты емес)",
		noYear: "{a}, жылы белгісіз", noMonth: "{a}, айы белгісіз", noDay: "{a}, күні белгісіз",
		or: " немесе ", and: " және ", comma: ", ", from: "{a} немесе кейін", upTo: "{a} немесе бұрын", notKnown: "белгісіз",
	},
	"ug": {
		months:  strings.Fields("يانۋار فېۋرال مارت ئاپرېل ماي ئىيۇن ئىيۇل ئاۋغۇست سېنتەبىر ئۆكتەبىر نويابىر دېكابىر"),
		seasons: strings.Fields("ئەتىياز ياز كۈز قىش"),
		year:    "{y}-يىلى", month: "{y}-يىلى {m}", day: "{y}-يىلى {d}-{m}", monthOnly: "{m}", dayOnly: "{d}-{m}",
		season: "{y}-يىلى {s}", decade: "{y}-يىللار", century: "{y}–{z}-يىللار",
		days: "{y}-يىلى {d}–{b}-{m}", yearFirst: true, to: "{a} – {b}", since: "باشلانغان ۋاقتى: {a}",
		endUnknown: "باشلانغان ۋاقتى: {a}، ئاخىرى نامەلۇم", startUnknown: "ئاخىرلاشقان ۋاقتى: {a}، بېشى نامەلۇم",
		about: "تەخمىنەن {a}", unsure: "{a} (ئېنىق ئەمەس)",
		noYear: "{a}، يىلى نامەلۇم", noMonth: "{a}، ئېيى نامەلۇم", noDay: "{a}، كۈنى نامەلۇم",
		or: " ياكى ", and: " ۋە ", comma: "، ", from: "{a} ياكى كېيىن", upTo: "{a} ياكى بۇرۇن", notKnown: "نامەلۇم",
	},
	"tr": {
		months:  strings.Fields("Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
		seasons: strings.Fields("ilkbahar yaz sonbahar kış"),
		year:    "{y}", month: "{m} {y}", day: "{d} {m} {y}", monthOnly: "{m}", dayOnly: "{d} {m}",
		season: "{s} {y}", decade: "{y}’lar", century: "{y}–{z}",
		days: "{d}–{b} {m} {y}", to: "{a} – {b}", since: "başlangıç: {a}",
		endUnknown: "başlangıç: {a}, bitiş bilinmiyor", startUnknown: "bitiş: {a}, başlangıç bilinmiyor",
		about: "yaklaşık {a}", unsure: "{a} (kesin değil)",
		noYear: "{a}, yılı bilinmiyor", noMonth: "{a}, ayı bilinmiyor", noDay: "{a}, günü bilinmiyor",
		or: " veya ", and: " ve ", comma: ", ", from: "{a} veya sonrası", upTo: "{a} veya öncesi", notKnown: "bilinmiyor",
	},
}

func fill(pattern string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(pattern)
}

// value prints a value with its qualifiers. With of set it takes the form that
// stands behind a preposition, where a language has one.
func (p printer) value(v value, of bool) string {
	q := v.q[0] | v.q[1] | v.q[2]
	if v.clock != "" {
		return p.plain(v, of) + p.comma + v.clock
	}
	s := p.plain(v, of || q&approximate != 0)
	if q&approximate != 0 {
		s = fill(p.about, "{a}", s)
	}
	if q&uncertain != 0 {
		s = fill(p.unsure, "{a}", s)
	}
	return s
}

func (p printer) plain(v value, of bool) string {
	v.q = [3]qualifier{}
	switch {
	case v.year == "XXXX" && v.month == "":
		return p.notKnown
	case v.day == "XX" && v.month == "XX":
		return fill(p.noDay, "{a}", p.plain(value{year: v.year}, of))
	case v.day == "XX":
		return fill(p.noDay, "{a}", p.plain(value{year: v.year, month: v.month}, of))
	case v.month == "XX" && v.day == "":
		return fill(p.noMonth, "{a}", p.plain(value{year: v.year}, of))
	case v.year == "XXXX" && !strings.Contains(v.month+v.day, "X"):
		return fill(p.noYear, "{a}", p.yearless(v, of))
	case v.month == "" && strings.Count(v.year, "X") == 1 && v.year[3] == 'X':
		return fill(choose(of, p.decadeOf, p.decade), "{y}", v.year[:3]+"0")
	case v.month == "" && strings.HasSuffix(v.year, "XX") && v.year[1] != 'X':
		return fill(choose(of, p.centuryOf, p.century), "{y}", v.year[:2]+"00", "{z}", v.year[:2]+"99")
	case strings.Contains(v.year+v.month+v.day, "X"):
		return v.String()
	}
	year := shortYear(v.year)
	switch {
	case v.isSeason():
		return fill(p.season, "{s}", p.seasonName(v.month, of), "{y}", year)
	case v.day != "":
		return fill(p.day, "{y}", year, "{m}", p.monthName(v.month, true), "{d}", bare(v.day))
	case v.month != "":
		return fill(p.month, "{y}", year, "{m}", p.monthName(v.month, of))
	}
	return fill(p.year, "{y}", year)
}

// yearless prints a value without its year.
func (p printer) yearless(v value, of bool) string {
	switch {
	case v.isSeason():
		return p.seasonName(v.month, of)
	case v.day != "":
		return fill(p.dayOnly, "{m}", p.monthName(v.month, true), "{d}", bare(v.day))
	}
	return fill(p.monthOnly, "{m}", p.monthName(v.month, of))
}

func choose(of bool, ofForm, form string) string {
	if of && ofForm != "" {
		return ofForm
	}
	return form
}

func shortYear(year string) string {
	n, ok := number(year)
	if !ok {
		return year
	}
	return strconv.Itoa(n)
}

func bare(digits string) string { return strings.TrimPrefix(digits, "0") }

func (p printer) monthName(digits string, of bool) string {
	n, _ := number(digits)
	if of && p.monthsOf != nil {
		return p.monthsOf[n-1]
	}
	return p.months[n-1]
}

func (p printer) seasonName(digits string, of bool) string {
	n, _ := number(digits)
	if of && p.seasonsOf != nil {
		return p.seasonsOf[n-21]
	}
	return p.seasons[n-21]
}

func (p printer) interval(d Date) string {
	switch {
	case d.toEnd == endOpen:
		return fill(p.since, "{a}", p.value(d.from, true))
	case d.toEnd == endUnknown:
		return fill(p.endUnknown, "{a}", p.value(d.from, true))
	case d.fromEnd == endOpen:
		return fill(p.upTo, "{a}", p.value(d.to, false))
	case d.fromEnd == endUnknown:
		return fill(p.startUnknown, "{a}", p.value(d.to, true))
	}
	return p.span(d.from, d.to)
}

// span prints from..to, saying a year or month they share once.
func (p printer) span(from, to value) string {
	exact := func(v value) bool {
		return v.q == [3]qualifier{} && !strings.Contains(v.month+v.day, "X") && (v.year == "XXXX" || !strings.Contains(v.year, "X"))
	}
	sameShape := (from.month == "") == (to.month == "") && (from.day == "") == (to.day == "")
	if !exact(from) || !exact(to) || !sameShape || from.year != to.year || from.month == "" {
		return fill(p.to, "{a}", p.value(from, false), "{b}", p.value(to, false))
	}
	if from.year == "XXXX" {
		return fill(p.noYear, "{a}", fill(p.to, "{a}", p.yearless(from, false), "{b}", p.yearless(to, false)))
	}
	if from.day != "" && from.month == to.month {
		return fill(p.days, "{y}", shortYear(from.year), "{m}", p.monthName(from.month, true), "{d}", bare(from.day), "{b}", bare(to.day))
	}
	if p.yearFirst {
		return fill(p.to, "{a}", p.plain(from, false), "{b}", p.yearless(to, false))
	}
	return fill(p.to, "{a}", p.yearless(from, false), "{b}", p.plain(to, false))
}

// set prints the members of a set one by one.
func (p printer) set(d Date) string {
	last := p.or
	if d.form == formAllOf {
		last = p.and
	}
	var b strings.Builder
	for i, m := range d.set {
		switch {
		case i > 0 && i == len(d.set)-1:
			b.WriteString(last)
		case i > 0:
			b.WriteString(p.comma)
		}
		switch {
		case !m.span:
			b.WriteString(p.value(m.from, false))
		case m.from.isZero():
			b.WriteString(fill(p.upTo, "{a}", p.value(m.to, false)))
		case m.to.isZero():
			b.WriteString(fill(p.from, "{a}", p.value(m.from, false)))
		default:
			b.WriteString(p.span(m.from, m.to))
		}
	}
	return b.String()
}
