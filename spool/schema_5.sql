-- SPDX-License-Identifier: Apache-2.0
-- What makes version 5 of a spool of version 4.

-- When the daemon last lived, by the wall clock; one row at most.
CREATE TABLE wall_clock (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	seen_ms INTEGER NOT NULL
) STRICT;

-- Mailboxes take turns: what waits is found by mailbox.
CREATE INDEX mail_waiting ON mail (mailbox, attempts, id) WHERE state = 'waiting';
DROP INDEX mail_tried;
