/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

static const struct {
	const char *name;
	const char *mail;
	MessageKind kind;
} mails[] = {
    {"person", "From: els@k.example\nSubject: Scherm\n\nKapot", MESSAGE_PERSON},
    {"empty", "", MESSAGE_PERSON},
    {"says no", "From: els@k.example\nAuto-Submitted: no\n\nKapot", MESSAGE_PERSON},
    {"auto-replied", "From: els@k.example\nAuto-Submitted: auto-replied\n\nWeg",
	MESSAGE_AUTO_REPLY},
    {"auto-replied with comment", "Auto-Submitted: auto-replied (vacation)\n\nWeg",
	MESSAGE_AUTO_REPLY},
    {"says no in capitals", "From: els@k.example\nAuto-Submitted: NO\n\nKapot", MESSAGE_PERSON},
    {"says no with a comment",
	"From: els@k.example\nAuto-Submitted: (by hand) no (really)\n\nKapot", MESSAGE_PERSON},
    {"says no with a parameter", "From: els@k.example\nAuto-Submitted: no; x=y\n\nKapot",
	MESSAGE_PERSON},
    {"nothing that begins with no", "From: els@k.example\nAuto-Submitted: nobody\n\nKapot",
	MESSAGE_NOTIFICATION},
    {"auto-replied in capitals", "From: els@k.example\nAUTO-SUBMITTED: Auto-Replied\n\nWeg",
	MESSAGE_AUTO_REPLY},
    {"auto-replied behind a comment",
	"From: els@k.example\nAuto-Submitted: (a (nested\\) one)) auto-replied\n\nWeg",
	MESSAGE_AUTO_REPLY},
    {"auto-replied, folded",
	"From: els@k.example\nAuto-Submitted:\n auto-replied;\n x=y\n\nWeg",
	MESSAGE_AUTO_REPLY},
    {"auto-generated with parameters",
	"From: els@k.example\nAuto-Submitted: auto-generated; x=y\n\nKlaar",
	MESSAGE_NOTIFICATION},
    {"what nobody knows", "From: els@k.example\nAuto-Submitted: x-robot\n\nKlaar",
	MESSAGE_NOTIFICATION},
    {"nothing at all", "From: els@k.example\nAuto-Submitted:\n\nKlaar", MESSAGE_NOTIFICATION},
    {"an open comment", "From: els@k.example\nAuto-Submitted: (no\n\nKlaar",
	MESSAGE_NOTIFICATION},
    {"no first, then yes",
	"From: els@k.example\nAuto-Submitted: no\nAuto-Submitted: auto-replied\n\nWeg",
	MESSAGE_AUTO_REPLY},
    {"bulk below another",
	"From: els@k.example\nPrecedence: first-class\nPrecedence: BULK\n\nHoi", MESSAGE_LIST},
    {"junk", "From: els@k.example\nPrecedence: Junk\n\nHoi", MESSAGE_LIST},
    {"autoreply header", "From: els@k.example\nX-Autoreply: yes\n\nWeg", MESSAGE_AUTO_REPLY},
    {"outlook nl",
	"X-Auto-Response-Suppress: All\nFrom: els@k.example\nSubject: Automatisch antwoord: "
	"Scherm\n\nIk ben er niet",
	MESSAGE_AUTO_REPLY},
    {"outlook de",
	"X-Auto-Response-Suppress: All\nFrom: els@k.example\nSubject: Automatische Antwort: "
	"Schirm\n\nWeg",
	MESSAGE_AUTO_REPLY},
    {"outlook fr",
	"X-Auto-Response-Suppress: All\nFrom: els@k.example\nSubject: "
	"=?utf-8?Q?R=C3=A9ponse_automatique=C2=A0:_x?=\n\nAbsent",
	MESSAGE_AUTO_REPLY},
    {"out of office",
	"From: els@k.example\nIn-Reply-To: <a@b>\nSubject: Out of Office: case\n\nI am away",
	MESSAGE_AUTO_REPLY},
    {"null path",
	"Return-Path: <>\nFrom: els@k.example\nSubject: Out of office\n\nIk ben met vakantie, "
	"tot dan",
	MESSAGE_AUTO_REPLY},
    {"a question about it",
	"From: els@k.example\nSubject: Out of office instellen\n\nHoe doe ik dat?",
	MESSAGE_PERSON},
    {"a car",
	"From: els@k.example\nSubject: Auto: schade\n\nMijn auto is op vakantie beschadigd",
	MESSAGE_PERSON},
    {"automatic things that fail",
	"From: els@k.example\nSubject: Automatische reactie werkt niet\n\nHelp",
	MESSAGE_PERSON},
    {"out of office that fails",
	"From: els@k.example\nSubject: Out of office: staat niet uit\n\nIk ben terug van "
	"vakantie",
	MESSAGE_PERSON},
    {"lotus",
	"From: els@k.example\nSubject: AUTO: Els Bos is out of the office. (returning "
	"05/01/2027)\n\nI am out of the office until then.",
	MESSAGE_AUTO_REPLY},
    {"an answer to one", "From: els@k.example\nSubject: Re: Automatisch antwoord: x\n\nDank",
	MESSAGE_PERSON},
    {"words in the text",
	"From: els@k.example\nSubject: Scherm\n\nI am out of the office until Monday, help",
	MESSAGE_PERSON},
    {"list", "From: els@k.example\nList-Id: <users.k.example>\n\nHoi", MESSAGE_LIST},
    {"bulk", "From: els@k.example\nPrecedence: bulk\n\nHoi", MESSAGE_LIST},
    {"monitoring", "From: nagios@k.example\nAuto-Submitted: auto-generated\n\nDown",
	MESSAGE_NOTIFICATION},
    {"no reply", "From: No-Reply@shop.example\n\nUw bestelling", MESSAGE_NOTIFICATION},
    {"receipt",
	"From: els@k.example\nContent-Type: multipart/report; "
	"report-type=disposition-notification; "
	"boundary=x\n\n--x\n\nRead\n--x\nContent-Type: "
	"message/disposition-notification\n\nDisposition: "
	"x\n--x--",
	MESSAGE_RECEIPT},
    {"complaint",
	"From: fbl@isp.example\nContent-Type: multipart/report; report-type=feedback-report; "
	"boundary=x\n\n--x\n\nSpam\n--x\nContent-Type: "
	"message/feedback-report\n\nFeedback-Type: abuse\n--x--",
	MESSAGE_COMPLAINT},
    {"dmarc failure",
	"From: noreply@k.example\nAuto-Submitted: auto-replied\nSubject: DMARC Forensic Report "
	"for k.example\nContent-Type: multipart/report; boundary=x\n\n--x\n\nFailed\n--x--",
	MESSAGE_COMPLAINT},
    {"bounce", "From: MAILER-DAEMON@k.example\nSubject: failure notice\n\nnot able to deliver",
	MESSAGE_BOUNCE},
    {"a null path that tells something",
	"Return-Path: <>\nFrom: els@k.example\nSubject: Hoi\n\nZomaar", MESSAGE_NOTIFICATION},
    {"a null path that answers",
	"Return-Path: <>\nFrom: els@k.example\nIn-Reply-To: <a@b>\nSubject: Hoi\n\nZomaar",
	MESSAGE_AUTO_REPLY},
    {"a null path behind a list",
	"Return-Path: <>\nList-Id: <l.k.example>\nFrom: els@k.example\n\nZomaar",
	MESSAGE_NOTIFICATION},
    {"behind tags",
	"From: els@k.example\nSubject: [EXTERN] ***SPAM*** EXT: Automatic reply: x\n"
	"In-Reply-To: <a@b>\n\nOut",
	MESSAGE_AUTO_REPLY},
    {"reply signs before list signs",
	"From: els@k.example\nSubject: Afwezig: Re: x\nIn-Reply-To: <a@b>\n"
	"List-Id: <l.k.example>\nPrecedence: list\n\nMaandag weer.",
	MESSAGE_AUTO_REPLY},
    {"the text of an answer alone",
	"From: els@k.example\nSubject: Re: x\nIn-Reply-To: <a@b>\n\n"
	"Ik ben tot maandag afwezig.",
	MESSAGE_AUTO_REPLY},
    {"the same in a new mail",
	"From: els@k.example\nSubject: Planning\n\nIk ben tot maandag afwezig.",
	MESSAGE_PERSON},
    {"notes of its owner",
	"From: Els Bos <els@k.example>\nSubject: Els Bos is niet op kantoor\n\n"
	"Ik ben afwezig tot 07-12-2026.",
	MESSAGE_AUTO_REPLY},
    {"mail to do",
	"From: els@k.example\nSubject: Vakantie: mail doorsturen\n\n"
	"Ik ben vanaf maandag met vakantie.",
	MESSAGE_NOTIFICATION},
    {"a welcome",
	"From: info@k.example\nSubject: Hallo\n\n"
	"Dank voor uw bericht. U krijgt binnen 5 werkdagen een reactie.",
	MESSAGE_AUTO_REPLY},
    {"another desk",
	"From: info@k.example\nSubject: [Ticket#2026-17] x\n\n"
	"Uw verzoek is geregistreerd onder nummer 2026-17.",
	MESSAGE_AUTO_REPLY},
    {"says that it is a program's",
	"From: info@k.example\nSubject: Toner\n\nDit is een automatisch bericht.",
	MESSAGE_NOTIFICATION},
    {"servicenow",
	"From: info@k.example\nX-ServiceNow-Generated: true\nSubject: INC1\n\nOpened",
	MESSAGE_NOTIFICATION},
    {"a desk's person",
	"From: piet@k.example\nX-Powered-By: OTRS\nIn-Reply-To: <a@b>\n"
	"Subject: [Ticket#2026-17] x\n\nHij hapert nog.",
	MESSAGE_PERSON},
    {"behind a list, a report",
	"From: jira@k.example\nAuto-Submitted: auto-generated\n"
	"List-Id: <l.k.example>\n\nKlaar",
	MESSAGE_NOTIFICATION},
    {"read", "From: els@k.example\nSubject: Gelezen: x\nIn-Reply-To: <a@b>\n\nUw bericht",
	MESSAGE_RECEIPT},
    {"read, by its text",
	"From: els@k.example\nSubject: [EXT] Read: x\n\nYour message was read on Monday.",
	MESSAGE_RECEIPT},
    {"what reads", "From: els@k.example\nSubject: Read: error on disk\n\nIt fails.",
	MESSAGE_PERSON},
    {"recall",
	"From: els@k.example\nSubject: Intrekken: Re: x\n\n"
	"Els Bos wil het bericht \"x\" intrekken.",
	MESSAGE_RECEIPT},
    {"who wants to recall",
	"From: els@k.example\nSubject: Recall van een mail\n\nHoe trek ik een mail in?",
	MESSAGE_PERSON},
    {"gmail's reaction",
	"From: els@k.example\nIn-Reply-To: <a@b>\nSubject: Re: x\n"
	"Content-Type: multipart/alternative; boundary=x\n\n--x\n\n:-)\n--x\n"
	"Content-Type: text/vnd.google.email-reaction+json\n\n{\"emoji\":\"x\",\"version\":1}\n"
	"--x--",
	MESSAGE_RECEIPT},
    {"outlook's reaction",
	"From: els@k.example\nIn-Reply-To: <a@b>\nSubject: Re: x\n\n"
	"Els Bos reacted to your message:",
	MESSAGE_RECEIPT},
    {"a link to be clicked",
	"From: els@k.example\nIn-Reply-To: <a@b>\nSubject: Re: x\n\n"
	"Your message is waiting. Please confirm it: https://k.example/1",
	MESSAGE_AUTO_REPLY},
    {"answered invitation",
	"From: els@k.example\nSubject: Geaccepteerd: overleg\nContent-Type: text/calendar; "
	"method=REPLY\n\nBEGIN:VCALENDAR",
	MESSAGE_NOTIFICATION},
};

