package view

import "github.com/habeas-record/habeas"

// HandOverPage is what would leave of a person to one audience.
type HandOverPage struct {
	ID     habeas.ID
	Name   string
	To     string // the audience, "" until one is chosen
	Claims []HandedClaim
	Stays  []Stays
	Values map[string][]string
	Faults Faults
}

// HandedClaim is a claim as the audience would read it.
type HandedClaim struct {
	Heading, Source string
	Quotes          []Quote
}

// Stays is how many claims stay in the house for one reason.
type Stays struct {
	Why string
	N   int
}

// outsideOptions are those something can be handed to.
func outsideOptions(p Page) []Option { return audienceOptions(p)[1:] }
