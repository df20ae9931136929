package estimatereport

import (
	"embed"
	"encoding/json"

	"github.com/habeas-record/habeas/estimate"
)

// What populations of known size showed before: the output of "habeas estimate
// simulate --scenario A,B,C,D,E,F --runs 400 --seed 1 --json", one file for each
// --method. It is made anew when a method changes. B and D of lcmcr hold what
// docs/figures.md has of that command, and no more.
//
//go:embed tried/*.json
var tried embed.FS

// Tried is how often the intervals of a method held the truth in simulated
// populations of 2,000 people on four lists, 400 of each kind; nil for a method
// that was not tried.
func Tried(method string) []estimate.Coverages {
	text, err := tried.ReadFile("tried/" + method + ".json")
	if err != nil {
		return nil
	}
	var out []estimate.Coverages
	if err := json.Unmarshal(text, &out); err != nil {
		panic("estimatereport: the file of what " + method + " was tried on: " + err.Error())
	}
	return out
}
