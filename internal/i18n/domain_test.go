package i18n_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/i18n"
)

// Every code of the domain that a page may show has its word.
func TestEveryCodeOfTheDomainHasAWord(t *testing.T) {
	set, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	c := set.English()
	check := func(family string, codes ...string) {
		for _, code := range codes {
			if w := c.Word(family, code); w == "" || strings.ContainsAny(w, "⟦{") {
				t.Errorf("no word for %s %q: %s", family, code, w)
			}
		}
	}
	for _, p := range habeas.Properties {
		check("property", p.Key)
		check("section", string(p.Section))
		check("slot", p.Slots...)
		if p.Event() {
			check("happened", p.Key)
		}
		if p.Value == habeas.ValueCode {
			check(p.Key, p.Codes...)
		}
	}
	check("grade", texts(habeas.Grades)...)
	check("grade-gloss", texts(habeas.Grades)...)
	check("flag", texts(habeas.Flags)...)
	check("flag-gloss", texts(habeas.Flags)...)
	check("source-kind", texts(habeas.SourceKinds)...)
	check("protection", texts(habeas.Protections)...)
	check("protection-gloss", texts(habeas.Protections)...)
	check("consent", texts(habeas.Consents)...)
	check("granted", texts(habeas.Consents)...)
	for _, a := range habeas.Audiences {
		check("recipient", string(a.To))
		check("purpose", string(a.For))
	}
	check("access", texts(habeas.Accesses)...)
	check("role", habeas.HopRoles...)
	check("verdict", texts(habeas.Verdicts)...)
	check("proximity", string(habeas.FirstHand), string(habeas.SecondHand))
	for _, s := range []habeas.Status{habeas.Proposed, habeas.Unsure, habeas.Accepted, habeas.Rejected, habeas.Superseded, habeas.Withdrawn} {
		check("status", string(s))
	}
	for _, a := range []habeas.Act{habeas.ActPropose, habeas.ActAccept, habeas.ActReject, habeas.ActUnsure, habeas.ActSupersede,
		habeas.ActWithdraw, habeas.ActSubmit, habeas.ActPublish, habeas.ActUnpublish} {
		check("act", string(a))
	}
	for _, k := range []habeas.Kind{habeas.KindSource, habeas.KindReport, habeas.KindText, habeas.KindClaim, habeas.KindMention,
		habeas.KindPerson, habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority,
		habeas.KindList, habeas.KindEdition, habeas.KindLink, habeas.KindTension, habeas.KindDraft} {
		check("kind", k.String())
	}
	for _, k := range []habeas.TensionKind{habeas.TensionValue, habeas.TensionWhen, habeas.TensionPrecision, habeas.TensionCount,
		habeas.TensionSameFigure, habeas.TensionPolarity, habeas.TensionPlace, habeas.TensionSources, habeas.TensionOther} {
		check("tension", string(k))
	}
	for _, r := range []habeas.Resolution{habeas.TensionLeftOpen, habeas.TensionSame, habeas.TensionDistinct, habeas.TensionMistake} {
		check("resolution", string(r))
	}
	for _, r := range []habeas.Role{habeas.RoleReader, habeas.RoleDocumenter, habeas.RoleReviewer, habeas.RoleAdmin} {
		check("account-role", string(r))
	}
	check("submit.by", texts(habeas.Challengers)...)
	check("sent.by", texts(habeas.Challengers)...)
	check("submit.why", texts(habeas.DecliningReasons)...)
	check("challenge.declined", texts(habeas.DecliningReasons)...)
	check("sent.why", texts(append(slices.Clone(habeas.DecliningReasons), habeas.ClosingReasons...))...)
	for _, o := range []habeas.ChallengeOutcome{habeas.BecameClaim, habeas.LedToChange, habeas.WasTakenBack} {
		check("challenge.outcome", string(o))
		check("submit.outcome", string(o))
	}
	check("submit.outcome", string(habeas.WasDeclined))
	for _, k := range []habeas.ListKind{habeas.ListPeople, habeas.ListFacilities, habeas.ListPlaces} {
		check("roster.kind", string(k))
	}
}

func texts[T ~string](codes []T) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = string(c)
	}
	return out
}
