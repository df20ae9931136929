package habeas

import "time"

// Role is what a person of the desk may do. Each includes those before it.
type Role string

// The roles.
const (
	RolePublic     Role = ""           // anybody, without an account
	RoleReader     Role = "reader"     // reads what the desk holds, not what is sealed
	RoleDocumenter Role = "documenter" // captures, enters, imports, reviews proposals, links
	RoleReviewer   Role = "reviewer"   // decides what is published; reads what is sealed
	RoleAdmin      Role = "admin"      // accounts and settings, and all of the above
)

// Roles lists the roles of accounts, each including those before it.
var Roles = []Role{RoleReader, RoleDocumenter, RoleReviewer, RoleAdmin}

func (r Role) rank() int {
	for i, x := range Roles {
		if x == r {
			return i + 1
		}
	}
	return 0
}

// AtLeast reports whether r includes need.
func (r Role) AtLeast(need Role) bool { return r.rank() >= need.rank() }

// User is an account of the desk.
type User struct {
	ID       ID
	Name     string // for signing in and in histories inside the desk
	Role     Role
	Password string // Argon2id hash in PHC form; never leaves the store and the sign-in
	Disabled bool
	Created  time.Time
	Version  int
}

// Actor is who asks.
type Actor struct {
	ID   ID
	Name string
	Role Role
}

// Anybody is a reader of the public pages.
var Anybody = Actor{}

// Action is what is asked.
type Action string

// The actions of the desk.
const (
	ReadDesk         Action = "read the desk"    // inbox, drafts' titles, counts
	ReadItem         Action = "read"             // one report, claim, person, place …
	ReadSource       Action = "read source"      // who a source is
	ReadOriginal     Action = "open an original" // the bytes of a report
	Capture          Action = "capture a report"
	Enter            Action = "enter claims"
	Decide           Action = "decide on claims" // accept, edit, reject, leave open, withdraw
	LinkMentions     Action = "link mentions"
	Import           Action = "import a list"
	EditSource       Action = "describe a source"
	SettleTension    Action = "settle a tension"
	Submit           Action = "submit for publication"
	Publish          Action = "publish"
	WriteComment     Action = "write a comment" // anybody, under a public page
	ModerateComments Action = "moderate comments"
	ManageUsers      Action = "manage accounts"
	ManageSettings   Action = "change settings"
	KeepSafe         Action = "keep the record safe" // verify it, back it up, restore it
)

// Actions lists every action, for the matrix test.
var Actions = []Action{ReadDesk, ReadItem, ReadSource, ReadOriginal, Capture, Enter, Decide, LinkMentions, Import,
	EditSource, SettleTension, Submit, Publish, WriteComment, ModerateComments, ManageUsers, ManageSettings, KeepSafe}

// actionRole is the least role an action asks for.
var actionRole = map[Action]Role{
	ReadDesk: RoleReader, ReadItem: RoleReader, ReadSource: RoleDocumenter, ReadOriginal: RoleDocumenter,
	Capture: RoleDocumenter, Enter: RoleDocumenter, Decide: RoleDocumenter, LinkMentions: RoleDocumenter,
	Import: RoleDocumenter, EditSource: RoleDocumenter, SettleTension: RoleDocumenter, Submit: RoleDocumenter,
	Publish: RoleReviewer, WriteComment: RolePublic, ModerateComments: RoleReviewer, ManageUsers: RoleAdmin, ManageSettings: RoleAdmin, KeepSafe: RoleAdmin,
}

// Item is what an action is done to, as far as the rule needs to know it. The
// zero Item stands for the desk as a whole.
type Item struct {
	Access   Access
	Property string // of a claim
	Handlers []ID   // who entered it, is assigned to it, or is its second reviewer
}

// Authorise decides whether the actor may do the action to the item. It is the
// one rule for everybody inside the house; what leaves the house passes
// Release. A denied read of an item answers ErrNotFound, so that a denial says
// nothing about existence; a denied act answers ErrRefused.
func Authorise(a Actor, act Action, it Item) error {
	need, known := actionRole[act]
	if !known {
		return Refused("", "%q is not an action of the desk", act)
	}
	if !a.Role.AtLeast(need) {
		if act == ReadItem || act == ReadSource || act == ReadOriginal {
			return ErrNotFound
		}
		return Refused("ask an administrator for the role "+string(need), "your account may not %s", act)
	}
	if it.Access == AccessSealed && !a.Role.AtLeast(RoleReviewer) && (a.ID == "" || !oneOf(a.ID, it.Handlers)) {
		return ErrNotFound
	}
	return nil
}

// Item returns what Authorise needs to know of a claim.
func (c Claim) Item() Item {
	return Item{Access: c.Access, Property: c.Property, Handlers: []ID{c.By, c.AcceptBy}}
}

// Item returns what Authorise needs to know of a report.
func (r Report) Item() Item {
	return Item{Access: r.Access, Handlers: []ID{r.By, r.Assigned, r.Second}}
}

// Item returns what Authorise needs to know of a list.
func (l List) Item() Item { return Item{Access: l.Access, Handlers: []ID{l.By}} }

// Item returns what Authorise needs to know of a subject.
func (s Subject) Item() Item { return Item{Access: s.Access, Handlers: []ID{s.By}} }
