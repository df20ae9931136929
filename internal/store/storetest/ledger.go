package storetest

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/store"
	"github.com/habeas-record/habeas/internal/store/audit"
)

// faults is what Verify finds.
func (f *fixture) faults(o ledger.Against) (out []habeas.Fault, done habeas.Verified) {
	f.Helper()
	if o.Keys == nil {
		keys, err := ledger.ParseKeys(f.key.Public())
		f.no(err)
		o.Keys = &keys
	}
	done, err := f.s.Verify(context.Background(), o, func(x habeas.Fault) error { out = append(out, x); return nil })
	f.no(err)
	return out, done
}

// verified fails where the record is not what its ledger says.
func (f *fixture) verified() habeas.Verified {
	f.Helper()
	faults, done := f.faults(ledger.Against{})
	if len(faults) > 0 {
		f.Fatalf("the record does not hold: %v", faults)
	}
	return done
}

// raw is the database past the store, as somebody with the disk has it.
func (f *fixture) raw() *sql.DB {
	f.Helper()
	driver, address := "pgx", f.address
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver, address = "sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, address)
	f.no(err)
	f.Cleanup(func() { f.no(db.Close()) })
	return db
}

func (f *fixture) do(db *sql.DB, q string, args ...any) {
	f.Helper()
	_, err := db.Exec(q, args...)
	f.no(err)
}

// leaves returns the log's entries in order.
func (f *fixture) leaves(db *sql.DB) (out []ledger.Leaf) {
	f.Helper()
	rows, err := db.Query("SELECT leaf FROM ledger_leaves ORDER BY n")
	f.no(err)
	defer rows.Close()
	for rows.Next() {
		var text string
		f.no(rows.Scan(&text))
		l, err := ledger.ParseLeaf(text)
		f.no(err)
		out = append(out, l)
	}
	f.no(rows.Err())
	return out
}

// testLedger follows the entries that changes leave.
func testLedger(t *testing.T, f *fixture) {
	db := f.raw()
	before := len(f.leaves(db))
	var c habeas.Claim
	f.update(func(tx *store.Tx) {
		tx.Doing(habeas.Enter)
		m := habeas.Mention{ID: habeas.NewID(habeas.KindMention), Label: "Person Inquestion", By: f.documenter, At: today}
		f.no(tx.PutMention(m))
		c = f.accept(tx, f.claim(m.ID, "name", "Person Inquestion"))
	})
	got := f.leaves(db)[before:]
	var items []string
	for _, l := range got {
		items = append(items, l.Item)
		if l.Act != string(habeas.Enter) || l.Day != "2026-03-01" {
			t.Errorf("the entry says %q on %s", l.Act, l.Day)
		}
		if strings.Contains(l.Text(), "Inquestion") {
			t.Errorf("the entry %q holds what was written", l.Text())
		}
	}
	f.same("entries", []string{"claim/" + string(c.ID), "mention/" + string(c.Subject), "step/" + string(c.ID) + "/1", "step/" + string(c.ID) + "/2"}, items)

	// A change that failed leaves none, and looking leaves none.
	size := len(f.leaves(db))
	f.is(f.s.Update(context.Background(), func(tx *store.Tx) error {
		f.no(tx.AddStep(f.step(c.ID, habeas.ActReject, f.documenter)))
		return habeas.ErrRefused
	}), habeas.ErrRefused)
	f.view(func(tx *store.Tx) { got2(f, tx.Claim, c.ID) })
	if n := len(f.leaves(db)); n != size {
		t.Errorf("a change that was undone left %d entries", n-size)
	}
	f.verified()
}

func got2[K, T any](f *fixture, read func(K) (T, error), id K) T {
	f.Helper()
	v, err := read(id)
	f.no(err)
	return v
}

