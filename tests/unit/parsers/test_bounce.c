/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/bounce_text.h"

#define REPORT(groups)                                                                 \
	"From: MAILER-DAEMON@mx.example\nTo: desk@desk.example\nContent-Type: "        \
	"multipart/report; "                                                           \
	"report-type=delivery-status; boundary=x\n\n--x\n\nSorry\n--x\nContent-Type: " \
	"message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" groups "\n--x--\n"
#define TEXT(text)                                                                 \
	"From: MAILER-DAEMON@mx.example\nTo: desk@desk.example\nSubject: failure " \
	"notice\n\n" text

static const struct {
	const char *name;
	const char *mail;
	MessageKind kind;
	const char *recipients; /* "address status", with '|' between */
} mails[] = {
    {"failed",
	REPORT("Final-Recipient: rfc822; els@k.example\nAction: failed\nStatus: 5.1.1\n"),
	MESSAGE_BOUNCE, "els@k.example 5.1.1"},
    {"two",
	REPORT("Final-Recipient: rfc822;els@k.example\nAction: failed\nStatus: "
	       "5.1.1\n\nFinal-Recipient: "
	       "rfc822;jan@k.example\nAction: failed\nStatus: 4.2.2 (full)\n"),
	MESSAGE_BOUNCE, "els@k.example 5.1.1|jan@k.example 4.2.2"},
    {"two without a blank line",
	REPORT("Final-Recipient: rfc822;els@k.example\nAction: failed\nStatus: "
	       "5.1.1\nFinal-Recipient: "
	       "rfc822;jan@k.example\nAction: failed\nStatus: 5.2.2\n"),
	MESSAGE_BOUNCE, "els@k.example 5.1.1|jan@k.example 5.2.2"},
    {"as we wrote it",
	REPORT("Final-Recipient: rfc822; e12@inner.example\nOriginal-Recipient: "
	       "rfc822;els@k.example\nAction: "
	       "failed\nStatus: 5.0.0\n"),
	MESSAGE_BOUNCE, "els@k.example 5.0.0"},
    {"status by diagnostic",
	REPORT("Final-Recipient: rfc822; els@k.example\nAction: failed\nDiagnostic-Code: smtp; "
	       "550 no user\n"),
	MESSAGE_BOUNCE, "els@k.example 5.0.0"},
    {"delayed",
	REPORT("Final-Recipient: rfc822; els@k.example\nAction: delayed\nStatus: 4.4.1\n"),
	MESSAGE_DELAYED, "els@k.example 4.4.1"},
    {"folded",
	REPORT("Final-Recipient: rfc822;\n els@k.example\nAction: failed\nStatus: 5.1.1\n"
	       "Diagnostic-Code: smtp; 550\n\tno: such user\n"),
	MESSAGE_BOUNCE, "els@k.example 5.1.1"},
    {"delivered",
	REPORT("Final-Recipient: rfc822; els@k.example\nAction: delivered\nStatus: 2.0.0\n"),
	MESSAGE_DELIVERED, ""},
    {"an action of its own, by its status",
	REPORT("Final-Recipient: rfc822; els@k.example\nAction: rejected\nStatus: 5.7.1\n"),
	MESSAGE_BOUNCE, "els@k.example 5.7.1"},
    {"one of its own without a status",
	REPORT("Final-Recipient: rfc822; els@k.example\nAction: returned\n"), MESSAGE_BOUNCE,
	"els@k.example "},
    {"one of its own that is still tried",
	REPORT("Final-Recipient: rfc822; els@k.example\nAction: queued\nStatus: 4.4.1\n"),
	MESSAGE_DELAYED, "els@k.example 4.4.1"},
    {"one of its own that arrived",
	REPORT("Final-Recipient: rfc822; els@k.example\nAction: ok\nStatus: 2.0.0\n"),
	MESSAGE_DELIVERED, ""},
    {"tried for too long",
	REPORT("Final-Recipient: rfc822; els@k.example\nAction: expired\nStatus: 4.4.1\n"),
	MESSAGE_BOUNCE, "els@k.example 4.4.1"},
    {"tried for too long, by its status",
	REPORT("Final-Recipient: rfc822; els@k.example\nAction: timeout\nStatus: 4.4.7\n"),
	MESSAGE_BOUNCE, "els@k.example 4.4.7"},
    {"of RFC 6533",
	"From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; "
	"boundary=x\n\n--x\n\nx\n"
	"--x\nContent-Type: message/global-delivery-status\n\nFinal-Recipient: utf-8; "
	"els@k.example\nAction: failed\nStatus: 5.1.1\n--x--\n",
	MESSAGE_BOUNCE, "els@k.example 5.1.1"},
    {"as a file",
	"From: postmaster@mx.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nx\n"
	"--x\nContent-Type: application/octet-stream\n\nFinal-Recipient: rfc822; "
	"els@k.example\nAction: failed\nStatus: 5.1.1\n--x--\n",
	MESSAGE_BOUNCE, "els@k.example 5.1.1"},
    {"within a relay's mail",
	"Return-Path: <>\nFrom: relay@mx.example\nContent-Type: multipart/mixed; "
	"boundary=o\n\n--o"
	"\n\nx\n--o\nContent-Type: message/rfc822\n\n" REPORT(
	    "Final-Recipient: rfc822; els@k.example\nAction: failed\nStatus: 5.1.1\n") "--o--"
										       "\n",
	MESSAGE_BOUNCE, "els@k.example 5.1.1"},
    {"within a person's mail",
	"From: els@k.example\nContent-Type: multipart/mixed; boundary=o\n\n--o"
	"\n\nx\n--o\nContent-Type: message/rfc822\n\n" REPORT(
	    "Final-Recipient: rfc822; els@k.example\nAction: failed\nStatus: 5.1.1\n") "--o--"
										       "\n",
	MESSAGE_PERSON, ""},
    {"one of two failed",
	REPORT("Final-Recipient: rfc822;els@k.example\nAction: delivered\nStatus: "
	       "2.0.0\n\nFinal-Recipient: "
	       "rfc822;jan@k.example\nAction: failed\nStatus: 5.1.1\n"),
	MESSAGE_BOUNCE, "jan@k.example 5.1.1"},
    {"qmail",
	TEXT("I'm afraid I wasn't able to deliver your message.\n\n<els@k.example>:\nNo such "
	     "user. (#5.1.1)\n\n--- Below this "
	     "line is a copy of the message.\n\nFrom: x@y.example\n"),
	MESSAGE_BOUNCE, "els@k.example 5.1.1"},
    {"exim",
	TEXT("A message that you sent could not be delivered.\n\n  els@k.example\n    host mx "
	     "[192.0.2.1]: 550 no\n"),
	MESSAGE_BOUNCE, "els@k.example 5.0.0"},
    {"sendmail",
	TEXT("   ----- The following addresses had permanent fatal errors "
	     "-----\n<e@i.example>\n    (expanded from: "
	     "<els@k.example>)\n\n550 5.1.1 <e@i.example>... User unknown\n"),
	MESSAGE_BOUNCE, "els@k.example 5.1.1"},
    {"warning",
	TEXT("THIS IS A WARNING MESSAGE ONLY.\nDelivery to the following recipient has been "
	     "delayed:\n\n  els@k.example\n"),
	MESSAGE_DELAYED, "els@k.example 4.0.0"},
    {"named in the header",
	"From: Mail Delivery System <x@y.example>\nX-Failed-Recipients: els@k.example\n\nSorry",
	MESSAGE_BOUNCE, "els@k.example 5.0.0"},
    {"not the one who wrote",
	TEXT("Sorry desk@desk.example, could not be delivered to els@k.example\n"),
	MESSAGE_BOUNCE, "els@k.example 5.0.0"},
    {"somebody complains",
	"From: els@k.example\nReturn-Path: <els@k.example>\nSubject: Undeliverable mail\n\nMy "
	"mail to jan@k.example "
	"could not be delivered, why?",
	MESSAGE_PERSON, ""},
    {"somebody forwards one",
	"From: els@k.example\nSubject: FW: Undeliverable: x\n\nDelivery has failed to these "
	"recipients:\njan@k.example",
	MESSAGE_PERSON, ""},
    {"a postmaster who writes",
	"From: postmaster@k.example\nSubject: DMARC\n\nCan you look at our record?",
	MESSAGE_PERSON, ""},
};

