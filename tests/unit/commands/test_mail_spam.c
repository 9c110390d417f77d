/* SPDX-License-Identifier: Apache-2.0 */
/* What is printed of spammers; what becomes of their mail and tickets: tests/unit/desk/test_spam.c. */
#include "spool/contact.h"
#include "tests/unit/command_fixture.h"

static void
add_mail(Spool *spool, const char *key, const char *from)
{
	const MailOutcome outcome = {.state = MAIL_DONE,
	    .reason = "",
	    .decision = "ignore",
	    .from_address = from,
	    .subject = "Win"};
	int64_t id = some_mail(spool, key, 10);

	must(mail_decide(spool, id, &outcome, &error));
	must(mail_trace_set(spool, id, "kind      person", &error));
}

/* Mail 1 of somebody, 2 of a known contact. */
static void
add_mails(Spool *spool)
{
	const ContactDetails details = {.address = "els@klant.example"};
	int64_t id = 0;

	must(spool_begin(spool, &error));
	add_mail(spool, "7.1", "eve@evil.example");
	add_mail(spool, "7.2", "els@klant.example");
	must(contact_add(spool, &details, NOW, &id, &error));
	must(spool_commit(spool, &error));
}

static void
marked(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *list = NULL;

	add_mails(fixture->spool);
	assert_prints(&context, "mail spam 1",
	    "unproven mail of eve@evil.example is spam from now on; mail 1 is spam\n");
	assert_prints(&context, "mail spam 2",
	    "unproven mail of els@klant.example is spam from now on; mail 2 is spam\n"
	    "it is a known contact: what is proven to be theirs comes through as ever\n");
	assert_prints(&context, "mail show 1",
	    "state     spam: marked as spam by root\nkind      person\nmarked as spam by "
	    "root\n");
	assert_prints(&context, "mail spammers",
	    "address            since             by\n"
	    "els@klant.example  2026-11-23 10:02  root\n"
	    "eve@evil.example   2026-11-23 10:02  root\n");
	list = run_json(&context, "mail spammers --json");
	assert_int_equal(json_array_size(list), 2);
	assert_json(json_array_get(list, 1), "address", "eve@evil.example");
	assert_json(json_array_get(list, 1), "by", "root");
	json_decref(list);
	assert_refused(&context, "mail spam x", 64, "'x' is no id of a mail");
}

static void
taken_back(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *object = NULL;

	add_mails(fixture->spool);
	assert_refused(&context, "mail ham 1", 1,
	    "mail 1 is no spam, and neither is its sender's other mail");
	object = run_json(&context, "mail spam 1 --json");
	assert_json(object, "state", "spam");
	assert_json(object, "sender", "eve@evil.example");
	json_decref(object);
	assert_prints(&context, "mail ham 1",
	    "eve@evil.example is no spammer; mail 1 waits to be decided anew\n");
	g_free(run(&context, "mail spam 2"));
	assert_prints(
	    &context, "mail ham ELS@klant.example", "ELS@klant.example is no spammer\n");
	assert_refused(&context, "mail ham els@klant.example", 1,
	    "els@klant.example is no spammer's address");
	object = run_json(&context, "mail ham 2 --json");
	assert_json(object, "state", "waiting");
	assert_json(object, "ticket", NULL);
	json_decref(object);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(marked),
	    spool_test(taken_back),
	};

	g_setenv("TZ", "UTC", TRUE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
