/* SPDX-License-Identifier: Apache-2.0 */
/* The SMTP send worker between a scripted server and the gateway's end of its channel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "tests/unit/scripted_server.h"
#include "tests/unit/worker_peer.h"

#define HELLO                                                             \
	{                                                                 \
		"EHLO desk.example\r\n", "250-mail\r\n250 PIPELINING\r\n" \
	}
#define END                \
	{                  \
		NULL, NULL \
	}

typedef struct {
	ScriptedServer server;
	WorkerPeer peer;
} Session;

static Session
session_start(const ScriptStep *steps, const char *more)
{
	Session session = {.server = script_start(&(Script){"220 mail\r\n", steps, false})};
	g_autofree char *settings =
	    g_strdup_printf("{'host': <'127.0.0.1'>, 'port': <'%s'>, "
			    "'tls': <'none'>, 'domain': <'desk.example'>, %s}",
		session.server.port, more);

	session.peer = worker_peer_start(send_smtp_worker, g_variant_new_parsed(settings));
	return session;
}

/* What is said but OPENED, and the names of letters that are begun. Caller owns. */
static char *
session_says(const Session *session)
{
	g_autofree char *says = worker_peer_print(&session->peer);

	return g_str_has_prefix(says, "SENDING ") || g_str_has_prefix(says, "OPENED ")
		   ? session_says(session)
		   : g_steal_pointer(&says);
}

static void
give(const Session *session, int id, const char *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
	g_autofree char *body =
	    g_strdup_printf("(int64 %d, 'desk@d.example', 'els@kl\303\244nt.example')", id);

	worker_peer_send(&session->peer, FRAME_LETTER, body, bytes);
}

static void
one_session_sends_many_letters(void **state)
{
	static const ScriptStep STEPS[] = {
	    HELLO,
	    {"MAIL", "250 ok\r\n"},
	    {"RCPT TO:<els@xn--klnt-moa.example>\r\n", "550 no such user\r\n"},
	    {"DATA", "554 nobody\r\n"},
	    {"RSET", "250 ok\r\n"},
	    {"MAIL", "250 ok\r\n"},
	    {"RCPT", "250 ok\r\n"},
	    {"DATA", "354 go\r\n"},
	    {"two", ""},
	    {".", "250 queued\r\n"},
	    {"MAIL", "250 ok\r\n"},
	    {"RCPT", "250 ok\r\n"},
	    {"DATA", "354 go\r\n"},
	    {"three", ""},
	    {".", "451 full\r\n"},
	    END,
	};
	Session session = session_start(STEPS, "'idle_ms': <int64 60000>");

	(void)state;
	give(&session, 1, "one\r\n");
	give(&session, 2, "two\r\n");
	give(&session, 3, "three\r\n");
	assert_frame(session_says(&session), "SENT (1, 0x02, '550 no such user')");
	assert_frame(session_says(&session), "SENT (2, 0x00, '250 queued')");
	assert_frame(session_says(&session), "SENT (3, 0x01, '451 full')");
	assert_int_equal(worker_peer_end(&session.peer), 0);
	script_end(&session.server);
}

static void
the_letter_in_hand_is_named(void **state)
{
	static const ScriptStep STEPS[] = {
	    HELLO,
	    {"MAIL", "250 ok\r\n"},
	    {"RCPT", "250 ok\r\n"},
	    {"DATA", "354 go\r\n"},
	    {"one", ""},
	    {".", NULL},
	    END,
	};
	Session session = session_start(STEPS, "'idle_ms': <int64 60000>");
	g_autofree char *sent = g_strdup_printf(
	    "SENT (7, 0x04, '127.0.0.1:%s: it closed the connection')", session.server.port);

	(void)state;
	give(&session, 7, "one\r\n");
	give(&session, 8, "two\r\n");
	assert_says(&session.peer, "OPENED ('no login, PIPELINING',)");
	assert_says(&session.peer, "SENDING (7, false)");
	assert_says(&session.peer, "SENDING (7, true)");
	assert_says(&session.peer, sent);
	g_free(session_says(&session)); /* TROUBLE */
	assert_says(&session.peer, "");
	assert_int_equal(worker_peer_end(&session.peer), 75);
	script_end(&session.server);
}

static void
a_letter_that_takes_long_is_the_last_of_its_session(void **state)
{
	static const ScriptStep STEPS[] = {
	    HELLO,
	    {"MAIL", "250 ok\r\n"},
	    {"RCPT", SCRIPT_LATE "250 ok\r\n"},
	    {"DATA", "354 go\r\n"},
	    {"one", ""},
	    {".", "250 queued\r\n"},
	    END,
	};
	Session session =
	    session_start(STEPS, "'idle_ms': <int64 60000>, 'slow_ms': <int64 100>");

	(void)state;
	give(&session, 1, "one\r\n");
	give(&session, 2, "two\r\n");
	assert_frame(session_says(&session), "SLOW ()");
	assert_frame(session_says(&session), "SENT (1, 0x00, '250 queued')");
	assert_frame(session_says(&session), "");
	assert_int_equal(worker_peer_end(&session.peer), 0);
	script_end(&session.server);
}