// testLedgerOfSources: entries about sources wait until their day is over and
// then go in shuffled, so that the log does not say in which order they came.
func testLedgerOfSources(t *testing.T, f *fixture) {
	db := f.raw()
	for _, l := range f.leaves(db) {
		if strings.HasPrefix(l.Item, "source/") {
			t.Errorf("the entry %q went in at once", l.Text())
		}
	}
	var order []string
	for i := range 40 {
		s := habeas.Source{ID: habeas.NewID(habeas.KindSource), Kind: habeas.SourcePerson, Name: fmt.Sprint("Voice ", i), Label: "a voice",
			Protection: habeas.ProtectionTeam, Consent: habeas.ConsentNone}
		f.update(func(tx *store.Tx) { f.no(tx.PutSource(s)) })
		order = append(order, "source/"+string(s.ID))
	}
	if done := f.verified(); done.Waiting != 42 {
		t.Errorf("%d entries wait, want those of 42 sources", done.Waiting)
	}
	// A second change on the same day does not show as one.
	f.update(func(tx *store.Tx) {
		s := got2(f, tx.Source, habeas.ID(strings.TrimPrefix(order[0], "source/")))
		s.Note = "well placed"
		f.no(tx.PutSource(s))
	})
	f.no(f.s.RefreshDue(context.Background(), today.AddDate(0, 0, 1)))
	if done := f.verified(); done.Waiting != 0 {
		t.Errorf("%d entries still wait the day after", done.Waiting)
	}
	var logged []string
	for _, l := range f.leaves(db) {
		if slices.Contains(order, l.Item) {
			logged = append(logged, l.Item)
		}
	}
	if len(logged) != len(order) {
		t.Fatalf("%d of %d entries went in", len(logged), len(order))
	}
	// Kendall's tau between the order of writing and that of the log: for 40
	// things in chance order its deviation is 0.11.
	tau := 0
	for i := range order {
		for j := range i {
			if (slices.Index(logged, order[i]) > slices.Index(logged, order[j])) == (i > j) {
				tau++
			} else {
				tau--
			}
		}
	}
	if x := float64(tau) / float64(40*39/2); x > 0.5 || x < -0.5 {
		t.Errorf("the order of the log tells that of writing: tau = %.2f", x)
	}
}

// testErasing: once a thing and its salt are gone, the log holds and says so.
func testErasing(t *testing.T, f *fixture) {
	db := f.raw()
	var key string
	f.update(func(tx *store.Tx) {
		m := f.person(tx, "Ali Sample")
		f.accept(tx, f.claim(m.ID, "sex", "male"))
		f.accept(tx, f.claim(m.ID, "sex", "female"))
		f.no(tx.RefreshTensions(m.ID))
		ts, n, err := tx.OpenTensions(10, 0)
		f.no(err)
		if n != 1 {
			t.Fatalf("%d tensions, want 1", n)
		}
		key = "tension/" + string(ts[0].ID)
		f.no(tx.AddStep(f.step(ts[0].Claims[0], habeas.ActWithdraw, f.documenter)))
	})
	f.update(func(tx *store.Tx) {
		ts, _, err := tx.OpenTensions(10, 0)
		f.no(err)
		f.no(tx.RefreshTensions(ts[0].Subject))
	})
	all := f.leaves(db)
	last := all[slices.IndexFunc(all, func(l ledger.Leaf) bool { return l.Item == key && l.Erased })]
	f.same("the last entry", ledger.Leaf{Day: "2026-03-01", Act: last.Act, Item: key, Erased: true}, last)
	var salts int
	f.no(db.QueryRow("SELECT count(*) FROM ledger_salts WHERE item = '" + key + "'").Scan(&salts))
	if salts != 0 {
		t.Error("the salt of what was erased is still there")
	}
	f.verified()
}

// testFounding: a record from before there was a ledger gets one that holds
// all of it.
func testFounding(t *testing.T, f *fixture) {
	f.update(func(tx *store.Tx) {
		l := f.list(tx, "A list")
		f.no(tx.PutRows(l, f.edition(l, 1), people(l, 5)))
		f.person(tx, "Ali Sample")
	})
	before := f.verified()
	f.no(f.s.Close())
	db := f.raw()
	f.unlock(db)
	for _, table := range []string{"ledger_leaves", "ledger_salts", "ledger_rows", "ledger_pending", "ledger_head", "ledger_days"} {
		f.do(db, "DELETE FROM "+table)
	}
	f.open()
	if after := f.verified(); after.Items != before.Items {
		t.Errorf("the ledger holds %d things, and held %d", after.Items, before.Items)
	}
}

