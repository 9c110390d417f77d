-- SPDX-License-Identifier: Apache-2.0
-- What makes version 5 of a spool of version 4.

-- Mails that a mailbox lists and does not give; gone from here once they come, or are gone there.
CREATE TABLE unfetched (
	mailbox TEXT NOT NULL,
	key TEXT NOT NULL,
	reason TEXT NOT NULL,
	tries INTEGER NOT NULL,
	since_ms INTEGER NOT NULL,
	tried_ms INTEGER NOT NULL,
	PRIMARY KEY (mailbox, key)
) WITHOUT ROWID;
