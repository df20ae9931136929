// Package canary is the statement that a desk signs again and again while it is
// the only one that controls its server. Whoever takes the server cannot make the
// next one: the key that signs is never there. So a page that shows the last one
// says by itself, once its day is over, that something may be wrong.
//
// A statement that stops says less than one that is made, and a person can be
// made to sign. What it is worth depends on readers who kept its key from before
// (golang.org/x/mod/sumdb/note; Wexler, "Warrant canary", 2014, on what courts
// make of it).
package canary

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/mod/sumdb/note"

	"github.com/habeas-record/habeas"
)

// LongestTerm is how many days may pass until the next statement is due.
const LongestTerm = 100

// Words are what is signed where a person writes nothing else.
const Words = `We alone hold the keys of this record and of the server it is on.
Nobody has had us hand over what people told us in confidence.
Nobody has ordered us to change or to take off what is published, or to keep silent about such an order.
We sign this ourselves, on a machine that is not the server, and only while each sentence is true.`

// first is the first line of a statement.
const first = "habeas canary 1"

// Statement is what was signed.
type Statement struct {
	Day   string // on which it was signed, YYYY-MM-DD
	Due   string // by which the next one is
	Words string
}

func (s Statement) text() string {
	return first + "\nday " + s.Day + "\ndue " + s.Due + "\n\n" + s.Words + "\n"
}

// Overdue is how many days the next statement is late, 0 where it is not.
func (s Statement) Overdue(today time.Time) int {
	due, err := time.Parse(time.DateOnly, s.Due)
	if err != nil {
		return 1
	}
	return max(0, int(today.UTC().Truncate(24*time.Hour).Sub(due).Hours()/24))
}

// NewKey makes a key to sign with, and the line that checks what it signs.
func NewKey(name string) (private, public string, err error) {
	private, public, err = note.GenerateKey(rand.Reader, name)
	if err != nil {
		return "", "", habeas.Invalid("use letters and digits", "%q cannot be the name of a key", name)
	}
	return private, public, nil
}

// Sign signs a statement with a key that NewKey made.
func Sign(s Statement, private string) (string, error) {
	if err := s.validate(); err != nil {
		return "", err
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		return "", habeas.Invalid("make one with habeas canary new", "this is no key that signs statements")
	}
	signed, err := note.Sign(&note.Note{Text: s.text()}, signer)
	return string(signed), err
}

var layout = regexp.MustCompile(`(?s)\A` + first + `\nday (\d{4}-\d\d-\d\d)\ndue (\d{4}-\d\d-\d\d)\n\n(.+)\n\z`)

// Open checks the signature under a statement and reads it.
func Open(signed, public string) (Statement, error) {
	v, err := note.NewVerifier(strings.TrimSpace(public))
	if err != nil {
		return Statement{}, habeas.Invalid("copy the line that habeas canary new printed", "this is no line that checks a signature")
	}
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	if err != nil || slices.ContainsFunc(n.Sigs, func(s note.Signature) bool {
		_, err := base64.StdEncoding.Strict().DecodeString(s.Base64) // one signature has one spelling
		return err != nil
	}) {
		return Statement{}, habeas.Invalid("sign it with the key that belongs to the line, and copy all of it", "the statement is not signed by this key")
	}
	m := layout.FindStringSubmatch(n.Text)
	if m == nil {
		return Statement{}, habeas.Invalid("make it with habeas canary sign", "what is signed is no statement")
	}
	s := Statement{m[1], m[2], m[3]}
	return s, s.validate()
}

func (s Statement) validate() error {
	day, err := time.Parse(time.DateOnly, s.Day)
	due, err2 := time.Parse(time.DateOnly, s.Due)
	switch {
	case err != nil || err2 != nil:
		return habeas.Invalid("write it as 2026-11-30", "the statement has no day that is one")
	case !due.After(day) || due.After(day.AddDate(0, 0, LongestTerm)):
		return habeas.Invalid("choose a day within a hundred", "the next statement is due on %s, %s being the day of this one", s.Due, s.Day)
	case strings.TrimSpace(s.Words) == "" || s.Words != strings.TrimSpace(s.Words):
		return habeas.Invalid("write what is true, without empty lines around it", "the statement says nothing")
	case strings.ContainsFunc(s.Words, func(r rune) bool { return r != '\n' && unicode.IsControl(r) || r == '\uFFFD' }) || len(s.Words) > 8000:
		return habeas.Invalid("write plain text of at most 8,000 bytes", "the words of the statement cannot be signed")
	}
	return nil
}

// Next takes a newly signed statement over the last one. Without a key given it
// must be signed by the key that signed the last.
func Next(last habeas.Canary, signed, key string, today time.Time) (habeas.Canary, error) {
	signed = strings.TrimSpace(strings.ReplaceAll(signed, "\r\n", "\n")) + "\n"
	next := habeas.Canary{Key: last.Key, Since: last.Since, Signed: signed}
	if key = strings.TrimSpace(key); key != "" && key != last.Key {
		next.Key, next.Since = key, today.UTC().Format(time.DateOnly)
	}
	if next.Key == "" {
		return last, habeas.Invalid("copy the line that habeas canary new printed", "the first statement needs the line that checks it")
	}
	s, err := Open(signed, next.Key)
	if err != nil {
		return last, err
	}
	if s.Day > today.UTC().AddDate(0, 0, 1).Format(time.DateOnly) {
		return last, habeas.Invalid("set the clock of the machine that signs", "the statement is of a day to come, %s", s.Day)
	}
	if s.Overdue(today) > 0 {
		return last, habeas.Invalid("sign a new one", "the statement is overdue already: the next was due on %s", s.Due)
	}
	if before, err := Open(last.Signed, last.Key); err == nil && s.Day < before.Day {
		return last, habeas.Invalid("sign a new one", "the statement is older than the one there is, which is of %s", before.Day)
	}
	return next, nil
}

// Fingerprint is the short form of a line, to be read aloud: the name and hash
// of its key.
func Fingerprint(public string) string {
	v, err := note.NewVerifier(public)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s %08x", v.Name(), v.KeyHash())
}
