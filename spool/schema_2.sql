-- SPDX-License-Identifier: Apache-2.0
-- What makes version 2 of a spool of version 1.

-- Contacts: their other addresses, who their manager is, and what they may do. items: names
-- separated by spaces, NULL: all.
ALTER TABLE contact ADD COLUMN manager INTEGER REFERENCES contact (id);
ALTER TABLE contact ADD COLUMN sees_organisation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN items TEXT;
CREATE INDEX contact_manager ON contact (manager) WHERE manager IS NOT NULL;
CREATE INDEX contact_account ON contact (account) WHERE account IS NOT NULL;

CREATE TABLE contact_alias (
	address_key TEXT PRIMARY KEY,
	address TEXT NOT NULL,
	contact INTEGER NOT NULL REFERENCES contact (id),
	undeliverable INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_alias_contact ON contact_alias (contact);

CREATE TABLE contact_approves_contact (
	approver INTEGER NOT NULL REFERENCES contact (id),
	contact INTEGER NOT NULL REFERENCES contact (id),
	PRIMARY KEY (approver, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_approved ON contact_approves_contact (contact);

CREATE TABLE contact_approves_account (
	approver INTEGER NOT NULL REFERENCES contact (id),
	account INTEGER NOT NULL REFERENCES account (id),
	PRIMARY KEY (approver, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_approved_account ON contact_approves_account (account);

-- What refers to a contact. Letters to one person are counted by contact, whichever of its
-- addresses they go to.
CREATE INDEX ticket_reporter ON ticket (reporter);
CREATE INDEX ticket_person_contact ON ticket_person (contact);
DROP INDEX letter_recipient;
CREATE INDEX letter_contact ON letter (contact, name, created_ms);

-- What the desk's people are to be told: a ticket by its id, a held mail by the negative of its id.
CREATE TABLE notice (
	id INTEGER PRIMARY KEY,
	reason TEXT NOT NULL,
	actor TEXT NOT NULL,
	team TEXT,
	since_ms INTEGER NOT NULL,
	due_ms INTEGER NOT NULL
) STRICT;

-- What a ticket is about stands once: in the first entry of its timeline.
ALTER TABLE ticket DROP COLUMN description;

-- Requests: what is to happen when one is complete, in order.
CREATE TABLE request_step (
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	position INTEGER NOT NULL,
	state TEXT NOT NULL,
	created_ms INTEGER NOT NULL,
	due_ms INTEGER NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	result TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (ticket, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_step_due ON request_step (due_ms) WHERE state = 'waiting';

-- What an organisation is told of its cases: those that have not ended.
CREATE INDEX ticket_live_account ON ticket (account) WHERE account IS NOT NULL
	AND state NOT IN ('closed', 'cancelled', 'fulfilled', 'declined', 'expired');

-- Lists: what may be asked for is an index, in the order of the ids. waiting_ms: since when a
-- customer's word stands unanswered, 0: it does not.
ALTER TABLE ticket ADD COLUMN waiting_ms INTEGER NOT NULL DEFAULT 0;
UPDATE ticket SET waiting_ms = state_ms WHERE state IN ('new', 'open', 'in progress');
CREATE INDEX ticket_waiting ON ticket (kind, waiting_ms) WHERE waiting_ms > 0;
CREATE INDEX ticket_agent ON ticket (agent COLLATE NOCASE);
CREATE INDEX ticket_team ON ticket (team);
CREATE INDEX ticket_category ON ticket (category);
CREATE INDEX ticket_account ON ticket (account, kind) WHERE account IS NOT NULL;

-- Since when a field has its value: a form in an older letter does not bring an older one back.
ALTER TABLE ticket_field ADD COLUMN set_ms INTEGER NOT NULL DEFAULT 0;

-- Search: the words of all entries up to the one of search_state. It is no copy of the texts.
CREATE VIRTUAL TABLE ticket_text USING
	fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE search_state (
	entry INTEGER NOT NULL
) STRICT;
INSERT INTO search_state (entry) VALUES (0);
