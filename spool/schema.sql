-- SPDX-License-Identifier: Apache-2.0
-- The spool at version 1; it stays as it is. What came since is in schema_2.sql and its like.
-- Times are UTC in milliseconds, truth values 0 and 1, states and kinds the words of the headers.
-- 1668507508 is "csgt".
PRAGMA application_id = 1668507508;

CREATE TABLE account (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	name_key TEXT NOT NULL UNIQUE,
	language TEXT,
	team TEXT,
	trusts_domains INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE account_domain (
	domain TEXT PRIMARY KEY,
	account INTEGER NOT NULL REFERENCES account (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_domain_account ON account_domain (account);

CREATE TABLE contact (
	id INTEGER PRIMARY KEY,
	address TEXT NOT NULL,
	address_key TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	language TEXT,
	account INTEGER REFERENCES account (id),
	known INTEGER NOT NULL,
	undeliverable INTEGER NOT NULL DEFAULT 0,
	created_ms INTEGER NOT NULL
) STRICT;

-- The last number given to each kind of ticket; a number is never given again.
CREATE TABLE counter (
	kind TEXT PRIMARY KEY,
	last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,
	number TEXT NOT NULL UNIQUE,
	state TEXT NOT NULL,
	title TEXT NOT NULL,
	category TEXT NOT NULL,
	priority TEXT NOT NULL,
	team TEXT,
	agent TEXT,
	mailbox TEXT NOT NULL,
	language TEXT NOT NULL,
	item TEXT,
	reporter INTEGER REFERENCES contact (id),
	account INTEGER REFERENCES account (id),
	predecessor INTEGER REFERENCES ticket (id),
	created_ms INTEGER NOT NULL,
	changed_ms INTEGER NOT NULL,
	state_ms INTEGER NOT NULL,
	reminded_ms INTEGER NOT NULL,
	clock_stopped INTEGER NOT NULL,
	description TEXT NOT NULL
) STRICT;
CREATE INDEX ticket_kind ON ticket (kind, id);
CREATE INDEX ticket_state ON ticket (kind, state, id);
CREATE INDEX ticket_due ON ticket (state, state_ms) WHERE clock_stopped = 0;
CREATE INDEX ticket_unreminded ON ticket (state, state_ms)
	WHERE clock_stopped = 0 AND reminded_ms = 0;

CREATE TABLE mail (
	id INTEGER PRIMARY KEY,
	mailbox TEXT NOT NULL,
	key TEXT NOT NULL,
	state TEXT NOT NULL,
	reason TEXT NOT NULL,
	decision TEXT NOT NULL,
	ticket INTEGER REFERENCES ticket (id),
	received_ms INTEGER NOT NULL,
	size INTEGER NOT NULL,
	header_only INTEGER NOT NULL,
	filed INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	released INTEGER NOT NULL DEFAULT 0,
	message_id TEXT,
	content_hash TEXT,
	from_address TEXT,
	subject TEXT NOT NULL,
	UNIQUE (mailbox, key)
) STRICT;
CREATE INDEX mail_state ON mail (state, id);
CREATE INDEX mail_tried ON mail (state, attempts, id) WHERE attempts > 0;
CREATE INDEX mail_unfiled ON mail (mailbox, id) WHERE filed = 0;
CREATE INDEX mail_same ON mail (message_id, content_hash) WHERE message_id IS NOT NULL;

CREATE TABLE mail_chunk (
	mail INTEGER NOT NULL REFERENCES mail (id),
	position INTEGER NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (mail, position)
) STRICT;

CREATE TABLE trace (
	mail INTEGER PRIMARY KEY REFERENCES mail (id),
	lines TEXT NOT NULL
) STRICT;

-- A token names a letter by its id, so that an id must never come back: AUTOINCREMENT.
CREATE TABLE letter (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	state TEXT NOT NULL,
	name TEXT NOT NULL,
	purpose TEXT NOT NULL,
	ticket INTEGER REFERENCES ticket (id),
	contact INTEGER REFERENCES contact (id),
	mailbox TEXT NOT NULL,
	recipient TEXT NOT NULL,
	recipient_key TEXT NOT NULL,
	mail INTEGER REFERENCES mail (id),
	created_ms INTEGER NOT NULL,
	expires_ms INTEGER NOT NULL,
	due_ms INTEGER NOT NULL,
	sent_ms INTEGER NOT NULL DEFAULT 0,
	attempts INTEGER NOT NULL DEFAULT 0,
	result TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX letter_state ON letter (state, id);
-- Almost every letter is due when it is made; only the others need to be looked for by time.
CREATE INDEX letter_later ON letter (state, due_ms) WHERE due_ms > created_ms;
CREATE INDEX letter_ticket ON letter (ticket);
CREATE INDEX letter_name ON letter (name, created_ms);
CREATE INDEX letter_recipient ON letter (recipient_key, name, created_ms);

CREATE TABLE letter_text (
	letter INTEGER PRIMARY KEY REFERENCES letter (id),
	message_id TEXT NOT NULL,
	subject TEXT NOT NULL,
	bytes BLOB NOT NULL
) STRICT;

CREATE TABLE ticket_person (
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	contact INTEGER NOT NULL REFERENCES contact (id),
	gets_letters INTEGER NOT NULL,
	PRIMARY KEY (ticket, contact)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_entry (
	id INTEGER PRIMARY KEY,
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	at_ms INTEGER NOT NULL,
	kind TEXT NOT NULL,
	author TEXT NOT NULL,
	mark TEXT NOT NULL,
	mail INTEGER REFERENCES mail (id),
	letter INTEGER REFERENCES letter (id),
	text TEXT NOT NULL
) STRICT;
CREATE INDEX ticket_entry_ticket ON ticket_entry (ticket, id);

CREATE TABLE ticket_attachment (
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	number INTEGER NOT NULL,
	mail INTEGER NOT NULL REFERENCES mail (id),
	path TEXT NOT NULL,
	name TEXT NOT NULL,
	type TEXT NOT NULL,
	size INTEGER NOT NULL,
	is_inline INTEGER NOT NULL,
	PRIMARY KEY (ticket, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_field (
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	label TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (ticket, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_message (
	message_id TEXT NOT NULL,
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	letter INTEGER REFERENCES letter (id),
	PRIMARY KEY (message_id, ticket)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_reopened (
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX ticket_reopened_ticket ON ticket_reopened (ticket, at_ms);
