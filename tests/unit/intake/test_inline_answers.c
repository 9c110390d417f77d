/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "gateway/intake/inline_answers.h"

#define LETTER                                                                               \
	"Beste Els,\n\nWij hebben nog enkele vragen over uw melding:\n\n1. Welke melding "   \
	"ziet u?\n2. "                                                                       \
	"Sinds wanneer?\n3. Werkt u thuis?\n\nMet vriendelijke groet,\nServicedesk\n\nRef: " \
	"abcdefg\n"
#define HEAD                                                                         \
	"Van: Servicedesk <desk@desk.example>\nVerzonden: maandag 23 november 2026 " \
	"10:00\nAan: Els\nOnderwerp: Vraag\n\n"

static const struct {
	const char *name;
	const char *quoted;
	const char *text; /* NULL: nothing is new */
	bool edges;
} quotes[] = {
    {"nothing", "", NULL, true},
    {"the letter", HEAD LETTER, NULL, true},
    {"the letter, marked and wrapped anew",
	"Op 23-11-2026 om 10:00 schreef Servicedesk <d@desk.example>:\n\n> Beste Els,\n>\n> "
	"Wij hebben nog enkele\n> "
	"vragen over uw melding:\n> 1. Welke\n> melding ziet u? 2. Sinds wanneer?\n> 3. Werkt "
	"u thuis?\n",
	NULL, true},
    {"lines of their own",
	HEAD "Beste Els,\n\nWij hebben nog enkele vragen over uw melding:\n\n1. Welke melding "
	     "ziet u?\nFout 0x17\n2. "
	     "Sinds wanneer?\nDinsdag\n3. Werkt u thuis?\nNee\n\nMet vriendelijke "
	     "groet,\nServicedesk\n",
	"> 1. Welke melding ziet u?\nFout 0x17\n\n> 2. Sinds wanneer?\nDinsdag\n\n> 3. Werkt u "
	"thuis?\nNee",
	false},
    {"behind the question, marked",
	"> Wij hebben nog enkele vragen over uw melding:\n> 1. Welke melding ziet u? => Fout "
	"0x17\n> 2. Sinds wanneer?\n> "
	"3. Werkt u thuis? => ja\n> Met vriendelijke groet,\n",
	"> Wij hebben nog enkele vragen over uw melding:\n1. Welke melding ziet u? => Fout "
	"0x17\n\n> 2. Sinds "
	"wanneer?\n3. Werkt u thuis? => ja",
	false},
    {"a word that the letter has elsewhere",
	"> Wij hebben nog enkele vragen over uw melding:\n> 1. Welke melding ziet u?\n> Geen "
	"melding\n> 2. Sinds "
	"wanneer?\n> 3. Werkt u thuis?\n",
	"> 1. Welke melding ziet u?\nGeen melding", false},
    {"what a system adds below", HEAD LETTER "Dit bericht is gescand door Scanner.\n", NULL,
	false},
    {"below the letter", HEAD LETTER "Groep 14, derde zekering\n",
	"> Ref: abcdefg\nGroep 14, derde zekering", true},
    {"another letter", HEAD "Hallo Els,\n\nMorgen is er taart in de kantine.\nKom je ook?\n",
	NULL, true},
    {"what the letter answers",
	HEAD LETTER "\nVan: Els Bos <els@k.example>\nVerzonden: zondag 22 november 2026 "
		    "10:00\nAan: Desk\nOnderwerp: "
		    "x\n\nDe VPN valt weg.\nGroet, Els\n",
	NULL, true},
    {"a link that was broken",
	HEAD
	"Beste Els,\n\nWij hebben nog enkele vragen over uw melding:\n\n1. Welke melding ziet "
	"u?\n2. Sinds wanneer?\n3. Werkt u thuis?\n\nMet vriendelijke groet, "
	"Service\ndesk Ref: abcdefg\n",
	NULL, true},
    {"with links",
	HEAD "Beste Els<https://desk.example/x>,\n\nWij hebben nog enkele vragen over uw "
	     "melding<mailto:d@desk.example>:"
	     "\n[cid:image001.png]\n1. Welke melding ziet u?\n2. Sinds wanneer?\n3. Werkt u "
	     "thuis?\n",
	NULL, true},
};

