package audit

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

// A list may have a million rows, so its rows have one leaf in common, made
// anew by each edition that changes any. It commits to a hash of each block of
// rows and one of all cells that were replaced; the hashes of the blocks are
// kept, so that a block that was tampered with can be named.

// ListRows is where the rows of a list are kept: in the blocks and among the
// earlier rows whose numbers lie between.
type ListRows struct {
	List           habeas.ID
	Blocks, Before [2]int64 // from and till, which is not among them
	PerBlock       int      // rows in a block; the rows of a list have no gaps
}

func (r ListRows) item() string { return kindRows + "/" + string(r.List) }

// any reports whether the list has rows.
func (r ListRows) any(tx Tx) (bool, error) {
	var n int
	err := tx.One([]any{&n}, "SELECT count(*) FROM row_blocks WHERE n >= $1 AND n < $2", r.Blocks[0], r.Blocks[1])
	if err != nil {
		return false, fmt.Errorf("counting the rows of list %s: %w", r.List, err)
	}
	return n > 0, nil
}

// rowsDigest is what the leaf of a list's rows commits to.
type rowsDigest struct {
	hashes   []byte // of each block, one behind the other
	versions ledger.Commitment
}

const (
	kindRows     = "rows"
	blockColumns = "n, rows, withdrawn, body"
)

// digestRows reads all rows of a list. Its hashes are made under the salt, as
// a bare hash of a row would let its cells be guessed.
func digestRows(tx Tx, list ListRows, salt ledger.Salt) (d rowsDigest, err error) {
	columns := strings.Split(blockColumns, ", ")
	values, dest := anyRow(len(columns))
	err = tx.Stream(func(scan func(...any) error) error {
		if err := scan(dest...); err != nil {
			return err
		}
		sum, err := addAll(ledger.NewContent(salt, "block"), columns, values)
		if err != nil {
			return err
		}
		d.hashes = append(d.hashes, sum[:]...)
		return nil
	}, "SELECT "+blockColumns+" FROM row_blocks WHERE n >= $1 AND n < $2 ORDER BY n", list.Blocks[0], list.Blocks[1])
	if err != nil {
		return d, fmt.Errorf("reading the rows of list %s: %w", list.List, err)
	}
	columns = []string{"n", "edition", "cells"}
	values, dest = anyRow(len(columns))
	c := ledger.NewContent(salt, "versions")
	err = tx.Stream(func(scan func(...any) error) error {
		if err := scan(dest...); err != nil {
			return err
		}
		_, err := addAll(c, columns, values)
		return err
	}, "SELECT n, edition, cells FROM row_versions WHERE n >= $1 AND n < $2 ORDER BY n, edition", list.Before[0], list.Before[1])
	if err != nil {
		return d, fmt.Errorf("reading the earlier rows of list %s: %w", list.List, err)
	}
	d.versions = c.Sum()
	return d, nil
}

func (d *rowsDigest) commit(c *ledger.Content) (ledger.Commitment, error) {
	return addAll(c, []string{"blocks", "versions"}, []any{d.hashes, d.versions[:]})
}

// commitToRows makes the commitment to all rows of a list and keeps the hashes
// of its blocks.
func (l *Log) commitToRows(list ListRows, leaf ledger.Leaf, salt ledger.Salt) (ledger.Commitment, error) {
	d, err := digestRows(l.Tx, list, salt)
	if err != nil {
		return ledger.Commitment{}, err
	}
	if len(d.hashes) == 0 {
		return ledger.Commitment{}, habeas.ErrNotFound
	}
	_, err = l.Tx.Exec(`INSERT INTO ledger_rows (list, hashes, versions) VALUES ($1, $2, $3)
		ON CONFLICT (list) DO UPDATE SET hashes = excluded.hashes, versions = excluded.versions`, list.List, d.hashes, d.versions[:])
	if err != nil {
		return ledger.Commitment{}, fmt.Errorf("keeping the hashes of the rows of list %s: %w", list.List, err)
	}
	return d.commit(leaf.Content(salt))
}

// listRows holds the rows of each list against the entry for them.
func (v *verifier) listRows(lists []ListRows) error {
	for _, l := range lists {
		var salt, hashes, versions []byte
		err := v.tx.One([]any{&salt, &hashes, &versions}, `SELECT s.salt, r.hashes, r.versions FROM ledger_rows r
			LEFT JOIN ledger_salts s ON s.item = $1 WHERE r.list = $2`, l.item(), l.List)
		if errors.Is(err, habeas.ErrNotFound) {
			var some bool
			if some, err = l.any(v.tx); err == nil && !some {
				continue // a list without rows
			}
		}
		if err != nil {
			return fmt.Errorf("reading the hashes of the rows of list %s: %w", l.List, err)
		}
		kept := rowsDigest{hashes: hashes}
		copy(kept.versions[:], versions)
		var now rowsDigest
		err = v.check(l.item(), salt, func(leaf ledger.Leaf, s ledger.Salt) (ledger.Commitment, error) {
			if now, err = digestRows(v.tx, l, s); err != nil {
				return ledger.Commitment{}, err
			}
			sum, err := now.commit(leaf.Content(s))
			if err != nil || sum == leaf.Commitment {
				return sum, err
			}
			// The hashes that are kept tell which block it is, if they are
			// themselves those committed to.
			if was, err := kept.commit(leaf.Content(s)); err != nil || was != leaf.Commitment {
				return sum, err
			}
			return leaf.Commitment, v.wrongBlock(l, now, kept)
		})
		if err != nil {
			return err
		}
		if len(now.hashes) > 0 && (string(now.hashes) != string(hashes) || string(now.versions[:]) != string(versions)) {
			if err := v.fault("the hashes of "+l.item(), "they are not those of its rows"); err != nil {
				return err
			}
		}
	}
	return nil
}

// wrongBlock names the first block of rows that is not what was committed to.
func (v *verifier) wrongBlock(l ListRows, now, was rowsDigest) error {
	const size = sha256.Size
	for i := 0; i < max(len(now.hashes), len(was.hashes)); i += size {
		if i < min(len(now.hashes), len(was.hashes)) && string(now.hashes[i:i+size]) == string(was.hashes[i:i+size]) {
			continue
		}
		first := i / size * l.PerBlock
		return v.fault(l.item(), "of its rows %d to %d some are not what the ledger has", first+1, first+l.PerBlock)
	}
	return v.fault(l.item(), "the cells that later editions replaced are not what the ledger has")
}
