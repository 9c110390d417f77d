/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fetch worker itself lists a folder, as for a dry run, where every mail is too large to be brought whole. It tells
 * when it has looked at all, and is ended then.
 */
#include "gateway/cli/folder_list.h"

#include <string.h>

#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"

#define SILENCE_MS (2 * 60 * 1000)
#define POLL_MS 100 /* it tells when it looks and finds nothing more */

typedef struct {
	const ConfigMailbox *mailbox;
	const char *folder; /* or NULL: the inbox */
	GPtrArray *mails;   /* foreign */
	char *trouble;      /* own; or NULL */
	Child *child;       /* own; or NULL */
	bool complete;
	bool ended;
} Listing;

void
folder_mail_free(FolderMail *mail)
{
	g_free(mail->key);
	g_free(mail->message_id);
	g_free(mail);
}

/* The first Message-ID of a header, between its angle brackets; or NULL. */
static char *
find_message_id(GBytes *header)
{
	static const char FIELD[] = "\nmessage-id:";
	gsize size = 0;
	const char *bytes = g_bytes_get_data(header, &size);
	g_autofree char *text = g_strndup(bytes == NULL ? "" : bytes, size);
	g_autofree char *lower = g_ascii_strdown(text, -1);
	const char *field = g_ascii_strncasecmp(lower, FIELD + 1, strlen(FIELD + 1)) == 0
				? lower - 1
				: strstr(lower, FIELD);
	const char *start = NULL;
	size_t length = 0;

	if (field == NULL)
		return NULL;
	start = text + (field - lower) + strlen(FIELD);
	start += strspn(start, " \t\r\n<");
	length = strcspn(start, "> \t\r\n");
	return length == 0 ? NULL : g_strndup(start, length);
}

static void
take_mail(Listing *listing, const Frame *frame)
{
	FolderMail *mail = g_new0(FolderMail, 1);
	gint64 size = 0;

	g_variant_get(frame->body, "(sxbx)", &mail->key, &size, NULL, NULL);
	mail->size = size;
	mail->mailbox = listing->mailbox->name;
	mail->folder = listing->folder;
	mail->message_id = find_message_id(frame->bytes);
	g_ptr_array_add(listing->mails, mail);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Listing *listing = data;

	if (frame->type == FRAME_MAIL) {
		take_mail(listing, frame);
	} else if (frame->type == FRAME_TROUBLE && listing->trouble == NULL) {
		g_variant_get(frame->body, "(ys)", NULL, &listing->trouble);
	} else if (frame->type == FRAME_HEARD) {
		listing->complete = true;
		child_finish(child);
	}
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Listing *listing = data;

	(void)good;
	child_free(child);
	listing->ended = true;
	if (!listing->complete && listing->trouble == NULL)
		listing->trouble = g_strdup(how);
}

/* Only looks, at this folder, and no mail is small enough. What came before taken_from may be anybody's. */
static GVariant *
listing_settings(const Listing *listing, GVariant *settings)
{
	const ConfigMailbox *mailbox = listing->mailbox;
	GVariantDict changed;

	g_variant_dict_init(&changed, settings);
	g_variant_dict_insert(&changed, "only_look", "x", (gint64)1);
	g_variant_dict_insert(&changed, "max_bytes", "x", (gint64)0);
	g_variant_dict_insert(&changed, "poll_ms", "x", (gint64)POLL_MS);
	if (listing->folder != NULL && mailbox->maildir != NULL) {
		g_autofree char *path =
		    g_strdup_printf("%s/.%s", mailbox->maildir, listing->folder);

		g_strdelimit(path + strlen(mailbox->maildir) + 1, "/", '.');
		g_variant_dict_insert(&changed, "path", "s", path);
	} else if (listing->folder != NULL) {
		g_variant_dict_insert(&changed, "folder", "s", listing->folder);
	}
	return g_variant_dict_end(&changed);
}

static void
on_settings(GVariant *settings, const char *error, void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	Listing *listing = data;
	g_autoptr(GVariant) owned = settings == NULL ? NULL : g_variant_ref_sink(settings);
	g_autoptr(GError) failure = NULL;

	if (owned != NULL) {
		listing->child = child_start(worker_settings_fetch_name(listing->mailbox),
		    listing_settings(listing, owned), &EVENTS, listing, &failure);
		if (listing->child != NULL) {
			child_expect(listing->child, SILENCE_MS);
			return;
		}
		error = failure->message;
	}
	listing->trouble = g_strdup(error);
	listing->ended = true;
}

static void
list_one(
    const ConfigMailbox *mailbox, const char *folder, GPtrArray *mails, GPtrArray *troubles)
{
	Listing listing = {.mailbox = mailbox, .folder = folder, .mails = mails};

	worker_settings_fetch(mailbox, on_settings, &listing);
	while (!listing.ended)
		g_main_context_iteration(NULL, TRUE);
	if (!listing.complete)
		g_ptr_array_add(troubles,
		    g_strdup_printf("mailbox %s, %s, could not be looked at: %s", mailbox->name,
			folder == NULL ? "its inbox" : folder, listing.trouble));
	g_free(listing.trouble);
}

void
folder_list(const ConfigMailbox *mailbox, GPtrArray *mails, GPtrArray *troubles)
{
	list_one(mailbox, NULL, mails, troubles);
	if (mailbox->processed.how == CONFIG_FILE_MOVE)
		list_one(mailbox, mailbox->processed.name, mails, troubles);
}
