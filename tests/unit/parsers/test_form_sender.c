/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/form_sender.h"

#define REPLY "Reply-To: Nina <nina@nieuw.example>\n"

static const struct {
	const char *what;
	const char *header;
	const char *writer; /* NULL: nobody */
	const char *kind;
} ROWS[] = {
    {"a mute address", "From: no-reply@bouwer.example\n" REPLY, "nina@nieuw.example", "person"},
    {"a form's", "From: WordPress <wordpress@bouwer.example>\n" REPLY, "nina@nieuw.example",
	"person"},
    {"without an answer's address", "From: noreply@bouwer.example\n", NULL, "notification"},
    {"of a person", "From: els@klant.example\n" REPLY, NULL, "person"},
    {"the shop's own desk",
	"From: noreply@winkel.example\nReply-To: klantenservice@winkel.example\n", NULL,
	"notification"},
    {"the same, below", "From: noreply@mail.winkel.example\nReply-To: hulp@winkel.example\n",
	NULL, "notification"},
    {"another mute one", "From: noreply@bouwer.example\nReply-To: noreply@nieuw.example\n",
	NULL, "notification"},
    {"a name alone", "From: noreply@bouwer.example\nReply-To: root\n", NULL, "notification"},
    {"a mail system", "From: MAILER-DAEMON@bouwer.example\n" REPLY, NULL, "bounce"},
    {"a machine that says so",
	"From: noreply@bouwer.example\nAuto-Submitted: auto-generated\n" REPLY,
	"nina@nieuw.example", "notification"},
};

static void
who_filled_in_a_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *mail =
		    g_strdup_printf("%sSubject: Vraag\n\nHallo\n", ROWS[i].header);
		g_autoptr(Message) message = mail_read(mail);
		const MessageAddress *writer = form_sender(message);
		const char *kind = message_kind_name(message->kind);

		if (g_strcmp0(writer == NULL ? NULL : writer->address, ROWS[i].writer) != 0 ||
		    strcmp(kind, ROWS[i].kind) != 0)
			fail_msg("%s: %s, %s", ROWS[i].what,
			    writer == NULL ? "nobody" : writer->address, kind);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(who_filled_in_a_form)};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
