/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arguments come from a process that may connect to the control socket, so from the operator; their types are checked
 * nevertheless, and one of the wrong type is ignored.
 */
#include "gateway/commands/call.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "gateway/util/error.h"
#include "parsers/limits.h"

void
call_init(Call *call, const char *command)
{
	call->command = g_strdup(command);
	call->words = g_variant_dict_new(NULL);
	call->bytes = NULL;
	call->caller = (Caller){0};
}

void
call_clear(Call *call)
{
	g_clear_pointer(&call->command, g_free);
	g_clear_pointer(&call->words, g_variant_dict_unref);
	g_clear_pointer(&call->bytes, g_bytes_unref);
	g_clear_pointer(&call->caller.login, g_free);
	g_clear_pointer(&call->caller.nonce, g_free);
}

GVariant *
call_pack(Call *call)
{
	g_autoptr(GVariant) words = g_variant_ref_sink(g_variant_dict_end(call->words));

	g_variant_dict_unref(call->words);
	call->words = g_variant_dict_new(words);
	return g_variant_new("(s@a{sv})", call->command, words);
}

void
call_unpack(GVariant *body, GBytes *bytes, Call *ret_call)
{
	g_autoptr(GVariant) words = g_variant_get_child_value(body, 1);

	g_variant_get_child(body, 0, "s", &ret_call->command);
	ret_call->words = g_variant_dict_new(words);
	ret_call->bytes =
	    bytes == NULL || g_bytes_get_size(bytes) == 0 ? NULL : g_bytes_ref(bytes);
}

/* Who has no name here is called by the number, which is no login of an agent. */
void
call_set_caller(Call *call, uid_t user)
{
	const struct passwd *entry = getpwuid(user);

	g_free(call->caller.login);
	call->caller.login =
	    entry != NULL ? g_strdup(entry->pw_name) : g_strdup_printf("#%u", (unsigned)user);
	call->caller.is_owner = user == 0 || user == geteuid();
}

void
call_set_word(Call *call, const char *name, const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value, -1);

	g_variant_dict_insert(call->words, name, "s", valid);
}

void
call_set_words(Call *call, const char *name, char *const *values, int n_values)
{
	g_autoptr(GPtrArray) valid = g_ptr_array_new_with_free_func(g_free);

	for (int i = 0; i < n_values; i++)
		g_ptr_array_add(valid, g_utf8_make_valid(values[i], -1));
	g_variant_dict_insert_value(
	    call->words, name, g_variant_new_strv((const char *const *)valid->pdata, n_values));
}

void
call_set_number(Call *call, const char *name, gint64 value)
{
	g_variant_dict_insert(call->words, name, "x", value);
}

void
call_set_flag(Call *call, const char *name)
{
	g_variant_dict_insert(call->words, name, "b", TRUE);
}

const char *
call_word(const Call *call, const char *name)
{
	const char *value = NULL;

	return g_variant_dict_lookup(call->words, name, "&s", &value) ? value : NULL;
}

const char **
call_words(const Call *call, const char *name)
{
	g_autoptr(GVariant) value =
	    g_variant_dict_lookup_value(call->words, name, G_VARIANT_TYPE_STRING_ARRAY);

	return value == NULL ? g_new0(const char *, 1) : g_variant_get_strv(value, NULL);
}

gint64
call_number(const Call *call, const char *name, gint64 otherwise)
{
	gint64 value = otherwise;

	return g_variant_dict_lookup(call->words, name, "x", &value) ? value : otherwise;
}

bool
call_flag(const Call *call, const char *name)
{
	int value = 0;

	return g_variant_dict_lookup(call->words, name, "b", &value) && value;
}

static char *
clean_text(const char *bytes, gsize size)
{
	g_autofree char *valid = g_utf8_make_valid(bytes, (gssize)size);
	g_autoptr(GString) out = g_string_sized_new(size);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\n' || c == '\t' || !g_unichar_iscntrl(c))
			g_string_append_unichar(out, c);
	}
	return g_strdup(g_strstrip(out->str));
}

char *
call_text_of(GBytes *given, GError **error)
{
	gsize size = 0;
	const char *bytes = given == NULL ? NULL : g_bytes_get_data(given, &size);
	g_autofree char *text = NULL;

	if (size > LIMIT_TEXT) {
		g_autofree char *has = g_strdup_printf("%zu", size);
		g_autofree char *most = g_strdup_printf("%d", LIMIT_TEXT);

		error_refuse(error, GATEWAY_ERROR_USAGE,
		    "the text has {{size}} bytes, at most {{most}} can be taken", "size", has,
		    "most", most, NULL);
		return NULL;
	}
	text = clean_text(bytes == NULL ? "" : bytes, size);
	if (*text == '\0') {
		error_refuse(error, GATEWAY_ERROR_USAGE, "the text is empty", NULL);
		return NULL;
	}
	return g_steal_pointer(&text);
}

char *
call_text(const Call *call, GError **error)
{
	return call_text_of(call->bytes, error);
}

void
call_tell_progress(const Call *call, int done, int total)
{
	int step = MAX(1, total / 100);

	if (call->progress != NULL && (done % step == 0 || done == total))
		call->progress(done, total, call->watcher);
}

TextTableStyle
call_style(const Call *call)
{
	return (TextTableStyle){
	    .width = (int)call_number(call, "width", 0),
	    .colour = call_flag(call, "colour"),
	};
}

void
call_reply_clear(CallReply *reply)
{
	g_clear_pointer(&reply->error, g_free);
	g_clear_pointer(&reply->out, g_bytes_unref);
}
