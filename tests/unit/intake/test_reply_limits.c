/* SPDX-License-Identifier: Apache-2.0 */
/* Bombs and robots: what is sent to whom when mails come and come; and who honestly writes a lot. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/reply_limits.h"
#include "gateway/letters/loop_mark.h"
#include "spool/letter_ceiling.h"

#define EVE "eve@elders.example"
#define TO_1 "desk+{CS0000001 " ELS "}@desk.example"

static int
count_letters(const Desk *desk)
{
	int64_t counts[LETTER_STATES];

	must(letter_count(desk->context->spool, counts, &error));
	return (int)(counts[LETTER_WAITING] + counts[LETTER_SENT]);
}

static void
set_config(Desk *desk, const char *yaml)
{
	g_autofree char *whole = g_strconcat(DESK_YAML, yaml, NULL);

	desk_put(desk, "casegate.yaml", whole);
	must(context_take_config(desk->context, desk_config(desk), &error));
}

static void
a_bomb_from_one_forged_address_brings_three_letters_an_hour(void **state)
{
	Desk *desk = *state;
	g_autofree char *trace = NULL;

	for (int i = 0; i < 1000; i++)
		g_free(desk_receive(desk, &(Post){EVE, .text = "Help."}));
	assert_letters(desk,
	    "acknowledgement-unverified to " EVE ", acknowledgement-unverified to " EVE
	    ", acknowledgement-unverified to " EVE);
	must(mail_trace_get(desk->context->spool, 5, &trace, &error));
	assert_non_null(
	    strstr(trace, "letter    none: 3 of these went to this address within an hour"));
	assert_timeline(desk, "CS0000004",
	    "description eve@elders.example: Help. (unproven)\n"
	    "change casegate: no automatic letter to eve@elders.example: 3 of these went to "
	    "this address within an hour\n");
	desk->context->now_ms += HOUR + 1;
	desk_post(desk, "open case CS0001001", EVE, .text = "Help.");
	assert_letters(desk, "acknowledgement-unverified to " EVE);
}

/* Anybody can name anybody in a form. */
static void
who_is_named_in_web_forms_gets_one_letter(void **state)
{
	Desk *desk = *state;

	for (int i = 0; i < 10; i++)
		g_free(desk_receive(
		    desk, &(Post){"noreply@site.example", .reply_to = EVE, .text = "Help."}));
	assert_letters(desk, "acknowledgement-unverified to " EVE);
}

static void
spellings_of_one_mailbox_are_one_correspondent(void **state)
{
	static const char *const FORMS[] = {"victim+%d@vict.example", "v.ictim+%d@Vict.Example",
	    "VICTIM+%d@vict.example", "\"v.i.ctim\"+%d@vict.example"};
	Desk *desk = *state;

	for (int i = 0; i < 300; i++) {
		g_autofree char *number = g_strdup_printf("%d", i);
		g_auto(GStrv) parts =
		    g_strsplit(FORMS[(size_t)i % G_N_ELEMENTS(FORMS)], "%d", 2);
		g_autofree char *from = g_strjoinv(number, parts);

		g_free(desk_receive(desk, &(Post){from, .text = "Help."}));
	}
	assert_int_equal(count_letters(desk), 3);
}

static void
a_bomb_from_many_forged_addresses_meets_the_ceiling_of_all(void **state)
{
	Desk *desk = *state;
	int64_t times = 0;
	int64_t places = 0;

	for (int i = 0; i < 1000; i++) {
		g_autofree char *from = g_strdup_printf("v%d@v%d.example", i, i);

		g_free(desk_receive(desk, &(Post){from, .text = "Help."}));
	}
	assert_int_equal(count_letters(desk), 60);
	must(letter_ceiling_held(desk->context->spool, NOW, &times, &places, &error));
	assert_int_equal(times, 940);
	assert_int_equal(desk->context->held_back, 940);
	/* and leaves room for who is proven */
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0001001", ELS, .text = "Help.", .aligned = true);
	assert_int_equal(count_letters(desk), 61);
}

/* Beyond its own half of the ceiling nothing of it is answered, either. */
static void
a_bomb_on_one_mailbox_leaves_another_its_part(void **state)
{
	static const char SECOND[] =
	    "  - {name: sales, maildir: sales, address: s@desk.example}\n"
	    "outgoing:";
	Desk *desk = *state;
	g_auto(GStrv) parts = g_strsplit(DESK_YAML, "outgoing:", 2);
	g_autofree char *whole = g_strjoinv(SECOND, parts);

	desk_put(desk, "casegate.yaml", whole);
	must(context_take_config(desk->context, desk_config(desk), &error));
	for (int i = 0; i < 200; i++) {
		g_autofree char *from = g_strdup_printf("v%d@v%d.example", i, i);

		g_free(desk_receive(desk, &(Post){from, .text = "Help."}));
	}
	assert_int_equal(count_letters(desk), 60);
	for (int i = 200; i < 300; i++) {
		g_autofree char *from = g_strdup_printf("v%d@v%d.example", i, i);

		g_free(desk_receive(desk, &(Post){from, .text = "Help.", .mailbox = "sales"}));
	}
	assert_int_equal(count_letters(desk), 60 + 30);
}

