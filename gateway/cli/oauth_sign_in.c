/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is shown goes to standard error, as all questions. A worker talks to the server; what comes from there is shown as
 * one line each.
 */
#include "gateway/cli/oauth_sign_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "gateway/config/oauth_file.h"
#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/net/oauth_browser.h"
#include "gateway/util/error.h"
#include "gateway/util/sanitize.h"

#define SILENCE_MS 60000 /* of a worker that hangs */
#define LOCK_MS 100
#define S_PER_MIN 60

typedef struct {
	const ConfigLogin *login; /* foreign */
	OauthTokens tokens;
	char *problem; /* own; or NULL */
	bool ended;
} SignIn;

static void
sign_in_clear(SignIn *sign_in)
{
	oauth_tokens_clear(&sign_in->tokens);
	g_free(sign_in->problem);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SignIn, sign_in_clear)

static void
show_code(const SignIn *sign_in, GVariant *body)
{
	const char *page = NULL;
	const char *code = NULL;
	gint64 life_s = 0;
	g_autofree char *clean_page = NULL;
	g_autofree char *clean_code = NULL;

	g_variant_get(body, "(&s&sx)", &page, &code, &life_s);
	clean_page = sanitize_line(page);
	clean_code = sanitize_line(code);
	fprintf(stderr,
	    "Open this page in a browser, on any machine, and sign in as %s:\n"
	    "  %s\n"
	    "The code to type there, good for %d minutes:\n"
	    "  %s\n"
	    "Waiting for that ...\n",
	    sign_in->login->user, clean_page, (int)((life_s + S_PER_MIN - 1) / S_PER_MIN),
	    clean_code);
}

static void
take_token(SignIn *sign_in, GVariant *body)
{
	OauthTokens *tokens = &sign_in->tokens;
	gint64 life_s = 0;

	g_variant_get(body, "(ssx)", &tokens->access, &tokens->refresh, &life_s);
	tokens->due_ms = oauth_file_due_ms(g_get_real_time() / 1000, life_s);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	SignIn *sign_in = data;

	child_expect(child, SILENCE_MS);
	if (frame->type == FRAME_SIGN_IN)
		show_code(sign_in, frame->body);
	else if (frame->type == FRAME_TOKEN && sign_in->tokens.access == NULL)
		take_token(sign_in, frame->body);
	else if (frame->type == FRAME_TROUBLE && sign_in->problem == NULL)
		g_variant_get(frame->body, "(ys)", NULL, &sign_in->problem);
}

static void
on_end(Child *child, bool good, const char *how, void *data)
{
	SignIn *sign_in = data;

	(void)good;
	if (sign_in->problem == NULL && sign_in->tokens.access == NULL)
		sign_in->problem = g_strdup(how);
	sign_in->ended = true;
	child_free(child);
}

/* The worker's settings go on with what names the grant. */
static bool
ask(SignIn *sign_in, GVariantDict *settings, GError **error)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_end};
	Child *child =
	    child_start("oauth", g_variant_dict_end(settings), &EVENTS, sign_in, error);
	g_autofree char *line = NULL;

	if (child == NULL)
		return false;
	child_expect(child, SILENCE_MS);
	while (!sign_in->ended)
		g_main_context_iteration(NULL, TRUE);
	if (sign_in->problem == NULL)
		return true;
	line = sanitize_line(sign_in->problem);
	return error_set(error, GATEWAY_ERROR_REFUSED, "%s", line);
}

/* What a person pastes, until it is the address or there is no more. Caller owns. */
static char *
read_code(const OauthBrowser *browser, GError **error)
{
	for (;;) {
		g_autoptr(GError) wrong = NULL;
		char *line = NULL;
		size_t size = 0;
		char *code = NULL;

		fputs("The address: ", stderr);
		if (getline(&line, &size, stdin) < 0) {
			free(line);
			fputc('\n', stderr);
			error_set(error, GATEWAY_ERROR_USAGE, "nobody gave the address");
			return NULL;
		}
		code = oauth_browser_code(browser, g_strstrip(line), &wrong);
		free(line);
		if (code != NULL)
			return code;
		fprintf(stderr, "%s\n", wrong->message);
	}
}

static bool
ask_by_browser(SignIn *sign_in, GVariantDict *settings, GError **error)
{
	const ConfigOauth *oauth = sign_in->login->oauth;
	g_auto(OauthBrowser) browser =
	    oauth_browser_begin(oauth->authorize_url, oauth->client_id, oauth->scope);
	g_autofree char *code = NULL;

	fprintf(stderr,
	    "Open this page in a browser, on any machine, and sign in as %s:\n"
	    "  %s\n"
	    "Then the browser shows that it finds no page at 127.0.0.1. Copy the whole address "
	    "of that page from\n"
	    "the browser, and paste it here.\n",
	    sign_in->login->user, browser.page);
	code = read_code(&browser, error);
	if (code == NULL)
		return false;
	g_variant_dict_insert(settings, "code", "s", code);
	g_variant_dict_insert(settings, "verifier", "s", browser.verifier);
	g_variant_dict_insert(settings, "redirect", "s", OAUTH_BROWSER_REDIRECT);
	return ask(sign_in, settings, error);
}

/* When nobody renews them. */
static bool
keep(const SignIn *sign_in, GError **error)
{
	const char *path = sign_in->login->oauth->token_file;
	g_autoptr(GError) failure = NULL;
	bool good = false;
	int lock = -1;

	while ((lock = oauth_file_lock(path, &failure)) < 0 && failure == NULL)
		g_poll(NULL, 0, LOCK_MS);
	if (lock < 0) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return false;
	}
	good = oauth_file_write(path, &sign_in->tokens, error);
	close(lock);
	return good;
}

bool
oauth_sign_in(const ConfigLogin *login, GError **error)
{
	const ConfigOauth *oauth = login->oauth;
	g_autoptr(GVariantDict) settings = worker_settings_oauth(oauth, error);
	g_auto(SignIn) sign_in = {.login = login};
	bool good = false;

	if (settings == NULL)
		return false;
	if (oauth->device_url == NULL) {
		good = ask_by_browser(&sign_in, settings, error);
	} else {
		g_variant_dict_insert(settings, "device_url", "s", oauth->device_url);
		good = ask(&sign_in, settings, error);
	}
	if (good && *sign_in.tokens.refresh == '\0')
		return error_set(error, GATEWAY_ERROR_REFUSED,
		    "no refresh token came: the application may not keep access (scope "
		    "offline_access)");
	return good && keep(&sign_in, error);
}
