package view

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// Faults is what a form that came back has wrong with it. Sentences are the
// desk's own, in English; a field's fault is a text of the catalog.
type Faults struct {
	Sentences []string
	Fields    map[string]string
}

// Any reports whether anything is wrong.
func (f Faults) Any() bool { return len(f.Sentences)+len(f.Fields) > 0 }

func (f Faults) class(field string) string {
	if f.Fields[field] != "" {
		return "bad"
	}
	return ""
}

// Option is one choice of a picker.
type Option struct {
	Value, Label, Lang string
	Note               string // beside the label, where there is room
}

// Options are choices that belong together; Label is "" for those that stand
// alone.
type Options struct {
	Label   string
	Options []Option
}

// PropertyOptions are the properties a claim about any of the kinds can have,
// by section; no kinds means all. Common ones come first where quick is true,
// so that a digit key reaches them.
func PropertyOptions(p Page, quick bool, kinds ...habeas.Kind) []Options {
	var out []Options
	option := func(prop habeas.Property) Option {
		return Option{Value: prop.Key, Label: p.Cat.Word("property", prop.Key)}
	}
	if quick {
		out = append(out, Options{Label: p.T("review.common"), Options: CommonProperties(p)})
	}
	bySection := map[habeas.Section][]Option{}
	var sections []habeas.Section
	for _, prop := range habeas.Properties {
		if len(kinds) > 0 && !slices.ContainsFunc(kinds, prop.Fits) {
			continue
		}
		if bySection[prop.Section] == nil {
			sections = append(sections, prop.Section)
		}
		bySection[prop.Section] = append(bySection[prop.Section], option(prop))
	}
	for _, s := range sections {
		out = append(out, Options{Label: p.Cat.Word("section", string(s)), Options: bySection[s]})
	}
	return out
}

// common are the properties reviewers add most often, one for each digit key.
var common = []string{"event.detention", "quantity", "event.transfer", "event.release", "reason.alleged", "status", "name", "detention.place", "event.other"}

// CommonProperties are the nine properties the digit keys choose.
func CommonProperties(p Page) []Option {
	out := make([]Option, len(common))
	for i, key := range common {
		out[i] = Option{Value: key, Label: p.Cat.Word("property", key)}
	}
	return out
}

// NewKinds are the kinds of subject a claim can add to the record.
var NewKinds = []habeas.Kind{habeas.KindMention, habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority}

// KindWord is the word for a kind; a mention is a person to whoever picks one.
func KindWord(p Page, k habeas.Kind) string {
	if k == habeas.KindMention {
		k = habeas.KindPerson
	}
	return p.Cat.Word("kind", k.String())
}

// ClaimForm is all a claim says, as fields.
type ClaimForm struct {
	Prefix   string     // of every field's name and id, where a page has two
	Values   url.Values // what stands in the fields, without the prefix
	Faults   Faults
	Form     string // id of the form the fields belong to, "" for the one around them
	Subjects []Options
	Objects  []Options // what the value can point to
	Sources  []Option
	Roles    []string // slots shown, in order
	Property habeas.Property
	Focus    bool // the first field takes the keyboard
}

// Roles are the slots a form shows for a claim: those of its property and
// those it has.
func Roles(prop habeas.Property, values url.Values) []string {
	roles := slices.Clone(prop.Slots)
	var more []string
	for name, v := range values {
		role, is := strings.CutPrefix(name, "slot.")
		if is && v[0] != "" && !slices.Contains(roles, role) {
			more = append(more, role)
		}
	}
	slices.Sort(more)
	return append(roles, more...)
}

// allRoles are the slots any property can carry.
func allRoles() []string {
	var out []string
	for _, p := range habeas.Properties {
		for _, r := range p.Slots {
			if !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

func (f ClaimForm) name(field string) string { return f.Prefix + field }

// id is unique on a page where every form has a prefix of its own.
func (f ClaimForm) id(field string) string { return "f-" + f.Prefix + field }

func (f ClaimForm) get(field string) string { return f.Values.Get(field) }

func (f ClaimForm) counts() bool {
	for _, field := range []string{"quantity.words", "quantity.min", "quantity.max"} {
		if f.get(field) != "" {
			return true
		}
	}
	return f.Property.Value == habeas.ValueQuantity || f.Property.Event()
}

// points reports whether the value can be a subject of the record.
func (f ClaimForm) points() bool {
	return f.Property.Value == habeas.ValuePerson || f.Property.Value == habeas.ValuePlace || f.get("object") != ""
}

// slotWord is the label of a role; a role the extractor named by itself is
// shown as it is.
func slotWord(p Page, role string) string {
	if p.Cat.HasWord("slot", role) {
		return p.Cat.Word("slot", role)
	}
	return role
}

func (f ClaimForm) describedBy(field string) templ.Attributes {
	if f.Faults.Fields[field] == "" {
		return nil
	}
	return templ.Attributes{"aria-describedby": f.id(field) + "-err", "aria-invalid": "true"}
}

func formAttr(f ClaimForm) templ.Attributes {
	if f.Form == "" {
		return nil
	}
	return templ.Attributes{"form": f.Form}
}

func langAttr(lang string) templ.Attributes {
	if lang == "" {
		return nil
	}
	return templ.Attributes{"lang": lang}
}

// faultTexts are the faults of fields, in an order that stays.
func faultTexts(f Faults) []string {
	var out []string
	for _, text := range f.Fields {
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}

// TextLanguages are the languages a text can be said to be in.
func TextLanguages(p Page) []Option {
	var out []Option
	for _, tag := range []string{"en", "zh", "ru", "kk", "kk-Arab", "ug", "ar", "tr", "ky", "uz"} {
		out = append(out, Option{Value: tag, Label: LanguageWord(p, tag)})
	}
	return out
}

// LanguageWord names a language; one without a name is shown by its tag.
func LanguageWord(p Page, tag string) string {
	if p.Cat.HasWord("language", tag) {
		return p.Cat.Word("language", tag)
	}
	return tag
}
