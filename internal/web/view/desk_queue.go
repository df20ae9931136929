package view

import "github.com/habeas-record/habeas"

// QueuePage is what waits for publication.
type QueuePage struct {
	Items     []QueueItem
	Total     int
	Pages     Pages
	Solo      string // why one person may publish what they accepted, "" where two are needed
	Unwritten bool   // nothing can be published: nobody wrote who runs this
}

// QueueItem is one claim as the desk has it and as readers will see it.
type QueueItem struct {
	Desk    DeskClaim
	Shown   *Claim // nil where it cannot leave
	Stopped string // why it cannot
	Tells   *Tells // what it tells of its source, nil where the source is named
	Own     bool   // the actor accepted it, so another must publish it
	TwoEyes bool
	About   Link
	By      string // who submitted it
	Terms   habeas.Terms
	Reason  string
	Fault   string // why it was not done
}

func (i QueueItem) id(field string) string { return field + "." + string(i.Desk.ID) }

// flagged are the flags of a claim as boxes to tick.
func (i QueueItem) flagged(f habeas.Flag) bool {
	for _, x := range i.Terms.Flags {
		if x == f {
			return true
		}
	}
	return false
}

// Ready reports whether the actor may publish the claim as it is.
func (i QueueItem) ready(p Page) bool {
	return p.May(habeas.Publish) && !i.Own && i.Shown != nil
}

// readyN counts the claims the actor may publish as they are.
func (v QueuePage) readyN(p Page) int {
	n := 0
	for _, i := range v.Items {
		if i.ready(p) {
			n++
		}
	}
	return n
}
