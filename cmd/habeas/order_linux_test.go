package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/sys/unix"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/backup"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/protect/seal"
)

// came is a submission in the order in which they came.
type came struct {
	id     habeas.ID
	marker string
	file   string // in the folder of what was received
}

// kendall is the τ of two orders: how much more often they agree on a pair than
// not, of all pairs; pairs that one does not tell apart count for neither.
func kendall(of []float64) float64 {
	agree, pairs := 0, 0
	for i := range of {
		for j := range i {
			pairs++
			agree += cmp.Compare(of[i], of[j])
		}
	}
	return float64(agree) / float64(pairs)
}

// Whoever takes the machine in the middle of a day, with the database and its
// log, the files and all that the system notes of them, the ledger and a backup,
// cannot tell in which order 700 submissions of that day came.
func TestArrivalOrder(t *testing.T) {
	const many = 700 // chance alone stays within .1 in all but one of 14,000 orders
	ctx := context.Background()
	data := filepath.Join(t.TempDir(), "data")
	rec, err := record{Data: data}.open(ctx, desk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rec.close(); err != nil {
			t.Error(err)
		}
	}()
	keeper, err := rec.desk.AddUser(ctx, operator, "Keeper", "", habeas.RoleCustodian)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		k, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		if err := rec.desk.AddCustodian(ctx, habeas.Actor{ID: keeper.ID, Name: keeper.Name, Role: keeper.Role}, fmt.Sprint("Keeper ", i), k.Recipient().String()); err != nil {
			t.Fatal(err)
		}
	}
	if err := rec.inbox.Tidy(ctx); err != nil { // as the server does when it starts
		t.Fatal(err)
	}
	luck := rand.New(rand.NewPCG(7, 7))
	all := make([]came, many)
	shas := make([]string, many)
	for i := range all {
		all[i].marker = fmt.Sprintf("Zqorder%04d", i)
		f, err := rec.inbox.Hold(ctx, "a.txt", strings.NewReader(strings.Repeat("x", 1+luck.IntN(3000))))
		if err != nil {
			t.Fatal(err)
		}
		shas[i] = f.SHA256
		form := submissions.Form{Text: all[i].marker + strings.Repeat(" word", luck.IntN(600)), Lang: "en", Files: []habeas.SubmittedFile{f}, Code: true}
		if luck.IntN(2) == 0 {
			form.Identity = seal.Identity{Name: "Somebody", Note: strings.Repeat("y", luck.IntN(900))}
		}
		code, err := rec.inbox.Send(ctx, form)
		if err != nil {
			t.Fatal(err)
		}
		err = rec.store.View(ctx, func(tx desk.Tx) error {
			s, err := tx.SubmissionByCode(code.Hash(), "2000-01-01")
			all[i].id = s.ID
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// The log of the database, where pages lie in the order in which they were
	// written, is empty again after each arrival.
	if info, err := os.Stat(filepath.Join(data, database+"-wal")); err == nil && info.Size() > 0 {
		t.Errorf("the log of the database holds %d bytes", info.Size())
	}
	orders := map[string]func(came) float64{"ids": func(c came) float64 { return idNumber(c.id) }}
	// The file of the database and its log: where the words, the ids and the
	// ledger's entries stand first and last.
	seen := traces(t, data, all, map[string]func(came) string{"words": func(c came) string { return c.marker }, "ids": func(c came) string { return string(c.id) },
		"ledger": func(c came) string { return "submission/" + string(c.id) }}, orders)
	for _, name := range []string{database, database + "-wal"} {
		raw, err := os.ReadFile(filepath.Join(data, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		// All pieces of the words, by the keys that their ids give.
		keys := map[string]float64{}
		for _, at := range regexp.MustCompile("[0-9a-f]{32}").FindAllIndex(raw, -1) {
			keys[string(raw[at[0]:at[1]])] = float64(at[0])
		}
		mean, top := map[habeas.ID]float64{}, map[habeas.ID]float64{}
		for _, c := range all {
			n := 0.0
			for i := range 40 {
				sum := sha256.Sum256([]byte(string(c.id) + "/" + strconv.Itoa(i)))
				if at, ok := keys[hex.EncodeToString(sum[:16])]; ok {
					n++
					mean[c.id] += at
					top[c.id] = max(top[c.id], at)
				}
			}
			mean[c.id] /= max(1, n)
		}
		if len(top) > many/10 {
			orders["where the pieces lie in the middle in "+name] = func(c came) float64 { return mean[c.id] }
			orders["where the pieces lie at most in "+name] = func(c came) float64 { return top[c.id] }
		}
	}
	if seen < 3*many {
		t.Errorf("only %d of %d traces are in the database: is it looked for right?", seen, 3*many)
	}
	// What the system notes of files.
	listed, err := os.ReadFile(filepath.Join(data, evidence, "received", "list"))
	if err != nil {
		t.Fatal(err)
	}
	for i, sha := range shas {
		at := strings.Index(string(listed), sha)
		if at < 0 {
			t.Fatal("a file is not in the list")
		}
		all[i].file = strings.Fields(string(listed)[at:])[1]
	}
	stat := map[string]unix.Statx_t{}
	place := map[string]float64{}
	dir, err := os.Open(filepath.Join(data, evidence, "received"))
	if err != nil {
		t.Fatal(err)
	}
	names, err := dir.Readdirnames(-1)
	dir.Close()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		var s unix.Statx_t
		if err := unix.Statx(unix.AT_FDCWD, filepath.Join(data, evidence, "received", name), 0, unix.STATX_ALL, &s); err != nil {
			t.Fatal(err)
		}
		stat[name], place[name] = s, float64(i)
	}
	orders["places in the folder"] = func(c came) float64 { return place[c.file] }
	orders["numbers of the files on the disk"] = func(c came) float64 { return float64(stat[c.file].Ino) }
	for what, of := range map[string]func(unix.Statx_t) unix.StatxTimestamp{"made": func(s unix.Statx_t) unix.StatxTimestamp { return s.Btime },
		"changed": func(s unix.Statx_t) unix.StatxTimestamp { return s.Ctime }, "written": func(s unix.Statx_t) unix.StatxTimestamp { return s.Mtime },
		"read": func(s unix.Statx_t) unix.StatxTimestamp { return s.Atime }} {
		orders["when files were "+what] = func(c came) float64 {
			at := of(stat[c.file])
			return float64(at.Sec-1_700_000_000) + float64(at.Nsec)/1e9
		}
	}
	// A backup, as its holder reads it.
	for what, where := range backedUp(t, rec, all, "submissions", "submission_pieces", "ledger_pending") {
		orders["the "+what+" in a backup"] = func(c came) float64 { return where[c.id] }
	}
	hold(t, all, orders)
	if len(orders) < 12 {
		t.Errorf("only %d ways were tried", len(orders))
	}
	// The ledger has nothing of them until their day is over, and takes them in
	// shuffled: LedgerOfSources of the store's suite.
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func idNumber(id habeas.ID) float64 {
	n := 0.0
	for _, c := range []byte(id[1:]) {
		n = n*256 + float64(c)
	}
	return n
}

// backedUp is where the rows of each thing that came stand in a backup, by table.
func backedUp(t *testing.T, rec *opened, all []came, tables ...string) map[string]map[habeas.ID]float64 {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, _, err := rec.desk.Backup(context.Background(), operator, &b, []age.Recipient{id.Recipient()}, nil); err != nil {
		t.Fatal(err)
	}
	r, err := backup.NewReader(&b, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Keys(func(string, []byte) error { return nil }); err != nil {
		t.Fatal(err)
	}
	out := map[string]map[habeas.ID]float64{}
	n := 0.0
	byWord := map[string]habeas.ID{}
	for _, c := range all {
		byWord[c.marker], byWord[string(c.id)] = c.id, c.id
	}
	word := regexp.MustCompile("Zqorder[0-9]{4}|[wy][0-9a-z]{16}")
	err = r.Rows(func(table string, _ []string, values []any) error {
		n++
		for _, w := range word.FindAllString(fmt.Sprintf("%s", values), -1) {
			if id := byWord[w]; id != "" {
				if out[table] == nil {
					out[table] = map[habeas.ID]float64{}
				}
				out[table][id] = n
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if len(out[table]) != len(all) {
			t.Fatalf("the backup has %d of %d in %s", len(out[table]), len(all), table)
		}
	}
	return out
}

// hold fails the test if an order that somebody may read off tells in which order
// all came.
func hold(t *testing.T, all []came, orders map[string]func(came) float64) {
	t.Helper()
	worst := 0.0
	for _, what := range slices.Sorted(mapKeys(orders)) {
		of := make([]float64, len(all))
		for i, c := range all {
			of[i] = orders[what](c)
		}
		tau := kendall(of)
		worst = max(worst, math.Abs(tau))
		t.Logf("τ %+.3f by %s", tau, what)
		if math.Abs(tau) > .1 {
			t.Errorf("%s tell the order: τ = %.3f", what, tau)
		}
	}
	if got := kendall([]float64{1, 2, 3, 4}); got != 1 {
		t.Errorf("τ of an order with itself is %v", got)
	}
	t.Logf("the worst of %d is %.3f", len(orders), worst)
}

// traces adds the orders in which words of what came stand in the database and
// its log, first and last, and returns how many were found of each pattern's.
func traces(t *testing.T, data string, all []came, of map[string]func(came) string, orders map[string]func(came) float64) (seen int) {
	t.Helper()
	for _, name := range []string{database, database + "-wal"} {
		raw, err := os.ReadFile(filepath.Join(data, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		for what, word := range of {
			first, last := map[habeas.ID]float64{}, map[habeas.ID]float64{}
			wanted := map[string]habeas.ID{}
			for _, c := range all {
				wanted[word(c)] = c.id
			}
			for _, at := range regexp.MustCompile("Zqorder[0-9]{4}|(?:comment/|submission/)?[wy][0-9a-z]{16}").FindAllIndex(raw, -1) {
				id := wanted[string(raw[at[0]:at[1]])]
				if id == "" {
					continue
				}
				if _, ok := first[id]; !ok {
					first[id] = float64(at[0])
				}
				last[id] = float64(at[0])
			}
			seen += len(first)
			if len(first) < len(all)/10 {
				continue // not there: nothing to order by
			}
			orders["the first of the "+what+" in "+name] = func(c came) float64 { return first[c.id] }
			orders["the last of the "+what+" in "+name] = func(c came) float64 { return last[c.id] }
		}
	}
	return seen
}

// Whoever takes the machine in the middle of a day cannot tell in which order 700
// comments of that day came, from the database and its log, the ledger and a
// backup; comments have no files.
func TestArrivalOrderOfComments(t *testing.T) {
	const many = 700
	ctx := context.Background()
	data := filepath.Join(t.TempDir(), "data")
	rec, err := record{Data: data}.open(ctx, desk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rec.close(); err != nil {
			t.Error(err)
		}
	}()
	if err := rec.inbox.Tidy(ctx); err != nil { // as the server does when it starts
		t.Fatal(err)
	}
	luck := rand.New(rand.NewPCG(9, 9))
	pages := make([]habeas.ID, 20)
	for i := range pages {
		pages[i] = habeas.NewID(habeas.KindPerson)
	}
	all := make([]came, many)
	for i := range all {
		all[i].marker = fmt.Sprintf("Zqorder%04d", i)
		nickname := ""
		if luck.IntN(2) == 0 {
			nickname = "somebody"
		}
		code, err := rec.desk.Comment(ctx, desk.CommentForm{About: pages[luck.IntN(len(pages))], Title: "Ali Sample", Nickname: nickname, Text: all[i].marker + strings.Repeat(" word", luck.IntN(200))})
		if err != nil {
			t.Fatal(err)
		}
		err = rec.store.View(ctx, func(tx desk.Tx) error {
			c, err := tx.CommentByCode(code.Hash())
			all[i].id = c.ID
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// The log, where pages lie in the order in which they were written, is emptied
	// within a quarter of a second.
	for late := time.Now().Add(time.Minute); ; {
		info, err := os.Stat(filepath.Join(data, database+"-wal"))
		if err != nil || info.Size() == 0 {
			break
		}
		if time.Now().After(late) {
			t.Fatalf("the log of the database holds %d bytes, and goes on to", info.Size())
		}
		runtime.Gosched()
	}
	orders := map[string]func(came) float64{"ids": func(c came) float64 { return idNumber(c.id) }}
	seen := traces(t, data, all, map[string]func(came) string{"words": func(c came) string { return c.marker }, "ids": func(c came) string { return string(c.id) },
		"ledger": func(c came) string { return "comment/" + string(c.id) }}, orders)
	if seen < 3*many {
		t.Errorf("only %d of %d traces are in the database: is it looked for right?", seen, 3*many)
	}
	for what, where := range backedUp(t, rec, all, "comments", "ledger_pending") {
		orders["the "+what+" in a backup"] = func(c came) float64 { return where[c.id] }
	}
	hold(t, all, orders)
	if len(orders) < 9 {
		t.Errorf("only %d ways were tried", len(orders))
	}
}
