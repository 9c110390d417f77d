-- SPDX-License-Identifier: Apache-2.0
-- What makes version 10 of a spool of version 9.

-- Links in letters to pages. letter.language: in which it was written; web_form.letter: by whose link the form was sent,
-- without a session, or 0.
ALTER TABLE letter ADD COLUMN language TEXT;
ALTER TABLE web_form ADD COLUMN letter INTEGER NOT NULL DEFAULT 0;
CREATE INDEX web_form_letter ON web_form (letter) WHERE letter > 0;
