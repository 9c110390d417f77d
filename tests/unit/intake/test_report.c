/* SPDX-License-Identifier: Apache-2.0 */
/* What a dry run tells programs: whole ones come from real desks here. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/report.h"

static json_t *
dry_run(Desk *desk, const Message *message)
{
	const Mail mail = {.mailbox = (char *)"support", .key = (char *)"", .received_ms = NOW};
	g_auto(IntakeResult) processed = {0};

	must(spool_mark(desk->context->spool, &error));
	must(intake_message(desk->context, &mail, message, &processed, &error));
	must(spool_undo(desk->context->spool, &error));
	assert_non_null(processed.report);
	return json_incref(processed.report);
}

static void
assert_word(const json_t *report, const char *key, const char *expected)
{
	const char *value = json_string_value(json_object_get(report, key));

	if (g_strcmp0(value, expected) != 0)
		fail_msg("%s: %s", key, value == NULL ? "null" : value);
}

/* The addresses of those at the desk who are told, with blanks between them. */
static void
assert_told(const json_t *report, const char *expected)
{
	const json_t *told = json_object_get(report, "told");
	g_autoptr(GString) all = g_string_new(NULL);

	for (size_t i = 0; i < json_array_size(told); i++)
		g_string_append_printf(
		    all, "%s%s", i == 0 ? "" : " ", json_string_value(json_array_get(told, i)));
	assert_string_equal(all->str, expected);
}

static Message *
mail_of(const char *subject, const char *text)
{
	Message *message = message_new();

	message->from = message_address_new(ELS, "Els Bos");
	g_free(message->subject);
	g_free(message->text);
	message->subject = g_strdup(subject);
	message->text = g_strdup(text);
	return message;
}

static void
a_new_case(void **state)
{
	g_autoptr(Message) message =
	    mail_of("Scherm is zwart", "Mijn scherm is zwart.\nCategorie: Tuin");
	json_t *report = NULL;
	const json_t *lines = NULL;

	desk_know(*state, ELS);
	report = dry_run(*state, message);
	lines = json_object_get(report, "lines");
	assert_int_equal(json_array_size(lines), 1);
	assert_string_equal(
	    json_string_value(json_array_get(lines, 0)), "category: none of ours, not taken");
	assert_word(report, "rule", "anything else");
	assert_word(report, "action", "open_case");
	assert_word(report, "decision", "open case");
	assert_word(report, "ticket", "CS0000001");
	assert_word(report, "was", NULL);
	assert_word(report, "state", "new");
	assert_word(report, "title", "Scherm is zwart");
	assert_word(report, "category", "Overig");
	assert_word(report, "priority", "normal");
	assert_word(report, "account", "Klant BV");
	assert_word(report, "answer", "none");
	assert_word(report, "letter", "acknowledgement-unverified");
	assert_word(report, "letter_language", "nl");
	assert_word(report, "letter_to", ELS);
	assert_word(json_object_get(report, "sender"), "account", "Klant BV");
	assert_word(report, "notice", "new case");
	assert_told(report, "sanne@desk.example");
	assert_int_equal(json_array_size(json_object_get(report, "rules")), 16);
	json_decref(report);
}

/* Where the configuration has nobody at the desk, it says so. */
static void
nobody_to_tell(void **state)
{
	Config *config = ((Desk *)*state)->context->config;
	g_autoptr(Message) message = mail_of("Scherm is zwart", "Mijn scherm is zwart.");
	GPtrArray *agents = config->agents, *groups = config->groups;
	json_t *report = NULL;

	config->agents = g_ptr_array_new();
	config->groups = g_ptr_array_new();
	report = dry_run(*state, message);
	assert_word(report, "notice", "new case");
	assert_told(report, "");
	json_decref(report);
	g_ptr_array_unref(config->agents);
	g_ptr_array_unref(config->groups);
	config->agents = agents;
	config->groups = groups;
}

static void
a_machine(void **state)
{
	g_autoptr(Message) message = mail_of("Afwezig", "Ik ben er niet.");
	json_t *report = NULL;

	message->kind = MESSAGE_AUTO_REPLY;
	report = dry_run(*state, message);
	assert_word(report, "decision", "ignore");
	assert_word(report, "reason", "sent by a machine");
	assert_word(report, "kind", "auto-reply");
	assert_word(report, "ticket", NULL);
	assert_word(report, "state", NULL);
	assert_word(report, "letter", NULL);
	assert_true(json_is_null(json_object_get(report, "sender")));
	json_decref(report);
}

static void
set_aside(void **state)
{
	g_autoptr(Message) message = mail_of("Scherm", "Zwart.");
	json_t *report = report_aside(message, "duplicate", "the same mail as 1");

	(void)state;
	assert_word(report, "decision", "duplicate");
	assert_word(report, "reason", "the same mail as 1");
	assert_word(report, "subject", "Scherm");
	assert_true(json_is_null(json_object_get(report, "rule")));
	json_decref(report);
}

/* Under these names rule tests say what is expected. */
static void
keys(void **state)
{
	g_autoptr(GString) all = g_string_new(NULL);

	(void)state;
	for (int i = 0; i < REPORT_KEYS; i++)
		g_string_append_printf(all, " %s", report_key_name((ReportKey)i));
	assert_string_equal(all->str,
	    " kind answer asks item rule action decision reason state title category priority "
	    "group agent account watchers forward letter");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_new_case),
	    desk_test(nobody_to_tell),
	    desk_test(a_machine),
	    cmocka_unit_test(set_aside),
	    cmocka_unit_test(keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
