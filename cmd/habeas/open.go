package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/estimating"
	"github.com/habeas-record/habeas/internal/desk/linking"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/protect/signin"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/store"
)

// opened is a record wired together.
type opened struct {
	dir    string
	store  desk.Store
	desk   *desk.Desk
	signin signin.Key
	public *publish.Public
	// estimates and links are the use cases about estimates and proposed links.
	estimates *estimating.Desk
	links     *linking.Desk
	inbox     *submissions.Inbox
	close     func() error
}

// place tells the folder of the record and the address of its database.
func (r record) place() (dir, dsn string, err error) {
	dir = r.Data
	if dir == "" {
		if r.DB == "" {
			return "", "", misuse("name the record: --data DIR, or --db URL")
		}
		dir = "."
	}
	if r.DB != "" {
		return dir, r.DB, nil
	}
	return dir, filepath.Join(dir, database), nil
}

// open opens the record's database and evidence; a new folder is made where
// there is none. The list of what was taken back is kept in the folder and in
// the other places named.
func (r record) open(ctx context.Context, o desk.Options, lists ...string) (*opened, error) {
	dir, dsn, err := r.place()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the record: %w", err)
	}
	key, err := ledger.OpenKey(dir)
	if err != nil {
		return nil, err
	}
	codes, err := signin.OpenKey(dir)
	if err != nil {
		return nil, err
	}
	o.FactorKey = codes.Factors()
	s, err := store.Open(ctx, dsn, store.Signed(key))
	if err != nil {
		return nil, err
	}
	b, err := blobs.Open(filepath.Join(dir, evidence))
	if err != nil {
		return nil, errors.Join(habeas.DiskFault(err), s.Close())
	}
	if o.Disclosure == nil {
		if o.Disclosure, err = rulesIn(filepath.Join(dir, disclosureRules)); err != nil {
			s.Close()
			return nil, err
		}
	}
	o.Withdrawn = keepList(key, append(lists, filepath.Join(dir, withdrawals))...)
	ds := desk.Over(s)
	d := desk.New(ds, b, o)
	return &opened{dir: dir, store: ds, desk: d, signin: codes, public: publish.New(ds.View, o.Now), inbox: submissions.New(d, ds, b, key, o.Now),
		estimates: estimating.New(ds, estimating.Options{Now: o.Now, Places: o.Extraction.Places}),
		links:     linking.New(ds, linking.Options{Now: o.Now, Places: o.Extraction.Places}), close: ds.Close}, nil
}

// keyFiles are the keys in the folder of a record, which a backup holds.
var keyFiles = append(slices.Clone(ledger.KeyFiles), signin.KeyFile)

// keepList keeps the list of what was taken back, signed, in each of the
// places. Each is whole at any moment.
func keepList(key *ledger.Key, places ...string) func(string) error {
	return func(list string) error {
		signed, err := key.SignText(list)
		if err != nil {
			return err
		}
		for _, place := range places {
			if err := replace(place, signed); err != nil {
				return fmt.Errorf("%s: %w", place, err)
			}
		}
		return nil
	}
}

// replace writes a file that is on the disk, whole, when its name changes.
func replace(name, text string) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".list-")
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// openToRead opens a record that must be there, and writes nothing.
func (r record) openToRead(ctx context.Context) (*opened, error) {
	dir, dsn, err := r.place()
	if err != nil {
		return nil, err
	}
	s, err := store.OpenToRead(ctx, dsn)
	if err != nil {
		return nil, err
	}
	ds := desk.Over(s)
	b := blobs.OpenToRead(filepath.Join(dir, evidence))
	d := desk.New(ds, b, desk.Options{})
	return &opened{dir: dir, store: ds, desk: d, public: publish.New(ds.View, nil), inbox: submissions.New(d, ds, b, nil, nil), close: ds.Close}, nil
}
