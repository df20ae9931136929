// Package capture reads what is in the bytes of one report: an article, a
// letter, a scan, a mail, a recording's transcript. It finds out what the bytes
// are, takes their SHA-256, and makes the text versions that quotes can be
// anchored in, each with its extractor, language and direction.
//
// It keeps nothing and fetches nothing: pictures, styles and links in a page or
// mail are never loaded. PDF and pictures are read by programs of the machine
// (poppler-utils, tesseract-ocr) where these are installed.
//
// A new format is one file with a read function, one line in the table
// formats, one line in sniff.go and a golden folder in testdata.
package capture

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/semaphore"

	"github.com/habeas-record/habeas/internal/intake/capture/letters"
	"github.com/habeas-record/habeas/internal/protect/memory"
)

// Kinds of report, as Captured.Kind gives them.
const (
	KindText       = "text"
	KindHTML       = "html"
	KindPDF        = "pdf"
	KindImage      = "image"
	KindMail       = "mail"
	KindAudio      = "audio"
	KindVideo      = "video"
	KindTranscript = "transcript"
)

// Captured is what was found in the bytes of one report.
type Captured struct {
	SHA256    string // hex, of the bytes as they came
	Size      int64  // bytes
	MediaType string // as found in the bytes; the file name only decides between kinds of text
	Kind      string // one of the Kind constants

	Title     string
	Byline    string // as printed on the page
	Site      string
	Published string // EDTF year, month or day, only where the document states it; never an hour

	Texts       []Text   // empty where the bytes are evidence without text
	Credits     []Credit // who reported, translated, edited, in the document's own words
	Attachments []Part   // of a mail, to be captured in turn
	Warnings    []string // sentences for the documenter

	// ScanOffer says that reading the pages as pictures would help and that
	// the programs for it are installed: capture again with Options.OCR.
	ScanOffer bool
}

// Text is one text version: what one extractor read.
type Text struct {
	Extractor  string // "as given", "readability 2.1.3", "pdftotext 22.12.0", "tesseract 5.3.0 (eng+rus)", "srt"
	Lang       string // BCP 47, "und" when it cannot be told
	Confident  bool   // false: a person must confirm Lang
	Dir        string // "ltr" or "rtl"
	Body       string // valid UTF-8 with \n line ends; otherwise letter for letter what was read
	OCR        bool   // read from a picture by machine
	Unverified bool   // order or letters are not to be trusted; Note says why
	Note       string
	Pages      []Anchor
	Cues       []Cue
}

// Anchor is the rune offset in Body at which a page starts.
type Anchor int

// Cue is a stretch of a transcript and the clip of the recording it is from.
// RuneEnd is exclusive.
type Cue struct {
	Start, End         time.Duration
	RuneStart, RuneEnd int
}

// ClipOf returns the clip of the recording that runes [start, end) of the body
// were spoken in, from the first cue touched to the last. It reports false
// where no cue is touched.
func (t Text) ClipOf(start, end int) (from, till time.Duration, ok bool) {
	for _, c := range t.Cues {
		if c.RuneStart >= end || c.RuneEnd <= start {
			continue
		}
		if !ok || c.Start < from {
			from = c.Start
		}
		till = max(till, c.End)
		ok = true
	}
	return from, till, ok
}

// Credit is one person's or body's part in how the report came to be.
type Credit struct {
	Name string
	Role string // reporter, service, translator, editor, photographer, interviewer, publisher
}

// Part is a file found inside the report, its bytes unaltered.
type Part struct {
	Name      string
	MediaType string // as the mail states it; capturing Data finds out what it is
	Data      []byte
}

// Options say how to capture. The zero value is ready for use.
type Options struct {
	MaxBytes int64  // largest report in bytes; 0 means 64 MiB
	Lang     string // BCP 47 language of the text when the person adding it knows it
	OCR      bool   // also read the pages of a PDF as pictures
	// Folder makes a private folder for the programs of the machine, and what
	// removes it; nil makes one where the system keeps temporary files.
	Folder func() (dir string, remove func(), err error)
}

const (
	maxEvidence = 64 << 20 // default of Options.MaxBytes
	// maxText bounds the text of one report, some thousand pages. Larger texts
	// are lists or archives, and no one can review them as one report.
	maxText = 2 << 20
	// sniffLen is how much of the beginning decides what the bytes are.
	sniffLen = 4096
)

