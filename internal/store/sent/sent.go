// Package sent keeps what was sent to the desk so that nobody who takes the
// database can tell in which order it came: ids and keys are random, rows are
// too short to leave the page that their key gives them, and no time is kept.
// It is the store's.
package sent

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
)

// Tx is what is asked of a transaction of the store.
type Tx interface {
	Exec(q string, args ...any) (changed int64, err error)
	// One scans the single row of a query; ErrNotFound where there is none.
	One(dest []any, q string, args ...any) error
	// Stream reads rows one by one; fn must ask nothing of the transaction.
	Stream(fn func(scan func(dest ...any) error) error, q string, args ...any) error
	// Versioned refuses with ErrConflict where somebody saved since.
	Versioned(table, what string, id habeas.ID, version int) error
	Record(kind string, key ...any)
	KeepWithdrawal(w habeas.Withdrawal) error
	Today() string
}

// Kept is submissions as one transaction sees them.
type Kept struct {
	Tx Tx
	// Arrived says that the transaction keeps what has just come.
	Arrived bool
	// CameInRow says that it keeps a comment that has just come, of which many come
	// a second: the log is emptied within a quarter of one, and not for each.
	CameInRow bool
}

// piece is how many bytes of the words lie under one key. SQLite moves a row of
// more than 1,002 bytes to pages of its own (page size 4,096, no rowid).
const piece = 960

// ErrDamaged says that the words are not those that were kept.
var ErrDamaged = errors.New("the words that were sent are not those that were kept")

// keyOf is where the n-th piece lies: as good as random, and told by the id.
func keyOf(id habeas.ID, n int) string {
	sum := sha256.Sum256([]byte(string(id) + "/" + strconv.Itoa(n)))
	return hex.EncodeToString(sum[:16])
}

// PutSubmission adds s when its Version is 0 and otherwise saves it over the
// version it names, with what is left of its content in its state.
func (k *Kept) PutSubmission(s habeas.Submission, c habeas.SubmissionContent) error {
	if err := k.Tx.Versioned("submissions", "submission", s.ID, s.Version); err != nil {
		return err
	}
	var before int
	if s.Version == 0 {
		k.Arrived = true
	} else if now, err := k.Submission(s.ID); err != nil {
		return err
	} else {
		before = now.Pieces
	}
	if s.Gone() {
		c = c.Left(s.State)
		if err := k.Tx.KeepWithdrawal(habeas.Withdrawal{Item: s.ID, Act: habeas.WithdrawnWords, Value: string(s.State), Day: k.Tx.Today()}); err != nil {
			return err
		}
	}
	words, err := json.Marshal(c)
	if err != nil {
		return err
	}
	s.Version++
	if s.Pieces, s.Sum, err = k.PutPieces(s.ID, words, before); err != nil {
		return err
	}
	doc, err := json.Marshal(s)
	if err != nil {
		return err
	}
	translate := 0
	if s.Into != "" {
		translate = 1
	}
	var about habeas.Challenge
	if s.Challenge != nil {
		about = *s.Challenge
	}
	_, err = k.Tx.Exec(`INSERT INTO submissions (id, version, state, assigned, due, code, until, translate, came, challenges, challenger, outcome, why, decided, doc)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, assigned = excluded.assigned, due = excluded.due,
		code = excluded.code, until = excluded.until, translate = excluded.translate, came = excluded.came, challenges = excluded.challenges,
		challenger = excluded.challenger, outcome = excluded.outcome, why = excluded.why, decided = excluded.decided, doc = excluded.doc`,
		s.ID, s.Version, s.State, s.Assigned, s.Due, s.Code, s.Until, translate, s.Day, about.Claim, about.By, about.Outcome, about.Why, about.Decided, string(doc))
	if err != nil {
		return fmt.Errorf("saving submission %s: %w", s.ID, err)
	}
	k.Tx.Record("submission", s.ID)
	return nil
}

// PutPieces keeps the words of a thing where they tell no order, in place of the
// so many pieces there were, and returns how many there are and what they hash to.
func (k *Kept) PutPieces(id habeas.ID, words []byte, before int) (pieces int, hash string, err error) {
	sum := sha256.Sum256(words)
	pieces, hash = (len(words)+piece-1)/piece, hex.EncodeToString(sum[:])
	for n := range pieces {
		part := words[n*piece : min(len(words), (n+1)*piece)]
		if _, err := k.Tx.Exec("INSERT INTO submission_pieces (id, piece) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET piece = excluded.piece", keyOf(id, n), part); err != nil {
			return 0, "", fmt.Errorf("saving the words of %s: %w", id, err)
		}
		if n >= before {
			// Not farther than it lies by chance where there are many: where there are
			// few, looking for one would take longer than it is worth.
			key := keyOf(id, n)
			_, err := k.Tx.Exec("DELETE FROM submission_pieces WHERE id = (SELECT id FROM submission_pieces WHERE id > $1 AND id < $2 AND stock = 1 ORDER BY id LIMIT 1)", key, key[:2]+"g")
			if err != nil {
				return 0, "", fmt.Errorf("making room for %s: %w", id, err)
			}
		}
	}
	for n := pieces; n < before; n++ {
		if _, err := k.Tx.Exec("DELETE FROM submission_pieces WHERE id = $1", keyOf(id, n)); err != nil {
			return 0, "", fmt.Errorf("erasing words of %s: %w", id, err)
		}
	}
	return pieces, hash, nil
}

