/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `casegate import` asks of who has the spool, in small calls between which all else goes on: to take some mails,
 * how many wait to be read, and what became of them. Where no gateway runs, `wait` reads and decides some itself.
 */
#include <stdlib.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/mail_reader.h"
#include "gateway/intake/intake.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "spool/history.h"
#include "spool/mail_copy.h"

#define DECIDE_US (INT64_C(500) * 1000) /* how long one call decides */
#define DECIDE_MOST 256
#define REFUSED_MOST 100 /* of those that were refused so many are named */

/* One mail of the call's bytes: "LENGTH SIZE CAME_MS", the length of what is there and the size of the whole. */
static bool
take_row(const char *row, MailArrival *arrival, size_t *ret_length)
{
	g_auto(GStrv) parts = g_strsplit(row, " ", 4);

	if (g_strv_length(parts) != 3)
		return false;
	*ret_length = (size_t)g_ascii_strtoull(parts[0], NULL, 10);
	arrival->size = g_ascii_strtoll(parts[1], NULL, 10);
	arrival->history_ms = g_ascii_strtoll(parts[2], NULL, 10);
	arrival->header_only = arrival->size > (int64_t)*ret_length;
	return arrival->history_ms > 0 && arrival->size >= 0;
}

/* One that is there already was not sent again, so that nothing is noted of it. */
static bool
add_mail(Context *context, MailArrival *arrival, GBytes *take_raw, GString *out, GError **error)
{
	g_autoptr(GBytes) raw = take_raw;
	g_autofree char *hash = NULL;
	int64_t known = 0;
	int64_t id = 0;

	arrival->raw = raw;
	arrival->received_ms = context->now_ms;
	arrival->history_ms = MIN(arrival->history_ms, context->now_ms);
	hash = mail_hash(arrival);
	if (!mail_hash_older(context->spool, arrival, error) ||
	    !mail_find_hash(context->spool, hash, &known, error) ||
	    (known == 0 && !mail_add(context->spool, arrival, &id, error)))
		return false;
	g_string_append_printf(out, "%" G_GINT64_FORMAT "\n", id);
	return true;
}

/* Prints the id of each, 0 for one that was there. */
static bool
serve_take(Context *context, const Call *call, GString *out, GError **error)
{
	g_autofree const char **rows = call_words(call, "mails");
	const char *mailbox = call_word(call, "mailbox");
	size_t size = call->bytes == NULL ? 0 : g_bytes_get_size(call->bytes);
	size_t at = 0;

	if (mailbox == NULL || config_mailbox(context->config, mailbox) == NULL)
		return error_set(error, GATEWAY_ERROR_USAGE, "the gateway has no mailbox '%s'",
		    mailbox == NULL ? "" : mailbox);
	for (size_t i = 0; rows[i] != NULL; i++) {
		MailArrival arrival = {.mailbox = mailbox};
		size_t length = 0;

		if (!take_row(rows[i], &arrival, &length) || length > size - at)
			return error_set(error, GATEWAY_ERROR_USAGE, "that is no mail");
		if (!add_mail(context, &arrival,
			g_bytes_new_from_bytes(call->bytes, at, length), out, error))
			return false;
		at += length;
	}
	return true;
}

static bool
decide(Context *context, const Mail *mail, const Message *message, GError **error)
{
	const IntakeReading reading = {.mail = mail, .message = message};

	return intake_reading_alone(context, &reading, error);
}

/* The one mail is read while the one before is decided. */
static bool
decide_some(Context *context, GError **error)
{
	int64_t until_us = g_get_monotonic_time() + DECIDE_US;
	g_autoptr(MailReader) reader = mail_reader_new(context->config);
	g_autoptr(GPtrArray) mails = NULL;
	g_autoptr(Message) message = NULL;

	if (!mail_waiting_history(context->spool, DECIDE_MOST, &mails, error))
		return false;
	for (guint i = 0; i < mails->len && g_get_monotonic_time() < until_us; i++) {
		const Mail *mail = mails->pdata[i];
		g_autoptr(GBytes) raw = mail_raw(context->spool, mail->id, error);

		if (raw == NULL || !mail_reader_give(reader, mail->mailbox, raw, error))
			return false;
		if (message != NULL && !decide(context, mails->pdata[i - 1], message, error))
			return false;
		g_clear_pointer(&message, message_free);
		message = mail_reader_take(reader, error);
		if (message == NULL)
			return false;
		if ((i + 1 == mails->len || g_get_monotonic_time() >= until_us)) {
			if (!decide(context, mail, message, error))
				return false;
			g_clear_pointer(&message, message_free);
		}
	}
	return true;
}

/* Prints how many are still to be read. */
static bool
serve_wait(Context *context, const Call *call, GString *out, GError **error)
{
	int64_t waiting = 0;

	(void)call;
	if (context->running == NULL && !decide_some(context, error))
		return false;
	if (!history_waiting(context->spool, &waiting, error))
		return false;
	g_string_append_printf(out, "%" G_GINT64_FORMAT "\n", waiting);
	return true;
}

static json_t *
refused_json(const GPtrArray *mails)
{
	json_t *list = json_array();

	for (guint i = 0; i < mails->len; i++) {
		const Mail *mail = mails->pdata[i];

		json_array_append_new(list, json_pack("{sI, so}", "id", (json_int_t)mail->id,
						"reason", json_print_string(mail->reason)));
	}
	return list;
}

/* Prints what became of the mails from `first` to `last`. */
static bool
serve_count(Context *context, const Call *call, GString *out, GError **error)
{
	const HistoryRange range = {
	    call_number(call, "first", 0), call_number(call, "last", 0)};
	g_autoptr(GPtrArray) refused = NULL;
	HistoryCount count = {0};

	if (!history_count(context->spool, &range, &count, error) ||
	    !history_refused(context->spool, &range, REFUSED_MOST, &refused, error))
		return false;
	json_print(
	    out, json_pack("{sI, sI, sI, sI, sI, so}", "waiting", (json_int_t)count.waiting,
		     "opened", (json_int_t)count.opened, "added", (json_int_t)count.added,
		     "ignored", (json_int_t)count.ignored, "duplicates",
		     (json_int_t)count.duplicates, "refused", refused_json(refused)));
	return true;
}

static const Subcommand SUBCOMMANDS[] = {
    {.name = "take", .serve = serve_take},
    {.name = "wait", .serve = serve_wait},
    {.name = "count", .serve = serve_count},
    {.name = NULL},
};

const Command command_history = {
    .name = "history",
    .summary = "",
    .help = "",
    .subcommands = SUBCOMMANDS,
};
