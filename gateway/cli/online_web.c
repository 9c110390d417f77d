/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/online_web.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "gateway/net/http_client.h"
#include "gateway/util/sanitize.h"

#define WAIT_MS 10000
#define ANSWER_MAX ((size_t)256 * 1024)
#define OURS "frame-ancestors 'none'" /* of our policy, which a proxy leaves alone */

static int
connect_to(const ConfigListen *at)
{
	union {
		struct sockaddr any;
		struct sockaddr_un path;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} address = {0};
	socklen_t size = sizeof address.six;
	const struct timeval wait = {.tv_sec = WAIT_MS / 1000};
	int fd = -1;

	if (at->path != NULL) {
		address.path.sun_family = AF_UNIX;
		g_strlcpy(address.path.sun_path, at->path, sizeof address.path.sun_path);
		size = sizeof address.path;
	} else if (inet_pton(AF_INET, at->host, &address.four.sin_addr) == 1) {
		address.four.sin_family = AF_INET;
		address.four.sin_port = htons(at->port);
		size = sizeof address.four;
	} else {
		address.six.sin6_family = AF_INET6;
		address.six.sin6_port = htons(at->port);
		inet_pton(AF_INET6, at->host, &address.six.sin6_addr);
	}
	fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	if (fd < 0 || connect(fd, &address.any, size) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Whether our page answers there. */
static bool
asks_well(int fd)
{
	static const char ASK[] =
	    "GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	g_autoptr(GString) got = g_string_new(NULL);
	char piece[4096];
	ssize_t n = 0;

	if (send(fd, ASK, strlen(ASK), MSG_NOSIGNAL) != (ssize_t)strlen(ASK))
		return false;
	while (got->len < ANSWER_MAX && (n = recv(fd, piece, sizeof piece, 0)) > 0)
		g_string_append_len(got, piece, n);
	return g_str_has_prefix(got->str, "HTTP/1.1 200 ") && strstr(got->str, OURS) != NULL;
}

static void
tell(GString *out, const char *about, const char *word, const char *text)
{
	g_autofree char *clean = sanitize_line(text);

	g_string_append_printf(out, "%s: %s: %s\n", about, word, clean);
}

typedef struct {
	bool is_sso; /* the proxy may ask for a login of its own */
	bool good;
	char *text; /* own; NULL: nothing came yet */
} Outside;

static void
on_answer(const HttpAnswer *answer, void *data)
{
	Outside *outside = data;
	const char *policy = NULL;

	if (answer->end != HTTP_ANSWERED) {
		outside->text = g_strdup(answer->why);
		return;
	}
	policy = http_answer_header(answer, "content-security-policy");
	if (answer->status == 200 && policy != NULL && strstr(policy, OURS) != NULL) {
		outside->good = true;
		outside->text = g_strdup("the pages answer");
	} else if (outside->is_sso && (answer->status / 100 == 3 || answer->status == 401 ||
					  answer->status == 403)) {
		outside->good = true;
		outside->text = g_strdup_printf(
		    "the proxy asks for a login first (status %ld)", answer->status);
	} else {
		outside->text = g_strdup_printf(
		    "what answers is not our page (status %ld)", answer->status);
	}
}

static void
try_outside(const ConfigWeb *web, const char *ca_file, Outside *outside)
{
	CurlLibrary curl = {0};
	const HttpServer server = {
	    .curl = &curl, .url = web->url, .ca_file = ca_file, .connections = 1};
	const HttpRequest request = {
	    .method = "GET", .path = "/login", .most = ANSWER_MAX, .wait_ms = WAIT_MS};
	g_autoptr(GError) error = NULL;
	g_autoptr(HttpClient) client = NULL;

	if (curl_library_load(&curl, &error))
		client = http_client_new(&server, &error);
	if (client == NULL) {
		outside->text = g_strdup(error->message);
		return;
	}
	http_client_send(client, &request, on_answer, outside);
	while (http_client_busy(client) > 0)
		http_client_run(client, -1, WAIT_MS);
	if (outside->text == NULL)
		outside->text = g_strdup("no answer came");
}

/* false: there is something, and it is not our page. ret_there: whether there is. */
static bool
try_listener(const ConfigWeb *web, GString *out, bool *ret_there)
{
	g_autofree char *at =
	    web->listen.path != NULL
		? g_strdup(web->listen.path)
		: g_strdup_printf("port %u of %s", web->listen.port, web->listen.host);
	int fd = connect_to(&web->listen);
	bool good = false;
	g_autofree char *nobody =
	    g_strdup_printf("nobody listens at %s now: no gateway runs with these pages", at);

	*ret_there = fd >= 0;
	if (fd < 0) {
		tell(out, "web", "not tried", nobody);
		return true;
	}
	good = asks_well(fd);
	close(fd);
	tell(out, "web", good ? "good" : "wrong",
	    good ? at : "what answers there is not our page");
	return good;
}

bool
online_web(const ConfigWeb *web, const char *ca_file, GString *out)
{
	Outside outside = {.is_sso = web->sso_header != NULL};
	/* TLS, and where systemd listens, is tried by the address that people have */
	bool there = web->certificate != NULL || web->listen.by_systemd;
	bool good = there || try_listener(web, out, &there);

	if (!there)
		return good;
	try_outside(web, ca_file, &outside);
	tell(out, web->url, outside.good ? "good" : "wrong", outside.text);
	g_free(outside.text);
	return good && outside.good;
}
