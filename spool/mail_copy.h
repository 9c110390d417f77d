/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail is its bytes, known by their hash; the places where it was found on servers are its copies. The same bytes
 * again are no other mail: a copy is noted, and that the mail was repeated.
 */
#pragma once

#include "spool/mail.h"

/* SHA-256 in hex of the bytes; of a mail whose body was not kept with its size, as a header alone is soon the same.
 * Caller owns. */
char *mail_hash(const MailArrival *arrival);

/* The first mail of these bytes, or 0. */
bool mail_find_hash(Spool *spool, const char *hash, int64_t *ret_id, GError **error);
/* Gives a hash to what an older version stored without one, and that may be the same as the arrival. */
bool mail_hash_older(Spool *spool, const MailArrival *arrival, GError **error);

/* Notes that this mail lies where the arrival was found, and is not filed; ret_new: something else was, or nothing, or
 * the arrival has no place. */
bool mail_set_copy(
    Spool *spool, const MailArrival *arrival, int64_t mail, bool *ret_new, GError **error);

/* Keys (char *) of this mailbox that are not filed yet. */
bool mail_unfiled(Spool *spool, const char *mailbox, GPtrArray **ret_keys, GError **error);
/* How many. */
bool mail_count_unfiled(Spool *spool, const char *mailbox, int64_t *ret_count, GError **error);
bool mail_set_filed(
    Spool *spool, const char *mailbox, const char *const *keys, size_t n_keys, GError **error);

/* The bytes came again; what was a duplicate itself repeats what it is a duplicate of. */
bool mail_repeat(Spool *spool, int64_t mail, int64_t now_ms, GError **error);
/* A mail with other bytes is a duplicate of the first one: repeats it, as often as it came itself. */
bool mail_set_same(
    Spool *spool, int64_t duplicate, int64_t first, int64_t now_ms, GError **error);

/* What a mail has in common with its duplicate that came another way. from: its sender's address, or NULL. */
typedef struct {
	const char *message_id;
	const char *content_hash;
	const char *from;
	const char *subject;
	int64_t date_ms; /* 0: it has none */
} MailMarks;

/* The first decided mail with all of these that is no duplicate itself, or 0. */
bool mail_find_same(Spool *spool, const MailMarks *marks, int64_t *ret_id, GError **error);
