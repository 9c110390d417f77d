/* SPDX-License-Identifier: Apache-2.0 */
/* Taking an mbox apart, as many programs write it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parsers/limits.h"
#include "parsers/mbox.h"

#define MONDAY "Mon Nov 23 10:02:33 2026"

/* Each mail: "line/seconds/size[raw]", with an h behind the size where only its header is there. */
static bool
tell(const MboxMail *mail, void *data)
{
	GString *told = data;
	gsize size = 0;
	const char *raw = g_bytes_get_data(mail->raw, &size);

	g_string_append_printf(told, "%d/%d/%d%s[", (int)mail->line,
	    (int)(mail->came_ms / 1000), (int)mail->size, mail->header_only ? "h" : "");
	g_string_append_len(told, raw, (gssize)size);
	g_string_append_c(told, ']');
	return true;
}

static char *
split(const char *bytes, size_t size, size_t most, size_t piece)
{
	GString *told = g_string_new(NULL);
	g_autoptr(Mbox) mbox = mbox_new(most, tell, told);
	bool good = true;

	for (size_t at = 0; good && at < size; at += piece)
		good = mbox_feed(mbox, bytes + at, MIN(piece, size - at));
	good = good && mbox_end(mbox);
	assert_int_equal(good, mbox_wrong(mbox) == NULL);
	if (!good)
		g_string_append_printf(told, "wrong: %s", mbox_wrong(mbox));
	return g_string_free(told, FALSE);
}

static const struct {
	const char *what;
	const char *mbox;
	const char *expected;
} ROWS[] = {
    {"two mails", "From els " MONDAY "\na: b\n\nx\n\nFrom piet " MONDAY "\nc: d\n\ny\n",
	"1/1795428153/8[a: b\n\nx\n]6/1795428153/8[c: d\n\ny\n]"},
    {"CRLF", "From els " MONDAY "\r\na: b\r\n\r\nx\r\n\r\nFrom piet " MONDAY "\r\nc: d\r\n",
	"1/1795428153/11[a: b\r\n\r\nx\r\n]6/1795428153/6[c: d\r\n]"},
    {"no empty line before the next",
	"From a " MONDAY "\na: b\n\nx\nFrom b " MONDAY "\nc: d\n\ny",
	"1/1795428153/8[a: b\n\nx\n]5/1795428153/7[c: d\n\ny]"},
    {"a header alone keeps its end", "From a " MONDAY "\na: b\n\n\nFrom b " MONDAY "\nc: d\n\n",
	"1/1795428153/6[a: b\n\n]5/1795428153/6[c: d\n\n]"},
    {"quoted lines", "From a " MONDAY "\na: b\n\n>From x\n>>From y\n>Fromage\n> From z\n",
	"1/1795428153/39[a: b\n\nFrom x\n>From y\n>Fromage\n> From z\n]"},
    {"text that nobody quoted",
	"From a " MONDAY "\na: b\n\nFrom here on it rains.\n\nFrom Jan 5\n",
	"1/1795428153/41[a: b\n\nFrom here on it rains.\n\nFrom Jan 5\n]"},
    {"no date in the first line", "From nobody\na: b\n\nx\n", "1/0/8[a: b\n\nx\n]"},
    {"empty lines first", "\n\r\nFrom a " MONDAY "\na: b\n\nx\n",
	"3/1795428153/8[a: b\n\nx\n]"},
    {"nothing between", "From a " MONDAY "\nFrom b " MONDAY "\na: b\n",
	"1/1795428153/0[]2/1795428153/5[a: b\n]"},
    {"no mbox", "PK\003\004zip\033[2J", "wrong: PKzip[2J"},
    {"text", "Dear all,\nFrom a " MONDAY "\n", "wrong: Dear all,"},
    {"nothing", "", "wrong: "},
    {"empty lines", "\n\n", "wrong: "},
    /* dates */
    {"Thunderbird", "From - " MONDAY "\n", "1/1795428153/0[]"},
    {"a sender with spaces", "From Els Bos " MONDAY "\n", "1/1795428153/0[]"},
    {"no seconds", "From a Mon Nov  3 10:02 2026\n", "1/1793700120/0[]"},
    {"a zone before the year", "From a Mon Nov 23 10:02:33 +0130 2026\n", "1/1795422753/0[]"},
    {"a zone behind the year", "From a Mon Nov 23 10:02:33 2026 -0130\n", "1/1795433553/0[]"},
    {"a zone by name", "From a Mon Nov 23 10:02:33 CET 2026\n", "1/1795428153/0[]"},
    {"no day of that month", "From a Mon Feb 30 10:02:33 2026\n", "1/0/0[]"},
    {"no time", "From a Mon Nov 23 25:02:33 2026\n", "1/0/0[]"},
    {"no year", "From a Mon Nov 23 10:02:33 26\n", "1/0/0[]"},
    {"long before", "From a Thu Jan  1 00:00:00 1970 +0100\n", "1/0/0[]"},
};

