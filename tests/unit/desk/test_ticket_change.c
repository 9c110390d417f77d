/* SPDX-License-Identifier: Apache-2.0 */
/* What each change leaves in the spool. */
#include "gateway/desk/ticket_change.h"
#include "spool/tally.h"
#include "tests/unit/context_fixture.h"

/* CS0000001, in this state since NOW, reminded and stopped a minute later; the clock is an hour on. */
static Ticket *
opened(Desk *desk, TicketState state)
{
	Ticket ticket = {
	    .kind = state < TICKET_DRAFT ? TICKET_CASE : TICKET_REQUEST,
	    .state = state,
	    .title = (char *)"Scherm",
	    .category = (char *)"Overig",
	    .priority = (char *)"normal",
	    .mailbox = (char *)"support",
	    .language = (char *)"nl",
	};

	must(ticket_change_open(desk->context, &ticket, &error));
	assert_int_equal(ticket.created_ms, NOW);
	assert_int_equal(ticket.state_ms, NOW);
	ticket.reminded_ms = NOW + 60000;
	ticket.clock_stopped = true;
	must(ticket_change_touch(desk->context, &ticket, &error));
	desk->context->now_ms = NOW + HOUR;
	g_free(ticket.number);
	return desk_ticket(desk, state < TICKET_DRAFT ? "CS0000001" : "REQ0000001");
}

static void
a_move_starts_the_clock_of_the_new_state(void **state)
{
	static const struct {
		TicketState from;
		TicketMove move;
		int64_t state_ms;
		int64_t reminded_ms;
		bool clock_stopped;
		int64_t waiting_ms;
		int reopened;
	} ROWS[] = {
	    {TICKET_NEW, {.next = TICKET_OPEN, .waiting_ms = 7}, NOW + HOUR, 0, false, 7, 0},
	    {TICKET_OPEN, {.next = TICKET_OPEN}, NOW, NOW + 60000, true, 0, 0},
	    {TICKET_OPEN, {.next = TICKET_RESOLVED, .waiting_ms = 7}, NOW + HOUR, 0, false, 0,
		0},
	    {TICKET_RESOLVED, {.next = TICKET_RESOLVED, .restarts = true}, NOW + HOUR, 0, false,
		0, 0},
	    {TICKET_RESOLVED, {.next = TICKET_RESOLVED, .restarts = true, .stops_clock = true},
		NOW + HOUR, 0, true, 0, 0},
	    {TICKET_RESOLVED, {.next = TICKET_OPEN, .by_customer = true}, NOW + HOUR, 0, false,
		0, 1},
	    {TICKET_RESOLVED, {.next = TICKET_OPEN}, NOW + HOUR, 0, false, 0, 0},
	    {TICKET_RESOLVED, {.next = TICKET_CLOSED, .by_customer = true}, NOW + HOUR, 0,
		false, 0, 0},
	    {TICKET_NEW, {.next = TICKET_OPEN, .by_customer = true}, NOW + HOUR, 0, false, 0,
		0},
	    {TICKET_AWAITING_APPROVAL, {.next = TICKET_IN_PROGRESS, .waiting_ms = 7},
		NOW + HOUR, 0, false, 7, 0},
	};
	Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Ticket) ticket = NULL;
		g_autoptr(Ticket) after = NULL;
		int reopened = -1;

		desk->context->now_ms = NOW;
		must(spool_mark(desk->context->spool, &error));
		ticket = opened(desk, ROWS[i].from);
		must(ticket_change_move(desk->context, ticket, &ROWS[i].move, &error));
		must(ticket_get(desk->context->spool, ticket->id, &after, &error));
		must(ticket_count_reopened(
		    desk->context->spool, ticket->id, 0, &reopened, &error));
		assert_int_equal(after->state, ROWS[i].move.next);
		assert_int_equal(after->state_ms, ROWS[i].state_ms);
		assert_int_equal(after->reminded_ms, ROWS[i].reminded_ms);
		assert_int_equal(after->clock_stopped, ROWS[i].clock_stopped);
		assert_int_equal(after->waiting_ms, ROWS[i].waiting_ms);
		assert_int_equal(after->changed_ms, NOW + HOUR);
		assert_int_equal(reopened, ROWS[i].reopened);
		must(spool_undo(desk->context->spool, &error));
	}
}

