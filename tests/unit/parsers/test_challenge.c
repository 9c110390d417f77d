/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

/* What such programs write, by language. */
static const char *const asked[] = {
    "Please confirm that you are a person, and I will read your mail.",
    "Your message is waiting for my approval. Click below to be\napproved quickly.",
    "Your email was waitlisted. Please verify your address.",
    "This is a one-time automated message to confirm that you're on my list.",
    "You can delete your own text from the attached returned message.\n<els@k.example>: host "
    "mx.k.example said: 550 Your server\n    requires confirmation. Visit http://k.example/ to "
    "confirm it",
    "Bevestig eerst dat u een mens bent.",
    "Uw bericht wacht op goedkeuring door de ontvanger. Bevestig uw adres.",
    "Uw bericht wordt bezorgd zodra u uw adres bevestigt.",
    "Bitte best\xc3\xa4tigen Sie, dass Sie ein Mensch sind.",
    "Ihre Nachricht wartet auf Freigabe.",
    "Merci de confirmer que vous \xc3\xaates une personne.",
    "Votre message est en attente de validation.",
    "Confirme que usted es una persona.",
    "Su mensaje est\xc3\xa1 pendiente de aprobaci\xc3\xb3n.",
    "Conferma di essere una persona.",
    "Il suo messaggio \xc3\xa8 in attesa di approvazione.",
    "Confirme que \xc3\xa9 uma pessoa.",
    "Prosimy o potwierdzenie, \xc5\xbc"
    "e jeste\xc5\x9b cz\xc5\x82owiekiem.",
    "To complete delivery of your message, click the link.",
    "Bevestig uw afzender om uw bericht te laten bezorgen.",
    "Bekr\xc3\xa4"
    "fta att du \xc3\xa4r en person.",
    "Bekr\xc3\xa6"
    "ft at du er en person.",
    "Bekreft at du er et menneske.",
};

static char *
report(const char *text, const char *status)
{
	return g_strdup_printf(
	    "Return-Path: <>\nFrom: Mail System <MAILER-DAEMON@k.example>\nTo: desk@d.example\n"
	    "Subject: Undelivered Mail\nContent-Type: multipart/report; "
	    "report-type=delivery-status; boundary=x\n\n--x\n"
	    "Content-Type: text/plain; charset=utf-8\n\n%s\n--x\n"
	    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; k.example\n\n"
	    "Final-Recipient: rfc822; els@k.example\nAction: failed\nStatus: %s\n--x--\n",
	    text, status);
}

static void
expect(const char *mail, MessageKind kind, unsigned bounced)
{
	g_autoptr(Message) message = mail_read(mail);

	if (message->kind != kind || message->bounce->len != bounced)
		fail_msg("%s (%s), %u: %s", message_kind_name(message->kind),
		    message->kind_reason, message->bounce->len, mail);
}

static void
test_reports(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
		g_autofree char *mild = report(asked[i], "4.7.0");
		g_autofree char *failed = report(asked[i], "5.0.0");
		g_autofree char *dead = report(asked[i], "5.1.1");

		expect(mild, MESSAGE_AUTO_REPLY, 0);
		expect(failed, MESSAGE_AUTO_REPLY, 0);
		expect(dead, MESSAGE_BOUNCE, 1);
	}
}

static void
test_without_a_report(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
		g_autofree char *null_path = g_strdup_printf(
		    "Return-Path: <>\nFrom: els@k.example\nSubject: Re: Scherm\n"
		    "Content-Type: text/plain; charset=utf-8\n\n%s\n",
		    asked[i]);
		g_autofree char *mute = g_strdup_printf(
		    "From: noreply@k.example\nIn-Reply-To: <a@d.example>\nSubject: Re: Scherm\n"
		    "Content-Type: text/plain; charset=utf-8\n\n%s\n",
		    asked[i]);
		g_autofree char *daemon = g_strdup_printf(
		    "From: MAILER-DAEMON@k.example\nTo: desk@d.example\nSubject: Re: Scherm\n"
		    "Content-Type: text/plain; charset=utf-8\n\n%s <els@k.example>\n",
		    asked[i]);
		g_autofree char *person = g_strdup_printf(
		    "From: els@k.example\nIn-Reply-To: <a@d.example>\nSubject: Re: Scherm\n"
		    "Content-Type: text/plain; charset=utf-8\n\n%s\n",
		    asked[i]);
		bool has_link = strstr(asked[i], "://") != NULL;

		expect(null_path, MESSAGE_AUTO_REPLY, 0);
		expect(mute, MESSAGE_AUTO_REPLY, 0);
		expect(daemon, MESSAGE_AUTO_REPLY, 0);
		expect(person, has_link ? MESSAGE_AUTO_REPLY : MESSAGE_PERSON, 0);
	}
}

/* What only looks like one. */
static void
test_bounces(void **state)
{
	static const char *const texts[] = {
	    "Your message could not be delivered.",
	    "<els@k.example>: 550 blocked by our whitelist, please verify your server",
	    "Your message is waiting for approval, but: user unknown. Please confirm.",
	    "The mail is waiting in the queue, delivery is tried again.",
	    ("Not delivered.\n--- Below this line is a copy of the message.\n\n"
	     "Please confirm that you are a person."),
	    "Not delivered.\nBelow this line you are a real person.\nCopy of the message.",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *mail = report(texts[i], "5.0.0");

		expect(mail, MESSAGE_BOUNCE, 1);
	}
	expect("From: shop@k.example\nPrecedence: bulk\nSubject: Nieuws\n\n"
	       "Your message is waiting for approval, please confirm.",
	    MESSAGE_LIST, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reports),
	    cmocka_unit_test(test_without_a_report),
	    cmocka_unit_test(test_bounces),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
