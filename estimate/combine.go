package estimate

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"
)

// A Replicate is what was estimated after one filling-in of what the records do
// not say, such as to which stratum a person belongs.
type Replicate struct {
	Name     string
	Observed int       // people on at least one list
	Draws    []float64 // of N, those included
}

// fewReplicates is how many replicates say too little of what differs between them.
const fewReplicates = 10

// Combine makes one estimate of replicates by the rules for multiple imputation
// (Rubin 1987), on the logarithm of the unseen: the variance within them and
// that between them both widen the interval. It takes two at the least.
func Combine(rs []Replicate) (Result, error) {
	res := Result{Modes: []float64{}, Warnings: []string{}, Reasons: []string{}, Priors: "those of the replicates",
		Model: fmt.Sprintf("%d replicates combined on the logarithm of the unseen", len(rs))}
	if len(rs) < 2 {
		return res, errors.New("it takes at least two replicates to tell how they differ")
	}
	if len(rs) < fewReplicates {
		res.Warnings = append(res.Warnings, fmt.Sprintf("%d replicates say little of how they differ: make %d or more", len(rs), fewReplicates))
	}
	m := float64(len(rs))
	within, observed, unseen := 0.0, 0.0, 0.0
	means := make([]float64, len(rs))
	for i, r := range rs {
		if len(r.Draws) < 2 {
			return res, fmt.Errorf("replicate %s has %d draws: give each at least two", r.Name, len(r.Draws))
		}
		logs := make([]float64, len(r.Draws))
		for k, n := range r.Draws {
			n0 := n - float64(r.Observed)
			if !(n0 >= 0) || math.IsInf(n0, 0) {
				return res, fmt.Errorf("replicate %s has a draw of %g people, and %d are on a list: a draw counts those too", r.Name, n, r.Observed)
			}
			unseen += n0 / float64(len(r.Draws)) / m
			logs[k] = math.Log(math.Max(n0, 0.1)) // of whole people: 0 stands as 0.1
		}
		mean, v := meanVar(logs)
		means[i] = mean
		within += v / m
		observed += float64(r.Observed) / m
	}
	mean, between := meanVar(means)
	total := within + (m+1)/m*between
	t := 1.959964
	if between > 0 {
		df := (m - 1) * math.Pow(1+within/((m+1)*between), 2)
		t = distuv.StudentsT{Mu: 0, Sigma: 1, Nu: math.Min(df, 1e9)}.Quantile(0.975)
	}
	at := func(z float64) float64 { return observed + math.Exp(mean+z*math.Sqrt(total)) }
	res.Q025, res.Median, res.Q975 = at(-t), at(0), at(t)
	res.Mean = observed + unseen
	return res, nil
}

// ReadReplicates reads a CSV with the columns replicate, n_obs and N, one row
// for each draw.
func ReadReplicates(r io.Reader) ([]Replicate, error) {
	in := csv.NewReader(r)
	in.TrimLeadingSpace = true
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	at := map[string]int{"replicate": -1, "n_obs": -1, "N": -1}
	for i, h := range header {
		if h = strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")); at[h] == -1 {
			at[h] = i
		}
	}
	if at["replicate"] < 0 || at["n_obs"] < 0 || at["N"] < 0 {
		return nil, errors.New("the columns replicate, n_obs and N are needed: one row for each draw")
	}
	var out []Replicate
	known := map[string]int{}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the rows: %w", err)
		}
		line, _ := in.FieldPos(0)
		seen, err := count(strings.TrimSpace(row[at["n_obs"]]))
		if err != nil {
			return nil, fmt.Errorf("line %d: n_obs: %w", line, err)
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(row[at["N"]]), 64)
		if err != nil || math.IsNaN(n) {
			return nil, fmt.Errorf("line %d: N %q is not a number", line, row[at["N"]])
		}
		name := strings.Clone(strings.TrimSpace(row[at["replicate"]]))
		i, ok := known[name]
		if !ok {
			i = len(out)
			known[name] = i
			out = append(out, Replicate{Name: name, Observed: seen})
		}
		if out[i].Observed != seen {
			return nil, fmt.Errorf("line %d: replicate %s has %d people on lists here and %d before", line, name, seen, out[i].Observed)
		}
		out[i].Draws = append(out[i].Draws, n)
	}
}
