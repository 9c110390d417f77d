/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One datagram: a header, then body and bytes, or the header alone with a sealed memfd that holds both. Nothing that a
 * peer sends is believed: lengths, seals, sizes, the body's form and the number of descriptors are checked.
 */
#define G_LOG_DOMAIN "casegate"
#include "gateway/ipc/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define DESCRIPTORS_MAX 4 /* room to notice and close what was not asked for */

typedef struct {
	guint32 type;
	guint32 body;  /* its length */
	guint32 bytes; /* their length; they stand behind the body, at the next multiple of 8 */
	guint32 memory; /* 1: in a memfd */
} Header;

/* A frame that is to be sent. */
typedef struct {
	Header header;
	GVariant *body; /* own */
	GBytes *bytes;  /* own; or NULL */
	int memory;     /* own; -1: none */
} Parcel;

struct Channel {
	int fd; /* own */
	bool blocking;
	GQueue queue; /* of Parcel */
	char *buffer; /* own; what one datagram holds */
};

G_DEFINE_QUARK(casegate - channel, channel_error)

#define DATAGRAM_MAX (sizeof(Header) + CHANNEL_INLINE_MAX + 8)

void
frame_free(Frame *frame)
{
	if (frame == NULL)
		return;
	g_clear_pointer(&frame->body, g_variant_unref);
	g_clear_pointer(&frame->bytes, g_bytes_unref);
	g_free(frame);
}

static void
parcel_free(Parcel *parcel)
{
	g_variant_unref(parcel->body);
	g_clear_pointer(&parcel->bytes, g_bytes_unref);
	if (parcel->memory >= 0)
		close(parcel->memory);
	g_free(parcel);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Parcel, parcel_free)

