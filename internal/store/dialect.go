package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// dialect is all in which the two databases differ.
type dialect struct {
	name  string // of the migration files of its own
	goose goose.Dialect
	// ddl fills in the words of the migrations.
	ddl *strings.Replacer
	// values writes n groups of columns: a placeholder for each that is "",
	// the others as they are.
	values func(n int, columns []string) string
	// find is the FROM and WHERE of the entries e of part $1 that hold the
	// words of the query in $2; query writes that query.
	find  string
	query func(tokens []string) string
	// and, or and word put a query together in which words may stand for each
	// other; a word is whole in it.
	and, or string
	word    func(token string) string
	// addWords and dropWords keep the word index; "" where the entry's own
	// column does.
	addWords, dropWords string
	// addRun adds the words of every entry of one scope from $1 to $2.
	addRun string
	// clearWords empties it.
	clearWords string
	// dropIndexes and makeIndexes are for the time in which most entries are
	// new; none where other transactions would have to wait for it.
	dropIndexes, makeIndexes []string
	// check begins a query that reads a table and its indexes through and
	// answers "ok", or what is wrong with its pages; "" where there is none.
	check string
	// emptyLog moves what is in the log into the file of the record and cuts the
	// log off; "" where there is none to reach. It answers with whether it was
	// hindered, and two numbers of pages.
	emptyLog string
	// turn waits until no other transaction is adding to the ledger; "" where
	// the database lets one write at a time anyway.
	turn string
	// isApplied is the condition of a migration that was run.
	isApplied string
	// batch is how many rows one statement inserts at best.
	batch int
	// again reports whether a transaction failed only because another was
	// under way.
	again func(error) bool
	// busy reports whether another process is writing.
	busy func(error) bool
	// full and readOnly report whether the disk is.
	full, readOnly func(error) bool
	// conflict reports whether an error says that a key was taken.
	conflict func(error) bool
}

var sqlite = &dialect{
	name:  "sqlite",
	goose: goose.DialectSQLite3,
	ddl: strings.NewReplacer("{{text}}", "text", "{{number}}", "integer", "{{blob}}", "blob",
		"{{clustered}}", " WITHOUT ROWID", "{{lexemes}}", ""),
	values: func(n int, columns []string) string {
		return groups(n, columns, func(int) string { return "?" })
	},
	// CROSS JOIN keeps the words first; the last bit of a rowid is its scope.
	find: " FROM entry_words w CROSS JOIN entries e ON e.n = w.rowid WHERE e.by_words >> 56 = $1 AND w.entry_words MATCH $2 AND w.rowid & 1 = $1 & 1",
	query: func(tokens []string) string {
		return `"` + strings.Join(tokens, `"* "`) + `"*`
	},
	and:         " AND ",
	or:          " OR ",
	word:        func(token string) string { return `"` + token + `"` },
	addWords:    "INSERT INTO entry_words (rowid, words) VALUES ($1, $2)",
	addRun:      "INSERT INTO entry_words (rowid, words) SELECT n, words FROM entries WHERE n >= $1 AND n <= $2 AND n & 1 = $1 & 1",
	dropWords:   "INSERT INTO entry_words (entry_words, rowid, words) VALUES ('delete', $1, $2)",
	clearWords:  "INSERT INTO entry_words (entry_words) VALUES ('delete-all')",
	dropIndexes: []string{"DROP INDEX entries_words", "DROP INDEX entries_news"},
	// Sorted two megabytes at a time, which stay in the processor's cache.
	makeIndexes: []string{"PRAGMA cache_size = -2048",
		"CREATE INDEX entries_words ON entries (by_words, facet)", "CREATE INDEX entries_news ON entries (by_news, facet)",
		"PRAGMA cache_size = " + writerCache},
	check:     "PRAGMA integrity_check",
	emptyLog:  "PRAGMA wal_checkpoint(TRUNCATE)",
	isApplied: "is_applied = 1",
	batch:     50,
	again:     func(error) bool { return false },
	busy: func(err error) bool {
		var e *driver.Error
		return errors.As(err, &e) && e.Code()&0xff == codes.SQLITE_BUSY
	},
	full: func(err error) bool {
		var e *driver.Error
		// What a quota or a limit of file size refuses is an error of writing.
		return errors.As(err, &e) && (e.Code()&0xff == codes.SQLITE_FULL || e.Code() == codes.SQLITE_IOERR_WRITE)
	},
	readOnly: func(err error) bool {
		var e *driver.Error
		return errors.As(err, &e) && e.Code()&0xff == codes.SQLITE_READONLY
	},
	conflict: func(err error) bool {
		var e *driver.Error
		return errors.As(err, &e) && (e.Code() == codes.SQLITE_CONSTRAINT_PRIMARYKEY || e.Code() == codes.SQLITE_CONSTRAINT_UNIQUE)
	},
}

