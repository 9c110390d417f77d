/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever tells of the agents' actions knows each row of their table: help, manuals, letters. */
#include "gateway/commands/command.h"
#include "gateway/model/agent_action.h"
#include "tests/unit/call_fixture.h"

static const char *const LANGUAGES[] = {"en", "nl"};

/* Caller owns. */
static char *
text_of(const char *path)
{
	g_autofree char *whole = g_build_filename(SRCDIR, path, NULL);
	char *text = NULL;

	if (!g_file_get_contents(whole, &text, NULL, NULL))
		fail_msg("no %s", whole);
	return text;
}

static void assert_known(const char *text, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
assert_known(const char *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *part = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	assert_contains(text, part);
}

/* What begins so there, and its end. Caller owns. */
static char *
part_of(const char *text, const char *begin, const char *end)
{
	const char *part = strstr(text, begin);

	if (part == NULL)
		fail_msg("no '%s'", begin);
	return g_strndup(part, (size_t)(strstr(part, end) - part));
}

static void
each_command_has_its_help_and_manual(void **state)
{
	static const Command *const COMMANDS[] = {
	    [TICKET_CASE] = &command_case, [TICKET_REQUEST] = &command_request};
	g_autofree char *manual = text_of("doc/casegate.1");

	(void)state;
	for (int kind = TICKET_CASE; kind <= TICKET_REQUEST; kind++) {
		const char *command = COMMANDS[kind]->name;
		g_autofree const char **words = agent_action_words((TicketKind)kind);

		for (size_t i = 0; words[i] != NULL; i++) {
			assert_known(COMMANDS[kind]->help, "\n  %s  ", words[i]);
			assert_known(manual, ".It Cm %s %s Ar number", command, words[i]);
		}
	}
}

static void
each_word_of_a_mail_has_its_help_and_manual(void **state)
{
	Desk *desk = *state;
	g_autofree char *manual = text_of("doc/casegate.1");
	g_autofree char *letters = text_of("doc/casegate-letters.5");
	g_autofree char *offered =
	    part_of(letters, "\nWhat the first line of their answer does", ".El");

	for (int i = AGENT_ANSWERS; i < AGENT_ACTIONS; i++) {
		const AgentActionRow *row = agent_action_row((AgentAction)i);

		if (!row->by_mail)
			continue;
		assert_known(manual, "#%s", row->word);
		assert_known(letters, " %s", row->word);
		/* spam is called so in Dutch, too */
		if (i != AGENT_MARKS_SPAM)
			assert_string_not_equal(row->word,
			    templates_call(desk->context->templates, "nl", row->word));
		if (row->offered == 0 && i != AGENT_RELEASES)
			continue;
		assert_known(offered, " %s ", row->word);
		for (size_t j = 0; j < G_N_ELEMENTS(LANGUAGES); j++)
			assert_string_not_equal(
			    row->word, /* which it is where there is no other */
			    templates_command(
				desk->context->templates, LANGUAGES[j], row->word));
	}
}

static void
each_letter_is_there(void **state)
{
	g_autofree char *manual = text_of("doc/casegate-letters.5");

	(void)state;
	for (int i = AGENT_ANSWERS; i < AGENT_ACTIONS; i++) {
		const char *letter = agent_action_row((AgentAction)i)->letter;

		if (letter == NULL)
			continue;
		assert_known(manual, ".It Cm %s", letter);
		for (size_t j = 0; j < G_N_ELEMENTS(LANGUAGES); j++) {
			g_autofree char *path =
			    g_strdup_printf("data/letters/%s/%s.txt", LANGUAGES[j], letter);

			g_free(text_of(path));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_command_has_its_help_and_manual),
	    desk_test(each_word_of_a_mail_has_its_help_and_manual),
	    cmocka_unit_test(each_letter_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
