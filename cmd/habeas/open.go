package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/store"
)

// opened is a record wired together.
type opened struct {
	store  desk.Store
	desk   *desk.Desk
	public *publish.Public
	close  func() error
}

// open opens the record's database and evidence; a new folder is made where
// there is none.
func (r record) open(ctx context.Context, o desk.Options) (*opened, error) {
	dir := r.Data
	if dir == "" {
		if r.DB == "" {
			return nil, misuse("name the record: --data DIR, or --db URL")
		}
		dir = "."
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the record: %w", err)
	}
	dsn := r.DB
	if dsn == "" {
		dsn = filepath.Join(dir, database)
	}
	s, err := store.Open(ctx, dsn)
	if err != nil {
		return nil, err
	}
	b, err := blobs.Open(filepath.Join(dir, "evidence"))
	if err != nil {
		s.Close()
		return nil, err
	}
	if o.Disclosure == nil {
		if o.Disclosure, err = rulesIn(filepath.Join(dir, disclosureRules)); err != nil {
			s.Close()
			return nil, err
		}
	}
	ds := desk.Over(s)
	return &opened{store: ds, desk: desk.New(ds, b, o), public: publish.New(ds.View, o.Now), close: ds.Close}, nil
}
