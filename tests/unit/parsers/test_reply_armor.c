/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/reply.h"

#define SIGNED "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
#define SIGNATURE "-----BEGIN PGP SIGNATURE-----\n\niQEz\n=abcd\n-----END PGP SIGNATURE-----\n"

static const struct {
	const char *body;
	const char *text;
} mails[] = {
    {SIGNED "Kapot.\n- --\n- -8 graden\n" SIGNATURE, "Kapot.\n--\n-8 graden"},
    {SIGNED "Kapot.\n" SIGNATURE "\nNog iets.\n", "Kapot.\n\n\nNog iets."},
    {SIGNED "Kapot.\n\n- -- \nEls\n" SIGNATURE, "Kapot."},
    {SIGNED "Kapot.\n", "Kapot."},
    {"Wat is dit?\n" SIGNATURE, "Wat is dit?\n" SIGNATURE},
    {"- een\n- -1\n", "- een\n- -1"},
};

static void
test_signed(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_auto(Reply) reply = reply_split(mails[i].body, SUBJECT_MARK_REPLY);
		g_autofree char *expected = g_strchomp(g_strdup(mails[i].text));

		if (strcmp(reply.text, expected) != 0)
			fail_msg("%zu: \"%s\"", i, reply.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_signed)};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
