/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libmicrohttpd leaves open is closed here: it takes two lengths and a length beside a coding, accepts nobody any more
 * once it had too many connections unless it is run, and lets a browser drip its request for as long as it likes. A form's
 * connection is closed behind it, and that of whatever was refused, so that nothing is read as a second request that came
 * with it.
 */
#include "gateway/web/http.h"

#include <errno.h>
#include <microhttpd.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/web/http_form.h"
#include "parsers/limits.h"

#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
#define TICK_MS 1000        /* only when it is run libmicrohttpd accepts again after too many */
#define IDLE_S 10           /* of a connection on which nothing comes or goes */
#define ASKING_US 30000000  /* for a request to be here whole, */
#define BYTE_US 16          /* and for each byte of its body: files come by slow lines, too */
#define ANSWER_US 600000000 /* for it to be answered and read */

#define PAGE_POLICY                                                                  \
	"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; " \
	"frame-ancestors 'none'; base-uri 'none'"
#define SCRIPT_POLICY PAGE_POLICY "; script-src 'self'; connect-src 'self'"
#define FILE_POLICY "default-src 'none'; sandbox; frame-ancestors 'none'"

/* A connection, which has one exchange at a time. */
typedef struct {
	struct MHD_Connection *connection; /* foreign */
	int fd;                            /* foreign */
	int64_t since_us; /* it was opened, or its last request was answered; monotonic */
	size_t came;      /* bytes of its request's body */
	bool answers;     /* its request is here whole */
} Line;

struct HttpExchange {
	Http *http;                        /* foreign */
	struct MHD_Connection *connection; /* foreign */
	char *uri;                         /* own; as it came */
	WebRequest request;
	GByteArray *body; /* own; NULL once it was read */
	size_t body_max;
	size_t held;                   /* bytes of it that are here */
	size_t over;                   /* that were too many */
	bool begun;                    /* its head was looked at */
	bool asked;                    /* it was handed on */
	bool waits;                    /* its connection is suspended */
	int status;                    /* of its answer */
	struct MHD_Response *response; /* own; or NULL */
};

struct Http {
	struct MHD_Daemon *daemon; /* own */
	const char *sso_header;    /* foreign */
	bool has_tls;
	HttpEvents events;
	void *data;       /* foreign */
	GPtrArray *lines; /* of Line */
	size_t held;      /* bytes of bodies that are here */
};

/* What libmicrohttpd gives as the first word on a request, whatever else it will find wrong with it. */
static void *
on_uri(void *data, const char *uri, struct MHD_Connection *connection)
{
	HttpExchange *exchange = g_new0(HttpExchange, 1);

	exchange->http = data;
	exchange->connection = connection;
	exchange->uri = g_strdup(uri);
	exchange->request.user = (uid_t)-1;
	http_head_init(&exchange->request.head, exchange->http->sso_header);
	exchange->body = g_byte_array_new();
	return exchange;
}

static void
exchange_free(HttpExchange *exchange)
{
	WebRequest *request = &exchange->request;

	if (exchange->asked)
		exchange->http->events.over(request, exchange->http->data);
	if (exchange->response != NULL)
		MHD_destroy_response(exchange->response);
	g_free(exchange->uri);
	g_free(request->path);
	json_decref(request->query);
	json_decref(request->form);
	g_clear_pointer(&request->files, g_ptr_array_unref);
	http_head_clear(&request->head);
	exchange->http->held -= exchange->held;
	g_clear_pointer(&exchange->body, g_byte_array_unref);
	g_free(exchange);
}

static Line *
line_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info == NULL ? NULL : info->socket_context;
}

static void
on_completed(void *data, struct MHD_Connection *connection, void **context,
    enum MHD_RequestTerminationCode code)
{
	Line *line = line_of(connection);

	(void)data;
	(void)code;
	if (*context != NULL)
		exchange_free(*context);
	*context = NULL;
	if (line != NULL) {
		line->since_us = g_get_monotonic_time();
		line->came = 0;
		line->answers = false;
	}
}

static void
on_connection(void *data, struct MHD_Connection *connection, void **context,
    enum MHD_ConnectionNotificationCode code)
{
	Http *http = data;
	const union MHD_ConnectionInfo *info = NULL;
	Line *line = NULL;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		g_ptr_array_remove_fast(http->lines, *context);
		return;
	}
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	line = g_new0(Line, 1);
	line->connection = connection;
	line->fd = info == NULL ? -1 : info->connect_fd;
	line->since_us = g_get_monotonic_time();
	g_ptr_array_add(http->lines, line);
	*context = line;
}

