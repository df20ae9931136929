package demo

import (
	"bytes"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// notice is a paper an office gave to a family, in Chinese and in the
// encoding of the machine it was typed on.
func notice(s *script) {
	s.on("2019-01-22")
	office := s.office("柳泉镇派出所", "zh")
	report := s.capture(desk.Given{Source: office, Lang: "zh", Published: "2018-03-15", Title: "拘留通知书"}, "notice.txt")
	r := s.read(report, s.dina)
	family := r.quoted("家属", habeas.Source{Kind: habeas.SourcePerson, Name: "the family that handed the notice over", Label: "her family",
		Lang: "ug", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised, Note: "brought the paper across the border"})
	const who = "person 帕提古丽·斯迪克尼亚孜"
	public := r.find(
		finding{quote: "帕提古丽·斯迪克尼亚孜", as: "name", about: who},
		finding{quote: "女", as: "sex", about: who, value: "female"},
		finding{quote: "1974年出生", as: "birth.date", about: who, edtf: "1974", when: "1974年出生"},
		finding{quote: "墨玉县柳泉镇人", as: "origin", about: who, value: "Liuquan township, Qaraqash county"},
		finding{quote: "个体裁缝", as: "occupation", about: who, value: "self-employed tailor"},
		finding{quote: "涉嫌聚众扰乱社会秩序", as: "reason.official", about: who, value: "suspected of gathering a crowd to disturb public order"},
		finding{quote: "于2018年3月14日将其刑事拘留", as: "event.detention", about: who, near: habeas.FirstHand, when: "2018年3月14日", edtf: "2018-03-14",
			slots: map[string]string{"actor": "Liuquan township police station"}},
		finding{quote: "现羁押于墨玉县东河看守所", as: "detention.facility", about: who, near: habeas.FirstHand, value: "East River detention house",
			object: "facility East River detention house"},
		finding{quote: "2019年1月20日到看守所询问，工作人员拒绝答复", as: "enquiry", about: who, voice: family, near: habeas.FirstHand, edtf: "2019-01-20",
			slots: map[string]string{"to": "East River detention house", "by": "her family", "channel": "visit", "outcome": string(habeas.OutcomeRefused)}},
	)
	s.subjects["notice Patigul"] = r.mention("帕提古丽·斯迪克尼亚孜")
	r.rest()
	s.on("2019-01-25")
	s.publish(public...)
}

// letter is an e-mail from a cousin who may not be named; what he says of the
// county's place in the world is a tension of its own.
func letter(s *script) {
	s.on("2019-02-13")
	cousin := s.source("cousin", habeas.Source{Kind: habeas.SourcePerson, Name: "N., a cousin of Marat Syzdykuly", Label: "a cousin abroad", Lang: "ru",
		Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised, Note: "wrote to the desk himself; grew up in the same house"})
	report := s.capture(desk.Given{Source: cousin}, "letter.eml")
	r := s.read(report, s.dina)
	const (
		who  = "person Марат Сыздыкулы"
		toli = "place Toli county"
	)
	public := r.find(
		finding{quote: "Марат Сыздыкулы", as: "name", about: who, voice: cousin, near: habeas.FirstHand},
		finding{quote: "он родился в 1969 году", as: "birth.date", about: who, voice: cousin, near: habeas.FirstHand, when: "в 1969 году", edtf: "1969"},
		finding{quote: "уезде Толи", as: "name", about: toli, value: "Toli county"},
		finding{quote: "Толи", as: "name.other", about: toli, value: "Толи"},
		finding{quote: "родился в 1969 году в уезде Толи", as: "birth.place", about: who, near: habeas.FirstHand, value: "Toli county", object: toli},
		finding{quote: "Он работал фельдшером на зимовке", as: "occupation", about: who, near: habeas.FirstHand, value: "medical assistant on the winter pastures"},
		finding{quote: "15 марта 2018 года его задержали в районной больнице", as: "event.detention", about: who, near: habeas.SecondHand,
			slots: map[string]string{"place": "the district hospital"}, when: "15 марта 2018 года", edtf: "2018-03-15"},
		finding{quote: "он поехал на курсы", as: "reason.official", about: who, near: habeas.SecondHand, value: "that he had left for a course"},
		finding{quote: "видел Марата в лагере под Чугучаком", as: "event.sighting", about: who, near: habeas.SecondHand, when: "в августе 2018 года", edtf: "2018-08",
			slots: map[string]string{"place": "a camp near Chöchek", "who": "seen by a former detainee"}},
		finding{quote: "Он сильно хромал", as: "health", about: who, near: habeas.SecondHand, value: "walked with a heavy limp"},
		finding{quote: "Я трижды писал в консульство в Алматы. Ответа не было.", as: "enquiry", about: who, near: habeas.FirstHand,
			slots: map[string]string{"to": "the consulate in Almaty", "by": "his cousin", "channel": "letter", "attempts": "three letters",
				"outcome": string(habeas.OutcomeUnanswered)}},
		finding{quote: "жена Раушан и двое детей", as: "dependants", about: who, near: habeas.FirstHand, value: "his wife and two children"},
	)
	parents := r.find(
		finding{quote: "Толи относится к Тарбагатаю", as: "place.parent", about: toli, value: "Tarbaghatay prefecture", object: s.named(r, "Tarbaghatay prefecture")},
		finding{quote: "в бумагах пишут «Или»", as: "place.parent", about: toli, near: habeas.SecondHand, value: "Ili prefecture", object: "place Ili prefecture"},
	)
	if s.err == nil {
		s.fail("note a tension", s.desk.NoteTension(s.ctx, s.dina, parents,
			"Tarbaghatay has the code of a prefecture of its own, and lies inside Ili: both are said, each on some papers"))
	}
	s.subjects["letter Marat"] = r.mention("Марат Сыздыкулы")
	r.rest()
	s.on("2019-02-15")
	s.publish(public...)
	s.publish(parents...)
}

// named adds a place by its name in the report being read, so that a claim can
// point to it.
func (s *script) named(r *reading, label string) string {
	s.publish(r.find(finding{quote: "Тарбагатаю", as: "name", about: "place " + label, value: label})...)
	return "place " + label
}

// recording is a testimony with its sound: the quotes of its transcript are
// clips. Who speaks is sealed.
func recording(s *script) {
	s.on("2019-03-12")
	wife := s.source("wife", habeas.Source{Kind: habeas.SourcePerson, Label: "a relative", Lang: "ug",
		Protection: habeas.ProtectionSealed, Consent: habeas.ConsentAnonymised})
	report := s.capture(desk.Given{Name: "testimony.wav", Body: bytes.NewReader(tone(52)), Transcript: bytes.NewReader(s.file("transcript.vtt")), TransName: "transcript.vtt",
		Title: "Testimony of a teacher's wife", Lang: "ug", Published: "2019-03-12", Source: wife}, "testimony.wav")
	r := s.read(report, s.ruth)
	const who = "person ئەكبەر توختىباقى"
	public := r.find(
		finding{quote: "ئەكبەر توختىباقى", as: "name", about: who, near: habeas.FirstHand},
		finding{quote: "ئاتۇش شەھىرىدە ئوقۇتقۇچى", as: "occupation", about: who, near: habeas.FirstHand, value: "teacher in Atush"},
		finding{quote: "ئۇلار ئېرىمنى ئېلىپ كەتتى", as: "event.detention", about: who, near: habeas.FirstHand, when: "2017-يىلى 4-ئايدا", edtf: "2017-04",
			slots: map[string]string{"actor": "police", "place": "his home"}},
		finding{quote: "سەۋەبىنى ئېيتمىدى", as: "reason.official", about: who, near: habeas.FirstHand, value: "none was given"},
		finding{quote: "بىر كىشى ئۇنى تۈرمىدە كۆرگەنلىكىنى ماڭا ئېيتتى", as: "event.sighting", about: who, near: habeas.SecondHand,
			when: "2018-يىلى 1-ئايدا", edtf: "2018-01", slots: map[string]string{"place": "a prison"}},
		finding{quote: "ئۇ بەك ئورۇقلاپ كېتىپتۇ", as: "health", about: who, near: habeas.SecondHand, value: "had grown very thin"},
		finding{quote: "ئىككى بالىمىز بار، كىچىكى ئۈچ ياشتا", as: "dependants", about: who, near: habeas.FirstHand, value: "two children, the younger three years old"},
		finding{quote: "مەن ساقچىخانىغا ئىككى قېتىم باردىم، ئۇلار جاۋاب بەرمىدى", as: "enquiry", about: who, near: habeas.FirstHand,
			slots: map[string]string{"to": "the police station", "by": "his wife", "channel": "visit", "attempts": "twice", "outcome": string(habeas.OutcomeUnanswered)}},
	)
	s.subjects["recording Ekber"] = r.mention("ئەكبەر توختىباقى")
	r.rest()
	s.on("2019-03-14")
	s.publish(public...)
}
