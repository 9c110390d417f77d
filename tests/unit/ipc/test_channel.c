/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/ipc/channel.h"

static void
make_pair(Channel **ret_a, Channel **ret_b)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	*ret_a = channel_new(ends[0], false);
	*ret_b = channel_new(ends[1], false);
}

static GBytes *
pattern(size_t length)
{
	char *bytes = g_malloc(length);

	for (size_t i = 0; i < length; i++)
		bytes[i] = (char)(i * 31 + i / 251);
	return g_bytes_new_take(bytes, length);
}

static void
frames_arrive_as_they_were_sent(void **state)
{
	static const size_t LENGTHS[] = {0, 1, 5000, CHANNEL_INLINE_MAX - 40,
	    CHANNEL_INLINE_MAX, CHANNEL_INLINE_MAX + 1, 20 * 1024 * 1024};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(LENGTHS); i++) {
		g_autoptr(Channel) a = NULL;
		g_autoptr(Channel) b = NULL;
		g_autoptr(Frame) frame = NULL;
		g_autoptr(GBytes) sent = pattern(LENGTHS[i]);
		const char *key = NULL;
		gint64 size = 0;

		make_pair(&a, &b);
		assert_true(channel_send(a, FRAME_MAIL,
		    g_variant_new("(sxbx)", "17.4", (gint64)9, true, (gint64)5), sent, NULL));
		assert_int_equal(channel_receive(b, &frame, NULL), CHANNEL_FRAME);
		assert_int_equal(frame->type, FRAME_MAIL);
		g_variant_get(frame->body, "(&sxbx)", &key, &size, NULL, NULL);
		assert_string_equal(key, "17.4");
		assert_int_equal(size, 9);
		assert_true(g_bytes_equal(frame->bytes, sent));
	}
}

static void
large_bodies_travel_too(void **state)
{
	g_autoptr(Channel) a = NULL;
	g_autoptr(Channel) b = NULL;
	g_autoptr(Frame) frame = NULL;
	g_autofree char *text = g_strnfill(300000, 'x');
	const char *came = NULL;

	(void)state;
	make_pair(&a, &b);
	assert_true(channel_send(a, FRAME_REPLY, g_variant_new("(is)", 0, text), NULL, NULL));
	assert_int_equal(channel_receive(b, &frame, NULL), CHANNEL_FRAME);
	g_variant_get(frame->body, "(i&s)", NULL, &came);
	assert_string_equal(came, text);
	assert_int_equal(g_bytes_get_size(frame->bytes), 0);
}

static void
a_slow_peer_is_waited_for_up_to_a_bound(void **state)
{
	g_autoptr(Channel) a = NULL;
	g_autoptr(Channel) b = NULL;
	g_autoptr(GBytes) bytes = pattern(30000);
	g_autoptr(GError) error = NULL;
	int sent = 0;
	int came = 0;

	(void)state;
	make_pair(&a, &b);
	while (channel_send(a, FRAME_READ, g_variant_new("(x)", (gint64)sent), bytes, &error))
		sent++;
	assert_true(g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_FULL));
	assert_true(sent >= CHANNEL_QUEUE_MAX);
	while (came < sent) {
		g_autoptr(Frame) frame = NULL;
		gint64 id = -1;

		assert_true(channel_flush(a, NULL));
		assert_int_equal(channel_receive(b, &frame, NULL), CHANNEL_FRAME);
		g_variant_get(frame->body, "(x)", &id);
		assert_int_equal(id, came++);
	}
	assert_int_equal(channel_waiting(a), 0);
}

static void
a_closed_peer_is_noticed(void **state)
{
	g_autoptr(Channel) a = NULL;
	Channel *b = NULL;
	g_autoptr(Frame) frame = NULL;
	g_autoptr(GError) error = NULL;

	(void)state;
	make_pair(&a, &b);
	assert_int_equal(channel_receive(a, &frame, NULL), CHANNEL_NOTHING);
	channel_free(b);
	assert_int_equal(channel_receive(a, &frame, NULL), CHANNEL_CLOSED);
	assert_false(channel_send(a, FRAME_HEARD, g_variant_new("()"), NULL, &error));
	assert_true(g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED));
}

/* The header as it stands on the wire: type, body length, bytes length, memory. */
/* Although it left something unread: an answer that is not heard is a letter that is sent twice. */
static void
what_a_peer_said_last_is_heard(void **state)
{
	g_autoptr(Channel) a = NULL;
	g_autoptr(Channel) b = NULL;

	(void)state;
	make_pair(&a, &b);
	for (gint64 id = 1; id <= 3; id++) {
		assert_true(channel_send(a, FRAME_READ, g_variant_new("(x)", id), NULL, NULL));
		assert_true(
		    channel_send(b, FRAME_MESSAGE, g_variant_new("(x)", id), NULL, NULL));
	}
	g_clear_pointer(&b, channel_free);
	for (gint64 id = 1; id <= 3; id++) {
		g_autoptr(Frame) frame = NULL;
		gint64 told = 0;

		assert_int_equal(channel_receive(a, &frame, NULL), CHANNEL_FRAME);
		g_variant_get(frame->body, "(x)", &told);
		assert_int_equal(told, id);
	}
	assert_int_equal(channel_receive(a, NULL, NULL), CHANNEL_CLOSED);
}