// testHeads: a head that was signed once must be one the log still passes.
func testHeads(t *testing.T, f *fixture) {
	key := f.key
	keys, err := ledger.ParseKeys(key.Public())
	f.no(err)
	other, err := ledger.OpenKey(t.TempDir())
	f.no(err)
	reopen := func(day time.Time) {
		f.no(f.s.Close())
		s, err := store.Open(context.Background(), f.address, store.Clock(func() time.Time { return day }), store.Signed(key))
		f.no(err)
		f.s = s
	}
	reopen(today)
	grow := func() { f.update(func(tx *store.Tx) { f.person(tx, "Person A") }) }
	grow()
	var head string
	db := f.raw()
	f.no(db.QueryRow("SELECT head FROM ledger_head").Scan(&head))
	grow()
	reopen(today.AddDate(0, 0, 3))
	grow()
	f.view(func(tx *store.Tx) {
		h, err := tx.PublishedHead()
		f.no(err)
		if h.Day != "2026-03-01" {
			t.Errorf("the head of %s is published, want that of the last day that is over", h.Day)
		}
		if _, err := keys.Open(h.Signed); err != nil {
			t.Errorf("the published head: %v", err)
		}
	})
	if faults, _ := f.faults(ledger.Against{Keys: &keys, Heads: []string{head}}); len(faults) > 0 {
		t.Fatalf("a head of its own is not passed: %v", faults)
	}
	if faults, _ := f.faults(ledger.Against{Keys: &keys, Heads: []string{strings.Replace(head, "\n", "x\n", 1)}}); len(faults) != 1 || faults[0].Where != "the head given (1)" {
		t.Errorf("a head that was tampered with: %v", faults)
	}
	stranger, err := ledger.ParseKeys(other.Public())
	f.no(err)
	if faults, _ := f.faults(ledger.Against{Keys: &stranger}); len(faults) != 2 {
		t.Errorf("with a key of somebody else: %v", faults)
	}

	// Somebody with the key and the disk makes another past: whoever kept a
	// head sees it.
	f.no(f.s.Close())
	f.unlock(db)
	f.do(db, "DELETE FROM ledger_days")
	for _, table := range []string{"ledger_leaves", "ledger_salts", "ledger_rows", "ledger_pending", "ledger_head"} {
		f.do(db, "DELETE FROM "+table)
	}
	reopen(today.AddDate(0, 0, 3))
	if faults, _ := f.faults(ledger.Against{Keys: &keys}); len(faults) > 0 {
		t.Fatalf("the new past does not hold by itself: %v", faults)
	}
	if faults, _ := f.faults(ledger.Against{Keys: &keys, Heads: []string{head}}); len(faults) != 1 || !strings.Contains(faults[0].What, "not those that it was signed over") {
		t.Errorf("another past was not seen by the head kept: %v", faults)
	}
}

// unlock drops the triggers that keep rows as they are, as an attacker would.
func (f *fixture) unlock(db *sql.DB) {
	f.Helper()
	q := "SELECT tgname || ' ON ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
	if strings.HasPrefix(f.address, "sqlite:") {
		q = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
	}
	rows, err := db.Query(q)
	f.no(err)
	var names []string
	for rows.Next() {
		var n string
		f.no(rows.Scan(&n))
		names = append(names, n)
	}
	f.no(errors.Join(rows.Err(), rows.Close()))
	for _, n := range names {
		f.do(db, "DROP TRIGGER "+n)
	}
}

