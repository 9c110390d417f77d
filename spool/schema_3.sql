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
