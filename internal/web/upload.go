package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/habeas-record/habeas"
)

const (
	// maxTyped bounds what a form that also carries files may hold outside them,
	// in bytes: a pasted report is the longest.
	maxTyped = 3 << 20
	// maxParts bounds the fields and files of such a form.
	maxParts = 5000
)

// sent is a file of a form, held on the record's own disk.
type sent struct {
	name string // as the browser gave it
	size int64
	body interface {
		io.ReadSeekCloser
		io.ReaderAt
	}
}

// readUpload reads a form that may carry files, one part after the other: no
// file is ever in memory whole, nor in a folder that other programs use. What
// was typed is in PostForm then, the first file of each field in Sent.
func (s *Server) readUpload(w http.ResponseWriter, r *request) error {
	parts, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			return formError(err)
		}
		return nil
	}
	if err != nil {
		return formError(err)
	}
	r.PostForm, r.Sent = url.Values{}, map[string]sent{}
	left := int64(maxTyped)
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return formError(err)
		}
		if n == maxParts {
			return habeas.Invalid("send less at once", "the form has more than %d parts", maxParts)
		}
		field := part.FormName()
		if name := part.FileName(); name != "" {
			if _, twice := r.Sent[field]; twice {
				continue
			}
			held, size, err := s.desk.Spool(r.Context(), part)
			if err != nil {
				return spoolError(err)
			}
			r.Sent[field] = sent{name: name, size: size, body: held}
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return formError(err)
		}
		if left -= int64(len(value)); left < 0 {
			return habeas.Invalid("send the text as a file", "what was typed is larger than %d MB", maxTyped>>20)
		}
		r.PostForm.Add(field, string(value))
	}
	r.Form = url.Values{}
	for _, given := range []url.Values{r.PostForm, r.URL.Query()} {
		for field, values := range given {
			r.Form[field] = append(r.Form[field], values...)
		}
	}
	return nil
}

// spoolError tells a disk that has no room from a form that broke off.
func spoolError(err error) error {
	if errors.Is(err, habeas.ErrAway) {
		return err
	}
	return formError(err)
}

// forget closes the files of a form, and so frees them.
func (r *request) forget() {
	for _, f := range r.Sent {
		f.body.Close()
	}
}
