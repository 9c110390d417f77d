/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The body of a request is given to libcurl by a function that cannot go back. Where a connection that was kept ends
 * without a byte of an answer libcurl sends the request again by itself, which would do twice what the server did and
 * could not say; it cannot send again what it cannot read again.
 */
#include "gateway/net/http_client.h"

#include <string.h>

#include "gateway/util/error.h"

#define CONNECT_MS 15000L
#define IDLE_S 60L /* a connection that was not used for longer is not used again */
#define HEADERS_MAX 100

struct HttpClient {
	const CurlLibrary *curl; /* foreign */
	CURLM *multi;            /* own */
	char *url;               /* own */
	char *ca_file;           /* own; or NULL */
	bool tls;
	GHashTable *exchanges; /* own; those under way */
};

/* One request under way, and its answer. */
typedef struct {
	HttpClient *client;       /* foreign */
	CURL *easy;               /* own */
	struct curl_slist *lines; /* own */
	GBytes *body;             /* own; or NULL */
	size_t sent;              /* bytes of it */
	size_t most;
	bool too_large;
	HttpAnswer answer; /* its table and array are own */
	HttpAnswered answered;
	void *data; /* foreign */
	char why[CURL_ERROR_SIZE];
} Exchange;

static void
exchange_free(void *data)
{
	Exchange *exchange = data;
	const CurlLibrary *curl = exchange->client->curl;

	curl->multi_remove_handle(exchange->client->multi, exchange->easy);
	curl->easy_cleanup(exchange->easy);
	curl->slist_free_all(exchange->lines);
	g_clear_pointer(&exchange->body, g_bytes_unref);
	g_hash_table_unref(exchange->answer.headers);
	g_byte_array_unref(exchange->answer.body);
	g_free(exchange);
}

static bool
is_loopback(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
	       g_str_has_prefix(host, "127.");
}

static bool
check_url(HttpClient *client, GError **error)
{
	g_autoptr(GUri) uri = g_uri_parse(client->url, G_URI_FLAGS_NONE, NULL);

	if (uri == NULL || g_uri_get_host(uri) == NULL || g_uri_get_userinfo(uri) != NULL ||
	    g_uri_get_path(uri)[0] != '\0' || g_uri_get_query(uri) != NULL ||
	    g_uri_get_fragment(uri) != NULL)
		return error_set(error, GATEWAY_ERROR_CONFIG,
		    "%s is no URL of a server, like https://desk.example", client->url);
	client->tls = strcmp(g_uri_get_scheme(uri), "https") == 0;
	if (client->tls)
		return true;
	if (strcmp(g_uri_get_scheme(uri), "http") == 0 && is_loopback(g_uri_get_host(uri)))
		return true;
	return error_set(error, GATEWAY_ERROR_CONFIG,
	    "%s: anything but https is for this machine alone", client->url);
}

HttpClient *
http_client_new(const HttpServer *server, GError **error)
{
	g_autoptr(HttpClient) client = g_new0(HttpClient, 1);

	client->curl = server->curl;
	client->url = g_strdup(server->url);
	client->ca_file = g_strdup(server->ca_file);
	client->exchanges = g_hash_table_new_full(NULL, NULL, exchange_free, NULL);
	if (!check_url(client, error))
		return NULL;
	client->multi = client->curl->multi_init();
	client->curl->multi_setopt(
	    client->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)server->connections);
	client->curl->multi_setopt(
	    client->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
	return g_steal_pointer(&client);
}

void
http_client_free(HttpClient *client)
{
	if (client == NULL)
		return;
	g_hash_table_unref(client->exchanges);
	if (client->multi != NULL)
		client->curl->multi_cleanup(client->multi);
	g_free(client->url);
	g_free(client->ca_file);
	g_free(client);
}

guint
http_client_busy(const HttpClient *client)
{
	return g_hash_table_size(client->exchanges);
}

const char *
http_answer_header(const HttpAnswer *answer, const char *name)
{
	return g_hash_table_lookup(answer->headers, name);
}

