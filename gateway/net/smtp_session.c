/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SMTP over libetpan's session, of which smtp_session.h says what is not used and why. Two round trips a letter where
 * the server offers PIPELINING: the envelope with DATA, then the text. Nothing of a letter can become a command:
 * addresses are checked before anything is sent, line ends as well, and a dot at the start of a line is doubled.
 */
#include "gateway/net/smtp_session.h"

#include <string.h>

#include "gateway/net/server_text.h"

/* How long a server may take, by RFC 5321 4.5.3.2: who gives up earlier on the end of a letter doubles it. */
#define MINUTES(count) (INT64_C(count) * 60 * 1000)
#define GREETING_MS MINUTES(5)
#define COMMAND_MS MINUTES(5)
#define MAIL_MS MINUTES(5)
#define RCPT_MS MINUTES(5)
#define DATA_MS MINUTES(2)
#define BLOCK_MS MINUTES(3)
#define END_MS MINUTES(10)
#define BLOCK_BYTES ((size_t)64 * 1024)
#define REPLIES_MAX (256 * 1024)
#define LINE_BYTES_MAX 998
#define QUIT_MS 2000
#define ENVELOPE 3          /* lines: MAIL, RCPT, DATA */
#define LOGIN_BYTES_MAX 370 /* libetpan cuts AUTH lines at 512 bytes of base64 */

struct SmtpSession {
	const SmtpAccount *account; /* foreign */
	mailsmtp *smtp;             /* own */
	mailstream *stream;         /* of smtp, once connected; or NULL */
	MMAPString *line;           /* own */
	bool pipelining;
	bool eight_bit;
	bool utf8;
	bool size;
	bool auth_plain;
	bool auth_login;
	bool carried;    /* something was said of a letter */
	bool mail_taken; /* of the letter in hand: MAIL was */
	bool end_sent;   /* of the letter in hand: the end of its text was, and no 421 came */
};

typedef struct {
	int code;
	GString *text; /* own; the lines, joined by spaces */
} SmtpReply;

static void
smtp_reply_clear(SmtpReply *reply)
{
	if (reply->text != NULL)
		g_string_free(reply->text, TRUE);
	reply->text = NULL;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SmtpReply, smtp_reply_clear)

G_DEFINE_QUARK(casegate_smtp_session_error, smtp_session_error)

#define fail(session, code, error, ...) \
	stream_tls_server_fail(         \
	    &(session)->account->server, SMTP_SESSION_ERROR, code, error, __VA_ARGS__)

static bool
fail_lost(const SmtpSession *session, GError **error)
{
	const char *failure = stream_tls_failure(session->stream);

	return fail(session, SMTP_SESSION_ERROR_LOST, error, "%s",
	    failure != NULL ? failure : "its answer could not be understood");
}

static mailsmtp *
begin(SmtpSession *session, int64_t wait_ms)
{
	stream_tls_allow(session->stream, wait_ms, REPLIES_MAX);
	return session->smtp;
}

static bool
put(SmtpSession *session, const char *bytes, size_t length, GError **error)
{
	while (length > 0) {
		ssize_t written = mailstream_write(session->stream, bytes, length);

		if (written <= 0)
			return fail_lost(session, error);
		bytes += written;
		length -= (size_t)written;
	}
	return true;
}

static bool
put_line(SmtpSession *session, const char *line, GError **error)
{
	return put(session, line, strlen(line), error) && put(session, "\r\n", 2, error);
}

static bool
flush(SmtpSession *session, GError **error)
{
	return mailstream_flush(session->stream) >= 0 || fail_lost(session, error);
}

/* "250-text" and "250 text"; the code alone is an answer too. */
static bool
parse_line(const char *line, SmtpReply *reply, bool *ret_more)
{
	for (int i = 0; i < 3; i++)
		if (!g_ascii_isdigit(line[i]))
			return false;
	if (line[3] != '\0' && line[3] != ' ' && line[3] != '-')
		return false;
	reply->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	*ret_more = line[3] == '-';
	if (line[3] != '\0')
		g_string_append(reply->text, line + 4);
	g_string_append_c(reply->text, '\n');
	return true;
}

static char *
text_of(const SmtpSession *session, const SmtpReply *reply)
{
	const SmtpAccount *account = session->account;

	return server_text_without(
	    reply->text->str, account->token != NULL ? account->token : account->password);
}

