/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>
#include <time.h>

#include "parsers/subject_tag.h"

static const char *const KNOWN[] = {"[Gemeente]", "VERDACHT -", NULL};

static void
check(const char *subject, const char *wanted)
{
	g_autofree char *cut = subject_tag_cut(subject, KNOWN, NULL);

	if (strcmp(cut, wanted) != 0)
		fail_msg("%s: \"%s\"", subject, cut);
}

/* As mail systems write them around "x". */
static void
tags_are_cut(void **state)
{
	static const char *const TAGS[] = {"[EXTERN]", "[Extern]", "[EXT]", "[ext]", "(EXT)",
	    "[EXTERNAL]", "[External Email]", "[EXTERNAL SENDER]", "[Externe e-mail]",
	    "<EXTERN>", "[Extern Bericht]", "[Ext. mail]", "[EXT-MAIL]", "[External Message]",
	    "[*EXTERNAL*]", "[[EXTERN]]", "{EXTERN}", "[-EXT-]", "【外部】", "[Externe]",
	    "[Esterno]", "[EXTERNO]", "[Courriel externe]", "[Ekstern]", "[!EXTERN!]",
	    "*EXTERN*", "**EXTERNAL**", "-EXTERN-", "--EXT--", "#EXT#", "EXTERN:", "EXT:",
	    "External:", "Extern:", "EXTERNAL EMAIL:", "Externe mail:", "EXTERN -", "EXT |",
	    "[EXTERN]:", "[SPAM]", "[Spam]", "***SPAM***", "*** SPAM ***",
	    "*****SPAM(05.6)*****", "{Spam?}", "[SPAM?]", "[Suspected Spam]",
	    "[SUSPECTED SPAM]", "[Possible phishing]", "{Virus?}", "{Disarmed}",
	    "{Definitely Spam?}", "[BULK]", "[JUNK]", "SPAM:", "[Spamverdacht]",
	    "[Mogelijk spam]", "[Verdacht]", "[WARNING: EXTERNAL]",
	    "[Let op: externe afzender]", "[Achtung: externer Absender]", "⚠ [EXTERN]",
	    "⚠️ EXTERN:", "[gemeente]", "Verdacht -"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TAGS); i++) {
		static const char *const AROUND[][2] = {
		    {"%s x", "x"},
		    {"%sx", "x"},
		    {"Re: %s x", "Re: x"},
		    {"%s Re: x", "Re: x"},
		    {"FW: %s Re: %s [CS0001234] x", "FW: Re: [CS0001234] x"},
		    {"Antw: [CS0001234] %s x", "Antw: [CS0001234] x"},
		};

		for (size_t j = 0; j < G_N_ELEMENTS(AROUND); j++) {
			g_auto(GStrv) parts = g_strsplit(AROUND[j][0], "%s", -1);
			g_autofree char *subject = g_strjoinv(TAGS[i], parts);
			bool needs_blank =
			    g_str_has_suffix(TAGS[i], "-") || g_str_has_suffix(TAGS[i], "|");

			if (j != 1 || !needs_blank)
				check(subject, AROUND[j][1]);
		}
	}
}

static void
tags_at_the_end_are_cut(void **state)
{
	(void)state;
	check("Printer kapot [EXTERN]", "Printer kapot");
	check("Re: Printer kapot (External) ***SPAM***", "Re: Printer kapot");
	check("Printer kapot [Gemeente]", "Printer kapot");
	check("[Fwd: Printer kapot]", "Fwd: Printer kapot");
	check("[EXT] [Fwd: Re: Printer kapot]", "Fwd: Re: Printer kapot");
	check("[EXTERN]", "");
	check("", "");
}

/* What people write is theirs. */
static void
words_stay(void **state)
{
	static const char *const SUBJECTS[] = {"Printer kapot", "[Kamer 4] printer kapot",
	    "Externe schijf kapot", "Externe schijf: kapot", "Extern scherm - geen beeld",
	    "Spam: hoe kom ik ervan af?", "SPAM blijft binnenkomen", "Ext: 4512 doet het niet",
	    "[ext 4512] toestel kapot", "Phishing: is dit echt?", "[Virus] laptop doet raar",
	    "*Spoed* printer kapot", "[External drive] kapot", "Let op: printer kapot",
	    "Mail: komt niet aan", "Bericht van buiten de deur", "Printer kapot (tweede keer)",
	    "Re: [CS0001234] Printer kapot", "[CS0001234] x", "Gemeentehuis: lift kapot", "-",
	    "***", "[", "[]", "(EXT", "EXT", "Spam", "[Fwd: x", "Reactie op offerte 12",
	    "Retour: printer terugsturen",
	    "[woorden woorden woorden woorden woorden woorden woorden spam] x"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(SUBJECTS); i++)
		check(SUBJECTS[i], SUBJECTS[i]);
}

/* The processor's time, so that a busy machine changes nothing. */
static clock_t
time_of(const char *piece, size_t size)
{
	g_autoptr(GString) subject = g_string_new("Re:");
	clock_t start = clock();

	while (subject->len < size)
		g_string_append(subject, piece);
	g_free(subject_tag_cut(subject->str, KNOWN, NULL));
	return clock() - start;
}

/* Sixteen times as much takes sixteen times as long, and not 256 times; what is quick is not looked at. */
static void
time_is_linear(void **state)
{
	static const char *const PIECES[] = {"[EXT] ", "[", "*",
	    "EXT: ", "Re: ", "[Fwd: ", "spam ", " ", "⚠", "[CS0001234] ", "]"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(PIECES); i++) {
		clock_t few = time_of(PIECES[i], (size_t)4 * 1024);
		clock_t many = time_of(PIECES[i], (size_t)64 * 1024);

		if (many > CLOCKS_PER_SEC / 2 && many / 80 > few)
			fail_msg("%s took too long", PIECES[i]);
	}
}

static void
the_name_of_a_list_is_skipped(void **state)
{
	static const char *const ROWS[][2] = {{"[desk] Printer", "Printer"},
	    {"[Kamer 4] Printer", "[Kamer 4] Printer"}, {"[desk Printer", "[desk Printer"},
	    {"Printer [desk]", "Printer [desk]"}, {"[] x", "x"}, {"", ""}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_string_equal(subject_tag_skip_name(ROWS[i][0]), ROWS[i][1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_name_of_a_list_is_skipped),
	    cmocka_unit_test(tags_are_cut),
	    cmocka_unit_test(tags_at_the_end_are_cut),
	    cmocka_unit_test(words_stay),
	    cmocka_unit_test(time_is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
