/* SPDX-License-Identifier: Apache-2.0 */
/* The IMAP fetch worker between a scripted server and the gateway's end of its channel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "tests/unit/scripted_server.h"
#include "tests/unit/worker_peer.h"

#define CAPABILITY(list)                                                         \
	{                                                                        \
		"CAPABILITY", "* CAPABILITY IMAP4rev1 " list "\r\n% OK done\r\n" \
	}
#define OPENING_WITH(list, flags)                                                          \
	CAPABILITY(list), {"LOGIN els secret\r\n", "% OK in\r\n"}, CAPABILITY(list),       \
	{                                                                                  \
		"SELECT INBOX",                                                            \
		    "* OK [PERMANENTFLAGS (" flags ")] ok\r\n* OK [UIDVALIDITY 17] ok\r\n" \
		    "% OK [READ-WRITE] selected\r\n"                                       \
	}
/* A folder that keeps no keywords. */
#define OPENING(list) OPENING_WITH(list, "\\Deleted")
#define SEARCH_UNMARKED(result)                                                          \
	{                                                                                \
		"UID SEARCH UNKEYWORD CasegateProcessed UNKEYWORD CasegateTooLarge\r\n", \
		    "* SEARCH" result "\r\n% OK done\r\n"                                \
	}
#define SEARCH(result)                                                      \
	{                                                                   \
		"UID SEARCH ALL\r\n", "* SEARCH" result "\r\n% OK done\r\n" \
	}
#define SEARCH_MARKED(result)                                                           \
	{                                                                               \
		"UID SEARCH OR KEYWORD CasegateProcessed KEYWORD CasegateTooLarge\r\n", \
		    "* SEARCH" result "\r\n% OK done\r\n"                               \
	}
/* One mail of four bytes, found and brought. */
#define ONE_MAIL(uid)                                                          \
	SEARCH(" " uid),                                                       \
	    {"UID FETCH " uid " (UID RFC822.SIZE INTERNALDATE)",               \
		"* 1 FETCH (UID " uid " RFC822.SIZE 4)\r\n% OK done\r\n"},     \
	{                                                                      \
		"UID FETCH " uid " (UID BODY.PEEK[])",                         \
		    "* 1 FETCH (UID " uid " BODY[] \"text\")\r\n% OK done\r\n" \
	}
/* DONE has no tag of its own; IDLE was the tag-th command. */
#define IDLE(tag)                          \
	{"IDLE", "+ idling\r\n"},          \
	{                                  \
		"DONE", tag " OK done\r\n" \
	}
#define END                \
	{                  \
		NULL, NULL \
	}
#define MOVE                                                  \
	"'processed': <'move'>, 'processed_name': <'Done'>, " \
	"'too_large': <'move'>, 'too_large_name': <'Large'>"

typedef struct {
	ScriptedServer server;
	WorkerPeer peer;
} Session;

static Session
session_start(const ScriptStep *steps, const char *more)
{
	Session session = {.server = script_start(&(Script){"* OK hello\r\n", steps, true})};
	g_autofree char *settings = g_strdup_printf("{'host': <'127.0.0.1'>, 'port': <'%s'>, "
						    "'tls': <'none'>, 'user': <'els'>, "
						    "'password': <'secret'>, "
						    "'folder': <'INBOX'>, %s}",
	    session.server.port, more);

	session.peer = worker_peer_start(fetch_imap_worker, g_variant_new_parsed(settings));
	return session;
}

static void
session_end(Session *session, int status)
{
	assert_int_equal(worker_peer_end(&session->peer), status);
	script_end(&session->server);
}

static void
wait_until_heard(const Session *session)
{
	g_autoptr(Frame) frame = worker_peer_next(&session->peer);

	assert_non_null(frame);
	assert_int_equal(frame->type, FRAME_HEARD);
}

static void
assert_unfetched(const Session *session, const char *key, const char *why)
{
	g_autoptr(Frame) frame = worker_peer_next(&session->peer);
	const char *told_key = NULL;
	const char *told_why = NULL;

	assert_non_null(frame);
	assert_int_equal(frame->type, FRAME_UNFETCHED);
	g_variant_get(frame->body, "(&s&s)", &told_key, &told_why);
	assert_string_equal(told_key, key);
	assert_non_null(strstr(told_why, why));
}

