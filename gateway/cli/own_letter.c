/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Once it is sent, two errands, each by the worker that does it for the gateway: one looks, as for a dry run, at what came
 * since, of which every mail is too large to be brought whole, and one deletes.
 */
#include "gateway/cli/own_letter.h"

#include <string.h>

#include "gateway/cli/send_once.h"
#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/letters/loop_mark.h"
#include "gateway/letters/mime_encode.h"
#include "gateway/util/error.h"
#include "spool/mail_copy.h"

#define SILENCE_MS 60000
#define ARRIVES_MS 60000 /* within which it is to be back */
#define POLL_MS 1000
#define CLOCKS_MS (INT64_C(60) * 60 * 1000) /* that the server's may be behind ours */

typedef enum { LOOK, FORGET } Errand;

/* What is on its way. */
typedef struct {
	const Config *config;
	const ConfigMailbox *mailbox;
	char *message_id; /* own; with angle brackets */
	GBytes *header;   /* own; as it came back, or NULL */
	int64_t size;     /* and how large it was then */
	Errand errand;    /* in hand, and of it: */
	Child *child;     /* or NULL */
	bool done;
	bool ended;
	char *trouble; /* own; or NULL */
} OwnLetter;

static void
own_letter_clear(OwnLetter *letter)
{
	g_free(letter->message_id);
	g_clear_pointer(&letter->header, g_bytes_unref);
	g_free(letter->trouble);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OwnLetter, own_letter_clear)

static GBytes *
compose(OwnLetter *letter)
{
	const char *address = letter->mailbox->address;
	g_autofree char *mark = loop_mark_make(letter->config->domain);
	g_autofree char *random = g_uuid_string_random();
	GString *text = g_string_new(NULL);

	letter->message_id = g_strdup_printf("<check.%s@%s>", random, letter->config->domain);
	g_string_printf(text,
	    "From: <%s>\r\nTo: <%s>\r\nSubject: casegate check\r\nMessage-ID: %s\r\n"
	    "Auto-Submitted: auto-generated\r\n" LOOP_MARK_HEADER ": %s\r\n",
	    address, address, letter->message_id, mark);
	mime_encode_date(text, "Date", g_get_real_time() / 1000);
	g_string_append(text,
	    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
	    "By this letter 'casegate check --online --letter' sees how receivers judge\r\n"
	    "letters of this address. It may be deleted.\r\n");
	return g_string_free_to_bytes(text);
}

static void
set_trouble(OwnLetter *letter, const char *why)
{
	if (letter->trouble == NULL && !letter->done)
		letter->trouble = g_strdup(why);
}

static bool
has_id(GBytes *header, const char *message_id)
{
	size_t size = 0;
	const char *text = g_bytes_get_data(header, &size);

	return g_strstr_len(text, (gssize)size, message_id) != NULL;
}

static void
on_mail(OwnLetter *letter, Child *child, const Frame *frame)
{
	gint64 size = 0;

	if (letter->done || !has_id(frame->bytes, letter->message_id))
		return;
	g_variant_get(frame->body, "(sxbx)", NULL, &size, NULL, NULL);
	letter->size = size;
	letter->header = g_bytes_ref(frame->bytes);
	letter->done = true;
	child_finish(child);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	OwnLetter *letter = data;
	const char *text = NULL;

	child_expect(child, SILENCE_MS);
	if (frame->type == FRAME_TROUBLE) {
		g_variant_get(frame->body, "(y&s)", NULL, &text);
		set_trouble(letter, text);
	} else if (frame->type == FRAME_MAIL) {
		on_mail(letter, child, frame);
	} else if (frame->type == FRAME_HEARD && letter->errand == FORGET) {
		letter->done = true;
	}
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	OwnLetter *letter = data;

	(void)good;
	child_free(child);
	letter->child = NULL;
	set_trouble(letter, how);
	letter->ended = true;
}

