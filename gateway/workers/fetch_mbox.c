/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fetch worker for an mbox that is imported. Settings:
 *   path             the file; it is only read
 *   max_bytes (x, 40 MiB)  of a larger mail only the header is brought
 * A key is the line at which the mail begins. What an mbox holds was there before: its mails are history, of the time in
 * that line; one without has no time, and comes as any other mail.
 */
#include "gateway/workers/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/workers/fetch.h"
#include "gateway/workers/sandbox.h"
#include "parsers/limits.h"
#include "parsers/mbox.h"

#define PIECE ((size_t)256 * 1024)

typedef struct {
	Channel *channel; /* foreign */
	const char *path; /* foreign */
	int fd;           /* own */
	GError *error;    /* own; why a mail could not be brought, or NULL */
} Inbox;

static void
inbox_clear(Inbox *inbox)
{
	if (inbox->fd >= 0)
		close(inbox->fd);
	g_clear_error(&inbox->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Inbox, inbox_clear)

/* A MboxFunc. */
static bool
bring(const MboxMail *mail, void *data)
{
	Inbox *inbox = data;
	g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT, mail->line);
	const FetchMail found = {.key = key,
	    .size = mail->size,
	    .header_only = mail->header_only,
	    .came_ms = mail->came_ms,
	    .history = mail->came_ms != 0,
	    .bytes = mail->raw};

	return fetch_bring(inbox->channel, &found, &inbox->error);
}

static int
fail(const Inbox *inbox, const char *what)
{
	return worker_trouble(inbox->channel, TROUBLE_ACCOUNT, "%s: %s", inbox->path, what);
}

/* The exit status; 0: it is open. */
static int
inbox_open(Inbox *inbox)
{
	g_autofree char *opened = g_strdup_printf("mbox %s", inbox->path);
	static const char *const NOTHING[] = {NULL};
	g_autoptr(GError) error = NULL;
	struct stat status;

	inbox->fd = open(inbox->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (inbox->fd < 0 || fstat(inbox->fd, &status) != 0)
		return fail(inbox, g_strerror(errno));
	if (!S_ISREG(status.st_mode))
		return fail(inbox, S_ISDIR(status.st_mode)
				       ? "found a folder, expected an mbox"
				       : "found no plain file, expected an mbox");
	if (!sandbox_enter_folders(NOTHING, &error))
		return fail(inbox, error->message);
	channel_send(inbox->channel, FRAME_OPENED, g_variant_new("(s)", opened), NULL, NULL);
	return 0;
}

/* False with errno set: it could not be read, else the mbox says why it stopped. */
static bool
read_all(const Inbox *inbox, Mbox *mbox)
{
	g_autofree char *piece = g_malloc(PIECE);
	ssize_t got = 0;

	while ((got = read(inbox->fd, piece, PIECE)) > 0)
		if (!mbox_feed(mbox, piece, (size_t)got))
			return false;
	return got == 0 && mbox_end(mbox);
}

static int
tell_wrong(const Inbox *inbox, const Mbox *mbox)
{
	g_autofree char *wrong = NULL;

	if (mbox_wrong(mbox) == NULL)
		return fail(inbox, g_strerror(errno));
	wrong = mbox_wrong(mbox)[0] == '\0'
		    ? g_strdup("found no mail, expected a line that begins with 'From '")
		    : g_strdup_printf("found '%s' first, expected a line that begins with "
				      "'From ', as every mbox has",
			  mbox_wrong(mbox));
	return fail(inbox, wrong);
}

/* The exit status: a gateway that is gone is no trouble. */
static int
bring_all(Inbox *inbox, gint64 max_bytes)
{
	g_autoptr(Mbox) mbox = mbox_new((size_t)max_bytes, bring, inbox);

	if (read_all(inbox, mbox))
		channel_send(inbox->channel, FRAME_HEARD, g_variant_new("()"), NULL, NULL);
	else if (inbox->error == NULL)
		return tell_wrong(inbox, mbox);
	return 0;
}

int
fetch_mbox_worker(Channel *channel, GVariant *settings)
{
	g_auto(Inbox)
	    inbox = {.channel = channel, .path = worker_setting(settings, "path"), .fd = -1};
	int status = inbox_open(&inbox);
	ChannelResult result = CHANNEL_FRAME;

	if (status == 0)
		status = bring_all(&inbox, worker_number(settings, "max_bytes", LIMIT_MAIL));
	while (status == 0 && result == CHANNEL_FRAME) {
		g_autoptr(Frame) frame = NULL;

		result = channel_receive(channel, &frame, NULL);
	}
	return status;
}
