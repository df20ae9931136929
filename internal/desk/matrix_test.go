package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/ledger"
)

// access is whom an item is open to, as seen by the one who asks.
type access struct {
	name    string
	level   habeas.Access
	handled bool // by whoever asks
}

var accesses = []access{
	{"public", habeas.AccessPublic, false},
	{"team", habeas.AccessTeam, false},
	{"sealed, somebody else's", habeas.AccessSealed, false},
	{"sealed, their own", habeas.AccessSealed, true},
}

// item is a report and a list with all that hangs on them. Its word stands in
// every text of it that a reader could be shown.
type item struct {
	word                            string
	report, text                    habeas.ID
	accepted, proposed, beside      habeas.ID // claims
	mention, event, tension, link   habeas.ID
	source, list, row, draft, other habeas.ID // other is a mention anybody may read
}

// useCase is one exported method of Desk.
type useCase struct {
	act   habeas.Action
	about bool // one item, which is authorised by itself
	lists bool // what it returns holds the item's word where the actor may read it
	own   bool // asks that the actor did the last step
	minds bool // may find the item wanting, which tells that it is there
	call  func(w *world, a habeas.Actor, it item) (any, error)
}

// outside are the methods nobody signed in calls: they have no actor, and what
// each of them may do is tested by name.
var outside = map[string]string{
	"SetupToken": "makes a link only while there is no account", "SetupOpen": "says whether there is an account", "SetUp": "asks for the link",
	"SignIn": "asks for name, password and code", "UseLink": "asks for the link",
	"AskSignIn": "asks a browser for a passkey", "SignInByPasskey": "asks for a passkey", "Who": "finds the actor of a session", "Settings": "are shown to everybody",
	"MarkDemo": "refuses a record that holds anything", "ReleaseDue": "changes no claim", "KeepWithdrawals": "writes ids and days, beside the record",
	"Spool":   "holds bytes for a use case that asks, and writes nothing to the record",
	"Comment": "is for anybody under a public page", "CommentOutcome": "asks for the code", "TakeBackComment": "asks for the code", "PublishComments": "lets out what moderators approved",
}

// ignoring is fn, past whose door nothing is found.
func ignoring(kind error, fn func() error) error {
	if err := fn(); !errors.Is(err, kind) {
		return err
	}
	return nil
}

func nothing(err error) (any, error) { return nil, err }

func file(body string) desk.ListFile {
	return desk.ListFile{Name: "list.csv", Body: strings.NewReader(body), Size: int64(len(body))}
}

