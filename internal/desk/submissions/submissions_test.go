package submissions_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/protect/receipt"
	"github.com/habeas-record/habeas/internal/protect/seal"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/store"
)

// world is an inbox over a fresh record with its people. Its clock stands still
// until a test moves it.
type world struct {
	*submissions.Inbox
	testing.TB
	ctx       context.Context
	desk      *desk.Desk
	store     desk.Store
	public    *publish.Public
	blobs     *blobs.Store
	clock     time.Time
	keys      []age.Identity
	doc, doc2 habeas.Actor
	rev       habeas.Actor
	custodian habeas.Actor
}

func newWorld(t testing.TB) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{TB: t, ctx: context.Background(), clock: time.Date(2026, 11, 22, 9, 17, 42, 0, time.UTC)}
	now := func() time.Time { return w.clock }
	s, err := store.Open(w.ctx, filepath.Join(dir, "habeas.db"), store.Clock(now))
	w.ok(err)
	t.Cleanup(func() { w.ok(s.Close()) })
	w.blobs, err = blobs.Open(filepath.Join(dir, "evidence"))
	w.ok(err)
	w.store = desk.Over(s)
	w.desk = desk.New(w.store, w.blobs, desk.Options{Now: now})
	w.public = publish.New(w.store.View, now)
	w.Inbox = submissions.New(w.desk, w.store, w.blobs, nil, now)
	w.doc, w.doc2, w.rev, w.custodian = w.user("documenter", habeas.RoleDocumenter), w.user("another", habeas.RoleDocumenter), w.user("reviewer", habeas.RoleReviewer), w.user("custodian", habeas.RoleCustodian)
	for _, name := range []string{"one", "two"} {
		k, err := age.GenerateHybridIdentity()
		w.ok(err)
		w.keys = append(w.keys, k)
		w.ok(w.desk.AddCustodian(w.ctx, w.custodian, name, k.Recipient().String()))
	}
	return w
}

func (w *world) user(name string, role habeas.Role) habeas.Actor {
	u := habeas.User{ID: habeas.NewID(habeas.KindUser), Name: name, Role: role, Password: "none", Created: w.clock}
	w.ok(w.store.Update(w.ctx, func(tx desk.Tx) error { return tx.PutUser(u) }))
	return habeas.Actor{ID: u.ID, Name: name, Role: role}
}

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) is(err, kind error) {
	w.Helper()
	if !errors.Is(err, kind) {
		w.Fatalf("answered %v, want %v", err, kind)
	}
}

// sent sends a form, and returns the submission as the reviewer reads it.
func (w *world) sent(f submissions.Form) (habeas.Submission, habeas.SubmissionContent, receipt.Code) {
	w.Helper()
	before := map[habeas.ID]bool{}
	list := func() []habeas.Submission {
		all, _, err := w.List(w.ctx, w.rev, habeas.SubmissionFilter{})
		w.ok(err)
		return all
	}
	for _, s := range list() {
		before[s.ID] = true
	}
	code, err := w.Send(w.ctx, f)
	w.ok(err)
	for _, s := range list() {
		if !before[s.ID] {
			s, c := w.now(s.ID)
			return s, c, code
		}
	}
	w.Fatal("it is in no list")
	panic("unreachable")
}

func (w *world) now(id habeas.ID) (habeas.Submission, habeas.SubmissionContent) {
	w.Helper()
	s, c, err := w.Read(w.ctx, w.rev, id)
	w.ok(err)
	return s, c
}

func (w *world) file(name, words string) habeas.SubmittedFile {
	w.Helper()
	f, err := w.Hold(w.ctx, name, strings.NewReader(words))
	w.ok(err)
	return f
}

var form = submissions.Form{Text: "My brother Ali Sample was taken from Exampletown in March 2018.", Lang: "ru", Code: true,
	Identity: seal.Identity{Name: "Aray Bekturkyzy", Contact: "+7 000 000"}}

