package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/extract"
	"github.com/habeas-record/habeas/internal/protect/disclosure"
	"github.com/habeas-record/habeas/internal/protect/plain"
	"github.com/habeas-record/habeas/internal/protect/receipt"
)

// CommentForm is what a reader typed under a page.
type CommentForm struct {
	About    habeas.ID
	Title    string // what the page is about: what says something of it weighs more
	Nickname string
	Text     string
}

// holdFor is how long a comment stays with the moderator who took it up, in
// minutes.
const holdFor = 30

// Comment keeps what a reader wrote, to be read by a moderator, and returns the
// code by which its writer can ask for it. Nothing of the writer is kept but
// the words and the day.
func (d *Desk) Comment(ctx context.Context, f CommentForm) (receipt.Code, error) {
	if err := d.authorise(habeas.Anybody, habeas.WriteComment, habeas.Item{}); err != nil {
		return "", err
	}
	if why := plain.Check(f.Nickname + f.Text); why != "" {
		return "", habeas.Invalid("take the odd letters out and send it again", "%s", why)
	}
	c := habeas.Comment{ID: d.newID(habeas.KindComment), About: f.About, Nickname: plain.Shown(f.Nickname), Original: f.Text, Text: plain.Shown(f.Text),
		State: habeas.CommentHeld, Day: d.today().Format(time.DateOnly)}
	if err := c.Validate(); err != nil {
		return "", err
	}
	code, err := receipt.New(d.random)
	if err != nil {
		return "", err
	}
	c.Code, c.Likeness = code.Hash(), plain.Likeness(c.Text)
	c.Lang, c.Testimony = d.readsLikeTestimony(c.Text)
	staff, err := d.staffNames(ctx)
	if err != nil {
		return "", err
	}
	if s := plain.PassesFor(c.Nickname, staff); s != "" {
		return "", habeas.Invalid("choose another, or leave it empty", "the name looks like that of somebody of the desk")
	}
	return code, d.comments.Put(ctx, arrivedComment{c, weigh(c, f.Title)}, d.putComments)
}

type arrivedComment struct {
	comment habeas.Comment
	weight  int
}

func (d *Desk) putComments(ctx context.Context, all []arrivedComment) error {
	return d.store.Update(ctx, func(tx Tx) error {
		tx.Doing(habeas.WriteComment)
		for _, a := range all {
			if err := tx.PutComment(a.comment, a.weight); err != nil {
				return err
			}
		}
		return nil
	})
}

// staffWords are what those who run a site call themselves.
var staffWords = []string{"moderator", "admin", "administrator", "editor", "editors", "habeas", "desk", "the desk", "staff", "support",
	"модератор", "администратор", "редактор", "редакция", "әкімші", "модераторлар", "редакторы", "管理员", "编辑", "版主", "moderatör", "yönetici", "editör",
	"باشقۇرغۇچى", "تەھرىر"}

// staffNames are the names nobody else may comment under.
func (d *Desk) staffNames(ctx context.Context) ([]string, error) {
	out := slices.Clone(staffWords)
	err := d.store.View(ctx, func(tx Tx) error {
		users, err := tx.Users()
		if err != nil {
			return err
		}
		for _, u := range users {
			out = append(out, u.Name)
		}
		set, err := tx.Settings()
		out = append(out, set.DeskName)
		return err
	})
	return out, err
}

// readsLikeTestimony guesses the language of a comment and says whether it
// tells of somebody held: an act of detention, a condition in custody, somebody
// missing, or kin of the one who writes. It only prompts a moderator to ask.
func (d *Desk) readsLikeTestimony(text string) (lang string, testimony bool) {
	for _, f := range d.disclosure.Find([]disclosure.Text{{Words: text}}) {
		testimony = testimony || f.Kind == disclosure.Kin || f.Kind == disclosure.Trace
	}
	r, err := extract.Extract(text, extract.Options{Places: d.extraction.Places})
	if err != nil {
		return "", testimony // too short to be read
	}
	for _, p := range r.Proposals {
		kind, _, _ := strings.Cut(p.Type, ".")
		testimony = testimony || kind == "event" && p.Type != "event.other" || kind == "health" || kind == "status" || kind == "relation"
	}
	return r.Lang, testimony
}

