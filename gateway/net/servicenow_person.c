/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/servicenow_person.h"

#include <string.h>

#define ROWS_EACH 20 /* people with one address are not many more */

static bool
is_good_address(const char *address)
{
	return servicenow_value_is_good(address) && strchr(address, ',') == NULL &&
	       strchr(address, '@') != NULL;
}

/* "email=a" or "emailINa,b"; as written, and in lower case, because values may be compared with their case. */
static char *
people_query(const json_t *people)
{
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	const char *address = NULL;
	json_t *rows = NULL;
	g_autofree char *list = NULL;

	json_object_foreach ((json_t *)people, address, rows) {
		char *lower = g_utf8_strdown(address, -1);

		g_ptr_array_add(values, g_strdup(address));
		if (strcmp(lower, address) == 0)
			g_free(lower);
		else
			g_ptr_array_add(values, lower);
	}
	if (values->len == 1)
		return g_strconcat("email=", values->pdata[0], NULL);
	g_ptr_array_add(values, NULL);
	list = g_strjoinv(",", (char **)values->pdata);
	return g_strconcat("emailIN", list, NULL);
}

/* The rows found of who has this address, or NULL. */
static json_t *
rows_of(const json_t *people, const char *email)
{
	g_autofree char *folded = g_utf8_casefold(email, -1);
	const char *address = NULL;
	json_t *rows = NULL;

	json_object_foreach ((json_t *)people, address, rows) {
		g_autofree char *other = g_utf8_casefold(address, -1);

		if (strcmp(folded, other) == 0)
			return rows;
	}
	return NULL;
}

static void
on_people(ServicenowCall *call, const ServicenowAnswer *answer)
{
	size_t i = 0;
	json_t *row = NULL;

	json_array_foreach (answer->result, i, row) {
		json_t *rows = rows_of(call->people, servicenow_text(row, "email"));

		if (rows == NULL) {
			servicenow_fail(call, DESK_DOUBTFUL,
			    "the desk was asked for people by their address and brings others: "
			    "may our account read the field \"email\"?");
			return;
		}
		json_array_append(rows, row);
	}
	call->then(call);
}

void
servicenow_find_people(
    ServicenowCall *call, const char *resource, const json_t *addresses, ServicenowThen then)
{
	ServicenowPage page = {0};
	g_autofree char *query = NULL;
	size_t i = 0;
	json_t *address = NULL;

	json_object_clear(call->people);
	call->then = then;
	json_array_foreach ((json_t *)addresses, i, address)
		if (is_good_address(json_string_value(address)))
			json_object_set_new(
			    call->people, json_string_value(address), json_array());
	if (json_object_size(call->people) == 0) {
		then(call);
		return;
	}
	page.query = query = people_query(call->people);
	page.limit = ROWS_EACH * (int)json_object_size(call->people);
	servicenow_get(call, servicenow_path(resource, &page), on_people);
}

ServicenowFound
servicenow_person(const ServicenowCall *call, const char *address, const json_t **ret_row)
{
	const json_t *rows = rows_of(call->people, address);
	const json_t *found = NULL;
	size_t good = 0;
	size_t i = 0;
	json_t *row = NULL;

	json_array_foreach ((json_t *)rows, i, row) {
		if (!servicenow_is(row, "active", "true") ||
		    servicenow_is(row, "locked_out", "true") ||
		    !servicenow_id_is_good(servicenow_text(row, "sys_id")))
			continue;
		found = row;
		good++;
	}
	*ret_row = good == 1 ? found : NULL;
	if (good > 0)
		return good == 1 ? SERVICENOW_ONE : SERVICENOW_SEVERAL;
	return json_array_size(rows) > 0 ? SERVICENOW_BARRED : SERVICENOW_NONE;
}
