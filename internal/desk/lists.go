package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/intake/lists"
	"github.com/habeas-record/habeas/internal/protect/memory"
)

// batchRows is how many rows go to the store at once: enough that a call costs
// nothing beside its rows, few enough to stay small in memory.
const batchRows = 2000

// keptErrors is how many row errors an edition keeps; all are counted.
const keptErrors = 1000

// ListFile is an edition of a list as it is handed in.
type ListFile struct {
	Name    string // of the file
	Body    io.ReaderAt
	Size    int64
	List    string         // name of the list; a new one is made where there is none
	Edition string         // EDTF day or month the publisher dates it, "" when not known
	Kind    string         // person, facility or place; "" is guessed
	Mapping *lists.Mapping // nil: the list's own, else one is proposed
	Read    lists.Options  // outranks what is detected
	Source  habeas.ID      // who publishes it; "" makes a source of the list's name
	DryRun  bool
	// Progress hears how many rows were read; it may be nil.
	Progress func(rows int)
}

// Imported says what an import did, or would do.
type Imported struct {
	List      habeas.ID         `json:"-"`
	Edition   int               `json:"-"`
	Dialect   lists.Dialect     `json:"-"`
	Mapping   lists.Mapping     `json:"-"`
	Columns   []lists.Column    `json:"-"` // of the file, in its order, those that claim nothing included
	Encoding  string            `json:"encoding"`
	Delimiter string            `json:"delimiter"`
	Rows      int               `json:"rows"`
	Blank     int               `json:"blank"`
	Added     int               `json:"added"`
	Changed   int               `json:"changed"`
	Unchanged int               `json:"unchanged"`
	Withdrawn int               `json:"withdrawn"`
	Errors    []habeas.RowError `json:"errors"`
	ErrorsN   int               `json:"-"` // all of them, kept or not
}

// reading is a list file with its dialect and mapping settled.
type reading struct {
	file    ListFile
	dialect lists.Dialect
	mapping lists.Mapping
	binding *lists.Binding
	list    habeas.List     // as it will be; ID "" when new
	before  []habeas.Column // of the list, as it was
	place   []int           // list column of each column of the file
}

// LookAt detects how a file is written and what its columns mean, and writes
// nothing: what a person sees before anything is written.
func (d *Desk) LookAt(ctx context.Context, a habeas.Actor, f ListFile) (Imported, []lists.Row, error) {
	if err := d.authorise(a, habeas.Import, habeas.Item{}); err != nil {
		return Imported{}, nil, err
	}
	give, err := memory.Take(ctx, listMemory)
	if err != nil {
		return Imported{}, nil, err
	}
	defer give()
	return d.lookAt(ctx, a, f)
}

// listMemory is what reading a list may take, in bytes: a workbook keeps the
// words that its cells share.
const listMemory = memory.Room / 2

func (d *Desk) lookAt(ctx context.Context, a habeas.Actor, f ListFile) (out Imported, rows []lists.Row, err error) {
	err = d.store.View(ctx, func(tx Tx) error {
		r, err := d.read(tx, a, f)
		if err != nil {
			return err
		}
		out = Imported{Dialect: r.dialect, Mapping: r.mapping, Columns: r.everyColumn(), Encoding: r.dialect.Encoding, Delimiter: r.dialect.Delimiter}
		rows, err = lists.Sample(f.Body, f.Size, r.dialect, 20)
		return asInvalid(err)
	})
	return out, rows, err
}

