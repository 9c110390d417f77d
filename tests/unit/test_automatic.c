/* SPDX-License-Identifier: Apache-2.0 */
#include "mail_fixture.h"

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
    {"autoreply header", "From: els@k.example\nX-Autoreply: yes\n\nWeg", MESSAGE_AUTO_REPLY},
    {"outlook nl",
	"From: els@k.example\nSubject: Automatisch antwoord: Scherm\n\nIk ben er niet",
	MESSAGE_AUTO_REPLY},
    {"outlook de", "From: els@k.example\nSubject: Automatische Antwort: Schirm\n\nWeg",
	MESSAGE_AUTO_REPLY},
    {"outlook fr",
	"From: els@k.example\nSubject: =?utf-8?Q?R=C3=A9ponse_automatique=C2=A0:_x?=\n\nAbsent",
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kinds),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