static int
on_late(void *data)
{
	OwnLetter *letter = data;

	set_trouble(letter, letter->errand == LOOK
				? "not within a minute; does it lie among the junk?"
				: "not within a minute");
	if (letter->child != NULL)
		child_kill(letter->child);
	return G_SOURCE_CONTINUE;
}

/* What the worker of the errand is told first; sunk by who starts it. */
static GVariant *
errand_settings(const OwnLetter *letter, GVariant *settings)
{
	int64_t now_ms = g_get_real_time() / 1000;
	GVariantDict changed;

	g_variant_dict_init(&changed, settings);
	if (letter->errand == LOOK) {
		g_variant_dict_insert(&changed, "only_look", "x", (gint64)1);
		g_variant_dict_insert(&changed, "max_bytes", "x", (gint64)0);
		g_variant_dict_insert(&changed, "poll_ms", "x", (gint64)POLL_MS);
		g_variant_dict_insert(
		    &changed, "taken_from_ms", "x", (gint64)(now_ms - CLOCKS_MS));
		g_variant_dict_insert(&changed, "old_history", "x", (gint64)0);
	}
	return g_variant_dict_end(&changed);
}

static void
order_forgetting(const OwnLetter *letter)
{
	const MailArrival arrival = {
	    .raw = letter->header, .size = letter->size, .header_only = true};
	g_autofree char *hash = mail_hash(&arrival);
	GVariantBuilder mails;

	g_variant_builder_init(&mails, G_VARIANT_TYPE("a(sxb)"));
	g_variant_builder_add(&mails, "(sxb)", hash, (gint64)letter->size, TRUE);
	child_send(letter->child, FRAME_FORGET, g_variant_new("(a(sxb))", &mails), NULL);
}

static const char *
worker_of(const OwnLetter *letter)
{
	if (letter->errand == LOOK)
		return worker_settings_fetch_name(letter->mailbox);
	return letter->mailbox->imap.host != NULL ? "forget-imap" : "forget-maildir";
}

static void
on_settings(GVariant *settings, const char *problem, void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	OwnLetter *letter = data;
	g_autoptr(GVariant) owned = settings == NULL ? NULL : g_variant_ref_sink(settings);
	g_autoptr(GError) error = NULL;

	if (owned != NULL)
		letter->child = child_start(
		    worker_of(letter), errand_settings(letter, owned), &EVENTS, letter, &error);
	if (letter->child == NULL) {
		set_trouble(letter, problem != NULL ? problem : error->message);
		letter->ended = true;
		return;
	}
	child_expect(letter->child, SILENCE_MS);
	if (letter->errand == FORGET)
		order_forgetting(letter);
}

/* Until its worker has ended. undone: what is said of the letter where it was not done. */
static bool
run(OwnLetter *letter, Errand errand, const char *undone, GError **error)
{
	guint late = g_timeout_add(ARRIVES_MS, on_late, letter);

	letter->errand = errand;
	letter->done = letter->ended = false;
	worker_settings_fetch(letter->mailbox, on_settings, letter);
	while (!letter->ended)
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(late);
	return letter->done ||
	       error_set(error, GATEWAY_ERROR_TEMPORARY, "it %s: %s", undone, letter->trouble);
}

GBytes *
own_letter_go(const Config *config, const ConfigMailbox *mailbox, GError **error)
{
	g_auto(OwnLetter) letter = {.config = config, .mailbox = mailbox};
	g_autoptr(GBytes) bytes = NULL;

	bytes = compose(&letter);
	if (!send_once(config, mailbox, mailbox->address, bytes, error)) {
		g_prefix_error(error, "it was not sent: ");
		return NULL;
	}
	if (!run(&letter, LOOK, "was sent, and did not come back", error) ||
	    !run(&letter, FORGET, "came back, and still lies there", error))
		return NULL;
	return g_steal_pointer(&letter.header);
}