static void
the_proven_have_ceilings_too(void **state)
{
	Desk *desk = *state;
	int on_one = 0;
	g_autofree char *timeline = NULL;

	set_config(desk, "letters: {per_address_hour: 1000}\n");
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .aligned = true);
	on_one = count_letters(desk);
	for (int i = 0; i < 15; i++)
		desk_post(desk, "tell state CS0000001", ELS, .subject = "Status", .text = "",
		    .to = TO_1);
	assert_int_equal(count_letters(desk) - on_one, 9);
	timeline = desk_timeline(desk, "CS0000001");
	assert_non_null(strstr(timeline,
	    "change casegate: no automatic letter to els@klant.example (6 times): 10 of these "
	    "went out on this ticket within an hour\n"));
	for (int i = 0; i < 200; i++)
		g_free(desk_receive(desk, &(Post){ELS, .text = "Help.", .aligned = true}));
	assert_int_equal(count_letters(desk), 120);
}

static void
no_limit_leaves_the_one_against_loops(void **state)
{
	Desk *desk = *state;

	set_config(desk,
	    "acknowledgements: {per_address_hour: 0, per_minute: 0}\n"
	    "letters: {per_address_hour: 0, per_ticket_hour: 0, per_minute: 0, per_hour: 0}\n");
	for (int i = 0; i < 700; i++)
		g_free(desk_receive(desk, &(Post){EVE, .text = "Help."}));
	assert_int_equal(count_letters(desk), 600);
}

/* Who lifts the one on acknowledgements has lifted all that are of an address, but for what he sets himself. */
static void
no_limit_on_acknowledgements_is_none_on_an_address(void **state)
{
	Desk *desk = *state;

	set_config(desk, "acknowledgements: {per_address_hour: 0, per_minute: 0}\n");
	desk_know(desk, ELS);
	for (int i = 0; i < 40; i++)
		g_free(desk_receive(desk, &(Post){ELS, .text = "Help.", .aligned = true}));
	assert_int_equal(count_letters(desk), 40);
	set_config(
	    desk, "acknowledgements: {per_address_hour: 0}\nletters: {per_address_hour: 41}\n");
	for (int i = 0; i < 5; i++)
		g_free(desk_receive(desk, &(Post){ELS, .text = "Help.", .aligned = true}));
	assert_int_equal(count_letters(desk), 41);
}

static void
who_writes_five_mails_in_an_hour_gets_five_acknowledgements(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	for (int i = 1; i <= 5; i++) {
		g_autofree char *number = g_strdup_printf("open case CS%07d", i);

		desk_post(desk, number, ELS, .text = "Help.", .aligned = true);
		assert_letters(desk, "acknowledgement to " ELS);
		desk->context->now_ms += 10 * 60 * 1000;
	}
}

/* Where no server of our own says who writes, a customer's new mails are unproven, and answers to our letters are not. */
static void
answers_to_our_letters_use_up_no_acknowledgements(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	for (int i = 0; i < 4; i++)
		desk_post(desk, "tell state CS0000001", ELS, .subject = "Status", .text = "",
		    .to = TO_1);
	g_free(desk_letters(desk));
	desk_post(desk, "open case CS0000002", ELS, .text = "Iets anders.");
	assert_letters(desk, "acknowledgement-unverified to " ELS);
}

static void
an_agents_words_always_go_out(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	for (int i = 0; i < 30; i++)
		g_free(desk_receive(desk, &(Post){ELS, .text = "Help."}));
	g_free(desk_letters(desk));
	for (int i = 0; i < 30; i++) {
		g_autoptr(Letter) letter = NULL;

		desk_agent(desk, "CS0000030", AGENT_ANSWERS, "Hallo.");
		letter = sent_letter(desk, "CS0000030", ELS);
		assert_string_equal(letter->name, "answer");
		assert_int_equal(letter->due_ms, NOW);
	}
}

/* Robots that no header gives away. */

typedef struct {
	const char *name;
	Post post;
	bool is_known;
	bool replies;      /* to the address and the id of our letter */
	AgentAction first; /* what an agent does before */
} Robot;

