package web

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/web/view"
)

// quietPath reports whether a page is one of those on which people write to the
// desk, which are offered in every language that has their words.
func quietPath(path string) bool { return path == "/submit" || strings.HasPrefix(path, "/submit/") }

// submitForm says what can be protected and what cannot, and takes it down. With
// an id it is for whoever challenges that claim.
func submitForm(s *Server, w http.ResponseWriter, r *request) error {
	about, err := s.challenged(r)
	if err != nil {
		return err
	}
	return s.showSubmit(w, r, http.StatusOK, view.SubmitPage{About: about})
}

// challenged is the public claim that the path names, nil where it names none.
func (s *Server) challenged(r *request) (*view.Challenged, error) {
	id := habeas.ID(r.PathValue("id"))
	if id == "" {
		return nil, nil
	}
	c, err := s.public.Challengeable(r.Context(), id)
	if err != nil {
		return nil, err
	}
	english := r.Page // the words of claims are not yet in the other languages
	english.Cat = s.langs.English()
	if !slices.Contains(s.offers("/claim"), r.Cat) {
		english.Prefix = ""
	}
	ctx, err := s.context(r, []habeas.Released{c})
	if err != nil {
		return nil, err
	}
	return &view.Challenged{Claim: view.ClaimOf(english, c, ctx), URL: english.URL("/claim/" + string(id))}, nil
}

func (s *Server) showSubmit(w http.ResponseWriter, r *request, status int, v view.SubmitPage) error {
	set, err := s.public.Settings(r.Context())
	if err != nil {
		return err
	}
	c, err := s.public.Canary(r.Context())
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return err
	}
	v.Late = canaryOf(c).Late()
	v.Stamp, v.Sealed = s.stamps.stamp(), len(set.Custodians) >= desk.LeastCustodians
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, status, view.Submit(r.Page, v))
}

// faultOf is the word of the catalogs for what whoever sent a form can mend, ""
// for other errors.
func faultOf(err error) string {
	var f submissions.Fault
	if errors.As(err, &f) {
		return string(f)
	}
	if errors.Is(err, errStamp) {
		return "stamp"
	}
	return ""
}

// submitSend keeps what was sent and shows the code. Whatever is wrong, what was
// typed stands in the form again, and files need not be chosen twice.
func submitSend(s *Server, w http.ResponseWriter, r *request) error {
	f := r.PostForm
	about, err := s.challenged(r)
	if err != nil {
		return err
	}
	v := view.SubmitPage{Text: f.Get("text"), Who: f, Choice: f.Get("keep"), About: about}
	if !isText(f) {
		v.Text, v.Who, v.Fault = asText(v.Text), nil, string(submissions.FaultLetters)
		return s.showSubmit(w, r, http.StatusUnprocessableEntity, v)
	}
	files, err := s.heldFiles(r)
	if err == nil {
		v.Held, v.HeldNames, err = s.hold(files)
	}
	if err == nil {
		err = s.typed(r)
	}
	if err == nil && v.Choice != "code" && v.Choice != "none" {
		err = submissions.FaultChoice
	}
	if err == nil {
		get := func(field string) string { return strings.TrimSpace(f.Get("who." + field)) }
		form := submissions.Form{Text: v.Text, Lang: r.Cat.Lang(), Files: files, Code: v.Choice == "code",
			Claim: habeas.ID(r.PathValue("id")), By: habeas.Challenger(f.Get("by")), Identity: desk.Identity{Name: get("name"), Contact: get("contact"), Relation: get("relation"), Note: get("note")}}
		code, sendErr := s.inbox.Send(r.Context(), form)
		if sendErr == nil {
			w.Header().Set("Cache-Control", "no-store")
			return s.render(w, r, http.StatusOK, view.SubmitKept(r.Page, code.Groups()))
		}
		err = sendErr
	}
	if v.Fault = faultOf(err); v.Fault == "" {
		return err
	}
	return s.showSubmit(w, r, http.StatusUnprocessableEntity, v)
}

// asText drops what is no text.
func asText(s string) string { return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "") }

// typed refuses a form that a machine filled in.
func (s *Server) typed(r *request) error {
	if r.PostForm.Get("website") != "" {
		return submissions.FaultMachine
	}
	return s.stamps.check(r.PostForm.Get("stamp"))
}

// heldFiles are the files of a form, those that came with it before among them.
func (s *Server) heldFiles(r *request) ([]habeas.SubmittedFile, error) {
	var files []habeas.SubmittedFile
	if held := r.PostForm.Get("held"); held != "" {
		raw, err := s.stamps.unlock("held", held)
		if err != nil || json.Unmarshal(raw, &files) != nil {
			return nil, submissions.FaultFiles
		}
	}
	for n := range habeas.MaxFiles {
		sent, ok := r.Sent["file"+string(rune('1'+n))]
		if !ok || sent.size == 0 {
			continue
		}
		if len(files) == habeas.MaxFiles {
			return files, submissions.FaultFiles
		}
		f, err := s.inbox.Hold(r.Context(), sent.name, sent.body)
		if err != nil {
			return files, err
		}
		files = append(files, f)
	}
	return files, nil
}

// hold writes files so that only this process reads it.
func (s *Server) hold(files []habeas.SubmittedFile) (held string, names []string, err error) {
	if len(files) == 0 {
		return "", nil, nil
	}
	raw, err := json.Marshal(files)
	for _, f := range files {
		names = append(names, f.Name)
	}
	return s.stamps.lock("held", raw), names, err
}

