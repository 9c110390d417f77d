/* SPDX-License-Identifier: Apache-2.0 */
/* When filing is due; what it does stands in test_fetch_imap.c, with a server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/workers/fetch_imap_filing.h"

#define SECOND_US (INT64_C(1000) * 1000)

static void
filing_init(ImapFiling *filing)
{
	g_autoptr(GVariant) settings = g_variant_ref_sink(
	    g_variant_new_parsed("{'processed': <'move'>, 'processed_name': <'Done'>, "
				 "'too_large': <'flag'>, 'too_large_name': <'Large'>}"));

	imap_filing_init(filing, NULL, settings);
	filing->processed.filing.name = "Done"; /* settings are gone */
	filing->too_large.filing.name = "Large";
}

static void
fetching_has_most_of_the_time(void **state)
{
	ImapFiling filing;
	int64_t now_us = g_get_monotonic_time();

	(void)state;
	filing_init(&filing);
	assert_false(imap_filing_is_due(&filing, false));
	assert_int_equal(imap_filing_wait_ms(&filing), G_MAXINT);
	imap_filing_add(&filing, 4, false);
	assert_true(imap_filing_is_due(&filing, false));
	assert_false(imap_filing_is_due(&filing, true)); /* nobody knows yet what it costs */
	filing.cost_us = 4 * SECOND_US;
	filing.ended_us = now_us - 39 * SECOND_US;
	assert_false(imap_filing_is_due(&filing, true));
	assert_true(imap_filing_is_due(&filing, false));
	filing.ended_us = now_us - 40 * SECOND_US;
	assert_true(imap_filing_is_due(&filing, true));
	imap_filing_clear(&filing);
}

static void
each_queue_waits_for_itself(void **state)
{
	ImapFiling filing;
	int64_t now_us = g_get_monotonic_time();

	(void)state;
	filing_init(&filing);
	imap_filing_add(&filing, 4, false);
	for (int i = 0; i < 10; i++)
		pace_refused(&filing.processed.pace, 1, true, now_us);
	assert_false(imap_filing_is_due(&filing, false));
	assert_in_range(imap_filing_wait_ms(&filing), 1000, 61000);
	imap_filing_add(&filing, 5, true);
	assert_true(imap_filing_is_due(&filing, false));
	assert_in_range(imap_filing_wait_ms(&filing), 1, 2);
	imap_filing_clear(&filing);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fetching_has_most_of_the_time),
	    cmocka_unit_test(each_queue_waits_for_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
