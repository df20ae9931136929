package store

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
)

// kept is a stored claim with what the tables know of it besides.
type kept struct {
	habeas.Claim
	released bool
	steps    int
}

const keptColumns = "c.body, c.state, c.released, c.steps"

func scanKept(s scanner) (k kept, err error) {
	var body, state []byte
	var released int
	if err := s.Scan(&body, &state, &released, &k.steps); err != nil {
		return k, err
	}
	k.released = released == 1
	k.Claim, err = claimOf(body, state)
	return k, err
}

func scanClaim(s scanner) (habeas.Claim, error) {
	k, err := scanKept(s)
	return k.Claim, err
}

func (t *Tx) keptClaim(id habeas.ID) (kept, error) {
	ks, err := all(t, scanKept, "SELECT "+keptColumns+" FROM claims c WHERE c.id = $1", id)
	if err != nil {
		return kept{}, fmt.Errorf("reading claim %s: %w", id, err)
	}
	if len(ks) == 0 {
		return kept{}, fmt.Errorf("claim %s: %w", id, habeas.ErrNotFound)
	}
	return ks[0], nil
}

// Claim returns a stored claim, or else the row's claim of that id.
func (t *Tx) Claim(id habeas.ID) (habeas.Claim, error) {
	k, err := t.keptClaim(id)
	if err == nil || !errors.Is(err, habeas.ErrNotFound) {
		return k.Claim, err
	}
	l, r, err := t.rowOfClaim(id)
	if err != nil {
		return habeas.Claim{}, fmt.Errorf("claim %s: %w", id, err)
	}
	return rowClaim(l, r, id)
}

// Line returns every claim of one line of supersession, oldest first.
func (t *Tx) Line(root habeas.ID) ([]habeas.Claim, error) {
	cs, err := all(t, scanClaim, "SELECT "+keptColumns+" FROM claims c WHERE c.root = $1 ORDER BY c.id", root)
	if err != nil {
		return nil, fmt.Errorf("reading the line of claim %s: %w", root, err)
	}
	if !slices.ContainsFunc(cs, func(c habeas.Claim) bool { return c.ID == root }) {
		c, err := t.Claim(root)
		switch {
		case err == nil:
			cs = append(cs, c)
		case len(cs) == 0 || !errors.Is(err, habeas.ErrNotFound):
			return nil, err
		}
	}
	return inLine(root, cs), nil
}

// inLine orders claims so that each follows the one it supersedes. A claim
// split in two has two followers, which keep the order of their ids.
func inLine(root habeas.ID, cs []habeas.Claim) []habeas.Claim {
	after := map[habeas.ID][]habeas.Claim{}
	var out []habeas.Claim
	for _, c := range cs {
		if c.ID == root {
			out = append(out, c)
		} else {
			after[c.Supersedes] = append(after[c.Supersedes], c)
		}
	}
	for i := 0; i < len(out); i++ {
		out = append(out, after[out[i].ID]...)
		delete(after, out[i].ID)
	}
	for _, c := range cs { // those whose predecessor is not of this line
		if rest := after[c.Supersedes]; len(rest) > 0 && c.ID != root {
			out = append(out, rest...)
			delete(after, c.Supersedes)
		}
	}
	return out
}

// ClaimsAbout returns the claims whose subject, object or role is any of the
// subjects, by id.
func (t *Tx) ClaimsAbout(subjects ...habeas.ID) ([]habeas.Claim, error) {
	cs, _, err := t.claimsAbout(subjects)
	return cs, err
}

// claimsAbout also says how many of the claims are stored.
func (t *Tx) claimsAbout(subjects []habeas.ID) (cs []habeas.Claim, stored int, err error) {
	byID := map[habeas.ID]habeas.Claim{}
	err = chunks(subjects, func(some []habeas.ID) error {
		list, args := in(1, some)
		cs, err := all(t, scanClaim, "SELECT "+keptColumns+" FROM claims c WHERE c.subject IN "+list+
			" UNION ALL SELECT "+keptColumns+" FROM claim_refs r JOIN claims c ON c.id = r.claim WHERE r.subject IN "+list, args...)
		for _, c := range cs {
			byID[c.ID] = c
		}
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("reading the claims about %s: %w", strings.Join(texts(subjects), ", "), err)
	}
	cs, err = t.virtualClaims(subjects, byID)
	if err != nil {
		return nil, 0, err
	}
	for _, c := range byID {
		cs = append(cs, c)
	}
	slices.SortFunc(cs, byClaimID)
	return cs, len(byID), nil
}

// virtualClaims unfolds those of the subjects that are list rows, leaving out
// the claims that were stored since.
func (t *Tx) virtualClaims(subjects []habeas.ID, stored map[habeas.ID]habeas.Claim) (out []habeas.Claim, err error) {
	rows, err := t.rowsOf(subjects)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		for _, c := range r.list.Claims(r.Row) {
			if _, ok := stored[c.ID]; !ok {
				out = append(out, c)
			}
		}
	}
	return out, nil
}