// weigh sorts the queue: what reads like testimony first, then what speaks of
// its page, then the rest.
func weigh(c habeas.Comment, title string) int {
	w := 0
	if c.Testimony {
		w += 1000
	}
	text := strings.ToLower(c.Text)
	for _, word := range strings.Fields(strings.ToLower(title)) {
		if len([]rune(word)) > 2 && strings.Contains(text, word) {
			w += 10
		}
	}
	if n := len(strings.Fields(c.Text)); n >= 5 {
		w++
	}
	return w
}

// CommentOutcome says what became of the comment of a code.
func (d *Desk) CommentOutcome(ctx context.Context, code receipt.Code) (habeas.CommentState, habeas.CommentReason, error) {
	var c habeas.Comment
	err := d.store.View(ctx, func(tx Tx) (err error) {
		c, err = tx.CommentByCode(code.Hash())
		return err
	})
	if err != nil {
		return "", "", hidden(err)
	}
	return c.State, c.Reason, nil
}

// TakeBackComment is for whoever wrote it: the words are gone from every door
// in the same request, and from the desk.
func (d *Desk) TakeBackComment(ctx context.Context, code receipt.Code) error {
	return hidden(d.store.Update(ctx, func(tx Tx) error {
		tx.Doing(habeas.WriteComment)
		c, err := tx.CommentByCode(code.Hash())
		if err != nil {
			return err
		}
		if c.State == habeas.CommentWithdrawn {
			return nil
		}
		return tx.PutComment(emptied(c, habeas.CommentWithdrawn), 0)
	}))
}

// emptied is a comment of which nothing is left but that there was one.
func emptied(c habeas.Comment, s habeas.CommentState) habeas.Comment {
	return habeas.Comment{ID: c.ID, About: c.About, State: s, Code: c.Code, Day: c.Day, Version: c.Version, Moderator: c.Moderator, Reason: c.Reason}
}

// CommentQueued is a group of the queue as a moderator sees it.
type CommentQueued struct {
	habeas.CommentGroup
	Holder string // name of the one who is at it, "" for nobody or oneself
}

// CommentQueue lists comments of one state, copies as one.
func (d *Desk) CommentQueue(ctx context.Context, a habeas.Actor, q habeas.CommentQueue) (out []CommentQueued, groups, comments int, err error) {
	if q.State == "" {
		q.State = habeas.CommentHeld
	}
	err = d.view(ctx, a, habeas.ModerateComments, func(tx Tx) error {
		out = nil
		gs, g, n, err := tx.CommentGroups(q)
		if err != nil {
			return err
		}
		groups, comments = g, n
		for _, g := range gs {
			x := CommentQueued{CommentGroup: g}
			if by := d.holder(g.Comment); by != "" && by != a.ID {
				u, err := tx.User(by)
				if err != nil && !errors.Is(err, habeas.ErrNotFound) {
					return err
				}
				x.Holder = u.Name
			}
			out = append(out, x)
		}
		return nil
	})
	return out, groups, comments, err
}

// holder is who is at a comment now.
func (d *Desk) holder(c habeas.Comment) habeas.ID {
	if c.Holder == "" || d.now().Unix()/60-c.HeldSince >= holdFor {
		return ""
	}
	return c.Holder
}

// TextSum names a text exactly, so that a decision holds for the words that
// were on the screen and no others.
func TextSum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:8])
}

// TakeComment gives a comment that waits to a moderator for half an hour and
// returns it. While another moderator is at it, With names them and nothing is
// taken.
func (d *Desk) TakeComment(ctx context.Context, a habeas.Actor, id habeas.ID) (TakenComment, error) {
	var c habeas.Comment
	with := ""
	err := d.update(ctx, a, habeas.ModerateComments, func(tx Tx) error {
		var err error
		with = ""
		if c, err = tx.Comment(id); err != nil {
			return err
		}
		if by := d.holder(c); by != "" && by != a.ID {
			u, err := tx.User(by)
			with = u.Name
			return err
		}
		if !c.Waits() || c.Holder == a.ID && d.holder(c) != "" {
			return nil
		}
		c.Holder, c.HeldSince = a.ID, d.now().Unix()/60
		if err := tx.PutComment(c, weigh(c, "")); err != nil {
			return err
		}
		c, err = tx.Comment(id)
		return err
	})
	return TakenComment{c, plain.Marked(c.Original), plain.Shown(c.Original), TextSum(c.Text), with}, err
}