// From what somebody sent to a report under seal: the code opens the replies and
// nothing else, the box goes with the source, and taking it back closes every door.
func TestTheWayOfASubmission(t *testing.T) {
	w := newWorld(t)
	f := form
	f.Files = []habeas.SubmittedFile{w.file("letter.txt", "A letter about Ali Sample, who was detained in Exampletown on 3 March 2018.")}
	s, c, code := w.sent(f)
	if s.Day != "2026-11-22" || s.Due != "2026-12-06" || s.Code != code.Hash() || c.Text != f.Text || strings.Contains(c.Box, "Aray") {
		t.Errorf("kept as %+v %+v", s, c)
	}
	box, err := seal.FromText(c.Box)
	w.ok(err)
	if who, err := seal.Open(box, w.keys...); err != nil || who != f.Identity {
		t.Errorf("two custodians open %+v, %v", who, err)
	}
	w.ok(w.Known(w.ctx, code))
	w.ok(w.Assign(w.ctx, w.rev, s.ID, s.Version, w.doc.ID, "2026-12-01", "first look"))
	s, _ = w.now(s.ID)
	w.is(w.Reply(w.ctx, w.doc, s.ID, s.Version-1, "ru", "Late"), habeas.ErrConflict)
	w.ok(w.Reply(w.ctx, w.doc, s.ID, s.Version, "ru", "Спасибо."))
	opened, err := w.Open(w.ctx, code)
	w.ok(err)
	if opened.State != habeas.SubmissionAnswered || len(opened.Replies) != 1 || opened.Replies[0].Text != "Спасибо." || len(opened.Boxes) > 0 {
		t.Errorf("the code opens %+v", opened)
	}
	w.ok(w.Add(w.ctx, opened.ID, "He was a tailor.", nil))
	s, c = w.now(s.ID)
	if s.State != habeas.SubmissionWaiting || !s.News || len(c.Said) != 2 || len(c.Replies()) != 1 {
		t.Errorf("after more: %+v %+v", s, c)
	}
	w.ok(w.AskTranslation(w.ctx, w.doc, s.ID, s.Version, "en"))
	if asked, n, err := w.List(w.ctx, w.rev, habeas.SubmissionFilter{Into: true}); err != nil || n != 1 || asked[0].ID != s.ID {
		t.Errorf("to translate: %v, %v", asked, err)
	}
	s, _ = w.now(s.ID)
	w.ok(w.Translate(w.ctx, w.doc, s.ID, s.Version, "The same in English."))
	s, _ = w.now(s.ID)
	_, r, done, err := w.File(w.ctx, w.doc, s.ID, 0)
	w.ok(err)
	b, err := io.ReadAll(r)
	done.Close()
	if err != nil || !strings.HasPrefix(string(b), "A letter") {
		t.Errorf("the file holds %q, %v", b, err)
	}
	report, warnings, err := w.Capture(w.ctx, w.doc, s.ID, s.Version, submissions.AsSealed, "a relative abroad")
	w.ok(err)
	s, c = w.now(s.ID)
	if s.State != habeas.SubmissionCaptured || c.Text != "" || len(c.Files) > 0 || c.Box != "" || len(c.Reports) != 3 || len(warnings) > 0 || len(c.Said) != 2 {
		t.Errorf("captured: %+v %+v %v", s, c, warnings)
	}
	if _, err := w.blobs.Get(f.Files[0].SHA256); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the sealed file is there still: %v", err)
	}
	rv, err := w.desk.Review(w.ctx, w.doc, report)
	w.ok(err)
	if rv.Report.Access != habeas.AccessSealed || rv.Text.Body != f.Text || rv.Source.Consent != habeas.ConsentNone || rv.Source.Protection != habeas.ProtectionSealed {
		t.Errorf("the report is %+v of %+v", rv.Report, rv.Source)
	}
	_, err = w.desk.Review(w.ctx, w.doc2, report)
	w.is(err, habeas.ErrNotFound)
	lines, err := w.desk.TakeOutBoxes(w.ctx, w.custodian, "a visa", c.Source)
	w.ok(err)
	box, err = seal.FromText(lines[0][strings.LastIndexByte(lines[0], '\t')+1:])
	w.ok(err)
	if who, err := seal.Open(box, w.keys...); err != nil || who != f.Identity {
		t.Errorf("the source's box holds %+v, %v", who, err)
	}
	// Whoever sent it sees that the box was taken out.
	opened, err = w.Open(w.ctx, code)
	w.ok(err)
	if len(opened.Boxes) != 1 || opened.Boxes[0] != "2026-11-22" {
		t.Errorf("told of openings: %v", opened.Boxes)
	}
	// Consent is given, a claim is out; taken back it is out no longer.
	source, err := w.desk.Source(w.ctx, w.doc, c.Source)
	w.ok(err)
	source.Consent = habeas.ConsentAnonymised
	w.ok(w.desk.ChangeSource(w.ctx, w.doc, source))
	w.ok(w.TakeBack(w.ctx, s.ID))
	if source, err = w.desk.Source(w.ctx, w.doc, c.Source); err != nil || source.Consent != habeas.ConsentNone {
		t.Errorf("the source allows %s, %v", source.Consent, err)
	}
	opened, err = w.Open(w.ctx, code)
	w.ok(err)
	if opened.State != habeas.SubmissionWithdrawn || len(opened.Replies) > 0 {
		t.Errorf("taken back, the code opens %+v", opened)
	}
	w.is(w.Add(w.ctx, s.ID, "more", nil), habeas.ErrNotFound)
}

