-- SPDX-License-Identifier: Apache-2.0
-- What makes version 10 of a spool of version 9.

-- Links in letters to pages. letter.language: in which it was written; web_form.letter: by whose link the form was sent,
-- without a session, or 0.
ALTER TABLE letter ADD COLUMN language TEXT;
ALTER TABLE web_form ADD COLUMN letter INTEGER NOT NULL DEFAULT 0;
CREATE INDEX web_form_letter ON web_form (letter) WHERE letter > 0;
-- For numbers by day. answer_s: how long the first answer took, in working time as it was then: -1: there is none, or one of
-- an older version, which a gateway works out when it begins; answer_kept: within what was promised then. ended_by: who
-- closed a case: customer, desk or time; '': it is not closed.
ALTER TABLE ticket ADD COLUMN answer_s INTEGER NOT NULL DEFAULT -1;
ALTER TABLE ticket ADD COLUMN answer_kept INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';
CREATE INDEX ticket_answer_s ON ticket (id) WHERE answered_ms > 0 AND answer_s < 0;
UPDATE ticket SET ended_by = CASE
	WHEN EXISTS (SELECT 1 FROM ticket_entry e WHERE e.ticket = ticket.id AND e.kind = 'comment' AND e.text LIKE 'accepted%')
		THEN 'customer'
	WHEN EXISTS (SELECT 1 FROM ticket_entry e WHERE e.ticket = ticket.id AND e.kind = 'change' AND e.author = 'casegate'
		AND e.text LIKE 'closed%') THEN 'time'
	ELSE 'desk' END
	WHERE kind = 'case' AND state = 'closed';
-- What a ticket counts as on which day of this machine's calendar (1: 2 January 1970). opened (kind: 1: a request); answer,
-- outcome (kind: the seconds that it took, rounded up so that a day has few kinds: spool/tally_day.h), and both by week, of its
-- Monday; kept; done; accepted,
-- lapsed, closed (by whom: ended_by), proposed (it is resolved); rejected; waits (a case, for the desk; kind: the hour). What
-- was merged, or made of old mail, counts nowhere.
CREATE VIEW ticket_moment (ticket, what, at_ms, took_s, kind, team) AS
	SELECT id, 'opened', created_ms, 0, kind = 'request', team FROM ticket
		WHERE merged_into IS NULL AND done_ms <> created_ms
	UNION ALL SELECT id, 'answer', answered_ms, answer_s, NULL, team FROM ticket
		WHERE answered_ms > 0 AND answer_s >= 0 AND merged_into IS NULL AND done_ms <> created_ms
	UNION ALL SELECT id, 'answer week', answered_ms, answer_s, NULL, team FROM ticket
		WHERE answered_ms > 0 AND answer_s >= 0 AND merged_into IS NULL AND done_ms <> created_ms
	UNION ALL SELECT id, 'kept', answered_ms, 0, 0, team FROM ticket
		WHERE answered_ms > 0 AND answer_kept = 1 AND merged_into IS NULL AND done_ms <> created_ms
	UNION ALL SELECT id, 'done', done_ms, 0, 0, team FROM ticket
		WHERE done_ms > 0 AND merged_into IS NULL AND done_ms <> created_ms
	UNION ALL SELECT id, 'outcome', done_ms, max(done_ms - created_ms, 0) / 1000, NULL, team FROM ticket
		WHERE done_ms > 0 AND merged_into IS NULL AND done_ms <> created_ms
		AND state IN ('resolved', 'closed', 'fulfilled', 'declined')
	UNION ALL SELECT id, 'outcome week', done_ms, max(done_ms - created_ms, 0) / 1000, NULL, team FROM ticket
		WHERE done_ms > 0 AND merged_into IS NULL AND done_ms <> created_ms
		AND state IN ('resolved', 'closed', 'fulfilled', 'declined')
	UNION ALL SELECT id, CASE ended_by WHEN 'customer' THEN 'accepted' WHEN 'time' THEN 'lapsed' WHEN 'desk' THEN 'closed'
		ELSE 'proposed' END, done_ms, 0, 0, team FROM ticket
		WHERE done_ms > 0 AND merged_into IS NULL AND done_ms <> created_ms AND kind = 'case'
		AND state IN ('resolved', 'closed')
	UNION ALL SELECT id, 'waits', waiting_ms, 0, unixepoch(waiting_ms / 1000, 'unixepoch', 'localtime') / 3600 % 24, team
		FROM ticket WHERE waiting_ms > 0 AND snoozed_ms = 0 AND kind = 'case'
	UNION ALL SELECT r.ticket, 'rejected', r.at_ms, 0, 0, t.team FROM ticket_reopened r JOIN ticket t ON t.id = r.ticket
		WHERE t.merged_into IS NULL AND t.done_ms <> t.created_ms;
CREATE VIEW ticket_day (ticket, what, day, kind, team) AS
	SELECT ticket, what, unixepoch(at_ms / 1000, 'unixepoch', 'localtime') / 86400 - iif(what IN ('answer week', 'outcome week'),
		(unixepoch(at_ms / 1000, 'unixepoch', 'localtime') / 86400 + 3) % 7, 0), CASE
		WHEN kind IS NOT NULL THEN kind
		WHEN took_s <= 1200 THEN max((took_s + 59) / 60, 1) * 60
		WHEN took_s <= 3600 THEN (took_s + 299) / 300 * 300
		WHEN took_s <= 14400 THEN (took_s + 899) / 900 * 900
		WHEN took_s <= 43200 THEN (took_s + 1799) / 1800 * 1800
		WHEN took_s <= 172800 THEN (took_s + 7199) / 7200 * 7200
		WHEN took_s <= 691200 THEN (took_s + 43199) / 43200 * 43200
		WHEN took_s <= 2592000 THEN (took_s + 86399) / 86400 * 86400
		ELSE (took_s + 604799) / 604800 * 604800 END, coalesce(team, '') FROM ticket_moment;
