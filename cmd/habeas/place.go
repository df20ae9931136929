package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/habeas-record/habeas/places"
)

// gazetteer is the list of places a command works with.
type gazetteer struct {
	Gazetteer string `help:"Your own list of places, over the one built in; \"habeas place check\" reads it first." placeholder:"FILE" type:"path"`
}

func (g gazetteer) load() (*places.Gazetteer, error) {
	if g.Gazetteer == "" {
		return places.Embedded(), nil
	}
	f, err := os.Open(g.Gazetteer)
	if err != nil {
		return nil, fmt.Errorf("read the gazetteer: %w", err)
	}
	defer f.Close()
	loaded, err := places.Embedded().With(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", g.Gazetteer, err)
	}
	return loaded, nil
}

type placeCmd struct {
	Find     placeFindCmd     `cmd:"" help:"Every place that a name in any script and spelling, or a code, may mean, with the reasons."`
	Relation placeRelationCmd `cmd:"" help:"How one place lies to another: same, contains, within, adjacent-sibling, disjoint or unknown."`
	Check    placeCheckCmd    `cmd:"" help:"Read a gazetteer and say what is in it, or which line is wrong."`
}

type placeFindCmd struct {
	gazetteer
	Name   []string `arg:"" help:"A name, with places above it or without: \"Dorbiljin, Ili\"; or a code: 652522."`
	Within string   `help:"Only places in this one, by its id or a name that is its alone." placeholder:"PLACE"`
	Kind   string   `help:"Only places of this kind: country, region, prefecture, city, county, district, area, facility." placeholder:"KIND"`
	Limit  int      `help:"The most places shown." short:"k" default:"10" placeholder:"N"`
	JSON   bool     `help:"Print one JSON document." name:"json"`
}

func (c *placeFindCmd) Run(t terminal) error {
	g, err := c.load()
	if err != nil {
		return err
	}
	o := places.Options{Kind: places.Kind(c.Kind), Limit: c.Limit}
	if c.Kind != "" && !slices.Contains(places.Kinds, o.Kind) {
		return misuse("%q is no kind of place: choose one of %v", c.Kind, places.Kinds)
	}
	if c.Limit < 1 {
		return misuse("--limit %d: show at least one place", c.Limit)
	}
	if c.Within != "" {
		in, err := onePlace(g, c.Within)
		if err != nil {
			return err
		}
		o.Within = in.ID
	}
	a := g.Find(strings.Join(c.Name, " "), o)
	if c.JSON {
		return printJSON(t.out, a)
	}
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	for _, h := range a.Hits {
		fmt.Fprintf(w, "%s\t%s\t%s %s\t%s\n", h.Band, h.Place.ID, h.Place.Kind, h.Place.Name, strings.Join(h.Why, "; "))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	switch {
	case len(a.Hits) == 0:
		fmt.Fprintln(t.err, "habeas: no place of the list has a name like that")
	case a.Ambiguous:
		fmt.Fprintln(t.err, "habeas: more than one place is likely; which is meant is yours to say")
	}
	return nil
}

// onePlace returns the place of an id, or the only one that a name likely
// means.
func onePlace(g *places.Gazetteer, name string) (places.Place, error) {
	if p, ok := g.Place(name); ok {
		return p, nil
	}
	a := g.Find(name, places.Options{})
	if p, ok := a.One(); ok {
		return p, nil
	}
	if !a.Ambiguous {
		return places.Place{}, fmt.Errorf("no place of the list is called %q: look with \"habeas place find\"", name)
	}
	var fit []string
	for _, h := range a.Hits {
		if h.Band == places.Likely {
			fit = append(fit, h.Place.ID)
		}
	}
	return places.Place{}, fmt.Errorf("%q may be %s: name one by its id", name, strings.Join(fit, " or "))
}

type placeRelationCmd struct {
	gazetteer
	First  string `arg:"" help:"A place, by its id or a name that is its alone."`
	Second string `arg:"" help:"The place it is compared with."`
	JSON   bool   `help:"Print one JSON document." name:"json"`
}

func (c *placeRelationCmd) Run(t terminal) error {
	g, err := c.load()
	if err != nil {
		return err
	}
	a, err := onePlace(g, c.First)
	if err != nil {
		return err
	}
	b, err := onePlace(g, c.Second)
	if err != nil {
		return err
	}
	r := g.Relation(a.ID, b.ID)
	if c.JSON {
		return printJSON(t.out, struct {
			First  string `json:"first"`
			Second string `json:"second"`
			places.Relation
		}{a.ID, b.ID, r})
	}
	line := string(r.Rel)
	if r.By != "" {
		line += ", by " + r.By + " alone"
	}
	if p, ok := g.Place(r.Through); ok {
		line += ", in " + p.Name
	}
	_, err = fmt.Fprintln(t.out, line)
	return err
}

type placeCheckCmd struct {
	File string `arg:"" help:"The gazetteer: one place a line, cells parted by tabs, the columns id, kind, within, name:en … named in the first line."`
	JSON bool   `help:"Print one JSON document." name:"json"`
}

func (c *placeCheckCmd) Run(t terminal) error {
	g, err := gazetteer{c.File}.load()
	if err != nil {
		return err
	}
	added := g.Len() - places.Embedded().Len()
	if c.JSON {
		return printJSON(t.out, struct {
			Added int `json:"added"`
			Whole int `json:"whole"`
		}{added, g.Len()})
	}
	_, err = fmt.Fprintf(t.out, "the file can be read: it adds %d places to the list built in, which are then %d\n", added, g.Len())
	return err
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
