-- The record. {{...}} stand for the few words that SQLite and PostgreSQL
-- spell differently; see dialect.go. Times are nanoseconds since 1970, UTC,
-- 0 for none; truth values are 0 and 1; doc and body are JSON.

CREATE TABLE sources (
	id {{text}} PRIMARY KEY,
	version bigint NOT NULL,
	doc {{text}} NOT NULL
){{clustered}};

CREATE TABLE reports (
	id {{text}} PRIMARY KEY,
	version bigint NOT NULL,
	sha256 {{text}} NOT NULL,
	assigned {{text}} NOT NULL,
	access {{text}} NOT NULL,
	captured bigint NOT NULL,
	doc {{text}} NOT NULL
);
CREATE INDEX reports_sha256 ON reports (sha256);
CREATE INDEX reports_captured ON reports (captured, id);
CREATE INDEX reports_assigned ON reports (assigned, captured, id);

CREATE TABLE texts (
	id {{text}} PRIMARY KEY,
	report {{text}} NOT NULL REFERENCES reports (id),
	n bigint NOT NULL,
	doc {{text}} NOT NULL
);
CREATE UNIQUE INDEX texts_report ON texts (report, n);

-- What a claim says stands in body and the columns before it and can never be
-- changed; the columns after it are read off its history and what its release
-- depends on, in the same transaction.
CREATE TABLE claims (
	id {{text}} PRIMARY KEY,
	root {{text}} NOT NULL,
	subject {{text}} NOT NULL,
	property {{text}} NOT NULL,
	source {{text}} REFERENCES sources (id),
	report {{text}} REFERENCES reports (id),
	place bigint NOT NULL,
	from_day {{text}} NOT NULL,
	to_day {{text}} NOT NULL,
	body {{text}} NOT NULL,
	state {{text}} NOT NULL,
	status {{text}} NOT NULL,
	submitted bigint NOT NULL,
	public bigint NOT NULL,
	embargo {{text}} NOT NULL,
	released bigint NOT NULL,
	touched bigint NOT NULL,
	steps bigint NOT NULL
);
CREATE INDEX claims_root ON claims (root, id);
CREATE INDEX claims_subject ON claims (subject, id);
CREATE INDEX claims_source ON claims (source, id);
CREATE INDEX claims_report ON claims (report, place, id);
CREATE INDEX claims_undecided ON claims (report, status, released);
CREATE INDEX claims_status ON claims (status, touched, id);
CREATE INDEX claims_property ON claims (property, status, touched, id);
CREATE INDEX claims_touched ON claims (touched, id);
CREATE INDEX claims_day ON claims (to_day, id);
CREATE INDEX claims_submitted ON claims (touched, id) WHERE submitted = 1;
CREATE INDEX claims_released ON claims (to_day, id) WHERE released = 1;
CREATE INDEX claims_published ON claims (touched, id) WHERE released = 1;
CREATE INDEX claims_embargo ON claims (embargo) WHERE embargo <> '';

CREATE TABLE claim_refs (
	subject {{text}} NOT NULL,
	claim {{text}} NOT NULL REFERENCES claims (id),
	role {{text}} NOT NULL,
	PRIMARY KEY (subject, claim, role)
){{clustered}};

CREATE TABLE claim_steps (
	claim {{text}} NOT NULL REFERENCES claims (id),
	n bigint NOT NULL,
	act {{text}} NOT NULL,
	by_user {{text}} NOT NULL,
	at bigint NOT NULL,
	reason {{text}} NOT NULL,
	other {{text}} NOT NULL,
	terms {{text}} NOT NULL,
	PRIMARY KEY (claim, n)
){{clustered}};

-- A mention in a report, or a list row that took part in a link decision; any
-- other row is a mention by being a row.
CREATE TABLE mentions (
	id {{text}} PRIMARY KEY,
	person {{text}} NOT NULL,
	report {{text}},
	list {{text}} NOT NULL,
	doc {{text}} NOT NULL
);
CREATE INDEX mentions_person ON mentions (person, id);
CREATE INDEX mentions_report ON mentions (report, id);
CREATE INDEX mentions_list ON mentions (list, id) WHERE list <> '';

CREATE TABLE links (
	id {{text}} PRIMARY KEY,
	a {{text}} NOT NULL,
	b {{text}} NOT NULL,
	at bigint NOT NULL,
	doc {{text}} NOT NULL
);
CREATE INDEX links_a ON links (a);
CREATE INDEX links_b ON links (b);

CREATE TABLE subjects (
	id {{text}} PRIMARY KEY,
	parent {{text}} NOT NULL,
	doc {{text}} NOT NULL
){{clustered}};
CREATE INDEX subjects_parent ON subjects (parent, id);

-- How many stored claims speak of a subject: accepted ones, released ones.
CREATE TABLE subject_counts (
	subject {{text}} PRIMARY KEY,
	desk bigint NOT NULL,
	public bigint NOT NULL
){{clustered}};

