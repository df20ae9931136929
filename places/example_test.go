package places_test

import (
	"fmt"
	"strings"

	"github.com/habeas-record/habeas/places"
)

func ExampleGazetteer_Find() {
	g := places.Embedded()
	for _, query := range []string{"دۆربىلجىن", "Dorbiljin, Ili", "Ghulja", "Durbiljen"} {
		a := g.Find(query, places.Options{Limit: 2})
		fmt.Printf("%s, ambiguous: %v\n", query, a.Ambiguous)
		for _, h := range a.Hits {
			fmt.Printf("  %s %s (%s): %s\n", h.Band, h.Place.Name, h.Place.Kind, strings.Join(h.Why, "; "))
		}
	}
	// Output:
	// دۆربىلجىن, ambiguous: false
	//   likely Emin (county): “دۆربىلجىن” is its name (ug); that name stands in no source that was seen
	// Dorbiljin, Ili, ambiguous: false
	//   likely Emin (county): “Dorbiljin” is its name (en); lies in Ili, which runs it, though its code does not say so
	// Ghulja, ambiguous: true
	//   likely Yining City (city): “Ghulja” is its name (en)
	//   likely Yining County (county): “Ghulja” is its name (en)
	// Durbiljen, ambiguous: false
	//   possible Emin (county): is close in sound to “Dorbiljin” (en)
}

func ExampleGazetteer_Relation() {
	g := places.Embedded()
	fmt.Println(g.Relation("cn-654000", "cn-654221"))
	fmt.Println(g.Relation("cn-654201", "cn-654221"))
	// Output:
	// {contains rule }
	// {adjacent-sibling  cn-654200}
}

func ExampleLoad() {
	g, err := places.Load(strings.NewReader(`id	kind	within	name:es	name
hond	country		Honduras
hond/cortes	region	hond	Cortés
hond/choloma	city	hond/cortes	Choloma
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	p, ok := g.Find("CHOLOMA, Cortes", places.Options{}).One()
	fmt.Println(p.ID, ok)
	_, err = places.Load(strings.NewReader("id\tkind\tname\nx\ttown\tX\n"))
	fmt.Println(err)
	// Output:
	// hond/choloma true
	// read the gazetteer: line 2: "town" is no kind of place: "x" must be one of [country region prefecture city county district area facility group]
}
