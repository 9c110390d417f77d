/* SPDX-License-Identifier: Apache-2.0 */
/* Old mail in an IMAP folder: what is asked of the server, and what is brought. taken_from is 2026-11-23 10:00 UTC. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "tests/unit/scripted_server.h"
#include "tests/unit/worker_peer.h"

#define DONE "% OK done\r\n"
#define OPENING                                                                        \
	{"CAPABILITY", "* CAPABILITY IMAP4rev1 MOVE IDLE\r\n" DONE},                   \
	    {"LOGIN els secret\r\n", "% OK in\r\n"},                                   \
	    {"CAPABILITY", "* CAPABILITY IMAP4rev1 MOVE IDLE\r\n" DONE},               \
	{                                                                              \
		"SELECT INBOX", "* OK [PERMANENTFLAGS (\\Deleted)] ok\r\n"             \
				"* OK [UIDVALIDITY 17] ok\r\n% OK [READ-WRITE] in\r\n" \
	}
#define SINCE(uids)                                                             \
	{                                                                       \
		"UID SEARCH SINCE 22-Nov-2026\r\n", "* SEARCH" uids "\r\n" DONE \
	}
#define ALL(uids)                                                 \
	{                                                         \
		"UID SEARCH ALL\r\n", "* SEARCH" uids "\r\n" DONE \
	}
#define DATED(uid, date) \
	"* " uid " FETCH (UID " uid " RFC822.SIZE 4 INTERNALDATE \"" date "\")\r\n"
#define TEXT(uid) "* " uid " FETCH (UID " uid " BODY[] {4}\r\ntext)\r\n"
#define IDLE(tag)                          \
	{"IDLE", "+ idling\r\n"},          \
	{                                  \
		"DONE", tag " OK done\r\n" \
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
	Session session = {.server = script_start(&(Script){"* OK hello\r\n", steps, true})};
	g_autofree char *settings = g_strdup_printf(
	    "{'host': <'127.0.0.1'>, 'port': <'%s'>, 'tls': <'none'>, 'user': <'els'>, "
	    "'password': <'secret'>, 'folder': <'INBOX'>, 'processed': <'move'>, "
	    "'processed_name': <'Done'>, 'too_large': <'move'>, 'too_large_name': <'Large'>, "
	    "'taken_from_ms': <int64 1795428000000>%s}",
	    session.server.port, more);

	session.peer = worker_peer_start(fetch_imap_worker, g_variant_new_parsed(settings));
	assert_says(&session.peer, "OPENED ('UIDVALIDITY 17, MOVE, IDLE',)");
	worker_peer_send(&session.peer, FRAME_FILE, "(@as [], @as [])", NULL);
	return session;
}

static void
assert_heard(const Session *session)
{
	g_autoptr(Frame) heard = worker_peer_next(&session->peer);

	assert_int_equal(heard->type, FRAME_HEARD);
}

static void
session_end(Session *session)
{
	assert_heard(session);
	assert_int_equal(worker_peer_end(&session->peer), 0);
	script_end(&session->server);
}

/* A second before and the very second, in zones east and west; one without a date is taken, since SEARCH named it. Nor is
 * old mail filed because an earlier session took it. */
static void
old_mail_is_left_alone(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING,
	    SINCE(" 4 5 6 7 8"),
	    {"UID FETCH 4:8 (UID RFC822.SIZE INTERNALDATE)",
		DATED("4", "23-Nov-2026 09:59:59 +0000") DATED(
		    "5", "23-Nov-2026 10:00:00 +0000") DATED("6",
		    "24-Nov-2026 00:00:00 +1401") DATED("7",
		    "22-Nov-2026 22:00:01 -1200") "* 8 FETCH (UID 8 RFC822.SIZE 4)\r\n" DONE},
	    {"UID FETCH 5,7:8 (UID BODY.PEEK[])", TEXT("5") TEXT("7") TEXT("8") DONE},
	    SINCE(" 4 5 6 7 8"),
	    IDLE("9"),
	    IDLE("10"),
	    END,
	};
	Session session = session_start(STEPS, "");

	(void)state;
	assert_says(&session.peer, "MAIL ('17.5', 4, false, 1795428000000)");
	assert_says(&session.peer, "MAIL ('17.7', 4, false, 1795428001000)");
	assert_says(&session.peer, "MAIL ('17.8', 4, false, 0)");
	assert_heard(&session);
	worker_peer_send(&session.peer, FRAME_FILE, "(['17.4'], @as [])", NULL);
	session_end(&session);
}

/* In a mailbox that was put back, a new mail may have the UID of an old one. */
static void
an_old_mail_that_is_gone_is_forgotten(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING,
	    SINCE(" 4"),
	    {"UID FETCH 4 (UID RFC822.SIZE INTERNALDATE)",
		DATED("4", "23-Nov-2026 09:59:59 +0000") DONE},
	    SINCE(" 4"),
	    {"IDLE", "+ idling\r\n* 1 EXISTS\r\n"},
	    {"DONE", "8 OK done\r\n"},
	    SINCE(""),
	    {"IDLE", "+ idling\r\n* 1 EXISTS\r\n"},
	    {"DONE", "10 OK done\r\n"},
	    SINCE(" 4"),
	    {"UID FETCH 4 (UID RFC822.SIZE INTERNALDATE)",
		DATED("4", "23-Nov-2026 10:00:01 +0000") DONE},
	    {"UID FETCH 4 (UID BODY.PEEK[])", TEXT("4") DONE},
	    SINCE(" 4"),
	    IDLE("15"),
	    END,
	};
	Session session = session_start(STEPS, "");

	(void)state;
	assert_heard(&session);
	assert_heard(&session);
	assert_says(&session.peer, "MAIL ('17.4', 4, false, 1795428001000)");
	session_end(&session);
}

/* What is new first; the rest is looked for when nothing else waits. */
static void
old_mail_is_brought_as_history(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING,
	    SINCE(" 9"),
	    {"UID FETCH 9 (UID RFC822.SIZE INTERNALDATE)",
		DATED("9", "23-Nov-2026 10:00:01 +0000") DONE},
	    {"UID FETCH 9 (UID BODY.PEEK[])", TEXT("9") DONE},
	    SINCE(" 9"),
	    ALL(" 1 9"),
	    {"UID FETCH 1 (UID RFC822.SIZE INTERNALDATE)",
		DATED("1", " 1-Jan-2026 01:30:00 +0130") DONE},
	    {"UID FETCH 1 (UID BODY.PEEK[])", TEXT("1") DONE},
	    SINCE(" 9"),
	    ALL(" 1 9"),
	    IDLE("14"),
	    END,
	};
	Session session = session_start(STEPS, ", 'old_history': <int64 1>");

	(void)state;
	assert_says(&session.peer, "MAIL ('17.9', 4, false, 1795428001000)");
	assert_says(&session.peer, "HISTORY ('17.1', 4, false, 1767225600000)");
	session_end(&session);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(old_mail_is_left_alone),
	    cmocka_unit_test(an_old_mail_that_is_gone_is_forgotten),
	    cmocka_unit_test(old_mail_is_brought_as_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
