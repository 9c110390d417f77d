/* SPDX-License-Identifier: Apache-2.0 */
/* imap_open.c and imap_session.c against scripted servers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/net/imap_session.h"
#include "tests/unit/scripted_server.h"

#define CAPABILITY(list)                                                         \
	{                                                                        \
		"CAPABILITY", "* CAPABILITY IMAP4rev1 " list "\r\n% OK done\r\n" \
	}
#define SELECTED "* OK [UIDVALIDITY 17] ok\r\n% OK [READ-WRITE] selected\r\n"

static ImapAccount
account_for(const ScriptedServer *server)
{
	return (ImapAccount){
	    .server = {.host = "127.0.0.1", .port = server->port, .mode = STREAM_TLS_NONE},
	    .user = "els",
	    .password = "s\"cret",
	    .folder = "INBOX",
	};
}

static void
logins_follow_what_the_server_offers(void **state)
{
	static const ScriptStep PLAIN[] = {
	    CAPABILITY("SASL-IR AUTH=PLAIN"),
	    {"AUTHENTICATE PLAIN AGVscwBzImNyZXQ=\r\n", "% OK in\r\n"},
	    CAPABILITY("MOVE IDLE"),
	    {"SELECT INBOX", SELECTED},
	    {NULL, NULL},
	};
	static const ScriptStep LOGIN[] = {
	    CAPABILITY("AUTH=PLAIN"),
	    {"LOGIN els \"s\\\"cret\"\r\n", "% OK in\r\n"},
	    CAPABILITY("MOVE IDLE"),
	    {"SELECT INBOX", SELECTED},
	    {NULL, NULL},
	};
	static const ScriptStep *const CASES[] = {PLAIN, LOGIN};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		ScriptedServer server =
		    script_start(&(Script){"* OK hello\r\n", CASES[i], true});
		ImapAccount account = account_for(&server);
		g_autoptr(GError) error = NULL;
		g_autoptr(ImapSession) session = imap_session_open(&account, &error);
		g_autofree char *description = NULL;

		assert_null(error);
		description = imap_session_describe(session);
		assert_string_equal(description, "UIDVALIDITY 17, MOVE, IDLE");
		g_clear_pointer(&session, imap_session_free);
		script_end(&server);
	}
}

static void
a_token_is_sent_as_xoauth2(void **state)
{
	static const ScriptStep STEPS[] = {
	    CAPABILITY("SASL-IR AUTH=XOAUTH2"),
	    {"AUTHENTICATE XOAUTH2 dXNlcj1lbHMBYXV0aD1CZWFyZXIgdG9rZW4BAQ==\r\n",
		"% OK in\r\n"},
	    CAPABILITY("MOVE IDLE"),
	    {"SELECT INBOX", SELECTED},
	    {NULL, NULL},
	};
	ScriptedServer server = script_start(&(Script){"* OK hello\r\n", STEPS, true});
	ImapAccount account = account_for(&server);
	g_autoptr(ImapSession) session = NULL;

	(void)state;
	account.token = "token";
	session = imap_session_open(&account, NULL);
	assert_non_null(session);
	g_clear_pointer(&session, imap_session_free);
	script_end(&server);
}

/* Where opening fails, and what it says. No step sends a secret but those that say so. */
static void
doubtful_sessions_are_not_opened(void **state)
{
#define LOST IMAP_SESSION_ERROR_LOST
#define ACCOUNT IMAP_SESSION_ERROR_ACCOUNT
	static const struct {
		const char *greeting;
		ScriptStep steps[6];
		StreamTlsMode mode;
		ImapSessionError code;
		const char *expected;
	} CASES[] = {
	    {"* PREAUTH hello\r\n", {{NULL, NULL}}, STREAM_TLS_STARTTLS, ACCOUNT,
		"it takes us for somebody before we logged in (PREAUTH)"},
	    {"hello\r\n", {{NULL, NULL}}, STREAM_TLS_NONE, LOST, "it does not let us in: "},
	    {"* OK hello\r\n", {CAPABILITY("AUTH=PLAIN"), {NULL, NULL}}, STREAM_TLS_STARTTLS,
		ACCOUNT, "it does not offer STARTTLS, and without TLS nothing is sent"},
	    {"* OK hello\r\n",
		{CAPABILITY("STARTTLS"), {"STARTTLS", "% NO not now\r\n"}, {NULL, NULL}},
		STREAM_TLS_STARTTLS, LOST,
		"it refuses STARTTLS, or sent something right after it"},
	    {"* OK hello\r\n",
		{CAPABILITY("STARTTLS"), {"STARTTLS", "% OK begin\r\n* CAPABILITY EVIL\r\n"},
		    {NULL, NULL}},
		STREAM_TLS_STARTTLS, LOST,
		"it refuses STARTTLS, or sent something right after it"},
	    {"* OK hello\r\n", {CAPABILITY("LOGINDISABLED"), {NULL, NULL}}, STREAM_TLS_NONE,
		ACCOUNT, "it takes no passwords on this connection"},
	    {"* OK hello\r\n",
		{CAPABILITY("IDLE"), {"LOGIN", "% NO [AUTHENTICATIONFAILED] who?\r\n"},
		    {NULL, NULL}},
		STREAM_TLS_NONE, ACCOUNT,
		"login as els is refused: look at the name and the secret"},
	    {"* OK hello\r\n",
		{CAPABILITY("IDLE"), {"LOGIN", "% NO bad password s\"cret\r\n"}, {NULL, NULL}},
		STREAM_TLS_NONE, ACCOUNT,
		"login as els is refused: look at the name and the secret"},
	    {"* OK hello\r\n",
		{CAPABILITY("IDLE"), {"LOGIN", "% NO [UNAVAILABLE] later\r\n"}, {NULL, NULL}},
		STREAM_TLS_NONE, LOST, "login as els is refused for now"},
	    {"* OK hello\r\n", {CAPABILITY("IDLE"), {"LOGIN", NULL}, {NULL, NULL}},
		STREAM_TLS_NONE, LOST, "login: it closed the connection"},
	    {"* OK hello\r\n",
		{CAPABILITY("IDLE"), {"LOGIN", "% OK in\r\n"}, CAPABILITY("IDLE"),
		    {"SELECT INBOX", "% NO no such folder\r\n"}, {NULL, NULL}},
		STREAM_TLS_NONE, ACCOUNT, "folder INBOX is refused: no such folder"},
	    {"* OK hello\r\n",
		{CAPABILITY("IDLE"), {"LOGIN", "% OK in\r\n"}, CAPABILITY("IDLE"),
		    {"SELECT INBOX", "% NO not for s\"cret\r\n"}, {NULL, NULL}},
		STREAM_TLS_NONE, ACCOUNT, "folder INBOX is refused: (it repeats our secret)"},
	    {"* OK hello\r\n",
		{CAPABILITY("IDLE"), {"LOGIN", "% OK in\r\n"}, CAPABILITY("IDLE"),
		    {"SELECT INBOX", "% NO cyJjcmV0\r\n"}, {NULL, NULL}},
		STREAM_TLS_NONE, ACCOUNT, "folder INBOX is refused: (it repeats our secret)"},
	    {"* OK hello\r\n",
		{CAPABILITY("IDLE"), {"LOGIN", "% OK in\r\n"}, CAPABILITY("IDLE"),
		    {"SELECT INBOX", "* ((((\r\n% OK fine\r\n"}, {NULL, NULL}},
		STREAM_TLS_NONE, LOST, "folder INBOX: its answer could not be understood"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		ScriptedServer server =
		    script_start(&(Script){CASES[i].greeting, CASES[i].steps, true});
		ImapAccount account = account_for(&server);
		g_autofree char *expected =
		    g_strdup_printf("127.0.0.1:%s: %s", server.port, CASES[i].expected);
		g_autoptr(GError) error = NULL;

		account.server.mode = CASES[i].mode;
		assert_null(imap_session_open(&account, &error));
		if (!g_str_has_prefix(error->message, expected))
			fail_msg("\"%s\", expected \"%s\"", error->message, expected);
		assert_true(g_error_matches(error, IMAP_SESSION_ERROR, (int)CASES[i].code));
		script_end(&server);
	}
}

#define OPENING(list)                                                 \
	CAPABILITY(list), {"LOGIN", "% OK in\r\n"}, CAPABILITY(list), \
	{                                                             \
		"SELECT INBOX", SELECTED                              \
	}

typedef struct {
	ScriptedServer server;
	ImapAccount account;
	ImapSession *session; /* own */
} Session;

static void
session_start(Session *session, const ScriptStep *steps)
{
	session->server = script_start(&(Script){"* OK hello\r\n", steps, true});
	session->account = account_for(&session->server);
	session->session = imap_session_open(&session->account, NULL);
	assert_non_null(session->session);
}

static void
session_end(Session *session)
{
	imap_session_free(session->session);
	script_end(&session->server);
}

static GArray *
make_uids(const guint32 *uids, guint count)
{
	GArray *array = g_array_new(FALSE, FALSE, sizeof(guint32));

	g_array_append_vals(array, uids, count);
	return array;
}
#define UIDS(...)  \
	make_uids( \
	    (const guint32[]){__VA_ARGS__}, G_N_ELEMENTS(((const guint32[]){__VA_ARGS__})))

static void
assert_uids(const GArray *uids, const char *expected)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < uids->len; i++)
		g_string_append_printf(
		    text, "%s%u", i > 0 ? " " : "", g_array_index(uids, guint32, i));
	assert_string_equal(text->str, expected);
}

