/* SPDX-License-Identifier: Apache-2.0 */
/* The worker is started with the first question; one that ended is started again with the next. */
#include "gateway/cli/desk_peer.h"

#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/util/error.h"

#define SILENCE_MS 60000 /* of a worker that hangs */

struct DeskPeer {
	const Config *config; /* foreign */
	Child *child;         /* own; NULL: not started, or ended */
	gint64 asked;         /* the id of the last question */
	DeskOutcome outcome;
	json_t *answer;    /* own; NULL: there is none yet */
	GString *troubles; /* own; what the worker said, and how it ended */
};

DeskPeer *
desk_peer_new(const Config *config)
{
	DeskPeer *peer = g_new0(DeskPeer, 1);

	peer->config = config;
	peer->troubles = g_string_new(NULL);
	return peer;
}

void
desk_peer_free(DeskPeer *peer)
{
	if (peer == NULL)
		return;
	child_free(peer->child);
	json_decref(peer->answer);
	g_string_free(peer->troubles, TRUE);
	g_free(peer);
}

static void
add_trouble(DeskPeer *peer, const char *text)
{
	g_string_append_printf(
	    peer->troubles, "%s%s", peer->troubles->len > 0 ? "; " : "", text);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	DeskPeer *peer = data;
	const char *text = NULL;
	guchar kind = 0;
	gint64 id = 0;

	child_expect(child, SILENCE_MS);
	if (frame->type == FRAME_TROUBLE) {
		g_variant_get(frame->body, "(y&s)", &kind, &text);
		add_trouble(peer, text);
	} else if (frame->type == FRAME_OPERATED) {
		g_variant_get(frame->body, "(xy&s)", &id, &kind, &text);
		if (id != peer->asked || kind >= DESK_OUTCOMES)
			return;
		peer->outcome = (DeskOutcome)kind;
		json_decref(peer->answer);
		peer->answer = json_loads(text, 0, NULL);
	}
}

static void
on_end(Child *child, bool good, const char *how, void *data)
{
	DeskPeer *peer = data;

	(void)good;
	peer->child = NULL;
	if (peer->troubles->len == 0)
		add_trouble(peer, how);
	child_free(child);
}

static void
on_settings(GVariant *settings, const char *error, void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_end};
	DeskPeer *peer = data;
	g_autoptr(GError) failure = NULL;

	if (settings != NULL)
		peer->child = child_start(
		    peer->config->tickets->worker, settings, &EVENTS, peer, &failure);
	if (peer->child == NULL)
		add_trouble(peer, failure != NULL ? failure->message : error);
}

json_t *
desk_peer_ask(DeskPeer *peer, DeskOperation operation, json_t *take_body, GError **error)
{
	g_autofree char *text = json_dumps(take_body, JSON_COMPACT);
	const char *why = NULL;

	json_decref(take_body);
	g_string_truncate(peer->troubles, 0);
	g_clear_pointer(&peer->answer, json_decref);
	if (peer->child == NULL)
		worker_settings_desk(peer->config, on_settings, peer);
	if (peer->child != NULL) {
		child_expect(peer->child, SILENCE_MS);
		child_send(peer->child, FRAME_OPERATION,
		    g_variant_new(
			"(xsbs)", ++peer->asked, desk_operation_name(operation), FALSE, text),
		    NULL);
	}
	while (peer->child != NULL && peer->answer == NULL)
		g_main_context_iteration(NULL, TRUE);
	if (peer->answer != NULL && peer->outcome == DESK_DONE)
		return g_steal_pointer(&peer->answer);
	why = json_string_value(json_object_get(peer->answer, "why"));
	error_set(
	    error, GATEWAY_ERROR_TEMPORARY, "%s", why != NULL ? why : peer->troubles->str);
	return NULL;
}
