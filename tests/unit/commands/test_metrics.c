/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is printed is what Prometheus reads: a strict reader of its text format, by Prometheus' documentation of it and of names.
 * The manual, the dashboard and the alerts speak of what there is.
 */
#include "tests/unit/served_fixture.h"

#include "gateway/commands/metrics.h"
#include "gateway/desk/ticket_change.h"

typedef struct {
	GHashTable *types;   /* own; name of a metric -> its type */
	GHashTable *samples; /* own; "casegate_mails{state=...}" -> its value */
} Told;

static void
told_clear(Told *told)
{
	g_hash_table_unref(told->types);
	g_hash_table_unref(told->samples);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Told, told_clear)

/* The end of a name of letters, digits and '_'. */
static const char *
skip_name(const char *at)
{
	assert_true(g_ascii_islower(*at));
	while (g_ascii_islower(*at) || g_ascii_isdigit(*at) || *at == '_')
		at++;
	return at;
}

/* {name="value",...}, where there are labels. */
static const char *
skip_labels(const char *at)
{
	if (*at != '{')
		return at;
	do {
		at = skip_name(at + 1);
		assert_true(g_str_has_prefix(at, "=\""));
		for (at += 2; *at != '"'; at++) {
			assert_true(*at != '\0' && *at != '\n');
			if (*at == '\\')
				assert_non_null(strchr("\\\"n", *++at));
		}
		at++;
	} while (*at == ',');
	assert_int_equal(*at, '}');
	return at + 1;
}

/* A sample of the metric that was announced last; of a histogram with one of its three endings. */
static void
read_sample(const char *line, const char *metric, const Told *told)
{
	const char *type = g_hash_table_lookup(told->types, metric);
	const char *end = skip_name(line);
	g_autofree char *name = g_strndup(line, (gsize)(end - line));
	const char *ending = name + strlen(metric);
	char *rest = NULL;
	double *value = g_new(double, 1);

	assert_true(g_str_has_prefix(name, metric));
	if (g_str_equal(type, "histogram"))
		assert_true(g_str_equal(ending, "_bucket") || g_str_equal(ending, "_sum") ||
			    g_str_equal(ending, "_count"));
	else
		assert_string_equal(ending, "");
	assert_true(g_str_equal(ending, "_bucket") ==
		    (strstr(line, "{le=\"") != NULL || strstr(line, ",le=\"") != NULL));
	end = skip_labels(end);
	assert_int_equal(*end, ' ');
	*value = g_ascii_strtod(end + 1, &rest);
	assert_true(*value >= 0 && *rest == '\0' && rest > end + 1);
	if (!g_hash_table_insert(told->samples, g_strndup(line, (gsize)(end - line)), value))
		fail_msg("%s twice", line);
}

/* Units are base units, and of counters the last word is total. */
static void
check_name(const char *name, const char *type)
{
	static const char *const BAD[] = {"_ms", "_milliseconds", "_minutes", "_hours",
	    "_count", "_sum", "_bucket", "_info_total", "_kb", "_kilobytes"};

	assert_true(g_str_has_prefix(name, "casegate_"));
	assert_int_equal(g_str_has_suffix(name, "_total"), g_str_equal(type, "counter"));
	assert_true(!g_str_equal(type, "histogram") || g_str_has_suffix(name, "_seconds"));
	for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++)
		assert_false(g_str_has_suffix(name, BAD[i]));
	assert_true(g_str_equal(type, "counter") || g_str_equal(type, "gauge") ||
		    g_str_equal(type, "histogram"));
}

