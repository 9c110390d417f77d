-- SPDX-License-Identifier: Apache-2.0
-- What makes version 6 of a spool of version 5.

-- Tickets that have to do with each other, each pair once. ticket: the one that names the other; why: what tied them.
CREATE TABLE ticket_link (
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	other INTEGER NOT NULL REFERENCES ticket (id),
	why TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (ticket, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_link_other ON ticket_link (other);

-- A merged ticket has given what it had to another. ticket_moved: what that was, so that it can be given back: the id,
-- number or Message-ID of a row of the table named, and what must be known of it beside; "state": its own.
ALTER TABLE ticket ADD COLUMN merged_into INTEGER REFERENCES ticket (id);
CREATE INDEX ticket_merged ON ticket (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE ticket_moved (
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	what TEXT NOT NULL,
	row TEXT NOT NULL,
	was INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (ticket, what, row)
) STRICT, WITHOUT ROWID;

-- The mails that a ticket's mails answer and that never came: who answers the same one is about the same thing. They
-- tie no mail to a ticket, as everybody reads them; tickets that share one name each other.
CREATE TABLE ticket_unseen (
	message_id TEXT NOT NULL,
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	PRIMARY KEY (message_id, ticket)
) STRICT, WITHOUT ROWID;
