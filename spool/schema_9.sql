-- SPDX-License-Identifier: Apache-2.0
-- What makes version 9 of a spool of version 8.

-- Who is let in on the pages. mac: of the secret that their browser has, which is stored nowhere. state: link (of a link
-- that was given and not used), code (of a browser that asked for a code, and nobody's yet), app (whose code was right, and
-- whose app is asked, too), open. confirmed: what a customer was let in by, as in mail. agent: the address of one of the desk's people, or contact: a customer. by_proxy: a
-- proxy said who it is, and says so each time. ends_ms: unless it is used before.
CREATE TABLE session (
	id INTEGER PRIMARY KEY AUTOINCREMENT, -- none is given again: forms name it
	mac BLOB NOT NULL UNIQUE,
	state TEXT NOT NULL,
	agent TEXT,
	contact INTEGER REFERENCES contact (id) ON DELETE CASCADE,
	by_proxy INTEGER NOT NULL,
	confirmed INTEGER NOT NULL DEFAULT 0,
	created_ms INTEGER NOT NULL,
	seen_ms INTEGER NOT NULL,
	ends_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX session_ends ON session (ends_ms);
CREATE INDEX session_contact ON session (contact) WHERE contact IS NOT NULL;
-- Forms that were sent by it, each of which counts once.
CREATE TABLE session_nonce (
	session INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
	nonce BLOB NOT NULL,
	PRIMARY KEY (session, nonce)
) STRICT, WITHOUT ROWID;

-- What a customer sent by a page: a mail of its own, which says here what it is about instead of in its words. deed: what
-- is to be done; nonce: of the form, which counts once. The fields go with the mail's bytes.
CREATE TABLE web_form (
	mail INTEGER PRIMARY KEY REFERENCES mail (id),
	nonce BLOB NOT NULL UNIQUE,
	contact INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
	deed TEXT NOT NULL,
	ticket INTEGER REFERENCES ticket (id),
	item TEXT
) STRICT;
CREATE INDEX web_form_contact ON web_form (contact);
CREATE INDEX web_form_ticket ON web_form (ticket) WHERE ticket IS NOT NULL;
CREATE TABLE web_field (
	mail INTEGER NOT NULL REFERENCES mail (id),
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (mail, name)
) STRICT, WITHOUT ROWID;
-- Tickets that the desk put off: snoozed_ms: until when nobody there is reminded of it, 0: it is not.
ALTER TABLE ticket ADD COLUMN snoozed_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ticket_snoozed ON ticket (kind, snoozed_ms) WHERE snoozed_ms > 0;
-- Senders whose unproven mail is put away from now on. address_key: as addresses are compared; author: who said so.
CREATE TABLE spam_sender (
	address_key TEXT PRIMARY KEY,
	address TEXT NOT NULL,
	author TEXT NOT NULL,
	since_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who asked for a code to log in, by the browser that did. due_ms: when its letter is to be made, 0: that was looked at; so
-- nobody hears by the time it takes whether the address is anybody's. tries: codes that were wrong.
CREATE TABLE login (
	session INTEGER PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
	address TEXT NOT NULL,
	due_ms INTEGER NOT NULL,
	contact INTEGER REFERENCES contact (id) ON DELETE CASCADE,
	letter INTEGER REFERENCES letter (id),
	tries INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX login_due ON login (due_ms) WHERE due_ms > 0;
CREATE INDEX login_contact ON login (contact) WHERE contact IS NOT NULL;
CREATE INDEX login_letter ON login (letter) WHERE letter IS NOT NULL;
-- What waits for one agent.
CREATE INDEX ticket_waiting_agent ON ticket (agent COLLATE NOCASE, kind, waiting_ms) WHERE waiting_ms > 0;
-- Mails that a scanner found infected, or did not look into: what it said. It goes with the mail.
CREATE TABLE mail_scan (
	mail INTEGER PRIMARY KEY REFERENCES mail (id) ON DELETE CASCADE,
	said TEXT NOT NULL
) STRICT;
