/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The spool: one SQLite file that only one process may have open (exclusive lock), in WAL mode
 * with synchronous=FULL: what COMMIT confirmed survives a power cut. Times are UTC
 * milliseconds. The files spool/mail.h, ticket.h, ticket_content.h, letter.h, contact.h and
 * mail_trace.h hold what is in it, one noun each.
 *
 * Every function that changes rows must be called between spool_begin() and spool_commit();
 * elsewhere it fails. Texts are UTF-8. When a call inside a transaction failed, take it back
 * by spool_undo(), or where that fails too (a full disk ends the whole transaction) by
 * spool_rollback().
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "config.h"

typedef struct Spool Spool;

#define SPOOL_ERROR (spool_error_quark())
GQuark spool_error_quark(void);
typedef enum {
	SPOOL_ERROR_BUSY,    /* another process has it open */
	SPOOL_ERROR_FULL,    /* the disk is full or the file may not grow: try again later */
	SPOOL_ERROR_CORRUPT, /* not a spool, or a damaged one: a person has to look */
	SPOOL_ERROR_GONE,  /* its file was removed or replaced under us: a person has to look */
	SPOOL_ERROR_NEWER, /* made by a later casegate */
	SPOOL_ERROR_MISSING, /* no such row */
	SPOOL_ERROR_EXISTS,  /* such a row is there already */
	SPOOL_ERROR_FAILED,  /* anything else SQLite says */
} SpoolError;

/* Opens or makes the spool at path (mode 0600), or a throw-away one in memory when path is
 * NULL. */
Spool *spool_open(const char *path, GError **error);
/* A throw-away spool in memory with all that the one at path holds, which stays as it is;
 * empty where there is none. */
Spool *spool_open_copy(const char *path, GError **error);
/* Rolls back what is not committed. NULL is allowed. */
void spool_close(Spool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spool, spool_close)

/* Whether the file at the path, and the log beside it, are still those that were opened, and nothing in them was found to
 * be damaged. What is wrong once stays so until the spool is closed: it begins and commits nothing any more, and
 * closing it changes nothing in its files. */
bool spool_is_sound(Spool *spool, GError **error);
/* It is not, as somebody found who looked through the file; what: in words. */
void spool_condemn(Spool *spool, const char *what);

/* When committing fails, nothing of the transaction is left and none is open; but after SPOOL_ERROR_GONE it may stand in
 * files that nobody will find. */
bool spool_begin(Spool *spool, GError **error);
bool spool_commit(Spool *spool, GError **error);
void spool_rollback(Spool *spool);

/* One mail's part of a batch: spool_undo() takes back all since the matching spool_mark();
 * both may nest. */
bool spool_mark(Spool *spool, GError **error);
bool spool_keep(Spool *spool, GError **error);
bool spool_undo(Spool *spool, GError **error);
/* The same because of `why`, with which the rest of the batch can go on. False: it cannot, as on a full disk. */
bool spool_give_up(Spool *spool, const GError *why, GError **error);

/* What is deleted or replaced is gone from the main file with the commit, and from the log when that is emptied: whether
 * it holds anything, and is not held still. */
bool spool_has_log(const Spool *spool);
/* Copies the log into the main file and cuts it to nothing. Not within a transaction, nor while it is held still. */
bool spool_empty_log(Spool *spool, GError **error);
/* Overwrites what no row uses in the pages behind *page, `limit` of them, and moves *page on; ret_more: there are more.
 * Empties the log first. Not within a transaction; SPOOL_ERROR_BUSY while it is held still. */
bool spool_scrub(Spool *spool, int64_t *page, int limit, bool *ret_more, GError **error);

/* For a quiet moment: copies a log that grew long into the main file, which can take a tenth of a second. */
bool spool_rest(Spool *spool, GError **error);
/* Copies all that was committed into the main file, which then stays as it is until spool_let_go(): who reads it
 * meanwhile, and be it byte by byte, reads one moment. What is committed goes into the log alone. Not within a
 * transaction. SPOOL_ERROR_BUSY where it is held still already. */
bool spool_hold_still(Spool *spool, GError **error);
void spool_let_go(Spool *spool);
/* Whether the log grew so long that it should be let go. */
bool spool_is_held_too_long(const Spool *spool);
/* A main file that nobody changes, for reading: without its log and without a lock. Not brought up to date. */
Spool *spool_open_still(const char *path, GError **error);
/* Whether a process, but this one, has the spool at path open. False where there is none. */
bool spool_is_in_use(const char *path);
/* Reads every page, index and row. What is wrong with the file, as lines of text that the caller owns; empty when
 * nothing is. It takes as long as reading the file does. */
bool spool_check_file(Spool *spool, GPtrArray **ret_faults, GError **error);
/* So many numbers of tickets and ids of letters and of operations are left out: those that were given after the backup that this was. */
bool spool_skip_numbers(Spool *spool, int64_t count, GError **error);

/* Dies here when the failpoint of this name was asked for (CASEGATE_FAILPOINT=name[:nth],
 * test builds only). */
#ifdef FAILPOINTS
void spool_failpoint(const char *name);
#define FAILPOINT(name) spool_failpoint(name)
#else
#define FAILPOINT(name) ((void)0)
#endif
