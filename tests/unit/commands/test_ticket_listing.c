/* SPDX-License-Identifier: Apache-2.0 */
/* `case list` as it is typed. */
#include "tests/unit/command_fixture.h"

#include "spool/desk_mirror.h"

static void
add_case(Spool *spool, const char *agent, TicketState state, int64_t age_ms)
{
	Ticket ticket = new_ticket(TICKET_CASE, state, 1);
	Entry entry = {
	    .kind = ENTRY_DESCRIPTION,
	    .author = (char *)"Els Bos",
	    .text = (char *)"Mijn printer blijft zwart.",
	    .mark = (char *)"",
	};

	ticket.agent = (char *)agent;
	ticket.created_ms = NOW - age_ms;
	must(ticket_add(spool, &ticket, &error));
	g_free(ticket.number);
	entry.ticket = ticket.id;
	must(ticket_add_entry(spool, &entry, NULL, &error));
}

static void
fill(Spool *spool)
{
	const ContactDetails els = {
	    .address = "els@klant.example", .name = "Els Bos", .account = "Jansen BV"};
	int64_t id = 0;

	must(spool_begin(spool, &error));
	must(contact_add(spool, &els, NOW, &id, &error));
	add_case(spool, NULL, TICKET_NEW, 3 * DAY);
	add_case(spool, "sanne@desk.example", TICKET_OPEN, 2 * DAY);
	add_case(spool, "gone@desk.example", TICKET_CLOSED, 1000);
	must(spool_commit(spool, &error));
}

/* The numbers that the line lists, as "3 1". */
static void
must_list(Context *context, const char *line, const char *wanted)
{
	g_autofree char *json = g_strconcat(line, " --json", NULL);
	g_autoptr(GString) found = g_string_new(NULL);
	json_t *list = run_json(context, json);

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *number =
		    json_string_value(json_object_get(json_array_get(list, i), "number"));

		g_string_append_printf(found, "%s%s", i > 0 ? " " : "", number + 8);
	}
	json_decref(list);
	if (strcmp(found->str, wanted) != 0)
		fail_msg("%s: '%s', not '%s'", line, found->str, wanted);
}

static void
test_filters(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);

	fill(fixture->spool);
	must_list(&context, "case list", "3 2 1");
	must_list(&context, "case list --limit 1", "3");
	must_list(&context, "case list --before CS0000003", "2 1");
	must_list(&context, "case list --sort oldest", "1 2 3");
	must_list(&context, "case list --sort oldest --before CS0000001", "2 3");
	must_list(&context, "case list open", "2");
	must_list(&context, "case list --agent none", "1");
	must_list(&context, "case list --agent sanne_de_wit", "2");
	must_list(&context, "case list --agent Gone@desk.example", "3");
	must_list(&context, "case list --group none", "3 2 1");
	must_list(&context, "case list --group werkplek", "");
	must_list(&context, "case list --category Werkplek", "3 2 1");
	must_list(&context, "case list --category Netwerk", "");
	must_list(&context, "case list --reporter ELS@klant.example", "3 2 1");
	must_list(&context, "case list --older 2d", "1");
	must_list(&context, "case list --newer 49h", "3 2");
	must_list(&context, "case list --waiting", "1 2");
	must_list(&context, "case list --waiting --before CS0000001", "2");
	must_list(&context, "case list --waiting --before CS0000002", "");
	must_list(&context, "case list --text printer", "3 2 1");
	must_list(&context, "case list closed --text print*", "3");
	must_list(&context, "case list --text netwerk", "");
	must_list(&context, "request list --text printer", "");
}

static void
test_waiting_table(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);

	fill(fixture->spool);
	assert_prints(&context, "case list --waiting",
	    "number     state  priority  category  reporter  title            waits\n"
	    "CS0000001  new    normal    Werkplek  Els Bos   Scherm is zwart  3 days\n"
	    "CS0000002  open   normal    Werkplek  Els Bos   Scherm is zwart  2 days\n");
}

/* What was said last, where it is asked for; since when somebody waits in any case. */
static void
test_words(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *plain = NULL, *words = NULL;
	const json_t *said = NULL;

	fill(fixture->spool);
	assert_prints(&context, "case list --waiting --words --limit 1",
	    "number     state  priority  category  reporter  title            waits   said "
	    "last\n"
	    "CS0000001  new    normal    Werkplek  Els Bos   Scherm is zwart  3 days  Mijn "
	    "printer "
	    "blijft zwart.\n");
	plain = run_json(&context, "case list --waiting --json");
	words = run_json(&context, "case list --words --json");
	assert_true(json_is_null(json_object_get(json_array_get(plain, 0), "said")));
	assert_true(json_is_string(json_object_get(json_array_get(plain, 0), "waiting")));
	said = json_object_get(json_array_get(words, 0), "said");
	assert_true(json_is_null(json_object_get(json_array_get(words, 0), "waiting")));
	assert_string_equal(json_string_value(json_object_get(said, "kind")), "description");
	assert_string_equal(
	    json_string_value(json_object_get(said, "text")), "Mijn printer blijft zwart.");
	json_decref(plain);
	json_decref(words);
}

