/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one place through which tickets change: whoever opens, moves or writes on one calls these, and nothing else calls
 * what writes a ticket into the spool (tests/lint.sh). All in the caller's transaction. Who is to be told is the
 * caller's matter.
 */
#pragma once

#include "gateway/model/context.h"
#include "gateway/model/ticket_property.h"
#include "parsers/message.h"
#include "rules/catalog.h"
#include "spool/contact.h"
#include "spool/ticket.h"
#include "spool/ticket_content.h"
#include "spool/ticket_link.h"

/* A new ticket: what ticket_add() reads of it, but its times, which are now. Its id and number are set. */
bool ticket_change_open(Context *context, Ticket *ticket, GError **error);

/* A change of its state, or what goes with a word that leaves it where it is. */
typedef struct {
	TicketState next;
	bool by_customer; /* who takes up a solution again, or accepts it: that is counted */
	bool by_time;
	bool answers;       /* the desk's people write to the customer by it */
	bool restarts;      /* the time of its state begins anew, even of the one it is in */
	bool stops_clock;   /* no time ends it until somebody decides */
	int64_t waiting_ms; /* since when a customer's word stands unanswered, or 0 */
} TicketMove;
bool ticket_change_move(
    Context *context, Ticket *ticket, const TicketMove *move, GError **error);

/* A line of the timeline. All borrowed. */
typedef struct {
	EntryKind kind;
	const char *author; /* NULL: casegate itself */
	const char *text;
	const char *words; /* what of it the desk hears; NULL: all, and of a change nothing */
	const char *mark;  /* NULL: none */
	int64_t mail;      /* that it came by, or 0 */
	int64_t at_ms;     /* when it was said; 0: now */
	int64_t
	    entry; /* the line that says this from now on, once more to the desk; 0: a new one */
} TicketLine;
/* ret_entry may be NULL. */
bool ticket_change_say(Context *context, int64_t ticket, const TicketLine *line,
    int64_t *ret_entry, GError **error);
/* What casegate itself did or found. */
bool ticket_change_note(Context *context, int64_t ticket, const char *text, GError **error);
/* For a line that counts. entry: what ticket_change_say() gave. */
bool ticket_change_say_again(Context *context, int64_t entry, const char *text, GError **error);

/* value: may be the one that it has. */
bool ticket_change_set(Context *context, Ticket *ticket, TicketProperty property,
    const char *value, GError **error);
/* Somebody else reports it: it is of their account, and of a request they are a requester. */
bool ticket_change_report(
    Context *context, Ticket *ticket, const Contact *reporter, GError **error);
/* The number that the desk elsewhere gave it; SPOOL_ERROR_EXISTS where another ticket has it. */
bool ticket_change_number(Context *context, int64_t ticket, const char *number, GError **error);
/* One that the desk gives none gets one of ours. Caller owns the number. */
bool ticket_change_number_here(
    Context *context, const Ticket *ticket, char **ret_number, GError **error);
/* It changed otherwise, or its clock did: reminded_ms and clock_stopped are written back. */
bool ticket_change_touch(Context *context, Ticket *ticket, GError **error);
/* Only the times of its state and what due_set() works out are written back; that is no change. */
bool ticket_change_times(Context *context, const Ticket *ticket, GError **error);
/* And that of its first answer. */
bool ticket_change_answer(Context *context, const Ticket *ticket, GError **error);

/* A mail with this Message-ID belongs to it. */
bool ticket_change_remember(
    Context *context, int64_t ticket, const char *message_id, GError **error);
/* A mail that the ticket's mails answer, and that is not there, has this Message-ID. */
bool ticket_change_remember_unseen(
    Context *context, int64_t ticket, const char *message_id, GError **error);
/* A part of a mail in the spool. */
bool ticket_change_attach(Context *context, int64_t ticket, int64_t mail,
    const MessageAttachment *attachment, GError **error);

/* What a scanner said of it later: the marks of its attachment are these from now on. No desk elsewhere hears of it. */
bool ticket_change_mark(
    Context *context, const TicketAttachment *attachment, const char *marks, GError **error);

bool ticket_change_involve(
    Context *context, int64_t ticket, int64_t contact, Involvement involvement, GError **error);
/* ret_was: whether they were involved. */
bool ticket_change_leave(
    Context *context, int64_t ticket, int64_t contact, bool *ret_was, GError **error);
/* Who wrote a request, or for whom it is. */
bool ticket_change_requester(Context *context, int64_t ticket, int64_t contact, GError **error);
/* That one has confirmed it by all that it needs. */
bool ticket_change_confirm_request(
    Context *context, int64_t ticket, int64_t contact, GError **error);
/* On all tickets: what the other contact is there, this one is from now on; or one gets no letters any more. */
bool ticket_change_merge(Context *context, int64_t contact, int64_t other, GError **error);
bool ticket_change_silence(Context *context, int64_t contact, GError **error);

/* The ticket names the other one, and they are shown at each other. A pair that is linked stays as it is. */
bool ticket_change_link(
    Context *context, int64_t ticket, int64_t other, TicketLinkReason why, GError **error);
/* ret_was: whether they were linked, either way. */
bool ticket_change_unlink(
    Context *context, int64_t ticket, int64_t other, bool *ret_was, GError **error);
/* What the ticket has is the other one's from now on (spool/ticket_merge.h), and it is closed; and back again, to the
 * state in which it was, whose time begins anew. */
bool ticket_change_give(Context *context, Ticket *ticket, const Ticket *to, GError **error);
bool ticket_change_take_back(Context *context, Ticket *ticket, GError **error);

/* A value of a request, which has one. */
bool ticket_change_field(
    Context *context, int64_t ticket, int position, const CatalogValue *value, GError **error);
