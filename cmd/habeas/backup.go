package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"github.com/habeas-record/habeas/internal/desk"
)

type backupCmd struct {
	record
	To   []string `help:"Recipient, as age1…, or a file of them; whoever holds one of their identities can open the backup. Give it once for each." required:"" placeholder:"RECIPIENT"`
	File string   `arg:"" help:"File to write; it must not be there yet."`
}

// Help is shown below the flags.
func (*backupCmd) Help() string {
	return "The record may be served meanwhile: the backup is of one moment. Keep it on another machine, and the identities on none of the two."
}

func (c *backupCmd) Run(ctx context.Context, t terminal) (err error) {
	recipients, err := recipientsOf(c.To)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(c.File); err == nil {
		return fmt.Errorf("%s is there already: choose another name", c.File)
	}
	dir, dsn, err := c.place()
	if err != nil {
		return err
	}
	if err := mustBeThere(dir, dsn); err != nil {
		return err
	}
	rec, err := c.open(ctx, desk.Options{})
	if err != nil {
		return err
	}
	defer rec.close()
	if err := rec.desk.KeepWithdrawals(ctx); err != nil {
		return err
	}
	var key []desk.KeyFile
	for _, name := range keyFiles {
		data, err := os.ReadFile(filepath.Join(rec.dir, name))
		if err != nil {
			return fmt.Errorf("the keys of the record: %w", err)
		}
		key = append(key, desk.KeyFile{Name: name, Data: data})
	}
	// Under its name there is a whole backup or none.
	part := c.File + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	defer func() {
		// Under its name it is whole, and stays whatever comes after.
		if err != nil && isThere(part) {
			err = errors.Join(err, os.Remove(part))
		}
	}()
	made, bad, err := rec.desk.Backup(ctx, operator, f, recipients, key)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	if err := os.Rename(part, c.File); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	if err := rec.desk.Backed(ctx, operator, made); err != nil {
		return fmt.Errorf("%s is written, and the record could not note it: %w", c.File, err)
	}
	fmt.Fprintf(t.err, "habeas: backed up to %s: %d bytes, %d pieces of evidence, for %d recipients\n", c.File, made.Bytes, made.Evidence, made.Recipients)
	if bad > 0 {
		return fmt.Errorf("%d pieces of evidence are missing or damaged and are not in the backup: see which with habeas verify", bad)
	}
	return nil
}

// mustBeThere refuses a record that is not there yet, where opening it would
// make an empty one.
func mustBeThere(dir, dsn string) error {
	if dsn != filepath.Join(dir, database) {
		return nil
	}
	if _, err := os.Stat(dsn); err != nil {
		return fmt.Errorf("there is no record in %s: %w", dir, err)
	}
	return nil
}

// recipientsOf reads recipients given as such or in files.
func recipientsOf(given []string) (out []age.Recipient, err error) {
	for _, g := range given {
		text := g
		if !strings.HasPrefix(g, "age1") {
			b, err := os.ReadFile(g)
			if err != nil {
				return nil, fmt.Errorf("read the recipients: %w: a recipient begins with age1", err)
			}
			text = string(b)
		}
		rs, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%q is not an age recipient: %w", short(g), err)
		}
		out = append(out, rs...)
	}
	return out, nil
}

// short cuts what is too long for a message.
func short(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// days says how long ago something was.
func days(since time.Duration) string {
	switch n := int(since.Hours() / 24); n {
	case 0:
		return "today"
	case 1:
		return "1 day ago"
	default:
		return fmt.Sprintf("%d days ago", n)
	}
}

func isThere(name string) bool {
	_, err := os.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}
