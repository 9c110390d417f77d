/* SPDX-License-Identifier: Apache-2.0 */
/* A customer's word meets a case that somebody at the desk moved meanwhile: it is decided again on what is true there,
 * nothing of it stands twice, and one letter tells what is so. */
#include "tests/unit/context_fixture.h"

#include "gateway/desk/desk_result.h"
#include "gateway/model/desk_operation.h"
#include "spool/desk_mirror.h"
#include "spool/outbox.h"

#define NUMBER "CS0000001"
#define TO_1 "desk+{" NUMBER " " ELS "}@desk.example"

typedef struct {
	Mail *mail;       /* own */
	Message *message; /* own */
} Came;

static void
came_clear(Came *word)
{
	mail_free(word->mail);
	message_free(word->message);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Came, came_clear)

/* A case that the desk has, resolved. */
static void
resolve_one(Desk *desk)
{
	g_autoptr(DeskTicket) there = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case " NUMBER, ELS, .text = "Mijn scherm is zwart.");
	desk_agent(desk, NUMBER, AGENT_RESOLVES, "Nieuwe kabel.");
	desk_elsewhere(desk);
	must(desk_ticket_add(desk->context->spool, 1, &error));
	must(desk_ticket_get(desk->context->spool, 1, &there, &error));
	there->remote_id = g_strdup("c0");
	there->mod_count = 1;
	must(desk_ticket_save(desk->context->spool, there, &error));
	g_free(desk_letters(desk));
}

static void
decide(Desk *desk, const Came *word, const char *expected)
{
	g_autoptr(Mail) mail = NULL;
	g_auto(IntakeResult) result = {0};
	g_autofree char *became = NULL;

	must(mail_get(desk->context->spool, word->mail->id, &mail, &error));
	assert_int_equal(mail->state, MAIL_WAITING);
	must(intake_message(desk->context, mail, word->message, &result, &error));
	became = g_strdup_printf("%s %s", result.decision, result.number);
	assert_string_equal(became, expected);
}

static Came
receive(Desk *desk, const char *text, const char *expected)
{
	const Post post = {.from = ELS, .to = TO_1, .text = text};
	Came word = {post_mail(desk, &post), post_message(desk, &post)};

	MessageAttachment *photo = g_new0(MessageAttachment, 1);

	photo->path = g_strdup("2");
	photo->name = g_strdup("foto.jpg");
	photo->type = g_strdup("image/jpeg");
	photo->size = 5;
	g_ptr_array_add(word.message->attachments, photo);
	decide(desk, &word, expected);
	return word;
}

/* What is to be done at the desk next, by its kind; NULL: nothing. */
static OutboxOperation *
next_one(const Desk *desk)
{
	g_autoptr(GPtrArray) due = NULL;
	OutboxOperation *operation = NULL;

	must(outbox_due(desk->context->spool, desk->context->now_ms, 1, &due, &error));
	if (due->len == 0)
		return NULL;
	must(outbox_take_off(desk->context->spool, ((OutboxOperation *)due->pdata[0])->id,
	    desk->context->now_ms, &error));
	must(outbox_get(
	    desk->context->spool, ((OutboxOperation *)due->pdata[0])->id, &operation, &error));
	return operation;
}

/* The next one, which is this, meets the case in that state. */
static void
meet(const Desk *desk, const char *kind, const char *state)
{
	g_autoptr(OutboxOperation) operation = next_one(desk);
	json_t *result = json_pack("{s:s, s:{s:s, s:i, s:s, s:s}}", "why", "it was moved",
	    "change", "remote_id", "c0", "mod_count", 5, "state", state, "remote_state", "x");

	assert_non_null(operation);
	assert_string_equal(operation->kind, kind);
	must(desk_result_take(desk->context, operation->id, DESK_CONFLICT, result, &error));
	json_decref(result);
}

/* All that is to be done now, done: "say Akkoord closed, attach". Caller owns. */
static char *
do_all(const Desk *desk)
{
	GString *told = g_string_new(NULL);

	for (;;) {
		g_autoptr(OutboxOperation) operation = next_one(desk);
		json_t *result = json_object();
		json_t *body = NULL;

		if (operation != NULL) {
			body = json_loads(operation->body, 0, NULL);
			g_string_append_printf(
			    told, "%s%s", told->len == 0 ? "" : ", ", operation->kind);
			if (json_object_get(body, "text") != NULL)
				g_string_append_printf(told, " %s",
				    json_string_value(json_object_get(body, "text")));
			if (json_object_get(body, "state") != NULL)
				g_string_append_printf(told, " -> %s",
				    json_string_value(json_object_get(body, "state")));
			must(desk_result_take(
			    desk->context, operation->id, DESK_DONE, result, &error));
		}
		json_decref(body);
		json_decref(result);
		if (operation == NULL)
			break;
	}
	return g_string_free(told, false);
}

