package chart

import (
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got+"\n" != string(want) {
		t.Errorf("%s differs; look at the picture, then run go test -update", name)
	}
}

func sample(dir string) Timeline {
	return Timeline{
		Title: "Timeline of Aigul Bekturkyzy", Desc: "4 claims with a date.", Dir: dir,
		Entries: []Entry{
			{Label: "seen by a former detainee", When: "February 2018", From: "2018-02-01", To: "2018-02-28"},
			{Label: "taken from home", When: "late August 2017", From: "2017-08-21", To: "2017-08-31", Approx: true},
			{Label: "offices called twice", When: "13 November 2017", From: "2017-11-13", To: "2017-11-13", Enquiry: true},
			{Label: "sister asks the police", When: "2017", From: "2017-01-01", To: "2017-12-31", Enquiry: true},
			{Label: "passport taken", When: "before June 2017", To: "2017-06-01"},
			{Label: "said to be ill", When: "date not known"},
		},
		HeldFrom: "2017-08-21", HeldTo: "2018-02-28", SilentFrom: "2018-02-28", SilentLabel: "no news since", Until: "2019-12-01",
		Tick: func(year, month int) string {
			if month == 0 {
				return strconv.Itoa(year)
			}
			return fmt.Sprintf("%d-%02d", year, month)
		},
	}
}

func overlapSample(dir string) Overlap {
	return Overlap{
		Title: "People on each combination of lists", Dir: dir,
		Lists: []string{"Register of relatives, 2018", "Newspaper list", "Court notices", "Letters <office>"},
		Sizes: []int{42, 31, 18, 7},
		Cells: []Cell{{[]int{0}, 21}, {[]int{1}, 12}, {[]int{0, 1}, 14}, {[]int{2}, 9}, {[]int{0, 2}, 4}, {[]int{0, 1, 2, 3}, 3}, {[]int{3}, 0}, {[]int{1, 2, 3}, 2}},
	}
}

func TestGolden(t *testing.T) {
	golden(t, "timeline.svg", sample("ltr").SVG())
	golden(t, "timeline-rtl.svg", sample("rtl").SVG())
	golden(t, "overlap.svg", overlapSample("ltr").SVG())
	golden(t, "overlap-rtl.svg", overlapSample("rtl").SVG())
	golden(t, "bar.svg", Bar(0.375, "ltr")+"\n"+Bar(0.375, "rtl")+"\n"+Bar(0, "ltr"))
}

func TestSortedPutsTheUndatedLast(t *testing.T) {
	var got []string
	for _, e := range sample("ltr").Sorted() {
		got = append(got, e.When)
	}
	want := "2017|before June 2017|late August 2017|13 November 2017|February 2018|date not known"
	if strings.Join(got, "|") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestNothingToDraw(t *testing.T) {
	if s := (Timeline{Entries: []Entry{{Label: "x"}}}).SVG(); s != "" {
		t.Errorf("a timeline without dates is drawn: %s", s)
	}
	if s := (Overlap{Lists: []string{"a"}, Cells: []Cell{{On: []int{0}}}}).SVG(); s != "" {
		t.Errorf("overlaps of nobody are drawn: %s", s)
	}
}

func TestBarsAreMeasuredAgainstTheLargest(t *testing.T) {
	bars := Bars([]Count{{N: 5}, {N: 10}, {N: 0}}, "ltr")
	for i, want := range []string{`width="50"`, `width="100"`, ""} {
		if want == "" {
			if strings.Contains(bars[i], "<rect") {
				t.Errorf("a count of 0 has a bar: %s", bars[i])
			}
		} else if !strings.Contains(bars[i], want) {
			t.Errorf("bar %d is %s, want %s", i, bars[i], want)
		}
	}
	if s := Bar(math.NaN(), "ltr"); strings.Contains(s, "NaN") {
		t.Error(s)
	}
}

var days = rapid.OneOf(rapid.Just(""), rapid.Custom(func(t *rapid.T) string {
	return fmt.Sprintf("%04d-%02d-%02d", rapid.IntRange(1930, 2030).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 31).Draw(t, "day"))
}))

