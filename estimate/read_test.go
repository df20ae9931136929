package estimate

import (
	"strings"
	"testing"
)

func TestReadCSV(t *testing.T) {
	for name, text := range map[string]string{
		"counts":      "A,B,count\n1,0,3\n1,1,2\n0,1,4\n",
		"people":      "id,A,B\np1,1,0\np2,1,0\np3,1,0\np4,1,1\np5,1,1\np6,0,1\np7,0,1\np8,0,1\np9,0,1\n",
		"in any case": "\ufeffA, B ,Count\n1,0,3\n1,1,1\n1,1,1\n0,1,4\n0,0,9\n",
	} {
		tab, dropped, err := ReadCSV(strings.NewReader(text))
		if err != nil || tab.N() != 9 || tab.Size(0) != 5 || tab.Size(1) != 6 || dropped != map[string]int{"in any case": 9}[name] {
			t.Errorf("%s: %+v, %d dropped, %v", name, tab, dropped, err)
		}
	}
	for text, says := range map[string]string{
		"":                               "empty",
		"count\n5\n":                     "no lists",
		"A,A,count\n":                    "two columns are named",
		"A,B,count\n1,2,3\n":             `"2" under B`,
		"A,B,count\n1,0,-3\n":            "zero or more",
		"A,B,count\n1,0,many\n":          "not a number",
		"A,B,count\n1,0,2.5\n":           "whole people",
		"A,B,count\n1,0,NaN\n":           "not a number",
		"A,B,count\n1,0,1e300\n":         "check the count",
		"A,B,count\n1,0\n":               "wrong number of fields",
		"A,,count\n1,0,3\n":              "has no name",
		"A,count,n\n1,1,1\n":             "two columns hold counts",
		strings.Repeat("x,", 40) + "n\n": "two columns are named",
	} {
		if _, _, err := ReadCSV(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.30q: %v, want %q", text, err, says)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add("A,B,count\n1,0,3\n")
	f.Add("id,A,B\nx,1,0\n")
	f.Fuzz(func(t *testing.T, text string) {
		tab, dropped, err := ReadCSV(strings.NewReader(text))
		if err == nil && (len(tab.Lists) == 0 || tab.N() < 0 || dropped < 0) {
			t.Errorf("%q is read as %+v", text, tab)
		}
	})
}