static void
assert_unfiled(const Session *session, guint count, const char *why)
{
	g_autoptr(Frame) frame = worker_peer_next(&session->peer);
	guint told_count = 0;
	const char *told_why = NULL;

	assert_non_null(frame);
	assert_int_equal(frame->type, FRAME_UNFILED);
	g_variant_get(frame->body, "(u&s)", &told_count, &told_why);
	assert_int_equal(told_count, count);
	assert_non_null(strstr(told_why, why));
}

static void
mails_are_brought_and_filed_once_they_are_safe(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("MOVE IDLE"),
	    SEARCH(" 4 5 6"),
	    {"UID FETCH 4:6 (UID RFC822.SIZE INTERNALDATE)",
		"* 1 FETCH (UID 4 RFC822.SIZE 5)\r\n* 2 FETCH (UID 5 RFC822.SIZE 5000)\r\n"
		"* 3 FETCH (UID 6 RFC822.SIZE 6)\r\n% OK done\r\n"},
	    {"UID FETCH 4 (UID BODY.PEEK[])",
		"* 1 FETCH (UID 4 BODY[] {5}\r\nfirst)\r\n% OK done\r\n"},
	    {"UID FETCH 5 (UID BODY.PEEK[HEADER]<0.262144>)",
		"* 2 FETCH (UID 5 BODY[HEADER]<0> {8}\r\nA: b\r\n\r\n)\r\n% OK done\r\n"},
	    {"UID FETCH 6 (UID BODY.PEEK[])",
		"* 3 FETCH (UID 6 BODY[] {6}\r\nsecond)\r\n% OK done\r\n"},
	    SEARCH(" 4 5 6"),
	    IDLE("11"),
	    {"UID MOVE 4,6 Done", "% OK done\r\n"},
	    SEARCH(" 5"),
	    {"UID MOVE 5 Large", "% OK done\r\n"},
	    SEARCH(""),
	    IDLE("16"),
	    END,
	};
	Session session = session_start(STEPS, MOVE ", 'max_bytes': <int64 100>");

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	assert_says(&session.peer, "MAIL ('17.4', 5, false, 0)");
	assert_says(&session.peer, "MAIL ('17.5', 5000, true, 0)");
	assert_says(&session.peer, "MAIL ('17.6', 6, false, 0)");
	wait_until_heard(&session);
	worker_peer_send(&session.peer, FRAME_FILE, "(['17.4', '17.6'], ['17.5'])", NULL);
	assert_says(&session.peer, "FILED (['17.4', '17.6'],)");
	assert_says(&session.peer, "FILED (['17.5'],)");
	wait_until_heard(&session);
	session_end(&session, 0);
}

/* A UID names a mail in one session only: the gateway may know it as another mail's. */
static void
only_what_this_session_brought_is_filed(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("MOVE IDLE"),
	    ONE_MAIL("5"),
	    SEARCH(" 5"),
	    IDLE("9"),
	    {"UID MOVE 5 Done", "% OK done\r\n"},
	    SEARCH(""),
	    IDLE("12"),
	    END,
	};
	Session session = session_start(STEPS, MOVE);

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	assert_says(&session.peer, "MAIL ('17.5', 4, false, 0)");
	wait_until_heard(&session);
	worker_peer_send(
	    &session.peer, FRAME_FILE, "(['16.5', '17.4', '17.5', 'what'], ['17.6'])", NULL);
	assert_says(&session.peer, "FILED (['17.5'],)");
	wait_until_heard(&session);
	session_end(&session, 0);
}

