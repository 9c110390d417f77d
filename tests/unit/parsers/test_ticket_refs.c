/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/ticket_refs.h"

#define TOKEN "abcdefghijklmnop234567abcd"

static void
test_ids(void **state)
{
	g_autoptr(Message) message = mail_read(
	    "Message-ID: <me@k>\nReferences: <a@d> <b@d>\n\t<c@d>\nIn-Reply-To: <c@d>\n\nx");
	g_autofree char *references = mail_join(message->references);

	(void)state;
	assert_string_equal(message->message_id, "me@k");
	assert_string_equal(references, "c@d|b@d|a@d");
}

static void
test_without_ids(void **state)
{
	g_autoptr(Message) message = mail_read("Message-ID: nothing\n\nx");

	(void)state;
	assert_null(message->message_id);
	assert_int_equal(message->references->len, 0);
}

static const struct {
	const char *subject;
	const char *expected;
} subjects[] = {
    {"Re: [CS0001234] Scherm", "CS0001234"},
    {"CS0001234 en REQ0000001", "CS0001234|REQ0000001"},
    {"CS0001234 CS0001234", "CS0001234"},
    {"CS000123", ""},
    {"CS00012345", ""},
    {"XCSAB0001234", ""},
    {"cs0001234", ""},
    {"C0001234", ""},
    {"CS0001234x", ""},
    {"x_CS0001234", ""},
    {"0001234", ""},
};

static void
test_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++) {
		g_autofree char *mail =
		    g_strdup_printf("Subject: %s\n\nx", subjects[i].subject);
		g_autoptr(Message) message = mail_read(mail);
		g_autofree char *numbers = mail_join(message->numbers);

		if (strcmp(numbers, subjects[i].expected) != 0)
			fail_msg("%s: %s", subjects[i].subject, numbers);
	}
}

static const char *const SHAPES[] = {"CASE000000000", "R00000", NULL};

static void
test_other_shapes(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} CASES[] = {
	    {"CASE000000123] x", 13},
	    {"R00017", 6},
	    {"CS0001234", 9},
	    {"CASE0000001", 11}, /* a number of ours, from before */
	    {"CASE00000123", 0},
	    {"CASE0000001234", 0},
	    {"CASO000000123", 0},
	    {"XCASE000000123", 0},
	    {"S00017", 0},
	    {"R00017x", 6}, /* what follows is looked at by who asks */
	    {"", 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
		if (ticket_refs_number_length(CASES[i].text, SHAPES) != CASES[i].length)
			fail_msg("%s", CASES[i].text);
	assert_int_equal(ticket_refs_number_length("CASE000000123", NULL), 0);
}

/* Wherever a mail has one. */
static void
test_mails_with_other_shapes(void **state)
{
	static const struct {
		const char *mail;
		const char *numbers;
		const char *subject;
		const char *text;
	} CASES[] = {
	    {"Subject: Re: [CASE000000123] Scherm\n\nx", "CASE000000123",
		"Re: [CASE000000123] Scherm", "x"},
	    {"Subject: [CASE000000123] [EXTERN] Scherm R00017\n\nx", "CASE000000123|R00017",
		"[CASE000000123] Scherm R00017", "x"},
	    {"Subject: Re: a\n\nJa.\n\nVan: Desk <d@desk.example>\nOnderwerp: [R00017] "
	     "Printer\n\nVraag",
		"", "Re: a", "Ja."},
	    {"From: MAILER-DAEMON@k.example\nSubject: Undelivered Mail\nContent-Type: "
	     "multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: "
	     "message/delivery-status\n\nReporting-MTA: dns; a\n\nFinal-Recipient: rfc822; "
	     "els@k.example\nAction: failed\nStatus: 5.1.1\n--x\nContent-Type: "
	     "text/rfc822-headers\n\nSubject: [CASE000000123] Scherm\n--x--\n",
		"CASE000000123", "Undelivered Mail", ""},
	    {"From: no-reply@sns.amazonaws.com\nSubject: AWS Notification\n\n"
	     "{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\","
	     "\"bouncedRecipients\":[{\"emailAddress\":\"els@k.example\"}]},"
	     "\"mail\":{\"commonHeaders\":{\"subject\":\"[R00017] Scherm\"}}}",
		"R00017", "AWS Notification", NULL},
	};
	const MimeKnown known = {NULL, NULL, SHAPES, NULL};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GBytes) raw =
		    g_bytes_new_static(CASES[i].mail, strlen(CASES[i].mail));
		g_autoptr(Message) message = mime_read_known(raw, &known);
		g_autoptr(Message) unknown = mime_read(raw);
		g_autofree char *numbers = mail_join(message->numbers);

		assert_string_equal(numbers, CASES[i].numbers);
		assert_string_equal(message->subject, CASES[i].subject);
		if (CASES[i].text != NULL)
			assert_string_equal(message->text, CASES[i].text);
		assert_int_equal(unknown->numbers->len, 0);
	}
}

