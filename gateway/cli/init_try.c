/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nothing that was typed is lost over a server that says no: each answer is proposed again, and a secret stays as it is
 * where nothing else is typed.
 */
#include "gateway/cli/init_try.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/cli/init_ask.h"
#include "gateway/cli/init_write.h"
#include "gateway/cli/oauth_sign_in.h"
#include "gateway/cli/online.h"

/* Of one of the two. */
typedef struct {
	const char *what;
	Ask questions[6]; /* in their order; ASKED ends them */
	Ask server, user, ca, secret_file;
	const char *secret;
} Side;

static const Side MAILBOX = {"mailbox",
    {ASK_IMAP, ASK_USER, ASK_LOGIN, ASK_TENANT, ASK_CLIENT, ASKED}, ASK_IMAP, ASK_USER, ASK_CA,
    ASK_PASSWORD_FILE, "imap"};
static const Side OUTGOING = {"way out", {ASK_SMTP, ASK_SMTP_USER, ASKED}, ASK_SMTP,
    ASK_SMTP_USER, ASK_SMTP_CA, ASK_SMTP_PASSWORD_FILE, "smtp"};

static bool
ask_password(Init *init, const Side *side, bool again, GError **error)
{
	g_autofree char *host = init_host(init, side->server);
	g_autofree char *what =
	    g_strdup_printf("password of %s at %s", init->answers[side->user], host);

	return init_ask_secret(init,
	    &(InitSecret){.name = side->secret, .option = side->secret_file, .anew = again},
	    what, error);
}

/* Google has one for each application; with another provider an option names its file. */
static bool
ask_client_secret(Init *init, bool again, GError **error)
{
	g_autofree char *what =
	    g_strdup_printf("client secret of %s", init->answers[ASK_CLIENT]);

	return g_strcmp0(init->answers[ASK_LOGIN], "google") != 0 ||
	       init_ask_secret(init,
		   &(InitSecret){
		       .name = "oauth", .option = ASK_CLIENT_SECRET_FILE, .anew = again},
		   what, error);
}

static bool
ask_secrets(Init *init, const Side *side, bool again, GError **error)
{
	if (!init_logs_in(init, side->user))
		return true;
	if (!init_has_oauth(init, side->user))
		return ask_password(init, side, again, error);
	return side->user != ASK_USER || ask_client_secret(init, again, error);
}

static bool
ask_side(Init *init, const Side *side, bool again, GError **error)
{
	for (const Ask *ask = side->questions; *ask != ASKED; ask++) {
		if (again)
			init_ask_anew(init, *ask);
		if (!init_ask(init, *ask, error))
			return false;
	}
	return ask_secrets(init, side, again, error);
}

/* Where tokens are there already, of a time before, the server says whether they are good. */
static bool
sign_in(const Init *init, const Config *config, bool anew, GString *out)
{
	const ConfigLogin *login =
	    &((const ConfigMailbox *)config->mailboxes->pdata[0])->imap.login;
	g_autoptr(GError) error = NULL;

	if (!init_has_oauth(init, ASK_USER) ||
	    (!anew && g_file_test(login->oauth->token_file, G_FILE_TEST_EXISTS)) ||
	    oauth_sign_in(login, &error))
		return true;
	g_string_append_printf(out, "sign-in: wrong: %s\n", error->message);
	return false;
}

/* What is found, or wrong, is appended. refused: the login was, the last time. */
static OnlineResult
try_side(const Init *init, const Side *side, bool refused, GString *out)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Config) config = init_config(init, diagnostics);

	if (config == NULL) {
		g_string_append_printf(
		    out, "%s: not tried: its secret is missing\n", side->what);
		return ONLINE_GOOD;
	}
	if (side->user == ASK_SMTP_USER)
		return online_try_outgoing(config, out);
	if (!sign_in(init, config, refused, out))
		return ONLINE_REFUSED;
	return online_try_mailbox(config->mailboxes->pdata[0], out);
}

/* A certificate of one's own house: by the path of who signed it, the server is tried again at once. */
static bool
ask_authority(Init *init, const Side *side, bool *ret_given, GError **error)
{
	init_ask_anew(init, side->ca);
	if (side->ca == ASK_SMTP_CA && init->before[ASK_SMTP_CA] == NULL)
		init->before[ASK_SMTP_CA] = g_strdup(init->answers[ASK_CA]);
	if (!init_ask(init, side->ca, error))
		return false;
	*ret_given = !g_str_equal(init->answers[side->ca], "none");
	return true;
}

/* Whether it is to be asked for again. */
static bool
ask_again(Init *init, bool *ret_again, GError **error)
{
	g_clear_pointer(&init->answers[ASK_AGAIN], g_free);
	if (!init_ask(init, ASK_AGAIN, error))
		return false;
	*ret_again = g_str_equal(init->answers[ASK_AGAIN], "again");
	return true;
}

static bool
settle(Init *init, const Side *side, GError **error)
{
	bool again = false;
	bool has_authority = false;
	OnlineResult result = ONLINE_GOOD;

	do {
		g_autoptr(GString) out = g_string_new(NULL);

		if (!has_authority && !ask_side(init, side, again, error))
			return false;
		if (!init->terminal || init->offline || init_is_maildir(init, side->server))
			return true;
		fprintf(stderr, "Trying the %s ...\n", side->what);
		result = try_side(init, side, result == ONLINE_REFUSED, out);
		fputs(out->str, stderr);
		if (result == ONLINE_GOOD)
			return true;
		has_authority = false;
		if (result == ONLINE_CERTIFICATE &&
		    !ask_authority(init, side, &has_authority, error))
			return false;
		again = has_authority;
		if (!has_authority && !ask_again(init, &again, error))
			return false;
	} while (again);
	return true;
}

bool
init_try_mailbox(Init *init, GError **error)
{
	return settle(init, &MAILBOX, error);
}

bool
init_try_outgoing(Init *init, GError **error)
{
	return settle(init, &OUTGOING, error);
}
