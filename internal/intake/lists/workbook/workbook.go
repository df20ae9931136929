package workbook

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// Book is an open workbook.
type Book struct {
	parts    map[string]*zip.File // by lower-case path without leading slash
	sheets   []Sheet
	strings  sharedStrings
	formats  []cellFormat // by the style number of a cell
	date1904 bool
}

// Sheet is one worksheet of a workbook.
type Sheet struct {
	Name   string
	Hidden bool
	part   string
}

// Sheets returns the worksheets in the order of their tabs.
func (w *Book) Sheets() []Sheet { return w.sheets }

// sharedStrings are the texts that cells refer to by number, end to end.
type sharedStrings struct {
	text []byte
	ends []uint32
}

func (s *sharedStrings) at(i int) (string, bool) {
	if i < 0 || i >= len(s.ends) {
		return "", false
	}
	from := uint32(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	return string(s.text[from:s.ends[i]]), true
}

// Open reads the directory of a workbook of size bytes, its styles and its
// shared texts. A *Fault says why it cannot be read.
func Open(r io.ReaderAt, size int64) (*Book, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, refuse(0, "the file is a damaged workbook or archive (%s): get it again from where it came", err)
	}
	w := &Book{parts: map[string]*zip.File{}}
	for _, f := range z.File {
		w.parts[strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))] = f
	}
	main := w.mainPart()
	if w.parts[main] == nil {
		if w.parts["content.xml"] != nil {
			return nil, refuse(0, "the file is an OpenDocument file: open it and save the list as .xlsx or .csv")
		}
		return nil, refuse(0, "the file is an archive and no workbook: unpack it and bring the list itself")
	}
	if err := w.readMain(main); err != nil {
		return nil, err
	}
	return w, nil
}

// relations are the targets of a part by id and by the last word of the type.
type relations struct {
	Relationship []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	}
}

func (w *Book) relations(part string) (relations, error) {
	var rels relations
	name := path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
	if part == "" {
		name = "_rels/.rels"
	}
	if w.parts[name] == nil {
		return rels, nil
	}
	return rels, w.decode(name, &rels)
}

// target resolves what a relation of a part points to.
func target(part, to string) string {
	to = strings.ToLower(strings.ReplaceAll(to, `\`, "/"))
	if strings.HasPrefix(to, "/") {
		return strings.TrimPrefix(path.Clean(to), "/")
	}
	return path.Join(path.Dir(part), to)
}

func (w *Book) mainPart() string {
	rels, err := w.relations("")
	if err == nil {
		for _, r := range rels.Relationship {
			if strings.HasSuffix(r.Type, "/officeDocument") {
				return target("", r.Target)
			}
		}
	}
	return "xl/workbook.xml"
}

func (w *Book) readMain(main string) error {
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.decode(main, &book); err != nil {
		return err
	}
	w.date1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	rels, err := w.relations(main)
	if err != nil {
		return err
	}
	for _, s := range book.Sheets {
		for _, a := range s.Attrs {
			if a.Name.Local != "id" {
				continue
			}
			for _, r := range rels.Relationship {
				if part := target(main, r.Target); r.ID == a.Value && strings.HasSuffix(r.Type, "/worksheet") && w.parts[part] != nil {
					w.sheets = append(w.sheets, Sheet{s.Name, s.State == "hidden" || s.State == "veryHidden", part})
				}
			}
		}
	}
	if len(w.sheets) == 0 {
		return refuse(0, "the workbook has no worksheet")
	}
	for _, r := range rels.Relationship {
		part := target(main, r.Target)
		if w.parts[part] == nil {
			continue
		}
		switch {
		case strings.HasSuffix(r.Type, "/styles"):
			err = w.readStyles(part)
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			err = w.readStrings(part)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// decode reads a small part whole.
func (w *Book) decode(part string, v any) error {
	return w.stream(part, maxPart, func(dec *xml.Decoder) error { return dec.Decode(v) })
}

// stream opens a part for reading and turns faults of its XML into refusals.
func (w *Book) stream(part string, limit uint64, read func(*xml.Decoder) error) error {
	body, err := w.open(part, limit)
	if err != nil {
		return err
	}
	defer body.Close()
	err = read(xml.NewDecoder(body))
	return damaged(part, err)
}

func (w *Book) open(part string, limit uint64) (io.ReadCloser, error) {
	f := w.parts[part]
	if f.UncompressedSize64 > limit {
		return nil, refuse(0, "%s in the workbook has %d MB, more than %d: save the list as CSV", path.Base(part), f.UncompressedSize64>>20, limit>>20)
	}
	body, err := f.Open()
	return body, damaged(part, err)
}

func damaged(part string, err error) error {
	var syntax *xml.SyntaxError
	var fault *Fault
	switch {
	case err == nil, errors.As(err, &fault):
		return err
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrAlgorithm):
		return refuse(0, "the workbook is damaged in %s (%s): get it again from where it came", path.Base(part), err)
	}
	return fmt.Errorf("read %s of the workbook: %w", path.Base(part), err)
}

func (w *Book) readStrings(part string) error {
	return w.stream(part, maxStrings*4, func(dec *xml.Decoder) error {
		for {
			t, err := dec.RawToken()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if start, ok := t.(xml.StartElement); ok && start.Name.Local == "si" {
				if w.strings.text, err = appendRich(w.strings.text, dec, "si"); err != nil {
					return err
				}
				if len(w.strings.text) > maxStrings {
					return refuse(0, "the workbook has more than %d MB of text: save the list as CSV", maxStrings>>20)
				}
				w.strings.ends = append(w.strings.ends, uint32(len(w.strings.text)))
			}
		}
	})
}

// appendRich appends the text of an element that may be in runs of several
// fonts, without its phonetic guides, up to its end tag.
func appendRich(dst []byte, dec *xml.Decoder, element string) ([]byte, error) {
	inText, guide := false, false
	for {
		t, err := dec.RawToken()
		if err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return dst, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
			guide = guide || t.Name.Local == "rPh"
		case xml.EndElement:
			inText = false
			switch t.Name.Local {
			case "rPh":
				guide = false
			case element:
				return dst, nil
			}
		case xml.CharData:
			if inText && !guide {
				dst = append(dst, t...)
			}
		}
	}
}

// unescape resolves the _xHHHH_ by which SpreadsheetML writes characters that
// XML cannot hold; carriage returns and the other control characters go.
func unescape(s string) string {
	for i := strings.Index(s, "_x"); i >= 0 && i+7 <= len(s); {
		if code, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil && s[i+6] == '_' {
			text := ""
			if code == '\n' || code == '\t' || code >= ' ' {
				text = string(rune(code))
			}
			s = s[:i] + text + s[i+7:]
			i += len(text)
		} else {
			i += 2
		}
		next := strings.Index(s[i:], "_x")
		if next < 0 {
			break
		}
		i += next
	}
	return strings.ReplaceAll(s, "\r\n", "\n")
}
