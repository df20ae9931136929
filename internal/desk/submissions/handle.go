package submissions

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/protect/memory"
	"github.com/habeas-record/habeas/internal/protect/picture"
	"github.com/habeas-record/habeas/internal/protect/plain"
)

// Marked is a text with what cannot be seen written out, for whoever reads it.
func Marked(text string) string { return plain.Marked(text) }

// view authorises the actor and reads.
func (x *Inbox) view(ctx context.Context, a habeas.Actor, fn func(desk.Tx) error) error {
	if err := habeas.Authorise(a, habeas.HandleSent, habeas.Item{}); err != nil {
		return err
	}
	return hidden(x.store.View(ctx, fn))
}

// read returns a submission that the actor deals with.
func (x *Inbox) read(tx desk.Tx, a habeas.Actor, id habeas.ID) (s habeas.Submission, c habeas.SubmissionContent, err error) {
	if s, err = tx.Submission(id); err != nil {
		return s, c, err
	}
	if err := habeas.Authorise(a, habeas.HandleSent, s.Item()); err != nil {
		return habeas.Submission{}, c, err
	}
	c, err = tx.SubmissionContent(s)
	return s, c, err
}

// change authorises the actor for a submission, and keeps what fn makes of it if
// it is still what they saw.
func (x *Inbox) change(ctx context.Context, a habeas.Actor, id habeas.ID, seen int, fn func(desk.Tx, *habeas.Submission, *habeas.SubmissionContent) error) error {
	if err := habeas.Authorise(a, habeas.HandleSent, habeas.Item{}); err != nil {
		return err
	}
	return hidden(x.update(ctx, habeas.HandleSent, func(tx desk.Tx) error {
		s, c, err := x.read(tx, a, id)
		if err != nil {
			return err
		}
		if s.Version != seen {
			return &habeas.Error{Kind: habeas.ErrConflict, Msg: "somebody else was at this submission, or more came", Hint: "look at it as it is now, then do it again"}
		}
		if err := fn(tx, &s, &c); err != nil {
			return err
		}
		return tx.PutSubmission(s, c)
	}))
}

// gone refuses to do anything with what is erased.
func gone(s habeas.Submission) error {
	if s.Gone() {
		return habeas.Invalid("there is nothing left to do with it", "the submission is %s", s.State)
	}
	return nil
}

// List returns what waits, or is in another state: all of it to those who read
// what is sealed, and to others what is assigned to them.
func (x *Inbox) List(ctx context.Context, a habeas.Actor, f habeas.SubmissionFilter) (out []habeas.Submission, total int, err error) {
	if !a.Role.May(habeas.ReadSealed) {
		f.Assigned = a.ID
	}
	err = x.view(ctx, a, func(tx desk.Tx) (err error) {
		out, total, err = tx.FindSubmissions(f)
		return err
	})
	return out, total, err
}

// Unread reports whether anything waits that nobody of the desk has read: sent
// under seal, or a comment. It is all that a notice by mail goes by.
func (x *Inbox) Unread(ctx context.Context) (any bool, err error) {
	err = x.store.View(ctx, func(tx desk.Tx) error {
		waiting, _, err := tx.FindSubmissions(habeas.SubmissionFilter{})
		if err != nil {
			return err
		}
		held, err := tx.CommentsIn(habeas.CommentHeld, 1)
		any = len(held) > 0 || slices.ContainsFunc(waiting, func(s habeas.Submission) bool { return s.News })
		return err
	})
	return any, err
}

// Read returns a submission with its words.
func (x *Inbox) Read(ctx context.Context, a habeas.Actor, id habeas.ID) (s habeas.Submission, c habeas.SubmissionContent, err error) {
	err = x.view(ctx, a, func(tx desk.Tx) error {
		s, c, err = x.read(tx, a, id)
		return err
	})
	return s, c, err
}

// Handlers are the accounts that a submission can be assigned to.
func (x *Inbox) Handlers(ctx context.Context, a habeas.Actor) (out []habeas.User, err error) {
	err = x.view(ctx, a, func(tx desk.Tx) error {
		all, err := tx.Users()
		out = slices.DeleteFunc(all, func(u habeas.User) bool { return u.Disabled || !u.Role.May(habeas.HandleSent) })
		return err
	})
	return out, err
}

