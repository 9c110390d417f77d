/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate session`: who is let in on the web pages. The link that opens a session is printed once, to who may be root
 * here anyway; the spool has its MAC.
 */
#include <inttypes.h>
#include <openssl/crypto.h>
#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/command.h"
#include "gateway/commands/page_caller.h"
#include "gateway/model/session_secret.h"
#include "gateway/model/typed.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/text_table.h"
#include "gateway/util/time_format.h"
#include "spool/contact.h"

static const char HELP[] =
    "usage: casegate session open AGENT\n"
    "       casegate session list\n"
    "       casegate session end ID\n"
    "\n"
    "Who is let in on the web pages (web: in casegate.yaml).\n"
    "\n"
    "  open   prints a link with which this agent, by name or address, logs in once,\n"
    "         within 15 minutes. Hand it over as you would a password\n"
    "  list   links that were not used yet, and who is logged in: since when, and\n"
    "         until when if they do nothing\n"
    "  end    ends one of them, by its ID in the list\n";

static const char *const OPEN_OPERANDS[] = {"agent", NULL};
static const char *const END_OPERANDS[] = {"id", NULL};

static void
tell_link(
    const Call *call, const ConfigAgent *agent, const char *link, int64_t ends_ms, GString *out)
{
	if (call_flag(call, "json"))
		json_print(out, json_pack("{so, so, so}", "agent",
				    json_print_person(agent->name, agent->address), "link",
				    json_print_string(link), "ends", json_print_time(ends_ms)));
	else
		g_string_append_printf(out, "%s\n", link);
}

static bool
serve_open(Context *context, const Call *call, GString *out, GError **error)
{
	const ConfigAgent *agent =
	    typed_agent(context, call_word(call, "agent"), call_language(call), error);
	int64_t ends_ms = context->now_ms + PAGE_LINK_MS;
	uint8_t mac[SESSION_MAC_BYTES];
	char *secret = NULL;
	char *link = NULL;
	int64_t id = 0;
	bool good = false;

	if (agent == NULL)
		return false;
	if (!config_web_is_on(&context->config->web))
		return error_refuse(error, GATEWAY_ERROR_REFUSED,
		    "there are no pages: casegate.yaml has no web:", NULL);
	secret = session_secret_new();
	session_secret_mac(context->keys.current, secret, mac);
	link = g_strdup_printf("%s/login?s=%s", context->config->web.url, secret);
	good = session_add(context->spool,
	    &(Session){.state = SESSION_LINK,
		.agent = agent->address,
		.created_ms = context->now_ms,
		.seen_ms = context->now_ms,
		.ends_ms = ends_ms},
	    mac, &id, error);
	if (good)
		tell_link(call, agent, link, ends_ms, out);
	OPENSSL_cleanse(secret, strlen(secret));
	OPENSSL_cleanse(link, strlen(link));
	g_free(secret);
	g_free(link);
	return good;
}

/* Whose it is: a customer's address, an agent's, or NULL: nobody's yet. Caller owns. */
static bool
read_address(Context *context, const Session *session, char **ret_address, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	if (session->contact != 0 &&
	    !contact_get(context->spool, session->contact, &contact, error))
		return false;
	*ret_address = g_strdup(contact == NULL ? session->agent : contact->address);
	return true;
}

/* Of char *, beside each session. */
static bool
read_addresses(
    Context *context, const GPtrArray *sessions, GPtrArray *addresses, GError **error)
{
	for (guint i = 0; i < sessions->len; i++) {
		char *address = NULL;

		if (!read_address(context, sessions->pdata[i], &address, error))
			return false;
		g_ptr_array_add(addresses, address);
	}
	return true;
}

static json_t *
session_json(const Session *session, const char *address)
{
	return json_pack("{sI, ss, so, so, sb, so, so, so}", "id", (json_int_t)session->id,
	    "state", session_state_name(session->state), "agent",
	    json_print_string(session->agent), "contact",
	    json_print_string(session->contact == 0 ? NULL : address), "proxy",
	    session->by_proxy, "created", json_print_time(session->created_ms), "seen",
	    json_print_time(session->seen_ms), "ends", json_print_time(session->ends_ms));
}

static void
print_sessions(const GPtrArray *sessions, const GPtrArray *addresses,
    const TextTableStyle *style, GString *out)
{
	static const TextTableColumn COLUMNS[] = {
	    {.heading = "id", .right = true},
	    {.heading = "state"},
	    {.heading = "who", .flexible = true},
	    {.heading = "since"},
	    {.heading = "used"},
	    {.heading = "ends"},
	};
	g_autoptr(TextTable) table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));

	for (guint i = 0; i < sessions->len; i++) {
		const Session *session = sessions->pdata[i];
		g_autofree char *id = g_strdup_printf("%" PRId64, session->id);
		g_autofree char *since = time_format_local(session->created_ms);
		g_autofree char *used = time_format_local(session->seen_ms);
		g_autofree char *ends = time_format_local(session->ends_ms);
		const char *cells[] = {id, session_state_name(session->state),
		    addresses->pdata[i] == NULL ? "" : addresses->pdata[i], since, used, ends};

		text_table_add(table, cells);
	}
	text_table_print(table, style, out);
}

static bool
serve_list(Context *context, const Call *call, GString *out, GError **error)
{
	TextTableStyle style = call_style(call);
	g_autoptr(GPtrArray) sessions = NULL;
	g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func(g_free);
	json_t *list = NULL;

	if (!session_list(context->spool, context->now_ms, &sessions, error) ||
	    !read_addresses(context, sessions, addresses, error))
		return false;
	if (!call_flag(call, "json")) {
		print_sessions(sessions, addresses, &style, out);
		return true;
	}
	list = json_array();
	for (guint i = 0; i < sessions->len; i++)
		json_array_append_new(
		    list, session_json(sessions->pdata[i], addresses->pdata[i]));
	json_print(out, list);
	return true;
}

static bool
serve_end(Context *context, const Call *call, GString *out, GError **error)
{
	const char *typed = call_word(call, "id");
	gint64 id = 0;

	if (!g_ascii_string_to_signed(typed, 10, 1, G_MAXINT64, &id, NULL))
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "'{{typed}}' is no ID of 'casegate session list'", "typed", typed, NULL);
	if (!session_end(context->spool, id, error))
		return false;
	if (call_flag(call, "json"))
		json_print(out, json_pack("{sI}", "id", (json_int_t)id));
	else
		g_string_append_printf(out, "session %" PRId64 " is ended\n", (int64_t)id);
	return true;
}

static const Subcommand SUBCOMMANDS[] = {
    {.name = "open", .operands = OPEN_OPERANDS, .least = 1, .serve = serve_open},
    {.name = "list", .serve = serve_list},
    {.name = "end", .operands = END_OPERANDS, .least = 1, .serve = serve_end},
    {.name = NULL},
};

const Command command_session = {
    .name = "session",
    .summary = "who is let in on the web pages: links to log in, sessions",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
