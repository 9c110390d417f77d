/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/commands/subcommand.h"
#include "gateway/util/error.h"

static bool
serve(Context *context, const Call *call, GString *out, GError **error)
{
	(void)context;
	(void)call;
	(void)out;
	(void)error;
	return true;
}

static const char *const NUMBER[] = {"number", NULL};
static const char *const NUMBER_AND_TEXT[] = {"number", "text", NULL};
static const SubcommandOption LIST_OPTIONS[] = {
    {"group", OPTION_WORD},
    {"limit", OPTION_NUMBER},
    {"long", OPTION_FLAG},
    {NULL, OPTION_FLAG},
};
static const SubcommandOption TEXT_OPTIONS[] = {
    {"file", OPTION_WORD},
    {NULL, OPTION_FLAG},
};
static const Subcommand VERBS[] = {
    {.name = "list", .options = LIST_OPTIONS, .serve = serve},
    {.name = "show", .operands = NUMBER, .least = 1, .serve = serve},
    {.name = "answer",
	.operands = NUMBER_AND_TEXT,
	.least = 1,
	.options = TEXT_OPTIONS,
	.prepare = subcommand_take_text,
	.serve = serve},
    {.name = "close",
	.operands = NUMBER_AND_TEXT,
	.least = 1,
	.options = TEXT_OPTIONS,
	.prepare = subcommand_take_text_if_given,
	.serve = serve},
    {.name = "set", .operands = NUMBER, .least = 1, .rest = "field=value", .serve = serve},
    {.name = NULL},
};
static const Subcommand ONLY[] = {
    {.operands = NUMBER, .serve = serve},
    {.name = NULL},
};

static bool
parse(const Subcommand *subcommands, const char *line, Call *call, GError **error)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	int argc = (int)g_strv_length(words);
	g_autofree char **argv = g_memdup2(words, sizeof *argv * (size_t)(argc + 1));

	call_init(call, argv[0]);
	return subcommand_parse(subcommands, argc, argv, call, error);
}

static const struct {
	const char *line, *error;
} WRONG[] = {
    {"case", "it needs one of: list, show, answer, close, set"},
    {"case shw CS1", "unknown word 'shw'; did you mean 'show'?"},
    {"case frobnicate",
	"unknown word 'frobnicate'; it is one of: list, show, answer, close, set"},
    {"case show", "too few words; it is: show NUMBER"},
    {"case show 1 2", "too many words; it is: show NUMBER"},
    {"case answer 1 2 3", "too many words; it is: answer NUMBER [TEXT]"},
    {"case set 1", "too few words; it is: set NUMBER FIELD=VALUE ..."},
    {"case list --limit x", "--limit needs a number, not 'x'"},
    {"case list --limit -1", "--limit needs a number, not '-1'"},
    {"case list --limit", "--limit needs a value"},
    {"case list --groop x", "unknown option '--groop'; did you mean '--group'?"},
    {"case show 1 --jsn", "unknown option '--jsn'; did you mean '--json'?"},
    {"case answer 1 hello --file x", "the text is given twice: as a word and by --file"},
};

static void
test_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
		g_auto(Call) call = {0};
		g_autoptr(GError) error = NULL;

		print_message("%s\n", WRONG[i].line);
		assert_false(parse(VERBS, WRONG[i].line, &call, &error));
		assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE));
		assert_string_equal(error->message, WRONG[i].error);
	}
}

static void
test_words(void **state)
{
	g_auto(Call) call = {0};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(parse(VERBS, "case list --limit 5 --group=open --long", &call, &error));
	assert_string_equal(call_word(&call, "subcommand"), "list");
	assert_string_equal(call_word(&call, "group"), "open");
	assert_int_equal(call_number(&call, "limit", 0), 5);
	assert_true(call_flag(&call, "long"));
	assert_ptr_equal(subcommand_find(VERBS, &call, &error), &VERBS[0]);
}

static void
test_rest(void **state)
{
	g_auto(Call) call = {0};
	g_autoptr(GError) error = NULL;
	g_autofree const char **words = NULL;
	g_autofree const char **none = NULL;

	(void)state;
	assert_true(parse(VERBS, "case set CS1 a=1 b=2", &call, &error));
	assert_string_equal(call_word(&call, "number"), "CS1");
	words = call_words(&call, "field=value");
	assert_string_equal(words[0], "a=1");
	assert_string_equal(words[1], "b=2");
	assert_null(words[2]);
	none = call_words(&call, "number");
	assert_null(none[0]);
}

static void
test_only_subcommand(void **state)
{
	g_auto(Call) call = {0};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(parse(ONLY, "status x", &call, &error));
	assert_string_equal(call_word(&call, "number"), "x");
	assert_ptr_equal(subcommand_find(ONLY, &call, &error), &ONLY[0]);
}

static void
test_text_as_word(void **state)
{
	g_auto(Call) call = {0};
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	(void)state;
	assert_true(parse(VERBS, "case answer CS1 -- --Klaar", &call, &error));
	text = call_text(&call, &error);
	assert_string_equal(text, "--Klaar");
	assert_null(call_word(&call, "text"));
}

static void
test_text_of_file(void **state)
{
	g_auto(Call) call = {0};
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL;
	g_autofree char *line = NULL;
	g_autofree char *text = NULL;
	int fd = g_file_open_tmp("casegate-XXXXXX", &path, NULL);

	(void)state;
	assert_true(fd >= 0 && write(fd, "Regel 1\r\nRegel 2\n", 17) == 17);
	close(fd);
	line = g_strdup_printf("case close CS1 --file %s", path);
	assert_true(parse(VERBS, line, &call, &error));
	unlink(path);
	text = call_text(&call, &error);
	assert_string_equal(text, "Regel 1\nRegel 2");
}

static void
test_missing_file(void **state)
{
	g_auto(Call) call = {0};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(parse(VERBS, "case close CS1 --file /nonexistent/x", &call, &error));
	assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
}

static void
test_no_text(void **state)
{
	g_auto(Call) call = {0};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(parse(VERBS, "case close CS1", &call, &error));
	assert_null(call.bytes);
}

/* Standard input of the test is a pipe that holds the text. */
static void
test_text_of_input(void **state)
{
	g_auto(Call) call = {0};
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	int ends[2], before = dup(STDIN_FILENO);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "Van een pijp\n", 13), 13);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	assert_true(parse(VERBS, "case answer CS1", &call, &error));
	dup2(before, STDIN_FILENO);
	close(before);
	text = call_text(&call, &error);
	assert_string_equal(text, "Van een pijp");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_wrong),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_rest),
	    cmocka_unit_test(test_only_subcommand),
	    cmocka_unit_test(test_text_as_word),
	    cmocka_unit_test(test_text_of_file),
	    cmocka_unit_test(test_missing_file),
	    cmocka_unit_test(test_no_text),
	    cmocka_unit_test(test_text_of_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