// Taken back or closed, no words, no file and no box are left; of what was
// closed the reply stays.
func TestErased(t *testing.T) {
	w := newWorld(t)
	for _, how := range []string{"taken back", "closed"} {
		f := form
		f.Files = []habeas.SubmittedFile{w.file("a.txt", "words of a file")}
		s, _, code := w.sent(f)
		w.ok(w.Reply(w.ctx, w.rev, s.ID, s.Version, "ru", "Thank you."))
		if how == "closed" {
			w.is(w.Close(w.ctx, w.rev, s.ID, s.Version+1, ""), habeas.ErrInvalid)
			w.ok(w.Close(w.ctx, w.rev, s.ID, s.Version+1, habeas.ClosedElsewhere))
		} else {
			w.ok(w.TakeBack(w.ctx, s.ID))
		}
		s, c := w.now(s.ID)
		if !s.Gone() || !c.Empty() || c.Box != "" {
			t.Errorf("%s: left is %+v", how, c)
		}
		if _, err := w.blobs.Get(f.Files[0].SHA256); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: the file is there still: %v", how, err)
		}
		opened, err := w.Open(w.ctx, code)
		w.ok(err)
		if len(opened.Replies) != map[string]int{"closed": 1}[how] {
			t.Errorf("%s: the code opens %+v", how, opened)
		}
		w.is(w.Reply(w.ctx, w.rev, s.ID, s.Version, "ru", "Again."), habeas.ErrInvalid)
	}
}

