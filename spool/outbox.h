/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a desk elsewhere is to do, in order. Of one ticket the next one goes only when the one before it is over; other
 * tickets go on. What is in flight is committed before it is sent, so that whatever may have been done is known to be so.
 */
#pragma once

#include "spool/database.h"

typedef enum {
	OUTBOX_BEHIND,    /* another one of its ticket comes first */
	OUTBOX_WAITING,   /* for its time */
	OUTBOX_IN_FLIGHT, /* given to the desk */
	OUTBOX_UNKNOWN, /* it was, and no answer came: waits for its time, and is looked for then */
	OUTBOX_DONE,
	OUTBOX_CONFLICT, /* the ticket was not in a state for it */
	OUTBOX_REFUSED, /* a person may let it go again; of a ticket that is not there yet the others wait meanwhile */
	OUTBOX_DOUBTFUL, /* a person is to decide; the same */
	OUTBOX_DROPPED,  /* never to be done: by a person, or with one before it */
	OUTBOX_STATES,   /* how many there are */
} OutboxState;
const char *outbox_state_name(OutboxState state);

typedef struct {
	int64_t id;
	int64_t ticket; /* 0: none */
	char *kind;     /* own; DeskOperation by name */
	char *body;     /* own; JSON */
	OutboxState state;
	bool looks_first;   /* it may be done already */
	int64_t mail;       /* of which it comes, or 0 */
	int64_t entry;      /* the line of the timeline that it says, or 0 */
	int64_t attachment; /* the number of the ticket's that it brings, or 0 */
	int64_t attempts;
	int64_t created_ms;
	int64_t due_ms;  /* not to be given before */
	int64_t sent_ms; /* when it was given first, or 0 */
	char *result;    /* own; what was said of it last, or "" */
} OutboxOperation;
void outbox_operation_free(OutboxOperation *operation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutboxOperation, outbox_operation_free)

/* A new one: ticket, kind, body, looks_first, mail, entry, attachment, created_ms and due_ms are read. It is behind where its ticket
 * has others to come. */
bool outbox_add(
    Spool *spool, const OutboxOperation *operation, int64_t *ret_id, GError **error);
/* Another body for one that was not given yet, and the line that it says. */
bool outbox_amend(Spool *spool, int64_t id, const char *body, int64_t entry, GError **error);
/* NULL where there is none (no error). */
bool outbox_get(Spool *spool, int64_t id, OutboxOperation **ret_operation, GError **error);
/* The newest of a ticket that those to come wait for, or NULL (no error). kind: NULL: any. */
bool outbox_newest(Spool *spool, int64_t ticket, const char *kind,
    OutboxOperation **ret_operation, GError **error);
/* The same of those whose result a letter tells of: the ticket's number, its state, a list. */
bool outbox_newest_telling(
    Spool *spool, int64_t ticket, OutboxOperation **ret_operation, GError **error);
/* Those of a ticket that are not over or wait for a person, oldest first. */
bool outbox_of_ticket(Spool *spool, int64_t ticket, GPtrArray **ret_operations, GError **error);

/* Those that may be given now, the one due longest first. */
bool outbox_due(
    Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_operations, GError **error);
/* The earliest due_ms after now_ms of those that are to be given, or 0. */
bool outbox_next_due(Spool *spool, int64_t now_ms, int64_t *ret_due_ms, GError **error);
/* It is in flight from the next commit on, and may be sent after it. */
bool outbox_take_off(Spool *spool, int64_t id, int64_t now_ms, GError **error);
/* What is in flight, though nobody has it any more, is unknown from now on, and due then. */
bool outbox_lose(Spool *spool, int64_t due_ms, GError **error);
/* Whatever waits may be done already: this spool is a backup that is put back now. */
bool outbox_doubt(Spool *spool, int64_t now_ms, GError **error);
/* When that was last; 0: never. */
bool outbox_doubted(Spool *spool, int64_t *ret_at_ms, GError **error);
/* It is to be given again then; was_sent: it may be done already. */
bool outbox_postpone(Spool *spool, const OutboxOperation *operation, bool was_sent,
    int64_t due_ms, const char *result, GError **error);
/* It is over, in one of the states from OUTBOX_DONE on; the next one of its ticket may go, unless it waits for a person
 * and blocks. */
bool outbox_end(Spool *spool, const OutboxOperation *operation, OutboxState state,
    const char *result, GError **error);
/* Those behind it of the same mail or, where it is of none, written in the same moment. */
bool outbox_behind(
    Spool *spool, const OutboxOperation *operation, GPtrArray **ret_operations, GError **error);
/* How often what a mail said met this ticket in another state than it was for, and the newest line of the timeline that
 * says it; 0: never. */
bool outbox_conflicts(Spool *spool, int64_t ticket, int64_t mail, int64_t *ret_count,
    int64_t *ret_entry, GError **error);
/* Those that wait for a person, newest first. */
bool outbox_stuck(Spool *spool, int limit, GPtrArray **ret_operations, GError **error);
/* What waits for a person goes again, from now on. */
bool outbox_retry(Spool *spool, int64_t ticket, int64_t now_ms, bool *ret_any, GError **error);

typedef struct {
	int64_t count[OUTBOX_STATES];
	int64_t oldest_ms; /* when the oldest that is not over was made, or 0 */
} OutboxCount;
bool outbox_count(Spool *spool, OutboxCount *ret_count, GError **error);
/* The id that was given last, or 0. */
bool outbox_last(Spool *spool, int64_t *ret_id, GError **error);
/* How many up to this one are not over. */
bool outbox_count_open(Spool *spool, int64_t last, int64_t *ret_count, GError **error);
