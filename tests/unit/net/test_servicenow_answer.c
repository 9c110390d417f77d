/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/net/servicenow_answer.h"

#define JSON "application/json;charset=UTF-8"
#define HTML "text/html;charset=UTF-8"

/* An answer with these headers: name, value, name, value ..., NULL. */
static void
read_answer(HttpEnd how, long status, const char *const *headers, const char *body, bool file,
    ServicenowAnswer *ret_answer)
{
	g_autoptr(GHashTable) table = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	HttpAnswer http = {
	    .end = how, .why = "it closed", .status = status, .headers = table, .body = bytes};

	for (; *headers != NULL; headers += 2)
		g_hash_table_insert(table, (char *)headers[0], (char *)headers[1]);
	g_byte_array_append(bytes, (const guint8 *)body, (guint)strlen(body));
	servicenow_answer_read(&http, file, ret_answer);
}

static void
each_status_is_of_a_class(void **state)
{
	static const struct {
		long status;
		const char *type;
		const char *body;
		ServicenowClass class;
		const char *words;
	} ANSWERS[] = {
	    {200, JSON, "{\"result\":[]}", SERVICENOW_GOOD, NULL},
	    {201, JSON, "{\"result\":{\"sys_id\":\"a\"}}", SERVICENOW_GOOD, NULL},
	    {200, JSON, "{\"other\":[]}", SERVICENOW_UNSURE,
		"200 what it answered is nothing that it should"},
	    {201, JSON, "{\"result\":", SERVICENOW_UNSURE,
		"201 what it answered is nothing that it should"},
	    {202, HTML, "", SERVICENOW_QUEUED, NULL},
	    {202, JSON, "{\"result\":{}}", SERVICENOW_QUEUED, NULL},
	    {200, HTML, "<html>Hibernating</html>", SERVICENOW_ASLEEP, NULL},
	    {302, HTML, "", SERVICENOW_ASLEEP, NULL},
	    {404, HTML, "<html>", SERVICENOW_ASLEEP, NULL},
	    {401, JSON,
		"{\"error\":{\"message\":\"User Not Authenticated\",\"detail\":\"Required to "
		"provide Auth "
		"information\"},\"status\":\"failure\"}",
		SERVICENOW_LOGIN,
		"401 User Not Authenticated: Required to provide Auth information"},
	    {401, JSON, "{\"error_description\":\"access_denied\",\"error\":\"server_error\"}",
		SERVICENOW_LOGIN, "401 access_denied: server_error"},
	    {403, JSON,
		"{\"error\":{\"message\":\"Operation "
		"Failed\",\"detail\":null},\"status\":\"failure\"}",
		SERVICENOW_FORBIDDEN, "403 Operation Failed"},
	    {404, JSON, "{\"error\":{\"message\":\"No Record found\",\"detail\":\"\"}}",
		SERVICENOW_MISSING, "404 No Record found"},
	    {400, JSON, "{\"error\":{\"message\":\"a\\nb\\u001b[2J\"}}", SERVICENOW_REFUSED,
		"400 a b?[2J"},
	    {415, HTML, "<html>", SERVICENOW_REFUSED, "415 without words"},
	    {429, JSON, "{\"error\":{\"message\":\"Rate limit exceeded\"}}", SERVICENOW_LIMITED,
		"429 Rate limit exceeded"},
	    {500, JSON, "{\"error\":{\"message\":\"java.lang.NullPointerException\"}}",
		SERVICENOW_BROKEN, "500 java.lang.NullPointerException"},
	    {502, HTML, "<html>", SERVICENOW_BROKEN, NULL},
	    {504, HTML, "<html>", SERVICENOW_BROKEN, NULL},
	    {503, HTML, "<html>", SERVICENOW_DOWN, NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
		const char *const headers[] = {"content-type", ANSWERS[i].type, NULL};
		g_auto(ServicenowAnswer) answer = {0};

		read_answer(
		    HTTP_ANSWERED, ANSWERS[i].status, headers, ANSWERS[i].body, false, &answer);
		if (answer.class != ANSWERS[i].class)
			fail_msg(
			    "%ld %s is %d", ANSWERS[i].status, ANSWERS[i].body, answer.class);
		if (ANSWERS[i].words != NULL)
			assert_string_equal(answer.words, ANSWERS[i].words);
		assert_int_equal(answer.words == NULL, answer.class == SERVICENOW_GOOD);
	}
}

static void
what_did_not_come(void **state)
{
	static const char *const NONE[] = {NULL};
	static const struct {
		HttpEnd end;
		ServicenowClass class;
	} ENDS[] = {{HTTP_UNSENT, SERVICENOW_DOWN}, {HTTP_CUT, SERVICENOW_UNSURE},
	    {HTTP_TOO_LARGE, SERVICENOW_UNSURE}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++) {
		g_auto(ServicenowAnswer) answer = {0};

		read_answer(ENDS[i].end, 201, NONE, "{\"result\":{}}", false, &answer);
		assert_int_equal(answer.class, ENDS[i].class);
		assert_null(answer.result);
		assert_string_equal(answer.words, "it closed");
	}
}

static void
how_long_to_wait(void **state)
{
	static const struct {
		const char *after;
		const char *reset;
		const char *date;
		int64_t wait_ms;
	} WAITS[] = {
	    {"37", NULL, NULL, 37000},
	    {"Sun, 22 Nov 2026 10:00:30 GMT", NULL, "Sun, 22 Nov 2026 10:00:00 GMT", 30000},
	    {"Sun, 22 Nov 2026 09:00:00 GMT", NULL, "Sun, 22 Nov 2026 10:00:00 GMT", 0},
	    {NULL, "1795341640", "Sun, 22 Nov 2026 10:00:00 GMT", 40000},
	    {NULL, "1795341640", NULL, 0},
	    {"soon", NULL, NULL, 0},
	    {"-5", NULL, NULL, 0},
	    {"99999999999999999999", NULL, NULL, 7200000},
	    {NULL, NULL, NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(WAITS); i++) {
		const char *const headers[] = {"content-type", JSON, "retry-after",
		    WAITS[i].after, "x-ratelimit-reset", WAITS[i].reset, "date", WAITS[i].date,
		    NULL};
		g_auto(ServicenowAnswer) answer = {0};

		read_answer(HTTP_ANSWERED, 429, headers, "{}", false, &answer);
		assert_int_equal(answer.class, SERVICENOW_LIMITED);
		if (answer.wait_ms != WAITS[i].wait_ms)
			fail_msg("%zu: %" G_GINT64_FORMAT, i, answer.wait_ms);
	}
}

static void
pages_and_transactions(void **state)
{
	static const char *const NEXT[] = {"content-type", JSON, "x-transaction-id", "9f0c",
	    "link",
	    "<https://i/x?a&sysparm_offset=0>;rel=\"first\",<https://i/"
	    "x?a&sysparm_offset=-20>;rel=\"prev\","
	    "<https://i/x?a&sysparm_offset=20>;rel=\"next\"",
	    NULL};
	static const char *const LAST[] = {"content-type", JSON, "link",
	    "<https://i/x?a&sysparm_offset=0>;rel=\"first\"", NULL};
	g_auto(ServicenowAnswer) next = {0};
	g_auto(ServicenowAnswer) last = {0};

	(void)state;
	read_answer(HTTP_ANSWERED, 200, NEXT, "{\"result\":[]}", false, &next);
	assert_true(next.has_next);
	assert_string_equal(next.transaction, "9f0c");
	read_answer(HTTP_ANSWERED, 200, LAST, "{\"result\":[]}", false, &last);
	assert_false(last.has_next);
	assert_null(last.transaction);
}

static void
a_file_is_bytes(void **state)
{
	static const char *const HEADERS[] = {"content-type", HTML, NULL};
	g_auto(ServicenowAnswer) good = {0};
	g_auto(ServicenowAnswer) bad = {0};

	(void)state;
	read_answer(HTTP_ANSWERED, 200, HEADERS, "<p>", true, &good);
	assert_int_equal(good.class, SERVICENOW_GOOD);
	assert_non_null(good.bytes);
	read_answer(HTTP_ANSWERED, 404, HEADERS, "<p>", true, &bad);
	assert_int_equal(bad.class, SERVICENOW_ASLEEP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_status_is_of_a_class),
	    cmocka_unit_test(what_did_not_come),
	    cmocka_unit_test(how_long_to_wait),
	    cmocka_unit_test(pages_and_transactions),
	    cmocka_unit_test(a_file_is_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
