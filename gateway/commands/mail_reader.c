/* SPDX-License-Identifier: Apache-2.0 */
/* A `read` worker, a `verify` worker, and a main loop that runs only while one is awaited. */
#include "gateway/commands/mail_reader.h"

#include "gateway/config/own_address.h"
#include "gateway/intake/verifier.h"
#include "gateway/ipc/child.h"
#include "gateway/util/error.h"

#define WALL_MS 5000

/* One of the two workers. */
typedef struct {
	const char *name;
	GMainLoop *wait;              /* foreign */
	Child *child;                 /* own; NULL: to be started */
	Frame *answer;                /* own; what came, or NULL */
	char *ended;                  /* own; how the worker ended, or NULL */
	const ConfigMailbox *mailbox; /* foreign; whose mails it is to read, or NULL: of none */
	const ConfigMailbox *told;    /* foreign; whose it thinks it reads */
	bool left;                    /* it ended by itself */
	bool late;
} Peer;

struct MailReader {
	GMainLoop *wait; /* own */
	Peer read;
	const Config *config; /* foreign; or NULL */
	Peer verify;          /* who says what is proved of the sender, and nothing else */
	GBytes *given;        /* own; the mail that is to be taken, or NULL */
	char *mailbox;        /* own; it came by this one, or NULL: nobody said */
};

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Peer *peer = data;

	(void)child;
	if (frame->type == FRAME_READY || frame->type == FRAME_LOG)
		return;
	frame_free(peer->answer);
	peer->answer = g_new(Frame, 1);
	*peer->answer =
	    (Frame){frame->type, g_variant_ref(frame->body), g_bytes_ref(frame->bytes)};
	g_main_loop_quit(peer->wait);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Peer *peer = data;

	peer->late = child_was_silent(child);
	child_free(child);
	peer->child = NULL;
	g_free(peer->ended);
	peer->ended = g_strdup(how);
	peer->left = good;
	g_main_loop_quit(peer->wait);
}

MailReader *
mail_reader_new(const Config *config)
{
	MailReader *reader = g_new0(MailReader, 1);

	reader->config = config;
	reader->wait = g_main_loop_new(NULL, false);
	reader->read = (Peer){.name = "read", .wait = reader->wait};
	reader->verify = (Peer){.name = "verify", .wait = reader->wait};
	return reader;
}

static void
peer_clear(Peer *peer)
{
	child_free(peer->child);
	frame_free(peer->answer);
	g_free(peer->ended);
}

void
mail_reader_free(MailReader *reader)
{
	if (reader == NULL)
		return;
	peer_clear(&reader->read);
	peer_clear(&reader->verify);
	g_main_loop_unref(reader->wait);
	g_clear_pointer(&reader->given, g_bytes_unref);
	g_free(reader->mailbox);
	g_free(reader);
}

static bool
has_words(const ConfigMailbox *mailbox)
{
	return mailbox != NULL && (mailbox->banners != NULL || mailbox->tags != NULL ||
				      mailbox->shapes != NULL || mailbox->logo != NULL);
}

/* The words of the mailbox, where the worker knows those of another; a new one knows none. */
static void
tell_mailbox(Peer *peer)
{
	if (peer->told != peer->mailbox && (has_words(peer->told) || has_words(peer->mailbox)))
		child_send(peer->child, FRAME_KNOWN, config_mailbox_known(peer->mailbox), NULL);
	peer->told = peer->mailbox;
}

static bool
send(Peer *peer, FrameType type, GVariant *body, GBytes *raw, GError **error)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};

	while (g_main_context_iteration(NULL, FALSE))
		continue;
	g_clear_pointer(&peer->answer, frame_free);
	g_clear_pointer(&peer->ended, g_free);
	peer->late = peer->left = false;
	if (peer->child == NULL) {
		peer->child =
		    child_start(peer->name, g_variant_new("a{sv}", NULL), &EVENTS, peer, error);
		peer->told = NULL;
	}
	if (peer->child == NULL)
		return false;
	tell_mailbox(peer);
	child_send(peer->child, type, body, raw);
	return true;
}

/* Waits for the answer, which may be here already; none: how the worker ended is in peer->ended. */
static void
await(Peer *peer)
{
	if (peer->answer != NULL || peer->ended != NULL)
		return;
	child_expect(peer->child, WALL_MS);
	while (peer->answer == NULL && peer->ended == NULL)
		g_main_loop_run(peer->wait);
	if (peer->child != NULL)
		child_expect(peer->child, 0);
}

static Message *
refusal(const Peer *peer)
{
	Message *message = message_new();

	message->refused =
	    peer->late
		? g_strdup_printf("its reader was stopped after %d seconds", WALL_MS / 1000)
		: g_strdup_printf(
		      "its reader ended: %s", peer->ended == NULL ? "?" : peer->ended);
	return message;
}

/* A worker ends by itself after some thousands of mails, or after one that hit a limit; what came too late for it is
 * sent to the next one. */
