package view

import (
	"strings"

	"github.com/habeas-record/habeas"
)

// CommentsOnPage is how many comments stand under a page itself; the rest is a
// page of their own, so that a page stays light.
const CommentsOnPage = 25

// CommentSection is the comments under a page and the form to write one.
type CommentSection struct {
	About    habeas.ID
	Comments []habeas.ReleasedComment
	Total    int
	Stamp    string
	Nickname string // as typed, where the form came back
	Text     string
	Fault    string
}

// CommentsOf shows at most n comments, the newest.
func CommentsOf(about habeas.ID, cs []habeas.ReleasedComment, stamp string, n int) *CommentSection {
	return &CommentSection{About: about, Comments: cs[max(0, len(cs)-n):], Total: len(cs), Stamp: stamp}
}

func commentReasons() []habeas.CommentReason { return habeas.CommentReasons }

// CommentQueue is what waits for a moderator.
type CommentQueue struct {
	State  habeas.CommentState
	Items  []QueuedComment
	Total  int // comments
	Groups int
	Pages  Pages
}

// QueuedComment is one line of the queue.
type QueuedComment struct {
	ID        habeas.ID
	About     Link
	Nickname  string
	Start     string // of the text, with what cannot be seen written out
	Lang      string
	Day       string
	Alike     int
	Holder    string
	Testimony bool
	Edited    bool
}

// QueuedOf makes a line of the queue.
func QueuedOf(c habeas.Comment, alike int, holder, title string) QueuedComment {
	start := []rune(c.Text)
	if len(start) > 280 {
		start = append(start[:280], '…')
	}
	return QueuedComment{ID: c.ID, About: Link{Text: title}, Nickname: c.Nickname, Start: string(start), Lang: c.Lang, Day: c.Day, Alike: alike,
		Holder: holder, Testimony: c.Testimony, Edited: c.Edited}
}

// ModeratedComment is one comment before a moderator.
type ModeratedComment struct {
	Comment  habeas.Comment
	About    string
	Original string // as it came, what cannot be seen written out
	Diff     []Piece
	Typed    string // the words in the field
	Sum      string
	EditedBy string
	By       string
	Own      bool   // the actor changed what it says
	With     string // another moderator is at it
	Fault    string
}

// Piece is a stretch of a changed text.
type Piece struct {
	Text string
	Kind string // "", "ins", "del"
}

// ModeratedOf makes the page of one comment: marked is what came with what
// cannot be seen written out, clean what came as it would be shown.
func ModeratedOf(c habeas.Comment, marked, clean, about, editedBy, by, sum string) ModeratedComment {
	v := ModeratedComment{Comment: c, About: about, Original: marked, Typed: c.Text, Sum: sum, EditedBy: editedBy, By: by}
	if clean != c.Text {
		v.Diff = Changed(clean, c.Text)
	}
	return v
}

// Changed is the words of two texts side by side: the longest run of words they
// share in order, and what was taken out and put in between.
func Changed(before, after string) []Piece {
	a, b := words(before), words(after)
	if len(a)*len(b) > 4<<20 {
		return []Piece{{before, "del"}, {after, "ins"}}
	}
	// shared[i][j] is how many words a[i:] and b[j:] share in order.
	shared := make([][]int, len(a)+1)
	for i := range shared {
		shared[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				shared[i][j] = shared[i+1][j+1] + 1
			} else {
				shared[i][j] = max(shared[i+1][j], shared[i][j+1])
			}
		}
	}
	var out []Piece
	add := func(kind, w string) {
		if n := len(out); n > 0 && out[n-1].Kind == kind {
			out[n-1].Text += w
			return
		}
		out = append(out, Piece{w, kind})
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			add("", a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && shared[i+1][j] >= shared[i][j+1]:
			add("del", a[i])
			i++
		default:
			add("ins", b[j])
			j++
		}
	}
	return out
}

// words cuts a text into words with the blanks behind them; a Han character is
// one.
func words(s string) []string {
	var out []string
	var b strings.Builder
	blank := false
	for _, r := range s {
		space := r == ' ' || r == '\n'
		if blank && !space || r >= 0x2e80 {
			if b.Len() > 0 {
				out = append(out, b.String())
				b.Reset()
			}
		}
		b.WriteRune(r)
		blank = space || r >= 0x2e80
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}