// Assign gives a submission to somebody, with the day by which they should have
// dealt with it.
func (x *Inbox) Assign(ctx context.Context, a habeas.Actor, id habeas.ID, seen int, to habeas.ID, due, note string) error {
	if due != "" {
		if _, err := time.Parse(time.DateOnly, due); err != nil {
			return habeas.Invalid("write it as 2026-12-31", "%q is no day", due)
		}
	}
	if utf8.RuneCountInString(note) > habeas.MaxReply {
		return habeas.Invalid("shorten it", "the note is longer than %d letters", habeas.MaxReply)
	}
	return x.change(ctx, a, id, seen, func(tx desk.Tx, s *habeas.Submission, c *habeas.SubmissionContent) error {
		if to != "" {
			u, err := tx.User(to)
			if err != nil {
				return err
			}
			if u.Disabled || !u.Role.May(habeas.HandleSent) {
				return habeas.Invalid("choose somebody else", "%s may not deal with submissions", u.Name)
			}
		}
		s.Assigned, s.Due, s.News, c.Note = to, due, false, strings.TrimSpace(note)
		return gone(*s)
	})
}

// Reply answers whoever sent it; they read it with their code. Who keeps no code
// cannot be answered.
func (x *Inbox) Reply(ctx context.Context, a habeas.Actor, id habeas.ID, seen int, lang, text string) error {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return habeas.Invalid("write what they should read", "the reply is empty")
	case utf8.RuneCountInString(text) > habeas.MaxReply:
		return habeas.Invalid("shorten it", "the reply is longer than %d letters", habeas.MaxReply)
	case plain.Check(text) != "":
		return habeas.Invalid("take the odd letters out", "%s", plain.Check(text))
	}
	return x.change(ctx, a, id, seen, func(_ desk.Tx, s *habeas.Submission, c *habeas.SubmissionContent) error {
		if s.Code == "" {
			return habeas.Invalid("nobody can be answered who keeps nothing", "there is no code that would open a reply")
		}
		if len(c.Said) >= mostSaid {
			return FaultFull
		}
		c.Said = append(c.Said, habeas.SubmissionWords{Kind: habeas.WordsReply, Day: x.day(0), By: a.ID, Lang: lang, Text: text})
		s.News, s.Until = false, x.day(keepCode)
		if s.State == habeas.SubmissionWaiting {
			s.State, s.Due = habeas.SubmissionAnswered, ""
		}
		return gone(*s)
	})
}

// AskTranslation asks whoever can for a translation into a language; "" asks no
// longer.
func (x *Inbox) AskTranslation(ctx context.Context, a habeas.Actor, id habeas.ID, seen int, into string) error {
	return x.change(ctx, a, id, seen, func(_ desk.Tx, s *habeas.Submission, _ *habeas.SubmissionContent) error {
		s.Into = into
		return gone(*s)
	})
}

// Translate keeps a translation beside the words, which stay as they are.
func (x *Inbox) Translate(ctx context.Context, a habeas.Actor, id habeas.ID, seen int, text string) error {
	if err := translatable(text); err != nil {
		return err
	}
	return x.change(ctx, a, id, seen, func(_ desk.Tx, s *habeas.Submission, c *habeas.SubmissionContent) error {
		if s.Into == "" {
			return habeas.Invalid("ask for one first", "no translation is asked for")
		}
		if len(c.Said) >= mostSaid {
			return FaultFull
		}
		c.Said = append(c.Said, habeas.SubmissionWords{Kind: habeas.WordsTranslation, Day: x.day(0), By: a.ID, Lang: s.Into, Text: strings.TrimSpace(text)})
		s.Into = ""
		return gone(*s)
	})
}

func translatable(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return habeas.Invalid("write the translation", "there is nothing in it")
	case utf8.RuneCountInString(text) > habeas.MaxTestimony:
		return habeas.Invalid("shorten it", "the translation is longer than %d letters", habeas.MaxTestimony)
	case plain.Check(text) != "":
		return habeas.Invalid("take the odd letters out", "%s", plain.Check(text))
	}
	return nil
}

// Close ends a submission that the desk does nothing with, which declines a
// challenge. Its words, files and box are erased; the replies stay for whoever
// has the code.
func (x *Inbox) Close(ctx context.Context, a habeas.Actor, id habeas.ID, seen int, why habeas.ClosingReason) error {
	var files []habeas.SubmittedFile
	err := x.change(ctx, a, id, seen, func(_ desk.Tx, s *habeas.Submission, c *habeas.SubmissionContent) error {
		if err := gone(*s); err != nil {
			return err
		}
		if s.State == habeas.SubmissionCaptured {
			return habeas.Invalid("withdraw its claims instead", "it is part of the record already")
		}
		reasons := habeas.ClosingReasons
		if s.Challenge != nil {
			reasons = habeas.DecliningReasons
			s.Challenge.Outcome, s.Challenge.Why, s.Challenge.Decided = habeas.WasDeclined, why, x.day(0)
		}
		if !slices.Contains(reasons, why) {
			return habeas.Invalid("choose one from the list", "the reason is missing")
		}
		files, s.State, s.Why, s.News, s.Into, s.Due = c.Files, habeas.SubmissionClosed, why, false, "", ""
		return nil
	})
	if err != nil {
		return err
	}
	return x.forget(files)
}

