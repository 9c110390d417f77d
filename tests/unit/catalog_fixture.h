/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the catalog share: one file as catalog, and mails that fill it. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "rules/catalog.h"
#include "rules/diagnostic.h"

static const char *const groups[] = {"werkplek", NULL};

static inline void
set(char **string, const char *value)
{
	g_free(*string);
	*string = g_strdup(value);
}

static inline Message *
message_of(const char *subject, const char *text)
{
	Message *message = message_new();

	message->from = message_address_new("els@klant.example", "Els Bos");
	set(&message->subject, subject);
	set(&message->text, text);
	return message;
}

/* A line of the form, in the new text. */
static inline void
add_field(Message *message, const char *label, const char *value)
{
	char *text = g_strdup_printf("%s%s: %s\n", message->text, label, value);

	g_free(message->text);
	message->text = text;
}

/* A catalog of one file with this text, in a folder of its own. */
static inline Catalog *
load_text(const char *text, GPtrArray *diagnostics)
{
	const CatalogNames names = {groups};
	g_autofree char *folder = g_dir_make_tmp("catalog-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "item.yaml", NULL);
	const char *const directories[] = {folder, NULL};
	Catalog *catalog;

	assert_true(g_file_set_contents(path, text, -1, NULL));
	catalog = catalog_load(directories, &names, diagnostics);
	g_unlink(path);
	g_rmdir(folder);
	return catalog;
}

static inline const CatalogValue *
value_of(const GPtrArray *values, const char *name)
{
	for (size_t i = 0; i < values->len; i++)
		if (strcmp(((const CatalogValue *)values->pdata[i])->name, name) == 0)
			return values->pdata[i];
	fail_msg("no value %s", name);
	return NULL;
}
