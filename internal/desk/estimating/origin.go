package estimating

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/estimate"
)

// Origin is something that two lists share, found in the attribution of their
// claims: one was made from the other, or both from a third.
type Origin struct {
	List  int    `json:"list"`  // the one that draws …
	From  int    `json:"from"`  // … on the other, or on what the other draws on too
	Says  string `json:"says"`  // what on, as a sentence goes on after "draws on"
	Named int    `json:"named"` // mentions of the list that say so
}

// group is what is known of the origins of a list, or of several taken for one.
type group struct {
	ids     []habeas.ID
	name    string
	own     map[string]bool // keys of voices that are the list itself
	voices  map[string]int  // those that its claims came through, and in how many mentions
	heard   map[string]int  // the mention each was heard in last, so that it counts once
	reports []habeas.ID
	stated  int
}

// is says who the list itself is.
func (g *group) is(source habeas.ID, name string) {
	g.own["source "+string(source)] = true
	if n := folded(name); n != "" {
		g.own["name "+n] = true
	}
}

// hears counts a voice in a mention.
func (g *group) hears(mention int, key string) {
	if g.own[key] {
		return
	}
	if g.heard == nil {
		g.heard = map[string]int{}
	}
	if last, ok := g.heard[key]; ok && last == mention {
		return
	}
	g.heard[key] = mention
	g.voices[key]++
}

// passing are the roles that add nothing to what a claim says: two lists that one
// person translated share no origin.
var passing = map[string]bool{"translator": true, "editor": true, "capture": true}

// hear follows the attribution of a claim about a mention back.
func (c *counting) hear(i int, x habeas.Claim) {
	for n := range c.groups {
		g := &c.groups[n]
		if !c.mentions[i].lists.On(n) {
			continue
		}
		ofReport := slices.Contains(g.reports, x.Report) && x.Report != ""
		if !ofReport && !g.own["source "+string(x.Source)] {
			continue // somebody else's claim about one of its people
		}
		g.hears(i, "source "+string(x.Source))
		for _, h := range x.Chain {
			switch {
			case passing[h.Role]:
			case h.Source != "":
				g.hears(i, "source "+string(h.Source))
			case folded(h.Name) != "":
				g.hears(i, "name "+folded(h.Name))
			}
		}
		switch x.Property {
		case "source.url", "source.note":
			for _, key := range cites(x) {
				g.hears(i, key)
			}
		}
	}
}

// cites are the keys of what a claim names as where it is from.
func cites(x habeas.Claim) []string {
	words := strings.TrimSpace(x.Statement())
	if u, err := url.Parse(words); err == nil && u.Host != "" {
		return []string{"site " + strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")}
	}
	if f := folded(words); f != "" {
		return []string{"name " + f}
	}
	return nil
}

// cited hears what is said of a list as a whole: that its maker names another, and
// how many people its reports speak of.
func (c *counting) cited(g *group, source habeas.ID) error {
	cs, err := c.tx.ClaimsAbout(source)
	if err != nil {
		return err
	}
	for _, x := range cs {
		if x.Subject != source || x.Status != habeas.Accepted || x.Polarity != habeas.Affirmed || x.Access == habeas.AccessSealed {
			continue
		}
		switch x.Property {
		case "source.url", "source.note", "attribution":
			for _, key := range cites(x) {
				g.hears(-1, key)
			}
			if speaker := folded(x.Slots["speaker"]); speaker != "" {
				g.hears(-1, "name "+speaker)
			}
		}
	}
	return nil
}

// figures reads the numbers that reports of a list speak of, where it names nobody.
func (c *counting) figures() error {
	for n := range c.groups {
		g := &c.groups[n]
		for _, r := range g.reports {
			cs, err := c.tx.ClaimsIn(r)
			if err != nil {
				return err
			}
			for _, x := range cs {
				if x.Status == habeas.Accepted && x.Access != habeas.AccessSealed {
					g.stated = max(g.stated, figure(x))
				}
			}
		}
	}
	return nil
}

// origins finds what lists share.
func (c *counting) origins() (out []Origin, err error) {
	for i := range c.groups {
		for j := range c.groups {
			if i == j {
				continue
			}
			a, b := &c.groups[i], &c.groups[j]
			if n := a.from(b); n > 0 {
				out = append(out, Origin{i, j, b.name, n})
				continue
			}
			if j < i {
				continue
			}
			if publisher(a, b) {
				out = append(out, Origin{i, j, "the publisher of " + b.name, 0})
				continue
			}
			if b.from(a) > 0 {
				continue // said the other way round
			}
			shared, n, err := c.shared(a, b)
			if err != nil {
				return nil, err
			}
			if len(shared) > 0 {
				out = append(out, Origin{i, j, fmt.Sprintf("%s, as %s does", strings.Join(shared, ", "), b.name), n})
			}
		}
	}
	return out, nil
}

// from counts the mentions of a that were heard through b.
func (a *group) from(b *group) (n int) {
	for key, k := range a.voices {
		hit := b.own[key]
		if name, is := strings.CutPrefix(key, "name "); is && !hit {
			// "from the Register of the Absent"; a name of one word may mean anything.
			for own := range b.own {
				if o, is := strings.CutPrefix(own, "name "); is && strings.Contains(o, " ") && strings.Contains(" "+name+" ", " "+o+" ") {
					hit = true
				}
			}
		}
		if hit {
			n = max(n, k)
		}
	}
	return n
}

func publisher(a, b *group) bool {
	for key := range a.own {
		if strings.HasPrefix(key, "source ") && b.own[key] {
			return true
		}
	}
	return false
}

// shared names the voices that both lists came through, at most three.
func (c *counting) shared(a, b *group) (out []string, n int, err error) {
	hidden := false
	for _, key := range slices.Sorted(maps.Keys(a.voices)) {
		if b.voices[key] == 0 {
			continue
		}
		n = max(n, a.voices[key])
		switch kind, rest, _ := strings.Cut(key, " "); kind {
		case "site":
			out = append(out, rest)
		case "source":
			s, err := c.source(habeas.ID(rest))
			if err != nil {
				return nil, 0, err
			}
			if s.Protection == habeas.ProtectionOpen {
				out = append(out, s.Name)
				continue
			}
			fallthrough
		default:
			hidden = true // who it is is for those who may read sources
		}
	}
	if len(out) > 3 {
		out = append(out[:3], "others")
	}
	if hidden && len(out) == 0 {
		out = []string{"a voice that is not named here"}
	}
	return out, n, nil
}

// check is what is to be said of the origins: refused, unless excused.
func (c *counted) check(q habeas.EstimateQuestion) []estimate.Finding {
	why := map[[2]habeas.ID]string{}
	for _, x := range q.Excused {
		why[[2]habeas.ID{x.A, x.B}] = x.Why
	}
	var origins []estimate.Origin
	excused := map[estimate.Origin]string{}
	for _, o := range c.Origins {
		e := estimate.Origin{List: c.Lists[o.List].Name, From: o.Says}
		origins = append(origins, e)
		a, b := c.Lists[o.List].IDs[0], c.Lists[o.From].IDs[0]
		excused[e] = why[[2]habeas.ID{min(a, b), max(a, b)}]
	}
	return estimate.CheckOrigins(origins, excused)
}