/* The path and the query are taken apart here alone. */
static size_t
leave_escaped(void *data, struct MHD_Connection *connection, char *text)
{
	(void)data;
	(void)connection;
	return strlen(text);
}

static enum MHD_Result
on_header(void *data, enum MHD_ValueKind kind, const char *name, size_t name_size,
    const char *value, size_t value_size)
{
	(void)kind;
	http_head_add(
	    data, name, name_size, value == NULL ? "" : value, value == NULL ? 0 : value_size);
	return MHD_YES;
}

static uid_t
user_of(int fd)
{
	struct ucred peer = {.uid = (uid_t)-1};
	socklen_t size = sizeof peer;
	struct sockaddr address = {0};
	socklen_t length = sizeof address;

	if (getsockname(fd, &address, &length) != 0 || address.sa_family != AF_UNIX ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		return (uid_t)-1;
	return peer.uid;
}

static bool
take_uri(HttpExchange *exchange)
{
	const char *mark = strchr(exchange->uri, '?');
	size_t length = mark == NULL ? strlen(exchange->uri) : (size_t)(mark - exchange->uri);
	const char *query = mark == NULL ? "" : mark + 1;
	WebRequest *request = &exchange->request;

	request->path = g_strndup(exchange->uri, length);
	request->query = http_form_read(query, strlen(query));
	for (const char *p = exchange->uri; *p != '\0'; p++)
		if (!g_ascii_isgraph(*p))
			return false;
	return request->query != NULL && *request->path == '/';
}

/* How many bytes too many are taken, and thrown away: a browser that is cut off shows no answer. */
static int64_t
over_max(const HttpExchange *exchange)
{
	return exchange->body_max < LIMIT_WEB_FILES ? 0 : LIMIT_WEB_OVER;
}

/* The status with which it is refused for its head, or 0. */
static int
look_at_head(HttpExchange *exchange, const char *method)
{
	WebRequest *request = &exchange->request;
	bool is_get = strcmp(method, MHD_HTTP_METHOD_GET) == 0 ||
		      strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;

	request->is_post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
	MHD_get_connection_values_n(
	    exchange->connection, MHD_HEADER_KIND, on_header, &request->head);
	if (!http_head_is_good(&request->head) || !take_uri(exchange))
		return MHD_HTTP_BAD_REQUEST;
	if (!is_get && !request->is_post)
		return MHD_HTTP_METHOD_NOT_ALLOWED;
	exchange->body_max =
	    is_get ? 0 : exchange->http->events.body_max(request, exchange->http->data);
	if (request->head.length > (int64_t)exchange->body_max + over_max(exchange))
		return MHD_HTTP_CONTENT_TOO_LARGE;
	if (request->head.length > 0 && exchange->http->held + (size_t)request->head.length >
					    LIMIT_WEB_HELD + (size_t)over_max(exchange))
		return MHD_HTTP_SERVICE_UNAVAILABLE;
	return 0;
}

static struct MHD_Response *
response_of(GBytes *body)
{
	GBytes *kept = body == NULL ? g_bytes_new_static("", 0) : g_bytes_ref(body);
	gsize size = 0;
	const void *data = g_bytes_get_data(kept, &size);

	return MHD_create_response_from_buffer_with_free_callback_cls(
	    size, (void *)data, (MHD_ContentReaderFreeCallback)g_bytes_unref, kept);
}

static void
add_cookie(struct MHD_Response *response, const char *secret)
{
	g_autofree char *text =
	    g_strdup_printf(HTTP_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax%s", secret,
		*secret == '\0' ? "; Max-Age=0" : "");

	MHD_add_response_header(response, MHD_HTTP_HEADER_SET_COOKIE, text);
}

/* RFC 6266 with RFC 8187: whatever the name has. */
static void
add_file_name(struct MHD_Response *response, const char *file)
{
	g_autofree char *escaped = http_form_escape(file);
	g_autofree char *text = g_strdup_printf("attachment; filename*=UTF-8''%s", escaped);

	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION, text);
}

static const char *
policy_of(const WebAnswer *answer)
{
	if (answer->file != NULL)
		return FILE_POLICY;
	return answer->has_script ? SCRIPT_POLICY : PAGE_POLICY;
}

