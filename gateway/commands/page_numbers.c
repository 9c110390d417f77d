/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/page_numbers.h"

#include "gateway/commands/report_json.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"

#define DAYS 14 /* where it is not said */

/* Until today. */
static bool
take_period(const Context *context, const Call *call, ReportQuery *query, GError **error)
{
	int64_t days = call_number(call, "days", DAYS);

	if (days < 1 || days > PAGE_NUMBERS_DAYS)
		return error_set(
		    error, GATEWAY_ERROR_USAGE, "days are from 1 to %d", PAGE_NUMBERS_DAYS);
	query->now_ms = context->now_ms;
	g_date_clear(&query->to, 1);
	g_date_set_time_t(&query->to, context->now_ms / 1000);
	query->from = query->to;
	g_date_subtract_days(&query->from, (guint)days - 1);
	return true;
}

bool
page_numbers(Context *context, const Call *call, GString *out, GError **error)
{
	ReportQuery query = {.group = call_word(call, "group")};
	g_autoptr(Report) report = NULL;

	if (!take_period(context, call, &query, error))
		return false;
	report = report_make_by_day(context->spool, context->config, &query, error);
	if (report == NULL)
		return false;
	json_print(out, report_to_json(report));
	return true;
}
