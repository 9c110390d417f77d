/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "tests/unit/worker_peer.h"

static void
give(const WorkerPeer *peer, const char *body)
{
	static const char HEADER[] = "From: Els Bos <els@klant.example>\r\n";
	g_autoptr(GBytes) header = g_bytes_new_static(HEADER, sizeof HEADER - 1);

	worker_peer_send(peer, FRAME_HEADER, body, header);
}

static void
assert_answers(const WorkerPeer *peer, const char *beginning)
{
	g_autofree char *says = worker_peer_print(peer);

	if (!g_str_has_prefix(says, beginning) || strstr(says, "els@klant.example") == NULL)
		fail_msg("%s", says);
}

static void
it_ends_after_so_many_mails(void **state)
{
	static const struct {
		const char *settings;
		int mails;
	} ROWS[] = {{"{'mails': <int64 2>}", 2}, {"@a{sv} {}", 500}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		WorkerPeer peer =
		    worker_peer_start(verify_worker, g_variant_new_parsed(ROWS[i].settings));

		for (int mail = 1; mail <= ROWS[i].mails; mail++) {
			g_autofree char *asked = g_strdup_printf("(int64 %d,)", mail);
			g_autofree char *expected = g_strdup_printf("ORIGIN (%d, ", mail);

			give(&peer, asked);
			assert_answers(&peer, expected);
		}
		assert_says(&peer, "");
		assert_int_equal(worker_peer_end(&peer), 0);
	}
}

static void
it_ends_when_nobody_asks_any_more(void **state)
{
	WorkerPeer peer =
	    worker_peer_start(verify_worker, g_variant_new_parsed("{'mails': <int64 2>}"));

	(void)state;
	assert_int_equal(worker_peer_end(&peer), 0);
}

static void
it_answers_nothing_else(void **state)
{
	WorkerPeer peer =
	    worker_peer_start(verify_worker, g_variant_new_parsed("{'mails': <int64 2>}"));

	(void)state;
	worker_peer_send(&peer, FRAME_READ, "(int64 7,)", NULL);
	assert_says(&peer, "");
	assert_int_equal(worker_peer_end(&peer), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_ends_after_so_many_mails),
	    cmocka_unit_test(it_ends_when_nobody_asks_any_more),
	    cmocka_unit_test(it_answers_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
