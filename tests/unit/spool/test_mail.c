/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

/* A spool with a transaction open, which is all that most of these need. */
static Spool *
begin(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	return fixture->spool;
}

static Mail *
get(Spool *spool, int64_t id)
{
	Mail *mail = NULL;

	must(mail_get(spool, id, &mail, &error));
	return mail;
}

static void
decide(Spool *spool, int64_t id, MailState state, const char *hash)
{
	MailOutcome outcome = {
	    .state = state,
	    .reason = "because",
	    .decision = "ignore",
	    .message_id = "<1@x>",
	    .content_hash = hash,
	    .from_address = "Els@klant.example",
	    .date_ms = 77,
	    .subject = "Re: scherm",
	};

	must(mail_decide(spool, id, &outcome, &error));
}

static void
test_state_names(void **state)
{
	static const char *const NAMES[] = {
	    "waiting", "done", "duplicate", "held", "quarantined", "spam", "discarded"};
	MailState found = MAIL_HELD;

	(void)state;
	for (int i = MAIL_WAITING; i < MAIL_STATES; i++) {
		assert_string_equal(mail_state_name((MailState)i), NAMES[i]);
		assert_true(mail_state_from_name(NAMES[i], &found));
		assert_int_equal(found, i);
	}
	found = MAIL_HELD;
	assert_false(mail_state_from_name("Done", &found));
	assert_int_equal(found, MAIL_HELD);
}

static void
test_added(void **state)
{
	Spool *spool = begin(state);
	g_autoptr(GBytes) raw = g_bytes_new_static("From: a\r\n\r\n\0\xff", 13);
	MailArrival arrival = {"drop", "12.7", raw, 50000000, true, 1234, 1200, 0, 0};
	g_autoptr(Mail) mail = NULL;
	g_autoptr(GBytes) kept = NULL;
	int64_t id = 0;

	must(mail_add(spool, &arrival, &id, &error));
	mail = get(spool, id);
	assert_int_equal(mail->id, id);
	assert_string_equal(mail->mailbox, "drop");
	assert_string_equal(mail->key, "12.7");
	assert_int_equal(mail->state, MAIL_WAITING);
	assert_string_equal(mail->reason, "");
	assert_string_equal(mail->decision, "");
	assert_int_equal(mail->ticket, 0);
	assert_int_equal(mail->received_ms, 1234);
	assert_int_equal(mail->came_ms, 1200);
	assert_int_equal(mail->size, 50000000);
	assert_true(mail->header_only);
	assert_false(mail->filed);
	assert_int_equal(mail->repeats, 0);
	assert_false(mail->released);
	assert_int_equal(mail->attempts, 0);
	assert_null(mail->message_id);
	assert_null(mail->from_address);
	assert_string_equal(mail->subject, "");
	must(kept = mail_raw(spool, id, &error));
	assert_true(g_bytes_equal(kept, raw));
}

/* A server whose clock is ahead, and one that does not say. */
static void
a_mail_came_when_it_was_received_at_the_latest(void **state)
{
	static const struct {
		int64_t came_ms, taken_ms;
	} ROWS[] = {{900, 900}, {1000, 1000}, {1001, 1000}, {0, 1000}};
	Spool *spool = begin(state);

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *text = g_strdup_printf("mail %zu", i);
		g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
		const MailArrival arrival = {.mailbox = "support",
		    .raw = raw,
		    .received_ms = 1000,
		    .came_ms = ROWS[i].came_ms};
		g_autoptr(Mail) mail = NULL;
		int64_t id = 0;

		must(mail_add(spool, &arrival, &id, &error));
		mail = get(spool, id);
		assert_int_equal(mail->came_ms, ROWS[i].taken_ms);
	}
}

