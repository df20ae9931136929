package web

import (
	"fmt"
	"net/http"

	"github.com/habeas-record/habeas/internal/web/view"
)

// oldBackup is after how many days the age of the last backup is said aloud.
const oldBackup = 7

// safety shows how the record is kept safe.
func safety(s *Server, w http.ResponseWriter, r *request) error {
	is, err := s.desk.Safety(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := view.SafetyPage{Head: is.Head, Published: is.Published}
	if is.Last != nil {
		v.Last, v.Days = view.Day(is.Last.At), int(is.Age.Hours()/24)
		v.Old = v.Days >= oldBackup
	}
	for _, b := range is.Backups {
		l := view.BackupLine{Day: view.Day(b.At), Recipients: b.Recipients, Evidence: b.Evidence, Withdrawn: b.Withdrawn}
		if b.Restored {
			l.Of = view.Day(b.Made)
		} else {
			l.Size = fmt.Sprintf("%.1f MB", float64(b.Bytes)/1e6)
		}
		v.Backups = append(v.Backups, l)
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, o := range is.Openings {
		v.Openings = append(v.Openings, view.OpeningLine{Day: view.Day(o.At), By: names[o.By], Act: string(o.Act), Item: o.Item, Reason: o.Reason})
	}
	return s.render(w, r, http.StatusOK, view.Safety(r.Page, v))
}
