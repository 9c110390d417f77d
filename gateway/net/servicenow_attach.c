/* SPDX-License-Identifier: Apache-2.0 */
/* Files. One that may be there already is known by its name and size, and by its hash where the instance tells one. */
#include <string.h>

#include "gateway/net/servicenow_call.h"
#include "gateway/net/servicenow_text.h"

#define FILES "/api/now/attachment"
#define FILES_MAX 1000
#define ANY_TYPE "application/octet-stream"

char *
servicenow_file_path(const ServicenowCall *call, const char *name)
{
	GString *path = g_string_new(FILES "/file");

	servicenow_add_parameter(path, "table_name", servicenow_table(call->kind));
	servicenow_add_parameter(path, "table_sys_id", call->remote_id);
	servicenow_add_parameter(path, "file_name", name);
	return g_string_free(path, false);
}

char *
servicenow_files_path(const ServicenowCall *call)
{
	g_autofree char *query = g_strdup_printf("table_sys_id=%s", call->remote_id);
	ServicenowPage page = {.query = query, .limit = FILES_MAX};

	return servicenow_path(FILES, &page);
}

/* "text/plain; charset=utf-8", and nothing that could be more than one header. */
static bool
is_type(const char *type)
{
	if (strchr(type, '/') == NULL || strlen(type) > 200)
		return false;
	for (; *type != '\0'; type++)
		if (!g_ascii_isprint(*type))
			return false;
	return true;
}

static void
on_attached(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const char *id = servicenow_text(answer->result, "sys_id");
	size_t size = g_bytes_get_size(call->file);

	json_object_set_new(call->result, "attachment", json_string(id));
	if ((size_t)servicenow_number(answer->result, "size_bytes") != size)
		servicenow_leave_out(call, "the file's end: it has %s bytes there, not %zu",
		    servicenow_text(answer->result, "size_bytes"), size);
	servicenow_done(call);
}

static void
post_file(ServicenowCall *call)
{
	const char *type = servicenow_asked(call, "type");
	const char *name = servicenow_asked(call, "name");

	servicenow_not_found(call);
	servicenow_write_file(call,
	    servicenow_file_path(call, *name == '\0' ? "attachment" : name), call->file,
	    is_type(type) ? type : ANY_TYPE, on_attached);
}

static bool
is_that_file(const ServicenowCall *call, const json_t *row)
{
	const char *theirs = servicenow_text(row, "hash");
	g_autofree char *ours = NULL;

	if (!servicenow_is(row, "table_sys_id", call->remote_id) ||
	    !servicenow_is(row, "file_name", servicenow_asked(call, "name")) ||
	    (size_t)servicenow_number(row, "size_bytes") != g_bytes_get_size(call->file))
		return false;
	if (!call->config->hashes || *theirs == '\0')
		return true;
	ours = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, call->file);
	return g_ascii_strcasecmp(ours, theirs) == 0;
}

static void
on_files(ServicenowCall *call, const ServicenowAnswer *answer)
{
	size_t i = 0;
	json_t *row = NULL;

	json_array_foreach (answer->result, i, row)
		if (is_that_file(call, row)) {
			json_object_set_new(call->result, "attachment",
			    json_string(servicenow_text(row, "sys_id")));
			servicenow_done(call);
			return;
		}
	post_file(call);
}

static void
look_for_file(ServicenowCall *call)
{
	servicenow_get(call, servicenow_files_path(call), on_files);
}

void
servicenow_attach(ServicenowCall *call)
{
	if (call->file == NULL)
		call->file = g_bytes_new(NULL, 0);
	if (call->may_be_done)
		servicenow_when_trusted(call, look_for_file);
	else
		post_file(call);
}
