/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/ipc/descriptors.h"

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef union {
	struct cmsghdr header;
	char space[CMSG_SPACE(DESCRIPTORS_AT_ONCE * sizeof(int))];
} Control;

bool
descriptors_send(int socket, const int *fds, size_t n_fds)
{
	Control control = {0};
	char byte = 1;
	struct iovec part = {&byte, 1};
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = CMSG_SPACE(n_fds * sizeof *fds)};
	struct cmsghdr *item = CMSG_FIRSTHDR(&message);

	g_assert(n_fds > 0 && n_fds <= DESCRIPTORS_AT_ONCE);
	item->cmsg_level = SOL_SOCKET;
	item->cmsg_type = SCM_RIGHTS;
	item->cmsg_len = CMSG_LEN(n_fds * sizeof *fds);
	memcpy(CMSG_DATA(item), fds, n_fds * sizeof *fds);
	return sendmsg(socket, &message, MSG_NOSIGNAL) == 1;
}

static size_t
take_all(const struct cmsghdr *item, int *fds, size_t most)
{
	size_t came = (item->cmsg_len - CMSG_LEN(0)) / sizeof *fds;
	size_t taken = 0;

	for (size_t i = 0; i < came; i++) {
		int fd = -1;

		memcpy(&fd, CMSG_DATA(item) + i * sizeof fd, sizeof fd);
		if (taken < most)
			fds[taken++] = fd;
		else
			close(fd);
	}
	return taken;
}

int
descriptors_receive(int socket, int *ret_fds, size_t n_fds)
{
	Control control = {0};
	char byte = 0;
	struct iovec part = {&byte, 1};
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = sizeof control};
	size_t taken = 0;
	ssize_t n = 0;

	do {
		n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n != 1)
		return -1;
	for (struct cmsghdr *item = CMSG_FIRSTHDR(&message); item != NULL;
	     item = CMSG_NXTHDR(&message, item))
		if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SCM_RIGHTS)
			taken += take_all(item, ret_fds + taken, n_fds - taken);
	return (int)taken;
}