/* 421 may come at any time and says that the server is about to close. */
static bool
read_reply(SmtpSession *session, SmtpReply *reply, GError **error)
{
	bool more = true;
	g_autofree char *text = NULL;

	smtp_reply_clear(reply);
	reply->text = g_string_new(NULL);
	while (more) {
		const char *line =
		    mailstream_read_line_remove_eol(session->stream, session->line);

		if (line == NULL || !parse_line(line, reply, &more))
			return fail_lost(session, error);
	}
	if (reply->code != 421)
		return true;
	session->end_sent = false;
	text = text_of(session, reply);
	return fail(session, SMTP_SESSION_ERROR_LOST, error, "it closes the session: %s", text);
}

static bool
is_good(const SmtpReply *reply)
{
	return reply->code / 100 == 2 || reply->code == 354;
}

static bool
command(SmtpSession *session, const char *line, SmtpReply *reply, GError **error)
{
	begin(session, COMMAND_MS);
	return put_line(session, line, error) && flush(session, error) &&
	       read_reply(session, reply, error);
}

static void
note_authentication(SmtpSession *session, char *const *mechanisms)
{
	for (; *mechanisms != NULL; mechanisms++) {
		if (g_ascii_strcasecmp(*mechanisms, "PLAIN") == 0)
			session->auth_plain = true;
		else if (g_ascii_strcasecmp(*mechanisms, "LOGIN") == 0)
			session->auth_login = true;
	}
}

static void
note_extension(SmtpSession *session, const char *line)
{
	g_auto(GStrv) text = g_strsplit(line, " ", -1);
	const char *name = text[0] == NULL ? "" : text[0];

	if (g_ascii_strcasecmp(name, "PIPELINING") == 0)
		session->pipelining = true;
	else if (g_ascii_strcasecmp(name, "8BITMIME") == 0)
		session->eight_bit = true;
	else if (g_ascii_strcasecmp(name, "SMTPUTF8") == 0)
		session->utf8 = true;
	else if (g_ascii_strcasecmp(name, "SIZE") == 0)
		session->size = true;
	else if (g_ascii_strcasecmp(name, "STARTTLS") == 0)
		session->smtp->esmtp |= MAILSMTP_ESMTP_STARTTLS; /* libetpan asks for it */
	else if (g_ascii_strcasecmp(name, "AUTH") == 0)
		note_authentication(session, text + 1);
}

/* What was offered before TLS is forgotten. */
static void
forget_extensions(SmtpSession *session)
{
	session->pipelining = session->eight_bit = session->utf8 = session->size = false;
	session->auth_plain = session->auth_login = false;
	session->smtp->esmtp = MAILSMTP_ESMTP;
}

static bool
say_hello(SmtpSession *session, GError **error)
{
	g_autofree char *line = g_strconcat("EHLO ", session->account->name, NULL);
	g_auto(SmtpReply) reply = {0};
	g_auto(GStrv) lines = NULL;
	g_autofree char *text = NULL;

	if (!command(session, line, &reply, error))
		return false;
	if (reply.code != 250) {
		text = text_of(session, &reply);
		return fail(session, SMTP_SESSION_ERROR_LOST, error, "EHLO is refused: %d %s",
		    reply.code, text);
	}
	forget_extensions(session);
	lines = g_strsplit(reply.text->str, "\n", -1);
	for (size_t i = 1; lines[i] != NULL; i++)
		note_extension(session, lines[i]);
	return true;
}

/* Not by mailsmtp_connect(): it closes a stream whose greeting it does not like. */
static bool
greet(SmtpSession *session, GError **error)
{
	g_auto(SmtpReply) reply = {0};
	g_autofree char *text = NULL;

	begin(session, GREETING_MS)->stream = session->stream;
	if (!read_reply(session, &reply, error))
		return false;
	if (reply.code == 220)
		return true;
	text = text_of(session, &reply);
	return fail(session, SMTP_SESSION_ERROR_LOST, error, "it does not let us in: %d %s",
	    reply.code, text);
}

/* All of it before a single secret: a server, or somebody in between, that talks us out of TLS ends the session. */
static bool
start_tls(SmtpSession *session, GError **error)
{
	if ((session->smtp->esmtp & MAILSMTP_ESMTP_STARTTLS) == 0)
		return fail(session, SMTP_SESSION_ERROR_ACCOUNT, error,
		    "it does not offer STARTTLS, and without TLS nothing is sent");
	if (mailesmtp_starttls(begin(session, COMMAND_MS)) != MAILSMTP_NO_ERROR)
		return fail(session, SMTP_SESSION_ERROR_LOST, error,
		    "it refuses STARTTLS, or sent something right after it");
	return stream_tls_upgrade(session->stream, error) && say_hello(session, error);
}

