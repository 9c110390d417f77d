/* SPDX-License-Identifier: Apache-2.0 */
/* The people we know by address, and the organisations they belong to. */
#pragma once

#include "spool/database.h"

typedef struct {
	int64_t id;
	char *address; /* own; as first seen; compared without the case of ASCII letters; the
			    alias where it was found by one, so that an answer goes to who wrote */
	char *name;    /* own; "" */
	char *
	    language; /* own; its account's where it has none; or NULL: the language of the mail */
	int64_t account;    /* 0: none */
	char *account_name; /* own; or NULL */
	char *group;        /* own; its account's default group, or NULL */
	int64_t manager;    /* who approves what it asks for: another contact, or 0 */
	char *items; /* own; the catalog items it may ask for, separated by spaces; NULL: all */
	bool sees_organisation; /* the cases of its whole account; otherwise its own */
	bool known;             /* added by an operator, or proved by a token issued to it */
	int64_t
	    registered_ms; /* since when it is known by its own answer alone, and in an account by
				    nobody's word; 0: it is not */
	bool undeliverable; /* a letter to this address came back for good */
} Contact;

void contact_free(Contact *contact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Contact, contact_free)

/* By its own address. */
bool contact_get(Spool *spool, int64_t id, Contact **ret_contact, GError **error);
/* By its own address or an alias. ret_contact is NULL where nobody has it (that is no error). */
bool contact_find(Spool *spool, const char *address, Contact **ret_contact, GError **error);
/* By address; of one account where account is not 0. */
bool contact_list(Spool *spool, int64_t account, GPtrArray **ret_contacts, GError **error);
/* Some of them. */
typedef struct {
	int64_t account;   /* or 0: of any */
	const char *after; /* an address; NULL: from the first on */
	int limit;
} ContactPage;
bool contact_list_page(
    Spool *spool, const ContactPage *page, GPtrArray **ret_contacts, GError **error);
/* Those with a registered_ms, who has waited longest first. */
bool contact_list_registered(Spool *spool, GPtrArray **ret_contacts, GError **error);
bool contact_count_registered(Spool *spool, int64_t *ret_count, GError **error);

typedef struct {
	const char *address;
	const char *name;     /* NULL: leave */
	const char *language; /* NULL: leave; "": none */
	const char *account;  /* NULL: leave; "": none; made when there is none of this name */
} ContactDetails;
/* Makes an unverified contact of an address not seen before, or gives the one there is, as it
 * is. Reads no account. */
bool contact_meet(Spool *spool, const ContactDetails *details, int64_t now_ms,
    Contact **ret_contact, GError **error);
/* Adds a known contact, or makes the one with this address known and sets what is given.
 * SPOOL_ERROR_EXISTS where the address is another's alias. */
bool contact_add(Spool *spool, const ContactDetails *details, int64_t now_ms, int64_t *ret_id,
    GError **error);
/* Sets what is given, but the address. */
bool contact_set(Spool *spool, int64_t id, const ContactDetails *details, GError **error);
/* Forgets who this is: a contact that tickets or letters refer to stays as an unverified address
 * without a name, and its tokens end, and its app; any other is deleted. */
bool contact_remove(Spool *spool, int64_t id, int64_t now_ms, GError **error);
/* Makes it a known contact of an account. */
bool contact_join(Spool *spool, int64_t id, int64_t account, GError **error);
/* It has answered with a token issued to it: known from now on, in its account once an operator or the domain says so. */
bool contact_register(Spool *spool, int64_t id, int64_t now_ms, GError **error);
/* address: its own or an alias; changes nothing where it is neither any more. */
bool contact_set_undeliverable(
    Spool *spool, int64_t id, const char *address, bool undeliverable, GError **error);
/* The name of an account, NULL where there is none of this id (no error). Caller owns. */
bool contact_account_name(Spool *spool, int64_t account, char **ret_name, GError **error);

/* Its other addresses (char *), in order. Who writes from one is the contact: a token issued to it
 * holds there too. */
bool contact_aliases(Spool *spool, int64_t id, GPtrArray **ret_addresses, GError **error);
/* These are its other addresses from now on, NULL-terminated. An unverified contact with such an
 * address becomes part of this one, with its letters; its tickets must be this one's already
 * (gateway/desk/ticket_change.h). SPOOL_ERROR_EXISTS where it is a known contact's. What was sent to an address that is left out proves nothing any more. */
bool contact_set_aliases(
    Spool *spool, int64_t id, const char *const *addresses, int64_t now_ms, GError **error);

#define CONTACT_ALL_ITEMS "*"
typedef struct {
	const int64_t *manager;        /* NULL: leave; 0: none */
	const bool *sees_organisation; /* NULL: leave */
	const char
	    *items; /* NULL: leave; "": none; separated by spaces, or CONTACT_ALL_ITEMS */
} ContactRights;
bool contact_set_rights(Spool *spool, int64_t id, const ContactRights *rights, GError **error);
/* Whether it may ask for this catalog item. */
bool contact_may_request(const Contact *contact, const char *item);
/* Whether approver, a known contact, decides on what other asks for: as its manager, or because
 * contact_add_approval() says so for it or for its account. Never on one's own. */
bool contact_may_approve(
    Spool *spool, const Contact *approver, const Contact *other, bool *ret_may, GError **error);
/* Who is to be asked: a known contact that letters reach, its manager before one who approves for it,
 * and that one before one who approves for its account; or NULL. */
bool contact_approver(
    Spool *spool, const Contact *contact, Contact **ret_approver, GError **error);
bool contact_drop_approvals(Spool *spool, int64_t approver, GError **error);
/* Of one contact, or where that is 0 of all contacts of an account. */
bool contact_add_approval(
    Spool *spool, int64_t approver, int64_t contact, int64_t account, GError **error);
/* Whom it approves for beside its reports: addresses and names of accounts (char *), in order. */
bool contact_approvals(Spool *spool, int64_t approver, GPtrArray **ret_names, GError **error);
