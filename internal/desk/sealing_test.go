package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/protect/seal"
)

// Who a source is goes into its box and nowhere else; two custodians open it, one
// does not, and taking boxes out is written down.
func TestSealing(t *testing.T) {
	w := newWorld(t)
	keeper := w.user("custodian", habeas.RoleCustodian)
	private := habeas.Source{Kind: habeas.SourcePerson, Name: "voice 1", Label: "a relative", Protection: habeas.ProtectionTeam}
	before, err := w.AddSource(w.ctx, w.doc, private)
	w.ok(err)
	if len(before.Box) != 0 {
		t.Error("a box without custodians")
	}
	if err := w.SealIdentity(w.ctx, w.doc, before.ID, desk.Identity{Name: "x"}); !errors.Is(err, habeas.ErrInvalid) {
		t.Errorf("sealed to nobody: %v", err)
	}
	var keys []age.Identity
	for i := range 2 {
		k, err := age.GenerateHybridIdentity()
		w.ok(err)
		w.ok(w.AddCustodian(w.ctx, keeper, fmt.Sprint("Keeper ", i), k.Recipient().String()))
		if err := w.AddCustodian(w.ctx, keeper, "again", k.Recipient().String()); !errors.Is(err, habeas.ErrInvalid) {
			t.Errorf("one key twice: %v", err)
		}
		keys = append(keys, k)
	}
	if err := w.AddCustodian(w.ctx, w.admin, "Admin", keys[0].(*age.HybridIdentity).Recipient().String()); !errors.Is(err, habeas.ErrRefused) {
		t.Errorf("an administrator adds a custodian: %v", err)
	}
	// An administrator's settings do not change who holds the keys.
	w.ok(w.ChangeSettings(w.ctx, w.admin, habeas.Settings{DeskName: "Test desk", WhoRuns: "A test."}))
	want := map[habeas.ID]desk.Identity{}
	for i := range 20 {
		s, err := w.AddSource(w.ctx, w.doc, private)
		w.ok(err)
		want[s.ID] = desk.Identity{}
		if i%2 == 0 {
			want[s.ID] = desk.Identity{Name: fmt.Sprintf("zqmarker%d", i), Contact: "zqcontact"}
			w.ok(w.SealIdentity(w.ctx, w.doc, s.ID, want[s.ID]))
		}
		s.Label, s.Version = "another label", s.Version+map[bool]int{true: 1, false: 0}[i%2 == 0]
		w.ok(w.ChangeSource(w.ctx, w.doc, s)) // keeps the box
	}
	if _, err := w.TakeOutBoxes(w.ctx, keeper, " "); !errors.Is(err, habeas.ErrInvalid) {
		t.Errorf("taken out without a reason: %v", err)
	}
	for _, a := range []habeas.Actor{w.doc, w.rev, w.admin} {
		if _, err := w.TakeOutBoxes(w.ctx, a, "curious"); !errors.Is(err, habeas.ErrRefused) {
			t.Errorf("%s takes boxes out: %v", a.Role, err)
		}
	}
	lines, err := w.TakeOutBoxes(w.ctx, keeper, "a relative asked to be called back")
	w.ok(err)
	if len(lines) != len(want) {
		t.Fatalf("%d boxes of %d", len(lines), len(want))
	}
	sizes := map[int]bool{}
	for _, line := range lines {
		p := strings.Split(line, "\t")
		b, err := seal.FromText(p[2])
		w.ok(err)
		sizes[len(b)] = true
		if got, err := seal.Open(b, keys...); err != nil || got != want[habeas.ID(p[0])] {
			t.Errorf("%s opens to %+v, %v", p[0], got, err)
		}
		if _, err := seal.Open(b, keys[0]); err == nil {
			t.Error("one custodian opens a box")
		}
	}
	if len(sizes) != 1 {
		t.Errorf("full and empty boxes are of sizes %v", sizes)
	}
	out, err := w.Sealing(w.ctx, keeper)
	w.ok(err)
	if len(out.Custodians) != 2 || len(out.Changes) != 2 || len(out.Opened) != len(want) || out.Opened[0].Reason == "" || out.Opened[0].By != keeper.ID {
		t.Errorf("%d custodians, %d changes, %d opened", len(out.Custodians), len(out.Changes), len(out.Opened))
	}
	// Nothing of it is in what the desk is shown.
	for id := range want {
		s, err := w.Source(w.ctx, w.doc, id)
		w.ok(err)
		raw, err := json.Marshal(s)
		w.ok(err)
		if strings.Contains(string(raw), "zqmarker") {
			t.Errorf("the desk is shown %s", raw)
		}
	}
	w.ok(w.RemoveCustodian(w.ctx, keeper, desk.Fingerprint(out.Custodians[0].Recipient)))
	if err := w.SealIdentity(w.ctx, w.doc, lines2id(lines[0]), desk.Identity{Name: "x"}); !errors.Is(err, habeas.ErrInvalid) {
		t.Errorf("sealed to one custodian: %v", err)
	}
}

func lines2id(line string) habeas.ID {
	id, _, _ := strings.Cut(line, "\t")
	return habeas.ID(id)
}