/* By lines of our own: libetpan cuts them at 512 bytes, and few tokens are so short. For the same reason the token is no
 * part of the command (RFC 4954, 4). What a server says against it is a second challenge. */
static int
authenticate_by_token(SmtpSession *session)
{
	const SmtpAccount *account = session->account;
	char *token =
	    g_strdup_printf("user=%s\001auth=Bearer %s\001\001", account->user, account->token);
	char *encoded = g_base64_encode((const guchar *)token, strlen(token));
	const char *const lines[] = {"AUTH XOAUTH2", encoded, ""};
	g_auto(SmtpReply) reply = {.code = 334};
	bool works = true;

	for (size_t i = 0; i < G_N_ELEMENTS(lines) && works && reply.code == 334; i++)
		works = command(session, lines[i], &reply, NULL);
	session->smtp->response_code = reply.code;
	explicit_bzero(token, strlen(token));
	explicit_bzero(encoded, strlen(encoded));
	g_free(token);
	g_free(encoded);
	return works && reply.code == 235 ? MAILSMTP_NO_ERROR : MAILSMTP_ERROR_AUTH_LOGIN;
}

static int
authenticate(SmtpSession *session)
{
	const SmtpAccount *account = session->account;

	if (account->token != NULL)
		return authenticate_by_token(session);
	return mailesmtp_auth_sasl(begin(session, COMMAND_MS),
	    session->auth_plain ? "PLAIN" : "LOGIN", account->server.host, NULL, NULL,
	    account->user, account->user, account->password, account->server.host);
}

static bool
can_log_in(const SmtpSession *session, GError **error)
{
	const SmtpAccount *account = session->account;

	if (account->token != NULL)
		return true;
	if (!session->auth_plain && !session->auth_login)
		return fail(session, SMTP_SESSION_ERROR_ACCOUNT, error,
		    "it offers neither AUTH PLAIN nor LOGIN");
	if (2 * strlen(account->user) + strlen(account->password) <= LOGIN_BYTES_MAX)
		return true;
	return fail(session, SMTP_SESSION_ERROR_ACCOUNT, error,
	    "user name and password are too long: they have more than %d bytes",
	    LOGIN_BYTES_MAX);
}

/* In words of our own: a server may say whatever it was sent in its answer, whole, in part or in another form. 4yz: it
 * cannot say now. */
static bool
log_in(SmtpSession *session, GError **error)
{
	const SmtpAccount *account = session->account;
	bool later = false;
	int code;

	if (!can_log_in(session, error))
		return false;
	session->smtp->response_code = 0;
	if (authenticate(session) == MAILSMTP_NO_ERROR)
		return true;
	if (stream_tls_failure(session->stream) != NULL)
		return fail_lost(session, error);
	code = session->smtp->response_code;
	later = code >= 400 && code < 500;
	return fail(session, later ? SMTP_SESSION_ERROR_LOST : SMTP_SESSION_ERROR_ACCOUNT,
	    error, "login as %s is refused%s (%d)", account->user,
	    later                    ? " for now"
	    : account->token == NULL ? ": look at the name and the secret"
				     : ": look who signed in, and whether SMTP AUTH is "
				       "allowed for that mailbox",
	    code);
}

SmtpSession *
smtp_session_open(const SmtpAccount *account, GError **error)
{
	g_autoptr(SmtpSession) session = g_new0(SmtpSession, 1);

	session->account = account;
	session->line = mmap_string_new("");
	session->smtp = mailsmtp_new(0, NULL);
	g_assert(session->smtp != NULL && session->line != NULL);
	session->stream = stream_tls_open(&account->server, error);
	if (session->stream == NULL || !greet(session, error) || !say_hello(session, error))
		return NULL;
	if (account->server.mode == STREAM_TLS_STARTTLS && !start_tls(session, error))
		return NULL;
	if (account->user != NULL && !log_in(session, error))
		return NULL;
	return g_steal_pointer(&session);
}

char *
smtp_session_describe(const SmtpSession *session)
{
	return g_strdup_printf("%s%s%s%s%s",
	    session->account->user != NULL ? "logged in" : "no login",
	    session->size ? ", SIZE" : "", session->pipelining ? ", PIPELINING" : "",
	    session->eight_bit ? ", 8BITMIME" : "", session->utf8 ? ", SMTPUTF8" : "");
}

void
smtp_session_free(SmtpSession *session)
{
	if (session == NULL)
		return;
	if (session->stream != NULL)
		begin(session, QUIT_MS);
	mailsmtp_free(session->smtp); /* which says QUIT and closes the stream */
	mmap_string_free(session->line);
	g_free(session);
}

