/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/letters/agent_letter.h"

#define SANNE "sanne@desk.example"
#define TEAM "team@desk.example"

static void
assert_has(const char *text, const char *what)
{
	if (strstr(text, what) == NULL)
		fail_msg("no <%s> in\n%s", what, text);
}

/* Each letter to the desk about a ticket refers to what the others refer to, and customers' letters to none of them. */
static void
they_stand_together(void **state)
{
	Desk *desk = *state;
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;
	g_autofree char *customers = NULL;
	g_autofree char *token = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.");
	desk_tell(desk);
	first = sent_letter_text(desk, "CS0000001", SANNE);
	token = desk_token(desk, "CS0000001", SANNE);
	assert_has(first, "References: <cs0000001@desk.example>");
	assert_has(first, "Subject: [CS0000001] Scherm\r\n");
	assert_has(first, "Auto-Submitted: auto-generated\r\n");
	assert_has(first, token);
	assert_has(first, ", prioriteit normaal"); /* in the desk's language */
	desk_post(desk, "comment CS0000001", ELS, .text = "Nog steeds.",
	    .to = "desk+{CS0000001 " ELS "}@desk.example");
	desk_tell(desk);
	second = sent_letter_text(desk, "CS0000001", SANNE);
	assert_has(second, "References: <cs0000001@desk.example>");
	assert_has(second, "Subject: [CS0000001] Scherm\r\n");
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Kabel?");
	customers = sent_letter_text(desk, "CS0000001", ELS);
	assert_null(strstr(customers, token));
	assert_null(strstr(customers, "cs0000001@"));
}

static void
a_group_gets_no_right(void **state)
{
	Desk *desk = *state;
	static const char *const COMMANDS[] = {"resolve", NULL};
	json_t *values = json_object();
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Letter) row = NULL;
	g_autofree char *text = NULL;
	AgentLetter letter = {.name = "notification", .commands = COMMANDS, .values = values};

	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.");
	letter.ticket = ticket = desk_ticket(desk, "CS0000001");
	letter.address = TEAM;
	must(agent_letter_write(desk->context, &letter, &error));
	row = sent_letter(desk, "CS0000001", TEAM);
	text = sent_letter_text(desk, "CS0000001", TEAM);
	assert_string_equal(row->purpose, "group");
	assert_null(strstr(text, "\r\nReply-To:"));
	assert_null(strstr(text, "Ref: "));
	assert_null(strstr(text, "#oplossen"));
	letter.person = "Sanne de Wit";
	letter.address = SANNE;
	letter.answers = "a1@desk.example";
	must(agent_letter_write(desk->context, &letter, &error));
	g_clear_pointer(&row, letter_free);
	g_clear_pointer(&text, g_free);
	row = sent_letter(desk, "CS0000001", SANNE);
	text = sent_letter_text(desk, "CS0000001", SANNE);
	assert_string_equal(row->purpose, "agent");
	assert_int_equal(row->contact, 0);
	assert_has(text, "To: Sanne de Wit <" SANNE ">\r\n");
	assert_has(text, "\r\nReply-To:");
	assert_has(text, "In-Reply-To: <a1@desk.example>");
	assert_has(text, "Auto-Submitted: auto-replied\r\n");
	assert_has(text, "Ref: ");
	assert_has(text, "#oplossen");
	assert_has(text, "%23oplossen");
	json_decref(values);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(they_stand_together), desk_test(a_group_gets_no_right)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
