-- SPDX-License-Identifier: Apache-2.0
-- What makes version 7 of a spool of version 6: tickets that live at a desk elsewhere, which the spool mirrors.

-- Tickets of such a desk. remote_id: NULL: it does not know the ticket yet; former: the number that it had here before the
-- desk gave it one, NULL: none; mod_count: of the last change that is in the mirror;
-- seen_ms: when the ticket was last heard of, 0: never.
CREATE TABLE desk_ticket (
	ticket INTEGER PRIMARY KEY REFERENCES ticket (id),
	remote_id TEXT UNIQUE,
	former TEXT,
	remote_state TEXT NOT NULL DEFAULT '',
	mod_count INTEGER NOT NULL DEFAULT -1,
	seen_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX desk_ticket_former ON desk_ticket (former) WHERE former IS NOT NULL;

-- What the desk is to do, in the order of the ids; of one ticket one after the other. A key is made of the id, so that an
-- id must never come back: AUTOINCREMENT. body: JSON, gateway/model/desk_operation.h; looks_first: it may be done already;
-- ticket: NULL: it is about none; mail: of which it comes; entry: the line of the timeline that it says; attachment: the
-- number of the ticket's that it brings, 0: none.
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	ticket INTEGER REFERENCES ticket (id),
	kind TEXT NOT NULL,
	body TEXT NOT NULL,
	state TEXT NOT NULL,
	looks_first INTEGER NOT NULL DEFAULT 0,
	mail INTEGER REFERENCES mail (id),
	entry INTEGER REFERENCES ticket_entry (id),
	attachment INTEGER NOT NULL DEFAULT 0,
	attempts INTEGER NOT NULL DEFAULT 0,
	created_ms INTEGER NOT NULL,
	due_ms INTEGER NOT NULL,
	sent_ms INTEGER NOT NULL DEFAULT 0,
	result TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_state ON outbox (state, id);
CREATE INDEX outbox_open ON outbox (ticket, id) WHERE state NOT IN ('done', 'conflict', 'dropped');
CREATE INDEX outbox_oldest ON outbox (created_ms) WHERE state NOT IN ('done', 'conflict', 'dropped');
CREATE INDEX outbox_due ON outbox (due_ms, id) WHERE state IN ('waiting', 'unknown');

-- Letters that wait for what the desk does. draft: JSON of which the letter is composed then, NULL: it is composed already;
-- early_ms: when it goes as one that needs nothing of the desk, 0: never.
CREATE TABLE letter_hold (
	letter INTEGER PRIMARY KEY REFERENCES letter (id),
	operation INTEGER NOT NULL REFERENCES outbox (id),
	draft TEXT,
	early_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX letter_hold_operation ON letter_hold (operation);
CREATE INDEX letter_hold_early ON letter_hold (early_ms) WHERE early_ms > 0;

-- Words and files there that stand here: what is known is not taken again. entry: NULL: it was left out.
CREATE TABLE desk_entry (
	remote_id TEXT PRIMARY KEY,
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	entry INTEGER REFERENCES ticket_entry (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_entry_ticket ON desk_entry (ticket);
-- attachment: the number of the ticket's that it is, 0: it is the desk's own.
CREATE TABLE desk_file (
	remote_id TEXT PRIMARY KEY,
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	attachment INTEGER NOT NULL DEFAULT 0,
	name TEXT NOT NULL,
	type TEXT NOT NULL,
	size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_file_ticket ON desk_file (ticket);

-- Who our contacts are there. account: theirs there, NULL: none.
CREATE TABLE desk_person (
	contact INTEGER PRIMARY KEY REFERENCES contact (id),
	remote_id TEXT NOT NULL,
	account TEXT,
	checked_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX desk_person_remote ON desk_person (remote_id);

-- How far the desk's changes were read, the JSON of the next poll, and when.
CREATE TABLE desk_cursor (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	cursor TEXT NOT NULL,
	heard_ms INTEGER NOT NULL
) STRICT;