bool
smtp_session_pending(const SmtpSession *session)
{
	return stream_tls_pending(session->stream);
}

int
smtp_session_fd(const SmtpSession *session)
{
	return stream_tls_fd(session->stream);
}

void
smtp_result_clear(SmtpResult *result)
{
	g_clear_pointer(&result->text, g_free);
}

static bool
is_address(const char *address, bool utf8)
{
	for (const char *at = address; *at != '\0'; at++) {
		unsigned char byte = (unsigned char)*at;

		if (byte < ' ' || byte == 0x7f || byte == '<' || byte == '>')
			return false;
		if (byte >= 0x80 && !utf8)
			return false;
	}
	return true;
}

/* What a letter's bytes say about how it is to be sent. */
typedef struct {
	bool
	    fit; /* every line ends with CRLF and is short enough, and there is no other CR or LF */
	bool eight_bit; /* some byte is not ASCII */
} Look;

static Look
look_at(GBytes *bytes)
{
	size_t size = 0;
	const char *data = g_bytes_get_data(bytes, &size);
	Look look = {.fit = size >= 2 && data[size - 2] == '\r' && data[size - 1] == '\n'};
	size_t line = 0;

	for (size_t i = 0; i < size && look.fit; i++) {
		bool ends = data[i] == '\r' && i + 1 < size && data[i + 1] == '\n';

		look.eight_bit = look.eight_bit || (data[i] & 0x80) != 0;
		if (ends) {
			line = 0;
			i++;
		} else
			look.fit = data[i] != '\r' && data[i] != '\n' && data[i] != '\0' &&
				   ++line <= LINE_BYTES_MAX;
	}
	return look;
}

/* Why it cannot be sent, or NULL. */
static const char *
unfit(const SmtpSession *session, const SmtpLetter *letter, const Look *look)
{
	if (*letter->recipient == '\0' || !is_address(letter->recipient, session->utf8))
		return "the recipient's address cannot be written to by this server";
	if (!is_address(letter->sender, session->utf8))
		return "the sender's address cannot be used with this server";
	if (!look->fit)
		return "the letter has lines that SMTP does not allow";
	return NULL;
}

static char *
mail_line(const SmtpSession *session, const SmtpLetter *letter, const Look *look)
{
	GString *line = g_string_new(NULL);
	bool utf8 = !g_str_is_ascii(letter->sender) || !g_str_is_ascii(letter->recipient);

	g_string_printf(line, "MAIL FROM:<%s>", letter->sender);
	if (session->size)
		g_string_append_printf(line, " SIZE=%zu", g_bytes_get_size(letter->bytes));
	if (session->eight_bit && look->eight_bit)
		g_string_append(line, " BODY=8BITMIME");
	if (utf8)
		g_string_append(line, " SMTPUTF8");
	return g_string_free(line, FALSE);
}

typedef struct {
	const char *text;
	int64_t wait_ms;
} EnvelopeLine;

/* Of several replies the first that is not good counts, else the last; all are read. */
static bool
read_replies(SmtpSession *session, const EnvelopeLine *lines, size_t count, SmtpReply *reply,
    bool *ret_in_data, GError **error)
{
	for (size_t i = 0; i < count; i++) {
		g_auto(SmtpReply) next = {0};

		begin(session, lines[i].wait_ms);
		if (!read_reply(session, &next, error))
			return false;
		session->mail_taken = session->mail_taken || is_good(&next);
		*ret_in_data = next.code == 354;
		if (reply->text != NULL && !is_good(reply))
			continue;
		smtp_reply_clear(reply);
		*reply = next;
		next.text = NULL;
	}
	return true;
}

/* The envelope, at once or line by line. in_data: the server now waits for the text. */
static bool
send_envelope(SmtpSession *session, const EnvelopeLine lines[ENVELOPE], SmtpReply *reply,
    bool *ret_in_data, GError **error)
{
	size_t step = session->pipelining ? ENVELOPE : 1;

	for (size_t i = 0; i < ENVELOPE; i += step) {
		begin(session, lines[i].wait_ms);
		for (size_t j = i; j < i + step; j++)
			if (!put_line(session, lines[j].text, error))
				return false;
		if (!flush(session, error) ||
		    !read_replies(session, lines + i, step, reply, ret_in_data, error))
			return false;
		if (!is_good(reply))
			break;
	}
	return !is_good(reply) || *ret_in_data || fail_lost(session, error);
}