/* UIDs come again under the same UIDVALIDITY: of a mailbox that was restored, or is another account's now. */
static void
test_other_bytes_at_a_known_place_are_another_mail(void **state)
{
	Spool *spool = begin(state);
	g_autoptr(GBytes) raw = g_bytes_new_static("second", 6);
	g_autoptr(GBytes) kept = NULL;
	MailArrival other = {"support", "1.1", raw, 6, false, 0, 0, 0, 0};
	int64_t first = some_mail(spool, "1.1", 10), id = -1;
	g_autoptr(Mail) replaced = NULL;

	must(mail_add(spool, &other, &id, &error));
	assert_true(id > first);
	must(kept = mail_raw(spool, id, &error));
	assert_true(g_bytes_equal(kept, raw));
	replaced = get(spool, first);
	assert_string_equal(replaced->key, "");
	assert_true(replaced->filed);
	assert_int_equal(replaced->repeats, 0);
}

static void
test_raw_of_every_size(void **state)
{
	static const size_t SIZES[] = {
	    0, 1, 5000, 262143, 262144, 262145, 524288, 20 * 1024 * 1024 + 1};
	Spool *spool = begin(state);

	for (size_t i = 0; i < G_N_ELEMENTS(SIZES); i++) {
		g_autofree unsigned char *bytes = g_malloc(SIZES[i] + 1);
		g_autofree char *key = g_strdup_printf("%zu", i);
		g_autoptr(GBytes) raw = g_bytes_new_static(bytes, SIZES[i]);
		g_autoptr(GBytes) kept = NULL;
		MailArrival arrival = {.mailbox = "support", .key = key, .raw = raw};
		int64_t id = 0;

		for (size_t j = 0; j < SIZES[i]; j++)
			bytes[j] = (unsigned char)(j * 31 + j / 251);
		must(mail_add(spool, &arrival, &id, &error));
		must(kept = mail_raw(spool, id, &error));
		if (!g_bytes_equal(kept, raw))
			fail_msg("%zu bytes came back as other ones", SIZES[i]);
	}
}

static void
test_missing(void **state)
{
	Spool *spool = begin(state);
	Mail *mail = NULL;
	int attempts = -1;
	MailOutcome outcome = {.reason = "", .decision = "", .subject = ""};

	must_fail_saying(
	    mail_get(spool, 17, &mail, &error), SPOOL_ERROR_MISSING, "there is no mail 17");
	must_fail(mail_raw(spool, 17, &error), SPOOL_ERROR_MISSING);
	must_fail(mail_decide(spool, 17, &outcome, &error), SPOOL_ERROR_MISSING);
	must_fail(mail_count_attempt(spool, 17, &attempts, &error), SPOOL_ERROR_MISSING);
	must_fail(mail_retry(spool, 17, &error), SPOOL_ERROR_MISSING);
	must_fail(mail_release(spool, 17, &error), SPOOL_ERROR_MISSING);
	assert_null(mail);
	assert_int_equal(attempts, -1);
}

static void
test_decided(void **state)
{
	Spool *spool = begin(state);
	int64_t id = some_mail(spool, "1", 10);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	MailOutcome outcome = {
	    .state = MAIL_HELD,
	    .reason = "two tickets",
	    .decision = "hold",
	    .ticket = ticket,
	    .message_id = "<1@x>",
	    .content_hash = "h",
	    .from_address = "els@klant.example",
	    .subject = "Scherm",
	};
	g_autoptr(Mail) mail = NULL;

	must(mail_decide(spool, id, &outcome, &error));
	mail = get(spool, id);
	assert_int_equal(mail->state, MAIL_HELD);
	assert_string_equal(mail->reason, "two tickets");
	assert_string_equal(mail->decision, "hold");
	assert_int_equal(mail->ticket, ticket);
	assert_string_equal(mail->message_id, "<1@x>");
	assert_string_equal(mail->from_address, "els@klant.example");
	assert_string_equal(mail->subject, "Scherm");
	outcome.ticket = 99;
	must_fail(mail_decide(spool, id, &outcome, &error), SPOOL_ERROR_MISSING);
}

