/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of desk.tickets share: a configuration around it, and what is said of its mistakes. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "gateway/config/config.h"
#include "rules/diagnostic.h"

#define SYS_ID "0123456789abcdef0123456789abcdef"
#define URL "url: https://voorbeeld.service-now.com"
#define LOGIN "login: {client_id: c1, client_secret_file: secret}"

static char *folder; /* own; made by the first load */

static inline void
put(const char *name, const char *text, int mode)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	assert_true(g_file_set_contents(path, text, -1, NULL));
	assert_int_equal(chmod(path, (mode_t)mode), 0);
}

static inline int
make_folder(void **state)
{
	(void)state;
	folder = g_dir_make_tmp("test_config_desk_XXXXXX", NULL);
	put("secret", "geheim\n", 0600);
	put("open", "geheim\n", 0644);
	put("ca.pem", "-", 0644);
	return 0;
}

static inline int
remove_folder(void **state)
{
	static const char *const NAMES[] = {"secret", "open", "ca.pem", "casegate.yaml", NULL};

	(void)state;
	for (const char *const *name = NAMES; *name != NULL; name++) {
		g_autofree char *path = g_build_filename(folder, *name, NULL);

		assert_int_equal(g_remove(path), 0);
	}
	assert_int_equal(g_remove(folder), 0);
	g_free(folder);
	return 0;
}

/* Of this text as the value of desk.tickets, on line 2, and these top-level lines; texts: each mistake on a line. */
static inline Config *
load_with(const char *tickets, const char *more, char **texts)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GString) all = g_string_new(NULL);
	g_autofree char *file = g_build_filename(folder, "casegate.yaml", NULL);
	g_autofree char *yaml =
	    g_strdup_printf("desk:\n"
			    "  tickets: %s\n"
			    "  name: Desk\n"
			    "  domain: desk.example\n"
			    "  categories: [Netwerk, Overig]\n"
			    "groups:\n"
			    "  team: {address: team@desk.example}\n"
			    "mailboxes:\n"
			    "  - {name: a, maildir: in, address: d@desk.example}\n"
			    "outgoing: {maildir: out}\n"
			    "%s",
		tickets, more);
	Config *config;

	put("casegate.yaml", yaml, 0644);
	config = config_load(file, diagnostics);
	for (guint i = 0; i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(g_ptr_array_index(diagnostics, i));

		g_string_append_printf(all, "%s\n", text);
	}
	g_string_replace(all, folder, "", 0);
	g_string_replace(all, "/casegate.yaml:", "", 0);
	*texts = g_strdup(all->str);
	return config;
}

typedef struct {
	const char *text; /* of what stands in servicenow: {...} */
	const char *more; /* top-level lines, or NULL */
	const char *mistake;
} Mistake;

static inline void
check_mistakes(const Mistake *mistakes, size_t count)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < count; i++) {
		const Mistake *row = &mistakes[i];
		g_autofree char *tickets = g_strdup_printf("{servicenow: {%s}}", row->text);
		g_autofree char *texts = NULL;
		g_autoptr(Config) config =
		    load_with(tickets, row->more != NULL ? row->more : "", &texts);

		assert_null(config);
		if (strcmp(texts, row->mistake) != 0) {
			print_error(
			    "%s\nis:       %sexpected: %s", row->text, texts, row->mistake);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}
