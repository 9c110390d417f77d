/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "parsers/subject_mark.h"

#define NONE SUBJECT_MARK_NONE
#define REPLY SUBJECT_MARK_REPLY
#define FORWARD SUBJECT_MARK_FORWARD
#define EITHER SUBJECT_MARK_EITHER

/* As the mail programs of each language write them in front of "x". */
static const struct {
	const char *subject;
	SubjectMark mark;
} marked[] = {
    {"Re: x", REPLY},
    {"RE: x", REPLY},
    {"re:x", REPLY},
    {"Antw: x", REPLY},
    {"Antw.: x", REPLY},
    {"Antwoord: x", REPLY},
    {"AW: x", REPLY},
    {"Antwort: x", REPLY},
    {"Rép : x", REPLY},
    {"RÉP : x", REPLY},
    {"Réf. : x", REPLY},
    {"RE\xc2\xa0: x", REPLY},
    {"R: x", REPLY},
    {"RIF: x", REPLY},
    {"RES: x", REPLY},
    {"SV: x", REPLY},
    {"Svar: x", REPLY},
    {"Odp: x", REPLY},
    {"ODP: x", REPLY},
    {"Vá: x", REPLY},
    {"YNT: x", REPLY},
    {"ΑΠ: x", REPLY},
    {"ΣΧΕΤ: x", REPLY},
    {"НА: x", REPLY},
    {"Отв: x", REPLY},
    {"回复：x", REPLY},
    {"答复: x", REPLY},
    {"返信: x", REPLY},
    {"회신: x", REPLY},
    {"FW: x", FORWARD},
    {"Fwd: x", FORWARD},
    {"Doorst: x", FORWARD},
    {"WG: x", FORWARD},
    {"TR : x", FORWARD},
    {"RV: x", FORWARD},
    {"I: x", FORWARD},
    {"ENC: x", FORWARD},
    {"VB: x", FORWARD},
    {"VL: x", FORWARD},
    {"PD: x", FORWARD},
    {"İLT: x", FORWARD},
    {"ILT: x", FORWARD},
    {"ΠΡΘ: x", FORWARD},
    {"Пересл: x", FORWARD},
    {"转发：x", FORWARD},
    {"転送: x", FORWARD},
    {"VS: x", EITHER},
    {"Vs: x", EITHER},
    {"Re[2]: x", REPLY},
    {"Re(12): x", REPLY},
    {"Re [2] : x", REPLY},
    {"RE2: x", REPLY},
    {"Fwd3: x", FORWARD},
    {"Betr.: x", REPLY},
    {"Vedr.: x", REPLY},
    {"Weitergeleitet: x", FORWARD},
    {"Re: FW: x", REPLY},
    {"FW: Re: x", FORWARD},
    {" \t\xc2\xa0Re:  Antw:\nx", REPLY},
    {"x", NONE},
};

static void
every_mark_is_told_and_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(marked); i++) {
		const char *subject = marked[i].subject;

		if (subject_mark_first(subject) != marked[i].mark ||
		    strcmp(subject_mark_skip(subject), "x") != 0)
			fail_msg("%s: %d, \"%s\"", subject, subject_mark_first(subject),
			    subject_mark_skip(subject));
		assert_int_equal(subject_mark_may_forward(subject),
		    marked[i].mark == FORWARD || marked[i].mark == EITHER);
	}
}

/* What people write is theirs. */
static void
words_are_no_marks(void **state)
{
	static const char *const subjects[] = {"Re", "Re x", "Forward", "Forward: x",
	    "Restitutie: x", "Re[x]: x", "Re[2: x", "Re(2]: x", "Re[2): x", "Ra2: x",
	    "[EXTERN] Re: x", ": x", ".: x", "Status: x", "Re-", "Re.x: y", "Re[", "Re(", "Re.",
	    "Antwoordapparaat: x", "Аа: x", "", "[CS0001234] Re: x",
	    "woordenwoordenwoordenwoorden: x"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++) {
		if (subject_mark_first(subjects[i]) != NONE ||
		    subject_mark_skip(subjects[i]) != subjects[i])
			fail_msg("%s: \"%s\"", subjects[i], subject_mark_skip(subjects[i]));
	}
}

/* A megabyte of anything takes well under a second. */
static void
time_is_linear(void **state)
{
	static const char *const pieces[] = {
	    "Re: ", "Re[", "Re", "Re[2", "1", " ", "：", "回复：", "\xc2\xa0"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GString) subject = g_string_new("Re[");
		clock_t start = clock();

		while (subject->len < 1024 * 1024)
			g_string_append(subject, pieces[i]);
		assert_int_equal(subject_mark_first(subject->str), NONE);
		subject_mark_skip(subject->str + 3);
		if (clock() - start > 5 * CLOCKS_PER_SEC)
			fail_msg("%s is slow", pieces[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_mark_is_told_and_cut),
	    cmocka_unit_test(words_are_no_marks),
	    cmocka_unit_test(time_is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
