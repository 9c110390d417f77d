/* SPDX-License-Identifier: Apache-2.0 */
/* What was done when it was opened was made of old mail. */
#include "spool/report.h"

#include "spool/sqlite.h"
#include "spool/ticket.h"

#define COLUMNS                                                                      \
	"SELECT t.kind, t.state, t.category, t.team, t.agent, a.name, t.created_ms," \
	" t.answered_ms, t.done_ms, t.priority, t.answer_s, t.answer_kept, "
#define ITS_ACCOUNT " LEFT JOIN account a ON a.id = t.account"
#define COUNTS " AND t.merged_into IS NULL AND t.done_ms <> t.created_ms"

static bool
report_each(SqlStatement *select, const ReportPeriod *period, ReportEach each, void *data,
    GError **error)
{
	const char *kinds[] = {ticket_kind_name(TICKET_CASE), ticket_kind_name(TICKET_REQUEST)};
	const char *states[TICKET_STATES + 1];

	ticket_state_names(states);
	sql_bind_int(select, 1, period->from_ms);
	sql_bind_int(select, 2, period->to_ms);
	while (sql_next(select)) {
		g_autofree char *category = sql_text(select, 2);
		g_autofree char *group = sql_text(select, 3);
		g_autofree char *agent = sql_text(select, 4);
		g_autofree char *account = sql_text(select, 5);
		g_autofree char *priority = sql_text(select, 9);

		each(
		    &(ReportTicket){
			.kind = (TicketKind)sql_name(select, 0, kinds, G_N_ELEMENTS(kinds)),
			.state = (TicketState)sql_name(select, 1, states, TICKET_STATES),
			.category = category,
			.group = group,
			.agent = agent,
			.account = account,
			.created_ms = sql_int(select, 6),
			.answered_ms = sql_int(select, 7),
			.done_ms = sql_int(select, 8),
			.priority = priority,
			.answer_s = sql_int(select, 10),
			.answer_kept = sql_int(select, 11) == 1,
			.reopened_ms = sql_int(select, 12),
		    },
		    data);
	}
	return sql_done(select, error);
}

bool
report_tickets(
    Spool *spool, const ReportPeriod *period, ReportEach each, void *data, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    COLUMNS "0 FROM ticket t" ITS_ACCOUNT
		    " WHERE (t.done_ms = 0 OR t.done_ms >= $1) AND t.created_ms < $2" COUNTS);

	return report_each(select, period, each, data, error);
}

bool
report_reopened(
    Spool *spool, const ReportPeriod *period, ReportEach each, void *data, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, COLUMNS
	    "r.at_ms FROM ticket_reopened r JOIN ticket t ON t.id = r.ticket" ITS_ACCOUNT
	    " WHERE r.at_ms >= $1 AND r.at_ms < $2" COUNTS);

	return report_each(select, period, each, data, error);
}
