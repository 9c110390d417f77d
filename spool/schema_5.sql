-- SPDX-License-Identifier: Apache-2.0
-- What makes version 5 of a spool of version 4.

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

-- When the daemon last lived, by the wall clock; one row at most.
CREATE TABLE wall_clock (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	seen_ms INTEGER NOT NULL
) STRICT;
