/* SPDX-License-Identifier: Apache-2.0 */
/* Requests, and what becomes of them where a line is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/net/http_client.h"
#include "tests/unit/http_fixture.h"

#define PATIENCE 200

typedef struct {
	HttpFixture server;
	CurlLibrary curl;
	HttpClient *client;
} Scene;

/* What came to one request. */
typedef struct {
	int times;
	HttpEnd end;
	long status;
	char *body;
	char *header;
	char *why;
} Came;

static void
came_clear(Came *came)
{
	g_free(came->body);
	g_free(came->header);
	g_free(came->why);
	*came = (Came){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Came, came_clear)

static void
begin(Scene *scene, const HttpStep *steps)
{
	scene->server = http_fixture_start(steps);
	assert_true(curl_library_load(&scene->curl, NULL));
	scene->client = http_client_new(
	    &(HttpServer){.curl = &scene->curl, .url = scene->server.url, .connections = 4},
	    NULL);
	assert_non_null(scene->client);
}

static void
end(Scene *scene)
{
	http_client_free(scene->client);
	http_fixture_end(&scene->server);
}

static void
on_answer(const HttpAnswer *answer, void *data)
{
	Came *came = data;

	came->times++;
	came->end = answer->end;
	came->status = answer->status;
	came->body = g_strndup((const char *)answer->body->data, answer->body->len);
	came->header = g_strdup(http_answer_header(answer, "x-transaction-id"));
	came->why = g_strdup(answer->why);
}

static void
send_request(Scene *scene, const char *method, const char *path, const char *body, Came *came)
{
	static const char *const HEADERS[] = {"Accept: application/json", NULL};
	g_autoptr(GBytes) bytes = body == NULL ? NULL : g_bytes_new(body, strlen(body));
	HttpRequest request = {.method = method,
	    .path = path,
	    .headers = HEADERS,
	    .body = bytes,
	    .most = 1000,
	    .wait_ms = 1000};

	http_client_send(scene->client, &request, on_answer, came);
}

static void
wait_for(Scene *scene)
{
	for (int i = 0; i < PATIENCE && http_client_busy(scene->client) > 0; i++)
		http_client_run(scene->client, -1, 100);
	assert_int_equal(http_client_busy(scene->client), 0);
}

static void
ask(Scene *scene, const char *method, const char *path, const char *body, Came *came)
{
	send_request(scene, method, path, body, came);
	assert_int_equal(came->times, 0);
	wait_for(scene);
	assert_int_equal(came->times, 1);
}

static void
requests_are_answered(void **state)
{
	static const HttpStep STEPS[] = {
	    {.expect = "GET /a?b=c HTTP/1.1",
		.has = "Accept: application/json\r\n",
		.status = 200,
		.answer = "{}",
		.headers = "X-Transaction-ID: 17 \r\nContent-Type: x\r\n"},
	    {.expect = "POST /p ", .has = "\r\n\r\nhello", .status = 201, .answer = "done"},
	    {.expect = "PATCH /q ", .has = "\r\n\r\nmore", .status = 404}, {0}};
	Scene scene;
	g_auto(Came) got = {0};
	g_auto(Came) posted = {0};
	g_auto(Came) patched = {0};

	(void)state;
	begin(&scene, STEPS);
	send_request(&scene, "GET", "/a?b=c", NULL, &got);
	send_request(&scene, "POST", "/p", "hello", &posted);
	send_request(&scene, "PATCH", "/q", "more", &patched);
	assert_int_equal(http_client_busy(scene.client), 3);
	wait_for(&scene);
	assert_int_equal(got.status, 200);
	assert_string_equal(got.body, "{}");
	assert_string_equal(got.header, "17");
	assert_int_equal(posted.status, 201);
	assert_string_equal(posted.body, "done");
	assert_int_equal(patched.status, 404);
	assert_int_equal(patched.end, HTTP_ANSWERED);
	end(&scene);
}

/* A body of more than a buffer, with bytes of all kinds. */
static void
a_large_body_is_sent_whole(void **state)
{
	static const HttpStep STEPS[] = {
	    {.expect = "POST /p ", .has = "Content-Length: 3000000\r\n", .status = 200}, {0}};
	Scene scene;
	g_auto(Came) came = {0};
	g_autofree char *body = g_malloc(3000001);

	(void)state;
	begin(&scene, STEPS);
	memset(body, 'x', 3000000);
	body[3000000] = '\0';
	ask(&scene, "POST", "/p", body, &came);
	assert_int_equal(came.status, 200);
	end(&scene);
}

/* libcurl would send the second again by itself, on a new connection. */
static void
what_may_have_arrived_is_not_sent_again(void **state)
{
	static const HttpStep STEPS[] = {{.expect = "GET /", .status = 200},
	    {.expect = "POST /p ", .how = HTTP_STEP_CUTS},
	    {.expect = "GET /again", .status = 200}, {0}};
	Scene scene;
	g_auto(Came) first = {0};
	g_auto(Came) second = {0};
	g_auto(Came) third = {0};

	(void)state;
	begin(&scene, STEPS);
	ask(&scene, "GET", "/", NULL, &first);
	ask(&scene, "POST", "/p", "{}", &second);
	assert_int_equal(second.end, HTTP_CUT);
	assert_non_null(second.why);
	ask(&scene, "GET", "/again", NULL, &third);
	assert_int_equal(third.end, HTTP_ANSWERED);
	end(&scene);
}

static void
an_answer_that_is_cut_or_late_is_none(void **state)
{
	static const HttpStep STEPS[] = {{.expect = "POST /a ",
					     .status = 201,
					     .answer = "{\"result\":1}",
					     .how = HTTP_STEP_CUTS_WITHIN},
	    {.expect = "POST /b ", .how = HTTP_STEP_IS_SILENT}, {0}};
	Scene scene;
	g_auto(Came) cut = {0};
	g_auto(Came) late = {0};

	(void)state;
	begin(&scene, STEPS);
	ask(&scene, "POST", "/a", "{}", &cut);
	assert_int_equal(cut.end, HTTP_CUT);
	ask(&scene, "POST", "/b", "{}", &late);
	assert_int_equal(late.end, HTTP_CUT);
	end(&scene);
}

static void
too_much_is_not_taken(void **state)
{
	g_autofree char *long_answer = g_strnfill(1001, 'x');
	const HttpStep STEPS[] = {
	    {.expect = "GET /", .status = 200, .answer = long_answer}, {0}};
	Scene scene;
	g_auto(Came) came = {0};

	(void)state;
	begin(&scene, STEPS);
	ask(&scene, "GET", "/", NULL, &came);
	assert_int_equal(came.end, HTTP_TOO_LARGE);
	assert_non_null(came.why);
	end(&scene);
}

static void
no_way_elsewhere_is_followed_and_no_cookie_kept(void **state)
{
	static const HttpStep STEPS[] = {
	    {.expect = "GET /a ",
		.status = 302,
		.headers = "Location: /b\r\nSet-Cookie: JSESSIONID=1; Path=/\r\n"},
	    {.expect = "GET /c ", .status = 200}, {0}};
	Scene scene;
	g_auto(Came) came = {0};
	g_auto(Came) next = {0};

	(void)state;
	begin(&scene, STEPS);
	ask(&scene, "GET", "/a", NULL, &came);
	assert_int_equal(came.status, 302);
	ask(&scene, "GET", "/c", NULL, &next);
	assert_int_equal(next.status, 200);
	end(&scene);
}

static void
where_nobody_listens_nothing_is_sent(void **state)
{
	static const HttpStep NONE[] = {{0}};
	Scene scene;
	g_auto(Came) came = {0};

	(void)state;
	begin(&scene, NONE);
	http_fixture_end(&scene.server);
	ask(&scene, "POST", "/", "{}", &came);
	assert_int_equal(came.end, HTTP_UNSENT);
	http_client_free(scene.client);
}

static void
only_https_and_this_machine(void **state)
{
	static const struct {
		const char *url;
		bool good;
	} URLS[] = {
	    {"https://desk.example", true},
	    {"https://desk.example:8443", true},
	    {"http://127.0.0.1:80", true},
	    {"http://localhost", true},
	    {"http://[::1]:80", true},
	    {"http://desk.example", false},
	    {"http://localhost.desk.example", false},
	    {"https://desk.example/", false},
	    {"https://desk.example/a", false},
	    {"https://desk.example?a", false},
	    {"https://user:secret@desk.example", false},
	    {"ftp://127.0.0.1", false},
	    {"desk.example", false},
	};
	CurlLibrary curl;

	(void)state;
	assert_true(curl_library_load(&curl, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(URLS); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(HttpClient) client = http_client_new(
		    &(HttpServer){.curl = &curl, .url = URLS[i].url, .connections = 1}, &error);

		if ((client != NULL) != URLS[i].good || (error == NULL) != URLS[i].good)
			fail_msg("%s", URLS[i].url);
	}
}

static void
what_is_under_way_is_dropped(void **state)
{
	static const HttpStep STEPS[] = {{.expect = "GET /", .how = HTTP_STEP_IS_SILENT}, {0}};
	Scene scene;
	g_auto(Came) came = {0};

	(void)state;
	begin(&scene, STEPS);
	send_request(&scene, "GET", "/", NULL, &came);
	for (int i = 0; i < 5; i++)
		http_client_run(scene.client, -1, 50);
	end(&scene);
	assert_int_equal(came.times, 0);
}

static void
something_to_read_ends_the_wait(void **state)
{
	static const HttpStep NONE[] = {{0}};
	Scene scene;
	int ends[2];

	(void)state;
	begin(&scene, NONE);
	assert_int_equal(pipe(ends), 0);
	assert_false(http_client_run(scene.client, ends[0], 1));
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_true(http_client_run(scene.client, ends[0], 60000));
	close(ends[0]);
	close(ends[1]);
	end(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(requests_are_answered),
	    cmocka_unit_test(a_large_body_is_sent_whole),
	    cmocka_unit_test(what_may_have_arrived_is_not_sent_again),
	    cmocka_unit_test(an_answer_that_is_cut_or_late_is_none),
	    cmocka_unit_test(too_much_is_not_taken),
	    cmocka_unit_test(no_way_elsewhere_is_followed_and_no_cookie_kept),
	    cmocka_unit_test(where_nobody_listens_nothing_is_sent),
	    cmocka_unit_test(only_https_and_this_machine),
	    cmocka_unit_test(what_is_under_way_is_dropped),
	    cmocka_unit_test(something_to_read_ends_the_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
