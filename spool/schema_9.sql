-- SPDX-License-Identifier: Apache-2.0
-- What makes version 9 of a spool of version 8.

-- Tickets that the desk put off: snoozed_ms: until when nobody there is reminded of it, 0: it is not.
ALTER TABLE ticket ADD COLUMN snoozed_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ticket_snoozed ON ticket (kind, snoozed_ms) WHERE snoozed_ms > 0;
