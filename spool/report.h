/* SPDX-License-Identifier: Apache-2.0 */
/* What a report is made of. It looks at all tickets, so it is asked of a spool that is held still (spool_open_still()). */
#pragma once

#include "spool/database.h"
#include "spool/ticket_state.h"

/* All borrowed. */
typedef struct {
	TicketKind kind;
	TicketState state;
	const char *category;
	const char *group, *agent, *account; /* names, of the agent the address; or NULL */
	const char *priority;
	int64_t created_ms, answered_ms, done_ms; /* as in spool/ticket.h */
	int64_t answer_s;
	bool answer_kept;
	int64_t reopened_ms; /* report_reopened()'s only */
} ReportTicket;
typedef void (*ReportEach)(const ReportTicket *ticket, void *data);

/* Tickets that were there before to_ms and not done before from_ms, once each; neither those that were merged into
 * another nor those that were made of old mail. */
typedef struct {
	int64_t from_ms, to_ms;
} ReportPeriod;
bool report_tickets(
    Spool *spool, const ReportPeriod *period, ReportEach each, void *data, GError **error);
/* Those whose customers took up a solution again within the period, once for each time. */
bool report_reopened(
    Spool *spool, const ReportPeriod *period, ReportEach each, void *data, GError **error);
