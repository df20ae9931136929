package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// custodians shows who holds the keys to sources, and who took boxes out.
func custodians(s *Server, w http.ResponseWriter, r *request) error {
	return s.showCustodians(w, r, http.StatusOK, view.CustodiansPage{})
}

func (s *Server) showCustodians(w http.ResponseWriter, r *request, status int, v view.CustodiansPage) error {
	x, err := s.desk.Sealing(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v.Custodians, v.Print, v.Boxes, v.Least = x.Custodians, desk.Fingerprint, x.Boxes, desk.LeastCustodians
	for _, c := range x.Changes {
		change := view.CustodianChange{Day: view.Day(c.At), By: names[c.By]}
		for _, k := range c.Settings.Custodians {
			change.Names = append(change.Names, k.Name)
		}
		v.Changes = append(v.Changes, change)
	}
	for _, o := range x.Opened {
		next := view.CustodianOpening{Day: view.Day(o.At), By: names[o.By], Reason: o.Reason, Boxes: 1}
		if n := len(v.Opened); n > 0 && v.Opened[n-1].Day == next.Day && v.Opened[n-1].By == next.By && v.Opened[n-1].Reason == next.Reason {
			v.Opened[n-1].Boxes++
			continue
		}
		v.Opened = append(v.Opened, next)
	}
	return s.render(w, r, status, view.Custodians(r.Page, v))
}

// custodiansSend adds or removes a custodian's key, or hands boxes out.
func custodiansSend(s *Server, w http.ResponseWriter, r *request) error {
	f, ctx := r.PostForm, r.Context()
	var err error
	switch f.Get("act") {
	case "add":
		err = s.desk.AddCustodian(ctx, r.Actor, f.Get("name"), f.Get("recipient"))
	case "remove":
		err = s.desk.RemoveCustodian(ctx, r.Actor, f.Get("custodian"))
	case "take":
		var lines []string
		if lines, err = s.desk.TakeOutBoxes(ctx, r.Actor, f.Get("reason")); err == nil {
			return handBoxes(w, lines)
		}
	default:
		err = habeas.Invalid("open the page again", "the form did not arrive whole")
	}
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		return s.showCustodians(w, r, status, view.CustodiansPage{Values: f, Faults: faults})
	}
	s.flash(r, r.Page.T("message.saved"))
	return s.redirect(w, r, "/desk/custodians")
}

// handBoxes sends the boxes as a file to keep: they are sealed, and opened
// elsewhere.
func handBoxes(w http.ResponseWriter, lines []string) error {
	body := strings.Join(lines, "\n") + "\n"
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="boxes.txt"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, err := w.Write([]byte(body))
	return err
}

// sourceSeal seals who a source is. Nothing that was typed comes back: after an
// error the form is empty again.
func sourceSeal(s *Server, w http.ResponseWriter, r *request) error {
	f := r.PostForm
	get := func(field string) string { return strings.TrimSpace(f.Get(field)) }
	id := habeas.ID(r.PathValue("id"))
	err := s.desk.SealIdentity(r.Context(), r.Actor, id, desk.Identity{Name: get("name"), Contact: get("contact"), Relation: get("relation"),
		Place: get("place"), Language: get("language"), Channel: get("channel"), Note: get("note")})
	return s.afterSource(w, r, id, err, "seal.done")
}