static void
assert_done(const Desk *desk, const char *expected)
{
	g_autofree char *told = do_all(desk);

	assert_string_equal(told, expected);
}

/* Letters that were not dropped. */
static char *
letters(const Desk *desk)
{
	g_autoptr(GPtrArray) all = NULL;
	GString *told = g_string_new(NULL);

	must(letter_list(desk->context->spool, -1, 100, &all, &error));
	for (unsigned i = all->len; i > 0; i--) {
		const Letter *letter = all->pdata[i - 1];

		if (letter->state == LETTER_WAITING)
			g_string_append_printf(
			    told, "%s%s", told->len == 0 ? "" : ", ", letter->name);
	}
	return g_string_free(told, false);
}

static void
assert_sent(const Desk *desk, const char *expected)
{
	g_autofree char *told = letters(desk);

	assert_string_equal(told, expected);
}

static int
lines_with(const Desk *desk, const char *text)
{
	g_autofree char *timeline = desk_timeline(desk, NUMBER);
	int count = 0;

	for (const char *at = strstr(timeline, text); at != NULL; at = strstr(at + 1, text))
		count++;
	return count;
}

static int
attachments(const Desk *desk)
{
	g_autoptr(GPtrArray) all = NULL;

	must(ticket_attachments(desk->context->spool, 1, &all, &error));
	return (int)all->len;
}

static void
without_a_conflict_it_is_one_operation(void **state)
{
	Desk *desk = *state;

	resolve_one(desk);
	{
		g_auto(Came) word = receive(desk, "Akkoord", "accept " NUMBER);

		assert_int_equal(word.mail->id, 2);
		assert_sent(desk, "acknowledgement-unverified, resolution");
		assert_done(desk, "say Akkoord -> closed, attach");
		assert_sent(desk, "acknowledgement-unverified, resolution, closed");
	}
}

static void
an_accepted_case_was_taken_up_again(void **state)
{
	Desk *desk = *state;

	resolve_one(desk);
	{
		g_auto(Came) word = receive(desk, "Akkoord", "accept " NUMBER);

		meet(desk, "say", "open");
		assert_string_equal(desk_state_of(desk, NUMBER), "open");
		decide(desk, &word, "comment " NUMBER);
		assert_done(desk, "say Akkoord, attach");
		assert_string_equal(desk_state_of(desk, NUMBER), "open");
		assert_sent(desk, "acknowledgement-unverified, resolution, reopened");
		assert_int_equal(lines_with(desk, "Akkoord"), 1);
		assert_int_equal(attachments(desk), 1);
	}
}

static void
an_accepted_case_was_closed(void **state)
{
	Desk *desk = *state;

	resolve_one(desk);
	{
		g_auto(Came) word = receive(desk, "Akkoord", "accept " NUMBER);

		meet(desk, "say", "closed");
		decide(desk, &word, "tell state " NUMBER);
		/* nothing is said to what is over */
		assert_done(desk, "");
		assert_sent(desk, "acknowledgement-unverified, resolution, state");
		assert_int_equal(lines_with(desk, "Akkoord"), 1);
	}
}

static void
a_rejected_case_was_closed(void **state)
{
	Desk *desk = *state;

	resolve_one(desk);
	{
		g_auto(Came) word =
		    receive(desk, "Afwijzen. Het is weer zwart.", "reject " NUMBER);

		meet(desk, "say", "closed");
		decide(desk, &word, "open case NEW-2");
		assert_done(desk, "open, attach");
		assert_sent(desk, "acknowledgement-unverified, resolution, new-case");
		assert_int_equal(lines_with(desk, "rejected"), 0);
		assert_int_equal(lines_with(desk, "weer zwart"), 1);
	}
}

/* Somebody is always faster: a person looks at it. */
static void
what_never_comes_to_an_end_is_held(void **state)
{
	Desk *desk = *state;

	resolve_one(desk);
	{
		g_auto(Came) word = receive(desk, "Akkoord", "accept " NUMBER);

		meet(desk, "say", "open");
		decide(desk, &word, "comment " NUMBER);
		meet(desk, "say", "awaiting info");
		decide(desk, &word, "comment " NUMBER);
		meet(desk, "say", "open");
		decide(desk, &word, "hold (null)");
		assert_mail(desk, MAIL_HELD,
		    "its ticket was moved at the desk each time it was decided");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(without_a_conflict_it_is_one_operation),
	    desk_test(an_accepted_case_was_taken_up_again),
	    desk_test(an_accepted_case_was_closed),
	    desk_test(a_rejected_case_was_closed),
	    desk_test(what_never_comes_to_an_end_is_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
