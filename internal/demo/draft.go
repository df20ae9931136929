package demo

import (
	"encoding/json"

	"github.com/habeas-record/habeas"
)

// draft leaves a form of direct entry half filled, as when the line breaks: its
// body is the form's own fields, and the form one of its own.
func (s *script) draft() {
	if s.err != nil {
		return
	}
	id := s.maker.Options().NewID(habeas.KindDraft)
	body, err := json.Marshal(map[string][]string{
		"draft": {string(id)}, "source": {string(s.sources["brother"])}, "name": {"Rahat, a neighbour of Zhanar"}, "lang": {"kk"}, "told": {"2022-04-04"},
		"access": {string(habeas.AccessTeam)}, "proximity": {string(habeas.SecondHand)},
		"property.0": {"name"}, "words.0": {"Рахат, көршісі"},
		"property.1": {"event.detention"}, "words.1": {"Жанармен бір күні алып кетті"}, "when.1": {"2017-12-03"},
		"property.2": {"occupation"}, "words.2": {""},
	})
	s.fail("fill in a form", err)
	_, err = s.desk.SaveDraft(s.ctx, s.dina, habeas.Draft{ID: id, Form: "enter " + string(id), Title: "Rahat, a neighbour of Zhanar", Body: body})
	s.fail("leave a form half filled", err)
}
