// Package edtf keeps dates as people give them. A date in testimony is seldom
// a day: it is "in November", "early 2016", "two months ago", a weekday that
// only means something beside the day of publication. The package never turns
// such words into a day they do not name.
//
// It has three parts, each usable alone:
//
//   - [Date], a value of the Extended Date/Time Format (EDTF, ISO 8601-2:2019
//     annex A; Library of Congress specification of 4 February 2019), with
//     [Parse], [Date.String], [Date.Bounds] and the interval algebra
//     [Relation], [Gap] and [Intersect];
//   - [Read] and [Find], which turn the words of a person or of running text
//     into readings, in English, Chinese, Russian, Kazakh, Uyghur, Spanish and
//     Turkish;
//   - [Format], which prints a date for readers in six of these languages.
//
// # What of EDTF is kept
//
// Levels 0 and 1: year, year and month, full date with or without a time of
// day, seasons 21 to 24, qualifiers ? ~ %, unspecified digits X, intervals with
// open (..) and unknown (empty) ends, years before 0 (-0044) and of five to
// nine digits (Y17000); of level 2 the sets [a,b] and {a,b} with ranges a..b
// inside, and qualification of single components. A time of day is kept and
// printed; in bounds and the algebra a date with one counts as its day.
// Exponents, significant digits and seasons 25 to 41 are refused.
//
// # Conventions
//
// Where words are vague the package uses fixed conventions, so that the same
// words always give the same value and a reader can check it:
//
//   - early, mid and late in a month are days 1-10, 11-20 and 21 to the end;
//     "the beginning of" and "the end of" a month mean the same as early and
//     late; in a year they are months 1-4, 5-8 and 9-12; in a decade years
//     0-3, 4-6 and 7-9; the first half of a month is days 1-15, its first week
//     days 1-7, its last week the last seven days;
//   - the quarters of a year are months 1-3, 4-6, 7-9 and 10-12; winter 2016-17
//     is December 2016 to February 2017;
//   - an age is one in whole years unless the words say that it is nominal
//     (虚岁), which counts one at birth and steps at the lunar new year; in China
//     both are in use;
//   - "a couple" is 2, "a few" is 2 to 7, "several" is 3 to 9, of whatever
//     unit follows;
//   - "since" a date is an interval with an open end, "until" one with an
//     unknown start; "before", "by" and "after" are the open interval of the
//     days on that side, in which the thing lies;
//   - a month of "that year" keeps the year XXXX and is relative to an event;
//   - an amount of weeks is written in days (two weeks: P14D);
//   - "two months ago" is the month two before that of publication, marked
//     approximate; "two weeks ago" and "two days ago" are a day marked
//     approximate, "two years ago" a year marked approximate;
//   - "to this day" is as of the month of publication, since the words were
//     spoken on an unknown day before it;
//   - a date without a year is the latest such date not after publication,
//     marked inferred; without publication its year stays XXXX;
//   - a bare weekday is the latest such day not after publication;
//   - seasons are those of the northern hemisphere: spring March to May,
//     summer June to August, autumn September to November; the winter of a
//     year is any day from December before it to February after it, since
//     writers mean either;
//   - approximate (~) widens what a value may stand for by one year for a
//     year, one month for a month or season, three days for a day. Uncertain
//     (?) speaks of the source, not of the days, and widens nothing.
//
// # Adding a language
//
// A language is one file in lang/: its words with what they stand for, and the
// patterns they form, each naming the builder that makes meaning of it. The
// comment on compile gives the form of its lines. No Go is needed unless the
// language says something no other does.
package edtf
