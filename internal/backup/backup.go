// Package backup is the file a record is kept safe in: an age file (age-encryption.org/v1)
// around a gzipped tar, so that whoever holds one of its identities can open
// it with age and tar where this program is no more. It knows no database.
//
// In the tar, in this order: manifest.json; key/… the keys of the ledger;
// tables/NAME/000001.jsonl … the rows of each table, the first line of a file
// the names of the columns and each further line a row; evidence/SHA256; end.
package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"filippo.io/age"
)

// format is the version of what is written here.
const format = 1

// Manifest says what a backup is of.
type Manifest struct {
	Format  int       `json:"format"`
	Version int64     `json:"version"` // of the tables
	Made    time.Time `json:"made"`
	Head    string    `json:"head"` // the signed head of the ledger then
	Public  string    `json:"public"`
}

// The folders of the tar.
const (
	manifestName = "manifest.json"
	keyDir       = "key/"
	tableDir     = "tables/"
	evidenceDir  = "evidence/"
	endName      = "end"
)

// chunk is about how many bytes of rows one file of the tar holds.
const chunk = 4 << 20

// Writer writes a backup, part by part in the order of the package's comment.
type Writer struct {
	sealed io.WriteCloser
	zip    *gzip.Writer
	tar    *tar.Writer
	made   time.Time

	table string
	part  int
	head  []byte
	rows  bytes.Buffer
}

// NewWriter begins a backup that each of the recipients can open.
func NewWriter(w io.Writer, m Manifest, recipients ...age.Recipient) (*Writer, error) {
	sealed, err := age.Encrypt(w, recipients...)
	if err != nil {
		return nil, fmt.Errorf("sealing the backup: %w", err)
	}
	// Evidence is mostly packed already: what it costs to try counts.
	zip, err := gzip.NewWriterLevel(sealed, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	b := &Writer{sealed: sealed, zip: zip, tar: tar.NewWriter(zip), made: m.Made}
	m.Format = format
	doc, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return nil, err
	}
	return b, b.file(manifestName, doc)
}

func (b *Writer) file(name string, data []byte) error {
	err := b.header(name, int64(len(data)))
	if err == nil {
		_, err = b.tar.Write(data)
	}
	return err
}

func (b *Writer) header(name string, size int64) error {
	return b.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: b.made.UTC().Truncate(24 * time.Hour), Format: tar.FormatPAX})
}

// Key adds a file of the record's keys.
func (b *Writer) Key(name string, data []byte) error { return b.file(keyDir+name, data) }

// Row adds a row of a table. All rows of a table follow each other and have
// the same columns; their values are int64, string, []byte or nil.
func (b *Writer) Row(table string, columns []string, values []any) error {
	if table != b.table {
		if err := b.flush(); err != nil {
			return err
		}
		line, err := json.Marshal(columns)
		if err != nil {
			return err
		}
		b.table, b.part, b.head = table, 0, append(line, '\n')
	}
	row := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case []byte:
			if v == nil {
				v = []byte{} // no bytes, as a database hands them out; null is another value
			}
			row[i] = octets{Blob: &v}
		case string:
			if row[i] = v; !utf8.ValidString(v) {
				raw := []byte(v)
				row[i] = octets{Text: &raw}
			}
		case int64, nil:
			row[i] = v
		default:
			return fmt.Errorf("column %s of %s holds a %T, which a backup has no form for", columns[i], table, v)
		}
	}
	line, err := json.Marshal(row)
	if err != nil {
		return err
	}
	b.rows.Write(append(line, '\n'))
	if b.rows.Len() < chunk {
		return nil
	}
	return b.flush()
}

// octets are bytes that JSON has no letters for.
type octets struct {
	Blob *[]byte `json:"blob,omitempty"`
	Text *[]byte `json:"text,omitempty"`
}

func (b *Writer) flush() error {
	if b.rows.Len() == 0 {
		return nil
	}
	b.part++
	err := b.file(fmt.Sprintf("%s%s/%06d.jsonl", tableDir, b.table, b.part), append(bytes.Clone(b.head), b.rows.Bytes()...))
	b.rows.Reset()
	return err
}

// Evidence adds a piece of evidence of that many bytes.
func (b *Writer) Evidence(sha string, size int64, r io.Reader) error {
	if err := b.flush(); err != nil {
		return err
	}
	if err := b.header(evidenceDir+sha, size); err != nil {
		return err
	}
	n, err := io.Copy(b.tar, io.LimitReader(r, size))
	if err == nil && n != size {
		err = fmt.Errorf("evidence %s has %d bytes and had %d a moment ago", sha, n, size)
	}
	return err
}

