package lists

import "slices"

// The kinds of list: what a row of it is.
const (
	KindPerson   = "person"
	KindFacility = "facility"
	KindPlace    = "place"
)

// Kinds lists them in the order in which a guess that is open is decided.
var Kinds = []string{KindPerson, KindFacility, KindPlace}

// valueKind is what the cells of a column hold, as far as it can be seen.
type valueKind int

const (
	valueText valueKind = iota
	valueNumber
	valueYear
	valueDate
	valueURL
	valueSex
	valueIDNumber
)

// property is what a column can say of a row.
type property struct {
	key   string
	kinds []string
	check func(cell, lang string) string // what is wrong with a cell, "" for nothing
}

var (
	ofPersons    = []string{KindPerson}
	ofFacilities = []string{KindFacility}
	ofPlaces     = []string{KindPlace}
	ofSites      = []string{KindFacility, KindPlace}
	ofAll        = Kinds
)

// properties lists what a column may be mapped to. The keys are those of the
// domain's property table.
var properties = []property{
	{key: "name", kinds: ofAll},
	{key: "name.other", kinds: ofAll},
	{key: "name.father", kinds: ofPersons},
	{key: "name.mother", kinds: ofPersons},
	{key: "sex", kinds: ofPersons},
	{key: "birth.date", kinds: ofPersons, check: checkDate},
	{key: "birth.place", kinds: ofPersons},
	{key: "age", kinds: ofPersons, check: checkAge},
	{key: "nationality", kinds: ofPersons},
	{key: "ethnicity", kinds: ofPersons},
	{key: "religion", kinds: ofPersons},
	{key: "language", kinds: ofPersons},
	{key: "occupation", kinds: ofPersons},
	{key: "residence", kinds: ofPersons},
	{key: "origin", kinds: ofPersons},
	{key: "education", kinds: ofPersons},
	{key: "marital", kinds: ofPersons},
	{key: "id.number", kinds: ofPersons},
	{key: "health", kinds: ofPersons},
	{key: "dependants", kinds: ofPersons},
	{key: "contact", kinds: ofPersons},
	{key: "detention.date", kinds: ofPersons, check: checkDate},
	{key: "detention.place", kinds: ofPersons},
	{key: "detention.facility", kinds: ofPersons},
	{key: "detention.authority", kinds: ofPersons},
	{key: "detention.reason", kinds: ofPersons},
	{key: "sentence", kinds: ofPersons},
	{key: "status", kinds: ofPersons},
	{key: "release.date", kinds: ofPersons, check: checkDate},
	{key: "death.date", kinds: ofPersons, check: checkDate},
	{key: "last_seen", kinds: ofPersons, check: checkDate},
	{key: "photo", kinds: ofPersons},
	{key: "facility.type", kinds: ofFacilities},
	{key: "place.town", kinds: ofFacilities},
	{key: "place.county", kinds: ofFacilities},
	{key: "place.prefecture", kinds: ofFacilities},
	{key: "place.country", kinds: ofFacilities},
	{key: "place.kind", kinds: ofPlaces},
	{key: "place.parent", kinds: ofPlaces},
	{key: "code", kinds: ofPlaces},
	{key: "place.lat", kinds: ofSites, check: checkLatitude},
	{key: "place.lon", kinds: ofSites, check: checkLongitude},
	{key: "capacity", kinds: ofFacilities},
	{key: "built", kinds: ofFacilities, check: checkDate},
	{key: "closed", kinds: ofFacilities, check: checkDate},
	{key: "corroboration", kinds: ofFacilities},
	{key: "list.id", kinds: []string{KindPerson, KindFacility}},
	{key: "source.url", kinds: []string{KindPerson, KindFacility}},
	{key: "source.note", kinds: []string{KindPerson, KindFacility}},
	{key: "note", kinds: ofAll},
}

// Properties returns the keys that a column of a list of the kind may have.
func Properties(kind string) []string {
	var keys []string
	for _, p := range properties {
		if slices.Contains(p.kinds, kind) {
			keys = append(keys, p.key)
		}
	}
	return keys
}

func propertyOf(key, kind string) (property, bool) {
	for _, p := range properties {
		if p.key == key && slices.Contains(p.kinds, kind) {
			return p, true
		}
	}
	return property{}, false
}
