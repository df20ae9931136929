package demo

import (
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// comments are what readers wrote under one page: one approved as it came, one
// a moderator shortened, and two that wait, one of which reads like testimony.
func comments(s *script) {
	person := habeas.PersonOf(s.subjects["call Aigul"])
	for _, c := range [][2]string{
		{"a reader in Almaty", "I did not know that one can ask the authorities for somebody by letter. Thank you for writing down that they did not answer."},
		{"", "The bakery she worked at made the best bread of the district. I hope she can go back to it. And all those people are liars."},
		{"M.", "Is there any news since the spring?"},
		{"", "My aunt was taken from the same village in November, and the police told us not to ask."},
	} {
		if s.err != nil {
			return
		}
		_, err := s.desk.Comment(s.ctx, desk.CommentForm{About: person, Nickname: c[0], Text: c[1]})
		s.fail("write a comment", err)
	}
	s.moderate("I did not know", desk.CommentDecision{Act: "approve"})
	s.moderate("The bakery", desk.CommentDecision{Act: "edit", Reason: habeas.ReasonInsults,
		Text: "The bakery she worked at made the best bread of the district. I hope she can go back to it."})
	if s.err == nil {
		_, err := s.desk.PublishComments(s.ctx)
		s.fail("let comments out", err)
	}
}

// moderate decides about the comment that begins with the words.
func (s *script) moderate(begins string, x desk.CommentDecision) {
	if s.err != nil {
		return
	}
	q, _, _, err := s.desk.CommentQueue(s.ctx, s.mira, habeas.CommentQueue{Limit: 20})
	s.fail("read the queue of comments", err)
	for _, c := range q {
		if strings.HasPrefix(c.Comment.Text, begins) {
			x.Comment, x.Seen = c.Comment.ID, desk.TextSum(c.Comment.Text)
			s.fail("moderate a comment", s.desk.DecideComment(s.ctx, s.mira, x))
		}
	}
}