/* How many of kind case were counted. */
static int64_t
times_kept(Desk *desk, const char *what, int64_t *ret_sum_ms)
{
	TallyTimes times = {0};
	int64_t count = 0;

	must(tally_times(desk->context->spool, what, "case", &times, &error));
	for (int i = 0; i <= TALLY_BOUNDS; i++)
		count += times.counts[i];
	*ret_sum_ms = times.sum_ms;
	return count;
}

/* One move after the other, each an hour later. */
static void
times_are_kept(void **state)
{
	static const struct {
		TicketMove move;
		int answered_h, done_h;   /* since the ticket was opened; 0: not */
		int outcomes, outcomes_h; /* counted so far, and how long they took together */
		TicketEnd ended_by;
	} ROWS[] = {
	    {{.next = TICKET_OPEN}, 0, 0, 0, 0, TICKET_END_NONE},
	    {{.next = TICKET_AWAITING_INFO, .answers = true}, 2, 0, 0, 0, TICKET_END_NONE},
	    {{.next = TICKET_OPEN, .by_customer = true}, 2, 0, 0, 0, TICKET_END_NONE},
	    {{.next = TICKET_RESOLVED, .answers = true}, 2, 4, 1, 4, TICKET_END_NONE},
	    {{.next = TICKET_RESOLVED, .answers = true, .restarts = true}, 2, 4, 1, 4,
		TICKET_END_NONE},
	    {{.next = TICKET_OPEN, .by_customer = true}, 2, 0, 1, 4, TICKET_END_NONE},
	    {{.next = TICKET_RESOLVED, .answers = true}, 2, 7, 2, 11, TICKET_END_NONE},
	    {{.next = TICKET_CLOSED, .by_customer = true}, 2, 7, 2, 11, TICKET_END_CUSTOMER},
	    {{.next = TICKET_CLOSED}, 2, 7, 2, 11, TICKET_END_CUSTOMER},
	    {{.next = TICKET_OPEN}, 2, 0, 2, 11, TICKET_END_NONE},
	    {{.next = TICKET_CLOSED, .by_time = true}, 2, 11, 3, 22, TICKET_END_TIME},
	    {{.next = TICKET_OPEN}, 2, 0, 3, 22, TICKET_END_NONE},
	    {{.next = TICKET_CLOSED}, 2, 13, 4, 35, TICKET_END_DESK},
	    {{.next = TICKET_OPEN}, 2, 0, 4, 35, TICKET_END_NONE},
	    {{.next = TICKET_CANCELLED}, 2, 15, 4, 35, TICKET_END_NONE},
	};
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = opened(desk, TICKET_NEW);
	int64_t sum_ms = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Ticket) kept = NULL;

		desk->context->now_ms = NOW + ((int64_t)i + 1) * HOUR;
		must(ticket_change_move(desk->context, ticket, &ROWS[i].move, &error));
		kept = desk_ticket(desk, "CS0000001");
		assert_int_equal(kept->answered_ms,
		    ROWS[i].answered_h == 0 ? 0 : NOW + ROWS[i].answered_h * HOUR);
		assert_int_equal(
		    kept->done_ms, ROWS[i].done_h == 0 ? 0 : NOW + ROWS[i].done_h * HOUR);
		assert_int_equal(kept->ended_by, ROWS[i].ended_by);
		assert_int_equal(
		    kept->answer_s, ROWS[i].answered_h == 0 ? -1 : ROWS[i].answered_h * 3600);
		assert_int_equal(kept->answer_kept, ROWS[i].answered_h != 0);
		assert_int_equal(times_kept(desk, TALLY_OUTCOME, &sum_ms), ROWS[i].outcomes);
		assert_int_equal(sum_ms, ROWS[i].outcomes_h * HOUR);
	}
	assert_int_equal(times_kept(desk, TALLY_ANSWER, &sum_ms), 1);
	assert_int_equal(sum_ms, 2 * HOUR);
}

