package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

// Verify reads the whole record: the ledger against itself and the heads
// given, everything kept against the ledger, quotes against texts, and
// evidence against its names. Each fault is told to report, in that order;
// what report returns ends the reading.
func (d *Desk) Verify(ctx context.Context, a habeas.Actor, o ledger.Against, report func(habeas.Fault) error) (habeas.Verified, error) {
	if err := d.authorise(a, habeas.KeepSafe, habeas.Item{}); err != nil {
		return habeas.Verified{}, err
	}
	out, err := d.store.Verify(ctx, o, report)
	if err != nil {
		return out, fmt.Errorf("verify the record: %w", err)
	}
	var kept map[string]string
	err = d.store.View(ctx, func(tx Tx) (err error) {
		kept, err = tx.Evidence()
		return err
	})
	if err != nil {
		return out, err
	}
	err = d.blobs.Walk(ctx, func(sha string, _ int64) error {
		out.Evidence++
		delete(kept, sha)
		if err := d.blobs.Verify(sha); err != nil {
			return report(habeas.Fault{Where: "evidence " + sha, What: reason(err)})
		}
		return nil
	})
	if err != nil {
		return out, fmt.Errorf("verify the evidence: %w", err)
	}
	for _, sha := range slices.Sorted(maps.Keys(kept)) {
		if err := report(habeas.Fault{Where: "evidence " + sha, What: "it is missing: " + kept[sha] + " is made of it"}); err != nil {
			return out, err
		}
	}
	return out, nil
}

// reason is what was wrong, without what was being done.
func reason(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "it is missing"
	}
	return err.Error()
}
