/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/web_call.h"

#include <string.h>

#include "gateway/commands/call_files.h"
#include "gateway/web/http_multipart.h"

void
web_call_free(WebCall *call)
{
	g_variant_dict_unref(call->words);
	if (call->text != NULL)
		g_bytes_unref(call->text);
	g_free(call);
}

GPtrArray *
web_calls_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)web_call_free);
}

WebCall *
web_call_add(GPtrArray *calls, const char *name, const char *command, const char *subcommand)
{
	WebCall *call = g_new0(WebCall, 1);

	call->name = name;
	call->command = command;
	call->words = g_variant_dict_new(NULL);
	if (subcommand != NULL)
		web_call_word(call, "subcommand", subcommand);
	web_call_flag(call, "json");
	web_call_flag(call, "no-wait");
	g_ptr_array_add(calls, call);
	return call;
}

void
web_call_word(WebCall *call, const char *name, const char *value)
{
	g_variant_dict_insert(call->words, name, "s", value);
}

void
web_call_word_if(WebCall *call, const char *name, const char *value)
{
	if (value != NULL && *value != '\0')
		web_call_word(call, name, value);
}

void
web_call_number(WebCall *call, const char *name, gint64 value)
{
	g_variant_dict_insert(call->words, name, "x", value);
}

void
web_call_flag(WebCall *call, const char *name)
{
	g_variant_dict_insert(call->words, name, "b", TRUE);
}

void
web_call_text(WebCall *call, const char *text)
{
	web_call_take_bytes(call, g_bytes_new(text, strlen(text)));
}

void
web_call_files(WebCall *call, const char *text, const GPtrArray *files)
{
	g_autoptr(CallFiles) packed = call_files_new(g_bytes_new(text, strlen(text)));
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; files != NULL && i < files->len; i++) {
		const HttpFile *file = files->pdata[i];

		call_files_add(packed, file->name, file->bytes);
		g_ptr_array_add(names, file->name);
	}
	g_variant_dict_insert_value(call->words, CALL_FILES_WORD,
	    g_variant_new_strv((const char *const *)names->pdata, (gssize)names->len));
	web_call_take_bytes(call, call_files_pack(packed));
}

void
web_call_take_bytes(WebCall *call, GBytes *take_bytes)
{
	if (call->text != NULL)
		g_bytes_unref(call->text);
	call->text = take_bytes;
}
