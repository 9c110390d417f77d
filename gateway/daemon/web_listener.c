/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/web_listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "gateway/util/error.h"

#define BACKLOG 512

typedef union {
	struct sockaddr any;
	struct sockaddr_un path;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
} Address;

/* Its size, or 0: it is none. */
static socklen_t
address_of(const ConfigListen *at, Address *ret)
{
	memset(ret, 0, sizeof *ret);
	if (at->path != NULL) {
		ret->path.sun_family = AF_UNIX;
		g_strlcpy(ret->path.sun_path, at->path, sizeof ret->path.sun_path);
		return sizeof ret->path;
	}
	ret->four.sin_port = htons(at->port);
	if (inet_pton(AF_INET, at->host, &ret->four.sin_addr) == 1) {
		ret->four.sin_family = AF_INET;
		return sizeof ret->four;
	}
	memset(ret, 0, sizeof *ret);
	ret->six.sin6_family = AF_INET6;
	ret->six.sin6_port = htons(at->port);
	return inet_pton(AF_INET6, at->host, &ret->six.sin6_addr) == 1 ? sizeof ret->six : 0;
}

/* Nothing but a socket is taken away. */
static void
make_room(const ConfigListen *at)
{
	struct stat status = {0};

	if (at->path != NULL && lstat(at->path, &status) == 0 && S_ISSOCK(status.st_mode))
		unlink(at->path);
}

/* The first socket of our name that systemd gave us; -1: it gave none. */
static int
find_given(void)
{
	g_auto(GStrv) names = NULL;
	int n = sd_listen_fds_with_names(0, &names);

	for (int i = 0; i < n; i++)
		if (g_str_has_prefix(names[i], WEB_LISTENER_NAME) &&
		    sd_is_socket(SD_LISTEN_FDS_START + i, AF_UNSPEC, SOCK_STREAM, 1) > 0)
			return SD_LISTEN_FDS_START + i;
	return -1;
}

/* Whether nobody but this machine reaches it. */
static bool
is_ours_alone(int fd)
{
	Address address = {0};
	socklen_t size = sizeof address;

	if (getsockname(fd, &address.any, &size) != 0)
		return false;
	switch (address.any.sa_family) {
	case AF_UNIX:
		return true;
	case AF_INET:
		return ntohl(address.four.sin_addr.s_addr) >> 24 == 127;
	case AF_INET6:
		return IN6_IS_ADDR_LOOPBACK(&address.six.sin6_addr);
	default:
		return false;
	}
}

static int
take_given(bool tls, GError **error)
{
	int given = find_given();
	int fd = -1;

	if (given < 0) {
		error_set(error, GATEWAY_ERROR_TEMPORARY,
		    "systemd gave no socket: casegate-web.socket is not started, or the "
		    "gateway was before it");
		return -1;
	}
	if (!tls && !is_ours_alone(given)) {
		error_set(error, GATEWAY_ERROR_TEMPORARY,
		    "the socket of systemd is reached from elsewhere, and there is no "
		    "certificate: nothing is said in the clear");
		return -1;
	}
	fd = fcntl(given, F_DUPFD_CLOEXEC, 0);
	if (fd >= 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0)
		return fd;
	error_set(
	    error, GATEWAY_ERROR_TEMPORARY, "the socket of systemd: %s", g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static int
open_at(const ConfigListen *at, GError **error)
{
	static const int yes = 1;
	Address address;
	socklen_t size = address_of(at, &address);
	int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	make_room(at);
	if (fd >= 0 && at->path == NULL)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (fd >= 0 && size > 0 && bind(fd, &address.any, size) == 0 &&
	    (at->path == NULL || chmod(at->path, 0666) == 0) && listen(fd, BACKLOG) == 0)
		return fd;
	if (at->path != NULL)
		error_set(error, GATEWAY_ERROR_TEMPORARY, "cannot listen at %s: %s", at->path,
		    g_strerror(errno));
	else
		error_set(error, GATEWAY_ERROR_TEMPORARY, "cannot listen at port %u of %s: %s",
		    at->port, at->host, g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

int
web_listener_open(const ConfigListen *at, bool tls, GError **error)
{
	return at->by_systemd ? take_given(tls, error) : open_at(at, error);
}
