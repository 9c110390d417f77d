/* SPDX-License-Identifier: Apache-2.0 */
/* A file is asked for by what is told of it first: a page that comes instead of its bytes is known by their number. */
#include "gateway/net/servicenow_call.h"

#include "parsers/limits.h"

#define FILES "/api/now/attachment/"

static void
on_bytes(ServicenowCall *call, const ServicenowAnswer *answer)
{
	if ((int64_t)answer->bytes->len != servicenow_number(call->row, "size_bytes"))
		servicenow_fail(
		    call, DESK_PAUSED, "what came is not the file that was asked for");
	else
		servicenow_done_with(call, answer->bytes);
}

static void
on_described(ServicenowCall *call, const ServicenowAnswer *answer)
{
	if (servicenow_number(answer->result, "size_bytes") > LIMIT_ATTACHMENT) {
		servicenow_fail(call, DESK_REFUSED, "it has more than %d MiB",
		    LIMIT_ATTACHMENT / (1024 * 1024));
		return;
	}
	call->row = json_incref(answer->result);
	servicenow_get_file(call, g_strconcat(FILES, call->remote_id, "/file", NULL), on_bytes);
}

static void
begin(ServicenowCall *call)
{
	call->remote_id = g_strdup(servicenow_text(call->asked, "remote_id"));
	call->may_be_done = false;
	if (servicenow_id_is_good(call->remote_id))
		servicenow_get(call, g_strconcat(FILES, call->remote_id, NULL), on_described);
	else
		servicenow_fail(call, DESK_REFUSED, "that is no sys_id of a file");
}

void
servicenow_fetch_file(
    ServicenowDesk *desk, const char *remote_id, ServicenowEnded ended, void *data)
{
	json_auto_t *asked = json_pack("{s:s}", "remote_id", remote_id);
	ServicenowOperation operation = {.operation = DESK_LOOK, .asked = asked};

	servicenow_call(desk, &operation, begin, ended, data);
}
