package publish_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// crawl asks the public record for everything it may be asked for, about every
// id of the record, and returns all answers as JSON by what was asked.
func (w *world) crawl(ids []habeas.ID, words ...string) map[string]string {
	w.t.Helper()
	out := map[string]string{}
	keep := func(asked string, v any, err error) {
		if err != nil && !errors.Is(err, habeas.ErrNotFound) {
			w.t.Errorf("%s: %v", asked, err)
		}
		raw, jerr := json.Marshal(v)
		w.ok(jerr)
		out[asked] = string(raw)
		if err != nil {
			out[asked] = err.Error() + string(raw)
		}
	}
	var claims []habeas.Released
	for _, id := range ids {
		switch id.Kind() {
		case habeas.KindMention, habeas.KindPerson:
			if id.Kind() == habeas.KindMention {
				id = habeas.PersonOf(id)
			}
			p, err := w.public.Person(w.ctx, id)
			claims = append(claims, p.Claims...)
			keep("person "+string(id), p, err)
		case habeas.KindReport:
			r, err := w.public.Report(w.ctx, id)
			claims = append(claims, r.Claims...)
			keep("report "+string(id), r, err)
		case habeas.KindClaim:
			c, err := w.public.Claim(w.ctx, id)
			keep("claim "+string(id), c, err)
		case habeas.KindList:
			l, err := w.public.List(w.ctx, id)
			keep("list "+string(id), l, err)
		case habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority:
			s, err := w.public.Subject(w.ctx, id)
			claims = append(claims, s.Claims...)
			keep("subject "+string(id), s, err)
		}
	}
	titles, err := w.public.Titles(w.ctx, claims)
	keep("titles", titles, err)
	home, err := w.public.Home(w.ctx)
	keep("home", home, err)
	set, err := w.public.Settings(w.ctx)
	keep("settings", set, err)
	ls, err := w.public.Lists(w.ctx)
	keep("lists", ls, err)
	for _, text := range append([]string{""}, words...) {
		people, err := w.public.SearchPeople(w.ctx, habeas.PeopleQuery{Text: text, Limit: 100})
		keep("people "+text, people, err)
		at, err := w.public.SearchPeople(w.ctx, habeas.PeopleQuery{Place: text, Limit: 100})
		keep("people at "+text, at, err)
		for _, k := range []habeas.Kind{habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority} {
			found, err := w.public.SearchSubjects(w.ctx, habeas.SubjectQuery{Kind: k, Text: text, Limit: 100})
			keep(fmt.Sprint(k, " ", text), found, err)
			if text != "" && found.Total > 0 {
				w.t.Errorf("a search for %q finds %d of kind %s", text, found.Total, k)
			}
		}
		if text != "" && people.Total+at.Total > 0 {
			w.t.Errorf("a search for %q finds %d people", text, people.Total+at.Total)
		}
		rows, n, err := w.public.Reports(w.ctx, text, 100, 0)
		keep("reports "+text, rows, err)
		if text != "" && n > 0 {
			w.t.Errorf("a search for %q finds %d reports", text, n)
		}
	}
	es, _, err := w.public.Events(w.ctx, "", "", "", 100, 0)
	keep("events", es, err)
	return out
}

var aMarker = regexp.MustCompile(`(?i)marker\w*`)

// noMarkers fails for each planted word that left the house.
func (w *world) noMarkers(got map[string]string) {
	w.t.Helper()
	for asked, raw := range got {
		for _, m := range aMarker.FindAllString(raw, 3) {
			w.t.Errorf("%s shows %s: %.400s", asked, m, raw)
		}
	}
}