static bool
await_or_ask_again(Peer *peer, FrameType type, GVariant *body, GBytes *raw, GError **error)
{
	await(peer);
	if (peer->answer != NULL || !peer->left)
		return true;
	if (!send(peer, type, body, raw, error))
		return false;
	await(peer);
	return true;
}

/* The mailbox of this mail where it can be told without reading it. */
static const ConfigMailbox *
mailbox_before(const MailReader *reader)
{
	const Config *config = reader->config;

	if (config == NULL || (reader->mailbox == NULL && config->mailboxes->len > 1))
		return NULL;
	return config_mailbox_or_first(config, reader->mailbox == NULL ? "" : reader->mailbox);
}

bool
mail_reader_give(MailReader *reader, const char *mailbox, GBytes *raw, GError **error)
{
	g_autoptr(GBytes) header = verifier_header(raw);

	g_assert(reader->given == NULL);
	g_free(reader->mailbox);
	reader->mailbox = g_strdup(mailbox);
	reader->read.mailbox = mailbox_before(reader);
	if (!send(&reader->read, FRAME_READ, g_variant_new("(x)", (gint64)1), raw, error) ||
	    !send(
		&reader->verify, FRAME_HEADER, g_variant_new("(x)", (gint64)1), header, error))
		return false;
	reader->given = g_bytes_ref(raw);
	return true;
}

/* NULL: the worker did not say. */
static Origin *
take_origin(const Peer *verify)
{
	g_autoptr(GVariant) packed = NULL;

	if (verify->answer == NULL || verify->answer->type != FRAME_ORIGIN)
		return NULL;
	g_variant_get(verify->answer->body, "(x@" ORIGIN_FORM ")", NULL, &packed);
	return origin_unpack(packed);
}

/* What the reader answered. NULL with an error where a message came that cannot be one. */
static Message *
take_message(const Peer *read, GError **error)
{
	if (read->answer == NULL || read->answer->type != FRAME_MESSAGE)
		return refusal(read);
	return message_unpack(read->answer->bytes, error);
}

/* Who a mail is for stands in it: where that is the address of a mailbox with words of its own, it is read with them. */
static Message *
read_for_mailbox(MailReader *reader, Message *take_message_read, GBytes *raw, GError **error)
{
	g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new("(x)", (gint64)1));
	g_autoptr(Message) message = take_message_read;
	const ConfigMailbox *mailbox = NULL;

	if (message == NULL || message->refused != NULL || reader->config == NULL)
		return g_steal_pointer(&message);
	mailbox = own_address_mailbox(reader->config, reader->mailbox, message);
	if (mailbox == reader->read.mailbox || !has_words(mailbox))
		return g_steal_pointer(&message);
	reader->read.mailbox = mailbox;
	if (!send(&reader->read, FRAME_READ, body, raw, error) ||
	    !await_or_ask_again(&reader->read, FRAME_READ, body, raw, error))
		return NULL;
	return take_message(&reader->read, error);
}

Message *
mail_reader_take(MailReader *reader, GError **error)
{
	g_autoptr(GBytes) raw = g_steal_pointer(&reader->given);
	g_autoptr(GBytes) header = verifier_header(raw);
	g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new("(x)", (gint64)1));
	g_autoptr(Message) message = NULL;

	if (!await_or_ask_again(&reader->read, FRAME_READ, body, raw, error) ||
	    !await_or_ask_again(&reader->verify, FRAME_HEADER, body, header, error))
		return NULL;
	message = read_for_mailbox(reader, take_message(&reader->read, error), raw, error);
	if (message == NULL || message->refused != NULL)
		return g_steal_pointer(&message);
	message->origin = take_origin(&reader->verify);
	return message->origin == NULL ? refusal(&reader->verify) : g_steal_pointer(&message);
}

Message *
mail_reader_message(MailReader *reader, const char *mailbox, GBytes *raw, GError **error)
{
	return mail_reader_give(reader, mailbox, raw, error) ? mail_reader_take(reader, error)
							     : NULL;
}

GBytes *
mail_reader_part(MailReader *reader, GBytes *raw, const char *path, GError **error)
{
	const char *problem = NULL;

	g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new("(xs)", (gint64)1, path));

	if (!send(&reader->read, FRAME_PART, body, raw, error) ||
	    !await_or_ask_again(&reader->read, FRAME_PART, body, raw, error))
		return NULL;
	if (reader->read.answer == NULL || reader->read.answer->type != FRAME_PART_READ) {
		g_autoptr(Message) message = refusal(&reader->read);

		g_set_error_literal(
		    error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED, message->refused);
		return NULL;
	}
	g_variant_get(reader->read.answer->body, "(x&s)", NULL, &problem);
	if (problem[0] == '\0')
		return g_bytes_ref(reader->read.answer->bytes);
	g_set_error_literal(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING, problem);
	return NULL;
}
