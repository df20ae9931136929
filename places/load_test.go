package places

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const small = `# invented
id	kind	within	name:en	name	codes	lat	lon	accuracy	note	people	source
x	country		Exland|Land of X				 			Exian|Exians	own
x/n	region	x	North		ex:1|ex:9@/1990	10.5	-20	seat 3000	The north.		own
x/n/a	city	code:x|rule:x/n@1990/..	Aville?	Авиль	ex:11					own
`

func TestLoad(t *testing.T) {
	g, err := Load(strings.NewReader("\ufeff" + strings.ReplaceAll(small, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	if g.Len() != 3 {
		t.Fatalf("%d places", g.Len())
	}
	a, _ := g.Place("x/n/a")
	if fmt.Sprint(a.Names) != "[{Aville en true} {Авиль  false}]" || a.Within[0].By != ByCode || a.Within[1].Valid.String() != "1990/.." {
		t.Errorf("read %+v", a)
	}
	n, _ := g.Place("x/n")
	if *n.Point != (Point{10.5, -20, "seat", 3000}) || n.Codes[1].Valid.String() != "/1990" || n.Note != "The north." {
		t.Errorf("read %+v", n)
	}
	if r := g.Relation("x/n", "x/n/a"); r.Rel != Contains || r.By != ByRule {
		t.Errorf("the north to its city: %v", r)
	}
	if p, ok := g.Find("Авиль", Options{}).One(); !ok || p.ID != "x/n/a" {
		t.Errorf("the city is found as %v", p)
	}
	if p, ok := g.OfPeople("exians"); !ok || p.ID != "x" {
		t.Errorf("Exians are of %v", p)
	}
}

func TestWithLaysOver(t *testing.T) {
	before := Embedded().Len()
	g, err := Embedded().With(strings.NewReader("id\tkind\twithin\tname\ncn-654221\tcounty\tcn-654200\tMyemin\nvillage\tarea\tcn-654221\tHilltop\n"))
	if err != nil {
		t.Fatal(err)
	}
	if g.Len() != before+1 || Embedded().Len() != before {
		t.Errorf("%d places, then %d and %d", before, g.Len(), Embedded().Len())
	}
	if p, _ := g.Place("cn-654221"); p.Name != "Myemin" || len(g.Find("Dorbiljin", Options{}).Hits) > 0 && g.Find("Dorbiljin", Options{}).Hits[0].Score == 1 {
		t.Error("the line of the file did not take the place of that of the list")
	}
	if r := g.Relation("cn-654000", "village"); r.Rel != Contains {
		t.Errorf("Ili to the village: %v", r)
	}
}

func TestLoadRefuses(t *testing.T) {
	for file, want := range map[string]string{
		"":                                                                      "the file is empty",
		"# only this\n":                                                         "the file is empty",
		"id\tkind\tname\n":                                                      "holds no place",
		"id\tname\n":                                                            `the column "kind" is missing`,
		"id\tkind\n":                                                            "no column holds names",
		"id\tkind\tname\tid\n":                                                  `the column "id" stands twice`,
		"id\tkind\tname\tcolour\n":                                              `line 1: the column "colour" is not known`,
		"id\tkind\tname:English!\n":                                             "is not known",
		"id\tkind\tname\nx\tcountry\tX\ty\n":                                    "line 2 has 4 cells",
		"id\tkind\tname\nx\tempire\tX\n":                                        `"empire" is no kind`,
		"id\tkind\tname\nx y\tcountry\tX\n":                                     "the id",
		"id\tkind\tname\nx\tcountry\t \n":                                       "has no name",
		"id\tkind\tname\nx\tcountry\t?\n":                                       "has no name",
		"id\tkind\tname\nx\tcountry\tX\nx\tarea\tY\n":                           "stands in line 2 already",
		"id\tkind\tname\twithin\nx\tarea\tX\ty\n":                               `line 2: "x" lies within "y"`,
		"id\tkind\tname\twithin\nx\tarea\tX\tby:y\n":                            "is no id of a place",
		"id\tkind\tname\twithin\nx\tarea\tX\tx\n":                               "lies within itself",
		"id\tkind\tname\tcodes\nx\tarea\tX\t12\n":                               "is not SCHEME:CODE",
		"id\tkind\tname\tcodes\nx\tarea\tX\ta:1@soon\n":                         "a time in EDTF",
		"id\tkind\tname\tlat\tlon\nx\tarea\tX\t91\t0\n":                         "no latitude and longitude",
		"id\tkind\tname\tlat\tlon\nx\tarea\tX\tNaN\t0\n":                        "no latitude and longitude",
		"id\tkind\tname\tlat\tlon\nx\tarea\tX\t5\t\n":                           "no latitude and longitude",
		"id\tkind\tname\tlat\tlon\taccuracy\nx\tarea\tX\t5\t5\tseat -3":         "is not what the point is",
		"id\tkind\tname\taccuracy\nx\tarea\tX\tseat 3\n":                        "is given for no point",
		"id\tkind\tname\nx\tarea\t\xff\n":                                       "line 2 is not UTF-8",
		"id\tkind\tname\nx\tarea\t" + strings.Repeat("y", maxLine) + "":         "longer than",
		"id\tkind\tname\twithin\na\tarea\tA\tb\nb\tarea\tB\tc\nc\tarea\tC\ta\n": "lies within itself",
	} {
		g, err := Load(strings.NewReader(file))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want an error with %q", file, err, want)
		}
		if g != nil {
			t.Errorf("%.60q left a gazetteer", file)
		}
	}
}

// A long chain of places is walked without recursion and in linear time.
func TestLoadDeep(t *testing.T) {
	var b strings.Builder
	b.WriteString("id\tkind\tname\twithin\np0\tregion\tP\t\n")
	const n = 20000
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "p%d\tregion\tP\tp%d\n", i, i-1)
	}
	g, err := Load(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if r := g.Relation("p0", fmt.Sprintf("p%d", n-1)); r.Rel != Contains {
		t.Errorf("the top to the bottom: %v", r)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(small)
	f.Add("id\tkind\tname\twithin\na\tarea\tA\tb\nb\tarea\tB\ta\n")
	f.Add("id\tkind\tname:ug-Latn\tcodes\na\tarea\tA|B?|\tgb:1@1984/..|gb:2@/1984\n")
	f.Fuzz(func(t *testing.T, file string) {
		g, err := Load(strings.NewReader(file))
		if err != nil {
			if strings.Contains(err.Error(), "\n") && !strings.Contains(file, "\n") {
				t.Fatalf("an error of several lines: %v", err)
			}
			return
		}
		for _, p := range g.All() {
			if len(p.Names) == 0 || !slices.Contains(Kinds, p.Kind) {
				t.Fatalf("%+v", p)
			}
			for _, up := range g.Parents(p) {
				if r := g.Relation(up.ID, p.ID); r.Rel != Contains {
					t.Fatalf("%s is %s to %s, which lies in it", up.ID, r.Rel, p.ID)
				}
			}
			g.Find(p.Name, Options{})
		}
	})
}