static const Robot ROBOTS[] = {
    {"known, aligned, no references", {.subject = "Ontvangen", .text = "HD-1", .aligned = true},
	true, false, AGENT_REOPENS},
    {"known, no result, no references", {.subject = "Ontvangen", .text = "HD-1"}, true, false,
	AGENT_REOPENS},
    {"unknown, aligned, no references",
	{.subject = "Ontvangen", .text = "HD-1", .aligned = true}, false, false, AGENT_REOPENS},
    {"acknowledges what we acknowledge", {.text = "Ontvangen als HD-1", .aligned = true}, true,
	true, AGENT_REOPENS},
    {"asks for the state", {.subject = "Re: x", .text = "Status", .aligned = true}, true, true,
	AGENT_REOPENS},
    {"asks for the state with a token alone", {.subject = "Re: x", .text = "Status"}, true,
	true, AGENT_REOPENS},
    {"answers a solution unclearly", {.text = "Akkoord, maar wij hebben nog een vraag."}, true,
	true, AGENT_RESOLVES},
    {"rejects a solution", {.text = "Niet akkoord."}, true, true, AGENT_RESOLVES},
    {"answers a closed case", {.text = "Ontvangen als HD-1"}, true, true, AGENT_CLOSES},
    {"asks for forms", {.subject = "Formulieren", .text = "", .aligned = true}, true, true,
	AGENT_REOPENS},
    {"asks for a thing",
	{.subject = "Teams of Teamskanaal aanmaken",
	    .text = "Teams of Teamskanaal aanmaken HD-1",
	    .aligned = true},
	true, false, AGENT_REOPENS},
};

/* The newest letter to it that has not left leaves now; 0: there is none. */
static int64_t
send_newest(Desk *desk)
{
	g_autoptr(GPtrArray) letters = NULL;
	int64_t newest = 0;

	must(letter_list(desk->context->spool, LETTER_WAITING, 50, &letters, &error));
	for (unsigned i = 0; i < letters->len; i++) {
		const Letter *letter = letters->pdata[i];

		if (strcmp(letter->recipient, ELS) == 0)
			newest = MAX(newest, letter->id);
		must(letter_set_sent(
		    desk->context->spool, letter->id, "250", desk->context->now_ms, &error));
	}
	return newest;
}

/* How many letters it has answered when none comes any more. */
static int
run_robot(Desk *desk, const Robot *robot, int64_t pause_ms)
{
	int answered = 0;

	for (int64_t letter = 0; answered < 300; answered++) {
		Post post = robot->post;
		g_autofree char *to = NULL;
		g_autofree char *id = NULL;
		g_autofree char *token = NULL;

		letter = send_newest(desk);
		if (letter == 0)
			break;
		desk->context->now_ms += pause_ms;
		token = desk_token_of(desk, TOKEN_PROOF, letter);
		to = g_strdup_printf("desk+%s@desk.example", token);
		id = desk_id_of(desk, letter);
		post.from = ELS;
		post.to = robot->replies ? to : NULL;
		post.answers = robot->replies ? id : NULL;
		g_free(desk_receive(desk, &post));
	}
	return answered;
}

static void
begin_robot(Desk *desk, const Robot *robot)
{
	if (robot->is_known)
		desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Iets is stuk", .aligned = true);
	if (robot->first != AGENT_REOPENS)
		desk_agent(desk, "CS0000001", robot->first, "Klaar.");
}

static void
run_all_robots(Desk *desk, int64_t pause_ms, int most)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ROBOTS); i++) {
		int answered = 0;

		begin_robot(desk, &ROBOTS[i]);
		answered = run_robot(desk, &ROBOTS[i], pause_ms);
		if (answered > most)
			fail_msg("%s: %d letters", ROBOTS[i].name, answered);
		desk_anew(desk);
	}
}

static void
robots_without_headers_end_after_a_handful(void **state)
{
	run_all_robots(*state, 5 * 1000, 7);
}

static void
slow_robots_end_too(void **state)
{
	run_all_robots(*state, 10 * 60 * 1000, 61);
}

static void
the_desk_is_told_of_a_loop_once(void **state)
{
	Desk *desk = *state;
	g_autoptr(GPtrArray) letters = NULL;
	int loops = 0;

	begin_robot(desk, &ROBOTS[4]);
	desk_tell(desk);
	run_robot(desk, &ROBOTS[4], 5 * 1000);
	for (int i = 0; i < 5; i++)
		g_free(desk_receive(desk, &(Post){ELS, .text = "HD-1", .aligned = true}));
	desk_tell(desk);
	must(letter_list(desk->context->spool, -1, 100, &letters, &error));
	for (unsigned i = 0; i < letters->len; i++) {
		g_autoptr(GBytes) bytes = NULL;
		gsize size = 0;
		g_autofree char *text = NULL;
		const char *data = NULL;

		must((bytes = letter_bytes(desk->context->spool,
			  ((Letter *)letters->pdata[i])->id, &error)) != NULL);
		data = g_bytes_get_data(bytes, &size);
		text = g_strndup(data, size);
		loops += strstr(text, "Automatische antwoorden gestopt") != NULL;
	}
	assert_int_equal(loops, 1);
}