static void
test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Message) message = mail_read(mails[i].mail);

		if (message->kind != mails[i].kind)
			fail_msg("%s: %s (%s)", mails[i].name, message_kind_name(message->kind),
			    message->kind_reason);
		assert_true(*message->kind_reason != '\0' || message->refused != NULL);
	}
}

/* How absence is told in eleven languages. */
static const struct {
	const char *sure;
	const char *weak;
	const char *text;
} away[] = {
    {"Automatisch antwoord", "Afwezigheidsbericht", "Ik ben afwezig tot 1 december."},
    {"Automatic reply", "Out of Office", "I am out of the office until 1 December."},
    {"Automatische Antwort", "Abwesenheit", "Ich bin bis 1. Dezember nicht im Büro."},
    {"Réponse automatique", "Absence du bureau", "Je suis absent jusqu'au 1er décembre."},
    {"Respuesta automática", "Fuera de la oficina",
	"Estoy fuera de la oficina hasta diciembre."},
    {"Risposta automatica", "Fuori ufficio", "Sono fuori ufficio fino al 1 dicembre."},
    {"Resposta automática", "Fora do escritório", "Estou fora do escritório até dezembro."},
    {"Odpowiedź automatyczna", "Nieobecność", "Jestem nieobecny do 1 grudnia."},
    {"Autosvar", "Frånvaro", "Jag är inte på kontoret förrän 1 december."},
    {"Automatisk svar", "Fravær", "Jeg er ikke på kontoret før 1. december."},
    {"Fraværsmelding", "Ferie", "Jeg er på ferie til 1. desember."},
};

