/* SPDX-License-Identifier: Apache-2.0 */
/*
 * casegate test-rules: a folder of mails against what is expected of them, or against other rules. It works on a
 * throw-away spool of its own; while one mail is decided the read worker reads the next.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "gateway/cli/cli.h"
#include "gateway/cli/rule_test.h"
#include "gateway/commands/mail_reader.h"
#include "gateway/config/config_folders.h"
#include "gateway/intake/report.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "rules/diagnostic.h"

#define EXPECT_SUFFIX ".expect.yaml"
#define FILE_MAX ((gsize)48 * 1024 * 1024)

static const char HELP[] =
    "usage: casegate test-rules [--config FILE] [--state DIR] [--json]\n"
    "                           [--against RULES_DIR] DIR\n"
    "\n"
    "Decides each mail in DIR and compares with what NAME.expect.yaml beside NAME.eml\n"
    "expects; casegate-rules(5) tells what may stand there. DIR may be a Maildir.\n"
    "Nothing is changed and nothing is sent.\n"
    "\n"
    "  --against DIR  instead: which mails would fare otherwise with the rules of\n"
    "                 that folder in the place of rules.d\n"
    "  --state DIR    know the contacts and tickets of a copy of the spool in this\n"
    "                 folder, which no running gateway may use (default: of nobody)\n"
    "\n"
    "The exit code is 0 when there is no difference, 1 when there is one, and 65 when\n"
    "an expectation has a mistake.\n";

typedef struct {
	const char *folder;
	const char *against;       /* or NULL */
	const CliOptions *options; /* foreign */
	GPtrArray *files;          /* own; of char *, in order */
	Context *context;          /* own */
	Ruleset *other;            /* own; or NULL */
	MailReader *reader;        /* own */
	RuleTest *wanted; /* own; what is expected of the mail that the reader has, or NULL */
	GPtrArray *diagnostics; /* own; of Diagnostic */
	GString *out;           /* own */
	json_t *all;            /* own; of {file, differences}: what `out` has for programs */
	unsigned expected, different;
	GHashTable *changes; /* own; "rule -> other rule" -> count */
} Test;

static void
test_clear(Test *test)
{
	g_clear_pointer(&test->files, g_ptr_array_unref);
	g_clear_pointer(&test->reader, mail_reader_free);
	g_clear_pointer(&test->wanted, rule_test_free);
	g_clear_pointer(&test->other, ruleset_free);
	g_clear_pointer(&test->context, context_close);
	g_clear_pointer(&test->diagnostics, g_ptr_array_unref);
	g_clear_pointer(&test->changes, g_hash_table_unref);
	g_clear_pointer(&test->all, json_decref);
	if (test->out != NULL)
		g_string_free(test->out, true);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Test, test_clear)

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
list_files(const char *folder, bool all, GPtrArray *files, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
	const char *name = NULL;

	if (dir == NULL)
		return false;
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (name[0] != '.' &&
		    (all || g_str_has_suffix(name, ".eml") ||
			g_str_has_suffix(name, EXPECT_SUFFIX)) &&
		    g_file_test(path, G_FILE_TEST_IS_REGULAR))
			g_ptr_array_add(files, g_steal_pointer(&path));
	}
	g_ptr_array_sort(files, by_name);
	return true;
}

/* A folder's *.eml, and all that lies in a Maildir; what is expected of them apart. */
static bool
list_mails(Test *test, GPtrArray *expectations, GError **error)
{
	static const char *const PLACES[] = {".", "cur", "new"};
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; i < G_N_ELEMENTS(PLACES); i++) {
		g_autofree char *place = i == 0
					     ? g_strdup(test->folder)
					     : g_build_filename(test->folder, PLACES[i], NULL);

		if ((i == 0 || g_file_test(place, G_FILE_TEST_IS_DIR)) &&
		    !list_files(place, i > 0, files, error))
			return false;
	}
	for (unsigned i = 0; i < files->len; i++) {
		const char *path = files->pdata[i];

		g_ptr_array_add(
		    g_str_has_suffix(path, EXPECT_SUFFIX) ? expectations : test->files,
		    g_strdup(path));
	}
	return true;
}

/* "a/b.eml" -> "a/b.expect.yaml". Caller owns. */
static char *
expectation_path(const char *mail)
{
	size_t length = strlen(mail);
	g_autofree char *name = NULL;

	if (g_str_has_suffix(mail, ".eml"))
		length -= strlen(".eml");
	name = g_strndup(mail, length);
	return g_strconcat(name, EXPECT_SUFFIX, NULL);
}

/* An expectation whose mail is not there tests nothing. */
static void
check_lonely(const Test *test, const GPtrArray *expectations)
{
	g_autoptr(GHashTable) wanted =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (unsigned i = 0; i < test->files->len; i++)
		g_hash_table_add(wanted, expectation_path(test->files->pdata[i]));
	for (unsigned i = 0; i < expectations->len; i++)
		if (!g_hash_table_contains(wanted, expectations->pdata[i]))
			diagnostics_add_file(test->diagnostics, expectations->pdata[i],
			    "its mail, NAME.eml, beside it", "an expectation alone");
}

