/* SPDX-License-Identifier: Apache-2.0 */
/* What is read out of a command's help, and that no help lacks an option that is taken. */
#include "tests/unit/context_fixture.h"

#include "gateway/cli/usage.h"
#include "gateway/commands/served.h"

static const char HELP[] = "usage: casegate thing list [STATE] [FILTER ...]\n"
			   "       casegate thing answer|ask NUMBER [TEXT | --file FILE]\n"
			   "                                 [--as AGENT]\n"
			   "       casegate thing set NAME [the same options] [--now]\n"
			   "       casegate thing read PATH...\n"
			   "\n"
			   "  list    all of them\n"
			   "  answer  writes\n"
			   "\n"
			   "  --older AGE, --newer AGE   than 30m\n"
			   "  --trust yes|no   whether\n"
			   "  --now            at once\n";

/* "list: STATE; --older AGE, --trust yes|no". Caller owns. */
static char *
told(const Usage *usage)
{
	g_autofree char *verbs = g_strjoinv("|", usage->verbs);
	GString *out = g_string_new(verbs);

	g_string_append_c(out, ':');
	for (guint i = 0; i < usage->operands->len; i++)
		g_string_append_printf(out, " %s", (char *)usage->operands->pdata[i]);
	if (usage->repeats)
		g_string_append(out, "...");
	for (guint i = 0; i < usage->options->len; i++) {
		const UsageOption *option = usage->options->pdata[i];

		g_string_append_printf(out, "; %s%s%s", option->name,
		    option->value == NULL ? "" : " ",
		    option->value == NULL ? "" : option->value);
	}
	return g_string_free(out, FALSE);
}

static void
lines_are_read(void **state)
{
	static const char *const EXPECTED[] = {
	    "list: STATE...; --older AGE; --newer AGE; --trust yes|no",
	    "answer|ask: NUMBER TEXT; --file FILE; --as AGENT",
	    "set: NAME; --now; --file FILE; --as AGENT; --older AGE; --newer AGE; --trust "
	    "yes|no",
	    "read: PATH...",
	};
	g_autoptr(GPtrArray) usages = usage_read("thing", HELP);

	(void)state;
	assert_int_equal(usages->len, G_N_ELEMENTS(EXPECTED));
	for (guint i = 0; i < usages->len; i++) {
		g_autofree char *found = told(usages->pdata[i]);

		assert_string_equal(found, EXPECTED[i]);
	}
}

static void
words_are_told_of(void **state)
{
	g_autofree char *verb = usage_about(HELP, "list");
	g_autofree char *option = usage_about(HELP, "--trust yes|no");
	g_autofree char *nothing = usage_about(HELP, "set");

	(void)state;
	assert_string_equal(verb, "all of them");
	assert_string_equal(option, "whether");
	assert_string_equal(nothing, "");
}

static bool
takes(const Usage *usage, const char *name)
{
	for (guint i = 0; i < usage->options->len; i++)
		if (g_str_equal(((UsageOption *)usage->options->pdata[i])->name + 2, name))
			return true;
	return false;
}

/* Whether a line of the usage with this verb has the option. */
static bool
is_told(const GPtrArray *usages, const char *verb, const char *option)
{
	for (guint i = 0; i < usages->len; i++) {
		const Usage *usage = usages->pdata[i];

		if ((verb == NULL ||
			g_strv_contains((const char *const *)usage->verbs, verb)) &&
		    takes(usage, option))
			return true;
	}
	return false;
}

/* --no-wait and --last are for programs that know them, and told in the manual alone. */
static void
each_option_is_in_the_help(void **state)
{
	(void)state;
	for (const Command *const *one = served_commands(); *one != NULL; one++) {
		const Command *command = *one;
		g_autoptr(GPtrArray) usages = usage_read(command->name, command->help);

		for (const Subcommand *sub = command->subcommands; sub->serve != NULL; sub++)
			for (const SubcommandOption *option = sub->options;
			     option != NULL && option->name != NULL; option++)
				if (!g_str_equal(option->name, "no-wait") &&
				    !g_str_equal(option->name, "last") && sub->names == NULL &&
				    !is_told(usages, sub->name, option->name))
					fail_msg("casegate help %s: no --%s of %s",
					    command->name, option->name,
					    sub->name == NULL ? "it" : sub->name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_read),
	    cmocka_unit_test(words_are_told_of),
	    cmocka_unit_test(each_option_is_in_the_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
