/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/web/http_head.h"

/* "Name: value|Name: value" */
static void
read_head(HttpHead *head, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "|", -1);

	http_head_init(head, "X-User");
	for (char **line = lines; *line != NULL; line++) {
		char *colon = strstr(*line, ": ");

		assert_non_null(colon);
		http_head_add(
		    head, *line, (size_t)(colon - *line), colon + 2, strlen(colon + 2));
	}
}

static const struct {
	const char *lines;
	bool good;
} HEADS[] = {
    {"Host: desk.example", true},
    {"Host: desk.example|Content-Length: 12", true},
    {"Host: desk.example|Transfer-Encoding: chunked", true},
    {"Accept: */*", false},
    {"Host: desk.example|Host: evil.example", false},
    {"Host: a|Content-Length: 12|Content-Length: 12", false},
    {"Host: a|content-length: 12|Transfer-Encoding: chunked", false},
    {"Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked", false},
    {"Host: a|Content-Length: +12", false},
    {"Host: a|Content-Length: 12, 12", false},
    {"Host: a|Content-Length: -1", false},
    {"Host: a|Content-Length: ", false},
    {"Host: a|Content-Length: 99999999999999999999", false},
    {"Host: a|X-User: sanne|x-user: olga", false},
    {"Host: a|X-User: sanne|X_User: olga", true},
    {"Host: a|X\tA: b", false},
    {"Host: a|X: a\rb", false},
    {"Host: a|X: a\nX-User: olga", false},
    {"Host: a|X: a\tb", true},
};

static void
says_where_one_request_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(HEADS); i++) {
		HttpHead head;

		read_head(&head, HEADS[i].lines);
		if (http_head_is_good(&head) != HEADS[i].good)
			fail_msg("%s", HEADS[i].lines);
		http_head_clear(&head);
	}
}

static void
a_value_has_no_nul(void **state)
{
	HttpHead head;

	(void)state;
	read_head(&head, "Host: a");
	http_head_add(&head, "X", 1, "a\0b", 3);
	assert_false(http_head_is_good(&head));
	http_head_clear(&head);
}

static void
there_is_a_most_of_headers(void **state)
{
	HttpHead head;

	(void)state;
	read_head(&head, "Host: a");
	for (int i = 0; i < 100; i++)
		http_head_add(&head, "X", 1, "", 0);
	assert_false(http_head_is_good(&head));
	http_head_clear(&head);
}

static const struct {
	const char *lines, *cookie; /* cookie: or NULL */
} COOKIES[] = {
    {"Cookie: __Host-casegate=abc", "abc"},
    {"Cookie: a=b; __Host-casegate=abc; c=d", "abc"},
    {"Cookie: a=b|Cookie: __Host-casegate=abc", "abc"},
    {"Cookie: casegate=abc", NULL},
    {"Cookie: x__Host-casegate=abc", NULL},
    {"Cookie: __Host-casegate=abc; __Host-casegate=def", NULL},
    {"Cookie: __Host-casegate=abc|Cookie: __Host-casegate=def", NULL},
};

static void
has_one_cookie_of_ours(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(COOKIES); i++) {
		HttpHead head;

		read_head(&head, COOKIES[i].lines);
		if (g_strcmp0(head.cookie, COOKIES[i].cookie) != 0)
			fail_msg("%s: %s", COOKIES[i].lines, head.cookie);
		http_head_clear(&head);
	}
}

static const struct {
	const char *lines;
	bool same;
} ORIGINS[] = {
    {"Sec-Fetch-Site: same-origin", true},
    {"Sec-Fetch-Site: cross-site", false},
    {"Sec-Fetch-Site: same-site", false},
    {"Sec-Fetch-Site: none", false},
    {"Sec-Fetch-Site: cross-site|Origin: https://desk.example", false},
    {"Origin: https://desk.example", true},
    {"Origin: https://desk.example.evil.example", false},
    {"Origin: http://desk.example", false},
    {"Origin: null", false},
    {"Referer: https://desk.example/", false},
};

static void
tells_our_own_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ORIGINS); i++) {
		HttpHead head;

		read_head(&head, ORIGINS[i].lines);
		if (http_head_is_same_origin(&head, "https://desk.example") != ORIGINS[i].same)
			fail_msg("%s", ORIGINS[i].lines);
		http_head_clear(&head);
	}
}

static const struct {
	const char *wanted, *language;
} LANGUAGES[] = {
    {"nl", "nl"},
    {"nl-NL,nl;q=0.9,en;q=0.8", "nl"},
    {"de-DE, de;q=0.9, en;q=0.5", "en"},
    {"fr", "x"},
    {"", "x"},
};

static void
chooses_a_language(void **state)
{
	static const char *const OURS[] = {"en", "nl", NULL};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(LANGUAGES); i++) {
		g_autofree char *line =
		    g_strconcat("Accept-Language: ", LANGUAGES[i].wanted, NULL);
		HttpHead head;

		read_head(&head, line);
		assert_string_equal(
		    http_head_language(&head, OURS, "x"), LANGUAGES[i].language);
		http_head_clear(&head);
	}
}

static const struct {
	const char *lines;
	bool pressed, not_foreign;
} PRESSES[] = {
    {"Sec-Fetch-Site: same-origin|Sec-Fetch-User: ?1", true, true},
    {"Sec-Fetch-Site: same-origin", false, true},
    {"Sec-Fetch-Site: same-origin|Sec-Fetch-User: ?0", false, true},
    {"Sec-Fetch-Site: same-origin|Sec-Fetch-User: ?1, ?1", false, true},
    {"Sec-Fetch-Site: cross-site|Sec-Fetch-User: ?1", true, false},
    {"Sec-Fetch-Site: none|Sec-Fetch-User: ?1", true, false},
    {"Host: a", true, true},
    {"Origin: null", true, true},
    {"Origin: https://desk.example", true, true},
    {"Origin: https://evil.example", true, false},
};

/* A browser that tells nothing is believed: the form of a link's page proves that it was looked at. */
static void
tells_a_press_from_a_script(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(PRESSES); i++) {
		HttpHead head;

		read_head(&head, PRESSES[i].lines);
		if (http_head_is_pressed(&head) != PRESSES[i].pressed ||
		    http_head_is_not_foreign(&head, "https://desk.example") !=
			PRESSES[i].not_foreign)
			fail_msg("%s", PRESSES[i].lines);
		http_head_clear(&head);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_where_one_request_ends),
	    cmocka_unit_test(a_value_has_no_nul),
	    cmocka_unit_test(there_is_a_most_of_headers),
	    cmocka_unit_test(tells_a_press_from_a_script),
	    cmocka_unit_test(has_one_cookie_of_ours),
	    cmocka_unit_test(tells_our_own_forms),
	    cmocka_unit_test(chooses_a_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
