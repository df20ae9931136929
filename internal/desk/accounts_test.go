package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

const password = "a long enough password"

// member makes an account that can sign in.
func (w *world) member(name string, role habeas.Role) habeas.Actor {
	w.t.Helper()
	u, err := w.AddUser(w.ctx, w.admin, name, password, role)
	w.ok(err)
	return habeas.Actor{ID: u.ID, Name: u.Name, Role: u.Role}
}

func (w *world) code(secret string, at time.Time) string {
	w.t.Helper()
	c, err := totp.GenerateCode(secret, at)
	w.ok(err)
	return c
}

// factor sets a second factor up.
func (w *world) factor(a habeas.Actor) (secret string, recovery []string) {
	w.t.Helper()
	f, err := w.NewFactor(w.ctx, a)
	w.ok(err)
	if !strings.HasPrefix(f.URL, "otpauth://totp/") || strings.Contains(string(f.Sealed), f.Secret) {
		w.t.Fatalf("the secret is handed out as %q, kept as %q", f.URL, f.Sealed)
	}
	recovery, err = w.KeepFactor(w.ctx, a, f.Sealed, password, w.code(f.Secret, w.clock))
	w.ok(err)
	return f.Secret, recovery
}

func TestSecondFactor(t *testing.T) {
	w := newWorld(t)
	a := w.member("Aray", habeas.RoleDocumenter)
	secret, recovery := w.factor(a)
	refused := func(what, code string) {
		t.Helper()
		if _, err := w.SignIn(w.ctx, "Aray", password, code); !errors.Is(err, habeas.ErrRefused) {
			t.Errorf("%s: %v", what, err)
		}
	}
	let := func(what, code string) {
		t.Helper()
		if _, err := w.SignIn(w.ctx, "ARAY", password, code); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("no code", "")
	refused("the code that set it up", w.code(secret, w.clock))
	w.clock = w.clock.Add(time.Minute)
	code := w.code(secret, w.clock)
	let("a code", code[:3]+" "+code[3:])
	refused("the same code again", code)
	w.clock = w.clock.Add(time.Minute)
	let("the code of the half minute before", w.code(secret, w.clock.Add(-30*time.Second)))
	refused("a code of two minutes ago", w.code(secret, w.clock.Add(-2*time.Minute)))
	refused("a wrong code", "000000")
	let("a recovery code", strings.ToUpper(recovery[0]))
	refused("the recovery code again", recovery[0])
	if acc, err := w.Account(w.ctx, a); err != nil || !acc.Factor || acc.Recovery != len(recovery)-1 {
		t.Errorf("the account says %+v, %v", acc, err)
	}
	// A password changed or a new factor does not come for free.
	if _, err := w.NewRecovery(w.ctx, a, "not the password", recovery[1]); !errors.Is(err, habeas.ErrInvalid) {
		t.Errorf("new recovery codes with a wrong password: %v", err)
	}
	fresh, err := w.NewRecovery(w.ctx, a, password, recovery[1])
	w.ok(err)
	refused("a recovery code of before", recovery[2])
	let("a new recovery code", fresh[0])
	if err := w.DropFactor(w.ctx, a, password, fresh[1]); !errors.Is(err, habeas.ErrInvalid) {
		t.Errorf("a desk that asks for a second factor let one go: %v", err)
	}
	w.ok(w.ChangeSettings(w.ctx, w.admin, habeas.Settings{DeskName: "Test desk", WhoRuns: "A test.", PasswordAlone: true}))
	w.ok(w.DropFactor(w.ctx, a, password, fresh[1]))
	let("no second factor any more", "")
}

// A secret moved from one account's row to another's makes no codes there.
func TestFactorIsBoundToItsAccount(t *testing.T) {
	w := newWorld(t)
	a, b := w.member("Aray", habeas.RoleDocumenter), w.member("Botan", habeas.RoleDocumenter)
	f, err := w.NewFactor(w.ctx, a)
	w.ok(err)
	if _, err := w.KeepFactor(w.ctx, b, f.Sealed, password, w.code(f.Secret, w.clock)); !errors.Is(err, habeas.ErrInvalid) {
		t.Errorf("another's secret was taken: %v", err)
	}
}

// The same code sent by two at once counts once.
func TestCodeCountsOnce(t *testing.T) {
	w := newWorld(t)
	secret, _ := w.factor(w.member("Aray", habeas.RoleDocumenter))
	w.clock = w.clock.Add(time.Minute)
	code, in := w.code(secret, w.clock), make(chan error)
	for range 4 {
		go func() {
			_, err := w.SignIn(w.ctx, "Aray", password, code)
			in <- err
		}()
	}
	let := 0
	for range 4 {
		if err := <-in; err == nil {
			let++
		} else if !errors.Is(err, habeas.ErrRefused) {
			t.Error(err)
		}
	}
	if let != 1 {
		t.Errorf("one code let %d in", let)
	}
}

func TestOneTimeLink(t *testing.T) {
	w := newWorld(t)
	u, err := w.AddUser(w.ctx, w.admin, "Aray", "", habeas.RoleCustodian)
	w.ok(err)
	if _, err := w.SignIn(w.ctx, "Aray", "", ""); !errors.Is(err, habeas.ErrRefused) {
		t.Errorf("an account without a password signs in: %v", err)
	}
	token, err := w.OneTimeLink(w.ctx, w.admin, u.ID)
	w.ok(err)
	if _, err := w.UseLink(w.ctx, w.doc.ID, token, password); !errors.Is(err, habeas.ErrNotFound) {
		t.Errorf("the link of one account opens another: %v", err)
	}
	if _, err := w.UseLink(w.ctx, u.ID, token, "short"); !errors.Is(err, habeas.ErrInvalid) {
		t.Errorf("a short password: %v", err)
	}
	_, err = w.UseLink(w.ctx, u.ID, token, password)
	w.ok(err)
	if _, err := w.UseLink(w.ctx, u.ID, token, password); !errors.Is(err, habeas.ErrNotFound) {
		t.Errorf("the link works twice: %v", err)
	}
	_, err = w.SignIn(w.ctx, "Aray", password, "")
	w.ok(err)
	late, err := w.OneTimeLink(w.ctx, w.admin, u.ID)
	w.ok(err)
	w.clock = w.clock.Add(25 * time.Hour)
	if _, err := w.UseLink(w.ctx, u.ID, late, password); !errors.Is(err, habeas.ErrNotFound) {
		t.Errorf("the link works after a day: %v", err)
	}
}

// What is sealed to a circle is read by the circle, whatever else its members
// may do, and by nobody else of their role.
func TestCircles(t *testing.T) {
	w := newWorld(t)
	in, out := w.member("in", habeas.RoleDocumenter), w.member("out", habeas.RoleReader)
	w.ok(w.ChangeUser(w.ctx, w.admin, in.ID, desk.UserChange{Circles: &[]string{" north  team", "north team", ""}, Version: 1}))
	in, err := w.Who(w.ctx, in.ID)
	w.ok(err)
	if len(in.Circles) != 1 || in.Circles[0] != "north team" {
		t.Fatalf("the circles are %q", in.Circles)
	}
	taken, err := w.Capture(w.ctx, in, desk.Given{Pasted: "Somebody was held in Korgan.", NewSource: &habeas.Source{Kind: habeas.SourcePerson, Name: "A cousin", Label: "a relative",
		Protection: habeas.ProtectionTeam, Access: habeas.AccessSealed, Circle: "north team"}, Access: habeas.AccessSealed, Circle: "north team"})
	w.ok(err)
	member, reader := out, out
	member.Circles = []string{"north team"}
	if _, err := w.Review(w.ctx, member, taken.Report.ID); err != nil {
		t.Errorf("a reader of the circle: %v", err)
	}
	for _, a := range []habeas.Actor{reader, w.doc} {
		if _, err := w.Review(w.ctx, a, taken.Report.ID); !errors.Is(err, habeas.ErrNotFound) {
			t.Errorf("%s outside the circle: %v", a.Role, err)
		}
	}
	if _, err := w.Source(w.ctx, w.doc, taken.Report.Source); !errors.Is(err, habeas.ErrNotFound) {
		t.Errorf("a documenter outside the circle reads its source: %v", err)
	}
	if found, err := w.FindSources(w.ctx, w.doc, "cousin", 5); err != nil || len(found) != 0 {
		t.Errorf("a documenter outside the circle finds its source: %v, %v", found, err)
	}
	if _, err := w.Source(w.ctx, in, taken.Report.Source); err != nil {
		t.Errorf("the circle does not know its own source: %v", err)
	}
	if _, err := w.Capture(w.ctx, w.doc, desk.Given{Pasted: "Another text.", NewSource: &outlet, Access: habeas.AccessSealed, Circle: "north team"}); !errors.Is(err, habeas.ErrInvalid) {
		t.Errorf("somebody outside sealed a report to the circle: %v", err)
	}
}
