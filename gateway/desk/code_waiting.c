/* SPDX-License-Identifier: Apache-2.0 */
/* A letter that cannot leave takes no time from who is asked; but it does not wait for ever. */
#include "gateway/desk/code_waiting.h"

#include "gateway/desk/notifications.h"
#include "spool/mail.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

bool
code_waiting_is_locked(Context *context, int64_t contact, bool *ret_locked, GError **error)
{
	int64_t dead = 0;

	if (!step_up_count_dead(
		context->spool, contact, context->now_ms - DAY_MS, &dead, error))
		return false;
	*ret_locked = dead >= CODE_WAITING_DEAD_MOST;
	return true;
}

bool
code_waiting_begin(Context *context, const StepUp *asked, GError **error)
{
	StepUp step_up = *asked;

	step_up.created_ms = context->now_ms;
	step_up.expires_ms = context->now_ms + DAY_MS;
	return step_up_add(context->spool, &step_up, error);
}

bool
code_waiting_sent(Context *context, int64_t letter, GError **error)
{
	return step_up_sent(
	    context->spool, letter, context->now_ms + CODE_WAITING_LASTS_MS, error);
}

bool
code_waiting_give_up(Context *context, const StepUp *step_up, GError **error)
{
	const char *reason = step_up->state == STEP_UP_DEAD
				 ? "it waited for a code, and too many wrong ones came"
				 : "it waited for a code, and none came in time";

	return step_up_save(context->spool, step_up, context->now_ms, error) &&
	       mail_set_reason(context->spool, step_up->mail, reason, error) &&
	       notifications_held(context, step_up->mail, NULL, NULL, error);
}

bool
code_waiting_deadlines(Context *context, int limit, GError **error)
{
	g_autoptr(GPtrArray) due = NULL;

	if (!step_up_due(context->spool, context->now_ms, limit, &due, error))
		return false;
	for (unsigned i = 0; i < due->len; i++) {
		StepUp *step_up = due->pdata[i];

		step_up->state = STEP_UP_EXPIRED;
		if (!code_waiting_give_up(context, step_up, error))
			return false;
	}
	return true;
}

bool
code_waiting_next_deadline(Context *context, int64_t *ret_next_ms, GError **error)
{
	return step_up_next_due(context->spool, ret_next_ms, error);
}
