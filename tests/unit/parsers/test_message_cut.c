/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/message_cut.h"

static void
test_cuts(void **state)
{
	g_autoptr(GPtrArray) cut = message_cut_list_new();
	g_autofree char *text = NULL;

	(void)state;
	for (MessageCutKind kind = CUT_BANNER; kind <= CUT_REF; kind++)
		message_cut_add(cut, kind, g_strdup(message_cut_name(kind)));
	text = message_cut_text(cut);
	assert_string_equal(
	    text, "banner\nquote\nheader\ndevice line\nsignature\nbelow a rule\nreference");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_cuts)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