static void
searching_misses_nothing(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("IDLE"),
	    {"UID SEARCH ALL", "* SEARCH 9 2 5\r\n% OK done\r\n"},
	    {"UID SEARCH UNKEYWORD Done", "* SEARCH 2\r\n* 2 EXISTS\r\n% OK done\r\n"},
	    {"UID SEARCH UNKEYWORD Done", "* SEARCH 2 3\r\n% OK done\r\n"},
	    {"UID SEARCH ALL", "% OK done\r\n"},
	    {NULL, NULL},
	};
	static const char *const NO_KEYWORDS[] = {NULL};
	static const char *const DONE[] = {"Done", NULL};
	Session session;
	g_autoptr(GArray) all = NULL;
	g_autoptr(GArray) fresh = NULL;
	g_autoptr(GArray) none = NULL;

	(void)state;
	session_start(&session, STEPS);
	assert_true(imap_session_search(session.session, NO_KEYWORDS, 0, &all, NULL));
	assert_uids(all, "2 5 9");
	assert_true(imap_session_search(session.session, DONE, 0, &fresh, NULL));
	assert_uids(fresh, "2 3");
	assert_true(imap_session_search(session.session, NO_KEYWORDS, 0, &none, NULL));
	assert_uids(none, "");
	session_end(&session);
}

