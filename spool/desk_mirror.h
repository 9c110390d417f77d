/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of a desk elsewhere: which of our tickets it has and how they stand there, which of its words and files
 * stand here, who our contacts are there, and how far its changes were read.
 */
#pragma once

#include "spool/database.h"

/* A ticket that lives there, or is to. */
typedef struct {
	int64_t ticket;
	char *remote_id;    /* own; NULL: not known yet */
	char *remote_state; /* own; in its words, or "" */
	int64_t mod_count;  /* of the last change that is in the mirror; -1: of none */
	int64_t updated_ms; /* when that was made, by the desk's clock; 0: not known */
	int64_t seen_ms;    /* when it was last heard of, or 0 */
} DeskTicket;
void desk_ticket_free(DeskTicket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskTicket, desk_ticket_free)

/* The ticket is the desk's from now on. */
bool desk_ticket_add(Spool *spool, int64_t ticket, GError **error);
/* It lives in the spool alone from now on. */
bool desk_ticket_remove(Spool *spool, int64_t ticket, GError **error);
/* Writes back all but the ticket. */
bool desk_ticket_save(Spool *spool, const DeskTicket *ticket, GError **error);
/* NULL where it lives in the spool alone (no error). */
bool desk_ticket_get(Spool *spool, int64_t ticket, DeskTicket **ret_ticket, GError **error);
/* NULL where no ticket has this one (no error). */
bool desk_ticket_find(
    Spool *spool, const char *remote_id, DeskTicket **ret_ticket, GError **error);
/* Whether the mirror stands for more than a change with this count and time. One with a lower count and a later time is
 * newer: the count began anew there, or was a wrong one here. So is any, where the mirror's time had not come when it was
 * heard of. */
bool desk_ticket_is_older(const DeskTicket *known, int64_t mod_count, int64_t updated_ms);

/* What was said there stands in this line of the timeline, 0: it was left out. One that is known stays. */
bool desk_entry_add(
    Spool *spool, int64_t ticket, const char *remote_id, int64_t entry, GError **error);
bool desk_entry_is_known(Spool *spool, const char *remote_id, bool *ret_known, GError **error);

/* A file there. */
typedef struct {
	char *remote_id; /* own */
	int64_t ticket;
	int64_t attachment; /* the number of the ticket's that it is; 0: it is the desk's own */
	char *name;         /* own */
	char *type;         /* own */
	int64_t size;
} DeskFile;
void desk_file_free(DeskFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskFile, desk_file_free)
/* One that is known stays. ret_new may be NULL. */
bool desk_file_add(Spool *spool, const DeskFile *file, bool *ret_new, GError **error);
/* The files that the desk has of a ticket, by their ids. */
bool desk_file_list(Spool *spool, int64_t ticket, GPtrArray **ret_files, GError **error);

/* A contact there. */
typedef struct {
	int64_t contact;
	char *remote_id; /* own */
	char *account;   /* own; or NULL */
	int64_t checked_ms;
} DeskPerson;
void desk_person_free(DeskPerson *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskPerson, desk_person_free)
bool desk_person_set(Spool *spool, const DeskPerson *person, GError **error);
/* NULL where it is not known (no error). */
bool desk_person_get(Spool *spool, int64_t contact, DeskPerson **ret_person, GError **error);
/* Whether one of our contacts is this one there. */
bool desk_person_is_known(Spool *spool, const char *remote_id, bool *ret_known, GError **error);

/* The JSON of the next poll; NULL before the first one. Caller owns. */
bool desk_cursor_get(Spool *spool, char **ret_cursor, GError **error);
bool desk_cursor_set(Spool *spool, const char *cursor, int64_t now_ms, GError **error);
/* When the desk last told what changed: the mirror is as old as that; 0: never. */
bool desk_cursor_heard(Spool *spool, int64_t *ret_heard_ms, GError **error);
