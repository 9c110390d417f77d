/* SPDX-License-Identifier: Apache-2.0 */
/* It speaks in plain text, so that a mail goes to a socket of this machine only. */
#include "gateway/net/clamd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "gateway/net/server_text.h"
#include "gateway/util/error.h"

#define US_PER_MS INT64_C(1000)

typedef struct {
	const ClamdServer *server; /* foreign */
	int fd;                    /* own; -1: none */
	int64_t end_us;            /* when all is to be over, monotonic */
	GString *answer;           /* own; as far as it came */
	bool ended;                /* it sends no more */
} Line;

static void
line_clear(Line *line)
{
	if (line->fd >= 0)
		close(line->fd);
	g_string_free(line->answer, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Line, line_clear)

static bool
fail(const Line *line, const char *why, GError **error)
{
	return error_set(
	    error, GATEWAY_ERROR_TEMPORARY, "clamd at %s: %s", line->server->address, why);
}

/* What of these events there is; 0: its time is over. */
static short
wait_for(const Line *line, short events)
{
	struct pollfd waiting = {.fd = line->fd, .events = events};
	int64_t left_ms = (line->end_us - g_get_monotonic_time()) / US_PER_MS;
	int wait_ms = (int)CLAMP(left_ms, 0, G_MAXINT);
	int ready = line->server->poll == NULL
			? poll(&waiting, 1, wait_ms)
			: line->server->poll(&waiting, 1, wait_ms, line->server->data);

	return ready > 0 ? waiting.revents : 0;
}

static bool
connect_to(Line *line, const struct sockaddr *address, socklen_t size, GError **error)
{
	int failure = 0;
	socklen_t length = sizeof failure;

	line->fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (line->fd < 0)
		return fail(line, g_strerror(errno), error);
	if (connect(line->fd, address, size) == 0)
		return true;
	if (errno != EINPROGRESS)
		return fail(line, g_strerror(errno), error);
	if (wait_for(line, POLLOUT) == 0)
		return fail(line, "it does not answer", error);
	if (getsockopt(line->fd, SOL_SOCKET, SO_ERROR, &failure, &length) == 0 && failure == 0)
		return true;
	return fail(line, g_strerror(failure), error);
}

static bool
connect_path(Line *line, GError **error)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (g_strlcpy(address.sun_path, line->server->address, sizeof address.sun_path) >=
	    sizeof address.sun_path)
		return fail(line, "its path is too long for a socket", error);
	return connect_to(line, (const struct sockaddr *)&address, sizeof address, error);
}

