/* SPDX-License-Identifier: Apache-2.0 */
/* The organisations that contacts belong to, and the domains that are theirs alone. */
#pragma once

#include "spool/database.h"

typedef struct {
	int64_t id;
	char *name;          /* own; compared without the case of ASCII letters */
	char *language;      /* own; of those of its contacts who have none; or NULL */
	char *group;         /* own; what its cases go to where no rule says; or NULL */
	bool trusts_domains; /* whoever is proved to write from a domain of it is its contact */
	char *
	    needs; /* own; by what its contacts confirm what, beside all others: "accept=confirmed"; "" */
	char *domains; /* own; separated by spaces, in order; "" */
} Account;

void account_free(Account *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Account, account_free)

/* ret_account is NULL where none has this name, or owns this domain (that is no error). A domain is
 * compared whole, without the case of ASCII letters: neither above nor below it is the same. */
bool account_find(Spool *spool, const char *name, Account **ret_account, GError **error);
bool account_find_domain(
    Spool *spool, const char *domain, Account **ret_account, GError **error);

/* NULL where there is none (no error). */
bool account_get(Spool *spool, int64_t id, Account **ret_account, GError **error);
/* SPOOL_ERROR_EXISTS where one of this name is there. */
bool account_add(Spool *spool, const char *name, int64_t *ret_id, GError **error);

typedef struct {
	const char *language;       /* NULL: leave; "": none */
	const char *group;          /* NULL: leave; "": none */
	const bool *trusts_domains; /* NULL: leave */
	const char *needs;          /* NULL: leave; "": none of its own */
} AccountDetails;
bool account_set(Spool *spool, int64_t id, const AccountDetails *details, GError **error);
/* These are its domains from now on, NULL-terminated. SPOOL_ERROR_EXISTS where another account owns
 * one of them. */
bool account_set_domains(Spool *spool, int64_t id, const char *const *domains, GError **error);
/* By name. */
bool account_list(Spool *spool, GPtrArray **ret_accounts, GError **error);
