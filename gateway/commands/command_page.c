/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `page`: what the web pages ask for themselves, and nobody types: who is before them, letting somebody in, and out again.
 * What enter serves is a secret; it goes to the browser that asked, and is stored nowhere.
 */
#include <openssl/crypto.h>
#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/command.h"
#include "gateway/commands/metrics.h"
#include "gateway/commands/page_caller.h"
#include "gateway/commands/page_counts.h"
#include "gateway/commands/page_numbers.h"
#include "gateway/config/agents.h"
#include "gateway/desk/login_code.h"
#include "gateway/model/needs.h"
#include "gateway/model/session_secret.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "spool/contact.h"

/* {desk, agent, address, customer, language, nonce} */
static bool
serve_customer(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_autofree char *nonce = NULL;

	if (!contact_get(context->spool, call->caller.contact, &contact, error))
		return false;
	nonce = session_nonce_new(&context->keys, call->caller.session);
	json_print(out,
	    json_pack("{so, so, so, sb, so, ss}", "desk",
		json_print_string(context->config->desk_name), "agent",
		json_print_string(*contact->name == '\0' ? contact->address : contact->name),
		"address", json_print_string(contact->address), "customer", 1, "language",
		json_print_string(contact->language), "nonce", nonce));
	return true;
}

/* {desk, agent, address, operator, nonce, counts} */
static bool
serve_who(Context *context, const Call *call, GString *out, GError **error)
{
	const ConfigAgent *agent = call_agent(context->config, call);
	g_autofree char *nonce = NULL;
	json_t *counts = NULL;

	if (call->caller.contact != 0)
		return serve_customer(context, call, out, error);
	if (agent == NULL)
		return error_refuse(error, GATEWAY_ERROR_NOT_ALLOWED, "log in first", NULL);
	if (!page_counts(context, agent, &counts, error))
		return false;
	nonce = session_nonce_new(&context->keys, call->caller.session);
	json_print(out,
	    json_pack("{so, so, so, sb, ss, so}", "desk",
		json_print_string(context->config->desk_name), "agent",
		json_print_string(agent->name), "address", json_print_string(agent->address),
		"operator", agent->is_operator, "nonce", nonce, "counts", counts));
	return true;
}

/* By a link that was not used before and is used up. */
static bool
find_linked(Context *context, const Call *call, Session *session, GError **error)
{
	g_autoptr(Session) link = NULL;
	const ConfigAgent *agent = NULL;

	if (!session_secret_find(context->spool, &context->keys, call_word(call, "link"),
		context->now_ms, &link, error))
		return false;
	if (link == NULL || link->state != SESSION_LINK || link->agent == NULL)
		return true;
	agent = agents_agent(context->config, link->agent);
	session->agent = agent == NULL ? NULL : agent->address;
	return session_end(context->spool, link->id, error);
}

/* By whom the proxy means: an agent, or a customer. */
static bool
find_proxied(Context *context, const char *proxy, Session *session, GError **error)
{
	const ConfigAgent *agent = page_caller_of_proxy(context->config, proxy);
	g_autoptr(Contact) contact = NULL;

	session->by_proxy = true;
	session->agent = agent == NULL ? NULL : agent->address;
	if (!page_caller_customer_of_proxy(context, proxy, &contact, error))
		return false;
	session->contact = contact == NULL ? 0 : contact->id;
	session->confirmed = contact == NULL ? CONFIRMED_BY_NOTHING : CONFIRMED_BY_LOGIN;
	return true;
}

/* {secret}; a session that the browser had ends. */
static bool
serve_enter(Context *context, const Call *call, GString *out, GError **error)
{
	const char *proxy = call_word(call, "proxy");
	Session session = {.state = SESSION_OPEN,
	    .created_ms = context->now_ms,
	    .seen_ms = context->now_ms}; /* nothing of it is its own */
	uint8_t mac[SESSION_MAC_BYTES];
	char *secret = NULL;
	int64_t id = 0;
	bool good = proxy == NULL ? find_linked(context, call, &session, error)
				  : find_proxied(context, proxy, &session, error);

	if (!good || (call->caller.session != 0 &&
			 !session_end(context->spool, call->caller.session, error)))
		return false;
	if (session.agent == NULL && session.contact == 0)
		return error_refuse(error, GATEWAY_ERROR_REFUSED,
		    "this link was used already, or its time is over", NULL);
	session.ends_ms =
	    context->now_ms + (session.contact == 0 ? PAGE_IDLE_MS : LOGIN_IDLE_MS);
	secret = session_secret_new();
	session_secret_mac(context->keys.current, secret, mac);
	good = session_add(context->spool, &session, mac, &id, error);
	if (good)
		json_print(out, json_pack("{ss}", "secret", secret));
	OPENSSL_cleanse(secret, strlen(secret));
	g_free(secret);
	return good;
}

static bool
serve_leave(Context *context, const Call *call, GString *out, GError **error)
{
	json_print(out, json_object());
	return call->caller.session == 0 ||
	       session_end(context->spool, call->caller.session, error);
}

static bool
check_metrics(const Context *context, GError **error)
{
	return context->config->web.metrics.host != NULL ||
	       error_refuse(error, GATEWAY_ERROR_NOT_ALLOWED, "web: has no metrics:", NULL);
}

static bool
serve_metrics(Context *context, const Call *call, GString *out, GError **error)
{
	(void)call;
	return check_metrics(context, error) && metrics_print(context, out, error);
}

/* That it is served at all says most; what is wrong stands in lines of its own. */
static bool
serve_health(Context *context, const Call *call, GString *out, GError **error)
{
	json_t *all = context->health == NULL ? NULL : context->health(context->running);

	(void)call;
	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *one = json_array_get(all, i);
		const char *name = json_string_value(json_object_get(one, "name"));

		if (json_is_true(json_object_get(one, "wrong")))
			g_string_append_printf(out, "%s%s%s\n",
			    json_string_value(json_object_get(one, "what")),
			    name == NULL || *name == '\0' ? "" : " ", name == NULL ? "" : name);
	}
	json_decref(all);
	if (out->len == 0)
		g_string_append(out, "ok\n");
	return check_metrics(context, error);
}

static const Subcommand SUBCOMMANDS[] = {
    {.name = "who", .serve = serve_who},
    {.name = "enter", .serve = serve_enter},
    {.name = "leave", .serve = serve_leave},
    {.name = "numbers", .serve = page_numbers},
    {.name = "metrics", .serve = serve_metrics},
    {.name = "health", .serve = serve_health},
    {.name = NULL},
};

const Command command_page = {.name = "page", .subcommands = SUBCOMMANDS};