var postgres = &dialect{
	name:  "postgres",
	goose: goose.DialectPostgres,
	// Text sorts by its bytes, as it does in SQLite. Lexemes are made from
	// the folded words as they are, past PostgreSQL's own parser, which would
	// read hosts and file names into them.
	ddl: strings.NewReplacer("{{text}}", `text COLLATE "C"`, "{{number}}", "bigint", "{{blob}}", "bytea",
		"{{clustered}}", "", "{{lexemes}}",
		",\n\tlexemes tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED"),
	values: func(n int, columns []string) string {
		return groups(n, columns, func(i int) string { return "$" + strconv.Itoa(i) })
	},
	find: " FROM entries e WHERE e.by_words >> 56 = $1 AND e.lexemes @@ $2::text::tsquery",
	query: func(tokens []string) string {
		return "'" + strings.Join(tokens, "':* & '") + "':*"
	},
	and:       " & ",
	or:        " | ",
	word:      func(token string) string { return "'" + token + "'" },
	isApplied: "is_applied",
	turn:      "SELECT size FROM ledger_head WHERE n = 1 FOR UPDATE",
	batch:     400,
	again: func(err error) bool {
		var e *pgconn.PgError
		return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
	},
	busy: func(error) bool { return false },
	full: func(err error) bool {
		var e *pgconn.PgError
		return errors.As(err, &e) && e.Code == "53100"
	},
	readOnly: func(err error) bool {
		var e *pgconn.PgError
		return errors.As(err, &e) && e.Code == "25006"
	},
	conflict: func(err error) bool {
		var e *pgconn.PgError
		return errors.As(err, &e) && e.Code == "23505"
	},
}

// groups writes n groups of columns; placeholder writes the i-th, from 1.
func groups(n int, columns []string, placeholder func(i int) string) string {
	var b strings.Builder
	next := 1
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		for j, c := range columns {
			b.WriteString([]string{"(", ", "}[min(j, 1)])
			if c == "" {
				c = placeholder(next)
				next++
			}
			b.WriteString(c)
		}
		b.WriteString(")")
	}
	return b.String()
}

// pause grows with every attempt and differs between rivals.
func (d *dialect) pause(attempt int) time.Duration {
	return time.Duration(rand.Int64N(int64(time.Millisecond) << min(attempt, 8)))
}

// explain turns what a database says of a key that is taken into a conflict,
// and what it says of its disk into what a person can act on.
func (d *dialect) explain(err error) error {
	switch {
	case err == nil:
		return nil
	case d.full(err):
		return fmt.Errorf("%w (%w)", habeas.ErrFull, err)
	case d.readOnly(err):
		return fmt.Errorf("%w (%w)", habeas.ErrReadOnly, err)
	}
	if !errors.Is(err, habeas.ErrConflict) && (d.conflict(err) || d.again(err)) {
		return fmt.Errorf("%w: %w", habeas.ErrConflict, err)
	}
	return err
}
