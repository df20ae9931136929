package estimating

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/estimate"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/linking"
)

// List is one list of a question, as it was counted.
type List struct {
	IDs    []habeas.ID `json:"ids"`
	Name   string      `json:"name"`
	Named  int         `json:"named"`             // mentions it has, with a name
	Blank  int         `json:"blank,omitempty"`   // without one: nobody whom another list could name again
	Stated int         `json:"stated,omitempty"`  // people its sources speak of in numbers, where it names none
	Held   int         `json:"held"`              // people of it who were held there and then
	Out    int         `json:"out,omitempty"`     // people who were not
	Where  int         `json:"nowhere,omitempty"` // people of whom nobody says where, or in words that cannot be told
	When   int         `json:"never,omitempty"`   // people of whom nobody says when
}

// Linking says how the mentions became people.
type Linking struct {
	Same      int `json:"same"`              // pairs decided to be one person
	Different int `json:"different"`         // to be two
	Unsure    int `json:"unsure"`            // that could be either
	Likely    int `json:"likely,omitempty"`  // that the machine proposes and nobody decided, or that could be either: drawn by their probability
	Weighed   int `json:"weighed,omitempty"` // of the unsure, those drawn by their probability: what part of the others are one is left to chance
	Against   int `json:"against"`           // pairs decided to be two that other decisions make one
	Draws     int `json:"draws"`             // linkages drawn for the unsure and the likely
}

// counted is what a question counts in the record, and all that its answer
// depends on.
type counted struct {
	Place    string           `json:"place"`
	Lists    []List           `json:"lists"`
	Linking  Linking          `json:"linking"`
	Origins  []Origin         `json:"origins"`
	Withheld int              `json:"withheld"` // claims whose sources did not allow them to be counted
	Best     estimate.Table   `json:"best"`
	Strict   estimate.Table   `json:"strict"`
	Loose    estimate.Table   `json:"loose"`
	Draws    []estimate.Table `json:"draws"`
	Strata   []stratum        `json:"strata"`
}

type stratum struct {
	Name  string         `json:"name"`
	Table estimate.Table `json:"table"`
}

// engine rises when the same people would be counted alike and answered
// otherwise: answers given before are then out of date.
const engine = 2

