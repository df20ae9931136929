package places

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/habeas-record/habeas/edtf"
)

// maxLine is the longest line of a gazetteer, in bytes.
const maxLine = 1 << 20

// Load reads a gazetteer: see the package documentation for its form. An error
// names the line and what to change.
func Load(r io.Reader) (*Gazetteer, error) { return (&Gazetteer{}).With(r) }

// With returns a gazetteer with the places of g and those of a file, which may
// lie in places of g. A place of the file with the id of one of g takes its
// place. g is not changed.
func (g *Gazetteer) With(r io.Reader) (*Gazetteer, error) { return g.with(r) }

// with lays several files over g, each over those before it.
func (g *Gazetteer) with(files ...io.Reader) (*Gazetteer, error) {
	all := slices.Clone(g.places)
	at := make(map[string]int, len(all))
	for i, p := range all {
		at[p.ID] = i
	}
	for _, r := range files {
		read, err := readFile(r)
		if err != nil {
			return nil, fmt.Errorf("read the gazetteer: %w", err)
		}
		for _, p := range read {
			if i, ok := at[p.ID]; ok {
				all[i] = p.Place
				continue
			}
			at[p.ID] = len(all)
			all = append(all, p.Place)
		}
		for _, p := range read {
			for _, w := range p.Within {
				if _, ok := at[w.ID]; !ok {
					return nil, fmt.Errorf("read the gazetteer: line %d: %q lies within %q, which is no id of the list", p.line, p.ID, w.ID)
				}
			}
		}
	}
	if round := circle(all, at); round != "" {
		return nil, fmt.Errorf("read the gazetteer: %q lies within itself: look at the column within", round)
	}
	return index(all), nil
}

// line is a place with the line of the file it was read from.
type line struct {
	Place
	line int
}

func readFile(r io.Reader) ([]line, error) {
	scan := bufio.NewScanner(r)
	scan.Buffer(make([]byte, 0, 64<<10), maxLine)
	var cols []string
	var out []line
	seen := map[string]int{}
	n := 0
	for scan.Scan() {
		n++
		b := scan.Bytes()
		if n == 1 {
			b = bytes.TrimPrefix(b, []byte("\ufeff"))
		}
		if !utf8.Valid(b) {
			return nil, fmt.Errorf("line %d is not UTF-8: save the file as UTF-8", n)
		}
		text := strings.TrimRight(string(b), "\r")
		if strings.TrimSpace(text) == "" || text[0] == '#' {
			continue
		}
		cells := strings.Split(text, "\t")
		if cols == nil {
			var err error
			if cols, err = header(cells); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			continue
		}
		if len(cells) > len(cols) {
			return nil, fmt.Errorf("line %d has %d cells and the first line names %d columns", n, len(cells), len(cols))
		}
		p, err := readPlace(cols, cells)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if before := seen[p.ID]; before != 0 {
			return nil, fmt.Errorf("line %d: the id %q stands in line %d already", n, p.ID, before)
		}
		seen[p.ID] = n
		out = append(out, line{p, n})
	}
	switch err := scan.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, fmt.Errorf("line %d is longer than %d bytes", n+1, maxLine)
	case err != nil:
		return nil, err
	case cols == nil:
		return nil, errors.New("the file is empty: its first line names the columns, such as id, kind, within, name:en")
	case len(out) == 0:
		return nil, errors.New("the file names its columns and holds no place")
	}
	return out, nil
}

// columns are those with a name of their own, beside name and name:TAG.
var columns = []string{"id", "kind", "within", "people", "codes", "lat", "lon", "accuracy", "note", "source"}

func header(cells []string) ([]string, error) {
	cols := make([]string, len(cells))
	for i, c := range cells {
		c = strings.TrimSpace(c)
		tag, named := strings.CutPrefix(c, "name:")
		switch {
		case slices.Contains(cols[:i], c):
			return nil, fmt.Errorf("the column %q stands twice", c)
		case c == "name", slices.Contains(columns, c):
		case named && isTag(tag):
		default:
			return nil, fmt.Errorf("the column %q is not known: there are name, name:TAG, %s", c, strings.Join(columns, ", "))
		}
		cols[i] = c
	}
	for _, must := range []string{"id", "kind"} {
		if !slices.Contains(cols, must) {
			return nil, fmt.Errorf("the column %q is missing", must)
		}
	}
	if !slices.ContainsFunc(cols, func(c string) bool { return strings.HasPrefix(c, "name") }) {
		return nil, errors.New("no column holds names: call one name or name:en")
	}
	return cols, nil
}

// isTag reports whether s has the shape of a BCP 47 tag.
func isTag(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if len(part) < 2-min(i, 1) || len(part) > 8 {
			return false
		}
		for _, r := range part {
			if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' && i > 0) {
				return false
			}
		}
	}
	return true
}

