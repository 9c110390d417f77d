/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate report`: what a desk did in a period. It reads the spool as it is at one moment, held still by the gateway, which
 * goes on.
 */
#include <sysexits.h>

#include "gateway/cli/cli.h"
#include "gateway/cli/report_print.h"
#include "gateway/cli/still_spool.h"
#include "gateway/config/agents.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "rules/diagnostic.h"
#include "spool/account.h"

#define DAYS 30        /* the period, where none is given */
#define YEARS_MOST 100 /* of one that is */

typedef struct {
	CliOptions options;
	ReportQuery query;
	const char *html; /* a file; or NULL */
	bool csv;
} Arguments;

/* "2026-11-30"; left as it is where the option is not there. */
static bool
take_date(int *argc, char **argv, const char *name, GDate *date, GError **error)
{
	g_autoptr(GError) wrong = NULL;
	const char *value = NULL;
	unsigned year = 0, month = 0, day = 0;
	int end = 0;

	if (!arguments_take(argc, argv, name, &value, &wrong)) {
		if (wrong != NULL)
			g_propagate_error(error, g_steal_pointer(&wrong));
		return *error == NULL;
	}
	if (sscanf(value, "%4u-%2u-%2u%n", &year, &month, &day, &end) != 3 ||
	    value[end] != '\0' || year < 1970 ||
	    !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
		return error_set(error, GATEWAY_ERROR_USAGE,
		    "--%s needs a day, as in 2026-11-30, not '%s'", name, value);
	g_date_set_dmy(date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return true;
}

static bool
take_period(int *argc, char **argv, ReportQuery *query, GError **error)
{
	g_date_clear(&query->to, 1);
	query->now_ms = g_get_real_time() / 1000;
	g_date_set_time_t(&query->to, query->now_ms / 1000);
	if (!take_date(argc, argv, "to", &query->to, error))
		return false;
	query->from = query->to;
	g_date_subtract_days(&query->from, DAYS - 1);
	if (!take_date(argc, argv, "from", &query->from, error))
		return false;
	if (g_date_compare(&query->from, &query->to) > 0)
		return error_set(
		    error, GATEWAY_ERROR_USAGE, "the period ends before it begins");
	return g_date_days_between(&query->from, &query->to) < YEARS_MOST * 366 ||
	       error_set(error, GATEWAY_ERROR_USAGE, "that is more than %d years", YEARS_MOST);
}

static bool
read_arguments(int *argc, char **argv, Arguments *arguments, GError **error)
{
	static const char *const KNOWN[] = {"from", "to", "group", "account", "html", "csv",
	    "config", "state", "json", "help", NULL};
	g_autoptr(GError) wrong = NULL;

	if (!cli_options(argc, argv, &arguments->options, error) ||
	    !take_period(argc, argv, &arguments->query, error))
		return false;
	arguments->csv = arguments_take(argc, argv, "csv", NULL, NULL);
	arguments_take(argc, argv, "group", &arguments->query.group, &wrong);
	if (wrong == NULL)
		arguments_take(argc, argv, "account", &arguments->query.account, &wrong);
	if (wrong == NULL)
		arguments_take(argc, argv, "html", &arguments->html, &wrong);
	if (wrong != NULL) {
		g_propagate_error(error, g_steal_pointer(&wrong));
		return false;
	}
	if (!arguments_operands(argc, argv, KNOWN, error))
		return false;
	if (arguments->csv && arguments->options.json)
		return error_set(error, GATEWAY_ERROR_USAGE, "--csv is no JSON");
	return *argc == 1 || error_set(error, GATEWAY_ERROR_USAGE, "it takes no words");
}

static bool
check_account(Spool *spool, const char *name, GError **error)
{
	g_autoptr(Account) account = NULL;

	if (name == NULL)
		return true;
	if (!account_find(spool, name, &account, error))
		return false;
	return account != NULL ||
	       error_set(error, GATEWAY_ERROR_MISSING, "there is no account '%s'", name);
}

/* Groups of a desk elsewhere are in no configuration. */
static bool
check_group(const Config *config, const char *name, GError **error)
{
	return name == NULL || config->tickets != NULL || agents_group(config, name) != NULL ||
	       error_set(error, GATEWAY_ERROR_MISSING,
		   "there is no group '%s' in the configuration", name);
}

/* Caller owns; NULL with an error. */
static Report *
make(const Arguments *arguments, const Config *config, GError **error)
{
	g_autoptr(StillSpool) still = NULL;
	g_autoptr(Report) report = NULL;
	Spool *spool = NULL;

	if (!check_group(config, arguments->query.group, error))
		return NULL;
	still = still_spool_new(&arguments->options, error);
	spool = still == NULL ? NULL : still_spool_reader(still, error);
	if (spool == NULL || !check_account(spool, arguments->query.account, error))
		return NULL;
	report = report_make(spool, config, &arguments->query, error);
	if (report == NULL || !still_spool_holds(still, error))
		return NULL;
	return g_steal_pointer(&report);
}

static bool
write_html(const Arguments *arguments, const Report *report, GError **error)
{
	g_autoptr(GString) page = g_string_new(NULL);
	g_autoptr(GPtrArray) told = diagnostics_new(); /* when the configuration was read */
	g_autoptr(Templates) templates = NULL;

	if (arguments->html == NULL)
		return true;
	templates = config_templates(report->config, told);
	report_print_html(report, templates, page);
	return g_file_set_contents(arguments->html, page->str, (gssize)page->len, error);
}

static int
print(const Arguments *arguments, const Report *report)
{
	GString *out = g_string_new(NULL);
	TextTableStyle style = cli_style();
	g_autoptr(GBytes) bytes = NULL;

	if (arguments->options.json)
		json_print(out, report_to_json(report));
	else if (arguments->csv)
		report_print_csv(report, out);
	else if (arguments->html == NULL)
		report_print_text(report, &style, out);
	bytes = g_string_free_to_bytes(out);
	return cli_print(&arguments->options, bytes);
}

static int
run(int argc, char **argv)
{
	Arguments arguments = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = NULL;
	g_autoptr(Report) report = NULL;

	if (!read_arguments(&argc, argv, &arguments, &error))
		return cli_fail(&arguments.options, error);
	config = cli_config(&arguments.options);
	if (config == NULL)
		return EX_CONFIG;
	report = make(&arguments, config, &error);
	if (report == NULL || !write_html(&arguments, report, &error))
		return cli_fail(&arguments.options, error);
	return print(&arguments, report);
}

const Command command_report = {
    .name = "report",
    .summary = "what was opened, answered and resolved in a period, and how soon",
    .help = "usage: casegate report [--from DATE] [--to DATE] [--group NAME]\n"
	    "                       [--account NAME] [--html FILE] [--csv]\n"
	    "\n"
	    "How many tickets were opened, how soon they were answered first and resolved,\n"
	    "how often they were reopened, and how many are open at the end: in all, by day,\n"
	    "week or month, and by category, group, agent and account. Both days count; the\n"
	    "last 30 days where none is given.\n"
	    "\n"
	    "--html FILE writes a page with charts, in the desk's language, that stands for\n"
	    "itself; --csv prints a table for a spreadsheet. What each figure means is in\n"
	    "casegate(1). It changes nothing, and the gateway goes on meanwhile.\n",
    .main = run,
};
