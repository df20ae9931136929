package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/pgtest"
)

// identity writes a new identity into a file and returns its recipient.
func identity(t *testing.T, file string) string {
	t.Helper()
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(id.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return id.Recipient().String()
}

// done runs a command that must succeed.
func done(t *testing.T, args ...string) (out, errs string) {
	t.Helper()
	out, errs, code := habeasRun(args...)
	if code != exitDone {
		t.Fatalf("habeas %s: exit code %d: %s%s", strings.Join(args, " "), code, out, errs)
	}
	return out, errs
}

// released are the stored claims that are shown outside.
func released(t *testing.T, rec *opened) (out []habeas.Claim) {
	t.Helper()
	err := rec.store.View(context.Background(), func(tx desk.Tx) (err error) {
		out, _, err = tx.FindClaims(habeas.ClaimFilter{Released: true})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// told is a stored claim that is shown outside because a private source agreed.
func told(t *testing.T, rec *opened) (c habeas.Claim) {
	t.Helper()
	all := released(t, rec)
	err := rec.store.View(context.Background(), func(tx desk.Tx) error {
		for _, x := range all {
			s, err := tx.Source(x.Source)
			if err != nil {
				return err
			}
			if s.Public() {
				continue
			}
			if x.Report != "" {
				r, err := tx.Report(x.Report)
				if err != nil {
					return err
				}
				if r.Access == habeas.AccessPublic {
					continue // its maker published it
				}
			}
			c = x
		}
		return nil
	})
	if err != nil || c.ID == "" {
		t.Fatalf("no claim of a private source is published: %v", err)
	}
	return c
}

// The drill: a record is backed up while it is open, goes on, something is
// taken back, the machine is lost, and the record is restored elsewhere. What
// was taken back stays so, everything else is as it was, and the log is one
// with what was published of it.
func TestRestoreDrill(t *testing.T) {
	t.Run("folder", func(t *testing.T) { restoreDrill(t, nil) })
	t.Run("PostgreSQL", func(t *testing.T) { restoreDrill(t, []string{"--db", pgtest.URL(t)}) })
}

func restoreDrill(t *testing.T, into []string) {
	dir := t.TempDir()
	old, file, key := filepath.Join(dir, "old"), filepath.Join(dir, "record.age"), filepath.Join(dir, "key.txt")
	to := identity(t, key)
	demoIn(t, old)
	rec := openedFor(t, old)
	ctx := context.Background()
	// Somebody has written to the desk, and keeps the code.
	const words = "My brother Ali Sample was taken from Exampletown."
	code, err := rec.inbox.Send(ctx, submissions.Form{Text: words, Lang: "en", Code: true})
	if err != nil {
		t.Fatal(err)
	}
	writing := make(chan error, 1)
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				writing <- nil
				return
			default:
			}
			voice := habeas.Source{Kind: habeas.SourceOutlet, Name: "An outlet", Label: "An outlet", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed}
			if _, err := rec.desk.AddSource(ctx, operator, voice); err != nil {
				writing <- err
				return
			}
			// SQLite queues no writers of two processes: one that never
			// rests can keep the other out for as long as it goes on.
			time.Sleep(5 * time.Millisecond)
		}
	}()
	_, errs := done(t, "backup", "--data", old, "--to", to, file)
	close(stop)
	if err := <-writing; err != nil {
		t.Fatalf("the record could not be written to while it was backed up: %v", err)
	}
	if !strings.Contains(errs, "backed up to") {
		t.Errorf("the backup says %q", errs)
	}
	sealed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(sealed, []byte("age-encryption.org/v1\n")) {
		t.Error("the backup is not an age file")
	}

	claims := released(t, rec)
	if len(claims) < 2 {
		t.Fatalf("%d public claims", len(claims))
	}
	var open []habeas.ID // of sources that take nothing back
	err = rec.store.View(ctx, func(tx desk.Tx) error {
		for _, c := range claims {
			s, err := tx.Source(c.Source)
			if err != nil {
				return err
			}
			if s.Public() {
				open = append(open, c.ID)
			}
		}
		return nil
	})
	if err != nil || len(open) < 2 {
		t.Fatalf("%d public claims of outlets: %v", len(open), err)
	}
	taken, stays := open[0], open[1]
	h, err := rec.desk.ClaimHistory(ctx, operator, taken)
	if err != nil {
		t.Fatal(err)
	}
	err = rec.desk.Decide(ctx, operator, desk.Decision{Claim: taken, Seen: len(h.Steps), Act: habeas.ActWithdraw, Reason: "asked for"})
	if err != nil {
		t.Fatal(err)
	}
	// A source that had agreed when the backup was made takes its consent back.
	teller := told(t, rec)
	if err := rec.desk.TakeBackConsent(ctx, operator, teller.Source); err != nil {
		t.Fatal(err)
	}
	// And what was written to the desk is taken back, last of all, with its code.
	wrote, err := rec.inbox.Open(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	if err := rec.inbox.TakeBack(ctx, wrote.ID); err != nil {
		t.Fatal(err)
	}
	claims = released(t, rec)
	before, err := rec.desk.Safety(ctx, operator)
	if err != nil {
		t.Fatal(err)
	}
	if before.Last == nil || before.Last.Evidence == 0 || before.Last.Recipients != 1 {
		t.Errorf("the desk shows the last backup as %+v", before.Last)
	}
	if err := rec.close(); err != nil {
		t.Fatal(err)
	}

	// Without the list of what was taken back nothing is restored.
	fresh := filepath.Join(dir, "fresh")
	if _, errs, code := habeasRun("restore", file, "--identity", key, "--data", fresh); code != exitMisuse || !strings.Contains(errs, "taken back") {
		t.Errorf("without the list: exit code %d, %s", code, errs)
	}
	list := filepath.Join(old, withdrawals)
	args := append([]string{"restore", file, "--identity", key, "--withdrawals", list, "--data", fresh}, into...)
	_, errs = done(t, args...)
	if !strings.Contains(errs, "3 things taken back since were taken back again") {
		t.Errorf("the restore says %q", errs)
	}
	back := record{Data: fresh}
	if into != nil {
		back.DB = into[1]
	}
	again, err := back.open(ctx, desk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.close()
	after := released(t, again)
	has := func(id habeas.ID) bool {
		return slices.ContainsFunc(after, func(c habeas.Claim) bool { return c.ID == id })
	}
	if has(taken) || has(teller.ID) || !has(stays) || len(after) != len(claims) {
		t.Errorf("%d public claims are back of %d; the withdrawn one %v, one of the source that took its consent back %v, another %v",
			len(after), len(claims), has(taken), has(teller.ID), has(stays))
	}
	if err := again.store.View(ctx, func(tx desk.Tx) error {
		s, err := tx.Submission(wrote.ID)
		if err != nil {
			return err
		}
		c, err := tx.SubmissionContent(s)
		if s.State != habeas.SubmissionWithdrawn || !c.Empty() || c.Box != "" {
			t.Errorf("what was taken back by its code is back as %s: %q", s.State, c.Text)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	// The heads that were published before are heads of the restored log.
	head := filepath.Join(dir, "head")
	if err := os.WriteFile(head, []byte("\n  "+strings.ReplaceAll(strings.TrimSpace(before.Published.Signed), "\n", "\r\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, append([]string{"verify", "--head", head, "--data", fresh}, into...)...)
	s, err := again.desk.Safety(ctx, operator)
	if err != nil || len(s.Backups) == 0 || !s.Backups[0].Restored || s.Backups[0].Withdrawn != 3 {
		t.Errorf("the desk shows of the restore %+v, %v", s.Backups, err)
	}
	// What the list holds is kept, so that the next restore has it too.
	kept, err := os.ReadFile(filepath.Join(fresh, withdrawals))
	if err != nil || !strings.Contains(string(kept), string(taken)) {
		t.Errorf("the list of the restored record lacks what was taken back: %v", err)
	}
}

// Nothing that is in the record can be read in its backup or is left beside it.
func TestBackupIsSealed(t *testing.T) {
	dir := t.TempDir()
	data, file, key := filepath.Join(dir, "d"), filepath.Join(dir, "b.age"), filepath.Join(dir, "key")
	marker := "Zqmarkername"
	list := filepath.Join(dir, "people.csv")
	if err := os.WriteFile(list, []byte("id,name\n1,"+marker+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, "import", list, "--list", "Register", "--data", data)
	done(t, "backup", "--data", data, "--to", identity(t, key), file)
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	if want := []string{file, data, key, list}; !slices.Equal(names, want) {
		t.Errorf("the backup left %v", names)
	}
	sealed, err := os.ReadFile(file)
	if err != nil || bytes.Contains(sealed, []byte(marker)) {
		t.Errorf("the backup can be read: %v", err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the backup: %v, %v", info.Mode(), err)
	}
}

// A backup that was cut short or changed is refused, and leaves nothing.
func TestDamagedBackup(t *testing.T) {
	dir := t.TempDir()
	data, file, key := filepath.Join(dir, "d"), filepath.Join(dir, "b.age"), filepath.Join(dir, "key")
	list := filepath.Join(dir, "people.csv")
	writePeople(t, list, 200, "detained")
	done(t, "import", list, "--list", "Register", "--data", data)
	done(t, "backup", "--data", data, "--to", identity(t, key), file)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 1
		return b
	}
	for name, bad := range map[string][]byte{"cut": whole[:len(whole)-100], "half": whole[:len(whole)/2], "flipped": flipped(len(whole) / 2),
		"end": flipped(len(whole) - 1), "empty": nil, "another file": []byte("id,name\n")} {
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		into := filepath.Join(dir, "r "+name)
		_, errs, code := habeasRun("restore", file, "--identity", key, "--withdrawals", "none", "--data", into)
		if code != exitFailed || !strings.Contains(errs, "not a whole backup") {
			t.Errorf("%s: exit code %d: %s", name, code, errs)
		}
		if left, err := os.ReadDir(into); err == nil && len(left) > 0 {
			t.Errorf("%s: %v is left in the folder", name, left)
		}
	}
	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	stranger := filepath.Join(dir, "stranger")
	identity(t, stranger)
	if _, errs, code := habeasRun("restore", file, "--identity", stranger, "--withdrawals", "none", "--data", filepath.Join(dir, "s")); code != exitFailed || !strings.Contains(errs, "none of the identities opens") {
		t.Errorf("a stranger's identity: exit code %d: %s", code, errs)
	}
	done(t, "restore", file, "--identity", key, "--withdrawals", "none", "--data", filepath.Join(dir, "whole"))
	if _, errs, code := habeasRun("restore", file, "--identity", key, "--withdrawals", "none", "--data", filepath.Join(dir, "whole")); code != exitFailed || !strings.Contains(errs, "holds a record already") {
		t.Errorf("over another record: exit code %d: %s", code, errs)
	}
}
