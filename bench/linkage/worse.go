package main

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// worsen writes a copy of a list with more errors: a share of the values that
// are there is emptied (a third of them), has a letter lost, put in or changed
// (half), or is another row's (the rest). With alone, only the first record of
// each person is kept, so that there is nothing to find.
func worsen(path, id string, share float64, alone bool, dir string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return "", err
	}
	header, rows := rows[0], rows[1:]
	if alone {
		truth, seen := slices.Index(header, "cluster"), map[string]bool{}
		rows = slices.DeleteFunc(rows, func(r []string) bool {
			again := seen[r[truth]]
			seen[r[truth]] = true
			return again
		})
	}
	rng := rand.New(rand.NewPCG(7, 0))
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	for c, name := range header {
		if name == id || name == "cluster" {
			continue
		}
		for _, r := range rows {
			v := r[c]
			if v == "" || rng.Float64() >= share {
				continue
			}
			at, letter := rng.IntN(len(v)), string(letters[rng.IntN(len(letters))])
			switch kind := rng.IntN(100); {
			case kind < 34:
				r[c] = ""
			case kind < 51:
				r[c] = v[:at] + v[at+1:]
			case kind < 68:
				r[c] = v[:at] + letter + v[at:]
			case kind < 85:
				r[c] = v[:at] + letter + v[at+1:]
			default:
				r[c] = rows[rng.IntN(len(rows))][c]
			}
		}
	}
	out := filepath.Join(dir, filepath.Base(path))
	g, err := os.Create(out)
	if err != nil {
		return "", err
	}
	w := csv.NewWriter(g)
	if err := w.WriteAll(append([][]string{header}, rows...)); err != nil {
		g.Close()
		return "", err
	}
	return out, g.Close()
}
