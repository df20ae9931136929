package view

import (
	"net/url"

	"github.com/habeas-record/habeas"
)

// CustodiansPage is who holds the keys to sources, and who took boxes out.
type CustodiansPage struct {
	Custodians []habeas.Custodian
	Print      func(recipient string) string // its fingerprint
	Changes    []CustodianChange
	Opened     []CustodianOpening
	Boxes      int
	Least      int // custodians that it takes
	Values     url.Values
	Faults     Faults
}

// CustodianChange is one change of who holds the keys.
type CustodianChange struct {
	Day, By string
	Names   []string // of the custodians from then on
}

// CustodianOpening is one time boxes were taken out.
type CustodianOpening struct {
	Day, By, Reason string
	Boxes           int
}
