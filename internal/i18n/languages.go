package i18n

// Language is one language of the pages and the CLDR 48.2 facts the pages need
// of it. Where CLDR's data for Uyghur is a copy of the English, what newsrooms
// write in Uyghur is followed instead.
type Language struct {
	Tag  string // BCP 47
	Name string // its own name
	Dir  string // "ltr" or "rtl"

	Decimal string // between whole and fraction
	Group   string // between thousands
	Percent string // with {n}
	Open    string // quotation marks, in logical order
	Close   string

	// Plurals lists the CLDR categories of the language; every plural string
	// has all of them.
	Plurals []string
	plural  func(n int) string
}

// Languages lists the languages of the pages in the order they are offered.
var Languages = []Language{
	{Tag: "en", Name: "English", Dir: "ltr", Decimal: ".", Group: ",", Percent: "{n}%", Open: "“", Close: "”",
		Plurals: []string{"one", "other"}, plural: oneOther},
	{Tag: "kk", Name: "Қазақша", Dir: "ltr", Decimal: ",", Group: nbsp, Percent: "{n}%", Open: "«", Close: "»",
		Plurals: []string{"one", "other"}, plural: oneOther},
	// The marks of RFA's Uyghur pages: « comes first and is mirrored when drawn.
	{Tag: "ug", Name: "ئۇيغۇرچە", Dir: "rtl", Decimal: ".", Group: ",", Percent: "{n}%", Open: "«", Close: "»",
		Plurals: []string{"one", "other"}, plural: oneOther},
	{Tag: "zh", Name: "中文", Dir: "ltr", Decimal: ".", Group: ",", Percent: "{n}%", Open: "“", Close: "”",
		Plurals: []string{"other"}, plural: func(int) string { return "other" }},
	{Tag: "ru", Name: "Русский", Dir: "ltr", Decimal: ",", Group: nbsp, Percent: "{n}" + nbsp + "%", Open: "«", Close: "»",
		Plurals: []string{"one", "few", "many", "other"}, plural: russian},
	{Tag: "tr", Name: "Türkçe", Dir: "ltr", Decimal: ",", Group: ".", Percent: "%{n}", Open: "“", Close: "”",
		Plurals: []string{"one", "other"}, plural: oneOther},
}

const nbsp = "\u00a0"

func oneOther(n int) string {
	if n == 1 {
		return "one"
	}
	return "other"
}

// russian is CLDR's rule for whole numbers; "other" is left to fractions.
func russian(n int) string {
	if n < 0 {
		n = -n
	}
	tens, ones := n%100, n%10
	switch {
	case tens >= 11 && tens <= 14:
		return "many"
	case ones == 1:
		return "one"
	case ones >= 2 && ones <= 4:
		return "few"
	}
	return "many"
}
