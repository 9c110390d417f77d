/* SPDX-License-Identifier: Apache-2.0 */
/* The people we know by address, and the organisations they belong to. */
#pragma once

#include "spool/database.h"

typedef struct {
	int64_t id;
	char *address;   /* own; as first seen; compared without the case of ASCII letters */
	char *name;      /* own; "" */
	char *language;  /* own; its account's where it has none; or NULL: as the mail tells */
	int64_t account; /* 0: none */
	char *account_name; /* own; or NULL */
	char *group;        /* own; its account's default group, or NULL */
	bool known;         /* added by an operator, or proved by a token issued to it */
	bool undeliverable; /* a letter to it came back for good */
} Contact;

void contact_free(Contact *contact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Contact, contact_free)

bool contact_get(Spool *spool, int64_t id, Contact **ret_contact, GError **error);
/* ret_contact is NULL where nobody has this address (that is no error). */
bool contact_find(Spool *spool, const char *address, Contact **ret_contact, GError **error);

typedef struct {
	const char *address;
	const char *name;     /* NULL: leave */
	const char *language; /* NULL: leave */
	const char *account;  /* NULL: leave; made when there is none of this name */
} ContactDetails;
/* Makes an unverified contact of an address not seen before, or gives the one there is, as it
 * is. Reads no account. */
bool contact_meet(Spool *spool, const ContactDetails *details, int64_t now_ms,
    Contact **ret_contact, GError **error);
/* Adds a known contact, or makes the one with this address known and sets what is given. */
bool contact_add(Spool *spool, const ContactDetails *details, int64_t now_ms, int64_t *ret_id,
    GError **error);
/* Forgets who this is: a contact that tickets or letters refer to stays as an unverified address
 * without a name, gets no letters as one involved, and its tokens end; any other is deleted. */
bool contact_remove(Spool *spool, int64_t id, int64_t now_ms, GError **error);
/* Makes it a known contact of an account. */
bool contact_join(Spool *spool, int64_t id, int64_t account, GError **error);
bool contact_set_known(Spool *spool, int64_t id, GError **error);
bool contact_set_undeliverable(Spool *spool, int64_t id, bool undeliverable, GError **error);
/* The name of an account, NULL where there is none of this id (no error). Caller owns. */
bool contact_account_name(Spool *spool, int64_t account, char **ret_name, GError **error);
/* By address. */
bool contact_list(Spool *spool, GPtrArray **ret_contacts, GError **error);
