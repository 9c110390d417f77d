/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a sender wrote himself may look the same: so a server is proposed that stands on most mails, on those of several
 * domains, beside a Received that it wrote; and the operator is asked whether it is his.
 */
#include "gateway/cli/online_authserv.h"

#include <string.h>

#include "gateway/cli/online_mails.h"
#include "gateway/intake/sender_proof.h"
#include "parsers/domain.h"

enum {
	MAILS_LEAST = 3,   /* fewer tell nothing */
	DOMAINS_LEAST = 2, /* of senders */
	HOPS_MOST = 10,    /* no house has so many servers */
};

/* One server, at one depth. */
typedef struct {
	char *name; /* own */
	unsigned hop;
	unsigned mails;
	GHashTable *domains; /* own; of senders, char * */
} Server;

typedef struct {
	const ConfigMailbox *mailbox;
	unsigned mails;
	unsigned good;   /* of them have results that are believed */
	GPtrArray *seen; /* own; of Server */
} Look;

static void
server_free(void *data)
{
	Server *server = data;

	g_free(server->name);
	g_hash_table_unref(server->domains);
	g_free(server);
}

static Server *
server_of(GPtrArray *seen, const char *name, unsigned hop)
{
	Server *server = NULL;

	for (unsigned i = 0; i < seen->len; i++) {
		server = seen->pdata[i];
		if (server->hop == hop && g_ascii_strcasecmp(server->name, name) == 0)
			return server;
	}
	server = g_new0(Server, 1);
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

/* The topmost of each server. */
static void
on_mail(const Origin *origin, GBytes *header, void *data)
{
	Look *look = data;
	const char *from = origin->from == NULL ? "" : domain_of(origin->from);
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

	(void)header;
	look->mails++;
	look->good +=
	    look->mailbox->authserv != NULL && sender_proof_has_results(origin, look->mailbox);
	for (unsigned i = 0; i < origin->results->len; i++) {
		const AuthResult *result = origin->results->pdata[i];
		const char *name = result->hop > HOPS_MOST ? NULL : name_of(origin, result);
		Server *server = NULL;

		if (name == NULL || !g_hash_table_add(names, (void *)name))
			continue;
		server = server_of(look->seen, name, result->hop);
		server->mails++;
		g_hash_table_add(server->domains, g_ascii_strdown(from, -1));
	}
}

/* The one that most mails bear, and not too few; or NULL. */
static const Server *
best_of(const Look *look)
{
	const Server *best = NULL;

	for (unsigned i = 0; i < look->seen->len; i++) {
		const Server *one = look->seen->pdata[i];

		if (best == NULL || one->mails > best->mails)
			best = one;
	}
	return best != NULL && best->mails >= MAILS_LEAST && 2 * best->mails > look->mails &&
		       g_hash_table_size(best->domains) >= DOMAINS_LEAST
		   ? best
		   : NULL;
}

static void
propose(const Look *look, GString *out)
{
	const Server *best = best_of(look);

	if (best == NULL)
		g_string_append(out, "; no other server's stand on most of them");
	else
		g_string_append_printf(out,
		    "; %u have results of '%s' below %u Received: where that is your own "
		    "server, set 'authserv: %s' and 'authserv_hops: %u'",
		    best->mails, best->name, best->hop, best->name, best->hop);
}

/* Whether all is as it should be. */
static bool
report(const Look *look, GString *out)
{
	const ConfigMailbox *mailbox = look->mailbox;
	bool wrong = mailbox->authserv != NULL && look->good == 0 && look->mails >= MAILS_LEAST;

	if (look->mails == 0)
		return true;
	g_string_append_printf(
	    out, "mailbox %s, authserv: %s: ", mailbox->name, wrong ? "wrong" : "good");
	if (mailbox->authserv == NULL)
		g_string_append_printf(
		    out, "none is configured, and %u mails came in", look->mails);
	else
		g_string_append_printf(out, "%u of the %u newest mails have results of '%s'",
		    look->good, look->mails, mailbox->authserv);
	if (2 * look->good < look->mails)
		propose(look, out);
	g_string_append_c(out, '\n');
	return !wrong;
}

bool
online_authserv(const Config *config, Spool *spool, GString *out, GError **error)
{
	bool good = true;

	for (unsigned i = 0; i < config->mailboxes->len; i++) {
		g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func(server_free);
		Look look = {.mailbox = config->mailboxes->pdata[i], .seen = seen};

		if (!online_mails(spool, look.mailbox, on_mail, &look, error))
			return false;
		good = report(&look, out) && good;
	}
	return good;
}
