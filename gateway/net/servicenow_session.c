/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/servicenow_session.h"

#include <string.h>

#include "gateway/net/http_client.h"
#include "gateway/net/oauth_token.h"
#include "gateway/util/error.h"
#include "parsers/limits.h"

#define TOKEN_PATH "/oauth_token.do"
#define TOKEN_MOST (64 * 1024)
#define JSON_MOST (32 * 1024 * 1024)
#define US_PER_MS INT64_C(1000)
#define HOUR_US (INT64_C(3600) * 1000 * 1000)
#define BURST_US (INT64_C(10) * 1000 * 1000) /* what so long a time allows may come at once */
#define BYTES_PER_MS 32 /* of a body: the slowest line that is waited for */

struct ServicenowSession {
	ServicenowAccount account;
	HttpClient *http;  /* own */
	OauthToken *token; /* own; or NULL: no such login */
	char *login;       /* own; the line of the head that logs in, or NULL: by a token */
	bool asking;       /* for a token */
	GQueue waiting;    /* of Pending; own: not sent yet */
	GHashTable *sent;  /* of Pending; own */
	int64_t
	    paced_us; /* when the last of those that were sent would be, were they spread evenly; monotonic */
};

typedef struct {
	ServicenowSession *session; /* foreign */
	const char *method;         /* foreign; a constant */
	char *path;                 /* own */
	GBytes *body;               /* own; or NULL */
	char *type;                 /* own; or NULL */
	char *access;               /* own; the token that it was sent with */
	bool file;
	bool again; /* it was refused with a token already */
	ServicenowAnswered answered;
	void *data; /* foreign */
} Pending;

static void
pending_free(void *data)
{
	Pending *pending = data;

	g_free(pending->path);
	g_clear_pointer(&pending->body, g_bytes_unref);
	g_free(pending->type);
	config_secret_free(pending->access);
	g_free(pending);
}

static char *
basic_login(const char *user, const char *password)
{
	g_autofree char *both = g_strdup_printf("%s:%s", user, password);
	g_autofree char *encoded = g_base64_encode((const guchar *)both, strlen(both));

	explicit_bzero(both, strlen(both));
	return g_strconcat("Authorization: Basic ", encoded, NULL);
}

static void
set_login(ServicenowSession *session)
{
	const ServicenowAccount *account = &session->account;
	OauthLogin login = {
	    .client_id = account->config->client_id,
	    .client_secret = account->secret,
	    .scope = account->config->scope,
	};

	switch (account->config->login) {
	case DESK_LOGIN_PASSWORD:
		login.user = account->config->user.user;
		login.password = account->password;
		session->token = oauth_token_new(&login);
		break;
	case DESK_LOGIN_CLIENT:
		session->token = oauth_token_new(&login);
		break;
	case DESK_LOGIN_BASIC:
		session->login = basic_login(account->config->user.user, account->password);
		break;
	case DESK_LOGIN_KEY:
		session->login = g_strconcat("x-sn-apikey: ", account->secret, NULL);
		break;
	}
}

static bool
check_login(const ServicenowAccount *account, GError **error)
{
	DeskLoginKind kind = account->config->login;
	bool user = kind == DESK_LOGIN_PASSWORD || kind == DESK_LOGIN_BASIC;

	if (user && (account->config->user.user == NULL || account->password == NULL))
		return error_set(
		    error, GATEWAY_ERROR_CONFIG, "there is no user, or no password of it");
	if (kind != DESK_LOGIN_BASIC && account->secret == NULL)
		return error_set(
		    error, GATEWAY_ERROR_CONFIG, "there is no secret to log in with");
	return true;
}

ServicenowSession *
servicenow_session_new(const ServicenowAccount *account, GError **error)
{
	const ConfigDesk *config = account->config;
	HttpServer server = {
	    .curl = account->curl,
	    .url = config->url,
	    .ca_file = config->ca_file,
	    .connections = config->parallel,
	};
	HttpClient *http = NULL;
	ServicenowSession *session = NULL;

	if (!check_login(account, error) || (http = http_client_new(&server, error)) == NULL)
		return NULL;
	session = g_new0(ServicenowSession, 1);
	session->account = *account;
	session->http = http;
	session->sent = g_hash_table_new_full(NULL, NULL, pending_free, NULL);
	g_queue_init(&session->waiting);
	set_login(session);
	return session;
}

void
servicenow_session_free(ServicenowSession *session)
{
	if (session == NULL)
		return;
	http_client_free(session->http);
	oauth_token_free(session->token);
	config_secret_free(session->login);
	g_queue_clear_full(&session->waiting, pending_free);
	g_hash_table_unref(session->sent);
	g_free(session);
}

static void work(ServicenowSession *session);

/* The same answer for all that wait. Those that it makes come are for later. */
static void
tell_waiting(ServicenowSession *session, const ServicenowAnswer *answer)
{
	GQueue told = session->waiting;
	Pending *pending = NULL;

	g_queue_init(&session->waiting);
	while ((pending = g_queue_pop_head(&told)) != NULL) {
		pending->answered(answer, pending->data);
		pending_free(pending);
	}
}

