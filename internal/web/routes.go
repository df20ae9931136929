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
	Action  habeas.Action // what a role must hold to get past the door; "" for everybody
	Item    habeas.Kind   // kind of the item named by {id}, "" for none
	Desk    bool          // has a session and is never kept by a cache
	Alone   bool          // open to an account that still lacks the second factor the desk asks for
	MaxBody int64         // of a POST, in bytes; 0 is a form
	handle  handler
	// again shows a form as it was typed where its session ended meanwhile;
	// nil where a form is short enough to be typed anew.
	again handler
}

const get, post = http.MethodGet, http.MethodPost

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
	{Method: get, Pattern: "/challenges", handle: challenges},
	{Method: get, Pattern: "/methods", handle: methods},
	{Method: get, Pattern: "/about", handle: about},
	{Method: get, Pattern: "/canary", handle: canary},
	{Method: get, Pattern: "/canary.txt", handle: canaryFile},

	// What readers write under pages.
	{Method: get, Pattern: "/comments/{id}", Item: habeas.KindPerson, handle: commentsAll},
	{Method: get, Pattern: "/comment", handle: commentAsk},
	{Method: post, Pattern: "/comment", MaxBody: maxCommentForm, handle: commentSend},
	{Method: post, Pattern: "/comment/outcome", MaxBody: maxCommentForm, handle: commentOutcome},
	{Method: get, Pattern: "/terms", handle: terms},

	// What people write to the desk, under seal.
	{Method: get, Pattern: "/submit", handle: submitForm},
	{Method: post, Pattern: "/submit", MaxBody: maxUpload, handle: submitSend},
	{Method: get, Pattern: "/submit/challenge/{id}", Item: habeas.KindClaim, handle: submitForm},
	{Method: post, Pattern: "/submit/challenge/{id}", Item: habeas.KindClaim, MaxBody: maxUpload, handle: submitSend},
	{Method: post, Pattern: "/submit/code", MaxBody: maxCommentForm, handle: submitCode},
	{Method: get, Pattern: "/submit/reply", handle: submitAsk},
	{Method: post, Pattern: "/submit/reply", MaxBody: maxCommentForm, handle: submitOpen},
	{Method: post, Pattern: "/submit/more", MaxBody: maxUpload, handle: submitMore},
	{Method: get, Pattern: "/submit/keys", handle: submitKeys},
	{Method: get, Pattern: "/submit/keys.txt", handle: submitKeysFile},

	// The way in to the desk.
	{Method: get, Pattern: "/desk/login", Desk: true, handle: login},
	{Method: post, Pattern: "/desk/login", Desk: true, handle: loginSend},
	{Method: get, Pattern: "/desk/setup/{token}", Desk: true, handle: setup},
	{Method: post, Pattern: "/desk/setup/{token}", Desk: true, handle: setupSend},
	{Method: get, Pattern: "/desk/link/{account}/{token}", Desk: true, handle: link},
	{Method: post, Pattern: "/desk/link/{account}/{token}", Desk: true, handle: linkUse},
	{Method: get, Pattern: "/desk/account", Action: habeas.ReadDesk, Desk: true, Alone: true, handle: account},
	{Method: post, Pattern: "/desk/account", Action: habeas.ReadDesk, Desk: true, Alone: true, handle: accountSend},
	{Method: post, Pattern: "/desk/logout", Action: habeas.ReadDesk, Desk: true, Alone: true, handle: logout},

	// The desk.
	{Method: get, Pattern: "/desk", Action: habeas.ReadDesk, Desk: true, handle: inbox},
	{Method: get, Pattern: "/desk/people", Action: habeas.ReadDesk, Desk: true, handle: deskPeople},
	{Method: get, Pattern: "/desk/person/{id}", Action: habeas.ReadItem, Item: habeas.KindPerson, Desk: true, handle: dossier},
	{Method: post, Pattern: "/desk/person/{id}/link", Action: habeas.LinkMentions, Item: habeas.KindPerson, Desk: true, handle: linkSend},
	{Method: get, Pattern: "/desk/person/{id}/hand-over", Action: habeas.HandOver, Item: habeas.KindPerson, Desk: true, handle: handOver},
	{Method: post, Pattern: "/desk/person/{id}/hand-over", Action: habeas.HandOver, Item: habeas.KindPerson, Desk: true, handle: handOverSend},
	{Method: post, Pattern: "/desk/link/{id}/undo", Action: habeas.LinkMentions, Item: habeas.KindLink, Desk: true, handle: linkUndo},
	{Method: get, Pattern: "/desk/subject/{id}", Action: habeas.ReadItem, Item: habeas.KindEvent, Desk: true, handle: dossier},
	{Method: get, Pattern: "/desk/claim/{id}", Action: habeas.ReadItem, Item: habeas.KindClaim, Desk: true, handle: claimHistory},
	{Method: post, Pattern: "/desk/claim/{id}", Action: habeas.Decide, Item: habeas.KindClaim, Desk: true, handle: claimSend},
	{Method: get, Pattern: "/desk/claim/{id}/edit", Action: habeas.Decide, Item: habeas.KindClaim, Desk: true, handle: claimEdit},
	{Method: post, Pattern: "/desk/claim/{id}/edit", Action: habeas.Decide, Item: habeas.KindClaim, Desk: true, handle: claimEditSend},

	{Method: get, Pattern: "/desk/reports", Action: habeas.ReadDesk, Desk: true, handle: deskReports},
	{Method: get, Pattern: "/desk/capture", Action: habeas.Capture, Desk: true, handle: captureForm},
	{Method: post, Pattern: "/desk/capture", Action: habeas.Capture, Desk: true, MaxBody: maxUpload, handle: captureSend},
	{Method: get, Pattern: "/desk/report/{id}", Action: habeas.ReadItem, Item: habeas.KindReport, Desk: true, handle: review},
	{Method: post, Pattern: "/desk/report/{id}", Action: habeas.Decide, Item: habeas.KindReport, Desk: true, handle: reviewSend},
	{Method: post, Pattern: "/desk/report/{id}/add", Action: habeas.Decide, Item: habeas.KindReport, Desk: true, handle: addMissed},
	{Method: post, Pattern: "/desk/report/{id}/assign", Action: habeas.Decide, Item: habeas.KindReport, Desk: true, handle: assign},
	{Method: get, Pattern: "/desk/report/{id}/original", Action: habeas.ReadOriginal, Item: habeas.KindReport, Desk: true, handle: original},

	{Method: get, Pattern: "/desk/enter", Action: habeas.Enter, Desk: true, handle: enterForm},
	{Method: post, Pattern: "/desk/enter", Action: habeas.Enter, Desk: true, handle: enterSend, again: enterAgain},
	{Method: post, Pattern: "/desk/draft", Action: habeas.Enter, Desk: true, handle: draftSave},
	{Method: post, Pattern: "/desk/draft/{id}/drop", Action: habeas.Enter, Item: habeas.KindDraft, Desk: true, handle: draftDrop},
	{Method: get, Pattern: "/desk/alike", Action: habeas.Enter, Desk: true, handle: alike},

	{Method: get, Pattern: "/desk/sources", Action: habeas.ReadSource, Desk: true, handle: sources},
	{Method: get, Pattern: "/desk/sources/alike", Action: habeas.ReadSource, Desk: true, handle: sourcesAlike},
	{Method: get, Pattern: "/desk/source/{id}", Action: habeas.ReadSource, Item: habeas.KindSource, Desk: true, handle: source},
	{Method: post, Pattern: "/desk/source/{id}", Action: habeas.EditSource, Item: habeas.KindSource, Desk: true, handle: sourceSend},
	{Method: post, Pattern: "/desk/source/{id}/consent", Action: habeas.EditSource, Item: habeas.KindSource, Desk: true, handle: sourceConsent},
	{Method: post, Pattern: "/desk/source/{id}/take-back", Action: habeas.TakeBack, Item: habeas.KindSource, Desk: true, handle: sourceTakeBack},
	{Method: post, Pattern: "/desk/source/{id}/seal", Action: habeas.EditSource, Item: habeas.KindSource, Desk: true, handle: sourceSeal},
	{Method: get, Pattern: "/desk/custodians", Action: habeas.OpenIdentity, Desk: true, handle: custodians},
	{Method: post, Pattern: "/desk/custodians", Action: habeas.OpenIdentity, Desk: true, handle: custodiansSend},

	{Method: get, Pattern: "/desk/tensions", Action: habeas.ReadDesk, Desk: true, handle: tensions},
	{Method: post, Pattern: "/desk/tension/{id}", Action: habeas.SettleTension, Item: habeas.KindTension, Desk: true, handle: tensionSend},

	{Method: get, Pattern: "/desk/links", Action: habeas.ReadDesk, Desk: true, handle: links},
	{Method: get, Pattern: "/desk/links/pair", Action: habeas.LinkMentions, Desk: true, handle: pairNext},
	{Method: get, Pattern: "/desk/links/pair/{id}", Action: habeas.LinkMentions, Item: habeas.KindPair, Desk: true, handle: pair},
	{Method: post, Pattern: "/desk/links/pair/{id}", Action: habeas.LinkMentions, Item: habeas.KindPair, Desk: true, handle: pairSend},
	{Method: post, Pattern: "/desk/links", Action: habeas.LinkMentions, Desk: true, handle: linksRun},
	{Method: get, Pattern: "/desk/person/{id}/links", Action: habeas.ReadItem, Item: habeas.KindPerson, Desk: true, handle: held},

	{Method: get, Pattern: "/desk/estimates", Action: habeas.ReadDesk, Desk: true, handle: estimates},
	{Method: get, Pattern: "/desk/estimates/new", Action: habeas.Estimate, Desk: true, handle: estimateForm},
	{Method: post, Pattern: "/desk/estimates", Action: habeas.Estimate, Desk: true, handle: estimateSend},
	{Method: get, Pattern: "/desk/estimate/{id}", Action: habeas.ReadItem, Item: habeas.KindEstimate, Desk: true, handle: estimateShow},
	{Method: post, Pattern: "/desk/estimate/{id}", Action: habeas.Estimate, Item: habeas.KindEstimate, Desk: true, handle: estimateAgain},

	{Method: get, Pattern: "/desk/lists", Action: habeas.ReadDesk, Desk: true, handle: deskLists},
	{Method: get, Pattern: "/desk/list/{id}", Action: habeas.ReadItem, Item: habeas.KindList, Desk: true, handle: deskList},
	{Method: post, Pattern: "/desk/list/{id}/publish", Action: habeas.Submit, Item: habeas.KindList, Desk: true, handle: listPublish},
	{Method: get, Pattern: "/desk/import", Action: habeas.Import, Desk: true, handle: importForm},
	{Method: post, Pattern: "/desk/import", Action: habeas.Import, Desk: true, MaxBody: maxUpload, handle: importSend},

	{Method: get, Pattern: "/desk/publish", Action: habeas.Submit, Desk: true, handle: queue},
	{Method: post, Pattern: "/desk/publish", Action: habeas.Submit, Desk: true, handle: queueSend},

	{Method: get, Pattern: "/desk/comments", Action: habeas.ModerateComments, Desk: true, handle: deskComments},
	{Method: get, Pattern: "/desk/comments/{id}", Action: habeas.ModerateComments, Item: habeas.KindComment, Desk: true, handle: deskComment},
	{Method: post, Pattern: "/desk/comments/{id}", Action: habeas.ModerateComments, Item: habeas.KindComment, Desk: true, handle: deskCommentSend},

	{Method: get, Pattern: "/desk/submissions", Action: habeas.HandleSent, Desk: true, handle: deskSubmissions},
	{Method: get, Pattern: "/desk/submissions/{id}", Action: habeas.HandleSent, Item: habeas.KindSent, Desk: true, handle: deskSubmission},
	{Method: post, Pattern: "/desk/submissions/{id}", Action: habeas.HandleSent, Item: habeas.KindSent, Desk: true, handle: deskSubmissionSend},
	{Method: get, Pattern: "/desk/submissions/{id}/file", Action: habeas.HandleSent, Item: habeas.KindSent, Desk: true, handle: deskSubmissionFile},

	{Method: get, Pattern: "/desk/accounts", Action: habeas.ManageUsers, Desk: true, handle: accounts},
	{Method: post, Pattern: "/desk/accounts", Action: habeas.ManageUsers, Desk: true, handle: accountsSend},
	{Method: get, Pattern: "/desk/settings", Action: habeas.ManageSettings, Desk: true, handle: settings},
	{Method: post, Pattern: "/desk/settings", Action: habeas.ManageSettings, Desk: true, handle: settingsSend},
	{Method: post, Pattern: "/desk/settings/canary", Action: habeas.ManageSettings, Desk: true, handle: canarySend},
	{Method: get, Pattern: "/desk/safety", Action: habeas.KeepSafe, Desk: true, handle: safety},
}
