/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/desk_news_files.h"

#include <string.h>

#include "gateway/desk/desk_change.h"
#include "gateway/desk/desk_news.h"
#include "gateway/letters/compose.h"
#include "gateway/util/sanitize.h"
#include "parsers/file_marks.h"

char *
desk_news_files_names(const GPtrArray *files)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (unsigned i = 0; i < files->len; i++) {
		const ChangeFile *file = files->pdata[i];
		g_autofree char *name = sanitize_line(file->name);
		g_autofree char *size = sanitize_size(file->size);

		g_string_append_printf(
		    names, "%s%s (%s)", names->len == 0 ? "" : ", ", name, size);
	}
	return g_strdup(names->str);
}

/* NULL: they could not be had. */
static GBytes *
bytes_of(const GPtrArray *fetched, const ChangeFile *file)
{
	for (unsigned i = 0; fetched != NULL && i < fetched->len; i++) {
		const DeskNewsFile *one = fetched->pdata[i];

		if (strcmp(one->remote_id, file->remote_id) == 0)
			return one->bytes;
	}
	return NULL;
}

/* Without folders: whoever saves it says where. */
static const char *
bare_name(const char *name)
{
	const char *bare = name;

	for (const char *at = name; *at != '\0'; at++)
		if (*at == '/' || *at == '\\')
			bare = at + 1;
	return *bare == '\0' ? "file" : bare;
}

GPtrArray *
desk_news_files_along(const GPtrArray *files, const GPtrArray *fetched, char **ret_unsent)
{
	GPtrArray *along = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) others = g_ptr_array_new();
	/* what an instance brings is looked into by no reader */
	g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);

	for (unsigned i = 0; i < files->len; i++) {
		const ChangeFile *file = files->pdata[i];
		GBytes *bytes = bytes_of(fetched, file);
		ComposeAttachment *one = NULL;

		if (bytes == NULL) {
			g_ptr_array_add(others, (void *)file);
			continue;
		}
		one = g_new0(ComposeAttachment, 1);
		one->name = bare_name(file->name);
		one->type = file->type[0] == '\0' ? "application/octet-stream" : file->type;
		one->bytes = bytes;
		one->marks = file_marks(one->name, one->type, nothing);
		g_ptr_array_add(along, one);
	}
	*ret_unsent = others->len == 0 ? NULL : desk_news_files_names(others);
	return along;
}