static void
a_mail_that_does_not_come_keeps_no_other(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("MOVE IDLE"),
	    SEARCH(" 1 2 3"),
	    {"UID FETCH 1:3 (UID RFC822.SIZE INTERNALDATE)",
		"* 1 FETCH (UID 1 RFC822.SIZE 3)\r\n* 2 FETCH (UID 2 RFC822.SIZE 3)\r\n"
		"* 3 FETCH (UID 3 RFC822.SIZE 3)\r\n% OK done\r\n"},
	    {"UID FETCH 1:3 (UID BODY.PEEK[])",
		"* 1 FETCH (UID 1 BODY[] \"one\")\r\n* 7 FETCH (UID 7 BODY[] \"not asked "
		"for\")\r\n"
		"* 1 FETCH (UID 1 BODY[] \"again\")\r\n% NO [SERVERBUG] two is broken\r\n"},
	    {"UID FETCH 2 (UID BODY.PEEK[])", "% NO [SERVERBUG] two is broken\r\n"},
	    {"UID FETCH 3 (UID BODY.PEEK[])",
		"* 3 FETCH (UID 3 BODY[] \"six\")\r\n% OK done\r\n"},
	    SEARCH(" 1 2 3"),
	    END,
	};
	Session session = session_start(STEPS, MOVE);

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	assert_says(&session.peer, "MAIL ('17.1', 3, false, 0)");
	assert_unfetched(&session, "17.2", "UID FETCH is refused: two is broken");
	assert_says(&session.peer, "MAIL ('17.3', 3, false, 0)");
	wait_until_heard(&session);
	session_end(&session, 0);
}

static void
strangers_among_the_answers_are_ignored(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("MOVE IDLE"),
	    SEARCH(" 1"),
	    {"UID FETCH 1 (UID RFC822.SIZE INTERNALDATE)",
		"* 9 FETCH (UID 9 RFC822.SIZE 3)\r\n* 1 FETCH "
		"(UID 1 RFC822.SIZE 3)\r\n% OK done\r\n"},
	    {"UID FETCH 1 (UID BODY.PEEK[])", "* 7 FETCH (UID 7 BODY[] \"not asked for\")\r\n* "
					      "1 FETCH (UID 1 BODY[] \"one\")\r\n"
					      "* 1 FETCH (UID 1 BODY[] \"again\")\r\n* 1 FETCH "
					      "(FLAGS (\\Seen))\r\n% OK done\r\n"},
	    SEARCH(" 1"),
	    IDLE("9"),
	    END,
	};
	Session session = session_start(STEPS, MOVE);

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	assert_says(&session.peer, "MAIL ('17.1', 3, false, 0)");
	wait_until_heard(&session);
	session_end(&session, 0);
}

static void
a_refused_move_is_tried_again_later(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("MOVE IDLE"),
	    ONE_MAIL("4"),
	    SEARCH(" 4"),
	    IDLE("9"),
	    {"UID MOVE 4 Done", "% NO [OVERQUOTA] full\r\n"},
	    SEARCH(" 4"),
	    SEARCH(" 4"),
	    {"UID MOVE 4 Done", "% OK done\r\n"},
	    SEARCH(""),
	    IDLE("15"),
	    END,
	};
	Session session = session_start(STEPS, MOVE);

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	assert_says(&session.peer, "MAIL ('17.4', 4, false, 0)");
	wait_until_heard(&session);
	worker_peer_send(&session.peer, FRAME_FILE, "(['17.4'], @as [])", NULL);
	assert_unfiled(&session, 1, "UID MOVE is refused: full");
	wait_until_heard(&session);
	assert_says(&session.peer, "FILED (['17.4'],)");
	assert_unfiled(&session, 0, "");
	wait_until_heard(&session);
	session_end(&session, 0);
}

