package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/estimating"
	"github.com/habeas-record/habeas/internal/desk/linking"
	"github.com/habeas-record/habeas/internal/desk/submissions"
)

// script is the desk's diary being played. Its first error stops it: what
// follows does nothing then, so that the diary itself reads without checks.
type script struct {
	ctx   context.Context
	desk  *desk.Desk
	maker *Maker
	err   error

	estimates *estimating.Desk
	proposed  *linking.Desk
	inbox     *submissions.Inbox

	admin, dina, ruth, mira, tomas, noor habeas.Actor

	subjects map[string]habeas.ID // by kind and label: "place Toli county"
	sources  map[string]habeas.ID // by the name the script gives them
	lists    map[string]habeas.ID
	calls    [12]habeas.ID // the claims of the first call, in order
}

// on sets the clock to the morning of a day.
func (s *script) on(day string) {
	t, err := time.Parse(time.DateOnly, day)
	s.fail("the day %s", err, day)
	s.maker.now = t.Add(9 * time.Hour)
}

// fail keeps the first error with what was being done.
func (s *script) fail(what string, err error, args ...any) {
	if err != nil && s.err == nil {
		s.err = fmt.Errorf("demonstration: "+what+": %w", append(args, err)...)
	}
}

func (s *script) file(name string) []byte {
	b, err := data.ReadFile("data/" + name)
	s.fail("read %s", err, name)
	return b
}

// setUp makes the record a demonstration, its accounts and its settings.
func setUp(s *script) {
	s.on("2017-09-30")
	s.fail("mark the record", s.desk.MarkDemo(s.ctx))
	token, err := s.desk.SetupToken(s.ctx)
	s.fail("open the desk", err)
	for _, l := range Logins {
		if s.err != nil {
			return
		}
		var u habeas.User
		if l.Role == habeas.RoleAdmin {
			u, err = s.desk.SetUp(s.ctx, token, l.Name, l.Password)
		} else {
			u, err = s.desk.AddUser(s.ctx, s.admin, l.Name, l.Password, l.Role)
		}
		s.fail("make the account of %s", err, l.Name)
		actor := habeas.Actor{ID: u.ID, Name: u.Name, Role: u.Role}
		switch l.Name {
		case "Ines":
			s.admin = actor
		case "Dina":
			s.dina = actor
		case "Ruth":
			s.ruth = actor
		case "Mira":
			s.mira = actor
		case "Tomas":
			s.tomas = actor
		case "Noor":
			s.noor = actor
		}
		if key := s.maker.Keys[l.Name]; key != "" {
			s.fail("add the key of %s", s.desk.AddCustodian(s.ctx, actor, l.Name, key), l.Name)
		}
	}
	s.fail("write who runs this", s.desk.ChangeSettings(s.ctx, s.admin, habeas.Settings{
		DeskName: "The demonstration desk",
		WhoRuns: "Nobody runs this desk: it shows what Habeas does. Everybody in it is invented, and so are the newspapers, " +
			"offices, lists and places of detention; only the counties are real.\n\n" +
			"A few invented people keep it. Dina takes in what is told and reads reports; Ruth and Tomas decide what is published, " +
			"never what they themselves accepted; Mira reads what readers write; Noor estimates how many there are; Sana and Pavel, together, can open who a source is.",
		Contact: "desk@example.org",
		// The passwords of its accounts are printed.
		PasswordAlone: true,
	}))
}

// seal puts who a source is under seal, where there are custodians.
func (s *script) seal(source string, id desk.Identity) {
	if len(s.maker.Keys) >= desk.LeastCustodians && s.err == nil {
		s.fail("seal who %q is", s.desk.SealIdentity(s.ctx, s.dina, s.sources[source], id), source)
	}
}

// source describes a source the first time its key is used.
func (s *script) source(key string, src habeas.Source) habeas.ID {
	if id, ok := s.sources[key]; ok || s.err != nil {
		return id
	}
	made, err := s.desk.AddSource(s.ctx, s.dina, src)
	s.fail("describe the source %q", err, key)
	s.sources[key] = made.ID
	return made.ID
}

// grant notes what a source allowed one recipient.
func (s *script) grant(source habeas.ID, g habeas.Grant) {
	if s.err == nil {
		s.fail("note a consent of %s", s.desk.GrantConsent(s.ctx, s.dina, source, g), source)
	}
}

