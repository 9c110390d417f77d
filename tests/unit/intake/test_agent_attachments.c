/* SPDX-License-Identifier: Apache-2.0 */
/* Which attachments of an agent's answer go along, and which answer is too large. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/agent_attachments.h"
#include "gateway/letters/compose.h"
#include "parsers/limits.h"
#include "spool/ticket_content.h"

#define KB INT64_C(1024)
#define MB (INT64_C(1024) * 1024)

static MessageAttachment *
attach(Message *message, const char *name, const char *type, int64_t size, bool is_inline)
{
	MessageAttachment *one = g_new0(MessageAttachment, 1);

	one->path = g_strdup_printf("%u", message->attachments->len + 2);
	one->name = g_strdup(name);
	one->type = g_strdup(type);
	one->size = size;
	one->is_inline = is_inline;
	g_ptr_array_add(message->attachments, one);
	return one;
}

static void
read_all(Message *message)
{
	MessageAttachment *one = NULL;

	while ((one = agent_attachments_missing(message)) != NULL)
		one->bytes = g_bytes_new_static("abc", 3);
}

static void
decorations_stay_behind(void **state)
{
	static const struct {
		const char *name;
		const char *type;
		int64_t size;
		bool is_inline;
		bool goes;
	} CASES[] = {
	    {"logo.png", "image/png", 32 * KB, true, false},
	    {"pasted.png", "image/png", 32 * KB + 1, true, true},
	    {"small.png", "image/png", 10, false, true},
	    {"note.pdf", "application/pdf", 10, true, true},
	    {"smime.p7s", "application/pkcs7-signature", 90 * KB, true, false},
	    {"signature.asc", "application/pgp-signature", 800, true, false},
	    {"empty.txt", "text/plain", 0, false, true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(Message) message = message_new();
		g_autoptr(GPtrArray) files = NULL;
		MessageAttachment *one = attach(
		    message, CASES[i].name, CASES[i].type, CASES[i].size, CASES[i].is_inline);

		if ((agent_attachments_missing(message) == one) != CASES[i].goes)
			fail_msg("%s", CASES[i].name);
		read_all(message);
		files = agent_attachments_list(message);
		assert_int_equal(files->len, CASES[i].goes ? 1 : 0);
	}
}

static void
one_after_the_other_is_read(void **state)
{
	g_autoptr(Message) message = message_new();
	g_autoptr(GPtrArray) files = NULL;
	MessageAttachment *first = attach(message, "a.txt", "text/plain", 3, false);
	MessageAttachment *second = attach(message, "", "text/plain", 3, false);

	(void)state;
	assert_ptr_equal(agent_attachments_missing(message), first);
	first->bytes = g_bytes_new_static("een", 3);
	assert_ptr_equal(agent_attachments_missing(message), second);
	second->bytes = g_bytes_new_static("twee", 4);
	assert_null(agent_attachments_missing(message));
	first->marks = 5;
	files = agent_attachments_list(message);
	assert_int_equal(files->len, 2);
	assert_int_equal(((ComposeAttachment *)files->pdata[0])->marks, 5);
	assert_string_equal(((ComposeAttachment *)files->pdata[0])->name, "a.txt");
	assert_string_equal(((ComposeAttachment *)files->pdata[1])->name, "attachment");
	assert_ptr_equal(((ComposeAttachment *)files->pdata[1])->bytes, second->bytes);
}

static void
assert_mistake(const Message *message, const char *expected)
{
	Config config = {.language = (char *)"en"};
	const Context context = {.config = &config};
	g_autofree char *why = agent_attachments_mistake(&context, message);

	if (g_strcmp0(why, expected) != 0)
		fail_msg("<%s> is not <%s>", why, expected);
}

static void
too_much_is_a_mistake(void **state)
{
	g_autoptr(Message) message = message_new();
	MessageAttachment *one = NULL;

	(void)state;
	attach(message, "a.zip", "application/zip", 9 * MB, false);
	one = attach(message, "b.zip", "application/zip", 9 * MB, false);
	attach(message, "logo.png", "image/png", 30 * KB, true);
	assert_mistake(message, NULL);
	one->size++;
	assert_mistake(message, "the attachments are larger than 18.9 MB together");
	one->size = G_MAXINT64;
	assert_mistake(message, "the attachments are larger than 18.9 MB together");
	one->size = -G_MAXINT64;
	assert_mistake(message, NULL);
	/* what came counts, not what was promised */
	one->bytes = g_bytes_new_take(g_malloc0(9 * MB + 1), 9 * MB + 1);
	assert_mistake(message, "the attachments are larger than 18.9 MB together");
	g_clear_pointer(&one->bytes, g_bytes_unref);
	one->lost = g_strdup("there is no such part");
	assert_mistake(message, "the attachment 'b.zip' cannot be read: there is no such part");
	limits_note(message->limits, "text");
	limits_note(message->limits, "parts");
	assert_mistake(message, "the mail holds more than is read of one");
}

static void
kept_with_the_ticket(void **state)
{
	static const Post POST = {ELS, .subject = "Scherm", .text = "Zwart."};
	Desk *desk = *state;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Message) message = message_new();
	g_autoptr(GPtrArray) kept = NULL;
	g_autoptr(Ticket) ticket = NULL;

	desk_post(desk, "open case CS0000001", ELS, .text = "Zwart.");
	ticket = desk_ticket(desk, "CS0000001");
	mail = post_mail(desk, &POST);
	attach(message, "a.txt", "text/plain", 3, false);
	assert_null(agent_attachments_to_forward(desk->context, message));
	attach(message, "logo.png", "image/png", 30, true);
	must(agent_attachments_keep(desk->context, ticket, mail, message, &error));
	must(ticket_attachments(desk->context->spool, ticket->id, &kept, &error));
	assert_int_equal(kept->len, 1);
	assert_string_equal(((TicketAttachment *)kept->pdata[0])->path, "2");
	assert_int_equal(((TicketAttachment *)kept->pdata[0])->mail, mail->id);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(decorations_stay_behind),
	    cmocka_unit_test(one_after_the_other_is_read),
	    cmocka_unit_test(too_much_is_a_mistake),
	    desk_test(kept_with_the_ticket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
