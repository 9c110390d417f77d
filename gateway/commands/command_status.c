/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate status`: how it stands, on one page: what waits, since when, what failed and why.
 */
#include <inttypes.h>

#include "gateway/commands/command.h"
#include "gateway/commands/metrics.h"
#include "gateway/commands/status_desk.h"
#include "gateway/commands/status_mailbox.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/letter_ceiling.h"
#include "spool/mail.h"
#include "spool/registration.h"
#include "spool/step_up.h"
#include "spool/ticket.h"

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

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

enum {
	TROUBLES_SHOWN = 20,
};

typedef struct {
	uint64_t rule_errors;
	json_t *workers; /* own; of the running gateway (Context.workers), or NULL: none runs */
	int64_t now_ms;
	const Config *config; /* foreign */
	StatusDesk *desk;     /* own; NULL: tickets live in the spool */
	GPtrArray *mailboxes; /* own; of StatusMailbox, as in the configuration */
	int64_t mails[MAIL_STATES];
	int64_t oldest_waiting_ms; /* 0: none waits */
	int64_t letters[LETTER_STATES];
	int64_t codes;       /* mails that wait for a code of their sender; they are held */
	int64_t held_back;   /* automatic letters that met a ceiling in the last day, */
	int64_t held_places; /* on so many tickets */
	int64_t paced;       /* letters that wait because of one */
	int64_t
	    unconfirmed; /* mails that wait until their senders have confirmed their addresses */
	int64_t registered; /* contacts whose account nobody has verified */
	int64_t overdue[2]; /* by kind: tickets to which an answer is */
	int64_t snoozed[2]; /* by kind: tickets that the desk put off */
	int64_t cases[TICKET_STATES];
	int64_t requests[TICKET_STATES];
	GPtrArray
	    *troubles; /* own; of Letter: failed, or waiting and refused before; newest first */
} Status;

static void
status_clear(Status *status)
{
	g_clear_pointer(&status->troubles, g_ptr_array_unref);
	g_clear_pointer(&status->mailboxes, g_ptr_array_unref);
	g_clear_pointer(&status->desk, status_desk_free);
	g_clear_pointer(&status->workers, json_decref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Status, status_clear)

static bool
add_troubles(Spool *spool, LetterState state, GPtrArray *troubles, GError **error)
{
	g_autoptr(GPtrArray) letters = NULL;

	if (!letter_list(spool, (int)state, TROUBLES_SHOWN, &letters, error))
		return false;
	while (letters->len > 0) {
		g_autoptr(Letter) letter = g_ptr_array_steal_index(letters, 0);

		if (*letter->result != '\0')
			g_ptr_array_add(troubles, g_steal_pointer(&letter));
	}
	return true;
}

static bool
read_mailboxes(Spool *spool, Status *status, GError **error)
{
	status->mailboxes = g_ptr_array_new_with_free_func((GDestroyNotify)status_mailbox_free);
	for (guint i = 0; i < status->config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = status->config->mailboxes->pdata[i];
		StatusMailbox *read = status_mailbox_read(spool, mailbox->name, error);

		if (read == NULL)
			return false;
		g_ptr_array_add(status->mailboxes, read);
	}
	return true;
}

/* What waits for a desk that the configuration names no more is told too: nobody else does. */
static const char *
desk_url(const Status *status)
{
	return status->config->tickets == NULL ? NULL : status->config->tickets->url;
}

static bool
count_kind(Spool *spool, TicketKind kind, Status *status, GError **error)
{
	return ticket_count_overdue(
		   spool, kind, status->now_ms, &status->overdue[kind], error) &&
	       ticket_count_snoozed(spool, kind, status->now_ms, &status->snoozed[kind], error);
}

static bool
read_status(Context *context, Status *status, GError **error)
{
	Spool *spool = context->spool;

	status->workers = context->workers == NULL ? NULL : context->workers(context->running);
	status->now_ms = context->now_ms;
	status->config = context->config;
	status->troubles = g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
	status->desk = status_desk_read(spool, error);
	if (status->desk == NULL)
		return false;
	if (status->config->tickets == NULL && !status_desk_waits(status->desk))
		g_clear_pointer(&status->desk, status_desk_free);
	return read_mailboxes(spool, status, error) &&
	       mail_count(spool, status->mails, &status->oldest_waiting_ms, error) &&
	       letter_count(spool, status->letters, error) &&
	       step_up_count_open(spool, &status->codes, error) &&
	       letter_ceiling_held(spool, status->now_ms - DAY_MS, &status->held_back,
		   &status->held_places, error) &&
	       letter_ceiling_waiting(spool, status->now_ms, &status->paced, error) &&
	       registration_count(spool, &status->unconfirmed, error) &&
	       contact_count_registered(spool, &status->registered, error) &&
	       count_kind(spool, TICKET_CASE, status, error) &&
	       count_kind(spool, TICKET_REQUEST, status, error) &&
	       ticket_count(spool, TICKET_CASE, status->cases, error) &&
	       ticket_count(spool, TICKET_REQUEST, status->requests, error) &&
	       add_troubles(spool, LETTER_WAITING, status->troubles, error) &&
	       add_troubles(spool, LETTER_FAILED, status->troubles, error);
}

/* The name of a state by its number, whichever enum it is. */
typedef const char *(*StateName)(int state);

static const char *
mail_word(int state)
{
	return mail_state_name((MailState)state);
}

static const char *
letter_word(int state)
{
	return letter_state_name((LetterState)state);
}

static const char *
ticket_word(int state)
{
	return ticket_state_name((TicketState)state);
}

static json_t *
kinds_json(const int64_t counts[])
{
	return json_pack("{sI, sI}", "cases", (json_int_t)counts[TICKET_CASE], "requests",
	    (json_int_t)counts[TICKET_REQUEST]);
}

static json_t *
counts_json(const int64_t counts[], size_t n_counts, StateName name)
{
	json_t *object = json_object();

	for (size_t i = 0; i < n_counts; i++)
		json_object_set_new(object, name((int)i), json_integer(counts[i]));
	return object;
}

static json_t *
trouble_json(const Letter *letter)
{
	return json_pack("{sI, so, so, so, si, so}", "letter", (json_int_t)letter->id, "name",
	    json_print_string(letter->name), "state",
	    json_print_string(letter_state_name(letter->state)), "recipient",
	    json_print_string(letter->recipient), "attempts", letter->attempts, "result",
	    json_print_string(letter->result));
}

static json_t *
tickets_json(const int64_t counts[], TicketKind kind)
{
	json_t *object = json_object();

	for (TicketState state = 0; state < TICKET_STATES; state++)
		if (ticket_state_is_of(state, kind))
			json_object_set_new(
			    object, ticket_state_name(state), json_integer(counts[state]));
	return object;
}

/* What the gateway says of this mailbox's worker, or NULL. Borrowed. */
static const json_t *
mailbox_worker(const json_t *workers, const char *name)
{
	const json_t *mailboxes = json_object_get(workers, "mailboxes");

	for (size_t i = 0; i < json_array_size(mailboxes); i++) {
		const json_t *mailbox = json_array_get(mailboxes, i);

		if (g_strcmp0(json_string_value(json_object_get(mailbox, "name")), name) == 0)
			return mailbox;
	}
	return NULL;
}

/* What the gateway says of the worker of a desk elsewhere, or NULL. Borrowed. */
static const json_t *
desk_worker(const Status *status)
{
	const json_t *worker = json_object_get(status->workers, "desk");

	return json_is_object(worker) ? worker : NULL;
}

/* What the gateway says of itself; of each mailbox and of the desk its own object says the rest. */
static json_t *
gateway_json(const Status *status)
{
	json_t *gateway = status->workers == NULL ? json_null() : json_copy(status->workers);

	json_object_del(gateway, "mailboxes");
	json_object_del(gateway, "desk");
	return gateway;
}

static void
print_json(const Status *status, GString *out)
{
	json_t *mailboxes = json_array();
	json_t *troubles = json_array();
	json_t *object = json_object();

	for (guint i = 0; i < status->config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = g_ptr_array_index(status->config->mailboxes, i);

		json_t *shown = json_print_person(mailbox->name, mailbox->address);

		status_mailbox_add_json(status->mailboxes->pdata[i],
		    mailbox_worker(status->workers, mailbox->name), shown);
		json_array_append_new(mailboxes, shown);
	}
	for (guint i = 0; i < status->troubles->len; i++)
		json_array_append_new(troubles, trouble_json(status->troubles->pdata[i]));
	json_object_set_new(object, "gateway", gateway_json(status));
	json_object_set_new(
	    object, "rule_errors", json_integer((json_int_t)status->rule_errors));
	json_object_set_new(object, "mailboxes", mailboxes);
	json_object_set_new(object, "desk",
	    status->desk == NULL
		? json_null()
		: status_desk_json(status->desk, desk_url(status), desk_worker(status)));
	json_object_set_new(object, "mails",
	    counts_json(status->mails, G_N_ELEMENTS(status->mails), mail_word));
	json_object_set_new(object, "codes_waiting", json_integer(status->codes));
	json_object_set_new(
	    object, "oldest_waiting", json_print_time(status->oldest_waiting_ms));
	json_object_set_new(object, "letters",
	    counts_json(status->letters, G_N_ELEMENTS(status->letters), letter_word));
	json_object_set_new(object, "ceilings",
	    json_pack("{sI, sI, sI}", "held_back", (json_int_t)status->held_back, "tickets",
		(json_int_t)status->held_places, "waiting", (json_int_t)status->paced));
	json_object_set_new(object, "registrations",
	    json_pack("{sI, sI}", "mails", (json_int_t)status->unconfirmed, "contacts",
		(json_int_t)status->registered));
	json_object_set_new(object, "troubles", troubles);
	json_object_set_new(object, "overdue", kinds_json(status->overdue));
	json_object_set_new(object, "snoozed", kinds_json(status->snoozed));
	json_object_set_new(object, "cases", tickets_json(status->cases, TICKET_CASE));
	json_object_set_new(object, "requests", tickets_json(status->requests, TICKET_REQUEST));
	json_print(out, object);
}

/* "mails      3 waiting, 120 done"; states that nothing is in are left out. */
static void
print_counts(
    GString *out, const char *heading, const int64_t counts[], size_t n_counts, StateName name)
{
	bool any = false;

	g_string_append_printf(out, "%-9s  ", heading);
	for (size_t i = 0; i < n_counts; i++) {
		if (counts[i] == 0)
			continue;
		g_string_append_printf(
		    out, "%s%" PRId64 " %s", any ? ", " : "", counts[i], name((int)i));
		any = true;
	}
	g_string_append(out, any ? "" : "none");
}

static void
append_clean(GString *out, const char *before, const char *text)
{
	g_autofree char *clean = sanitize_line(text);

	g_string_append_printf(out, "%s%s", before, clean);
}

/* Once is as it should be. */
static void
append_starts(GString *out, json_int_t starts)
{
	if (starts > 1)
		g_string_append_printf(out, "; started %" JSON_INTEGER_FORMAT " times", starts);
}

/* "open: UIDVALIDITY 7, IDLE; heard 12 s ago; started 3 times". */
static void
append_worker(GString *out, const json_t *worker, int64_t now_ms)
{
	const char *state = json_string_value(json_object_get(worker, "state"));
	const char *heard = json_string_value(json_object_get(worker, "heard"));
	g_autoptr(GDateTime) at =
	    heard == NULL ? NULL : g_date_time_new_from_iso8601(heard, NULL);

	if (state != NULL)
		append_clean(out, "  ", state);
	if (at != NULL) {
		g_autofree char *ago =
		    time_format_span(now_ms - g_date_time_to_unix(at) * 1000);

		g_string_append_printf(out, "; heard %s ago", ago);
	}
	append_starts(out, json_integer_value(json_object_get(worker, "starts")));
}

static void
print_mailboxes(const Status *status, GString *out)
{
	for (guint i = 0; i < status->config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = g_ptr_array_index(status->config->mailboxes, i);
		const json_t *worker = mailbox_worker(status->workers, mailbox->name);

		g_string_append_printf(out, "%-9s  %s <%s>", i == 0 ? "mailboxes" : "",
		    mailbox->name, mailbox->address);
		append_worker(out, worker, status->now_ms);
		g_string_append_c(out, '\n');
		status_mailbox_print(status->mailboxes->pdata[i], worker, status->now_ms, out);
	}
}

/* They end by themselves after some hundreds of mails. */
static void
print_readers(const json_t *readers, GString *out)
{
	json_int_t starts = 0;
	int working = 0;

	for (size_t i = 0; i < json_array_size(readers); i++) {
		const json_t *reader = json_array_get(readers, i);

		working += json_is_true(json_object_get(reader, "working"));
		starts += json_integer_value(json_object_get(reader, "starts"));
	}
	if (json_array_size(readers) > 0)
		g_string_append_printf(out,
		    "readers    %d running, %" JSON_INTEGER_FORMAT " started so far\n", working,
		    starts);
}

/* Without it no mail is decided: nobody says who sent it. */
static void
print_verifier(const json_t *verifier, GString *out)
{
	if (verifier != NULL && !json_is_true(json_object_get(verifier, "working")))
		g_string_append(out, "verifier   not running, mails wait for it\n");
}

/* Mails do not wait for it. */
static void
print_clamd(const json_t *clamd, GString *out)
{
	const char *trouble = json_string_value(json_object_get(clamd, "trouble"));

	if (!json_is_object(clamd))
		return;
	g_string_append(out, "clamd      ");
	if (json_is_true(json_object_get(clamd, "answers")))
		g_string_append(out, "answers");
	else
		append_clean(out, "mails are not scanned: ",
		    trouble == NULL ? "it was not asked yet" : trouble);
	g_string_append_c(out, '\n');
}

/* "hung       2 times a worker, the last 3 m ago: the send worker, killed after 60 s without a sign of life". */
static void
print_hung(const json_t *hung, int64_t now_ms, GString *out)
{
	json_int_t times = json_integer_value(json_object_get(hung, "times"));
	const char *iso = json_string_value(json_object_get(hung, "at"));
	const char *last = json_string_value(json_object_get(hung, "last"));
	g_autoptr(GDateTime) at = iso == NULL ? NULL : g_date_time_new_from_iso8601(iso, NULL);
	g_autofree char *ago =
	    at == NULL ? NULL : time_format_span(now_ms - g_date_time_to_unix(at) * 1000);

	if (times == 0 || ago == NULL || last == NULL)
		return;
	g_string_append_printf(out,
	    "hung       %" JSON_INTEGER_FORMAT " times a worker, the last %s ago", times, ago);
	append_clean(out, ": ", last);
	g_string_append_c(out, '\n');
}

static void
print_gateway(const json_t *workers, int64_t now_ms, GString *out)
{
	const json_t *outgoing = json_object_get(workers, "outgoing");
	const char *sending = json_string_value(json_object_get(outgoing, "state"));
	const char *trouble = json_string_value(json_object_get(workers, "trouble"));

	if (workers == NULL) {
		g_string_append(out, "gateway    not running\n");
		return;
	}
	g_string_append_printf(out, "gateway    running, pid %" JSON_INTEGER_FORMAT "\n",
	    json_integer_value(json_object_get(workers, "pid")));
	if (trouble != NULL) {
		append_clean(
		    out, "spool      nothing can be stored, it is tried again: ", trouble);
		g_string_append_c(out, '\n');
	}
	append_clean(out, "outgoing   ", sending == NULL ? "not started" : sending);
	append_starts(out, json_integer_value(json_object_get(outgoing, "starts")));
	g_string_append_c(out, '\n');
	print_readers(json_object_get(workers, "readers"), out);
	print_verifier(json_object_get(workers, "verifier"), out);
	print_clamd(json_object_get(workers, "clamd"), out);
	print_hung(json_object_get(workers, "hung"), now_ms, out);
}

static void
print_mails(const Status *status, GString *out)
{
	g_autofree char *since = time_format_span(status->now_ms - status->oldest_waiting_ms);

	print_counts(out, "mails", status->mails, G_N_ELEMENTS(status->mails), mail_word);
	if (status->oldest_waiting_ms != 0)
		g_string_append_printf(out, "; the oldest waits for %s", since);
	if (status->codes > 0)
		g_string_append_printf(out, "; %" PRId64 " held %s a code of its sender",
		    status->codes, status->codes == 1 ? "waits for" : "wait for");
	g_string_append_c(out, '\n');
}

static void
print_ceilings(const Status *status, GString *out)
{
	if (status->held_back > 0)
		g_string_append_printf(out,
		    "held back  %" PRId64 " automatic letters on %" PRId64
		    " tickets within a day: too many\n",
		    status->held_back, status->held_places);
	if (status->paced > 0)
		g_string_append_printf(out,
		    "paced      %" PRId64 " letters wait for their turn: too many to one "
		    "address\n",
		    status->paced);
}

static void
print_overdue(const int64_t overdue[], GString *out)
{
	if (overdue[TICKET_CASE] + overdue[TICKET_REQUEST] > 0)
		g_string_append_printf(out,
		    "overdue    an answer on %" PRId64 " cases and %" PRId64
		    " requests; 'casegate case list --overdue' tells which\n",
		    overdue[TICKET_CASE], overdue[TICKET_REQUEST]);
}

static void
print_snoozed(const int64_t snoozed[], GString *out)
{
	if (snoozed[TICKET_CASE] + snoozed[TICKET_REQUEST] > 0)
		g_string_append_printf(out,
		    "snoozed    %" PRId64 " cases and %" PRId64
		    " requests; 'casegate case list --snoozed' tells which\n",
		    snoozed[TICKET_CASE], snoozed[TICKET_REQUEST]);
}

static void
print_registrations(const Status *status, GString *out)
{
	if (status->unconfirmed > 0)
		g_string_append_printf(out,
		    "asked      %" PRId64 " held mails wait until their senders have confirmed "
		    "their addresses\n",
		    status->unconfirmed);
	if (status->registered > 0)
		g_string_append_printf(out,
		    "registered %" PRId64
		    " contacts whose account nobody has verified; 'casegate "
		    "contact list --registered' tells who\n",
		    status->registered);
}

static void
print_troubles(GPtrArray *troubles, const TextTableStyle *style, GString *out)
{
	static const TextTableColumn COLUMNS[] = {
	    {.heading = "letter", .right = true},
	    {.heading = "name"},
	    {.heading = "to", .flexible = true},
	    {.heading = "state"},
	    {.heading = "attempts", .right = true},
	    {.heading = "last answer", .flexible = true},
	};
	g_autoptr(TextTable) table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));

	for (guint i = 0; i < troubles->len; i++) {
		const Letter *letter = g_ptr_array_index(troubles, i);
		g_autofree char *id = g_strdup_printf("%" PRId64, letter->id);
		g_autofree char *attempts = g_strdup_printf("%d", letter->attempts);
		const char *cells[] = {id, letter->name, letter->recipient,
		    letter_state_name(letter->state), attempts, letter->result};

		text_table_add(table, cells);
	}
	if (troubles->len == 0)
		return;
	g_string_append_c(out, '\n');
	text_table_print(table, style, out);
}

static void
print_text(const Status *status, const TextTableStyle *style, GString *out)
{
	print_gateway(status->workers, status->now_ms, out);
	print_mailboxes(status, out);
	if (status->desk != NULL)
		status_desk_print(
		    status->desk, desk_url(status), desk_worker(status), status->now_ms, out);
	print_mails(status, out);
	if (status->rule_errors > 0)
		g_string_append_printf(out,
		    "rules      %" PRIu64 " times one met a limit; 'casegate mail show' tells "
		    "which\n",
		    status->rule_errors);
	print_counts(
	    out, "letters", status->letters, G_N_ELEMENTS(status->letters), letter_word);
	g_string_append_c(out, '\n');
	print_ceilings(status, out);
	print_registrations(status, out);
	print_counts(out, "cases", status->cases, G_N_ELEMENTS(status->cases), ticket_word);
	g_string_append_c(out, '\n');
	print_counts(
	    out, "requests", status->requests, G_N_ELEMENTS(status->requests), ticket_word);
	g_string_append_c(out, '\n');
	print_overdue(status->overdue, out);
	print_snoozed(status->snoozed, out);
	print_troubles(status->troubles, style, out);
	if (status->desk != NULL)
		status_desk_print_stuck(status->desk, style, out);
}

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
	if (!read_status(context, &status, error))
		return false;
	status.rule_errors = context->rule_errors;
	if (call_flag(call, "json"))
		print_json(&status, out);
	else
		print_text(&status, &style, out);
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
