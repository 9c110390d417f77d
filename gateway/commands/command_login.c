/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `login`: how a customer gets in by a page, which asks this for a browser before it is anybody's. Nobody types it. What is
 * served are secrets: they go to the browser that asked, and are stored nowhere.
 */
#include <openssl/crypto.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/desk/login_code.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"

/* Takes the secret. */
static void
print_secret(GString *out, char *take_secret, bool asks_app)
{
	json_print(
	    out, json_pack("{ss, sb}", "secret", take_secret, "asks_app", (int)asks_app));
	OPENSSL_cleanse(take_secret, strlen(take_secret));
	g_free(take_secret);
}

/* {secret, asks_app}: the same whoever has the address, if anybody has. */
static bool
serve_ask(Context *context, const Call *call, GString *out, GError **error)
{
	const char *address = call_word(call, "address");
	char *secret = NULL;

	if (address == NULL || strchr(address, '@') == NULL)
		return error_refuse(
		    error, GATEWAY_ERROR_REFUSED, "that is no mail address", NULL);
	if (!login_code_ask(context, address, &secret, error))
		return false;
	print_secret(out, secret, false);
	return true;
}

/* {secret, asks_app}, or {wrong} or {over}: a wrong code counts, so that it is no failure, which would be taken back. */
static bool
serve_code(Context *context, const Call *call, GString *out, GError **error)
{
	const char *code = call_word(call, "code");
	LoginResult result = LOGIN_OVER;
	char *secret = NULL;

	if (!login_code_take(context, call->caller.waiting, code == NULL ? "" : code, &result,
		&secret, error))
		return false;
	if (secret != NULL)
		print_secret(out, secret, result == LOGIN_ASKS_APP);
	else
		json_print(out, json_pack("{sb}", result == LOGIN_WRONG ? "wrong" : "over", 1));
	return true;
}

static const Subcommand SUBCOMMANDS[] = {
    {.name = "ask", .serve = serve_ask},
    {.name = "code", .serve = serve_code},
    {.name = NULL},
};

const Command command_login = {.name = "login", .subcommands = SUBCOMMANDS};
