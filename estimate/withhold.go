package estimate

import "slices"

// Withheld is what of a table may not be shown to people who could tell a few
// others apart by it.
type Withheld struct {
	Cells []bool // by the order of the table's cells
	Sizes []bool // of the lists
}

// Any reports whether anything is withheld.
func (w Withheld) Any() bool { return slices.Contains(w.Cells, true) || slices.Contains(w.Sizes, true) }

// mostSearched is how many small cells a table may have for it to be looked for
// whether the sizes of lists tell one of them; of more no size is shown.
const mostSearched = 300

// Withhold withholds the cells of fewer than ten people, and as many others as it
// takes that none of them can be worked out from what is shown with them: how many
// people there are and how many each list has. Whatever is left of one of these
// numbers when the cells that are shown are taken from it is then nobody or at
// least ten people, and of each cell of fewer another table that shows the same has
// another count. A list that names fewer than ten, or all but fewer than ten, has
// its size withheld.
func (t Table) Withhold() Withheld {
	w := Withheld{Cells: make([]bool, len(t.Cells)), Sizes: make([]bool, len(t.Lists))}
	few := func(n int) bool { return n > 0 && n < smallStratum }
	for i, c := range t.Cells {
		w.Cells[i] = few(c.Count)
	}
	hidden := 0
	for i := range t.Cells {
		if w.Cells[i] {
			hidden++
		}
	}
	for i := range t.Lists {
		w.Sizes[i] = few(t.Size(i)) || few(t.N()-t.Size(i)) || hidden > mostSearched
	}
	for t.tells(w, few) {
	}
	return w
}

// tells withholds one number more where by those that are shown a cell of fewer is
// told, and reports whether there was one: the least cell that helps, or, where all
// cells are withheld, the least size.
func (t Table) tells(w Withheld, few func(int) bool) bool {
	withhold := func(in func(Pattern) bool) bool {
		at := -1
		for i, c := range t.Cells {
			if !w.Cells[i] && in(c.Pattern) && (at < 0 || c.Count < t.Cells[at].Count) {
				at = i
			}
		}
		if at >= 0 {
			w.Cells[at] = true
		}
		return at >= 0
	}
	all := func(Pattern) bool { return true }
	groups := []func(Pattern) bool{all}
	for i := range t.Lists {
		if !w.Sizes[i] {
			groups = append(groups, func(p Pattern) bool { return p.On(i) }, func(p Pattern) bool { return !p.On(i) })
		}
	}
	for _, in := range groups {
		left := 0
		for i, c := range t.Cells {
			if w.Cells[i] && in(c.Pattern) {
				left += c.Count
			}
		}
		if few(left) && withhold(in) {
			return true
		}
	}
	known := false
	for i, c := range t.Cells {
		known = known || few(c.Count) && !t.open(i, w)
	}
	if !known {
		return false
	}
	if withhold(all) {
		return true
	}
	at := -1
	for i := range t.Lists {
		if !w.Sizes[i] && (at < 0 || t.Size(i) < t.Size(at)) {
			at = i
		}
	}
	if at >= 0 {
		w.Sizes[at] = true
	}
	return at >= 0
}

// open reports whether a withheld cell may be one more or one less and all that is
// shown stay as it is: people are moved from a withheld cell to another one that is
// on the same lists of known size, or two cells exchange one list for one person of
// each. A cell is shown to have somebody, so that none may become empty. There may
// be other ways; where none of these is, the cell is taken for told.
func (t Table) open(i int, w Withheld) bool {
	var known Pattern // lists whose sizes are shown
	for l, hidden := range w.Sizes {
		if !hidden {
			known |= 1 << l
		}
	}
	at := map[Pattern][]int{} // withheld cells by their lists of known size
	var others []int
	for k, c := range t.Cells {
		if w.Cells[k] && k != i {
			others = append(others, k)
			at[c.Pattern&known] = append(at[c.Pattern&known], k)
		}
	}
	spare := func(k int) bool { return t.Cells[k].Count > 1 }
	self := t.Cells[i].Pattern & known
	for _, k := range at[self] {
		if spare(k) || spare(i) {
			return true
		}
	}
	for _, q := range others {
		with := t.Cells[q].Pattern & known
		for differ := self ^ with; differ != 0; differ &= differ - 1 {
			list := differ & -differ
			for _, r := range at[self^list] {
				for _, s := range at[with^list] {
					if r != q && s != q && r != s && (spare(r) && spare(s) || spare(i) && spare(q)) {
						return true
					}
				}
			}
		}
	}
	return false
}
