// Package submissions holds the use cases of what people send to the desk under
// seal: what anybody may do without an account, and what the desk does with it.
// Every one passes authorise. Nothing is kept of who sends but what they write,
// and who they say they are is sealed before it is kept.
package submissions

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/together"
	"github.com/habeas-record/habeas/internal/protect/plain"
	"github.com/habeas-record/habeas/internal/protect/receipt"
	"github.com/habeas-record/habeas/internal/protect/seal"
)

// Files keeps what is sent, sealed.
type Files interface {
	Receive(ctx context.Context, r io.Reader, day time.Time) (sha string, size int64, err error)
	Get(sha string) (io.ReadSeekCloser, error)
	Forget(sha string) error
	ForgetOthers(keep func(sha string) bool, day time.Time) error
}

// Inbox is the use cases over one record.
type Inbox struct {
	desk   *desk.Desk
	store  desk.Store
	files  Files
	now    func() time.Time
	signer Signer
	random io.Reader
	queue  together.Queue[arrival]
}

// Signer signs the list of keys that people seal messages to.
type Signer interface {
	SignText(text string) (string, error)
	Public() string
}

// New returns the inbox of a desk. Without a signer there is no list of keys;
// now is nil for the system's clock.
func New(d *desk.Desk, s desk.Store, f Files, signer Signer, now func() time.Time) *Inbox {
	if now == nil {
		now = time.Now
	}
	return &Inbox{desk: d, store: s, files: f, signer: signer, now: now, random: rand.Reader}
}

// Seeded makes ids and codes of r, for a record of invented people that is the
// same every time.
func (x *Inbox) Seeded(r io.Reader) *Inbox {
	x.random = r
	return x
}

// How long things last, in days.
const (
	answerIn = 14  // until somebody of the desk should have answered
	keepCode = 180 // a code after the last word of either side
)

func (x *Inbox) today() time.Time { return x.now().UTC().Truncate(24 * time.Hour) }

func (x *Inbox) day(later int) string { return x.today().AddDate(0, 0, later).Format(time.DateOnly) }

// Form is what somebody sends.
type Form struct {
	Text     string
	Lang     string // of the page, which is the language to answer in
	Files    []habeas.SubmittedFile
	Identity seal.Identity
	Code     bool // whether they want one, or keep nothing
	// Claim is the public claim that it challenges, "" for testimony, and By who
	// they say they are.
	Claim habeas.ID
	By    habeas.Challenger
}

// Fault is what is wrong with what was sent; pages say it in their own language.
type Fault string

// The faults.
const (
	FaultEmpty    Fault = "empty"
	FaultLong     Fault = "long"
	FaultLetters  Fault = "letters"
	FaultCloud    Fault = "cloud"
	FaultCode     Fault = "code"
	FaultChoice   Fault = "choice"
	FaultIdentity Fault = "identity"
	FaultUnsealed Fault = "unsealed"
	FaultFull     Fault = "full"
	FaultFiles    Fault = "files"
	FaultMachine  Fault = "machine"
	FaultSure     Fault = "sure"
	FaultBy       Fault = "by"
	FaultRoom     Fault = "room"
)

var faults = map[Fault]string{
	FaultEmpty:    "there is nothing in it: write something, or choose a file",
	FaultLong:     "the text is too long: send the rest as a file",
	FaultLetters:  "the text holds bytes that are no letters: take them out",
	FaultCloud:    "the text holds a link to a store of files that knows whose it is: take the link out and send the file itself",
	FaultCode:     "the text holds a code: take it out, since whoever has it reads the replies",
	FaultChoice:   "choose whether you want a code",
	FaultIdentity: "what is written about you is too long: shorten it",
	FaultUnsealed: "the desk cannot seal who you are yet: leave that part empty",
	FaultFull:     "there is no room for more in this conversation: begin a new one",
	FaultFiles:    "the files are not held any more, or there are too many: choose them again",
	FaultMachine:  "something was typed where nothing belongs: empty that field",
	FaultSure:     "tick the box beside the button to take it back",
	FaultBy:       "choose who writes",
	FaultRoom:     "there is no room for files now: send the words without them",
}

func (f Fault) Error() string { return faults[f] }

// Unwrap says that whoever sent it can mend it.
func (Fault) Unwrap() error { return habeas.ErrInvalid }

// arrival is something on its way into the record.
type arrival struct {
	s habeas.Submission
	c habeas.SubmissionContent
}

// Check says what is wrong with a text before anything is done with it; nothing
// that was typed is lost by it.
func Check(text string, most int) error {
	switch {
	case plain.Check(text) != "":
		return FaultLetters
	case len([]rune(text)) > most:
		return FaultLong
	case cloud(text):
		return FaultCloud
	case receipt.Within(text):
		return FaultCode
	}
	return nil
}

