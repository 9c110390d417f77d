-- SPDX-License-Identifier: Apache-2.0
-- What makes version 9 of a spool of version 8.

-- Senders whose unproven mail is put away from now on. address_key: as addresses are compared; author: who said so.
CREATE TABLE spam_sender (
	address_key TEXT PRIMARY KEY,
	address TEXT NOT NULL,
	author TEXT NOT NULL,
	since_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Mails that a scanner found infected, or did not look into: what it said. It goes with the mail.
CREATE TABLE mail_scan (
	mail INTEGER PRIMARY KEY REFERENCES mail (id) ON DELETE CASCADE,
	said TEXT NOT NULL
) STRICT;
