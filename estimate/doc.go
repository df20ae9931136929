// Package estimate answers how many there are, those on no list included,
// from how often lists name the same people: multiple systems estimation. It
// gives an honest refusal where the lists cannot carry a number.
//
// It knows no record, store or page: its input is a Table of capture
// patterns, its output plain numbers with the checks they passed.
package estimate
