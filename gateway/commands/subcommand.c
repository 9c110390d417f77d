/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arguments by table. Every mistake of a command line is told with the nearest right word, and before anything
 * is read or done.
 */
#include "gateway/commands/subcommand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "parsers/limits.h"

const char *const SUBCOMMAND_LIST_OPERANDS[] = {"state", NULL};
const SubcommandOption SUBCOMMAND_LIST_OPTIONS[] = {
    {"limit", OPTION_NUMBER},
    {NULL, OPTION_FLAG},
};

static bool usage(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool
usage(GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE, text);
	return false;
}

/* Caller owns the array, not the names. */
static const char **
verb_names(const Subcommand *verbs)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (const Subcommand *verb = verbs; verb->serve != NULL; verb++) {
		g_autofree const char **several = verb->names == NULL ? NULL : verb->names();

		if (several == NULL)
			g_ptr_array_add(names, (char *)verb->name);
		for (size_t i = 0; several != NULL && several[i] != NULL; i++)
			g_ptr_array_add(names, (char *)several[i]);
	}
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_steal(names, NULL);
}

static bool
is_named(const Subcommand *verb, const char *name)
{
	g_autofree const char **several = verb->names == NULL ? NULL : verb->names();

	return several == NULL ? g_strcmp0(verb->name, name) == 0
			       : name != NULL && g_strv_contains(several, name);
}

static const Subcommand *
find_named(const Subcommand *verbs, const char *name, GError **error)
{
	g_autofree const char **names = NULL;
	g_autofree char *meant = NULL;
	g_autofree char *all = NULL;

	for (const Subcommand *verb = verbs; verb->serve != NULL; verb++)
		if (is_named(verb, name))
			return verb;
	names = verb_names(verbs);
	all = g_strjoinv(", ", (char **)names);
	if (name == NULL) {
		usage(error, "it needs one of: %s", all);
		return NULL;
	}
	meant = arguments_meant(name, names, "");
	usage(error, "unknown word '%s'%s%s%s", name, meant,
	    *meant == '\0' ? "; it is one of: " : "", *meant == '\0' ? all : "");
	return NULL;
}

static bool
parse_number(const char *name, const char *value, gint64 *ret_number, GError **error)
{
	if (g_ascii_string_to_signed(value, 10, 0, G_MAXINT32, ret_number, NULL))
		return true;
	return usage(error, "--%s needs a number, not '%s'", name, value);
}

static bool
parse_option(
    const SubcommandOption *option, int *argc, char **argv, Call *request, GError **error)
{
	g_autoptr(GError) wrong = NULL;
	const char *value = NULL;
	gint64 number = 0;
	bool there = arguments_take(
	    argc, argv, option->name, option->kind == OPTION_FLAG ? NULL : &value, &wrong);

	if (!there && wrong != NULL) {
		g_propagate_error(error, g_steal_pointer(&wrong));
		return false;
	}
	if (!there)
		return true;
	switch (option->kind) {
	case OPTION_FLAG:
		call_set_flag(request, option->name);
		return true;
	case OPTION_WORD:
		call_set_word(request, option->name, value);
		return true;
	case OPTION_NUMBER:
		if (!parse_number(option->name, value, &number, error))
			return false;
		call_set_number(request, option->name, number);
		return true;
	}
	g_assert_not_reached();
}

static bool
parse_options(const Subcommand *verb, int *argc, char **argv, Call *request, GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	const char *const shared[] = {"json", "config", "state", "help", NULL};

	for (const SubcommandOption *option = verb->options;
	     option != NULL && option->name != NULL; option++) {
		g_ptr_array_add(known, (char *)option->name);
		if (!parse_option(option, argc, argv, request, error))
			return false;
	}
	for (const char *const *name = shared; *name != NULL; name++)
		g_ptr_array_add(known, (char *)*name);
	g_ptr_array_add(known, NULL);
	return arguments_operands(argc, argv, (const char *const *)known->pdata, error);
}

