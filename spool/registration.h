/* SPDX-License-Identifier: Apache-2.0 */
/* Mails of people whom nobody knew: they are held until their sender has confirmed the address that they came from. */
#pragma once

#include "spool/database.h"

/* What the decision of such a mail is called; nothing else is let go on here. */
#define REGISTRATION_DECISION "refer"

typedef struct {
	int64_t mail;
	int64_t contact;
	int64_t since_ms; /* that it waits */
} Registration;
/* The same mail may come to wait again. */
bool registration_keep(Spool *spool, const Registration *registration, GError **error);
/* The contact answered the letter that `mail` brought: all that it sent goes back to be decided, what had waited for too
 * long included. ret_mails: how many. */
bool registration_confirm(
    Spool *spool, int64_t contact, int64_t mail, int64_t *ret_mails, GError **error);
/* Whether the contact answered the letter that this mail brought. */
bool registration_is_confirmed(
    Spool *spool, int64_t mail, int64_t contact, bool *ret_confirmed, GError **error);

/* This mail waits no more, whatever is confirmed later. */
bool registration_deny(Spool *spool, int64_t mail, GError **error);

/* What has waited since then or for longer is done, for this reason; its row stays, and a late answer still finds it. */
bool registration_expire(Spool *spool, int64_t since_ms, const char *reason, GError **error);
/* Since when the one that waits longest does, or 0. */
bool registration_oldest(Spool *spool, int64_t *ret_since_ms, GError **error);
/* How many mails wait. */
bool registration_count(Spool *spool, int64_t *ret_mails, GError **error);