static GBytes *
load(const char *path, GError **error)
{
	char *content = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &content, &length, error))
		return NULL;
	if (length > FILE_MAX)
		length = 0; /* as no mail can be: it is read as an empty one, and refused */
	return g_bytes_new_take(content, length);
}

/* NULL where nothing is expected, or what is expected has a mistake, which is noted. */
static RuleTest *
open_expectation(const Test *test, const char *file)
{
	g_autofree char *path = expectation_path(file);

	if (test->other != NULL || !g_file_test(path, G_FILE_TEST_EXISTS))
		return NULL;
	return rule_test_open(path, test->context->config, test->diagnostics);
}

static bool
give(Test *test, unsigned index, GError **error)
{
	g_autoptr(GBytes) raw = NULL;
	const char *mailbox = NULL;

	if (index >= test->files->len)
		return true;
	raw = load(test->files->pdata[index], error);
	test->wanted = open_expectation(test, test->files->pdata[index]);
	if (test->wanted != NULL)
		mailbox = rule_test_given(test->wanted)->mailbox;
	return raw != NULL && mail_reader_give(test->reader, mailbox, raw, error);
}

/* The report on one mail by these rules. NULL: error is set. */
static json_t *
report_by(const Test *test, Ruleset *rules, const DryRunFacts *given, Message *message,
    GError **error)
{
	Context *context = test->context;
	g_auto(IntakeResult) processed = {0};

	if (message->refused != NULL)
		return report_aside(message, "open case", message->refused);
	context->now_ms = given->at_ms != 0       ? given->at_ms
			  : message->date_ms != 0 ? message->date_ms
						  : g_get_real_time() / 1000;
	return dry_run_by(context, rules, given, message, &processed, error)
		   ? json_incref(processed.report)
		   : NULL;
}

static void
append_differences(GString *out, const char *file, const GPtrArray *differences)
{
	g_autofree char *name = sanitize_line(file);

	g_string_append_printf(out, "%s\n", name);
	for (unsigned i = 0; i < differences->len; i++) {
		const Difference *one = differences->pdata[i];
		g_autofree char *expected = sanitize_line(one->expected);
		g_autofree char *found = sanitize_line(one->found);

		g_string_append_printf(out, "  %-9s %s -> %s\n", one->key, expected, found);
	}
}

static void
append_json(json_t *all, const char *file, const GPtrArray *differences)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < differences->len; i++) {
		const Difference *one = differences->pdata[i];

		json_array_append_new(
		    list, json_pack("{so, so, so}", "key", json_print_string(one->key),
			      "expected", json_print_string(one->expected), "found",
			      json_print_string(one->found)));
	}
	json_array_append_new(
	    all, json_pack("{so, so}", "file", json_print_string(file), "differences", list));
}

static void
tell(Test *test, const char *file, const GPtrArray *differences)
{
	test->different += differences->len > 0;
	if (test->options->json)
		append_json(test->all, file, differences);
	else if (differences->len > 0)
		append_differences(test->out, file, differences);
}

/* For the summary: from which rule to which. */
static void
count_change(Test *test, const json_t *before, const json_t *after)
{
	const char *from = json_string_value(json_object_get(before, "rule"));
	const char *to = json_string_value(json_object_get(after, "rule"));
	g_autofree char *change = g_strdup_printf(
	    "%s -> %s", from == NULL ? "no rule" : from, to == NULL ? "no rule" : to);
	unsigned count = GPOINTER_TO_UINT(g_hash_table_lookup(test->changes, change));

	g_hash_table_insert(
	    test->changes, g_steal_pointer(&change), GUINT_TO_POINTER(count + 1));
}

static bool
test_against(Test *test, const char *file, Message *message, GError **error)
{
	const DryRunFacts given = {0};
	g_autoptr(GPtrArray) differences = NULL;
	json_t *before = report_by(test, test->context->config->rules, &given, message, error);
	json_t *after =
	    before == NULL ? NULL : report_by(test, test->other, &given, message, error);

	if (after != NULL) {
		differences = differences_between(before, after);
		if (differences->len > 0)
			count_change(test, before, after);
		tell(test, file, differences);
	}
	json_decref(before);
	json_decref(after);
	return differences != NULL;
}

static bool
test_expected(
    Test *test, const char *file, const RuleTest *wanted, Message *message, GError **error)
{
	g_autoptr(GPtrArray) differences = NULL;
	json_t *report = NULL;

	if (wanted == NULL)
		return true;
	report = report_by(
	    test, test->context->config->rules, rule_test_given(wanted), message, error);
	if (report == NULL)
		return false;
	differences = rule_test_compare(wanted, report);
	test->expected++;
	tell(test, file, differences);
	json_decref(report);
	return true;
}

static bool
test_mail(
    Test *test, const char *file, const RuleTest *wanted, Message *message, GError **error)
{
	g_clear_pointer(
	    &message->content_hash, g_free); /* one that came before is no duplicate */
	return test->other != NULL ? test_against(test, file, message, error)
				   : test_expected(test, file, wanted, message, error);
}

