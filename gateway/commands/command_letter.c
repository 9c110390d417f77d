/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate letter`: what is to be sent and was, why it is not, and how a person has one tried now or never. One that a
 * send worker has is left to it: what becomes of it is known soon.
 */
#include <inttypes.h>
#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/command.h"
#include "gateway/commands/number_list.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "spool/letter.h"
#include "spool/letter_attempt.h"
#include "spool/letter_hold.h"

static const char HELP[] =
    "usage: casegate letter list [STATE] [--limit N] [--before ID]\n"
    "       casegate letter show ID\n"
    "       casegate letter retry ID\n"
    "       casegate letter drop ID [REASON] [--as AGENT]\n"
    "\n"
    "  list   letters, newest first; STATE is waiting, sent, failed or dropped\n"
    "  show   one of them, with each attempt that failed and what the server said\n"
    "  retry  tries one that waits or failed once more, now\n"
    "  drop   never sends one that waits; its ticket says why: REASON, or what comes\n"
    "         on standard input\n"
    "\n"
    "How a letter looks before there is one: casegate template show NAME.\n";

static int64_t
ticket_of(const void *one)
{
	return ((const Letter *)one)->ticket;
}

static json_t *
letter_json(const void *one, const char *number)
{
	const Letter *letter = one;
	bool waits = letter->state == LETTER_WAITING;
	json_t *out = json_object();

	json_object_set_new(out, "id", json_integer(letter->id));
	json_object_set_new(out, "state", json_print_string(letter_state_name(letter->state)));
	json_object_set_new(out, "name", json_print_string(letter->name));
	json_object_set_new(out, "recipient", json_print_string(letter->recipient));
	json_object_set_new(out, "ticket", json_print_string(number));
	json_object_set_new(out, "subject", json_print_string(letter->subject));
	json_object_set_new(out, "created", json_print_time(letter->created_ms));
	json_object_set_new(out, "due", waits ? json_print_time(letter->due_ms) : json_null());
	json_object_set_new(out, "sent", json_print_time(letter->sent_ms));
	json_object_set_new(out, "attempts", json_integer(letter->attempts));
	json_object_set_new(out, "result", json_print_string(letter->result));
	return out;
}

static void
add_row(TextTable *table, const void *one, const char *number)
{
	const Letter *letter = one;
	g_autofree char *id = g_strdup_printf("%" PRId64, letter->id);
	g_autofree char *created = time_format_local(letter->created_ms);
	g_autofree char *attempts = g_strdup_printf("%d", letter->attempts);
	const char *cells[] = {id, created, letter_state_name(letter->state), attempts, number,
	    letter->name, letter->recipient, letter->result};

	text_table_add(table, cells);
}

static const TextTableColumn COLUMNS[] = {
    {.heading = "id", .right = true},
    {.heading = "written"},
    {.heading = "state"},
    {.heading = "tries", .right = true},
    {.heading = "ticket"},
    {.heading = "letter"},
    {.heading = "to", .flexible = true},
    {.heading = "answer", .flexible = true},
};
static const NumberList LIST = {
    COLUMNS, G_N_ELEMENTS(COLUMNS), ticket_of, letter_json, add_row};

static bool
parse_state(const Context *context, const Call *call, int *ret_state, GError **error)
{
	const char *names[LETTER_STATES + 1] = {NULL};

	for (LetterState state = LETTER_WAITING; state < LETTER_STATES; state++)
		names[state] = letter_state_name(state);
	return subcommand_list_state(context, call, names, ret_state, error);
}

static bool
serve_list(Context *context, const Call *call, GString *out, GError **error)
{
	ListPage page = {
	    .before = call_number(call, "before", 0),
	    .limit = (int)call_number(call, "limit", G_MAXINT32),
	};
	g_autoptr(GPtrArray) letters = NULL;

	return parse_state(context, call, &page.state, error) &&
	       letter_list_page(context->spool, &page, &letters, error) &&
	       number_list_print(context->spool, call, &LIST, letters, out, error);
}

static bool
find_letter(Spool *spool, const Call *call, Letter **ret_letter, GError **error)
{
	const char *word = call_word(call, "id");
	g_autoptr(Letter) letter = NULL;
	gint64 id = 0;

	if (!g_ascii_string_to_signed(word, 10, 1, G_MAXINT64, &id, NULL))
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "'{{typed}}' is no id of a letter; a kind of letter is shown by 'casegate "
		    "template show'",
		    "typed", word, NULL);
	if (!letter_get(spool, id, &letter, error))
		return false;
	if (letter == NULL)
		return error_refuse(error, GATEWAY_ERROR_MISSING, "there is no letter {{id}}",
		    "id", word, NULL);
	*ret_letter = g_steal_pointer(&letter);
	return true;
}

static json_t *
attempts_json(const GPtrArray *attempts)
{
	json_t *array = json_array();

	for (guint i = 0; i < attempts->len; i++) {
		const LetterAttempt *attempt = attempts->pdata[i];

		json_array_append_new(
		    array, json_pack("{so, so, so}", "at", json_print_time(attempt->at_ms),
			       "outcome", json_print_string(attempt->outcome), "answer",
			       json_print_string(attempt->answer)));
	}
	return array;
}

static void
print_line(GString *out, const char *heading, const char *text)
{
	g_autofree char *clean = sanitize_line(text);

	g_string_append_printf(out, "%-9s %s\n", heading, clean);
}

/* "waiting, due 2026-11-30 06:12". Caller owns. */
static char *
state_words(const Letter *letter)
{
	const char *name = letter_state_name(letter->state);
	bool sent = letter->state == LETTER_SENT;
	g_autofree char *when = time_format_local(sent ? letter->sent_ms : letter->due_ms);

	return sent || letter->state == LETTER_WAITING
		   ? g_strdup_printf("%s%s %s", name, sent ? "" : ", due", when)
		   : g_strdup(name);
}

static void
print_letter(const Letter *letter, const char *number, const GPtrArray *attempts, GString *out)
{
	g_autofree char *state = state_words(letter);
	g_autofree char *created = time_format_local(letter->created_ms);

	print_line(out, "state", state);
	print_line(out, "letter", letter->name);
	print_line(out, "to", letter->recipient);
	if (number != NULL)
		print_line(out, "ticket", number);
	print_line(out, "subject", letter->subject);
	print_line(out, "written", created);
	if (*letter->result != '\0')
		print_line(out, "answer", letter->result);
	for (guint i = 0; i < attempts->len; i++) {
		const LetterAttempt *attempt = attempts->pdata[i];
		g_autofree char *at = time_format_local(attempt->at_ms);
		g_autofree char *text =
		    g_strdup_printf("%s  %s: %s", at, attempt->outcome, attempt->answer);

		print_line(out, i == 0 ? "attempts" : "", text);
	}
}

static bool
serve_show(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Letter) letter = NULL;
	g_autoptr(GPtrArray) attempts = NULL;
	g_autofree char *number = NULL;
	json_t *object = NULL;

	if (!find_letter(context->spool, call, &letter, error) ||
	    !number_list_number(context->spool, letter->ticket, &number, error) ||
	    !letter_attempt_list(context->spool, letter->id, &attempts, error))
		return false;
	if (!call_flag(call, "json")) {
		print_letter(letter, number, attempts, out);
		return true;
	}
	object = letter_json(letter, number);
	json_object_set_new(object, "failed_attempts", attempts_json(attempts));
	json_print(out, object);
	return true;
}

/* A letter that waits, or is in this other state, and that no worker has. */
static bool
find_idle(
    Context *context, const Call *call, LetterState other, Letter **ret_letter, GError **error)
{
	g_autoptr(Letter) letter = NULL;

	if (!find_letter(context->spool, call, &letter, error))
		return false;
	if (letter->state != LETTER_WAITING && letter->state != other)
		return error_refuse(error, GATEWAY_ERROR_REFUSED,
		    other == LETTER_FAILED
			? "letter {{id}} is {{state}}; only one that waits or failed can be "
			  "retried"
			: "letter {{id}} is {{state}}; only one that waits or is prepared can "
			  "be dropped",
		    "id", call_word(call, "id"), "state", letter_state_name(letter->state),
		    NULL);
	if (context->is_sending != NULL && context->is_sending(letter->id, context->running))
		return error_refuse(error, GATEWAY_ERROR_TEMPORARY,
		    "letter {{id}} is with the server at this moment; try again", "id",
		    call_word(call, "id"), NULL);
	*ret_letter = g_steal_pointer(&letter);
	return true;
}

static void
tell_state(
    const Call *call, const Letter *letter, const char *state, const char *words, GString *out)
{
	if (call_flag(call, "json"))
		json_print(
		    out, json_pack("{sI, ss}", "id", (json_int_t)letter->id, "state", state));
	else
		g_string_append_printf(out, "letter %" PRId64 " %s\n", letter->id, words);
}

static bool
serve_retry(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Letter) letter = NULL;

	if (!find_idle(context, call, LETTER_FAILED, &letter, error) ||
	    !letter_retry(context->spool, letter->id, context->now_ms, error))
		return false;
	if (context->send_again != NULL)
		context->send_again(context->running);
	tell_state(call, letter, "waiting", "is tried now", out);
	return true;
}

static bool
serve_drop(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Actor) by = {0};
	g_autofree char *reason = NULL;
	g_autofree char *result = NULL;
	g_autofree char *text = NULL;
	g_autoptr(Letter) letter = NULL;

	if (!call_actor(context, call, false, &by, error) ||
	    (reason = call_text(call, error)) == NULL ||
	    !find_idle(context, call, LETTER_PREPARED, &letter, error))
		return false;
	result = g_strdup_printf("dropped by %s: %s", by.name, reason);
	text = g_strdup_printf(
	    "%s to %s is not sent: %s", letter->name, letter->recipient, reason);
	if (!letter_hold_drop(context->spool, letter->id, result, error) ||
	    (letter->ticket != 0 &&
		!ticket_change_say(context, letter->ticket,
		    &(TicketLine){.kind = ENTRY_NOTE, .author = by.name, .text = text}, NULL,
		    error)))
		return false;
	tell_state(call, letter, "dropped", "is dropped", out);
	return true;
}

static const char *const ID[] = {"id", NULL};
static const char *const DROP[] = {"id", "text", NULL};
static const SubcommandOption DROP_OPTIONS[] = {
    {"as", OPTION_WORD},
    {NULL, OPTION_FLAG},
};
static const Subcommand SUBCOMMANDS[] = {
    {.name = "list",
	.operands = SUBCOMMAND_LIST_OPERANDS,
	.options = SUBCOMMAND_LIST_OPTIONS,
	.serve = serve_list},
    {.name = "show", .operands = ID, .least = 1, .serve = serve_show},
    {.name = "retry", .operands = ID, .least = 1, .serve = serve_retry},
    {.name = "drop",
	.operands = DROP,
	.least = 1,
	.options = DROP_OPTIONS,
	.prepare = subcommand_take_text,
	.serve = serve_drop},
    {.name = NULL},
};

const Command command_letter = {
    .name = "letter",
    .summary = "list letters by state; show why one is not sent; retry or drop",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