/* An ImapMailFunc: what came, one line each. */
static bool
note_mail(uint32_t uid, GBytes *bytes, void *data, GError **error)
{
	GString *came = data;
	size_t size = 0;
	const char *text = bytes == NULL ? NULL : g_bytes_get_data(bytes, &size);

	(void)error;
	g_string_append_printf(came, "%u:", uid);
	if (text == NULL)
		g_string_append(came, "NIL");
	else
		g_string_append_len(came, text, (gssize)size);
	g_string_append_c(came, '\n');
	return true;
}

static void
mails_are_known_by_their_uid(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("IDLE"),
	    {"UID FETCH 2:4,7 (UID RFC822.SIZE INTERNALDATE)",
		"* 1 FETCH (RFC822.SIZE 3 UID 2)\r\n* 4 FETCH (FLAGS (\\Seen))\r\n"
		"* 3 FETCH (UID 7 FLAGS () RFC822.SIZE 5)\r\n% OK done\r\n"},
	    {"UID FETCH 2,7 (UID BODY.PEEK[])",
		"* 3 FETCH (UID 7 BODY[] {5}\r\na\r\nb\n)\r\n* 1 FETCH (FLAGS (\\Seen))\r\n"
		"* 1 FETCH (BODY[] \"abc\" UID 2)\r\n* 9 FETCH (UID 99 BODY[] NIL)\r\n% OK "
		"done\r\n"},
	    {"UID FETCH 2,7 (UID BODY.PEEK[HEADER]<0.100>)",
		"* 1 FETCH (UID 2 BODY[HEADER]<0> {3}\r\nabc)\r\n% OK done\r\n"},
	    {NULL, NULL},
	};
	Session session;
	g_autoptr(GArray) uids = UIDS(2, 3, 4, 7);
	g_autoptr(GArray) mails = NULL;
	g_autoptr(GString) came = g_string_new(NULL);
	ImapFetch fetch = {.func = note_mail, .data = came};

	(void)state;
	session_start(&session, STEPS);
	assert_true(imap_session_sizes(session.session, uids, &mails, NULL));
	assert_int_equal(mails->len, 2);
	assert_int_equal(g_array_index(mails, ImapMail, 1).uid, 7);
	assert_int_equal(g_array_index(mails, ImapMail, 1).size, 5);
	fetch.mails = mails;
	assert_true(imap_session_fetch(session.session, &fetch, NULL));
	assert_string_equal(came->str, "7:a\r\nb\n\n2:abc\n99:NIL\n");
	g_string_truncate(came, 0);
	fetch.header_max = 100;
	assert_true(imap_session_fetch(session.session, &fetch, NULL));
	assert_string_equal(came->str, "2:abc\n");
	session_end(&session);
}

