// Package lists reads lists of people, facilities and places as they are
// published: CSV and its relatives, TSV, XLSX and JSON lines, in any of a
// dozen encodings, however the file is named.
//
// # The way of a list
//
//	Detect   what the file is: format, encoding, delimiter, header     → Dialect
//	Sample   a few rows
//	Propose  what the columns mean, from their names and values        → Mapping
//	Bind     the mapping to the header, with every fault in a sentence → Binding
//	Open     the rows, one at a time                                   → Reader
//	Keys     the key of each row across editions, RowHash its content
//	Check    what in its cells cannot be read as meant
//
// Dialect and Mapping are shown to a person before anything is written, who
// may set any of them otherwise; both are plain JSON. Nothing here writes.
// What an edition adds, changes and drops is for the caller to find by key and
// hash.
//
// # Faults
//
// Three things can be wrong. A file that is no list (empty, binary, a header
// without rows, one line of a gigabyte) gets a *Refusal: one sentence that
// says what it is and what to do. A row that is not well formed (too few cells,
// a quotation mark never closed, bytes that are no letters) is delivered with
// Row.Errors, which name its line; nothing is left out in silence. A cell that
// cannot be read as its column means (a date that is none) is a note of
// Binding.Check; its value stays as given.
//
// # Where to add
//
// A word for a column: synonyms.tsv. A property: properties in property.go. An
// encoding: package charset. A format: an implementation of records, and a case
// in Detect and Dialect.open.
//
// # Bounds
//
// A record is at most MaxRecord bytes and MaxColumns cells, and one record is
// held at a time; of a workbook, its shared texts too. Nothing is written to
// temporary files.
package lists
