/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/person.h"

#include "tests/unit/spool_fixture.h"

static void
test_ids(void **state)
{
	static const guint WANTED[] = {[PERSON_MAILS] = 1,
	    [PERSON_LETTERS] = 0,
	    [PERSON_TICKETS] = 1,
	    [PERSON_SHARED] = 0};
	Spool *spool = ((Fixture *)*state)->spool;

	must(spool_begin(spool, &error));
	whole_story(spool, "0");
	must(spool_commit(spool, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(WANTED); i++) {
		g_autoptr(GArray) ids = NULL;

		must(person_ids(spool, 1, (PersonKind)i, &ids, &error));
		assert_int_equal(ids->len, WANTED[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {spool_test(test_ids)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
