// Package linkage finds the records that speak of the same person, within one
// list or across several.
//
// The model is that of Fellegi and Sunter (A Theory for Record Linkage, JASA
// 64, 1969): each comparison of two records falls into one of a few ordered
// levels; a level weighs log2(m/u), where m is its share among pairs of the
// same person and u among pairs of different ones. u is counted from the
// values, m is learned by expectation maximisation, agreement on a rare value
// weighs more than on a common one, and what is missing weighs nothing. Where
// the prior is learned too, the pairs of one person are taken out of u, and
// those that blocking missed are estimated from how many pairs one rule brings
// and how many two.
//
// Records are put in the order of their ids first, and all that is counted is
// counted in whole numbers, so the answer depends neither on the order of the
// rows nor on the number of threads.
package linkage
