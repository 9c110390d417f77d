/* SPDX-License-Identifier: Apache-2.0 */
/* One table, a row for each metric: what it is, and who prints its samples. */
#include "gateway/commands/metrics.h"

#include <inttypes.h>
#include <sys/stat.h>

#include "spool/mail.h"
#include "spool/tally.h"
#include "spool/ticket.h"

#define LABELS_MAX 3

typedef struct {
	Context *context;
	json_t *workers; /* own; of the running gateway (Context.workers), or NULL: none runs */
	json_t *health;  /* own; the same (Context.health) */
	GString *out;
} Scrape;

typedef struct Metric Metric;
struct Metric {
	const char *name, *type, *help;
	bool (*print)(const Scrape *scrape, const Metric *metric, GError **error);
	const char *what;               /* of spool/tally.h, where it is printed from there */
	const char *labels[LABELS_MAX]; /* of its kinds there; NULL: none */
};

static void
append_escaped(GString *out, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '\\' || *value == '"')
			g_string_append_c(out, '\\');
		if (*value == '\n')
			g_string_append(out, "\\n");
		else
			g_string_append_c(out, *value);
	}
}

/* "casegate_mails{state="held",mailbox="support"} "; suffix: behind the name, or "". */
static void
begin_sample(const Scrape *scrape, const Metric *metric, const char *suffix,
    const char *const labels[], const char *const values[])
{
	GString *out = scrape->out;

	g_string_append_printf(out, "%s%s", metric->name, suffix);
	for (int i = 0; i < LABELS_MAX && labels[i] != NULL; i++) {
		g_string_append_printf(out, "%s%s=\"", i == 0 ? "{" : ",", labels[i]);
		append_escaped(out, values[i]);
		g_string_append_c(out, '"');
	}
	g_string_append(out, labels[0] == NULL ? " " : "} ");
}

/* values: of its labels, NULL where it has none. */
static void
add_sample(const Scrape *scrape, const Metric *metric, const char *const values[], int64_t n)
{
	begin_sample(scrape, metric, "", metric->labels, values);
	g_string_append_printf(scrape->out, "%" PRId64 "\n", n);
}

static void
append_seconds(GString *out, int64_t us)
{
	g_string_append_printf(
	    out, "%" PRId64 ".%06d", us / G_USEC_PER_SEC, (int)(us % G_USEC_PER_SEC));
}

static void
add_seconds(const Scrape *scrape, const Metric *metric, int64_t ms)
{
	begin_sample(scrape, metric, "", metric->labels, NULL);
	append_seconds(scrape->out, ms * 1000);
	g_string_append_c(scrape->out, '\n');
}

/* A histogram as it was counted: each bucket alone, the last without a bound. */
typedef struct {
	const int64_t *bounds_us, *counts;
	int n_bounds;
	int64_t sum_us;
} Times;

/* kind: NULL: it is of none. */
static void
add_times(const Scrape *scrape, const Metric *metric, const char *kind, const Times *times)
{
	const char *labels[LABELS_MAX] = {
	    kind == NULL ? "le" : "kind", kind == NULL ? NULL : "le"};
	const char *without_le[LABELS_MAX] = {kind == NULL ? NULL : "kind"};
	int64_t total = 0;

	for (int i = 0; i <= times->n_bounds; i++) {
		char bound[G_ASCII_DTOSTR_BUF_SIZE] = "+Inf";
		const char *values[] = {kind == NULL ? bound : kind, bound};

		if (i < times->n_bounds)
			g_ascii_formatd(bound, sizeof bound, "%.7g",
			    (double)times->bounds_us[i] / G_USEC_PER_SEC);
		total += times->counts[i];
		begin_sample(scrape, metric, "_bucket", labels, values);
		g_string_append_printf(scrape->out, "%" PRId64 "\n", total);
	}
	begin_sample(scrape, metric, "_sum", without_le, &kind);
	append_seconds(scrape->out, times->sum_us);
	g_string_append_c(scrape->out, '\n');
	begin_sample(scrape, metric, "_count", without_le, &kind);
	g_string_append_printf(scrape->out, "%" PRId64 "\n", total);
}

