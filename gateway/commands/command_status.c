/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate status`: how it stands, on one page: what waits, since when, what failed and why.
 */
#include "gateway/commands/command.h"
#include "gateway/commands/metrics.h"
#include "gateway/commands/status.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/util/error.h"
#include "gateway/util/sanitize.h"

static const char HELP[] =
    "usage: casegate status [--prometheus]\n"
    "\n"
    "Whether a gateway runs, its mailboxes with the mails that they do not give and\n"
    "those that are not filed, what ServiceNow is to do, mails and letters by state,\n"
    "what a ceiling held back or lets wait, who has to confirm an address and whose\n"
    "account is to be verified, the letters that are in trouble with the server's\n"
    "last words, and tickets by state.\n"
    "\n"
    "The exit code is 0 where all is well, 1 where something is wrong, and 3 where no\n"
    "gateway runs; one line on standard error says what.\n"
    "\n"
    "--prometheus prints metrics in Prometheus' text format instead, whether or not\n"
    "all is well.\n";

/* In one line, or NULL. Caller owns. */
static char *
what_is_wrong(const Status *status)
{
	const json_t *wrongs = json_object_get(status->workers, "wrong");
	g_autoptr(GString) line = g_string_new(NULL);

	for (size_t i = 0; i < json_array_size(wrongs); i++)
		g_string_append_printf(line, "%s%s", line->len == 0 ? "" : "; ",
		    json_string_value(json_array_get(wrongs, i)));
	if (status->troubles->len > 0)
		g_string_append_printf(line, "%s%u letters in trouble",
		    line->len == 0 ? "" : "; ", status->troubles->len);
	if (status->desk != NULL && status->desk->stuck->len > 0)
		g_string_append_printf(line,
		    "%s%u operations that the desk elsewhere does not do",
		    line->len == 0 ? "" : "; ", status->desk->stuck->len);
	return line->len == 0 ? NULL : sanitize_line(line->str);
}

static bool
tell_wrong(const Status *status, GError **error)
{
	g_autofree char *wrong = what_is_wrong(status);

	if (status->workers == NULL)
		return error_refuse(error, GATEWAY_ERROR_STOPPED, "no gateway runs", NULL);
	return wrong == NULL || error_set(error, GATEWAY_ERROR_UNWELL, "%s", wrong);
}

static bool
serve(Context *context, const Call *call, GString *out, GError **error)
{
	TextTableStyle style = call_style(call);
	g_auto(Status) status = {0};

	if (call_flag(call, "prometheus") && call_flag(call, "json"))
		return error_refuse(
		    error, GATEWAY_ERROR_USAGE, "--prometheus is no JSON", NULL);
	if (call_flag(call, "prometheus"))
		return metrics_print(context, out, error);
	if (!status_read(context, &status, error))
		return false;
	if (call_flag(call, "json"))
		status_print_json(&status, out);
	else
		status_print_text(&status, &style, out);
	return tell_wrong(&status, error);
}

static const SubcommandOption OPTIONS[] = {
    {"prometheus", OPTION_FLAG},
    {NULL, OPTION_FLAG},
};

static const Subcommand SUBCOMMANDS[] = {
    {.options = OPTIONS, .serve = serve},
    {.name = NULL},
};

const Command command_status = {
    .name = "status",
    .summary = "what waits, what failed, how many tickets are in which state",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
