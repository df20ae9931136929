package edtf_test

import (
	"fmt"

	"github.com/habeas-record/habeas/edtf"
)

func ExampleFind() {
	text := "The shop was shut in early November. Its owner, aged 41, had been taken away two months earlier. Nobody answered on Monday."
	published := edtf.Anchor{Publication: edtf.MustParse("2018-03-05")}
	for _, f := range edtf.Find(text, "en", published) {
		fmt.Printf("%d-%d %q: %s %q %q\n", f.Start, f.End, f.Words, f.Kind, f.Date.String(), f.Duration)
	}
	// Output:
	// 18-35 "in early November": date "2017-11-01/2017-11-10" ""
	// 48-55 "aged 41": age "1976/1977" "P41Y"
	// 77-95 "two months earlier": duration "" "P2M"
	// 113-122 "on Monday": date "2018-03-05" ""
}

func ExampleRead() {
	r, err := edtf.Read("6-11 ноября 2017", "ru", edtf.Anchor{})
	fmt.Println(r.Date, err)
	_, err = edtf.Read("some day", "en", edtf.Anchor{})
	fmt.Println(err)
	// Output:
	// 2017-11-06/2017-11-11 <nil>
	// no date was recognised in "some day": write a day, month or year, such as 6 November 2017 or 2017-11
}

func ExampleRelation() {
	detained := edtf.MustParse("2017-11-06/2017-11-11")
	said := edtf.MustParse("2017-11")
	denied := edtf.MustParse("2018")
	fmt.Println(edtf.Relation(said, detained), edtf.Relation(detained, denied))
	days, _ := edtf.Gap(detained, denied)
	fmt.Println(days)
	// Output:
	// contains before
	// 51
}
