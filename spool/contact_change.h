/* SPDX-License-Identifier: Apache-2.0 */
/* What contacts had changed of their own data, what the desk did to their app, and the change of an address. */
#pragma once

#include "spool/database.h"

typedef struct {
	int64_t contact;
	char *field;     /* own; "address", "app" */
	char *old_value; /* own; "" */
	char *new_value; /* own; "" */
	int64_t mail;    /* that asked for it; 0: it is not there any more */
	int64_t at_ms;
} ContactChange;
void contact_change_free(ContactChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ContactChange, contact_change_free)

/* It stays as long as the contact does. */
bool contact_change_add(Spool *spool, const ContactChange *change, GError **error);
/* Of ContactChange, oldest first. */
bool contact_change_list(
    Spool *spool, int64_t contact, GPtrArray **ret_changes, GError **error);

/* This is its own address from now on; one of its aliases becomes that, and an unverified contact with it becomes part of
 * this one, whose tickets must be this one's already (gateway/desk/ticket_change.h). The old one is nobody's, and what was
 * sent to it proves nothing any more. SPOOL_ERROR_EXISTS where it is a known contact's. */
bool contact_change_address(
    Spool *spool, int64_t contact, const char *address, int64_t now_ms, GError **error);

/* The tokens of letters of this name to the contact end; ret_today: how many were written since then. */
typedef struct {
	int64_t contact;
	const char *name;
} ContactLetters;
bool contact_change_end_tokens(
    Spool *spool, const ContactLetters *letters, int64_t now_ms, GError **error);
bool contact_change_count(Spool *spool, const ContactLetters *letters, int64_t since_ms,
    int64_t *ret_count, GError **error);
