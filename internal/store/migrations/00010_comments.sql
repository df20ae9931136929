-- What readers wrote under pages. Rows lie in the order of their ids, which are
-- random, and carry the day alone: nothing tells in which order they came.
-- weight sorts the queue: what reads like testimony first, what says much of
-- its page before what says nothing.
CREATE TABLE comments (
	id {{text}} PRIMARY KEY,
	version bigint NOT NULL,
	about {{text}} NOT NULL,
	state {{text}} NOT NULL,
	weight bigint NOT NULL,
	likeness bigint NOT NULL,
	code {{text}} NOT NULL,
	doc {{text}} NOT NULL
){{clustered}};
CREATE INDEX comments_about ON comments (about, state, id);
CREATE INDEX comments_code ON comments (code);
CREATE INDEX comments_queue ON comments (state, weight, likeness);