static Told
read_metrics(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	Told told = {g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
	g_autofree char *metric = g_strdup("");
	guint i = 0;

	for (; *lines[i] != '\0'; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", 4);

		if (!g_str_has_prefix(lines[i], "# HELP ")) {
			read_sample(lines[i], metric, &told);
			continue;
		}
		g_free(metric);
		metric = g_strdup(words[2]);
		assert_true(g_ascii_isupper(words[3][0]) || g_ascii_isdigit(words[3][0]));
		g_strfreev(g_steal_pointer(&words));
		words = g_strsplit(lines[++i], " ", 5);
		assert_string_equal(words[0], "#");
		assert_string_equal(words[1], "TYPE");
		assert_string_equal(words[2], metric);
		check_name(metric, words[3]);
		assert_true(
		    g_hash_table_insert(told.types, g_strdup(metric), g_strdup(words[3])));
	}
	assert_null(lines[i + 1]); /* the last line ends in a line feed */
	return told;
}

static Told
scrape(const Desk *desk)
{
	g_autoptr(GString) text = g_string_new(NULL);

	must(metrics_print(desk->context, text, &error));
	return read_metrics(text->str);
}

static void
assert_sample(const Told *told, const char *sample, double expected)
{
	const double *value = g_hash_table_lookup(told->samples, sample);

	if (value == NULL || *value != expected)
		fail_msg("%s is %f", sample, value == NULL ? -1 : *value);
}

static json_t *
workers(void *data)
{
	(void)data;
	return json_loads("{\"mailboxes\": [{\"name\": \"support\", \"starts\": 3}],"
			  " \"readers\": [{\"starts\": 2}, {\"starts\": 5}],"
			  " \"verifier\": {\"starts\": 1}, \"outgoing\": {\"starts\": 4},"
			  " \"desk\": null, \"hung\": {\"times\": 2}}",
	    0, NULL);
}

static json_t *
health(void *data)
{
	(void)data;
	return json_loads(
	    "[{\"what\": \"mailbox\", \"name\": \"a\\\"b\\\\c\\nd\", \"wrong\": true},"
	    " {\"what\": \"disk\", \"name\": \"\", \"wrong\": false}]",
	    0, NULL);
}

static void
open_case(const Desk *desk)
{
	Ticket ticket = new_ticket(TICKET_CASE, TICKET_NEW, desk_know(desk, ELS));

	must(ticket_change_open(desk->context, &ticket, &error));
	g_free(ticket.number);
}

static void
test_samples(void **state)
{
	Desk *desk = *state;
	const MailOutcome held = {.state = MAIL_HELD,
	    .reason = "x",
	    .decision = "hold",
	    .rule = "my \"rule\"",
	    .subject = ""};

	open_case(desk);
	must(mail_decide(
	    desk->context->spool, some_mail(desk->context->spool, "1", 9), &held, &error));
	some_mail(desk->context->spool, "2", 9);
	desk->context->now_ms = NOW + 2 * HOUR;
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Wij kijken.");
	desk->context->now_ms = NOW + 3 * HOUR;
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Opgelost.");
	open_case(desk);
	desk->context->now_ms += DAY + 1;
	desk->context->workers = workers;
	desk->context->health = health;
	histogram_add(&desk->context->commits, 3000);
	histogram_add(&desk->context->page_holds, 7000);
	g_auto(Told) told = scrape(desk);

	assert_sample(&told, "casegate_up", 1);
	assert_sample(&told, "casegate_info{version=\"" PACKAGE_VERSION "\"}", 1);
	assert_sample(&told, "casegate_exported_timestamp_seconds",
	    (double)(NOW + 3 * HOUR + DAY + 1) / 1000);
	assert_sample(&told, "casegate_mails{state=\"held\",mailbox=\"support\"}", 1);
	assert_sample(&told, "casegate_mails{state=\"waiting\",mailbox=\"support\"}", 1);
	assert_sample(&told,
	    "casegate_mail_decisions_total{decision=\"hold\",rule=\"my \\\"rule\\\"\"}", 1);
	assert_sample(&told, "casegate_mail_readers_lost_total", 0);
	assert_sample(&told, "casegate_letters{state=\"waiting\"}", 2);
	assert_sample(
	    &told, "casegate_tickets{kind=\"case\",state=\"resolved\",group=\"\"}", 1);
	assert_sample(&told, "casegate_tickets{kind=\"case\",state=\"new\",group=\"\"}", 1);
	assert_sample(&told, "casegate_tickets_overdue{kind=\"case\"}", 1);
	assert_sample(
	    &told, "casegate_ticket_first_answer_seconds_bucket{kind=\"case\",le=\"3600\"}", 0);
	assert_sample(&told,
	    "casegate_ticket_first_answer_seconds_bucket{kind=\"case\",le=\"14400\"}", 1);
	assert_sample(
	    &told, "casegate_ticket_first_answer_seconds_bucket{kind=\"case\",le=\"+Inf\"}", 1);
	assert_sample(&told, "casegate_ticket_first_answer_seconds_sum{kind=\"case\"}", 7200);
	assert_sample(&told, "casegate_ticket_resolution_seconds_sum{kind=\"case\"}", 10800);
	assert_sample(&told, "casegate_ticket_resolution_seconds_count{kind=\"case\"}", 1);
	assert_sample(&told, "casegate_commit_seconds_bucket{le=\"0.0025\"}", 0);
	assert_sample(&told, "casegate_commit_seconds_bucket{le=\"0.005\"}", 1);
	assert_sample(&told, "casegate_commit_seconds_sum", 0.003);
	assert_sample(&told, "casegate_page_hold_seconds_sum", 0.007);
	assert_sample(
	    &told, "casegate_worker_starts_total{worker=\"fetch\",mailbox=\"support\"}", 3);
	assert_sample(&told, "casegate_worker_starts_total{worker=\"read\",mailbox=\"\"}", 7);
	assert_sample(&told, "casegate_worker_starts_total{worker=\"send\",mailbox=\"\"}", 4);
	assert_sample(&told, "casegate_workers_hung_total", 2);
	assert_sample(&told, "casegate_wrong{what=\"mailbox\",name=\"a\\\"b\\\\c\\nd\"}", 1);
	assert_sample(&told, "casegate_wrong{what=\"disk\",name=\"\"}", 0);
	assert_true(*(double *)g_hash_table_lookup(told.samples, "casegate_spool_bytes") > 0);
}

/* No gateway, and nothing happened yet. */
static void
test_empty(void **state)
{
	Desk *desk = *state;
	g_auto(Told) told = scrape(desk);

	assert_sample(&told, "casegate_up", 0);
	assert_sample(&told, "casegate_mail_oldest_waiting_seconds", 0);
	assert_sample(&told, "casegate_tickets_reopened_total", 0);
	assert_served(desk, &command_status, "status --prometheus", 0, "\ncasegate_up 0\n");
	assert_served(desk, &command_status, "status --prometheus --json", 64, "no JSON");
}

/* Every name that a text has is one of a metric, or of a histogram's samples. */
static unsigned
check_names(const char *text, const char *file, const Told *told)
{
	unsigned found = 0;

	for (const char *at = text; (at = strstr(at, "casegate_")) != NULL;) {
		const char *end = skip_name(at);
		g_autofree char *name = g_strndup(at, (gsize)(end - at));
		g_autofree char *of_bucket =
		    g_strndup(name, strlen(name) - MIN(strlen("_bucket"), strlen(name)));
		const char *type = g_hash_table_lookup(told->types, name);

		if (type == NULL && g_str_has_suffix(name, "_bucket"))
			type = g_hash_table_lookup(told->types, of_bucket);
		if (type == NULL)
			fail_msg("%s speaks of %s", file, name);
		at = end;
		found++;
	}
	return found;
}

static char *
read_file(const char *name)
{
	g_autofree char *path = g_build_filename(SRCDIR, "doc", name, NULL);
	char *text = NULL;

	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

static void
test_manual(void **state)
{
	g_auto(Told) told = scrape(*state);
	g_autofree char *manual = read_file("casegate.1");
	GHashTableIter each;
	void *name = NULL;

	g_hash_table_iter_init(&each, told.types);
	while (g_hash_table_iter_next(&each, &name, NULL)) {
		g_autofree char *item = g_strdup_printf("\n.It Li %s", (char *)name);
		g_autofree char *further = g_strdup_printf(" , %s", (char *)name);

		if (strstr(manual, item) == NULL && strstr(manual, further) == NULL)
			fail_msg("casegate(1) does not have %s", (char *)name);
	}
	check_names(strstr(manual, "\n.Sh METRICS"), "casegate(1)", &told);
}

static void
test_alerts(void **state)
{
	g_auto(Told) told = scrape(*state);
	g_autofree char *alerts = read_file("alerts.yaml");

	assert_true(check_names(alerts, "alerts.yaml", &told) >= 14);
}

/* Panels have titles, places beside each other, questions about what there is, and the data source that is chosen. */
static void
check_panel(const json_t *panel, const Told *told)
{
	const json_t *place = json_object_get(panel, "gridPos");
	const json_t *targets = json_object_get(panel, "targets");
	const char *title = json_string_value(json_object_get(panel, "title"));

	assert_non_null(title);
	assert_true(json_integer_value(json_object_get(place, "x")) +
			json_integer_value(json_object_get(place, "w")) <=
		    24);
	assert_true(json_array_size(targets) > 0);
	for (size_t i = 0; i < json_array_size(targets); i++) {
		const json_t *target = json_array_get(targets, i);
		const char *expr = json_string_value(json_object_get(target, "expr"));

		assert_true(check_names(expr, title, told) > 0);
		assert_non_null(strstr(expr, "{instance=~\"$instance\""));
		assert_string_equal(json_string_value(json_object_get(
					json_object_get(target, "datasource"), "uid")),
		    "${datasource}");
	}
}

static void
test_dashboard(void **state)
{
	g_auto(Told) told = scrape(*state);
	g_autofree char *text = read_file("grafana.json");
	json_t *dashboard = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	const json_t *panels = json_object_get(dashboard, "panels");
	const json_t *variables =
	    json_object_get(json_object_get(dashboard, "templating"), "list");
	const json_t *source = json_array_get(variables, 0);

	assert_non_null(dashboard);
	assert_string_equal(json_string_value(json_object_get(source, "name")), "datasource");
	assert_string_equal(json_string_value(json_object_get(source, "query")), "prometheus");
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(variables, 1), "name")),
	    "instance");
	assert_true(json_array_size(panels) > 15);
	for (size_t i = 0; i < json_array_size(panels); i++) {
		check_panel(json_array_get(panels, i), &told);
		assert_int_equal(
		    json_integer_value(json_object_get(json_array_get(panels, i), "id")),
		    i + 1);
	}
	json_decref(dashboard);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(test_samples),
	    desk_test(test_empty),
	    desk_test(test_manual),
	    desk_test(test_alerts),
	    desk_test(test_dashboard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
