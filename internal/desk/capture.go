package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/propose"
	"github.com/habeas-record/habeas/internal/extract"
	"github.com/habeas-record/habeas/internal/intake/capture"
	"github.com/habeas-record/habeas/internal/protect/memory"
	"github.com/habeas-record/habeas/internal/protect/picture"
)

// maxEvidence is the largest file taken in as one report, in bytes.
const maxEvidence = 64 << 20

// Given is a report as a documenter hands it in.
type Given struct {
	Name       string        // file name; "" for pasted text
	Body       io.ReadSeeker // the bytes
	Pasted     string        // instead of Body
	Transcript io.Reader     // of a recording, .srt or .vtt
	TransName  string
	Title      string         // outranks what the document says
	Lang       string         // BCP 47, "" to detect
	Published  string         // EDTF, "" for what the document says
	Source     habeas.ID      // who made it …
	NewSource  *habeas.Source // … or somebody new
	Access     habeas.Access  // public when its maker published it
	Circle     string         // of the actor, to which it is sealed; "" for none
	OCR        bool
}

// Taken is what became of it.
type Taken struct {
	Report    habeas.Report
	Proposals int
	Again     bool // the same bytes were here before; nothing was added
	Attached  []Taken
	Warnings  []string
}

// Capture keeps a report whole and proposes its claims. What cannot be taken in
// is refused before anything of it is kept; then evidence is written before the
// record speaks of it, so a crash leaves at most bytes nobody points to, never
// a report without its bytes.
func (d *Desk) Capture(ctx context.Context, a habeas.Actor, g Given) (Taken, error) {
	if err := d.authorise(a, habeas.Capture, habeas.Item{}); err != nil {
		return Taken{}, err
	}
	if err := d.captures.Acquire(ctx, 1); err != nil {
		return Taken{}, err
	}
	defer d.captures.Release(1)
	return d.capture(ctx, a, g)
}

// capturesAtOnce bounds how many reports are taken in at once: one that has been
// read stays in memory until it is written.
const capturesAtOnce = 2

// capture takes in a report and what was attached to it.
func (d *Desk) capture(ctx context.Context, a habeas.Actor, g Given) (Taken, error) {
	if g.Body == nil {
		g.Body, g.Name = strings.NewReader(g.Pasted), "pasted.txt"
	}
	if g.Published != "" {
		day, err := habeas.CheckDate(g.Published)
		if err != nil {
			return Taken{}, err
		}
		g.Published = day
	}
	if err := checkAccess(a, g.Access, g.Circle); err != nil {
		return Taken{}, err
	}
	if g.Source == "" && g.NewSource == nil {
		return Taken{}, habeas.Invalid("choose the outlet, office or person that made it, or describe somebody new", "the source comes first")
	}
	read, err := capture.Capture(ctx, g.Name, g.Body, capture.Options{MaxBytes: maxEvidence, Lang: g.Lang, OCR: g.OCR, Folder: d.blobs.Private})
	if err != nil {
		return Taken{}, capturing(err)
	}
	parts, done, err := d.setAside(read.Attachments)
	defer done()
	if err != nil {
		return Taken{}, err
	}
	read.Attachments = nil
	if g.Transcript != nil {
		tr, err := capture.Transcript(ctx, g.TransName, g.Transcript, capture.Options{Lang: g.Lang})
		if err != nil {
			return Taken{}, capturing(err)
		}
		read.Texts = append(read.Texts, tr.Texts...)
		read.Warnings = append(read.Warnings, tr.Warnings...)
	}
	if _, err := g.Body.Seek(0, io.SeekStart); err != nil {
		return Taken{}, err
	}
	if _, _, err := d.blobs.Put(ctx, g.Body); err != nil {
		return Taken{}, fmt.Errorf("keep the bytes of the report: %w", err)
	}
	taken, err := d.keep(ctx, a, g, read)
	if err != nil || taken.Again {
		return taken, err
	}
	for _, part := range parts {
		at := g
		at.Name, at.Body, at.Pasted, at.Transcript, at.Title = part.name, part.data, "", nil, part.name
		at.Source, at.NewSource = taken.Report.Source, nil
		t, err := d.capture(ctx, a, at)
		if err != nil {
			var why *habeas.Error
			if !errors.As(err, &why) {
				return taken, err
			}
			taken.Warnings = append(taken.Warnings, fmt.Sprintf("the attachment %q was not taken in: %v", part.name, err))
			continue
		}
		taken.Attached = append(taken.Attached, t)
	}
	return taken, nil
}

