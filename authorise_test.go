package habeas

import (
	"errors"
	"slices"
	"testing"
)

// everyRole is what each role may do, written out a second time: R reader,
// C contributor, D documenter, V reviewer, M moderator, S statistician,
// K custodian, A admin; P is anybody.
var everyRole = map[Action]string{
	ReadDesk: "RCDVMSKA", ReadItem: "RCDVMSKA", ReadSource: "DVKA", ReadOriginal: "DVA", ReadSealed: "VA",
	Capture: "CDVA", Enter: "DVA", Decide: "DVA", LinkMentions: "DVA", Import: "DVA", EditSource: "DVA", TakeBack: "DVKA", SettleTension: "DVA", Submit: "DVA",
	Publish: "VA", HandOver: "VA", WriteComment: "PRCDVMSKA", WriteToDesk: "PRCDVMSKA", HandleSent: "DVA", ModerateComments: "VMA", Estimate: "SA", OpenIdentity: "K", ManageCustodians: "K",
	ManageUsers: "A", ManageSettings: "A", KeepSafe: "A",
}

var letters = map[Role]string{RolePublic: "P", RoleReader: "R", RoleContributor: "C", RoleDocumenter: "D", RoleReviewer: "V", RoleModerator: "M",
	RoleStatistician: "S", RoleCustodian: "K", RoleAdmin: "A"}

func TestAuthorise(t *testing.T) {
	if len(everyRole) != len(Actions) {
		t.Fatalf("the table has %d actions, the desk %d", len(everyRole), len(Actions))
	}
	if len(letters) != len(Roles)+1 {
		t.Fatalf("the table has %d roles, the desk %d", len(letters)-1, len(Roles))
	}
	for _, act := range Actions {
		for role, letter := range letters {
			has := slices.Contains([]byte(everyRole[act]), letter[0])
			for _, access := range append([]Access{""}, Accesses...) {
				for _, of := range []string{"", "handler", "circle", "another circle"} {
					it, actor := Item{Access: access}, Actor{ID: "u1", Role: role, Circles: []string{"north"}}
					switch of {
					case "handler":
						it.Handlers = []ID{"u1"}
					case "circle":
						it.Circle = "north"
					case "another circle":
						it.Circle = "south"
					}
					err := Authorise(actor, act, it)
					sealed := access == AccessSealed && of != "handler" && of != "circle" && role != RoleReviewer && role != RoleAdmin
					if want := has && !sealed; (err == nil) != want {
						t.Errorf("%q may %q on %q (%s): %v, want %v", role, act, access, of, err == nil, want)
					}
					if err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrRefused) {
						t.Errorf("%q is denied %q with %v", role, act, err)
					}
					if err != nil && (act == ReadItem || act == ReadSource || act == ReadOriginal) && !errors.Is(err, ErrNotFound) {
						t.Errorf("a denied read says more than that nothing is there: %v", err)
					}
				}
			}
		}
	}
	if err := Authorise(Actor{Role: RoleAdmin}, "score a person", Item{}); err == nil {
		t.Error("an action nobody knows was allowed")
	}
	if err := Authorise(Actor{Role: "chief"}, ReadDesk, Item{}); err == nil {
		t.Error("a role nobody knows was let in")
	}
}

func TestNobodyHandlesWithoutAnAccount(t *testing.T) {
	// An item whose handler or circle is not recorded must not open to an actor
	// without an id or a circle.
	for _, it := range []Item{{Access: AccessSealed, Handlers: []ID{""}}, {Access: AccessSealed, Circle: ""}} {
		if err := Authorise(Actor{Role: RoleDocumenter, Circles: []string{""}}, ReadItem, it); err == nil {
			t.Error("an actor without an id read a sealed item")
		}
	}
}