// Pieces returns the words that PutPieces kept.
func (k *Kept) Pieces(id habeas.ID, pieces int, hash string) ([]byte, error) {
	var words []byte
	for n := range pieces {
		var part []byte
		if err := k.Tx.One([]any{&part}, "SELECT piece FROM submission_pieces WHERE id = $1 AND stock = 0", keyOf(id, n)); err != nil {
			if errors.Is(err, habeas.ErrNotFound) {
				err = ErrDamaged
			}
			return nil, fmt.Errorf("the words of %s: %w", id, err)
		}
		words = append(words, part...)
	}
	if sum := sha256.Sum256(words); hex.EncodeToString(sum[:]) != hash {
		return nil, fmt.Errorf("%s: %w", id, ErrDamaged)
	}
	return words, nil
}

// stock is how many empty pieces wait for what comes: room for some thousand
// submissions a day, in 16 MB.
const stock = 16_384

// Restock makes empty pieces where half of them were taken.
func (k *Kept) Restock() error {
	var have int
	if err := k.Tx.One([]any{&have}, "SELECT count(*) FROM submission_pieces WHERE stock = 1"); err != nil {
		return fmt.Errorf("counting empty pieces: %w", err)
	}
	if have > stock/2 {
		return nil
	}
	for range stock - have {
		var key [16]byte
		var empty [piece]byte
		rand.Read(key[:])
		if _, err := k.Tx.Exec("INSERT INTO submission_pieces (id, piece, stock) VALUES ($1, $2, 1)", hex.EncodeToString(key[:]), empty[:]); err != nil {
			return fmt.Errorf("making empty pieces: %w", err)
		}
	}
	return nil
}

// Submission returns a submission without its words.
func (k *Kept) Submission(id habeas.ID) (habeas.Submission, error) {
	return k.one("id = $1", id)
}

// SubmissionByCode returns the submission whose code has the hash, if the code
// still opens anything on the day. An expired code is looked up as one that was
// never given: in the index alone, to the same end.
func (k *Kept) SubmissionByCode(hash, day string) (habeas.Submission, error) {
	return k.one("code = $1 AND until >= $2 AND code <> ''", hash, day)
}

func (k *Kept) one(which string, args ...any) (s habeas.Submission, err error) {
	var doc []byte
	if err := k.Tx.One([]any{&doc}, "SELECT doc FROM submissions WHERE "+which, args...); err != nil {
		return s, fmt.Errorf("a submission: %w", err)
	}
	return s, json.Unmarshal(doc, &s)
}

// SubmissionContent returns the words of a submission.
func (k *Kept) SubmissionContent(s habeas.Submission) (c habeas.SubmissionContent, err error) {
	words, err := k.Pieces(s.ID, s.Pieces, s.Sum)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(words, &c)
}

// FindSubmissions lists submissions: what is due first, and among equals by
// their ids, which say nothing.
func (k *Kept) FindSubmissions(f habeas.SubmissionFilter) (out []habeas.Submission, total int, err error) {
	if f.State == "" {
		f.State = habeas.SubmissionWaiting
	}
	which, args := " FROM submissions WHERE state = $1", []any{f.State}
	if f.Assigned != "" {
		args = append(args, f.Assigned)
		which += fmt.Sprintf(" AND assigned = $%d", len(args))
	}
	if f.Into {
		which += " AND translate = 1"
	}
	if f.Challenges {
		which += " AND challenges <> ''"
	}
	if err := k.Tx.One([]any{&total}, "SELECT count(*)"+which, args...); err != nil {
		return nil, 0, fmt.Errorf("counting submissions: %w", err)
	}
	if f.Limit <= 0 {
		f.Limit = 1 << 30
	}
	out, err = k.all(fmt.Sprintf("SELECT doc%s ORDER BY CASE WHEN due = '' THEN 1 ELSE 0 END, due, id LIMIT $%d OFFSET $%d", which, len(args)+1, len(args)+2), append(args, f.Limit, f.Offset)...)
	return out, total, err
}

// ExpiredCodes returns submissions whose codes opened something until a day
// before the one named.
func (k *Kept) ExpiredCodes(day string) ([]habeas.Submission, error) {
	return k.all("SELECT doc FROM submissions WHERE code <> '' AND until < $1 ORDER BY id", day)
}

