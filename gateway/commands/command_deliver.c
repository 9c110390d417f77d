/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate deliver`: one mail on standard input, for an MTA's pipe. It is taken when the spool has committed it;
 * the same bytes delivered again (the MTA did not see our exit code) change nothing. Of a mail that is too large
 * only the header is kept.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "parsers/limits.h"
#include "parsers/message.h"
#include "spool/mail.h"

static const char HELP[] =
    "usage: casegate deliver [--mailbox NAME]\n"
    "\n"
    "Takes one mail on standard input, as if it had come by the mailbox of this name\n"
    "(the first one of the configuration). Exit code 0 says that it is safe in the\n"
    "spool, 75 that it should be tried again later; 64, 65 and 78 are those of\n"
    "sysexits.h. The same mail delivered twice changes nothing.\n";

/* Reads all of standard input but keeps only what one mail may have; counts the rest. */
static bool
read_input(GByteArray *kept, int64_t *ret_size, GError **error)
{
	g_autofree uint8_t *piece = g_malloc(LIMIT_HEADERS);
	ssize_t got = 0;
	int64_t size = 0;

	while ((got = read(STDIN_FILENO, piece, LIMIT_HEADERS)) > 0) {
		if (kept->len <= LIMIT_MAIL)
			g_byte_array_append(kept, piece, (guint)got);
		size += got;
	}
	if (got < 0) {
		return error_set(error, GATEWAY_ERROR_TEMPORARY,
		    "standard input could not be read: %s", g_strerror(errno));
	}
	*ret_size = size;
	return true;
}

/* The "From " line of an mbox, which some MTAs put in front, is no part of the mail. */
static size_t
envelope_length(const GByteArray *mail)
{
	const uint8_t *end = NULL;

	if (mail->len < 5 || memcmp(mail->data, "From ", 5) != 0)
		return 0;
	end = memchr(mail->data, '\n', MIN(mail->len, LIMIT_HEADER));
	return end == NULL ? 0 : (size_t)(end + 1 - mail->data);
}

static size_t
header_length(const GByteArray *mail)
{
	size_t most = MIN(mail->len, LIMIT_HEADERS);

	for (size_t i = 0; i + 1 < most; i++) {
		size_t next = i + 1 + (mail->data[i + 1] == '\r');

		if (mail->data[i] == '\n' && next < most && mail->data[next] == '\n')
			return next + 1;
	}
	return most;
}

static bool
has_mail(const Call *call, GError **error)
{
	if (call->bytes != NULL)
		return true;
	g_set_error(
	    error, PARSE_ERROR, PARSE_ERROR_MALFORMED, "no mail came on standard input");
	return false;
}

static bool
prepare(Call *call, GError **error)
{
	g_autoptr(GByteArray) mail = g_byte_array_new();
	int64_t size = 0;
	size_t envelope = 0;

	if (!read_input(mail, &size, error))
		return false;
	envelope = envelope_length(mail);
	g_byte_array_remove_range(mail, 0, (guint)envelope);
	size -= (int64_t)envelope;
	if (size > LIMIT_MAIL)
		g_byte_array_set_size(mail, (guint)header_length(mail));
	call_set_number(call, "size", size);
	if (size > 0)
		call->bytes = g_byte_array_free_to_bytes(g_steal_pointer(&mail));
	return has_mail(call, error);
}

static const ConfigMailbox *
find_mailbox(const Config *config, const char *name, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *meant = NULL;

	if (name == NULL)
		return g_ptr_array_index(config->mailboxes, 0);
	if (config_mailbox(config, name) != NULL)
		return config_mailbox(config, name);
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = g_ptr_array_index(config->mailboxes, i);

		g_ptr_array_add(names, mailbox->name);
	}
	g_ptr_array_add(names, NULL);
	meant = arguments_meant(name, (const char *const *)names->pdata, "");
	error_set(error, GATEWAY_ERROR_USAGE, "there is no mailbox '%s'%s", name, meant);
	return NULL;
}

static bool
serve(Context *context, const Call *call, GString *out, GError **error)
{
	const ConfigMailbox *mailbox =
	    find_mailbox(context->config, call_word(call, "mailbox"), error);
	MailArrival arrival = {.raw = call->bytes};
	int64_t id = 0;

	(void)out;
	if (mailbox == NULL || !has_mail(call, error))
		return false;
	arrival.mailbox = mailbox->name;
	arrival.size = call_number(call, "size", 0);
	arrival.header_only = arrival.size > (int64_t)g_bytes_get_size(call->bytes);
	arrival.received_ms = context->now_ms;
	return mail_add(context->spool, &arrival, &id, error);
}

static const SubcommandOption OPTIONS[] = {
    {"mailbox", OPTION_WORD},
    {NULL, OPTION_FLAG},
};
static const Subcommand SUBCOMMANDS[] = {
    {.options = OPTIONS, .prepare = prepare, .serve = serve},
    {.name = NULL},
};

const Command command_deliver = {
    .name = "deliver",
    .summary = "take one mail on standard input, for an MTA's pipe",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
    .called_again = true,
};