static void
test_quotes(void **state)
{
	g_autoptr(GPtrArray) letters = g_ptr_array_new();

	(void)state;
	g_ptr_array_add(letters, (char *)"Iets heel anders, dat ook een brief van ons was.");
	g_ptr_array_add(letters, (char *)LETTER);
	for (size_t i = 0; i < G_N_ELEMENTS(quotes); i++) {
		g_auto(InlineAnswers) found = {0};

		inline_answers_find(quotes[i].quoted, letters, quotes[i].edges, &found);
		if (g_strcmp0(found.text, quotes[i].text) != 0)
			fail_msg("%s: \"%s\"", quotes[i].name, found.text);
	}
}

static void
test_words_alone(void **state)
{
	g_autoptr(GPtrArray) letters = g_ptr_array_new();
	g_auto(InlineAnswers) found = {0};

	(void)state;
	g_ptr_array_add(letters, (char *)LETTER);
	assert_int_equal(
	    inline_answers_find(quotes[3].quoted, letters, false, &found), INLINE_FOUND);
	assert_string_equal(found.words, "Fout 0x17\nDinsdag\nNee");
}

static void
test_announced(void **state)
{
	static const char *const pointing[] = {"Zie mijn antwoorden hieronder.",
	    "Dag Els,\n\nmijn reactie staat in rood.\n\nMet vriendelijke groet,\nJan Bos",
	    "See below", "My answers are inline.\n\nRegards,\nTom", "Antworten siehe unten",
	    "Réponses en rouge ci-dessous"};
	static const char *const own[] = {"", "De lamp is rood",
	    "Hieronder de stappen:\n1. zet de computer uit en weer aan\n2. meld u opnieuw aan",
	    "Het werkt weer"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(pointing); i++)
		if (!inline_answers_announced(pointing[i]))
			fail_msg("%s", pointing[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(own); i++)
		if (inline_answers_announced(own[i]))
			fail_msg("%s", own[i]);
}

/* As much as is looked at. */
static void
test_large(void **state)
{
	g_autoptr(GString) text = g_string_new(HEAD);
	g_autoptr(GPtrArray) letters = g_ptr_array_new();
	g_auto(InlineAnswers) found = {0};

	(void)state;
	for (unsigned i = 0; i < 200000; i++)
		g_string_append_printf(text, "woord%u %s", i, i % 9 == 0 ? "\n" : "");
	for (unsigned i = 0; i < 3; i++)
		g_ptr_array_add(letters, text->str);
	assert_int_equal(
	    inline_answers_find(text->str, letters, true, &found), INLINE_NOTHING_NEW);
	assert_int_equal(
	    inline_answers_find("Akkoord", letters, true, &found), INLINE_NO_LETTER);
}

/* Many parts beside long letters, and many short lines above them: the processor's time, with a wide margin. */
static void
test_many(void **state)
{
	g_autoptr(GString) letter = g_string_new(NULL);
	g_autoptr(GString) quoted = g_string_new(NULL);
	g_autoptr(GString) text = g_string_new("zie hieronder\n");
	g_autoptr(GPtrArray) letters = g_ptr_array_new();
	g_auto(InlineAnswers) found = {0};
	clock_t start = clock();

	(void)state;
	while (letter->len < (size_t)64 * 1024)
		g_string_append(letter, "a b ");
	while (quoted->len < (size_t)64 * 1024)
		g_string_append(quoted, "-----Original Message-----\nc d e f\n");
	while (text->len < (size_t)2 * 1024 * 1024)
		g_string_append(text, "a\n");
	for (unsigned i = 0; i < 12; i++)
		g_ptr_array_add(letters, letter->str);
	assert_int_equal(
	    inline_answers_find(quoted->str, letters, true, &found), INLINE_NO_LETTER);
	assert_false(inline_answers_announced(text->str));
	assert_true(clock() - start < 10 * CLOCKS_PER_SEC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_quotes),
	    cmocka_unit_test(test_words_alone), cmocka_unit_test(test_announced),
	    cmocka_unit_test(test_large), cmocka_unit_test(test_many)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