// Close ends the backup; without it what was written cannot be restored.
func (b *Writer) Close() error {
	if err := b.flush(); err != nil {
		return err
	}
	if err := b.file(endName, nil); err != nil {
		return err
	}
	return errors.Join(b.tar.Close(), b.zip.Close(), b.sealed.Close())
}

// ErrDamaged says that a file is not a whole backup.
var ErrDamaged = errors.New("the file is not a whole backup: use another copy of it, or an earlier one")

// Reader reads a backup.
type Reader struct {
	Manifest Manifest
	tar      *tar.Reader
	next     *tar.Header
}

// NewReader opens a backup with any of the identities.
func NewReader(r io.Reader, identities ...age.Identity) (*Reader, error) {
	plain, err := age.Decrypt(r, identities...)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return nil, fmt.Errorf("none of the identities opens this backup: use one whose recipient it was made for")
	}
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	zip, err := gzip.NewReader(plain)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	b := &Reader{tar: tar.NewReader(zip)}
	if err := b.step(); err != nil {
		return nil, err
	}
	if b.next.Name != manifestName {
		return nil, ErrDamaged
	}
	if err := json.NewDecoder(io.LimitReader(b.tar, chunk)).Decode(&b.Manifest); err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	if b.Manifest.Format != format {
		return nil, fmt.Errorf("the backup is of format %d, and this program reads %d: use the version it was made with", b.Manifest.Format, format)
	}
	return b, b.step()
}

func (b *Reader) step() (err error) {
	if b.next, err = b.tar.Next(); err != nil {
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return nil
}

// Keys reads the files of the record's keys.
func (b *Reader) Keys(fn func(name string, data []byte) error) error {
	for strings.HasPrefix(b.next.Name, keyDir) {
		data, err := io.ReadAll(io.LimitReader(b.tar, chunk))
		if err != nil {
			return fmt.Errorf("%w (%w)", ErrDamaged, err)
		}
		if err := fn(strings.TrimPrefix(b.next.Name, keyDir), data); err != nil {
			return err
		}
		if err := b.step(); err != nil {
			return err
		}
	}
	return nil
}

// Rows reads the rows of every table.
func (b *Reader) Rows(fn func(table string, columns []string, values []any) error) error {
	for {
		rest, ok := strings.CutPrefix(b.next.Name, tableDir)
		if !ok {
			return nil
		}
		table, _, _ := strings.Cut(rest, "/")
		if err := b.chunk(func(columns []string, values []any) error { return fn(table, columns, values) }); err != nil {
			return err
		}
		if err := b.step(); err != nil {
			return err
		}
	}
}

func (b *Reader) chunk(fn func(columns []string, values []any) error) error {
	d := json.NewDecoder(bufio.NewReaderSize(b.tar, 1<<16))
	var columns []string
	if err := d.Decode(&columns); err != nil {
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	for {
		var row []json.RawMessage
		err := d.Decode(&row)
		if err == io.EOF {
			return nil
		}
		if err != nil || len(row) != len(columns) {
			return fmt.Errorf("%w (%w)", ErrDamaged, err)
		}
		values := make([]any, len(row))
		for i, raw := range row {
			if values[i], err = value(raw); err != nil {
				return fmt.Errorf("%w (%w)", ErrDamaged, err)
			}
		}
		if err := fn(columns, values); err != nil {
			return err
		}
	}
}

func value(raw json.RawMessage) (any, error) {
	switch {
	case string(raw) == "null":
		return nil, nil
	case raw[0] == '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	case raw[0] == '{':
		var o octets
		if err := json.Unmarshal(raw, &o); err != nil {
			return nil, err
		}
		if o.Text != nil {
			return string(*o.Text), nil
		}
		if o.Blob == nil {
			return nil, errors.New("a value of no kind")
		}
		return *o.Blob, nil
	}
	var n int64
	err := json.Unmarshal(raw, &n)
	return n, err
}

// Evidence reads every piece of evidence and makes sure that the backup is
// whole.
func (b *Reader) Evidence(fn func(sha string, r io.Reader) error) error {
	for strings.HasPrefix(b.next.Name, evidenceDir) {
		if err := fn(strings.TrimPrefix(b.next.Name, evidenceDir), b.tar); err != nil {
			return err
		}
		if err := b.step(); err != nil {
			return err
		}
	}
	if b.next.Name != endName {
		return ErrDamaged
	}
	if _, err := b.tar.Next(); err != io.EOF {
		return ErrDamaged
	}
	return nil
}