static void
moving_is_done_by_what_the_server_can(void **state)
{
	static const ScriptStep MOVE[] = {
	    OPENING("MOVE UIDPLUS"),
	    {"UID MOVE 1:2 \"&AMk-t&AOk-\"\r\n", "* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n% OK done\r\n"},
	    {NULL, NULL},
	};
	static const ScriptStep CREATE[] = {
	    OPENING("MOVE"),
	    {"UID MOVE 1:2 \"&AMk-t&AOk-\"\r\n", "% NO [TRYCREATE] where?\r\n"},
	    {"CREATE \"&AMk-t&AOk-\"\r\n", "% OK made\r\n"},
	    {"UID MOVE 1:2 \"&AMk-t&AOk-\"\r\n", "% OK done\r\n"},
	    {NULL, NULL},
	};
	static const ScriptStep COPY[] = {
	    OPENING("UIDPLUS"),
	    {"UID STORE 1 +FLAGS.SILENT (\\Deleted)", "% OK done\r\n"},
	    {"UID STORE 1 -FLAGS.SILENT (\\Deleted)", "% OK done\r\n"},
	    {"UID COPY 1:2 \"&AMk-t&AOk-\"\r\n", "% OK done\r\n"},
	    {"UID STORE 1:2 +FLAGS.SILENT (\\Deleted Mark)", "% OK done\r\n"},
	    {"UID EXPUNGE 1:2", "% OK done\r\n"},
	    {NULL, NULL},
	};
	static const ScriptStep *const CASES[] = {MOVE, CREATE, COPY};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		Session session;
		g_autoptr(GArray) uids = UIDS(1, 2);
		g_autoptr(GError) error = NULL;

		session_start(&session, CASES[i]);
		assert_true(imap_session_can_move(session.session));
		assert_true(imap_session_move(
		    session.session, uids, "\xc3\x89t\xc3\xa9", "Mark", &error));
		session_end(&session);
	}
}

/* Where deleting is refused nothing is copied; where it fails later, nothing is copied twice. */
static void
what_cannot_be_deleted_is_not_copied(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("UIDPLUS"),
	    {"UID STORE 1 +FLAGS.SILENT (\\Deleted)", "% NO [NOPERM] no\r\n"},
	    {"UID STORE 1 +FLAGS.SILENT (\\Deleted)", "% OK done\r\n"},
	    {"UID STORE 1 -FLAGS.SILENT (\\Deleted)", "% OK done\r\n"},
	    {"UID COPY 1:2 Done\r\n", "% OK done\r\n"},
	    {"UID STORE 1:2 +FLAGS.SILENT (\\Deleted)", "% NO [NOPERM] no\r\n"},
	    {"UID STORE 1:2 +FLAGS.SILENT (\\Deleted)", "% OK done\r\n"},
	    {"UID EXPUNGE 1:2", "% NO [NOPERM] no\r\n"},
	    {"UID STORE 1:2 +FLAGS.SILENT (\\Deleted)", "% OK done\r\n"},
	    {"UID EXPUNGE 1:2", "% OK done\r\n"},
	    {"UID COPY 3 Done\r\n", "% OK done\r\n"},
	    {"UID STORE 3 +FLAGS.SILENT (\\Deleted)", "% OK done\r\n"},
	    {"UID EXPUNGE 3", "% OK done\r\n"},
	    {NULL, NULL},
	};
	Session session;
	g_autoptr(GArray) uids = UIDS(1, 2);
	g_autoptr(GArray) other = UIDS(3);

	(void)state;
	session_start(&session, STEPS);
	for (int i = 0; i < 2; i++) {
		g_autoptr(GError) error = NULL;

		assert_false(imap_session_move(session.session, uids, "Done", NULL, &error));
		assert_true(imap_session_refused(error));
	}
	/* another mail does not go before those whose copies are made */
	assert_false(imap_session_move(session.session, other, "Done", NULL, NULL));
	assert_true(imap_session_move(session.session, other, "Done", NULL, NULL));
	session_end(&session);
}

