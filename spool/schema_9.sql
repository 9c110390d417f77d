-- SPDX-License-Identifier: Apache-2.0
-- What makes version 9 of a spool of version 8.

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
