package store

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

// A list may have a million rows, so its rows have one leaf in common, made
// anew by each edition that changes any. It commits to a hash of each block of
// rows and one of all cells that were replaced; the hashes of the blocks are
// kept, so that a block that was tampered with can be named.

// rowsDigest is what the leaf of a list's rows commits to.
type rowsDigest struct {
	blocks   []int64 // their numbers
	hashes   []byte  // of each block, one behind the other
	versions ledger.Commitment
}

const kindRows = "rows"

func rowsItem(list habeas.ID) string { return kindRows + "/" + string(list) }

// digestRows reads all rows of a list. Its hashes are made under the salt, as
// a bare hash of a row would let its cells be guessed.
func (t *Tx) digestRows(list habeas.ID, salt ledger.Salt) (d rowsDigest, err error) {
	from, till := rowNumbers(list)
	columns := strings.Split(blockColumns, ", ")
	values, dest := anyRow(len(columns))
	err = t.stream(func(rows *sql.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		sum, err := addAll(ledger.NewContent(salt, "block"), columns, values)
		if err != nil {
			return err
		}
		n, _ := values[0].(int64)
		d.blocks, d.hashes = append(d.blocks, n), append(d.hashes, sum[:]...)
		return nil
	}, "SELECT "+blockColumns+" FROM row_blocks WHERE n >= $1 AND n < $2 ORDER BY n", from>>blockBits, till>>blockBits)
	if err != nil {
		return d, fmt.Errorf("reading the rows of list %s: %w", list, err)
	}
	columns = []string{"n", "edition", "cells"}
	values, dest = anyRow(len(columns))
	c := ledger.NewContent(salt, "versions")
	err = t.stream(func(rows *sql.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		_, err := addAll(c, columns, values)
		return err
	}, "SELECT n, edition, cells FROM row_versions WHERE n >= $1 AND n < $2 ORDER BY n, edition", from, till)
	if err != nil {
		return d, fmt.Errorf("reading the earlier rows of list %s: %w", list, err)
	}
	d.versions = c.Sum()
	return d, nil
}

func (d *rowsDigest) commit(c *ledger.Content) (ledger.Commitment, error) {
	return addAll(c, []string{"blocks", "versions"}, []any{d.hashes, d.versions[:]})
}

// commitToRows makes the commitment to all rows of a list and keeps the hashes
// of its blocks.
func (t *Tx) commitToRows(r recordedRow, l ledger.Leaf, salt ledger.Salt) (ledger.Commitment, error) {
	list := r.key[0].(habeas.ID)
	d, err := t.digestRows(list, salt)
	if err != nil {
		return ledger.Commitment{}, err
	}
	if len(d.blocks) == 0 {
		return ledger.Commitment{}, habeas.ErrNotFound
	}
	_, err = t.exec(`INSERT INTO ledger_rows (list, hashes, versions) VALUES ($1, $2, $3)
		ON CONFLICT (list) DO UPDATE SET hashes = excluded.hashes, versions = excluded.versions`, list, d.hashes, d.versions[:])
	if err != nil {
		return ledger.Commitment{}, fmt.Errorf("keeping the hashes of the rows of list %s: %w", list, err)
	}
	return d.commit(l.Content(salt))
}

// listRows holds the rows of each list against the entry for them.
func (v *verifier) listRows() error {
	lists, err := v.Lists()
	if err != nil {
		return v.fault("the lists", "they cannot be read: %v", err)
	}
	for _, l := range lists {
		item := rowsItem(l.ID)
		var salt, hashes, versions []byte
		err := v.one(into(&salt, &hashes, &versions), `SELECT s.salt, r.hashes, r.versions FROM ledger_rows r
			LEFT JOIN ledger_salts s ON s.item = $1 WHERE r.list = $2`, item, l.ID)
		if isNone(err) {
			var blocks int
			from, till := rowNumbers(l.ID)
			err = v.one(into(&blocks), "SELECT count(*) FROM row_blocks WHERE n >= $1 AND n < $2", from>>blockBits, till>>blockBits)
			if err == nil && blocks == 0 {
				continue // a list without rows
			}
		}
		if err != nil {
			return fmt.Errorf("reading the hashes of the rows of list %s: %w", l.ID, err)
		}
		var d rowsDigest
		err = v.check(item, salt, func(leaf ledger.Leaf, s ledger.Salt) (ledger.Commitment, error) {
			kept := rowsDigest{hashes: hashes}
			copy(kept.versions[:], versions)
			if d, err = v.digestRows(l.ID, s); err != nil {
				return ledger.Commitment{}, err
			}
			sum, err := d.commit(leaf.Content(s))
			if err != nil || sum == leaf.Commitment {
				return sum, err
			}
			// The hashes that are kept tell which block it is, if they are
			// themselves those committed to.
			if was, err := kept.commit(leaf.Content(s)); err != nil || was != leaf.Commitment {
				return sum, err
			}
			return leaf.Commitment, v.wrongBlock(l, d, kept)
		})
		if err != nil {
			return err
		}
		if len(d.hashes) > 0 && (string(d.hashes) != string(hashes) || string(d.versions[:]) != string(versions)) {
			if err := v.fault("the hashes of "+item, "they are not those of its rows"); err != nil {
				return err
			}
		}
	}
	return nil
}

// wrongBlock names the first block of rows that is not what was committed to.
func (v *verifier) wrongBlock(l habeas.List, now, was rowsDigest) error {
	const size = sha256.Size
	for i := 0; i < max(len(now.hashes), len(was.hashes)); i += size {
		if i < min(len(now.hashes), len(was.hashes)) && string(now.hashes[i:i+size]) == string(was.hashes[i:i+size]) {
			continue
		}
		// The rows of a list have no gaps: the block's place says which.
		first := i / size << blockBits
		if i < len(now.hashes) {
			first = int(now.blocks[i/size]<<blockBits) & (1<<rowBits - 1)
		}
		return v.fault(rowsItem(l.ID), "of its rows %d to %d some are not what the ledger has", first+1, first+1<<blockBits)
	}
	return v.fault(rowsItem(l.ID), "the cells that later editions replaced are not what the ledger has")
}