// planted is a record with a marker in every place where the desk writes what
// is its own, half of whose claims are published.
func planted(w *world) (ids []habeas.ID, hidden map[habeas.ID]string) {
	hidden = map[habeas.ID]string{}
	hide := func(why string, some ...habeas.ID) {
		for _, id := range some {
			hidden[id] = why
		}
	}
	// A published article; of one claim of it everything inside is marked.
	art := w.article(desk.Given{Pasted: "Officers raided the bakery. Ali Sample was taken. MarkerUnquoted words follow. Vali Sample is his brother. The street was closed, MarkerVoice said.",
		Title: "Raid on a bakery", Name: "MarkerFileName.txt", Access: habeas.AccessPublic, Lang: "en"})
	for _, e := range art.Entries {
		hide("proposed only", e.Claim.ID)
	}
	voice := w.source(habeas.Source{Kind: habeas.SourcePerson, Name: "MarkerVoice", Label: "a baker", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentNone, Note: "MarkerVoiceNote"})
	w.ok(w.Assign(w.ctx, w.doc, art.Report.ID, 1, w.doc.ID, w.rev.ID))
	ali := w.add(art, "Ali Sample", desk.Edit{Property: "name", Value: "Ali Sample", New: desk.NewSubject{Kind: habeas.KindMention, Label: "MarkerMentionLabel"}, Note: "MarkerClaimNote"})
	taken := w.add(art, "Ali Sample was taken", desk.Edit{Property: "event.detention", Subject: ali.Subject, Source: voice.ID, Note: "MarkerEventNote", Words: "Ali Sample was taken"})
	// A person nobody published, to whom a published claim points.
	vali := w.add(art, "Vali Sample", desk.Edit{Property: "residence", Value: "MarkerHome", New: desk.NewSubject{Kind: habeas.KindMention, Label: "MarkerVali"}})
	kin := w.add(art, "Vali Sample is his brother", desk.Edit{Property: "kin", Subject: ali.Subject, Object: vali.Subject, Value: "brother", Words: "Vali Sample is his brother"})
	hide("not published", vali.ID, vali.Subject, habeas.PersonOf(vali.Subject))
	// An event named by the desk, and one nobody published.
	raid := w.add(art, "Officers raided the bakery", desk.Edit{Property: "event.raid", New: desk.NewSubject{Kind: habeas.KindEvent, Label: "MarkerEventLabel"}, Words: "Officers raided the bakery"})
	street := w.add(art, "The street was closed", desk.Edit{Property: "event.other", New: desk.NewSubject{Kind: habeas.KindEvent, Label: "MarkerStreet"}, Words: "MarkerWords"})
	hide("not published", street.ID, street.Subject)
	team := w.add(art, "Officers", desk.Edit{Property: "nationality", Value: "MarkerTeam", Subject: ali.Subject, Access: habeas.AccessTeam})
	sealed := w.add(art, "Officers", desk.Edit{Property: "nationality", Value: "MarkerSealed", Subject: ali.Subject, Access: habeas.AccessSealed})
	hide("for the desk", team.ID, sealed.ID)
	// What a witness told, in confidence.
	wit := w.source(witness)
	told := w.tell(wit, "Gul Sample", desk.Fact{Property: "event.detention", Words: "two MarkerWordsTold men", When: "2026-03"},
		desk.Fact{Property: "contact", Words: "MarkerTelephone"}, desk.Fact{Property: "occupation", Words: "MarkerOccupationTold", Value: "nurse"},
		desk.Fact{Property: "ethnicity", Words: "MarkerEthnicity"})
	var out []habeas.ID
	for _, id := range told.Claims {
		h, err := w.ClaimHistory(w.ctx, w.rev, id)
		w.ok(err)
		if p, _ := habeas.PropertyOf(h.Entry.Claim.Property); p.Access != "" || p.Identity {
			hide("for the desk", id)
		} else {
			out = append(out, id)
		}
	}
	// A private letter with a sender, quoted by a named source.
	letter := w.article(desk.Given{Pasted: "MarkerLetterBegins Zor Sample was seen in May. MarkerLetterEnds", Title: "MarkerLetterTitle", Access: habeas.AccessTeam, NewSource: &habeas.Source{
		Kind: habeas.SourcePerson, Name: "MarkerWriter", Label: "a letter writer", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised}})
	for _, e := range letter.Entries {
		hide("proposed only", e.Claim.ID)
	}
	w.update(func(tx desk.Tx) error {
		r, err := tx.Report(letter.Report.ID)
		if err != nil {
			return err
		}
		r.Credits, r.Warnings = []habeas.Credit{{Name: "MarkerCredit", Role: "reporter"}}, []string{"MarkerWarning"}
		return tx.PutReport(r)
	})
	open := w.source(habeas.Source{Kind: habeas.SourcePerson, Name: "Named Witness", Label: "Named Witness", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed, Note: "MarkerOpenNote"})
	seen := w.add(letter, "Zor Sample was seen in May", desk.Edit{Property: "event.sighting", Source: open.ID, New: desk.NewSubject{Kind: habeas.KindMention, Label: "MarkerZor"}, Words: "Zor Sample was seen in May"})
	// A sealed report of the same person.
	shut := w.article(desk.Given{Pasted: "MarkerShut Ali Sample was held there.", Title: "MarkerShutTitle", Access: habeas.AccessSealed})
	held := w.add(shut, "Ali Sample was held there", desk.Edit{Property: "event.detention", New: desk.NewSubject{Kind: habeas.KindMention, Label: "MarkerShutLabel"}})
	hide("of a sealed report", held.ID, held.Subject, shut.Report.ID)
	hide("private", letter.Report.ID, letter.Text.ID, letter.Report.Source, told.Report, wit.ID, voice.ID)
	for _, e := range shut.Entries {
		hide("of a sealed report", e.Claim.ID)
	}
	_, err := w.Link(w.ctx, w.doc, ali.Subject, held.Subject, habeas.SamePerson, "MarkerLinkReason")
	w.ok(err)
	// Two statements that disagree, and what the desk wrote of it.
	man := w.add(art, "his brother", desk.Edit{Property: "sex", Value: "male", Subject: ali.Subject})
	woman := w.add(art, "Ali", desk.Edit{Property: "sex", Value: "female", Subject: ali.Subject})
	w.ok(w.NoteTension(w.ctx, w.doc, []habeas.ID{man.ID, kin.ID}, "MarkerTensionNote"))
	// A list with columns the desk keeps to itself.
	done := w.bring("Register of the Absent", "2026-10", "Name,MarkerUnmapped,Identity card,Faith,Trade\nZuhra Sample,MarkerCell,MarkerCard,MarkerFaith,weaver\n",
		map[string]string{"Name": "name", "Identity card": "id.number", "Faith": "religion", "Trade": "occupation"})
	later := w.bring("Waiting list", "2026-10", "Name,Trade\nMarkerWaiting,baker\n", map[string]string{"Name": "name", "Trade": "occupation"})
	row := habeas.RowID(done.List, habeas.KindMention, 0)
	hide("not published", later.List)
	hide("not published", habeas.RowClaimID(habeas.RowID(later.List, habeas.KindMention, 0), 0))
	hide("sealed", habeas.RowClaimID(row, 1), habeas.RowClaimID(row, 2), habeas.RowClaimID(row, 3))
	w.letOut(done.List, habeas.Terms{})
	// A correction of a published claim, and one taken off, with their reasons.
	w.publish(append(out, ali.ID, taken.ID, kin.ID, raid.ID, seen.ID, man.ID, woman.ID)...)
	h, err := w.ClaimHistory(w.ctx, w.rev, raid.ID)
	w.ok(err)
	e := desk.Edit{Property: "event.raid", Subject: raid.Subject, Source: raid.Source, Words: "Officers raided the bakery", Note: "MarkerNewNote"}
	better, err := w.Supersede(w.ctx, w.doc, raid.ID, h.Entry.Steps, e, "MarkerSupersedeReason")
	w.ok(err)
	w.publish(better.ID)
	w.ok(w.Unpublish(w.ctx, w.doc, []habeas.ID{woman.ID}, "MarkerUnpublishReason"))
	_, err = w.SaveDraft(w.ctx, w.doc, habeas.Draft{Form: "entry", Title: "MarkerDraft", Body: []byte(`{"x":"MarkerDraftBody"}`)})
	w.ok(err)
	ids = []habeas.ID{art.Report.ID, letter.Report.ID, shut.Report.ID, told.Report, ali.Subject, vali.Subject, held.Subject, seen.Subject, told.Mention, raid.Subject, street.Subject,
		done.List, later.List, row, better.ID, ali.ID, taken.ID, kin.ID, raid.ID, seen.ID, man.ID, woman.ID, habeas.RowClaimID(row, 0), habeas.RowClaimID(row, 4)}
	ids = append(append(ids, out...), told.Claims...)
	for id := range hidden {
		ids = append(ids, id)
	}
	return ids, hidden
}

