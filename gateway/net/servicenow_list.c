/* SPDX-License-Identifier: Apache-2.0 */
/* A contact's cases and requests that go on, or all of the account's, which only some contacts may see. */
#include <stdlib.h>
#include <string.h>

#include "gateway/net/servicenow_person.h"

#define LIMIT 50
#define FIELDS                                                                         \
	"sys_id,number,short_description,state,active,sys_updated_on,contact,account," \
	"requested_for"
#define RIGHTS "/api/now/table/sys_user_has_role"

/* Who sees the cases of the whole account in the portal too. */
static const char *const SEES_ALL[] = {
    "sn_customerservice.customer_admin", "sn_customerservice.customer_case_manager", NULL};

static bool
of_organisation(const ServicenowCall *call)
{
	return json_is_true(json_object_get(call->asked, "organisation"));
}

static int
limit_of(const ServicenowCall *call)
{
	int limit = (int)servicenow_number(call->asked, "limit");

	return limit > 0 && limit < LIMIT ? limit : LIMIT;
}

/* field: in which such a row names whose it is; id: who that must be. */
static void
take_rows(ServicenowCall *call, const json_t *rows, const char *field, const char *id)
{
	size_t i = 0;
	json_t *row = NULL;

	json_array_foreach ((json_t *)rows, i, row) {
		const char *number = servicenow_text(row, "number");
		TicketKind kind = servicenow_kind(call->config, number);
		const char *state =
		    servicenow_state_name(call->config, kind, servicenow_text(row, "state"));

		if (!servicenow_is(row, field, id) || !servicenow_is(row, "active", "true"))
			continue;
		json_array_append_new(call->rest,
		    json_pack("{s:s, s:s, s:s*, s:I}", "number", number, "title",
			servicenow_text(row, "short_description"), "state", state, "changed_ms",
			(json_int_t)servicenow_time(servicenow_text(row, "sys_updated_on"))));
	}
}

static int
newest_first(const void *one, const void *other)
{
	int64_t left = servicenow_number(*(json_t *const *)one, "changed_ms");
	int64_t right = servicenow_number(*(json_t *const *)other, "changed_ms");

	return left > right ? -1 : left < right;
}

static void
tell_list(ServicenowCall *call)
{
	size_t length = json_array_size(call->rest);
	g_autofree json_t **sorted = g_new(json_t *, length + 1);
	json_t *tickets = json_array();

	for (size_t i = 0; i < length; i++)
		sorted[i] = json_array_get(call->rest, i);
	qsort(sorted, length, sizeof *sorted, newest_first);
	for (size_t i = 0; i < length && i < (size_t)limit_of(call); i++)
		json_array_append(tickets, sorted[i]);
	json_object_set_new(call->result, "tickets", tickets);
	servicenow_done(call);
}

static void
on_requests(ServicenowCall *call, const ServicenowAnswer *answer)
{
	take_rows(call, answer->result, "requested_for", call->remote_id);
	tell_list(call);
}

static void
on_no_requests(ServicenowCall *call, const ServicenowAnswer *answer)
{
	(void)answer;
	tell_list(call);
}

static char *
list_path(const ServicenowCall *call, const char *table, const char *field, const char *id)
{
	g_autofree char *resource = g_strconcat("/api/now/table/", table, NULL);
	g_autofree char *query =
	    g_strdup_printf("%s=%s^active=true^ORDERBYDESCsys_updated_on", field, id);
	ServicenowPage page = {.query = query, .fields = FIELDS, .limit = limit_of(call)};

	return servicenow_path(resource, &page);
}

static void
on_cases(ServicenowCall *call, const ServicenowAnswer *answer)
{
	bool all = of_organisation(call);

	take_rows(call, answer->result, all ? "account" : "contact",
	    all ? servicenow_text(call->row, "account") : call->remote_id);
	if (all) {
		tell_list(call);
		return;
	}
	servicenow_if_refused(call, on_no_requests);
	servicenow_get(call,
	    list_path(call, SERVICENOW_REQUESTS, "requested_for", call->remote_id),
	    on_requests);
}

static void
ask_for_cases(ServicenowCall *call)
{
	bool all = of_organisation(call);

	servicenow_get(call,
	    list_path(call, SERVICENOW_CASES, all ? "account" : "contact",
		all ? servicenow_text(call->row, "account") : call->remote_id),
	    on_cases);
}

static void
refuse(ServicenowCall *call)
{
	servicenow_fail(call, DESK_REFUSED,
	    "at the desk, this contact does not see the cases of its account");
}

static void
on_rights(ServicenowCall *call, const ServicenowAnswer *answer)
{
	size_t i = 0;
	json_t *row = NULL;

	json_array_foreach (answer->result, i, row)
		if (servicenow_is(row, "user", call->remote_id) &&
		    g_strv_contains(SEES_ALL, servicenow_text(row, "role.name"))) {
			ask_for_cases(call);
			return;
		}
	refuse(call);
}

static void
on_rights_refused(ServicenowCall *call, const ServicenowAnswer *answer)
{
	(void)answer;
	refuse(call);
}

/* Some instances tell a contact's roles in its own record. */
static bool
is_told_to_see_all(const json_t *contact)
{
	g_auto(GStrv) roles = g_strsplit(servicenow_text(contact, "roles"), ",", -1);

	return g_strv_contains((const char *const *)roles, SEES_ALL[0]) ||
	       g_strv_contains((const char *const *)roles, SEES_ALL[1]);
}

static void
ask_for_rights(ServicenowCall *call)
{
	g_autofree char *query = g_strdup_printf(
	    "user=%s^role.nameIN%s,%s", call->remote_id, SEES_ALL[0], SEES_ALL[1]);
	ServicenowPage page = {.query = query, .fields = "user,role.name", .limit = LIMIT};

	servicenow_if_refused(call, on_rights_refused);
	servicenow_get(call, servicenow_path(RIGHTS, &page), on_rights);
}

static void
on_reporter(ServicenowCall *call)
{
	const char *address =
	    servicenow_text(json_object_get(call->asked, "reporter"), "address");
	const json_t *row = NULL;

	servicenow_person(call, address, &row);
	if (row == NULL) {
		servicenow_fail(call, DESK_REFUSED, "%s is no contact at the desk", address);
		return;
	}
	call->row = json_incref((json_t *)row);
	call->rest = json_array();
	g_free(call->remote_id);
	call->remote_id = g_strdup(servicenow_text(row, "sys_id"));
	if (of_organisation(call) && !servicenow_id_is_good(servicenow_text(row, "account")))
		refuse(call);
	else if (of_organisation(call) && !is_told_to_see_all(row))
		ask_for_rights(call);
	else
		ask_for_cases(call);
}

void
servicenow_list(ServicenowCall *call)
{
	json_auto_t *addresses = json_pack(
	    "[s]", servicenow_text(json_object_get(call->asked, "reporter"), "address"));

	call->may_be_done = false;
	servicenow_find_people(call, SERVICENOW_CONTACTS, addresses, on_reporter);
}
