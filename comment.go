package habeas

import "strings"

// CommentState is where a comment is on its way.
type CommentState string

// The states of a comment.
const (
	CommentHeld      CommentState = "held"      // waits for a moderator
	CommentSecond    CommentState = "second"    // edited so that it says something else: waits for a second moderator
	CommentApproved  CommentState = "approved"  // waits for the next batch
	CommentPublished CommentState = "published" // stands on its page
	CommentRefused   CommentState = "refused"
	CommentReferred  CommentState = "referred"  // was testimony: moved to the desk under seal, and never shown
	CommentWithdrawn CommentState = "withdrawn" // taken back by whoever wrote it, or by the desk
)

// CommentStates lists them in the order a moderator is offered them.
var CommentStates = []CommentState{CommentHeld, CommentSecond, CommentApproved, CommentPublished, CommentRefused, CommentReferred, CommentWithdrawn}

// CommentReason is why a comment was refused or edited; whoever wrote it is
// told the class and nothing else.
type CommentReason string

// The reasons.
const (
	ReasonEndangers CommentReason = "endangers" // could give somebody away
	ReasonInsults   CommentReason = "insults"   // attacks persons or peoples
	ReasonUntrue    CommentReason = "untrue"    // states as fact what nothing supports
	ReasonOffTopic  CommentReason = "off-topic"
	ReasonJunk      CommentReason = "junk" // advertises, repeats
	ReasonUnlawful  CommentReason = "unlawful"
	ReasonUnclear   CommentReason = "unclear" // cannot be understood
)

// CommentReasons lists them in the order a moderator is offered them.
var CommentReasons = []CommentReason{ReasonEndangers, ReasonInsults, ReasonUntrue, ReasonOffTopic, ReasonJunk, ReasonUnlawful, ReasonUnclear}

// MaxComment and MaxNickname bound what is typed, in letters.
const (
	MaxComment  = 4000
	MaxNickname = 40
)

// Comment is what a reader wrote under a page. Who wrote it is not known and
// never asked: there is no address, no account and no exact time.
type Comment struct {
	ID       ID
	About    ID     // whose page it was written under
	Nickname string // "" where none was given
	Original string // as it came; for the desk only, and gone once referred or withdrawn
	Text     string // as it is, or would be, shown
	Lang     string // BCP 47, as guessed from the words
	State    CommentState
	Reason   CommentReason
	Note     string // of the moderators, for the desk only
	Edited   bool   // a moderator changed the words: the page says so
	// Testimony says that it reads as if it told of somebody held, so that a
	// moderator asks before it is shown.
	Testimony bool
	Likeness  int64  // a number that copies share
	Code      string // hash of the code its writer keeps
	Day       string // YYYY-MM-DD it came; the time is not kept
	Shown     string // day of the batch it came out with
	Holder    ID     // the moderator who is at it
	HeldSince int64  // when that began, in minutes since 1970; 0 where nobody is
	EditedBy  ID
	Moderator ID // who decided
	Version   int
}

// Waits reports whether a moderator still has to decide.
func (c Comment) Waits() bool { return c.State == CommentHeld || c.State == CommentSecond }

// Item returns what Authorise needs to know of a comment.
func (c Comment) Item() Item { return Item{Access: AccessTeam, Handlers: []ID{c.Holder}} }

// Validate says what is wrong with a comment that was typed.
func (c Comment) Validate() error {
	switch {
	case strings.TrimSpace(c.Text) == "":
		return Invalid("write your comment in the large field", "there is nothing in it")
	case len([]rune(c.Original)) > MaxComment:
		return Invalid("shorten it, or send it in two parts", "it is longer than %d letters", MaxComment)
	case len([]rune(c.Nickname)) > MaxNickname:
		return Invalid("shorten it, or leave it empty", "the name is longer than %d letters", MaxNickname)
	}
	return nil
}

// ReleasedComment is a comment as readers see it.
type ReleasedComment struct {
	ID       ID
	About    ID
	Nickname string
	Text     string
	Lang     string
	Edited   bool
	Shown    string // day it came out
}

// ReleaseComment is the one door out for comments: it lets out what a
// moderator approved, in the words approved, once its batch is due; ErrNotFound
// answers for all else.
func ReleaseComment(c Comment) (ReleasedComment, error) {
	if c.State != CommentPublished || c.Shown == "" || strings.TrimSpace(c.Text) == "" {
		return ReleasedComment{}, ErrNotFound
	}
	return ReleasedComment{ID: c.ID, About: c.About, Nickname: c.Nickname, Text: c.Text, Lang: c.Lang, Edited: c.Edited, Shown: c.Shown}, nil
}

// CommentGroup is comments that are copies of each other, as the queue shows
// them: one of them, and how many there are.
type CommentGroup struct {
	Comment Comment
	Alike   int
}

// CommentQueue asks for the queue of comments.
type CommentQueue struct {
	State         CommentState
	Limit, Offset int
}
