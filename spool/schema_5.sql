-- SPDX-License-Identifier: Apache-2.0
-- What makes version 5 of a spool of version 4.

-- When the daemon last lived, by the wall clock; one row at most.
CREATE TABLE wall_clock (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	seen_ms INTEGER NOT NULL
) STRICT;

-- A mail is its bytes. hash: of its bytes; NULL in mails of older versions until something that may be the same comes.
-- Where its copies are on servers stands apart. date_ms: its Date, NULL in mails of older versions; repeats: how often
-- the same mail came again; same_as: of a duplicate, the mail that it repeats.
CREATE TABLE mail_5 (
	id INTEGER PRIMARY KEY,
	mailbox TEXT NOT NULL,
	hash TEXT,
	state TEXT NOT NULL,
	reason TEXT NOT NULL,
	decision TEXT NOT NULL,
	ticket INTEGER REFERENCES ticket (id),
	received_ms INTEGER NOT NULL,
	size INTEGER NOT NULL,
	header_only INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	released INTEGER NOT NULL DEFAULT 0,
	message_id TEXT,
	content_hash TEXT,
	from_address TEXT,
	date_ms INTEGER,
	subject TEXT NOT NULL,
	same_as INTEGER REFERENCES mail (id),
	repeats INTEGER NOT NULL DEFAULT 0,
	repeated_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO mail_5 (id, mailbox, hash, state, reason, decision, ticket, received_ms, size, header_only, attempts,
	released, message_id, content_hash, from_address, subject)
	SELECT id, mailbox, iif(key GLOB '*[.@]*', NULL, iif(header_only, key || '-' || size, key)), state, reason,
	decision, ticket, received_ms, size, header_only, attempts, released, message_id, content_hash, from_address,
	subject FROM mail;

-- The copies of mails on servers. key: the fetch worker's name for the place: "UIDVALIDITY.UID", the name of a file and
-- its time; filed: it was put away, or is gone.
CREATE TABLE mail_copy (
	mailbox TEXT NOT NULL,
	key TEXT NOT NULL,
	mail INTEGER NOT NULL REFERENCES mail (id),
	filed INTEGER NOT NULL,
	PRIMARY KEY (mailbox, key)
) STRICT, WITHOUT ROWID;
INSERT INTO mail_copy (mailbox, key, mail, filed)
	SELECT mailbox, key, id, filed FROM mail WHERE key GLOB '*[.@]*';
CREATE INDEX mail_copy_mail ON mail_copy (mail);
CREATE INDEX mail_copy_unfiled ON mail_copy (mailbox) WHERE filed = 0;

-- Foreign keys are not looked at while a spool is brought up to date: what refers to mails goes on to do so.
DROP TABLE mail;
ALTER TABLE mail_5 RENAME TO mail;
CREATE INDEX mail_state ON mail (state, id);
CREATE INDEX mail_hash ON mail (hash);
CREATE INDEX mail_unhashed ON mail (size) WHERE hash IS NULL;
CREATE INDEX mail_same ON mail (message_id, content_hash) WHERE message_id IS NOT NULL;
CREATE INDEX mail_same_as ON mail (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX mail_repeats ON mail (repeats) WHERE repeats > 0;

-- Old mail. history_ms: when a mail came that is only to be kept as history, 0: it is taken as it comes. What is to be
-- read next has an index of its own, however much history waits.
ALTER TABLE mail ADD COLUMN history_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX mail_fresh ON mail (id) WHERE state = 'waiting' AND history_ms = 0;
CREATE INDEX mail_history ON mail (attempts, id) WHERE state = 'waiting' AND history_ms > 0;
-- The mails that history answers, whether they are there or still to come: by them its threads are put together, in
-- whatever order they come. Mail that is taken as it comes is never tied to a ticket by one.
CREATE TABLE history_reference (
	message_id TEXT NOT NULL,
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	PRIMARY KEY (message_id, ticket)
) STRICT, WITHOUT ROWID;

-- Mails that a mailbox lists and does not give; gone from here once they come, or are gone there.
CREATE TABLE unfetched (
	mailbox TEXT NOT NULL,
	key TEXT NOT NULL,
	reason TEXT NOT NULL,
	tries INTEGER NOT NULL,
	since_ms INTEGER NOT NULL,
	tried_ms INTEGER NOT NULL,
	PRIMARY KEY (mailbox, key)
) WITHOUT ROWID;

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

-- Whether the gateway that ran last was cut off, and the file was not looked through since.
CREATE TABLE unclean_end (
	unclean INTEGER NOT NULL
) STRICT;
INSERT INTO unclean_end (unclean) VALUES (0);

-- Mailboxes take turns: what waits is found by mailbox, mails and letters.
CREATE INDEX mail_waiting ON mail (mailbox, attempts, id) WHERE state = 'waiting' AND history_ms = 0;
-- due_ms: those that wait for their time are passed over without a look at them.
CREATE INDEX letter_waiting ON letter (mailbox, attempts, id, due_ms) WHERE state = 'waiting';
-- The ceilings of all letters together leave each mailbox its share.
DROP INDEX letter_answer;
CREATE INDEX letter_answer ON letter (created_ms, mailbox)
	WHERE mail IS NOT NULL AND contact IS NOT NULL;
