-- Which claim a submission challenges, and what came of it, so that challenges
-- can be counted in public without their words being read.
ALTER TABLE submissions ADD COLUMN came {{text}} NOT NULL DEFAULT '';
ALTER TABLE submissions ADD COLUMN challenges {{text}} NOT NULL DEFAULT '';
ALTER TABLE submissions ADD COLUMN challenger {{text}} NOT NULL DEFAULT '';
ALTER TABLE submissions ADD COLUMN outcome {{text}} NOT NULL DEFAULT '';
ALTER TABLE submissions ADD COLUMN why {{text}} NOT NULL DEFAULT '';
ALTER TABLE submissions ADD COLUMN decided {{text}} NOT NULL DEFAULT '';
CREATE INDEX submissions_challenges ON submissions (challenges, outcome, decided, id);