/* The ids in the list, as "1 2 3". */
static char *
ids(GPtrArray *mails)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < mails->len; i++) {
		Mail *mail = g_ptr_array_index(mails, i);

		g_string_append_printf(text, "%s%d", i ? " " : "", (int)mail->id);
	}
	g_ptr_array_unref(mails);
	return g_string_free(text, false);
}

static void
must_wait(Spool *spool, int64_t after, int limit, const char *wanted)
{
	GPtrArray *mails = NULL;
	g_autofree char *found = NULL;

	must(mail_waiting(spool, &(MailTurn){"support", after, limit}, &mails, &error));
	found = ids(mails);
	assert_string_equal(found, wanted);
}

static void
must_have_been_tried(Spool *spool, int limit, const char *wanted)
{
	GPtrArray *mails = NULL;
	g_autofree char *found = NULL;

	must(mail_tried(spool, "support", limit, &mails, &error));
	found = ids(mails);
	assert_string_equal(found, wanted);
}

static void
count_attempt(Spool *spool, int64_t id, int wanted)
{
	int attempts = 0;

	must(mail_count_attempt(spool, id, &attempts, &error));
	assert_int_equal(attempts, wanted);
}

static void
test_waiting_in_order(void **state)
{
	Spool *spool = begin(state);

	for (int i = 1; i <= 5; i++) {
		g_autofree char *key = g_strdup_printf("%d", 9 - i);

		assert_int_equal(some_mail(spool, key, 10), i);
	}
	must_wait(spool, 0, 10, "1 2 3 4 5");
	must_wait(spool, 0, 2, "1 2");
	must_wait(spool, 2, 2, "3 4");
	must_wait(spool, 5, 2, "");
	must_have_been_tried(spool, 10, "");
	count_attempt(spool, 1, 1);
	count_attempt(spool, 1, 2);
	count_attempt(spool, 4, 1);
	decide(spool, 2, MAIL_DONE, NULL);
	must_wait(spool, 0, 10, "3 5");
	must_have_been_tried(spool, 10, "4 1");
	must_have_been_tried(spool, 1, "4");
	decide(spool, 4, MAIL_QUARANTINED, NULL);
	must_have_been_tried(spool, 10, "1");
	must(mail_retry(spool, 4, &error));
	must(mail_retry(spool, 1, &error));
	must_wait(spool, 0, 10, "1 3 4 5");
	must_have_been_tried(spool, 10, "");
}

static void
test_released(void **state)
{
	Spool *spool = begin(state);
	int64_t id = some_mail(spool, "1", 10);
	g_autoptr(Mail) retried = NULL;
	g_autoptr(Mail) released = NULL;

	count_attempt(spool, id, 1);
	decide(spool, id, MAIL_HELD, NULL);
	must(mail_retry(spool, id, &error));
	retried = get(spool, id);
	assert_int_equal(retried->state, MAIL_WAITING);
	assert_int_equal(retried->attempts, 0);
	assert_string_equal(retried->reason, "");
	assert_string_equal(retried->decision, "");
	assert_false(retried->released);
	must(mail_release(spool, id, &error));
	released = get(spool, id);
	assert_int_equal(released->state, MAIL_WAITING);
	assert_true(released->released);
}

static void
must_find_same(Spool *spool, const char *message_id, const char *hash, int64_t wanted)
{
	const MailMarks marks = {message_id, hash, "els@klant.example", "Re: scherm", 77};
	int64_t id = -1;

	must(mail_find_same(spool, &marks, &id, &error));
	assert_int_equal(id, wanted);
}