// outlet is a newspaper; office an authority that speaks or writes.
func (s *script) outlet(name, lang string) habeas.ID {
	return s.source(name, habeas.Source{Kind: habeas.SourceOutlet, Name: name, Label: name, Lang: lang, Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed})
}

func (s *script) office(name, lang string) habeas.ID {
	return s.source(name, habeas.Source{Kind: habeas.SourceOffice, Name: name, Label: name, Lang: lang, Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed})
}

// capture takes a report in.
func (s *script) capture(g desk.Given, file string) habeas.ID {
	if s.err != nil {
		return ""
	}
	if g.Body == nil && g.Pasted == "" {
		g.Name, g.Body = file, bytes.NewReader(s.file(file))
	}
	taken, err := s.desk.Capture(s.ctx, s.dina, g)
	s.fail("capture %s", err, file)
	return taken.Report.ID
}

// tell enters what somebody told.
func (s *script) tell(t desk.Telling) desk.Entered {
	if s.err != nil {
		return desk.Entered{Claims: make([]habeas.ID, len(t.Facts))}
	}
	e, err := s.desk.Enter(s.ctx, s.dina, t, "")
	s.fail("enter what was told about %q", err, t.Name)
	if err != nil {
		e.Claims = make([]habeas.ID, len(t.Facts))
	}
	return e
}

// publish hands claims over and lets them out: Ruth submits, Tomas publishes
// what he did not accept himself.
func (s *script) publish(claims ...habeas.ID) { s.publishOn(nil, claims...) }

func (s *script) publishOn(terms *habeas.Terms, claims ...habeas.ID) {
	s.submit(s.ruth, terms, claims...)
	if s.err == nil {
		s.fail("publish", s.desk.Publish(s.ctx, s.tomas, claims, terms))
	}
}

func (s *script) submit(by habeas.Actor, terms *habeas.Terms, claims ...habeas.ID) {
	if s.err == nil {
		s.fail("hand over for publication", s.desk.Submit(s.ctx, by, claims, terms))
	}
}

// takeBack takes claims off the public record.
func (s *script) takeBack(reason string, claims ...habeas.ID) {
	if s.err == nil {
		s.fail("take off the public record", s.desk.Unpublish(s.ctx, s.ruth, claims, reason))
	}
}

// terms are what a claim proposes for itself, changed by fn.
func (s *script) terms(claim habeas.ID, fn func(*habeas.Terms)) *habeas.Terms {
	if s.err != nil {
		return nil
	}
	t, err := s.desk.ProposeTerms(s.ctx, s.ruth, claim)
	s.fail("propose terms", err)
	fn(&t)
	return &t
}

// seen is how long the history of a claim is: what a form about it sends back.
func (s *script) seen(claim habeas.ID) int {
	if s.err != nil {
		return 0
	}
	h, err := s.desk.ClaimHistory(s.ctx, s.ruth, claim)
	s.fail("read the history of a claim", err)
	return len(h.Steps)
}

// correct replaces a claim by another and publishes that.
func (s *script) correct(claim habeas.ID, e desk.Edit, reason string) {
	if s.err != nil {
		return
	}
	c, err := s.desk.Supersede(s.ctx, s.dina, claim, s.seen(claim), e, reason)
	s.fail("correct a claim", err)
	s.publish(c.ID)
}

// withdraw records that a source took a claim back.
func (s *script) withdraw(claim habeas.ID, reason string) {
	if s.err == nil {
		s.fail("withdraw a claim", s.desk.Decide(s.ctx, s.dina, desk.Decision{Claim: claim, Seen: s.seen(claim), Act: habeas.ActWithdraw, Reason: reason}))
	}
}

// compare has the machine compare the mentions.
func (s *script) compare() {
	if s.err == nil {
		_, _, err := s.proposed.Run(s.ctx, s.dina)
		s.fail("compare the mentions", err)
	}
}

// answer says of a pair that the machine proposes whether it is one person.
func (s *script) answer(by habeas.Actor, a, b habeas.ID, v habeas.Verdict, reason string) {
	if s.err == nil {
		s.fail("answer about %s and %s", s.proposed.Answer(s.ctx, by, habeas.PairOf(a, b), v, reason), a, b)
	}
}

// link decides about two people.
func (s *script) link(a, b habeas.ID, v habeas.Verdict, reason string) habeas.ID {
	if s.err != nil {
		return ""
	}
	l, err := s.desk.Link(s.ctx, s.dina, a, b, v, reason)
	s.fail("decide whether %s and %s are one", err, a, b)
	return l.ID
}