static bool
test_all(Test *test, GError **error)
{
	bool good = spool_begin(test->context->spool, error) && give(test, 0, error);

	for (unsigned i = 0; good && i < test->files->len; i++) {
		g_autoptr(Message) message = mail_reader_take(test->reader, error);
		g_autoptr(RuleTest) wanted = g_steal_pointer(&test->wanted);

		good = message != NULL && give(test, i + 1, error) &&
		       test_mail(test, test->files->pdata[i], wanted, message, error);
	}
	spool_rollback(test->context->spool);
	return good;
}

static int
by_count(const void *a, const void *b, void *data)
{
	GHashTable *counts = data;
	unsigned first = GPOINTER_TO_UINT(g_hash_table_lookup(counts, *(const char *const *)a));
	unsigned second =
	    GPOINTER_TO_UINT(g_hash_table_lookup(counts, *(const char *const *)b));

	if (first != second)
		return first < second ? 1 : -1;
	return by_name(a, b);
}

static void
summarize(Test *test)
{
	g_autoptr(GPtrArray) changes = g_ptr_array_new();
	GHashTableIter each;
	void *change = NULL;

	if (test->options->json) {
		json_print(test->out, g_steal_pointer(&test->all));
		return;
	}
	if (test->other == NULL) {
		g_string_append_printf(test->out,
		    "%u mails, %u with an expectation: %u as expected, %u not\n",
		    test->files->len, test->expected, test->expected - test->different,
		    test->different);
		return;
	}
	g_string_append_printf(test->out, "%u mails: %u as before, %u not\n", test->files->len,
	    test->files->len - test->different, test->different);
	g_hash_table_iter_init(&each, test->changes);
	while (g_hash_table_iter_next(&each, &change, NULL))
		g_ptr_array_add(changes, change);
	g_ptr_array_sort_with_data(changes, by_count, test->changes);
	for (unsigned i = 0; i < changes->len; i++) {
		g_autofree char *line = sanitize_line(changes->pdata[i]);

		g_string_append_printf(test->out, "%7u  %s\n",
		    GPOINTER_TO_UINT(g_hash_table_lookup(test->changes, changes->pdata[i])),
		    line);
	}
}

static bool
open_test(Test *test, const char *state, int *ret_code, GError **error)
{
	Config *config = cli_config(test->options);

	*ret_code = EX_CONFIG;
	if (config == NULL)
		return false;
	test->context = context_open_copy(config, state, error);
	if (test->context == NULL) {
		config_free(config);
		return false;
	}
	test->reader = mail_reader_new(config);
	if (test->against != NULL)
		test->other = config_other_rules(config, test->against, test->diagnostics);
	if (test->diagnostics->len == 0)
		return true;
	cli_fail_mistakes(
	    test->options, "the other rules are wrong", test->diagnostics, EX_CONFIG);
	return false;
}

static int
finish(Test *test)
{
	g_autoptr(GBytes) bytes = NULL;
	int code;

	summarize(test);
	bytes = g_string_free_to_bytes(g_steal_pointer(&test->out));
	code = cli_print(test->options, bytes);
	if (test->diagnostics->len > 0)
		cli_fail_mistakes(
		    test->options, "what is expected is wrong", test->diagnostics, EX_DATAERR);
	if (code != EX_OK)
		return code;
	if (test->diagnostics->len > 0)
		return EX_DATAERR;
	return test->different > 0 ? 1 : EX_OK;
}

static int
run_test(Test *test, const char *state)
{
	g_autoptr(GPtrArray) expectations = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	int code = EX_OK;

	test->files = g_ptr_array_new_with_free_func(g_free);
	test->diagnostics = diagnostics_new();
	test->out = g_string_new(NULL);
	test->all = json_array();
	test->changes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!open_test(test, state, &code, &error))
		return error == NULL ? code : cli_fail(test->options, error);
	if (!list_mails(test, expectations, &error))
		return cli_fail(test->options, error);
	check_lonely(test, expectations);
	return test_all(test, &error) ? finish(test) : cli_fail(test->options, error);
}

static bool
take_arguments(int *argc, char **argv, CliOptions *options, Test *test, GError **error)
{
	static const char *const KNOWN[] = {"json", "config", "state", "against", "help", NULL};
	g_autoptr(GError) wrong = NULL;

	if (!cli_options(argc, argv, options, error))
		return false;
	if (!arguments_take(argc, argv, "against", &test->against, &wrong) && wrong != NULL) {
		g_propagate_error(error, g_steal_pointer(&wrong));
		return false;
	}
	return arguments_operands(argc, argv, KNOWN, error) &&
	       (*argc == 2 ||
		   error_set(error, GATEWAY_ERROR_USAGE, "name one folder of mails"));
}

static int
test_rules_main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_auto(Test) test = {0};
	CliOptions options;

	if (!take_arguments(&argc, argv, &options, &test, &error))
		return cli_fail(&options, error);
	test.folder = argv[1];
	test.options = &options;
	return run_test(&test, options.has_state ? options.state : NULL);
}

const Command command_test_rules = {
    .name = "test-rules",
    .summary = "decide a folder of mails: as expected, or with other rules",
    .help = HELP,
    .main = test_rules_main,
};
