-- What was sent to the desk. Rows lie in the order of their ids, which are
-- random, carry the day alone, and are short: what is long would lie on pages
-- of its own, whose numbers rise with time. So the words are cut into pieces,
-- each of which lies by a key that tells nothing either.
CREATE TABLE submissions (
	id {{text}} PRIMARY KEY,
	version bigint NOT NULL,
	state {{text}} NOT NULL,
	assigned {{text}} NOT NULL,
	due {{text}} NOT NULL,
	code {{text}} NOT NULL,
	until {{text}} NOT NULL,
	translate bigint NOT NULL,
	doc {{text}} NOT NULL
){{clustered}};
CREATE INDEX submissions_state ON submissions (state, assigned, due, id);
CREATE INDEX submissions_code ON submissions (code, until);

CREATE TABLE submission_pieces (
	id {{text}} PRIMARY KEY,
	piece {{blob}} NOT NULL
){{clustered}};