func byClaimID(a, b habeas.Claim) int { return strings.Compare(string(a.ID), string(b.ID)) }

func texts[T ~string](ids []T) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

// ClaimsIn returns the claims of a report by place in the text.
func (t *Tx) ClaimsIn(report habeas.ID) ([]habeas.Claim, error) {
	cs, err := all(t, scanClaim, "SELECT "+keptColumns+" FROM claims c WHERE c.report = $1 ORDER BY c.place, c.id", report)
	if err != nil {
		return nil, fmt.Errorf("reading the claims of report %s: %w", report, err)
	}
	return cs, nil
}

// FindClaims lists stored claims.
func (t *Tx) FindClaims(f habeas.ClaimFilter) (claims []habeas.Claim, total int, err error) {
	var w where
	if f.Status != "" {
		w.add("c.status = ?", f.Status)
	}
	if f.Submitted {
		w.add("c.submitted = 1")
	}
	if f.Released {
		w.add("c.released = 1")
	}
	if family, ok := strings.CutSuffix(f.Property, "."); ok && family != "" {
		w.add("c.property >= ?", f.Property)
		w.add("c.property < ?", family+"/") // the letter after "."
	} else if f.Property != "" {
		w.add("c.property = ?", f.Property)
	}
	if f.Report != "" {
		w.add("c.report = ?", f.Report)
	}
	if f.Place != "" {
		w.add("c.id IN (SELECT r.claim FROM claim_refs r WHERE r.subject = ? UNION ALL SELECT s.id FROM claims s WHERE s.subject = ?)", f.Place, f.Place)
	}
	// A time that is open at one end overlaps whatever lies that way; a claim
	// without a time is not found by days.
	if f.From != "" || f.To != "" {
		w.add("(c.from_day <> '' OR c.to_day <> '')")
	}
	if f.From != "" {
		w.add("(c.to_day >= ? OR c.to_day = '')", f.From)
	}
	if f.To != "" {
		w.add("c.from_day <= ?", f.To)
	}
	order := "c.to_day DESC, c.id DESC"
	if f.Newest {
		order = "c.touched DESC, c.id DESC"
	}
	if err := t.one(into(&total), "SELECT count(*) FROM claims c"+w.String(), w.args...); err != nil {
		return nil, 0, fmt.Errorf("counting claims: %w", err)
	}
	limit, offset := page(f.Limit, f.Offset)
	q := "SELECT " + keptColumns + " FROM claims c" + w.String() + " ORDER BY " + order + w.page(limit, offset)
	claims, err = all(t, scanClaim, q, w.args...)
	if err != nil {
		return nil, 0, fmt.Errorf("finding claims: %w", err)
	}
	return claims, total, nil
}

// where gathers conditions and what they compare with; ? is the next value.
type where struct {
	conditions []string
	args       []any
}

func (w *where) add(condition string, args ...any) {
	for _, a := range args {
		w.args = append(w.args, a)
		condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(w.args)), 1)
	}
	w.conditions = append(w.conditions, condition)
}

func (w *where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

// page adds limit and offset, which must be the last values.
func (w *where) page(limit, offset int64) string {
	w.args = append(w.args, limit, offset)
	return fmt.Sprintf(" LIMIT $%d OFFSET $%d", len(w.args)-1, len(w.args))
}

// concerning keeps the claims that tell about the mentions themselves: those
// whose subject they are, and acts whose target they are. Being named in
// another role of somebody's claim tells nothing about where one is.
func concerning(claims []habeas.Claim, mentions []habeas.ID) []habeas.Claim {
	var out []habeas.Claim
	for _, c := range claims {
		p, _ := habeas.PropertyOf(c.Property)
		if slices.Contains(mentions, c.Subject) || p.Event() && slices.Contains(mentions, c.Refs["target"]) {
			out = append(out, c)
		}
	}
	return out
}

// listsOf returns the lists a person stands in, each once, in order; outside
// the desk only those of which something is released.
func listsOf(ms []habeas.Mention, released []habeas.Claim, scope habeas.Scope) []habeas.ID {
	var out []habeas.ID
	for _, m := range ms {
		if m.List == "" || scope == habeas.ScopePublic &&
			!slices.ContainsFunc(released, func(c habeas.Claim) bool { return c.Subject == m.ID }) {
			continue
		}
		out = append(out, m.List)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func sortLinks(ls []habeas.Link) {
	slices.SortFunc(ls, func(a, b habeas.Link) int {
		if n := a.At.Compare(b.At); n != 0 {
			return n
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
}