static bool
print_up(const Scrape *scrape, const Metric *metric, GError **error)
{
	(void)error;
	add_sample(scrape, metric, NULL, scrape->workers != NULL);
	return true;
}

static bool
print_info(const Scrape *scrape, const Metric *metric, GError **error)
{
	(void)error;
	add_sample(scrape, metric, (const char *[]){PACKAGE_VERSION}, 1);
	return true;
}

static bool
print_now(const Scrape *scrape, const Metric *metric, GError **error)
{
	(void)error;
	add_seconds(scrape, metric, scrape->context->now_ms);
	return true;
}

static bool
print_tally(const Scrape *scrape, const Metric *metric, GError **error)
{
	g_autoptr(GPtrArray) rows = NULL;

	if (!tally_list(scrape->context->spool, metric->what, &rows, error))
		return false;
	for (guint i = 0; i < rows->len; i++) {
		const TallyRow *row = rows->pdata[i];

		add_sample(
		    scrape, metric, (const char *[]){row->one, row->two, row->three}, row->n);
	}
	if (rows->len == 0 && metric->labels[0] == NULL)
		add_sample(scrape, metric, NULL, 0);
	return true;
}

static bool
print_ticket_times(const Scrape *scrape, const Metric *metric, GError **error)
{
	int64_t bounds_us[TALLY_BOUNDS];

	for (int i = 0; i < TALLY_BOUNDS; i++)
		bounds_us[i] = TALLY_BOUNDS_S[i] * G_USEC_PER_SEC;
	for (TicketKind kind = TICKET_CASE; kind <= TICKET_REQUEST; kind++) {
		TallyTimes told = {0};

		if (!tally_times(scrape->context->spool, metric->what, ticket_kind_name(kind),
			&told, error))
			return false;
		add_times(scrape, metric, ticket_kind_name(kind),
		    &(Times){bounds_us, told.counts, TALLY_BOUNDS, told.sum_ms * 1000});
	}
	return true;
}

static bool
print_oldest(const Scrape *scrape, const Metric *metric, GError **error)
{
	int64_t since_ms = 0;

	if (!mail_oldest_waiting(scrape->context->spool, &since_ms, error))
		return false;
	add_seconds(
	    scrape, metric, since_ms == 0 ? 0 : MAX(scrape->context->now_ms - since_ms, 0));
	return true;
}

/* How many tickets of a kind there are, of what it counts. */
typedef bool (*CountTickets)(
    Spool *spool, TicketKind kind, int64_t now_ms, int64_t *ret_count, GError **error);

static bool
print_kinds(
    const Scrape *scrape, const Metric *metric, CountTickets count_tickets, GError **error)
{
	const Context *context = scrape->context;

	for (TicketKind kind = TICKET_CASE; kind <= TICKET_REQUEST; kind++) {
		int64_t count = 0;

		if (!count_tickets(context->spool, kind, context->now_ms, &count, error))
			return false;
		add_sample(scrape, metric, (const char *[]){ticket_kind_name(kind)}, count);
	}
	return true;
}

static bool
print_overdue(const Scrape *scrape, const Metric *metric, GError **error)
{
	return print_kinds(scrape, metric, ticket_count_overdue, error);
}

static bool
print_snoozed(const Scrape *scrape, const Metric *metric, GError **error)
{
	return print_kinds(scrape, metric, ticket_count_snoozed, error);
}

/* what: the ending of the file's name. */
static bool
print_file(const Scrape *scrape, const Metric *metric, GError **error)
{
	g_autofree char *path =
	    g_strdup_printf("%s/spool.db%s", scrape->context->state_directory, metric->what);
	struct stat file = {0};

	(void)error;
	add_sample(scrape, metric, NULL, stat(path, &file) == 0 ? file.st_size : 0);
	return true;
}