func (k *Kept) all(q string, args ...any) (out []habeas.Submission, err error) {
	err = k.Tx.Stream(func(scan func(...any) error) error {
		var doc []byte
		if err := scan(&doc); err != nil {
			return err
		}
		var s habeas.Submission
		err := json.Unmarshal(doc, &s)
		out = append(out, s)
		return err
	}, q, args...)
	if err != nil {
		return nil, fmt.Errorf("reading submissions: %w", err)
	}
	return out, nil
}

// ChallengesTo returns the decided challenges to any of the claims, by the day
// they were decided.
func (k *Kept) ChallengesTo(claims ...habeas.ID) ([]habeas.Submission, error) {
	if len(claims) == 0 {
		return nil, nil
	}
	marks, args := make([]string, len(claims)), make([]any, len(claims))
	for i, id := range claims {
		marks[i], args[i] = fmt.Sprintf("$%d", i+1), id
	}
	return k.all("SELECT doc FROM submissions WHERE challenges IN ("+strings.Join(marks, ", ")+") AND outcome <> '' ORDER BY decided, id", args...)
}

// DecidedChallenges returns a page of the challenges decided before a day,
// newest first.
func (k *Kept) DecidedChallenges(before string, limit, offset int) (out []habeas.Submission, total int, err error) {
	const which = " FROM submissions WHERE challenges <> '' AND decided <> '' AND decided < $1 AND outcome <> 'withdrawn'"
	if err := k.Tx.One([]any{&total}, "SELECT count(*)"+which, before); err != nil {
		return nil, 0, fmt.Errorf("counting challenges: %w", err)
	}
	out, err = k.all("SELECT doc"+which+" ORDER BY decided DESC, id LIMIT $2 OFFSET $3", before, limit, offset)
	return out, total, err
}

// CountChallenges counts the challenges that came before a day, as they stood
// then.
func (k *Kept) CountChallenges(before string) (out []habeas.ChallengeCount, err error) {
	err = k.Tx.Stream(func(scan func(...any) error) error {
		var c habeas.ChallengeCount
		var by string
		err := scan(&c.Year, &by, &c.Outcome, &c.Why, &c.N)
		c.Authority = by == string(habeas.ByAuthority)
		out = append(out, c)
		return err
	}, `SELECT year, party, ended, reason, count(*) FROM (
			SELECT substr(came, 1, 4) AS year,
				CASE WHEN challenger = 'authority' THEN challenger ELSE '' END AS party,
				CASE WHEN decided < $1 THEN outcome ELSE '' END AS ended,
				CASE WHEN decided < $1 THEN why ELSE '' END AS reason
			FROM submissions WHERE challenges <> '' AND came < $1) AS c
		GROUP BY year, party, ended, reason ORDER BY year, party, ended, reason`, before)
	if err != nil {
		return nil, fmt.Errorf("counting challenges: %w", err)
	}
	return out, nil
}

// SubmittedFiles returns the hash of every file that came with a submission,
// with the submission it came with.
func (k *Kept) SubmittedFiles() (map[string]habeas.ID, error) {
	all, err := k.all("SELECT doc FROM submissions")
	if err != nil {
		return nil, err
	}
	out := map[string]habeas.ID{}
	for _, s := range all {
		if s.Gone() {
			continue
		}
		c, err := k.SubmissionContent(s)
		if err != nil {
			return nil, err
		}
		for _, f := range c.Files {
			out[f.SHA256] = s.ID
		}
	}
	return out, nil
}

// Verify reads the words of every submission and tells what is wrong, also where
// what is counted is not what the row says. A row that cannot be read is a fault
// like any other.
func (k *Kept) Verify(report func(habeas.Fault) error) error {
	type row struct {
		id      string
		doc     []byte
		counted habeas.Challenge
		came    string
	}
	var all []row
	err := k.Tx.Stream(func(scan func(...any) error) error {
		var r row
		c := &r.counted
		err := scan(&r.id, &r.doc, &r.came, &c.Claim, &c.By, &c.Outcome, &c.Why, &c.Decided)
		all = append(all, r)
		return err
	}, "SELECT id, doc, came, challenges, challenger, outcome, why, decided FROM submissions ORDER BY id")
	if err != nil {
		return fmt.Errorf("reading submissions: %w", err)
	}
	for _, r := range all {
		var s habeas.Submission
		err := json.Unmarshal(r.doc, &s)
		if err == nil {
			s.ID = habeas.ID(r.id)
			_, err = k.SubmissionContent(s)
		}
		if err != nil {
			if err := report(habeas.Fault{Where: "submission/" + r.id, What: "its words are not those that were kept"}); err != nil {
				return err
			}
		}
		said := habeas.Challenge{}
		if s.Challenge != nil {
			said = *s.Challenge
			said.Answer = ""
		}
		// Before challenges were counted the day stood in the row alone.
		if err == nil && (r.counted != said || r.came != s.Day && (r.came != "" || s.Challenge != nil)) {
			if err := report(habeas.Fault{Where: "submission/" + r.id, What: "what is counted of it is not what it says"}); err != nil {
				return err
			}
		}
	}
	return nil
}
