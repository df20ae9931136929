package habeas

import (
	"slices"
	"strings"
)

// Consent is what a source allowed for what it told us. The default is none.
type Consent string

// The degrees of consent, each including those before it.
const (
	ConsentNone       Consent = "none"
	ConsentTracing    Consent = "tracing"    // internal tracing only
	ConsentAggregate  Consent = "aggregate"  // in counts
	ConsentAnonymised Consent = "anonymised" // without the name
	ConsentNamed      Consent = "named"      // with the name
)

// Consents lists the degrees in rising order.
var Consents = []Consent{ConsentNone, ConsentTracing, ConsentAggregate, ConsentAnonymised, ConsentNamed}

// Allows reports whether c includes need.
func (c Consent) Allows(need Consent) bool { return consentRank(c) >= consentRank(need) }

func consentRank(c Consent) int { return max(0, slices.Index(Consents, c)) }

// Recipient is who a thing leaves the house for.
type Recipient string

// The recipients.
const (
	Everybody        Recipient = "public"            // pages, feeds, search, exports anybody can fetch
	WGAD             Recipient = "wgad"              // UN Working Group on Arbitrary Detention
	WGEID            Recipient = "wgeid"             // UN Working Group on Enforced or Involuntary Disappearances
	SpecialProcedure Recipient = "special-procedure" // a UN rapporteur or independent expert
	TreatyBody       Recipient = "treaty-body"       // a UN committee
	Government       Recipient = "government"        // an authority that is asked, or the state of somebody's nationality
	Court            Recipient = "court"             // a court or prosecutor
	Lawyer           Recipient = "lawyer"            // who acts for the person or the family
	Partner          Recipient = "partner"           // another organisation that documents
)

// Purpose is what a thing leaves the house for.
type Purpose string

// The purposes.
const (
	Publication Purpose = "publication"
	Tracing     Purpose = "tracing"   // to find out where somebody is
	Complaint   Purpose = "complaint" // a complaint, an appeal or a case
	Statistics  Purpose = "statistics"
)

// Audience is for whom, and for what, a thing leaves the house. Consent to one
// is consent to no other.
type Audience struct {
	To  Recipient
	For Purpose
}

// ToPublic is everybody.
var ToPublic = Audience{Everybody, Publication}

// Audiences lists those there are, in the order forms offer them.
var Audiences = []Audience{ToPublic, {WGAD, Complaint}, {WGEID, Tracing}, {SpecialProcedure, Complaint}, {TreatyBody, Complaint},
	{Government, Tracing}, {Court, Complaint}, {Lawyer, Tracing}, {Lawyer, Complaint}, {Partner, Tracing}, {Partner, Statistics}}

// String is how forms, commands and the list of what was taken back write it.
func (a Audience) String() string { return string(a.To) + "/" + string(a.For) }

// AudienceOf is the inverse of String.
func AudienceOf(s string) (Audience, error) {
	var all []string
	for _, a := range Audiences {
		if a.String() == s {
			return a, nil
		}
		all = append(all, a.String())
	}
	return Audience{}, Invalid("choose one of "+strings.Join(all, ", "), "%q is nobody a thing is handed to", s)
}

// Grant is what a source allowed one audience, for all it told us or for one
// thing of it. It outranks what the source allowed in general.
type Grant struct {
	Item     ID // claim or report; "" for all. A list is a source of its own
	Audience Audience
	Level    Consent
	How      string // how it was given: "by telephone, read back to her"
	Day      string // YYYY-MM-DD
	By       ID
}

// Validate says what is wrong with a grant.
func (g Grant) Validate() error {
	if _, err := AudienceOf(g.Audience.String()); err != nil {
		return err
	}
	kind := g.Item.Kind()
	switch {
	case !oneOf(g.Level, Consents):
		return Invalid("choose none, tracing, aggregate, anonymised or named", "consent %q is not known", g.Level)
	case g.Item == "" && g.Audience == ToPublic:
		return Invalid("change it in the description of the source", "what everybody may read of all it told us stands there")
	case g.Item != "" && kind != KindClaim && kind != KindReport:
		return Invalid("name a claim or a report, or nothing for all of it", "%q is nothing a source allows by itself", g.Item)
	case strings.TrimSpace(g.How) == "" && g.Level != ConsentNone:
		return Invalid("write how the source agreed, such as \"by telephone, read back to her\"", "nothing says how the consent was given")
	}
	return nil
}

// about reports whether two grants are about the same.
func (g Grant) about(h Grant) bool { return g.Item == h.Item && g.Audience == h.Audience }

// Allowed is what the source allowed the audience for a thing, given by its ids
// from the narrowest to the widest: a claim, its report. The narrowest that
// anything was said of decides, the least where two things were said, and
// nothing is allowed where nothing was said.
func (s Source) Allowed(to Audience, items ...ID) Consent {
	for _, item := range append(items, "") {
		level, said := ConsentNone, false
		if item == "" && to == ToPublic {
			level, said = s.Consent, true
		}
		for _, g := range s.Grants {
			if g.Item != item || g.Audience != to {
				continue
			}
			if !said || consentRank(g.Level) < consentRank(level) {
				level, said = g.Level, true
			}
		}
		if said {
			return level
		}
	}
	return ConsentNone
}

// Granted is the source with one grant more, in place of those about the same.
func (s Source) Granted(g Grant) Source {
	s.Grants = append(slices.DeleteFunc(slices.Clone(s.Grants), g.about), g)
	slices.SortFunc(s.Grants, func(a, b Grant) int {
		if c := strings.Compare(a.Audience.String(), b.Audience.String()); c != 0 {
			return c
		}
		return strings.Compare(string(a.Item), string(b.Item))
	})
	return s
}

// Lowered is the source whose consent to be read by everybody is no more than
// the level, for all it told us and each thing of it.
func (s Source) Lowered(most Consent) Source {
	if !most.Allows(s.Consent) {
		s.Consent = most
	}
	s.Grants = slices.Clone(s.Grants)
	for i, g := range s.Grants {
		if g.Audience == ToPublic && !most.Allows(g.Level) {
			s.Grants[i].Level = most
		}
	}
	return s
}

// TakenBack is the source that allows nobody anything any more.
func (s Source) TakenBack() Source {
	s.Consent, s.Grants = ConsentNone, nil
	return s
}

// Grants that were taken back are kept beside the record like other levels
// (see Withdrawal), one for each audience and item.
const withdrawnGrant = WithdrawnLevel + ":"

// Withdrawn is the act under which it is kept that a grant was made less.
func (g Grant) Withdrawn() string { return withdrawnGrant + g.Audience.String() + ":" + string(g.Item) }

// WithdrawnGrant is the inverse of Grant.Withdrawn: what the grant was about.
func WithdrawnGrant(act string) (Grant, bool) {
	rest, ok := strings.CutPrefix(act, withdrawnGrant)
	if !ok {
		return Grant{}, false
	}
	audience, item, ok := strings.Cut(rest, ":")
	to, err := AudienceOf(audience)
	return Grant{Item: ID(item), Audience: to}, ok && err == nil
}