// tampered are the tables of the record and the ledger with their keys; what
// names a fault in one begins with one of the words.
var tampered = []struct {
	table, key string
	words      string
}{
	{"sources", "id", "source/"}, {"reports", "id", "report/"}, {"texts", "id", "text/"}, {"claims", "id", "claim/"},
	{"claim_steps", "claim, n", "step/"}, {"mentions", "id", "mention/"}, {"links", "id", "link/"}, {"subjects", "id", "subject/"},
	{"tensions", "id", "tension/"}, {"lists", "id", "list/"}, {"editions", "list, n", "edition/"}, {"users", "id", "user/"},
	{"settings", "n", "settings/"}, {"custody", "item, n", "custody/"}, {"withdrawals", "item, act", "withdrawal/"}, {"backups", "n", "backup/"}, {"comments", "id", "comment/"}, {"submissions", "id", "submission/"}, {"submission_pieces", "id", "submission/"}, {"estimates", "id", "estimate/"}, {"link_runs", "id", "run/"}, {"link_answers", "id", "answer/"}, {"link_pairs", "id", "the pairs that were proposed"},
	{"row_blocks", "n", "rows/"}, {"row_versions", "n, edition", "rows/"},
	{"claim_refs", "subject, claim, role", "the roles of claims"}, {"tension_claims", "claim, tension", "the claims in tensions"},
	{"ledger_leaves", "n", "ledger entry "}, {"ledger_salts", "item", "/"}, {"ledger_rows", "list", "rows/"},
	{"ledger_pending", "item", "source/"}, {"ledger_head", "n", "the head of the ledger"}, {"ledger_days", "day", "the head of "},
}

// testTampering changes one byte in a random row of every column of every
// table that holds the record: Verify names it each time, and nothing once it
// is put back.
func testTampering(t *testing.T, f *fixture) {
	f.everything()
	db := f.raw()
	f.unlock(db)
	if strings.HasPrefix(f.address, "sqlite:") {
		f.do(db, "PRAGMA foreign_keys = off")
	} else {
		db.SetMaxOpenConns(1)
		f.do(db, "SET session_replication_role = replica")
	}
	f.verified()
	tables := map[string]bool{}
	for _, table := range tampered {
		tables[table.table] = true
	}
	for _, name := range audit.Tables() {
		if !tables[name] {
			t.Errorf("the table %s holds the record and is not tampered with here", name)
		}
	}
	f.no(flag.Set("rapid.checks", "3"))
	for _, table := range tampered {
		rapid.Check(t, func(r *rapid.T) { f.tamperTable(r, db, table.table, table.key, table.words) })
	}
	f.verified()
}

// tamperTable changes one byte of each column of one row.
func (f *fixture) tamperTable(r *rapid.T, db *sql.DB, table, key, words string) {
	f.Helper()
	columns, rows := f.dump(db, table, key)
	if len(rows) == 0 {
		f.Fatalf("the table %s is empty: nothing to tamper with", table)
	}
	row := rows[rapid.IntRange(0, len(rows)-1).Draw(r, "row of "+table)]
	keys := strings.Split(key, ", ")
	for i, column := range columns {
		changed, ok := change(r, column, row[i], slices.Contains(keys, column))
		if !ok {
			continue
		}
		set := func(from []any, value any) {
			var where []string
			args := []any{value}
			for _, k := range keys {
				args = append(args, from[slices.Index(columns, k)])
				where = append(where, fmt.Sprintf("%s = $%d", k, len(args)))
			}
			res, err := db.Exec("UPDATE "+table+" SET "+column+" = $1 WHERE "+strings.Join(where, " AND "), args...)
			f.no(err)
			if n, err := res.RowsAffected(); err != nil || n != 1 {
				f.Fatalf("%d rows of %s changed, %v", n, table, err)
			}
		}
		set(row, changed)
		faults, _ := f.faults(ledger.Against{})
		if !slices.ContainsFunc(faults, func(x habeas.Fault) bool { return strings.Contains(x.Where, words) }) {
			f.Errorf("%s.%s was changed from %q to %q, and nothing named %q is found wrong: %v", table, column, fmt.Sprint(row[i]), fmt.Sprint(changed), words, faults)
		}
		now := slices.Clone(row)
		now[i] = changed
		set(now, row[i])
	}
}