static void
an_agents_word_ends_the_pause(void **state)
{
	Desk *desk = *state;

	begin_robot(desk, &ROBOTS[0]);
	run_robot(desk, &ROBOTS[0], 5 * 1000);
	g_free(desk_letters(desk));
	g_free(desk_receive(desk, &(Post){ELS, .text = "Help.", .aligned = true}));
	assert_letters(desk, "none");
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Bel ons even.");
	assert_letters(desk, "answer to " ELS);
	g_free(desk_receive(desk, &(Post){ELS, .text = "Nog iets.", .aligned = true}));
	assert_letters(desk, "acknowledgement to " ELS);
}

static void
a_quiet_hour_ends_the_pause(void **state)
{
	Desk *desk = *state;

	begin_robot(desk, &ROBOTS[0]);
	run_robot(desk, &ROBOTS[0], 5 * 1000);
	g_free(desk_letters(desk));
	desk->context->now_ms += HOUR + 1;
	g_free(desk_receive(desk, &(Post){ELS, .text = "Help.", .aligned = true}));
	assert_letters(desk, "acknowledgement to " ELS);
}

/* The ceilings are there still. */
static void
a_desk_may_take_nobody_for_a_machine(void **state)
{
	Desk *desk = *state;
	int answered = 0;

	set_config(desk, "letters: {in_a_row: 0}\n");
	begin_robot(desk, &ROBOTS[0]);
	answered = run_robot(desk, &ROBOTS[0], 5 * 1000);
	assert_int_equal(answered, 20);
}

/* A person may send what was written on the train. */
static void
mails_that_come_at_once_are_no_loop(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	for (int i = 0; i < 12; i++)
		g_free(desk_receive(desk, &(Post){ELS, .text = "Help.", .aligned = true}));
	assert_int_equal(count_letters(desk), 12);
}

static char *
receive_marked(Desk *desk, const char *mark)
{
	const Post post = {ELS, .text = "Uw vraag is beantwoord.", .aligned = true};
	g_autoptr(Mail) mail = post_mail(desk, &post);
	g_autoptr(Message) message = post_message(desk, &post);
	g_auto(IntakeResult) processed = {0};
	MessageHeader *header = g_new0(MessageHeader, 1);

	header->name = g_strdup("x-casegate-loop");
	header->value = g_strdup(mark);
	g_ptr_array_add(message->headers, header);
	must(intake_message(desk->context, mail, message, &processed, &error));
	return g_strdup(processed.decision);
}

static void
two_gateways_end_after_one_acknowledgement_each(void **state)
{
	Desk *desk = *state;
	g_autofree char *other = loop_mark_make("helpdesk.example");

	desk_know(desk, ELS);
	for (int i = 0; i < 5; i++) {
		g_autofree char *became = receive_marked(desk, other);

		assert_string_equal(became, "open case");
	}
	assert_letters(desk, "acknowledgement to " ELS);
}

static void
our_own_letter_that_comes_back_is_no_mail(void **state)
{
	Desk *desk = *state;
	g_autofree char *own = loop_mark_make("Desk.Example");
	g_autofree char *became = receive_marked(desk, own);

	assert_string_equal(became, "ignore");
	assert_letters(desk, "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_bomb_from_one_forged_address_brings_three_letters_an_hour),
	    desk_test(who_is_named_in_web_forms_gets_one_letter),
	    desk_test(spellings_of_one_mailbox_are_one_correspondent),
	    desk_test(a_bomb_from_many_forged_addresses_meets_the_ceiling_of_all),
	    desk_test(a_bomb_on_one_mailbox_leaves_another_its_part),
	    desk_test(the_proven_have_ceilings_too),
	    desk_test(no_limit_leaves_the_one_against_loops),
	    desk_test(no_limit_on_acknowledgements_is_none_on_an_address),
	    desk_test(who_writes_five_mails_in_an_hour_gets_five_acknowledgements),
	    desk_test(answers_to_our_letters_use_up_no_acknowledgements),
	    desk_test(an_agents_words_always_go_out),
	    desk_test(robots_without_headers_end_after_a_handful),
	    desk_test(slow_robots_end_too),
	    desk_test(the_desk_is_told_of_a_loop_once),
	    desk_test(an_agents_word_ends_the_pause),
	    desk_test(a_quiet_hour_ends_the_pause),
	    desk_test(a_desk_may_take_nobody_for_a_machine),
	    desk_test(mails_that_come_at_once_are_no_loop),
	    desk_test(two_gateways_end_after_one_acknowledgement_each),
	    desk_test(our_own_letter_that_comes_back_is_no_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
