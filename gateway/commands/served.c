/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/served.h"

#include <string.h>
#include <sysexits.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/command_right.h"
#include "gateway/commands/page_caller.h"
#include "gateway/ipc/channel.h"
#include "gateway/templates/refusals.h"
#include "gateway/util/error.h"
#include "parsers/limits.h"

static const Command *const SERVED[] = {&command_deliver, &command_explain, &command_case,
    &command_request, &command_mail, &command_letter, &command_contact, &command_account,
    &command_mfa, &command_key, &command_session, &command_status, NULL};

/* What other commands ask for, and nobody types. */
static const Command *const INNER[] = {&command_history, &command_values, &command_page,
    &command_login, &command_my, &command_link, NULL};

const Command *const *
served_commands(void)
{
	return SERVED;
}

static const Command *
find_command(const char *name)
{
	for (const Command *const *one = SERVED; *one != NULL; one++)
		if (strcmp((*one)->name, name) == 0)
			return *one;
	for (const Command *const *one = INNER; *one != NULL; one++)
		if (strcmp((*one)->name, name) == 0)
			return *one;
	return NULL;
}

int
served_exit_code(const GError *error)
{
	static const struct {
		int gateway, code;
	} CODES[] = {
	    {GATEWAY_ERROR_TEMPORARY, EX_TEMPFAIL},
	    {GATEWAY_ERROR_REFUSED, 1},
	    {GATEWAY_ERROR_MISSING, 1},
	    {GATEWAY_ERROR_NOT_ALLOWED, EX_NOPERM},
	    {GATEWAY_ERROR_USAGE, EX_USAGE},
	    {GATEWAY_ERROR_DATA, EX_DATAERR},
	    {GATEWAY_ERROR_CONFIG, EX_CONFIG},
	    {GATEWAY_ERROR_UNWELL, 1},
	    {GATEWAY_ERROR_STOPPED, 3},
	    {GATEWAY_ERROR_NEWER, SERVED_NEWER},
	    {GATEWAY_ERROR_DONE, SERVED_DONE},
	    {GATEWAY_ERROR_LATER, SERVED_LATER},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CODES); i++)
		if (g_error_matches(error, GATEWAY_ERROR, CODES[i].gateway))
			return CODES[i].code;
	if (g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_MISSING) ||
	    g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_EXISTS))
		return 1;
	if (g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_BUSY) ||
	    g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_FULL) ||
	    error->domain == CHANNEL_ERROR)
		return EX_TEMPFAIL;
	if (g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_GONE) ||
	    g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_CORRUPT))
		return EX_OSFILE;
	if (error->domain == PARSE_ERROR)
		return EX_DATAERR;
	if (g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_ACCES) ||
	    g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_PERM))
		return EX_NOPERM;
	return error->domain == G_FILE_ERROR ? EX_NOINPUT : EX_SOFTWARE;
}

static bool
serve_subcommand(Context *context, const Call *call, GString *out, GError **error)
{
	const Command *command = find_command(call->command);
	const Subcommand *subcommand = NULL;
	g_autofree char *most = NULL;

	if (!command_right_check(context->config, call, error) ||
	    !page_caller_check_form(context, call, error))
		return false;
	if (command == NULL) {
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "the running gateway does not know this command", NULL);
	}
	subcommand = subcommand_find(command->subcommands, call, error);
	if (subcommand == NULL || !subcommand->serve(context, call, out, error))
		return false;
	if (out->len <= CHANNEL_BYTES_MAX)
		return true;
	most = g_strdup_printf("%d", CHANNEL_BYTES_MAX >> 20);
	return error_refuse(error, GATEWAY_ERROR_REFUSED,
	    "that is more than {{most}} MiB: ask for less with --limit", "most", most, NULL);
}

static bool
serve_marked(Context *context, const Call *call, GString *out, GError **error)
{
	if (!spool_mark(context->spool, error))
		return false;
	if (serve_subcommand(context, call, out, error))
		return spool_keep(context->spool, error);
	spool_undo(context->spool, NULL);
	return false;
}

/* What is printed besides says more. */
static bool
is_printed(const GError *error)
{
	return g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_DATA) ||
	       g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_UNWELL) ||
	       g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_STOPPED);
}

void
served_run(Context *context, const Call *call, CallReply *ret_reply)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	bool good = false;

	context->queued = 0;
	good = serve_marked(context, call, out, &error);
	ret_reply->code = good ? EX_OK : served_exit_code(error);
	ret_reply->error =
	    good ? g_strdup("")
		 : refusal_error_text(context->templates, call_language(call), error);
	if (!good && !is_printed(error))
		g_string_truncate(out, 0);
	ret_reply->out = g_string_free_to_bytes(g_steal_pointer(&out));
}