// capturing gives the reader's refusals the record's kinds of error.
func capturing(err error) error {
	switch {
	case errors.Is(err, capture.ErrToolMissing):
		return &habeas.Error{Kind: habeas.ErrAway, Msg: err.Error()}
	case errors.Is(err, capture.ErrEmpty), errors.Is(err, capture.ErrUnsupported), errors.Is(err, capture.ErrTooLarge),
		errors.Is(err, capture.ErrEncoding), errors.Is(err, capture.ErrTranscript):
		return &habeas.Error{Kind: habeas.ErrInvalid, Msg: err.Error()}
	}
	return err
}

// keep writes the report, its text versions and its proposals in one step.
func (d *Desk) keep(ctx context.Context, a habeas.Actor, g Given, read capture.Captured) (Taken, error) {
	found, err := d.find(ctx, a, g, &read)
	if err != nil {
		return Taken{}, err
	}
	var out Taken
	err = d.update(ctx, a, habeas.Capture, func(tx Tx) error {
		out = Taken{Warnings: read.Warnings}
		if old, err := tx.ReportBySHA(read.SHA256); err == nil {
			if err := d.authorise(a, habeas.ReadItem, old.Item()); err == nil {
				out.Report, out.Again = old, true
				return d.addTexts(tx, a, old, read, found, &out)
			}
		} else if !errors.Is(err, habeas.ErrNotFound) {
			return err
		}
		source, err := d.reportSource(tx, a, g)
		if err != nil {
			return err
		}
		r := habeas.Report{ID: d.newID(habeas.KindReport), Title: firstOf(g.Title, read.Title, g.Name), Kind: read.Kind, SHA256: read.SHA256,
			Size: read.Size, MediaType: read.MediaType, FileName: g.Name, Source: source.ID, Published: firstOf(g.Published, read.Published),
			Access: g.Access, Circle: g.Circle, Assigned: a.ID, Warnings: read.Warnings, By: a.ID, Captured: d.today()}
		if r.Access == "" {
			r.Access = habeas.AccessTeam
		}
		for _, c := range read.Credits {
			r.Credits = append(r.Credits, habeas.Credit{Name: c.Name, Role: c.Role})
		}
		concludePublication(&r, found)
		if err := tx.PutReport(r); err != nil {
			return err
		}
		if out.Proposals, err = d.putTexts(tx, a, r, source, read.Texts, found); err != nil {
			return err
		}
		out.Report, err = tx.Report(r.ID)
		return err
	})
	return out, err
}

// addTexts gives a report that has no text yet, such as a recording, the text
// that came with its bytes this time.
func (d *Desk) addTexts(tx Tx, a habeas.Actor, r habeas.Report, read capture.Captured, found extract.Result, out *Taken) error {
	have, err := tx.Texts(r.ID)
	if err != nil || len(have) > 0 || len(read.Texts) == 0 {
		return err
	}
	source, err := tx.Source(r.Source)
	if err != nil {
		return err
	}
	if concludePublication(&r, found) {
		if err := tx.PutReport(r); err != nil {
			return err
		}
	}
	out.Proposals, err = d.putTexts(tx, a, r, source, read.Texts, found)
	return err
}

