/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one syntax of options that all commands have. There are no abbreviations and no short options: what an
 * operator wrote into a script means the same after every update.
 */
#include "gateway/util/arguments.h"

#include <string.h>

#include "gateway/util/error.h"
#include "rules/yaml.h"

static void
take_out(int *argc, char **argv, int at, int count)
{
	memmove(&argv[at], &argv[at + count], (size_t)(*argc - at - count + 1) * sizeof *argv);
	*argc -= count;
}

/* Whether this argument is `--name` or `--name=...`; ret_value is what stands behind the sign, or NULL. */
static bool
is_option(char *argument, const char *name, const char **ret_value)
{
	size_t length = strlen(name);

	if (strncmp(argument, "--", 2) != 0 || strncmp(argument + 2, name, length) != 0)
		return false;
	if (argument[2 + length] != '\0' && argument[2 + length] != '=')
		return false;
	*ret_value = argument[2 + length] == '=' ? argument + 2 + length + 1 : NULL;
	return true;
}

static bool
usage_error(GError **error, const char *name, const char *what)
{
	return error_set(error, GATEWAY_ERROR_USAGE, "--%s %s", name, what);
}

/* The first one. */
static bool
take_first(int *argc, char **argv, const char *name, const char **ret_value, GError **error)
{
	for (int i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
		const char *value = NULL;

		if (!is_option(argv[i], name, &value))
			continue;
		if (ret_value == NULL && value != NULL)
			return usage_error(error, name, "takes no value");
		if (ret_value != NULL && value == NULL && i + 1 == *argc)
			return usage_error(error, name, "needs a value");
		if (ret_value != NULL)
			*ret_value = value != NULL ? value : argv[i + 1];
		take_out(argc, argv, i, ret_value == NULL || value != NULL ? 1 : 2);
		return true;
	}
	return false;
}

bool
arguments_take(int *argc, char **argv, const char *name, const char **ret_value, GError **error)
{
	g_autoptr(GError) wrong = NULL;
	bool found = false;

	while (take_first(argc, argv, name, ret_value, &wrong))
		found = true;
	if (wrong == NULL)
		return found;
	g_propagate_error(error, g_steal_pointer(&wrong));
	return false;
}

GPtrArray *
arguments_take_all(int *argc, char **argv, const char *name, GError **error)
{
	g_autoptr(GPtrArray) values = g_ptr_array_new();
	g_autoptr(GError) wrong = NULL;
	const char *value = NULL;

	while (take_first(argc, argv, name, &value, &wrong))
		g_ptr_array_add(values, (char *)value);
	if (wrong == NULL)
		return g_steal_pointer(&values);
	g_propagate_error(error, g_steal_pointer(&wrong));
	return NULL;
}

char *
arguments_meant(const char *word, const char *const *words, const char *prefix)
{
	const char *nearest = yaml_nearest(word, words);

	return nearest == NULL ? g_strdup("")
			       : g_strdup_printf("; did you mean '%s%s'?", prefix, nearest);
}

bool
arguments_operands(int *argc, char **argv, const char *const *known, GError **error)
{
	for (int i = 1; i < *argc; i++) {
		g_autofree char *name = NULL;
		g_autofree char *meant = NULL;

		if (strcmp(argv[i], "--") == 0) {
			take_out(argc, argv, i, 1);
			return true;
		}
		if (argv[i][0] != '-' || argv[i][1] == '\0')
			continue;
		name = g_strndup(argv[i] + strspn(argv[i], "-"),
		    strcspn(argv[i] + strspn(argv[i], "-"), "="));
		meant = arguments_meant(name, known, "--");
		return error_set(
		    error, GATEWAY_ERROR_USAGE, "unknown option '%s'%s", argv[i], meant);
	}
	return true;
}