Channel *
channel_new(int take_fd, bool blocking)
{
	Channel *channel = g_new0(Channel, 1);
	int flags = fcntl(take_fd, F_GETFL);

	channel->fd = take_fd;
	channel->blocking = blocking;
	channel->buffer = g_malloc(DATAGRAM_MAX);
	g_queue_init(&channel->queue);
	fcntl(take_fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
	return channel;
}

void
channel_free(Channel *channel)
{
	if (channel == NULL)
		return;
	g_queue_clear_full(&channel->queue, (GDestroyNotify)parcel_free);
	close(channel->fd);
	g_free(channel->buffer);
	g_free(channel);
}

int
channel_fd(const Channel *channel)
{
	return channel->fd;
}

size_t
channel_waiting(const Channel *channel)
{
	return channel->queue.length;
}

static bool
fail(GError **error, ChannelError code, const char *text)
{
	g_set_error_literal(error, CHANNEL_ERROR, (int)code, text);
	return false;
}

static bool
fail_errno(GError **error, const char *what)
{
	g_set_error(
	    error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED, "%s: %s", what, g_strerror(errno));
	return false;
}

static size_t
aligned(size_t length)
{
	return (length + 7) & ~(size_t)7;
}

static bool
write_at(int fd, const void *data, size_t length, off_t at)
{
	while (length > 0) {
		ssize_t n = pwrite(fd, data, length, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data = (const char *)data + n;
		length -= (size_t)n;
		at += n;
	}
	return true;
}

/* Moves the parcel's content into a sealed memfd. */
static bool
parcel_to_memory(Parcel *parcel, GError **error)
{
	size_t length = 0;
	const void *data =
	    parcel->bytes == NULL ? NULL : g_bytes_get_data(parcel->bytes, &length);

	parcel->memory = memfd_create("casegate", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (parcel->memory < 0)
		return fail_errno(error, "memfd_create");
	if (!write_at(
		parcel->memory, g_variant_get_data(parcel->body), parcel->header.body, 0) ||
	    !write_at(parcel->memory, data, length, (off_t)aligned(parcel->header.body)) ||
	    fcntl(parcel->memory, F_ADD_SEALS, SEALS) < 0)
		return fail_errno(error, "memfd");
	parcel->header.memory = 1;
	return true;
}

static Parcel *
parcel_new(FrameType type, GVariant *body, GBytes *bytes, GError **error)
{
	g_autoptr(Parcel) parcel = g_new0(Parcel, 1);
	size_t length = bytes == NULL ? 0 : g_bytes_get_size(bytes);
	size_t body_length = 0;

	parcel->memory = -1;
	parcel->body = g_variant_ref_sink(body);
	parcel->bytes = bytes == NULL ? NULL : g_bytes_ref(bytes);
	body_length = g_variant_get_size(parcel->body);
	g_assert(g_variant_is_of_type(parcel->body, frame_form(type)));
	if (!frame_fits((guint32)type, body_length, length)) {
		fail(error, CHANNEL_ERROR_NONSENSE, "a frame is too large to be sent");
		return NULL;
	}
	parcel->header = (Header){(guint32)type, (guint32)body_length, (guint32)length, 0};
	if (aligned(body_length) + length > CHANNEL_INLINE_MAX &&
	    !parcel_to_memory(parcel, error))
		return NULL;
	return g_steal_pointer(&parcel);
}

static void
attach_descriptor(struct msghdr *message, void *control, size_t control_length, int fd)
{
	struct cmsghdr *item = NULL;

	message->msg_control = control;
	message->msg_controllen = control_length;
	item = CMSG_FIRSTHDR(message);
	item->cmsg_level = SOL_SOCKET;
	item->cmsg_type = SCM_RIGHTS;
	item->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(item), &fd, sizeof fd);
}

/* 1: sent; 0: the peer is slow; -1: it is gone. */
static int
parcel_send(int fd, const Parcel *parcel)
{
	static const char PADDING[8];
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {0};
	size_t length = 0;
	const void *data =
	    parcel->bytes == NULL ? NULL : g_bytes_get_data(parcel->bytes, &length);
	struct iovec parts[] = {
	    {(void *)&parcel->header, sizeof parcel->header},
	    {(void *)g_variant_get_data(parcel->body), parcel->header.body},
	    {(void *)PADDING, aligned(parcel->header.body) - parcel->header.body},
	    {(void *)data, length},
	};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = parcel->memory >= 0 ? 1 : 4};
	ssize_t n = 0;

	if (parcel->memory >= 0)
		attach_descriptor(&message, &control, sizeof control, parcel->memory);
	do {
		n = sendmsg(fd, &message, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	if (n >= 0)
		return 1;
	return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
}

bool
channel_flush(Channel *channel, GError **error)
{
	Parcel *parcel = NULL;

	while ((parcel = g_queue_peek_head(&channel->queue)) != NULL) {
		int sent = parcel_send(channel->fd, parcel);

		if (sent < 0)
			return fail_errno(error, "send");
		if (sent == 0)
			return true;
		parcel_free(g_queue_pop_head(&channel->queue));
	}
	return true;
}

bool
channel_send(Channel *channel, FrameType type, GVariant *body, GBytes *bytes, GError **error)
{
	g_autoptr(Parcel) parcel = parcel_new(type, body, bytes, error);

	if (parcel == NULL)
		return false;
	if (channel->queue.length >= CHANNEL_QUEUE_MAX)
		return fail(
		    error, CHANNEL_ERROR_FULL, "the peer does not read what it is sent");
	g_queue_push_tail(&channel->queue, g_steal_pointer(&parcel));
	return channel_flush(channel, error);
}

/* Closes every descriptor that came; gives the only one when exactly one was allowed and came. */
static int
take_descriptor(struct msghdr *message, bool allowed)
{
	int kept = -1;

	for (struct cmsghdr *item = CMSG_FIRSTHDR(message); item != NULL;
	     item = CMSG_NXTHDR(message, item)) {
		size_t n = (item->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (item->cmsg_level != SOL_SOCKET || item->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < n; i++) {
			int fd = -1;

			memcpy(&fd, CMSG_DATA(item) + i * sizeof fd, sizeof fd);
			if (allowed && kept < 0)
				kept = fd;
			else
				close(fd);
		}
	}
	return kept;
}

typedef struct {
	void *address;
	size_t length;
} Mapping;

static void
mapping_free(void *data)
{
	Mapping *mapping = data;

	munmap(mapping->address, mapping->length);
	g_free(mapping);
}

/* The content of a memfd that nobody can change any more, or NULL. Takes the descriptor. */
static GBytes *
map_memory(int take_fd, size_t expected)
{
	struct stat status = {0};
	int seals = fcntl(take_fd, F_GET_SEALS);
	Mapping *mapping = NULL;
	void *address = MAP_FAILED;

	if (seals >= 0 && (seals & SEALS) == SEALS && fstat(take_fd, &status) == 0 &&
	    (guint64)status.st_size == expected && expected > 0)
		address = mmap(NULL, expected, PROT_READ, MAP_PRIVATE, take_fd, 0);
	close(take_fd);
	if (address == MAP_FAILED)
		return NULL;
	mapping = g_new(Mapping, 1);
	*mapping = (Mapping){address, expected};
	return g_bytes_new_with_free_func(address, expected, mapping_free, mapping);
}

/* The body as a value in normal form, or NULL when the bytes are not one of this form. */
static GVariant *
read_body(const GVariantType *form, GBytes *content, size_t length)
{
	g_autoptr(GBytes) part = g_bytes_new_from_bytes(content, 0, length);
	g_autoptr(GVariant) body =
	    g_variant_ref_sink(g_variant_new_from_bytes(form, part, false));

	return g_variant_is_normal_form(body) ? g_steal_pointer(&body) : NULL;
}

/* Where body and bytes stand together: in the datagram or in a memfd. */
static GBytes *
frame_content(Channel *channel, const Header *header, size_t received, int take_memory)
{
	size_t whole = aligned(header->body) + header->bytes;

	if (header->memory == 0) {
		if (take_memory >= 0)
			close(take_memory);
		if (received != sizeof *header + whole)
			return NULL;
		return g_bytes_new(channel->buffer + sizeof *header, whole);
	}
	if (take_memory < 0)
		return NULL;
	/* the last bytes of a memfd are not padded when nothing follows the body */
	return map_memory(take_memory, header->bytes > 0 ? whole : header->body);
}

static Frame *
frame_from(Channel *channel, const Header *header, size_t received, int take_memory)
{
	g_autoptr(GBytes) content = NULL;
	g_autoptr(Frame) frame = g_new0(Frame, 1);
	const GVariantType *form = frame_form(header->type);

	if (form == NULL || !frame_fits(header->type, header->body, header->bytes)) {
		if (take_memory >= 0)
			close(take_memory);
		return NULL;
	}
	content = frame_content(channel, header, received, take_memory);
	if (content == NULL)
		return NULL;
	frame->type = (FrameType)header->type;
	frame->body = read_body(form, content, header->body);
	if (frame->body == NULL)
		return NULL;
	if (header->bytes == 0)
		frame->bytes = g_bytes_new_static("", 0);
	else
		frame->bytes =
		    g_bytes_new_from_bytes(content, aligned(header->body), header->bytes);
	return g_steal_pointer(&frame);
}

static ssize_t
receive_datagram(Channel *channel, int *ret_memory)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(DESCRIPTORS_MAX * sizeof(int))];
	} control;
	struct iovec part = {channel->buffer, DATAGRAM_MAX};
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = sizeof control};
	Header header = {0};
	ssize_t n = 0;

	/* a peer that ended without having read all it was sent: told once, before what it said last */
	do {
		n = recvmsg(channel->fd, &message, MSG_CMSG_CLOEXEC);
	} while (n < 0 && (errno == EINTR || errno == ECONNRESET));
	if (n < 0)
		return n;
	if ((size_t)n >= sizeof header)
		memcpy(&header, channel->buffer, sizeof header);
	*ret_memory = take_descriptor(&message, header.memory == 1);
	/* a datagram longer than any of ours cannot be read right: its length will not match */
	return n;
}

ChannelResult
channel_receive(Channel *channel, Frame **ret_frame, GError **error)
{
	g_autoptr(Frame) frame = NULL;
	Header header = {0};
	int memory = -1;
	ssize_t n = receive_datagram(channel, &memory);

	if (n == 0)
		return CHANNEL_CLOSED;
	if (n < 0) {
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return CHANNEL_NOTHING;
		fail_errno(error, "receive");
		return CHANNEL_BAD;
	}
	if ((size_t)n >= sizeof header) {
		memcpy(&header, channel->buffer, sizeof header);
		frame = frame_from(channel, &header, (size_t)n, memory);
	}
	if (frame == NULL) {
		fail(error, CHANNEL_ERROR_NONSENSE, "the peer sent what is no frame");
		return CHANNEL_BAD;
	}
	*ret_frame = g_steal_pointer(&frame);
	return CHANNEL_FRAME;
}