static void
test_terminal(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	g_autofree char *out = NULL;
	gsize size = 0;

	fill(fixture->spool);
	parse("case list --limit 2", &call);
	call_set_number(&call, "width", 120);
	serve_request(&context, &call, &reply);
	out = g_strndup(g_bytes_get_data(reply.out, NULL), g_bytes_get_size(reply.out));
	size = strlen(out);
	assert_true(size > 0);
	assert_non_null(
	    strstr(out, "\nThe next page: --before CS0000002; a longer one: --limit 20\n"));
}

/* Caller owns. */
static char *
list_at_terminal(Context *context)
{
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};

	parse("case list", &call);
	call_set_number(&call, "width", 120);
	serve_request(context, &call, &reply);
	return g_strndup(g_bytes_get_data(reply.out, NULL), g_bytes_get_size(reply.out));
}

/* One of which the desk elsewhere was not heard for some polls. */
static void
test_old_mirror(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	ConfigDesk desk = {.poll_ms = 30000};
	g_autofree char *fresh = NULL;
	g_autofree char *old = NULL;

	fill(fixture->spool);
	must(spool_begin(fixture->spool, &error));
	must(desk_cursor_set(fixture->spool, "{}", context.now_ms - 90000, &error));
	must(spool_commit(fixture->spool, &error));
	context.config->tickets = &desk;
	fresh = list_at_terminal(&context);
	assert_null(strstr(fresh, "As of"));
	context.now_ms++;
	old = list_at_terminal(&context);
	assert_non_null(strstr(old, ": the desk has told nothing since.\n"));
	context.config->tickets = NULL;
}

static void
test_refused(void **state)
{
	static const struct {
		const char *line;
		int code;
		const char *text;
	} CASES[] = {
	    {"case list --agent nobody", 1,
		"there is no agent 'nobody'; there is Sanne de Wit"},
	    {"case list --account ACME", 1, "there is no account 'ACME'; there is Jansen BV"},
	    {"case list --reporter x@y.example", 1,
		"there is no contact 'x@y.example'; there is els@klant.example"},
	    {"case list --group nosuch", 1, "there is no group 'nosuch'; there is werkplek"},
	    {"case list --category Netwrk", 1,
		"there is no category 'Netwrk'; there is Netwerk"},
	    {"case list --before CS9", 1, "there is no case 'CS9'"},
	    {"case list --sort changed --before CS0000001", 64,
		"--before goes with no list that is sorted by changed"},
	    {"case list --sort chnged", 1,
		"there is no order 'chnged'; there is newest, oldest, changed, waiting, "
		"overdue "
		"or snoozed"},
	    {"case list --older soon", 64,
		"--older needs a number and one of m, h, d, w (as in 3d), not 'soon'"},
	    {"case list --newer -3d", 64,
		"--newer needs a number and one of m, h, d, w (as in 3d), not '-3d'"},
	    {"case list --text ---", 64, "--text '---' has no word to look for"},
	};
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);

	fill(fixture->spool);
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
		assert_refused(&context, CASES[i].line, CASES[i].code, CASES[i].text);
}

static void
index_now(void *data)
{
	*(bool *)data = true;
}

/* A gateway that is far behind says so, and hurries; a command of its own takes the time. */
static void
test_behind(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	bool hurries = false;

	fill(fixture->spool);
	must(spool_begin(fixture->spool, &error));
	for (int i = 0; i < 7000; i++) {
		const Entry entry = {
		    .ticket = 1,
		    .kind = ENTRY_COMMENT,
		    .author = (char *)"Els",
		    .text = (char *)"nog eens",
		    .mark = (char *)"",
		};

		must(ticket_add_entry(fixture->spool, &entry, NULL, &error));
	}
	must(spool_commit(fixture->spool, &error));
	context.running = &hurries;
	context.index_now = index_now;
	assert_refused(&context, "case list --text eens", 75,
	    "the search index is being made: 71 % is done; try again in 1 s");
	assert_true(hurries);
	context.running = NULL;
	must_list(&context, "case list --text eens", "1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_filters),
	    spool_test(test_waiting_table),
	    spool_test(test_words),
	    spool_test(test_terminal),
	    spool_test(test_old_mirror),
	    spool_test(test_refused),
	    spool_test(test_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
