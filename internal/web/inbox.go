package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// inbox is the first page of the desk: what waits, a handful of each.
func inbox(s *Server, w http.ResponseWriter, r *request) error {
	in, err := s.desk.Inbox(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	var ids []habeas.ID
	for _, c := range in.Submitted {
		ids = append(ids, c.Subject)
	}
	for _, t := range in.Tensions {
		ids = append(ids, t.Subject)
	}
	titles, err := s.desk.Titles(r.Context(), r.Actor, ids...)
	if err != nil {
		return err
	}
	p := r.Page
	others := slices.DeleteFunc(slices.Clone(in.Undecided), func(row habeas.ReportRow) bool { return row.Report.Assigned == r.Actor.ID })
	v := view.InboxPage{Mine: reportLines(p, in.Mine, names), Undecided: reportLines(p, others, names), MineN: in.MineN, Reports: in.Reports - in.MineN,
		SubmitN: in.SubmitN, TensionN: in.TensionN, NewsOld: in.NewsOld}
	for _, c := range in.Submitted {
		v.Submitted = append(v.Submitted, view.Waiting{URL: p.URL(view.DeskPath(c.ID)), Text: view.Heading(p, c, view.Context{Name: titles[c.Subject]}), More: names[c.SubmitBy]})
	}
	for _, t := range in.Tensions {
		v.Tensions = append(v.Tensions, view.Waiting{URL: p.URL("/desk/tensions#" + string(t.ID)), Text: p.Cat.Word("tension", string(t.Kind)), More: titles[t.Subject]})
	}
	for _, d := range in.Drafts {
		v.Drafts = append(v.Drafts, view.Waiting{URL: draftURL(p, d), Text: firstOf(d.Title, p.T("inbox.untitled")), Day: view.Day(d.Updated),
			Drop: p.URL("/desk/draft/" + string(d.ID) + "/drop")})
	}
	for _, i := range in.Imports {
		v.Imports = append(v.Imports, importLine(p, i))
	}
	if err := s.sentIn(r, names, &v); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.Inbox(p, v))
}

// sentShown is how much of what was sent to the desk its first page shows.
const sentShown = 8

// sentIn puts what came from outside into the inbox, as far as the account deals
// with it.
func (s *Server) sentIn(r *request, names map[habeas.ID]string, v *view.InboxPage) error {
	p := r.Page
	if p.May(habeas.HandleSent) {
		all, total, err := s.inbox.List(r.Context(), r.Actor, habeas.SubmissionFilter{Limit: sentShown})
		if err != nil {
			return err
		}
		v.SentN = total
		today := s.now().UTC().Format(time.DateOnly)
		for _, x := range all {
			l := view.SentLine{URL: p.URL("/desk/submissions/" + string(x.ID)), Text: p.T("inbox.testimony"), Due: x.Due, Overdue: x.Due != "" && x.Due < today,
				Who: firstOf(names[x.Assigned], p.T("inbox.nobody"))}
			if x.Challenge != nil {
				l.Text = p.T("sent.challenge", "who", p.Cat.Word("sent.by", string(x.Challenge.By)))
			}
			v.Sent = append(v.Sent, l)
		}
	}
	if !p.May(habeas.ModerateComments) {
		return nil
	}
	for _, state := range []habeas.CommentState{habeas.CommentHeld, habeas.CommentSecond} {
		_, _, n, err := s.desk.CommentQueue(r.Context(), r.Actor, habeas.CommentQueue{State: state, Limit: 1})
		if err != nil {
			return err
		}
		v.CommentN += n
	}
	return nil
}

// draftURL is the page a draft goes on at.
func draftURL(p view.Page, d habeas.Draft) templ.SafeURL {
	if d.Form == desk.DraftImport+" "+string(d.ID) {
		return p.URL("/desk/import?draft=" + string(d.ID))
	}
	return p.URL("/desk/enter?draft=" + string(d.ID))
}

func importLine(p view.Page, i habeas.ImportJournal) view.ImportLine {
	out := view.ImportLine{List: p.URL("/desk/lists"), File: i.File, State: p.Cat.Word("import-state", i.State), Message: i.Message, Day: view.Day(i.Started),
		Failed: i.State == "failed" || i.State == "interrupted", Again: p.URL("/desk/import")}
	if i.List != "" {
		out.List = p.URL(view.DeskPath(i.List))
	}
	return out
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// deskReports lists reports, with those still to review first asked for.
func deskReports(s *Server, w http.ResponseWriter, r *request) error {
	q := r.URL.Query()
	page := pageNumber(q)
	f := habeas.ReportFilter{Text: q.Get("q"), Undecided: q.Get("undecided") != "", Limit: perPage, Offset: (page - 1) * perPage}
	if q.Get("mine") != "" {
		f.Assigned = r.Actor.ID
	}
	rows, total, err := s.desk.FindReports(r.Context(), r.Actor, f)
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.DeskReports(r.Page, view.DeskReportsPage{Text: f.Text, Undecided: f.Undecided, Mine: f.Assigned != "", Total: total,
		Rows: reportLines(r.Page, rows, names), Pages: view.PagesOf("/desk/reports", q, page, perPage, total)}))
}

func reportLines(p view.Page, rows []habeas.ReportRow, names map[habeas.ID]string) []view.ReportLine {
	out := make([]view.ReportLine, len(rows))
	for i, row := range rows {
		rep := row.Report
		out[i] = view.ReportLine{URL: p.URL(view.DeskPath(rep.ID)), Title: rep.Title, Kind: p.Cat.Word("report.kind", rep.Kind), Captured: view.Day(rep.Captured),
			Assigned: names[rep.Assigned], Decided: p.T("inbox.proposed", "accepted", p.N("claim.count", row.Accepted), "proposed", p.N("review.count", row.Proposed))}
		if rep.Access != habeas.AccessPublic {
			out[i].Private = p.Cat.Word("access", string(rep.Access))
		}
	}
	return out
}