func readPlace(cols, cells []string) (Place, error) {
	var p Place
	var lat, lon, accuracy string
	var err error
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		switch col := cols[i]; col {
		case "id":
			p.ID = cell
		case "kind":
			p.Kind = Kind(cell)
		case "within":
			p.Within, err = readWithin(cell)
		case "people":
			p.People = list(cell)
		case "codes":
			p.Codes, err = readCodes(cell)
		case "lat":
			lat = cell
		case "lon":
			lon = cell
		case "accuracy":
			accuracy = cell
		case "note":
			p.Note = cell
		case "source":
			p.Sources = list(cell)
		default:
			p.Names = append(p.Names, readNames(cell, strings.TrimPrefix(strings.TrimPrefix(col, "name"), ":"))...)
		}
		if err != nil {
			return Place{}, err
		}
	}
	switch {
	case !isID(p.ID):
		return Place{}, fmt.Errorf("the id %q is not one of letters, digits and - / . _", p.ID)
	case !slices.Contains(Kinds, p.Kind):
		return Place{}, fmt.Errorf("%q is no kind of place: %q must be one of %v", p.Kind, p.ID, Kinds)
	case len(p.Names) == 0:
		return Place{}, fmt.Errorf("%q has no name", p.ID)
	}
	p.Name = p.Names[0].Text
	p.Point, err = readPoint(lat, lon, accuracy)
	return p, err
}

func isID(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-/._", r) {
			return false
		}
	}
	return s != ""
}

// list cuts a cell at |; empty parts are dropped.
func list(cell string) []string {
	var out []string
	for _, s := range strings.Split(cell, "|") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func readNames(cell, tag string) []Name {
	var out []Name
	for _, s := range list(cell) {
		text, unverified := strings.CutSuffix(s, "?")
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, Name{text, tag, unverified})
		}
	}
	return out
}

// valid cuts the time something held off its end.
func valid(s string) (string, edtf.Date, error) {
	what, when, ok := strings.Cut(s, "@")
	if !ok {
		return s, edtf.Date{}, nil
	}
	d, err := edtf.Parse(when)
	if err != nil {
		return "", edtf.Date{}, fmt.Errorf("%q: what follows @ is a time in EDTF, such as 1984/2015 or /1984: %w", s, err)
	}
	return what, d, nil
}

func readWithin(cell string) ([]Within, error) {
	var out []Within
	for _, s := range list(cell) {
		id, when, err := valid(s)
		if err != nil {
			return nil, err
		}
		by, rest, ok := strings.Cut(id, ":")
		if !ok {
			by, rest = "", id
		}
		if by != "" && by != ByCode && by != ByRule || !isID(rest) {
			return nil, fmt.Errorf("%q is no id of a place, with code: or rule: before it or without", s)
		}
		out = append(out, Within{rest, by, when})
	}
	return out, nil
}

func readCodes(cell string) ([]Code, error) {
	var out []Code
	for _, s := range list(cell) {
		code, when, err := valid(s)
		if err != nil {
			return nil, err
		}
		scheme, value, ok := strings.Cut(code, ":")
		if !ok || scheme == "" || value == "" {
			return nil, fmt.Errorf("%q is not SCHEME:CODE, such as gb:654221", s)
		}
		out = append(out, Code{scheme, value, when})
	}
	return out, nil
}

func readPoint(lat, lon, accuracy string) (*Point, error) {
	if lat == "" && lon == "" {
		if accuracy != "" {
			return nil, fmt.Errorf("an accuracy of %q is given for no point", accuracy)
		}
		return nil, nil
	}
	north, errN := strconv.ParseFloat(lat, 64)
	east, errE := strconv.ParseFloat(lon, 64)
	if errN != nil || errE != nil || !(math.Abs(north) <= 90) || !(math.Abs(east) <= 180) {
		return nil, fmt.Errorf("%q, %q is no latitude and longitude in degrees", lat, lon)
	}
	p := &Point{Lat: north, Lon: east}
	for _, word := range strings.Fields(accuracy) {
		if m, err := strconv.Atoi(word); err == nil && m > 0 && p.Accuracy == 0 {
			p.Accuracy = m
		} else if err != nil && p.Of == "" {
			p.Of = word
		} else {
			return nil, fmt.Errorf("%q is not what the point is and its metres, such as seat 5000", accuracy)
		}
	}
	return p, nil
}

// circle returns the id of a place that lies within itself, or "".
func circle(all []Place, at map[string]int) string {
	const (
		walking = 1
		done    = 2
	)
	state := make([]uint8, len(all))
	// Deep nesting comes from files, so the way up is a list and no recursion.
	type step struct{ place, next int }
	for i := range all {
		way := []step{{place: i}}
		for len(way) > 0 {
			top := &way[len(way)-1]
			state[top.place] = max(state[top.place], walking)
			up := all[top.place].Within
			if state[top.place] == done || top.next == len(up) {
				state[top.place] = done
				way = way[:len(way)-1]
				continue
			}
			to := at[up[top.next].ID]
			top.next++
			switch state[to] {
			case walking:
				return all[to].ID
			case 0:
				way = append(way, step{place: to})
			}
		}
	}
	return ""
}
