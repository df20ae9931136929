package habeas

import (
	"sort"
	"strconv"
	"strings"
)

// ValueKind says what a property's value is.
type ValueKind string

// The kinds of value.
const (
	ValueText     ValueKind = "text"
	ValueName     ValueKind = "name"     // a name of a person or place, in any script
	ValueDate     ValueKind = "date"     // EDTF; the words stay in When
	ValueCode     ValueKind = "code"     // one of Property.Codes
	ValueNumber   ValueKind = "number"   // decimal
	ValueQuantity ValueKind = "quantity" // in Claim.Quantity
	ValuePlace    ValueKind = "place"    // words, and the place itself in Object where it is known
	ValuePerson   ValueKind = "person"   // words, and the other mention in Object
	ValueEvent    ValueKind = "event"    // in Slots and When
	ValueEnquiry  ValueKind = "enquiry"  // in Slots: to, by, channel, attempts, outcome
)

// Section groups properties on a person's page and in direct entry.
type Section string

// The sections, in the order pages show them.
const (
	SectionNames    Section = "names"
	SectionLife     Section = "life"
	SectionKin      Section = "kin"
	SectionHealth   Section = "health"
	SectionEvents   Section = "events"
	SectionReasons  Section = "reasons"
	SectionStatus   Section = "status"
	SectionEnquiry  Section = "enquiries"
	SectionNumbers  Section = "numbers"
	SectionPlace    Section = "place"
	SectionDocument Section = "document"
	SectionSource   Section = "source"
	SectionNote     Section = "note"
)

// Property is one row of the property table: adding a property of a person is
// adding a row.
type Property struct {
	Key      string
	Kinds    []Kind // subjects it can be said of
	Value    ValueKind
	Section  Section
	Types    []string // the extractor's claim types it takes in; "event.*" takes in a family
	Codes    []string // for ValueCode
	Slots    []string // roles it may carry, in the order forms show them
	Single   bool     // one value is true at a time: two that differ are a tension
	Life     bool     // a sign of where or how the person is: news
	Access   Access   // the access a new claim starts with
	TwoEyes  bool     // accuses somebody, or touches a living victim: a second person must see it
	Identity bool     // identifies a source or relative: never published in this form
}

var (
	person    = []Kind{KindMention}
	people    = []Kind{KindMention, KindGroup}
	happening = []Kind{KindEvent, KindGroup, KindMention}
	anywhere  = []Kind{KindMention, KindGroup, KindEvent, KindPlace, KindFacility, KindAuthority, KindReport, KindSource}
	site      = []Kind{KindPlace, KindFacility}

	eventSlots = []string{"actor", "target", "place", "facility", "from", "to", "orderer", "reason", "object", "charge", "term", "court"}
)