-- The same, counted, by triggers; and mails (kind: the hour in which they came) and letters that were sent, of no team.
-- What is there already is counted when the spool is opened with another calendar than tally_zone has (spool/tally_day.c).
CREATE TABLE tally_day (
	what TEXT NOT NULL,
	day INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	team TEXT NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (what, day, kind, team)
) STRICT, WITHOUT ROWID;
CREATE TABLE tally_zone (
	zone TEXT NOT NULL
) STRICT;
CREATE TRIGGER tally_day_gone AFTER UPDATE OF n ON tally_day WHEN NEW.n = 0 BEGIN
	DELETE FROM tally_day WHERE what = NEW.what AND day = NEW.day AND kind = NEW.kind AND team = NEW.team;
END;
CREATE TRIGGER tally_day_ticket_added AFTER INSERT ON ticket BEGIN
	INSERT INTO tally_day (what, day, kind, team, n)
		SELECT what, day, kind, team, 1 FROM ticket_day WHERE ticket = NEW.id AND what IN ('opened', 'waits')
		ON CONFLICT (what, day, kind, team) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_day_ticket_leaves BEFORE UPDATE OF state, team, answered_ms, done_ms, answer_s, answer_kept, ended_by,
	waiting_ms, snoozed_ms, merged_into ON ticket WHEN OLD.state <> NEW.state OR OLD.team IS NOT NEW.team
	OR OLD.answered_ms <> NEW.answered_ms OR OLD.done_ms <> NEW.done_ms OR OLD.answer_s <> NEW.answer_s
	OR OLD.answer_kept <> NEW.answer_kept OR OLD.ended_by <> NEW.ended_by OR OLD.waiting_ms <> NEW.waiting_ms
	OR OLD.snoozed_ms <> NEW.snoozed_ms OR OLD.merged_into IS NOT NEW.merged_into BEGIN
	INSERT INTO tally_day (what, day, kind, team, n)
		SELECT what, day, kind, team, -1 FROM ticket_day WHERE ticket = OLD.id
		ON CONFLICT (what, day, kind, team) DO UPDATE SET n = n - 1;
END;
CREATE TRIGGER tally_day_ticket_comes AFTER UPDATE OF state, team, answered_ms, done_ms, answer_s, answer_kept, ended_by,
	waiting_ms, snoozed_ms, merged_into ON ticket WHEN OLD.state <> NEW.state OR OLD.team IS NOT NEW.team
	OR OLD.answered_ms <> NEW.answered_ms OR OLD.done_ms <> NEW.done_ms OR OLD.answer_s <> NEW.answer_s
	OR OLD.answer_kept <> NEW.answer_kept OR OLD.ended_by <> NEW.ended_by OR OLD.waiting_ms <> NEW.waiting_ms
	OR OLD.snoozed_ms <> NEW.snoozed_ms OR OLD.merged_into IS NOT NEW.merged_into BEGIN
	INSERT INTO tally_day (what, day, kind, team, n)
		SELECT what, day, kind, team, 1 FROM ticket_day WHERE ticket = NEW.id
		ON CONFLICT (what, day, kind, team) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_day_rejected AFTER INSERT ON ticket_reopened BEGIN
	INSERT INTO tally_day (what, day, kind, team, n)
		SELECT 'rejected', unixepoch(NEW.at_ms / 1000, 'unixepoch', 'localtime') / 86400, 0, coalesce(team, ''), 1
		FROM ticket WHERE id = NEW.ticket AND merged_into IS NULL AND done_ms <> created_ms
		ON CONFLICT (what, day, kind, team) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_day_mail_added AFTER INSERT ON mail WHEN NEW.history_ms = 0 BEGIN
	INSERT INTO tally_day (what, day, kind, team, n) VALUES ('mail',
		unixepoch(NEW.received_ms / 1000, 'unixepoch', 'localtime') / 86400,
		unixepoch(NEW.received_ms / 1000, 'unixepoch', 'localtime') / 3600 % 24, '', 1)
		ON CONFLICT (what, day, kind, team) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_day_letter_sent AFTER UPDATE OF sent_ms ON letter WHEN OLD.sent_ms = 0 AND NEW.sent_ms > 0 BEGIN
	INSERT INTO tally_day (what, day, kind, team, n) VALUES ('letter',
		unixepoch(NEW.sent_ms / 1000, 'unixepoch', 'localtime') / 86400, 0, '', 1)
		ON CONFLICT (what, day, kind, team) DO UPDATE SET n = n + 1;
END;
-- What one agent has in a state that goes on, however much has ended: ticket_list.c names its condition.
CREATE INDEX ticket_live_agent ON ticket (agent COLLATE NOCASE, kind, state)
	WHERE agent IS NOT NULL AND state NOT IN ('closed', 'cancelled', 'fulfilled', 'declined', 'expired');
-- Mails about which a scanner gave no answer: how often it is asked again at most.
ALTER TABLE mail_scan ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
CREATE INDEX mail_scan_again ON mail_scan (mail) WHERE again > 0;
