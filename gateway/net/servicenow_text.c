/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/servicenow_text.h"

#include <string.h>

static void
on_text_attached(ServicenowCall *call, const ServicenowAnswer *answer)
{
	(void)answer;
	call->then(call);
}

static void
on_text_refused(ServicenowCall *call, const ServicenowAnswer *answer)
{
	servicenow_leave_out(call, "the end of a long text, as a file: %s", answer->words);
	call->then(call);
}

/* Whether there is a file of this name already. */
static bool
is_there(const ServicenowCall *call, const json_t *files, const char *name)
{
	size_t i = 0;
	json_t *row = NULL;

	json_array_foreach ((json_t *)files, i, row)
		if (servicenow_is(row, "table_sys_id", call->remote_id) &&
		    servicenow_is(row, "file_name", name))
			return true;
	return false;
}

static void
on_files(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const char *name = servicenow_text(call->rest, "file_name");
	const char *text = servicenow_text(call->rest, "file_text");
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));

	if (is_there(call, answer->result, name)) {
		call->then(call);
		return;
	}
	servicenow_if_refused(call, on_text_refused);
	servicenow_write_file(call, servicenow_file_path(call, name), bytes,
	    "text/plain; charset=utf-8", on_text_attached);
}

void
servicenow_attach_text(
    ServicenowCall *call, const char *name, const char *text, ServicenowThen then)
{
	call->then = then;
	json_decref(call->rest);
	call->rest = json_pack("{s:s, s:s}", "file_name", name, "file_text", text);
	servicenow_if_refused(call, on_text_refused);
	servicenow_get(call, servicenow_files_path(call), on_files);
}
