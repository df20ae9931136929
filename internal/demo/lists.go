package demo

import (
	"bytes"
	"fmt"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// bring imports an edition of a list. What is proposed of its columns is
// corrected by what somebody who knows the list says of them; key names the
// column that tells rows apart, "" as proposed.
func (s *script) bring(name, file, edition, kind, key string, columns map[string]string) {
	if s.err != nil {
		return
	}
	b := s.file(file)
	f := desk.ListFile{Name: file, Body: bytes.NewReader(b), Size: int64(len(b)), List: name, Edition: edition, Kind: kind}
	seen, _, err := s.desk.LookAt(s.ctx, s.dina, f)
	s.fail("look at %s", err, file)
	m := seen.Mapping
	for i, c := range m.Columns {
		if p, ok := columns[c.Name]; ok {
			m.Columns[i].Property = p
		}
	}
	if key != "" {
		m.Key = []string{key}
	}
	f.Mapping = &m
	if s.err != nil {
		return
	}
	done, err := s.desk.Import(s.ctx, s.dina, f)
	s.fail("import %s", err, file)
	s.lists[name] = done.List
}

// handOver submits a list for publication; letOut is the second person.
func (s *script) handOver(name string) { s.listStep(s.ruth, name) }
func (s *script) letOut(name string)   { s.listStep(s.tomas, name) }

func (s *script) listStep(by habeas.Actor, name string) {
	if s.err != nil {
		return
	}
	l, err := s.desk.List(s.ctx, by, s.lists[name], habeas.RowQuery{Limit: 1})
	s.fail("read the list %q", err, name)
	s.fail("publish the list %q", s.desk.PublishList(s.ctx, by, l.List.ID, l.List.Version, habeas.Terms{Grade: habeas.GradeSingle}), name)
}

// The lists, by the short names the script gives them.
var listNames = map[string]string{
	"absent":     "Register of the Absent",
	"families":   "失踪家属名单 · Families of the missing",
	"relatives":  "Список родственников",
	"facilities": "Places of detention",
}

// row is the nth person, or facility, of a list, from 1.
func (s *script) row(list string, n int) habeas.ID {
	id := s.lists[listNames[list]]
	if id == "" {
		s.fail("find row %d of a list", fmt.Errorf("the list %q is not imported yet", list), n)
		return ""
	}
	kind := habeas.KindMention
	if list == "facilities" {
		kind = habeas.KindFacility
	}
	return habeas.RowID(id, kind, n-1)
}

var absentColumns = map[string]string{"County": "residence", "Reason given": "detention.reason"}

// absent is a list in two editions, each of which a second person lets out;
// people dropped by the second stay, marked as withdrawn by the source.
func absent(s *script) {
	s.on("2018-12-01")
	s.bring(listNames["absent"], "absent-2018-11.csv", "2018-11", "person", "", absentColumns)
	s.handOver(listNames["absent"])
	s.on("2018-12-04")
	s.letOut(listNames["absent"])

	// Facilities stand before the papers that name them.
	s.on("2019-01-10")
	s.bring(listNames["facilities"], "facilities.jsonl", "2019-01", "facility", "", nil)
	s.subjects["facility Willow Spring study centre"] = s.row("facilities", 1)
	s.subjects["facility East River detention house"] = s.row("facilities", 2)
	s.handOver(listNames["facilities"])
	s.letOut(listNames["facilities"])
}

func absentAgain(s *script) {
	s.on("2019-03-10")
	s.bring(listNames["absent"], "absent-2019-03.csv", "2019-03", "person", "", absentColumns)
	s.handOver(listNames["absent"])
	s.letOut(listNames["absent"])
}

// families is a workbook with names in three scripts.
func families(s *script) {
	s.on("2019-01-28")
	s.bring(listNames["families"], "families.xlsx", "2019-01", "person", "", map[string]string{"ئىسمى": "name", "Name": "name", "拘押日期": "detention.date"})
	s.handOver(listNames["families"])
	s.letOut(listNames["families"])
}

// relatives is a list in an encoding of the nineties; it waits for the second
// person.
func relatives(s *script) {
	s.on("2019-03-15")
	s.bring(listNames["relatives"], "relatives-1251.tsv", "2019-03", "person", "№ дела", map[string]string{"№ дела": "list.id", "Уезд": "residence"})
	s.handOver(listNames["relatives"])
}

// links says which mentions are one person, who is not, and what nobody can
// tell yet.
func links(s *script) {
	s.on("2019-03-25")
	same := func(a, b habeas.ID, why string) { s.link(a, b, habeas.SamePerson, why) }
	same(s.subjects["call Aigul"], s.row("absent", 1), "her sister gave the register the same particulars")
	same(s.row("absent", 1), s.row("families", 3), "the same county, trade and month; 别克吐尔 is Bektur")
	same(s.row("absent", 1), s.row("relatives", 1), "the list names the sister; it has the other year of birth")
	same(s.subjects["letter Marat"], s.row("absent", 2), "the same day, county and trade")
	same(s.row("absent", 2), s.row("relatives", 2), "the same day, county and trade")
	same(s.subjects["honey Serikbol Tilegenuly"], s.row("absent", 18), "the bookkeeper; the same night")
	same(s.row("absent", 18), s.row("relatives", 7), "the same day and county")
	same(s.subjects["honey Maira Qozhabekqyzy"], s.row("absent", 19), "the bookkeeper's wife")
	same(s.subjects["honey Ardaq Kumisbekuly"], s.row("absent", 20), "a beekeeper of 63, born in 1955")
	same(s.subjects["honey Kulash Beisenqyzy"], s.row("absent", 21), "a retired teacher of that county; one other bears the name and is thirty")
	same(s.subjects["notice Patigul"], s.row("families", 2), "written with the same characters; the day and trade agree")
	same(s.row("families", 2), s.row("absent", 26), "the same day, county and trade")
	same(s.subjects["recording Ekber"], s.row("absent", 24), "teacher in Atush, April 2017, two children")
	same(s.row("absent", 24), s.row("families", 1), "the same year, town and month")
	same(s.row("absent", 24), s.row("relatives", 6), "the same year, town and month")

	s.link(s.row("absent", 4), s.row("relatives", 4), habeas.UnsureLink, "the year and the month agree, but one says teacher of Kazakh, the other of Chinese")
	s.link(s.row("absent", 10), s.row("relatives", 17), habeas.OtherPerson, "two men taken on one day from one street")
	wrong := s.link(s.row("absent", 14), s.row("relatives", 5), habeas.SamePerson, "the same name, year and county")
	s.on("2019-04-02")
	if s.err == nil {
		s.fail("undo a link", s.desk.UndoLink(s.ctx, s.ruth, wrong, "they are cousins: the register's is retired from the county office, the other from the mine"))
	}
	s.settle()
}

// proposals has the machine propose who else is one person. Dina and Ruth answer
// about some pairs without seeing what it holds of them; some wait.
func proposals(s *script) {
	s.on("2019-04-03")
	s.compare()
	s.answer(s.dina, s.row("absent", 6), s.row("relatives", 3), habeas.SamePerson, "the same year, county and month")
	s.answer(s.ruth, s.row("families", 5), s.row("families", 22), habeas.SamePerson, "肉孜 and 若孜 write one name, before and after the rules of 2003; the year and county agree")
	s.compare()
}

// countCounty asks how many were held in one county: the lists know a handful,
// and there is no number. The record changes after that, and the answer says so.
func countCounty(s *script) {
	s.on("2019-04-05")
	s.estimate("Nilka", "2018")
}

// countAll asks how many were held in the whole region.
func countAll(s *script) { s.estimate("Xinjiang", "2017/2018") }

// estimate asks how many there are, those on no list included.
func (s *script) estimate(place, window string) {
	if s.err != nil {
		return
	}
	q := habeas.EstimateQuestion{Place: place, Window: window, Lived: true, Method: "dga", Seed: 1,
		Assumption: "three groups of relatives wrote the lists in three countries, each of its own callers; whoever has a telephone abroad is likelier to be on all three, so the number is rather too low"}
	for _, list := range []string{"absent", "families", "relatives"} {
		q.Lists = append(q.Lists, []habeas.ID{s.lists[listNames[list]]})
	}
	_, _, err := s.estimates.Ask(s.ctx, s.noor, q, nil)
	s.fail("estimate how many were held in %s", err, place)
}

// settle decides about what does not sit together, as far as anybody can.
func (s *script) settle() {
	if s.err != nil {
		return
	}
	ts, claims, _, err := s.desk.Tensions(s.ctx, s.ruth, 100, 0)
	s.fail("read the tensions", err)
	for _, t := range ts {
		res, why := habeas.TensionLeftOpen, ""
		switch {
		case t.Kind == habeas.TensionCount && approximate(t, claims):
			res, why = habeas.TensionSame, "the lead and the resident speak of the same two buses"
		case t.Kind == habeas.TensionCount:
			why = "hundreds in the whole county, sixty on two buses: neither contains the other for certain"
		case t.Kind == habeas.TensionPolarity:
			why = "the office denies what her sister saw"
		default:
			continue
		}
		s.fail("settle a tension", s.desk.SettleTension(s.ctx, s.ruth, t.ID, res, why))
	}
}

// approximate reports whether claims give one number, exact and about.
func approximate(t habeas.Tension, claims map[habeas.ID]desk.Entry) bool {
	var first *habeas.Quantity
	for _, id := range t.Claims {
		q := claims[id].Claim.Quantity
		if q == nil || q.Max == nil || first != nil && *q.Max != *first.Max {
			return false
		}
		first = q
	}
	return true
}