static void
a_folder_is_made_only_where_that_helps(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("MOVE"),
	    {"UID MOVE 1 Done\r\n", "% NO [OVERQUOTA] full\r\n"},
	    {"UID MOVE 1 Done\r\n", "% NO [TRYCREATE] where?\r\n"},
	    {"CREATE Done\r\n", "% NO [NOPERM] not you\r\n"},
	    {NULL, NULL},
	};
	Session session;
	g_autoptr(GArray) uids = UIDS(1);
	g_autoptr(GError) full = NULL;
	g_autoptr(GError) refused = NULL;

	(void)state;
	session_start(&session, STEPS);
	assert_false(imap_session_move(session.session, uids, "Done", NULL, &full));
	assert_true(g_error_matches(full, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_LATER));
	assert_false(imap_session_move(session.session, uids, "Done", NULL, &refused));
	assert_non_null(strstr(refused->message, "CREATE is refused: not you"));
	session_end(&session);
}

/* The name as the server writes it, by what it says of its folders. */
static void
folders_lie_where_the_server_says(void **state)
{
	static const struct {
		const char *namespace;
		const char *name;
		const char *folder;
	} CASES[] = {
	    {"((\"\" \"/\")) NIL NIL", "Done", "Done"},
	    {"((\"\" \"/\")) NIL NIL", "A/B", "A/B"},
	    {"((\"INBOX.\" \".\")) NIL NIL", "Done", "INBOX.Done"},
	    {"((\"INBOX.\" \".\")) NIL NIL", "A/B", "INBOX.A.B"},
	    {"((\"INBOX.\" \".\")) NIL NIL", "INBOX.Done", "INBOX.Done"},
	    {"((\"INBOX.\" \".\")) NIL NIL", "inbox/Done", "inbox.Done"},
	    {"((\"INBOX.\" \".\")) NIL NIL", "Inbox", "Inbox"},
	    {"((\"INBOX.\" \".\")) NIL ((\"shared.\" \".\"))", "shared/x", "shared.x"},
	    {"((\"&AOk-/\" \"/\")) NIL NIL", "Done", "\xc3\xa9/Done"},
	    {"NIL NIL NIL", "Done", "Done"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *answer =
		    g_strdup_printf("* NAMESPACE %s\r\n%% OK done\r\n", CASES[i].namespace);
		const ScriptStep steps[] = {CAPABILITY("NAMESPACE"), {"LOGIN", "% OK in\r\n"},
		    CAPABILITY("NAMESPACE"), {"NAMESPACE", answer}, {"SELECT INBOX", SELECTED},
		    {NULL, NULL}};
		Session session;
		g_autofree char *folder = NULL;

		session_start(&session, steps);
		folder = imap_session_folder(session.session, CASES[i].name);
		assert_string_equal(folder, CASES[i].folder);
		session_end(&session);
	}
}

static void
without_namespaces_the_separator_is_asked_for_where_it_matters(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("MOVE"),
	    {"UID MOVE 1 Done\r\n", "% OK done\r\n"},
	    {"LIST \"\" \"\"", "* LIST (\\Noselect) \".\" \"\"\r\n% OK done\r\n"},
	    {"UID MOVE 1 \"A.B\"\r\n", "% OK done\r\n"},
	    {NULL, NULL},
	};
	Session session;
	g_autoptr(GArray) uids = UIDS(1);

	(void)state;
	session_start(&session, STEPS);
	assert_true(imap_session_move(session.session, uids, "Done", NULL, NULL));
	assert_true(imap_session_move(session.session, uids, "A/B", NULL, NULL));
	session_end(&session);
}

