/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accounts and their domains. A domain belongs to one account at most, which its key sees to: by two
 * of them nobody could say whose contact a sender is.
 */
#include "spool/account.h"

#include "spool/sqlite.h"

#define SELECT_ACCOUNT                                                                    \
	"SELECT a.id, a.name, a.language, a.team, a.trusts_domains, a.needs,"             \
	" (SELECT coalesce(group_concat(domain, ' '), '')"                                \
	" FROM (SELECT domain FROM account_domain WHERE account = a.id ORDER BY domain))" \
	" FROM account a"

void
account_free(Account *account)
{
	if (!account)
		return;
	g_free(account->name);
	g_free(account->language);
	g_free(account->group);
	g_free(account->needs);
	g_free(account->domains);
	g_free(account);
}

static void *
account_from_row(SqlStatement *row)
{
	Account *account = g_new0(Account, 1);

	account->id = sql_int(row, 0);
	account->name = sql_text(row, 1);
	account->language = sql_text(row, 2);
	account->group = sql_text(row, 3);
	account->trusts_domains = sql_int(row, 4) == 1;
	account->needs = sql_text(row, 5);
	account->domains = sql_text(row, 6);
	return account;
}

/* select: with the key that is looked for as $1. */
static bool
account_find_by(SqlStatement *select, const char *text, Account **ret_account, GError **error)
{
	g_autofree char *key = sql_fold(text);
	g_autoptr(Account) account = NULL;

	sql_bind_text(select, 1, key);
	if (sql_next(select))
		account = account_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_account = g_steal_pointer(&account);
	return true;
}

bool
account_find(Spool *spool, const char *name, Account **ret_account, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, SELECT_ACCOUNT " WHERE a.name_key = $1");

	return account_find_by(select, name, ret_account, error);
}

bool
account_find_domain(Spool *spool, const char *domain, Account **ret_account, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    SELECT_ACCOUNT " JOIN account_domain d ON d.account = a.id WHERE d.domain = $1");

	return account_find_by(select, domain, ret_account, error);
}

bool
account_get(Spool *spool, int64_t id, Account **ret_account, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT_ACCOUNT " WHERE a.id = $1");
	g_autoptr(Account) account = NULL;

	sql_bind_int(select, 1, id);
	if (sql_next(select))
		account = account_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_account = g_steal_pointer(&account);
	return true;
}

bool
account_add(Spool *spool, const char *name, int64_t *ret_id, GError **error)
{
	g_autofree char *key = sql_fold(name);
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO account (name, name_key) VALUES ($1, $2)"
			       " ON CONFLICT (name_key) DO NOTHING");
	int64_t id = 0;

	sql_bind_text(insert, 1, name);
	sql_bind_text(insert, 2, key);
	if (!sql_run_insert(insert, &id, error))
		return false;
	if (id == 0) {
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_EXISTS,
		    "there is an account '%s' already", name);
		return false;
	}
	*ret_id = id;
	return true;
}

bool
account_set(Spool *spool, int64_t id, const AccountDetails *details, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE account SET language = nullif(coalesce($1, language), ''),"
	    " team = nullif(coalesce($2, team), ''),"
	    " trusts_domains = CASE $3 WHEN -1 THEN trusts_domains ELSE $3 END,"
	    " needs = coalesce($4, needs) WHERE id = $5");

	sql_bind_text(update, 1, details->language);
	sql_bind_text(update, 2, details->group);
	sql_bind_int(update, 3, details->trusts_domains ? *details->trusts_domains : -1);
	sql_bind_text(update, 4, details->needs);
	sql_bind_int(update, 5, id);
	return sql_run_on(update, "account", id, error);
}

static bool
account_drop_domains(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM account_domain WHERE account = $1");

	sql_bind_int(delete, 1, id);
	return sql_run(delete, error);
}

/* One that is named twice is owned once. */
static bool
account_own_domain(Spool *spool, int64_t id, const char *domain, GError **error)
{
	g_autofree char *key = sql_fold(domain);
	g_autoptr(SqlStatement) upsert = sql_prepare(spool,
	    "INSERT INTO account_domain (domain, account) VALUES ($1, $2)"
	    " ON CONFLICT (domain) DO UPDATE SET domain = $1 RETURNING account");
	int64_t owner = 0;

	sql_bind_text(upsert, 1, key);
	sql_bind_int(upsert, 2, id);
	if (!sql_run_int(upsert, 0, &owner, error))
		return false;
	if (owner == id)
		return true;
	g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_EXISTS,
	    "the domain %s belongs to another account", key);
	return false;
}

bool
account_set_domains(Spool *spool, int64_t id, const char *const *domains, GError **error)
{
	if (!account_drop_domains(spool, id, error))
		return false;
	for (; *domains; domains++)
		if (!account_own_domain(spool, id, *domains, error))
			return false;
	return true;
}

bool
account_list(Spool *spool, GPtrArray **ret_accounts, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, SELECT_ACCOUNT " ORDER BY a.name_key");

	return sql_run_list(
	    select, account_from_row, (GDestroyNotify)account_free, ret_accounts, error);
}