// File opens a file as it came, and keeps who did.
func (x *Inbox) File(ctx context.Context, a habeas.Actor, id habeas.ID, n int) (habeas.SubmittedFile, io.Reader, io.Closer, error) {
	if err := habeas.Authorise(a, habeas.HandleSent, habeas.Item{}); err != nil {
		return habeas.SubmittedFile{}, nil, nil, err
	}
	var f habeas.SubmittedFile
	err := x.update(ctx, habeas.HandleSent, func(tx desk.Tx) error {
		_, c, err := x.read(tx, a, id)
		if err != nil {
			return err
		}
		if n < 0 || n >= len(c.Files) {
			return habeas.ErrNotFound
		}
		f = c.Files[n]
		return tx.AddCustody(habeas.Custody{Item: id, Act: habeas.ReadOriginal, By: a.ID, At: x.today(), Reason: "a file that came with it"})
	})
	if err != nil {
		return f, nil, nil, hidden(err)
	}
	r, done, err := x.open(f)
	return f, r, done, err
}

// Picture is a file as a picture made anew, with nothing but what is seen.
func (x *Inbox) Picture(ctx context.Context, a habeas.Actor, id habeas.ID, n int) (data []byte, mediaType string, err error) {
	f, r, done, err := x.File(ctx, a, id, n)
	if err != nil {
		return nil, "", err
	}
	defer done.Close()
	no := func(err error) error {
		return habeas.Invalid("keep the file and open it on a machine made for that", "%v", err)
	}
	if f.Size > picture.MostBytes {
		return nil, "", no(picture.ErrTooLarge)
	}
	give, err := memory.Take(ctx, f.Size)
	if err != nil {
		return nil, "", err
	}
	b, err := io.ReadAll(r)
	give()
	if err != nil {
		return nil, "", err
	}
	if data, mediaType, err = picture.Clean(ctx, bytes.NewReader(b), f.Size); err != nil {
		return nil, "", no(err)
	}
	return data, mediaType, nil
}

// CapturedAs is who may read what becomes a report, and whose words they are.
type CapturedAs string

// The ways.
const (
	AsSealed    CapturedAs = "sealed"    // by those who deal with it; nothing in it can be published
	AsTeam      CapturedAs = "team"      // by the whole desk; its source is protected
	AsAuthority CapturedAs = "authority" // likewise, and its source is an authority that replies under its name
)

// CaptureWays lists them in the order the form offers them: an authority replies
// to a claim.
func CaptureWays(s habeas.Submission) []CapturedAs {
	if s.Challenge != nil && s.Challenge.By == habeas.ByAuthority {
		return []CapturedAs{AsSealed, AsTeam, AsAuthority}
	}
	return []CapturedAs{AsSealed, AsTeam}
}

// from is the source that reports are made from, and who reads them.
func (as CapturedAs) from(label, lang, box string) (habeas.Source, habeas.Access) {
	s := habeas.Source{Kind: habeas.SourcePerson, Label: label, Protection: habeas.ProtectionSealed, Consent: habeas.ConsentNone, Access: habeas.AccessSealed, Lang: lang, Box: box}
	switch as {
	case AsTeam:
		s.Name, s.Protection, s.Access = label, habeas.ProtectionTeam, ""
		return s, habeas.AccessTeam
	case AsAuthority:
		s.Kind, s.Name, s.Protection, s.Consent, s.Access = habeas.SourceOffice, label, habeas.ProtectionOpen, habeas.ConsentNamed, ""
		return s, habeas.AccessTeam
	}
	return s, habeas.AccessSealed
}