/* "show NUMBER", for messages. Caller owns. */
static char *
verb_shape(const Subcommand *verb, const char *name)
{
	g_autoptr(GString) shape = g_string_new(name);

	for (int i = 0; verb->operands != NULL && verb->operands[i] != NULL; i++) {
		g_autofree char *operand = g_ascii_strup(verb->operands[i], -1);

		g_string_append_printf(shape, i < verb->least ? "%s%s" : "%s[%s]",
		    shape->len > 0 ? " " : "", operand);
	}
	if (verb->rest != NULL) {
		g_autofree char *rest = g_ascii_strup(verb->rest, -1);

		g_string_append_printf(shape, " %s ...", rest);
	}
	return g_string_free(g_steal_pointer(&shape), FALSE);
}

static bool
parse_operands(
    const Subcommand *verb, int count, char **operands, Call *request, GError **error)
{
	int named = verb->operands == NULL ? 0 : (int)g_strv_length((char **)verb->operands);
	bool too_few = count < verb->least || (verb->rest != NULL && count <= named);

	if (too_few || (verb->rest == NULL && count > named)) {
		g_autofree char *shape = verb_shape(verb, call_word(request, "verb"));

		return usage(error, "too %s words; it is: %s", too_few ? "few" : "many",
		    *shape == '\0' ? "no word at all" : shape);
	}
	for (int i = 0; i < MIN(count, named); i++)
		call_set_word(request, verb->operands[i], operands[i]);
	if (verb->rest != NULL)
		call_set_words(request, verb->rest, operands + named, count - named);
	return true;
}

/* A request that came by the control socket may lack what subcommand_parse() sees to. */
const Subcommand *
subcommand_find(const Subcommand *verbs, const Call *request, GError **error)
{
	const Subcommand *verb = find_named(verbs, call_word(request, "verb"), error);

	for (int i = 0; verb != NULL && i < verb->least; i++) {
		if (call_word(request, verb->operands[i]) != NULL)
			continue;
		usage(error, "the request has no '%s'", verb->operands[i]);
		return NULL;
	}
	return verb;
}

bool
subcommand_parse(const Subcommand *verbs, int argc, char **argv, Call *request, GError **error)
{
	const Subcommand *verb = verbs;
	int used = 1;

	if (verbs->name != NULL) {
		verb = find_named(verbs, argv[1], error);
		if (verb == NULL)
			return false;
		call_set_word(request, "verb", argv[1]);
		used = 2;
	}
	argc -= used - 1;
	argv += used - 1;
	return parse_options(verb, &argc, argv, request, error) &&
	       parse_operands(verb, argc - 1, argv + 1, request, error) &&
	       (verb->prepare == NULL || verb->prepare(request, error));
}

static GBytes *
read_standard_input(GError **error)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	uint8_t piece[16384];
	ssize_t got = 0;

	if (isatty(STDIN_FILENO))
		fputs("Write the text; a line with Ctrl-D alone ends it.\n", stderr);
	while (all->len <= LIMIT_TEXT && (got = read(STDIN_FILENO, piece, sizeof piece)) > 0)
		g_byte_array_append(all, piece, (guint)got);
	if (got < 0) {
		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
		    "standard input cannot be read: %s", g_strerror(errno));
		return NULL;
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

static GBytes *
read_file(const char *path, GError **error)
{
	g_autofree char *contents = NULL;
	gsize size = 0;

	if (!g_file_get_contents(path, &contents, &size, error))
		return NULL;
	return g_bytes_new_take(g_steal_pointer(&contents), size);
}

static bool
take_text(Call *request, bool from_input, GError **error)
{
	const char *text = call_word(request, "text");
	const char *file = call_word(request, "file");

	if (text != NULL && file != NULL)
		return usage(error, "the text is given twice: as a word and by --file");
	if (text != NULL)
		request->bytes = g_bytes_new(text, strlen(text));
	else if (file != NULL)
		request->bytes = read_file(file, error);
	else if (from_input)
		request->bytes = read_standard_input(error);
	else
		return true;
	g_variant_dict_remove(request->words, "text");
	g_variant_dict_remove(request->words, "file");
	return request->bytes != NULL;
}

bool
subcommand_take_text(Call *request, GError **error)
{
	return take_text(request, true, error);
}

bool
subcommand_take_text_if_given(Call *request, GError **error)
{
	return take_text(request, false, error);
}
