/* SPDX-License-Identifier: Apache-2.0 */
/* What counts where, and that all forms of a report say the same. */
#include "tests/unit/context_fixture.h"

#include <jansson.h>

#include "gateway/cli/report_print.h"
#include "gateway/model/promise.h"
#include "gateway/util/csv.h"
#include "gateway/util/json_print.h"
#include "spool/account.h"

/* 2026-11-23 00:00 in the time zone of the tests, which is UTC. */
#define MONDAY INT64_C(1795392000000)

typedef struct {
	const char *category, *group, *agent, *account;
	TicketKind kind;
	TicketState state;
	int created_h, answered_h, done_h; /* since Monday; 0: not */
} Given;

static const Given GIVEN[] = {
    {"Netwerk", "servicedesk", "sanne@desk.example", "Klant BV", TICKET_CASE, TICKET_CLOSED, 1,
	2, 5},
    {"Netwerk", "servicedesk", "sanne@desk.example", "Klant BV", TICKET_CASE, TICKET_RESOLVED,
	25, 28, 49},
    {"Netwerk", NULL, NULL, NULL, TICKET_CASE, TICKET_CANCELLED, 26, 0, 30},
    {"=SUM(1)", NULL, "jan@desk.example", "Klant BV", TICKET_REQUEST, TICKET_DECLINED, 30, 80,
	81},
    {"Overig", "servicedesk", NULL, "<Ander & Co>", TICKET_CASE, TICKET_NEW, 50, 0, 0},
    {"Overig", "servicedesk", NULL, "<Ander & Co>", TICKET_CASE, TICKET_CLOSED, -48, -47, 51},
    {"Overig", NULL, NULL, NULL, TICKET_CASE, TICKET_CLOSED, -48, -47, -40},
};

static void
add_given(const Desk *desk, const Given *given)
{
	Spool *spool = desk->context->spool;
	Ticket ticket = new_ticket(given->kind, TICKET_NEW, 0);
	g_autoptr(Account) account = NULL;
	Promise promise = {0};

	if (given->account != NULL) {
		must(account_find(spool, given->account, &account, &error));
		if (account == NULL)
			must(account_add(spool, given->account, &ticket.account, &error));
		else
			ticket.account = account->id;
	}
	ticket.category = (char *)given->category;
	ticket.group = (char *)given->group;
	ticket.agent = (char *)given->agent;
	ticket.created_ms = MONDAY + given->created_h * HOUR;
	must(ticket_add(spool, &ticket, &error));
	ticket.state = given->state;
	ticket.answered_ms = given->answered_h == 0 ? 0 : MONDAY + given->answered_h * HOUR;
	ticket.done_ms = given->done_h == 0 ? 0 : MONDAY + given->done_h * HOUR;
	promise =
	    promise_find(desk->context->config, given->account, given->group, ticket.priority);
	if (given->answered_h != 0)
		promise_measure(&promise, &ticket);
	must(ticket_save(spool, &ticket, MONDAY, &error));
	g_free(ticket.number);
}

/* From that Monday on, for so many days. */
static ReportQuery
days(unsigned count)
{
	ReportQuery query = {0};

	g_date_set_dmy(&query.from, 23, G_DATE_NOVEMBER, 2026);
	query.to = query.from;
	g_date_add_days(&query.to, count - 1);
	return query;
}

static Report *
make(const Desk *desk, const ReportQuery *query)
{
	Report *report = NULL;

	must((report = report_make(
		  desk->context->spool, desk->context->config, query, &error)) != NULL);
	return report;
}

static Report *
make_given(const Desk *desk, const ReportQuery *query)
{
	for (size_t i = 0; i < G_N_ELEMENTS(GIVEN); i++)
		add_given(desk, &GIVEN[i]);
	must(ticket_add_reopened(desk->context->spool, 2, MONDAY + 40 * HOUR, &error));
	return make(desk, query);
}

static void
assert_row(const ReportRow *row, const int64_t expected[REPORT_FIGURES])
{
	for (ReportFigure one = 0; one < REPORT_FIGURES; one++)
		if (report_figure(row, one) != expected[one])
			fail_msg("%s: figure %d is %d, not %d", row->name, one,
			    (int)report_figure(row, one), (int)expected[one]);
}

static const ReportRow *
row_of(const Report *report, ReportBy by, const char *name)
{
	for (guint i = 0; i < report->rows[by]->len; i++) {
		const ReportRow *row = report->rows[by]->pdata[i];

		if (strcmp(row->name, name) == 0)
			return row;
	}
	fail_msg("there is no row %s", name);
	return NULL;
}

