-- SPDX-License-Identifier: Apache-2.0
-- What makes version 8 of a spool of version 7: second factors, and what a person may ask us to forget.

-- What the sender of a held mail has confirmed it by since: 0: nothing; 1: the code of a letter; 2: that of an app.
ALTER TABLE mail ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;

-- What was deleted, because its time was over or because a person is forgotten. gone_ms: when, 0: it is there. Of a mail
-- its bytes and whatever it says, of a letter its text and whom it went to, of a ticket all but number, state and times.
ALTER TABLE mail ADD COLUMN gone_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN gone_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN gone_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX mail_from ON mail (from_address COLLATE NOCASE) WHERE from_address IS NOT NULL;
CREATE INDEX mail_ticket ON mail (ticket) WHERE ticket IS NOT NULL;
CREATE INDEX ticket_unseen_ticket ON ticket_unseen (ticket);
CREATE INDEX history_reference_ticket ON history_reference (ticket);
CREATE INDEX letter_loose ON letter (id) WHERE ticket IS NULL AND contact IS NULL AND gone_ms = 0;
CREATE INDEX outbox_ticket ON outbox (ticket) WHERE ticket IS NOT NULL;
CREATE INDEX held_letter_correspondent ON held_letter (correspondent);

-- Tickets of which nothing is deleted, as long as they stand here.
CREATE TABLE ticket_hold (
	ticket INTEGER PRIMARY KEY REFERENCES ticket (id),
	reason TEXT NOT NULL,
	author TEXT NOT NULL,
	since_ms INTEGER NOT NULL
) STRICT;

