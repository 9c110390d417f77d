/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scan worker: whole mails in, what clamd says of them out. It reads nothing of them itself. Settings:
 *   clamd        where it is (gateway/net/clamd.h)
 *   wait_ms (x)  for one mail
 *   probe (x)    1: only whether it answers
 * It ends, with the reason, when clamd does not answer; while no mail comes it asks from time to time.
 */
#include <sysexits.h>

#include "gateway/net/clamd.h"
#include "gateway/workers/sandbox.h"
#include "gateway/workers/worker.h"

#define WAIT_MS 30000
#define PING_MS 5000
#define PAUSE_MS 30000

static int
poll_server(struct pollfd *waiting, nfds_t n, int wait_ms, void *channel)
{
	return worker_poll(channel, waiting, n, wait_ms);
}

static bool
ping(const ClamdServer *server, GError **error)
{
	ClamdServer patient = *server;

	patient.wait_ms = MIN(PING_MS, server->wait_ms);
	return clamd_ping(&patient, error);
}

static void
tell(Channel *channel, gint64 id, ClamdVerdict verdict, const char *what)
{
	channel_send(channel, FRAME_SCANNED,
	    g_variant_new("(xys)", id, (guchar)verdict, what == NULL ? "" : what), NULL, NULL);
}

/* The mail is answered for, whatever clamd does. */
static bool
scan(Channel *channel, const ClamdServer *server, const Frame *frame, GError **error)
{
	ClamdVerdict verdict = CLAMD_REFUSED;
	g_autofree char *what = NULL;
	g_autoptr(GError) why = NULL;
	gint64 id = 0;

	g_variant_get(frame->body, "(x)", &id);
	if (clamd_scan(server, frame->bytes, &verdict, &what, &why)) {
		tell(channel, id, verdict, what);
		return true;
	}
	tell(channel, id, CLAMD_SILENT, why->message);
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

/* The next mail, or a look at clamd; false: there is nothing more to do, or error says why. */
static bool
take_turn(Channel *channel, const ClamdServer *server, GError **error)
{
	struct pollfd waiting = {.fd = channel_fd(channel), .events = POLLIN};
	g_autoptr(Frame) frame = NULL;

	if (worker_poll(channel, &waiting, 1, PAUSE_MS) == 0)
		return ping(server, error);
	if (channel_receive(channel, &frame, NULL) != CHANNEL_FRAME ||
	    frame->type != FRAME_SCAN)
		return false;
	return scan(channel, server, frame, error);
}

int
scan_worker(Channel *channel, GVariant *settings)
{
	const ClamdServer server = {.address = worker_setting(settings, "clamd"),
	    .wait_ms = worker_number(settings, "wait_ms", WAIT_MS),
	    .poll = poll_server,
	    .data = channel};
	g_autoptr(GError) error = NULL;

	if (!sandbox_enter_network(NULL, &error))
		return worker_trouble(channel, TROUBLE_ACCOUNT, "%s", error->message);
	if (!ping(&server, &error))
		return worker_trouble(channel, TROUBLE_TEMPORARY, "%s", error->message);
	channel_send(channel, FRAME_OPENED, g_variant_new("(s)", "clamd answers"), NULL, NULL);
	if (worker_number(settings, "probe", 0) != 0)
		return EX_OK;
	while (take_turn(channel, &server, &error))
		continue;
	return error == NULL ? EX_OK
			     : worker_trouble(channel, TROUBLE_TEMPORARY, "%s", error->message);
}
