/* SPDX-License-Identifier: Apache-2.0 */
/* A mail that the desk calls spam: what becomes of its ticket and of what its sender writes, and that nobody hears of it. */
#include "gateway/desk/spam.h"

#include "gateway/util/error.h"
#include "spool/spam_sender.h"
#include "tests/unit/context_fixture.h"

#define EVE "eve@evil.example"
#define MARKED "its sender was marked as a spammer"
#define PUT_AWAY "marked as spam by Sanne de Wit"
#define TO_1 "desk+{CS0000001 " ELS "}@desk.example"

static void
mark(Desk *desk, int64_t id, const char *number)
{
	g_autoptr(Mail) mail = NULL;
	g_autofree char *told = NULL;

	must(mail_get(desk->context->spool, id, &mail, &error));
	must(spam_mark(desk->context, mail, desk_actor(desk, "Sanne de Wit"), &told, &error));
	if (g_strcmp0(told, number) != 0)
		fail_msg("%s", told);
}

static void
unmark(Desk *desk, const char *address, int64_t id, bool expected)
{
	g_autoptr(Mail) mail = NULL;
	bool changed = false;

	if (id != 0)
		must(mail_get(desk->context->spool, id, &mail, &error));
	must(spam_unmark(desk->context, address, mail, &changed, &error));
	assert_int_equal(changed, expected);
}

static const char *
letter_state(const Desk *desk, const char *number, const char *recipient)
{
	g_autoptr(Letter) letter = sent_letter(desk, number, recipient);

	return letter_state_name(letter->state);
}

static void
its_ticket_is_cancelled_and_nobody_told(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", EVE, .subject = "Win!", .text = "Klik hier.");
	assert_letters(desk, "acknowledgement-unverified to " EVE);
	mark(desk, 1, "CS0000001");
	assert_mail(desk, MAIL_SPAM, PUT_AWAY);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "cancelled");
	assert_timeline(desk, "CS0000001",
	    "description " EVE ": Klik hier. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "change Sanne de Wit: cancelled: spam\n");
	assert_string_equal(letter_state(desk, "CS0000001", EVE), "dropped");
	desk_tell(desk);
	assert_letters(desk, "none");
}

static void
later_mail_is_put_away_until_it_is_taken_back(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", EVE, .subject = "Win!", .text = "Klik hier.");
	mark(desk, 1, "CS0000001");
	g_free(desk_letters(desk));
	desk_post(desk, "spam", EVE, .subject = "Win meer!", .text = "Klik hier.");
	assert_mail(desk, MAIL_SPAM, MARKED);
	desk_post(desk, "spam", "EVE@evil.example", .subject = "Vouched", .text = "Klik.",
	    .aligned = true);
	desk_post(desk, "spam", EVE, .text = "Of hier.", .number = "CS0000001");
	desk_post(desk, "spam", EVE, .text = "Machine.", .kind = MESSAGE_NOTIFICATION);
	desk_tell(desk);
	assert_letters(desk, "none");
	unmark(desk, EVE, 2, true);
	unmark(desk, EVE, 0, false);
	desk_post(desk, "open case CS0000002", EVE, .subject = "Echt", .text = "Vraag.");
}

static void
proven_mail_is_never_spam(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.");
	desk_post(desk, "open case CS0000002", ELS, .subject = "Win!", .text = "Klik hier.");
	mark(desk, 2, "CS0000002");
	desk_post(desk, "open case CS0000003", ELS, .subject = "Muis", .text = "Stuk.",
	    .aligned = true);
	desk_post(desk, "comment CS0000001", ELS, .text = "Nog iets.", .to = TO_1);
	desk_post(
	    desk, "comment CS0000001", ELS, .text = "Nog iets.", .to = TO_1, .denied = true);
	desk_post(desk, "spam", ELS, .text = "Meer winst.", .number = "CS0000001");
	desk_post(desk, "spam", ELS, .subject = "Win!", .text = "Klik.", .denied = true);
	desk_post(desk, "open case CS0000004", PIET, .subject = "Toner", .text = "Op.");
}

/* What came on another's ticket stays there. */
static void
a_part_of_a_ticket_is_only_named(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.");
	desk_post(desk, "comment CS0000001", ELS, .text = "Win!", .number = "CS0000001");
	mark(desk, 2, "CS0000001");
	assert_mail(desk, MAIL_DONE,
	    "the sender is not proven: no token of this ticket, no aligned domain");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "new");
	assert_timeline(desk, "CS0000001",
	    "description " ELS ": Zwart. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "comment " ELS ": Win! (unproven)\n"
	    "change Sanne de Wit: mail 2 on it is spam\n");
}

static void
what_has_ended_is_only_named(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", EVE, .subject = "Win!", .text = "Klik hier.");
	desk_agent(desk, "CS0000001", AGENT_CLOSES, "Nee.");
	mark(desk, 1, "CS0000001");
	assert_mail(desk, MAIL_SPAM, PUT_AWAY);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
}