func TestNothingOfTheDeskLeaves(t *testing.T) {
	w := newWorld(t)
	ids, hidden := planted(w)
	words := []string{"MarkerMentionLabel", "MarkerEventLabel", "MarkerVali", "MarkerStreet", "MarkerShut", "MarkerWitness", "MarkerLetterTitle", "MarkerWaiting", "MarkerCell", "MarkerHome", "MarkerZor"}
	got := w.crawl(ids, words...)
	w.noMarkers(got)
	all := ""
	for asked, raw := range got {
		all += raw
		for id, why := range hidden {
			// What was asked for by id may of course be named by whoever asked.
			if strings.Contains(raw, string(id)) && !strings.Contains(asked, string(id)) {
				t.Errorf("%s gives the id %s of what is %s", asked, id, why)
			}
		}
		if strings.Contains(raw, "09:17") || strings.Contains(raw, ":42Z") {
			t.Errorf("%s gives a time of day: %.300s", asked, raw)
		}
	}
	// What was released is there, so that the scan looked at something.
	for _, want := range []string{"Ali Sample was taken", "a relative abroad", "a baker", "Named Witness", "Zor Sample was seen in May", "nurse", "Zuhra Sample", "weaver", "Officers raided the bakery", "The Gazette", "brother"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q was released and is nowhere", want)
		}
	}
	// Who lacks a public page is not pointed to either.
	for _, user := range []habeas.ID{w.doc.ID, w.rev.ID} {
		if strings.Contains(all, string(user)) {
			t.Error("an account of the desk is named")
		}
	}
}

