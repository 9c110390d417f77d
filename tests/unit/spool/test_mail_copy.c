/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "spool/sqlite.h"
#include "tests/unit/spool_fixture.h"

static Spool *
begin(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	return fixture->spool;
}

static int64_t
add(Spool *spool, const char *mailbox, const char *key, const char *text)
{
	g_autoptr(GBytes) raw = g_bytes_new_static(text, strlen(text));
	MailArrival arrival = {mailbox, key, raw, (int64_t)strlen(text), false, 1000, 0, 0, 0};
	int64_t id = -1;

	must(mail_add(spool, &arrival, &id, &error));
	return id;
}

static void
must_be_repeated(Spool *spool, int64_t id, int64_t times)
{
	g_autoptr(Mail) mail = NULL;

	must(mail_get(spool, id, &mail, &error));
	assert_int_equal(mail->repeats, times);
	assert_int_equal(mail->repeated_ms, times == 0 ? 0 : 1000);
}

static int64_t
count(Spool *spool, const char *sql)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, sql);
	int64_t number = -1;

	must(sql_run_int(select, 0, &number, &error));
	return number;
}

static void
must_be_unfiled(Spool *spool, const char *mailbox, const char *wanted)
{
	g_autoptr(GPtrArray) keys = NULL;
	g_autofree char *found = NULL;

	must(mail_unfiled(spool, mailbox, &keys, &error));
	g_ptr_array_add(keys, NULL);
	found = g_strjoinv(" ", (char **)keys->pdata);
	assert_string_equal(found, wanted);
}