static void
add_headers(struct MHD_Response *response, const WebAnswer *answer)
{
	static const char *const ALWAYS[][2] = {
	    {"X-Content-Type-Options", "nosniff"},
	    {"X-Frame-Options", "DENY"},
	    {"Cross-Origin-Opener-Policy", "same-origin"},
	    {"Cross-Origin-Resource-Policy", "same-origin"},
	    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(ALWAYS); i++)
		MHD_add_response_header(response, ALWAYS[i][0], ALWAYS[i][1]);
	MHD_add_response_header(
	    response, "Referrer-Policy", answer->is_secret ? "no-referrer" : "same-origin");
	if (answer->is_secret)
		MHD_add_response_header(response, "X-Robots-Tag", "noindex, nofollow");
	MHD_add_response_header(response, "Content-Security-Policy", policy_of(answer));
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL,
	    answer->lasts ? "public, max-age=3600" : "no-store");
	if (answer->type != NULL)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->type);
	if (answer->location != NULL)
		MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, answer->location);
	if (answer->cookie != NULL)
		add_cookie(response, answer->cookie);
	if (answer->file != NULL)
		add_file_name(response, answer->file);
}

void
http_answer(HttpExchange *exchange, const WebAnswer *answer)
{
	g_assert(exchange->response == NULL);
	exchange->status = answer->status;
	exchange->response = response_of(answer->body);
	add_headers(exchange->response, answer);
	/* a proxy says so itself, where it wants to */
	if (exchange->http->has_tls)
		MHD_add_response_header(exchange->response,
		    MHD_HTTP_HEADER_STRICT_TRANSPORT_SECURITY, "max-age=31536000");
	if (exchange->request.is_post || answer->status >= MHD_HTTP_BAD_REQUEST)
		MHD_add_response_header(
		    exchange->response, MHD_HTTP_HEADER_CONNECTION, "close");
	if (exchange->waits)
		MHD_resume_connection(exchange->connection);
	exchange->waits = false;
}

/* And closes the connection: what comes behind such a head is not looked for. */
static enum MHD_Result
refuse(HttpExchange *exchange, int status)
{
	g_autofree char *text = g_strdup_printf("%d\n", status);
	g_autoptr(GBytes) body = g_bytes_new(text, strlen(text));
	struct MHD_Response *response = response_of(body);
	enum MHD_Result result = MHD_NO;

	add_headers(response, &(WebAnswer){.type = "text/plain; charset=utf-8"});
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
	result = MHD_queue_response(exchange->connection, (unsigned)status, response);
	MHD_destroy_response(response);
	return result;
}

/* false: it is too much, for itself or beside all others. */
static bool
take_body(HttpExchange *exchange, const char *data, size_t *size)
{
	Http *http = exchange->http;
	Line *line = line_of(exchange->connection);
	size_t kept = MIN(*size, exchange->body_max - exchange->body->len);

	exchange->over += *size - kept;
	exchange->request.is_cut = exchange->over > 0;
	if ((int64_t)exchange->over > over_max(exchange) || http->held + kept > LIMIT_WEB_HELD)
		return false;
	g_byte_array_append(exchange->body, (const guint8 *)data, (guint)kept);
	exchange->held += kept;
	http->held += kept;
	if (line != NULL)
		line->came += *size;
	*size = 0;
	return true;
}

static bool
read_form(HttpExchange *exchange)
{
	WebRequest *request = &exchange->request;
	g_autoptr(GBytes) body = g_byte_array_free_to_bytes(g_steal_pointer(&exchange->body));
	gsize size = 0;
	const char *bytes = g_bytes_get_data(body, &size);

	if (!http_multipart_is(request->head.type)) {
		request->form = http_form_read(bytes, size);
		return request->form != NULL;
	}
	request->form = json_object();
	request->files = http_files_new();
	return http_multipart_read(
	    request->head.type, body, request->is_cut, request->form, request->files);
}

