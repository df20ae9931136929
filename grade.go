package habeas

// Grade is the evidential basis of a published claim. It grades what the claim
// rests on, never the source.
type Grade string

// The grades, strongest first.
const (
	GradeAcknowledged Grade = "acknowledged" // the responsible authority confirms, or its authenticated document
	GradeCorroborated Grade = "corroborated" // two or more sources a reviewer recorded as independent
	GradeNamedFirst   Grade = "named"        // single source, named, first-hand
	GradeSingle       Grade = "single"       // single source, unnamed or second-hand
	GradeBackground   Grade = "background"   // unattributed
)

// Grades lists the grades, strongest first.
var Grades = []Grade{GradeAcknowledged, GradeCorroborated, GradeNamedFirst, GradeSingle, GradeBackground}

// Flag stands beside a grade, never instead of it.
type Flag string

// The flags of a published claim.
const (
	FlagContested  Flag = "contested"   // another claim says otherwise; both are shown
	FlagDenied     Flag = "denied"      // an authority denies it
	FlagUnanswered Flag = "unanswered"  // enquired: no answer, or refused
	FlagInferred   Flag = "inferred"    // a part was inferred by editors
	FlagTranslated Flag = "translation" // translated by machine and not read over: not publishable
)

// Flags lists the flags in the order they are printed.
var Flags = []Flag{FlagContested, FlagDenied, FlagUnanswered, FlagInferred, FlagTranslated}

// ProposeGrade works out the grade a claim would carry on its own; a reviewer
// confirms or raises it, since only people can record that two sources are
// independent or a document authentic.
func ProposeGrade(c Claim, s Source) Grade {
	p, _ := PropertyOf(c.Property)
	switch {
	case s.Kind == SourceOffice && c.Polarity == Affirmed && c.Proximity != SecondHand && (p.Event() || p.Key == "status" || p.Key == "reason.official"):
		return GradeAcknowledged
	case s.Kind == SourceOthers || (s.Kind == SourceOutlet && c.Hedge != ""):
		return GradeBackground
	case s.Protection == ProtectionOpen && s.Kind == SourcePerson && c.Proximity == FirstHand:
		return GradeNamedFirst
	}
	return GradeSingle
}

// ProposeFlags works out the flags from the claim and the open tensions it
// stands in.
func ProposeFlags(c Claim, tensions []Tension) []Flag {
	var fs []Flag
	for _, t := range tensions {
		if t.Open() && oneOf(c.ID, t.Claims) && t.Kind != TensionSameFigure {
			fs = append(fs, FlagContested)
			break
		}
	}
	if c.Polarity == Denied {
		fs = append(fs, FlagDenied)
	}
	if c.When != nil && c.When.Inferred {
		fs = append(fs, FlagInferred)
	}
	return fs
}