// useCases names what every method asks for. Seen is 2 for an accepted claim,
// 1 for a proposed one.
var useCases = map[string]useCase{
	"Account":    {act: habeas.ReadDesk, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.Account(w.ctx, a) }},
	"NewFactor":  {act: habeas.ReadDesk, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.NewFactor(w.ctx, a) }},
	"OpenFactor": {act: habeas.ReadDesk, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.OpenFactor(w.ctx, a, nil) }},
	"KeepFactor": {act: habeas.ReadDesk, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.KeepFactor(w.ctx, a, nil, "not the password", "000000")
	}},
	"DropFactor": {act: habeas.ReadDesk, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.DropFactor(w.ctx, a, "not the password", "000000"))
	}},
	"NewRecovery": {act: habeas.ReadDesk, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		_, err := w.NewRecovery(w.ctx, a, "not the password", "000000")
		return nil, err
	}},
	"SealIdentity": {act: habeas.EditSource, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.SealIdentity(w.ctx, a, it.source, desk.Identity{Name: "Aray"}))
	}},
	"Sealing": {act: habeas.OpenIdentity, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.Sealing(w.ctx, a) }},
	"KeepCanary": {act: habeas.ManageSettings, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nil, w.KeepCanary(w.ctx, a, "no statement", "no line")
	}},
	"AddCustodian": {act: habeas.ManageCustodians, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		k, err := age.GenerateHybridIdentity()
		if err != nil {
			return nil, err
		}
		return nothing(w.AddCustodian(w.ctx, a, w.word(), k.Recipient().String()))
	}},
	"RemoveCustodian": {act: habeas.ManageCustodians, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.RemoveCustodian(w.ctx, a, "none"))
	}},
	"TakeOutBoxes": {act: habeas.OpenIdentity, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		_, err := w.TakeOutBoxes(w.ctx, a, "a test")
		return nil, err
	}},
	"AskPasskey": {act: habeas.ReadDesk, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.AskPasskey(w.ctx, a, desk.Site{Host: "desk.example"})
	}},
	"KeepPasskey": {act: habeas.ReadDesk, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.KeepPasskey(w.ctx, a, desk.Site{Host: "desk.example"}, nil, "", "phone", "not the password")
	}},
	"DropPasskey": {act: habeas.ReadDesk, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.DropPasskey(w.ctx, a, "", "not the password"))
	}},
	"ChangePassword": {act: habeas.ReadDesk, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.ChangePassword(w.ctx, a, "not the password", "short"))
	}},
	"Confirm": {act: habeas.ReadDesk, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.Confirm(w.ctx, a, "not the password"))
	}},
	"EndSessions": {act: habeas.ReadDesk, call: func(w *world, a habeas.Actor, it item) (any, error) { return nothing(w.EndSessions(w.ctx, a)) }},
	"OneTimeLink": {act: habeas.ManageUsers, call: func(w *world, a habeas.Actor, it item) (any, error) {
		_, err := w.OneTimeLink(w.ctx, a, w.reader.ID)
		return nil, err
	}},
	"AddMissed": {act: habeas.Decide, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.AddMissed(w.ctx, a, it.text, 0, 4, desk.Edit{Property: "policy", Source: it.source, Subject: it.event})
	}},
	"AddSource": {act: habeas.EditSource, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.AddSource(w.ctx, a, outlet) }},
	"AddUser": {act: habeas.ManageUsers, call: func(w *world, a habeas.Actor, it item) (any, error) {
		_, err := w.AddUser(w.ctx, a, w.word(), "short", habeas.RoleReader) // refused for the password, after the door
		return nil, err
	}, minds: true},
	"Alike": {act: habeas.ReadDesk, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.Alike(w.ctx, a, it.word) }},
	"Assign": {act: habeas.Decide, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.Assign(w.ctx, a, it.report, 1, w.doc2.ID, ""))
	}},
	"Capture": {act: habeas.Capture, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.Capture(w.ctx, a, desk.Given{Pasted: "Somebody was held. " + it.word + w.word(), NewSource: &outlet})
	}},
	"ChangeSettings": {act: habeas.ManageSettings, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.ChangeSettings(w.ctx, a, habeas.Settings{DeskName: "Test desk", WhoRuns: "A test."}))
	}},
	"SaveSettings": {act: habeas.ManageSettings, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.SaveSettings(w.ctx, a, habeas.Settings{}, -1))
	}},
	"ChangeSource": {act: habeas.EditSource, call: func(w *world, a habeas.Actor, it item) (any, error) {
		s := outlet
		w.view(func(tx desk.Tx) (err error) { s, err = tx.Source(it.source); return err })
		return nothing(w.ChangeSource(w.ctx, a, s))
	}},
	"GrantConsent": {act: habeas.EditSource, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.GrantConsent(w.ctx, a, it.source, habeas.Grant{Audience: habeas.Audience{To: habeas.Lawyer, For: habeas.Tracing}, Level: habeas.ConsentTracing, How: "said so"}))
	}},
	"TakeBackConsent": {act: habeas.TakeBack, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.TakeBackConsent(w.ctx, a, it.source))
	}},
	"PreparePacket": {act: habeas.HandOver, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.PreparePacket(w.ctx, a, habeas.PersonOf(it.mention), habeas.Audience{To: habeas.Lawyer, For: habeas.Complaint})
	}},
	"HandOver": {act: habeas.HandOver, about: true, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.HandOver(w.ctx, a, habeas.PersonOf(it.mention), habeas.Audience{To: habeas.Lawyer, For: habeas.Complaint}, desk.Handing{Who: "Counsel", Why: "a complaint"})
	}},
	"HandedOver": {act: habeas.ReadSource, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.HandedOver(w.ctx, a, it.accepted)
	}},
	"ChangeUser": {act: habeas.ManageUsers, call: func(w *world, a habeas.Actor, it item) (any, error) {
		reader := habeas.RoleReader
		u := w.user(w.word(), habeas.RoleReader)
		return nothing(w.ChangeUser(w.ctx, a, u.ID, desk.UserChange{Role: &reader, Version: 1}))
	}},
	"ClaimHistory": {act: habeas.ReadItem, about: true, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.ClaimHistory(w.ctx, a, it.accepted)
	}},
	"ClaimsFrom": {act: habeas.ReadSource, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.ClaimsFrom(w.ctx, a, it.source, 1000, 0)
	}},
	"Decide": {act: habeas.Decide, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.Decide(w.ctx, a, desk.Decision{Claim: it.proposed, Seen: 1, Act: habeas.ActUnsure}))
	}},
	"DecideAll": {act: habeas.Decide, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.DecideAll(w.ctx, a, []desk.Decision{{Claim: it.proposed, Seen: 1, Act: habeas.ActUnsure}}))
	}},
	"Dossier": {act: habeas.ReadItem, about: true, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		person, err := w.Dossier(w.ctx, a, habeas.PersonOf(it.mention))
		if err != nil {
			return nil, err
		}
		event, err := w.Dossier(w.ctx, a, it.event)
		return []any{person, event}, err
	}},
	"Draft": {act: habeas.Enter, call: func(w *world, a habeas.Actor, it item) (any, error) {
		_, err := w.Draft(w.ctx, a, it.draft) // somebody else's
		if !errors.Is(err, habeas.ErrNotFound) || !a.Role.May(habeas.Enter) {
			return nil, err
		}
		return nil, nil
	}},
	"DropDraft": {act: habeas.Enter, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.DropDraft(w.ctx, a, it.draft))
	}},
	"Enter": {act: habeas.Enter, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.Enter(w.ctx, a, desk.Telling{Source: it.source, Person: habeas.PersonOf(it.mention), Facts: []desk.Fact{{Property: "occupation", Words: "baker"}}}, "")
	}},
	"FindReports": {act: habeas.ReadDesk, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		rows, n, err := w.FindReports(w.ctx, a, habeas.ReportFilter{Text: it.word})
		return []any{rows, n}, countFits(n, len(rows), err)
	}},
	"FindSources": {act: habeas.ReadSource, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.FindSources(w.ctx, a, "gaz", 5) }},
	"Import": {act: habeas.Import, call: func(w *world, a habeas.Actor, it item) (any, error) {
		f := file("Name,Sex\n" + it.word + w.word() + ",female\n")
		f.List = w.word()
		return w.Import(w.ctx, a, f)
	}},
	"Imports": {act: habeas.ReadDesk, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.Imports(w.ctx, a, 1000) }},
	"Inbox":   {act: habeas.ReadDesk, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.Inbox(w.ctx, a) }},
	"KeepFile": {act: habeas.Import, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.KeepFile(w.ctx, a, file("Name\n"+w.word()+"\n"), nil)
	}},
	"KeptFile": {act: habeas.Import, call: func(w *world, a habeas.Actor, it item) (any, error) {
		_, _, _, err := w.KeptFile(w.ctx, a, it.draft) // somebody else's
		if !errors.Is(err, habeas.ErrNotFound) || !a.Role.May(habeas.Import) {
			return nil, err
		}
		return nil, nil
	}},
	"Link": {act: habeas.LinkMentions, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.Link(w.ctx, a, it.other, it.mention, habeas.UnsureLink, "same county")
	}},
	"List": {act: habeas.ReadItem, about: true, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.List(w.ctx, a, it.list, habeas.RowQuery{Limit: 10})
	}},
	"Lists": {act: habeas.ReadDesk, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.Lists(w.ctx, a) }},
	"LookAt": {act: habeas.Import, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		f := file("Name\nAli Sample\n")
		f.List = "List " + it.word
		out, _, err := w.LookAt(w.ctx, a, f)
		return out, err
	}},
	"Names": {act: habeas.ReadDesk, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.Names(w.ctx, a) }},
	"NoteTension": {act: habeas.SettleTension, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.NoteTension(w.ctx, a, []habeas.ID{it.accepted, it.proposed}, "these differ"))
	}},
	"Original": {act: habeas.ReadOriginal, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		r, b, err := w.Original(w.ctx, a, it.report)
		if err != nil {
			if r.ID != "" {
				return nil, errors.New("a denied original came with its report")
			}
			return nil, err
		}
		defer b.Close()
		_, err = io.Copy(io.Discard, b)
		return r, err
	}},
	"Picture": {act: habeas.ReadOriginal, about: true, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		_, _, err := w.Picture(w.ctx, a, it.report) // a text: refused as no picture, behind the door
		return nil, err
	}},
	"ProposeTerms": {act: habeas.Submit, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.ProposeTerms(w.ctx, a, it.accepted)
	}},
	"CommentQueue": {act: habeas.ModerateComments, call: func(w *world, a habeas.Actor, it item) (any, error) {
		_, _, _, err := w.CommentQueue(w.ctx, a, habeas.CommentQueue{})
		return nothing(err)
	}},
	"TakeComment": {act: habeas.ModerateComments, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(ignoring(habeas.ErrNotFound, func() error { _, err := w.TakeComment(w.ctx, a, "w0000000000000000"); return err }))
	}},
	"DecideComment": {act: habeas.ModerateComments, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(ignoring(habeas.ErrNotFound, func() error {
			return w.DecideComment(w.ctx, a, desk.CommentDecision{Comment: "w0000000000000000", Act: "approve"})
		}))
	}},
	"Publish": {act: habeas.Publish, about: true, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.Publish(w.ctx, a, []habeas.ID{it.accepted}, nil))
	}},
	"PublishList": {act: habeas.Submit, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.PublishList(w.ctx, a, it.list, 1, habeas.Terms{Grade: habeas.GradeSingle}))
	}},
	"Queue": {act: habeas.Submit, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		out, _, err := w.Queue(w.ctx, a, 1000, 0)
		return out, err
	}},
	"Backup": {act: habeas.KeepSafe, call: func(w *world, a habeas.Actor, it item) (any, error) {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			return nil, err
		}
		out, _, err := w.Backup(w.ctx, a, io.Discard, []age.Recipient{id.Recipient()}, nil)
		return out, err
	}},
	"Backed": {act: habeas.KeepSafe, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.Backed(w.ctx, a, habeas.Backup{At: w.clock}))
	}},
	"Safety": {act: habeas.KeepSafe, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.Safety(w.ctx, a) }},
	"TakeBack": {act: habeas.KeepSafe, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.TakeBack(w.ctx, a, []habeas.Withdrawal{{Item: it.accepted, Act: habeas.WithdrawnClaim}})
	}},
	"Verify": {act: habeas.KeepSafe, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.Verify(w.ctx, a, ledger.Against{}, func(f habeas.Fault) error { return fmt.Errorf("%s: %s", f.Where, f.What) })
	}},
	"Review": {act: habeas.ReadItem, about: true, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.Review(w.ctx, a, it.report)
	}},
	"Reviewers": {act: habeas.Decide, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.Reviewers(w.ctx, a) }},
	"RowHistory": {act: habeas.ReadItem, about: true, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		r, vs, err := w.RowHistory(w.ctx, a, it.row)
		return []any{r, vs}, err
	}},
	"SaveDraft": {act: habeas.Enter, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.SaveDraft(w.ctx, a, habeas.Draft{Form: w.word(), Body: []byte("{}")})
	}},
	"SearchPeople": {act: habeas.ReadDesk, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		f, err := w.SearchPeople(w.ctx, a, habeas.PeopleQuery{Text: it.word})
		return f, countFits(f.Total, len(f.People), err)
	}},
	"SearchSubjects": {act: habeas.ReadDesk, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		f, err := w.SearchSubjects(w.ctx, a, habeas.SubjectQuery{Kind: habeas.KindEvent, Text: it.word})
		return f, countFits(f.Total, len(f.Subjects), err)
	}},
	"SettingsHistory": {act: habeas.ManageSettings, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.SettingsHistory(w.ctx, a) }},
	"SettleTension": {act: habeas.SettleTension, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.SettleTension(w.ctx, a, it.tension, habeas.TensionLeftOpen, ""))
	}},
	"Source": {act: habeas.ReadSource, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.Source(w.ctx, a, it.source) }},
	"Split": {act: habeas.Decide, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		e := desk.Edit{Property: "occupation", Words: "baker", Subject: it.mention, Source: it.source}
		return nothing(w.Split(w.ctx, a, it.accepted, 2, e, e))
	}},
	"Submit": {act: habeas.Submit, about: true, minds: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.Submit(w.ctx, a, []habeas.ID{it.accepted}, nil))
	}},
	"Supersede": {act: habeas.Decide, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.Supersede(w.ctx, a, it.accepted, 2, desk.Edit{Property: "occupation", Words: "baker", Subject: it.mention, Source: it.source}, "better")
	}},
	"Tensions": {act: habeas.ReadDesk, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		ts, es, _, err := w.Tensions(w.ctx, a, 1000, 0)
		return []any{ts, es}, err
	}},
	"Titles": {act: habeas.ReadItem, lists: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return w.Titles(w.ctx, a, it.mention, habeas.PersonOf(it.mention), it.event, it.report, it.list, it.row)
	}},
	"Undo": {act: habeas.Decide, about: true, own: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.Undo(w.ctx, a, it.accepted, 2))
	}},
	"UndoLink": {act: habeas.LinkMentions, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.UndoLink(w.ctx, a, it.link, "not the same"))
	}},
	"Unpublish": {act: habeas.Submit, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.Unpublish(w.ctx, a, []habeas.ID{it.beside}, "asked to"))
	}},
	"UnpublishList": {act: habeas.Submit, about: true, call: func(w *world, a habeas.Actor, it item) (any, error) {
		return nothing(w.UnpublishList(w.ctx, a, it.list, 1))
	}},
	"Users": {act: habeas.ManageUsers, call: func(w *world, a habeas.Actor, it item) (any, error) { return w.Users(w.ctx, a) }},
}

