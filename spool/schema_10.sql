-- SPDX-License-Identifier: Apache-2.0
-- What makes version 10 of a spool of version 9.

-- Mails about which a scanner gave no answer: how often it is asked again at most.
ALTER TABLE mail_scan ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
CREATE INDEX mail_scan_again ON mail_scan (mail) WHERE again > 0;