static void
lines_stand_on_the_timeline(void **state)
{
	const TicketLine line = {
	    .kind = ENTRY_COMMENT, .author = "Els Bos", .text = "Hallo.", .mark = "unproven"};
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = opened(desk, TICKET_NEW);
	g_autoptr(GPtrArray) entries = NULL;
	int64_t id = 0;

	must(ticket_change_say(desk->context, ticket->id, &line, NULL, &error));
	must(ticket_change_say(desk->context, ticket->id,
	    &(TicketLine){.kind = ENTRY_NOTE, .text = "eens"}, &id, &error));
	must(ticket_change_note(desk->context, ticket->id, "category: Netwerk", &error));
	must(ticket_change_say_again(desk->context, id, "twee keer", &error));
	assert_timeline(desk, "CS0000001",
	    "comment Els Bos: Hallo. (unproven)\n"
	    "note casegate: twee keer\n"
	    "change casegate: category: Netwerk\n");
	must(ticket_entries(desk->context->spool, ticket->id, &entries, &error));
	assert_int_equal(((Entry *)entries->pdata[0])->at_ms, NOW + HOUR);
}

static void
each_property_is_set(void **state)
{
	static const char *const VALUES[] = {
	    [PROPERTY_TITLE] = "Muis",
	    [PROPERTY_CATEGORY] = "Netwerk",
	    [PROPERTY_PRIORITY] = "high",
	    [PROPERTY_GROUP] = "servicedesk",
	    [PROPERTY_AGENT] = "sanne@desk.example",
	};
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = opened(desk, TICKET_NEW);
	g_autoptr(Ticket) after = NULL;

	for (int i = PROPERTY_TITLE; i <= PROPERTY_AGENT; i++)
		must(ticket_change_set(
		    desk->context, ticket, (TicketProperty)i, VALUES[i], &error));
	must(ticket_change_set(desk->context, ticket, PROPERTY_TITLE, ticket->title, &error));
	after = desk_ticket(desk, "CS0000001");
	assert_string_equal(after->title, "Muis");
	assert_string_equal(after->category, "Netwerk");
	assert_string_equal(after->priority, "high");
	assert_string_equal(after->group, "servicedesk");
	assert_string_equal(after->agent, "sanne@desk.example");
	assert_int_equal(after->changed_ms, NOW + HOUR);
}

static void
people_come_and_go(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = opened(desk, TICKET_DRAFT);
	int64_t els = desk_know(desk, ELS);
	g_autoptr(GPtrArray) people = NULL;
	bool is = false;

	must(ticket_change_involve(desk->context, ticket->id, els, INVOLVED_ADDED, &error));
	must(ticket_people(desk->context->spool, ticket->id, &people, &error));
	assert_int_equal(people->len, 1);
	assert_true(((TicketPerson *)people->pdata[0])->gets_letters);
	must(ticket_change_leave(desk->context, ticket->id, els, &is, &error));
	assert_true(is);
	must(ticket_change_leave(desk->context, ticket->id, els, &is, &error));
	assert_false(is);
	must(ticket_change_requester(desk->context, ticket->id, els, &error));
	must(ticket_is_requester(desk->context->spool, ticket->id, els, &is, &error));
	assert_true(is);
}

/* Who turns out to be another, and who is to hear nothing more, on all tickets. */
static void
a_person_changes_everywhere(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = opened(desk, TICKET_DRAFT);
	int64_t els = desk_know(desk, ELS), home = desk_know(desk, "els@thuis.example");
	g_autoptr(GPtrArray) before = NULL, after = NULL;
	bool is = false;

	must(ticket_change_involve(desk->context, ticket->id, home, INVOLVED_ADDED, &error));
	must(ticket_change_requester(desk->context, ticket->id, home, &error));
	must(ticket_change_merge(desk->context, els, home, &error));
	must(ticket_is_requester(desk->context->spool, ticket->id, els, &is, &error));
	assert_true(is);
	must(ticket_people(desk->context->spool, ticket->id, &before, &error));
	assert_int_equal(before->len, 1);
	assert_int_equal(((TicketPerson *)before->pdata[0])->contact, els);
	assert_true(((TicketPerson *)before->pdata[0])->gets_letters);
	must(ticket_change_silence(desk->context, els, &error));
	must(ticket_people(desk->context->spool, ticket->id, &after, &error));
	assert_int_equal(after->len, 1);
	assert_false(((TicketPerson *)after->pdata[0])->gets_letters);
}

