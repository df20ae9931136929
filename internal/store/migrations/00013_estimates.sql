-- How many there are, those on no list included, as somebody asked and the
-- methods answered. Rows are only added: a question asked again of a record
-- that has changed is a row more. question and inputs are SHA-256 of what was
-- asked and of all that was counted; samples are the draws and curves behind the
-- numbers, which are as large as a thousand of them.
CREATE TABLE estimates (
	id {{text}} PRIMARY KEY,
	question {{text}} NOT NULL,
	inputs {{text}} NOT NULL,
	at bigint NOT NULL,
	doc {{text}} NOT NULL,
	samples {{text}} NOT NULL
);
CREATE INDEX estimates_question ON estimates (question, at, id);
CREATE INDEX estimates_inputs ON estimates (inputs, at, id);
