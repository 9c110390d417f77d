/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/mail_scan.h"

static void
says(Spool *spool, int64_t mail, const char *expected)
{
	g_autofree char *said = NULL;

	must(mail_scan_get(spool, mail, &said, &error));
	if (g_strcmp0(said, expected) != 0)
		fail_msg("%s", said);
}

static void
what_was_said_last(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t mail = 0;

	must(spool_begin(spool, &error));
	mail = some_mail(spool, "7.1", 10);
	says(spool, mail, NULL);
	must(mail_scan_set(spool, mail, "not scanned: it is down", &error));
	must(mail_scan_set(spool, mail, "infected: Eicar", &error));
	says(spool, mail, "infected: Eicar");
	must(mail_scan_set(spool, mail, NULL, &error));
	says(spool, mail, NULL);
	must(spool_commit(spool, &error));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {spool_test(what_was_said_last)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
