/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arguments by table. Every mistake of a command line is reported with the nearest right word, before anything is read
 * or done.
 */
#include "gateway/commands/subcommand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/call_actor.h"
#include "gateway/model/typed.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "parsers/limits.h"

const char *const SUBCOMMAND_LIST_OPERANDS[] = {"state", NULL};
const SubcommandOption SUBCOMMAND_LIST_OPTIONS[] = {
    {"limit", OPTION_NUMBER},
    {"before", OPTION_NUMBER},
    {NULL, OPTION_FLAG},
};

/* Caller owns the array, not the names. */
static const char **
subcommand_names(const Subcommand *subcommands)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (const Subcommand *subcommand = subcommands; subcommand->serve != NULL;
	     subcommand++) {
		g_autofree const char **several =
		    subcommand->names == NULL ? NULL : subcommand->names();

		if (several == NULL)
			g_ptr_array_add(names, (char *)subcommand->name);
		for (size_t i = 0; several != NULL && several[i] != NULL; i++)
			g_ptr_array_add(names, (char *)several[i]);
	}
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_steal(names, NULL);
}

static bool
is_named(const Subcommand *subcommand, const char *name)
{
	g_autofree const char **several =
	    subcommand->names == NULL ? NULL : subcommand->names();

	return several == NULL ? g_strcmp0(subcommand->name, name) == 0
			       : name != NULL && g_strv_contains(several, name);
}

static const Subcommand *
find_named(const Subcommand *subcommands, const char *name, GError **error)
{
	g_autofree const char **names = NULL;
	g_autofree char *meant = NULL;
	g_autofree char *all = NULL;

	for (const Subcommand *subcommand = subcommands; subcommand->serve != NULL;
	     subcommand++)
		if (is_named(subcommand, name))
			return subcommand;
	names = subcommand_names(subcommands);
	all = g_strjoinv(", ", (char **)names);
	if (name == NULL) {
		error_set(error, GATEWAY_ERROR_USAGE, "it needs one of: %s", all);
		return NULL;
	}
	meant = arguments_meant(name, names, "");
	error_set(error, GATEWAY_ERROR_USAGE, "unknown word '%s'%s%s%s", name, meant,
	    *meant == '\0' ? "; it is one of: " : "", *meant == '\0' ? all : "");
	return NULL;
}

static bool
parse_number(const char *name, const char *value, gint64 *ret_number, GError **error)
{
	if (g_ascii_string_to_signed(value, 10, 0, G_MAXINT32, ret_number, NULL))
		return true;
	return error_set(
	    error, GATEWAY_ERROR_USAGE, "--%s needs a number, not '%s'", name, value);
}

static bool
parse_words(const SubcommandOption *option, int *argc, char **argv, Call *call, GError **error)
{
	g_autoptr(GPtrArray) values = arguments_take_all(argc, argv, option->name, error);

	if (values != NULL && values->len > 0)
		call_set_words(
		    call, option->name, (char *const *)values->pdata, (int)values->len);
	return values != NULL;
}

static bool
parse_option(const SubcommandOption *option, int *argc, char **argv, Call *call, GError **error)
{
	g_autoptr(GError) wrong = NULL;
	const char *value = NULL;
	gint64 number = 0;
	bool there = false;

	if (option->kind == OPTION_WORDS)
		return parse_words(option, argc, argv, call, error);
	there = arguments_take(
	    argc, argv, option->name, option->kind == OPTION_FLAG ? NULL : &value, &wrong);
	if (!there && wrong != NULL) {
		g_propagate_error(error, g_steal_pointer(&wrong));
		return false;
	}
	if (!there)
		return true;
	switch (option->kind) {
	case OPTION_FLAG:
		call_set_flag(call, option->name);
		return true;
	case OPTION_WORD:
		call_set_word(call, option->name, value);
		return true;
	case OPTION_WORDS:
		break;
	case OPTION_NUMBER:
		if (!parse_number(option->name, value, &number, error))
			return false;
		call_set_number(call, option->name, number);
		return true;
	}
	g_assert_not_reached();
}

static bool
parse_options(const Subcommand *subcommand, int *argc, char **argv, Call *call, GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	const char *const shared[] = {"json", "config", "state", "help", NULL};

	for (const SubcommandOption *option = subcommand->options;
	     option != NULL && option->name != NULL; option++) {
		g_ptr_array_add(known, (char *)option->name);
		if (!parse_option(option, argc, argv, call, error))
			return false;
	}
	for (const char *const *name = shared; *name != NULL; name++)
		g_ptr_array_add(known, (char *)*name);
	g_ptr_array_add(known, NULL);
	return arguments_operands(argc, argv, (const char *const *)known->pdata, error);
}