// Capture makes reports of the words and the files, from a source of their own
// that has the box; but for an authority's, it allows nothing yet. The words of the
// submission are erased then, since the reports have them; a file that cannot be
// read as a report stays. It returns the first report, and what was left.
func (x *Inbox) Capture(ctx context.Context, a habeas.Actor, id habeas.ID, seen int, as CapturedAs, label string) (report habeas.ID, warnings []string, err error) {
	if err := habeas.Authorise(a, habeas.Capture, habeas.Item{}); err != nil {
		return "", nil, err
	}
	label = strings.Join(strings.Fields(label), " ")
	if label == "" || utf8.RuneCountInString(label) > 100 {
		return "", nil, habeas.Invalid("write how the source may be described, such as \"a relative abroad\"", "the source has no usable label")
	}
	s, c, err := x.source(ctx, a, id, seen, as, label)
	if err != nil {
		return "", nil, err
	}
	_, access := as.from("", "", "")
	given := desk.Given{Title: label, Lang: "", Source: c.Source, Access: access}
	var left []habeas.SubmittedFile
	var taken []habeas.SubmittedFile
	words := []string{c.Text}
	for _, w := range c.Said {
		if w.Kind == habeas.WordsAdded {
			words = append(words, w.Text)
		}
	}
	for _, text := range words {
		if strings.TrimSpace(text) == "" {
			continue
		}
		g := given
		g.Pasted = text
		if c.Reports, err = x.capture(ctx, a, g, c); err != nil {
			return "", nil, err
		}
	}
	for _, f := range c.Files {
		reports, err := x.captureFile(ctx, a, given, c, f)
		var why *habeas.Error
		if errors.As(err, &why) {
			warnings = append(warnings, fmt.Sprintf("%s: %v", f.Name, err))
			left = append(left, f)
			continue
		}
		if err != nil {
			return "", warnings, err
		}
		c.Reports, taken = reports, append(taken, f)
	}
	if len(c.Reports) == 0 {
		return "", warnings, habeas.Invalid("open the files on a machine made for that", "nothing of it can be read as a report")
	}
	err = x.change(ctx, a, id, s.Version, func(_ desk.Tx, now *habeas.Submission, kept *habeas.SubmissionContent) error {
		kept.Text, kept.Files, kept.Reports = "", left, c.Reports
		kept.Said = slices.DeleteFunc(kept.Said, func(w habeas.SubmissionWords) bool { return w.Kind == habeas.WordsAdded })
		now.State, now.News, now.Due = habeas.SubmissionCaptured, false, ""
		return nil
	})
	if err != nil {
		return "", warnings, err
	}
	return c.Reports[0], warnings, x.forget(taken)
}

// source makes the source of a submission, and moves the box to it.
func (x *Inbox) source(ctx context.Context, a habeas.Actor, id habeas.ID, seen int, as CapturedAs, label string) (s habeas.Submission, c habeas.SubmissionContent, err error) {
	s, c, err = x.Read(ctx, a, id)
	if err == nil {
		err = gone(s)
	}
	if err == nil && !slices.Contains(CaptureWays(s), as) {
		err = habeas.Invalid("choose one from the list", "it is not said who may read the report")
	}
	if err != nil {
		return s, c, err
	}
	made, _ := as.from(label, s.Lang, c.Box)
	if c.Source != "" {
		// What was captured first says who may read what follows.
		have, err := x.desk.Source(ctx, a, c.Source)
		if err == nil && (have.Access != made.Access || have.Protection != made.Protection) {
			err = habeas.Invalid("choose the same as for the first of it", "its source is %s", have.Protection)
		}
		return s, c, err
	}
	source, err := x.desk.AddSource(ctx, a, made)
	if err != nil {
		return s, c, err
	}
	err = x.change(ctx, a, id, seen, func(_ desk.Tx, now *habeas.Submission, kept *habeas.SubmissionContent) error {
		kept.Source, kept.Box = source.ID, ""
		return nil
	})
	if err != nil {
		return s, c, err
	}
	return x.Read(ctx, a, id)
}

// capture adds a report, and refuses one that somebody else sent the same words
// of: it would be read as theirs.
func (x *Inbox) capture(ctx context.Context, a habeas.Actor, g desk.Given, c habeas.SubmissionContent) ([]habeas.ID, error) {
	taken, err := x.desk.Capture(ctx, a, g)
	if err != nil {
		return nil, err
	}
	if taken.Report.Source != c.Source {
		return nil, &habeas.Error{Kind: habeas.ErrConflict, Msg: "the same bytes are a report of another source already", Hint: "see report " + string(taken.Report.ID)}
	}
	out := c.Reports
	for _, t := range append([]desk.Taken{taken}, taken.Attached...) {
		if !slices.Contains(out, t.Report.ID) {
			out = append(out, t.Report.ID)
		}
	}
	return out, nil
}

func (x *Inbox) captureFile(ctx context.Context, a habeas.Actor, g desk.Given, c habeas.SubmissionContent, f habeas.SubmittedFile) ([]habeas.ID, error) {
	r, done, err := x.open(f)
	if err != nil {
		return nil, err
	}
	defer done.Close()
	held, _, err := x.desk.Spool(ctx, r)
	if err != nil {
		return nil, err
	}
	defer held.Close()
	g.Body, g.Name = held, f.Name
	return x.capture(ctx, a, g, c)
}
