-- SPDX-License-Identifier: Apache-2.0
-- What makes version 5 of a spool of version 4.

-- Letters. salt: part of what a letter's tokens and Message-ID are made of, 0: it is of before there was one.
-- letter_attempt: each attempt that did not end well, and what was said to it; the last good one is the letter's result.
ALTER TABLE letter ADD COLUMN salt INTEGER NOT NULL DEFAULT 0;
CREATE TABLE letter_attempt (
	letter INTEGER NOT NULL REFERENCES letter (id),
	number INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	outcome TEXT NOT NULL,
	answer TEXT NOT NULL,
	PRIMARY KEY (letter, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_again ON letter (state, due_ms) WHERE state = 'waiting' AND attempts > 0;