static void
test_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		size_t size = strlen(ROWS[i].mbox);

		for (size_t piece = 1; piece <= MAX(size, 1); piece++) {
			g_autofree char *found = split(ROWS[i].mbox, size, 1000, piece);

			if (!g_str_equal(found, ROWS[i].expected))
				fail_msg("%s in pieces of %zu:\n%s\n%s", ROWS[i].what, piece,
				    found, ROWS[i].expected);
		}
	}
}

static void
test_nul(void **state)
{
	static const char MBOX[] = "From a " MONDAY "\na: \0b\n\n>From \0x\n";
	static const char EXPECTED[] = "1/1795428153/15[a: \0b\n\nFrom \0x\n]";
	GString *told = g_string_new(NULL);
	g_autoptr(Mbox) mbox = mbox_new(1000, tell, told);

	(void)state;
	assert_true(mbox_feed(mbox, MBOX, sizeof MBOX - 1) && mbox_end(mbox));
	assert_int_equal(told->len, sizeof EXPECTED - 1);
	assert_memory_equal(told->str, EXPECTED, told->len);
	g_string_free(told, TRUE);
}

/* As much as a mail may have, then one byte more; and a line that is longer than any piece. */
static void
test_large(void **state)
{
	g_autofree char *body = g_strnfill(10000, 'x');
	g_autofree char *mbox =
	    g_strdup_printf("From a " MONDAY "\na: b\n\n%s\n\nFrom b " MONDAY "\nc: d\n", body);
	g_autofree char *whole =
	    g_strdup_printf("1/1795428153/10007[a: b\n\n%s\n]6/1795428153/5[c: d\n]", body);
	const char *cut = "1/1795428153/10007h[a: b\n\n]6/1795428153/5[c: d\n]";
	g_autofree char *fits = split(mbox, strlen(mbox), 10008, 100);
	g_autofree char *over = split(mbox, strlen(mbox), 10006, 100);

	(void)state;
	assert_string_equal(fits, whole);
	assert_string_equal(over, cut);
}

static bool
count_to_two(const MboxMail *mail, void *data)
{
	(void)mail;
	return ++*(int *)data < 2;
}

static void
test_stopped(void **state)
{
	static const char MBOX[] = "From a " MONDAY "\na: b\n\nFrom b " MONDAY "\n";
	int count = 0;
	g_autoptr(Mbox) mbox = mbox_new(1000, count_to_two, &count);

	(void)state;
	assert_true(mbox_feed(mbox, MBOX, sizeof MBOX - 1));
	assert_false(mbox_feed(mbox, MBOX, sizeof MBOX - 1));
	assert_false(mbox_feed(mbox, MBOX, sizeof MBOX - 1));
	assert_false(mbox_end(mbox));
	assert_null(mbox_wrong(mbox));
	assert_int_equal(count, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_split),
	    cmocka_unit_test(test_nul),
	    cmocka_unit_test(test_large),
	    cmocka_unit_test(test_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