static void
what_ended_a_session_is_asked_for_in_small_sets_and_alone(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("MOVE IDLE"),
	    SEARCH(" 1 2 3 4 5 6"),
	    {"UID FETCH 1 (UID RFC822.SIZE INTERNALDATE)",
		"* 1 FETCH (UID 1 RFC822.SIZE 3)\r\n% OK done\r\n"},
	    {"UID FETCH 1 (UID BODY.PEEK[])",
		"* 1 FETCH (UID 1 BODY[] \"one\")\r\n% OK done\r\n"},
	    {"UID FETCH 2:3 (UID RFC822.SIZE INTERNALDATE)",
		"* 2 FETCH (UID 2 RFC822.SIZE 3)\r\n* 3 FETCH (UID 3 RFC822.SIZE 3)\r\n"
		"% OK done\r\n"},
	    {"UID FETCH 2:3 (UID BODY.PEEK[])",
		"* 2 FETCH (UID 2 BODY[] \"two\")\r\n* 3 FETCH (UID 3 BODY[] \"six\")\r\n"
		"% OK done\r\n"},
	    {"UID FETCH 4 (UID RFC822.SIZE INTERNALDATE)",
		"* 4 FETCH (UID 4 RFC822.SIZE 3)\r\n% OK done\r\n"},
	    {"UID FETCH 4 (UID BODY.PEEK[])",
		"* 4 FETCH (UID 4 BODY[] \"ten\")\r\n% OK done\r\n"},
	    {"UID FETCH 6 (UID RFC822.SIZE INTERNALDATE)",
		"* 6 FETCH (UID 6 RFC822.SIZE 3)\r\n% OK done\r\n"},
	    {"UID FETCH 6 (UID BODY.PEEK[])", NULL},
	    END,
	};
	Session session = session_start(STEPS,
	    MOVE ", 'avoided': <[('17.6', uint32 1, uint32 0), ('17.5', uint32 1, uint32 "
		 "600000), ('16.9', uint32 1, uint32 0)]>, "
		 "'suspects': <['17.1', '17.2', '17.3', '17.4']>");

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	assert_says(&session.peer, "FILED (['16.9'],)"); /* it is gone */
	assert_asks(&session.peer, "(['17.1'],)");
	assert_asks(&session.peer, "(['17.1'],)");
	assert_says(&session.peer, "MAIL ('17.1', 3, false, 0)");
	assert_says(&session.peer, "MAIL ('17.2', 3, false, 0)");
	assert_says(&session.peer, "MAIL ('17.3', 3, false, 0)");
	assert_says(&session.peer, "MAIL ('17.4', 3, false, 0)");
	assert_asks(&session.peer, "(['17.6'],)");
	assert_asks(&session.peer, "(['17.6'],)");
	assert_asks(&session.peer, "(['17.6'],)"); /* as it was lost */
	session_end(&session, 75);
}

static void
a_busy_server_is_asked_for_less_and_later(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("MOVE IDLE"),
	    SEARCH(" 1 2"),
	    {"UID FETCH 1:2 (UID RFC822.SIZE INTERNALDATE)", "% NO [THROTTLED] wait\r\n"},
	    {"UID FETCH 1 (UID RFC822.SIZE INTERNALDATE)", "% BAD Request is throttled.\r\n"},
	    {"UID FETCH 2 (UID RFC822.SIZE INTERNALDATE)",
		"* 2 FETCH (UID 2 RFC822.SIZE 3)\r\n% OK done\r\n"},
	    {"UID FETCH 2 (UID BODY.PEEK[])",
		"* 2 FETCH (UID 2 BODY[] \"two\")\r\n% OK done\r\n"},
	    SEARCH(" 1 2"),
	    END,
	};
	Session session = session_start(STEPS, MOVE);
	int64_t begin_us = g_get_monotonic_time();

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	assert_unfetched(&session, "17.1", "Request is throttled.");
	assert_says(&session.peer, "MAIL ('17.2', 3, false, 0)");
	assert_true(g_get_monotonic_time() - begin_us >= 500 * 1000);
	wait_until_heard(&session);
	session_end(&session, 0);
}

static void
a_mail_that_is_not_answered_is_told_at_the_second_time(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("MOVE IDLE"),
	    SEARCH(" 1 9"),
	    {"UID FETCH 1,9 (UID RFC822.SIZE INTERNALDATE)", "% OK done\r\n"},
	    SEARCH(" 9"),
	    SEARCH(" 9"),
	    {"UID FETCH 9 (UID RFC822.SIZE INTERNALDATE)", "% OK done\r\n"},
	    SEARCH(" 9"),
	    END,
	};
	Session session = session_start(STEPS, MOVE);

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	assert_says(&session.peer, "FILED (['17.1'],)"); /* gone meanwhile */
	wait_until_heard(&session);
	assert_unfetched(&session, "17.9", "does not answer");
	wait_until_heard(&session);
	session_end(&session, 0);
}

