/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/unread_file.h"

#include <string.h>

#include "rules/diagnostic.h"

#define EDITOR "a copy that an editor kept"
#define COPY "an older copy"
#define BROUGHT "what a package brought and did not put in its place"
#define KEPT "what a package replaced"

static const struct {
	const char *ending;
	const char *origin;
} REMAINS[] = {
    {"~", EDITOR},
    {".swp", EDITOR},
    {".swo", EDITOR},
    {".bak", COPY},
    {".old", COPY},
    {".orig", COPY},
    {".save", COPY},
    {".dpkg-new", BROUGHT},
    {".dpkg-dist", BROUGHT},
    {".dpkg-tmp", BROUGHT},
    {".ucf-new", BROUGHT},
    {".ucf-dist", BROUGHT},
    {".rpmnew", BROUGHT},
    {".dpkg-old", KEPT},
    {".dpkg-bak", KEPT},
    {".ucf-old", KEPT},
    {".rpmsave", KEPT},
    {".rpmorig", KEPT},
};

const char *
unread_file_origin(const char *name, size_t *ret_length)
{
	for (size_t i = 0; i < G_N_ELEMENTS(REMAINS); i++)
		if (g_str_has_suffix(name, REMAINS[i].ending)) {
			*ret_length = strlen(name) - strlen(REMAINS[i].ending);
			return REMAINS[i].origin;
		}
	return NULL;
}

void
unread_file_add(GPtrArray *warnings, const char *folder, const char *name, const char *expected)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	size_t length = 0;
	const char *origin = unread_file_origin(name, &length);
	g_autofree char *instead = NULL;

	if (name[0] == '.' || g_str_has_prefix(name, "README"))
		return;
	if (origin == NULL) {
		diagnostics_add_file(warnings, path, expected, "a %s that is not read",
		    g_file_test(path, G_FILE_TEST_IS_DIR) ? "folder" : "file");
		return;
	}
	instead =
	    g_strdup_printf("what is wanted of it in '%.*s', and it gone", (int)length, name);
	diagnostics_add_file(warnings, path, instead, "a file that is not read: %s", origin);
}
