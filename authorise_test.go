package habeas

import (
	"errors"
	"testing"
)

func TestAuthorise(t *testing.T) {
	// What each action asks for at the least, written out a second time.
	least := map[Action]Role{
		ReadDesk: RoleReader, ReadItem: RoleReader, ReadSource: RoleDocumenter, ReadOriginal: RoleDocumenter, Capture: RoleDocumenter,
		Enter: RoleDocumenter, Decide: RoleDocumenter, LinkMentions: RoleDocumenter, Import: RoleDocumenter, EditSource: RoleDocumenter,
		SettleTension: RoleDocumenter, Submit: RoleDocumenter, Publish: RoleReviewer, ManageUsers: RoleAdmin, ManageSettings: RoleAdmin,
		KeepSafe: RoleAdmin, WriteComment: RolePublic, ModerateComments: RoleReviewer,
	}
	order := []Role{RolePublic, RoleReader, RoleDocumenter, RoleReviewer, RoleAdmin}
	if len(least) != len(Actions) {
		t.Fatalf("the table has %d actions, the desk %d", len(least), len(Actions))
	}
	for _, act := range Actions {
		reached := false
		for _, role := range order {
			reached = reached || role == least[act]
			for _, access := range append([]Access{""}, Accesses...) {
				for _, handler := range []bool{false, true} {
					it := Item{Access: access}
					if handler {
						it.Handlers = []ID{"u1"}
					}
					err := Authorise(Actor{ID: "u1", Role: role}, act, it)
					sealed := access == AccessSealed && !handler && !role.AtLeast(RoleReviewer)
					if want := reached && !sealed; (err == nil) != want {
						t.Errorf("%q may %q on %q (handler %v): %v, want %v", role, act, access, handler, err == nil, want)
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
}

func TestNobodyHandlesWithoutAnAccount(t *testing.T) {
	// An item whose handler is not recorded must not open to an actor
	// without an id.
	if err := Authorise(Actor{Role: RoleDocumenter}, ReadItem, Item{Access: AccessSealed, Handlers: []ID{""}}); err == nil {
		t.Error("an actor without an id read a sealed item")
	}
}