// countFits is an error where a search counts more than it shows.
func countFits(total, shown int, err error) error {
	if err == nil && total != shown {
		return errors.New("the count tells of more than is shown")
	}
	return err
}

// make keeps an item: a report, a claim in each state, what they speak of, and
// a list with one row. It is the administrator's but for the report's
// assignment and the list's maker.
func (w *world) make(x access, by habeas.Actor, own bool) item {
	w.t.Helper()
	w.clock = w.clock.AddDate(0, 0, 1) // the newest is listed first
	if w.shared.ID == "" {
		taken, err := w.Capture(w.ctx, w.admin, desk.Given{Pasted: "A text.", NewSource: &outlet, Access: habeas.AccessPublic})
		w.ok(err)
		w.shared = taken.Report
	}
	it := item{word: w.word(), report: habeas.NewID(habeas.KindReport), text: habeas.NewID(habeas.KindText), accepted: habeas.NewID(habeas.KindClaim),
		proposed: habeas.NewID(habeas.KindClaim), beside: habeas.NewID(habeas.KindClaim), mention: habeas.NewID(habeas.KindMention), event: habeas.NewID(habeas.KindEvent),
		tension: habeas.NewID(habeas.KindTension), link: habeas.NewID(habeas.KindLink), list: habeas.NewID(habeas.KindList), draft: habeas.NewID(habeas.KindDraft),
		other: habeas.NewID(habeas.KindMention), source: w.shared.Source}
	it.row = habeas.RowID(it.list, habeas.KindMention, 0)
	r := habeas.Report{ID: it.report, Title: "Report " + it.word, Kind: "text", SHA256: w.shared.SHA256, Source: it.source, Access: x.level, Assigned: w.doc2.ID, By: w.admin.ID, Captured: w.clock}
	l := habeas.List{ID: it.list, Name: "List " + it.word, Kind: habeas.ListPeople, Source: it.source, Access: x.level, By: w.admin.ID, At: w.clock,
		Columns: []habeas.Column{{Name: "Name", Property: "name"}}}
	if x.handled {
		r.Assigned, l.By = by.ID, by.ID
	}
	m := habeas.Mention{ID: it.mention, Person: habeas.PersonOf(it.mention), Report: it.report, Label: "Person " + it.word, By: w.admin.ID, At: w.clock}
	e := habeas.Subject{ID: it.event, Label: "Event " + it.word, By: w.admin.ID, At: w.clock}
	level := habeas.AccessPublic
	if x.level == habeas.AccessSealed {
		// As the desk keeps them.
		m.Label, m.Sealed, e.Label, e.Sealed, e.Access = "", m.Label, "", e.Label, habeas.AccessSealed
		level = habeas.AccessSealed
	}
	claim := func(id habeas.ID, property, value string) habeas.Claim {
		return habeas.Claim{ID: id, Root: id, Subject: it.mention, Property: property, Value: value, Words: value, Source: it.source, Report: it.report,
			Access: level, NoQuote: "as the title has it", By: w.admin.ID, At: w.clock}
	}
	w.update(func(tx desk.Tx) error {
		other := habeas.Mention{ID: it.other, Person: habeas.PersonOf(it.other), Label: "Somebody", By: w.admin.ID, At: w.clock}
		edition := habeas.Edition{ID: habeas.NewID(habeas.KindEdition), List: it.list, N: 1, Rows: 1, Added: 1, By: l.By, At: w.clock}
		steps := []error{tx.PutReport(r), tx.PutText(habeas.Text{ID: it.text, Report: it.report, N: 1, Lang: "en", Dir: "ltr", Body: "Text " + it.word + " of it."}),
			tx.PutMention(m), tx.PutMention(other), tx.PutSubject(e), tx.PutList(l), tx.AddEdition(edition),
			tx.PutRows(l, edition, []habeas.RowWrite{{New: true, Row: habeas.Row{ID: it.row, List: it.list, Line: 2, Cells: []string{"Row " + it.word}}, Hash: habeas.KeyHash(it.word)}}),
			tx.PutImport(habeas.ImportJournal{ID: edition.ID, List: it.list, File: it.word + ".csv", State: "done", Started: w.clock, By: l.By})}
		for _, c := range []habeas.Claim{claim(it.accepted, "name", "Name "+it.word), claim(it.proposed, "occupation", "baker "+it.word), claim(it.beside, "residence", "home "+it.word)} {
			steps = append(steps, tx.AddClaim(c, habeas.Step{Claim: c.ID, Act: habeas.ActPropose, By: w.admin.ID, At: w.clock}))
		}
		accept := habeas.Step{Claim: it.accepted, Act: habeas.ActAccept, By: w.admin.ID, At: w.clock}
		if own {
			accept.By = by.ID
		}
		happened := claim(habeas.NewID(habeas.KindClaim), "event.raid", "")
		happened.Subject, happened.Words = it.event, "raided "+it.word
		steps = append(steps, tx.AddStep(accept),
			tx.AddClaim(happened, habeas.Step{Claim: happened.ID, Act: habeas.ActPropose, By: w.admin.ID, At: w.clock}),
			tx.AddStep(habeas.Step{Claim: happened.ID, Act: habeas.ActAccept, By: w.admin.ID, At: w.clock}),
			tx.AddStep(habeas.Step{Claim: it.beside, Act: habeas.ActAccept, By: w.admin.ID, At: w.clock}),
			tx.AddStep(habeas.Step{Claim: it.beside, Act: habeas.ActSubmit, By: w.admin.ID, At: w.clock, Terms: &habeas.Terms{Grade: habeas.GradeSingle}}),
			tx.PutTension(habeas.Tension{ID: it.tension, Kind: habeas.TensionOther, Subject: it.mention, Claims: sorted(it.accepted, it.beside), Note: "Tension " + it.word, By: w.admin.ID}),
			tx.AddLink(habeas.Link{ID: it.link, A: it.other, B: it.mention, Verdict: habeas.UnsureLink, Reason: "Link " + it.word, By: w.admin.ID, At: w.clock}),
			tx.PutDraft(habeas.Draft{ID: it.draft, User: w.doc2.ID, Form: it.word, Title: "Draft " + it.word, Body: []byte("{}"), Updated: w.clock}))
		return errors.Join(steps...)
	})
	return it
}

