/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/rule_values.h"
#include "spool/account.h"
#include "spool/ticket_content.h"

/* The desk's own rules, for mails that come to a whole desk. */
#define RULES                                                                                \
	"- {name: urgent, when: {ticket: known, text: spoed},\n"                             \
	"   then: {follow_up: {priority: high, group: servicedesk, category: Netwerk,\n"     \
	"                      watchers: [baas@klant.example]}}}\n"                          \
	"- {name: silent, when: {subject: stil}, then: {open_case: {letter: none}}}\n"       \
	"- {name: of others, when: {subject: namens}, then: {open_case: {account: X BV}}}\n" \
	"- {name: teams, when: {subject: team}, then: {file_request: {item: teams}}}\n"      \
	"- {name: to sanne, when: {subject: sanne},\n"                                       \
	"   then: {open_case: {assign: sanne, group: servicedesk}}}\n"                       \
	"- {name: take it, when: {ticket: known, text: overnemen}, then: {follow_up: "       \
	"{assign: Sanne}}}\n"                                                                \
	"- {name: form, when: {subject: formulier}, then: file_request}\n"

static int
setup(void **state)
{
	Desk *desk = NULL;

	desk_setup(state);
	desk = *state;
	desk_put(desk, "rules.d/10.yaml", RULES);
	must(context_take_config(desk->context, desk_config(desk), &error));
	return 0;
}

#define values_test(name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)

static Message *
mail_of(const char *subject, const char *text, const char *answers)
{
	Message *message = message_new();

	message->from = message_address_new(ELS, "Els Bos");
	g_free(message->subject);
	g_free(message->text);
	message->subject = g_strdup(subject);
	message->text = g_strdup(text);
	message->message_id = g_strdup_printf("%s@klant.example", text);
	if (answers != NULL)
		g_ptr_array_add(message->references, g_strdup(answers));
	return message;
}

static void
come(Desk *desk, Message *take_message, IntakeResult *ret_processed)
{
	g_autoptr(Message) message = take_message;
	const Mail mail = {.mailbox = (char *)"support", .key = (char *)"", .received_ms = NOW};

	must(intake_message(desk->context, &mail, message, ret_processed, &error));
}

static void
vouch(Message *message)
{
	message->origin = origin_new();
	message->origin->from = g_strdup(message->from->address);
	g_ptr_array_add(message->origin->results,
	    authres_new("mx.desk.example", "dmarc", "pass", "klant.example"));
}

/* Only a person who is proven changes a ticket by what a rule says of the mail. */
static void
a_follow_up_changes_the_ticket(void **state)
{
	static const struct {
		bool proven;
		MessageKind kind;
		bool changes;
	} ROWS[] = {
	    {true, MESSAGE_PERSON, true},
	    {false, MESSAGE_PERSON, false},
	    {true, MESSAGE_AUTO_REPLY, false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_auto(IntakeResult) first = {0}, second = {0};
		g_autoptr(GPtrArray) people = NULL;
		g_autoptr(Ticket) ticket = NULL;
		Message *reply = mail_of("Re: Scherm", "spoed", "a@klant.example");

		must(spool_mark(((Desk *)*state)->context->spool, &error));
		desk_know(*state, ELS);
		come(*state, mail_of("Scherm", "a", NULL), &first);
		if (ROWS[i].proven)
			vouch(reply);
		reply->kind = ROWS[i].kind;
		come(*state, reply, &second);
		assert_string_equal(second.decision, "comment");
		ticket = desk_ticket(*state, first.number);
		assert_string_equal(ticket->priority, ROWS[i].changes ? "high" : "normal");
		assert_string_equal(ticket->category, ROWS[i].changes ? "Netwerk" : "Overig");
		assert_int_equal(g_strcmp0(ticket->group, "servicedesk") == 0, ROWS[i].changes);
		must(ticket_people(
		    ((Desk *)*state)->context->spool, ticket->id, &people, &error));
		assert_int_equal(people->len, ROWS[i].changes);
		must(spool_undo(((Desk *)*state)->context->spool, &error));
	}
}

static const char *
word(const IntakeResult *processed, const char *key)
{
	return json_string_value(json_object_get(processed->report, key));
}

static void
none_is_no_letter_to_anyone(void **state)
{
	g_auto(IntakeResult) stranger = {0}, known = {0};

	come(*state, mail_of("stil", "a", NULL), &stranger);
	assert_null(word(&stranger, "letter"));
	desk_know(*state, ELS);
	come(*state, mail_of("stil", "b", NULL), &known);
	assert_null(word(&known, "letter"));
	assert_string_equal(word(&known, "decision"), "open case");
}

static void
an_account_is_there_or_is_missed(void **state)
{
	g_auto(IntakeResult) without = {0}, with = {0};
	int64_t id = 0;

	come(*state, mail_of("namens", "a", NULL), &without);
	assert_null(word(&without, "account"));
	assert_non_null(strstr(without.trace, "there is no organisation 'X BV'"));
	must(account_add(((Desk *)*state)->context->spool, "X BV", &id, &error));
	come(*state, mail_of("namens", "b", NULL), &with);
	assert_string_equal(word(&with, "account"), "X BV");
}

/* A rule names the form, or means the one that is asked for; where there is none the mail becomes a case. */
static void
a_form_is_named_by_the_rule(void **state)
{
	g_auto(IntakeResult) named = {0}, none = {0};

	desk_know(*state, ELS);
	come(*state, mail_of("team", "Graag snel.", NULL), &named);
	assert_string_equal(word(&named, "decision"), "file request");
	assert_string_equal(word(&named, "item"), "teams");
	come(*state, mail_of("formulier graag", "a", NULL), &none);
	assert_string_equal(word(&none, "decision"), "open case");
}

/* As by `case assign`: they alone are told, and what a stranger's mail says changes no ticket that is there. */
static void
a_new_ticket_is_assigned(void **state)
{
	Desk *desk = *state;
	g_auto(IntakeResult) explained = {0};

	desk_post(desk, "open case CS0000001", ELS, .subject = "Voor sanne", .text = "Zwart.");
	g_free(desk_letters(desk));
	assert_timeline(desk, "CS0000001",
	    "description " ELS ": Zwart. (unproven)\n"
	    "change casegate: assigned to Sanne de Wit\n"
	    "letter casegate: acknowledgement-unverified\n");
	desk_tell(desk);
	assert_letters(desk, "notification to sanne@desk.example");
	come(desk, mail_of("Voor sanne", "a", NULL), &explained);
	assert_string_equal(word(&explained, "agent"), "Sanne de Wit");
	assert_non_null(strstr(explained.trace, "group servicedesk, agent Sanne de Wit"));
	assert_non_null(strstr(explained.trace, "assigned"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    values_test(a_follow_up_changes_the_ticket),
	    values_test(none_is_no_letter_to_anyone),
	    values_test(an_account_is_there_or_is_missed),
	    values_test(a_form_is_named_by_the_rule),
	    values_test(a_new_ticket_is_assigned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
