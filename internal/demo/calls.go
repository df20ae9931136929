package demo

import (
	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

func asked(to, by, channel, attempts string, outcome habeas.Outcome, day string) desk.Fact {
	return desk.Fact{Property: "enquiry", When: day, Slots: map[string]string{"to": to, "by": by, "channel": channel, "attempts": attempts, "outcome": string(outcome)}}
}

// firstCall is a relative on the telephone, and what the desk asked after it.
func firstCall(s *script) {
	s.on("2017-10-02")
	sister := s.source("sister", habeas.Source{Kind: habeas.SourcePerson, Name: "Gulnar Bekturkyzy, her sister", Label: "a relative abroad", Lang: "kk",
		Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed, Note: "lives in Almaty; they spoke every week until August"})
	call := s.tell(desk.Telling{Source: sister, Proximity: habeas.FirstHand, Name: "Айгүл Бектұрқызы", Lang: "kk", Told: "2017-10-02", Facts: []desk.Fact{
		{Property: "name", Words: "Айгүл Бектұрқызы"},
		{Property: "name.other", Words: "ايگۇل بەكتۇرقىزى"},
		{Property: "sex", Words: "әйел", Value: "female"},
		{Property: "birth.date", Words: "1985 жылы туған", When: "1985"},
		{Property: "origin", Words: "Толы ауданынан", Value: "Toli county, Tarbaghatay"},
		{Property: "occupation", Words: "дүкенші", Value: "shopkeeper"},
		{Property: "dependants", Words: "екі жасар ұлы мен анасы бар", Value: "a son aged two, and her mother"},
		{Property: "event.detention", Words: "Тамыздың аяғында, кешкісін, екі полиция келіп алып кетті", When: "2017-08"},
		{Property: "reason.official", Words: "Тергеу жүріп жатыр деді", Value: "“an investigation”", Proximity: habeas.SecondHand},
		{Property: "health", Words: "Қант диабеті бар, дәрісіз жүре алмайды", Value: "diabetes; she needs insulin"},
		{Property: "health", Words: "Бір көзі көрмей қалған дейді", Value: "said to have lost the sight of one eye", Proximity: habeas.SecondHand},
		asked("Toli county police", "her sister", "visit", "three journeys", habeas.OutcomeRefused, "2017-09"),
	}})
	s.subjects["call Aigul"] = call.Person
	copy(s.calls[:], call.Claims)
	s.on("2017-10-05")
	s.publish(call.Claims...)

	s.on("2017-11-13")
	own := s.outlet("The demonstration desk", "en")
	made := s.tell(desk.Telling{Source: own, Proximity: habeas.FirstHand, Person: call.Person, Lang: "en", Told: "2017-11-13", Facts: []desk.Fact{
		asked("Toli county police", "the desk", "telephone", "four calls in office hours", habeas.OutcomeUnanswered, "2017-11-13"),
		asked("Tarbaghatay prefecture information line", "the desk", "telephone", "one call", habeas.OutcomeNoRecord, "2017-11-13"),
	}})
	s.publish(made.Claims...)

	// An authority that denies is a source like any other.
	s.on("2017-11-20")
	denial := s.tell(desk.Telling{Source: s.office("Toli county information office", "zh"), Proximity: habeas.FirstHand, Person: call.Person, Lang: "zh", Told: "2017-11-20",
		Facts: []desk.Fact{{Property: "event.detention", Words: "我县没有关押此人", Value: "no such person is held in the county", Denied: true}}})
	s.publish(denial.Claims...)
}

// secondCall is the sister again: a birth year put against the first, a date
// put right, a claim taken back, and one that has to wait for years.
func secondCall(s *script) {
	s.on("2019-03-04")
	call := s.tell(desk.Telling{Source: s.sources["sister"], Proximity: habeas.SecondHand, Person: s.subjects["call Aigul"], Lang: "kk", Told: "2019-03-04", Facts: []desk.Fact{
		{Property: "birth.date", Words: "Паспортында 1985, шын туған жылы 1987", When: "1987", Proximity: habeas.FirstHand},
		{Property: "event.sighting", Words: "Ақпанда Көктал оқу орталығында көрген адам бар", When: "2018-02", Value: "seen alive by a former detainee",
			Slots: map[string]string{"facility": "Willow Spring study centre"}},
		{Property: "event.transfer", Words: "Үрімжіге ауыстырған дейді", When: "2019-02", Slots: map[string]string{"to": "Ürümqi"}, Hedge: "people say"},
		asked("the embassy in Astana", "her sister", "petition", "one petition, with 40 names", habeas.OutcomeUnanswered, "2019-03-01"),
	}})
	s.on("2019-03-06")
	birth, newBirth := s.calls[3], call.Claims[0]
	contested := func(t *habeas.Terms) { t.Flags = []habeas.Flag{habeas.FlagContested} }
	s.takeBack("another year of birth is claimed: it returns with the mark that it is contested", birth)
	s.publishOn(s.terms(birth, contested), birth, newBirth)
	s.publish(call.Claims[1], call.Claims[3])
	s.correct(call.Claims[1], desk.Edit{Property: "event.sighting", Subject: call.Mention, Lang: "kk", Source: s.sources["sister"], Proximity: habeas.SecondHand,
		Words: "Ақпанда Көктал оқу орталығында көрген адам бар", When: "ақпанда", EDTF: "2018-02", Object: s.row("facilities", 1),
		Slots: map[string]string{"facility": "Willow Spring study centre"}}, "Көктал is the centre that the list of places calls Willow Spring")
	// Not before her son, who is still there, is of age.
	s.publishOn(s.terms(call.Claims[2], func(t *habeas.Terms) { t.Embargo = "2033-09-01" }), call.Claims[2])
	s.correct(s.calls[7], desk.Edit{Property: "event.detention", Subject: habeas.MentionOf(s.subjects["call Aigul"]), Lang: "kk", Source: s.sources["sister"],
		Words: "Тамыздың аяғында, кешкісін, екі полиция келіп алып кетті", When: "тамыздың аяғында", EDTF: "2017-08-21/2017-08-31", Proximity: habeas.FirstHand,
		Slots: map[string]string{"actor": "two police officers", "place": "her home"}}, "the note says the end of the month, in the evening, two police; only the month had been typed")
	s.withdraw(s.calls[10], "the source says she mixed up two neighbours")
}

// elsewhere is three people in other countries: nothing here is about one.
func elsewhere(s *script) {
	s.on("2022-03-07")
	colleague := s.source("colleague", habeas.Source{Kind: habeas.SourcePerson, Label: "a former colleague", Lang: "ru", Protection: habeas.ProtectionSealed, Consent: habeas.ConsentAnonymised})
	s.seal("colleague", desk.Identity{Name: "Алесь К., invented like everybody here", Contact: "+000 00 000-00-00, evenings", Relation: "worked at the same press", Place: "Zarechcha", Language: "be", Channel: "a telephone that is not his own"})
	printer := s.tell(desk.Telling{Source: colleague, Proximity: habeas.FirstHand, Name: "Вацлаў Гарбацэвіч", Lang: "be", Told: "2022-03-07", Facts: []desk.Fact{
		{Property: "name", Words: "Вацлаў Гарбацэвіч"},
		{Property: "name", Words: "Vatslau Harbatsevich"},
		{Property: "sex", Words: "мужчына", Value: "male"},
		{Property: "occupation", Words: "друкар", Value: "printer"},
		{Property: "residence", Words: "Зарэчча", Value: "Zarechcha district, Belarus"},
		{Property: "event.detention", Words: "Забралі з друкарні 11 лістапада", When: "2021-11-11", Slots: map[string]string{"place": "his printing shop", "reason": "calendars with a white stork"}},
		{Property: "event.sentence", Words: "Далі чатыры гады", When: "2022-02-18", Slots: map[string]string{"term": "four years", "court": "a district court, in closed session"}, Proximity: habeas.SecondHand},
		{Property: "detention.facility", Words: "калонія Зарэчча-4", Value: "Penal colony Zarechcha-4", Proximity: habeas.SecondHand},
		asked("the prosecutor's office", "his lawyer", "letter", "two letters", habeas.OutcomeUnanswered, "2022-01"),
	}})
	s.publish(printer.Claims...)

	s.on("2022-03-09")
	aunt := s.source("aunt", habeas.Source{Kind: habeas.SourcePerson, Name: "Doña Remedios", Label: "a relative", Lang: "es", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised})
	nurse := s.tell(desk.Telling{Source: aunt, Proximity: habeas.FirstHand, Name: "Itzamar Obregón Tellería", Lang: "es", Told: "2022-03-09", Facts: []desk.Fact{
		{Property: "name", Words: "Itzamar Obregón Tellería"},
		{Property: "sex", Words: "mujer", Value: "female"},
		{Property: "birth.date", Words: "nació en 1990", When: "1990"},
		{Property: "occupation", Words: "enfermera", Value: "nurse"},
		{Property: "residence", Words: "Chontales", Value: "Chontales, Nicaragua"},
		{Property: "event.detention", Words: "Se la llevaron al salir del turno", When: "2021-06-14", Slots: map[string]string{"place": "the hospital where she worked"}},
		{Property: "event.release", Words: "La soltaron a los cinco meses", When: "2021-11-19"},
		{Property: "status", Words: "libre, pero firma cada semana", Value: "free, but has to sign in every week"},
	}})
	s.publish(nurse.Claims...)
	s.grant(aunt, habeas.Grant{Audience: habeas.Audience{To: habeas.SpecialProcedure, For: habeas.Complaint}, Level: habeas.ConsentNamed, How: "in her letter of 9 March 2022"})
	s.grant(aunt, habeas.Grant{Audience: habeas.Audience{To: habeas.Lawyer, For: habeas.Complaint}, Level: habeas.ConsentAnonymised, How: "by telephone, read back to her"})

	// The daughter has not yet said yes: the claims are the desk's alone.
	s.on("2022-03-11")
	daughter := s.source("daughter", habeas.Source{Kind: habeas.SourcePerson, Name: "Selam, a daughter", Label: "a relative abroad", Lang: "en", Protection: habeas.ProtectionTeam,
		Consent: habeas.ConsentNone, Note: "wants to ask her mother first"})
	s.tell(desk.Telling{Source: daughter, Proximity: habeas.SecondHand, Name: "Yohannes Tekleberhan", Lang: "en", Told: "2022-03-11", Facts: []desk.Fact{
		{Property: "name", Words: "Yohannes Tekleberhan"},
		{Property: "name.other", Words: "ዮሃንስ ተክለብርሃን"},
		{Property: "sex", Words: "man", Value: "male"},
		{Property: "occupation", Words: "taught mathematics in Mendefera, Eritrea", Value: "teacher"},
		{Property: "event.disappearance", Words: "after the spring term of 2005 nobody saw him again", When: "2005", Slots: map[string]string{"place": "Mendefera, Eritrea"}},
		{Property: "id.number", Words: "the number of his teacher's card is 0000"},
	}})

	// Two sources who allow less than publication.
	s.on("2022-03-14")
	tracing := s.source("former detainee", habeas.Source{Kind: habeas.SourcePerson, Label: "a former detainee", Lang: "kk", Protection: habeas.ProtectionSealed, Consent: habeas.ConsentTracing})
	s.seal("former detainee", desk.Identity{Name: "Жанат Б., invented like everybody here", Contact: "through the desk's lawyer", Relation: "was held in the same room", Place: "Almaty", Language: "kk", Note: "asks to be told before anything is sent to anybody"})
	s.tell(desk.Telling{Source: tracing, Proximity: habeas.FirstHand, Person: s.subjects["call Aigul"], Lang: "kk", Told: "2022-03-14", Access: habeas.AccessSealed, Facts: []desk.Fact{
		{Property: "event.sighting", Words: "Көктал орталығында бір бөлмеде болдық", When: "2018-02", Value: "shared a room with her", Slots: map[string]string{"facility": "Willow Spring study centre"}},
	}})
	counting := s.source("driver", habeas.Source{Kind: habeas.SourcePerson, Name: "R., who drove supplies", Label: "a driver", Lang: "kk", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAggregate})
	s.tell(desk.Telling{Source: counting, Proximity: habeas.FirstHand, Person: s.row("absent", 16), Lang: "kk", Told: "2022-03-14", Facts: []desk.Fact{
		{Property: "last_seen", Words: "Ескі консерві зауытында көрдім", When: "2018-11"},
	}})
}

// today is what lies on the desk: a draft, and claims that wait for a second
// person.
func today(s *script) {
	s.on("2022-04-04")
	brother := s.source("brother", habeas.Source{Kind: habeas.SourcePerson, Name: "a brother of Zhanar Mukhiyatqyzy", Label: "a relative abroad", Lang: "kk",
		Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised})
	call := s.tell(desk.Telling{Source: brother, Proximity: habeas.FirstHand, Person: s.row("absent", 5), Lang: "kk", Told: "2022-04-04", Facts: []desk.Fact{
		{Property: "event.release", Words: "Қаңтарда үйге жіберді", When: "2019-01"},
		{Property: "status", Words: "Ауыл комитетінің бақылауында", Value: "free, and watched by the village committee"},
		{Property: "health", Words: "Ұйқысы жоқ, қолы дірілдейді", Value: "cannot sleep; her hands tremble"},
		{Property: "occupation", Words: "фабрикада тігінші", Value: "seamstress in a factory, not by her own choice"},
	}})
	s.submit(s.dina, nil, call.Claims...)
	s.draft()
}
