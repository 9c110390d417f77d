/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fetch worker for an IMAP folder as mailbox. Settings:
 *   host, port, tls ("implicit", "starttls", "none"), ca_file (or the system's)
 *   user, password | token (XOAUTH2)
 *   folder                          the inbox, as a person writes it
 *   processed, processed_name       "move" to this folder, "flag" with this keyword, "delete"
 *   too_large, too_large_name       the same for mails of which only the header was brought
 *   only_look (x, 0)                not 0: nothing is filed, and the folder cannot change
 *   poll_ms (x, 60 s)               how long at most until it is looked at again although it is silent
 *                                   (a minute where the server has no IDLE)
 *   idle_ms (x, 25 min)             how long one IDLE lasts at most; servers end it after 29 minutes
 *   max_bytes (x, 40 MiB)           of a larger mail only the header is brought
 *   batch_bytes (x, 8 MiB)          how much one FETCH asks for
 *   avoided (a(suu)), suspects (as) what earlier sessions could not bring: fetch_troubles.h
 *   taken_from_ms (x, 0)            what came before (its INTERNALDATE) is old mail; 0: nothing is
 *   old_history (x, 0)              not 0: old mail is brought as history, when nothing else waits; else it stays where
 *                                   it is
 *   session_ms (x)                  how long the session may last, when nothing is in hand; without it: for good
 *   counts (x)                      not 0: says once how many mails there are, before it brings them
 *   probe (x)                       not 0: only says what it finds, and ends
 * A key is "UIDVALIDITY.UID", and good for one session only: which mail it is, its bytes say. Each turn of the loop is one command or so: what is to be
 * fetched is in fetch_imap_queue.h, and goes on while the gateway works; filing, in fetch_imap_filing.h, takes what time
 * is left.
 */
#include "gateway/workers/worker.h"

#include <poll.h>
#include <stdlib.h>

#include "gateway/net/imap_session.h"
#include "gateway/workers/fetch.h"
#include "gateway/workers/fetch_imap_filing.h"
#include "gateway/workers/fetch_imap_queue.h"
#include "gateway/workers/sandbox.h"

#define POLL_MS (60 * 1000)
#define IDLE_MS (25 * 60 * 1000)
#define WITHOUT_IDLE_MS (60 * 1000)
#define FOREVER_MS (INT64_C(1000) * 24 * 60 * 60 * 1000)
#define US_PER_MS 1000
#define NAP_MS 5000 /* so short a wait needs no IDLE */

typedef struct {
	Channel *channel;     /* foreign */
	ImapSession *session; /* own */
	ImapQueue queue;
	ImapFiling filing;
	int wait_ms;
	int64_t end_us; /* then the session is over, monotonic */
	bool counts;    /* how many there are is still to be said */
	bool looked;    /* and nothing is known to have come since */
} Inbox;

static void
inbox_init(Inbox *inbox, Channel *channel, GVariant *settings)
{
	int64_t poll_ms = worker_number(settings, "poll_ms", POLL_MS);
	int64_t idle_ms = worker_number(settings, "idle_ms", IDLE_MS);
	int64_t session_ms = worker_number(settings, "session_ms", FOREVER_MS);

	*inbox = (Inbox){
	    .channel = channel,
	    .wait_ms = (int)CLAMP(MIN(poll_ms, idle_ms), 1, IDLE_MS),
	    .end_us = g_get_monotonic_time() + CLAMP(session_ms, 0, FOREVER_MS) * US_PER_MS,
	    .counts = worker_number(settings, "counts", 0) != 0,
	};
	imap_queue_init(&inbox->queue, channel, settings);
	imap_filing_init(&inbox->filing, channel, settings);
}

static void
inbox_clear(Inbox *inbox)
{
	imap_session_free(inbox->session);
	imap_queue_clear(&inbox->queue);
	imap_filing_clear(&inbox->filing);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Inbox, inbox_clear)

/* 0 for a key of another UIDVALIDITY. */
static uint32_t
read_key(const Inbox *inbox, const char *key)
{
	char *end = NULL;
	guint64 validity = g_ascii_strtoull(key, &end, 10);
	guint64 uid = *end == '.' ? g_ascii_strtoull(end + 1, NULL, 10) : 0;

	return validity == imap_session_validity(inbox->session) ? (uint32_t)uid : 0;
}

/* Keys become UIDs to be filed, of what this session brought: in one before, the same UID may have been another mail, of
 * a mailbox that was restored since, or of another account. */
static void
take_keys(Inbox *inbox, const GPtrArray *keys, bool too_large)
{
	for (guint i = 0; i < keys->len; i++) {
		uint32_t uid = read_key(inbox, keys->pdata[i]);

		if (imap_queue_has_brought(&inbox->queue, uid))
			imap_filing_add(&inbox->filing, uid, too_large);
	}
}

static ChannelResult
take_orders(Inbox *inbox, GError **error)
{
	g_auto(FetchOrders) orders;
	ChannelResult result;

	fetch_orders_init(&orders);
	result = fetch_receive_waiting(inbox->channel, &orders, error);
	if (result != CHANNEL_FRAME)
		return result;
	take_keys(inbox, orders.processed, false);
	take_keys(inbox, orders.too_large, true);
	return CHANNEL_FRAME;
}

/* Once: for who watches. */
static bool
tell_count(Inbox *inbox, const char *const *keywords, GError **error)
{
	g_autoptr(GArray) uids = NULL;

	if (!inbox->counts)
		return true;
	inbox->counts = false;
	return imap_session_search(inbox->session, keywords, 0, &uids, error) &&
	       channel_send(inbox->channel, FRAME_PROGRESS,
		   g_variant_new("(ii)", 0, (int)MIN(uids->len, G_MAXINT)), NULL, error);
}

static bool
look(Inbox *inbox, GError **error)
{
	const char *keywords[3] = {0};

	imap_filing_keywords(&inbox->filing, keywords);
	inbox->looked = true;
	return imap_filing_look(&inbox->filing, error) && tell_count(inbox, keywords, error) &&
	       imap_queue_look(&inbox->queue, keywords, error);
}

/* How long nothing is to be done, as far as can be known. */
static int
rest_ms(const Inbox *inbox)
{
	int wait_ms =
	    MIN(imap_queue_wait_ms(&inbox->queue), imap_filing_wait_ms(&inbox->filing));
	int64_t left_ms = (inbox->end_us - g_get_monotonic_time()) / US_PER_MS + 1;

	return MIN((int)CLAMP(left_ms, 1, inbox->wait_ms), wait_ms);
}

/* Until the gateway says something; then there is nothing new in the folder. Otherwise it is looked at again. */
static void
wait_for_either(Inbox *inbox, int wait_ms)
{
	struct pollfd event[] = {
	    {.fd = channel_fd(inbox->channel), .events = POLLIN},
	    {.fd = imap_session_fd(inbox->session), .events = POLLIN},
	};
	int count = worker_poll(inbox->channel, event, G_N_ELEMENTS(event), wait_ms);

	if (count <= 0 || event[1].revents != 0)
		inbox->looked = false;
}

/* Until the gateway or the server says something, or it is time for something. */
static bool
rest(Inbox *inbox, GError **error)
{
	int wait_ms = rest_ms(inbox);
	bool nap = wait_ms <= NAP_MS && wait_ms < inbox->wait_ms;
	bool idling = false;

	if (!nap && imap_session_can_idle(inbox->session) &&
	    !imap_session_idle(inbox->session, &idling, error))
		return false;
	if (!idling) {
		wait_for_either(inbox, MIN(wait_ms, WITHOUT_IDLE_MS));
		return nap || imap_session_noop(inbox->session, error);
	}
	if (imap_session_pending(inbox->session))
		inbox->looked = false;
	else
		wait_for_either(inbox, wait_ms);
	if (!imap_session_idle_done(inbox->session, error))
		return false;
	if (imap_session_has_news(inbox->session))
		inbox->looked = false;
	return true;
}

/* Fetching first, and some filing beside it; then the rest of filing, with a look after each set; then sleep. */
static bool
take_turn(Inbox *inbox, GError **error)
{
	bool good;

	if (imap_queue_is_ready(&inbox->queue)) {
		inbox->looked = false;
		return imap_queue_ask(&inbox->queue, error) &&
		       (!imap_filing_is_due(&inbox->filing, true) ||
			   imap_filing_take_turn(&inbox->filing, error));
	}
	if (imap_queue_is_empty(&inbox->queue) && !inbox->looked)
		return look(inbox, error);
	if (imap_filing_is_due(&inbox->filing, false)) {
		inbox->looked = false;
		return imap_filing_take_turn(&inbox->filing, error);
	}
	good = !imap_queue_is_empty(&inbox->queue) ||
	       channel_send(inbox->channel, FRAME_HEARD, g_variant_new("()"), NULL, error);
	return good && rest(inbox, error);
}

/* Nothing is under way, and it may be over. */
static bool
is_over(const Inbox *inbox)
{
	return g_get_monotonic_time() >= inbox->end_us && imap_queue_is_empty(&inbox->queue) &&
	       !imap_filing_is_due(&inbox->filing, false);
}

static bool
tell_opened(Inbox *inbox, GError **error)
{
	g_autofree char *opened = imap_session_describe(inbox->session);

	return channel_send(
	    inbox->channel, FRAME_OPENED, g_variant_new("(s)", opened), NULL, error);
}

static bool
inbox_open(Inbox *inbox, const ImapAccount *account, GError **error)
{
	inbox->session = imap_session_open(account, error);
	inbox->queue.session = inbox->session;
	return inbox->session != NULL &&
	       imap_filing_open(&inbox->filing, inbox->session, error) &&
	       tell_opened(inbox, error);
}

/* Nothing is changed, here or there. */
static bool
probe(Inbox *inbox, const ImapAccount *account, GError **error)
{
	const char *keywords[3] = {0};

	if (!inbox_open(inbox, account, error) || !imap_filing_probe(&inbox->filing, error))
		return false;
	imap_filing_keywords(&inbox->filing, keywords);
	return imap_queue_probe(&inbox->queue, keywords, error);
}

static int
end_with(Channel *channel, const GError *error)
{
	return worker_session_trouble(
	    channel, error, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_ACCOUNT);
}

int
fetch_imap_worker(Channel *channel, GVariant *settings)
{
	ImapAccount account = {
	    .server = worker_server(channel, settings),
	    .user = worker_setting(settings, "user"),
	    .password = worker_setting(settings, "password"),
	    .token = worker_setting(settings, "token"),
	    .folder = worker_setting(settings, "folder"),
	    .only_look = worker_number(settings, "only_look", 0) != 0,
	};
	g_auto(Inbox) inbox;
	g_autoptr(GError) error = NULL;
	ChannelResult result = CHANNEL_FRAME;

	inbox_init(&inbox, channel, settings);
	g_assert(account.server.host != NULL && account.server.port != NULL &&
		 account.folder != NULL);
	if (account.user == NULL || (account.password == NULL && account.token == NULL))
		return worker_trouble(channel, TROUBLE_ACCOUNT,
		    "%s:%s: there is no user and password", account.server.host,
		    account.server.port);
	if (!sandbox_enter_network(account.server.ca_file, &error))
		return end_with(channel, error);
	if (worker_number(settings, "probe", 0) != 0)
		return probe(&inbox, &account, &error) ? 0 : end_with(channel, error);
	if (!inbox_open(&inbox, &account, &error))
		return end_with(channel, error);
	while (result == CHANNEL_FRAME && !is_over(&inbox)) {
		if (!take_turn(&inbox, &error))
			return end_with(channel, error);
		result = take_orders(&inbox, &error);
	}
	return result == CHANNEL_BAD ? 1 : 0;
}