// TakenComment is a comment before its moderator.
type TakenComment struct {
	habeas.Comment
	Marked string // as it came, what cannot be seen written out
	Clean  string // as it came, as it would be shown
	Sum    string // names the words as they would be shown now
	With   string // the other moderator who is at it, "" for nobody
}

// CommentDecision is what a moderator decides about a comment.
type CommentDecision struct {
	Comment habeas.ID
	Seen    string // TextSum of the words that were on the screen
	Act     string // "approve", "edit", "refuse", "refer", "withdraw", "leave"
	Text    string // for edit
	Reason  habeas.CommentReason
	Note    string
	// Changes says that an edit changes what the comment says, so that a
	// second moderator has to see it.
	Changes bool
	Alike   bool // refuse all copies of it with it
}

// DecideComment does what a moderator decided, if the words are still those
// that were on the screen.
func (d *Desk) DecideComment(ctx context.Context, a habeas.Actor, x CommentDecision) error {
	return d.update(ctx, a, habeas.ModerateComments, func(tx Tx) error {
		c, err := tx.Comment(x.Comment)
		if err != nil {
			return err
		}
		if by := d.holder(c); by != "" && by != a.ID {
			return &habeas.Error{Kind: habeas.ErrConflict, Msg: "another moderator is at this comment", Hint: "take the next one"}
		}
		if x.Act != "leave" && x.Seen != TextSum(c.Text) {
			return &habeas.Error{Kind: habeas.ErrConflict, Msg: "the words are not those you saw", Hint: "read them as they stand now and decide again"}
		}
		if x.Reason != "" && !slices.Contains(habeas.CommentReasons, x.Reason) {
			return habeas.Invalid("choose one from the list", "%q is no reason", x.Reason)
		}
		c.Note = strings.TrimSpace(x.Note)
		return d.decideComment(tx, a, c, x)
	})
}

func (d *Desk) decideComment(tx Tx, a habeas.Actor, c habeas.Comment, x CommentDecision) error {
	wrong := habeas.Invalid("look at it again", "a comment that is %s cannot be given this answer", c.State)
	c.Holder, c.HeldSince = "", 0
	switch x.Act {
	case "leave":
	case "approve":
		switch {
		case c.State == habeas.CommentSecond && c.EditedBy == a.ID:
			set, err := tx.Settings()
			if err != nil {
				return err
			}
			if strings.TrimSpace(set.SoloReason) == "" {
				return habeas.Refused("another moderator has to read it", "you changed what this comment says, so you cannot approve it")
			}
		case !c.Waits():
			return wrong
		}
		c.State, c.Moderator = habeas.CommentApproved, a.ID
	case "edit":
		if !c.Waits() {
			return wrong
		}
		text := plain.Shown(x.Text)
		if why := plain.Check(x.Text); why != "" {
			return habeas.Invalid("take the odd letters out", "%s", why)
		}
		if text == c.Text {
			return habeas.Invalid("approve it as it is", "nothing was changed")
		}
		if x.Reason == "" {
			return habeas.Invalid("choose why: whoever wrote it is told", "the reason of the edit is missing")
		}
		c.Text, c.Edited, c.EditedBy, c.Reason = text, true, a.ID, x.Reason
		if err := c.Validate(); err != nil {
			return err
		}
		c.State, c.Moderator = habeas.CommentApproved, a.ID
		if x.Changes {
			c.State = habeas.CommentSecond
		}
	case "refuse":
		if !c.Waits() {
			return wrong
		}
		if x.Reason == "" {
			return habeas.Invalid("choose why: whoever wrote it is told", "the reason is missing")
		}
		if x.Alike {
			return d.refuseAlike(tx, a, c, x)
		}
		c.State, c.Reason, c.Moderator = habeas.CommentRefused, x.Reason, a.ID
	case "refer":
		if c.State != habeas.CommentHeld && c.State != habeas.CommentSecond && c.State != habeas.CommentApproved {
			return wrong
		}
		return d.referComment(tx, a, c)
	case "withdraw":
		if c.State != habeas.CommentPublished && c.State != habeas.CommentApproved {
			return wrong
		}
		if x.Reason == "" {
			return habeas.Invalid("choose why: whoever wrote it is told", "the reason is missing")
		}
		c.State, c.Reason, c.Moderator = habeas.CommentWithdrawn, x.Reason, a.ID
	default:
		return habeas.Invalid("choose one of the buttons", "%q is no decision", x.Act)
	}
	return tx.PutComment(c, weigh(c, ""))
}

