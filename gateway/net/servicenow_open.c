/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case: looked up by its key where it may be there already, its contact and account found, posted, and read back. Of
 * several cases with one key the first is the ticket; who reads the timeline learns of the others.
 */
#include <string.h>

#include "gateway/net/servicenow_fields.h"
#include "gateway/net/servicenow_line.h"
#include "gateway/net/servicenow_person.h"
#include "gateway/net/servicenow_text.h"

#define CASES "/api/now/table/" SERVICENOW_CASES
#define ACCOUNTS "/api/now/table/customer_account"
#define POST_CASE "/api/sn_customerservice/case"
#define READ_FIELDS \
	SERVICENOW_STANDING ",correlation_id,contact,account,account.name,sys_created_by"
#define TWINS_MAX 10
#define ELLIPSIS "\n[...]"

static void look_up(ServicenowCall *call);
static void find_reporter(ServicenowCall *call);

/* The description, with who wrote it where that is no contact; *ret_cut: not all of it. Caller owns. */
static char *
description(const ServicenowCall *call, bool guest, bool *ret_cut)
{
	const json_t *reporter = json_object_get(call->asked, "reporter");
	const char *name = servicenow_text(reporter, "name");
	const char *address = servicenow_text(reporter, "address");
	long most = (long)call->config->text_most;
	g_autofree char *text = guest && *address != '\0'
				    ? g_strdup_printf("%s <%s>\n\n%s", name, address,
					  servicenow_asked(call, "text"))
				    : g_strdup(servicenow_asked(call, "text"));
	g_autofree char *part = NULL;

	*ret_cut = g_utf8_strlen(text, -1) > most;
	if (!*ret_cut)
		return g_steal_pointer(&text);
	part = g_utf8_substring(text, 0, MAX(most - (long)strlen(ELLIPSIS), 0));
	return g_strconcat(part, ELLIPSIS, NULL);
}

static void
on_whole_text(ServicenowCall *call)
{
	servicenow_done(call);
}

static void
tell_reporter(ServicenowCall *call)
{
	const char *contact = servicenow_text(call->row, "contact");

	if (*contact != '\0')
		json_object_set_new(call->result, "reporter",
		    json_pack("{s:s, s:s}", "remote_id", contact, "account",
			servicenow_text(call->row, "account.name")));
}

/* The case is there, and in call->row. */
static void
finish(ServicenowCall *call)
{
	bool cut = false;

	json_object_set_new(
	    call->result, "remote_id", json_string(servicenow_text(call->row, "sys_id")));
	json_object_set_new(
	    call->result, "number", json_string(servicenow_text(call->row, "number")));
	servicenow_tell_standing(call);
	tell_reporter(call);
	if (call->desk->login == NULL)
		call->desk->login = g_strdup(servicenow_text(call->row, "sys_created_by"));
	g_free(description(call, servicenow_is(call->row, "contact", ""), &cut));
	if (cut)
		servicenow_attach_text(
		    call, "description.txt", servicenow_asked(call, "text"), on_whole_text);
	else
		servicenow_done(call);
}

/* Watchers are a list in any order, and an instance may drop some. */
static void
compare_watchers(ServicenowCall *call)
{
	const char *address = NULL;
	json_t *id = NULL;
	g_auto(GStrv) there = g_strsplit(servicenow_text(call->row, "watch_list"), ",", -1);

	json_object_foreach (json_object_get(call->change, "watchers"), address, id)
		if (!g_strv_contains((const char *const *)there, json_string_value(id)))
			servicenow_leave_out(call, "letters to %s", address);
}

static void
on_read_back(ServicenowCall *call, const ServicenowAnswer *answer)
{
	json_decref(call->row);
	call->row = json_incref(answer->result);
	if (!servicenow_is(call->row, "correlation_id", servicenow_asked(call, "key")))
		call->desk->trust = SERVICENOW_DISTRUSTED;
	servicenow_compare(call);
	compare_watchers(call);
	finish(call);
}

static void
read_back(ServicenowCall *call)
{
	g_autofree char *fields = servicenow_names(call, READ_FIELDS ",watch_list");

	servicenow_get(call, servicenow_record(call, fields), on_read_back);
}

