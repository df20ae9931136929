package estimate

import (
	"fmt"
	"math"
	"strings"
)

// Finding is what a check found: a rule of honesty that a table or an estimate
// breaks.
type Finding struct {
	Rule   string `json:"rule"` // a name of Rules
	Action Action `json:"action"`
	Says   string `json:"says"` // a sentence for whoever reads the number
}

// Action is what a finding asks for.
type Action string

// The actions.
const (
	Refuse   Action = "refuse"    // no number may be printed
	Warn     Action = "warn"      // the sentence stands beside the number
	Disagree Action = "disagree"  // no one number: all methods are shown
	DropList Action = "drop list" // the list is left out, and named
)

// A Rule of honesty, as the reader is told of it.
type Rule struct {
	Name    string
	Actions []Action
	Why     string // one sentence for whoever asks
}

// Rules are all that are checked, each by a function of this package.
var Rules = []Rule{
	{"nobody", []Action{Refuse}, "where nobody is on a list there is nothing to go by"},
	{"empty list", []Action{DropList}, "a list that names nobody says nothing of those it leaves out"},
	{"few lists", []Action{Refuse}, "with fewer than three lists nothing shows whether being on one has to do with being on another"},
	{"list apart", []Action{Refuse}, "the number comes from how often lists name the same people: a list that shares nobody adds only a guess"},
	{"islands", []Action{Warn, Refuse}, "groups of lists that share nobody may be of two different peoples"},
	{"short list", []Action{Warn}, "with a handful of names chance decides whom a list shares with others"},
	{"no overlap", []Action{Warn}, "two lists that share nobody may avoid each other, and models must be told so"},
	{"shared origin", []Action{Refuse, Warn}, "a list copied from another overlaps with it because it was copied, and the number comes out too low"},
	{"prior answers", []Action{Warn, Refuse}, "one model fits any lists and knows nothing of those on none: where it has the weight, the number is what was assumed"},
	{"prior weighs", []Action{Warn}, "where few people are on two lists the prior counts for as much as they do, and it says that lists name many"},
	{"near the cap", []Action{Warn}, "the sampler may not go above a greatest number: an upper limit close to it is that number and not what the lists say"},
	{"chains disagree", []Action{Warn, Refuse}, "the same calculation begun at different places must come to the same number"},
	{"methods disagree", []Action{Disagree}, "each method assumes something else: where they contradict each other the assumption decides and not the lists"},
	{"weakly identified", []Action{Warn}, "models may fit the lists alike and differ in those on none: intervals of 95 % then hold the truth less often, and nothing shows it but other models"},
	{"below the bound", []Action{Disagree}, "those on one list and on two say how many there are at least"},
	{"one list carries it", []Action{Warn}, "a number that changes when one list is left out rests on that list"},
	{"mostly model", []Action{Warn}, "where few of the people counted are on a list the rest are a calculation"},
	{"assumption", []Action{Refuse}, "models that fit the lists alike give any number: somebody must say and sign why this one"},
	{"model chosen", []Action{Warn}, "an interval that takes the chosen model for known is too narrow"},
	{"window", []Action{Refuse}, "people enter and leave detention: a number is of all who were ever held in one place and time"},
	{"links not reviewed", []Action{Warn, Refuse}, "a person taken for two makes the number too high, two taken for one too low"},
	{"single figure", []Action{Refuse}, "a number that somebody stated names nobody: it is a claim and no list"},
	{"small stratum", []Action{Refuse}, "a few people could be told apart by the number"},
}

// Estimand is what is estimated. Without it a number means nothing: people enter
// and leave detention, and lists cover times and places of their own.
type Estimand struct {
	Place      string `json:"place"`
	Window     string `json:"window"`     // EDTF interval
	Assumption string `json:"assumption"` // why those on no list may be judged by those on some, in the analyst's words
	By         string `json:"by"`         // who signs it
}

// CheckEstimand finds what is not said.
func CheckEstimand(e Estimand) []Finding {
	var out []Finding
	if strings.TrimSpace(e.Window) == "" || strings.TrimSpace(e.Place) == "" {
		out = append(out, Finding{"window", Refuse, "say for which place and which time: an estimate is of everybody ever held there and then"})
	}
	if strings.TrimSpace(e.Assumption) == "" || strings.TrimSpace(e.By) == "" {
		out = append(out, Finding{"assumption", Refuse, "say and sign what makes those on no list like those on some: models that fit the lists alike give any number without it"})
	}
	return out
}