// change changes one byte of a value so that a database still takes it, and
// that of a key so that it does not become another row's; what is empty has
// none.
func change(r *rapid.T, column string, v any, key bool) (any, bool) {
	switch v := v.(type) {
	case int64:
		low := 0
		if key {
			low = 12
		}
		return v ^ 1<<rapid.IntRange(low, 40).Draw(r, "bit of "+column), true
	case []byte:
		if len(v) == 0 {
			return nil, false
		}
		out := slices.Clone(v)
		out[rapid.IntRange(0, len(v)-1).Draw(r, "byte of "+column)] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
		return out, true
	case string:
		var at []int
		for i, c := range []byte(v) {
			if c >= ' ' && c < 0x7e {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			return nil, false
		}
		out := []byte(v)
		i := rapid.SampledFrom(at).Draw(r, "byte of "+column)
		if out[i] ^= 1; key {
			out[i] = '~'
		}
		return string(out), true
	}
	return nil, false
}

// dump reads a table.
func (f *fixture) dump(db *sql.DB, table, order string) (columns []string, out [][]any) {
	f.Helper()
	rows, err := db.Query("SELECT * FROM " + table + " ORDER BY " + order)
	f.no(err)
	defer rows.Close()
	columns, err = rows.Columns()
	f.no(err)
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		f.no(rows.Scan(into...))
		out = append(out, row)
	}
	f.no(rows.Err())
	return columns, out
}

// everything fills every table of the record.
func (f *fixture) everything() {
	f.Helper()
	m := newMachine(f)
	f.no(flag.Set("rapid.checks", "6"))
	rapid.Check(f.T, m.something)
	f.update(func(tx *store.Tx) {
		l := m.lists[0]
		if m.rows[l.ID] == 0 {
			f.no(tx.PutRows(l, f.edition(l, 1), people(l, 3)))
		}
		f.no(tx.AddEdition(f.edition(l, 90)))
		w := rowOf(l, 0, "k0", "Person Changed", "male", "2019", "")
		w.New = false
		f.no(tx.PutRows(l, f.edition(l, 91), []habeas.RowWrite{w}))
		f.no(tx.PutText(habeas.Text{ID: habeas.NewID(habeas.KindText), Report: f.article.ID, N: 1, Body: "Traders were held in Exampletown."}))
		u := habeas.User{ID: f.reviewer, Name: "Reviewer R", Role: habeas.RoleReviewer, Password: "hash"}
		f.no(tx.PutUser(u))
		f.no(tx.PutSettings(habeas.Settings{DeskName: "The desk"}, f.documenter, today))
		p := f.person(tx, "Person Q")
		f.accept(tx, f.claim(p.ID, "sex", "male"))
		f.accept(tx, f.claim(p.ID, "sex", "female"))
		f.no(tx.RefreshTensions(p.ID))
		c := f.publish(tx, f.claim(p.ID, "residence", "Exampletown"))
		f.no(tx.AddStep(f.step(c.ID, habeas.ActWithdraw, f.reviewer)))
		f.no(tx.AddLink(habeas.Link{ID: habeas.NewID(habeas.KindLink), A: m.mentions[0], B: p.ID, Verdict: habeas.Verdicts[0], At: f.clock()}))
		f.no(tx.AddCustody(habeas.Custody{Item: f.article.ID, Act: habeas.ReadOriginal, By: f.documenter, At: f.clock(), Reason: "to compare"}))
		f.no(tx.AddBackup(habeas.Backup{At: f.clock(), Evidence: 3}))
		f.no(tx.PutComment(f.comment("A comment.", 1), 1))
		f.no(tx.PutSubmission(habeas.Submission{ID: habeas.NewID(habeas.KindSent), State: habeas.SubmissionWaiting, Day: "2026-03-01", Lang: "ru", Due: "2026-03-15",
			Code: "hash", Until: "2026-08-28", Assigned: f.reviewer}, habeas.SubmissionContent{Text: strings.Repeat("words ", 400)}))
		f.no(tx.AddEstimate(f.estimate("Exampletown", "aa"), []byte(`{"dga":null}`)))
		pair := linkPair(m.mentions[0], p.ID, 2)
		f.no(tx.AddLinkRun(f.linkRun(pair), []habeas.LinkPair{pair}, nil))
		f.no(tx.PutLinkAnswer(habeas.LinkAnswer{ID: habeas.NewID(habeas.KindAnswer), Pair: pair.ID, A: pair.A, B: pair.B, Verdict: habeas.SamePerson, By: f.reviewer, At: f.clock()}))
	})
	f.no(f.s.RefreshDue(context.Background(), today.AddDate(0, 0, 1)))
	f.update(func(tx *store.Tx) {
		s := got2(f, tx.Source, f.witness.ID)
		s.Note = "waits for its day to end"
		f.no(tx.PutSource(s))
	})
}

