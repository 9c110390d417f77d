/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/check_hours.h"

#include "gateway/util/time_format.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static void
print(const char *whose, const char *name, const WorkingHours *hours, int64_t now_ms,
    GString *out)
{
	int64_t change_ms = 0;
	bool open = hours != NULL && working_hours_are_open(hours, now_ms, &change_ms);
	g_autofree char *change = time_format_local(change_ms);
	g_autofree char *day = time_format_local(working_hours_due(hours, now_ms, DAY_MS));

	if (hours == NULL)
		return;
	g_string_append_printf(out, "hours%s%s: ", whose, name);
	if (change_ms == 0)
		g_string_append(out, open ? "always open" : "closed for more than a year");
	else
		g_string_append_printf(
		    out, "%s %s", open ? "open until" : "closed until", change);
	g_string_append_printf(out, "; 1d from now is %s\n", day);
}

void
check_hours_print(const Config *config, int64_t now_ms, GString *out)
{
	if (config->time_zone != NULL)
		time_format_use_zone(config->time_zone);
	print("", "", config->promise.hours, now_ms, out);
	for (guint i = 0; i < config->groups->len; i++) {
		const ConfigGroup *group = config->groups->pdata[i];

		print(" of group ", group->name, group->promise.hours, now_ms, out);
	}
	for (guint i = 0; i < config->accounts->len; i++) {
		const ConfigAccount *account = config->accounts->pdata[i];

		print(" of account ", account->name, account->promise.hours, now_ms, out);
	}
}
