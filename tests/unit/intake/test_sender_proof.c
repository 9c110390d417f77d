/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/intake/sender_proof.h"

#define PASS "Authentication-Results: mail.desk.example; dmarc=pass header.from=klant.example\n"
#define HOP "Received: from a by mail.desk.example; Mon, 23 Nov 2026 15:12:00 +0100\n"
#define ELS "From: Els <els@klant.example>\n"
#define AR "Authentication-Results: mail.desk.example; "
#define FAIL "; dmarc=fail (p=reject dis=none) header.from=klant.example\n"

typedef enum { NOTHING, PASSED, FAILED, REJECTED } Expected;

typedef struct {
	const char *what;
	const char *header;
	Expected expected;
	unsigned hops;    /* that may stand above our own server's header */
	const char *from; /* as the reader read it; NULL: els@klant.example */
} Row;

static const Row ROWS[] = {
    {"no result at all", ELS, NOTHING, 0, NULL},
    {"DMARC pass", PASS ELS, PASSED, 0, NULL},
    {"DMARC pass, and From in capitals", PASS "From: ELS@KLANT.EXAMPLE\n", PASSED, 0, NULL},
    {"DMARC pass of another domain", AR "dmarc=pass header.from=evil.example\n" ELS, NOTHING, 0,
	NULL},
    {"DMARC pass of the domain above", AR "dmarc=pass header.from=example\n" ELS, NOTHING, 0,
	NULL},
    {"DMARC pass of no From", AR "dmarc=pass smtp.mailfrom=els@klant.example\n" ELS, NOTHING, 0,
	NULL},
    {"DKIM of the domain", AR "dkim=pass header.d=klant.example\n" ELS, PASSED, 0, NULL},
    {"DKIM by its agent", AR "dkim=pass header.i=@klant.example header.s=x\n" ELS, PASSED, 0,
	NULL},
    {"DKIM of the domain above",
	AR "dkim=pass header.d=klant.example\nFrom: els@sub.klant.example\n", PASSED, 0,
	"els@sub.klant.example"},
    {"DKIM of a top domain", AR "dkim=pass header.d=example\n" ELS, NOTHING, 0, NULL},
    {"DKIM of another", AR "dkim=pass header.d=ant.example\n" ELS, NOTHING, 0, NULL},
    {"DKIM of another in our name",
	AR "dkim=pass header.i=els@klant.example header.d=evil.example\n" ELS, NOTHING, 0,
	NULL},
    {"DKIM of another in quotes",
	AR "dkim=pass header.i=\"x@klant.example\"@evil.example\n" ELS, NOTHING, 0, NULL},
    {"DKIM over a part of the body",
	AR "dkim=pass header.d=klant.example\nDKIM-Signature: d=klant.example; l=1\n" ELS,
	NOTHING, 0, NULL},
    {"DMARC by DKIM over a part of the body", PASS "DKIM-Signature: d=klant.example; l=1\n" ELS,
	NOTHING, 0, NULL},
    {"DMARC by SPF beside such a signature",
	AR "spf=pass smtp.mailfrom=els@klant.example; dmarc=pass header.from=klant.example\n"
	   "DKIM-Signature: d=klant.example; l=1\n" ELS,
	PASSED, 0, NULL},
    {"somebody else's signature over a part", PASS "DKIM-Signature: d=list.example; l=1\n" ELS,
	PASSED, 0, NULL},
    {"SPF alone", AR "spf=pass smtp.mailfrom=els@klant.example\n" ELS, NOTHING, 0, NULL},
    {"neither pass nor fail: none", AR "dmarc=none header.from=klant.example\n" ELS, NOTHING, 0,
	NULL},
    {"neither pass nor fail: permerror", AR "dmarc=permerror header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"neither pass nor fail: temperror", AR "dmarc=temperror header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"neither pass nor fail: neutral, softfail", AR "dkim=neutral; spf=softfail\n" ELS, NOTHING,
	0, NULL},
    {"neither pass nor fail: SPF fail", AR "spf=fail smtp.mailfrom=x@evil.example\n" ELS,
	NOTHING, 0, NULL},
    {"nothing was tried", AR "none\n" ELS, NOTHING, 0, NULL},
    {"two results that do not agree",
	AR "dmarc=none header.from=klant.example; dmarc=pass header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"two results that do not agree, the other way round",
	AR "dmarc=pass header.from=klant.example; dmarc=permerror; dkim=pass "
	   "header.d=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"DKIM of a domain without DMARC", AR "dmarc=none; dkim=pass header.d=klant.example\n" ELS,
	PASSED, 0, NULL},

    /* a fail */
    {"DMARC fail", AR "dmarc=fail (p=none) header.from=klant.example\n" ELS, FAILED, 0, NULL},
    {"DMARC fail of a domain that rejects", AR "spf=none" FAIL ELS, REJECTED, 0, NULL},
    {"policy as a property",
	AR "dmarc=fail policy.dmarc=reject header.from=klant.example\n" ELS, REJECTED, 0, NULL},
    {"a policy without a fail", AR "dmarc=pass (p=reject) header.from=klant.example\n" ELS,
	PASSED, 0, NULL},
    {"DMARC fail beats DKIM", AR "dkim=pass header.d=klant.example" FAIL ELS, REJECTED, 0,
	NULL},
    {"a pass above the fail", PASS AR "dmarc=fail header.from=klant.example\n" ELS, REJECTED, 0,
	NULL},
    {"a pass below the fail", AR "dmarc=fail header.from=klant.example\n" PASS ELS, REJECTED, 0,
	NULL},
    {"hidden by a quoted local part", AR "spf=pass smtp.mailfrom=\"a b\"@evil.example" FAIL ELS,
	REJECTED, 0, NULL},
    {"hidden by a quoted semicolon", AR "spf=pass smtp.mailfrom=\"a;b\"@evil.example" FAIL ELS,
	REJECTED, 0, NULL},
    {"hidden by UTF-8", AR "spf=pass smtp.mailfrom=\xc3\xbc@evil.example" FAIL ELS, REJECTED, 0,
	NULL},
    {"hidden by bytes that are no UTF-8",
	AR "spf=pass smtp.mailfrom=\xff@evil.example" FAIL ELS, REJECTED, 0, NULL},
    {"hidden by a comment that does not end",
	AR "spf=pass smtp.mailfrom=a(b@evil.example" FAIL ELS, REJECTED, 0, NULL},
    {"hidden in a comment",
	AR "spf=pass smtp.mailfrom=a(b@evil.example; dmarc=fail header.from=klant.example; "
	   "dkim=pass header.i=)\n" PASS ELS,
	REJECTED, 0, NULL},
    {"in a comment behind",
	AR "dmarc=fail (a) ; dkim=none (dmarc=pass header.from=klant.example)\n" ELS, REJECTED,
	0, NULL},
    {"a parenthesis inside a value",
	AR "dmarc=fail (x) header.from=evil.example(.klant.example; dmarc=pass "
	   "header.from=klant.example)\n" ELS,
	REJECTED, 0, NULL},
    {"a pass in a reason",
	AR "dkim=pass reason=\"x; dmarc=pass header.from=klant.example\" "
	   "header.d=evil.example\n" ELS,
	NOTHING, 0, NULL},
    {"below a thousand others", "X-A: b\n" AR "dmarc=fail header.from=klant.example\n" ELS,
	REJECTED, 0, NULL},

    /* what our own server wrote and nobody can read */
    {"unreadable", AR "dkim=pass header.d=klant.example; spf=pass smtp.mailfrom=a\\b\n" ELS,
	REJECTED, 0, NULL},
    {"unreadable beside a pass", PASS AR "spf=pass smtp.mailfrom=\"x\n" ELS, REJECTED, 0, NULL},
    {"another version",
	"Authentication-Results: mail.desk.example 2; dmarc=pass "
	"header.from=klant.example\n" ELS,
	REJECTED, 0, NULL},
    {"unreadable name", "Authentication-Results: \"mail.desk.example; dmarc=pass\n" ELS,
	REJECTED, 0, NULL},
    {"unreadable name of another",
	"Authentication-Results: \"mail.desk.example.evil; x\n" PASS ELS, PASSED, 0, NULL},
    {"unreadable, of another", "Authentication-Results: mx.evil; dmarc=(\n" PASS ELS, PASSED, 0,
	NULL},
    {"unreadable, below our own hop", PASS HOP AR "dmarc=fail (\n" ELS, PASSED, 1, NULL},
    {"unreadable at the topmost, a pass below", AR "dmarc=(\n" HOP PASS ELS, REJECTED, 1, NULL},

    /* forged */
    {"by another server",
	"Authentication-Results: mail.evil; dmarc=pass "
	"header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"by a server of a longer name",
	"Authentication-Results: mail.desk.example.evil.example; "
	"dmarc=pass header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"by a server of a shorter name",
	"Authentication-Results: desk.example; dmarc=pass header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"our name in quotes",
	"Authentication-Results: \"mail.desk.example\"; dmarc=pass "
	"header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"our name behind a comment",
	"Authentication-Results: (x) mail.desk.example (y); "
	"dmarc=pass header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"our name in capitals",
	"Authentication-Results: MAIL.desk.example; dmarc=pass "
	"header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"a fail, our name in quotes",
	"Authentication-Results: \"Mail.desk.example\"; dmarc=fail "
	"header.from=klant.example\n" ELS,
	REJECTED, 0, NULL},
    {"no server's name", "Authentication-Results: dmarc=pass header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"another field",
	"X-Authentication-Results: mail.desk.example; dmarc=pass "
	"header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"ARC",
	"ARC-Authentication-Results: i=1; mail.desk.example; dmarc=pass "
	"header.from=klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"below a hop", HOP PASS ELS, NOTHING, 0, NULL},
    {"below a hop in other letters", "rEcEiVeD:\n from a\n" PASS ELS, NOTHING, 0, NULL},
    {"below a hop of the old way", "Received : from a by b\n" PASS ELS, NOTHING, 0, NULL},
    {"below a hop that is ours", HOP PASS ELS, PASSED, 1, NULL},
    {"forged below our own", AR "spf=none\n" HOP PASS ELS, NOTHING, 1, NULL},
    {"in the body", ELS "\n" PASS, NOTHING, 0, NULL},
    {"an unseen form of it",
	"Authentication-Results :\n mail.desk.example;\n dmarc=pass\n "
	"header.from=klant.example\n" ELS,
	PASSED, 0, NULL},

    /* From, read twice */
    {"the reader says another", PASS "From: evil@klant.example\n", FAILED, 0, NULL},
    {"the reader says another, without results", "From: evil@evil.example\n", FAILED, 0, NULL},
    {"the reader leaves out what cannot be seen", PASS "From: e\xe2\x80\x8bls@klant.example\n",
	FAILED, 0, NULL},
    {"a wide letter", PASS "From: \xef\xbd\x85ls@klant.example\n", FAILED, 0, NULL},
    {"two From", PASS ELS "From: evil@evil.example\n", NOTHING, 0, NULL},
    {"two From, one of the old way", PASS "From : els@klant.example\nFrom: evil@evil.example\n",
	NOTHING, 0, NULL},
    {"a list", PASS "From: els@klant.example, evil@evil.example\n", NOTHING, 0, NULL},
    {"a group", PASS "From: g: els@klant.example;\n", NOTHING, 0, NULL},
    {"a route", PASS "From: <@evil.example:els@klant.example>\n", NOTHING, 0, NULL},
    {"two in angles", PASS "From: <els@klant.example> <evil@evil.example>\n", NOTHING, 0, NULL},
    {"an encoded address", PASS "From: =?utf-8?q?els=40klant.example?=\n", NOTHING, 0, NULL},
    {"a dot behind", PASS "From: els@klant.example.\n", NOTHING, 0, NULL},
    {"Reply-To alone", PASS "Reply-To: els@klant.example\n", NOTHING, 0, NULL},
    {"the address as a name", PASS "From: \"els@klant.example\" <evil@evil.example>\n", NOTHING,
	0, "evil@evil.example"},
    {"the address as a comment", PASS "From: evil@evil.example (els@klant.example)\n", NOTHING,
	0, "evil@evil.example"},
    {"the address as a local part", PASS "From: \"els@klant.example\"@evil.example\n", NOTHING,
	0, "\"els@klant.example\"@evil.example"},

    /* domains beyond ASCII */
    {"both A-labels",
	AR "dmarc=pass header.from=xn--bcher-kva.example\n"
	   "From: jo@xn--bcher-kva.example\n",
	PASSED, 0, "jo@xn--bcher-kva.example"},
    {"a U-label, proved as an A-label",
	AR "dmarc=pass header.from=xn--bcher-kva.example\nFrom: jo@b\xc3\xbc"
	   "cher.example\n",
	PASSED, 0,
	"jo@b\xc3\xbc"
	"cher.example"},
    {"an A-label, proved as a U-label",
	AR "dmarc=pass header.from=b\xc3\xbc"
	   "cher.example\nFrom: jo@xn--bcher-kva.example\n",
	PASSED, 0, "jo@xn--bcher-kva.example"},
    {"the reader turned it into A-labels",
	AR "dmarc=pass header.from=xn--bcher-kva.example\nFrom: jo@b\xc3\xbc"
	   "cher.example\n",
	PASSED, 0, "jo@xn--bcher-kva.example"},
    {"a near domain",
	AR "dmarc=pass header.from=attacker-klant.example\n"
	   "From: n@attacker-klant.example\n",
	PASSED, 0, "n@attacker-klant.example"},
    {"a near domain for ours", AR "dmarc=pass header.from=attacker-klant.example\n" ELS,
	NOTHING, 0, NULL},
    {"a Kelvin sign", PASS "From: els@\xe2\x84\xaalant.example\n", NOTHING, 0,
	"els@\xe2\x84\xaalant.example"},
    {"a wide dot",
	PASS "From: els@klant\xef\xbc\x8e"
	     "example\n",
	NOTHING, 0,
	"els@klant\xef\xbc\x8e"
	"example"},
    {"a letter that looks alike", AR "dmarc=pass header.from=kl\xd0\xb0nt.example\n" ELS,
	NOTHING, 0, NULL},
};

static void
expect(const Row *row, const Verdict *verdict)
{
	if (verdict->passed != (row->expected == PASSED) ||
	    verdict->failed != (row->expected >= FAILED) ||
	    verdict->rejects != (row->expected == REJECTED))
		fail_msg("%s: %s", row->what, verdict->why);
	assert_non_null(verdict->why);
}

static void
judge(const Row *row, const ConfigMailbox *mailbox)
{
	g_autoptr(Message) message = message_new();
	g_auto(Verdict) verdict = {0};

	message->from =
	    message_address_new(row->from == NULL ? "els@klant.example" : row->from, "Els");
	message->origin = origin_read(row->header, strlen(row->header));
	sender_proof_judge(message, mailbox, &verdict);
	expect(row, &verdict);
}

static void
only_our_own_server_vouches(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const ConfigMailbox mailbox = {
		    .authserv = (char *)"mail.desk.example", .authserv_hops = ROWS[i].hops};

		judge(&ROWS[i], &mailbox);
	}
}