static void
test_the_hash(void **state)
{
	g_autoptr(GBytes) raw = g_bytes_new_static("abc", 3);
	MailArrival arrival = {"support", "1.1", raw, 3, false, 0, 0, 0, 0};
	g_autofree char *whole = mail_hash(&arrival);
	g_autofree char *header = NULL;

	(void)state;
	assert_string_equal(
	    whole, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	arrival.size = 50000000;
	arrival.header_only = true;
	header = mail_hash(&arrival);
	assert_string_equal(header,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad-50000000");
}

/* The server's copy is fetched again because it is not filed yet: nothing new, and it is to be filed. */
static void
test_the_same_bytes_at_the_same_place(void **state)
{
	Spool *spool = begin(state);
	const char *const key = "9.1";
	int64_t id = add(spool, "support", key, "text");

	assert_int_equal(add(spool, "support", key, "text"), 0);
	must_be_repeated(spool, id, 0);
	must_be_unfiled(spool, "support", key);
	must(mail_set_filed(spool, "support", &key, 1, &error));
	must_be_unfiled(spool, "support", "");
	assert_int_equal(add(spool, "support", key, "text"), 0);
	must_be_repeated(spool, id, 0);
	must_be_unfiled(spool, "support", key);
	assert_int_equal(count(spool, "SELECT count(*) FROM mail_chunk"), 1);
}

/* Another UIDVALIDITY, another mailbox, another copy in the folder, or no server at all: one mail. */
static void
test_the_same_bytes_elsewhere(void **state)
{
	Spool *spool = begin(state);
	const char *const filed[] = {"9.1", "10.1"};
	int64_t id = add(spool, "support", "9.1", "text");
	g_autoptr(Mail) mail = NULL;

	assert_int_equal(add(spool, "support", "10.1", "text"), 0);
	must_be_repeated(spool, id, 1);
	assert_int_equal(add(spool, "drop", "9.1", "text"), 0);
	assert_int_equal(add(spool, "support", NULL, "text"), 0);
	must_be_repeated(spool, id, 3);
	assert_int_equal(count(spool, "SELECT count(*) FROM mail"), 1);
	assert_int_equal(count(spool, "SELECT count(*) FROM mail_chunk"), 1);
	must_be_unfiled(spool, "support", "10.1 9.1");
	must(mail_set_filed(spool, "support", filed, 2, &error));
	must_be_unfiled(spool, "support", "");
	must_be_unfiled(spool, "drop", "9.1");
	must(mail_get(spool, id, &mail, &error));
	assert_false(mail->filed);
}

/* Two bodies that are too large to be kept, under the same header. */
static void
test_headers_alone(void **state)
{
	Spool *spool = begin(state);
	g_autoptr(GBytes) raw = g_bytes_new_static("Subject: x\r\n\r\n", 14);
	MailArrival arrival = {"support", "1.1", raw, 50000000, true, 0, 0, 0, 0};
	int64_t first = 0, second = 0, again = -1;

	must(mail_add(spool, &arrival, &first, &error));
	arrival.key = "1.2";
	must(mail_add(spool, &arrival, &again, &error));
	assert_int_equal(again, 0);
	arrival.size++;
	must(mail_add(spool, &arrival, &second, &error));
	assert_true(second > first);
}

static void
test_filing(void **state)
{
	Spool *spool = begin(state);
	const char *const KEYS[] = {"9.2", "9.1", "never heard of"};

	add(spool, "support", "9.1", "a");
	add(spool, "support", "9.2", "b");
	add(spool, "support", "9.3", "c");
	add(spool, "drop", "9.1", "d");
	add(spool, "deliver", NULL, "e");
	must_be_unfiled(spool, "support", "9.1 9.2 9.3");
	must_be_unfiled(spool, "deliver", "");
	must(mail_set_filed(spool, "support", KEYS, 3, &error));
	must_be_unfiled(spool, "support", "9.3");
	must_be_unfiled(spool, "drop", "9.1");
}

/* The first one counts them all, also those that came before it was known to be the first. */
static void
test_duplicates(void **state)
{
	Spool *spool = begin(state);
	int64_t first = add(spool, "support", "1.1", "one way");
	int64_t duplicate = add(spool, "support", "1.2", "another way");
	int64_t counts[MAIL_STATES], oldest = 0;

	add(spool, "support", "1.3", "another way");
	must_be_repeated(spool, duplicate, 1);
	must(mail_set_same(spool, duplicate, first, 1000, &error));
	must_be_repeated(spool, first, 2);
	add(spool, "support", "1.4", "another way");
	add(spool, "support", "1.5", "one way");
	must_be_repeated(spool, first, 4);
	must_be_repeated(spool, duplicate, 1);
	/* The duplicate itself is waiting here. */
	must(mail_count(spool, counts, &oldest, &error));
	assert_int_equal(counts[MAIL_DUPLICATE], 3);
	must_fail(mail_set_same(spool, duplicate, 99, 1000, &error), SPOOL_ERROR_MISSING);
	must_fail(mail_repeat(spool, 99, 1000, &error), SPOOL_ERROR_MISSING);
}

/* Mails of an older version have no hash until something comes that may be the same. */
static void
test_mails_without_a_hash(void **state)
{
	Spool *spool = begin(state);
	g_autofree char *large = g_strnfill(600000, 'x');
	int64_t small = add(spool, "support", "1.1", "text");
	int64_t big = add(spool, "support", "1.2", large);
	static const char UNHASHED[] = "SELECT count(*) FROM mail WHERE hash IS NULL";

	must(sql_execute(spool, "UPDATE mail SET hash = NULL", &error));
	assert_true(add(spool, "support", "2.1", "other text") > big);
	assert_int_equal(count(spool, UNHASHED), 2);
	assert_true(add(spool, "support", "2.2", "test") > big);
	assert_int_equal(count(spool, UNHASHED), 1);
	assert_int_equal(add(spool, "support", "2.3", "text"), 0);
	must_be_repeated(spool, small, 1);
	assert_int_equal(add(spool, "support", "1.2", large), 0);
	must_be_repeated(spool, big, 0);
	assert_int_equal(count(spool, UNHASHED), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_the_hash),
	    spool_test(test_the_same_bytes_at_the_same_place),
	    spool_test(test_the_same_bytes_elsewhere),
	    spool_test(test_headers_alone),
	    spool_test(test_filing),
	    spool_test(test_duplicates),
	    spool_test(test_mails_without_a_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