static void
on_posted(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const char *id = servicenow_text(answer->result, "sys_id");
	bool again = call->at > 0;

	if (!servicenow_id_is_good(id)) {
		servicenow_fail(
		    call, DESK_UNKNOWN, "the desk said that the case is there, and not which");
		return;
	}
	g_free(call->remote_id);
	call->remote_id = g_strdup(id);
	json_object_set_new(call->result, "remote_id", json_string(id));
	json_object_set_new(
	    call->result, "number", json_string(servicenow_text(answer->result, "number")));
	/* where the first may have come after all, both are looked for */
	if (again)
		look_up(call);
	else
		read_back(call);
}

static void
put_watchers(ServicenowCall *call, json_t *body)
{
	json_t *watchers = json_object_get(call->change, "watchers");
	g_autoptr(GString) list = g_string_new(NULL);
	const char *address = NULL;
	json_t *id = NULL;

	json_object_foreach (watchers, address, id)
		g_string_append_printf(
		    list, "%s%s", list->len == 0 ? "" : ",", json_string_value(id));
	if (list->len > 0)
		json_object_set_new(body, "watch_list", json_string(list->str));
}

static void
post(ServicenowCall *call)
{
	const char *category = servicenow_asked(call, "category");
	const char *priority = servicenow_asked(call, "priority");
	const json_t *follows = json_object_get(call->asked, "follows");
	bool cut = false;
	g_autofree char *title = servicenow_line_shorten(
	    servicenow_asked(call, "title"), (long)call->config->title_most, &cut);
	bool called = json_is_true(json_object_get(call->asked, "taken_down"));
	bool guest = json_object_get(call->rest, "contact") == NULL;
	g_autofree char *text = description(call, guest, &cut);
	json_t *body = NULL;

	servicenow_put(call, "short_description", title, "the title");
	servicenow_put(call, "description", text, "the text");
	servicenow_put(call, "contact_type", called ? "phone" : "email",
	    called ? "that somebody called" : "that it came by mail");
	servicenow_put(call, "correlation_id", servicenow_asked(call, "key"),
	    "the key by which it is found again (correlation_id)");
	servicenow_put(call, "correlation_display", call->config->name,
	    "that it is ours (correlation_display)");
	if (*category != '\0' && call->config->categories->len > 0 &&
	    !servicenow_put_word(call, "category", call->config->categories, category))
		servicenow_leave_out(call, "category %s", category);
	if (*priority != '\0' &&
	    !servicenow_put_word(call, "priority", call->config->priorities, priority))
		servicenow_leave_out(call, "priority %s", priority);
	if (servicenow_id_is_good(servicenow_text(follows, "remote_id")))
		servicenow_put(call, "parent", servicenow_text(follows, "remote_id"),
		    "that it follows %s", servicenow_text(follows, "number"));
	body = servicenow_body(call);
	put_watchers(call, body);
	servicenow_write(call, "POST", g_strdup(POST_CASE), body, on_posted);
}

/* Watchers that are no users there go by their address: the list takes such, unless the instance was set otherwise. */
static void
on_watchers(ServicenowCall *call)
{
	json_t *watchers = json_object();
	size_t i = 0;
	json_t *address = NULL;

	json_array_foreach (json_object_get(call->asked, "people"), i, address) {
		const json_t *row = NULL;
		const char *text = json_string_value(address);

		servicenow_person(call, text, &row);
		if (row != NULL)
			json_object_set(watchers, text, json_object_get(row, "sys_id"));
		else if (servicenow_value_is_good(text) && strchr(text, ',') == NULL)
			json_object_set(watchers, text, address);
	}
	json_decref(call->change);
	call->change = json_pack("{s:o}", "watchers", watchers);
	post(call);
}

static void
find_watchers(ServicenowCall *call)
{
	servicenow_find_people(
	    call, SERVICENOW_USERS, json_object_get(call->asked, "people"), on_watchers);
}

static void
on_account(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const char *name = servicenow_text(json_object_get(call->asked, "account"), "name");
	const json_t *row = json_array_get(answer->result, 0);

	if (json_array_size(answer->result) == 1 && servicenow_is(row, "name", name) &&
	    servicenow_id_is_good(servicenow_text(row, "sys_id")))
		servicenow_put(
		    call, "account", servicenow_text(row, "sys_id"), "account %s", name);
	else
		servicenow_leave_out(call, "account %s", name);
	find_watchers(call);
}

