/* SPDX-License-Identifier: Apache-2.0 */
/* The seed decides all, so that what a test found is found again: some frames, good and bad, then an end. */
#include <config.h>

#include "gateway/workers/hostile.h"

#ifdef FAILPOINTS

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define FRAMES_MOST 12
#define RAW_MOST 70000
#define DESCRIPTORS 3
#define LINES 30000
#define KEYS 20000

typedef struct {
	Channel *channel; /* foreign */
	GRand *dice;      /* own */
	gint64 id;
	GBytes *honest; /* foreign, or NULL */
} Hostile;

static guint32
dice(const Hostile *hostile, guint32 sides)
{
	return (guint32)g_rand_int_range(hostile->dice, 0, (gint32)sides);
}

static gint64
number(const Hostile *hostile)
{
	const gint64 numbers[] = {hostile->id, hostile->id + 1, -hostile->id, 0, -1, G_MAXINT64,
	    G_MININT64, G_MAXUINT32, (gint64)1 << 40};

	return numbers[dice(hostile, G_N_ELEMENTS(numbers))];
}

static const char *
words(const Hostile *hostile)
{
	static const char *const WORDS[] = {"", "x", "\x1b[2J\nerror: casegate: forged", "%s%n",
	    "../../state/key", "17.4", "\xe2\x80\xae"};

	return WORDS[dice(hostile, G_N_ELEMENTS(WORDS))];
}

static GVariant *
strings(const Hostile *hostile)
{
	GVariantBuilder list;
	guint32 count = dice(hostile, 2) == 0 ? dice(hostile, 4) : dice(hostile, KEYS);

	g_variant_builder_init(&list, G_VARIANT_TYPE("as"));
	for (guint32 i = 0; i < count; i++)
		g_variant_builder_add(&list, "s", words(hostile));
	return g_variant_builder_end(&list);
}

/* Of the form that its type has. */
static GVariant *
formed(const Hostile *hostile, FrameType type)
{
	const char *form = g_variant_type_peek_string(frame_form(type));

	if (strncmp(form, "(ys)", 4) == 0)
		return g_variant_new("(ys)", dice(hostile, 256), words(hostile));
	if (strncmp(form, "(sxbx)", 6) == 0)
		return g_variant_new("(sxbx)", words(hostile), number(hostile),
		    dice(hostile, 2), number(hostile));
	if (strncmp(form, "(as)", 4) == 0)
		return g_variant_new("(@as)", strings(hostile));
	if (strncmp(form, "(xys)", 5) == 0)
		return g_variant_new(
		    "(xys)", number(hostile), dice(hostile, 256), words(hostile));
	if (strncmp(form, "(xs)", 4) == 0)
		return g_variant_new("(xs)", number(hostile), words(hostile));
	if (strncmp(form, "(is)", 4) == 0)
		return g_variant_new("(is)", (gint32)number(hostile), words(hostile));
	if (strncmp(form, "(s)", 3) == 0)
		return g_variant_new("(s)", words(hostile));
	if (strncmp(form, "(x)", 3) == 0)
		return g_variant_new("(x)", number(hostile));
	return strcmp(form, "()") == 0 ? g_variant_new("()") : NULL;
}

static GBytes *
some_bytes(const Hostile *hostile)
{
	gsize size = 0;
	const guint8 *honest = NULL;
	guint8 *bytes = NULL;

	if (hostile->honest == NULL || dice(hostile, 4) == 0) {
		size = dice(hostile, 100000);
		bytes = g_malloc0(size + 1);
		for (gsize i = 0; i < size; i++)
			bytes[i] = (guint8)dice(hostile, 256);
		return g_bytes_new_take(bytes, size);
	}
	honest = g_bytes_get_data(hostile->honest, &size);
	bytes = g_memdup2(honest, size);
	for (guint32 i = dice(hostile, 8); size > 0 && i > 0; i--)
		bytes[dice(hostile, (guint32)size)] = (guint8)dice(hostile, 256);
	return g_bytes_new_take(bytes, size > 0 && dice(hostile, 4) == 0 ? size / 2 : size);
}

/* Types that the gateway knows; half of the time that of an honest answer. */
static void
send_formed(const Hostile *hostile)
{
	FrameType type = dice(hostile, 2) == 0
			     ? FRAME_MESSAGE
			     : (FrameType)(FRAME_SETTINGS + dice(hostile, FRAME_PROGRESS));
	GVariant *body = formed(hostile, type);
	g_autoptr(GBytes) bytes = some_bytes(hostile);

	if (body != NULL)
		channel_send(
		    hostile->channel, type, body, dice(hostile, 3) == 0 ? NULL : bytes, NULL);
}

