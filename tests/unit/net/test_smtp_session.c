/* SPDX-License-Identifier: Apache-2.0 */
/* smtp_session.c against scripted servers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/net/smtp_session.h"
#include "tests/unit/scripted_server.h"

#define HELLO(extensions)                                                         \
	{                                                                         \
		"EHLO desk.example\r\n", "250-mail" extensions "\r\n250 HELP\r\n" \
	}
#define END                \
	{                  \
		NULL, NULL \
	}

typedef struct {
	ScriptedServer server;
	SmtpAccount account;
	SmtpSession *session; /* own */
	GError *error;        /* own; when it could not be opened */
} Session;

static void
session_start(Session *session, const Script *script, const SmtpAccount *account)
{
	session->server = script_start(script);
	session->account = *account;
	session->account.server.host = "127.0.0.1";
	session->account.server.port = session->server.port;
	session->account.name = "desk.example";
	session->error = NULL;
	session->session = smtp_session_open(&session->account, &session->error);
}

static void
session_end(Session *session)
{
	smtp_session_free(session->session);
	g_clear_error(&session->error);
	script_end(&session->server);
}

static const SmtpAccount NOBODY = {.server = {.mode = STREAM_TLS_NONE}};
static const SmtpAccount DESK = {
    .server = {.mode = STREAM_TLS_NONE}, .user = "desk", .password = "secret"};
static const SmtpAccount TOKEN = {
    .server = {.mode = STREAM_TLS_NONE}, .user = "desk", .token = "token"};
static const SmtpAccount STARTTLS = {
    .server = {.mode = STREAM_TLS_STARTTLS}, .user = "desk", .password = "secret"};

static void
logins_follow_what_the_server_offers(void **state)
{
	static const ScriptStep PLAIN[] = {HELLO("\r\n250-AUTH LOGIN PLAIN"),
	    {"AUTH PLAIN ZGVzawBkZXNrAHNlY3JldA==\r\n", "235 in\r\n"}, END};
	static const ScriptStep LOGIN[] = {HELLO("\r\n250-auth login"),
	    {"AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n"},
	    {"ZGVzaw==\r\n", "334 UGFzc3dvcmQ6\r\n"}, {"c2VjcmV0\r\n", "235 in\r\n"}, END};
	static const ScriptStep XOAUTH2[] = {HELLO(""), {"AUTH XOAUTH2\r\n", "334 \r\n"},
	    {"dXNlcj1kZXNrAWF1dGg9QmVhcmVyIHRva2VuAQE=\r\n", "235 in\r\n"}, END};
	static const ScriptStep NONE[] = {HELLO("\r\n250-AUTH PLAIN"), END};
	static const struct {
		const ScriptStep *steps;
		const SmtpAccount *account;
	} CASES[] = {{PLAIN, &DESK}, {LOGIN, &DESK}, {XOAUTH2, &TOKEN}, {NONE, &NOBODY}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		Session session;

		session_start(&session, &(Script){"220 mail\r\n", CASES[i].steps, false},
		    CASES[i].account);
		assert_non_null(session.session);
		session_end(&session);
	}
}