// read settles how the file is to be read.
func (d *Desk) read(tx Tx, a habeas.Actor, f ListFile) (reading, error) {
	r := reading{file: f}
	if strings.TrimSpace(f.List) == "" {
		return r, habeas.Invalid("name the list it is an edition of", "the list has no name")
	}
	if f.Edition != "" {
		day, err := habeas.CheckDate(f.Edition)
		if err != nil {
			return r, err
		}
		r.file.Edition = day
	}
	var err error
	if r.dialect, err = lists.Detect(f.Body, f.Size, f.Name, f.Read); err != nil {
		return r, asInvalid(err)
	}
	sample, err := lists.Sample(f.Body, f.Size, r.dialect, 1000)
	if err != nil {
		return r, asInvalid(err)
	}
	if len(sample) == 0 {
		return r, habeas.Invalid("bring the file with its rows", "the list has a header and no rows")
	}
	if f.Source != "" {
		if _, err := d.readSource(tx, a, f.Source); err != nil {
			return r, habeas.Invalid("choose another", "the source is not in the record")
		}
	}
	r.list, err = tx.ListByName(strings.TrimSpace(f.List))
	switch {
	case errors.Is(err, habeas.ErrNotFound):
	case err != nil:
		return r, err
	default:
		if err := d.authorise(a, habeas.ReadItem, r.list.Item()); err != nil {
			return r, err
		}
	}
	switch {
	case f.Mapping != nil:
		r.mapping = *f.Mapping
	case r.list.ID != "":
		r.mapping = mappingOf(r.list, r.dialect.Header)
	default:
		r.mapping = lists.Propose(r.dialect, sample, f.Kind)
	}
	if r.list.ID != "" && r.mapping.Kind != string(r.list.Kind) {
		return r, habeas.Invalid("choose another name for this list", "the list %q holds rows of kind %s, this file of kind %s", r.list.Name, r.list.Kind, r.mapping.Kind)
	}
	if r.binding, err = r.mapping.Bind(r.dialect.Header); err != nil {
		return r, asInvalid(err)
	}
	r.layOut()
	return r, nil
}

// layOut gives every column of the file its place in the list: columns the
// list knows keep theirs, so that a publisher may reorder them.
func (r *reading) layOut() {
	r.before = slices.Clone(r.list.Columns)
	means := map[string]lists.Column{}
	for _, c := range r.mapping.Columns {
		means[c.Name] = c
	}
	r.place = make([]int, len(r.dialect.Header))
	for i, name := range r.columnNames() {
		at := slices.IndexFunc(r.list.Columns, func(c habeas.Column) bool { return c.Name == name })
		if at < 0 {
			at = len(r.list.Columns)
			r.list.Columns = append(r.list.Columns, habeas.Column{Name: name})
		}
		if m, ok := means[name]; ok {
			lang := m.Lang
			if lang == "" {
				lang = r.mapping.Language
			}
			r.list.Columns[at].Property, r.list.Columns[at].Lang = m.Property, lang
		}
		r.place[i] = at
	}
	r.list.Key = r.mapping.Key
}

// columnNames names the file's columns as a mapping does: "#7" where the
// header gives no name, or one name twice.
func (r *reading) columnNames() []string {
	names := make([]string, len(r.dialect.Header))
	count := map[string]int{}
	for i, h := range r.dialect.Header {
		names[i] = strings.TrimSpace(h)
		count[names[i]]++
	}
	for i, n := range names {
		if n == "" || count[n] > 1 {
			names[i] = fmt.Sprintf("#%d", i+1)
		}
	}
	return names
}

// arrange puts the cells of the file where the list has them.
func (r *reading) arrange(cells []string) []string {
	out := make([]string, len(r.list.Columns))
	for i, c := range cells {
		if i < len(r.place) {
			out[r.place[i]] = c
		}
	}
	return out
}

// mappingOf is the mapping kept with a list, as far as the new edition has its
// columns; columns the list does not know yet claim nothing until mapped.
func mappingOf(l habeas.List, header []string) lists.Mapping {
	m := lists.Mapping{Kind: string(l.Kind), Key: l.Key}
	r := reading{dialect: lists.Dialect{Header: header}}
	have := r.columnNames()
	for _, c := range l.Columns {
		if slices.Contains(have, c.Name) {
			m.Columns = append(m.Columns, lists.Column{Name: c.Name, Property: c.Property, Lang: c.Lang})
		}
	}
	return m
}

// asInvalid gives a refusal of the reading the record's kind of error.
func asInvalid(err error) error {
	var why *lists.Refusal
	if errors.As(err, &why) {
		return &habeas.Error{Kind: habeas.ErrInvalid, Msg: why.Error()}
	}
	return err
}

