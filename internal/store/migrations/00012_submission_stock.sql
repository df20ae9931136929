-- Pieces that hold nothing, made many at a time. Each piece that comes takes the
-- place of one beside it, so that the tree of the table does not grow while
-- submissions come: pages that are added to it have numbers that rise with time.
ALTER TABLE submission_pieces ADD COLUMN stock bigint NOT NULL DEFAULT 0;
