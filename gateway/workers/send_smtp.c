/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The send worker for an SMTP server. Settings:
 *   host, port, tls ("implicit", "starttls", "none"), ca_file (or the system's)
 *   user, password | token (XOAUTH2); without user there is no login
 *   domain             our name, for EHLO
 *   idle_ms (x, 30 s)  the session ends after so long without a letter
 *   slow_ms (x, 3 s)   a letter that takes longer is the last of its session: those that wait behind it go by another
 *   probe (x)          not 0: only says what it finds, and ends
 * One process is one session, for as many letters as come. Each is named before it is begun, and once more before it may
 * be taken: if this process dies, the gateway knows what became of it as well as anybody can.
 */
#include "gateway/workers/worker.h"

#include <poll.h>

#include "gateway/net/smtp_session.h"
#include "gateway/workers/sandbox.h"
#include "parsers/domain.h"

#define IDLE_MS (30 * 1000)
#define SLOW_MS 3000

typedef enum {
	EVENT_LETTER, /* or the gateway is gone */
	EVENT_NONE,   /* for so long that the session may end */
	EVENT_SERVER, /* it hung up, or is about to */
} Event;

static Event
wait_for_event(const Channel *channel, const SmtpSession *session, int idle_ms)
{
	struct pollfd event[] = {
	    {.fd = channel_fd(channel), .events = POLLIN},
	    {.fd = smtp_session_fd(session), .events = POLLIN},
	};

	while (!smtp_session_pending(session)) {
		if (poll(event, G_N_ELEMENTS(event), idle_ms) <= 0)
			return EVENT_NONE;
		if (event[0].revents != 0)
			return EVENT_LETTER;
	}
	return EVENT_SERVER;
}

typedef struct {
	Channel *channel; /* foreign */
	gint64 id;
	bool slow; /* another session sends the letters that wait here */
} InHand;

static void
on_end(void *data)
{
	const InHand *in_hand = data;

	channel_send(in_hand->channel, FRAME_SENDING, g_variant_new("(xb)", in_hand->id, TRUE),
	    NULL, NULL);
}

static void
on_slow(void *data)
{
	InHand *in_hand = data;

	in_hand->slow = true;
	channel_send(in_hand->channel, FRAME_SLOW, g_variant_new("()"), NULL, NULL);
}

/* False when the session is of no use any more; its letter was reported all the same. ret_slow: the letter took long. */
static bool
send_letter(Channel *channel, SmtpSession *session, const Frame *frame, int64_t slow_ms,
    bool *ret_slow, GError **error)
{
	InHand in_hand = {.channel = channel};
	SmtpLetter letter = {.bytes = frame->bytes,
	    .on_end = on_end,
	    .on_slow = on_slow,
	    .slow_ms = slow_ms,
	    .data = &in_hand};
	g_auto(SmtpResult) result = {0};
	g_autofree char *sender = NULL;
	g_autofree char *recipient = NULL;
	const char *from = NULL;
	const char *to = NULL;
	bool works;

	if (frame->type != FRAME_LETTER)
		return true;
	g_variant_get(frame->body, "(x&s&s)", &in_hand.id, &from, &to);
	/* every server takes a domain as the DNS knows it, and few one as people write it */
	letter.sender = sender = domain_address_to_ascii(from);
	letter.recipient = recipient = domain_address_to_ascii(to);
	if (!channel_send(
		channel, FRAME_SENDING, g_variant_new("(xb)", in_hand.id, FALSE), NULL, error))
		return false;
	works = smtp_session_send(session, &letter, &result, error);
	*ret_slow = in_hand.slow;
	return channel_send(channel, FRAME_SENT,
		   g_variant_new("(xys)", in_hand.id, (guchar)result.result, result.text), NULL,
		   works ? error : NULL) &&
	       works;
}

static int
end_with(Channel *channel, const GError *error)
{
	return worker_session_trouble(
	    channel, error, SMTP_SESSION_ERROR, SMTP_SESSION_ERROR_ACCOUNT);
}

static bool
tell_found(Channel *channel, const SmtpSession *session)
{
	g_autofree char *found = smtp_session_describe(session);

	return channel_send(channel, FRAME_OPENED, g_variant_new("(s)", found), NULL, NULL);
}

/* Letters as they come, until nothing does, or nothing more may. Returns the exit status. */
static int
send_letters(
    Channel *channel, SmtpSession *session, GVariant *settings, const StreamTlsServer *server)
{
	int idle_ms = (int)CLAMP(worker_number(settings, "idle_ms", IDLE_MS), 1, G_MAXINT);
	int64_t slow_ms = worker_number(settings, "slow_ms", SLOW_MS);
	g_autoptr(GError) error = NULL;
	bool used = false;
	bool slow = false;
	Event event = EVENT_NONE;

	while (!slow && (event = wait_for_event(channel, session, idle_ms)) == EVENT_LETTER) {
		g_autoptr(Frame) frame = NULL;
		ChannelResult result = channel_receive(channel, &frame, &error);

		if (result != CHANNEL_FRAME)
			return result == CHANNEL_CLOSED ? 0 : 1;
		if (!send_letter(channel, session, frame, slow_ms, &slow, &error))
			return end_with(channel, error);
		used = true;
	}
	/* A server that never takes a letter is not to be asked again at once. */
	if (event == EVENT_SERVER && !used)
		return worker_trouble(channel, TROUBLE_TEMPORARY,
		    "%s:%s: it ended the session before any letter", server->host,
		    server->port);
	return 0;
}

int
send_smtp_worker(Channel *channel, GVariant *settings)
{
	SmtpAccount account = {
	    .server = worker_server(channel, settings),
	    .user = worker_setting(settings, "user"),
	    .password = worker_setting(settings, "password"),
	    .token = worker_setting(settings, "token"),
	    .name = worker_setting(settings, "domain"),
	};
	g_autoptr(SmtpSession) session = NULL;
	g_autoptr(GError) error = NULL;

	g_assert(
	    account.server.host != NULL && account.server.port != NULL && account.name != NULL);
	if (account.user != NULL && account.password == NULL && account.token == NULL)
		return worker_trouble(channel, TROUBLE_ACCOUNT,
		    "%s:%s: there is no password for %s", account.server.host,
		    account.server.port, account.user);
	if (!sandbox_enter_network(account.server.ca_file, &error))
		return worker_trouble(channel, TROUBLE_ACCOUNT, "%s", error->message);
	session = smtp_session_open(&account, &error);
	if (session == NULL)
		return end_with(channel, error);
	if (!tell_found(channel, session))
		return 1;
	if (worker_number(settings, "probe", 0) != 0)
		return 0;
	return send_letters(channel, session, settings, &account.server);
}
