/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's frames, in its sandbox; its operations are in tests/unit/net/test_servicenow.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/model/desk_operation.h"
#include "tests/unit/http_fixture.h"
#include "tests/unit/worker_peer.h"

static GVariant *
settings_for(const char *url)
{
	g_autofree char *text = g_strdup_printf(
	    "{'url': <'%s'>, 'login': <'key'>, 'secret': <'key'>, 'name': <'casegate'>, "
	    "'request_letters': <'RITM'>, "
	    "'case_states': <['new', '1', 'open', '10']>, 'wait_ms': <int64 5000>}",
	    url);

	return g_variant_new_parsed(text);
}

static void
each_operation_is_answered(void **state)
{
	static const HttpStep STEPS[] = {
	    {.expect = "GET /api/now/contact?",
		.has = "x-sn-apikey: key",
		.status = 503,
		.answer = "{}",
		.headers = "Content-Type: application/json\r\nX-Transaction-ID: t1\r\n"},
	    {.expect = "GET /api/now/table/sn_customerservice_case?",
		.status = 200,
		.answer = "{\"result\":[]}"},
	    {.expect = "GET /api/now/attachment/f1 ",
		.status = 200,
		.answer = "{\"result\":{\"size_bytes\":\"3\"}}"},
	    {.expect = "GET /api/now/attachment/f1/file ",
		.status = 200,
		.answer = "abc",
		.headers = "Content-Type: text/plain\r\n"},
	    {0}};
	HttpFixture server = http_fixture_start(STEPS);
	WorkerPeer peer = worker_peer_start(servicenow_worker, settings_for(server.url));
	g_autoptr(Frame) file = NULL;

	(void)state;
	worker_peer_send(&peer, FRAME_OPERATION,
	    "(int64 7, 'open', false, '{\"key\":\"k\",\"reporter\":{\"address\":\"a@b.nl\"}}')",
	    NULL);
	assert_says(&peer,
	    "OPERATED (7, 0x02, '{\"transaction\":\"t1\",\"wait_ms\":0,\"why\":\"503 "
	    "without words\"}')");
	worker_peer_send(&peer, FRAME_OPERATION, "(int64 8, 'delete', false, '{}')", NULL);
	assert_says(&peer, "OPERATED (8, 0x05, '{\"why\":\"that is no operation\"}')");
	worker_peer_send(&peer, FRAME_POLL, "('{}',)", NULL);
	assert_says(&peer,
	    "CHANGES "
	    "('{\"aside\":[],\"more\":true,\"changes\":[],\"since\":{\"cases\":{},\"table\":"
	    "\"requests\"},\"seen\":{}}',)");
	worker_peer_send(&peer, FRAME_FETCH_FILE, "(int64 9, 'f1')", NULL);
	file = worker_peer_next(&peer);
	assert_int_equal(file->type, FRAME_FILE_FETCHED);
	assert_int_equal(g_bytes_get_size(file->bytes), 3);
	worker_peer_send(&peer, FRAME_FETCH_FILE, "(int64 9, '../f1')", NULL);
	assert_says(&peer, "FILE_FETCHED (9, 'that is no sys_id of a file')");
	assert_int_equal(worker_peer_end(&peer), 0);
	http_fixture_end(&server);
}

static void
a_url_that_is_none_is_a_trouble(void **state)
{
	WorkerPeer peer =
	    worker_peer_start(servicenow_worker, settings_for("http://desk.example"));

	(void)state;
	assert_says(&peer, "TROUBLE (0x01, 'http://desk.example: anything but https is for "
			   "this machine alone')");
	worker_peer_end(&peer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_operation_is_answered),
	    cmocka_unit_test(a_url_that_is_none_is_a_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
