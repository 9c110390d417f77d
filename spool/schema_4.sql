-- SPDX-License-Identifier: Apache-2.0
-- What makes version 4 of a spool of version 3.

-- A question is a kind of entry; it was an answer whose text began with "asked: ".
UPDATE ticket_entry SET kind = 'question', text = substr(text, 8)
	WHERE kind = 'answer' AND substr(text, 1, 7) = 'asked: ';
