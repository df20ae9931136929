package demo

import (
	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/submissions"
)

// sent sends a form, as anybody may, and returns what the desk has of it.
func (s *script) sent(f submissions.Form) (out habeas.Submission) {
	if s.err != nil {
		return out
	}
	code, err := s.inbox.Send(s.ctx, f)
	s.fail("write to the desk", err)
	all, _, err := s.inbox.List(s.ctx, s.ruth, habeas.SubmissionFilter{})
	s.fail("read what was sent", err)
	for _, x := range all {
		if x.Code == code.Hash() {
			out = x
		}
	}
	return out
}

// reply is an authority that replies to a claim: what it says becomes a claim
// beside it.
func reply(s *script) {
	s.on("2019-05-06")
	x := s.sent(submissions.Form{Text: "No investigation is under way. She attends a course of her own will. Toli county information office", Lang: "en", Code: true,
		Claim: s.calls[8], By: habeas.ByAuthority})
	if s.err != nil {
		return
	}
	s.on("2019-05-13")
	report, _, err := s.inbox.Capture(s.ctx, s.ruth, x.ID, x.Version, submissions.AsAuthority, "Toli county information office")
	s.fail("capture a reply", err)
	r := s.read(report, s.ruth)
	const who = "person the shopkeeper of Toli"
	s.subjects[who] = habeas.MentionOf(s.subjects["call Aigul"])
	made := r.find(finding{quote: "She attends a course of her own will", as: "reason.official", about: who, near: habeas.FirstHand, value: "“she attends a course of her own will”"})
	r.rest()
	s.publish(made...)
	now, _, err := s.inbox.Read(s.ctx, s.ruth, x.ID)
	s.fail("read a reply", err)
	if s.err == nil {
		s.fail("say what came of a reply", s.inbox.Settle(s.ctx, s.ruth, x.ID, now.Version, habeas.BecameClaim, made[0]))
	}
}

// letters are what people wrote to the desk: one that was declined, and two that
// wait.
func letters(s *script) {
	s.on("2022-03-28")
	x := s.sent(submissions.Form{Text: "There are no shopkeepers in that village. I know it.", Lang: "en", Code: true, Claim: s.calls[5], By: habeas.ByAnybody})
	if s.err == nil {
		s.fail("decline a challenge", s.inbox.Close(s.ctx, s.ruth, x.ID, x.Version, habeas.ClosedUnsupported))
	}
	s.on("2022-03-31")
	x = s.sent(submissions.Form{Text: "Әкем 2018 жылдың наурызында Толы ауданынан алып кетілді. Содан бері хабар жоқ. Есімін қауіпсіз болған кезде айтамын.", Lang: "kk", Code: true})
	if s.err == nil {
		s.fail("assign what was sent", s.inbox.Assign(s.ctx, s.ruth, x.ID, x.Version, s.dina.ID, "2022-04-14", "answer in Kazakh"))
	}
	s.on("2022-04-01")
	s.sent(submissions.Form{Text: "This is my sister. She can see with both eyes; she told me so herself.", Lang: "en", Code: true, Claim: s.calls[9], By: habeas.ByFamily})
}
