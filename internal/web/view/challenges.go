package view

import (
	"slices"

	"github.com/habeas-record/habeas"
)

// ChallengeLine is one decided challenge.
type ChallengeLine struct {
	Day    string
	Claim  Link // that was challenged, on a page about many
	By     string
	Ended  string
	Answer Link
}

// ChallengeLines gives decided challenges their words, on the page of a claim or,
// without one, on a page about many.
func ChallengeLines(p Page, here habeas.ID, all []habeas.ReleasedChallenge, answers map[habeas.ID]habeas.Released, known Context) []ChallengeLine {
	var out []ChallengeLine
	for _, c := range all {
		l := ChallengeLine{Day: c.Decided, By: challengedBy(p, c.Authority), Ended: challengeEnd(p, c.Outcome, c.Why)}
		if c.Claim != "" && c.Claim != here {
			l.Claim = Link{URL: p.URL("/claim/" + string(c.Claim)), Text: string(c.Claim)}
		}
		if c.Answer != "" {
			l.Answer = Link{URL: p.URL("/claim/" + string(c.Answer)), Text: string(c.Answer)}
			if a, ok := answers[c.Answer]; ok {
				l.Answer.Text = joined(p, Heading(p, a.Claim, known), a.SourceWords)
			}
		}
		out = append(out, l)
	}
	return out
}

func challengedBy(p Page, authority bool) string {
	if authority {
		return p.T("challenge.by-authority")
	}
	return p.T("challenge.by-anybody")
}

func challengeEnd(p Page, o habeas.ChallengeOutcome, why habeas.ClosingReason) string {
	switch {
	case o == "":
		return p.T("challenge.waits")
	case o == habeas.WasDeclined:
		return p.Cat.Word("challenge.declined", string(why))
	}
	return p.Cat.Word("challenge.outcome", string(o))
}

// ChallengesPage counts challenges: a table of their ends, a column a year.
type ChallengesPage struct {
	Years   []string
	Rows    []ChallengeRow
	Sums    []int // of the years
	Decided []ChallengeLine
	Pages   Pages
}

// ChallengeRow is how many came to one end, by year.
type ChallengeRow struct {
	Ended string
	N     []int
}

// ChallengesOf makes the page of the counts.
func ChallengesOf(p Page, counts []habeas.ChallengeCount, decided []habeas.ReleasedChallenge, answers map[habeas.ID]habeas.Released, known Context, pages Pages) ChallengesPage {
	v := ChallengesPage{Decided: ChallengeLines(p, "", decided, answers, known), Pages: pages}
	for _, c := range counts {
		if !slices.Contains(v.Years, c.Year) {
			v.Years = append(v.Years, c.Year)
		}
	}
	slices.Sort(v.Years)
	v.Sums = make([]int, len(v.Years))
	for _, authority := range []bool{false, true} {
		for _, end := range challengeEnds() {
			row := ChallengeRow{Ended: joined(p, challengedBy(p, authority), challengeEnd(p, end.Outcome, end.Why)), N: make([]int, len(v.Years))}
			any := false
			for _, c := range counts {
				if c.Authority == authority && c.Outcome == end.Outcome && c.Why == end.Why {
					y := slices.Index(v.Years, c.Year)
					row.N[y] += c.N
					v.Sums[y] += c.N
					any = true
				}
			}
			if any {
				v.Rows = append(v.Rows, row)
			}
		}
	}
	return v
}

// challengeEnds are all there are, in the order of the table.
func challengeEnds() []habeas.ReleasedChallenge {
	out := []habeas.ReleasedChallenge{{}, {Outcome: habeas.BecameClaim}, {Outcome: habeas.LedToChange}}
	for _, why := range habeas.DecliningReasons {
		out = append(out, habeas.ReleasedChallenge{Outcome: habeas.WasDeclined, Why: why})
	}
	return append(out, habeas.ReleasedChallenge{Outcome: habeas.WasTakenBack})
}
