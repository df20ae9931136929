package linkage

// Levenshtein counts the letters to insert, delete or change between a and b.
func Levenshtein(a, b string) int { return longLevenshtein([]rune(a), []rune(b)) }

func longLevenshtein[T comparable](x, y []T) int {
	var short [33]int
	row := short[:]
	if len(y) >= len(row) {
		row = make([]int, len(y)+1)
	}
	row = row[:len(y)+1]
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range y {
			change := diagonal
			if r != s {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// JaroWinkler is the similarity of Jaro, in [0, 1], raised by Winkler where it
// is above .7.
func JaroWinkler(a, b string) float64 {
	var w scratch
	return w.winkler(w.jaro(a, b), a, b)
}