static size_t
give_body(char *buffer, size_t size, size_t count, void *data)
{
	Exchange *exchange = data;
	size_t length = 0;
	const char *bytes = g_bytes_get_data(exchange->body, &length);
	size_t part = MIN(size * count, length - exchange->sent);

	memcpy(buffer, bytes + exchange->sent, part);
	exchange->sent += part;
	return part;
}

static int
never_go_back(void *data, curl_off_t offset, int origin)
{
	(void)data;
	(void)offset;
	(void)origin;
	return CURL_SEEKFUNC_FAIL;
}

static size_t
take_body(char *bytes, size_t size, size_t count, void *data)
{
	Exchange *exchange = data;
	size_t length = size * count;

	if (length > exchange->most - exchange->answer.body->len) {
		exchange->too_large = true;
		return 0;
	}
	g_byte_array_append(exchange->answer.body, (const guint8 *)bytes, (guint)length);
	return length;
}

static size_t
take_header(char *bytes, size_t size, size_t count, void *data)
{
	Exchange *exchange = data;
	size_t length = size * count;
	g_autofree char *line = g_strndup(bytes, length);
	char *value = strchr(line, ':');

	if (g_str_has_prefix(line, "HTTP/")) /* of a head that came before, such as 100 */
		g_hash_table_remove_all(exchange->answer.headers);
	else if (value != NULL && g_hash_table_size(exchange->answer.headers) < HEADERS_MAX) {
		*value = '\0';
		g_hash_table_replace(exchange->answer.headers, g_ascii_strdown(line, -1),
		    g_strdup(g_strstrip(value + 1)));
	}
	return length;
}

static void
set_text(const Exchange *exchange, CURLoption option, const char *text)
{
	exchange->client->curl->easy_setopt(exchange->easy, option, text);
}

static void
set_number(const Exchange *exchange, CURLoption option, long number)
{
	exchange->client->curl->easy_setopt(exchange->easy, option, number);
}

static void
set_pointer(Exchange *exchange, CURLoption option)
{
	exchange->client->curl->easy_setopt(exchange->easy, option, (void *)exchange);
}