func sorted(a, b habeas.ID) []habeas.ID {
	if a > b {
		a, b = b, a
	}
	return []habeas.ID{a, b}
}

// absent is an item of which nothing is in the record.
func (it item) absent() item {
	for _, id := range []*habeas.ID{&it.report, &it.text, &it.accepted, &it.proposed, &it.beside, &it.mention, &it.event, &it.tension, &it.link, &it.list, &it.row, &it.draft} {
		*id = habeas.NewID(id.Kind())
	}
	return it
}

// Every use case of the desk, for every role, on every kind of item: who may
// do it, who is told that they may not, and who is told nothing.
func TestEveryUseCaseAuthorises(t *testing.T) {
	methods := reflect.TypeFor[*desk.Desk]()
	for i := range methods.NumMethod() {
		name := methods.Method(i).Name
		_, inside := useCases[name]
		if _, apart := outside[name]; inside == apart {
			t.Errorf("%s must stand in one of the two tables", name)
		}
	}
	if n := len(useCases) + len(outside); n != methods.NumMethod() {
		t.Fatalf("the tables name %d methods, the desk has %d", n, methods.NumMethod())
	}
	for name, uc := range useCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			chief := w.user("another administrator", habeas.RoleAdmin)
			var others []habeas.Actor
			for _, role := range []habeas.Role{habeas.RoleContributor, habeas.RoleModerator, habeas.RoleStatistician, habeas.RoleCustodian} {
				others = append(others, w.user(string(role), role))
			}
			for _, x := range accesses {
				for _, a := range append([]habeas.Actor{habeas.Anybody, w.reader, w.doc, w.rev, chief}, others...) {
					w.tryUseCase(name, uc, x, a)
				}
			}
		})
	}
}

