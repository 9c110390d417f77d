/* SPDX-License-Identifier: Apache-2.0 */
/* A customer who calls himself so is shown with his address: see lookalike.h. */
#include "gateway/model/timeline.h"

#include "spool/ticket_content.h"

bool
timeline_note(Context *context, const Ticket *ticket, const char *text, GError **error)
{
	const Entry entry = {
	    .ticket = ticket->id,
	    .at_ms = context->now_ms,
	    .kind = ENTRY_CHANGE,
	    .author = (char *)"casegate",
	    .text = (char *)text,
	    .mark = (char *)"",
	};

	return ticket_add_entry(context->spool, &entry, NULL, error);
}