static bool
is_here(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return ntohl(((const struct sockaddr_in *)(const void *)address)
				 ->sin_addr.s_addr) >>
			   24 ==
		       IN_LOOPBACKNET;
	return address->sa_family == AF_INET6 &&
	       IN6_IS_ADDR_LOOPBACK(
		   &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
}

static bool
connect_port(Line *line, GError **error)
{
	const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	const char *colon = strrchr(line->server->address, ':');
	g_autofree char *host =
	    g_strndup(line->server->address, (size_t)(colon - line->server->address));
	struct addrinfo *list = NULL;
	int failure = getaddrinfo(host, colon + 1, &wanted, &list);
	bool good = false;

	if (failure != 0)
		return fail(line, gai_strerror(failure), error);
	good = is_here(list->ai_addr)
		   ? connect_to(line, list->ai_addr, list->ai_addrlen, error)
		   : fail(line, "mails go to a clamd on this machine only", error);
	freeaddrinfo(list);
	return good;
}

/* Whatever has come; an answer ends with a NUL, or with the line. */
static bool
read_some(Line *line, GError **error)
{
	char bytes[CLAMD_ANSWER_MOST];
	ssize_t size = recv(line->fd, bytes, sizeof bytes, 0);

	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (size < 0)
		return fail(line, g_strerror(errno), error);
	line->ended = size == 0 || memchr(bytes, '\0', (size_t)size) != NULL;
	g_string_append_len(line->answer, bytes, (gssize)strnlen(bytes, (size_t)size));
	return line->answer->len <= CLAMD_ANSWER_MOST ||
	       fail(line, "it does not end its answer", error);
}

/* It may answer before it has all: that a mail is too large, and then takes no more of it. */
static bool
send_all(Line *line, const char *bytes, size_t size, GError **error)
{
	while (size > 0 && !line->ended) {
		short ready = wait_for(line, POLLIN | POLLOUT);
		ssize_t sent = 0;

		if (ready == 0)
			return fail(line, "it took too long", error);
		if ((ready & POLLIN) != 0 && !read_some(line, error))
			return false;
		if ((ready & POLLOUT) == 0 || line->ended)
			continue;
		sent = send(line->fd, bytes, size, MSG_NOSIGNAL);
		if (sent < 0 && errno != EAGAIN && errno != EINTR)
			return errno == EPIPE || errno == ECONNRESET ||
			       fail(line, g_strerror(errno), error);
		bytes += MAX(sent, 0);
		size -= (size_t)MAX(sent, 0);
	}
	return true;
}

static bool
read_answer(Line *line, GError **error)
{
	while (!line->ended) {
		if (wait_for(line, POLLIN) == 0)
			return fail(line, "it took too long", error);
		if (!read_some(line, error))
			return false;
	}
	return line->answer->len > 0 || fail(line, "it hung up without an answer", error);
}

static bool
begin(const ClamdServer *server, Line *line, GError **error)
{
	*line = (Line){server, -1, g_get_monotonic_time() + server->wait_ms * US_PER_MS,
	    g_string_new(NULL), false};
	return server->address[0] == '/' ? connect_path(line, error)
					 : connect_port(line, error);
}

bool
clamd_ping(const ClamdServer *server, GError **error)
{
	static const char PING[] = "zPING";
	g_auto(Line) line = {0};

	return begin(server, &line, error) && send_all(&line, PING, sizeof PING, error) &&
	       read_answer(&line, error) &&
	       (strcmp(line.answer->str, "PONG") == 0 ||
		   fail(&line, "what answers is no clamd", error));
}

/* "stream: Eicar-Test-Signature FOUND", "stream: OK", "INSTREAM size limit exceeded. ERROR" */
static ClamdVerdict
read_verdict(char *answer, char **ret_what)
{
	static const char STREAM[] = "stream: ", FOUND[] = " FOUND";
	ClamdVerdict verdict = CLAMD_REFUSED;

	g_strchomp(answer);
	if (g_str_has_prefix(answer, STREAM))
		answer += strlen(STREAM);
	if (strcmp(answer, "OK") == 0)
		return CLAMD_CLEAN;
	if (g_str_has_suffix(answer, FOUND)) {
		answer[strlen(answer) - strlen(FOUND)] = '\0';
		verdict = CLAMD_INFECTED;
	}
	*ret_what = server_text(answer);
	return verdict;
}

bool
clamd_scan(const ClamdServer *server, GBytes *mail, ClamdVerdict *ret_verdict, char **ret_what,
    GError **error)
{
	static const char INSTREAM[] = "zINSTREAM";
	static const guint32 END = 0;
	g_auto(Line) line = {0};
	size_t size = 0;
	const char *bytes = g_bytes_get_data(mail, &size);
	guint32 length = htonl((guint32)size);

	if (!begin(server, &line, error) ||
	    !send_all(&line, INSTREAM, sizeof INSTREAM, error) ||
	    (size > 0 && (!send_all(&line, (const char *)&length, sizeof length, error) ||
			     !send_all(&line, bytes, size, error))) ||
	    !send_all(&line, (const char *)&END, sizeof END, error) ||
	    !read_answer(&line, error))
		return false;
	*ret_what = NULL;
	*ret_verdict = read_verdict(line.answer->str, ret_what);
	return true;
}
