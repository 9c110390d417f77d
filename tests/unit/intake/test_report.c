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
	assert_non_null(processed.outcome);
	return json_incref(processed.outcome);
}

static void
assert_word(const json_t *outcome, const char *key, const char *expected)
{
	const char *value = json_string_value(json_object_get(outcome, key));

	if (g_strcmp0(value, expected) != 0)
		fail_msg("%s: %s", key, value == NULL ? "null" : value);
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
	g_autoptr(Message) message = mail_of("Scherm is zwart", "Mijn scherm is zwart.");
	json_t *outcome = NULL;

	MessageField *field = g_new0(MessageField, 1);
	const json_t *lines = NULL;

	field->label = g_strdup("Categorie");
	field->value = g_strdup("Tuin");
	g_ptr_array_add(message->fields, field);
	desk_know(*state, ELS);
	outcome = dry_run(*state, message);
	lines = json_object_get(outcome, "lines");
	assert_int_equal(json_array_size(lines), 1);
	assert_string_equal(
	    json_string_value(json_array_get(lines, 0)), "category: none of ours, not taken");
	assert_word(outcome, "rule", "anything else");
	assert_word(outcome, "action", "open_case");
	assert_word(outcome, "decision", "open case");
	assert_word(outcome, "ticket", "CS0000001");
	assert_word(outcome, "was", NULL);
	assert_word(outcome, "state", "new");
	assert_word(outcome, "title", "Scherm is zwart");
	assert_word(outcome, "category", "Overig");
	assert_word(outcome, "priority", "normal");
	assert_word(outcome, "account", "Klant BV");
	assert_word(outcome, "answer", "none");
	assert_word(outcome, "letter", "acknowledgement-unverified");
	assert_word(outcome, "letter_language", "nl");
	assert_word(outcome, "letter_to", ELS);
	assert_word(json_object_get(outcome, "sender"), "account", "Klant BV");
	assert_int_equal(json_array_size(json_object_get(outcome, "rules")), 12);
	json_decref(outcome);
}

static void
a_machine(void **state)
{
	g_autoptr(Message) message = mail_of("Afwezig", "Ik ben er niet.");
	json_t *outcome = NULL;

	message->kind = MESSAGE_AUTO_REPLY;
	outcome = dry_run(*state, message);
	assert_word(outcome, "decision", "ignore");
	assert_word(outcome, "reason", "sent by a machine");
	assert_word(outcome, "kind", "auto-reply");
	assert_word(outcome, "ticket", NULL);
	assert_word(outcome, "state", NULL);
	assert_word(outcome, "letter", NULL);
	assert_true(json_is_null(json_object_get(outcome, "sender")));
	json_decref(outcome);
}

static void
set_aside(void **state)
{
	g_autoptr(Message) message = mail_of("Scherm", "Zwart.");
	json_t *outcome = report_aside(message, "duplicate", "the same mail as 1");

	(void)state;
	assert_word(outcome, "decision", "duplicate");
	assert_word(outcome, "reason", "the same mail as 1");
	assert_word(outcome, "subject", "Scherm");
	assert_null(json_object_get(outcome, "rule"));
	json_decref(outcome);
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
	    "group account watchers forward letter");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_new_case),
	    desk_test(a_machine),
	    cmocka_unit_test(set_aside),
	    cmocka_unit_test(keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
