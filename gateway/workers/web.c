/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The web pages: HTTP on one side, the gateway on the other. Its listeners come as descriptors, its templates and its
 * certificate are read, and then it locks itself in: it can open nothing, reach nobody, and knows of no ticket but by asking with a browser's secret.
 * It waits for browsers, so that the gateway never does.
 */
#include <stdlib.h>
#include <sysexits.h>

#include "gateway/ipc/descriptors.h"
#include "gateway/net/certificate_file.h"
#include "gateway/web/http.h"
#include "gateway/web/visit.h"
#include "gateway/workers/sandbox.h"
#include "gateway/workers/worker.h"

#define PATIENCE_US (INT64_C(30) * 1000 * 1000)
#define HEALTH_PATIENCE_US (INT64_C(5) * 1000 * 1000)

typedef struct {
	Channel *channel;   /* foreign */
	Pages *pages;       /* own */
	Visits *visits;     /* own */
	VisitDoor doors[2]; /* the pages, and the metrics */
	Http *listeners[2]; /* own; the second or NULL */
} Web;

static void
web_clear(Web *web)
{
	if (web->visits != NULL)
		visits_give_up(web->visits, true);
	for (size_t i = 0; i < G_N_ELEMENTS(web->listeners); i++)
		http_free(web->listeners[i]);
	visits_free(web->visits);
	pages_free(web->pages);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Web, web_clear)

static void
send_ask(GVariant *body, GBytes *text, void *data)
{
	channel_send(((Web *)data)->channel, FRAME_ASK, body, text, NULL);
}

static bool
listen_at(Web *web, GVariant *settings, const CertificateFile *tls)
{
	const HttpSettings pages = {.sso_header = worker_setting(settings, "sso_header"),
	    .certificate = tls->certificate,
	    .key = tls->key};
	int fds[2] = {-1, -1};
	int wanted = (int)worker_number(settings, "listeners", 1);
	int came =
	    descriptors_receive(channel_fd(web->channel), fds, (size_t)CLAMP(wanted, 1, 2));

	for (int i = 0; i < came; i++) {
		web->listeners[i] = http_new(fds[i], i == 0 ? &pages : &(HttpSettings){0},
		    &VISIT_EVENTS, &web->doors[i]);
		if (web->listeners[i] == NULL)
			return false;
	}
	return came == wanted;
}

static void
open_doors(Web *web, GVariant *settings)
{
	const VisitSettings visits = {
	    .desk = worker_setting(settings, "desk"),
	    .language = worker_setting(settings, "language"),
	    .origin = worker_setting(settings, "origin"),
	    .proxy = (uid_t)worker_number(settings, "sso_user", (uid_t)-1),
	    .pages = web->pages,
	    .ask = send_ask,
	    .data = web,
	};

	web->visits = visits_new(&visits);
	web->doors[0] = (VisitDoor){.visits = web->visits,
	    .routes = {ROUTES_DESK, ROUTE_TICKET, ROUTES_MY, ROUTES_LINK, NULL},
	    .has_files = true,
	    .patience_us = PATIENCE_US};
	web->doors[1] = (VisitDoor){.visits = web->visits,
	    .routes = {ROUTES_METRICS, NULL},
	    .patience_us = HEALTH_PATIENCE_US};
}

/* false: the gateway is gone, or says what makes no sense. */
static bool
take_answer(Web *web)
{
	g_autoptr(Frame) frame = NULL;
	const char *error = NULL;
	gint64 id = 0;
	gint32 code = 0;

	if (channel_receive(web->channel, &frame, NULL) != CHANNEL_FRAME ||
	    frame->type != FRAME_ANSWER)
		return false;
	g_variant_get(frame->body, "(xi&s)", &id, &code, &error);
	return visits_answered(web->visits, id, code, error, frame->bytes);
}

static int
wait_ms(const Web *web)
{
	int first_ms = http_wait_ms(web->listeners[0]);

	return web->listeners[1] == NULL ? first_ms
					 : MIN(first_ms, http_wait_ms(web->listeners[1]));
}

static int
serve(Web *web)
{
	struct pollfd waiting[3] = {{.fd = channel_fd(web->channel), .events = POLLIN},
	    {.fd = http_fd(web->listeners[0]), .events = POLLIN}, {.fd = -1, .events = POLLIN}};

	if (web->listeners[1] != NULL)
		waiting[2].fd = http_fd(web->listeners[1]);
	for (;;) {
		int ready =
		    worker_poll(web->channel, waiting, G_N_ELEMENTS(waiting), wait_ms(web));

		if (ready < 0)
			return EX_OSERR;
		if ((waiting[0].revents & POLLIN) != 0 && !take_answer(web))
			return EX_OK;
		if ((waiting[0].revents & (POLLHUP | POLLERR)) != 0)
			return EX_OK;
		visits_give_up(web->visits, false);
		for (size_t i = 0; i < G_N_ELEMENTS(web->listeners); i++)
			if (web->listeners[i] != NULL)
				http_run(web->listeners[i]);
	}
}

static bool
read_certificate(GVariant *settings, CertificateFile *ret_tls, GError **error)
{
	const char *certificate = worker_setting(settings, "certificate");

	return certificate == NULL || certificate_file_read(certificate,
					  worker_setting(settings, "key"), ret_tls, error);
}

int
web_worker(Channel *channel, GVariant *settings)
{
	g_auto(Web) web = {.channel = channel};
	g_auto(CertificateFile) tls = {0};
	g_autoptr(GError) error = NULL;

	web.pages = pages_load(worker_setting(settings, "data"),
	    worker_number(settings, "formal", 0) != 0, &error);
	if (web.pages == NULL)
		return worker_trouble(channel, TROUBLE_ACCOUNT, "%s", error->message);
	if (!read_certificate(settings, &tls, &error))
		return worker_trouble(channel, TROUBLE_ACCOUNT, "%s", error->message);
	open_doors(&web, settings);
	if (!listen_at(&web, settings, &tls))
		return worker_trouble(channel, TROUBLE_TEMPORARY, "it cannot listen");
	if (!sandbox_enter_web(&error))
		return worker_trouble(channel, TROUBLE_TEMPORARY, "%s", error->message);
	channel_send(channel, FRAME_READY, g_variant_new("()"), NULL, NULL);
	return serve(&web);
}