// Properties is the property table, in the order forms and pages use.
var Properties = []Property{
	{Key: "name", Kinds: append(site, KindMention, KindGroup, KindEvent, KindAuthority), Value: ValueName, Section: SectionNames, Types: []string{"person.name", "place.name"}},
	{Key: "name.other", Kinds: append(site, KindMention, KindGroup, KindAuthority), Value: ValueName, Section: SectionNames, Types: []string{"place.alias", "name.variant", "person.alias"}},
	{Key: "name.father", Kinds: person, Value: ValueName, Section: SectionNames, Single: true},
	{Key: "name.mother", Kinds: person, Value: ValueName, Section: SectionNames, Single: true},
	{Key: "sex", Kinds: person, Value: ValueCode, Codes: []string{"female", "male", "other"}, Section: SectionLife, Types: []string{"person.sex"}, Single: true},
	{Key: "birth.date", Kinds: person, Value: ValueDate, Section: SectionLife, Types: []string{"person.birth"}, Single: true},
	{Key: "birth.place", Kinds: person, Value: ValuePlace, Section: SectionLife, Types: []string{"person.birthplace"}, Single: true},
	{Key: "age", Kinds: person, Value: ValueText, Section: SectionLife, Types: []string{"person.age"}},
	{Key: "nationality", Kinds: person, Value: ValueText, Section: SectionLife, Types: []string{"person.nationality"}},
	{Key: "ethnicity", Kinds: person, Value: ValueText, Section: SectionLife, Types: []string{"person.ethnicity"}, Access: AccessTeam},
	{Key: "religion", Kinds: person, Value: ValueText, Section: SectionLife, Types: []string{"person.religion"}, Access: AccessTeam},
	{Key: "language", Kinds: person, Value: ValueText, Section: SectionLife},
	{Key: "occupation", Kinds: person, Value: ValueText, Section: SectionLife, Types: []string{"person.occupation"}},
	{Key: "role", Kinds: person, Value: ValueText, Section: SectionLife, Types: []string{"person.role", "person.role_start", "person.role_end"}, Slots: []string{"place", "authority"}},
	{Key: "residence", Kinds: person, Value: ValuePlace, Section: SectionLife, Types: []string{"person.residence"}},
	{Key: "origin", Kinds: person, Value: ValuePlace, Section: SectionLife, Types: []string{"person.origin"}},
	{Key: "education", Kinds: person, Value: ValueText, Section: SectionLife, Types: []string{"person.education"}},
	{Key: "marital", Kinds: person, Value: ValueText, Section: SectionLife, Types: []string{"person.marital"}},
	{Key: "attribute", Kinds: people, Value: ValueText, Section: SectionLife, Types: []string{"person_group.attribute", "group.attribute", "person.attribute"}},
	{Key: "id.number", Kinds: person, Value: ValueText, Section: SectionLife, Access: AccessSealed, Identity: true},
	{Key: "contact", Kinds: append(people, KindSource), Value: ValueText, Section: SectionLife, Access: AccessSealed, Identity: true},
	{Key: "kin", Kinds: person, Value: ValuePerson, Section: SectionKin, Types: []string{"relation", "relation.*"}, Slots: []string{"relation"}, TwoEyes: true},
	{Key: "dependants", Kinds: people, Value: ValueText, Section: SectionKin, Types: []string{"dependant", "dependant.*"}, Slots: []string{"dependant", "age"}, TwoEyes: true},
	{Key: "family.notification", Kinds: people, Value: ValueText, Section: SectionKin, Types: []string{"family.*"}},
	{Key: "health", Kinds: people, Value: ValueText, Section: SectionHealth, Types: []string{"health", "health.*"}, TwoEyes: true},
	{Key: "risk", Kinds: people, Value: ValueText, Section: SectionHealth, Types: []string{"risk", "risk.*"}, TwoEyes: true},

	{Key: "event.detention", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Life: true, TwoEyes: true, Types: []string{"event.detention", "event.detention.*", "event.arrest", "event.custody"}},
	{Key: "event.mass_detention", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Life: true, Types: []string{"event.mass_detention"}},
	{Key: "event.disappearance", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Life: true, TwoEyes: true, Types: []string{"event.disappearance", "event.incommunicado", "event.abduction"}},
	{Key: "event.raid", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Types: []string{"event.raid", "event.search"}},
	{Key: "event.transfer", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Life: true, TwoEyes: true, Types: []string{"event.transfer", "event.rendition", "event.deportation", "event.extradition"}},
	{Key: "event.trial", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Life: true, TwoEyes: true, Types: []string{"event.trial", "event.charge", "event.prosecution", "event.conviction"}},
	{Key: "event.sentence", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Life: true, TwoEyes: true, Types: []string{"event.sentence"}},
	{Key: "event.release", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Life: true, TwoEyes: true, Types: []string{"event.release"}},
	{Key: "event.death", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Life: true, TwoEyes: true, Types: []string{"event.death", "event.killing"}},
	{Key: "event.sighting", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Life: true, TwoEyes: true, Types: []string{"event.sighting", "event.contact"}},
	{Key: "event.ill_treatment", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Life: true, TwoEyes: true, Types: []string{"event.torture", "event.ill_treatment", "event.beating"}},
	{Key: "event.questioning", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Life: true, TwoEyes: true, Types: []string{"event.questioning", "event.summons"}},
	{Key: "event.asset_freeze", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Types: []string{"event.asset_freeze", "event.confiscation"}},
	{Key: "event.order", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, TwoEyes: true, Types: []string{"event.order"}},
	{Key: "event.targeting", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Types: []string{"event.targeting"}},
	{Key: "event.start", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Types: []string{"event.start", "event.end"}},
	{Key: "event.other", Kinds: happening, Value: ValueEvent, Section: SectionEvents, Slots: eventSlots, Types: []string{"event.*"}},

	{Key: "detention.date", Kinds: person, Value: ValueDate, Section: SectionEvents, Life: true, Single: true, TwoEyes: true},
	{Key: "detention.place", Kinds: person, Value: ValuePlace, Section: SectionEvents, Life: true, TwoEyes: true},
	{Key: "detention.facility", Kinds: person, Value: ValuePlace, Section: SectionEvents, Life: true, TwoEyes: true},
	{Key: "detention.authority", Kinds: person, Value: ValueText, Section: SectionEvents, TwoEyes: true},
	{Key: "sentence", Kinds: person, Value: ValueText, Section: SectionEvents, Life: true, TwoEyes: true},
	{Key: "release.date", Kinds: person, Value: ValueDate, Section: SectionEvents, Life: true, Single: true, TwoEyes: true},
	{Key: "death.date", Kinds: person, Value: ValueDate, Section: SectionEvents, Life: true, Single: true, TwoEyes: true},
	{Key: "last_seen", Kinds: person, Value: ValueDate, Section: SectionEvents, Life: true, TwoEyes: true},

	{Key: "reason.official", Kinds: happening, Value: ValueText, Section: SectionReasons, Types: []string{"reason.official_stated", "reason.official"}, TwoEyes: true},
	{Key: "reason.alleged", Kinds: happening, Value: ValueText, Section: SectionReasons, Types: []string{"reason.alleged", "reason.*"}, TwoEyes: true},
	{Key: "reason.pattern", Kinds: happening, Value: ValueText, Section: SectionReasons, Types: []string{"reason.pattern"}},
	{Key: "detention.reason", Kinds: person, Value: ValueText, Section: SectionReasons, TwoEyes: true},
	{Key: "status", Kinds: people, Value: ValueText, Section: SectionStatus, Types: []string{"status", "status.*"}, Life: true, TwoEyes: true},
	{Key: "enquiry", Kinds: anywhere, Value: ValueEnquiry, Section: SectionEnquiry, Slots: []string{"to", "by", "channel", "attempts", "asked", "outcome", "next_due"}, Types: []string{"enquiry"}},
	{Key: "enquiry.outcome", Kinds: anywhere, Value: ValueEnquiry, Section: SectionEnquiry, Slots: []string{"to", "by", "outcome"}, Types: []string{"enquiry.*"}},

	{Key: "quantity", Kinds: happening, Value: ValueQuantity, Section: SectionNumbers, Types: []string{"quantity", "quantity.*", "duration", "duration.*"}, Slots: []string{"of", "from", "to"}},
	{Key: "denominator", Kinds: append(happening, KindPlace, KindReport), Value: ValueQuantity, Section: SectionNumbers, Types: []string{"denominator", "denominator.*"}},
	{Key: "migration", Kinds: append(happening, KindPlace, KindReport), Value: ValueText, Section: SectionNumbers, Types: []string{"migration", "migration.*"}},

	{Key: "facility.type", Kinds: append(site, KindMention), Value: ValueText, Section: SectionPlace, Types: []string{"facility.type", "facility.*"}},
	{Key: "place.kind", Kinds: site, Value: ValueText, Section: SectionPlace, Types: []string{"place.facility"}},
	{Key: "place.parent", Kinds: site, Value: ValuePlace, Section: SectionPlace, Types: []string{"place.part_of"}},
	{Key: "place.role", Kinds: site, Value: ValueText, Section: SectionPlace, Types: []string{"place.role", "place.*"}},
	{Key: "place.town", Kinds: site, Value: ValuePlace, Section: SectionPlace},
	{Key: "place.county", Kinds: site, Value: ValuePlace, Section: SectionPlace},
	{Key: "place.prefecture", Kinds: site, Value: ValuePlace, Section: SectionPlace},
	{Key: "place.country", Kinds: site, Value: ValuePlace, Section: SectionPlace},
	{Key: "place.lat", Kinds: site, Value: ValueNumber, Section: SectionPlace, Single: true},
	{Key: "place.lon", Kinds: site, Value: ValueNumber, Section: SectionPlace, Single: true},
	{Key: "code", Kinds: site, Value: ValueText, Section: SectionPlace},
	{Key: "capacity", Kinds: site, Value: ValueText, Section: SectionPlace},
	{Key: "built", Kinds: site, Value: ValueDate, Section: SectionPlace},
	{Key: "closed", Kinds: site, Value: ValueDate, Section: SectionPlace},
	{Key: "corroboration", Kinds: site, Value: ValueText, Section: SectionPlace},

	{Key: "responsibility", Kinds: append(people, KindAuthority), Value: ValueText, Section: SectionReasons, Types: []string{"responsibility", "responsibility.*"}, TwoEyes: true, Slots: []string{"policy", "from", "to"}},
	{Key: "policy", Kinds: anywhere, Value: ValueText, Section: SectionReasons, Types: []string{"policy", "policy.*"}, Slots: []string{"by", "where"}},

	{Key: "doc.title", Kinds: []Kind{KindReport}, Value: ValueText, Section: SectionDocument, Types: []string{"doc.title", "doc.*"}},
	{Key: "photo", Kinds: []Kind{KindReport, KindMention}, Value: ValueText, Section: SectionDocument, Types: []string{"photo.*", "photo"}, TwoEyes: true},
	{Key: "credit", Kinds: []Kind{KindReport}, Value: ValueText, Section: SectionDocument, Types: []string{"byline", "byline.*"}, Slots: []string{"role"}},
	{Key: "attribution", Kinds: []Kind{KindReport, KindSource}, Value: ValueText, Section: SectionDocument, Types: []string{"attribution", "attribution.*"}, Slots: []string{"speaker", "verb", "recipient"}},
	{Key: "source.described", Kinds: []Kind{KindSource, KindReport}, Value: ValueText, Section: SectionSource, Types: []string{"source.*", "source"}, Access: AccessTeam, Identity: true},

	{Key: "list.id", Kinds: append(site, KindMention), Value: ValueText, Section: SectionDocument},
	{Key: "source.url", Kinds: anywhere, Value: ValueText, Section: SectionDocument},
	{Key: "source.note", Kinds: anywhere, Value: ValueText, Section: SectionDocument},
	{Key: "note", Kinds: anywhere, Value: ValueText, Section: SectionNote, Access: AccessTeam},
}