static void
set_server(Exchange *exchange, const HttpRequest *request)
{
	const HttpClient *client = exchange->client;
	g_autofree char *url = g_strconcat(client->url, request->path, NULL);

	set_text(exchange, CURLOPT_URL, url);
	set_text(exchange, CURLOPT_PROTOCOLS_STR, client->tls ? "https" : "http");
	set_text(exchange, CURLOPT_PROXY, "");
	if (client->ca_file != NULL)
		set_text(exchange, CURLOPT_CAINFO, client->ca_file);
	set_number(exchange, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	set_number(exchange, CURLOPT_SSL_VERIFYPEER, 1);
	set_number(exchange, CURLOPT_SSL_VERIFYHOST, 2);
	set_number(exchange, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
	set_number(exchange, CURLOPT_PIPEWAIT, 1);
	set_number(exchange, CURLOPT_FOLLOWLOCATION, 0);
	set_number(exchange, CURLOPT_NOSIGNAL, 1);
	set_number(exchange, CURLOPT_MAXAGE_CONN, IDLE_S);
	set_number(exchange, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	set_number(exchange, CURLOPT_TIMEOUT_MS, (long)request->wait_ms);
	set_text(exchange, CURLOPT_ACCEPT_ENCODING, "gzip");
}

static void
add_line(Exchange *exchange, const char *line)
{
	exchange->lines = exchange->client->curl->slist_append(exchange->lines, line);
}

static void
set_request(Exchange *exchange, const HttpRequest *request)
{
	const CurlLibrary *curl = exchange->client->curl;

	for (const char *const *line = request->headers; line != NULL && *line != NULL; line++)
		add_line(exchange, *line);
	if (request->body != NULL) {
		add_line(exchange, "Expect:"); /* a server that knows it not lets us wait */
		set_number(exchange, CURLOPT_POST, 1);
		curl->easy_setopt(exchange->easy, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)g_bytes_get_size(request->body));
		curl->easy_setopt(exchange->easy, CURLOPT_READFUNCTION, give_body);
		curl->easy_setopt(exchange->easy, CURLOPT_SEEKFUNCTION, never_go_back);
		set_pointer(exchange, CURLOPT_READDATA);
	}
	set_text(exchange, CURLOPT_CUSTOMREQUEST, request->method);
	curl->easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, exchange->lines);
	curl->easy_setopt(exchange->easy, CURLOPT_WRITEFUNCTION, take_body);
	set_pointer(exchange, CURLOPT_WRITEDATA);
	curl->easy_setopt(exchange->easy, CURLOPT_HEADERFUNCTION, take_header);
	set_pointer(exchange, CURLOPT_HEADERDATA);
	set_pointer(exchange, CURLOPT_PRIVATE);
	curl->easy_setopt(exchange->easy, CURLOPT_ERRORBUFFER, exchange->why);
}

void
http_client_send(
    HttpClient *client, const HttpRequest *request, HttpAnswered answered, void *data)
{
	Exchange *exchange = g_new0(Exchange, 1);

	exchange->client = client;
	exchange->easy = client->curl->easy_init();
	exchange->body = request->body == NULL ? NULL : g_bytes_ref(request->body);
	exchange->most = request->most;
	exchange->answered = answered;
	exchange->data = data;
	exchange->answer.headers =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	exchange->answer.body = g_byte_array_new();
	set_server(exchange, request);
	set_request(exchange, request);
	g_hash_table_add(client->exchanges, exchange);
	client->curl->multi_add_handle(client->multi, exchange->easy);
}

/* Whether any of the request can have arrived. One that has no body changes nothing. */
static bool
was_sent(const Exchange *exchange)
{
	curl_off_t before_us = 0;

	if (exchange->body != NULL && g_bytes_get_size(exchange->body) > 0)
		return exchange->sent > 0;
	exchange->client->curl->easy_getinfo(
	    exchange->easy, CURLINFO_PRETRANSFER_TIME_T, &before_us);
	return before_us > 0;
}

static void
finish(Exchange *exchange, CURLcode code)
{
	const CurlLibrary *curl = exchange->client->curl;
	HttpAnswer *answer = &exchange->answer;

	curl->easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &answer->status);
	if (code == CURLE_OK)
		answer->end = HTTP_ANSWERED;
	else if (exchange->too_large)
		answer->end = HTTP_TOO_LARGE;
	else
		answer->end = was_sent(exchange) ? HTTP_CUT : HTTP_UNSENT;
	if (exchange->too_large)
		answer->why = "its answer is longer than may be";
	else if (code != CURLE_OK)
		answer->why =
		    exchange->why[0] != '\0' ? exchange->why : curl->easy_strerror(code);
	exchange->answered(answer, exchange->data);
	g_hash_table_remove(exchange->client->exchanges, exchange);
}

/* Whether there were any. */
static bool
tell_answers(HttpClient *client)
{
	bool told = false;
	CURLMsg *message = NULL;
	int left = 0;

	while ((message = client->curl->multi_info_read(client->multi, &left)) != NULL) {
		Exchange *exchange = NULL;
		CURLcode code = message->data.result;

		client->curl->easy_getinfo(
		    message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
		finish(exchange, code);
		told = true;
	}
	return told;
}

bool
http_client_run(HttpClient *client, int fd, int wait_ms)
{
	struct curl_waitfd waiting = {.fd = fd, .events = CURL_WAIT_POLLIN};
	int running = 0;

	client->curl->multi_perform(client->multi, &running);
	if (tell_answers(client)) {
		client->curl->multi_perform(client->multi, &running);
		wait_ms = 0;
	}
	client->curl->multi_poll(client->multi, &waiting, fd < 0 ? 0 : 1, wait_ms, NULL);
	return waiting.revents != 0;
}