// sum is the SHA-256 of all that an answer depends on.
func (c *counted) sum(q habeas.EstimateQuestion) string {
	raw, err := json.Marshal(struct {
		Engine   int
		Question string
		Counted  *counted
	}{engine, q.Sum(), c})
	if err != nil {
		panic("estimating: what was counted has no JSON form: " + err.Error())
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// mention is a mention that a list has, or that links to one.
type mention struct {
	id    habeas.ID
	lists estimate.Pattern
	facts facts
}

// counting reads the record for one question.
type counting struct {
	tx       desk.Tx
	q        habeas.EstimateQuestion
	where    *where
	window   window
	out      *counted
	groups   []group
	mentions []mention
	at       map[habeas.ID]int // index of a mention
	links    []habeas.Link     // that stand
	doubtful []habeas.LinkPair // that the machine proposes, between mentions that are counted
	sources  map[habeas.ID]habeas.Source
	reports  map[habeas.ID]habeas.Report
}

// count counts what a question asks about.
func (d *Desk) count(tx desk.Tx, q habeas.EstimateQuestion) (*counted, error) {
	c := &counting{tx: tx, q: q, out: &counted{}, at: map[habeas.ID]int{}, sources: map[habeas.ID]habeas.Source{}, reports: map[habeas.ID]habeas.Report{}}
	c.window.from, c.window.to = q.Days()
	var err error
	if c.where, err = d.newWhere(tx, q.Place); err != nil {
		return nil, err
	}
	c.out.Place = c.where.name
	for i, ids := range q.Lists {
		if err := c.take(i, ids); err != nil {
			return nil, err
		}
	}
	if err := c.follow(); err != nil {
		return nil, err
	}
	if err := c.read(); err != nil {
		return nil, err
	}
	if err := c.figures(); err != nil {
		return nil, err
	}
	c.dropBlank()
	if c.out.Origins, err = c.origins(); err != nil {
		return nil, err
	}
	return c.out, c.tabulate()
}

// take takes the mentions of a list, or of several that are taken for one.
func (c *counting) take(n int, ids []habeas.ID) error {
	g := group{ids: ids, own: map[string]bool{}, voices: map[string]int{}}
	var called []string
	for _, id := range ids {
		name, err := c.takeOne(&g, n, id)
		if errors.Is(err, habeas.ErrNotFound) {
			return habeas.Invalid("open the form again and choose from those there are", "a list that was chosen is not in the record")
		}
		if err != nil {
			return err
		}
		called = append(called, name)
	}
	g.name = strings.Join(called, " + ")
	c.groups = append(c.groups, g)
	c.out.Lists = append(c.out.Lists, List{IDs: ids, Name: g.name})
	return nil
}

func (c *counting) takeOne(g *group, n int, id habeas.ID) (name string, err error) {
	if id.Kind() == habeas.KindSource {
		s, err := c.source(id)
		if err == nil && !countsReports(s) {
			err = habeas.ErrNotFound
		}
		if err != nil {
			return "", err
		}
		g.is(id, s.Name)
		return s.Name, eachReport(c.tx, func(r habeas.Report) error {
			if r.Source != id {
				return nil
			}
			ms, err := c.tx.MentionsIn(r.ID)
			for _, m := range ms {
				c.put(m.ID, n)
			}
			g.reports = append(g.reports, r.ID)
			return err
		})
	}
	l, err := c.tx.List(id)
	if err == nil && !countsList(l) {
		err = habeas.ErrNotFound
	}
	if err != nil {
		return "", err
	}
	s, err := c.source(l.Source)
	if err != nil {
		return "", err
	}
	g.is(l.Source, l.Name)
	if s.Protection == habeas.ProtectionOpen {
		g.is(l.Source, s.Name)
	}
	if err := c.cited(g, l.Source); err != nil {
		return "", err
	}
	const page = 2000
	for at := 0; ; at += page {
		rows, _, err := c.tx.FindRows(id, habeas.RowQuery{Limit: page, Offset: at})
		if err != nil {
			return "", err
		}
		for _, r := range rows {
			c.put(r.ID, n)
		}
		if len(rows) < page {
			return l.Name, nil
		}
	}
}

// put adds a mention, on list n where that is not below 0.
func (c *counting) put(id habeas.ID, n int) {
	i, ok := c.at[id]
	if !ok {
		i = len(c.mentions)
		c.at[id] = i
		c.mentions = append(c.mentions, mention{id: id})
	}
	if n >= 0 {
		c.mentions[i].lists |= 1 << n
	}
}

// follow takes the mentions that link decisions lead to: two rows may be one
// person through a report.
func (c *counting) follow() error {
	seen := map[habeas.ID]bool{}
	newest := map[[2]habeas.ID]habeas.Link{}
	for from := 0; from < len(c.mentions); {
		var ids []habeas.ID
		for _, m := range c.mentions[from:] {
			ids = append(ids, m.id)
		}
		from = len(c.mentions)
		links, err := c.tx.Links(ids...)
		if err != nil {
			return err
		}
		for _, l := range links {
			if seen[l.ID] {
				continue
			}
			seen[l.ID] = true
			if !l.Live() {
				continue
			}
			// The newest decision about a pair is the one that stands.
			pair := [2]habeas.ID{l.A, l.B}
			if old, ok := newest[pair]; !ok || l.At.After(old.At) || l.At.Equal(old.At) && l.ID > old.ID {
				newest[pair] = l
			}
			c.put(l.A, -1)
			c.put(l.B, -1)
		}
	}
	for _, l := range newest {
		c.links = append(c.links, l)
	}
	slices.SortFunc(c.links, func(a, b habeas.Link) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	doubtful, err := linking.Doubtful(c.tx)
	c.doubtful = slices.DeleteFunc(doubtful, func(p habeas.LinkPair) bool {
		_, a := c.at[p.A]
		_, b := c.at[p.B]
		return !a || !b
	})
	return err
}

// read reads what is said of the mentions. What is sealed is left out even for
// those who may read it, since every account reads estimates; and what a source
// did not allow to be counted.
func (c *counting) read() error {
	ids := make([]habeas.ID, len(c.mentions))
	for i, m := range c.mentions {
		ids[i] = m.id
	}
	for some := range slices.Chunk(ids, 512) {
		cs, err := c.tx.ClaimsAbout(some...)
		if err != nil {
			return err
		}
		for _, x := range cs {
			i, ours := c.at[x.Subject]
			if !ours || x.Status != habeas.Accepted || x.Polarity != habeas.Affirmed || x.Access == habeas.AccessSealed {
				continue
			}
			ok, err := c.counts(x)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			if err := c.mentions[i].facts.add(c.where, x); err != nil {
				return err
			}
			c.hear(i, x)
		}
	}
	return nil
}

// counts reports whether a claim may be counted.
func (c *counting) counts(x habeas.Claim) (bool, error) {
	if x.Report != "" {
		r, ok := c.reports[x.Report]
		if !ok {
			var err error
			if r, err = c.tx.Report(x.Report); err != nil {
				return false, err
			}
			c.reports[x.Report] = r
		}
		if r.Access == habeas.AccessSealed {
			return false, nil
		}
	}
	s, err := c.source(x.Source)
	if err != nil {
		return false, err
	}
	if !s.Public() && !(habeas.Releasable{Claim: x, Source: s}).Allowed(habeas.ToPublic).Allows(habeas.ConsentAggregate) {
		c.out.Withheld++
		return false, nil
	}
	return true, nil
}

func (c *counting) source(id habeas.ID) (habeas.Source, error) {
	s, ok := c.sources[id]
	if ok {
		return s, nil
	}
	s, err := c.tx.Source(id)
	if err == nil {
		c.sources[id] = s
	}
	return s, err
}

// dropBlank takes mentions without a name off their lists: nobody could find them
// on another.
func (c *counting) dropBlank() {
	for i := range c.mentions {
		m := &c.mentions[i]
		for n := range c.out.Lists {
			if !m.lists.On(n) {
				continue
			}
			if m.facts.named {
				c.out.Lists[n].Named++
			} else {
				c.out.Lists[n].Blank++
			}
		}
		if !m.facts.named {
			m.lists = 0
		}
	}
	for n := range c.out.Lists {
		l := &c.out.Lists[n]
		if l.Named == 0 {
			l.Stated = max(l.Blank, c.groups[n].stated)
		}
	}
}

// tabulate makes the tables of all linkages.
func (c *counting) tabulate() (err error) {
	o := c.out
	w := newWeb(c.mentions, c.links, c.doubtful, c.at)
	o.Linking = w.linking()
	var people []tabulated
	if o.Best, people, err = c.table(w.best()); err != nil {
		return err
	}
	for _, p := range people {
		for n := range o.Lists {
			if !p.lists.On(n) {
				continue
			}
			l := &o.Lists[n]
			switch p.verdict {
			case there:
				l.Held++
			case nowhere:
				l.Where++
			case never:
				l.When++
			default:
				l.Out++
			}
		}
	}
	if o.Strict, _, err = c.table(w.strict()); err != nil {
		return err
	}
	if o.Loose, _, err = c.table(w.loose()); err != nil {
		return err
	}
	if o.Linking.Unsure+o.Linking.Likely > 0 && len(o.Lists) <= PooledLists {
		o.Linking.Draws = linkageDraws
		for g := range linkageDraws {
			t, _, err := c.table(w.draw(c.q.Seed, g))
			if err != nil {
				return err
			}
			o.Draws = append(o.Draws, t)
		}
	}
	return c.strata(people)
}

// tabulated is a person as one linkage has them.
type tabulated struct {
	lists   estimate.Pattern
	verdict verdict
	stratum string
}

// table counts people by the lists they are on. Groups are the mentions of each
// person, by index.
func (c *counting) table(groups [][]int) (estimate.Table, []tabulated, error) {
	var people []tabulated
	cells := map[estimate.Pattern]int{}
	var fs []*facts
	for _, g := range groups {
		p := tabulated{}
		fs = fs[:0]
		for _, i := range g {
			p.lists |= c.mentions[i].lists
			fs = append(fs, &c.mentions[i].facts)
		}
		if p.lists == 0 {
			continue
		}
		var year string
		if p.verdict, year = c.window.verdict(fs, c.q.Lived); p.verdict == there {
			cells[p.lists]++
			p.stratum = c.part(fs, year)
		}
		people = append(people, p)
	}
	names := make([]string, len(c.groups))
	for i, g := range c.groups {
		names[i] = g.name
	}
	t, err := tableOf(names, cells)
	return t, people, err
}

func tableOf(names []string, by map[estimate.Pattern]int) (estimate.Table, error) {
	var cells []estimate.Cell
	for p, n := range by {
		cells = append(cells, estimate.Cell{Pattern: p, Count: n})
	}
	slices.SortFunc(cells, func(a, b estimate.Cell) int { return cmp.Compare(a.Pattern, b.Pattern) })
	t, _, err := estimate.NewTable(names, cells)
	if err != nil {
		return t, fmt.Errorf("making the table of patterns: %w", err)
	}
	return t, nil
}

// part is the stratum of a person, "" where it is not known.
func (c *counting) part(fs []*facts, year string) string {
	value := ""
	for _, f := range fs {
		switch c.q.Strata {
		case habeas.StrataSex:
			value = only(value, f.sex)
		case habeas.StrataBorn:
			value = only(value, f.born)
		}
	}
	if c.q.Strata == habeas.StrataYear {
		value = year
	}
	if value == differ {
		return ""
	}
	return value
}

// strata parts the people. Those of whom it is not known which part they belong
// to are a stratum of their own, with no name.
func (c *counting) strata(people []tabulated) error {
	if c.q.Strata == habeas.StrataNone {
		return nil
	}
	by := map[string]map[estimate.Pattern]int{}
	for _, p := range people {
		if p.verdict != there {
			continue
		}
		if by[p.stratum] == nil {
			by[p.stratum] = map[estimate.Pattern]int{}
		}
		by[p.stratum][p.lists]++
	}
	var names []string
	for s := range by {
		names = append(names, s)
	}
	slices.Sort(names)
	if len(names) > 0 && names[0] == "" {
		names = append(names[1:], "")
	}
	for _, s := range names {
		t, err := tableOf(c.out.Best.Lists, by[s])
		if err != nil {
			return err
		}
		c.out.Strata = append(c.out.Strata, stratum{s, t})
	}
	return nil
}

// figure is the greatest number of people that a claim speaks of, 0 for none.
func figure(c habeas.Claim) int {
	q := c.Quantity
	if q == nil || q.Unit != "" && q.Unit != "persons" {
		return 0
	}
	most := 0.0
	for _, x := range []*float64{q.Min, q.Max} {
		if x != nil {
			most = max(most, *x)
		}
	}
	if most > estimate.MaxPeople {
		return 0
	}
	return int(most)
}