CREATE TABLE tensions (
	id {{text}} PRIMARY KEY,
	key {{text}} NOT NULL UNIQUE,
	subject {{text}} NOT NULL,
	resolution {{text}} NOT NULL,
	found bigint NOT NULL,
	doc {{text}} NOT NULL
);
CREATE INDEX tensions_subject ON tensions (subject, id);
CREATE INDEX tensions_open ON tensions (resolution, id);

CREATE TABLE tension_claims (
	claim {{text}} NOT NULL,
	tension {{text}} NOT NULL REFERENCES tensions (id),
	PRIMARY KEY (claim, tension)
){{clustered}};

-- prefix is the part of a list's id that the numbers of its rows begin with.
CREATE TABLE lists (
	id {{text}} PRIMARY KEY,
	version bigint NOT NULL,
	name {{text}} NOT NULL UNIQUE,
	prefix bigint NOT NULL UNIQUE,
	source {{text}} NOT NULL REFERENCES sources (id),
	embargo {{text}} NOT NULL,
	doc {{text}} NOT NULL
);
CREATE INDEX lists_source ON lists (source);
CREATE INDEX lists_embargo ON lists (embargo) WHERE embargo <> '';

CREATE TABLE editions (
	list {{text}} NOT NULL REFERENCES lists (id),
	n bigint NOT NULL,
	date {{text}} NOT NULL,
	doc {{text}} NOT NULL,
	PRIMARY KEY (list, n)
){{clustered}};

-- The rows of lists, 32 to a block (rowblock.go). The numbers of their ids
-- begin with their list's prefix; n is those numbers without their last five
-- bits. rows is how many there are, withdrawn how many of them a later edition
-- dropped.
CREATE TABLE row_blocks (
	n {{number}} PRIMARY KEY,
	rows bigint NOT NULL,
	withdrawn bigint NOT NULL,
	body {{blob}} NOT NULL
);
CREATE INDEX row_blocks_withdrawn ON row_blocks (n) WHERE withdrawn > 0;

CREATE TABLE row_versions (
	n bigint NOT NULL,
	edition bigint NOT NULL,
	cells {{text}} NOT NULL,
	PRIMARY KEY (n, edition)
){{clustered}};

CREATE TABLE users (
	id {{text}} PRIMARY KEY,
	version bigint NOT NULL,
	folded {{text}} NOT NULL UNIQUE,
	doc {{text}} NOT NULL
);

CREATE TABLE settings (
	n bigint PRIMARY KEY,
	by_user {{text}} NOT NULL,
	at bigint NOT NULL,
	doc {{text}} NOT NULL
);

CREATE TABLE one_time (
	purpose {{text}} NOT NULL,
	hash {{text}} NOT NULL,
	expires bigint NOT NULL,
	PRIMARY KEY (purpose, hash)
){{clustered}};

CREATE TABLE sessions (
	hash {{text}} PRIMARY KEY,
	holder {{text}} NOT NULL,
	data {{blob}} NOT NULL,
	expires bigint NOT NULL
);
CREATE INDEX sessions_holder ON sessions (holder);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE drafts (
	holder {{text}} NOT NULL,
	form {{text}} NOT NULL,
	id {{text}} NOT NULL,
	title {{text}} NOT NULL,
	body {{blob}} NOT NULL,
	updated bigint NOT NULL,
	PRIMARY KEY (holder, form)
);

CREATE TABLE imports (
	id {{text}} PRIMARY KEY,
	list {{text}} NOT NULL,
	state {{text}} NOT NULL,
	started bigint NOT NULL,
	doc {{text}} NOT NULL
);
CREATE INDEX imports_list ON imports (list, started);
CREATE INDEX imports_state ON imports (state);

-- The read model: one entry for each thing that can be looked for, in each
-- scope it may be seen in. facet is its facets in one number (facet.go), words
-- its folded names and places. by_words and by_news are its part, a number of
-- its kind and scope, with the beginning of the words or the last day of news
-- behind it, in one number each, since numbers are sorted and kept for less
-- than words. A list row that is a person by itself has no doc: its cells are
-- its summary.
CREATE TABLE entries (
	n {{number}} PRIMARY KEY,
	facet bigint NOT NULL,
	by_words bigint NOT NULL,
	by_news bigint NOT NULL,
	words {{text}} NOT NULL,
	doc {{text}}{{lexemes}}
);
CREATE INDEX entries_words ON entries (by_words, facet);
CREATE INDEX entries_news ON entries (by_news, facet);

-- How many entries of a part have the same facets.
CREATE TABLE tallies (
	part bigint NOT NULL,
	facet bigint NOT NULL,
	n bigint NOT NULL,
	PRIMARY KEY (part, facet)
){{clustered}};

-- The sets of lists that persons stand in together.
CREATE TABLE listsets (
	n bigint PRIMARY KEY,
	lists {{text}} NOT NULL UNIQUE
);