#define H 3600
static void
test_figures(void **state)
{
	const ReportQuery query = days(7);
	g_autoptr(Report) report = make_given(*state, &query);
	const ReportStep *tuesday = &g_array_index(report->steps, ReportStep, 1);

	assert_row(
	    &report->all, (int64_t[]){5, 1, 3, 3 * H, 60 * H, 2, 4, 24 * H, 108 * H, 1, 1});
	assert_row(row_of(report, REPORT_CATEGORY, "Netwerk"),
	    (int64_t[]){3, 0, 2, H, 3 * H, 2, 2, 4 * H, 24 * H, 1, 0});
	assert_row(row_of(report, REPORT_GROUP, ""),
	    (int64_t[]){2, 1, 1, 60 * H, 60 * H, 0, 1, 60 * H, 60 * H, 0, 0});
	assert_row(row_of(report, REPORT_AGENT, "Sanne de Wit"),
	    (int64_t[]){2, 0, 2, H, 3 * H, 2, 2, 4 * H, 24 * H, 1, 0});
	assert_row(row_of(report, REPORT_ACCOUNT, "<Ander & Co>"),
	    (int64_t[]){1, 0, 0, -1, -1, 0, 1, 108 * H, 108 * H, 0, 1});
	assert_int_equal(report->steps->len, 7);
	assert_row(&tuesday->row, (int64_t[]){3, 1, 1, 3 * H, 3 * H, 1, 0, -1, -1, 1, 3});
	assert_string_equal(
	    ((ReportRow *)report->rows[REPORT_CATEGORY]->pdata[0])->name, "Netwerk");
}

/* What a page says of it, which looks at no ticket. */
static void
test_by_day_it_is_the_same(void **state)
{
	static const char *const GROUPS[] = {NULL, "servicedesk", "netwerk"};
	const Desk *desk = *state;
	ReportQuery query = days(7);

	report_free(make_given(desk, &query));
	for (size_t i = 0; i < 2 * G_N_ELEMENTS(GROUPS); i++) {
		g_autoptr(Report) looked = NULL;
		g_autoptr(Report) counted = NULL;

		query = days(i % 2 == 0 ? 7 : 90);
		query.group = GROUPS[i / 2];
		/* until today, as on a page */
		query.now_ms = MONDAY + (i % 2 == 0 ? 6 : 89) * 24 * HOUR;
		looked = make(desk, &query);
		must((counted = report_make_by_day(desk->context->spool, desk->context->config,
			  &query, &error)) != NULL);
		assert_int_equal(counted->steps->len, looked->steps->len);
		for (ReportFigure one = 0; one < REPORT_FIGURES; one++) {
			assert_int_equal(report_figure(&counted->all, one),
			    report_figure(&looked->all, one));
			for (guint step = 0; step < looked->steps->len; step++)
				assert_int_equal(
				    report_figure(
					&g_array_index(counted->steps, ReportStep, step).row,
					one),
				    report_figure(
					&g_array_index(looked->steps, ReportStep, step).row,
					one));
		}
	}
}

/* What days tell beside: how solutions end, who waits, and mails. */
static void
test_days(void **state)
{
	const Desk *desk = *state;
	ReportQuery query = days(7);
	g_autoptr(Report) report = NULL;
	Ticket waiting = new_ticket(TICKET_CASE, TICKET_NEW, 0);

	query.now_ms = MONDAY + (6 * 24 + 12) * HOUR;
	report_free(make_given(desk, &query));
	for (int i = 0; i < 3; i++) {
		waiting.created_ms = query.now_ms - (int64_t[]){1, 30, 24 * 30}[i] * HOUR;
		waiting.number = NULL;
		must(ticket_add(desk->context->spool, &waiting, &error));
		g_free(waiting.number);
	}
	must((report = report_make_by_day(
		  desk->context->spool, desk->context->config, &query, &error)) != NULL);
	assert_int_equal(report->ends[REPORT_PROPOSED], 3);
	assert_int_equal(report->ends[REPORT_REJECTED], 1);
	assert_int_equal(report->waits[REPORT_WAITS_HOURS], 1);
	assert_int_equal(report->waits[REPORT_WAITS_YESTERDAY], 1);
	assert_int_equal(report->waits[REPORT_WAITS_LONGER], 1);
	assert_true(report->has_waits && report->has_ends && report->has_mails);
	query.group = "servicedesk";
	g_clear_pointer(&report, report_free);
	must((report = report_make_by_day(
		  desk->context->spool, desk->context->config, &query, &error)) != NULL);
	assert_false(report->has_mails);
	assert_int_equal(report->waits[REPORT_WAITS_LONGER], 0);
}

