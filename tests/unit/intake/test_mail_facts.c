/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/mail_facts.h"

static void
add_header(Message *message, const char *name, const char *value)
{
	MessageHeader *one = g_new0(MessageHeader, 1);

	one->name = g_strdup(name);
	one->value = g_strdup(value);
	g_ptr_array_add(message->headers, one);
}

/* Whether a mail of this kind, with this header, is a person's. */
static bool
is_personal(MessageKind kind, bool known, const char *name, const char *value)
{
	char name_of[] = "desk";
	char address[] = "desk@desk.example";
	ConfigMailbox mailbox = {.name = name_of, .address = address};
	g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
	Config config = {.mailboxes = mailboxes};
	Context context = {.config = &config};
	g_autoptr(Message) message = message_new();
	const Contact contact = {.id = 7, .known = known};
	const MailFacts facts = {.context = &context, .message = message, .sender = &contact};

	g_ptr_array_add(mailboxes, &mailbox);
	message->kind = kind;
	if (name != NULL)
		add_header(message, name, value);
	return mail_facts_is_personal(&facts);
}

static void
who_writes_through_a_list(void **state)
{
	(void)state;
	assert_true(is_personal(MESSAGE_PERSON, false, NULL, NULL));
	assert_true(is_personal(MESSAGE_LIST, true, NULL, NULL));
	assert_true(is_personal(MESSAGE_LIST, true, "List-Id", "<l.k.example>"));
	assert_true(
	    is_personal(MESSAGE_LIST, false, "List-Post", "<mailto:desk@desk.example>"));
	assert_true(is_personal(MESSAGE_LIST, false, "List-Id", "<desk.desk.example>"));
	assert_false(is_personal(MESSAGE_LIST, false, NULL, NULL));
	assert_false(is_personal(MESSAGE_LIST, false, "List-Post", "<mailto:l@k.example>"));
	/* a newsletter is nobody's, though it comes from an address that we know */
	assert_false(
	    is_personal(MESSAGE_LIST, true, "List-Unsubscribe", "<https://k.example>"));
	for (MessageKind kind = MESSAGE_AUTO_REPLY; kind <= MESSAGE_NOTIFICATION; kind++)
		assert_false(is_personal(kind, true, NULL, NULL));
}

/* Whoever is known by it, then the mail, then the ticket, then the labels of the form, then the desk. */
static void
the_language_of_an_answer(void **state)
{
	static const struct {
		const char *person, *mail, *ticket, *form;
		const char *expected;
	} ROWS[] = {
	    {NULL, NULL, NULL, NULL, "en"},
	    {NULL, NULL, NULL, "nl", "nl"},
	    {NULL, NULL, "de", "nl", "de"},
	    {NULL, "fr", NULL, "nl", "fr"},
	    {"en", "fr", NULL, "nl", "en"},
	};
	char desk[] = "en";
	Config config = {.language = desk};
	Context context = {.config = &config};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		Message message = {.language = (char *)ROWS[i].mail};
		Ticket ticket = {.language = (char *)ROWS[i].ticket};
		const Contact person = {.language = (char *)ROWS[i].person};
		const MailFacts facts = {.context = &context,
		    .message = &message,
		    .sender = &person,
		    .ticket = ROWS[i].ticket == NULL ? NULL : &ticket,
		    .form.language = ROWS[i].form};

		assert_string_equal(mail_facts_language(&facts), ROWS[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_writes_through_a_list),
	    cmocka_unit_test(the_language_of_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