/* What was put away is decided anew as a new mail; no mark and no rule puts it away again. */
static void
released_mail_goes_on(void **state)
{
	Desk *desk = *state;
	g_autoptr(Mail) mail = NULL;
	const Post post = {EVE, .subject = "Vraag", .text = "Echt een vraag."};
	g_autoptr(Message) message = NULL;
	g_auto(IntakeResult) processed = {0};

	desk_post(desk, "open case CS0000001", EVE, .subject = "Win!", .text = "Klik hier.");
	mark(desk, 1, "CS0000001");
	desk_post(desk, "spam", EVE, .subject = "Vraag", .text = "Echt een vraag.");
	must(mail_release(desk->context->spool, 2, &error));
	must(mail_get(desk->context->spool, 2, &mail, &error));
	message = post_message(desk, &post);
	must(intake_message(desk->context, mail, message, &processed, &error));
	assert_string_equal(processed.decision, "open case");
	assert_string_equal(processed.number, "CS0000002");
}

static void
refused(Desk *desk, int64_t id, const char *why)
{
	g_autoptr(Mail) mail = NULL;
	g_autofree char *told = NULL;
	g_autoptr(GError) error = NULL;

	assert_true(mail_get(desk->context->spool, id, &mail, NULL));
	assert_false(
	    spam_mark(desk->context, mail, desk_actor(desk, "Sanne de Wit"), &told, &error));
	assert_string_equal(error->message, why);
}

static void
who_is_no_spammer(void **state)
{
	Desk *desk = *state;
	g_autoptr(Mail) waiting = NULL;

	desk_post(
	    desk, "open case CS0000001", "sanne@desk.example", .subject = "x", .text = "y");
	desk_post(desk, "open case CS0000002", .subject = "x", .text = "y");
	waiting = post_mail(desk, &(Post){.from = EVE});
	refused(desk, 1, "mail 1: its sender's address is the desk's own");
	refused(desk, 2, "mail 2: nobody knows who sent it; discard it, or cancel its ticket");
	refused(desk, 3, "mail 3: it is not decided yet");
}

static const char RULES[] =
    "- {name: much, when: {spam: {score: 8}}, then: {spam: {reason: too many points}}}\n"
    "- {name: any, when: {spam: yes, ticket: any}, then: spam}\n";

static int
setup_with_rules(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "rules.d/10-spam.yaml", RULES);
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

static OriginHop *
hop_of(const char *server)
{
	OriginHop *hop = g_new0(OriginHop, 1);

	hop->by = g_strdup(server);
	hop->user = g_strdup("");
	return hop;
}

/* With the fields of a filter beside our own server's results, or below the hop behind which anybody writes. */
static char *
receive_signed(Desk *desk, Post post, SpamSign sign, unsigned hop)
{
	g_autoptr(Mail) mail = post_mail(desk, &post);
	g_autoptr(Message) message = post_message(desk, &post);
	g_auto(IntakeResult) processed = {0};
	AuthResult *none = authres_new("mx.desk.example", "spf", "none", "");

	if (message->origin == NULL) {
		message->origin = origin_new();
		message->origin->from = g_strdup(post.from);
	}
	none->hop = 0;
	g_ptr_array_add(message->origin->results, none);
	g_ptr_array_add(message->origin->hops, hop_of("mx.desk.example"));
	g_array_set_size(message->origin->spam, hop + 1);
	g_array_index(message->origin->spam, SpamSign, hop) = sign;
	must(intake_message(desk->context, mail, message, &processed, &error));
	return g_strdup(processed.decision);
}

static void
by_a_rule(void **state)
{
	static const SpamSign YES = {.is_spam = true};
	static const SpamSign MANY = {.has_score = true, .score = 8};
	static const SpamSign FEW = {.has_score = true, .score = 7.9};
	static const struct {
		Post post;
		const SpamSign *sign;
		unsigned hop;
		const char *becomes;
	} ROWS[] = {
	    {{EVE, .text = "Klik."}, &YES, 0, "spam"},
	    {{EVE, .text = "Klik."}, &MANY, 0, "spam"},
	    {{EVE, .text = "Klik."}, &FEW, 0, "open case"},
	    {{EVE, .text = "Klik."}, &YES, 1, "open case"},
	    {{EVE, .text = "Klik.", .aligned = true}, &YES, 0, "spam"},
	    {{ELS, .text = "Klik."}, &YES, 0, "spam"},
	    {{ELS, .text = "Vraag.", .aligned = true}, &YES, 0, "open case"},
	    {{ELS, .text = "Nog iets.", .number = "CS0000001"}, &YES, 0, "spam"},
	    {{ELS, .text = "Nog iets.", .to = TO_1}, &YES, 0, "comment"},
	};
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.");
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *became =
		    receive_signed(desk, ROWS[i].post, *ROWS[i].sign, ROWS[i].hop);

		if (strcmp(became, ROWS[i].becomes) != 0)
			fail_msg("row %zu: %s", i, became);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(its_ticket_is_cancelled_and_nobody_told),
	    desk_test(later_mail_is_put_away_until_it_is_taken_back),
	    desk_test(proven_mail_is_never_spam),
	    desk_test(a_part_of_a_ticket_is_only_named),
	    desk_test(what_has_ended_is_only_named),
	    desk_test(released_mail_goes_on),
	    desk_test(who_is_no_spammer),
	    cmocka_unit_test_setup_teardown(by_a_rule, setup_with_rules, desk_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