/* By nearest rank, of so many that were answered after 1 h, 2 h, 3 h ... */
static void
test_half_and_most(void **state)
{
	static const struct {
		int count, half_h, most_h;
	} ROWS[] = {{1, 1, 1}, {2, 1, 2}, {3, 2, 3}, {10, 5, 9}, {11, 6, 10}, {20, 10, 18}};
	const ReportQuery query = days(7);
	int added = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Report) report = NULL;

		for (; added < ROWS[i].count; added++)
			add_given(*state, &(Given){.category = "Netwerk",
					      .state = TICKET_OPEN,
					      .created_h = 1,
					      .answered_h = 2 + added});
		report = make(*state, &query);
		assert_int_equal(report->all.answers.half_s, ROWS[i].half_h * H);
		assert_int_equal(report->all.answers.most_s, ROWS[i].most_h * H);
	}
}

static void
test_only_theirs(void **state)
{
	ReportQuery query = days(7);
	g_autoptr(Report) all = make_given(*state, &query);
	g_autoptr(Report) theirs = NULL;

	(void)all;
	query.group = "servicedesk";
	query.account = "klant bv";
	theirs = make(*state, &query);
	assert_row(&theirs->all, (int64_t[]){2, 0, 2, H, 3 * H, 2, 2, 4 * H, 24 * H, 1, 0});
	assert_int_equal(theirs->rows[REPORT_ACCOUNT]->len, 1);
}

static void
test_steps(void **state)
{
	static const struct {
		unsigned days;
		ReportPace pace;
		guint steps;
		const char *last;
	} ROWS[] = {
	    {1, REPORT_DAYS, 1, "2026-11-23"},
	    {35, REPORT_DAYS, 35, "2026-12-27"},
	    {36, REPORT_WEEKS, 6, "2026-12-28"},
	    {182, REPORT_WEEKS, 26, "2027-05-17"},
	    {183, REPORT_MONTHS, 7, "2027-05-01"},
	    {3650, REPORT_MONTHS, 121, "2036-11-01"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const ReportQuery query = days(ROWS[i].days);
		g_autoptr(Report) report = make(*state, &query);
		g_autofree char *last = report_step_date(
		    &g_array_index(report->steps, ReportStep, report->steps->len - 1));

		assert_int_equal(report->pace, ROWS[i].pace);
		assert_int_equal(report->steps->len, ROWS[i].steps);
		assert_string_equal(last, ROWS[i].last);
	}
}

/* What each row has, as one text: "category Netwerk 3 0 2 3600 ...". */
static void
append_json_row(GString *rows, const char *of, const json_t *row)
{
	static const char *const KEYS[] = {"opened", "requests", "first_answers",
	    "first_answer_half_s", "first_answer_nine_of_ten_s", "first_answers_as_promised",
	    "resolved", "resolution_half_s", "resolution_nine_of_ten_s", "reopened", "backlog"};
	const char *name = json_string_value(json_object_get(row, "name"));
	const char *from = json_string_value(json_object_get(row, "from"));

	g_string_append_printf(rows, "%s|%s", of,
	    name != NULL   ? name
	    : from != NULL ? from
			   : "");
	for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
		const json_t *value = json_object_get(row, KEYS[i]);

		assert_non_null(value);
		if (json_is_null(value))
			g_string_append(rows, "|");
		else
			g_string_append_printf(
			    rows, "|%" JSON_INTEGER_FORMAT, json_integer_value(value));
	}
	g_string_append_c(rows, '\n');
}

static void
append_json_rows(GString *rows, const char *of, const json_t *array)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		append_json_row(rows, of, json_array_get(array, i));
}

static char *
rows_of_json(const Report *report)
{
	g_autoptr(GString) text = g_string_new(NULL);
	GString *rows = g_string_new(NULL);
	json_t *json = NULL;

	json_print(text, report_to_json(report));
	json = json_loads(text->str, 0, NULL);
	assert_int_equal(json_integer_value(json_object_get(json, "schema")), 1);
	append_json_row(rows, "all", json_object_get(json, "all"));
	append_json_rows(rows, "step", json_object_get(json, "steps"));
	for (ReportBy by = 0; by < REPORT_BYS; by++)
		append_json_rows(rows, REPORT_BY_NAMES[by],
		    json_object_get(json_object_get(json, "by"), REPORT_BY_NAMES[by]));
	json_decref(json);
	return g_string_free(rows, false);
}

static char *
rows_of_csv(const Report *report)
{
	g_autoptr(GString) text = g_string_new(NULL);
	GString *rows = g_string_new(NULL);
	GPtrArray *cells = NULL;
	const char *wrong = NULL;
	unsigned line = 0;
	Csv csv;

	report_print_csv(report, text);
	csv_open(&csv, text->str, text->len);
	while (csv_next(&csv, &cells, &line, &wrong) == CSV_ROW) {
		assert_int_equal(cells->len, 2 + REPORT_FIGURES);
		for (guint i = 0; line > 1 && i < cells->len; i++)
			g_string_append_printf(
			    rows, "%s%s", i == 0 ? "" : "|", (char *)cells->pdata[i]);
		if (line > 1)
			g_string_append_c(rows, '\n');
		g_ptr_array_unref(cells);
	}
	return g_string_free(rows, false);
}