static const struct {
	const char *text;
	const char *expected;
} texts[] = {
    {"Ref: " TOKEN "\n", TOKEN},
    {"> Ref: " TOKEN, TOKEN},
    {"> > *Ref:* " TOKEN, TOKEN},
    {"a ref:" TOKEN " b", TOKEN},
    {"REF: ABCDEFGHIJKLMNOP234567ABCD", "ABCDEFGHIJKLMNOP234567ABCD"},
    {"Ref:\xc2\xa0" TOKEN, TOKEN},
    {"Ref: short", ""},
    {"xRef: " TOKEN, ""},
    {"Ref " TOKEN, ""},
    {"Ref: " TOKEN TOKEN TOKEN, ""},
    {"Ref: " TOKEN "\nRef: " TOKEN "\nRef: zzzzzzzzzzzzzzzzzzzz",
	TOKEN "|zzzzzzzzzzzzzzzzzzzz"},
};

static void
test_tokens(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func(g_free);
		g_autofree char *joined = NULL;

		ticket_refs_tokens(texts[i].text, tokens);
		joined = mail_join(tokens);
		if (strcmp(joined, texts[i].expected) != 0)
			fail_msg("%s: %s", texts[i].text, joined);
	}
}

static void
test_tokens_leave_the_text(void **state)
{
	g_autofree char *text = g_strdup("Akkoord\n\nRef: " TOKEN "\nRef: geen\n");
	g_autoptr(GPtrArray) cut = message_cut_list_new();
	g_autofree char *rest = NULL;

	(void)state;
	message_cut_add(cut, CUT_QUOTE, g_strdup("> x"));
	ticket_refs_cut_tokens(&text, cut);
	rest = message_cut_text(cut);
	assert_string_equal(text, "Akkoord\n\nRef: geen");
	assert_string_equal(rest, "> x\nRef: " TOKEN);
}

#define HTML_ALONE                                          \
	"Content-Type: multipart/alternative; "             \
	"boundary=x\n\n--x\n\nAkkoord\n--x\nContent-Type: " \
	"text/html\n\n<p>Akkoord</p><blockquote>Ref: " TOKEN "</blockquote>\n--x--\n"

/* Programs that make the plain text leave out what they quote; the token is then in the HTML alone. Some name nothing that
 * they answer, either. */
static void
test_token_in_html_only(void **state)
{
	const char *const mails[] = {
	    "In-Reply-To: <a@b>\n" HTML_ALONE, "Subject: x\n" HTML_ALONE};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Message) message = mail_read(mails[i]);
		g_autofree char *tokens = mail_join(message->tokens);

		assert_string_equal(message->text, "Akkoord");
		assert_string_equal(tokens, TOKEN);
	}
}

static void
test_delivered_to(void **state)
{
	g_autoptr(Message) message =
	    mail_read("Delivered-To: desk+abc@desk.example\nX-Original-To: "
		      "desk@Desk.Example\nEnvelope-To: desk@desk.example\n\nx");
	g_autofree char *addresses = mail_join(message->delivered_to);

	(void)state;
	assert_string_equal(addresses, "desk+abc@desk.example|desk@desk.example");
}

/* An HTML part without a byte has no address: nothing is added to that. */
static void
test_token_in_no_html(void **state)
{
	g_autoptr(Message) message =
	    mail_read("In-Reply-To: <a@b>\nContent-Type: text/html\n\n");

	(void)state;
	assert_int_equal(message->references->len, 1);
	assert_int_equal(message->tokens->len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ids),
	    cmocka_unit_test(test_without_ids),
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_other_shapes),
	    cmocka_unit_test(test_mails_with_other_shapes),
	    cmocka_unit_test(test_tokens),
	    cmocka_unit_test(test_tokens_leave_the_text),
	    cmocka_unit_test(test_token_in_html_only),
	    cmocka_unit_test(test_token_in_no_html),
	    cmocka_unit_test(test_delivered_to),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
