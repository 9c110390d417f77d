/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The oauth worker: one token from an authorization server. Settings:
 *   token_url, client_id, client_secret (or none), scope, ca_file (or the system's)
 *   refresh                    by this refresh token, or
 *   code, verifier, redirect   by the code that a browser brought back (RFC 7636), or
 *   device_url                 by a code from there, which a person types into a page that is told (RFC 8628)
 *   wait_ms (x, 30 s)          for an answer
 * It ends with the token, or with what is wrong.
 */
#include "gateway/workers/worker.h"

#include <string.h>
#include <sysexits.h>

#include "gateway/config/config_server.h"
#include "gateway/net/curl_library.h"
#include "gateway/net/http_client.h"
#include "gateway/net/oauth_grant.h"
#include "gateway/net/server_text.h"
#include "gateway/workers/sandbox.h"

#define WAIT_MS (30 * 1000)
#define MOST ((size_t)64 * 1024)
#define SLOWER_S 5 /* RFC 8628, 3.5 */
#define INTERVAL_MOST_S 60
#define US_PER_S INT64_C(1000000)
#define MS_PER_S 1000
#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

typedef struct {
	Channel *channel;   /* foreign */
	GVariant *settings; /* foreign */
	CurlLibrary curl;
} Worker;

/* One answer, and where from. */
typedef struct {
	char *host; /* own */
	bool came;
	long status;
	GByteArray *body; /* own; of one that came */
	char *why;        /* own; of one that did not */
} Reply;

static void
reply_clear(Reply *reply)
{
	g_free(reply->host);
	g_clear_pointer(&reply->body, g_byte_array_unref);
	g_free(reply->why);
	*reply = (Reply){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reply, reply_clear)

static void
on_answer(const HttpAnswer *answer, void *data)
{
	Reply *reply = data;

	reply->came = answer->end == HTTP_ANSWERED;
	reply->status = answer->status;
	reply->why = g_strdup(answer->why);
	if (reply->came)
		reply->body = g_byte_array_ref(answer->body);
}

/* A connection of its own: seconds or an hour lie between two of them. */
static void
post(Worker *worker, const char *url, GBytes *form, Reply *reply)
{
	static const char *const HEADERS[] = {"Accept: application/json",
	    "Content-Type: application/x-www-form-urlencoded", NULL};
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_ENCODED, NULL);
	g_autofree char *origin = g_uri_join(G_URI_FLAGS_ENCODED, g_uri_get_scheme(uri), NULL,
	    g_uri_get_host(uri), g_uri_get_port(uri), "", NULL, NULL);
	HttpServer server = {.curl = &worker->curl,
	    .url = origin,
	    .ca_file = worker_setting(worker->settings, "ca_file"),
	    .connections = 1};
	HttpRequest request = {.method = "POST",
	    .path = g_uri_get_path(uri),
	    .headers = HEADERS,
	    .body = form,
	    .most = MOST,
	    .wait_ms = worker_number(worker->settings, "wait_ms", WAIT_MS)};
	g_autoptr(GError) error = NULL;
	g_autoptr(HttpClient) http = http_client_new(&server, &error);

	reply_clear(reply);
	reply->host = g_strdup(g_uri_get_host(uri));
	if (http == NULL) {
		reply->why = g_strdup(error->message);
		return;
	}
	http_client_send(http, &request, on_answer, reply);
	while (http_client_busy(http) > 0)
		http_client_run(http, -1, channel_beat(worker->channel));
}

/* Returns the exit status. */
static int
tell_trouble(const Worker *worker, const Reply *reply)
{
	if (!reply->came)
		return worker_trouble(worker->channel, TROUBLE_TEMPORARY,
		    "%s gives no token: %s", reply->host, reply->why);
	return worker_trouble(worker->channel, TROUBLE_TEMPORARY,
	    "%s gives no token: it answered with %ld", reply->host, reply->status);
}

/* The server's words, which may repeat what it was sent. Caller owns. */
static char *
words_of(const Worker *worker, const OauthGrant *grant)
{
	static const char *const SECRETS[] = {"refresh", "client_secret", "code", "verifier"};
	char *words = g_strdup(grant->words);

	for (size_t i = 0; i < G_N_ELEMENTS(SECRETS); i++) {
		g_autofree char *before = words;

		words =
		    server_text_without(before, worker_setting(worker->settings, SECRETS[i]));
	}
	return words;
}

static int
tell_grant(const Worker *worker, const Reply *reply, const OauthGrant *grant)
{
	g_autofree char *words = words_of(worker, grant);

	if (grant->access != NULL)
		return channel_send(worker->channel, FRAME_TOKEN,
			   g_variant_new("(ssx)", grant->access,
			       grant->refresh == NULL ? "" : grant->refresh,
			       (gint64)grant->life_s),
			   NULL, NULL)
			   ? 0
			   : EX_TEMPFAIL;
	if (oauth_grant_is_trouble(grant, reply->status))
		return tell_trouble(worker, reply);
	if (strcmp(grant->error, "invalid_grant") == 0)
		return worker_trouble(worker->channel, TROUBLE_ACCOUNT,
		    "%s does not take the sign-in (any more), sign in again with 'casegate "
		    "sign-in': %s",
		    reply->host, words);
	return worker_trouble(worker->channel, TROUBLE_ACCOUNT,
	    "%s gives no token, look at provider, client_id and its secret: %s: %s",
	    reply->host, grant->error, words);
}

/* pairs: as of oauth_grant_form(), what is asked beside who asks. */
static GBytes *
form_of(const Worker *worker, const char *const *pairs)
{
	static const char *const OURS[] = {"client_id", "client_secret", "scope"};
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	for (; pairs[0] != NULL; pairs += 2) {
		g_ptr_array_add(all, (char *)pairs[0]);
		g_ptr_array_add(all, (char *)pairs[1]);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(OURS); i++) {
		g_ptr_array_add(all, (char *)OURS[i]);
		g_ptr_array_add(all, (char *)worker_setting(worker->settings, OURS[i]));
	}
	g_ptr_array_add(all, NULL);
	return oauth_grant_form((const char *const *)all->pdata);
}

/* Asks for a token; the answer, which may be an error. */
static OauthGrant
ask(Worker *worker, const char *const *pairs, Reply *reply)
{
	g_autoptr(GBytes) form = form_of(worker, pairs);

	post(worker, worker_setting(worker->settings, "token_url"), form, reply);
	return reply->came ? oauth_grant_read(reply->status, reply->body) : (OauthGrant){0};
}

static int
ask_once(Worker *worker, const char *const *pairs)
{
	g_auto(Reply) reply = {0};
	g_auto(OauthGrant) grant = ask(worker, pairs, &reply);

	return tell_grant(worker, &reply, &grant);
}

/* What a person did with the code, in words, or NULL: none of that. */
static const char *
verdict(const OauthGrant *grant)
{
	static const char *const VERDICTS[][2] = {
	    {"access_denied", "the sign-in was refused there"},
	    {"authorization_declined", "the sign-in was refused there"}, /* Microsoft's word */
	    {"expired_token", "nobody signed in while the code was good"},
	};

	for (size_t i = 0; grant->error != NULL && i < G_N_ELEMENTS(VERDICTS); i++)
		if (strcmp(grant->error, VERDICTS[i][0]) == 0)
			return VERDICTS[i][1];
	return NULL;
}

/* Until a person has signed in, or not; a server in trouble is asked again, ever later. */
static int
poll_for_token(Worker *worker, const OauthDevice *device)
{
	const char *const pairs[] = {
	    "grant_type", DEVICE_GRANT, "device_code", device->device_code, NULL};
	int64_t end_us = g_get_monotonic_time() + device->life_s * US_PER_S;
	int64_t interval_s = device->interval_s;

	while (g_get_monotonic_time() < end_us) {
		g_auto(Reply) reply = {0};
		g_auto(OauthGrant) grant = {0};

		worker_poll(worker->channel, NULL, 0, (int)(interval_s * MS_PER_S));
		grant = ask(worker, pairs, &reply);
		if (g_strcmp0(grant.error, "authorization_pending") == 0)
			continue;
		if (g_strcmp0(grant.error, "slow_down") == 0)
			interval_s += SLOWER_S;
		else if (verdict(&grant) != NULL)
			return worker_trouble(
			    worker->channel, TROUBLE_ACCOUNT, "%s", verdict(&grant));
		else if (grant.access != NULL || !oauth_grant_is_trouble(&grant, reply.status))
			return tell_grant(worker, &reply, &grant);
		else
			interval_s = MIN(2 * interval_s, INTERVAL_MOST_S);
	}
	return worker_trouble(
	    worker->channel, TROUBLE_ACCOUNT, "nobody signed in while the code was good");
}

static int
sign_in(Worker *worker)
{
	static const char *const NOTHING[] = {NULL};
	g_autoptr(GBytes) form = form_of(worker, NOTHING);
	g_auto(OauthDevice) device = {0};
	g_auto(OauthGrant) grant = {0};
	g_auto(Reply) reply = {0};

	post(worker, worker_setting(worker->settings, "device_url"), form, &reply);
	if (!reply.came)
		return tell_trouble(worker, &reply);
	if (!oauth_device_read(reply.status, reply.body, &device)) {
		grant = oauth_grant_read(reply.status, reply.body);
		config_secret_free(g_steal_pointer(&grant.access)); /* not asked for */
		return tell_grant(worker, &reply, &grant);
	}
	if (!channel_send(worker->channel, FRAME_SIGN_IN,
		g_variant_new("(ssx)", device.page, device.user_code, (gint64)device.life_s),
		NULL, NULL))
		return EX_TEMPFAIL;
	return poll_for_token(worker, &device);
}

int
oauth_worker(Channel *channel, GVariant *settings)
{
	const char *refresh = worker_setting(settings, "refresh");
	const char *code = worker_setting(settings, "code");
	Worker worker = {.channel = channel, .settings = settings};
	g_autoptr(GError) error = NULL;

	g_assert(worker_setting(settings, "token_url") != NULL);
	if (!curl_library_load(&worker.curl, &error) ||
	    !sandbox_enter_network(worker_setting(settings, "ca_file"), &error))
		return worker_trouble(channel, TROUBLE_ACCOUNT, "%s", error->message);
	if (refresh != NULL)
		return ask_once(&worker, (const char *const[]){"grant_type", "refresh_token",
					     "refresh_token", refresh, NULL});
	if (code != NULL)
		return ask_once(
		    &worker, (const char *const[]){"grant_type", "authorization_code", "code",
				 code, "code_verifier", worker_setting(settings, "verifier"),
				 "redirect_uri", worker_setting(settings, "redirect"), NULL});
	return sign_in(&worker);
}
