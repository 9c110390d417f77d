/* SPDX-License-Identifier: Apache-2.0 */
/* Who is told of a ticket, by whom it belongs to and who did it. */
#include "gateway/desk/notification.h"
#include "tests/unit/context_fixture.h"

#define SANNE "sanne@desk.example"
#define JAN "jan@desk.example"
#define KEES "kees@desk.example"

static int
setup(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "casegate.yaml",
	    DESK_YAML_BEFORE_AGENTS
	    "  - {name: Sanne de Wit, address: sanne@desk.example, groups: [servicedesk]}\n"
	    "  - {name: Jan, address: jan@desk.example, groups: [servicedesk]}\n"
	    "  - {name: Kees, address: kees@desk.example}\n");
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.");
	return 0;
}

/* "a@b c@d". Caller owns. */
static char *
notification(Desk *desk, const char *agent, const char *group, const char *actor)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");
	PendingNotification notice = {
	    .ticket = ticket->id, .reason = (char *)"reply", .actor = (char *)actor};
	g_auto(Notification) notification = {0};
	GString *list = g_string_new(NULL);

	g_free(ticket->agent);
	g_free(ticket->group);
	ticket->agent = g_strdup(agent);
	ticket->group = g_strdup(group);
	must(ticket_save(desk->context->spool, ticket, NOW, &error));
	must(notification_read(desk->context, &notice, &notification, &error));
	assert_int_equal(
	    notification_is_over(&notification), notification.recipients->len == 0);
	for (guint i = 0; i < notification.recipients->len; i++)
		g_string_append_printf(list, "%s%s", i == 0 ? "" : " ",
		    g_array_index(notification.recipients, Recipient, i).address);
	return g_string_free(list, FALSE);
}

static void
those_whose_it_is(void **state)
{
	static const struct {
		const char *agent, *group, *actor, *notification;
	} CASES[] = {
	    {NULL, NULL, "", SANNE " " JAN},
	    {NULL, "servicedesk", ELS, SANNE " " JAN},
	    {NULL, "servicedesk", "Jan@Desk.Example", SANNE},
	    {NULL, "a group that there was", "", SANNE " " JAN},
	    {JAN, "servicedesk", SANNE, JAN},
	    {JAN, NULL, JAN, ""},
	    {KEES, "servicedesk", "", KEES},
	    {"gone@desk.example", "servicedesk", "", SANNE " " JAN},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *list =
		    notification(*state, CASES[i].agent, CASES[i].group, CASES[i].actor);

		assert_string_equal(list, CASES[i].notification);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(those_whose_it_is, setup, desk_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