/* Each block has its own time. */
static bool
put_blocks(SmtpSession *session, const char *bytes, size_t length, GError **error)
{
	for (size_t block = 0; length > 0; bytes += block, length -= block) {
		block = MIN(length, BLOCK_BYTES);
		begin(session, BLOCK_MS);
		if (!put(session, bytes, block, error))
			return false;
	}
	return true;
}

/* Dots at the start of lines are doubled; the letter's last line ended with CRLF. */
static bool
put_text(SmtpSession *session, GBytes *bytes, GError **error)
{
	size_t left = 0;
	const char *from = g_bytes_get_data(bytes, &left);
	const char *dot = left > 0 && *from == '.' ? from : memmem(from, left, "\n.", 2);

	while (dot != NULL) {
		size_t length = (size_t)(dot - from) + (*dot == '\n' ? 2 : 1);

		if (!put_blocks(session, from, length, error) || !put(session, ".", 1, error))
			return false;
		from += length;
		left -= length;
		dot = memmem(from, left, "\n.", 2);
	}
	return put_blocks(session, from, left, error);
}

static void
set_result(const SmtpSession *session, SmtpResult *result, const SmtpReply *reply)
{
	g_autofree char *text = text_of(session, reply);

	result->text = g_strdup_printf("%d %s", reply->code, text);
	result->result = is_good(reply)      ? SEND_OK
			 : reply->code < 500 ? SEND_TEMPORARY
					     : SEND_PERMANENT;
}

static bool
send_text(SmtpSession *session, const SmtpLetter *letter, SmtpReply *reply, GError **error)
{
	if (!put_text(session, letter->bytes, error))
		return false;
	if (letter->on_end != NULL)
		letter->on_end(letter->data);
	session->end_sent = true;
	begin(session, END_MS);
	return put(session, ".\r\n", 3, error) && flush(session, error) &&
	       read_reply(session, reply, error);
}

/* What became of a letter whose session broke. A session that ends between letters, as many end after so many or so
 * long, says nothing of the next; but its first letter is never let off, so that none goes round without end. */
static void
set_lost(const SmtpSession *session, SmtpResult *result, const char *why)
{
	result->text = g_strdup(why);
	result->result = session->end_sent                          ? SEND_UNKNOWN
			 : session->carried && !session->mail_taken ? SEND_UNTOUCHED
								    : SEND_LOST;
}

/* After a refusal: whatever the server still expects is ended, and the next letter starts afresh. */
static bool
start_afresh(SmtpSession *session, bool in_data, GError **error)
{
	g_auto(SmtpReply) reply = {0};

	if (in_data && !command(session, ".", &reply, error))
		return false;
	return command(session, "RSET", &reply, error);
}

/* The letter's way up to the last reply; in_data: the server waits for a text that it will not get. */
static bool
carry(SmtpSession *session, const SmtpLetter *letter, const EnvelopeLine lines[ENVELOPE],
    SmtpReply *reply, bool *ret_in_data, GError **error)
{
	bool in_data = false;

	session->mail_taken = session->end_sent = false;
	if (!send_envelope(session, lines, reply, &in_data, error))
		return false;
	*ret_in_data = in_data && !is_good(reply);
	return !is_good(reply) || send_text(session, letter, reply, error);
}

bool
smtp_session_send(
    SmtpSession *session, const SmtpLetter *letter, SmtpResult *ret_result, GError **error)
{
	Look look = look_at(letter->bytes);
	const char *why = unfit(session, letter, &look);
	g_autofree char *mail = mail_line(session, letter, &look);
	g_autofree char *rcpt = g_strdup_printf("RCPT TO:<%s>", letter->recipient);
	const EnvelopeLine lines[ENVELOPE] = {
	    {mail, MAIL_MS}, {rcpt, RCPT_MS}, {"DATA", DATA_MS}};
	g_auto(SmtpReply) reply = {0};
	g_autoptr(GError) lost = NULL;
	bool in_data = false;
	bool ok;

	if (why != NULL) {
		*ret_result = (SmtpResult){.result = SEND_PERMANENT, .text = g_strdup(why)};
		return true;
	}
	stream_tls_watch(session->stream, letter->slow_ms, letter->on_slow, letter->data);
	ok = carry(session, letter, lines, &reply, &in_data, &lost);
	stream_tls_watch(session->stream, 0, NULL, NULL);
	if (ok)
		set_result(session, ret_result, &reply);
	else
		set_lost(session, ret_result, lost->message);
	session->carried = true;
	if (ok && !session->end_sent)
		ok = start_afresh(session, in_data, &lost);
	if (!ok)
		g_propagate_error(error, g_steal_pointer(&lost));
	return ok;
}
