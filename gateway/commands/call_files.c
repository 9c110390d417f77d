/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/call_files.h"

#include "gateway/commands/call_actor.h"
#include "gateway/letters/compose.h"
#include "gateway/model/refusal.h"
#include "gateway/templates/refusals.h"
#include "gateway/util/error.h"
#include "gateway/util/sanitize.h"
#include "parsers/attachment.h"
#include "parsers/file_marks.h"

#define ANY_TYPE "application/octet-stream"
#define FILES "a(say)"
#define PAYLOAD "(aya(say))" /* the text, and of each file its name and its bytes */

struct CallFiles {
	GBytes *text; /* own */
	GVariantBuilder files;
	gsize size; /* of all files */
};

static GVariant *
bytes_variant(GBytes *bytes)
{
	return g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}

CallFiles *
call_files_new(GBytes *take_text)
{
	CallFiles *files = g_new0(CallFiles, 1);

	files->text = take_text;
	g_variant_builder_init(&files->files, G_VARIANT_TYPE(FILES));
	return files;
}

void
call_files_free(CallFiles *files)
{
	g_bytes_unref(files->text);
	g_variant_builder_clear(&files->files);
	g_free(files);
}

void
call_files_add(CallFiles *files, const char *name, GBytes *bytes)
{
	g_autofree char *valid = g_utf8_make_valid(name, -1);

	files->size += g_bytes_get_size(bytes);
	g_variant_builder_add(&files->files, "(s@ay)", valid, bytes_variant(bytes));
}

GBytes *
call_files_pack(const CallFiles *files)
{
	g_autoptr(GVariant) payload = g_variant_ref_sink(g_variant_new(
	    "(@aya(say))", bytes_variant(files->text), (GVariantBuilder *)&files->files));

	return g_variant_get_data_as_bytes(payload);
}

static bool
add_path(CallFiles *files, const char *path, GError **error)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *most = sanitize_size(COMPOSE_FILES_MOST);
	g_autoptr(GBytes) bytes = NULL;
	char *contents = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &contents, &length, error))
		return false;
	bytes = g_bytes_new_take(contents, length);
	call_files_add(files, name, bytes);
	return files->size <= COMPOSE_FILES_MOST ||
	       error_refuse(error, GATEWAY_ERROR_USAGE,
		   "the attachments are larger than {{size}} together", "size", most, NULL);
}

bool
call_files_are_there(const Call *call)
{
	g_autofree const char **names = call_words(call, CALL_FILES_WORD);

	return names[0] != NULL;
}

bool
call_files_take(Call *call, GError **error)
{
	g_autofree const char **paths = call_words(call, CALL_FILES_WORD);
	g_autoptr(CallFiles) files = call_files_new(
	    call->bytes == NULL ? g_bytes_new(NULL, 0) : g_steal_pointer(&call->bytes));

	for (size_t i = 0; paths[i] != NULL; i++)
		if (!add_path(files, paths[i], error))
			return false;
	call->bytes = call_files_pack(files);
	return true;
}

static void
file_free(void *data)
{
	ComposeAttachment *file = data;

	g_free((char *)file->name);
	g_bytes_unref(file->bytes);
	g_free(file);
}

static ComposeAttachment *
file_new(const char *name, GVariant *content)
{
	ComposeAttachment *file = g_new0(ComposeAttachment, 1);
	g_autofree char *safe = attachment_safe_name(name);

	file->name = g_strdup(*safe == '\0' ? "file" : safe);
	file->type = ANY_TYPE;
	file->bytes = g_variant_get_data_as_bytes(content);
	file->marks = file_marks(file->name, file->type, file->bytes);
	return file;
}

/* Adds what was found in them. */
static void
mark(const Call *call, const GPtrArray *files)
{
	g_autofree const char **marks = call_words(call, CALL_FILES_MARKS);

	for (guint i = 0; i < files->len && marks[i] != NULL; i++)
		((ComposeAttachment *)files->pdata[i])->marks |=
		    (unsigned)g_ascii_strtoull(marks[i], NULL, 10) & FILE_MARKS_SCAN;
}

/* false: they are none. GVariant reads what is not well formed as nothing, of which a payload of another size would be made;
 * g_variant_is_normal_form() looks at each byte of each file, and takes a fifth of a second for 17 MB. */
static bool
unpack_files(GVariant *payload, GVariant *text, GPtrArray *files, gsize *ret_size)
{
	g_autoptr(GVariant) list = g_variant_get_child_value(payload, 1);
	g_autoptr(GVariant) whole = NULL;
	GVariantBuilder read;

	*ret_size = 0;
	g_variant_builder_init(&read, G_VARIANT_TYPE(FILES));
	for (size_t i = 0; i < g_variant_n_children(list); i++) {
		g_autoptr(GVariant) content = NULL;
		const char *name = NULL;

		g_variant_get_child(list, i, "(&s@ay)", &name, &content);
		g_ptr_array_add(files, file_new(name, content));
		g_variant_builder_add(&read, "(s@ay)", name, content);
		*ret_size += g_variant_get_size(content);
	}
	whole = g_variant_ref_sink(g_variant_new("(@aya(say))", text, &read));
	return g_variant_get_size(whole) == g_variant_get_size(payload);
}

static bool
refuse_size(const Context *context, const Call *call, size_t most, GError **error)
{
	g_autofree char *size = sanitize_size((int64_t)most);
	g_autofree char *said = refusal_text(context->templates, call_language(call),
	    "the attachments are larger than {{size}} together", "size", size, NULL);

	return refusal_set(NULL, said, error);
}

/* It comes from a process that may connect to the control socket. */
bool
call_files_unpack(const Context *context, const Call *call, size_t most, char **ret_text,
    GPtrArray **ret_files, GError **error)
{
	g_autoptr(GVariant) payload = NULL;
	g_autoptr(GVariant) text = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
	g_autofree char *said = NULL;
	gsize size = 0;

	if (call->bytes == NULL) {
		*ret_text = NULL;
		*ret_files = g_ptr_array_new();
		return true;
	}
	payload = g_variant_ref_sink(
	    g_variant_new_from_bytes(G_VARIANT_TYPE(PAYLOAD), call->bytes, FALSE));
	text = g_variant_get_child_value(payload, 0);
	if (!unpack_files(payload, text, files, &size))
		return error_refuse(
		    error, GATEWAY_ERROR_USAGE, "its text cannot be read", NULL);
	if (size > most)
		return refuse_size(context, call, most, error);
	mark(call, files);
	bytes = g_variant_get_data_as_bytes(text);
	if (g_bytes_get_size(bytes) > 0 && (said = call_text_of(bytes, error)) == NULL)
		return false;
	*ret_text = g_steal_pointer(&said);
	*ret_files = g_steal_pointer(&files);
	return true;
}
