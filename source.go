package habeas

import "time"

// SourceKind says what sort of voice a source is.
type SourceKind string

// The kinds of source.
const (
	SourcePerson SourceKind = "person" // a witness, a relative, a former detainee
	SourceOutlet SourceKind = "outlet" // a newsroom
	SourceOffice SourceKind = "office" // an authority speaking or writing
	SourceList   SourceKind = "list"   // a list of people as published
	SourceOthers SourceKind = "others" // "sources said": how many is not known
)

// SourceKinds lists the kinds in the order forms offer them.
var SourceKinds = []SourceKind{SourcePerson, SourceOutlet, SourceOffice, SourceList, SourceOthers}

// Protection is how closely a source's identity is held.
type Protection string

// The protection levels of a source.
const (
	ProtectionOpen   Protection = "open"   // may be named wherever its claims may be shown
	ProtectionTeam   Protection = "team"   // named inside the desk, a label outside
	ProtectionSealed Protection = "sealed" // a label everywhere; the desk knows it by that label alone
)

// Protections lists the levels, strictest last.
var Protections = []Protection{ProtectionOpen, ProtectionTeam, ProtectionSealed}

// Source is who says it. A source that is not open has no stable public id:
// outside the desk it is only the label chosen for each publication.
type Source struct {
	ID         ID
	Kind       SourceKind
	Name       string // as the desk knows it; for a sealed source the label, never the identity
	Label      string // how it is described outside: "a relative abroad"
	Protection Protection
	Consent    Consent   // what everybody may read of all it told us
	Grants     []Grant   `json:",omitempty"` // what else it allowed whom
	Access     Access    // who inside the house may know who it is: "" for whoever knows sources, or sealed
	Circle     string    `json:",omitempty"` // the group of accounts that knows a sealed one, beside who described it
	Lang       string    // language it speaks to us in
	Box        string    `json:",omitempty"` // who it is, sealed to custodians; see internal/protect/seal
	Note       string    // why it is placed to know; never shown outside the desk
	Noted      time.Time // date only: exact times of sources are not kept
	By         ID
	Version    int // rises with every change; a save names the version it read
}

// Public reports whether a source's own publication already made it public,
// so that no consent of a person is at stake.
func (s Source) Public() bool {
	return s.Kind == SourceOutlet || s.Kind == SourceOffice || s.Kind == SourceList
}

// Validate says what is missing.
func (s Source) Validate() error {
	switch {
	case s.Name == "" && s.Protection != ProtectionSealed:
		return Invalid("write a name, or a label if the source is sealed", "the source has no name")
	case s.Protection == ProtectionSealed && s.Name != "" && s.Name != s.Label:
		return Invalid("leave the name empty: the record must not hold who it is", "a sealed source is known by its label alone")
	case s.Protection != ProtectionOpen && s.Label == "":
		return Invalid("write how the source may be described, such as \"a relative abroad\"", "a protected source has no label")
	case !oneOf(s.Kind, SourceKinds):
		return Invalid("choose person, outlet, office, list or others", "source kind %q is not known", s.Kind)
	case !oneOf(s.Protection, Protections):
		return Invalid("choose open, team or sealed", "protection %q is not known", s.Protection)
	case !oneOf(s.Access, []Access{"", AccessTeam, AccessSealed}):
		return Invalid("choose team or sealed", "access %q is not known to sources", s.Access)
	case s.Circle != "" && s.Access != AccessSealed:
		return Invalid("seal the source, or name no circle", "only what is sealed is sealed to a circle")
	case s.Access == AccessSealed && s.Protection == ProtectionOpen:
		return Invalid("protect the source, or open its access", "a source that may be named anywhere cannot be sealed")
	case !oneOf(s.Consent, Consents):
		return Invalid("choose none, tracing, aggregate, anonymised or named", "consent %q is not known", s.Consent)
	}
	for _, g := range s.Grants {
		if err := g.Validate(); err != nil {
			return err
		}
	}
	return nil
}

func oneOf[T comparable](x T, all []T) bool {
	for _, a := range all {
		if a == x {
			return true
		}
	}
	return false
}
