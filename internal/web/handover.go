package web

import (
	"mime"
	"net/http"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/leaving"
	"github.com/habeas-record/habeas/internal/web/view"
)

// handOver shows what would leave of a person for a recipient, and what stays.
func handOver(s *Server, w http.ResponseWriter, r *request) error {
	return s.showHandOver(w, r, http.StatusOK, r.URL.Query().Get("to"), view.Faults{})
}

func (s *Server) showHandOver(w http.ResponseWriter, r *request, status int, audience string, wrong view.Faults) error {
	id := habeas.ID(r.PathValue("id"))
	v := view.HandOverPage{ID: id, To: audience, Values: r.PostForm, Faults: wrong}
	to := habeas.Audiences[1] // asks for the person, until somebody is chosen
	if audience != "" {
		var err error
		if to, err = habeas.AudienceOf(audience); err != nil {
			return err
		}
	}
	p, err := s.desk.PreparePacket(r.Context(), r.Actor, id, to)
	if err != nil {
		return err
	}
	v.ID = p.Person.Person
	v.Name = firstOf(p.Person.Name, string(v.ID))
	for _, c := range p.Claims {
		shown := view.DeskClaimOf(r.Page, c.Claim, habeas.Source{}, 0, view.Context{Name: v.Name})
		v.Claims = append(v.Claims, view.HandedClaim{Heading: shown.Heading, Source: c.SourceWords, Quotes: shown.Quotes})
	}
	for _, why := range leaving.KeptReasons {
		if n := p.Kept[why]; n > 0 {
			v.Stays = append(v.Stays, view.Stays{Why: string(why), N: n})
		}
	}
	return s.render(w, r, status, view.HandOver(r.Page, v))
}

// handOverSend hands the packet over as a file.
func handOverSend(s *Server, w http.ResponseWriter, r *request) error {
	f := r.PostForm
	to, err := habeas.AudienceOf(f.Get("to"))
	if err != nil {
		return err
	}
	id := habeas.ID(r.PathValue("id"))
	packet, err := s.desk.HandOver(r.Context(), r.Actor, id, to, desk.Handing{Who: f.Get("who"), Why: f.Get("why")})
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		return s.showHandOver(w, r, status, f.Get("to"), faults)
	}
	h := w.Header()
	sandboxed(h)
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": string(to.To) + "-" + string(id) + ".json"}))
	_, err = w.Write(packet)
	return err
}
