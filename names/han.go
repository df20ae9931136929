package names

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
)

//go:embed data/han-segments.tsv
var hanTSV string

// segment is what a Han character may stand for in a name that was written down
// by sound.
type segment struct {
	latin string
	key   string
	p     float64
}

//go:embed data/han-elements.tsv
var elementsTSV string

// longestElement is how many characters an element may have.
const longestElement = 4

// hanSegments are the segments by character or group of characters. 江 is mostly
// jan, 尔 r or l. What was learned from names of the world is mixed half and half
// with how names of the region are written, where that is known.
var hanSegments = func() map[string][]segment {
	out := map[string][]segment{}
	add := func(han, latin string, p float64) {
		key := latinKey(latin, "h", "k")
		for i, s := range out[han] {
			if s.key == key {
				out[han][i].p += p
				return
			}
		}
		out[han] = append(out[han], segment{latin, key, p})
	}
	for line := range strings.Lines(hanTSV) {
		han, rest, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, f := range strings.Fields(rest) {
			at := strings.LastIndexByte(f, ':')
			if p, err := strconv.ParseFloat(f[at+1:], 64); err == nil {
				add(han, f[:at], p)
			}
		}
	}
	for line := range strings.Lines(elementsTSV) {
		han, rest, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for i := range out[han] {
			out[han][i].p /= 2
		}
		left := 0.6
		for _, latin := range strings.Fields(rest) {
			add(han, latin, left*0.7)
			left *= 0.3
		}
	}
	for han := range out {
		slices.SortStableFunc(out[han], func(a, b segment) int { return cmp.Compare(b.p, a.p) })
	}
	return out
}()

//go:embed data/han-simplified.tsv
var simplifiedTSV string

// simplified folds traditional characters into simplified ones.
var simplified = func() *strings.Replacer {
	var pairs []string
	for line := range strings.Lines(simplifiedTSV) {
		if a, b, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t"); ok && !strings.HasPrefix(line, "#") {
			pairs = append(pairs, a, b)
		}
	}
	return strings.NewReplacer(pairs...)
}()

// reading is one way to read a Han token.
type reading struct {
	key   string
	parts []segment
	log   float64
}

// hanReadings are the likeliest ways to read a token, at most n.
func hanReadings(token string, n int) []reading {
	runes := []rune(simplified.Replace(token))
	if len(runes) > 16 {
		runes = runes[:16]
	}
	beams := make([][]reading, len(runes)+1)
	beams[0] = []reading{{}}
	for i := range runes {
		beams[i] = best(beams[i], max(24, 4*n))
		any := false
		for l := 1; l <= longestElement && i+l <= len(runes); l++ {
			for _, s := range hanSegments[string(runes[i:i+l])] {
				any = true
				for _, b := range beams[i] {
					beams[i+l] = append(beams[i+l], reading{b.key + s.key, append(b.parts[:len(b.parts):len(b.parts)], s), b.log + math.Log(s.p)})
				}
			}
		}
		if !any { // a character that transcribes nothing known is passed over
			beams[i+1] = append(beams[i+1], beams[i]...)
		}
	}
	beam := best(beams[len(runes)], max(24, 4*n))
	var out []reading
	seen := map[string]bool{}
	for _, b := range beam {
		if b.key = tidy([]byte(b.key)); b.key != "" && !seen[b.key] && len(out) < n {
			seen[b.key] = true
			out = append(out, b)
		}
	}
	return out
}

// best are the likeliest of some readings, in order.
func best(all []reading, n int) []reading {
	slices.SortStableFunc(all, func(a, b reading) int {
		return cmp.Or(cmp.Compare(b.log, a.log), strings.Compare(a.key, b.key))
	})
	return all[:min(len(all), n)]
}

func hanKeys(token string) []string {
	var out []string
	for _, r := range hanReadings(token, mostKeys) {
		out = append(out, r.key)
	}
	return out
}

// hanAlike is how likely the key is what a Han token stands for, beside the
// likeliest key there could be: 1 for that, falling with the chance per
// character. It says how each character was read.
func hanAlike(token, key string) (float64, []string) {
	runes := []rune(simplified.Replace(token))
	if len(runes) > 24 || len(key) > 64 || len(key) == 0 {
		return 0, nil
	}
	const unread = -6.0 // a character that stands for nothing in the key
	n, m := len(runes), len(key)
	reach := make([]float64, (n+1)*(m+1))
	from := make([]int, len(reach))
	top := make([]float64, n+1) // of the likeliest reading of each beginning
	for i := range reach {
		reach[i] = math.Inf(-1)
	}
	for i := 1; i <= n; i++ {
		top[i] = math.Inf(-1)
	}
	reach[0] = 0
	for i := range n {
		any := false
		for l := 1; l <= longestElement && i+l <= n; l++ {
			segs := hanSegments[string(runes[i:i+l])]
			if len(segs) == 0 {
				continue
			}
			any = true
			top[i+l] = math.Max(top[i+l], top[i]+math.Log(segs[0].p))
			for j := 0; j <= m; j++ {
				at := reach[i*(m+1)+j]
				if math.IsInf(at, -1) {
					continue
				}
				put := func(j2 int, v float64) {
					if k := (i+l)*(m+1) + j2; j2 <= m && v > reach[k] {
						reach[k], from[k] = v, i*(m+1)+j
					}
				}
				if l == 1 {
					put(j, at+unread)
				}
				for _, s := range segs {
					fits(s.key, key[j:], func(n int, cost float64) { put(j+n, at+math.Log(s.p)-cost) })
				}
			}
		}
		if !any {
			top[i+1] = math.Max(top[i+1], top[i])
			for j := 0; j <= m; j++ {
				if v := reach[i*(m+1)+j] + unread/2; v > reach[(i+1)*(m+1)+j] {
					reach[(i+1)*(m+1)+j], from[(i+1)*(m+1)+j] = v, i*(m+1)+j
				}
			}
		}
	}
	end := reach[n*(m+1)+m]
	if math.IsInf(end, -1) || n == 0 {
		return 0, nil
	}
	var said []string
	for at := n*(m+1) + m; at > 0; {
		b := from[at]
		i, j, i0, j0 := at/(m+1), at%(m+1), b/(m+1), b%(m+1)
		if j0 < j {
			said = append(said, string(runes[i0:i])+" read as "+key[j0:j])
		}
		at = b
	}
	slices.Reverse(said)
	return math.Exp((end - top[n]) / float64(n) / 1.6), said
}

// fits tries a segment at the beginning of a key: whole, without a weak vowel at
// either end, and with a sound of the key that it does not have.
func fits(seg, key string, found func(n int, cost float64)) {
	if c, ok := sounds(seg, key); ok {
		n := len(seg)
		found(n, c)
		if n < len(key) {
			found(n+1, c+3*float64(gap[key[n]&127]))
		}
	}
	if k := len(seg); k > 1 {
		if vowel(seg[k-1]) {
			if c, ok := sounds(seg[:k-1], key); ok {
				found(k-1, c+1)
			}
		}
		if vowel(seg[0]) {
			if c, ok := sounds(seg[1:], key); ok {
				found(k-1, c+1)
			}
		}
	}
}

// sounds matches a segment with the beginning of a key, sound by sound.
func sounds(seg, key string) (cost float64, ok bool) {
	if len(seg) == 0 || len(seg) > len(key) {
		return 0, false
	}
	for i := range len(seg) {
		c := sub[seg[i]&127][key[i]&127]
		if c > 0.5 {
			return 0, false
		}
		cost += 4 * float64(c)
	}
	return cost, true
}
