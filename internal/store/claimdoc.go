package store

import (
	"encoding/json"
	"time"

	"github.com/habeas-record/habeas"
)

// claimDoc is what a claim says, as the record keeps it for good. Names and
// meanings of its fields never change; a new field is left out where empty.
type claimDoc struct {
	ID         habeas.ID            `json:"id"`
	Root       habeas.ID            `json:"root,omitempty"` // left out where it is ID
	Subject    habeas.ID            `json:"subject"`
	Type       string               `json:"type,omitempty"`
	Property   string               `json:"property"`
	Value      string               `json:"value,omitempty"`
	Object     habeas.ID            `json:"object,omitempty"`
	Slots      map[string]string    `json:"slots,omitempty"`
	Refs       map[string]habeas.ID `json:"refs,omitempty"`
	When       *habeas.When         `json:"when,omitempty"`
	Quantity   *habeas.Quantity     `json:"quantity,omitempty"`
	Words      string               `json:"words,omitempty"`
	Lang       string               `json:"lang,omitempty"`
	Hedge      string               `json:"hedge,omitempty"`
	Polarity   habeas.Polarity      `json:"polarity,omitempty"`
	Source     habeas.ID            `json:"source,omitempty"`
	Proximity  habeas.Proximity     `json:"proximity,omitempty"`
	Chain      []habeas.Hop         `json:"chain,omitempty"`
	Report     habeas.ID            `json:"report,omitempty"`
	Quotes     []habeas.Quote       `json:"quotes,omitempty"`
	NoQuote    string               `json:"noQuote,omitempty"`
	Access     habeas.Access        `json:"access,omitempty"`
	ProposedBy string               `json:"proposedBy,omitempty"`
	Note       string               `json:"note,omitempty"`
	Supersedes habeas.ID            `json:"supersedes,omitempty"`
	By         habeas.ID            `json:"by,omitempty"`
	At         time.Time            `json:"at,omitzero"`
}

// stateDoc is what a claim's history comes to; Rebuild makes it anew.
type stateDoc struct {
	Status    habeas.Status `json:"status"`
	Public    bool          `json:"public,omitempty"`
	Terms     *habeas.Terms `json:"terms,omitempty"`
	AcceptBy  habeas.ID     `json:"acceptBy,omitempty"`
	SubmitBy  habeas.ID     `json:"submitBy,omitempty"`
	PublishBy habeas.ID     `json:"publishBy,omitempty"`
	PublishAt time.Time     `json:"publishAt,omitzero"`
	StatusAt  time.Time     `json:"statusAt,omitzero"`
	StatusBy  habeas.ID     `json:"statusBy,omitempty"`
	Reason    string        `json:"reason,omitempty"`
	Successor habeas.ID     `json:"successor,omitempty"`
}

func bodyOf(c habeas.Claim) string {
	d := claimDoc{
		ID: c.ID, Subject: c.Subject, Type: c.Type, Property: c.Property, Value: c.Value, Object: c.Object,
		Slots: c.Slots, Refs: c.Refs, When: c.When, Quantity: c.Quantity, Words: c.Words, Lang: c.Lang, Hedge: c.Hedge,
		Polarity: c.Polarity, Source: c.Source, Proximity: c.Proximity, Chain: c.Chain, Report: c.Report,
		Quotes: c.Quotes, NoQuote: c.NoQuote, Access: c.Access, ProposedBy: c.ProposedBy, Note: c.Note,
		Supersedes: c.Supersedes, By: c.By, At: c.At,
	}
	if c.Root != c.ID {
		d.Root = c.Root
	}
	return encode(d)
}

func claimOf(body, state []byte) (habeas.Claim, error) {
	var d claimDoc
	if err := json.Unmarshal(body, &d); err != nil {
		return habeas.Claim{}, err
	}
	st, err := stateOf(state)
	if err != nil {
		return habeas.Claim{}, err
	}
	if d.Root == "" {
		d.Root = d.ID
	}
	return habeas.Claim{
		ID: d.ID, Root: d.Root, Subject: d.Subject, Type: d.Type, Property: d.Property, Value: d.Value, Object: d.Object,
		Slots: d.Slots, Refs: d.Refs, When: d.When, Quantity: d.Quantity, Words: d.Words, Lang: d.Lang, Hedge: d.Hedge,
		Polarity: d.Polarity, Source: d.Source, Proximity: d.Proximity, Chain: d.Chain, Report: d.Report,
		Quotes: d.Quotes, NoQuote: d.NoQuote, Access: d.Access, ProposedBy: d.ProposedBy, Note: d.Note,
		Supersedes: d.Supersedes, By: d.By, At: d.At, State: st,
	}, nil
}

func docOf(s habeas.State) string {
	d := stateDoc{Status: s.Status, Public: s.Public, AcceptBy: s.AcceptBy, SubmitBy: s.SubmitBy, PublishBy: s.PublishBy,
		PublishAt: s.PublishAt, StatusAt: s.StatusAt, StatusBy: s.StatusBy, Reason: s.Reason, Successor: s.Successor}
	if s.Terms.Grade != "" || s.Terms.Label != "" || s.Terms.Embargo != "" || s.Terms.Waived != "" || len(s.Terms.Flags) > 0 {
		d.Terms = &s.Terms
	}
	return encode(d)
}

func stateOf(doc []byte) (habeas.State, error) {
	var d stateDoc
	if err := json.Unmarshal(doc, &d); err != nil {
		return habeas.State{}, err
	}
	s := habeas.State{Status: d.Status, Public: d.Public, AcceptBy: d.AcceptBy, SubmitBy: d.SubmitBy, PublishBy: d.PublishBy,
		PublishAt: d.PublishAt, StatusAt: d.StatusAt, StatusBy: d.StatusBy, Reason: d.Reason, Successor: d.Successor}
	if d.Terms != nil {
		s.Terms = *d.Terms
	}
	return s, nil
}