static void
expect_kind(const char *header, const char *subject, const char *text, MessageKind kind)
{
	g_autofree char *mail =
	    g_strdup_printf("%sFrom: els@k.example\nSubject: %s\n"
			    "Content-Type: text/plain; charset=utf-8\n\n%s\n",
		header, subject, text);
	g_autoptr(Message) message = mail_read(mail);

	if (message->kind != kind)
		fail_msg("%s%s: %s", header, subject, message_kind_name(message->kind));
}

static void
test_away(void **state)
{
	static const char exchange[] = "X-Auto-Response-Suppress: All\n";
	static const char nobody[] = "Return-Path: <>\n";

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(away); i++) {
		g_autofree char *sure = g_strdup_printf("%s: Scherm", away[i].sure);
		g_autofree char *weak = g_strdup_printf("%s [CS0001234] Scherm", away[i].weak);

		expect_kind("", sure, away[i].text, MESSAGE_AUTO_REPLY);
		expect_kind(exchange, sure, "x", MESSAGE_AUTO_REPLY);
		expect_kind(exchange, weak, away[i].text, MESSAGE_AUTO_REPLY);
		expect_kind(nobody, weak, away[i].text, MESSAGE_AUTO_REPLY);
		expect_kind(nobody, "Re: Scherm", away[i].text, MESSAGE_AUTO_REPLY);
		/* Who is away may want something done, and ask how to say it: a case, which nothing answers. */
		expect_kind("", away[i].weak, away[i].text, MESSAGE_NOTIFICATION);
		expect_kind("", "Scherm", away[i].text, MESSAGE_PERSON);
		expect_kind("", sure, "Hoe stel ik dat in? Ik ben afwezig.", MESSAGE_PERSON);
		expect_kind(exchange, "Scherm", "Kapot.", MESSAGE_PERSON);
	}
	expect_kind("", "Out of Office", "Thank you for your mail. I am out of the office.",
	    MESSAGE_AUTO_REPLY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_away),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
