-- SPDX-License-Identifier: Apache-2.0
-- What makes version 3 of a spool of version 2.

-- Who wrote a request or a part of it: nobody approves what he wrote himself.
ALTER TABLE ticket_person ADD COLUMN requester INTEGER NOT NULL DEFAULT 0;