// Import takes an edition in. It is whole or absent: everything is written in
// one step, and a journal written before says after a crash which it was.
func (d *Desk) Import(ctx context.Context, a habeas.Actor, f ListFile) (Imported, error) {
	var out Imported
	if err := d.authorise(a, habeas.Import, habeas.Item{}); err != nil {
		return out, err
	}
	give, err := memory.Take(ctx, listMemory)
	if err != nil {
		return out, err
	}
	defer give()
	if f.DryRun {
		err := d.store.View(ctx, func(tx Tx) error {
			r, err := d.read(tx, a, f)
			if err != nil {
				return err
			}
			out, err = d.compare(tx, r, nil)
			return err
		})
		return out, err
	}
	// Refuse what can be refused before anything is written.
	if _, _, err := d.lookAt(ctx, a, f); err != nil {
		return out, err
	}
	sha, _, err := d.blobs.Put(ctx, io.NewSectionReader(f.Body, 0, f.Size))
	if err != nil {
		return out, fmt.Errorf("keep the bytes of the list: %w", err)
	}
	journal := habeas.ImportJournal{ID: d.newID(habeas.KindEdition), File: f.Name, SHA256: sha, State: "running", Started: d.now(), By: a.ID}
	put := func(j habeas.ImportJournal) error {
		return d.store.Update(ctx, func(tx Tx) error { return tx.PutImport(j) })
	}
	if err := put(journal); err != nil {
		return out, err
	}
	err = d.update(ctx, a, habeas.Import, func(tx Tx) error {
		var err error
		out, err = d.importInto(tx, a, f, sha, journal)
		return err
	})
	if err != nil {
		journal.State, journal.Message, journal.Finished = "failed", err.Error(), d.now()
		if jerr := put(journal); jerr != nil {
			err = errors.Join(err, jerr)
		}
	}
	return out, err
}

func (d *Desk) importInto(tx Tx, a habeas.Actor, f ListFile, sha string, journal habeas.ImportJournal) (Imported, error) {
	r, err := d.read(tx, a, f)
	if err != nil {
		return Imported{}, err
	}
	editions, err := d.settleList(tx, a, &r)
	if err != nil {
		return Imported{}, err
	}
	journal.List, journal.State, journal.Finished = r.list.ID, "done", d.now()
	for _, e := range editions {
		if e.SHA256 == sha && e.Date == r.file.Edition {
			// The same bytes of the same edition: nothing can have changed.
			out := Imported{List: r.list.ID, Edition: e.N, Dialect: r.dialect, Mapping: r.mapping, Encoding: e.Encoding, Delimiter: e.Delimiter,
				Rows: e.Rows, Blank: e.Blank, Unchanged: e.Rows, Errors: e.Errors, ErrorsN: len(e.Errors)}
			journal.Message = "the same file is edition " + fmt.Sprint(e.N) + " already: nothing changed"
			return out, tx.PutImport(journal)
		}
	}
	e := habeas.Edition{ID: journal.ID, List: r.list.ID, N: len(editions) + 1, Date: r.file.Edition, SHA256: sha, FileName: f.Name,
		Encoding: r.dialect.Encoding, Delimiter: r.dialect.Delimiter, By: a.ID, At: d.today()}
	out, err := d.compare(tx, r, &e)
	if err != nil {
		return out, err
	}
	e.Rows, e.Blank, e.Added, e.Changed, e.Unchanged, e.Withdrawn, e.Errors = out.Rows, out.Blank, out.Added, out.Changed, out.Unchanged, out.Withdrawn, out.Errors
	if err := tx.AddEdition(e); err != nil {
		return out, err
	}
	if err := d.holdBack(tx, r, e); err != nil {
		return out, err
	}
	return out, tx.PutImport(journal)
}