// concludePublication gives a report that states no day of publication the one
// its text lets conclude.
func concludePublication(r *habeas.Report, found extract.Result) bool {
	if r.Published != "" || found.Published == "" {
		return false
	}
	r.Published, r.Inferred = found.Published, true
	return true
}

// find finds what the first text version of a report seems to say. It is done
// before the record is written to: nobody else waits for it but those whose
// texts are read too.
func (d *Desk) find(ctx context.Context, a habeas.Actor, g Given, read *capture.Captured) (extract.Result, error) {
	if len(read.Texts) == 0 {
		return extract.Result{}, nil
	}
	text := read.Texts[0]
	o := d.extraction
	o.Lang, o.Published = spoken(text.Lang), firstOf(g.Published, read.Published)
	source := habeas.Source{}
	if g.NewSource != nil {
		source = *g.NewSource
	}
	err := d.view(ctx, a, habeas.Capture, func(tx Tx) error {
		old, err := tx.ReportBySHA(read.SHA256)
		// Of one they may not read nothing is taken over: not when it was
		// published, and not who published it.
		if err == nil && d.authorise(a, habeas.ReadItem, old.Item()) == nil {
			o.Published = old.Published
			source, err = tx.Source(old.Source)
			return err
		}
		if err != nil && !errors.Is(err, habeas.ErrNotFound) {
			return err
		}
		if g.Source == "" {
			return nil
		}
		source, err = d.readSource(tx, a, g.Source)
		return err
	})
	if err != nil {
		return extract.Result{}, err
	}
	o.Publisher = propose.OutsideName(source)
	give, err := memory.Take(ctx, extractionTimes*int64(len(text.Body)))
	if err != nil {
		return extract.Result{}, err
	}
	defer give()
	found, err := extract.Extract(text.Body, o)
	if errors.Is(err, extract.ErrTooLong) || len(found.Proposals) > maxProposals {
		read.Warnings = append(read.Warnings, fmt.Sprintf("the text is too long to be reviewed as one report (more than %d words and marks, or %d claims), so that nothing was proposed: split it to have its parts read, or add claims by hand", extract.MaxWords, maxProposals))
		return extract.Result{}, nil
	}
	if err != nil {
		return extract.Result{}, fmt.Errorf("propose claims of a report: %w", err)
	}
	return found, nil
}

// maxProposals bounds what one report may be proposed to say: three times what
// three hundred dense pages say.
const maxProposals = 5000

// extractionTimes is how many bytes of memory a byte of text may take while
// claims are found in it.
const extractionTimes = 100

// putTexts keeps the text versions and the proposals of the first, and says
// how many these are.
func (d *Desk) putTexts(tx Tx, a habeas.Actor, r habeas.Report, source habeas.Source, read []capture.Text, found extract.Result) (int, error) {
	var texts []habeas.Text
	for i, t := range read {
		texts = append(texts, textOf(t, d.newID(habeas.KindText), r.ID, i+1))
	}
	for _, t := range texts {
		if err := tx.PutText(t); err != nil {
			return 0, err
		}
	}
	if len(texts) == 0 {
		return 0, nil
	}
	in := propose.In{By: a.ID, Report: r, Source: source, Text: texts[0]}
	return propose.Claims(proposals{Tx: tx, d: d, a: a, report: r}, in, found)
}

// proposals is the record as proposals are kept in it.
type proposals struct {
	Tx
	d      *Desk
	a      habeas.Actor
	report habeas.Report
}

func (p proposals) NewID(kind habeas.Kind) habeas.ID { return p.d.newID(kind) }
func (p proposals) Now() time.Time                   { return p.d.now() }

func (p proposals) AddMention(name string) (habeas.ID, error) {
	m, err := p.d.putMention(p.Tx, p.a, p.report, name)
	return m.ID, err
}

func (p proposals) AddSubject(kind habeas.Kind, label string) (habeas.ID, error) {
	return p.d.putSubject(p.Tx, p.a, p.report, kind, label)
}