/* All of it is here. */
static enum MHD_Result
hand_on(HttpExchange *exchange)
{
	Http *http = exchange->http;
	WebRequest *request = &exchange->request;
	Line *line = line_of(exchange->connection);

	if (request->is_post && !read_form(exchange))
		return refuse(exchange, MHD_HTTP_BAD_REQUEST);
	if (line != NULL) {
		request->user = user_of(line->fd);
		line->answers = true;
		line->since_us = g_get_monotonic_time();
	}
	request->begun_us = g_get_monotonic_time();
	exchange->asked = true;
	http->events.asked(exchange, request, http->data);
	if (exchange->response == NULL) {
		exchange->waits = true;
		MHD_suspend_connection(exchange->connection);
	}
	return MHD_YES;
}

static enum MHD_Result
on_access(void *data, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *upload, size_t *upload_size, void **context)
{
	HttpExchange *exchange = *context;
	int status = 0;

	(void)data;
	(void)url;
	(void)version;
	if (exchange == NULL)
		return MHD_NO;
	if (!exchange->begun) {
		exchange->begun = true;
		status = look_at_head(exchange, method);
		return status == 0 ? MHD_YES : refuse(exchange, status);
	}
	if (*upload_size > 0)
		return take_body(exchange, upload, upload_size) ? MHD_YES : MHD_NO;
	if (!exchange->asked && hand_on(exchange) != MHD_YES)
		return MHD_NO;
	if (!exchange->asked || exchange->waits)
		return MHD_YES;
	return MHD_queue_response(connection, (unsigned)exchange->status, exchange->response);
}

/* The end of a list of options: TLS, where there is a certificate. libmicrohttpd takes PEM texts of its own. */
static void
tls_options(const HttpSettings *settings, struct MHD_OptionItem options[4])
{
	int n = 0;

	if (settings->certificate != NULL) {
		options[n++] = (struct MHD_OptionItem){
		    MHD_OPTION_HTTPS_MEM_CERT, 0, (char *)settings->certificate};
		options[n++] =
		    (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (char *)settings->key};
		options[n++] = (struct MHD_OptionItem){
		    MHD_OPTION_HTTPS_PRIORITIES, 0, (char *)TLS_PRIORITIES};
	}
	options[n] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
}

Http *
http_new(int take_fd, const HttpSettings *settings, const HttpEvents *events, void *data)
{
	Http *http = g_new0(Http, 1);
	struct MHD_OptionItem tls[4];
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
			 (settings->certificate != NULL ? (unsigned)MHD_USE_TLS : 0);

	tls_options(settings, tls);
	http->sso_header = settings->sso_header;
	http->has_tls = settings->certificate != NULL;
	http->events = *events;
	http->data = data;
	http->lines = g_ptr_array_new_with_free_func(g_free);
	http->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_access, http,
	    MHD_OPTION_LISTEN_SOCKET, take_fd, MHD_OPTION_CONNECTION_LIMIT,
	    (unsigned)LIMIT_WEB_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_WEB_HEAD,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_uri, http,
	    MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_NOTIFY_COMPLETED,
	    on_completed, http, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
	    MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
	if (http->daemon != NULL)
		return http;
	close(take_fd);
	http_free(http);
	return NULL;
}

/* Its socket is only closed: MHD_stop_daemon() would shut it down, also for whoever else has it. */
static void
stop(struct MHD_Daemon *daemon)
{
	int fd = MHD_quiesce_daemon(daemon);

	MHD_stop_daemon(daemon);
	if (fd >= 0)
		close(fd);
}

void
http_free(Http *http)
{
	if (http == NULL)
		return;
	if (http->daemon != NULL)
		stop(http->daemon);
	g_ptr_array_unref(http->lines);
	g_free(http);
}

int
http_fd(const Http *http)
{
	return MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

int
http_wait_ms(const Http *http)
{
	MHD_UNSIGNED_LONG_LONG wait_ms = TICK_MS;

	return MHD_get_timeout(http->daemon, &wait_ms) == MHD_YES ? (int)MIN(wait_ms, TICK_MS)
								  : TICK_MS;
}

/* libmicrohttpd sees a line that was shut down as one that the browser closed. */
static void
end_late_lines(Http *http)
{
	int64_t now_us = g_get_monotonic_time();

	for (guint i = 0; i < http->lines->len; i++) {
		const Line *line = http->lines->pdata[i];
		int64_t asking_us = ASKING_US + (int64_t)line->came * BYTE_US;

		if (now_us - line->since_us > (line->answers ? ANSWER_US : asking_us))
			shutdown(line->fd, SHUT_RDWR);
	}
}

void
http_run(Http *http)
{
	end_late_lines(http);
	MHD_run(http->daemon);
}
