/* SPDX-License-Identifier: Apache-2.0 */
/* Two robots that answer each other are slowed down here; one that answers customers meets reply_limits.c. */
#include "gateway/letters/letter_pace.h"

#include "gateway/templates/letter_types.h"
#include "spool/letter_ceiling.h"

#define HOUR_MS (INT64_C(60) * 60 * 1000)
#define HARD_WAIT_HOUR \
	1000 /* letters that wait for one correspondent, where the configuration has no limit */
#define DESK_HOUR 20 /* answers to one agent */
#define PERSON_FACTOR 10

bool
letter_pace_holds(
    Context *context, const char *letter, const char *address, bool *ret_hold, GError **error)
{
	const LetterQuery query = {letter, context->now_ms - HOUR_MS};
	int64_t count = 0;

	if (!letter_count_to(context->spool, &query, address, &count, error))
		return false;
	*ret_hold = count >= DESK_HOUR;
	if (*ret_hold) {
		context->held_back++;
		context->held_back_ms = context->now_ms;
	}
	return true;
}

bool
letter_pace_set(Context *context, Letter *row, GError **error)
{
	int64_t most = context->config->letters.waiting_address_hour;
	g_autofree char *correspondent = NULL;
	LetterPace pace = {.forwards = g_str_equal(row->name, LETTER_FORWARDED)};
	int64_t due_ms = 0;

	if (!letter_correspondent(
		context->spool, row->contact, row->recipient, &correspondent, error))
		return false;
	pace.correspondent = correspondent;
	pace.nth = (most > 0 ? most : HARD_WAIT_HOUR) *
		   (letter_types_of(row->name)->by_person ? PERSON_FACTOR : 1);
	if (!letter_ceiling_due(context->spool, &pace, &due_ms, error))
		return false;
	if (due_ms != 0 && due_ms + HOUR_MS > row->due_ms)
		row->due_ms = row->paced_ms = due_ms + HOUR_MS;
	return true;
}
