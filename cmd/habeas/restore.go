package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/backup"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/protect/signin"
	"github.com/habeas-record/habeas/internal/store"
)

type restoreCmd struct {
	record
	File        string   `arg:"" help:"Backup to restore." type:"existingfile"`
	Identity    []string `help:"File with the identity that opens the backup." required:"" placeholder:"FILE" type:"existingfile"`
	Withdrawals string   `help:"List of what was taken back, as it is kept in the folder of the record under \"withdrawals\" and wherever --withdrawals of habeas serve keeps it; \"none\" where nothing was taken back since the backup." placeholder:"FILE|none"`
}

// Help is shown below the flags.
func (*restoreCmd) Help() string {
	return "The folder must hold no record. What was taken back after the backup was made is taken back again before the record can be served; for that the list of it is needed."
}

func (c *restoreCmd) Run(ctx context.Context, t terminal) (err error) {
	dir, dsn, err := c.place()
	if err != nil {
		return err
	}
	for _, part := range append([]string{database, evidence}, keyFiles...) {
		if isThere(filepath.Join(dir, part)) {
			return fmt.Errorf("%s holds a record already: choose another folder, or move that away", dir)
		}
	}
	list, err := c.list(dir)
	if err != nil {
		return err
	}
	ids, err := identitiesOf(c.Identity)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	defer f.Close()
	b, err := backup.NewReader(bufio.NewReaderSize(f, 1<<20), ids...)
	if err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of the record: %w", err)
	}
	// Made aside and moved in as a whole, the database last: a restore that was
	// stopped leaves nothing that could be taken for a record.
	aside, err := os.MkdirTemp(dir, ".restoring-")
	if err != nil {
		return fmt.Errorf("make a folder to restore in: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(aside)) }()
	in := record{Data: aside, DB: c.DB}
	made, err := in.fill(ctx, b)
	if err != nil {
		return fmt.Errorf("restore %s: %w", c.File, err)
	}
	done, err := in.takeBack(ctx, t, b.Manifest, made, list)
	if err != nil && c.DB != "" {
		err = fmt.Errorf("%w: the database holds the record as it was backed up: empty it, and do not serve it", err)
	}
	if err != nil {
		return fmt.Errorf("restore %s: %w", c.File, err)
	}
	parts := append(slices.Clone(keyFiles), evidence, withdrawals)
	if dsn == filepath.Join(dir, database) {
		parts = append(parts, database)
	}
	for _, part := range parts {
		if err := os.Rename(filepath.Join(aside, part), filepath.Join(dir, part)); err != nil {
			return fmt.Errorf("move the record into its folder: %w", err)
		}
	}
	fmt.Fprintf(t.err, "habeas: restored the record of %s (%s): %d pieces of evidence; %d things taken back since were taken back again\n",
		b.Manifest.Made.Format(time.DateOnly), days(time.Since(b.Manifest.Made)), done.Evidence, done.Withdrawn)
	return nil
}

// fill writes the parts of a backup where the record is to be.
func (r record) fill(ctx context.Context, b *backup.Reader) (done habeas.Backup, err error) {
	dir, dsn, err := r.place()
	if err != nil {
		return done, err
	}
	key := map[string][]byte{}
	if err := b.Keys(func(name string, data []byte) error { key[name] = data; return nil }); err != nil {
		return done, err
	}
	if err := ledger.WriteKey(dir, key); err != nil {
		return done, err
	}
	if err := os.WriteFile(filepath.Join(dir, signin.KeyFile), key[signin.KeyFile], 0o600); err != nil {
		return done, fmt.Errorf("the key of the sign-in: %w", err)
	}
	if err := store.Fill(ctx, dsn, b.Manifest.Version, b.Rows); err != nil {
		return done, err
	}
	kept, err := blobs.Open(filepath.Join(dir, evidence))
	if err != nil {
		return done, err
	}
	err = b.Evidence(func(sha string, r io.Reader) error {
		done.Evidence++
		got, _, err := kept.Put(ctx, r)
		if err == nil && got != sha {
			err = fmt.Errorf("%w: evidence %s has other bytes", backup.ErrDamaged, sha)
		}
		return err
	})
	return done, err
}

// takeBack holds the filled record against its ledger and takes back what was
// taken back since it was backed up.
func (r record) takeBack(ctx context.Context, t terminal, m backup.Manifest, done habeas.Backup, list string) (_ habeas.Backup, err error) {
	rec, err := r.open(ctx, desk.Options{})
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, rec.close()) }()
	public, err := ledger.ReadPublic(rec.dir)
	if err != nil {
		return done, err
	}
	keys, err := ledger.ParseKeys(public)
	if err != nil {
		return done, err
	}
	against := ledger.Against{Keys: &keys}
	if m.Head != "" {
		against.Heads = []string{m.Head}
	}
	var first *habeas.Fault
	if _, err := rec.desk.Verify(ctx, operator, against, func(f habeas.Fault) error {
		if first == nil {
			first = &f
		}
		return nil
	}); err != nil {
		return done, err
	}
	if first != nil {
		// It was so when it was backed up: a damaged record is better than none.
		fmt.Fprintf(t.err, "habeas: the record is not what its ledger has, and was not when it was backed up: %s: %s\n", first.Where, first.What)
	}
	done.Restored, done.At, done.Made = true, time.Now().UTC().Truncate(time.Second), m.Made
	if list != "" {
		text, err := keys.OpenText(list)
		if err != nil {
			return done, fmt.Errorf("the list of what was taken back: %w", err)
		}
		day, ws, err := backup.ParseWithdrawals(text)
		if err != nil {
			return done, fmt.Errorf("the list of what was taken back: %w", err)
		}
		if day < m.Made.Format(time.DateOnly) {
			fmt.Fprintf(t.err, "habeas: the list of what was taken back is of %s and the backup of %s: look for a newer one before the record is served\n", day, m.Made.Format(time.DateOnly))
		}
		if done.Withdrawn, err = rec.desk.TakeBack(ctx, operator, ws); err != nil {
			return done, err
		}
	}
	if err := rec.desk.KeepWithdrawals(ctx); err != nil {
		return done, err
	}
	return done, rec.desk.Backed(ctx, operator, done)
}

// list reads the list of what was taken back; "" where there is said to be
// none.
func (c *restoreCmd) list(dir string) (string, error) {
	name := c.Withdrawals
	switch {
	case name == "none":
		return "", nil
	case name == "" && !isThere(filepath.Join(dir, withdrawals)):
		return "", misuse("give the list of what was taken back since with --withdrawals FILE, or --withdrawals none where nothing was: without it a backup brings back what people took back")
	case name == "":
		name = filepath.Join(dir, withdrawals)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("read the list of what was taken back: %w", err)
	}
	return string(text), nil
}

func identitiesOf(files []string) (out []age.Identity, err error) {
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the identity: %w", err)
		}
		ids, err := age.ParseIdentities(strings.NewReader(string(text)))
		if err != nil {
			return nil, fmt.Errorf("%s holds no age identity", name) // what it holds is not for a message
		}
		out = append(out, ids...)
	}
	return out, nil
}
