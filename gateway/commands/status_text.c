/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate status` in words: a line for each thing, and a table of what is in trouble. */
#include <inttypes.h>

#include "gateway/commands/status.h"
#include "gateway/commands/status_mailbox.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"

/* "mails      3 waiting, 120 done"; states that nothing is in are left out. */
static void
print_counts(
    GString *out, const char *heading, const int64_t counts[], size_t n_counts, StatusWord name)
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
		const json_t *worker = status_mailbox_worker(status, mailbox->name);

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

	print_counts(
	    out, "mails", status->mails, G_N_ELEMENTS(status->mails), status_mail_word);
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

void
status_print_text(const Status *status, const TextTableStyle *style, GString *out)
{
	print_gateway(status->workers, status->now_ms, out);
	print_mailboxes(status, out);
	if (status->desk != NULL)
		status_desk_print(status->desk, status_desk_url(status),
		    status_desk_worker(status), status->now_ms, out);
	print_mails(status, out);
	if (status->rule_errors > 0)
		g_string_append_printf(out,
		    "rules      %" PRIu64 " times one met a limit; 'casegate mail show' tells "
		    "which\n",
		    status->rule_errors);
	print_counts(
	    out, "letters", status->letters, G_N_ELEMENTS(status->letters), status_letter_word);
	g_string_append_c(out, '\n');
	print_ceilings(status, out);
	print_registrations(status, out);
	print_counts(
	    out, "cases", status->cases, G_N_ELEMENTS(status->cases), status_ticket_word);
	g_string_append_c(out, '\n');
	print_counts(out, "requests", status->requests, G_N_ELEMENTS(status->requests),
	    status_ticket_word);
	g_string_append_c(out, '\n');
	print_overdue(status->overdue, out);
	print_snoozed(status->snoozed, out);
	print_troubles(status->troubles, style, out);
	if (status->desk != NULL)
		status_desk_print_stuck(status->desk, style, out);
}
