// Package places knows the names of places: countries with the words for
// their people, cities and regions that detentions are reported from, and for
// Xinjiang every prefecture, every unit of county level, the cities of the
// Production and Construction Corps and 551 facilities, with their names by
// language and script, their codes and when those were in use.
//
// It is a list of facts, not a map, and it decides nothing. A name may belong
// to several places (Yining city and Yining county are both Ghulja): Find
// returns all that fit, each with its reasons, and says so when more than one
// is likely. Where a place lies may be answered in two ways: the number of
// Tacheng puts it under Xinjiang, and Ili runs it. Both parents are kept. What
// a report says about where a place lies remains a claim of that report.
//
// # Gazetteers
//
// [Embedded] is the list that comes with the program. [Load] reads a list of
// any other country from a file, and [Gazetteer.With] lays one over another.
// A file is text of UTF-8 with one place a line and its cells parted by tabs;
// a line that begins with # is a comment, and the first other line names the
// columns, in any order:
//
//	id          of the place, of letters, digits and - / . _, once in the file
//	kind        country, region, prefecture, city, county, district, area,
//	            facility or group (a heading of a list, which nothing is run from)
//	within      ids of the places it lies in, parted by |; before an id may stand
//	            code: or rule: where the code and who runs it differ
//	name        names in any language, parted by |, and
//	name:TAG    names in the language of a BCP 47 tag: name:en, name:ug-Latn
//	people      words for who lives there or comes from there, parted by |
//	codes       SCHEME:CODE, parted by |
//	lat, lon    degrees, north and east
//	accuracy    what the point is and within how many metres it holds: seat 5000
//	note        anything else, in a sentence
//	source      where the line is from, parted by |
//
// Only id, kind and one column of names must be there. The first name of the
// first column of names is the one the place goes by. A name that ends in ? is
// not verified: nobody has seen it in a source. A code and a parent may be
// followed by @ and the time it held, in EDTF: gb:652522@/1984.
package places