// Send keeps what somebody sent and returns the code that opens the replies, ""
// where they keep nothing. The same is written for everybody: a box of one size,
// whether they said who they are or not.
func (x *Inbox) Send(ctx context.Context, f Form) (receipt.Code, error) {
	if err := habeas.Authorise(habeas.Anybody, habeas.WriteToDesk, habeas.Item{}); err != nil {
		return "", err
	}
	c := habeas.SubmissionContent{Text: f.Text, Files: f.Files}
	if err := Check(f.Text, habeas.MaxTestimony); err != nil {
		return "", err
	}
	if c.Empty() {
		return "", FaultEmpty
	}
	set, err := x.desk.Settings(ctx)
	if err != nil {
		return "", err
	}
	switch {
	case len(set.Custodians) >= seal.Custodians:
		box, err := seal.Box(f.Identity, set.Custodians)
		if errors.Is(err, seal.ErrRoom) {
			return "", FaultIdentity
		}
		if err != nil {
			return "", err
		}
		c.Box = seal.Text(box)
	case f.Identity != seal.Identity{}:
		return "", FaultUnsealed
	}
	s := habeas.Submission{ID: habeas.NewIDFrom(x.random, habeas.KindSent), State: habeas.SubmissionWaiting, Day: x.day(0), Due: x.day(answerIn), Lang: f.Lang, News: true}
	if f.Claim != "" {
		if !slices.Contains(habeas.Challengers, f.By) {
			return "", FaultBy
		}
		s.Challenge = &habeas.Challenge{Claim: f.Claim, By: f.By}
	}
	var code receipt.Code
	if f.Code {
		if code, err = receipt.New(x.random); err != nil {
			return "", err
		}
		s.Code, s.Until = code.Hash(), x.day(keepCode)
	}
	return code, x.queue.Put(ctx, arrival{s, c}, func(ctx context.Context, all []arrival) error {
		return x.store.Update(ctx, func(tx desk.Tx) error {
			tx.Doing(habeas.WriteToDesk)
			for _, a := range all {
				if err := tx.PutSubmission(a.s, a.c); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// Hold keeps a file that somebody sends, sealed under a key of its own that is
// kept nowhere but in what is returned. One that comes into no submission is
// gone the next day.
func (x *Inbox) Hold(ctx context.Context, name string, body io.Reader) (f habeas.SubmittedFile, err error) {
	if err := habeas.Authorise(habeas.Anybody, habeas.WriteToDesk, habeas.Item{}); err != nil {
		return f, err
	}
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return f, err
	}
	r, w := io.Pipe()
	go func() {
		sealed, err := age.Encrypt(w, key.Recipient())
		if err == nil {
			if f.Size, err = io.Copy(sealed, body); err == nil {
				err = sealed.Close()
			}
		}
		w.CloseWithError(err)
	}()
	f.SHA256, _, err = x.files.Receive(ctx, r, x.now())
	r.CloseWithError(err) // where it was not read to its end
	if errors.Is(err, habeas.ErrFull) {
		return habeas.SubmittedFile{}, FaultRoom
	}
	if err != nil {
		return habeas.SubmittedFile{}, fmt.Errorf("hold what was sent: %w", err)
	}
	f.Name, f.Key = plain.Shown(strings.ReplaceAll(name, "\n", " ")), key.String()
	return f, nil
}

// open reads the bytes of a file as they came.
func (x *Inbox) open(f habeas.SubmittedFile) (io.Reader, io.Closer, error) {
	key, err := age.ParseX25519Identity(f.Key)
	if err != nil {
		return nil, nil, fmt.Errorf("the key of a file that was sent: %w", err)
	}
	sealed, err := x.files.Get(f.SHA256)
	if err != nil {
		return nil, nil, err
	}
	r, err := age.Decrypt(sealed, key)
	if err != nil {
		sealed.Close()
		return nil, nil, fmt.Errorf("a file that was sent: %w", err)
	}
	return r, sealed, nil
}

// forget empties files that were sent; those that fail are emptied by Tidy.
func (x *Inbox) forget(files []habeas.SubmittedFile) error {
	var err error
	for _, f := range files {
		err = errors.Join(err, x.files.Forget(f.SHA256))
	}
	return err
}

// Tidy ends codes whose time is over, empties files that belong to nothing, and
// makes room for what comes next.
func (x *Inbox) Tidy(ctx context.Context) error {
	var kept map[string]habeas.ID
	err := x.store.Update(ctx, func(tx desk.Tx) error {
		tx.Doing(habeas.WriteToDesk)
		over, err := tx.ExpiredCodes(x.day(0))
		if err != nil {
			return err
		}
		for _, s := range over {
			c, err := tx.SubmissionContent(s)
			if err != nil {
				return err
			}
			s.Code, s.Until = "", ""
			if err := tx.PutSubmission(s, c); err != nil {
				return err
			}
		}
		if kept, err = tx.SubmittedFiles(); err != nil {
			return err
		}
		return tx.Restock()
	})
	if err != nil {
		return fmt.Errorf("tidy what was sent: %w", err)
	}
	return x.files.ForgetOthers(func(sha string) bool { return kept[sha] != "" }, x.now())
}
