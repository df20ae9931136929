package demo

import (
	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

func number(f float64) *float64 { return &f }

// honeyFair is an article pasted in and read to the end: three counts that may
// be one, a resident without a name, three enquiries, a death.
func honeyFair(s *script) {
	s.on("2018-09-24")
	const dispatch = "Alatau Dispatch"
	outlet := s.outlet(dispatch, "en")
	report := s.capture(desk.Given{Pasted: string(s.file("honey-fair.txt")), Source: outlet, Access: habeas.AccessPublic}, "honey-fair.txt")
	r := s.read(report, s.dina)

	quoted := func(words, label string, kind habeas.SourceKind) habeas.ID {
		return r.quoted(words, habeas.Source{Kind: kind, Name: label + " in the Alatau Dispatch", Label: label, Lang: "kk",
			Protection: habeas.ProtectionTeam, Consent: habeas.ConsentNone, Note: "quoted by the paper, not known to the desk"})
	}
	resident := quoted("a resident who asked", "a resident of Wulastai", habeas.SourcePerson)
	relative := quoted("a relative in Almaty", "a relative in Almaty", habeas.SourcePerson)
	two := quoted("two residents", "two residents of Nilka county", habeas.SourceOthers)
	many := quoted("residents and former members", "residents and former members", habeas.SourceOthers)
	some := quoted("sources", "sources the paper does not describe", habeas.SourceOthers)

	const (
		sweep   = "event Beekeepers detained in Nilka county, September 2018"
		club    = "group White Clover cooperative"
		nilka   = "place Nilka county"
		serik   = "person Serikbol Tilegenuly"
		maira   = "person Maira Qozhabekqyzy"
		ardaq   = "person Ardaq Kumisbekuly"
		kulash  = "person Kulash Beisenqyzy"
		persons = "persons"
	)
	public := r.find(
		finding{quote: "Nilka county", as: "name", about: nilka},
		finding{quote: "beekeepers held in Nilka county after honey fair", as: "name", about: sweep, value: "Detentions of beekeepers in Nilka county"},
		finding{quote: "Hundreds of Kazakh beekeepers have been detained this month in Nilka county", as: "event.mass_detention", about: sweep, voice: many,
			slots: map[string]string{"target": "Kazakh beekeepers", "place": "Nilka county"}, object: nilka, when: "this month", edtf: "2018-09",
			count: &habeas.Quantity{Words: "hundreds", Min: number(200), Unit: persons, Scope: "Nilka county, this month", Verb: "detained"}},
		finding{quote: "White Clover cooperative", as: "name", about: club},
		finding{quote: "An estimated 60 members of the White Clover cooperative were detained at the honey fair in Wulastai township on the night of Sept. 8",
			as: "event.mass_detention", about: sweep, voice: some, hedge: "an estimated", when: "the night of Sept. 8", edtf: "2018-09-08",
			slots: map[string]string{"target": "members of the White Clover cooperative", "place": "Wulastai township"}, object: club,
			count: &habeas.Quantity{Words: "an estimated 60", Min: number(60), Max: number(60), Approx: true, Unit: persons, Verb: "detained"}},
		finding{quote: "Sixty people were detained and put on two buses", as: "quantity", about: sweep, voice: resident, near: habeas.FirstHand,
			count: &habeas.Quantity{Words: "sixty", Min: number(60), Max: number(60), Unit: persons, Verb: "detained and put on two buses"}},
		finding{quote: "They read the names from a paper", as: "event.targeting", about: sweep, voice: resident, near: habeas.FirstHand,
			slots: map[string]string{"reason": "the names stood on a paper"}},

		finding{quote: "Serikbol Tilegenuly", as: "name", about: serik, voice: resident},
		finding{quote: "Serikbol Tilegenuly, 44", as: "age", about: serik, voice: resident, value: "44"},
		finding{quote: "Among those held is Serikbol Tilegenuly", as: "event.detention", about: serik, voice: resident, near: habeas.FirstHand,
			when: "the night of Sept. 8", edtf: "2018-09-08", slots: map[string]string{"place": "Wulastai township"}, object: nilka},
		finding{quote: "the bookkeeper of the cooperative", as: "occupation", about: serik, voice: resident, value: "bookkeeper of the White Clover cooperative", object: club},

		finding{quote: "Maira Qozhabekqyzy", as: "name", about: maira},
		finding{quote: "His wife, Maira Qozhabekqyzy", as: "kin", about: maira, voice: resident, value: "wife of Serikbol Tilegenuly",
			slots: map[string]string{"relation": "wife"}, object: serik},
		finding{quote: "Maira Qozhabekqyzy, was detained the next morning", as: "event.detention", about: maira, voice: resident, when: "the next morning", edtf: "2018-09-09"},
		finding{quote: "released on Sept. 12", as: "event.release", about: maira, voice: resident, when: "on Sept. 12", edtf: "2018-09-12"},
		finding{quote: "two days of questioning", as: "event.questioning", about: maira, voice: resident, edtf: "2018-09-09/2018-09-12"},

		finding{quote: "Ardaq Kumisbekuly", as: "name", about: ardaq, voice: relative},
		finding{quote: "Ardaq Kumisbekuly, was taken to a study centre near Ghulja", as: "event.transfer", about: ardaq, voice: relative, near: habeas.SecondHand,
			slots: map[string]string{"to": "a study centre near Ghulja"}},
		finding{quote: "They told the family only that he is studying", as: "reason.official", about: ardaq, voice: relative, near: habeas.SecondHand, value: "that he is studying"},
		finding{quote: "He is a beekeeper", as: "occupation", about: ardaq, voice: relative, near: habeas.FirstHand, value: "beekeeper"},
		finding{quote: "he is 63", as: "age", about: ardaq, voice: relative, near: habeas.FirstHand, value: "63"},

		finding{quote: "Repeated calls to the Nilka county police bureau rang unanswered during office hours on Thursday", as: "enquiry", about: sweep,
			slots: map[string]string{"to": "Nilka county police bureau", "by": dispatch, "channel": "telephone", "attempts": "repeatedly, in office hours",
				"outcome": string(habeas.OutcomeUnanswered)}, when: "on Thursday", edtf: "2018-09-20"},
		finding{quote: "An officer who picked up the telephone at the Wulastai township police station refused to answer questions and hung up", as: "enquiry", about: sweep,
			slots: map[string]string{"to": "Wulastai township police station", "by": dispatch, "channel": "telephone", "outcome": string(habeas.OutcomeRefused)},
			edtf:  "2018-09-20"},
		finding{quote: "there is no number listed for the study centre", as: "enquiry", about: sweep,
			slots: map[string]string{"to": "the prefecture's information line", "by": dispatch, "channel": "telephone", "asked": "the number of the study centre",
				"outcome": string(habeas.OutcomeNoRecord)}, edtf: "2018-09-20"},

		finding{quote: "Kulash Beisenqyzy", as: "name", about: kulash, voice: two},
		finding{quote: "a retired teacher", as: "occupation", about: kulash, voice: two, value: "retired teacher"},
		finding{quote: "died in custody in August", as: "event.death", about: kulash, voice: two, near: habeas.SecondHand, when: "in August", edtf: "2018-08"},
		finding{quote: "Her family was told that her heart had failed", as: "reason.official", about: kulash, voice: two, near: habeas.SecondHand, value: "that her heart had failed"},

		finding{quote: "Ili prefecture", as: "name", about: "place Ili prefecture"},
		finding{quote: "Nilka county is administered by Ili prefecture", as: "place.parent", about: nilka, value: "Ili prefecture", object: "place Ili prefecture"},
		finding{quote: "the cooperative's hall has been sealed since Sept. 10", as: "event.asset_freeze", about: club, voice: many,
			slots: map[string]string{"object": "its hall"}, when: "since Sept. 10", edtf: "2018-09-10"},
	)
	for _, name := range []string{"Serikbol Tilegenuly", "Maira Qozhabekqyzy", "Ardaq Kumisbekuly", "Kulash Beisenqyzy"} {
		s.subjects["honey "+name] = r.mention(name)
	}
	r.rest()
	s.on("2018-09-26")
	s.publish(public...)
}

// herders is an article saved as a page, of which two claims are decided and
// published and the rest waits for whoever it is assigned to.
func herders(s *script) {
	s.on("2019-02-18")
	report := s.capture(desk.Given{Source: s.outlet("Tien Shan Ledger", "en"), Access: habeas.AccessPublic}, "akchi-herders.html")
	r := s.read(report, s.dina)
	relative := r.quoted("a relative", habeas.Source{Kind: habeas.SourcePerson, Name: "a relative of Keneshbek Imanaly, in the Tien Shan Ledger",
		Label: "a relative abroad", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentNone, Note: "the parents live in the county"})
	const who = "person Keneshbek Imanaly"
	public := r.find(
		finding{quote: "Keneshbek Imanaly", as: "name", about: who, voice: relative},
		finding{quote: "Keneshbek Imanaly, 38, was arrested at a road checkpoint on Oct. 19, 2018", as: "event.detention", about: who, voice: relative,
			near: habeas.FirstHand, slots: map[string]string{"place": "a road checkpoint"}, when: "on Oct. 19, 2018", edtf: "2018-10-19"},
	)
	s.publish(public...)
	r.look(report)
	if s.err == nil {
		s.fail("assign a report", s.desk.Assign(s.ctx, s.ruth, report, r.rv.Report.Version, s.dina.ID, s.ruth.ID))
	}
}
