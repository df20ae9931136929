-- The ledger: one leaf for each change of a thing of the record, only ever
-- added to. hash is the leaf's in the tree. A leaf holds a commitment; the
-- salt it was made under is kept for the newest leaf of each item alone, so
-- that what was replaced or erased cannot be guessed at.
CREATE TABLE ledger_leaves (
	n bigint PRIMARY KEY,
	leaf {{text}} NOT NULL,
	hash {{blob}} NOT NULL
);

CREATE TABLE ledger_salts (
	item {{text}} PRIMARY KEY,
	salt {{blob}} NOT NULL
){{clustered}};

-- The hashes that the leaf of a list's rows commits to: of each block of rows,
-- one behind the other, and of all cells that were replaced.
CREATE TABLE ledger_rows (
	list {{text}} PRIMARY KEY,
	hashes {{blob}} NOT NULL,
	versions {{blob}} NOT NULL
);

-- Leaves about sources wait here until their day is over, one for each item,
-- and go into the log shuffled: their order there says nothing about when.
CREATE TABLE ledger_pending (
	item {{text}} PRIMARY KEY,
	day {{text}} NOT NULL,
	leaf {{text}} NOT NULL
){{clustered}};

-- One row: the size of the log, the right edge of its tree, its signed head.
CREATE TABLE ledger_head (
	n bigint PRIMARY KEY,
	day {{text}} NOT NULL,
	size bigint NOT NULL,
	edge {{blob}} NOT NULL,
	head {{text}} NOT NULL
);

-- The signed head at the end of each day on which something changed.
CREATE TABLE ledger_days (
	day {{text}} PRIMARY KEY,
	size bigint NOT NULL,
	head {{text}} NOT NULL
){{clustered}};

-- Who opened what is kept closed, and why.
CREATE TABLE custody (
	item {{text}} NOT NULL,
	n bigint NOT NULL,
	act {{text}} NOT NULL,
	by_user {{text}} NOT NULL,
	at bigint NOT NULL,
	reason {{text}} NOT NULL,
	PRIMARY KEY (item, n)
){{clustered}};

-- What was taken back and may not come back with a backup: the item, how, and
-- what it was set to. The day alone is kept, and no order.
CREATE TABLE withdrawals (
	item {{text}} NOT NULL,
	act {{text}} NOT NULL,
	value {{text}} NOT NULL,
	day {{text}} NOT NULL,
	PRIMARY KEY (item, act)
){{clustered}};

-- The backups that were made, and the restores.
CREATE TABLE backups (
	n bigint PRIMARY KEY,
	act {{text}} NOT NULL,
	at bigint NOT NULL,
	doc {{text}} NOT NULL
);
