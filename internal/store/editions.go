package store

import (
	"fmt"
	"slices"

	"github.com/habeas-record/habeas"
)

// changeRows keeps new cells beside the old ones.
func (t *Tx) changeRows(list *knownList, e habeas.Edition, rows []listRow) error {
	if len(rows) == 0 {
		return nil
	}
	if err := t.drain(); err != nil {
		return err
	}
	for i, r := range rows {
		before, err := t.rowsAt([]int64{r.n})
		if err != nil {
			return err
		}
		if len(before) == 0 {
			return fmt.Errorf("row %s: %w", r.ID, habeas.ErrNotFound)
		}
		old := before[0]
		if slices.Equal(old.Cells, r.Cells) {
			r.since = old.since
		} else {
			_, err := t.exec("INSERT INTO row_versions (n, edition, cells) VALUES ($1, $2, $3) ON CONFLICT (n, edition) DO NOTHING",
				r.n, old.since, cellsJSON(old.Cells))
			if err != nil {
				return fmt.Errorf("keeping the old cells of row %s: %w", r.ID, err)
			}
		}
		r.First = old.First
		if _, err := t.editRows([]int64{r.n}, func(now *listRow) { *now = r }); err != nil {
			return fmt.Errorf("changing row %s: %w", r.ID, err)
		}
		r.of(list)
		rows[i] = r
		if err := t.changeCells(list.List, e, r.Row); err != nil {
			return err
		}
	}
	return t.refreshRows(list, rows)
}

// WithdrawRows marks what an edition dropped. Nobody is deleted: the rows stay
// and say so.
func (t *Tx) WithdrawRows(l habeas.List, e habeas.Edition, rows []habeas.ID) error {
	list, err := t.knownList(l, e)
	if err != nil {
		return err
	}
	if err := t.drain(); err != nil {
		return err
	}
	if len(rows) > 0 {
		t.recordRows(l.ID)
	}
	return chunks(rows, func(some []habeas.ID) error {
		ns := make([]int64, len(some))
		for i, id := range some {
			ns[i] = idNumber(id)
		}
		_, err := t.editRows(ns, func(r *listRow) {
			if r.Withdrawn == 0 {
				r.Withdrawn = e.N
			}
		})
		if err != nil {
			return fmt.Errorf("withdrawing rows of list %s: %w", l.ID, err)
		}
		read, err := t.rowsAt(ns)
		if err != nil {
			return err
		}
		return t.refreshRows(list, read)
	})
}

// knownList is the list as the store has it, with the edition that is being
// imported.
func (t *Tx) knownList(l habeas.List, e habeas.Edition) (*knownList, error) {
	list, err := t.listOf(idNumber(l.ID))
	if err == nil && (list == nil || list.ID != l.ID) {
		err = habeas.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", l.ID, err)
	}
	list.newest, list.dates[e.N] = max(list.newest, e.N), e.Date
	return list, nil
}

// refreshList makes the read model of all rows of a list anew.
func (t *Tx) refreshList(l habeas.List) error {
	list, err := t.knownList(l, habeas.Edition{})
	if err != nil {
		return err
	}
	from, till := rowNumbers(l.ID)
	return t.eachRow(from, till, false, func(rows []listRow) error { return t.refreshRows(list, rows) })
}

// refreshRows makes the read model of rows anew: in bulk of those that are
// persons by themselves, one by one of the others.
func (t *Tx) refreshRows(list *knownList, rows []listRow) error {
	if len(rows) == 0 {
		return nil
	}
	if list.Kind != habeas.ListPeople {
		for _, r := range rows {
			if err := t.touchSubject(r.ID); err != nil {
				return err
			}
		}
		return nil
	}
	ids := make([]habeas.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	others, err := t.storedAbout(ids)
	if err != nil {
		return err
	}
	special := map[habeas.ID]bool{}
	for id := range others {
		row, _, _ := habeas.SplitRowClaim(id, list.Kind)
		special[row] = true
	}
	err = chunks(ids, func(some []habeas.ID) error {
		set, args := in(1, some)
		found, err := all(t, scanID, "SELECT id FROM mentions WHERE id IN "+set+" UNION ALL SELECT subject FROM claim_refs WHERE subject IN "+set+
			" UNION ALL SELECT subject FROM claims WHERE subject IN "+set, args...)
		for _, id := range found {
			special[id] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	plain := make([]listRow, 0, len(rows))
	for _, r := range rows {
		if special[r.ID] {
			if err := t.touchSubject(r.ID); err != nil {
				return err
			}
			continue
		}
		plain = append(plain, r)
	}
	old := map[int64]entry{}
	for i := 0; i < len(plain); i += chunk {
		some := plain[i:min(len(plain), i+chunk)]
		ns := make([]int64, 0, 2*len(some))
		for _, r := range some {
			ns = append(ns, r.n<<1, r.n<<1|1)
		}
		set, args := in(1, ns)
		es, err := all(t, scanEntry, "SELECT "+entryColumns+" FROM entries WHERE n IN "+set, args...)
		if err != nil {
			return fmt.Errorf("reading entries: %w", err)
		}
		for _, e := range es {
			old[e.n] = e
		}
	}
	return t.putAhead(&batch{list: list, rows: plain, old: old})
}