// After everything is taken back, nothing of it is found at any door.
func TestNothingStaysBehind(t *testing.T) {
	w := newWorld(t)
	ids, _ := planted(w)
	for _, id := range ids {
		switch id.Kind() {
		case habeas.KindClaim:
			h, err := w.ClaimHistory(w.ctx, w.rev, id)
			if errors.Is(err, habeas.ErrNotFound) {
				continue // a cell that claims nothing
			}
			w.ok(err)
			if h.Entry.Claim.Public {
				w.ok(w.Decide(w.ctx, w.rev, desk.Decision{Claim: id, Seen: h.Entry.Steps, Act: habeas.ActWithdraw, Reason: "MarkerWithdrawn"}))
			}
		case habeas.KindList:
			l, err := w.List(w.ctx, w.rev, id, habeas.RowQuery{})
			w.ok(err)
			w.ok(w.UnpublishList(w.ctx, w.rev, id, l.List.Version))
		}
	}
	got := w.crawl(ids)
	w.noMarkers(got)
	for asked, raw := range got {
		for _, word := range []string{"Sample", "weaver", "bakery", "relative abroad", "Gazette"} {
			if strings.Contains(raw, word) {
				t.Errorf("%s still tells of %q: %.300s", asked, word, raw)
			}
		}
	}
}