static void
test_same(void **state)
{
	Spool *spool = begin(state);
	int64_t first = some_mail(spool, "1", 10), second = some_mail(spool, "2", 10);

	must_find_same(spool, "<1@x>", "h", 0);
	decide(spool, first, MAIL_DONE, "h");
	must_find_same(spool, "<1@x>", "h", first);
	must_find_same(spool, "<1@x>", "g", 0);
	must_find_same(spool, "<2@x>", "h", 0);
	decide(spool, second, MAIL_DUPLICATE, "h");
	must_find_same(spool, "<1@x>", "h", first);
	/* Decided anew, it is no duplicate of its own duplicate. */
	must(mail_retry(spool, first, &error));
	must_find_same(spool, "<1@x>", "h", 0);
}

/* Who had a copy of a mail, and sent it first as his own, would otherwise keep the real one from being read; and a
 * machine that uses one Message-ID for all its mails would be heard once. */
static void
test_same_in_all_but_one_thing(void **state)
{
	static const MailMarks OTHERS[] = {
	    {"<1@x>", "h", "mia@x.example", "Re: scherm", 77},
	    {"<1@x>", "h", NULL, "Re: scherm", 77},
	    {"<1@x>", "h", "els@klant.example", "Scherm", 77},
	    {"<1@x>", "h", "els@klant.example", "Re: scherm", 78},
	    {"<1@x>", "h", "els@klant.example", "Re: scherm", 0},
	};
	Spool *spool = begin(state);
	int64_t first = some_mail(spool, "1", 10), id = -1;

	decide(spool, first, MAIL_DONE, "h");
	must_find_same(spool, "<1@x>", "h", first);
	for (size_t i = 0; i < G_N_ELEMENTS(OTHERS); i++) {
		must(mail_find_same(spool, &OTHERS[i], &id, &error));
		assert_int_equal(id, 0);
	}
}

static void
test_list_and_count(void **state)
{
	Spool *spool = begin(state);
	static const struct {
		int state;
		int limit;
		const char *wanted;
	} CASES[] = {
	    {-1, 10, "4 3 2 1"},
	    {-1, 2, "4 3"},
	    {MAIL_WAITING, 10, "4 3"},
	    {MAIL_DONE, 10, "2"},
	    {MAIL_HELD, 10, "1"},
	    {MAIL_DUPLICATE, 10, ""},
	};
	int64_t counts[MAIL_STATES], oldest = -1;

	must(mail_count(spool, counts, &oldest, &error));
	assert_int_equal(oldest, 0);
	for (int i = 1; i <= 4; i++) {
		g_autofree char *key = g_strdup_printf("%d", i);

		some_mail(spool, key, 10);
	}
	decide(spool, 1, MAIL_HELD, NULL);
	decide(spool, 2, MAIL_DONE, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		GPtrArray *mails = NULL;
		g_autofree char *found = NULL;

		must(mail_list(spool, CASES[i].state, CASES[i].limit, &mails, &error));
		found = ids(mails);
		assert_string_equal(found, CASES[i].wanted);
	}
	for (int64_t before = 4; before > 1; before--) {
		g_autoptr(GPtrArray) older = NULL;

		must(mail_list_page(spool, &(ListPage){-1, before, 1}, &older, &error));
		assert_int_equal(((Mail *)older->pdata[0])->id, before - 1);
	}
	must(mail_count(spool, counts, &oldest, &error));
	assert_int_equal(counts[MAIL_WAITING], 2);
	assert_int_equal(counts[MAIL_DONE], 1);
	assert_int_equal(counts[MAIL_DUPLICATE], 0);
	assert_int_equal(counts[MAIL_HELD], 1);
	assert_int_equal(counts[MAIL_QUARANTINED], 0);
	assert_int_equal(oldest, 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_state_names),
	    spool_test(test_added),
	    spool_test(a_mail_came_when_it_was_received_at_the_latest),
	    spool_test(test_other_bytes_at_a_known_place_are_another_mail),
	    spool_test(test_raw_of_every_size),
	    spool_test(test_missing),
	    spool_test(test_decided),
	    spool_test(test_waiting_in_order),
	    spool_test(test_released),
	    spool_test(test_same),
	    spool_test(test_same_in_all_but_one_thing),
	    spool_test(test_list_and_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
