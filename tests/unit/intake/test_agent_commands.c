/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/intake/agent_commands.h"

static const struct {
	const char *text;
	const char *
	    expected; /* deed, settings, "|" and the text; or "!" and the mistake's beginning, "?" and the word that is none */
} CASES[] = {
    {"Beste Els,\n\nProbeer dit.", "answer|Beste Els,\n\nProbeer dit."},
    {"#resolve\nNieuwe kabel.", "resolve|Nieuwe kabel."},
    {"\n\n  #Resolve  \n\nNieuwe kabel.\n", "resolve|Nieuwe kabel."},
    {"#resolve Nieuwe kabel.\nGetest.", "resolve|Nieuwe kabel.\nGetest."},
    {"#ask Welke printer?\n#1 of #2", "ask|Welke printer?\n#1 of #2"},
    {"#note Belt terug.\n#resolve is geen opdracht meer",
	"note|Belt terug.\n#resolve is geen opdracht meer"},
    {"#close", "close|"},
    {"#cancel\nDubbel.", "cancel|Dubbel."},
    {"#assign", "set assign=|"},
    {"#assign Jan de Boer", "set assign=Jan de Boer|"},
    {"#assign jan\n#category Netwerk\n\n#priority high\nHallo",
	"answer assign=jan category=Netwerk priority=high|Hallo"},
    {"#category Netwerk\n#resolve\nKlaar", "resolve category=Netwerk|Klaar"},
    {"#resolve\n#category Netwerk\nKlaar", "resolve category=Netwerk|Klaar"},
    {"#add piet@klant.example\n#remove els@klant.example",
	"set add=piet@klant.example remove=els@klant.example|"},
    {"#fulfil", "fulfil|"},
    {"#decline Geen budget.", "decline|Geen budget."},
    {"#close #note x", "!#note stands in the text; commands come first"},
    {"Hallo\n  #Note Lastige klant", "!#note stands in the text; commands come first"},
    {"#resolve\nKlaar\n#closed is anders", "resolve|Klaar\n#closed is anders"},
    {"#1 is goed", "answer|#1 is goed"},
    {"# resolve", "answer|# resolve"},
    {"Tekst\n#resolve", "!#resolve stands in the text; commands come first"},
    {"#oplossen\nKlaar", "?oplossen"},
    {"#re\nKlaar", "?re"}, /* resolve, reopen ... */
    {"#PRIO hoog\n#as jan", "?as"},
    {"#PRIO hoog\n#ass jan", "set priority=hoog assign=jan|"},
    {"#res\nKlaar", "resolve|Klaar"},
    {"#resolve!", "resolve|!"},
    {"#resolve\n#close", "!#resolve and #close cannot be done together"},
    {"#note\n#ask\nx", "!#note and #ask cannot be done together"},
    {"#category\nx", "!#category needs a word behind it"},
    {"", "!it says nothing"},
    {" \n\n", "!it says nothing"},
};

static char *
told(const AgentCommand *command)
{
	GString *text = g_string_new(NULL);

	if (command->mistyped != NULL) {
		g_string_printf(text, "?%s", command->mistyped);
		return g_string_free(text, FALSE);
	}
	if (command->diagnostic != NULL) {
		g_string_printf(text, "!%s", command->diagnostic);
		return g_string_free(text, FALSE);
	}
	g_string_append(text, agent_action_row(command->action)->word);
	for (unsigned i = 0; i < command->settings->len; i++) {
		const AgentSetting *setting = command->settings->pdata[i];

		g_string_append_printf(
		    text, " %s=%s", agent_action_row(setting->action)->word, setting->value);
	}
	g_string_append_printf(text, "|%s", command->text);
	return g_string_free(text, FALSE);
}

static void
what_lines_ask_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_auto(AgentCommand) command = {0};
		g_autofree char *is = NULL;

		agent_commands_read(NULL, NULL, CASES[i].text, &command);
		is = told(&command);
		if (CASES[i].expected[0] == '!' ? !g_str_has_prefix(is, CASES[i].expected)
						: strcmp(is, CASES[i].expected) != 0)
			fail_msg("<%s> is <%s>", CASES[i].text, is);
	}
}

static void
commands_are_bounded(void **state)
{
	g_autoptr(GString) many = g_string_new(NULL);
	g_auto(AgentCommand) command = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		g_string_append(many, "#category x\n");
	agent_commands_read(NULL, NULL, many->str, &command);
	assert_string_equal(command.diagnostic, "there are too many commands");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_lines_ask_for), cmocka_unit_test(commands_are_bounded)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
