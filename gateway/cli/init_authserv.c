/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fetch worker that only looks brings headers, of the last days first, and is ended when there are enough; the worker
 * that verifies senders reads them.
 */
#include "gateway/cli/init_authserv.h"

#include <stdio.h>

#include "gateway/cli/authserv_guess.h"
#include "gateway/cli/init_ask.h"
#include "gateway/cli/init_write.h"
#include "gateway/daemon/worker_settings.h"
#include "gateway/intake/verifier.h"
#include "gateway/ipc/child.h"

#define SILENCE_MS 60000 /* of a worker that hangs */
#define ENOUGH 20u       /* mails, for which no further days are looked at */
#define MOST 200u
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static const int DAYS[] = {2, 30, 3650};

typedef struct {
	const char *worker;
	int64_t since_ms;
	GPtrArray *headers; /* own; of GBytes */
	Child *child;       /* own; or NULL */
	bool ended;
} Newest;

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Newest *newest = data;

	child_expect(child, SILENCE_MS);
	if (frame->type == FRAME_MAIL && newest->headers->len < MOST)
		g_ptr_array_add(newest->headers, g_bytes_ref(frame->bytes));
	if (frame->type == FRAME_HEARD || newest->headers->len >= MOST)
		newest->ended = true;
}

static void
on_end(Child *child, bool good, const char *how, void *data)
{
	Newest *newest = data;

	(void)good;
	(void)how;
	newest->child = NULL;
	newest->ended = true;
	child_free(child);
}

static void
on_settings(GVariant *settings, const char *problem, void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_end};
	Newest *newest = data;
	g_autoptr(GVariant) owned = settings == NULL ? NULL : g_variant_ref_sink(settings);
	GVariantDict looking;

	(void)problem; /* it was told when the mailbox was tried */
	if (owned != NULL) {
		g_variant_dict_init(&looking, owned);
		g_variant_dict_insert(&looking, "only_look", "x", (gint64)1);
		g_variant_dict_insert(&looking, "max_bytes", "x", (gint64)1);
		g_variant_dict_insert(&looking, "taken_from_ms", "x", (gint64)newest->since_ms);
		newest->child = child_start(
		    newest->worker, g_variant_dict_end(&looking), &EVENTS, newest, NULL);
	}
	if (newest->child == NULL)
		newest->ended = true;
	else
		child_expect(newest->child, SILENCE_MS);
}

/* What came since then. Caller owns. */
static GPtrArray *
headers_since(const ConfigMailbox *mailbox, int64_t since_ms)
{
	ConfigMailbox leaving = *mailbox;
	Newest newest = {.worker = worker_settings_fetch_name(mailbox),
	    .since_ms = since_ms,
	    .headers = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref)};

	leaving.old_mail = CONFIG_OLD_LEAVE;
	worker_settings_fetch(&leaving, on_settings, &newest);
	while (!newest.ended)
		g_main_context_iteration(NULL, TRUE);
	child_free(newest.child);
	return newest.headers;
}

static void
on_answer(void *data)
{
	(void)data;
}

static void
look_at(AuthservGuess *guess, const GPtrArray *headers)
{
	g_autoptr(Verifier) verifier = verifier_new(on_answer, NULL);

	for (guint i = 0; i < headers->len; i++) {
		Origin *origin = NULL;
		const char *how = NULL;
		VerifierState state = VERIFIER_WAITS;

		verifier_give(verifier, i + 1, headers->pdata[i]);
		verifier_run(verifier);
		while (
		    (state = verifier_look(verifier, i + 1, &origin, &how)) == VERIFIER_WAITS)
			g_main_context_iteration(NULL, TRUE);
		if (state == VERIFIER_KNOWS)
			authserv_guess_add(guess, origin);
		verifier_forget(verifier, i + 1);
	}
}

/* The proposal, and what it is made from. */
static void
propose(Init *init, const AuthservGuess *guess)
{
	const AuthservSeen *best = authserv_guess_best(guess);

	if (best == NULL) {
		fprintf(stderr,
		    "Of the %u newest mails most bear no Authentication-Results of one server: "
		    "nothing is proposed for it.\n",
		    guess->mails);
		return;
	}
	fprintf(stderr,
	    "%u of the %u newest mails bear Authentication-Results of '%s', below %u Received. "
	    "Where that is your own\n"
	    "server, or your provider's, it tells which senders are who they say, and is "
	    "believed. Where you do not\n"
	    "know it, answer none.\n",
	    best->mails, guess->mails, best->name, best->hop);
	g_free(init->before[ASK_AUTHSERV]);
	init->before[ASK_AUTHSERV] = g_strdup_printf("%s %u", best->name, best->hop);
}

/* A Maildir has no date but that of its files, and whoever has one knows the server. */
static void
look(Init *init)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Config) config = init_config(init, diagnostics);
	g_autoptr(GPtrArray) headers = NULL;
	g_auto(AuthservGuess) guess;

	authserv_guess_init(&guess);
	if (config == NULL)
		return;
	fputs("Looking at the newest mails in it ...\n", stderr);
	for (size_t i = 0; i < G_N_ELEMENTS(DAYS) && (headers == NULL || headers->len < ENOUGH);
	     i++) {
		g_clear_pointer(&headers, g_ptr_array_unref);
		headers =
		    headers_since(config->mailboxes->pdata[0], init->now_ms - DAYS[i] * DAY_MS);
	}
	look_at(&guess, headers);
	propose(init, &guess);
}

bool
init_ask_authserv(Init *init, GError **error)
{
	if (init->answers[ASK_AUTHSERV] == NULL && init->before[ASK_AUTHSERV] == NULL &&
	    init->terminal && !init->offline && !init_is_maildir(init, ASK_IMAP))
		look(init);
	return init_ask(init, ASK_AUTHSERV, error);
}
