package main

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// larger writes a list times as long as synth_1m, of the same profile: each
// person of the new copies has the names of one of the old, the day of birth of
// another, the town of a third and the number of a fourth, who stand in as many
// records, errors and gaps included.
func larger(path string, times int, dir string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		return "", err
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		return "", err
	}
	header, rows := rows[0], rows[1:]
	id, truth := slices.Index(header, "unique_id"), slices.Index(header, "cluster")
	byPerson := map[string][]int{}
	var persons []string
	for i, r := range rows {
		if byPerson[r[truth]] == nil {
			persons = append(persons, r[truth])
		}
		byPerson[r[truth]] = append(byPerson[r[truth]], i)
	}
	bySize := map[int][][]int{}
	for _, p := range persons {
		bySize[len(byPerson[p])] = append(bySize[len(byPerson[p])], byPerson[p])
	}
	// Which of four persons a column is taken from.
	from := map[string]int{"dob": 1, "city": 2, "id_number": 3}
	rng := rand.New(rand.NewPCG(13, 0))
	out := filepath.Join(dir, "larger.csv")
	g, err := os.Create(out)
	if err != nil {
		return "", err
	}
	w := csv.NewWriter(g)
	defer g.Close()
	if err := w.Write(header); err != nil {
		return "", err
	}
	row := make([]string, len(header))
	for copy := range times {
		for n, p := range persons {
			own := byPerson[p]
			group := bySize[len(own)]
			four := [4][]int{own, own, own, own}
			if copy > 0 {
				for i := range four {
					four[i] = group[rng.IntN(len(group))]
				}
			}
			for k := range own {
				for c, name := range header {
					row[c] = rows[four[from[name]][k]][c]
				}
				row[id], row[truth] = fmt.Sprintf("%d-%d-%d", copy, n, k), fmt.Sprintf("%d-%d", copy, n)
				if err := w.Write(row); err != nil {
					return "", err
				}
			}
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return "", err
	}
	return out, g.Close()
}
