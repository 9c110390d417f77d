/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/number_list.h"

#include "gateway/util/json_print.h"
#include "spool/ticket.h"

bool
number_list_number(Spool *spool, int64_t id, char **ret_number, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;

	*ret_number = NULL;
	if (id == 0)
		return true;
	if (!ticket_get(spool, id, &ticket, error))
		return false;
	*ret_number = g_strdup(ticket->number);
	return true;
}

/* As rows of the table, or into the array, where there is one. */
static bool
add_all(Spool *spool, const NumberList *list, const GPtrArray *all, TextTable *table,
    json_t *array, GError **error)
{
	for (guint i = 0; i < all->len; i++) {
		const void *one = all->pdata[i];
		g_autofree char *number = NULL;

		if (!number_list_number(spool, list->ticket(one), &number, error))
			return false;
		if (array != NULL)
			json_array_append_new(array, list->json(one, number));
		else
			list->add_row(table, one, number);
	}
	return true;
}

bool
number_list_print(Spool *spool, const Call *call, const NumberList *list, const GPtrArray *all,
    GString *out, GError **error)
{
	g_autoptr(TextTable) table = text_table_new(list->columns, list->n_columns);
	json_t *array = call_flag(call, "json") ? json_array() : NULL;
	TextTableStyle style = call_style(call);

	if (!add_all(spool, list, all, table, array, error)) {
		json_decref(array);
		return false;
	}
	if (array != NULL)
		json_print(out, array);
	else
		text_table_print(table, &style, out);
	return true;
}