// submitCode says whether a code that was typed back is right.
func submitCode(s *Server, w http.ResponseWriter, r *request) error {
	if err := readForm(r); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	code, err := desk.ReadCode(r.PostForm.Get("code"))
	if err != nil {
		return s.render(w, r, http.StatusUnprocessableEntity, view.SubmitCode(r.Page, false, "mistyped"))
	}
	err = s.inbox.Known(r.Context(), code)
	if errors.Is(err, habeas.ErrNotFound) {
		return s.render(w, r, http.StatusNotFound, view.SubmitCode(r.Page, false, "unknown"))
	}
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.SubmitCode(r.Page, true, ""))
}

// submitAsk asks for a code.
func submitAsk(s *Server, w http.ResponseWriter, r *request) error {
	return s.render(w, r, http.StatusOK, view.SubmitAsk(r.Page, ""))
}

// submitOpen shows the replies. A code that was never given and one whose time
// is over get the same answer.
func submitOpen(s *Server, w http.ResponseWriter, r *request) error {
	if err := readForm(r); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	code, err := desk.ReadCode(r.PostForm.Get("code"))
	if err != nil {
		return s.render(w, r, http.StatusUnprocessableEntity, view.SubmitAsk(r.Page, "mistyped"))
	}
	opened, err := s.inbox.Open(r.Context(), code)
	if errors.Is(err, habeas.ErrNotFound) {
		return s.render(w, r, http.StatusNotFound, view.SubmitAsk(r.Page, "unknown"))
	}
	if err != nil {
		return err
	}
	return s.showOpened(w, r, http.StatusOK, opened, view.OpenedPage{})
}

func (s *Server) showOpened(w http.ResponseWriter, r *request, status int, o submissions.Opened, v view.OpenedPage) error {
	v.State, v.Replies, v.Until, v.Boxes, v.Outcome, v.Why = o.State, o.Replies, o.Until, o.Boxes, o.Outcome, o.Why
	v.Token, v.Stamp = s.stamps.lock("open", []byte(o.ID)), s.stamps.stamp()
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, status, view.SubmitOpened(r.Page, v))
}

// submitMore adds to what was sent, or takes it back, from a page that the code
// opened within the day.
func submitMore(s *Server, w http.ResponseWriter, r *request) error {
	w.Header().Set("Cache-Control", "no-store")
	f := r.PostForm
	raw, err := s.stamps.unlock("open", f.Get("open"))
	if err != nil {
		return s.render(w, r, http.StatusUnprocessableEntity, view.SubmitAsk(r.Page, "stamp"))
	}
	id := habeas.ID(raw)
	v := view.OpenedPage{Text: f.Get("text")}
	if f.Get("act") == "back" {
		if err = submissions.FaultSure; f.Get("sure") != "" {
			err = s.inbox.TakeBack(r.Context(), id)
		}
	} else if !isText(f) {
		v.Text, err = asText(v.Text), submissions.FaultLetters
	} else {
		var files []habeas.SubmittedFile
		if files, err = s.heldFiles(r); err == nil {
			v.Held, v.HeldNames, err = s.hold(files)
		}
		if err == nil {
			err = s.stamps.check(f.Get("stamp"))
		}
		if err == nil {
			if err = s.inbox.Add(r.Context(), id, v.Text, files); err == nil {
				v = view.OpenedPage{Added: true}
			}
		}
	}
	if errors.Is(err, habeas.ErrNotFound) {
		return s.render(w, r, http.StatusNotFound, view.SubmitAsk(r.Page, "unknown"))
	}
	status := http.StatusOK
	if err != nil {
		if v.Fault = faultOf(err); v.Fault == "" {
			return err
		}
		status = http.StatusUnprocessableEntity
	}
	opened, err := s.inbox.OpenAgain(r.Context(), id)
	if err != nil {
		return err
	}
	return s.showOpened(w, r, status, opened, v)
}

// lock writes what only this process reads again, within a day and for the same
// purpose.
func (s *stamper) lock(purpose string, data []byte) string {
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	rand.Read(nonce)
	raw := binary.BigEndian.AppendUint64(nil, uint64(s.now().Unix()))
	return base64.RawURLEncoding.EncodeToString(s.box().Seal(nonce, nonce, append(raw, data...), []byte(purpose)))
}

func (s *stamper) unlock(purpose, locked string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(locked)
	if err != nil || len(raw) < chacha20poly1305.NonceSizeX {
		return nil, errStamp
	}
	raw, err = s.box().Open(nil, raw[:chacha20poly1305.NonceSizeX], raw[chacha20poly1305.NonceSizeX:], []byte(purpose))
	if err != nil || len(raw) < 8 || s.now().Sub(time.Unix(int64(binary.BigEndian.Uint64(raw)), 0)) > oldest {
		return nil, errStamp
	}
	return raw[8:], nil
}

// submitKeys is the page to print of whom a message can be sealed to.
func submitKeys(s *Server, w http.ResponseWriter, r *request) error {
	k, err := s.inbox.Keys(r.Context())
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.SubmitKeys(r.Page, view.KeysPage{Keys: k.Fingerprints, Signer: k.Public}))
}

// submitKeysFile is the signed list of keys, for habeas seal.
func submitKeysFile(s *Server, w http.ResponseWriter, r *request) error {
	k, err := s.inbox.Keys(r.Context())
	if err != nil {
		return err
	}
	if k.Signed == "" {
		k.Signed = "this desk has no keys yet to seal a message to\n"
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="keys.txt"`)
	_, err = w.Write([]byte(k.Signed))
	return err
}
