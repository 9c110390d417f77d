-- SPDX-License-Identifier: Apache-2.0
-- What makes version 5 of a spool of version 4.

-- When the daemon last lived, by the wall clock; one row at most.
CREATE TABLE wall_clock (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	seen_ms INTEGER NOT NULL
) STRICT;

-- Mailboxes take turns: what waits is found by mailbox, mails and letters.
CREATE INDEX mail_waiting ON mail (mailbox, attempts, id) WHERE state = 'waiting';
DROP INDEX mail_tried;
-- due_ms: those that wait for their time are passed over without a look at them.
CREATE INDEX letter_waiting ON letter (mailbox, attempts, id, due_ms) WHERE state = 'waiting';
-- The ceilings of all letters together leave each mailbox its share.
DROP INDEX letter_answer;
CREATE INDEX letter_answer ON letter (created_ms, mailbox)
	WHERE mail IS NOT NULL AND contact IS NOT NULL;

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
