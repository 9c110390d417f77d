/* SPDX-License-Identifier: Apache-2.0 */
/* What customers sent by a page: each form is a mail (spool/mail.h), and here is what the form says beside its words. */
#pragma once

#include "spool/database.h"

/* The mailbox that such a mail is of. A mail of a fetched one of this name has no form. */
#define WEB_FORM_MAILBOX "web"

typedef enum {
	WEB_DEED_OPEN, /* a new case */
	WEB_DEED_REQUEST,
	WEB_DEED_COMMENT,
	WEB_DEED_ACCEPT, /* a solution */
	WEB_DEED_REJECT,
	WEB_DEED_APPROVE, /* a request */
	WEB_DEED_DECLINE,
	WEB_DEEDS, /* how many there are */
} WebDeed;
const char *web_deed_name(WebDeed deed);
/* False when no deed has this name. */
bool web_deed_from_name(const char *name, WebDeed *ret_deed);

typedef struct {
	int64_t mail;
	int64_t contact; /* whose session it was, or whose letter */
	int64_t letter;  /* whose link led to it, without a session; or 0 */
	WebDeed deed;
	int64_t ticket;     /* that it is about; 0: a new one */
	char *item;         /* own; the catalog item; or NULL */
	GHashTable *fields; /* own; char * -> char *; a name without a value is not in it */
} WebForm;
void web_form_free(WebForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebForm, web_form_free)
/* What stands in a field, or NULL. Borrowed. */
const char *web_form_field(const WebForm *form, const char *name);

/* Of a mail that is there. nonce: of a form that was not sent before. */
bool web_form_add(
    Spool *spool, const WebForm *form, const uint8_t *nonce, size_t size, GError **error);
/* What the mail is; NULL where it is no page's (no error). */
bool web_form_get(Spool *spool, int64_t mail, WebForm **ret_form, GError **error);
/* Which mail the form with this nonce became, by this contact; 0: none. */
bool web_form_find(Spool *spool, int64_t contact, const void *nonce, size_t size,
    int64_t *ret_mail, GError **error);
/* How many were sent by the links of this letter since then. */
bool web_form_count_of_letter(
    Spool *spool, int64_t letter, int64_t since_ms, int64_t *ret_count, GError **error);
