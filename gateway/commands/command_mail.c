/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate mail`: what was taken in, why it became what it became, and how a person lets one go on, or takes one out,
 * that was held, quarantined or put away as spam. Only with those: any other mail has had its effect or will have it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/command.h"
#include "gateway/commands/mail_spam.h"
#include "gateway/commands/number_list.h"
#include "gateway/intake/trace.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "spool/mail.h"
#include "spool/mail_scan.h"
#include "spool/mail_trace.h"
#include "spool/step_up.h"

static const char HELP[] =
    "usage: casegate mail list [STATE] [--limit N] [--before ID]\n"
    "       casegate mail show ID\n"
    "       casegate mail retry ID\n"
    "       casegate mail release ID\n"
    "       casegate mail discard ID [REASON]\n"
    "       casegate mail spam ID\n"
    "       casegate mail ham ID|ADDRESS\n"
    "       casegate mail spammers\n"
    "       casegate mail raw ID\n"
    "\n"
    "  list     mails, newest first; STATE is waiting, done, duplicate, held,\n"
    "           quarantined, spam or discarded\n"
    "  show     the state of one mail, and the trace of how it came to it\n"
    "  retry    decides a mail anew that is held, quarantined or spam\n"
    "  release  the same, and no rule may hold or put it away again\n"
    "  discard  takes such a mail out for good\n"
    "  spam     puts a mail away, and from now on all of its sender that nothing\n"
    "           proves to be theirs; a ticket that it opened is cancelled, and\n"
    "           nobody is told\n"
    "  ham      takes that back: of a mail and its sender, or of an address\n"
    "  spammers the senders that were marked by it\n"
    "  raw      writes the bytes of one mail to standard output, as they came\n";

static int64_t
ticket_of(const void *one)
{
	return ((const Mail *)one)->ticket;
}

static json_t *
mail_json(const void *one, const char *number)
{
	const Mail *mail = one;
	json_t *out = json_object();

	json_object_set_new(out, "id", json_integer(mail->id));
	json_object_set_new(out, "mailbox", json_print_string(mail->mailbox));
	json_object_set_new(out, "key", json_print_string(mail->key));
	json_object_set_new(out, "state", json_print_string(mail_state_name(mail->state)));
	json_object_set_new(out, "reason", json_print_string(mail->reason));
	json_object_set_new(out, "decision", json_print_string(mail->decision));
	json_object_set_new(out, "ticket", json_print_string(number));
	json_object_set_new(out, "from", json_print_string(mail->from_address));
	json_object_set_new(out, "subject", json_print_string(mail->subject));
	json_object_set_new(out, "message_id", json_print_string(mail->message_id));
	json_object_set_new(out, "received", json_print_time(mail->received_ms));
	json_object_set_new(out, "size", json_integer(mail->size));
	json_object_set_new(out, "attempts", json_integer(mail->attempts));
	json_object_set_new(out, "filed", json_boolean(mail->filed));
	json_object_set_new(out, "duplicates", json_integer(mail->repeats));
	json_object_set_new(out, "last_duplicate", json_print_time(mail->repeated_ms));
	return out;
}

static void
add_row(TextTable *table, const void *one, const char *number)
{
	const Mail *mail = one;
	g_autofree char *id = g_strdup_printf("%" PRId64, mail->id);
	g_autofree char *received = time_format_local(mail->received_ms);
	g_autofree char *why =
	    g_strconcat(mail->decision, *mail->reason == '\0' ? "" : ": ", mail->reason, NULL);
	const char *cells[] = {id, received, mail_state_name(mail->state), number,
	    mail->from_address, mail->subject, why};

	text_table_add(table, cells);
}

static const TextTableColumn COLUMNS[] = {
    {.heading = "id", .right = true},
    {.heading = "received"},
    {.heading = "state"},
    {.heading = "ticket"},
    {.heading = "from", .flexible = true},
    {.heading = "subject", .flexible = true},
    {.heading = "decision", .flexible = true},
};
static const NumberList LIST = {COLUMNS, G_N_ELEMENTS(COLUMNS), ticket_of, mail_json, add_row};

static bool
parse_state(const Context *context, const Call *call, int *ret_state, GError **error)
{
	const char *names[MAIL_STATES + 1] = {NULL};

	for (MailState state = MAIL_WAITING; state < MAIL_STATES; state++)
		names[state] = mail_state_name(state);
	return subcommand_list_state(context, call, names, ret_state, error);
}

static bool
serve_list(Context *context, const Call *call, GString *out, GError **error)
{
	ListPage page = {
	    .before = call_number(call, "before", 0),
	    .limit = (int)call_number(call, "limit", G_MAXINT32),
	};
	g_autoptr(GPtrArray) mails = NULL;

	return parse_state(context, call, &page.state, error) &&
	       mail_list_page(context->spool, &page, &mails, error) &&
	       number_list_print(context->spool, call, &LIST, mails, out, error);
}

static bool
find_mail(Spool *spool, const Call *call, Mail **ret_mail, GError **error)
{
	return mail_spam_find(spool, call_word(call, "id"), ret_mail, error);
}

static void
print_repeats(const Mail *mail, GString *out)
{
	g_autofree char *last = NULL;

	if (mail->repeats == 0)
		return;
	last = time_format_local(mail->repeated_ms);
	g_string_append_printf(out, "came      %" PRId64 " more %s, last %s\n", mail->repeats,
	    mail->repeats == 1 ? "time" : "times", last);
}

/* "code      asked by letter 12, open until 2026-11-30 16:52, 2 wrong" */
static void
print_code(const StepUp *step_up, GString *out)
{
	g_autofree char *until = time_format_local(step_up->expires_ms);
	bool open = step_up->state == STEP_UP_OPEN;

	g_string_append_printf(out, "code      asked by letter %" PRId64 ", %s%s%s",
	    step_up->letter, step_up_state_name(step_up->state), open ? " until " : "",
	    open ? until : "");
	if (step_up->tries > 0)
		g_string_append_printf(out, ", %" PRId64 " wrong", step_up->tries);
	g_string_append_c(out, '\n');
}

static void
print_trace(const Mail *mail, const StepUp *step_up, const char *trace, GString *out)
{
	g_autofree char *reason = sanitize_line(mail->reason);
	g_autofree char *brief = trace_brief(trace == NULL ? "" : trace);
	g_autofree char *lines = sanitize_text(brief);

	g_string_append_printf(out, "state     %s", mail_state_name(mail->state));
	if (*reason != '\0')
		g_string_append_printf(out, ": %s", reason);
	g_string_append_c(out, '\n');
	print_repeats(mail, out);
	if (step_up != NULL)
		print_code(step_up, out);
	if (trace != NULL)
		g_string_append_printf(out, "%s\n", lines);
}

static json_t *
code_json(const StepUp *step_up)
{
	if (step_up == NULL)
		return json_null();
	return json_pack("{sI, ss, sI, so}", "letter", (json_int_t)step_up->letter, "state",
	    step_up_state_name(step_up->state), "wrong", (json_int_t)step_up->tries, "until",
	    json_print_time(step_up->expires_ms));
}

static bool
serve_show(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Mail) mail = NULL;
	g_autofree char *number = NULL;
	g_autofree char *trace = NULL;
	g_autofree char *said = NULL;
	g_autoptr(StepUp) step_up = NULL;
	json_t *object = NULL;

	if (!find_mail(context->spool, call, &mail, error) ||
	    !number_list_number(context->spool, mail->ticket, &number, error) ||
	    !mail_trace_get(context->spool, mail->id, &trace, error) ||
	    !mail_scan_get(context->spool, mail->id, &said, error) ||
	    !step_up_find(context->spool, 0, mail->id, &step_up, error))
		return false;
	if (!call_flag(call, "json")) {
		print_trace(mail, step_up, trace, out);
		return true;
	}
	object = mail_json(mail, number);
	json_object_set_new(object, "code", code_json(step_up));
	json_object_set_new(object, "scan", json_print_string(said));
	json_object_set_new(object, "trace", json_print_lines(trace));
	json_print(out, object);
	return true;
}

/* One with which a person may still do something. why: it cannot be done to another. */
static bool
find_set_aside(Spool *spool, const Call *call, const char *why, Mail **ret_mail, GError **error)
{
	g_autoptr(Mail) mail = NULL;

	if (!find_mail(spool, call, &mail, error))
		return false;
	if (mail->state != MAIL_HELD && mail->state != MAIL_QUARANTINED &&
	    mail->state != MAIL_SPAM)
		return error_refuse(error, GATEWAY_ERROR_REFUSED, why, "id",
		    call_word(call, "id"), "state", mail_state_name(mail->state), NULL);
	*ret_mail = g_steal_pointer(&mail);
	return true;
}

static bool
trace_discard(Spool *spool, int64_t id, const char *line, GError **error)
{
	g_autofree char *trace = NULL;
	g_autofree char *longer = NULL;

	if (!mail_trace_get(spool, id, &trace, error))
		return false;
	longer = trace == NULL ? g_strdup(line) : g_strconcat(trace, "\n", line, NULL);
	return mail_trace_set(spool, id, longer, error);
}

static bool
serve_discard(Context *context, const Call *call, GString *out, GError **error)
{
	const char *given = call_word(call, "reason");
	g_autofree char *reason =
	    sanitize_line(given == NULL || *given == '\0' ? "no reason was given" : given);
	g_auto(Actor) by = {0};
	g_autofree char *line = NULL;
	g_autoptr(Mail) mail = NULL;

	if (!call_actor(context, call, false, &by, error) ||
	    !find_set_aside(context->spool, call,
		"mail {{id}} is {{state}}; only one that is held, quarantined or spam can be "
		"discarded",
		&mail, error))
		return false;
	line = g_strdup_printf("discarded by %s: %s", by.name, reason);
	if (!mail_discard(context->spool, mail->id, reason, error) ||
	    !trace_discard(context->spool, mail->id, line, error))
		return false;
	if (call_flag(call, "json"))
		json_print(out,
		    json_pack("{sI, ss, so}", "id", (json_int_t)mail->id, "state",
			mail_state_name(MAIL_DISCARDED), "reason", json_print_string(reason)));
	else
		g_string_append_printf(
		    out, "mail %" PRId64 " is discarded: %s\n", mail->id, reason);
	return true;
}

static bool
serve_raw(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Mail) mail = NULL;
	g_autoptr(GBytes) raw = NULL;
	g_autofree char *said = NULL;
	gsize size = 0;
	const char *bytes = NULL;

	if (!find_mail(context->spool, call, &mail, error) ||
	    (raw = mail_raw(context->spool, mail->id, error)) == NULL)
		return false;
	if (!mail_scan_get(context->spool, mail->id, &said, error))
		return false;
	bytes = g_bytes_get_data(raw, &size);
	g_string_append_printf(out, "%s\n", said == NULL ? "" : said);
	g_string_append_len(out, bytes, (gssize)size);
	return true;
}

/* What a scanner said, and a line end, stand before the bytes. */
static GBytes *
finish_raw(const Call *call, GBytes *served, GError **error)
{
	gsize size = 0;
	const char *bytes = g_bytes_get_data(served, &size);
	const char *end = size == 0 ? NULL : memchr(bytes, '\n', size);
	g_autofree char *said = NULL;

	(void)error;
	if (end == NULL)
		return g_bytes_ref(served);
	said = g_strndup(bytes, (gsize)(end - bytes));
	if (*said != '\0')
		fprintf(stderr, "casegate mail: mail %s is %s\n", call_word(call, "id"), said);
	return g_bytes_new_from_bytes(
	    served, (gsize)(end + 1 - bytes), size - (gsize)(end + 1 - bytes));
}

static bool
serve_again(Context *context, const Call *call, GString *out, GError **error)
{
	bool release = strcmp(call_word(call, "subcommand"), "release") == 0;
	g_autoptr(Mail) mail = NULL;

	if (!find_set_aside(context->spool, call,
		"mail {{id}} is {{state}}; only one that is held, quarantined or spam can go "
		"back",
		&mail, error))
		return false;
	if (!(release ? mail_release : mail_retry)(context->spool, mail->id, error))
		return false;
	if (context->read_again != NULL)
		context->read_again(context->running);
	if (call_flag(call, "json"))
		json_print(out, json_pack("{sI, ss, sn}", "id", (json_int_t)mail->id, "state",
				    "waiting", "reason"));
	else
		g_string_append_printf(
		    out, "mail %" PRId64 " waits to be decided anew\n", mail->id);
	return true;
}

static const char *const ID[] = {"id", NULL};
static const char *const ID_REASON[] = {"id", "reason", NULL};
static const Subcommand SUBCOMMANDS[] = {
    {.name = "list",
	.operands = SUBCOMMAND_LIST_OPERANDS,
	.options = SUBCOMMAND_LIST_OPTIONS,
	.serve = serve_list},
    {.name = "show", .operands = ID, .least = 1, .serve = serve_show},
    {.name = "retry", .operands = ID, .least = 1, .serve = serve_again},
    {.name = "release", .operands = ID, .least = 1, .serve = serve_again},
    {.name = "discard", .operands = ID_REASON, .least = 1, .serve = serve_discard},
    {.name = "spam", .operands = ID, .least = 1, .serve = mail_spam_serve},
    {.name = "ham", .operands = ID, .least = 1, .serve = mail_spam_serve_ham},
    {.name = "spammers", .serve = mail_spam_serve_senders},
    {.name = "raw", .operands = ID, .least = 1, .serve = serve_raw, .finish = finish_raw},
    {.name = NULL},
};

const Command command_mail = {
    .name = "mail",
    .summary = "list mails by state; show why; retry, release, discard; spam; raw bytes",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
