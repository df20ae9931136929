// Package charset finds out in which encoding the bytes of a list stand for
// letters, and decodes them.
//
// A byte order mark decides; then zero bytes (UTF-16); then valid UTF-8. What
// is left is decided by likelihood: the cells with bytes beyond ASCII, from as
// far into the file as it takes to meet them, are read in each encoding, and
// each reading is judged by how often its letters and pairs of letters occur
// in a language, and by the company they keep: one script in a word, no
// capital behind a small letter, no symbol inside. Where a second reading is
// nearly as likely, a note says so and shows both.
//
// The method is naive Bayes over letters in context; compare Li and Momoi, A
// composite approach to language/encoding detection (19th International
// Unicode Conference, 2001). The tables are letters.tsv (rounded frequencies)
// and digrams.tsv (pairs counted in the names of the Unicode CLDR by
// gendigrams.go).
//
// To add an encoding, add a row to charsets, and to letters.tsv if its language
// is new.
package charset