// A code whose time is over is answered as one that was never given, before
// Tidy has run and after; what was said with it stays with the desk.
func TestExpired(t *testing.T) {
	w := newWorld(t)
	s, _, code := w.sent(form)
	never, err := receipt.New(zeros{})
	w.ok(err)
	w.clock = w.clock.AddDate(0, 0, 181)
	_, unknown := w.Open(w.ctx, never)
	for range 2 {
		_, err := w.Open(w.ctx, code)
		if err != unknown || err != habeas.ErrNotFound {
			t.Errorf("expired: %v, unknown: %v", err, unknown)
		}
		w.is(w.Known(w.ctx, code), habeas.ErrNotFound)
		w.is(w.TakeBack(w.ctx, s.ID), habeas.ErrNotFound)
		w.ok(w.Tidy(w.ctx))
	}
	if s, c := w.now(s.ID); s.Code != "" || c.Text != form.Text {
		t.Errorf("after its time: %+v %+v", s, c)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Who keeps nothing is given no code, and cannot be answered.
func TestKeepNothing(t *testing.T) {
	w := newWorld(t)
	f := form
	f.Code = false
	s, _, code := w.sent(f)
	if code != "" || s.Code != "" || s.Until != "" {
		t.Errorf("kept a code: %+v", s)
	}
	w.is(w.Reply(w.ctx, w.rev, s.ID, s.Version, "ru", "Thank you."), habeas.ErrInvalid)
	_, err := w.Open(w.ctx, "")
	w.is(err, habeas.ErrNotFound)
}

// A file that came into no submission is gone the next day.
func TestHeldAndLeft(t *testing.T) {
	w := newWorld(t)
	left := w.file("left.txt", "left")
	f := form
	f.Files = []habeas.SubmittedFile{w.file("kept.txt", "kept")}
	w.sent(f)
	w.clock = w.clock.AddDate(0, 0, 1)
	w.ok(w.Tidy(w.ctx))
	if _, err := w.blobs.Get(left.SHA256); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left: %v", err)
	}
	if _, err := w.blobs.Get(f.Files[0].SHA256); err != nil {
		t.Errorf("kept: %v", err)
	}
}

func TestFaults(t *testing.T) {
	w := newWorld(t)
	code, err := receipt.New(zeros{})
	w.ok(err)
	for want, texts := range map[submissions.Fault][]string{
		submissions.FaultEmpty:   {"", " \n"},
		submissions.FaultLong:    {strings.Repeat("я", habeas.MaxTestimony+1)},
		submissions.FaultLetters: {"a\x00b", "\xff"},
		submissions.FaultCode:    {"my code is " + code.String(), strings.ReplaceAll(code.String(), " ", "-") + " thank you", string(code)},
		submissions.FaultCloud: {"see https://drive.google.com/file/d/1x", "DROPBOX.com/s/abc", "pan。baidu。com/s/1a", "ｙａｄｉ．ｓｋ/d/x", "https://www.dropbox.com/s", "it is at disk.yandex.kz/i/z, please look",
			"mega\u200b.nz/file/1"},
	} {
		for _, text := range texts {
			f := form
			f.Text = text
			if _, err := w.Send(w.ctx, f); !errors.Is(err, want) || !errors.Is(err, habeas.ErrInvalid) {
				t.Errorf("%.40q: %v, want %s", text, err, want)
			}
		}
	}
	for _, text := range []string{"the box.company list", "see https://www.example.org/omega.nzx", "phone 000 123 456 789 and 2018-03-01", "a dropbox by the door", "mybox.com.example"} {
		f := form
		f.Text = text
		if _, err := w.Send(w.ctx, f); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	f := form
	f.Identity.Note = strings.Repeat("x", seal.Room)
	if _, err := w.Send(w.ctx, f); !errors.Is(err, submissions.FaultIdentity) {
		t.Errorf("too much: %v", err)
	}
	set, err := w.desk.Settings(w.ctx)
	w.ok(err)
	w.ok(w.desk.RemoveCustodian(w.ctx, w.custodian, seal.Fingerprint(set.Custodians[0].Recipient)))
	if _, err := w.Send(w.ctx, form); !errors.Is(err, submissions.FaultUnsealed) {
		t.Errorf("with one custodian: %v", err)
	}
	f = form
	f.Identity = seal.Identity{}
	if _, c, _ := w.sent(f); c.Box != "" {
		t.Error("a box was made for one custodian")
	}
}

// The list of keys is signed by the key of the ledger, and a message that is
// sealed to it is opened by two custodians.
func TestKeys(t *testing.T) {
	w := newWorld(t)
	if k, err := w.Keys(w.ctx); err != nil || k.Signed != "" {
		t.Errorf("without a signer: %+v, %v", k, err)
	}
	key, err := ledger.OpenKey(t.TempDir())
	w.ok(err)
	signed := submissions.New(w.desk, w.store, w.blobs, key, nil)
	k, err := signed.Keys(w.ctx)
	w.ok(err)
	signers, err := ledger.ParseKeys(k.Public)
	w.ok(err)
	text, err := signers.OpenText(k.Signed)
	w.ok(err)
	to, err := seal.ParseKeyList(text)
	w.ok(err)
	m, err := seal.Message([]byte("He was taken."), to)
	w.ok(err)
	if words, err := seal.OpenMessage(m, w.keys...); err != nil || string(words) != "He was taken." || len(k.Fingerprints) != 2 {
		t.Errorf("opened %q, %v", words, err)
	}
	if _, err := signers.OpenText(strings.Replace(k.Signed, "age1pq1", "age1pq2", 1)); err == nil {
		t.Error("a list that was changed is taken")
	}
}

// useCase is one method for the desk.
type useCase struct {
	all  bool // is about no single submission
	call func(w *world, a habeas.Actor, s habeas.Submission) error
}

// outside are the methods that nobody signed in calls.
var outside = map[string]string{
	"Send": "is for anybody", "Hold": "is for anybody", "Known": "asks for the code", "Open": "asks for the code", "Keys": "are shown to everybody",
	"OpenAgain": "asks for a page that the code opened", "Add": "asks for a page that the code opened", "TakeBack": "asks for a page that the code opened",
	"Seeded": "is for the demonstration", "Tidy": "ends codes whose day is over", "Unread": "tells only that there is something",
}

var useCases = map[string]useCase{
	"List": {all: true, call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		_, _, err := w.List(w.ctx, a, habeas.SubmissionFilter{})
		return err
	}},
	"Handlers": {all: true, call: func(w *world, a habeas.Actor, s habeas.Submission) error { _, err := w.Handlers(w.ctx, a); return err }},
	"Read": {call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		_, _, err := w.Read(w.ctx, a, s.ID)
		return err
	}},
	"Assign": {call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		return w.Assign(w.ctx, a, s.ID, s.Version, s.Assigned, "", "")
	}},
	"Reply": {call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		return w.Reply(w.ctx, a, s.ID, s.Version, "ru", "Thank you.")
	}},
	"AskTranslation": {call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		return w.AskTranslation(w.ctx, a, s.ID, s.Version, "en")
	}},
	"Translate": {call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		return w.Translate(w.ctx, a, s.ID, s.Version, "Words.")
	}},
	"File": {call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		_, _, done, err := w.File(w.ctx, a, s.ID, 0)
		if err == nil {
			done.Close()
		}
		return err
	}},
	"Picture": {call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		if _, _, err := w.Picture(w.ctx, a, s.ID, 0); !errors.Is(err, habeas.ErrInvalid) { // a text
			return err
		}
		return nil
	}},
	"Capture": {call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		_, _, err := w.Capture(w.ctx, a, s.ID, s.Version, submissions.AsSealed, "a relative")
		return err
	}},
	"Settle": {call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		if err := w.Settle(w.ctx, a, s.ID, s.Version, habeas.LedToChange, ""); !errors.Is(err, habeas.ErrInvalid) { // no challenge
			return err
		}
		return nil
	}},
	"Answers": {call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		_, err := w.Answers(w.ctx, a, s.ID)
		return err
	}},
	"Close": {call: func(w *world, a habeas.Actor, s habeas.Submission) error {
		return w.Close(w.ctx, a, s.ID, s.Version, habeas.ClosedJunk)
	}},
}