static void
a_refusal_leaves_the_session_usable(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("UIDPLUS IDLE"),
	    {"UID STORE 5 +FLAGS.SILENT (Done)", "% NO over quota\r\n"},
	    {"UID STORE 5 +FLAGS.SILENT (\\Deleted)", "% OK done\r\n"},
	    {"UID EXPUNGE 5", "% BAD what\r\n"},
	    {"NOOP", "% OK done\r\n"},
	    {"IDLE", "% NO not now\r\n"},
	    {"NOOP", "% OK done\r\n"},
	    {NULL, NULL},
	};
	Session session;
	g_autoptr(GArray) uids = UIDS(5);
	g_autoptr(GError) error = NULL;
	bool idling = true;

	(void)state;
	session_start(&session, STEPS);
	assert_false(imap_session_flag(session.session, uids, "Done", &error));
	assert_true(g_error_matches(error, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_REFUSED));
	assert_non_null(strstr(error->message, "UID STORE is refused: over quota"));
	assert_false(imap_session_delete(session.session, uids, NULL));
	assert_true(imap_session_noop(session.session, NULL));
	assert_true(imap_session_idle(session.session, &idling, NULL));
	assert_false(idling);
	session_end(&session);
}

static void
idle_tells_what_came_with_its_beginning(void **state)
{
	static const ScriptStep STEPS[] = {
	    OPENING("IDLE"),
	    {"IDLE", "+ idling\r\n* 5 EXISTS\r\n"},
	    {"DONE", "5 OK done\r\n"}, /* the tag of IDLE */
	    {NULL, NULL},
	};
	Session session;
	bool idling = false;

	(void)state;
	session_start(&session, STEPS);
	assert_true(imap_session_can_idle(session.session));
	assert_true(imap_session_idle(session.session, &idling, NULL));
	assert_true(idling);
	assert_true(imap_session_pending(session.session));
	assert_true(imap_session_idle_done(session.session, NULL));
	session_end(&session);
}

static void
permanent_flags_decide_about_keywords(void **state)
{
	static const struct {
		const char *select;
		bool keeps;
	} CASES[] = {
	    {"* OK [PERMANENTFLAGS (\\Deleted \\*)] ok\r\n" SELECTED, true},
	    {"* OK [PERMANENTFLAGS (\\Deleted done)] ok\r\n" SELECTED, true},
	    {"* OK [PERMANENTFLAGS (\\Deleted Other)] ok\r\n" SELECTED, false},
	    {SELECTED, true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const ScriptStep steps[] = {CAPABILITY("IDLE"), {"LOGIN", "% OK in\r\n"},
		    CAPABILITY("IDLE"), {"SELECT INBOX", CASES[i].select}, {NULL, NULL}};
		Session session;

		session_start(&session, steps);
		assert_int_equal(imap_session_keeps(session.session, "Done"), CASES[i].keeps);
		assert_false(imap_session_can_move(session.session));
		assert_false(imap_session_can_delete(session.session));
		session_end(&session);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(logins_follow_what_the_server_offers),
	    cmocka_unit_test(a_token_is_sent_as_xoauth2),
	    cmocka_unit_test(doubtful_sessions_are_not_opened),
	    cmocka_unit_test(searching_misses_nothing),
	    cmocka_unit_test(mails_are_known_by_their_uid),
	    cmocka_unit_test(moving_is_done_by_what_the_server_can),
	    cmocka_unit_test(what_cannot_be_deleted_is_not_copied),
	    cmocka_unit_test(a_folder_is_made_only_where_that_helps),
	    cmocka_unit_test(folders_lie_where_the_server_says),
	    cmocka_unit_test(without_namespaces_the_separator_is_asked_for_where_it_matters),
	    cmocka_unit_test(a_refusal_leaves_the_session_usable),
	    cmocka_unit_test(idle_tells_what_came_with_its_beginning),
	    cmocka_unit_test(permanent_flags_decide_about_keywords),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
