package habeas

// Role names the set of actions an account may do. The sets are no ladder: who
// opens identities may decide nothing, and who counts reads no source.
type Role string

// The roles.
const (
	RolePublic       Role = ""             // anybody, without an account
	RoleReader       Role = "reader"       // reads what the desk holds, not what is sealed
	RoleContributor  Role = "contributor"  // a reader who brings reports in, and decides nothing
	RoleDocumenter   Role = "documenter"   // captures, enters, imports, reviews proposals, links
	RoleReviewer     Role = "reviewer"     // a documenter who publishes, and reads what is sealed
	RoleModerator    Role = "moderator"    // a reader who decides on what the public writes
	RoleStatistician Role = "statistician" // a reader who makes estimates
	RoleCustodian    Role = "custodian"    // knows sources, and with a second one opens who they are
	RoleAdmin        Role = "admin"        // a reviewer who keeps accounts, settings and the record; opens no identity
)

// Roles lists the roles of accounts, in the order forms offer them.
var Roles = []Role{RoleReader, RoleContributor, RoleDocumenter, RoleReviewer, RoleModerator, RoleStatistician, RoleCustodian, RoleAdmin}

// roleActions is the one table of who may do what.
var roleActions = func() map[Role]map[Action]bool {
	reading := []Action{ReadDesk, ReadItem}
	documenting := append([]Action{ReadSource, ReadOriginal, Capture, Enter, Decide, LinkMentions, Import, EditSource, TakeBack, SettleTension, Submit, HandleSent}, reading...)
	reviewing := append([]Action{ReadSealed, Publish, HandOver, ModerateComments}, documenting...)
	table := map[Role]map[Action]bool{}
	for role, acts := range map[Role][]Action{
		RoleReader:       reading,
		RoleContributor:  append([]Action{Capture}, reading...),
		RoleDocumenter:   documenting,
		RoleReviewer:     reviewing,
		RoleModerator:    append([]Action{ModerateComments}, reading...),
		RoleStatistician: append([]Action{Estimate}, reading...),
		RoleCustodian:    append([]Action{ReadSource, TakeBack, OpenIdentity, ManageCustodians}, reading...),
		RoleAdmin:        append([]Action{ManageUsers, ManageSettings, KeepSafe, Estimate}, reviewing...),
	} {
		table[role] = map[Action]bool{}
		for _, act := range acts {
			table[role][act] = true
		}
	}
	return table
}()

// May reports whether the role's set holds the action.
func (r Role) May(act Action) bool { return roleActions[r][act] }

// Known reports whether r is a role that an account can have.
func (r Role) Known() bool { return oneOf(r, Roles) }

// Action is what is asked.
type Action string

// The actions of the desk.
const (
	ReadDesk         Action = "read the desk"       // inbox, drafts' titles, counts
	ReadItem         Action = "read"                // one report, claim, person, place …
	ReadSource       Action = "read source"         // who a source is
	ReadOriginal     Action = "open an original"    // the bytes of a report
	ReadSealed       Action = "read what is sealed" // to others too
	Capture          Action = "capture a report"
	Enter            Action = "enter claims"
	Decide           Action = "decide on claims" // accept, edit, reject, leave open, withdraw
	LinkMentions     Action = "link mentions"
	Import           Action = "import a list"
	EditSource       Action = "describe a source"
	TakeBack         Action = "take a source's consent back"
	SettleTension    Action = "settle a tension"
	Submit           Action = "submit for publication"
	Publish          Action = "publish"
	HandOver         Action = "hand claims to somebody outside"
	WriteComment     Action = "write a comment" // anybody, under a public page
	ModerateComments Action = "moderate comments"
	WriteToDesk      Action = "write to the desk" // anybody, under seal
	HandleSent       Action = "deal with what was sent to the desk"
	Estimate         Action = "make estimates"
	OpenIdentity     Action = "open who a source is" // with a second custodian
	ManageCustodians Action = "change the custodians"
	ManageUsers      Action = "manage accounts"
	ManageSettings   Action = "change settings"
	KeepSafe         Action = "keep the record safe" // verify it, back it up, restore it
)

// Actions lists every action, for the matrix test.
var Actions = []Action{ReadDesk, ReadItem, ReadSource, ReadOriginal, Capture, Enter, Decide, LinkMentions, Import,
	EditSource, TakeBack, SettleTension, Submit, Publish, HandOver, WriteComment, WriteToDesk, HandleSent, ModerateComments, ManageUsers, ManageSettings, KeepSafe,
	ReadSealed, Estimate, OpenIdentity, ManageCustodians}

// Item is what an action is done to, as far as the rule needs to know it. The
// zero Item stands for the desk as a whole.
type Item struct {
	Access   Access
	Property string // of a claim
	Handlers []ID   // who entered it, is assigned to it, or is its second reviewer
	Circle   string // the group of accounts that reads it although it is sealed, "" for none
}

// Authorise decides whether the actor may do the action to the item. It is the
// one rule for everybody inside the house; what leaves the house passes
// Release. A denied read of an item answers ErrNotFound, so that a denial says
// nothing about existence; a denied act answers ErrRefused.
func Authorise(a Actor, act Action, it Item) error {
	if !oneOf(act, Actions) {
		return Refused("", "%q is not an action of the desk", act)
	}
	if !a.Role.May(act) && act != WriteComment && act != WriteToDesk {
		if act == ReadItem || act == ReadSource || act == ReadOriginal {
			return ErrNotFound
		}
		return Refused("ask an administrator for a role that may", "your account may not %s", act)
	}
	if it.Access == AccessSealed && !a.Role.May(ReadSealed) && !a.handles(it) {
		return ErrNotFound
	}
	return nil
}

// handles reports whether the actor is one of those an item is sealed to.
func (a Actor) handles(it Item) bool {
	return a.ID != "" && oneOf(a.ID, it.Handlers) || it.Circle != "" && oneOf(it.Circle, a.Circles)
}

// Item returns what Authorise needs to know of a claim.
func (c Claim) Item() Item {
	return Item{Access: c.Access, Property: c.Property, Handlers: []ID{c.By, c.AcceptBy}}
}

// Item returns what Authorise needs to know of a report.
func (r Report) Item() Item {
	return Item{Access: r.Access, Handlers: []ID{r.By, r.Assigned, r.Second}, Circle: r.Circle}
}

// Item returns what Authorise needs to know of a list.
func (l List) Item() Item { return Item{Access: l.Access, Handlers: []ID{l.By}} }

// Item returns what Authorise needs to know of a subject.
func (s Subject) Item() Item { return Item{Access: s.Access, Handlers: []ID{s.By}} }

// Item returns what Authorise needs to know of a source: who may know who it is.
func (s Source) Item() Item { return Item{Access: s.Access, Handlers: []ID{s.By}, Circle: s.Circle} }
