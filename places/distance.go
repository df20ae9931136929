package places

// maxSounds is the longest reading that is compared, in letters.
const maxSounds = 64

// table holds three rows of the table of edits, so that one search allocates
// it once.
type table [3][maxSounds + 1]float64

// distance is what it costs to read one string of sounds for another: 0 for
// none, 1 for a letter that is quite different, less for letters that are
// mistaken for each other. It gives up and returns more than most when it
// costs more than that, and so it does for strings longer than maxSounds.
//
// The costs are set by hand from how the romanisations of Uyghur and Kazakh
// differ; how they do on spellings held out is in docs/figures.md.
func (t *table) distance(a, b string, most float64) float64 {
	if len(a) > maxSounds || len(b) > maxSounds {
		return most + 1
	}
	before, above, row := &t[0], &t[1], &t[2]
	above[0] = 0
	for j := range len(b) {
		above[j+1] = above[j] + gap(b[j])
	}
	for i := range len(a) {
		row[0] = above[0] + gap(a[i])
		least := row[0]
		for j := range len(b) {
			best := min(above[j]+swapCost[a[i]&127][b[j]&127], above[j+1]+gap(a[i]), row[j]+gap(b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				best = min(best, before[j-1]+.8)
			}
			row[j+1] = best
			least = min(least, best)
		}
		if least > most {
			return most + 1
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

// gap is the cost of a letter that the other string lacks.
func gap(c byte) float64 {
	switch {
	case isVowel(c), c == 'h', c == 'y':
		return .5
	case c == 'r', c == 'n', c == 'g':
		return .7
	}
	return 1
}

// alike gives the cost of taking a letter for another, in either order.
var alike = map[string]float64{
	"ae": .3, "ei": .3, "ou": .2, "iu": .4, "iy": .2, "uv": .3, "ov": .3,
	"bp": .4, "dt": .4, "gk": .4, "sz": .4, "fv": .4, "CJ": .4, "bv": .6,
	"gh": .4, "hk": .4, "Jz": .5, "Jy": .5, "Ss": .4, "CS": .4, "Ck": .6, "Cs": .6,
	"lr": .6, "mn": .6,
}

// swapCost is the cost of taking one letter for another.
var swapCost = func() (cost [128][128]float64) {
	for c := range cost {
		for d := range cost[c] {
			switch {
			case c == d:
			case isVowel(byte(c)) && isVowel(byte(d)):
				cost[c][d] = .5
			default:
				cost[c][d] = 1
			}
		}
	}
	for pair, n := range alike {
		cost[pair[0]][pair[1]], cost[pair[1]][pair[0]] = n, n
	}
	return cost
}()
