/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

static void
test_trace(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_autofree char *none = NULL, *first = NULL, *second = NULL;
	int64_t mail = 0;

	must(spool_begin(spool, &error));
	mail = some_mail(spool, "1", 10);
	must(mail_trace_get(spool, mail, &none, &error));
	assert_null(none);
	must(mail_trace_set(spool, mail, "kind  person\ndecision  open case", &error));
	must(mail_trace_get(spool, mail, &first, &error));
	assert_string_equal(first, "kind  person\ndecision  open case");
	must(mail_trace_add(spool, mail, "desk  open: done", &error));
	g_free(first);
	must(mail_trace_get(spool, mail, &first, &error));
	assert_string_equal(first, "kind  person\ndecision  open case\ndesk  open: done");
	must(mail_trace_set(spool, mail, "kind  auto-reply", &error));
	must(mail_trace_get(spool, mail, &second, &error));
	assert_string_equal(second, "kind  auto-reply");
	must_fail(mail_trace_set(spool, 99, "x", &error), SPOOL_ERROR_MISSING);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {spool_test(test_trace)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