// testTakenBack: what was public and is not any more, and levels once they
// were made stricter.
func testTakenBack(t *testing.T, f *fixture) {
	list := func() []habeas.Withdrawal {
		var out []habeas.Withdrawal
		f.view(func(tx *store.Tx) { out = got[[]habeas.Withdrawal](f)(tx.Withdrawals()) })
		return out
	}
	var c, other habeas.Claim
	f.update(func(tx *store.Tx) {
		p := f.person(tx, "Ali Sample")
		c = f.publish(tx, f.claim(p.ID, "sex", "male"))
		other = f.accept(tx, f.claim(p.ID, "residence", "Exampletown"))
	})
	if n := len(list()); n != 0 {
		t.Fatalf("%d withdrawals before any", n)
	}
	f.update(func(tx *store.Tx) {
		f.no(tx.AddStep(f.step(c.ID, habeas.ActUnpublish, f.reviewer)))
		f.no(tx.AddStep(f.step(other.ID, habeas.ActWithdraw, f.reviewer)))
		s := got2(f, tx.Source, f.witness.ID)
		s.Consent = habeas.ConsentNone
		s = s.Granted(habeas.Grant{Item: c.ID, Audience: habeas.ToPublic, Level: habeas.ConsentAnonymised, How: "by letter"})
		f.no(tx.PutSource(s))
		s = got2(f, tx.Source, f.witness.ID)
		s.Grants[0].Level = habeas.ConsentNone
		f.no(tx.PutSource(s))
	})
	of := habeas.Grant{Item: c.ID, Audience: habeas.ToPublic}.Withdrawn()
	day := today.Format(time.DateOnly)
	want := []habeas.Withdrawal{{Item: c.ID, Act: habeas.WithdrawnPublic, Day: day}, {Item: other.ID, Act: habeas.WithdrawnClaim, Day: day},
		{Item: f.witness.ID, Act: habeas.WithdrawnLevel, Value: "none", Day: day}, {Item: f.witness.ID, Act: of, Value: "none", Day: day}}
	slices.SortFunc(want, func(a, b habeas.Withdrawal) int {
		return cmp.Or(strings.Compare(string(a.Item), string(b.Item)), strings.Compare(a.Act, b.Act))
	})
	f.same("withdrawals", want, list())

	// Published again, the claim is not taken back any more; a level that was
	// lowered once is followed from then on.
	f.update(func(tx *store.Tx) {
		s := f.step(c.ID, habeas.ActPublish, f.reviewer)
		s.Terms = &terms
		f.no(tx.AddStep(s))
		w := got2(f, tx.Source, f.witness.ID)
		w.Consent = habeas.ConsentTracing
		f.no(tx.PutSource(w))
	})
	for _, w := range list() {
		if w.Item == c.ID || w.Item == f.witness.ID && w.Act == habeas.WithdrawnLevel && w.Value != "tracing" {
			t.Errorf("the withdrawal %+v is not the newest word", w)
		}
	}
}

func testCustody(t *testing.T, f *fixture) {
	at := today.Add(5 * time.Hour)
	want := []habeas.Custody{{Item: f.article.ID, N: 1, Act: habeas.ReadOriginal, By: f.documenter, At: at, Reason: "to compare"},
		{Item: f.article.ID, N: 2, Act: habeas.ReadOriginal, By: f.reviewer, At: at}}
	f.update(func(tx *store.Tx) {
		for _, c := range want {
			c.N = 0
			f.no(tx.AddCustody(c))
		}
		f.no(tx.AddCustody(habeas.Custody{Item: f.witness.ID, Act: habeas.ReadSource, By: f.reviewer, At: at}))
	})
	f.view(func(tx *store.Tx) {
		f.same("custody", want, got[[]habeas.Custody](f)(tx.Custody(f.article.ID)))
		of := got[[]habeas.Custody](f)(tx.Custody(f.witness.ID))
		if len(of) != 1 || !of[0].At.Equal(today.Truncate(24*time.Hour)) {
			t.Errorf("of a source the hour is kept: %+v", of)
		}
	})
}