static void
doubtful_sessions_are_not_opened(void **state)
{
#define LOST SMTP_SESSION_ERROR_LOST
#define ACCOUNT SMTP_SESSION_ERROR_ACCOUNT
	static const struct {
		const char *greeting;
		ScriptStep steps[5];
		const SmtpAccount *account;
		SmtpSessionError code;
		const char *expected;
	} CASES[] = {
	    {"554 go away\r\n", {END}, &DESK, LOST, "it does not let us in: 554 go away"},
	    {"421 too busy\r\n", {END}, &DESK, LOST, "it closes the session: too busy"},
	    {"hello\r\n", {END}, &DESK, LOST, "its answer could not be understood"},
	    {"220-two\r\n220 lines\r\n", {{"EHLO", "502 what\r\n"}, END}, &DESK, LOST,
		"EHLO is refused: 502 what"},
	    {"220 mail\r\n", {{"EHLO", NULL}, END}, &DESK, LOST, "it closed the connection"},
	    {"220 mail\r\n", {HELLO(""), END}, &DESK, ACCOUNT,
		"it offers neither AUTH PLAIN nor LOGIN"},
	    {"220 mail\r\n", {HELLO("\r\n250-AUTH PLAIN"), {"AUTH", "535 who?\r\n"}, END},
		&DESK, ACCOUNT,
		"login as desk is refused: look at the name and the secret (535)"},
	    {"220 mail\r\n", {HELLO("\r\n250-AUTH PLAIN"), {"AUTH", "535 secret?\r\n"}, END},
		&DESK, ACCOUNT,
		"login as desk is refused: look at the name and the secret (535)"},
	    {"220 mail\r\n",
		{HELLO(""), {"AUTH XOAUTH2", "334 \r\n"}, {"dXNlcj1", "334 e30=\r\n"},
		    {"\r\n", "535 no\r\n"}, END},
		&TOKEN, ACCOUNT,
		"login as desk is refused: look who signed in, and whether SMTP AUTH is "
		"allowed "
		"for that mailbox (535)"},
	    {"220 mail\r\n", {HELLO("\r\n250-AUTH PLAIN"), {"AUTH", "454 later\r\n"}, END},
		&DESK, LOST, "login as desk is refused for now (454)"},
	    {"220 mail\r\n", {HELLO("\r\n250-AUTH PLAIN"), END}, &STARTTLS, ACCOUNT,
		"it does not offer STARTTLS, and without TLS nothing is sent"},
	    {"220 mail\r\n", {HELLO("\r\n250-STARTTLS"), {"STARTTLS", "454 not now\r\n"}, END},
		&STARTTLS, LOST, "it refuses STARTTLS, or sent something right after it"},
	    {"220 mail\r\n",
		{HELLO("\r\n250-STARTTLS"), {"STARTTLS", "220 go\r\n250-evil\r\n"}, END},
		&STARTTLS, LOST, "it refuses STARTTLS, or sent something right after it"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		Session session;
		g_autofree char *expected = NULL;

		session_start(&session, &(Script){CASES[i].greeting, CASES[i].steps, false},
		    CASES[i].account);
		expected =
		    g_strdup_printf("127.0.0.1:%s: %s", session.server.port, CASES[i].expected);
		assert_null(session.session);
		if (strcmp(session.error->message, expected) != 0)
			fail_msg("\"%s\", expected \"%s\"", session.error->message, expected);
		assert_int_equal(session.error->code, CASES[i].code);
		session_end(&session);
	}
}

/* One letter, and what the server says of it. */
typedef struct {
	const char *name;
	const char *sender, *recipient, *text;
	ScriptStep steps[16];
	SendResult result;
	const char *answer;
} LetterCase;

#define ENVELOPE                                            \
	{"MAIL FROM:<desk@d.example>\r\n", "250 ok\r\n"},   \
	{                                                   \
		"RCPT TO:<els@k.example>\r\n", "250 ok\r\n" \
	}
#define FROM "desk@d.example"
#define TO "els@k.example"

static const LetterCase LETTERS[] = {
    {"taken", FROM, TO, "A: b\r\n\r\n.\r\n..x\r\nend\r\n",
	{HELLO(""), ENVELOPE, {"DATA", "354 go\r\n"}, {"A: b\r\n", ""}, {"\r\n", ""},
	    {"..\r\n", ""}, {"...x\r\n", ""}, {"end\r\n", ""},
	    {".\r\n", "250 2.0.0 queued\r\n"}, END},
	SEND_OK, "250 2.0.0 queued"},
    {"dot first", FROM, TO, ".\r\n",
	{HELLO("\r\n250-PIPELINING"), ENVELOPE, {"DATA", "354 go\r\n"}, {"..\r\n", ""},
	    {".\r\n", "250 ok\r\n"}, END},
	SEND_OK, "250 ok"},
    {"null sender", "", TO, "x\r\n",
	{HELLO(""), {"MAIL FROM:<>\r\n", "250 ok\r\n"}, {"RCPT", "250 ok\r\n"},
	    {"DATA", "354 go\r\n"}, {"x\r\n", ""}, {".\r\n", "250 ok\r\n"}, END},
	SEND_OK, "250 ok"},
    {"size and 8 bits", FROM, TO, "\xc3\xa9\r\n",
	{HELLO("\r\n250-SIZE 1000\r\n250-8BITMIME"),
	    {"MAIL FROM:<desk@d.example> SIZE=4 BODY=8BITMIME\r\n", "250 ok\r\n"},
	    {"RCPT", "250 ok\r\n"}, {"DATA", "354 go\r\n"}, {"\xc3\xa9\r\n", ""},
	    {".\r\n", "250 ok\r\n"}, END},
	SEND_OK, "250 ok"},
    {"smtputf8", FROM, "\xc3\xa9ls@k.example", "x\r\n",
	{HELLO("\r\n250-SMTPUTF8"), {"MAIL FROM:<desk@d.example> SMTPUTF8\r\n", "250 ok\r\n"},
	    {"RCPT TO:<\xc3\xa9ls@k.example>\r\n", "250 ok\r\n"}, {"DATA", "354 go\r\n"},
	    {"x\r\n", ""}, {".\r\n", "250 ok\r\n"}, END},
	SEND_OK, "250 ok"},
    {"recipient refused", FROM, TO, "x\r\n",
	{HELLO(""), {"MAIL", "250 ok\r\n"}, {"RCPT", "550-5.1.1 no\r\n550 such user\r\n"},
	    {"RSET", "250 ok\r\n"}, END},
	SEND_PERMANENT, "550 5.1.1 no such user"},
    {"recipient refused, pipelined", FROM, TO, "x\r\n",
	{HELLO("\r\n250-PIPELINING"), {"MAIL", "250 ok\r\n"}, {"RCPT", "450 later\r\n"},
	    {"DATA", "554 nobody to send to\r\n"}, {"RSET", "250 ok\r\n"}, END},
	SEND_TEMPORARY, "450 later"},
    {"recipient refused, text wanted all the same", FROM, TO, "x\r\n",
	{HELLO("\r\n250-PIPELINING"), {"MAIL", "250 ok\r\n"}, {"RCPT", "550 no\r\n"},
	    {"DATA", "354 go\r\n"}, {".\r\n", "554 nobody\r\n"}, {"RSET", "250 ok\r\n"}, END},
	SEND_PERMANENT, "550 no"},
    {"sender refused", FROM, TO, "x\r\n",
	{HELLO(""), {"MAIL", "451 later\r\n"}, {"RSET", "250 ok\r\n"}, END}, SEND_TEMPORARY,
	"451 later"},
    {"data refused", FROM, TO, "x\r\n",
	{HELLO(""), ENVELOPE, {"DATA", "552 too much\r\n"}, {"RSET", "250 ok\r\n"}, END},
	SEND_PERMANENT, "552 too much"},
    {"text refused", FROM, TO, "x\r\n",
	{HELLO(""), ENVELOPE, {"DATA", "354 go\r\n"}, {"x\r\n", ""}, {".\r\n", "554 spam\r\n"},
	    END},
	SEND_PERMANENT, "554 spam"},
    {"command in the recipient", FROM, "a@b>\r\nRSET", "x\r\n", {HELLO(""), END},
	SEND_PERMANENT, "the recipient's address cannot be written to by this server"},
    {"command in the sender", "a\nb", TO, "x\r\n", {HELLO(""), END}, SEND_PERMANENT,
	"the sender's address cannot be used with this server"},
    {"no recipient", FROM, "", "x\r\n", {HELLO(""), END}, SEND_PERMANENT,
	"the recipient's address cannot be written to by this server"},
    {"not ASCII", FROM, "\xc3\xa9ls@k.example", "x\r\n", {HELLO(""), END}, SEND_PERMANENT,
	"the recipient's address cannot be written to by this server"},
    {"bare LF", FROM, TO, "a\n.\nMAIL FROM:<x>\r\n", {HELLO(""), END}, SEND_PERMANENT,
	"the letter has lines that SMTP does not allow"},
    {"bare CR", FROM, TO, "a\rb\r\n", {HELLO(""), END}, SEND_PERMANENT,
	"the letter has lines that SMTP does not allow"},
    {"no end", FROM, TO, "a", {HELLO(""), END}, SEND_PERMANENT,
	"the letter has lines that SMTP does not allow"},
};

static void
letters_are_sent_as_the_server_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(LETTERS); i++) {
		const LetterCase *one = &LETTERS[i];
		g_autoptr(GBytes) bytes = g_bytes_new_static(one->text, strlen(one->text));
		SmtpLetter letter = {
		    .sender = one->sender, .recipient = one->recipient, .bytes = bytes};
		g_auto(SmtpResult) result = {0};
		Session session;

		session_start(&session, &(Script){"220 mail\r\n", one->steps, false}, &NOBODY);
		if (!smtp_session_send(session.session, &letter, &result, &session.error))
			fail_msg("%s: %s", one->name, session.error->message);
		if (result.result != one->result || strcmp(result.text, one->answer) != 0)
			fail_msg("%s: %d \"%s\"", one->name, result.result, result.text);
		session_end(&session);
	}
}