static void
test_reports(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Message) message = mail_read(mails[i].mail);
		g_autoptr(GString) found = g_string_new(NULL);

		for (unsigned n = 0; n < message->bounce->len; n++) {
			const MessageBounce *one = message->bounce->pdata[n];

			g_string_append_printf(
			    found, "%s%s %s", n == 0 ? "" : "|", one->address, one->status);
		}
		if (message->kind != mails[i].kind ||
		    strcmp(found->str, mails[i].recipients) != 0)
			fail_msg("%s: %s, %s", mails[i].name, message_kind_name(message->kind),
			    found->str);
	}
}

static const struct {
	const char *line;
	const char *expected;
} lines[] = {
    {"550 5.1.1 user unknown", "5.1.1"},
    {"(#5.7.1)", "5.7.1"},
    {"550 no such user", "5.0.0"},
    {"said: 450-try later", "4.0.0"},
    {"host mx [5.1.1.2]", NULL},
    {"version 5.1", NULL},
    {"x5.1.1", NULL},
    {"5500 mails", NULL},
    {"on 15.4.2026", NULL},
    {"", NULL},
};

static void
test_status(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *status = bounce_text_status(lines[i].line);

		if (g_strcmp0(status, lines[i].expected) != 0)
			fail_msg("%s: %s", lines[i].line, status);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reports),
	    cmocka_unit_test(test_status),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
