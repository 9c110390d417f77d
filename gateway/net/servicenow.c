/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/servicenow.h"

#include <string.h>

#include "gateway/net/servicenow_call.h"

static const ServicenowThen BEGINNINGS[DESK_OPERATIONS] = {
    [DESK_OPEN] = servicenow_open,
    [DESK_ORDER] = servicenow_order,
    [DESK_SAY] = servicenow_say,
    [DESK_NOTE] = servicenow_say,
    [DESK_SET] = servicenow_set,
    [DESK_PEOPLE] = servicenow_people,
    [DESK_ATTACH] = servicenow_attach,
    [DESK_LOOK] = servicenow_look,
    [DESK_LIST] = servicenow_list,
    [DESK_PROBE] = servicenow_probe,
    [DESK_ITEM] = servicenow_item,
};

ServicenowDesk *
servicenow_new(const ServicenowAccount *account, GError **error)
{
	ServicenowSession *session = servicenow_session_new(account, error);
	ServicenowDesk *desk = NULL;

	if (session == NULL)
		return NULL;
	desk = g_new0(ServicenowDesk, 1);
	desk->config = account->config;
	desk->session = session;
	desk->login = g_strdup(account->config->user.user);
	desk->calls = g_hash_table_new_full(NULL, NULL, servicenow_call_free, NULL);
	desk->ailing = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return desk;
}

void
servicenow_free(ServicenowDesk *desk)
{
	if (desk == NULL)
		return;
	servicenow_session_free(desk->session);
	g_hash_table_unref(desk->calls);
	g_hash_table_unref(desk->ailing);
	g_free(desk->login);
	g_free(desk);
}

/* Whether it is about a ticket that must be there already. */
static bool
is_of_ticket(DeskOperation operation)
{
	switch (operation) {
	case DESK_SAY:
	case DESK_NOTE:
	case DESK_SET:
	case DESK_PEOPLE:
	case DESK_ATTACH:
	case DESK_LOOK:
		return true;
	case DESK_OPEN:
	case DESK_ORDER:
	case DESK_LIST:
	case DESK_PROBE:
	case DESK_ITEM:
	case DESK_OPERATIONS:
		return false;
	}
	return false;
}

/* Whether what comes of it carries the key. */
static bool
has_key(DeskOperation operation)
{
	return operation == DESK_OPEN || operation == DESK_ORDER || operation == DESK_SAY ||
	       operation == DESK_NOTE;
}

static bool
is_key(const char *key)
{
	size_t length = 0;

	for (; g_ascii_isalnum(key[length]); length++)
		;
	return length > 0 && key[length] == '\0';
}

static void
begin(ServicenowCall *call)
{
	const json_t *ticket = json_object_get(call->asked, "ticket");

	call->kind = servicenow_kind(call->config, servicenow_text(ticket, "number"));
	call->remote_id = g_strdup(servicenow_text(ticket, "remote_id"));
	if (is_of_ticket(call->operation) && !servicenow_id_is_good(call->remote_id))
		servicenow_fail(call, DESK_REFUSED, "the desk does not have this ticket");
	else if (has_key(call->operation) && !is_key(servicenow_asked(call, "key")))
		servicenow_fail(call, DESK_REFUSED, "the operation has no key");
	else
		BEGINNINGS[call->operation](call);
}

void
servicenow_operate(ServicenowDesk *desk, const ServicenowOperation *operation,
    ServicenowEnded ended, void *data)
{
	servicenow_call(desk, operation, begin, ended, data);
}

bool
servicenow_run(ServicenowDesk *desk, int fd, int wait_ms)
{
	return servicenow_session_run(desk->session, fd, wait_ms);
}
