/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/diagnostic.h"
#include "rules/unread_file.h"

static void
test_origin(void **state)
{
	static const struct {
		const char *name;
		const char *without; /* NULL: the name does not tell */
		const char *origin;
	} ROWS[] = {
	    {"nl.yaml~", "nl.yaml", "editor"},
	    {"nl.yaml.swp", "nl.yaml", "editor"},
	    {"nl.yaml.bak", "nl.yaml", "older copy"},
	    {"nl.yaml.orig", "nl.yaml", "older copy"},
	    {"nl.yaml.dpkg-new", "nl.yaml", "package brought"},
	    {"nl.yaml.dpkg-dist", "nl.yaml", "package brought"},
	    {"nl.yaml.ucf-dist", "nl.yaml", "package brought"},
	    {"nl.yaml.rpmnew", "nl.yaml", "package brought"},
	    {"nl.yaml.dpkg-old", "nl.yaml", "package replaced"},
	    {"nl.yaml.rpmsave", "nl.yaml", "package replaced"},
	    {"nl.yaml", NULL, NULL},
	    {"nl.yml", NULL, NULL},
	    {"notes", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		size_t length = 0;
		const char *origin = unread_file_origin(ROWS[i].name, &length);

		if ((origin == NULL) != (ROWS[i].origin == NULL) ||
		    (origin != NULL && (strstr(origin, ROWS[i].origin) == NULL ||
					   length != strlen(ROWS[i].without))))
			fail_msg("%s: %s, %zu", ROWS[i].name, origin, length);
	}
}

static void
test_add(void **state)
{
	static const struct {
		const char *name;
		const char *told; /* NULL: nothing */
	} ROWS[] = {
	    {"x.yml", "/none/x.yml: found a file that is not read, expected another name"},
	    {"x.yaml.rpmnew",
		"/none/x.yaml.rpmnew: found a file that is not read: what a package brought "
		"and did "
		"not put in its place, expected what is wanted of it in 'x.yaml', and it gone"},
	    {".x.swp", NULL},
	    {"README", NULL},
	    {"README.md", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GPtrArray) warnings = diagnostics_new();
		g_autofree char *told = NULL;

		unread_file_add(warnings, "/none", ROWS[i].name, "another name");
		told = warnings->len == 0 ? NULL : diagnostic_text(warnings->pdata[0]);
		if (g_strcmp0(told, ROWS[i].told) != 0)
			fail_msg("%s: %s", ROWS[i].name, told);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_origin),
	    cmocka_unit_test(test_add),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
