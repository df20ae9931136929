CREATE VIRTUAL TABLE entry_words USING fts5 (words, content='', columnsize=0, detail=none, tokenize='ascii');
-- Gather 16 MB of words before writing them out: imports spend less on merging.
INSERT INTO entry_words (entry_words, rank) VALUES ('hashsize', 16777216);

CREATE TRIGGER claims_say_what_they_said BEFORE UPDATE OF id, root, subject, property, source, report, place, from_day, to_day, body ON claims
BEGIN SELECT RAISE(ABORT, 'what a claim says is never changed'); END;
CREATE TRIGGER claims_stay BEFORE DELETE ON claims
BEGIN SELECT RAISE(ABORT, 'a claim is never deleted'); END;
CREATE TRIGGER steps_say_what_they_said BEFORE UPDATE ON claim_steps
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER steps_stay BEFORE DELETE ON claim_steps
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
