package main

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/habeas-record/habeas/linkage"
	"github.com/habeas-record/habeas/linkage/draw"
)

// linkDraws is how many clusters the drawn linkages have.
type linkDraws struct {
	N      int `json:"n"`
	Seed   int `json:"seed"`
	Low    int `json:"clusters_2_5"`
	Middle int `json:"clusters_50"`
	High   int `json:"clusters_97_5"`
}

// draw draws whole linkages and writes them, one a column, in each row its
// cluster.
func (c *linkFilesCmd) draw(t *linkage.Table, m *linkage.Model, edges []linkage.Edge, within bool) ([][]int32, error) {
	if c.Draws == 0 {
		return nil, nil
	}
	draws, err := draw.Linkages(t, m, edges, draw.Options{N: c.Draws, Seed: uint64(c.Seed), Within: within})
	if err != nil {
		return nil, err
	}
	header := []string{"source", c.ID}
	for i := range draws {
		header = append(header, fmt.Sprint("draw_", i+1))
	}
	return draws, writeCSV(c.DrawsOut, header, t.Len(), func(i int) []string {
		row := []string{strconv.Itoa(int(t.Sources[i])), t.IDs[i]}
		for _, d := range draws {
			row = append(row, c.clusterName(t, d[i]))
		}
		return row
	})
}

func countDraws(draws [][]int32, seed int) *linkDraws {
	var counts []int
	for _, d := range draws {
		n := 0
		for row, k := range d {
			if int(k) == row {
				n++
			}
		}
		counts = append(counts, n)
	}
	slices.Sort(counts)
	share := func(p float64) int { return counts[min(int(p*float64(len(counts))), len(counts)-1)] }
	return &linkDraws{len(draws), seed, share(.025), share(.5), share(.975)}
}
