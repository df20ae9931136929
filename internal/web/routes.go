package web

import (
	"net/http"

	"github.com/habeas-record/habeas"
)

// route is one line of the table: adding a page is adding a line, a handler
// and a view. The matrix test walks the table, so that no route goes untested.
type route struct {
	Method  string
	Pattern string
	Role    habeas.Role   // least role that gets past the door; RolePublic for everybody
	Action  habeas.Action // what a role too low is told it may not do
	Item    habeas.Kind   // kind of the item named by {id}, "" for none
	Desk    bool          // has a session and is never kept by a cache
	MaxBody int64         // of a POST, in bytes; 0 is a form
	handle  handler
	// again shows a form as it was typed where its session ended meanwhile;
	// nil where a form is short enough to be typed anew.
	again handler
}

const get, post = http.MethodGet, http.MethodPost

const (
	anybody    = habeas.RolePublic
	reader     = habeas.RoleReader
	documenter = habeas.RoleDocumenter
	reviewer   = habeas.RoleReviewer
	admin      = habeas.RoleAdmin
)

// maxUpload bounds an uploaded report or list, in bytes.
const maxUpload = 65 << 20

var routes = []route{
	// The public record.
	{Method: get, Pattern: "/{$}", handle: home},
	{Method: get, Pattern: "/people", handle: people},
	{Method: get, Pattern: "/person/{id}", Item: habeas.KindPerson, handle: person},
	{Method: get, Pattern: "/claim/{id}", Item: habeas.KindClaim, handle: claim},
	{Method: get, Pattern: "/events", handle: events},
	{Method: get, Pattern: "/event/{id}", Item: habeas.KindEvent, handle: subject},
	{Method: get, Pattern: "/groups", handle: groups},
	{Method: get, Pattern: "/group/{id}", Item: habeas.KindGroup, handle: subject},
	{Method: get, Pattern: "/places", handle: places},
	{Method: get, Pattern: "/place/{id}", Item: habeas.KindPlace, handle: subject},
	{Method: get, Pattern: "/facilities", handle: facilities},
	{Method: get, Pattern: "/facility/{id}", Item: habeas.KindFacility, handle: subject},
	{Method: get, Pattern: "/authority/{id}", Item: habeas.KindAuthority, handle: subject},
	{Method: get, Pattern: "/reports", handle: reports},
	{Method: get, Pattern: "/report/{id}", Item: habeas.KindReport, handle: report},
	{Method: get, Pattern: "/lists", handle: lists},
	{Method: get, Pattern: "/list/{id}", Item: habeas.KindList, handle: list},
	{Method: get, Pattern: "/methods", handle: methods},
	{Method: get, Pattern: "/about", handle: about},

	// What readers write under pages.
	{Method: get, Pattern: "/comments/{id}", Item: habeas.KindPerson, handle: commentsAll},
	{Method: get, Pattern: "/comment", handle: commentAsk},
	{Method: post, Pattern: "/comment", MaxBody: maxCommentForm, handle: commentSend},
	{Method: post, Pattern: "/comment/outcome", MaxBody: maxCommentForm, handle: commentOutcome},
	{Method: get, Pattern: "/terms", handle: terms},

	// The way in to the desk.
	{Method: get, Pattern: "/desk/login", Desk: true, handle: login},
	{Method: post, Pattern: "/desk/login", Desk: true, handle: loginSend},
	{Method: get, Pattern: "/desk/setup/{token}", Desk: true, handle: setup},
	{Method: post, Pattern: "/desk/setup/{token}", Desk: true, handle: setupSend},
	{Method: post, Pattern: "/desk/logout", Role: reader, Action: habeas.ReadDesk, Desk: true, handle: logout},

	// The desk.
	{Method: get, Pattern: "/desk", Role: reader, Action: habeas.ReadDesk, Desk: true, handle: inbox},
	{Method: get, Pattern: "/desk/people", Role: reader, Action: habeas.ReadDesk, Desk: true, handle: deskPeople},
	{Method: get, Pattern: "/desk/person/{id}", Role: reader, Action: habeas.ReadItem, Item: habeas.KindPerson, Desk: true, handle: dossier},
	{Method: post, Pattern: "/desk/person/{id}/link", Role: documenter, Action: habeas.LinkMentions, Item: habeas.KindPerson, Desk: true, handle: linkSend},
	{Method: post, Pattern: "/desk/link/{id}/undo", Role: documenter, Action: habeas.LinkMentions, Item: habeas.KindLink, Desk: true, handle: linkUndo},
	{Method: get, Pattern: "/desk/subject/{id}", Role: reader, Action: habeas.ReadItem, Item: habeas.KindEvent, Desk: true, handle: dossier},
	{Method: get, Pattern: "/desk/claim/{id}", Role: reader, Action: habeas.ReadItem, Item: habeas.KindClaim, Desk: true, handle: claimHistory},
	{Method: post, Pattern: "/desk/claim/{id}", Role: documenter, Action: habeas.Decide, Item: habeas.KindClaim, Desk: true, handle: claimSend},
	{Method: get, Pattern: "/desk/claim/{id}/edit", Role: documenter, Action: habeas.Decide, Item: habeas.KindClaim, Desk: true, handle: claimEdit},
	{Method: post, Pattern: "/desk/claim/{id}/edit", Role: documenter, Action: habeas.Decide, Item: habeas.KindClaim, Desk: true, handle: claimEditSend},

	{Method: get, Pattern: "/desk/reports", Role: reader, Action: habeas.ReadDesk, Desk: true, handle: deskReports},
	{Method: get, Pattern: "/desk/capture", Role: documenter, Action: habeas.Capture, Desk: true, handle: captureForm},
	{Method: post, Pattern: "/desk/capture", Role: documenter, Action: habeas.Capture, Desk: true, MaxBody: maxUpload, handle: captureSend},
	{Method: get, Pattern: "/desk/report/{id}", Role: reader, Action: habeas.ReadItem, Item: habeas.KindReport, Desk: true, handle: review},
	{Method: post, Pattern: "/desk/report/{id}", Role: documenter, Action: habeas.Decide, Item: habeas.KindReport, Desk: true, handle: reviewSend},
	{Method: post, Pattern: "/desk/report/{id}/add", Role: documenter, Action: habeas.Decide, Item: habeas.KindReport, Desk: true, handle: addMissed},
	{Method: post, Pattern: "/desk/report/{id}/assign", Role: documenter, Action: habeas.Decide, Item: habeas.KindReport, Desk: true, handle: assign},
	{Method: get, Pattern: "/desk/report/{id}/original", Role: documenter, Action: habeas.ReadOriginal, Item: habeas.KindReport, Desk: true, handle: original},

	{Method: get, Pattern: "/desk/enter", Role: documenter, Action: habeas.Enter, Desk: true, handle: enterForm},
	{Method: post, Pattern: "/desk/enter", Role: documenter, Action: habeas.Enter, Desk: true, handle: enterSend, again: enterAgain},
	{Method: post, Pattern: "/desk/draft", Role: documenter, Action: habeas.Enter, Desk: true, handle: draftSave},
	{Method: post, Pattern: "/desk/draft/{id}/drop", Role: documenter, Action: habeas.Enter, Item: habeas.KindDraft, Desk: true, handle: draftDrop},
	{Method: get, Pattern: "/desk/alike", Role: documenter, Action: habeas.Enter, Desk: true, handle: alike},

	{Method: get, Pattern: "/desk/sources", Role: documenter, Action: habeas.ReadSource, Desk: true, handle: sources},
	{Method: get, Pattern: "/desk/sources/alike", Role: documenter, Action: habeas.ReadSource, Desk: true, handle: sourcesAlike},
	{Method: get, Pattern: "/desk/source/{id}", Role: documenter, Action: habeas.ReadSource, Item: habeas.KindSource, Desk: true, handle: source},
	{Method: post, Pattern: "/desk/source/{id}", Role: documenter, Action: habeas.EditSource, Item: habeas.KindSource, Desk: true, handle: sourceSend},

	{Method: get, Pattern: "/desk/tensions", Role: reader, Action: habeas.ReadDesk, Desk: true, handle: tensions},
	{Method: post, Pattern: "/desk/tension/{id}", Role: documenter, Action: habeas.SettleTension, Item: habeas.KindTension, Desk: true, handle: tensionSend},

	{Method: get, Pattern: "/desk/lists", Role: reader, Action: habeas.ReadDesk, Desk: true, handle: deskLists},
	{Method: get, Pattern: "/desk/list/{id}", Role: reader, Action: habeas.ReadItem, Item: habeas.KindList, Desk: true, handle: deskList},
	{Method: post, Pattern: "/desk/list/{id}/publish", Role: documenter, Action: habeas.Submit, Item: habeas.KindList, Desk: true, handle: listPublish},
	{Method: get, Pattern: "/desk/import", Role: documenter, Action: habeas.Import, Desk: true, handle: importForm},
	{Method: post, Pattern: "/desk/import", Role: documenter, Action: habeas.Import, Desk: true, MaxBody: maxUpload, handle: importSend},

	{Method: get, Pattern: "/desk/publish", Role: documenter, Action: habeas.Submit, Desk: true, handle: queue},
	{Method: post, Pattern: "/desk/publish", Role: documenter, Action: habeas.Submit, Desk: true, handle: queueSend},

	{Method: get, Pattern: "/desk/comments", Role: reviewer, Action: habeas.ModerateComments, Desk: true, handle: deskComments},
	{Method: get, Pattern: "/desk/comments/{id}", Role: reviewer, Action: habeas.ModerateComments, Item: habeas.KindComment, Desk: true, handle: deskComment},
	{Method: post, Pattern: "/desk/comments/{id}", Role: reviewer, Action: habeas.ModerateComments, Item: habeas.KindComment, Desk: true, handle: deskCommentSend},

	{Method: get, Pattern: "/desk/accounts", Role: admin, Action: habeas.ManageUsers, Desk: true, handle: accounts},
	{Method: post, Pattern: "/desk/accounts", Role: admin, Action: habeas.ManageUsers, Desk: true, handle: accountsSend},
	{Method: get, Pattern: "/desk/settings", Role: admin, Action: habeas.ManageSettings, Desk: true, handle: settings},
	{Method: post, Pattern: "/desk/settings", Role: admin, Action: habeas.ManageSettings, Desk: true, handle: settingsSend},
	{Method: get, Pattern: "/desk/safety", Role: admin, Action: habeas.KeepSafe, Desk: true, handle: safety},
}
