/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/send_once.h"

#include "gateway/config/own_address.h"
#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/util/error.h"
#include "gateway/util/sanitize.h"

#define WAITS_MS 60000
#define LETTER_ID INT64_C(1)

typedef struct {
	const Config *config;         /* foreign */
	const ConfigMailbox *mailbox; /* foreign */
	const char *recipient;        /* foreign */
	GBytes *letter;               /* foreign */
	Child *child;                 /* own; or NULL */
	char *trouble;                /* own; the first; or NULL */
	bool sent;
	bool ended;
} Sending;

static void
set_trouble(Sending *sending, const char *why)
{
	if (sending->trouble == NULL)
		sending->trouble = sanitize_line(why);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Sending *sending = data;
	const char *text = NULL;
	guchar result = 0;

	child_expect(child, WAITS_MS);
	if (frame->type == FRAME_TROUBLE) {
		g_variant_get(frame->body, "(y&s)", NULL, &text);
		set_trouble(sending, text);
	} else if (frame->type == FRAME_SENT) {
		g_variant_get(frame->body, "(xy&s)", NULL, &result, &text);
		if (result == SEND_OK)
			sending->sent = true;
		else
			set_trouble(sending, text);
		child_finish(child);
	}
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Sending *sending = data;

	(void)good;
	child_free(child);
	sending->child = NULL;
	set_trouble(sending, how);
	sending->ended = true;
}

static int
on_late(void *data)
{
	Sending *sending = data;

	set_trouble(sending, "not within a minute");
	if (sending->child != NULL)
		child_kill(sending->child);
	return G_SOURCE_CONTINUE;
}

static void
on_settings(GVariant *settings, const char *problem, void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	Sending *sending = data;
	const char *configured = sending->config->outgoing.envelope_from;
	g_autofree char *sender = configured != NULL
				      ? g_strdup(configured)
				      : own_address_with_token(sending->mailbox, "check");
	g_autoptr(GError) error = NULL;

	if (settings != NULL)
		sending->child =
		    child_start(worker_settings_send_name(&sending->config->outgoing), settings,
			&EVENTS, sending, &error);
	if (sending->child == NULL) {
		set_trouble(sending, error != NULL ? error->message : problem);
		sending->ended = true;
		return;
	}
	child_expect(sending->child, WAITS_MS);
	child_send(sending->child, FRAME_LETTER,
	    g_variant_new("(xss)", LETTER_ID, sender, sending->recipient), sending->letter);
}

bool
send_once(const Config *config, const ConfigMailbox *mailbox, const char *recipient,
    GBytes *letter, GError **error)
{
	Sending sending = {
	    .config = config, .mailbox = mailbox, .recipient = recipient, .letter = letter};
	guint late = g_timeout_add(WAITS_MS, on_late, &sending);
	g_autofree char *trouble = NULL;

	worker_settings_send(config, on_settings, &sending);
	while (!sending.ended)
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(late);
	trouble = sending.trouble;
	return sending.sent || error_set(error, GATEWAY_ERROR_TEMPORARY, "%s", trouble);
}
