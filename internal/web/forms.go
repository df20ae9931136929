package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// mendable turns an error that the person at the form can mend into what the
// form shows, with the status of the answer. Of any other error ok is false.
func mendable(err error) (f view.Faults, status int, ok bool) {
	var ours *habeas.Error
	if !errors.As(err, &ours) {
		return f, 0, false
	}
	f.Sentences = []string{ours.Error()}
	switch {
	case errors.Is(err, habeas.ErrInvalid):
		return f, http.StatusUnprocessableEntity, true
	case errors.Is(err, habeas.ErrConflict):
		return f, http.StatusConflict, true
	case errors.Is(err, habeas.ErrRefused):
		return f, http.StatusForbidden, true
	case errors.Is(err, habeas.ErrAway):
		return f, http.StatusServiceUnavailable, true
	}
	return f, 0, false
}

// localPath keeps a form from sending anybody off this site: what is not a
// plain path of it becomes the fallback.
func localPath(path, fallback string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return fallback
	}
	return path
}

// number reads a whole number of a form; what is none is 0.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}

// sourceOf reads the description of somebody new off a form; nil where the
// form describes nobody.
func sourceOf(v url.Values) *habeas.Source {
	s := habeas.Source{Kind: habeas.SourceKind(v.Get("source.kind")), Name: strings.TrimSpace(v.Get("source.name")), Label: strings.TrimSpace(v.Get("source.label")),
		Protection: habeas.Protection(v.Get("source.protection")), Consent: habeas.Consent(v.Get("source.consent")), Note: strings.TrimSpace(v.Get("source.note"))}
	if s.Name == "" && s.Label == "" {
		return nil
	}
	return &s
}

// accessOf reads the level a form chose, and the circle it is sealed to.
func accessOf(v url.Values) (habeas.Access, string) {
	level, circle, _ := strings.Cut(v.Get("access"), ":")
	return habeas.Access(level), circle
}

// claimValues are the fields of the form that says what a claim says.
func claimValues(c habeas.Claim) url.Values {
	v := url.Values{}
	set := func(field, value string) { v.Set(field, value) }
	set("property", c.Property)
	set("subject", string(c.Subject))
	set("value", c.Value)
	set("object", string(c.Object))
	set("words", c.Words)
	set("lang", c.Lang)
	set("hedge", c.Hedge)
	set("source", string(c.Source))
	set("proximity", string(c.Proximity))
	set("access", string(c.Access))
	set("note", c.Note)
	if c.Polarity == habeas.Denied {
		set("denied", "1")
	}
	for role, words := range c.Slots {
		set("slot."+role, words)
	}
	if c.When != nil {
		set("when", c.When.Words)
		set("edtf", c.When.EDTF)
	}
	if q := c.Quantity; q != nil {
		set("quantity.words", q.Words)
		set("quantity.min", decimal(q.Min))
		set("quantity.max", decimal(q.Max))
		set("quantity.unit", q.Unit)
		set("quantity.scope", q.Scope)
		set("quantity.verb", q.Verb)
		if q.Approx {
			set("quantity.approx", "1")
		}
	}
	return v
}

func decimal(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

// editOf reads that form; a number that is none is a fault of its field.
func editOf(p view.Page, v url.Values) (desk.Edit, view.Faults) {
	faults := view.Faults{Fields: map[string]string{}}
	e := desk.Edit{Property: v.Get("property"), Subject: habeas.ID(v.Get("subject")), Value: v.Get("value"), Object: habeas.ID(v.Get("object")),
		New:   desk.NewSubject{Kind: habeas.Kind(v.Get("new.kind")), Label: v.Get("new.label")},
		Words: v.Get("words"), Lang: v.Get("lang"), When: v.Get("when"), EDTF: v.Get("edtf"), Hedge: v.Get("hedge"), Denied: v.Get("denied") != "",
		Source: habeas.ID(v.Get("source")), Proximity: habeas.Proximity(v.Get("proximity")), Access: habeas.Access(v.Get("access")), Note: v.Get("note"),
		Slots: map[string]string{}}
	if e.Source == "" {
		e.NewSource = sourceOf(v)
	}
	for field, words := range v {
		if role, is := strings.CutPrefix(field, "slot."); is {
			e.Slots[role] = words[0]
		}
	}
	if role := v.Get("more.role"); role != "" && strings.TrimSpace(v.Get("more.words")) != "" {
		e.Slots[role] = v.Get("more.words")
	}
	q := habeas.Quantity{Words: strings.TrimSpace(v.Get("quantity.words")), Unit: strings.TrimSpace(v.Get("quantity.unit")),
		Scope: strings.TrimSpace(v.Get("quantity.scope")), Verb: strings.TrimSpace(v.Get("quantity.verb")), Approx: v.Get("quantity.approx") != ""}
	for field, to := range map[string]**float64{"quantity.min": &q.Min, "quantity.max": &q.Max} {
		given := strings.TrimSpace(v.Get(field))
		if given == "" {
			continue
		}
		n, err := strconv.ParseFloat(given, 64)
		if err != nil || n < 0 || n > 1e15 || n != n {
			faults.Fields[field] = p.T("review.no-number", "words", given)
			continue
		}
		*to = &n
	}
	if q.Min != nil && q.Max != nil && *q.Min > *q.Max {
		faults.Fields["quantity.max"] = p.T("review.range-turned")
	}
	if q != (habeas.Quantity{}) {
		e.Quantity = &q
	}
	return e, faults
}

// part reads the fields of one of several forms on a page, told apart by the
// beginning of their names.
func part(v url.Values, prefix string) url.Values {
	if prefix == "" {
		return v
	}
	out := url.Values{}
	for name, values := range v {
		if field, is := strings.CutPrefix(name, prefix); is {
			out[field] = values
		}
	}
	return out
}