// holdBack keeps what an edition brought to a published list inside until a
// second person has published the list again. What the source dropped says so
// at once.
func (d *Desk) holdBack(tx Tx, r reading, e habeas.Edition) error {
	l, err := tx.List(r.list.ID)
	if err != nil || !l.Public {
		return err
	}
	unseen := l.Unseen
	if e.Added+e.Changed > 0 && unseen == 0 {
		unseen = e.N
	}
	for i, c := range r.before {
		if now := l.Columns[i]; now.Property != c.Property || now.Lang != c.Lang {
			unseen = 1 // every row says something else now
		}
	}
	if unseen == l.Unseen {
		return nil
	}
	l.Unseen = unseen
	return tx.PutList(l)
}

// settleList makes the list where it is new and keeps its columns.
func (d *Desk) settleList(tx Tx, a habeas.Actor, r *reading) ([]habeas.Edition, error) {
	if r.list.ID != "" {
		if err := tx.PutList(r.list); err != nil {
			return nil, err
		}
		l, err := tx.List(r.list.ID)
		if err != nil {
			return nil, err
		}
		r.list = l
		return tx.Editions(l.ID)
	}
	l := r.list
	l.ID, l.Name, l.Kind, l.Access, l.By, l.At = d.newID(habeas.KindList), strings.TrimSpace(r.file.List), habeas.ListKind(r.mapping.Kind), habeas.AccessPublic, a.ID, d.today()
	l.Source = r.file.Source
	if l.Source == "" {
		s, err := d.addSource(tx, a, habeas.Source{Kind: habeas.SourceList, Name: l.Name, Label: l.Name, Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed})
		if err != nil {
			return nil, err
		}
		l.Source = s.ID
	}
	if err := tx.PutList(l); err != nil {
		return nil, err
	}
	var err error
	r.list, err = tx.List(l.ID)
	return nil, err
}

// known is what the list has of a row before this edition.
type known struct {
	id        habeas.ID
	hash      lists.Hash
	withdrawn bool
	seen      bool
}