/* "show NUMBER", for messages. Caller owns. */
static char *
subcommand_shape(const Subcommand *subcommand, const char *name)
{
	g_autoptr(GString) shape = g_string_new(name);

	for (int i = 0; subcommand->operands != NULL && subcommand->operands[i] != NULL; i++) {
		g_autofree char *operand = g_ascii_strup(subcommand->operands[i], -1);

		g_string_append_printf(shape, i < subcommand->least ? "%s%s" : "%s[%s]",
		    shape->len > 0 ? " " : "", operand);
	}
	if (subcommand->rest != NULL) {
		g_autofree char *rest = g_ascii_strup(subcommand->rest, -1);

		g_string_append_printf(shape, " %s ...", rest);
	}
	return g_string_free(g_steal_pointer(&shape), FALSE);
}

static bool
parse_operands(
    const Subcommand *subcommand, int count, char **operands, Call *call, GError **error)
{
	int named = subcommand->operands == NULL
			? 0
			: (int)g_strv_length((char **)subcommand->operands);
	bool too_few =
	    count < subcommand->least ||
	    (subcommand->rest != NULL && !subcommand->rest_may_lack && count <= named);

	if (too_few || (subcommand->rest == NULL && count > named)) {
		g_autofree char *shape =
		    subcommand_shape(subcommand, call_word(call, "subcommand"));

		return error_set(error, GATEWAY_ERROR_USAGE, "too %s words; it is: %s",
		    too_few ? "few" : "many", *shape == '\0' ? "no word at all" : shape);
	}
	for (int i = 0; i < MIN(count, named); i++)
		call_set_word(call, subcommand->operands[i], operands[i]);
	if (subcommand->rest != NULL && count > named)
		call_set_words(call, subcommand->rest, operands + named, count - named);
	return true;
}

/* A call that came by the control socket may lack what subcommand_parse() checks. */
const Subcommand *
subcommand_find(const Subcommand *subcommands, const Call *call, GError **error)
{
	const Subcommand *subcommand =
	    find_named(subcommands, call_word(call, "subcommand"), error);

	for (int i = 0; subcommand != NULL && i < subcommand->least; i++) {
		if (call_word(call, subcommand->operands[i]) != NULL)
			continue;
		error_set(error, GATEWAY_ERROR_USAGE, "the request has no '%s'",
		    subcommand->operands[i]);
		return NULL;
	}
	return subcommand;
}

bool
subcommand_parse(
    const Subcommand *subcommands, int argc, char **argv, Call *call, GError **error)
{
	const Subcommand *subcommand = subcommands;
	int used = 1;

	if (subcommands->name != NULL) {
		subcommand = find_named(subcommands, argv[1], error);
		if (subcommand == NULL)
			return false;
		call_set_word(call, "subcommand", argv[1]);
		used = 2;
	}
	argc -= used - 1;
	argv += used - 1;
	return parse_options(subcommand, &argc, argv, call, error) &&
	       parse_operands(subcommand, argc - 1, argv + 1, call, error) &&
	       (subcommand->prepare == NULL || subcommand->prepare(call, error));
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
		error_set_errno(error, "standard input cannot be read");
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
take_text(Call *call, bool from_input, GError **error)
{
	const char *text = call_word(call, "text");
	const char *file = call_word(call, "file");

	if (text != NULL && file != NULL)
		return error_set(error, GATEWAY_ERROR_USAGE,
		    "the text is given twice: as a word and by --file");
	if (text != NULL)
		call->bytes = g_bytes_new(text, strlen(text));
	else if (file != NULL)
		call->bytes = read_file(file, error);
	else if (from_input)
		call->bytes = read_standard_input(error);
	else
		return true;
	g_variant_dict_remove(call->words, "text");
	g_variant_dict_remove(call->words, "file");
	return call->bytes != NULL;
}

bool
subcommand_take_text(Call *call, GError **error)
{
	return take_text(call, true, error);
}

bool
subcommand_take_text_if_given(Call *call, GError **error)
{
	return take_text(call, false, error);
}

bool
subcommand_list_state(const Context *context, const Call *call, const char *const *names,
    int *ret_state, GError **error)
{
	const char *typed = call_word(call, "state");

	*ret_state = -1;
	return typed == NULL || typed_index(context, "state", names, typed, call_language(call),
				    ret_state, error);
}