func (p proposals) AddSource(s habeas.Source) (habeas.Source, error) {
	return p.d.addSource(p.Tx, p.a, s)
}

func (d *Desk) reportSource(tx Tx, a habeas.Actor, g Given) (habeas.Source, error) {
	if g.Source != "" {
		return d.readSource(tx, a, g.Source)
	}
	return d.addSource(tx, a, *g.NewSource)
}

func textOf(t capture.Text, id, report habeas.ID, n int) habeas.Text {
	out := habeas.Text{ID: id, Report: report, N: n, Extractor: t.Extractor, Lang: t.Lang, Dir: t.Dir, Body: t.Body, OCR: t.OCR,
		Unverified: t.Unverified, Note: t.Note}
	for _, p := range t.Pages {
		out.Pages = append(out.Pages, int(p))
	}
	for _, c := range t.Cues {
		out.Cues = append(out.Cues, habeas.Cue{Start: c.Start, End: c.End, RuneStart: c.RuneStart, RuneEnd: c.RuneEnd})
	}
	return out
}

// spoken is the language to read the text in; "" lets the extractor find out.
func spoken(lang string) string {
	if lang == "und" {
		return ""
	}
	base, _, _ := strings.Cut(lang, "-")
	return base
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

// Reviewing is a report on the review page.
type Reviewing struct {
	Report    habeas.Report
	Source    habeas.Source
	Texts     []habeas.Text
	Text      habeas.Text // the version reviewed
	Sentences []Sentence  // of that version
	Entries   []Entry     // claims and proposals in text order
	Tensions  []habeas.Tension
	Voices    []habeas.Source  // who is quoted in this report
	Mentions  []habeas.Mention // whom it speaks of
	Subjects  []habeas.Subject // what it speaks of
}

// Review reads a report for review.
func (d *Desk) Review(ctx context.Context, a habeas.Actor, id habeas.ID) (Reviewing, error) {
	var rv Reviewing
	err := d.view(ctx, a, habeas.ReadItem, func(tx Tx) error {
		rv = Reviewing{}
		r, err := tx.Report(id)
		if err != nil {
			return err
		}
		if err := d.authorise(a, habeas.ReadItem, r.Item()); err != nil {
			return err
		}
		rv.Report = r
		source, err := tx.Source(r.Source)
		if err != nil {
			return err
		}
		rv.Source = d.shownSource(a, source)
		if rv.Texts, err = tx.Texts(id); err != nil {
			return err
		}
		if len(rv.Texts) > 0 {
			rv.Text = rv.Texts[0]
		}
		cs, err := tx.ClaimsIn(id)
		if err != nil {
			return err
		}
		if rv.Entries, rv.Tensions, err = d.entries(tx, a, cs); err != nil {
			return err
		}
		rv.Sentences = sentencesOf(rv.Text, rv.Entries)
		if rv.Mentions, err = tx.MentionsIn(id); err != nil {
			return err
		}
		if rv.Mentions, err = d.sight(tx, a).mentions(rv.Mentions); err != nil {
			return err
		}
		return d.voicesAndSubjects(tx, a, &rv)
	})
	return rv, err
}

// voicesAndSubjects collects, each once and in text order, who is quoted and
// what is spoken of, for the pickers of the review page.
func (d *Desk) voicesAndSubjects(tx Tx, a habeas.Actor, rv *Reviewing) error {
	seen := map[habeas.ID]bool{rv.Source.ID: true}
	rv.Voices = append(rv.Voices, rv.Source)
	see := d.sight(tx, a)
	for _, e := range rv.Entries {
		if !seen[e.Source.ID] {
			seen[e.Source.ID] = true
			rv.Voices = append(rv.Voices, e.Source)
		}
		for _, id := range e.Claim.Subjects() {
			switch id.Kind() {
			case habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority:
			default:
				continue
			}
			if seen[id] {
				continue
			}
			seen[id] = true
			s, err := tx.Subject(id)
			if err != nil {
				return err
			}
			ok, err := see.subject(s)
			if err != nil {
				return err
			}
			if ok {
				rv.Subjects = append(rv.Subjects, shownSubject(s))
			}
		}
	}
	return nil
}

// Sentence is a sentence of a text version, in runes from Start to before End.
// One that no claim quotes holds nothing to record, or something missed.
type Sentence struct {
	Start, End int
	Claimed    bool
}

// Turn shows another text version of the report, as far as it has it.
func (rv *Reviewing) Turn(text habeas.ID) {
	for _, t := range rv.Texts {
		if t.ID == text {
			rv.Text, rv.Sentences = t, sentencesOf(t, rv.Entries)
		}
	}
}

func sentencesOf(t habeas.Text, es []Entry) []Sentence {
	var quoted []span
	for _, e := range es {
		for _, q := range e.Claim.Quotes {
			if q.Text == t.ID && e.Claim.Status != habeas.Rejected {
				quoted = append(quoted, span{q.Start, q.End})
			}
		}
	}
	slices.SortFunc(quoted, func(a, b span) int { return a.from - b.from })
	var out []Sentence
	reach, next := 0, 0 // how far the quotes that begin before the sentence's end go
	for _, s := range extract.Sentences(t.Body, spoken(t.Lang)) {
		for ; next < len(quoted) && quoted[next].from < s.End; next++ {
			reach = max(reach, quoted[next].till)
		}
		out = append(out, Sentence{Start: s.Start, End: s.End, Claimed: reach > s.Start})
	}
	return out
}

// openedFor is how long one entry in the custody trail stands for a person's
// opening of the same bytes: a browser asks for a recording piece by piece.
const openedFor = time.Hour

// Original opens the bytes of a report, and keeps who did: bytes that nobody
// can be named for are not handed out.
func (d *Desk) Original(ctx context.Context, a habeas.Actor, report habeas.ID) (habeas.Report, io.ReadSeekCloser, error) {
	var r habeas.Report
	err := d.update(ctx, a, habeas.ReadOriginal, func(tx Tx) (err error) {
		if r, err = tx.Report(report); err != nil {
			return err
		}
		if err := d.authorise(a, habeas.ReadOriginal, r.Item()); err != nil {
			return err
		}
		before, err := tx.Custody(report)
		if err != nil {
			return err
		}
		for _, c := range before {
			if c.Act == habeas.ReadOriginal && c.By == a.ID && d.now().Sub(c.At) < openedFor {
				return nil
			}
		}
		return tx.AddCustody(habeas.Custody{Item: report, Act: habeas.ReadOriginal, By: a.ID, At: d.now()})
	})
	if err != nil {
		return habeas.Report{}, nil, err
	}
	b, err := d.blobs.Get(r.SHA256)
	return r, b, err
}

// Picture returns the picture of a report made anew for showing, with nothing
// but what is seen; ErrInvalid for one that is too large, or none.
func (d *Desk) Picture(ctx context.Context, a habeas.Actor, report habeas.ID) (data []byte, mediaType string, err error) {
	r, b, err := d.Original(ctx, a, report)
	if err != nil {
		return nil, "", err
	}
	defer b.Close()
	if data, mediaType, err = picture.Clean(ctx, b, r.Size); err != nil {
		return nil, "", habeas.Invalid("open the original on a machine kept for that", "%v", err)
	}
	return data, mediaType, nil
}

// FindReports lists reports.
func (d *Desk) FindReports(ctx context.Context, a habeas.Actor, f habeas.ReportFilter) ([]habeas.ReportRow, int, error) {
	var rows []habeas.ReportRow
	var total int
	err := d.view(ctx, a, habeas.ReadDesk, func(tx Tx) (err error) {
		rows, total, err = tx.FindReports(f)
		rows, total = d.sight(tx, a).reportRows(rows, total)
		return err
	})
	return rows, total, err
}