static void
send_flood(const Hostile *hostile)
{
	FrameType type = dice(hostile, 2) == 0 ? FRAME_LOG : FRAME_HEARD;

	for (int i = 0; i < LINES; i++)
		if (!channel_send(hostile->channel, type, formed(hostile, type), NULL, NULL))
			return;
}

static guint32
length(const Hostile *hostile)
{
	const guint32 lengths[] = {0, 1, 7, 8, 9, 64, 4096, 65536, 50331648, 50331649,
	    G_MAXINT32, G_MAXUINT32 - 7, G_MAXUINT32};

	return lengths[dice(hostile, G_N_ELEMENTS(lengths))];
}

/* A file in memory as no honest peer makes it: of another size, or not sealed whole. */
static int
odd_memory(const Hostile *hostile)
{
	int fd = memfd_create("hostile", MFD_ALLOW_SEALING);

	if (fd >= 0 && ftruncate(fd, dice(hostile, 100000)) == 0)
		fcntl(fd, F_ADD_SEALS, (int)dice(hostile, 16));
	return fd;
}

static void
send_raw(const Hostile *hostile)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
	} control = {0};
	guint32 header[4] = {
	    dice(hostile, 30), length(hostile), length(hostile), dice(hostile, 3)};
	g_autofree guint8 *raw = g_malloc0(RAW_MOST);
	struct iovec part = {
	    raw, dice(hostile, 3) == 0 ? dice(hostile, 20) : dice(hostile, RAW_MOST - 1) + 1};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	int count = (int)dice(hostile, DESCRIPTORS + 1);
	int fds[DESCRIPTORS] = {-1, -1, -1};

	memcpy(raw, header, sizeof header);
	for (int i = 0; i < count; i++)
		fds[i] = odd_memory(hostile);
	if (count > 0) {
		struct cmsghdr *item = NULL;

		message.msg_control = &control;
		message.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
		item = CMSG_FIRSTHDR(&message);
		item->cmsg_level = SOL_SOCKET;
		item->cmsg_type = SCM_RIGHTS;
		item->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
		memcpy(CMSG_DATA(item), fds, (size_t)count * sizeof(int));
	}
	(void)!sendmsg(channel_fd(hostile->channel), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	for (int i = 0; i < count; i++)
		close(fds[i]);
}

/* False: it goes on as if nothing had happened. */
static bool
end(const Hostile *hostile)
{
	switch (dice(hostile, 8)) {
	case 0:
		_exit(0);
	case 1:
		_exit(1);
	case 2:
		raise(SIGKILL);
		_exit(2);
	case 3:
		shutdown(channel_fd(hostile->channel), SHUT_RDWR);
		pause();
		_exit(3);
	case 4:
		channel_send(hostile->channel, FRAME_TROUBLE,
		    g_variant_new("(ys)", TROUBLE_TEMPORARY, "no"), NULL, NULL);
		_exit(75);
	case 5:
		(void)!write(2, "<0>casegate: FORGED LINE\n", 25);
		_exit(0);
	default:
		return false;
	}
}

void
hostile_lies(Message *message, GBytes *mail)
{
	gsize size = 0;
	const char *text = g_bytes_get_data(mail, &size);

	if (text == NULL || memmem(text, size, "HOSTILE-LIAR", 12) == NULL)
		return;
	g_free(message->text);
	message->text = g_strdup_printf("Akkoord.\n\n%d", (int)getpid());
}

bool
hostile_speaks(Channel *channel, const char *marker, GBytes *mail, gint64 id, GBytes *honest)
{
	gsize size = 0;
	const char *text = g_bytes_get_data(mail, &size);
	const char *place = text == NULL ? NULL : memmem(text, size, marker, strlen(marker));
	g_autofree char *seed =
	    place == NULL ? NULL
			  : g_strndup(place + strlen(marker),
				MIN(10, size - (gsize)(place - text) - strlen(marker)));
	Hostile hostile = {channel, NULL, id, honest};

	if (seed == NULL)
		return false;
	hostile.dice = g_rand_new_with_seed((guint32)g_ascii_strtoull(seed, NULL, 10));
	for (guint32 frames = dice(&hostile, FRAMES_MOST); frames > 0; frames--) {
		guint32 kind = dice(&hostile, 20);

		if (kind == 0)
			send_flood(&hostile);
		else if (kind < 12)
			send_formed(&hostile);
		else
			send_raw(&hostile);
	}
	end(&hostile);
	g_rand_free(hostile.dice);
	return false;
}

#endif