static void
a_uid_that_was_gone_is_another_mails(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("MOVE IDLE"),
	    ONE_MAIL("5"),
	    SEARCH(" 5"),
	    IDLE("9"),
	    {"UID MOVE 5 Done", "% OK done\r\n"},
	    SEARCH(""),
	    {"IDLE", "+ idling\r\n* 1 EXISTS\r\n"},
	    {"DONE", "12 OK done\r\n"},
	    ONE_MAIL("5"),
	    SEARCH(" 5"),
	    IDLE("17"),
	    {"UID MOVE 5 Done", "% OK done\r\n"},
	    SEARCH(""),
	    IDLE("20"),
	    END,
	};
	Session session = session_start(STEPS, MOVE);

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	for (int i = 0; i < 2; i++) {
		assert_says(&session.peer, "MAIL ('17.5', 4, false, 0)");
		wait_until_heard(&session);
		worker_peer_send(&session.peer, FRAME_FILE, "(['17.5'], @as [])", NULL);
		assert_says(&session.peer, "FILED (['17.5'],)");
		wait_until_heard(&session);
	}
	session_end(&session, 0);
}

/* Since an alarm of an earlier session has gone with it. */
static void
what_an_earlier_session_marked_is_told(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING_WITH("MOVE IDLE", "\\Deleted \\*"),
	    SEARCH_MARKED(" 3 7"),
	    SEARCH_UNMARKED(" 7"), /* of a server that does not know what it marked */
	    SEARCH_UNMARKED(""),
	    {"IDLE", "+ idling\r\n* 1 EXISTS\r\n"},
	    {"DONE", "8 OK done\r\n"},
	    SEARCH_MARKED(""),
	    SEARCH_UNMARKED(""),
	    IDLE("11"),
	    END,
	};
	Session session = session_start(STEPS, MOVE);

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	assert_unfiled(&session, 1, "an earlier session was refused it");
	wait_until_heard(&session);
	assert_unfiled(&session, 0, ""); /* somebody took it away */
	wait_until_heard(&session);
	session_end(&session, 0);
}

static void
what_an_earlier_session_marked_is_taken_up_when_moving_works(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING_WITH("MOVE IDLE", "\\Deleted \\*"),
	    SEARCH_MARKED(" 3"),
	    SEARCH_UNMARKED(" 4"),
	    SEARCH_UNMARKED(" 4"),
	    {"UID FETCH 4 (UID RFC822.SIZE INTERNALDATE)",
		"* 1 FETCH (UID 4 RFC822.SIZE 4)\r\n% OK done\r\n"},
	    {"UID FETCH 4 (UID BODY.PEEK[])",
		"* 1 FETCH (UID 4 BODY[] \"text\")\r\n% OK done\r\n"},
	    SEARCH_MARKED(" 3"),
	    SEARCH_UNMARKED(" 4"),
	    SEARCH_UNMARKED(" 4"),
	    IDLE("13"),
	    {"UID MOVE 4 Done", "% OK done\r\n"},
	    {"UID SEARCH KEYWORD CasegateTooLarge\r\n", "* SEARCH\r\n% OK done\r\n"},
	    {"UID SEARCH UNKEYWORD CasegateTooLarge\r\n", "* SEARCH 3\r\n% OK done\r\n"},
	    {"UID FETCH 3 (UID RFC822.SIZE INTERNALDATE)",
		"* 1 FETCH (UID 3 RFC822.SIZE 4)\r\n% OK done\r\n"},
	    {"UID FETCH 3 (UID BODY.PEEK[])",
		"* 1 FETCH (UID 3 BODY[] \"text\")\r\n% OK done\r\n"},
	    {"UID SEARCH UNKEYWORD CasegateTooLarge\r\n", "* SEARCH 3\r\n% OK done\r\n"},
	    IDLE("20"),
	    END,
	};
	Session session = session_start(STEPS, MOVE);

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	assert_unfiled(&session, 1, "an earlier session was refused it, and marked them");
	assert_says(&session.peer, "MAIL ('17.4', 4, false, 0)");
	wait_until_heard(&session);
	worker_peer_send(&session.peer, FRAME_FILE, "(['17.4'], @as [])", NULL);
	assert_says(&session.peer, "FILED (['17.4'],)");
	assert_unfiled(&session, 0, "");
	assert_says(&session.peer, "MAIL ('17.3', 4, false, 0)");
	wait_until_heard(&session);
	session_end(&session, 0);
}