// original is the report as it came, for the format's reader.
type original struct {
	name  string
	media string
	in    *intake
}

// bytes reads the report into memory. One of more than most bytes, which is at
// most all that may be kept, is ErrTooLarge with what to do about it.
func (o original) bytes(most int64, hint string) ([]byte, error) {
	tooLarge := fail(ErrTooLarge, hint, "it is larger than files of this kind may be (%s)", sizeWords(most))
	if o.in.size > most {
		return nil, tooLarge
	}
	// The size is known mostly, so that nothing is copied as it grows.
	data := bytes.NewBuffer(make([]byte, 0, min(max(o.in.size, 0), most)+bytes.MinRead))
	if _, err := io.Copy(data, io.LimitReader(o.in.rest, most+1)); err != nil {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	if int64(data.Len()) > most {
		return nil, tooLarge
	}
	return data.Bytes(), nil
}

// save writes the report to a file.
func (o original) save(name string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, o.in.rest)
	return cmp.Or(err, f.Close())
}

// A format reads the text and the description out of one media type.
type format struct {
	media string
	kind  string
	// times is how many bytes of memory a byte of the file may take while it is
	// read. 0: the reader uses programs of the machine, of which only a few run
	// at once, and takes what it needs by itself.
	times int64
	read  func(context.Context, *Captured, original, Options) error
}

// formats is the table of what is read. Audio and video are kept without
// being read: their text is a transcript.
var formats = []format{
	{"text/plain", KindText, 20, readPlain},
	{"text/html", KindHTML, 200, readHTML},
	{"application/pdf", KindPDF, 0, readPDF},
	{"image/png", KindImage, 0, readImage},
	{"image/jpeg", KindImage, 0, readImage},
	{"image/webp", KindImage, 0, readImage},
	{"image/gif", KindImage, 0, readImage},
	{"image/tiff", KindImage, 0, readImage},
	{"image/heic", KindImage, 0, readImage},
	{"message/rfc822", KindMail, 4, readMail},
	{"application/x-subrip", KindTranscript, 20, readTranscript},
	{"text/vtt", KindTranscript, 20, readTranscript},
}

// programs bounds how many reports are read by programs of the machine at once.
var programs = semaphore.NewWeighted(2)

func formatOf(media string) (format, bool) {
	for _, f := range formats {
		if f.media == media {
			return f, true
		}
	}
	if kind, _, _ := strings.Cut(media, "/"); kind == KindAudio || kind == KindVideo {
		return format{media: media, kind: kind}, true
	}
	return format{}, false
}

// Capture reads the report r, whose file was called name. Errors are *Error
// and wrap one of the Err kinds; a report that can be kept but not read is no
// error: it has no text, and a warning says why.
func Capture(ctx context.Context, name string, r io.Reader, o Options) (Captured, error) {
	in, err := newIntake(ctx, r, o)
	if err != nil {
		return Captured{}, err
	}
	media, err := sniff(name, in.head)
	if err != nil {
		return Captured{}, err
	}
	return in.capture(ctx, name, media, o)
}

// Transcript reads an .srt or .vtt file as the transcript of a recording. The
// quotes of its one text version are clips (Text.ClipOf). Unlike Capture it
// does not ask whether the bytes look like one: a broken time is an
// ErrTranscript that names the line.
func Transcript(ctx context.Context, name string, r io.Reader, o Options) (Captured, error) {
	in, err := newIntake(ctx, r, o)
	if err != nil {
		return Captured{}, err
	}
	media := "application/x-subrip"
	if isVTT(in.head) {
		media = "text/vtt"
	}
	return in.capture(ctx, name, media, o)
}

// Paste captures text that was typed or pasted. The hash is of its UTF-8
// bytes as given.
func Paste(text string, o Options) (Captured, error) {
	if !utf8.ValidString(text) {
		return Captured{}, fail(ErrEncoding, "paste it again from where it can be read", "the pasted text is not valid UTF-8")
	}
	in, err := newIntake(context.Background(), strings.NewReader(text), o)
	if err != nil {
		return Captured{}, err
	}
	return in.capture(context.Background(), "", "text/plain", o)
}

// intake hashes and counts while it reads, and stops at the size limit.
type intake struct {
	head []byte
	rest *bufio.Reader
	sum  *hashing
	size int64 // -1 where it is not known before the end
	max  int64
}