static void
add_histogram(const Scrape *scrape, const Metric *metric, const Histogram *histogram)
{
	add_times(scrape, metric, NULL,
	    &(Times){
		HISTOGRAM_BOUNDS_US, histogram->counts, HISTOGRAM_BOUNDS, histogram->sum_us});
}

static bool
print_commits(const Scrape *scrape, const Metric *metric, GError **error)
{
	(void)error;
	add_histogram(scrape, metric, &scrape->context->commits);
	return true;
}

static bool
print_page_holds(const Scrape *scrape, const Metric *metric, GError **error)
{
	(void)error;
	add_histogram(scrape, metric, &scrape->context->page_holds);
	return true;
}

static void
add_starts(const Scrape *scrape, const Metric *metric, const char *worker, const json_t *status)
{
	const char *name = json_string_value(json_object_get(status, "name"));

	if (json_is_object(status))
		add_sample(scrape, metric, (const char *[]){worker, name == NULL ? "" : name},
		    json_integer_value(json_object_get(status, "starts")));
}

static bool
print_starts(const Scrape *scrape, const Metric *metric, GError **error)
{
	static const struct {
		const char *worker, *key;
	} WORKERS[] = {{"verify", "verifier"}, {"scan", "clamd"}, {"send", "outgoing"},
	    {"servicenow", "desk"}};
	const json_t *mailboxes = json_object_get(scrape->workers, "mailboxes");
	const json_t *readers = json_object_get(scrape->workers, "readers");
	json_int_t reads = 0;

	(void)error;
	for (size_t i = 0; i < json_array_size(mailboxes); i++)
		add_starts(scrape, metric, "fetch", json_array_get(mailboxes, i));
	for (size_t i = 0; i < json_array_size(readers); i++)
		reads +=
		    json_integer_value(json_object_get(json_array_get(readers, i), "starts"));
	if (scrape->workers != NULL)
		add_sample(scrape, metric, (const char *[]){"read", ""}, reads);
	for (size_t i = 0; i < G_N_ELEMENTS(WORKERS); i++)
		add_starts(scrape, metric, WORKERS[i].worker,
		    json_object_get(scrape->workers, WORKERS[i].key));
	return true;
}

static bool
print_hung(const Scrape *scrape, const Metric *metric, GError **error)
{
	const json_t *hung = json_object_get(scrape->workers, "hung");

	(void)error;
	add_sample(scrape, metric, NULL, json_integer_value(json_object_get(hung, "times")));
	return true;
}

static bool
print_health(const Scrape *scrape, const Metric *metric, GError **error)
{
	(void)error;
	for (size_t i = 0; i < json_array_size(scrape->health); i++) {
		const json_t *one = json_array_get(scrape->health, i);

		add_sample(scrape, metric,
		    (const char *[]){json_string_value(json_object_get(one, "what")),
			json_string_value(json_object_get(one, "name"))},
		    json_is_true(json_object_get(one, "wrong")));
	}
	return true;
}

static bool
print_rule_errors(const Scrape *scrape, const Metric *metric, GError **error)
{
	(void)error;
	add_sample(scrape, metric, NULL, (int64_t)scrape->context->rule_errors);
	return true;
}

static bool
print_held_back(const Scrape *scrape, const Metric *metric, GError **error)
{
	(void)error;
	add_sample(scrape, metric, NULL, (int64_t)scrape->context->held_back);
	return true;
}

