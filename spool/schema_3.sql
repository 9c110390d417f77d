-- SPDX-License-Identifier: Apache-2.0
-- What makes version 3 of a spool of version 2.

-- Who wrote a request or a part of it: nobody approves what he wrote himself.
CREATE TABLE ticket_requester (
	ticket INTEGER NOT NULL REFERENCES ticket (id),
	contact INTEGER NOT NULL REFERENCES contact (id),
	PRIMARY KEY (ticket, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_requester_contact ON ticket_requester (contact);
INSERT INTO ticket_requester (ticket, contact)
	SELECT id, reporter FROM ticket WHERE kind = 'request' AND reporter IS NOT NULL;
INSERT OR IGNORE INTO ticket_requester (ticket, contact)
	SELECT m.ticket, a.contact FROM mail m
	JOIN ticket t ON t.id = m.ticket AND t.kind = 'request'
	JOIN (SELECT address_key, id AS contact FROM contact
		UNION ALL SELECT address_key, contact FROM contact_alias) a
		ON a.address_key = lower(m.from_address)
	WHERE m.decision IN ('file request', 'continue draft');

-- Ceilings on letters. correspondent: who is behind the recipient, whichever way the address is written; paced_ms: until
-- when a ceiling lets the letter wait, 0: it need not.
ALTER TABLE letter ADD COLUMN correspondent TEXT NOT NULL DEFAULT '';
ALTER TABLE letter ADD COLUMN paced_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX letter_correspondent ON letter (correspondent, due_ms);
CREATE INDEX letter_answer ON letter (created_ms) WHERE mail IS NOT NULL AND contact IS NOT NULL;
CREATE INDEX letter_paced ON letter (paced_ms) WHERE paced_ms > 0;

-- Automatic answers that were not written because of a ceiling. ticket: 0: they belong to none; entry: the line of the
-- timeline that tells of them.
CREATE TABLE held_letter (
	ticket INTEGER NOT NULL,
	correspondent TEXT NOT NULL,
	entry INTEGER NOT NULL,
	times INTEGER NOT NULL,
	last_ms INTEGER NOT NULL,
	PRIMARY KEY (ticket, correspondent)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_letter_last ON held_letter (last_ms);

-- Correspondents whose mails look like a machine's answers to ours: last_ms: the last such mail.
CREATE TABLE letter_pause (
	correspondent TEXT PRIMARY KEY,
	last_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
