package names

import "math"

// Costs of the distance between keys, in parts of a consonant that is wholly
// another. They follow how sounds are written apart in the scripts: vowels
// weakly, r left out in Han and in Turkic speech, k g h and q for one sound, n
// and ng, and voice lost at the end.
const (
	costVowel     = 0.3  // one vowel for another
	costNear      = 0.2  // o for u, e for i or a, n for ng, b for p …
	costWeak      = 0.35 // a vowel that is not there
	costGlide     = 0.4  // y, h, or r that is not there
	costConsonant = 1.0
)

// sub and gap are the costs by sound.
var sub, gap = func() (s [128][128]float32, g [128]float32) {
	for i := range s {
		g[i] = costConsonant
		for j := range s {
			if i != j {
				s[i][j] = costConsonant
			}
		}
	}
	set := func(a, b byte, c float32) { s[a][b], s[b][a] = c, c }
	for _, a := range []byte("aeiou") {
		g[a] = costWeak
		for _, b := range []byte("aeiou") {
			if a != b {
				set(a, b, costVowel)
			}
		}
	}
	for _, a := range []byte("yhr") {
		g[a] = costGlide
	}
	for _, p := range []string{"ou", "ei", "ae", "nN", "bp", "vf", "td", "sz", "SZ", "CS", "JZ", "CJ", "kg", "hg", "kh", "iy", "bv", "uv"} {
		set(p[0], p[1], costNear)
	}
	for _, p := range []string{"lr", "sS", "zZ", "zJ", "sC", "mn", "pf", "Zy", "Jy", "tC", "dJ", "ey", "ov", "ZS"} {
		set(p[0], p[1], 0.5)
	}
	for _, p := range []string{"Sh", "Ch"} {
		set(p[0], p[1], costConsonant-costGlide) // less would be less than to drop the one and add the other's rest
	}
	return s, g
}()

// Distance is the weighted edit distance of two keys.
func Distance(a, b string) float64 {
	if len(a) > 64 {
		a = a[:64]
	}
	if len(b) > 64 {
		b = b[:64]
	}
	var rows [2][65]float32
	before, now := &rows[0], &rows[1]
	for j := range len(b) {
		before[j+1] = before[j] + gap[b[j]&127]
	}
	for i := range len(a) {
		x := a[i] & 127
		now[0] = before[0] + gap[x]
		for j := range len(b) {
			y := b[j] & 127
			d := before[j] + sub[x][y]
			if v := before[j+1] + gap[x]; v < d {
				d = v
			}
			if v := now[j] + gap[y]; v < d {
				d = v
			}
			now[j+1] = d
		}
		before, now = now, before
	}
	return float64(before[len(b)])
}

// weight is what a key costs to write from nothing: its sounds, vowels for less.
func weight(k string) float64 {
	w := 0.0
	for i := range len(k) {
		w += float64(gap[k[i]&127])
	}
	return w
}

// alike is how alike two keys are, from 0 to 1.
func alike(a, b string) float64 {
	if a == b {
		return 1
	}
	w := (weight(a) + weight(b)) / 2
	if w == 0 {
		return 0
	}
	return math.Max(0, 1-Distance(a, b)/math.Max(w, 1.4))
}