static void
lines_may_have_998_bytes(void **state)
{
	static const struct {
		size_t length;
		SendResult result;
	} CASES[] = {{998, SEND_OK}, {999, SEND_PERMANENT}};
	static const ScriptStep TAKEN[] = {HELLO(""), ENVELOPE, {"DATA", "354 go\r\n"},
	    {"x", ""}, {".\r\n", "250 ok\r\n"}, END};
	static const ScriptStep NOT_SENT[] = {HELLO(""), END};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *line = g_strnfill(CASES[i].length, 'x');
		g_autofree char *text = g_strconcat(line, "\r\n", NULL);
		g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
		SmtpLetter letter = {.sender = FROM, .recipient = TO, .bytes = bytes};
		g_auto(SmtpResult) result = {0};
		Session session;

		session_start(&session,
		    &(Script){
			"220 mail\r\n", CASES[i].result == SEND_OK ? TAKEN : NOT_SENT, false},
		    &NOBODY);
		assert_true(smtp_session_send(session.session, &letter, &result, NULL));
		assert_int_equal(result.result, CASES[i].result);
		session_end(&session);
	}
}

static void
count(void *data)
{
	++*(int *)data;
}

/* Of a letter whose line is lost something is known all the same. */
static void
a_lost_line_says_what_became_of_the_letter(void **state)
{
	static const struct {
		ScriptStep steps[8];
		const char *expected;
		SendResult result;
		bool may_be_taken;
	} CASES[] = {
	    {{HELLO(""), ENVELOPE, {"DATA", "354 go\r\n"}, {"x\r\n", ""}, {".\r\n", NULL}, END},
		"it closed the connection", SEND_UNKNOWN, true},
	    {{HELLO(""), ENVELOPE, {"DATA", "354 go\r\n"}, {"x\r\n", ""}, {".\r\n", "oops\r\n"},
		 END},
		"its answer could not be understood", SEND_UNKNOWN, true},
	    {{HELLO(""), ENVELOPE, {"DATA", "354 go\r\n"}, {"x\r\n", ""},
		 {".\r\n", "421 shutting down\r\n"}, END},
		"it closes the session: shutting down", SEND_LOST, true},
	    {{HELLO(""), {"MAIL", "421 shutting down\r\n"}, END},
		"it closes the session: shutting down", SEND_LOST, false},
	    {{HELLO(""), {"MAIL", "what?\r\n"}, END}, "its answer could not be understood",
		SEND_LOST, false},
	    {{HELLO(""), ENVELOPE, {"DATA", "250 ok\r\n"}, END},
		"its answer could not be understood", SEND_LOST, false},
	    {{HELLO(""), {"MAIL", "250 ok\r\n"}, {"RCPT", NULL}, END},
		"it closed the connection", SEND_LOST, false},
	    {{HELLO(""), {"MAIL", "250 ok\r\n"}, {"RCPT", "550 no\r\n"}, {"RSET", NULL}, END},
		"550 no", SEND_PERMANENT, false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new_static("x\r\n", 3);
		int ended = 0;
		SmtpLetter letter = {.sender = FROM,
		    .recipient = TO,
		    .bytes = bytes,
		    .on_end = count,
		    .data = &ended};
		g_auto(SmtpResult) result = {0};
		Session session;

		session_start(
		    &session, &(Script){"220 mail\r\n", CASES[i].steps, false}, &NOBODY);
		assert_false(
		    smtp_session_send(session.session, &letter, &result, &session.error));
		assert_true(g_error_matches(session.error, SMTP_SESSION_ERROR, LOST));
		if (result.result != CASES[i].result ||
		    !g_str_has_suffix(result.text, CASES[i].expected) ||
		    ended != CASES[i].may_be_taken)
			fail_msg("%zu: %d \"%s\" %d", i, result.result, result.text, ended);
		session_end(&session);
	}
}

/* A session that ends where it may, between two letters, says nothing of the second. */
static void
a_session_ends_between_letters(void **state)
{
	static const struct {
		ScriptStep steps[10];
		SendResult second;
	} CASES[] = {
	    {{HELLO(""), ENVELOPE, {"DATA", "354 go\r\n"}, {"x\r\n", ""},
		 {".\r\n", "250 taken\r\n"}, {"MAIL", "421 enough for one session\r\n"}, END},
		SEND_UNTOUCHED},
	    {{HELLO(""), ENVELOPE, {"DATA", "354 go\r\n"}, {"x\r\n", ""},
		 {".\r\n", "250 taken\r\n"}, {"MAIL", NULL}, END},
		SEND_UNTOUCHED},
	    {{HELLO(""), ENVELOPE, {"DATA", "354 go\r\n"}, {"x\r\n", ""},
		 {".\r\n", "250 taken\r\n"}, {"MAIL", "250 ok\r\n"}, {"RCPT", NULL}, END},
		SEND_LOST},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new_static("x\r\n", 3);
		SmtpLetter letter = {.sender = FROM, .recipient = TO, .bytes = bytes};
		g_auto(SmtpResult) first = {0};
		g_auto(SmtpResult) second = {0};
		Session session;

		session_start(
		    &session, &(Script){"220 mail\r\n", CASES[i].steps, false}, &NOBODY);
		assert_true(smtp_session_send(session.session, &letter, &first, NULL));
		assert_int_equal(first.result, SEND_OK);
		assert_false(smtp_session_send(session.session, &letter, &second, NULL));
		assert_int_equal(second.result, CASES[i].second);
		session_end(&session);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(logins_follow_what_the_server_offers),
	    cmocka_unit_test(doubtful_sessions_are_not_opened),
	    cmocka_unit_test(letters_are_sent_as_the_server_answers),
	    cmocka_unit_test(lines_may_have_998_bytes),
	    cmocka_unit_test(a_lost_line_says_what_became_of_the_letter),
	    cmocka_unit_test(a_session_ends_between_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