static void
what_comes_with_a_mail_is_kept(void **state)
{
	const CatalogValue value = {
	    .name = "size", .label = "Maat", .value = (char *)"27 inch"};
	MessageAttachment part = {
	    .path = (char *)"1.2", .name = (char *)"foto.jpg", .type = (char *)"image/jpeg"};
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = opened(desk, TICKET_DRAFT);
	g_autoptr(Mail) mail = post_mail(desk, &(Post){.from = ELS});
	const char *const ids[] = {"1@klant.example"};
	g_autoptr(GArray) found = NULL;
	g_autoptr(GPtrArray) attachments = NULL;
	g_autoptr(GPtrArray) fields = NULL;
	const TicketAttachment *attachment = NULL;
	const TicketField *field = NULL;

	part.size = 212;
	part.is_inline = true;
	must(ticket_change_attach(desk->context, ticket->id, mail->id, &part, &error));
	must(ticket_attachments(desk->context->spool, ticket->id, &attachments, &error));
	attachment = attachments->pdata[0];
	assert_int_equal(attachment->mail, mail->id);
	assert_string_equal(attachment->path, "1.2");
	assert_string_equal(attachment->name, "foto.jpg");
	assert_string_equal(attachment->type, "image/jpeg");
	assert_int_equal(attachment->size, 212);
	assert_true(attachment->is_inline);
	must(ticket_change_remember(desk->context, ticket->id, "1@klant.example", &error));
	must(ticket_find_by_ids(desk->context->spool, ids, 1, &found, &error));
	assert_int_equal(found->len, 1);
	must(ticket_change_field(desk->context, ticket->id, 0, &value, &error));
	must(ticket_fields(desk->context->spool, ticket->id, &fields, &error));
	field = fields->pdata[0];
	assert_string_equal(field->name, "size");
	assert_string_equal(field->label, "Maat");
	assert_string_equal(field->value, "27 inch");
	assert_int_equal(field->set_ms, NOW + HOUR);
}

/* Whoever reads a ticket could speak for whom the letter went to. */
static void
words_lose_tokens_and_links(void **state)
{
	Desk *desk = *state;
	Context *context = desk->context;
	g_autofree char *proof = NULL;
	g_autofree char *page = NULL;
	g_autofree char *text = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Ticket) titled = NULL;
	TicketLine line = {.kind = ENTRY_NOTE, .author = "Sanne"};
	int64_t entry = 0;

	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	proof = desk_token_of(desk, TOKEN_PROOF, 1);
	page = desk_token_of(desk, TOKEN_PAGE, 1);
	text = g_strdup_printf(
	    "Zie https://desk.example/p/%s/accept en desk+%s@desk.example", page, proof);
	ticket = desk_ticket(desk, "CS0000001");
	line.text = text;
	must(ticket_change_say(context, ticket->id, &line, &entry, &error));
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: Help. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "note Sanne: Zie … en desk@desk.example\n");
	must(ticket_change_say_again(context, entry, text, &error));
	ticket->title = (g_free(ticket->title), g_strdup(text));
	must(ticket_change_open(context, ticket, &error));
	titled = desk_ticket(desk, "CS0000002");
	assert_string_equal(titled->title, "Zie … en desk@desk.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_move_starts_the_clock_of_the_new_state),
	    desk_test(times_are_kept),
	    desk_test(lines_stand_on_the_timeline),
	    desk_test(each_property_is_set),
	    desk_test(people_come_and_go),
	    desk_test(a_person_changes_everywhere),
	    desk_test(what_comes_with_a_mail_is_kept),
	    desk_test(words_lose_tokens_and_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
