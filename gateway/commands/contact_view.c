/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/contact_view.h"

#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "spool/contact_change.h"

bool
contact_named(Spool *spool, const char *address, Contact **ret_contact, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	if (!contact_find(spool, address, &contact, error))
		return false;
	if (contact == NULL)
		return error_refuse(error, GATEWAY_ERROR_MISSING,
		    "there is no contact {{address}}", "address", address, NULL);
	return contact_get(spool, contact->id, ret_contact, error);
}

json_t *
contact_changes_json(const GPtrArray *changes)
{
	json_t *list = json_array();

	for (guint i = 0; i < changes->len; i++) {
		const ContactChange *change = changes->pdata[i];

		json_array_append_new(list,
		    json_pack("{so, so, so, so, so}", "at", json_print_time(change->at_ms),
			"field", json_print_string(change->field), "old",
			json_print_string(change->old_value), "new",
			json_print_string(change->new_value), "mail",
			json_print_id(change->mail)));
	}
	return list;
}
