/* SPDX-License-Identifier: Apache-2.0 */
/* The command as an operator runs it, over a configuration of its own. */
#include "tests/unit/context_fixture.h"

#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

#include "gateway/cli/cli.h"
#include "gateway/commands/command.h"

/* Runs `casegate template LINE --config FILE`; ret_text: what it printed on both streams. */
static int
letter(const Desk *desk, const char *line, char **ret_text)
{
	g_autofree char *all =
	    g_strdup_printf("template %s --config %s/casegate.yaml", line, desk->folder);
	g_auto(GStrv) words = g_strsplit(all, " ", -1);
	int argc = (int)g_strv_length(words);
	g_autofree char **argv = g_memdup2(words, sizeof *argv * (size_t)(argc + 1));
	g_autofree char *out = g_build_filename(desk->folder, "out", NULL);
	int file = open(out, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int streams[] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
	int code;

	fflush(NULL);
	dup2(file, STDOUT_FILENO);
	dup2(file, STDERR_FILENO);
	code = command_template.main(argc, argv);
	fflush(NULL);
	dup2(streams[0], STDOUT_FILENO);
	dup2(streams[1], STDERR_FILENO);
	close(streams[0]);
	close(streams[1]);
	close(file);
	assert_true(g_file_get_contents(out, ret_text, NULL, NULL));
	return code;
}

static void
test_runs(void **state)
{
	static const struct {
		const char *line;
		int code;
		const char *printed; /* somewhere in it */
	} cases[] = {
	    {"list", 0, "\nacknowledgement             en, nl  a known contact's new case\n"},
	    {"list", 0, "\nwelcome                     nl*     one of your own"},
	    {"list --json", 0,
		"\"name\": \"answer\",\n    \"for\": \"what an agent answers\",\n    "
		"\"files\": {"},
	    {"show acknowledgement", 0,
		"Subject: [CS0001234] Scherm is zwart na het opstarten\n\n"},
	    {"show acknowledgement --lang en", 0, "\n\nDear Els Bos,\n\n"},
	    {"show welcome --lang en", 0, "Subject: CS0001234\n\nWelkom!\n"},
	    {"show answer --json", 0, "\"html\": \"\\u003c!DOCTYPE html>"},
	    {"show welcome --html x", 1, "'welcome' has no HTML in this language"},
	    {"show answer --html /no/such/folder/x", 66, "/no/such/folder"},
	    {"show anwser", 1, "there is no letter 'anwser'; did you mean 'answer'?"},
	    {"show answer --lang fr", 1, "there are no letters in 'fr'; there are in en, nl"},
	    {"show", 64, "say list, or show and a name"},
	    {"list --lang nl", 64, "list takes none of --lang, --html and --bare"},
	    {"list --bare", 64, "list takes none of"},
	    {"show answer --bare", 0, "Hallo,\n\nHottentotten"},
	    {"show answer --lag nl", 64, "did you mean '--lang'?"},
	};
	const Desk *desk = *state;

	desk_put(desk, "letters/nl/welcome.txt", "Subject: {{number}}\n\nWelkom!\n");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = NULL;
		int code = letter(desk, cases[i].line, &text);

		if (code != cases[i].code || strstr(text, cases[i].printed) == NULL)
			fail_msg("letter %s: exit %d, printed\n%s", cases[i].line, code, text);
	}
}

static void
test_html_file(void **state)
{
	const Desk *desk = *state;
	g_autofree char *file = g_build_filename(desk->folder, "resolution.html", NULL);
	g_autofree char *line = g_strdup_printf("show resolution --html %s", file);
	g_autofree char *text = NULL;
	g_autofree char *html = NULL;

	assert_int_equal(letter(desk, line, &text), 0);
	assert_string_equal(text, "");
	assert_true(g_file_get_contents(file, &html, NULL, NULL));
	assert_non_null(strstr(html, "CS0001234"));
}

static void
test_mistakes(void **state)
{
	const Desk *desk = *state;
	g_autofree char *text = NULL;

	desk_put(desk, "letters/nl/welcome.txt", "Subject: a\n\n{{close.date}}\n");
	assert_int_equal(letter(desk, "list", &text), 78);
	assert_non_null(strstr(text, "letters/nl/welcome.txt:3: found value 'close.date'"));
}

#define run(name) cmocka_unit_test_setup_teardown(name, desk_folder, desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    run(test_runs),
	    run(test_html_file),
	    run(test_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