// CheckResult finds what speaks against the numbers of one method by what it says
// of itself. Where a finding refuses, the method has refused already.
func CheckResult(method string, r Result) []Finding {
	var out []Finding
	add := func(rule string, refuse bool, format string, args ...any) {
		action := Warn
		if refuse {
			action = Refuse
		}
		out = append(out, Finding{rule, action, method + ": " + fmt.Sprintf(format, args...)})
	}
	if s := r.Saturated; s > priorWarn {
		add("prior answers", s > priorRefuse, "%.0f%% of the weight is on the graph that says nothing of those on no list", 100*s)
	}
	if r.unusual != "" {
		add("prior answers", false, "%s", r.unusual)
	}
	if method == "lcmcr" && !r.Refused && r.Median > 0 && r.Q975 == 0 {
		add("near the cap", false, "draws lie close to %.0f, the greatest number there may be: there is no upper limit", r.Cap)
	}
	if method == "loglinear" && r.naive {
		add("model chosen", false, "the interval takes the chosen model for known: it is too narrow")
	}
	if r.RHat > rHatWarn {
		add("chains disagree", r.RHat > rHatRefuse, "chains begun at different places have not come to one number (R-hat %.3f)", r.RHat)
	}
	if low := math.Min(r.ESSBulk, r.ESSTail); r.Iterations > 0 && low < essRefuse {
		add("chains disagree", true, "the draws are worth %.0f that are independent, and it takes %d", low, essRefuse)
	}
	return out
}

// priorSay is the part that the prior of the chance to be listed may have in the
// number of lcmcr before the reader is told.
const priorSay = 0.1

// CheckPrior warns where the prior of the chance to be listed, Beta(a, ·), weighs
// beside the lists. With lists that name few, the posterior of 1/N is close to a
// gamma distribution whose shape is how often somebody was found again, and a more
// for each list: as if the lists had found that many more people again. Other is
// what lcmcr says with a prior Beta(1/2, 1/2), and the zero result where it was not
// asked.
func CheckPrior(t Table, a float64, other Result) []Finding {
	again := 0
	for k, n := range t.Captures() {
		again += max(0, k-1) * n
	}
	more := a * float64(len(t.Lists))
	part := more / (more + float64(again))
	if part <= priorSay || again == 0 {
		return nil
	}
	// So few that they could be told apart are not counted in words.
	times, has := fmt.Sprintf("only %d times", again), fmt.Sprintf("%.0f%%", 100*part)
	if again < smallStratum {
		times, has = fmt.Sprintf("fewer than %d times", smallStratum), fmt.Sprintf("more than %.0f%%", math.Floor(100*more/(more+smallStratum)))
	}
	says := fmt.Sprintf("the lists name somebody again %s, and the prior of lcmcr counts as %g times more: it has %s of the say, and its number is likely too low", times, more, has)
	if other.Median > 0 {
		says += "; with a prior that counts less it is " + other.says()
	}
	return []Finding{{"prior weighs", Warn, says}}
}

// CheckStratum says whether a stratum is large enough to be published.
func CheckStratum(t Table) []Finding {
	if n := t.N(); n > 0 && n < smallStratum {
		return []Finding{{"small stratum", Refuse, fmt.Sprintf("fewer than %d people are on a list here: the number could point to them", smallStratum)}}
	}
	return nil
}

// Origin says from which list another was made, or that they share a source.
type Origin struct{ List, From string }

// CheckOrigins refuses lists that feed each other: they overlap because one was
// copied, and a model takes that for people easily found. They are merged, or
// the analyst says why they may stand apart.
func CheckOrigins(origins []Origin, excused map[Origin]string) []Finding {
	var out []Finding
	for _, o := range origins {
		if why := strings.TrimSpace(excused[o]); why != "" {
			out = append(out, Finding{"shared origin", Warn, fmt.Sprintf("%s draws on %s; kept apart because %s", o.List, o.From, why)})
			continue
		}
		out = append(out, Finding{"shared origin", Refuse, fmt.Sprintf("%s draws on %s: merge the two, or say why they may stand apart", o.List, o.From)})
	}
	return out
}

// Linkage is how the records of one person were found.
type Linkage struct {
	Reviewed bool // whether somebody looked at the pairs that could be either
	Draws    int  // linkages drawn from their posterior, over which the estimate is pooled
	Strict   Result
	Loose    Result // with doubtful pairs apart, and taken for one
}

// CheckLinkage warns of links nobody reviewed, and refuses a number that stands
// without the pair of strict and loose linkage.
func CheckLinkage(l Linkage) []Finding {
	if l.Reviewed || l.Draws > 0 {
		return nil
	}
	if l.Strict.Median <= 0 || l.Loose.Median <= 0 {
		return []Finding{{"links not reviewed", Refuse, "nobody reviewed which records are of one person: give the number under strict and under loose linking too"}}
	}
	return []Finding{{"links not reviewed", Warn, fmt.Sprintf("nobody reviewed which records are of one person: %s if only sure pairs are linked, %s if doubtful ones are too", l.Strict.says(), l.Loose.says())}}
}

// CheckFigure refuses a list of which fewer people are named than it is said to
// count: "an estimated 500" is a claim, and those 500 are nobody that another list
// could name again.
func CheckFigure(list string, named, stated int) []Finding {
	if named > 0 && named >= stated {
		return nil
	}
	if named == 0 {
		return []Finding{{"single figure", Refuse, fmt.Sprintf("%s is a figure of %d people and names none of them: it is kept as a claim and cannot be a list", list, stated)}}
	}
	return []Finding{{"single figure", Refuse, fmt.Sprintf("%s names %d of the %d people it speaks of: only the named are a list", list, named, stated)}}
}