// Every use case, for every role, on what is theirs, another's and nobody's, and
// on what is not there: who may, and who is told nothing.
func TestEveryUseCaseAuthorises(t *testing.T) {
	methods := reflect.TypeFor[*submissions.Inbox]()
	for i := range methods.NumMethod() {
		name := methods.Method(i).Name
		_, inside := useCases[name]
		if _, apart := outside[name]; inside == apart {
			t.Errorf("%s must stand in one of the two tables", name)
		}
	}
	if n := len(useCases) + len(outside); n != methods.NumMethod() {
		t.Fatalf("the tables name %d methods, the inbox has %d", n, methods.NumMethod())
	}
	w := newWorld(t)
	actors := []habeas.Actor{habeas.Anybody, w.doc}
	for _, role := range habeas.Roles {
		if role != habeas.RoleDocumenter {
			actors = append(actors, w.user("a "+string(role), role))
		}
	}
	n := 0
	for name, uc := range useCases {
		for _, a := range actors {
			for _, to := range []habeas.ID{a.ID, w.doc2.ID, ""} {
				n++
				f := form
				f.Text += strings.Repeat(" again", n) // words that nobody sent before
				f.Files = []habeas.SubmittedFile{w.file("a.txt", strings.Repeat("words of a file ", n))}
				s, _, _ := w.sent(f)
				w.ok(w.store.Update(w.ctx, func(tx desk.Tx) error {
					c, err := tx.SubmissionContent(s)
					w.ok(err)
					s.Assigned, s.Into = to, "en"
					return tx.PutSubmission(s, c)
				}))
				s, before := w.now(s.ID)
				role := a.Role.May(habeas.HandleSent)
				may := role && (uc.all || to == a.ID || a.Role.May(habeas.ReadSealed))
				err := uc.call(w, a, s)
				if (err == nil) != may {
					t.Errorf("%s by %q on what is assigned to %q: %v", name, a.Role, to, err)
				}
				if may || uc.all {
					continue
				}
				if after, c := w.now(s.ID); !reflect.DeepEqual(after, s) || !reflect.DeepEqual(c, before) {
					t.Errorf("%s by %q changed what it may not", name, a.Role)
				}
				absent := uc.call(w, a, habeas.Submission{ID: habeas.NewID(habeas.KindSent), Version: s.Version})
				if absent == nil || absent.Error() != err.Error() {
					t.Errorf("%s by %q tells that it is there: %v, and of what is not there: %v", name, a.Role, err, absent)
				}
			}
		}
	}
	// A documenter's list holds what is theirs and nothing else.
	all, _, err := w.List(w.ctx, w.doc, habeas.SubmissionFilter{})
	w.ok(err)
	for _, s := range all {
		if s.Assigned != w.doc.ID {
			t.Errorf("%s is listed and assigned to %q", s.ID, s.Assigned)
		}
	}
}