/* Whatever the reader says; what nobody else has looked at proves nothing. */
static void
without_its_role_nothing_is_proved(void **state)
{
	g_autoptr(Message) message = message_new();
	const ConfigMailbox mailbox = {.authserv = (char *)"mail.desk.example"};
	g_auto(Verdict) verdict = {0};

	(void)state;
	message->from = message_address_new("els@klant.example", "Els");
	sender_proof_judge(message, &mailbox, &verdict);
	assert_false(verdict.passed || verdict.failed || verdict.rejects);
	assert_string_equal(verdict.why, "no pass by our own server");
}

static void
without_authserv_nobody_is_believed(void **state)
{
	static const Row OTHERS[] = {
	    {"a pass", PASS ELS, NOTHING, 0, NULL},
	    {"a fail", AR "dmarc=fail header.from=klant.example\n" ELS, NOTHING, 0, NULL},
	    {"two readings", "From: evil@evil.example\n", FAILED, 0, NULL},
	};
	const ConfigMailbox mailbox = {0};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(OTHERS); i++)
		judge(&OTHERS[i], &mailbox);
}

#define SPAM "X-Spam: Yes\n"
#define NONE AR "spf=none\n"

/* Whoever writes a mail writes below our own server's hop, and at the end. */
static void
only_our_own_filter_is_believed(void **state)
{
	static const struct {
		const char *header;
		unsigned hops;
		bool own, all;
	} FILTERED[] = {
	    {SPAM NONE HOP ELS, 0, true, true},
	    {SPAM NONE ELS, 0, false, true},
	    {NONE SPAM HOP ELS, 0, true, true},
	    {NONE HOP SPAM ELS, 0, false, true},
	    {NONE HOP ELS SPAM, 0, false, true},
	    {SPAM HOP NONE HOP ELS, 1, true, true},
	    {HOP SPAM NONE HOP ELS, 1, true, true},
	    {HOP SPAM NONE HOP ELS, 0, false, true},
	    {SPAM HOP ELS, 0, false, true},
	    {SPAM "Authentication-Results: other.example; spf=none\n" HOP ELS, 0, false, true},
	    {NONE ELS, 0, false, false},
	    {"X-Spam: No\n" NONE HOP ELS SPAM, 0, false, true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(FILTERED); i++) {
		ConfigMailbox mailbox = {
		    .authserv = (char *)"mail.desk.example", .authserv_hops = FILTERED[i].hops};
		g_autoptr(Origin) origin =
		    origin_read(FILTERED[i].header, strlen(FILTERED[i].header));
		bool own = sender_proof_spam(origin, &mailbox).is_spam;
		bool all = false;

		mailbox.spam_headers = CONFIG_SPAM_ALL;
		all = sender_proof_spam(origin, &mailbox).is_spam;
		if (own != FILTERED[i].own || all != FILTERED[i].all)
			fail_msg("%s: %d %d", FILTERED[i].header, own, all);
		assert_false(sender_proof_spam(NULL, &mailbox).is_spam);
	}
}

#define LOGIN "Received: from pc (a [192.0.2.1]) (Authenticated sender: "
#define BY ")\n by mail.desk.example (Postfix) with ESMTPSA id 1\n"
#define SANNE "From: Sanne <sanne@desk.example>\n"

static const Row INSIDE[] = {
    {"by our Received", LOGIN "sanne@desk.example" BY SANNE, PASSED, 0, "sanne@desk.example"},
    {"in other letters", LOGIN "Sanne@DESK.example" BY SANNE, PASSED, 0, "sanne@desk.example"},
    {"below an own hop", HOP LOGIN "sanne@desk.example" BY SANNE, NOTHING, 0,
	"sanne@desk.example"},
    {"below an LMTP hop",
	"Received: from mail by store.desk.example with LMTP\n" LOGIN
	"sanne@desk.example" BY SANNE,
	PASSED, 1, "sanne@desk.example"},
    {"below our own LMTP hop",
	"Received: from mail.desk.example\n\tby mail.desk.example (Dovecot) with LMTP\n"
	"\tid 1\n" LOGIN "sanne@desk.example" BY SANNE,
	PASSED, 1, "sanne@desk.example"},
    {"below our own LMTP hop and another of ours",
	"Received: from mail.desk.example by mail.desk.example with LMTP\n" HOP LOGIN
	"sanne@desk.example" BY SANNE,
	NOTHING, 2, "sanne@desk.example"},
    {"a server that calls itself LMTP",
	"Received: from lmtp with LMTP by mail.desk.example with ESMTP\n" LOGIN
	"sanne@desk.example" BY SANNE,
	NOTHING, 1, "sanne@desk.example"},
    {"below our own hop, written by the sender", HOP LOGIN "sanne@desk.example" BY SANNE,
	NOTHING, 1, "sanne@desk.example"},
    {"deeper than our hops",
	"Received: from mail by store.desk.example with LMTP\n"
	"Received: from pc by relay.desk.example\n" LOGIN "sanne@desk.example" BY SANNE,
	NOTHING, 1, "sanne@desk.example"},
    {"another user", LOGIN "pieter@desk.example" BY SANNE, NOTHING, 0, "sanne@desk.example"},
    {"a user without a domain", LOGIN "sanne" BY SANNE, NOTHING, 0, "sanne@desk.example"},
    {"somebody else's server",
	"Received: from pc (Authenticated sender: sanne@desk.example) "
	"by mail.evil.example\n" SANNE,
	NOTHING, 0, "sanne@desk.example"},
    {"encrypted and logged in, but nobody's name",
	"Received: from pc by mail.desk.example with ESMTPSA\n" SANNE, NOTHING, 0,
	"sanne@desk.example"},
    {"From alone", SANNE, NOTHING, 0, "sanne@desk.example"},
    {"of a domain that is not ours", LOGIN "els@klant.example" BY ELS, NOTHING, 0, NULL},
    {"of a domain below ours", LOGIN "a@sub.desk.example" BY "From: a@sub.desk.example\n",
	NOTHING, 0, "a@sub.desk.example"},
    {"by our results", AR "auth=pass smtp.auth=sanne@desk.example\n" SANNE, PASSED, 0,
	"sanne@desk.example"},
    {"by our results, another user", AR "auth=pass smtp.auth=pieter@desk.example\n" SANNE,
	NOTHING, 0, "sanne@desk.example"},
    {"by our results, refused", AR "auth=fail smtp.auth=sanne@desk.example\n" SANNE, NOTHING, 0,
	"sanne@desk.example"},
    {"by forged results",
	AR "spf=none\n" HOP AR "auth=pass smtp.auth=sanne@desk.example\n" SANNE, NOTHING, 1,
	"sanne@desk.example"},
    {"a fail beside",
	AR "dmarc=fail header.from=desk.example\n" LOGIN "sanne@desk.example" BY SANNE,
	REJECTED, 0, "sanne@desk.example"},
    {"two From", LOGIN "sanne@desk.example" BY SANNE ELS, NOTHING, 0, "sanne@desk.example"},
    {"Exchange's mark", "X-MS-Exchange-Organization-AuthAs: Internal\n" SANNE, NOTHING, 0,
	"sanne@desk.example"},
};

static void
our_own_people_hand_in_at_our_own_server(void **state)
{
	g_autoptr(GPtrArray) internal = g_ptr_array_new();

	(void)state;
	g_ptr_array_add(internal, (void *)"other.example");
	g_ptr_array_add(internal, (void *)"desk.example");
	for (size_t i = 0; i < G_N_ELEMENTS(INSIDE); i++) {
		ConfigMailbox mailbox = {.authserv = (char *)"mail.desk.example",
		    .authserv_hops = INSIDE[i].hops,
		    .internal = internal};

		judge(&INSIDE[i], &mailbox);
	}
}

static void
nobody_is_inside_unless_it_is_said(void **state)
{
	static const Row ONE = {
	    "a login", LOGIN "sanne@desk.example" BY SANNE, NOTHING, 0, "sanne@desk.example"};
	const ConfigMailbox mailbox = {.authserv = (char *)"mail.desk.example"};

	(void)state;
	judge(&ONE, &mailbox);
}

#define OUTLOOK                                                    \
	"Received: from A.eurprd01.prod.outlook.com (2603::1) by " \
	"B.eurprd01.prod.outlook.com\n"
#define FRONT \
	"Received: from mail.klant.example (192.0.2.1) by DB5.mail.protection.outlook.com\n"
#define MICROSOFT_PASS                                                                \
	"Authentication-Results: spf=pass (sender IP is 192.0.2.1)\n"                 \
	" smtp.mailfrom=klant.example; dkim=pass header.d=klant.example;dmarc=pass\n" \
	" action=none header.from=klant.example;compauth=pass reason=100\n"
#define MARK "X-MS-Exchange-Organization-AuthAs: Internal\n"

static const Row MICROSOFT[] = {
    {"a pass", OUTLOOK OUTLOOK MICROSOFT_PASS FRONT ELS, PASSED, 3, NULL},
    {"a pass behind servers of its other names",
	"Received: from A.prod.outlook.com (2603::1) by B.eurprd01.prod.exchangelabs.com "
	"(2603::2) with HTTPS\n"
	"Received: from C.prod.protection.outlook.com (2603::3) by D.outlook.office365.com "
	"(2603::4) with Microsoft SMTP Server via Frontend Transport\n" MICROSOFT_PASS FRONT
	    ELS,
	PASSED, 3, NULL},
    {"a pass behind what looks like one",
	"Received: from a by D.outlook.office365.com.evil.example\n" MICROSOFT_PASS FRONT ELS,
	NOTHING, 3, NULL},
    {"a pass behind a customer's",
	"Received: from a by x.office365.com\n" MICROSOFT_PASS FRONT ELS, NOTHING, 3, NULL},
    {"a pass as Microsoft writes it in full",
	OUTLOOK "Authentication-Results: spf=pass (sender IP is 209.85.128.50)\n "
		"smtp.mailfrom=klant.example; dkim=pass (signature was verified)\n "
		"header.d=klant.example;dmarc=pass action=none\n "
		"header.from=klant.example;compauth=pass reason=100\n" FRONT ELS,
	PASSED, 3, NULL},
    {"too deep", OUTLOOK OUTLOOK MICROSOFT_PASS FRONT ELS, NOTHING, 1, NULL},
    {"a fail, the domain rejects",
	OUTLOOK "Authentication-Results: dmarc=fail action=oreject "
		"header.from=klant.example\n" FRONT ELS,
	REJECTED, 3, NULL},
    {"unreadable", OUTLOOK "Authentication-Results: dmarc=(\n" FRONT ELS, REJECTED, 3, NULL},
    {"unreadable behind its start",
	OUTLOOK "Authentication-Results: spf=pass; dmarc=(\n" FRONT ELS, REJECTED, 3, NULL},
    {"nothing below", OUTLOOK OUTLOOK MICROSOFT_PASS ELS, NOTHING, 3, NULL},
    {"by another server", OUTLOOK MICROSOFT_PASS "Received: from a by mail.evil.example\n" ELS,
	NOTHING, 3, NULL},
    {"by a server of a longer name",
	OUTLOOK MICROSOFT_PASS "Received: from a by x.outlook.com.evil.example\n" ELS, NOTHING,
	3, NULL},
    {"by a server of a like name",
	OUTLOOK MICROSOFT_PASS "Received: from a by x.evil-outlook.com\n" ELS, NOTHING, 3,
	NULL},
    {"a stranger's server above",
	"Received: from a by mail.evil.example\n" MICROSOFT_PASS FRONT ELS, NOTHING, 3, NULL},
    {"forged below the true one",
	OUTLOOK
	"Authentication-Results: dmarc=none header.from=klant.example\n" FRONT MICROSOFT_PASS
	    FRONT ELS,
	NOTHING, 3, NULL},
    {"with a name",
	OUTLOOK "Authentication-Results: microsoft365; dmarc=pass "
		"header.from=klant.example\n" FRONT ELS,
	NOTHING, 3, NULL},
    {"inside", OUTLOOK OUTLOOK MARK SANNE, PASSED, 3, "sanne@desk.example"},
    {"inside, but not of our domain", OUTLOOK OUTLOOK MARK ELS, NOTHING, 3, NULL},
    {"twice", OUTLOOK OUTLOOK MARK MARK SANNE, NOTHING, 3, "sanne@desk.example"},
    {"a copy on mail from outside",
	OUTLOOK
	"Authentication-Results: dmarc=none header.from=desk.example\n" FRONT MARK SANNE,
	NOTHING, 3, "sanne@desk.example"},
    {"a copy on mail by another way", "Received: from a by mail.evil.example\n" MARK SANNE,
	NOTHING, 3, "sanne@desk.example"},
    {"a copy without a way", MARK SANNE, NOTHING, 3, "sanne@desk.example"},
};

static void
microsofts_results_bear_no_name(void **state)
{
	g_autoptr(GPtrArray) internal = g_ptr_array_new();

	(void)state;
	g_ptr_array_add(internal, (void *)"desk.example");
	for (size_t i = 0; i < G_N_ELEMENTS(MICROSOFT); i++) {
		ConfigMailbox mailbox = {.authserv = (char *)"microsoft365",
		    .authserv_hops = MICROSOFT[i].hops,
		    .internal = internal,
		    .believes_authas = true};
		const Row unmarked = {
		    MICROSOFT[i].what, MICROSOFT[i].header, NOTHING, 0, MICROSOFT[i].from};

		judge(&MICROSOFT[i], &mailbox);
		mailbox.believes_authas = false;
		if (strstr(MICROSOFT[i].header, MARK) != NULL)
			judge(&unmarked, &mailbox);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_our_own_server_vouches),
	    cmocka_unit_test(without_its_role_nothing_is_proved),
	    cmocka_unit_test(without_authserv_nobody_is_believed),
	    cmocka_unit_test(only_our_own_filter_is_believed),
	    cmocka_unit_test(our_own_people_hand_in_at_our_own_server),
	    cmocka_unit_test(nobody_is_inside_unless_it_is_said),
	    cmocka_unit_test(microsofts_results_bear_no_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
