/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/page_caller.h"

#include <string.h>

#include "gateway/commands/call_files.h"
#include "gateway/commands/command_right.h"
#include "gateway/config/agents.h"
#include "gateway/desk/login_code.h"
#include "gateway/model/session_secret.h"
#include "gateway/util/error.h"
#include "parsers/domain.h"
#include "spool/contact.h"

#define SEEN_MS (INT64_C(60) * 1000) /* it is noted that a session was used, so often */

const ConfigAgent *
page_caller_of_proxy(const Config *config, const char *name)
{
	const ConfigAgent *agent = NULL;

	if (config->web.sso_header == NULL || *name == '\0')
		return NULL;
	agent = agents_agent(config, name);
	return agent != NULL ? agent : agents_of_login(config, name);
}

static bool
has_own_login(const ConfigWeb *web, const char *address)
{
	const char *domain = domain_of(address);

	for (unsigned i = 0; web->sso_customers != NULL && i < web->sso_customers->len; i++)
		if (domain_equal(domain, web->sso_customers->pdata[i]))
			return true;
	return false;
}

bool
page_caller_customer_of_proxy(
    Context *context, const char *name, Contact **ret_contact, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	*ret_contact = NULL;
	if (context->config->web.sso_header == NULL || strchr(name, '@') == NULL ||
	    page_caller_of_proxy(context->config, name) != NULL ||
	    !has_own_login(&context->config->web, name))
		return true;
	if (!contact_find(context->spool, name, &contact, error))
		return false;
	if (contact != NULL && contact->known)
		*ret_contact = g_steal_pointer(&contact);
	return true;
}

/* Whether this session lets in whoever comes with it: an agent still, and the one whom the proxy means. */
static bool
is_good(const Config *config, const Session *session, const char *proxy)
{
	const ConfigAgent *agent =
	    session->agent == NULL ? NULL : agents_agent(config, session->agent);

	return session->state == SESSION_OPEN && agent != NULL &&
	       (!session->by_proxy || page_caller_of_proxy(config, proxy) == agent);
}

/* Whether it is a customer's who is known still, and whom the proxy means, if one has let them in. */
static bool
is_customers(
    Context *context, const Session *session, const char *proxy, bool *ret_is, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	*ret_is = false;
	if (session->state != SESSION_OPEN || session->contact == 0)
		return true;
	if (session->by_proxy ? !page_caller_customer_of_proxy(context, proxy, &contact, error)
			      : !contact_get(context->spool, session->contact, &contact, error))
		return false;
	*ret_is = contact != NULL && contact->known && contact->id == session->contact;
	return true;
}

/* That it was used is no reason to refuse what only reads, where nothing can be written. */
static bool
note_seen(Context *context, const Session *session, GError **error)
{
	if (context->now_ms - session->seen_ms < SEEN_MS)
		return true;
	if (!spool_mark(context->spool, error))
		return false;
	if (session_seen(context->spool, session->id, context->now_ms,
		context->now_ms + (session->contact == 0 ? PAGE_IDLE_MS : LOGIN_IDLE_MS), NULL))
		return spool_keep(context->spool, error);
	spool_undo(context->spool, NULL);
	return true;
}

bool
page_caller_set(Context *context, const PageCaller *from, Call *call, GError **error)
{
	g_autoptr(Session) session = NULL;
	bool is_customer = false;

	g_variant_dict_remove(call->words, "as");
	g_variant_dict_remove(call->words, "progress");
	g_variant_dict_remove(call->words, CALL_FILES_MARKS);
	g_clear_pointer(&call->caller.login, g_free);
	g_clear_pointer(&call->caller.nonce, g_free);
	call->caller = (Caller){.by_page = true, .login = g_strdup("")};
	if (!session_secret_find(
		context->spool, &context->keys, from->secret, context->now_ms, &session, error))
		return false;
	if (session == NULL)
		return true;
	if (session->state == SESSION_CODE || session->state == SESSION_APP)
		call->caller.waiting = session->id;
	if (!is_customers(context, session, from->proxy, &is_customer, error))
		return false;
	if (!is_customer && !is_good(context->config, session, from->proxy))
		return true;
	if (is_customer) {
		call->caller.contact = session->contact;
		call->caller.confirmed = session->confirmed;
	} else {
		g_free(call->caller.login);
		call->caller.login = g_strdup(session->agent);
	}
	call->caller.session = session->id;
	call->caller.nonce = g_strdup(from->nonce);
	return note_seen(context, session, error);
}

bool
page_caller_check_form(Context *context, const Call *call, GError **error)
{
	const char *subcommand = call_word(call, "subcommand");
	CommandRight right = command_right(call->command, subcommand);
	uint8_t nonce[SESSION_NONCE_BYTES];
	g_autoptr(GByteArray) use = g_byte_array_new();
	bool fresh = false;

	if (!call->caller.by_page || right == RIGHT_READ || right == RIGHT_PAGE ||
	    right == RIGHT_LINK || right == RIGHT_CUSTOMER)
		return true;
	if (!session_nonce_read(
		&context->keys, call->caller.session, call->caller.nonce, nonce))
		return error_refuse(error, GATEWAY_ERROR_NOT_ALLOWED,
		    "this form is not of your session: look at it and send it again", NULL);
	/* a form may do several things, each of them once */
	g_byte_array_append(use, nonce, sizeof nonce);
	g_byte_array_append(
	    use, (const guint8 *)call->command, (guint)strlen(call->command) + 1);
	g_byte_array_append(use, (const guint8 *)(subcommand == NULL ? "" : subcommand),
	    subcommand == NULL ? 0 : (guint)strlen(subcommand));
	if (!session_use_nonce(
		context->spool, call->caller.session, use->data, use->len, &fresh, error))
		return false;
	return fresh || error_refuse(error, GATEWAY_ERROR_DONE,
			    "this form was sent already, and counts", NULL);
}