static void
nonsense_is_refused(void **state)
{
	static const struct {
		const char *what;
		guint32 words[4];
		size_t tail;
	} ROWS[] = {
	    {"no such type", {9999, 0, 0, 0}, 0},
	    {"type 0", {0, 0, 0, 0}, 0},
	    {"a body shorter than said", {FRAME_READ, 8, 0, 0}, 4},
	    {"a body of another form", {FRAME_MAIL, 8, 0, 0}, 8},
	    {"bytes longer than said", {FRAME_HEARD, 1, 3, 0}, 200},
	    {"a memfd that did not come", {FRAME_READ, 8, 0, 1}, 0},
	    {"lengths that overflow", {FRAME_READ, 0xffffffff, 0xffffffff, 0}, 16},
	    {"bytes with a type that has none", {FRAME_HEARD, 1, 8, 0}, 16},
	    {"a body larger than its type has", {FRAME_READ, 16, 0, 0}, 16},
	    {"a mail larger than any", {FRAME_MAIL, 8, 0x03000000, 1}, 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		char datagram[256] = {0};
		int ends[2];
		g_autoptr(Channel) channel = NULL;
		g_autoptr(Frame) frame = NULL;
		g_autoptr(GError) error = NULL;

		assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
		channel = channel_new(ends[0], false);
		memcpy(datagram, ROWS[i].words, sizeof ROWS[i].words);
		assert_true(
		    send(ends[1], datagram, sizeof ROWS[i].words + ROWS[i].tail, 0) > 0);
		if (channel_receive(channel, &frame, &error) != CHANNEL_BAD)
			fail_msg("%s was taken", ROWS[i].what);
		assert_true(g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_NONSENSE));
		close(ends[1]);
	}
}

static void
send_descriptor(int socket, int fd, guint32 length)
{
	guint32 words[4] = {FRAME_READ, 8, length, 1};
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct iovec part = {words, sizeof words};
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = sizeof control};
	struct cmsghdr *item = CMSG_FIRSTHDR(&message);

	item->cmsg_level = SOL_SOCKET;
	item->cmsg_type = SCM_RIGHTS;
	item->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(item), &fd, sizeof fd);
	assert_true(sendmsg(socket, &message, 0) > 0);
}

static void
only_sealed_memory_of_the_right_size_is_mapped(void **state)
{
	static const struct {
		int seals;
		guint32 length; /* said; there are 100 bytes behind the body */
		ChannelResult result;
	} ROWS[] = {
	    {F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE, 100, CHANNEL_FRAME},
	    {F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE, 101, CHANNEL_BAD},
	    {F_SEAL_SHRINK | F_SEAL_GROW, 100, CHANNEL_BAD},
	    {0, 100, CHANNEL_BAD},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		int memory = memfd_create("test", MFD_ALLOW_SEALING);
		int ends[2];
		g_autoptr(Channel) channel = NULL;
		g_autoptr(Frame) frame = NULL;

		assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
		channel = channel_new(ends[0], false);
		assert_int_equal(ftruncate(memory, 108), 0);
		if (ROWS[i].seals != 0)
			assert_int_equal(fcntl(memory, F_ADD_SEALS, ROWS[i].seals), 0);
		send_descriptor(ends[1], memory, ROWS[i].length);
		assert_int_equal(channel_receive(channel, &frame, NULL), ROWS[i].result);
		close(memory);
		close(ends[1]);
	}
}

static void
what_its_type_cannot_hold_is_not_sent(void **state)
{
	g_autoptr(Channel) a = NULL;
	g_autoptr(Channel) b = NULL;
	g_autoptr(GBytes) bytes = pattern(100);
	g_autoptr(GError) error = NULL;
	g_autofree char *long_words = g_strnfill(10000, 'x');

	(void)state;
	make_pair(&a, &b);
	assert_false(channel_send(a, FRAME_HEARD, g_variant_new("()"), bytes, &error));
	assert_true(g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_NONSENSE));
	assert_false(
	    channel_send(a, FRAME_OPENED, g_variant_new("(s)", long_words), NULL, NULL));
	assert_true(channel_send(a, FRAME_HEARD, g_variant_new("()"), NULL, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(frames_arrive_as_they_were_sent),
	    cmocka_unit_test(large_bodies_travel_too),
	    cmocka_unit_test(a_slow_peer_is_waited_for_up_to_a_bound),
	    cmocka_unit_test(a_closed_peer_is_noticed),
	    cmocka_unit_test(what_a_peer_said_last_is_heard),
	    cmocka_unit_test(nonsense_is_refused),
	    cmocka_unit_test(what_its_type_cannot_hold_is_not_sent),
	    cmocka_unit_test(only_sealed_memory_of_the_right_size_is_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
