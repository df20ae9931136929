// Package demo makes the demonstration record: about sixty invented people,
// four lists, reports in five languages, and what a desk did with them over
// four years. It is made only by what the desk itself can do, under the same
// rules, so that a demonstration shows nothing the program cannot do and can
// hold nothing its rules forbid.
//
// Nobody in it exists. Names are put together from common ones; where one is
// borne by somebody, that is chance. Counties are real; the newspapers,
// offices, townships, study centres, prisons and lists are not.
//
// One seed and one clock make every build the same, but for what must not be:
// the hashes of the passwords.
package demo

import (
	"context"
	"embed"
	"math/rand/v2"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/estimating"
	"github.com/habeas-record/habeas/internal/desk/linking"
	"github.com/habeas-record/habeas/internal/desk/submissions"
)

//go:generate go run workbook.go

//go:embed data
var data embed.FS

// Login is an account of the demonstration desk. Its password is known to
// everybody who reads this, which is right for a record without secrets.
type Login struct {
	Name, Password string
	Role           habeas.Role
}

// Logins are the accounts of the demonstration desk.
var Logins = []Login{
	{"Ines", "salt pepper lantern", habeas.RoleAdmin},
	{"Dina", "seven quiet rivers", habeas.RoleDocumenter},
	{"Ruth", "paper boats at noon", habeas.RoleReviewer},
	{"Tomas", "a coat without buttons", habeas.RoleReviewer},
	{"Mira", "letters in the drawer", habeas.RoleModerator},
	{"Olu", "reading by the window", habeas.RoleReader},
	{"Sana", "two halves of a letter", habeas.RoleCustodian},
	{"Noor", "counting on both hands", habeas.RoleStatistician},
	{"Pavel", "a lamp under the stairs", habeas.RoleCustodian},
}

// Maker makes one demonstration record.
type Maker struct {
	now time.Time
	ids *rand.ChaCha8
	// Keys are the public lines of the custodians' keys, by their names. Without
	// two there are no boxes; with them no two builds are the same, since a box is
	// sealed with randomness of its own.
	Keys map[string]string
}

// New returns a maker at the beginning of the demonstration's time.
func New() *Maker {
	return &Maker{ids: rand.NewChaCha8([32]byte([]byte("habeas: nobody in here is real..")))}
}

// Now is the demonstration's clock: it is set by the script, and moves on by a
// second whenever it is read, so that no two acts fall together.
func (m *Maker) Now() time.Time {
	m.now = m.now.Add(time.Second)
	return m.now
}

// Options are what the desk that the record is built with has to be made with.
func (m *Maker) Options() desk.Options {
	return desk.Options{Now: m.Now, NewID: func(k habeas.Kind) habeas.ID { return habeas.NewIDFrom(m.ids, k) }, Random: m.ids}
}

// EstimateOptions are what the desk's estimates have to be made with.
func (m *Maker) EstimateOptions() estimating.Options {
	o := m.Options()
	return estimating.Options{Now: o.Now, NewID: o.NewID}
}

// Inbox is what people write to the desk of the record.
func (m *Maker) Inbox(d *desk.Desk, s desk.Store, f submissions.Files) *submissions.Inbox {
	return submissions.New(d, s, f, nil, m.Now).Seeded(m.ids)
}

// LinkOptions are what the desk's proposed links have to be made with.
func (m *Maker) LinkOptions() linking.Options {
	o := m.Options()
	return linking.Options{Now: o.Now, NewID: o.NewID}
}

// Build fills the desk's record, which must be empty.
func (m *Maker) Build(ctx context.Context, d *desk.Desk, e *estimating.Desk, l *linking.Desk, inbox *submissions.Inbox) error {
	s := &script{ctx: ctx, desk: d, estimates: e, proposed: l, inbox: inbox, maker: m, subjects: map[string]habeas.ID{}, sources: map[string]habeas.ID{}, lists: map[string]habeas.ID{}}
	for _, part := range []func(*script){
		setUp, firstCall, honeyFair, absent, notice, families, letter, herders, secondCall, absentAgain, reply, recording, relatives,
		links, proposals, countCounty, elsewhere, comments, letters, today, countAll,
	} {
		if part(s); s.err != nil {
			return s.err
		}
	}
	return nil
}