static void
assert_has(const GString *text, const char *words)
{
	if (strstr(text->str, words) == NULL)
		fail_msg("no %s in %s", words, text->str);
}

static void
test_all_forms_say_the_same(void **state)
{
	const ReportQuery query = days(7);
	g_autoptr(Report) report = make_given(*state, &query);
	g_autofree char *json = rows_of_json(report);
	g_autofree char *csv = rows_of_csv(report);
	g_auto(GStrv) formula = g_strsplit(csv, "'=SUM(1)", -1);
	g_autofree char *plain = g_strjoinv("=SUM(1)", formula);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) html = g_string_new(NULL);

	assert_string_equal(json, plain);
	assert_int_equal(g_strv_length(formula), 2);
	report_print_text(report, &(TextTableStyle){0}, text);
	assert_has(text, "Servicedesk, 2026-11-23 to 2026-11-29\n");
	assert_has(text, "opened             5   4 cases, 1 request\n");
	assert_has(text, "first answer       3   half within 3 h, nine of ten within 2 d 12 h;"
			 " 66 % within the promised 1 d\n");
	assert_has(
	    text, "resolved           4   half within 1 d, nine of ten within 4 d 12 h\n");
	assert_has(text,
	    "\nNetwerk        3          1 h       3 h         2       4 h       1 d"
	    "         1        0\n");
	report_print_html(report, ((Desk *)*state)->context->templates, html);
	assert_has(html, "<html lang=\"nl\">");
	assert_has(html, "<b>5</b><span class=\"small quiet\">4 meldingen, 1 aanvraag</span>");
	assert_has(html,
	    "<b>3 u</b><span class=\"small quiet\">negen van tien binnen 2 d 12 u</span>");
	assert_has(html, "<b>66 %</b><span class=\"small quiet\">binnen 1 d</span>");
	assert_has(html, "<tr><td>&lt;Ander &amp; Co&gt;</td><td class=\"n\">1</td>");
	assert_has(
	    html, "<tr><td>24 nov</td><td class=\"n\">3</td><td class=\"n\">0</td></tr>");
}

/* It loads and runs nothing, every word has its Dutch, and each picture its title. */
static void
test_page(void **state)
{
	static const char *const FOREIGN[] = {"<script",
	    "javascript:", "http:", "https:", "<link", "<img", "@import", "url(",
	    "src=", "href=", "onclick"};
	static const char *const ENGLISH[] = {">Opened", ">opened", ": opened", "esolved<",
	    "nine of", "acklog<", ">Report", ">half", ">nobody"};
	Desk *desk = *state;
	const ReportQuery query = days(7);
	g_autoptr(Report) report = make_given(desk, &query);
	g_autoptr(GString) dutch = g_string_new(NULL);
	g_autoptr(GString) english = g_string_new(NULL);
	g_auto(GStrv) pictures = NULL;

	report_print_html(report, desk->context->templates, dutch);
	for (size_t i = 0; i < G_N_ELEMENTS(FOREIGN); i++)
		assert_null(strstr(dutch->str, FOREIGN[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(ENGLISH); i++)
		assert_null(strstr(dutch->str, ENGLISH[i]));
	g_free(desk->context->config->language);
	desk->context->config->language = g_strdup("en");
	report_print_html(report, desk->context->templates, english);
	assert_has(english, "<html lang=\"en\">");
	pictures = g_strsplit(english->str, "<svg ", -1);
	assert_int_equal(g_strv_length(pictures) - 1, 12);
	for (guint i = 1; pictures[i] != NULL; i++)
		assert_non_null(strstr(pictures[i], "</title><desc id="));
}

static void
test_empty(void **state)
{
	const ReportQuery query = days(7);
	g_autoptr(Report) report = make(*state, &query);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) html = g_string_new(NULL);

	report_print_text(report, &(TextTableStyle){0}, text);
	assert_has(text, "opened             0   0 cases, 0 requests\nfirst answer       0\n");
	report_print_html(report, ((Desk *)*state)->context->templates, html);
	assert_has(html, "In deze periode gebeurde niets.");
	assert_null(strstr(html->str, "<svg"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(test_figures),
	    desk_test(test_by_day_it_is_the_same),
	    desk_test(test_days),
	    desk_test(test_half_and_most),
	    desk_test(test_only_theirs),
	    desk_test(test_steps),
	    desk_test(test_all_forms_say_the_same),
	    desk_test(test_page),
	    desk_test(test_empty),
	};

	g_setenv("TZ", "UTC", true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
