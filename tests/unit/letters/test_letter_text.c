/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/letters/compose.h"
#include "gateway/letters/letter_text.h"

static bool
is_ours(const void *data, const char *token)
{
	(void)data;
	(void)token;
	return false;
}

static const TokenCutter CUTTER = {is_ours, NULL, 1000, NULL, NULL};

static GPtrArray *
texts_of(const char *text, const char *html)
{
	const ComposeLetter letter = {
	    .from = {"Servicedesk", "servicedesk@desk.example"},
	    .to = {"Els Bos", "els@klant.example"},
	    .subject = "[CS0001234] Scherm",
	    .message_id = "letter.1@desk.example",
	    .date_ms = INT64_C(1795514523999),
	    .text = text,
	    .html = html,
	};
	g_autoptr(GBytes) bytes = compose_letter(&letter, &CUTTER);

	return letter_texts(bytes);
}

static void
test_plain(void **state)
{
	g_autoptr(GPtrArray) texts =
	    texts_of("Beste Zoë,\n\n1 = één; een regel die langer is dan "
		     "wat op een regel van een brief past, dus.\n",
		NULL);

	(void)state;
	assert_int_equal(texts->len, 1);
	assert_string_equal(texts->pdata[0],
	    "Beste Zoë,\n\n1 = één; een regel die langer is dan "
	    "wat op een regel van een brief past, dus.\n");
}

static void
test_html(void **state)
{
	g_autoptr(GPtrArray) texts = texts_of("Beste Els,",
	    "<html><head><style>p{x:y}</style></head><body><p>Beste <b>Els</b>,</p><p>R&amp;D "
	    "&lt;1&gt; &euro;</p></body></html>");

	(void)state;
	assert_int_equal(texts->len, 2);
	assert_string_equal(texts->pdata[0], "Beste Els,");
	assert_non_null(strstr(texts->pdata[1], "Beste  Els ,"));
	assert_non_null(strstr(texts->pdata[1], "R&D <1> &euro;"));
	assert_null(strstr(texts->pdata[1], "x:y"));
}

/* What is no letter of ours has no text, and does no harm. */
static void
test_others(void **state)
{
	static const char broken[] =
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\na=\r\nb=C3=zz=4";
	g_autoptr(GBytes) none = g_bytes_new_static("", 0);
	g_autoptr(GBytes) bytes = g_bytes_new_static(broken, strlen(broken));
	g_autoptr(GPtrArray) nothing = letter_texts(none);
	g_autoptr(GPtrArray) some = letter_texts(bytes);

	(void)state;
	assert_int_equal(nothing->len, 0);
	assert_int_equal(some->len, 1);
	assert_true(g_str_has_prefix(some->pdata[0], "ab"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_plain),
	    cmocka_unit_test(test_html), cmocka_unit_test(test_others)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
