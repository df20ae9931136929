package view

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// SubmitPage is the form that writes to the desk.
type SubmitPage struct {
	Stamp     string
	Sealed    bool // there are custodians to seal who sends it to
	Text      string
	Who       url.Values
	Choice    string // "code", "none", "" where none is made
	Held      string // files that came with the form before, and their names
	HeldNames []string
	Fault     string
	About     *Challenged // nil for testimony
	Late      bool        // the signed statement of the desk is overdue
}

// path is where the form is sent to.
func (v SubmitPage) path() string {
	if v.About == nil {
		return "/submit"
	}
	return "/submit/challenge/" + string(v.About.Claim.ID)
}

// Challenged is the claim that somebody challenges, in English.
type Challenged struct {
	Claim Claim
	URL   templ.SafeURL
}

// OpenedPage is what a code opens.
type OpenedPage struct {
	State     habeas.SubmissionState
	Outcome   habeas.ChallengeOutcome
	Why       habeas.ClosingReason
	Replies   []habeas.SubmissionWords
	Until     string
	Boxes     []string
	Token     string // stands for the code in the form
	Stamp     string
	Text      string
	Held      string
	HeldNames []string
	Fault     string
	Added     bool
}

// KeysPage is whom a message can be sealed to.
type KeysPage struct {
	Keys   []string // fingerprints
	Signer string   // checks the signature of the file of keys
}

// inText reports whether a fault is of what was written.
func inText(fault string) bool {
	return oneOf(fault, "empty", "long", "letters", "cloud", "code")
}

func oneOf(s string, all ...string) bool {
	for _, a := range all {
		if s == a {
			return true
		}
	}
	return false
}

func describedBy(fault string) string {
	if inText(fault) {
		return " fault"
	}
	return ""
}

func describedAttr(wrong bool, id string) templ.Attributes {
	if wrong {
		return templ.Attributes{"aria-describedby": id}
	}
	return nil
}

// fileFields numbers the fields for files beside those that are held.
func fileFields(held int) []string {
	var out []string
	for n := 1; n <= habeas.MaxFiles-held; n++ {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

func submitTitle(p Page, v SubmitPage) string {
	if v.About != nil {
		return p.T("submit.challenge-title")
	}
	return p.T("submit.title")
}

// failedHow is the word of the catalogs for an error.
func failedHow(status int) string {
	switch status {
	case http.StatusNotFound:
		return "not-found"
	case http.StatusRequestEntityTooLarge:
		return "too-large"
	}
	return "other"
}
