/* SPDX-License-Identifier: Apache-2.0 */
/* By tallies, so that they take as long whatever the spool holds; what one agent has is few. */
#include "gateway/commands/page_counts.h"

#include "spool/mail.h"
#include "spool/tally.h"
#include "spool/ticket_list.h"

/* Tickets in whose state an agent is to do something next. */
static bool
count_turns(Spool *spool, int64_t counts[2], GError **error)
{
	g_autoptr(GPtrArray) rows = NULL;

	if (!tally_list(spool, TALLY_TICKET, &rows, error))
		return false;
	for (guint i = 0; i < rows->len; i++) {
		const TallyRow *row = rows->pdata[i];
		TicketState state = TICKET_STATES;

		if (!ticket_state_from_name(row->two, &state) ||
		    !ticket_state_is_desks_turn(state))
			continue;
		counts[g_str_equal(row->one, ticket_kind_name(TICKET_REQUEST))] += row->n;
	}
	return true;
}

static bool
count_held(Spool *spool, int64_t *count, GError **error)
{
	g_autoptr(GPtrArray) rows = NULL;

	if (!tally_list(spool, TALLY_MAIL, &rows, error))
		return false;
	for (guint i = 0; i < rows->len; i++) {
		const TallyRow *row = rows->pdata[i];

		if (g_str_equal(row->one, mail_state_name(MAIL_HELD)) ||
		    g_str_equal(row->one, mail_state_name(MAIL_QUARANTINED)))
			*count += row->n;
	}
	return true;
}

bool
page_counts(
    const Context *context, const ConfigAgent *agent, json_t **ret_counts, GError **error)
{
	int64_t turns[2] = {0};
	int64_t held = 0;
	int64_t mine = 0;

	if (!count_turns(context->spool, turns, error) ||
	    !count_held(context->spool, &held, error) ||
	    !ticket_count_waiting(context->spool, TICKET_CASE, agent->address, &mine, error))
		return false;
	*ret_counts = json_pack("{sI, sI, sI, sI}", "queue", (json_int_t)turns[TICKET_CASE],
	    "mine", (json_int_t)mine, "requests", (json_int_t)turns[TICKET_REQUEST], "held",
	    (json_int_t)held);
	return true;
}
