/* SPDX-License-Identifier: Apache-2.0 */
/* A customer who calls himself so is shown with his address: see lookalike.h. */
#include "gateway/model/timeline.h"

#include "spool/ticket_content.h"

bool
timeline_note(Office *office, const Ticket *ticket, const char *text, GError **error)
{
	const Entry entry = {
	    .ticket = ticket->id,
	    .at_ms = office->now_ms,
	    .kind = ENTRY_CHANGE,
	    .author = (char *)"casegate",
	    .text = (char *)text,
	    .mark = (char *)"",
	};

	return ticket_add_entry(office->spool, &entry, NULL, error);
}
