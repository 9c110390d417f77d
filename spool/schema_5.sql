-- SPDX-License-Identifier: Apache-2.0
-- What makes version 5 of a spool of version 4.

-- When the daemon last lived, by the wall clock; one row at most.
CREATE TABLE wall_clock (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	seen_ms INTEGER NOT NULL
) STRICT;