static void
an_idle_session_ends_by_itself(void **state)
{
	static const ScriptStep STEPS[] = {HELLO, END};
	Session session = session_start(STEPS, "'idle_ms': <int64 50>");

	(void)state;
	assert_frame(session_says(&session), "");
	assert_int_equal(worker_peer_end(&session.peer), 0);
	script_end(&session.server);
}

static void
a_session_that_the_server_ends_is_over(void **state)
{
	static const ScriptStep STEPS[] = {HELLO, {"MAIL", "250 ok\r\n"},
	    {"RCPT", "250 ok\r\n"}, {"DATA", "354 go\r\n"}, {"one", ""},
	    {".", "250 queued\r\n421 that was all\r\n"}, END};
	Session session = session_start(STEPS, "'idle_ms': <int64 60000>");

	(void)state;
	give(&session, 1, "one\r\n");
	assert_frame(session_says(&session), "SENT (1, 0x00, '250 queued')");
	assert_frame(session_says(&session), "");
	assert_int_equal(worker_peer_end(&session.peer), 0);
	script_end(&session.server);
}

static void
assert_sent_lost(const Session *session)
{
	g_autofree char *says = session_says(session);

	if (!g_str_has_prefix(says, "SENT (1, 0x03, '127.0.0.1:"))
		fail_msg("%s", says);
}

static void
troubles_say_who_can_mend_them(void **state)
{
	static const struct {
		ScriptStep steps[4];
		const char *more;
		const char *expected;
		int status;
	} CASES[] = {
	    {{{"EHLO", "250 AUTH PLAIN\r\n"}, END}, "'user': <'desk'>, 'password': <'secret'>",
		"it offers neither AUTH PLAIN nor LOGIN", 78},
	    {{{"EHLO", "250 mail\r\n421 go away\r\n"}, END}, "'idle_ms': <int64 60000>",
		"it ended the session before any letter", 75},
	    {{HELLO, {"MAIL", NULL}, END}, "'idle_ms': <int64 60000>",
		"it closed the connection", 75},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		Session session = session_start(CASES[i].steps, CASES[i].more);
		g_autofree char *expected =
		    g_strdup_printf("TROUBLE (0x0%d, '127.0.0.1:%s: %s')",
			CASES[i].status == 78 ? TROUBLE_ACCOUNT : TROUBLE_TEMPORARY,
			session.server.port, CASES[i].expected);

		if (CASES[i].steps[1].expect != NULL) {
			give(&session, 1, "one\r\n");
			assert_sent_lost(&session);
		}
		assert_frame(session_says(&session), expected);
		assert_int_equal(worker_peer_end(&session.peer), CASES[i].status);
		script_end(&session.server);
	}
}

/* Before anything is said to the server. */
static void
a_user_without_a_password_is_an_account_in_trouble(void **state)
{
	static const struct {
		const char *settings;
		bool missed;
	} CASES[] = {
	    {"'user': <'desk'>", true},
	    {"'user': <'desk'>, 'password': <'secret'>", false},
	    {"'user': <'desk'>, 'token': <'good'>", false},
	    {"'password': <'secret'>", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *setup =
		    g_strdup_printf("{'host': <'127.0.0.1'>, 'port': <'1'>, 'tls': <'none'>, "
				    "'domain': <'desk.example'>, %s}",
			CASES[i].settings);
		WorkerPeer peer =
		    worker_peer_start(send_smtp_worker, g_variant_new_parsed(setup));
		g_autofree char *says = worker_peer_print(&peer);

		assert_int_equal(
		    strstr(says, "127.0.0.1:1: there is no password for desk") != NULL,
		    CASES[i].missed);
		assert_int_equal(worker_peer_end(&peer), CASES[i].missed ? 78 : 75);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_session_sends_many_letters),
	    cmocka_unit_test(the_letter_in_hand_is_named),
	    cmocka_unit_test(a_letter_that_takes_long_is_the_last_of_its_session),
	    cmocka_unit_test(an_idle_session_ends_by_itself),
	    cmocka_unit_test(a_session_that_the_server_ends_is_over),
	    cmocka_unit_test(troubles_say_who_can_mend_them),
	    cmocka_unit_test(a_user_without_a_password_is_an_account_in_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