static void
find_account(ServicenowCall *call)
{
	const char *name = servicenow_text(json_object_get(call->asked, "account"), "name");
	g_autofree char *query = g_strconcat("name=", name, NULL);
	ServicenowPage page = {.query = query, .fields = "sys_id,name", .limit = 2};

	if (servicenow_value_is_good(name)) {
		servicenow_get(call, servicenow_path(ACCOUNTS, &page), on_account);
		return;
	}
	if (*name != '\0')
		servicenow_leave_out(call, "account %s", name);
	find_watchers(call);
}

static void
on_reporter(ServicenowCall *call)
{
	const char *address =
	    servicenow_text(json_object_get(call->asked, "reporter"), "address");
	const json_t *row = NULL;

	switch (servicenow_person(call, address, &row)) {
	case SERVICENOW_ONE:
		servicenow_put(
		    call, "contact", servicenow_text(row, "sys_id"), "the contact %s", address);
		find_account(call);
		break;
	case SERVICENOW_NONE:
		if (call->config->guests)
			find_account(call);
		else
			servicenow_fail(call, DESK_DOUBTFUL,
			    "%s is no contact at the desk: make one there", address);
		break;
	case SERVICENOW_BARRED:
		servicenow_fail(call, DESK_DOUBTFUL,
		    "the contact %s at the desk is not active, or locked out", address);
		break;
	case SERVICENOW_SEVERAL:
		servicenow_fail(call, DESK_DOUBTFUL,
		    "several contacts at the desk have the address %s", address);
		break;
	}
}

static void
find_reporter(ServicenowCall *call)
{
	const json_t *reporter = json_object_get(call->asked, "reporter");
	const char *id = servicenow_text(reporter, "remote_id");
	json_auto_t *addresses = NULL;

	if (reporter == NULL || json_is_null(reporter)) {
		find_account(call);
		return;
	}
	if (servicenow_id_is_good(id)) {
		servicenow_put(call, "contact", id, "the contact %s",
		    servicenow_text(reporter, "address"));
		find_account(call);
		return;
	}
	addresses = json_pack("[s]", servicenow_text(reporter, "address"));
	servicenow_find_people(call, SERVICENOW_CONTACTS, addresses, on_reporter);
}

/* The case that carries our key, and perhaps others. */
static void
take_found(ServicenowCall *call, const json_t *rows)
{
	json_decref(call->row);
	call->row = json_incref(json_array_get(rows, 0));
	g_free(call->remote_id);
	call->remote_id = g_strdup(servicenow_text(call->row, "sys_id"));
	for (size_t i = 1; i < json_array_size(rows); i++)
		servicenow_leave_out(call,
		    "a second case with the same key, %s: close it there",
		    servicenow_text(json_array_get(rows, i), "number"));
	servicenow_found(call);
	finish(call);
}

static void
on_looked_up(ServicenowCall *call, const ServicenowAnswer *answer)
{
	size_t i = 0;
	json_t *row = NULL;

	json_array_foreach (answer->result, i, row)
		if (!servicenow_is(row, "correlation_id", servicenow_asked(call, "key")) ||
		    !servicenow_id_is_good(servicenow_text(row, "sys_id"))) {
			call->desk->trust = SERVICENOW_DISTRUSTED;
			servicenow_fail(call, DESK_DOUBTFUL,
			    "it may be there already, and the desk brings others than were "
			    "asked for");
			return;
		}
	if (json_array_size(answer->result) > 0)
		take_found(call, answer->result);
	else if (call->wrote) /* and it is not shown yet */
		read_back(call);
	else if (call->at++ == 0) /* once more: one that was under way may be there now */
		look_up(call);
	else {
		servicenow_not_found(call);
		find_reporter(call);
	}
}

static void
look_up(ServicenowCall *call)
{
	g_autofree char *query = g_strdup_printf(
	    "correlation_id=%s^ORDERBYsys_created_on", servicenow_asked(call, "key"));
	ServicenowPage page = {.query = query, .fields = READ_FIELDS, .limit = TWINS_MAX};

	servicenow_get(call, servicenow_path(CASES, &page), on_looked_up);
}

void
servicenow_open(ServicenowCall *call)
{
	call->kind = TICKET_CASE;
	if (call->may_be_done)
		servicenow_when_trusted(call, look_up);
	else
		find_reporter(call);
}
