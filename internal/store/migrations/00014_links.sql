-- What the machine proposes about who is who, and what people answered. Runs and
-- answers are the record. The pairs are what the newest run makes of it, and its
-- doc has their SHA-256; they hold no value of any claim.
CREATE TABLE link_runs (
	id {{text}} PRIMARY KEY,
	at bigint NOT NULL,
	doc {{text}} NOT NULL
);
CREATE TABLE link_pairs (
	id {{text}} PRIMARY KEY,
	doc {{text}} NOT NULL,
	reasons {{text}} NOT NULL
);
CREATE TABLE link_answers (
	id {{text}} PRIMARY KEY,
	pair {{text}} NOT NULL,
	at bigint NOT NULL,
	doc {{text}} NOT NULL
);
CREATE INDEX link_answers_pair ON link_answers (pair, at, id);
