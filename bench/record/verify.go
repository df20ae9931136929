package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/store"
)

// verifyRecord times holding a record against its ledger: of persons with
// claims of their own, or where claims is 0 of the rows of one list.
func verifyRecord(dir string, persons, claims, runs int) (err error) {
	ctx := context.Background()
	key, err := ledger.OpenKey(dir)
	if err != nil {
		return err
	}
	keys, err := ledger.ParseKeys(key.Public())
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, filepath.Join(dir, "record.db"), store.Signed(key))
	if err != nil {
		return err
	}
	defer func() { err = clean(err, s.Close()) }()
	b := newBuilder(s, claims)
	if claims > 0 {
		err = b.buildClaims(persons)
	} else {
		err = b.buildRows(persons)
	}
	if err != nil {
		return err
	}
	var wall, cpu []float64
	var v habeas.Verified
	for range runs {
		start, before := time.Now(), cpuSeconds()
		v, err = s.Verify(ctx, ledger.Against{Keys: &keys}, func(f habeas.Fault) error { return errors.New(f.Where + ": " + f.What) })
		if err != nil {
			return err
		}
		wall, cpu = append(wall, time.Since(start).Seconds()), append(cpu, cpuSeconds()-before)
		fmt.Printf("verified %d entries, %d things: %.2f s, %.2f CPU s\n", v.Entries, v.Items, wall[len(wall)-1], cpu[len(cpu)-1])
	}
	fmt.Printf("median of %d: %.2f s, %.2f CPU s; peak RSS %d MB\n", runs, median(wall), median(cpu), peakRSS())
	return nil
}
