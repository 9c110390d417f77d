/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that writes tickets and what hangs on them. Whoever changes a ticket does it through
 * gateway/desk/ticket_change.h, which alone includes this (tests/lint.sh).
 */
#pragma once

#include "spool/ticket.h"
#include "spool/ticket_content.h"
#include "spool/ticket_link.h"

/* Stores a new ticket: all fields but id, number, changed_ms and waiting_ms are read; the first
 * three are set, the number to the next of its kind. It waits from now on where it is new, open or
 * in progress. */
bool ticket_add(Spool *spool, Ticket *ticket, GError **error);
/* The same, but a desk elsewhere gives it its number: "NEW-<id>" until then. */
bool ticket_add_unnumbered(Spool *spool, Ticket *ticket, GError **error);
/* SPOOL_ERROR_EXISTS where another ticket has this number. */
bool ticket_set_number(Spool *spool, int64_t ticket, const char *number, GError **error);
/* The next of our own, for one that gets none elsewhere. Caller owns the number. */
bool ticket_number_here(
    Spool *spool, int64_t ticket, TicketKind kind, char **ret_number, GError **error);
/* Writes back state, title, category, priority, group, agent, state_ms, reminded_ms,
 * clock_stopped, waiting_ms, which is 0 in a state that is not the desk's turn, answer_due_ms, told,
 * next_ms, snoozed_ms, answer_s, answer_kept and ended_by; sets changed_ms. */
bool ticket_save(Spool *spool, const Ticket *ticket, int64_t now_ms, GError **error);
/* Writes back state_ms, reminded_ms, answer_due_ms, told and next_ms alone. */
bool ticket_save_times(Spool *spool, const Ticket *ticket, GError **error);
/* Writes back answer_s and answer_kept alone. */
bool ticket_save_answer(Spool *spool, const Ticket *ticket, GError **error);
/* Who reports it, and of which account it is from now on, with its answer_due_ms, told and next_ms. */
bool ticket_set_reporter(Spool *spool, const Ticket *ticket, int64_t now_ms, GError **error);
bool ticket_add_reopened(Spool *spool, int64_t ticket, int64_t now_ms, GError **error);

/* One who is there already stays, and gets letters from now on where the call says so. */
bool ticket_involve(
    Spool *spool, int64_t ticket, int64_t contact, Involvement involvement, GError **error);
/* ret_was: whether they were involved. */
bool ticket_leave(Spool *spool, int64_t ticket, int64_t contact, bool *ret_was, GError **error);
/* Who wrote a request, or for whom it is: it stays known of one who is no longer involved. */
bool ticket_add_requester(Spool *spool, int64_t ticket, int64_t contact, GError **error);
/* A requester has confirmed the request by all that it needs. */
bool ticket_confirm_request(Spool *spool, int64_t ticket, int64_t contact, GError **error);
/* On all tickets: what the other contact is there, this one is from now on, once on each: who reported a ticket is not
 * among its people beside that. */
bool ticket_merge_person(Spool *spool, int64_t contact, int64_t other, GError **error);
/* On all tickets: one who is involved gets no letters any more. */
bool ticket_silence_person(Spool *spool, int64_t contact, GError **error);

/* All fields up to letter but id are read; ret_id may be NULL. */
bool ticket_add_entry(Spool *spool, const Entry *entry, int64_t *ret_id, GError **error);
/* For a line that counts. */
bool ticket_set_entry_text(Spool *spool, int64_t id, const char *text, GError **error);
/* number is given, the others are read. A part of a mail that the ticket has already stays as it is. */
bool ticket_attach(Spool *spool, const TicketAttachment *attachment, GError **error);
/* What the attachment of this number may do to who opens it, from now on. */
bool ticket_set_marks(
    Spool *spool, int64_t ticket, int number, const char *marks, GError **error);
/* A value that it has already keeps its time. */
bool ticket_set_field(
    Spool *spool, int64_t ticket, int position, const TicketField *field, GError **error);
/* letter: whose id it is, or 0. */
bool ticket_remember_id(
    Spool *spool, int64_t ticket, const char *message_id, int64_t letter, GError **error);

/* The ticket names link->ticket; link->why is read, too. A pair that is linked stays as it is. */
bool ticket_add_link(
    Spool *spool, const TicketLink *link, int64_t ticket, int64_t now_ms, GError **error);
/* ret_was: whether they were linked, either way. */
bool ticket_remove_link(
    Spool *spool, int64_t ticket, int64_t other, bool *ret_was, GError **error);
/* The ticket's mails answer a mail of this id, which is not there. */
bool ticket_remember_unseen(
    Spool *spool, int64_t ticket, const char *message_id, GError **error);