-- People who are forgotten, which goes on in small steps. done_ms: 0: it is not over. contact: no reference, as the row goes.
CREATE TABLE erasure (
	id INTEGER PRIMARY KEY,
	contact INTEGER NOT NULL,
	begun_ms INTEGER NOT NULL,
	done_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX erasure_open ON erasure (id) WHERE done_ms = 0;
CREATE INDEX erasure_open_of ON erasure (contact, id) WHERE done_ms = 0;
-- Their addresses, as they are compared, and names: what is looked for in the words of others, until it is over.
CREATE TABLE erasure_word (
	erasure INTEGER NOT NULL REFERENCES erasure (id),
	word TEXT NOT NULL,
	is_address INTEGER NOT NULL,
	PRIMARY KEY (erasure, word)
) STRICT, WITHOUT ROWID;
-- Copies on servers of mails that are gone: a fetch worker deletes them.
CREATE TABLE erasure_copy (
	mailbox TEXT NOT NULL,
	mail INTEGER NOT NULL REFERENCES mail (id),
	PRIMARY KEY (mailbox, mail)
) STRICT, WITHOUT ROWID;

-- The index of the search. stale: it has words that stand nowhere else any more; renewed_ms: when it was last made anew,
-- and what no row uses was overwritten.
ALTER TABLE search_state ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;
ALTER TABLE search_state ADD COLUMN renewed_ms INTEGER NOT NULL DEFAULT 0;


-- Who has become known by answering a letter themselves, and in whose account nobody has put them yet: since when; 0: any
-- other contact.
ALTER TABLE contact ADD COLUMN registered_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX contact_registered ON contact (registered_ms) WHERE registered_ms > 0;

-- Mails of people whom nobody knew: each waits until its sender has confirmed the address. since_ms: since when, 0: it waits
-- no more; confirmed: the letter that this very mail brought was answered. A row goes with its mail, or its contact.
CREATE TABLE registration (
	mail INTEGER PRIMARY KEY REFERENCES mail (id) ON DELETE CASCADE,
	contact INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
	confirmed INTEGER NOT NULL DEFAULT 0,
	since_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX registration_contact ON registration (contact);
CREATE INDEX registration_since ON registration (since_ms) WHERE since_ms > 0;

-- What people had changed of their own data, by mail; rows are only added, and go with their contact.
CREATE TABLE contact_change (
	id INTEGER PRIMARY KEY,
	contact INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
	field TEXT NOT NULL,
	old_value TEXT NOT NULL,
	new_value TEXT NOT NULL,
	mail INTEGER REFERENCES mail (id) ON DELETE SET NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX contact_change_contact ON contact_change (contact, id);
CREATE INDEX contact_change_mail ON contact_change (mail) WHERE mail IS NOT NULL;

-- When the mailbox's server got the mail, by that server's clock; 0: nobody knows.
ALTER TABLE mail ADD COLUMN came_ms INTEGER NOT NULL DEFAULT 0;

-- Authenticator apps, one per contact. state: pending (no code of it was seen yet), active, locked (until it is taken
-- away). secret: sealed under a key that is derived from ours, never clear. last_step: of the last code that was taken:
-- none of this step or before is taken any more. wrong: wrong codes since the last right one. since_ms: of the state.
CREATE TABLE factor (
	contact INTEGER PRIMARY KEY REFERENCES contact (id),
	state TEXT NOT NULL,
	secret BLOB NOT NULL,
	last_step INTEGER NOT NULL,
	wrong INTEGER NOT NULL,
	since_ms INTEGER NOT NULL
);

-- Steps up of its contact that died of wrong codes.
CREATE TABLE factor_dead (
	id INTEGER PRIMARY KEY,
	contact INTEGER NOT NULL REFERENCES factor (contact),
	at_ms INTEGER NOT NULL
);
CREATE INDEX factor_dead_contact ON factor_dead (contact, at_ms);

-- Tickets of a desk elsewhere. updated_ms: when what stands in the mirror was written there, by the desk's clock, 0: not
-- known: a lower mod_count with a later time is no older state, but a count that began anew.
ALTER TABLE desk_ticket ADD COLUMN updated_ms INTEGER NOT NULL DEFAULT 0;

-- That this spool is a backup that was put back, when it was last: a desk elsewhere may have what came after it.
CREATE TABLE outbox_restored (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	at_ms INTEGER NOT NULL
) STRICT;

-- What an attachment may do to who opens it, in words: "executable, disguised"; "" of what came before this was looked at.
ALTER TABLE ticket_attachment ADD COLUMN marks TEXT NOT NULL DEFAULT '';


-- Codes that the senders of held mails were asked for. letter: the one that asked. No code stands here: the one that a
-- letter carries is made of its id, its salt and our key, each time that it is sent or compared.
CREATE TABLE step_up (
	id INTEGER PRIMARY KEY,
	mail INTEGER NOT NULL REFERENCES mail (id),
	letter INTEGER NOT NULL REFERENCES letter (id),
	contact INTEGER NOT NULL REFERENCES contact (id),
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	tries INTEGER NOT NULL DEFAULT 0,
	created_ms INTEGER NOT NULL,
	expires_ms INTEGER NOT NULL,
	ended_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX step_up_mail ON step_up (mail, id);
CREATE INDEX step_up_letter ON step_up (letter);
CREATE INDEX step_up_open ON step_up (expires_ms) WHERE state = 'open';
CREATE INDEX step_up_contact ON step_up (contact, state, ended_ms);

-- By what the contacts of an account confirm what, beside what all need: "accept=confirmed,approve=app".
ALTER TABLE account ADD COLUMN needs TEXT NOT NULL DEFAULT '';

-- 1: who wrote the request has confirmed it by all that it needs; 0: a person of the desk decides, whoever else approves it.
ALTER TABLE ticket_requester ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;

-- What is counted while it happens, so that nobody counts rows: how many there are, or have been. what: of what; the other
-- three: of which kind, "" where it has none. By triggers: mails by state and mailbox, letters by state, tickets by kind,
-- state and group. By who does it: what spool/tally.h lists.
CREATE TABLE tally (
	what TEXT NOT NULL,
	one TEXT NOT NULL,
	two TEXT NOT NULL,
	three TEXT NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (what, one, two, three)
) STRICT, WITHOUT ROWID;
INSERT INTO tally (what, one, two, three, n)
	SELECT 'mail', state, mailbox, '', count(*) FROM mail GROUP BY state, mailbox
	UNION ALL SELECT 'letter', state, '', '', count(*) FROM letter GROUP BY state
	UNION ALL SELECT 'ticket', kind, state, coalesce(team, ''), count(*) FROM ticket GROUP BY kind, state, team;
CREATE TRIGGER tally_mail_added AFTER INSERT ON mail BEGIN
	INSERT INTO tally (what, one, two, three, n) VALUES ('mail', NEW.state, NEW.mailbox, '', 1)
		ON CONFLICT (what, one, two, three) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_mail_moved AFTER UPDATE OF state ON mail WHEN OLD.state <> NEW.state BEGIN
	UPDATE tally SET n = n - 1 WHERE what = 'mail' AND one = OLD.state AND two = OLD.mailbox AND three = '';
	INSERT INTO tally (what, one, two, three, n) VALUES ('mail', NEW.state, NEW.mailbox, '', 1)
		ON CONFLICT (what, one, two, three) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_letter_added AFTER INSERT ON letter BEGIN
	INSERT INTO tally (what, one, two, three, n) VALUES ('letter', NEW.state, '', '', 1)
		ON CONFLICT (what, one, two, three) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_letter_moved AFTER UPDATE OF state ON letter WHEN OLD.state <> NEW.state BEGIN
	UPDATE tally SET n = n - 1 WHERE what = 'letter' AND one = OLD.state AND two = '' AND three = '';
	INSERT INTO tally (what, one, two, three, n) VALUES ('letter', NEW.state, '', '', 1)
		ON CONFLICT (what, one, two, three) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_ticket_added AFTER INSERT ON ticket BEGIN
	INSERT INTO tally (what, one, two, three, n) VALUES ('ticket', NEW.kind, NEW.state, coalesce(NEW.team, ''), 1)
		ON CONFLICT (what, one, two, three) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_ticket_moved AFTER UPDATE OF state, team ON ticket
	WHEN OLD.state <> NEW.state OR OLD.team IS NOT NEW.team BEGIN
	UPDATE tally SET n = n - 1
		WHERE what = 'ticket' AND one = OLD.kind AND two = OLD.state AND three = coalesce(OLD.team, '');
	INSERT INTO tally (what, one, two, three, n) VALUES ('ticket', NEW.kind, NEW.state, coalesce(NEW.team, ''), 1)
		ON CONFLICT (what, one, two, three) DO UPDATE SET n = n + 1;
END;

-- For reports. answered_ms: when the desk first wrote to the customer; done_ms: since when it is resolved or has ended; 0:
-- not yet. Of older tickets, as their timeline tells.
ALTER TABLE ticket ADD COLUMN answered_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN done_ms INTEGER NOT NULL DEFAULT 0;
UPDATE ticket SET answered_ms = coalesce((SELECT min(at_ms) FROM ticket_entry e WHERE e.ticket = ticket.id
	AND (kind IN ('answer', 'question') OR kind = 'change' AND author <> 'casegate'
	AND (text LIKE 'resolved%' OR text LIKE 'fulfilled%' OR text LIKE 'declined%' OR text LIKE 'closed%'))), 0);
UPDATE ticket SET done_ms = coalesce((SELECT max(at_ms) FROM ticket_entry e WHERE e.ticket = ticket.id
	AND kind = 'change' AND text LIKE 'resolved%'), state_ms)
	WHERE state IN ('resolved', 'closed', 'cancelled', 'fulfilled', 'declined', 'expired');
CREATE INDEX ticket_reopened_at ON ticket_reopened (at_ms);

-- What time does to tickets. answer_due_ms: when an answer to the word is due that stands unanswered, 0: none does, or none is
-- promised; told: how much of its becoming overdue the desk was told (gateway/desk/due.h); next_ms: when time does something to
-- the ticket next, or something of that is to be told, 0: never. What stands in a spool of before is 0 until a gateway begins.
ALTER TABLE ticket ADD COLUMN answer_due_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN next_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ticket_answer_due ON ticket (kind, answer_due_ms) WHERE answer_due_ms > 0;
CREATE INDEX ticket_next ON ticket (next_ms) WHERE next_ms > 0;
DROP INDEX ticket_due;
DROP INDEX ticket_unreminded;