// alikeAtOnce is how many copies one decision refuses.
const alikeAtOnce = 5000

func (d *Desk) refuseAlike(tx Tx, a habeas.Actor, c habeas.Comment, x CommentDecision) error {
	ids, err := tx.CommentsAlike(c.State, c.Likeness, alikeAtOnce)
	if err != nil {
		return err
	}
	for _, id := range ids {
		each, err := tx.Comment(id)
		if err != nil {
			return err
		}
		if by := d.holder(each); by != "" && by != a.ID {
			continue
		}
		each.Holder, each.HeldSince = "", 0
		each.State, each.Reason, each.Moderator, each.Note = habeas.CommentRefused, x.Reason, a.ID, c.Note
		if err := tx.PutComment(each, weigh(each, "")); err != nil {
			return err
		}
	}
	return nil
}

// referComment moves a comment that is testimony to the desk in one act: its
// words become a report under seal, from a sealed source, and nothing of them
// is left among the comments.
func (d *Desk) referComment(tx Tx, a habeas.Actor, c habeas.Comment) error {
	const label = "somebody who wrote to the desk"
	s, err := d.addSource(tx, a, habeas.Source{Kind: habeas.SourcePerson, Label: label, Protection: habeas.ProtectionSealed, Consent: habeas.ConsentNone, Lang: c.Lang})
	if err != nil {
		return err
	}
	words := c.Original
	if words == "" {
		words = c.Text
	}
	sha, _, err := d.blobs.Put(context.Background(), strings.NewReader(words))
	if err != nil {
		return err
	}
	r := habeas.Report{ID: d.newID(habeas.KindReport), Title: label, Kind: "note", SHA256: sha, FileName: "comment.txt", MediaType: "text/plain; charset=utf-8", Size: int64(len(words)),
		Source: s.ID, Access: habeas.AccessSealed, By: a.ID, Captured: d.today(), Assigned: a.ID}
	if err := tx.PutReport(r); err != nil {
		return err
	}
	text := habeas.Text{ID: d.newID(habeas.KindText), Report: r.ID, N: 1, Extractor: "as written", Lang: c.Lang, Body: words}
	if err := tx.PutText(text); err != nil {
		return err
	}
	gone := emptied(c, habeas.CommentReferred)
	gone.Moderator = a.ID
	return tx.PutComment(gone, 0)
}

// PublishComments lets out what moderators approved, as one batch: readers
// cannot tell from a page when anything came or was read.
func (d *Desk) PublishComments(ctx context.Context) (int, error) {
	n := 0
	err := d.store.Update(ctx, func(tx Tx) error {
		tx.Doing(habeas.ModerateComments)
		n = 0
		cs, err := tx.CommentsIn(habeas.CommentApproved, 10_000)
		if err != nil {
			return err
		}
		for _, c := range cs {
			c.State, c.Shown = habeas.CommentPublished, d.today().Format(time.DateOnly)
			if err := tx.PutComment(c, 0); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// ReadCode reads a code as its writer typed it.
func ReadCode(typed string) (receipt.Code, error) { return receipt.Parse(typed) }