func newIntake(ctx context.Context, r io.Reader, o Options) (*intake, error) {
	limit := o.MaxBytes
	if limit <= 0 {
		limit = maxEvidence
	}
	sum := &hashing{ctx: ctx, r: io.LimitReader(r, limit+1), h: sha256.New()}
	in := &intake{rest: bufio.NewReaderSize(sum, 2*sniffLen), sum: sum, size: -1, max: limit}
	if s, ok := r.(io.Seeker); ok {
		// Standard input may be a pipe, whose length nobody knows.
		if at, err := s.Seek(0, io.SeekCurrent); err == nil {
			if end, err := s.Seek(0, io.SeekEnd); err == nil {
				in.size = end - at
			}
			if _, err := s.Seek(at, io.SeekStart); err != nil {
				return nil, fmt.Errorf("reading the report: %w", err)
			}
		}
	}
	head, err := in.rest.Peek(sniffLen)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	if len(head) == 0 {
		return nil, fail(ErrEmpty, "choose the file again, or paste the text", "the report is empty")
	}
	in.head = bytes.Clone(head)
	return in, nil
}

func (in *intake) capture(ctx context.Context, name, media string, o Options) (Captured, error) {
	f, ok := formatOf(media)
	if !ok {
		return Captured{}, fail(ErrUnsupported, "save it as text, PDF or a picture and add that", "files of type %s are not read", media)
	}
	if in.size > in.max {
		return Captured{}, in.tooLarge()
	}
	c := Captured{MediaType: media, Kind: f.kind}
	if f.read != nil {
		give, err := in.wait(ctx, f)
		if err != nil {
			return Captured{}, err
		}
		defer give()
		if err := f.read(ctx, &c, original{name: name, media: media, in: in}, o); err != nil {
			return Captured{}, err
		}
	}
	// A recording may be far larger than memory: it is hashed as it passes.
	if _, err := io.Copy(io.Discard, in.rest); err != nil {
		return Captured{}, fmt.Errorf("reading the report: %w", err)
	}
	if in.sum.n > in.max {
		return Captured{}, in.tooLarge()
	}
	c.SHA256, c.Size = hex.EncodeToString(in.sum.h.Sum(nil)), in.sum.n
	if f.read == nil {
		c.warn("a recording is kept as evidence: add a transcript (.srt or .vtt) to quote from it")
		return c, nil
	}
	c.Title, c.Byline, c.Site = oneLine(c.Title), oneLine(c.Byline), oneLine(c.Site)
	for _, t := range c.Texts {
		if w := letters.Marks(t.Body); w != "" {
			c.warn("%s", w)
		}
	}
	return c, nil
}

func (in *intake) tooLarge() error {
	return fail(ErrTooLarge, "split it, or keep it outside and capture a summary", "the file is larger than %s", sizeWords(in.max))
}

// wait lets the report be read when there is room for it.
func (in *intake) wait(ctx context.Context, f format) (give func(), err error) {
	if f.times > 0 {
		size := in.size
		if size < 0 {
			size = in.max
		}
		return memory.Take(ctx, f.times*size)
	}
	if err := programs.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { programs.Release(1) }, nil
}

func (c *Captured) warn(format string, args ...any) {
	w := fmt.Sprintf(format, args...)
	for _, have := range c.Warnings {
		if have == w {
			return
		}
	}
	c.Warnings = append(c.Warnings, w)
}

// credit adds one credit, once.
func (c *Captured) credit(name, role string) {
	if name = oneLine(name); name == "" {
		return
	}
	for _, have := range c.Credits {
		if have.Role == role && strings.EqualFold(have.Name, name) {
			return
		}
	}
	c.Credits = append(c.Credits, Credit{Name: name, Role: role})
}

// hashing passes bytes on, counts and hashes them, and ends with its context.
type hashing struct {
	ctx context.Context
	r   io.Reader
	h   hash.Hash
	n   int64
}

func (h *hashing) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := h.r.Read(p)
	h.h.Write(p[:n]) // a hash never fails
	h.n += int64(n)
	return n, err
}

// tidy makes a body storable without changing what was written: valid UTF-8,
// no NUL (PostgreSQL refuses it), one kind of line end.
func tidy(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return lineEnds.Replace(s)
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\uFFFD")

// oneLine folds white space and drops control characters, for titles and names.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, tidy(s))), " ")
}

func sizeWords(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
