package view

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// EntryPage is the form on which a documenter writes down what somebody tells.
type EntryPage struct {
	Draft   string
	Values  url.Values
	Faults  Faults
	Rows    []EntryRow
	Sources []habeas.Source
	People  []habeas.Summary
	LookedS bool // a source was looked up
	LookedP bool // a person was
	Saved   bool // the draft is kept as it stands
	Ended   bool // the session ended while the form was open
}

// EntryRow is one fact.
type EntryRow struct {
	N      int
	Values url.Values // by field, without the row's number
	Fault  string
}

// entryCommon are the properties told most, offered first.
var entryCommon = []string{"event.detention", "detention.place", "event.transfer", "event.sentence", "event.release", "last_seen", "status", "name.father", "birth.date", "sex",
	"residence", "occupation", "kin", "dependants", "health", "reason.alleged", "enquiry"}

// EntryProperties are what can be told of a person, the common ones first,
// then by section.
func EntryProperties(p Page) []Options {
	quick := Options{Label: p.T("review.common")}
	for _, key := range entryCommon {
		quick.Options = append(quick.Options, Option{Value: key, Label: p.Cat.Word("property", key)})
	}
	groups := PropertyOptions(p, false, habeas.KindMention)
	for i := range groups {
		groups[i].Options = slices.DeleteFunc(groups[i].Options, func(o Option) bool { return slices.Contains(entryCommon, o.Value) })
	}
	groups = slices.DeleteFunc(groups, func(g Options) bool { return len(g.Options) == 0 })
	return append([]Options{quick}, groups...)
}

// EntrySlots are the roles a fact of the property is told with: those asked
// most often, and the rest. Of a person's own event nobody asks to whom.
func EntrySlots(prop habeas.Property) (first, rest []string) {
	roles := slices.DeleteFunc(slices.Clone(prop.Slots), func(r string) bool { return r == "target" })
	most := map[habeas.ValueKind][]string{habeas.ValueEvent: {"place", "actor"}, habeas.ValueEnquiry: {"to", "channel", "outcome"}}[prop.Value]
	if most == nil {
		return roles, nil
	}
	for _, r := range roles {
		if slices.Contains(most, r) {
			first = append(first, r)
		} else {
			rest = append(rest, r)
		}
	}
	slices.SortStableFunc(first, func(a, b string) int { return slices.Index(most, a) - slices.Index(most, b) })
	return first, rest
}

// SlotSet names the set of fields a property is told with, "" for none beside
// the words and the time.
func SlotSet(prop habeas.Property) string {
	switch {
	case prop.Event():
		return "event"
	case len(prop.Slots) > 0 || len(prop.Codes) > 0:
		return prop.Key
	}
	return ""
}

// slotSets are the properties that stand for each set of fields.
func slotSets() []habeas.Property {
	var out []habeas.Property
	seen := map[string]bool{"": true}
	for _, prop := range habeas.Properties {
		if set := SlotSet(prop); prop.Fits(habeas.KindMention) && !seen[set] {
			seen[set] = true
			out = append(out, prop)
		}
	}
	return out
}

// slotChoices are the words a role can be chosen from, nil where it is told in
// words of its own.
func slotChoices(p Page, role string) []Option {
	var out []Option
	switch role {
	case "outcome":
		for _, o := range habeas.Outcomes {
			out = append(out, Option{Value: string(o), Label: p.Cat.Word("outcome", string(o))})
		}
	case "channel":
		for _, c := range []string{"telephone", "letter", "visit", "petition", "e-mail", "other"} {
			out = append(out, Option{Value: c, Label: p.Cat.Word("channel", c)})
		}
	}
	return out
}

func (r EntryRow) get(field string) string { return r.Values.Get(field) }

func (r EntryRow) property() habeas.Property {
	prop, _ := habeas.PropertyOf(r.get("property"))
	return prop
}

// Stray are roles of the row with words that its property is not told with:
// shown all the same, so that nothing typed is lost.
func (r EntryRow) Stray() []string {
	var out []string
	for field, v := range r.Values {
		if role, is := strings.CutPrefix(field, "slot."); is && v[0] != "" && !slices.Contains(r.property().Slots, role) {
			out = append(out, role)
		}
	}
	slices.Sort(out)
	return out
}

// more reports whether any of the roles asked seldom has words.
func (r EntryRow) more() bool {
	_, rest := EntrySlots(r.property())
	for _, role := range rest {
		if r.get("slot."+role) != "" {
			return true
		}
	}
	return false
}

// manner reports whether anything is written of how the fact was told or may
// be shown.
func (r EntryRow) manner() bool {
	return r.get("shown")+r.get("hedge")+r.get("near")+r.get("denied") != ""
}

func (v EntryPage) get(field string) string { return v.Values.Get(field) }

// newSource is the form of somebody new who tells it.
func (v EntryPage) newSource() ClaimForm {
	return ClaimForm{Values: v.Values, Faults: v.Faults}
}

func slotSetOf(key string) string {
	prop, _ := habeas.PropertyOf(key)
	return SlotSet(prop)
}

func firstSlots(prop habeas.Property) []string { first, _ := EntrySlots(prop); return first }

func restSlots(prop habeas.Property) []string { _, rest := EntrySlots(prop); return rest }

// faultOf ties what is wrong with a row to its words.
func faultOf(r EntryRow, n string) templ.Attributes {
	if r.Fault == "" {
		return nil
	}
	return templ.Attributes{"aria-describedby": "fault." + n, "aria-invalid": "true"}
}

// SlotWord is the label of a role.
func SlotWord(p Page, role string) string { return slotWord(p, role) }
