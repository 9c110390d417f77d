/* SPDX-License-Identifier: Apache-2.0 */
/*
 * casegate explain: what would become of a mail, and why. The mail is read by a read role of this process; deciding
 * happens where the spool is open, and all of it is taken back.
 */
#include <jansson.h>
#include <string.h>

#include "gateway/command.h"
#include "gateway/display.h"
#include "gateway/process.h"
#include "gateway/reader.h"

#define FILE_MAX ((gsize)48 * 1024 * 1024)

static GBytes *
load(const char *path, GError **error)
{
	char *content = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &content, &length, error))
		return NULL;
	if (length > FILE_MAX) {
		g_free(content);
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED,
		    "%s: it is larger than any mail", path);
		return NULL;
	}
	return g_bytes_new_take(content, length);
}

/* What goes to the one with the spool is the message as read, not the mail. */
static bool
prepare(Request *request, GError **error)
{
	g_autoptr(Reader) reader = reader_new();
	g_autoptr(GBytes) raw = load(request_word(request, "file"), error);
	g_autoptr(Message) message = NULL;

	if (raw == NULL)
		return false;
	message = reader_message(reader, raw, error);
	if (message == NULL)
		return false;
	request->bytes = message_pack(message);
	return true;
}

/* Decides as if the mail had come by this mailbox, and takes everything back. */
static bool
rehearse(Office *office, const Mail *mail, const Message *message, Processed *ret_processed,
    GError **error)
{
	bool good = false;

	if (!spool_mark(office->spool, error))
		return false;
	good = process_message(office, mail, message, ret_processed, error);
	return spool_undo(office->spool, good ? error : NULL) && good;
}

static void
print_json(const Request *request, const Processed *processed, GString *out)
{
	g_auto(GStrv) lines = g_strsplit(processed->trace, "\n", -1);
	json_t *trace = json_array();
	json_t *object =
	    json_pack("{s:s, s:s, s:s?, s:o}", "file", request_word(request, "file"),
		"decision", processed->decision, "ticket", processed->number, "trace", trace);
	char *text = NULL;

	for (char **line = lines; *line != NULL; line++)
		json_array_append_new(trace, json_string(*line));
	text = json_dumps(object, JSON_COMPACT);
	g_string_append_printf(out, "%s\n", text);
	free(text);
	json_decref(object);
}

static bool
serve(Office *office, const Request *request, GString *out, GError **error)
{
	g_autoptr(Message) message = message_unpack(request->bytes, error);
	const char *mailbox = request_word(request, "mailbox");
	const ConfigMailbox *first = office->config->mailboxes->pdata[0];
	const Mail mail = {
	    .mailbox = mailbox != NULL ? (char *)mailbox : first->name,
	    .key = (char *)"",
	    .received_ms = office->now_ms,
	};
	g_auto(Processed) processed = {0};
	g_autofree char *lines = NULL;

	if (message == NULL)
		return false;
	if (message->refused != NULL) {
		g_string_append_printf(out,
		    "refused   %s\ndecision  open case  bare, for a person to look at\n",
		    message->refused);
		return true;
	}
	if (!rehearse(office, &mail, message, &processed, error))
		return false;
	lines = display_text(processed.trace);
	if (request_flag(request, "json"))
		print_json(request, &processed, out);
	else
		g_string_append_printf(out, "%s\n", lines);
	return true;
}

static const char *const OPERANDS[] = {"file", NULL};
static const VerbOption OPTIONS[] = {{"mailbox", OPTION_WORD}, {0}};
static const Verb VERBS[] = {
    {.operands = OPERANDS,
	.least = 1,
	.options = OPTIONS,
	.rehearses = true,
	.prepare = prepare,
	.serve = serve},
    {0},
};

const Command command_explain = {
    .name = "explain",
    .summary = "say what would become of a mail, and why",
    .help =
	"usage: casegate explain [--config FILE] [--state DIR] [--json] [--mailbox NAME] FILE\n"
	"\n"
	"Prints each step of deciding for the mail in FILE and changes nothing.\n"
	"\n"
	"  --mailbox NAME   as if it had come by this mailbox (default: the first one)\n",
    .verbs = VERBS,
};
