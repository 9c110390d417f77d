/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/authserv_guess.h"

#include "gateway/intake/sender_proof.h"
#include "parsers/domain.h"

enum {
	DOMAINS_LEAST = 2, /* of senders */
	HOPS_MOST = 10,    /* no house has so many servers */
};

static void
server_free(void *data)
{
	AuthservSeen *server = data;

	g_free(server->name);
	g_hash_table_unref(server->domains);
	g_free(server);
}

static AuthservSeen *
server_of(GPtrArray *seen, const char *name, unsigned hop)
{
	AuthservSeen *server = NULL;

	for (unsigned i = 0; i < seen->len; i++) {
		server = seen->pdata[i];
		if (server->hop == hop && g_ascii_strcasecmp(server->name, name) == 0)
			return server;
	}
	server = g_new0(AuthservSeen, 1);
	server->name = g_strdup(name);
	server->hop = hop;
	server->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_ptr_array_add(seen, server);
	return server;
}

static bool
wrote(const Origin *origin, unsigned hop, const char *name)
{
	const OriginHop *one = hop < origin->hops->len ? origin->hops->pdata[hop] : NULL;

	return one != NULL && one->by[0] != '\0' &&
	       (domain_within(one->by, name) || domain_within(name, one->by));
}

/* By its name, where a Received right above or below the result is its own, too; Microsoft's by where it stands. Borrowed,
 * or NULL. */
static const char *
name_of(const Origin *origin, const AuthResult *result)
{
	if (result->authserv[0] == '\0')
		return sender_proof_is_by_microsoft(origin, result->hop) ? CONFIG_MICROSOFT
									 : NULL;
	return !result->unreadable && !result->is_odd &&
		       (wrote(origin, result->hop, result->authserv) ||
			   (result->hop > 0 &&
			       wrote(origin, result->hop - 1, result->authserv)))
		   ? result->authserv
		   : NULL;
}

void
authserv_guess_init(AuthservGuess *guess)
{
	*guess = (AuthservGuess){.seen = g_ptr_array_new_with_free_func(server_free)};
}

void
authserv_guess_clear(AuthservGuess *guess)
{
	g_ptr_array_unref(guess->seen);
}

void
authserv_guess_add(AuthservGuess *guess, const Origin *origin)
{
	const char *from = origin->from == NULL ? "" : domain_of(origin->from);
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

	guess->mails++;
	for (unsigned i = 0; i < origin->results->len; i++) {
		const AuthResult *result = origin->results->pdata[i];
		const char *name = result->hop > HOPS_MOST ? NULL : name_of(origin, result);
		AuthservSeen *server = NULL;

		if (name == NULL || !g_hash_table_add(names, (void *)name))
			continue;
		server = server_of(guess->seen, name, result->hop);
		server->mails++;
		g_hash_table_add(server->domains, g_ascii_strdown(from, -1));
	}
}

const AuthservSeen *
authserv_guess_best(const AuthservGuess *guess)
{
	const AuthservSeen *best = NULL;

	for (unsigned i = 0; i < guess->seen->len; i++) {
		const AuthservSeen *one = guess->seen->pdata[i];

		if (best == NULL || one->mails > best->mails)
			best = one;
	}
	return best != NULL && best->mails >= AUTHSERV_MAILS_LEAST &&
		       2 * best->mails > guess->mails &&
		       g_hash_table_size(best->domains) >= DOMAINS_LEAST
		   ? best
		   : NULL;
}
