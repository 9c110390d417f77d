/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/web_listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
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

int
web_listener_open(const ConfigListen *at, GError **error)
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
