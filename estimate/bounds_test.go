package estimate

import (
	"bufio"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// The estimators by coverage equal the reference's as it prints them.
func TestCoverageAgainstReference(t *testing.T) {
	open(t, "kosovo_4list.csv")
	f, err := os.Open(filepath.Join(os.Getenv("HABEAS_DATA"), "estimate", "care.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := 0
	for s := bufio.NewScanner(f); s.Scan(); {
		w := strings.Fields(s.Text())
		if len(w) < 3 || w[1] != "HSC" && w[1] != "LSC" {
			continue
		}
		rows++
		c, ok := cover(open(t, strings.TrimPrefix(w[0], "mse/")+".csv"))
		want, _ := strconv.ParseFloat(w[2], 64)
		if got := map[string]float64{"HSC": c.high, "LSC": c.low}[w[1]]; !ok || math.Abs(got-want) > 0.051 {
			t.Errorf("%s %s is %.1f, want %.1f", w[0], w[1], got, want)
		}
	}
	if rows < 14 {
		t.Errorf("only %d rows of the reference were read", rows)
	}
}

// The log-linear families equal the reference's.
func TestDifferingAgainstReference(t *testing.T) {
	open(t, "kosovo_4list.csv")
	f, err := os.Open(filepath.Join(os.Getenv("HABEAS_DATA"), "estimate", "rcapture.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	row := regexp.MustCompile(`^(Mt|Mth (?:Poisson2|Darroch|Gamma3\.5|Chao \(LB\))) +([0-9.]+) +([0-9.]+) `)
	var got map[string]Family
	rows := 0
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, ok := strings.CutPrefix(s.Text(), "== "); ok {
			got = nil
			got = Differing(open(t, strings.Fields(name)[0]))
		}
		m := row.FindStringSubmatch(s.Text())
		if m == nil || got == nil {
			continue
		}
		rows++
		x := got[m[1]]
		if want, _ := strconv.ParseFloat(m[2], 64); math.Abs(x.N-want) > 0.1 && want < 1e6 {
			t.Errorf("%s is %.1f, want %.1f", m[1], x.N, want)
		}
		if want, _ := strconv.ParseFloat(m[3], 64); math.Abs(x.SE-want) > 0.1+1e-4*want && want < 1e6 {
			t.Errorf("the error of %s is %.1f, want %.1f", m[1], x.SE, want)
		}
	}
	if rows < 70 {
		t.Errorf("only %d rows of the reference were read", rows)
	}
}

// Tails of Poisson equal the library's where it can tell them apart.
func TestLogTail(t *testing.T) {
	for _, x := range [][2]float64{{0, 3}, {3, 3}, {3, 0.5}, {2, 9.5}, {40, 22}, {900, 1000}, {1100, 1000}} {
		d := distuv.Poisson{Lambda: x[1]}
		want := d.CDF(x[0])
		if x[0] >= x[1] {
			want = 1 - d.CDF(x[0]-1)
		}
		if got := math.Exp(logTail(x[0], x[1])); math.Abs(got-want) > 1e-10 {
			t.Errorf("%v: %g, want %g", x, got, want)
		}
	}
	if far := logTail(3000, 100); !(far < -5000) || math.IsInf(far, 0) {
		t.Errorf("far off: %g", far)
	}
}

// The stepwise log-linear models equal the reference's: estimate and limits of
// normal theory.
func TestLogLinearAgainstReference(t *testing.T) {
	for name, want := range map[string][3]float64{
		"uk_slavery_6list": {9977.283, 11417.99, 13145.66}, "uk_slavery_5list": {9884.403, 11312.99, 13027.4}, "netherlands_trafficking_5list": {98675.43, 121521.6, 150138.9},
		"netherlands_trafficking_6list": {92439.86, 111139.4, 133991.5}, "neworleans_trafficking_8list": {720.9244, 1183.692, 2046.058}, "neworleans_trafficking_5list": {658.2584, 1034.151, 1708.602},
		"western_us_trafficking_5list": {1657.094, 2483.384, 3830.03}, "australia_trafficking_4list": {2882.135, 6496.009, 15401.36}, "kosovo_4list": {12541.28, 14341.66, 16540.19},
		"hiv_lazio_4list": {9519.535, 11124.58, 13067.54}, "artificial_3list_nonidentifiable": {278.6542, 539.0939, 1170.885}, "congenital_massachusetts_5list": {593.2, 609.9, 631.5},
		"spina_bifida_ny_3list": {707.5, 730.9, 761.1}, "korea_palembang_3list": {202.5, 268.8, 390.2}, "lesbian_allegheny_4list": {4838.6, 5350.5, 5961.2},
	} {
		r := LogLinear{Naive: true}.Run(open(t, name+".csv"))
		for i, got := range []float64{r.Q025, r.Median, r.Q975} {
			if math.Abs(got-want[i]) > 0.06 {
				t.Errorf("%s: %.2f, want %.2f (%s)", name, got, want[i], r.Model)
			}
		}
	}
}

func TestChaoAndChapman(t *testing.T) {
	if got := Chao(open(t, "kosovo_4list.csv")).Median; math.Abs(got-10270.48) > 0.01 {
		t.Errorf("Chao's bound of Kosovo is %.2f", got)
	}
	two, _, err := NewTable([]string{"A", "B"}, []Cell{{1, 30}, {2, 40}, {3, 20}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := Chapman(two).Median, 51.0*61/21-1; math.Abs(got-want) > 1e-9 {
		t.Errorf("Chapman's estimate is %g, want %g", got, want)
	}
}

// Models that the counts do not determine are refused: three lists of which some
// share nobody, after Chan, Silverman and Vincent.
func TestModelsWithoutAnEstimate(t *testing.T) {
	tab := open(t, "artificial_3list_nonidentifiable.csv")
	m := newModel(tab)
	y := m.counts(tab)
	for _, x := range []struct {
		in   pairs
		fits bool
	}{
		{nil, true}, {pairs{{0, 1}}, false}, {pairs{{0, 2}}, true}, {pairs{{1, 2}}, true},
		{pairs{{0, 2}, {1, 2}}, true}, {pairs{{0, 1}, {0, 2}}, false}, {pairs{{0, 1}, {1, 2}}, false}, {pairs{{0, 1}, {0, 2}, {1, 2}}, false},
	} {
		if _, err := m.fit(y, x.in); (err == nil) != x.fits {
			t.Errorf("%v: %v", x.in, err)
		}
	}
}
