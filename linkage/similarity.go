package linkage

// Levenshtein counts the letters to insert, delete or change between a and b.
func Levenshtein(a, b string) int {
	x, y := []rune(a), []rune(b)
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

// JaroWinkler is the similarity of Jaro, in [0, 1], raised by Winkler's tenth
// of what is missing for each of up to four common first letters.
func JaroWinkler(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := []rune(a), []rune(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	reach := max(max(len(x), len(y))/2-1, 0)
	var short [2][32]bool // names are short: no allocation for them
	usedX, usedY := short[0][:], short[1][:]
	if max(len(x), len(y)) > len(usedX) {
		usedX, usedY = make([]bool, len(x)), make([]bool, len(y))
	}
	common := 0
	for i, r := range x {
		for j := max(0, i-reach); j < min(len(y), i+reach+1); j++ {
			if !usedY[j] && y[j] == r {
				usedX[i], usedY[j] = true, true
				common++
				break
			}
		}
	}
	if common == 0 {
		return 0
	}
	moved, j := 0, 0
	for i, r := range x {
		if !usedX[i] {
			continue
		}
		for !usedY[j] {
			j++
		}
		if y[j] != r {
			moved++
		}
		j++
	}
	c := float64(common)
	jaro := (c/float64(len(x)) + c/float64(len(y)) + (c-float64(moved/2))/c) / 3
	prefix := 0
	for prefix < min(4, len(x), len(y)) && x[prefix] == y[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}