static const Metric METRICS[] = {
    {"casegate_up", "gauge", "Whether the gateway runs.", print_up, NULL, {NULL}},
    {"casegate_info", "gauge", "The version of casegate.", print_info, NULL, {"version"}},
    {"casegate_exported_timestamp_seconds", "gauge", "When this was printed.", print_now, NULL,
	{NULL}},
    {"casegate_wrong", "gauge", "Whether something is wrong, as casegate status tells it.",
	print_health, NULL, {"what", "name"}},
    {"casegate_mails", "gauge", "Mails, by state and mailbox.", print_tally, TALLY_MAIL,
	{"state", "mailbox"}},
    {"casegate_mail_oldest_waiting_seconds", "gauge",
	"For how long the oldest mail waits to be decided; 0: none waits.", print_oldest, NULL,
	{NULL}},
    {"casegate_mail_decisions_total", "counter",
	"Decisions on mails, by the rule that wanted them.", print_tally, TALLY_DECISION,
	{"decision", "rule"}},
    {"casegate_mail_readers_lost_total", "counter",
	"Readers that died over a mail, which was then tried again or quarantined.",
	print_tally, TALLY_MAIL_ATTEMPT, {NULL}},
    {"casegate_rule_errors_total", "counter", "Rules that met a limit.", print_rule_errors,
	NULL, {NULL}},
    {"casegate_letters", "gauge", "Letters, by state.", print_tally, TALLY_LETTER, {"state"}},
    {"casegate_letter_attempts_failed_total", "counter",
	"Attempts to send a letter that did not end well, by how they ended.", print_tally,
	TALLY_LETTER_ATTEMPT, {"outcome"}},
    {"casegate_letters_held_back_total", "counter",
	"Automatic letters that were not written because of a ceiling.", print_held_back, NULL,
	{NULL}},
    {"casegate_tickets", "gauge", "Tickets, by kind, state and group.", print_tally,
	TALLY_TICKET, {"kind", "state", "group"}},
    {"casegate_tickets_overdue", "gauge",
	"Tickets whose customer waits for an answer longer than was promised.", print_overdue,
	NULL, {"kind"}},
    {"casegate_tickets_snoozed", "gauge",
	"Tickets that the desk put off, and that are not back yet.", print_snoozed, NULL,
	{"kind"}},
    {"casegate_tickets_reopened_total", "counter",
	"How often customers took up a solution again.", print_tally, TALLY_REOPENED, {NULL}},
    {"casegate_ticket_first_answer_seconds", "histogram",
	"From a ticket's opening to the desk's first words to the customer.",
	print_ticket_times, TALLY_ANSWER, {NULL}},
    {"casegate_ticket_resolution_seconds", "histogram",
	"From a ticket's opening to each time that it was resolved or brought to an outcome.",
	print_ticket_times, TALLY_OUTCOME, {NULL}},
    {"casegate_spool_bytes", "gauge", "Size of the spool's file.", print_file, "", {NULL}},
    {"casegate_spool_log_bytes", "gauge", "Size of the log beside it.", print_file, "-wal",
	{NULL}},
    {"casegate_commit_seconds", "histogram", "How long the gateway's commits took.",
	print_commits, NULL, {NULL}},
    {"casegate_page_hold_seconds", "histogram",
	"For how long the gateway served pages at a time, and did nothing else.",
	print_page_holds, NULL, {NULL}},
    {"casegate_worker_starts_total", "counter",
	"How often a worker was started; those of read end by themselves after some mails.",
	print_starts, NULL, {"worker", "mailbox"}},
    {"casegate_workers_hung_total", "counter",
	"Workers that were killed because they gave no sign of life.", print_hung, NULL,
	{NULL}},
};

bool
metrics_print(Context *context, GString *out, GError **error)
{
	Scrape scrape = {
	    .context = context,
	    .workers = context->workers == NULL ? NULL : context->workers(context->running),
	    .health = context->health == NULL ? NULL : context->health(context->running),
	    .out = out,
	};
	bool good = true;

	for (size_t i = 0; good && i < G_N_ELEMENTS(METRICS); i++) {
		const Metric *metric = &METRICS[i];

		g_string_append_printf(out, "# HELP %s %s\n# TYPE %s %s\n", metric->name,
		    metric->help, metric->name, metric->type);
		good = metric->print(&scrape, metric, error);
	}
	json_decref(scrape.workers);
	json_decref(scrape.health);
	return good;
}
