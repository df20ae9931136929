package store

import (
	"fmt"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/names"
)

// Report returns a report.
func (t *Tx) Report(id habeas.ID) (habeas.Report, error) {
	r, err := doc[habeas.Report](t, "SELECT doc FROM reports WHERE id = $1", id)
	if err != nil {
		return r, fmt.Errorf("report %s: %w", id, err)
	}
	return r, nil
}

// PutReport adds or saves a report. When its access changes, what is shown of
// its claims changes with it.
func (t *Tx) PutReport(r habeas.Report) error {
	if err := t.versioned("reports", "report", r.ID, r.Version); err != nil {
		return err
	}
	isNew := r.Version == 0
	r.Version++
	var old habeas.Report
	if !isNew {
		var err error
		if old, err = t.Report(r.ID); err != nil {
			return err
		}
	}
	_, err := t.exec(`INSERT INTO reports (id, version, sha256, assigned, access, captured, doc) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, sha256 = excluded.sha256, assigned = excluded.assigned,
		access = excluded.access, captured = excluded.captured, doc = excluded.doc`,
		r.ID, r.Version, r.SHA256, r.Assigned, r.Access, nanos(r.Captured), encode(r))
	if err != nil {
		return fmt.Errorf("saving report %s: %w", r.ID, err)
	}
	t.Record("report", r.ID)
	delete(t.known.reports, r.ID)
	if err := t.putEntry(reportEntry(r)); err != nil {
		return err
	}
	if isNew || old.Access == r.Access {
		return nil
	}
	if err := t.NoteAccess(r.ID, old.Access, r.Access); err != nil {
		return err
	}
	return t.rerelease("c.report = ?", r.ID)
}

// ReportBySHA returns the first report with the bytes.
func (t *Tx) ReportBySHA(sha string) (habeas.Report, error) {
	r, err := doc[habeas.Report](t, "SELECT doc FROM reports WHERE sha256 = $1 ORDER BY id LIMIT 1", sha)
	if err != nil {
		return r, fmt.Errorf("report with the bytes %s: %w", sha, err)
	}
	return r, nil
}

// FindReports lists reports, last captured first, with counts of their claims.
func (t *Tx) FindReports(f habeas.ReportFilter) (rows []habeas.ReportRow, total int, err error) {
	var w where
	if tokens := names.Tokens(f.Text); len(tokens) > 0 {
		// First, because the words are looked for in $1 and $2.
		w.args = append(w.args, part(habeas.KindReport, habeas.ScopeDesk), t.dialect.query(tokens))
		w.conditions = append(w.conditions, "r.id IN (SELECT e.doc"+t.dialect.find+")")
	}
	if f.Undecided {
		w.add("EXISTS (SELECT 1 FROM claims c WHERE c.report = r.id AND c.status = 'proposed')")
	}
	if f.Assigned != "" {
		w.add("r.assigned = ?", f.Assigned)
	}
	if f.PublicOnly {
		w.add("r.access = 'public' AND EXISTS (SELECT 1 FROM claims c WHERE c.report = r.id AND c.released = 1)")
	}
	if err := t.one(into(&total), "SELECT count(*) FROM reports r"+w.String(), w.args...); err != nil {
		return nil, 0, fmt.Errorf("counting reports: %w", err)
	}
	limit, offset := page(f.Limit, f.Offset)
	q := "SELECT r.doc FROM reports r" + w.String() + " ORDER BY r.captured DESC, r.id" + w.page(limit, offset)
	reports, err := all(t, scanDoc[habeas.Report], q, w.args...)
	if err != nil {
		return nil, 0, fmt.Errorf("finding reports: %w", err)
	}
	for _, r := range reports {
		row := habeas.ReportRow{Report: r}
		err := t.one(into(&row.Proposed, &row.Accepted, &row.Released), `SELECT
			coalesce(sum(CASE WHEN status = 'proposed' THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN status = 'accepted' THEN 1 ELSE 0 END), 0),
			coalesce(sum(released), 0) FROM claims WHERE report = $1`, r.ID)
		if err != nil {
			return nil, 0, fmt.Errorf("counting the claims of report %s: %w", r.ID, err)
		}
		rows = append(rows, row)
	}
	return rows, total, nil
}

// Text returns a text version.
func (t *Tx) Text(id habeas.ID) (habeas.Text, error) {
	v, err := doc[habeas.Text](t, "SELECT doc FROM texts WHERE id = $1", id)
	if err != nil {
		return v, fmt.Errorf("text version %s: %w", id, err)
	}
	return v, nil
}

// Texts returns the text versions of a report in order.
func (t *Tx) Texts(report habeas.ID) ([]habeas.Text, error) {
	vs, err := all(t, scanDoc[habeas.Text], "SELECT doc FROM texts WHERE report = $1 ORDER BY n", report)
	if err != nil {
		return nil, fmt.Errorf("reading the text versions of report %s: %w", report, err)
	}
	return vs, nil
}

// PutText adds a text version, which never changes afterwards.
func (t *Tx) PutText(v habeas.Text) error {
	_, err := t.exec("INSERT INTO texts (id, report, n, doc) VALUES ($1, $2, $3, $4)", v.ID, v.Report, v.N, encode(v))
	if err != nil {
		return fmt.Errorf("adding text version %d of report %s: %w", v.N, v.Report, err)
	}
	t.Record("text", v.ID)
	return nil
}