static void
on_token(const HttpAnswer *http, void *data)
{
	ServicenowSession *session = data;
	g_auto(ServicenowAnswer) answer = {0};
	g_autoptr(GError) error = NULL;
	OauthAnswer took = OAUTH_NONSENSE;

	session->asking = false;
	if (http->end == HTTP_ANSWERED)
		took = oauth_token_take(
		    session->token, http->status, http->body, g_get_monotonic_time(), &error);
	if (took == OAUTH_GOOD || took == OAUTH_AGAIN) {
		work(session);
		return;
	}
	servicenow_answer_read(http, false, &answer);
	/* nothing of what waits was sent */
	if (took == OAUTH_REFUSED)
		answer.class = SERVICENOW_LOGIN;
	else if (answer.class != SERVICENOW_LIMITED && answer.class != SERVICENOW_ASLEEP)
		answer.class = SERVICENOW_DOWN;
	if (error != NULL) {
		g_free(answer.words);
		answer.words = g_strdup(error->message);
	}
	tell_waiting(session, &answer);
}

static void
ask_for_token(ServicenowSession *session)
{
	static const char *const HEADERS[] = {"Accept: application/json",
	    "Content-Type: application/x-www-form-urlencoded", NULL};
	g_autoptr(GBytes) body = oauth_token_request(session->token);
	HttpRequest request = {
	    .method = "POST",
	    .path = TOKEN_PATH,
	    .headers = HEADERS,
	    .body = body,
	    .most = TOKEN_MOST,
	    .wait_ms = session->account.wait_ms,
	};

	session->asking = true;
	http_client_send(session->http, &request, on_token, session);
}

static void
on_answer(const HttpAnswer *http, void *data)
{
	Pending *pending = data;
	ServicenowSession *session = pending->session;
	g_auto(ServicenowAnswer) answer = {0};

	servicenow_answer_read(http, pending->file, &answer);
	g_hash_table_steal(session->sent, pending);
	if (answer.class == SERVICENOW_LOGIN && session->token != NULL && !pending->again) {
		oauth_token_refused(session->token, pending->access);
		g_clear_pointer(&pending->access, config_secret_free);
		pending->again = true;
		g_queue_push_head(&session->waiting, pending);
		work(session);
		return;
	}
	pending->answered(&answer, pending->data);
	pending_free(pending);
}

static void
send_pending(ServicenowSession *session, Pending *pending)
{
	g_autofree char *type =
	    pending->body == NULL ? NULL : g_strconcat("Content-Type: ", pending->type, NULL);
	char *bearer = pending->access == NULL
			   ? NULL
			   : g_strconcat("Authorization: Bearer ", pending->access, NULL);
	const char *const headers[] = {
	    pending->file ? "Accept: */*" : "Accept: application/json",
	    bearer == NULL ? session->login : bearer, type, NULL};
	size_t size = pending->body == NULL ? 0 : g_bytes_get_size(pending->body);
	HttpRequest request = {
	    .method = pending->method,
	    .path = pending->path,
	    .headers = headers,
	    .body = pending->body,
	    .most = pending->file ? LIMIT_ATTACHMENT : JSON_MOST,
	    .wait_ms = session->account.wait_ms +
		       (int64_t)(pending->file ? LIMIT_ATTACHMENT : size) / BYTES_PER_MS,
	};

	g_hash_table_add(session->sent, pending);
	http_client_send(session->http, &request, on_answer, pending);
	config_secret_free(bearer);
}

/* Whether one more request may be sent now; it is counted then. */
static bool
pace(ServicenowSession *session, int64_t now_us)
{
	int64_t per_hour = session->account.config->per_hour;

	if (per_hour <= 0)
		return true;
	if (session->paced_us > now_us + BURST_US)
		return false;
	session->paced_us = MAX(session->paced_us, now_us) + HOUR_US / per_hour;
	return true;
}

/* Sends what waits, as far as it may. */
static void
work(ServicenowSession *session)
{
	int64_t now_us = g_get_monotonic_time();

	while (!session->asking && !g_queue_is_empty(&session->waiting)) {
		const char *access =
		    session->token == NULL ? NULL : oauth_token_get(session->token, now_us);
		Pending *pending = NULL;

		if (session->token != NULL && access == NULL) {
			ask_for_token(session);
			return;
		}
		if (!pace(session, now_us))
			return;
		pending = g_queue_pop_head(&session->waiting);
		pending->access = g_strdup(access);
		send_pending(session, pending);
	}
}

void
servicenow_session_send(ServicenowSession *session, const ServicenowRequest *request,
    ServicenowAnswered answered, void *data)
{
	Pending *pending = g_new0(Pending, 1);

	pending->session = session;
	pending->method = request->method;
	pending->path = g_strdup(request->path);
	pending->body = request->body == NULL ? NULL : g_bytes_ref(request->body);
	pending->type = g_strdup(request->type);
	pending->file = request->file;
	pending->answered = answered;
	pending->data = data;
	g_queue_push_tail(&session->waiting, pending);
}

bool
servicenow_session_run(ServicenowSession *session, int fd, int wait_ms)
{
	work(session);
	if (!session->asking && !g_queue_is_empty(&session->waiting)) {
		int64_t left_us = session->paced_us - BURST_US - g_get_monotonic_time();

		wait_ms = (int)CLAMP(left_us / US_PER_MS + 1, 1, wait_ms);
	}
	return http_client_run(session->http, fd, wait_ms);
}