static void
a_poor_server_has_its_mails_marked(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING_WITH("IDLE", "\\Deleted \\*"),
	    SEARCH_UNMARKED(" 4"),
	    {"UID FETCH 4 (UID RFC822.SIZE INTERNALDATE)",
		"* 1 FETCH (UID 4 RFC822.SIZE 4)\r\n% OK done\r\n"},
	    {"UID FETCH 4 (UID BODY.PEEK[])",
		"* 1 FETCH (UID 4 BODY[] \"text\")\r\n% OK done\r\n"},
	    SEARCH_UNMARKED(" 4"),
	    IDLE("9"),
	    {"UID STORE 4 +FLAGS.SILENT (CasegateProcessed)", "% OK done\r\n"},
	    SEARCH_UNMARKED(""),
	    IDLE("12"),
	    END,
	};
	Session session = session_start(STEPS, MOVE);

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, IDLE',)");
	assert_says(&session.peer, "MAIL ('17.4', 4, false, 0)");
	wait_until_heard(&session);
	worker_peer_send(&session.peer, FRAME_FILE, "(['17.4'], @as [])", NULL);
	assert_says(&session.peer, "FILED (['17.4'],)");
	wait_until_heard(&session);
	session_end(&session, 0);
}

static void
keywords_leave_marked_mails_alone(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING_WITH("MOVE UIDPLUS", "\\Deleted \\*"),
	    {"UID SEARCH UNKEYWORD Done UNKEYWORD Large\r\n", "* SEARCH\r\n% OK done\r\n"},
	    {"NOOP", "% OK done\r\n"},
	    END,
	};
	Session session =
	    session_start(STEPS, "'processed': <'flag'>, 'processed_name': <'Done'>, "
				 "'too_large': <'flag'>, 'too_large_name': <'Large'>");

	(void)state;
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, UIDPLUS',)");
	wait_until_heard(&session);
	session_end(&session, 0);
}

static void
troubles_say_who_can_mend_them(void **state)
{
	static const struct {
		ScriptStep steps[7];
		const char *expected;
		int status;
	} CASES[] = {
	    {{CAPABILITY("IDLE"), {"LOGIN", "% NO wrong\r\n"}, END},
		"TROUBLE (0x01, '127.0.0.1:%s: login as els is refused: look at the name and "
		"the secret')",
		78},
	    {{OPENING("MOVE"), {"UID SEARCH", NULL}, END},
		"TROUBLE (0x00, '127.0.0.1:%s: UID SEARCH: it closed the connection')", 75},
	    {{OPENING("MOVE"), {"UID SEARCH", "* SEARCH x\r\n% OK done\r\n"}, END},
		"TROUBLE (0x00, '127.0.0.1:%s: UID SEARCH: its answer could not be "
		"understood')",
		75},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		Session session = session_start(CASES[i].steps, MOVE);
		g_auto(GStrv) around = g_strsplit(CASES[i].expected, "%s", 2);
		g_autofree char *expected =
		    g_strconcat(around[0], session.server.port, around[1], NULL);
		g_autofree char *opened = NULL;

		if (CASES[i].status == 75) {
			opened = worker_peer_print(&session.peer);
		}
		assert_says(&session.peer, expected);
		session_end(&session, CASES[i].status);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mails_are_brought_and_filed_once_they_are_safe),
	    cmocka_unit_test(only_what_this_session_brought_is_filed),
	    cmocka_unit_test(a_mail_that_does_not_come_keeps_no_other),
	    cmocka_unit_test(strangers_among_the_answers_are_ignored),
	    cmocka_unit_test(a_refused_move_is_tried_again_later),
	    cmocka_unit_test(what_ended_a_session_is_asked_for_in_small_sets_and_alone),
	    cmocka_unit_test(a_busy_server_is_asked_for_less_and_later),
	    cmocka_unit_test(a_mail_that_is_not_answered_is_told_at_the_second_time),
	    cmocka_unit_test(a_uid_that_was_gone_is_another_mails),
	    cmocka_unit_test(what_an_earlier_session_marked_is_told),
	    cmocka_unit_test(what_an_earlier_session_marked_is_taken_up_when_moving_works),
	    cmocka_unit_test(a_poor_server_has_its_mails_marked),
	    cmocka_unit_test(keywords_leave_marked_mails_alone),
	    cmocka_unit_test(troubles_say_who_can_mend_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
