/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/step_up.h"

/* A mail that is held. */
static int64_t
a_mail(Spool *spool, const char *text)
{
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	const MailArrival arrival = {.mailbox = "support", .raw = raw, .size = 1};
	const MailOutcome outcome = {.state = MAIL_HELD,
	    .reason = "waits",
	    .decision = "wait for a code",
	    .subject = ""};
	int64_t id = 0;

	must(mail_add(spool, &arrival, &id, &error));
	must(mail_decide(spool, id, &outcome, &error));
	return id;
}

static int64_t
a_letter(Spool *spool)
{
	const Letter letter = {.name = (char *)"step-up",
	    .purpose = (char *)"step up",
	    .mailbox = (char *)"support",
	    .recipient = (char *)"els@klant.example",
	    .salt = 1};
	int64_t id = 0;

	must(letter_add(spool, &letter, &id, &error));
	return id;
}

static int64_t
a_contact(Spool *spool)
{
	int64_t id = 0;

	must(contact_add(
	    spool, &(ContactDetails){.address = "els@klant.example"}, 1, &id, &error));
	return id;
}

static StepUp
ask(Spool *spool, int64_t mail, int64_t contact)
{
	StepUp asked = {.mail = mail,
	    .letter = a_letter(spool),
	    .contact = contact,
	    .kind = STEP_UP_APP,
	    .created_ms = 100,
	    .expires_ms = 1000};

	must(step_up_add(spool, &asked, &error));
	return asked;
}

/* "open 0" */
static void
assert_found(Spool *spool, int64_t letter, int64_t mail, const char *expected)
{
	g_autoptr(StepUp) found = NULL;
	g_autofree char *text = NULL;

	must(step_up_find(spool, letter, mail, &found, &error));
	text = found == NULL ? g_strdup("none")
			     : g_strdup_printf("%s %d", step_up_state_name(found->state),
				   (int)found->tries);
	assert_string_equal(text, expected);
}

static void
finds_and_replaces(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t mail = 0, other = 0, contact = 0, count = 0;
	StepUp first, second;

	must(spool_begin(spool, &error));
	contact = a_contact(spool);
	mail = a_mail(spool, "a");
	other = a_mail(spool, "b");
	first = ask(spool, mail, contact);
	assert_found(spool, first.letter, mail, "open 0");
	assert_found(spool, first.letter + 7, mail, "open 0");
	assert_found(spool, first.letter + 7, other, "none");
	ask(spool, other, contact);
	second = ask(spool, mail, contact);
	assert_found(spool, first.letter, mail, "replaced 0");
	assert_found(spool, second.letter, mail, "open 0");
	assert_found(spool, second.letter + 7, mail, "open 0");
	must(step_up_count_open(spool, &count, &error));
	assert_int_equal(count, 2);
}

static void
keeps_state_and_tries(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t mail = 0, contact = 0, count = 0;
	g_autoptr(StepUp) found = NULL;

	must(spool_begin(spool, &error));
	contact = a_contact(spool);
	mail = a_mail(spool, "a");
	ask(spool, mail, contact);
	must(step_up_find(spool, 0, mail, &found, &error));
	assert_int_equal(found->kind, STEP_UP_APP);
	found->tries = 3;
	must(step_up_save(spool, found, 200, &error));
	assert_found(spool, 0, mail, "open 3");
	found->state = STEP_UP_DEAD;
	must(step_up_save(spool, found, 200, &error));
	must(step_up_count_dead(spool, contact, 200, &count, &error));
	assert_int_equal(count, 1);
	must(step_up_count_dead(spool, contact, 201, &count, &error));
	assert_int_equal(count, 0);
	must(step_up_count_open(spool, &count, &error));
	assert_int_equal(count, 0);
}

static void
comes_to_an_end_in_time(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t mail = 0, next_ms = 0;
	g_autoptr(GPtrArray) due = NULL, none = NULL;
	StepUp asked;

	must(spool_begin(spool, &error));
	mail = a_mail(spool, "a");
	must(step_up_next_due(spool, &next_ms, &error));
	assert_int_equal(next_ms, 0);
	asked = ask(spool, mail, a_contact(spool));
	must(step_up_sent(spool, asked.letter, 500, &error));
	must(step_up_next_due(spool, &next_ms, &error));
	assert_int_equal(next_ms, 500);
	must(step_up_due(spool, 499, 10, &none, &error));
	assert_int_equal(none->len, 0);
	must(step_up_due(spool, 500, 10, &due, &error));
	assert_int_equal(due->len, 1);
	assert_int_equal(((StepUp *)due->pdata[0])->mail, mail);
}

static void
confirms_what_is_held_alone(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t id = 0;
	bool held = false;
	g_autoptr(Mail) mail = NULL;

	must(spool_begin(spool, &error));
	id = a_mail(spool, "a");
	must(mail_set_reason(spool, id, "still waits", &error));
	must(mail_confirm(spool, id, 2, &held, &error));
	assert_true(held);
	must(mail_get(spool, id, &mail, &error));
	assert_int_equal(mail->state, MAIL_WAITING);
	assert_int_equal(mail->confirmed, 2);
	assert_string_equal(mail->reason, "");
	must(mail_confirm(spool, id, 1, &held, &error));
	assert_false(held);
	must(mail_set_reason(spool, id, "no", &error));
	g_clear_pointer(&mail, mail_free);
	must(mail_get(spool, id, &mail, &error));
	assert_int_equal(mail->confirmed, 2);
	assert_string_equal(mail->reason, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		finds_and_replaces, fixture_setup, fixture_teardown),
	    cmocka_unit_test_setup_teardown(
		keeps_state_and_tries, fixture_setup, fixture_teardown),
	    cmocka_unit_test_setup_teardown(
		comes_to_an_end_in_time, fixture_setup, fixture_teardown),
	    cmocka_unit_test_setup_teardown(
		confirms_what_is_held_alone, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