// There is something to read until somebody of the desk has seen it.
func TestUnread(t *testing.T) {
	w := newWorld(t)
	unread := func(want bool) {
		t.Helper()
		if got, err := w.Unread(w.ctx); err != nil || got != want {
			t.Fatalf("unread: %v, %v", got, err)
		}
	}
	unread(false)
	s, _, _ := w.sent(form)
	unread(true)
	w.ok(w.Assign(w.ctx, w.rev, s.ID, s.Version, w.doc.ID, "", ""))
	unread(false)
	w.ok(w.Add(w.ctx, s.ID, "He was a tailor.", nil))
	unread(true)
}

// What becomes a report is read by those it is opened to, and its source has the
// box; only who replies for an authority to a claim is an authority.
func TestCapturedAs(t *testing.T) {
	w := newWorld(t)
	s, c, _ := w.sent(form)
	_, _, err := w.Capture(w.ctx, w.rev, s.ID, s.Version, submissions.AsAuthority, "an office")
	w.is(err, habeas.ErrInvalid)
	report, _, err := w.Capture(w.ctx, w.rev, s.ID, s.Version, submissions.AsTeam, "a relative abroad")
	w.ok(err)
	rv, err := w.desk.Review(w.ctx, w.doc2, report) // who dealt with nothing
	w.ok(err)
	if rv.Report.Access != habeas.AccessTeam || rv.Source.Protection != habeas.ProtectionTeam || rv.Source.Consent != habeas.ConsentNone {
		t.Errorf("the report is %+v of %+v", rv.Report, rv.Source)
	}
	lines, err := w.desk.TakeOutBoxes(w.ctx, w.custodian, "a visa", rv.Source.ID)
	w.ok(err)
	if !strings.Contains(lines[0], c.Box) {
		t.Error("the box did not go with the source")
	}
	// What comes later is of the same source, and goes the same way.
	w.ok(w.store.Update(w.ctx, func(tx desk.Tx) error {
		s, err := tx.Submission(s.ID)
		w.ok(err)
		c, err := tx.SubmissionContent(s)
		w.ok(err)
		c.Text = "He was a tailor."
		return tx.PutSubmission(s, c)
	}))
	s, _ = w.now(s.ID)
	_, _, err = w.Capture(w.ctx, w.rev, s.ID, s.Version, submissions.AsSealed, "a relative abroad")
	w.is(err, habeas.ErrInvalid)
	_, _, err = w.Capture(w.ctx, w.rev, s.ID, s.Version, submissions.AsTeam, "a relative abroad")
	w.ok(err)

	f := form
	f.Text, f.Claim, f.By = "The office replies that nobody is held.", habeas.NewID(habeas.KindClaim), habeas.ByAuthority
	s, _, _ = w.sent(f)
	report, _, err = w.Capture(w.ctx, w.rev, s.ID, s.Version, submissions.AsAuthority, "Toli county information office")
	w.ok(err)
	if rv, err = w.desk.Review(w.ctx, w.doc2, report); err != nil || rv.Source.Name != "Toli county information office" || !rv.Source.Nameable() {
		t.Errorf("the source is %+v, %v", rv.Source, err)
	}
}