// compare reads the file against the list. With an edition it writes what was
// added, changed and dropped; without one it only counts.
func (d *Desk) compare(tx Tx, r reading, e *habeas.Edition) (Imported, error) {
	out := Imported{List: r.list.ID, Dialect: r.dialect, Mapping: r.mapping, Encoding: r.dialect.Encoding, Delimiter: r.dialect.Delimiter, Errors: []habeas.RowError{}}
	before := map[lists.Hash]known{}
	if r.list.ID != "" {
		err := tx.EachRowKey(r.list.ID, func(k habeas.RowKey) error {
			before[lists.Hash(k.Key)] = known{id: k.ID, hash: lists.Hash(k.Hash), withdrawn: k.Withdrawn}
			return nil
		})
		if err != nil {
			return out, err
		}
	}
	rd, err := lists.Open(r.file.Body, r.file.Size, r.dialect)
	if err != nil {
		return out, asInvalid(err)
	}
	defer rd.Close()
	keys := lists.NewKeys(r.binding)
	ordinal := len(before)
	batch := make([]habeas.RowWrite, 0, batchRows)
	flush := func() error {
		if e == nil || len(batch) == 0 {
			batch = batch[:0]
			return nil
		}
		err := tx.PutRows(r.list, *e, batch)
		batch = make([]habeas.RowWrite, 0, batchRows)
		return err
	}
	for {
		row, err := rd.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return out, asInvalid(err)
		}
		out.note(row.Errors...)
		if row.Broken {
			continue // not a row at all: said, and kept in the file
		}
		out.Rows++
		out.note(r.binding.Check(row)...)
		key, fault := keys.Key(row)
		if fault != nil {
			out.note(*fault)
		}
		cells := r.arrange(row.Cells)
		hash := lists.RowHash(cells)
		at := lists.Hash(habeas.KeyHash(key)) // as the store answers with
		old, listed := before[at]
		old.seen = true
		write := habeas.RowWrite{Row: habeas.Row{ID: old.id, List: r.list.ID, Key: key, Line: row.Line, Cells: cells}, Hash: hash, New: !listed}
		switch {
		case !listed:
			out.Added++
			if e != nil {
				write.Row.ID = habeas.RowID(r.list.ID, r.list.Kind.SubjectKind(), ordinal)
			}
			ordinal++
			batch = append(batch, write)
		case old.hash != hash || old.withdrawn:
			out.Changed++
			batch = append(batch, write)
		default:
			out.Unchanged++
		}
		if listed {
			before[at] = old
		}
		if len(batch) == batchRows {
			if err := flush(); err != nil {
				return out, err
			}
		}
		if r.file.Progress != nil && out.Rows%1000 == 0 {
			r.file.Progress(out.Rows)
		}
	}
	if err := flush(); err != nil {
		return out, err
	}
	stats := rd.Stats()
	out.Blank = stats.Blank
	var gone []habeas.ID
	for _, k := range before {
		if !k.seen && !k.withdrawn {
			gone = append(gone, k.id)
		}
	}
	out.Withdrawn = len(gone)
	if e != nil {
		out.Edition = e.N
		if len(gone) > 0 {
			slices.Sort(gone)
			if err := tx.WithdrawRows(r.list, *e, gone); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// note keeps row errors, up to a bound.
func (out *Imported) note(errs ...lists.RowError) {
	for _, e := range errs {
		out.ErrorsN++
		if len(out.Errors) < keptErrors {
			out.Errors = append(out.Errors, habeas.RowError{Line: e.Line, Column: e.Column, Message: e.Message})
		}
	}
}

// Lists lists all lists the actor may read, by name.
func (d *Desk) Lists(ctx context.Context, a habeas.Actor) ([]habeas.List, error) {
	var out []habeas.List
	err := d.view(ctx, a, habeas.ReadDesk, func(tx Tx) error {
		ls, err := tx.Lists()
		out = nil
		for _, l := range ls {
			if d.authorise(a, habeas.ReadItem, l.Item()) == nil {
				out = append(out, l)
			}
		}
		return err
	})
	return out, err
}

// ListDetail is a list with its editions, journal and some of its rows.
type ListDetail struct {
	List     habeas.List
	Source   habeas.Source
	Editions []habeas.Edition
	Imports  []habeas.ImportJournal
	Rows     []habeas.Row
	Total    int
}

// List reads one list.
func (d *Desk) List(ctx context.Context, a habeas.Actor, id habeas.ID, q habeas.RowQuery) (ListDetail, error) {
	var out ListDetail
	err := d.view(ctx, a, habeas.ReadItem, func(tx Tx) error {
		l, err := tx.List(id)
		if err != nil {
			return err
		}
		if err := d.authorise(a, habeas.ReadItem, l.Item()); err != nil {
			return err
		}
		out = ListDetail{List: l}
		if out.Source, err = tx.Source(l.Source); err != nil {
			return err
		}
		out.Source = d.shownSource(a, out.Source)
		if out.Editions, err = tx.Editions(id); err != nil {
			return err
		}
		if out.Imports, err = tx.Imports(id, 10); err != nil {
			return err
		}
		if out.Rows, out.Total, err = tx.FindRows(id, q); err != nil {
			return err
		}
		d.unsealed(a, l).show(&out, q)
		return nil
	})
	return out, err
}

// RowHistory reads a row's cells as each edition had them.
func (d *Desk) RowHistory(ctx context.Context, a habeas.Actor, row habeas.ID) (habeas.Row, []habeas.RowVersion, error) {
	var r habeas.Row
	var vs []habeas.RowVersion
	err := d.view(ctx, a, habeas.ReadItem, func(tx Tx) error {
		var err error
		if r, err = tx.Row(row); err != nil {
			return err
		}
		l, err := tx.List(r.List)
		if err != nil {
			return err
		}
		if err := d.authorise(a, habeas.ReadItem, l.Item()); err != nil {
			return err
		}
		if vs, err = tx.RowHistory(row); err != nil {
			return err
		}
		cs := d.unsealed(a, l)
		cs.row(&r)
		for i := range vs {
			cs.cells(vs[i].Cells)
		}
		return nil
	})
	if err != nil {
		return habeas.Row{}, nil, err
	}
	return r, vs, nil
}
