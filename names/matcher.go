package names

import "math"

// longestKey is how much of a key is compared.
const longestKey = 64

// A Matcher compares one sound with many. What it worked out for the beginning
// of a key it uses again for the next with the same beginning, so that keys in
// their order cost least. It serves one goroutine.
type Matcher struct {
	sound  string
	stem   bool
	weight float32
	gaps   [longestKey]float32 // of dropping each sound of it
	// rows[i] is the row of Distance after the first i sounds of last, least[i]
	// the smallest of it; done of them are worked out.
	rows  [longestKey + 1][longestKey + 1]float32
	least [longestKey + 1]float32
	last  string
	done  int
}

// Reset begins to compare another sound.
func (m *Matcher) Reset(s Sound) {
	m.sound, m.stem, m.last, m.done = s.Key[:min(len(s.Key), longestKey)], s.Stem, "", 0
	m.weight = float32(weight(s.Key))
	for i := range len(m.sound) {
		c := m.sound[i] & 127
		m.gaps[i] = gap[c]
		m.rows[0][i+1] = m.rows[0][i] + m.gaps[i]
	}
}

// Weight is what a key costs to write from nothing: what Alike asks for.
func Weight(key string) float32 { return float32(weight(key)) }

// Alike is AlikeSounds of the sound and a key of that weight, where it is at
// least as much as least; 0 where it is less.
func (m *Matcher) Alike(key string, weight, least float32) float32 {
	cost := float32(0)
	if m.stem {
		cost = stemCost
	}
	scale := max((m.weight+weight)/2, 1.4)
	most := (1 - least - cost) * scale // the greatest distance that will do
	key = key[:min(len(key), longestKey)]
	from := 0
	for from < m.done && from < len(key) && m.last[from] == key[from] {
		from++
	}
	m.last, m.done = key, from
	if m.least[from] > most {
		return 0
	}
	n := len(m.sound)
	for i := from; i < len(key); i++ {
		x := key[i] & 127
		drop := gap[x]
		before, now, gaps, sound, cost := m.rows[i][:n+1], m.rows[i+1][:n+1], m.gaps[:n], m.sound[:n], &sub[x]
		skip := before[0]
		d := skip + drop
		now[0] = d
		smallest := d
		for j, g := range gaps {
			over := before[j+1]
			d = min(skip+cost[sound[j]&127], over+drop, d+g)
			skip = over
			now[j+1] = d
			smallest = min(smallest, d)
		}
		m.least[i+1] = smallest
		m.done = i + 1
		if smallest > most {
			return 0
		}
	}
	d := m.rows[len(key)][n]
	if d > most {
		return 0
	}
	return float32(math.Max(0, float64(1-d/scale))) - cost
}
