/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parsers/spam_header.h"

#define NO_SCORE (-1000.0)

static const struct {
	const char *name, *value;
	bool is_spam;
	double score;
} ROWS[] = {
    {"X-Spam", " Yes\r\n", true, NO_SCORE},
    {"X-Spam", " No\r\n", false, NO_SCORE},
    {"X-Spam", " yesterday\r\n", false, NO_SCORE},
    {"x-spam-flag", " YES\n", true, NO_SCORE},
    {"X-Spam-Flag", " NO\n", false, NO_SCORE},
    {"X-Spam-Status", " Yes, score=8.3 required=5.0 tests=BAYES_99,\n\tHTML autolearn=no\n",
	true, 8.3},
    {"X-Spam-Status", " Yes,\n\tscore=8.3 required=5.0\n", true, 8.3},
    {"X-Spam-Status", " No, score=-1.2 required=5.0\n", false, -1.2},
    {"X-Spam-Status", " No, hits=2 required=5.0\n", false, 2},
    {"X-Spam-Status", " No, xscore=9\n", false, NO_SCORE},
    {"X-Spam-Level", " ********\n", false, 8},
    {"X-Spam-Level", "\n", false, NO_SCORE},
    {"X-Spam-Score", " 7.5 (+++++++)\n", false, 7.5},
    {"X-Spam-Score", " nan\n", false, NO_SCORE},
    {"X-Spam-Score", " inf\n", false, NO_SCORE},
    {"X-Spam-Score", " 0x1p9\n", false, 0},
    {"X-Spam-Score", " +\n", false, NO_SCORE},
    {"X-Spam-Score", " - 9\n", false, NO_SCORE},
    {"X-Spam-Score", " 99999999999\n", false, SPAM_SCORE_MOST},
    {"X-Spam-Score", " 999999999999999999999999\n", false, NO_SCORE},
    {"X-Rspamd-Score", " 12.30\n", false, 12.3},
    {"X-Rspamd-Action", " add header\n", true, NO_SCORE},
    {"X-Rspamd-Action", " no action\n", false, NO_SCORE},
    {"X-Rspamd-Action", " greylist\n", false, NO_SCORE},
    {"X-Spamd-Result", " default: True [16.20 / 15.00];\r\n\tA(1.0)[]\r\n", true, 16.2},
    {"X-Spamd-Result", " default: False [-3.10 / 15.00]; A(99)[9]\r\n", false, -3.1},
    {"X-Spamd-Result", " True\n", false, NO_SCORE},
    {"X-Spammy", " Yes\n", false, NO_SCORE},
    {"Subject", " Yes, score=8\n", false, NO_SCORE},
};

static void
each_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		SpamSign sign = {0};
		double expected = ROWS[i].score;

		spam_header_read(ROWS[i].name, strlen(ROWS[i].name), ROWS[i].value,
		    strlen(ROWS[i].value), &sign);
		if (sign.is_spam != ROWS[i].is_spam ||
		    sign.has_score != (expected > NO_SCORE) ||
		    (sign.has_score && sign.score != expected))
			fail_msg("%s:%s: %d, %d %f", ROWS[i].name, ROWS[i].value, sign.is_spam,
			    sign.has_score, sign.score);
	}
}

/* Who writes that it is no spam, or that it has few points, takes nothing back. */
static void
the_worst_counts(void **state)
{
	SpamSign sign = {0};
	const SpamSign better = {false, true, -9.0};
	const SpamSign worse = {true, true, 9.5};
	const SpamSign mute = {0};

	(void)state;
	spam_sign_add(&sign, &better);
	assert_true(sign.has_score && sign.score == -9.0);
	spam_sign_add(&sign, &worse);
	spam_sign_add(&sign, &better);
	spam_sign_add(&sign, &mute);
	assert_true(sign.is_spam && sign.score == 9.5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_field),
	    cmocka_unit_test(the_worst_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
