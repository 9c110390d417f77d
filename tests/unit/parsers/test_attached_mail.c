/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/limits.h"

#define INNER \
	"From: Anna Vos <anna@klant.example>\nSubject: =?utf-8?Q?Geen_caf=C3=A9?=\nDate: x\n"
#define HEADER "From: Anna Vos <anna@klant.example>\nDate: x\nSubject: Geen café\n\n"
#define MIXED "Content-Type: multipart/mixed; boundary=x\n\n"
#define ATTACHED "--x\nContent-Type: message/rfc822\n\n" INNER "\nHet is koud.\n"
#define END "--x--\n"

static const struct {
	const char *name;
	const char *mail;
	const char *subject;
	const char *text;
	const char *attachments;
} mails[] = {
    {"no words of its own", "Subject: Fw: koud\n" MIXED ATTACHED END, "Fw: koud",
	HEADER "Het is koud.", "1 Geen café.eml message/rfc822 93"},
    {"words in front", "Subject: koud\n" MIXED "--x\n\nZie hieronder.\n" ATTACHED END, "koud",
	"Zie hieronder.\n\n" HEADER "Het is koud.", "2 Geen café.eml message/rfc822 93"},
    {"no subject", MIXED ATTACHED END, "Geen café", HEADER "Het is koud.",
	"1 Geen café.eml message/rfc822 93"},
    {"nothing but a mark", "Subject: Fwd: \n" MIXED ATTACHED END, "Geen café",
	HEADER "Het is koud.", "1 Geen café.eml message/rfc822 93"},
    {"nothing but the mail",
	"Subject: koud\nContent-Type: message/rfc822\n\n" INNER "\nHet is koud.\n", "koud",
	HEADER "Het is koud.", "1 Geen café.eml message/rfc822 94"},
    {"as a file",
	"Subject: koud\n" MIXED
	"--x\nContent-Type: application/octet-stream; name=a.EML\n\n" INNER
	"\nHet is koud.\n" END,
	"koud", HEADER "Het is koud.", "1 a.EML message/rfc822 93"},
    {"a file that is no mail",
	"Subject: koud\n" MIXED
	"--x\nContent-Type: application/octet-stream; name=a.eml\n\nx\n" END,
	"koud", "", "1 a.eml application/octet-stream 1"},
    {"html, and a file",
	"Subject: koud\n" MIXED "--x\nContent-Type: message/rfc822\n\n" INNER
	"Content-Type: multipart/mixed; boundary=y\n\n--y\nContent-Type: text/html\n\n"
	"<p>Het is <b>koud</b>.</p><div class=gmail_quote>eerder</div>\n--y\nContent-Type: "
	"application/pdf; name=huur.pdf\n\nP\n--y--\n" END,
	"koud", HEADER "Het is koud.\n\neerder",
	"1 Geen café.eml message/rfc822 272|1.2 huur.pdf application/pdf 1 inline"},
    {"two", "Subject: koud\n" MIXED ATTACHED ATTACHED END, "koud",
	HEADER "Het is koud.\n\n" HEADER "Het is koud.",
	"1 Geen café.eml message/rfc822 93|2 Geen café.eml message/rfc822 93"},
    {"an answer", "Subject: koud\nIn-Reply-To: <a@b>\n" MIXED ATTACHED END, "koud", "",
	"1 Geen café.eml message/rfc822 93"},
    {"an answer by its subject", "Subject: Re: koud\n" MIXED "--x\n\nJa.\n" ATTACHED END,
	"Re: koud", "Ja.", "2 Geen café.eml message/rfc822 93"},
    {"names a ticket", "Subject: CS0000001\n" MIXED ATTACHED END, "CS0000001", "",
	"1 Geen café.eml message/rfc822 93"},
    {"a machine's", "Subject: x\nAuto-Submitted: auto-replied\n" MIXED ATTACHED END, "x", "",
	"1 Geen café.eml message/rfc822 93"},
};

static void
test_mails(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Message) message = mail_read(mails[i].mail);
		g_autofree char *attachments = mail_attachments(message);

		if (strcmp(message->text, mails[i].text) != 0)
			fail_msg("%s: \"%s\"", mails[i].name, message->text);
		if (strcmp(message->subject, mails[i].subject) != 0)
			fail_msg("%s: \"%s\"", mails[i].name, message->subject);
		if (strcmp(attachments, mails[i].attachments) != 0)
			fail_msg("%s: %s", mails[i].name, attachments);
	}
}

/* Its words, a form among them, and in which language. */
static void
test_what_it_says(void **state)
{
	g_autoptr(Message) message =
	    mail_read("Subject: koud\n" MIXED "--x\nContent-Type: message/rfc822\n\n" INNER
		      "\nGoedemorgen, we hebben het hier erg koud en dat is niet fijn.\n\n"
		      "Kamer: B12\n" END);

	(void)state;
	assert_string_equal(message->language, "nl");
	assert_non_null(strstr(message->text, "\nKamer: B12"));
}

static void
a_long_subject_is_cut(void **state)
{
	g_autofree char *words = g_strnfill((gsize)32 * 1024, 'w');
	g_autofree char *raw =
	    g_strdup_printf("Subject: Fwd:\n" MIXED "--x\nContent-Type: message/rfc822\n\n"
			    "Subject: %s\n\nHet is koud.\n" END,
		words);
	g_autoptr(GBytes) bytes = g_bytes_new_static(raw, strlen(raw));
	g_autoptr(Message) message = mime_read(bytes);

	(void)state;
	assert_int_equal(strlen(message->subject), LIMIT_SUBJECT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mails),
	    cmocka_unit_test(test_what_it_says),
	    cmocka_unit_test(a_long_subject_is_cut),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