var propertyByKey = func() map[string]*Property {
	m := make(map[string]*Property, len(Properties))
	for i := range Properties {
		m[Properties[i].Key] = &Properties[i]
	}
	return m
}()

// PropertyOf returns the row of the key.
func PropertyOf(key string) (Property, bool) {
	p, ok := propertyByKey[key]
	if !ok {
		return Property{}, false
	}
	return *p, true
}

// PropertyOfType returns the property that takes in the extractor's claim
// type: an exact row first, then the longest family ("event.*").
func PropertyOfType(typ string) (Property, bool) {
	best, n := Property{}, -1
	for _, p := range Properties {
		for _, t := range p.Types {
			if t == typ {
				return p, true
			}
			if f, ok := strings.CutSuffix(t, "*"); ok && strings.HasPrefix(typ, f) && len(f) > n {
				best, n = p, len(f)
			}
		}
	}
	return best, n >= 0
}

// Fits reports whether the property can be said of a subject of kind k.
func (p Property) Fits(k Kind) bool { return oneOf(k, p.Kinds) }

// Event reports whether the property is an act in time and place.
func (p Property) Event() bool { return p.Value == ValueEvent }

func (p Property) check(v string) error {
	if v == "" {
		return nil
	}
	switch p.Value {
	case ValueCode:
		if !oneOf(v, p.Codes) {
			return Invalid("choose one of "+strings.Join(p.Codes, ", "), "%q is not a value of %s", v, p.Key)
		}
	case ValueDate:
		if _, err := parseDate(v); err != nil {
			return Invalid("write it as EDTF, such as 1985 or 2017-11, and keep the words beside it", "%q is not a date", v)
		}
	case ValueNumber:
		if _, err := strconv.ParseFloat(v, 64); err != nil {
			return Invalid("write digits with a point, such as 43.917", "%q is not a number", v)
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	ks := make([]string, 0, len(m))
	for k := range m {
		ks = append(ks, k)
	}
	sort.Strings(ks)
	return ks
}