func (w *world) tryUseCase(name string, uc useCase, x access, a habeas.Actor) {
	it := w.make(x, a, uc.own && (x.level != habeas.AccessSealed || x.handled))
	may := habeas.Authorise(a, uc.act, habeas.Item{}) == nil
	reads := habeas.Authorise(a, habeas.ReadItem, habeas.Item{Access: x.level}) == nil || x.handled && a.Role.May(habeas.ReadItem)
	got, err := uc.call(w, a, it)
	denied := errors.Is(err, habeas.ErrNotFound) || errors.Is(err, habeas.ErrRefused)
	fail := func(what string) {
		w.t.Errorf("%s by %q on an item that is %s: %s (%v)", name, a.Role, x.name, what, err)
	}
	raw, jerr := json.Marshal(got)
	if jerr != nil {
		w.t.Fatal(jerr)
	}
	shows := err == nil && strings.Contains(string(raw), it.word)
	switch {
	case !may && !denied:
		fail("the role is not enough, and it was not denied")
	case !may:
		_, missing := uc.call(w, a, it.absent())
		if missing == nil || missing.Error() != err.Error() {
			fail("what is not there is answered otherwise")
		}
	case uc.about && !reads:
		_, missing := uc.call(w, a, it.absent())
		if err == nil || missing == nil && name != "LookAt" {
			fail("it was allowed")
		} else if name != "LookAt" && (missing.Error() != err.Error() || errors.Is(err, habeas.ErrRefused)) {
			w.t.Errorf("%s by %q tells that something sealed is there: %q, and of what is not there: %q", name, a.Role, err, missing)
		}
	case denied && uc.own && x.level == habeas.AccessSealed && !x.handled:
		// A reviewer may read it, and the last step is not theirs.
	case denied:
		fail("it was denied")
	case err != nil && !uc.minds:
		fail("it failed")
	case uc.lists && reads != shows && !(unlisted[name] && x.level == habeas.AccessSealed && !shows):
		fail("reads is not shows")
	}
	if !reads && strings.Contains(string(raw), it.word) {
		fail("it shows what may not be read")
	}
}

// unlisted are the listings that leave out what is sealed even for those who
// may read it: it is reached from its report.
var unlisted = map[string]bool{"SearchPeople": true, "SearchSubjects": true, "Alike": true}
