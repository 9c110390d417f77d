/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "rules/answer_code.h"

static void
reads(void **state)
{
	static const struct {
		const char *text;
		const char *digits; /* NULL: none */
	} CASES[] = {
	    {"482913", "482913"},
	    {"482 913\n", "482913"},
	    {"482-913", "482913"},
	    {"\n\n  482913.\n\nGroet, Els", "482913"},
	    {"Beste servicedesk,\n\n482913\n\nGroet", "482913"},
	    {"Hoi\n\nDe code is 482913.", "482913"},
	    {"Hallo, de code is: 482913 groeten Els", "482913"},
	    {"Code: *482913*", "482913"},
	    {"the code I received is 482913", "482913"},
	    {"\xef\xbc\x94\xef\xbc\x98\xef\xbc\x92\xef\xbc\x99\xef\xbc\x91\xef\xbc\x93",
		"482913"},
	    {"48\xe2\x80\x8b"
	     "2913",
		NULL},
	    /* other numbers */
	    {"48291", NULL},
	    {"4829130", NULL},
	    {"CS0001234", NULL},
	    {"482 9130", NULL},
	    {"", NULL},
	    {"Dank je wel!", NULL},
	    /* only where an answer stands */
	    {"Wat is dit?\n482913", NULL},
	    {"Dit was ik niet.\n\n> Jouw code:\n> 482913", NULL},
	    {"Hallo,\n\nWe kregen een mail van jouw adres.\n\n482913", NULL},
	    /* no yes */
	    {"Ik heb 482913 niet gevraagd", NULL},
	    {"482913 heb ik niet gevraagd", NULL},
	    {"482913?", NULL},
	    {"Who asked for 482913", NULL},
	    {"482913 was not me", NULL},
	    {"I didn't ask for this 482913", NULL},
	    {"Factuur 482913", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *digits = answer_code_read(CASES[i].text);

		if (g_strcmp0(digits, CASES[i].digits) != 0)
			fail_msg("'%s': %s", CASES[i].text, digits == NULL ? "none" : digits);
	}
}

static void
reads_alone(void **state)
{
	const char *rest = NULL;
	g_autofree char *digits = answer_code_read_alone("\n482 913\n\nMag het?\n", &rest);
	g_autofree char *with_words = answer_code_read_alone("code 482913\nx", &rest);

	(void)state;
	assert_string_equal(digits, "482913");
	assert_null(with_words);
	assert_string_equal(rest, "\nMag het?\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads),
	    cmocka_unit_test(reads_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
