/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words that go of a ticket, whose row stays with its number, its state and its times. In small steps: each function
 * does no more than `limit` at once, and says whether something is left.
 */
#pragma once

#include "spool/database.h"

/* Of a ticket's mails and letters, ids (int64_t) of those of which something is still there; a mail that waits is not
 * among them. */
bool ticket_forget_mails(
    Spool *spool, int64_t ticket, int limit, GArray **ret_ids, GError **error);
bool ticket_forget_letters(
    Spool *spool, int64_t ticket, int limit, GArray **ret_ids, GError **error);
/* The timeline: each line stays, with its time, its kind and (erased). */
bool ticket_forget_entries(
    Spool *spool, int64_t ticket, int limit, bool *ret_more, GError **error);
/* The rest: title, who reported it and who was involved, fields, attachments, what it knows of other mails and of a
 * desk elsewhere. It is marked as gone. */
bool ticket_forget_rest(Spool *spool, int64_t ticket, int64_t now_ms, GError **error);
/* Whether that was done. */
bool ticket_is_gone(Spool *spool, int64_t ticket, bool *ret_gone, GError **error);

/* What one mail brought to a ticket: its lines, its attachments, its Message-ID, what a desk elsewhere was told of it. */
bool ticket_forget_mail(Spool *spool, int64_t ticket, int64_t mail, GError **error);
/* Ids of the letters that this mail brought about. */
bool ticket_forget_letters_of(
    Spool *spool, int64_t ticket, int64_t mail, GArray **ret_ids, GError **error);
bool ticket_forget_letter(Spool *spool, int64_t letter, GError **error);
/* Those that tell the desk's people of the ticket, whoever is in them; one that is prepared has no words yet. */
bool ticket_forget_letters_to_desk(
    Spool *spool, int64_t ticket, int limit, GArray **ret_ids, GError **error);

/* Makes another text of one; NULL: it stays. Caller owns. */
typedef char *(*TicketRedact)(const char *text, const void *data);
typedef struct {
	TicketRedact redact;
	const void *data;
} TicketRedaction;
/* In what others wrote on the ticket, and in what we wrote down of it: title, lines, fields, names of attachments, traces,
 * notices, results of commands, what a desk elsewhere has of it and is told. Not in mails and letters. */
bool ticket_redact(
    Spool *spool, int64_t ticket, const TicketRedaction *redaction, GError **error);
/* The contact is nothing on it any more. */
bool ticket_forget_person(Spool *spool, int64_t ticket, int64_t contact, GError **error);
/* One who is not there yet is recorded. */
bool ticket_note_person(Spool *spool, int64_t ticket, int64_t contact, GError **error);
