package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/demo"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/estimating"
	"github.com/habeas-record/habeas/internal/desk/linking"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/store"
)

type demoCmd struct {
	Data      string `help:"Folder to keep it in; without one it goes when you stop the program." placeholder:"DIR" type:"path"`
	Addr      string `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	BuildOnly bool   `help:"Write the record and do not serve it; asks for --data."`
}

func (c *demoCmd) Run(ctx context.Context, t terminal) error {
	if c.BuildOnly && c.Data == "" {
		return misuse("name the folder to write it to: --data DIR")
	}
	dir := c.Data
	if dir == "" {
		temp, err := os.MkdirTemp("", "habeas-demo-")
		if err != nil {
			return fmt.Errorf("make a folder for the demonstration: %w", err)
		}
		defer os.RemoveAll(temp)
		dir = temp
	}
	// Taken before the record is built, so that an address in use is said at once.
	var l net.Listener
	if !c.BuildOnly {
		var err error
		if l, err = net.Listen("tcp", c.Addr); err != nil {
			return fmt.Errorf("listen on %s: %w: choose another with --addr", c.Addr, err)
		}
		defer l.Close()
	}
	built, err := buildDemo(ctx, dir)
	if err != nil {
		return err
	}
	if built {
		fmt.Fprintln(t.err, "habeas: everybody in this record is invented")
	}
	if c.BuildOnly {
		if built {
			fmt.Fprintf(t.err, "habeas: written to %s; habeas demo --data %s serves it\n", dir, dir)
		} else {
			fmt.Fprintf(t.err, "habeas: %s holds a demonstration already; nothing was written\n", dir)
		}
		return nil
	}
	rec, err := record{Data: dir}.open(ctx, desk.Options{})
	if err != nil {
		return err
	}
	defer rec.close()
	base := "http://" + l.Addr().String()
	fmt.Fprintf(t.err, "habeas: the demonstration is served at %s/\n", base)
	fmt.Fprintf(t.err, "habeas: the desk is at %s/desk; its accounts are:\n", base)
	w := tabwriter.NewWriter(t.err, 0, 4, 3, ' ', 0)
	for _, login := range demo.Logins {
		fmt.Fprintf(w, "\t%s\t%s\t%s\n", login.Name, login.Password, login.Role)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if keys := filepath.Join(dir, custodianKeys); isThere(keys) {
		fmt.Fprintf(t.err, "habeas: who some sources are is under seal: take the boxes out at %s/desk/custodians as a custodian, then habeas unseal FILE --key %s --key %s; the passphrases are the custodians' passwords\n",
			base, filepath.Join(keys, "Sana.key"), filepath.Join(keys, "Pavel.key"))
	}
	return serve(ctx, l, rec, false, t)
}

// Inside the folder of a record.
const (
	database    = "habeas.db"
	evidence    = "evidence"
	withdrawals = "withdrawals" // the signed list of what was taken back
	// custodianKeys is the demonstration's alone: a custodian's key is nowhere
	// near a record that holds anything.
	custodianKeys = "custodians"
)

// buildDemo makes the demonstration in the folder, unless it is there. It is
// made aside and moved in as a whole, its database last: a build that was
// stopped leaves nothing that could be taken for a record.
func buildDemo(ctx context.Context, dir string) (built bool, err error) {
	if _, err := os.Stat(filepath.Join(dir, database)); err == nil {
		return false, checkDemo(ctx, dir)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("look into the folder: %w", err)
	}
	if _, err := os.Stat(filepath.Join(dir, evidence)); err == nil {
		return false, fmt.Errorf("%s holds evidence of another record: choose an empty folder", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false, fmt.Errorf("make the folder of the demonstration: %w", err)
	}
	aside, err := os.MkdirTemp(dir, ".building-")
	if err != nil {
		return false, fmt.Errorf("make a folder to build in: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(aside)) }()
	if err := writeDemo(ctx, aside); err != nil {
		return false, err
	}
	for _, part := range append(slices.Clone(ledger.KeyFiles), custodianKeys, evidence, database) {
		if err := os.Rename(filepath.Join(aside, part), filepath.Join(dir, part)); err != nil {
			return false, fmt.Errorf("move the demonstration into its folder: %w", err)
		}
	}
	return true, nil
}

func writeDemo(ctx context.Context, dir string) (err error) {
	m := demo.New()
	if m.Keys, err = demoKeys(filepath.Join(dir, custodianKeys)); err != nil {
		return err
	}
	key, err := ledger.OpenKey(dir)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, filepath.Join(dir, database), store.Clock(m.Now), store.Signed(key))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	b, err := blobs.Open(filepath.Join(dir, evidence))
	if err != nil {
		return err
	}
	ds := desk.Over(s)
	d := desk.New(ds, b, m.Options())
	return m.Build(ctx, d, estimating.New(ds, m.EstimateOptions()), linking.New(ds, m.LinkOptions()), m.Inbox(d, ds, b))
}

// demoKeys makes the keys of the demonstration's custodians, each locked with its
// owner's password, and returns their public lines.
func demoKeys(dir string) (map[string]string, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make a folder for the custodians' keys: %w", err)
	}
	lines := map[string]string{}
	for _, l := range demo.Logins {
		if l.Role != habeas.RoleCustodian {
			continue
		}
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			return nil, err
		}
		if err := writeKey(filepath.Join(dir, l.Name+".key"), id.String(), l.Password); err != nil {
			return nil, err
		}
		lines[l.Name] = id.Recipient().String()
	}
	return lines, nil
}

// checkDemo refuses a folder whose record is not a demonstration.
func checkDemo(ctx context.Context, dir string) error {
	rec, err := record{Data: dir}.open(ctx, desk.Options{})
	if err != nil {
		return err
	}
	set, err := rec.desk.Settings(ctx)
	if err == nil && !set.Demo {
		err = fmt.Errorf("%s holds a record that is not a demonstration: choose another folder", dir)
	}
	return errors.Join(err, rec.close())
}