// Whatever is claimed, the picture is well formed, inside its frame, free of
// numbers that are none, and labels of one lane do not touch.
func TestTimelineProperties(t *testing.T) {
	entry := rapid.Custom(func(t *rapid.T) Entry {
		return Entry{
			Label: rapid.StringN(0, 60, -1).Draw(t, "label"), When: rapid.StringN(0, 60, -1).Draw(t, "when"),
			From: days.Draw(t, "from"), To: days.Draw(t, "to"),
			Approx: rapid.Bool().Draw(t, "approx"), Enquiry: rapid.Bool().Draw(t, "enquiry"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		tl := sample(rapid.SampledFrom([]string{"ltr", "rtl"}).Draw(t, "dir"))
		tl.Entries = rapid.SliceOfN(entry, 0, 25).Draw(t, "entries")
		tl.HeldFrom, tl.HeldTo = days.Draw(t, "held from"), days.Draw(t, "held to")
		tl.SilentFrom, tl.Until = days.Draw(t, "silent"), days.Draw(t, "until")
		tl.Title = rapid.String().Draw(t, "title")
		svg := tl.SVG()
		if svg != "" {
			inFrame(t, svg)
		}
		if svg != tl.SVG() {
			t.Error("drawn twice, two pictures")
		}
	})
}

func TestOverlapProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := Overlap{Title: "o", Dir: rapid.SampledFrom([]string{"ltr", "rtl"}).Draw(t, "dir"),
			Lists: rapid.SliceOfN(rapid.String(), 1, 8).Draw(t, "lists")}
		o.Cells = rapid.SliceOf(rapid.Custom(func(t *rapid.T) Cell {
			return Cell{On: rapid.SliceOfDistinct(rapid.IntRange(0, len(o.Lists)-1), rapid.ID[int]).Draw(t, "on"), N: rapid.IntRange(-1, 100000).Draw(t, "n")}
		})).Draw(t, "cells")
		if svg := o.SVG(); svg != "" {
			inFrame(t, svg)
		}
	})
}

// inFrame reads the picture as XML and checks every coordinate and text.
func inFrame(t *rapid.T, svg string) {
	if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
		t.Fatalf("a number that is none: %s", svg)
	}
	var width, height float64
	var rtl bool
	var attrs map[string]string
	dec := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("not well formed: %v\n%s", err, svg)
		}
		switch el := tok.(type) {
		case xml.StartElement:
			attrs = map[string]string{"": el.Name.Local}
			for _, a := range el.Attr {
				attrs[a.Name.Local] = a.Value
			}
			if v, ok := attrs["viewBox"]; ok {
				fmt.Sscanf(v, "0 0 %g %g", &width, &height)
				rtl = attrs["direction"] == "rtl"
			}
			for name, limit := range map[string]float64{"x": width, "x1": width, "x2": width, "cx": width, "y": height, "y1": height, "y2": height, "cy": height} {
				if v, ok := attrs[name]; ok {
					f, err := strconv.ParseFloat(v, 64)
					if err != nil || f < -0.05 || f > limit+0.05 {
						t.Fatalf("%s of %s is %s, outside 0 to %g", name, el.Name.Local, v, limit)
					}
				}
			}
			if v := attrs["width"]; el.Name.Local == "rect" {
				f, err := strconv.ParseFloat(v, 64)
				x, _ := strconv.ParseFloat(attrs["x"], 64)
				if err != nil || f < 0 || x+f > width+0.15 {
					t.Fatalf("a bar is %s wide from %g", v, x)
				}
			}
			for _, spot := range strings.FieldsFunc(attrs["d"], func(r rune) bool { return strings.ContainsRune("MLZ", r) }) {
				var x, y float64
				if n, err := fmt.Sscanf(spot, "%g %g", &x, &y); n != 2 || err != nil || x < -0.05 || x > width+0.05 || y < -0.05 || y > height+0.05 {
					t.Fatalf("a path goes through %q, outside %g by %g", spot, width, height)
				}
			}
		case xml.CharData:
			if attrs[""] == "text" {
				textInFrame(t, string(el), attrs, width, rtl)
			}
		case xml.EndElement:
			attrs = map[string]string{}
		}
	}
}

func textInFrame(t *rapid.T, s string, attrs map[string]string, width float64, rtl bool) {
	x, _ := strconv.ParseFloat(attrs["x"], 64)
	if rtl {
		x = width - x
	}
	w := textWidth(s)
	left := x
	switch attrs["text-anchor"] {
	case "middle":
		left = x - w/2
	case "end":
		left = x - w
	}
	if left < -1 || left+w > width+1 {
		t.Fatalf("%q runs from %g to %g in a picture %g wide", s, left, left+w, width)
	}
}

func TestLabelsOfOneLaneDoNotTouch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var flags []*pennant
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			x := rapid.Float64Range(margin, timelineWidth-margin).Draw(t, "x")
			f := &pennant{entry: Entry{Label: rapid.StringN(0, 40, -1).Draw(t, "label")}, from: x, to: x}
			f.layOut()
			flags = append(flags, f)
		}
		lanes := assignLanes(flags)
		for i, a := range flags {
			if a.lane < 0 || a.lane >= lanes {
				t.Fatalf("lane %d of %d", a.lane, lanes)
			}
			for _, b := range flags[i+1:] {
				if a.lane == b.lane && a.left < b.right && b.left < a.right {
					t.Fatalf("%q and %q overlap in lane %d", a.label, b.label, a.lane)
				}
			}
		}
	})
}

func TestEscape(t *testing.T) {
	tl := sample("ltr")
	tl.Entries[0].Label = `<script>alert("1")</script>`
	tl.Title = `"><script>`
	if svg := tl.SVG(); strings.Contains(svg, "<script") {
		t.Error(svg)
	}
}
