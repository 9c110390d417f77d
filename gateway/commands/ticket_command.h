/* SPDX-License-Identifier: Apache-2.0 */
/* What `casegate case` and `casegate request` have in common. */
#pragma once

#include "gateway/commands/subcommand.h"
#include "gateway/commands/ticket_act.h"
#include "gateway/commands/ticket_attachment.h"
#include "gateway/commands/ticket_snooze.h"
#include "spool/ticket.h"

/* Which kind of ticket the command is about: `case` or `request`. */
TicketKind ticket_command_kind(const Call *call);
/* The ticket of the call's "number", which must be of that kind. */
bool ticket_command_find(
    Context *context, const Call *call, Ticket **ret_ticket, GError **error);

/* The same to change it, which one that was merged into another is refused. */
bool ticket_command_find_own(
    Context *context, const Call *call, Ticket **ret_ticket, GError **error);

/* `list [STATE]` and `show NUMBER`, with their options. */
bool ticket_command_list(Context *context, const Call *call, GString *out, GError **error);
bool ticket_command_show(Context *context, const Call *call, GString *out, GError **error);
/* `link` and `unlink NUMBER OTHER`. */
bool ticket_command_link(Context *context, const Call *call, GString *out, GError **error);
extern const char *const TICKET_COMMAND_TWO[];            /* the operands */
extern const SubcommandOption TICKET_COMMAND_AS_OPTION[]; /* who does it */
/* `hold NUMBER [REASON]` and `unhold NUMBER`: nothing of it is deleted meanwhile. */
bool ticket_command_hold(Context *context, const Call *call, GString *out, GError **error);
extern const char *const TICKET_COMMAND_HOLD[]; /* the operands */
/* `retry NUMBER` and `drop NUMBER`: what was given up, or refused by a desk elsewhere. */
bool ticket_command_retry(Context *context, const Call *call, GString *out, GError **error);
bool ticket_command_drop(Context *context, const Call *call, GString *out, GError **error);
/* The same as the one below; unheard: why nobody hears of it, or NULL. */
void ticket_command_tell_done(
    const Call *call, const Ticket *ticket, const char *unheard, GString *out);
/* What an act says when it is done: "CS0001234 is resolved". */
void ticket_command_tell_state(const Call *call, const Ticket *ticket, GString *out);
extern const SubcommandOption TICKET_COMMAND_LIST_OPTIONS[];
extern const SubcommandOption TICKET_COMMAND_SHOW_OPTIONS[];
#define TICKET_COMMAND_LIST_HELP                                                             \
	"\n"                                                                                 \
	"A list shows 50 of those that meet all of:\n"                                       \
	"  --text WORDS        title, description or timeline have all these words; wor*\n"  \
	"                      begins one, \"two words\" stand together\n"                   \
	"  --group GROUP       or none\n"                                                    \
	"  --agent AGENT       by name or address, or none\n"                                \
	"  --account NAME\n"                                                                 \
	"  --category NAME\n"                                                                \
	"  --reporter ADDRESS\n"                                                             \
	"  --older AGE, --newer AGE   than 30m, 12h, 3d or 2w\n"                             \
	"  --waiting           the customer wrote last; the longest wait first\n"            \
	"  --overdue           a promised answer is; the longest first\n"                    \
	"  --snoozed           what the desk put off, first back first; other lists leave\n" \
	"                      it out, but for those of a text, account or reporter\n"       \
	"  --sort ORDER        newest, oldest, changed, waiting, overdue or snoozed\n"       \
	"  --before NUMBER     the page behind this one\n"                                   \
	"  --limit N           so many in place of 50\n"                                     \
	"  --words             and what was said last\n"
extern const char *const TICKET_COMMAND_NUMBER[]; /* the operands of show */

/* The rows that both commands begin with. actions: gives the words of what agents do, agent_action_words(). */
#define TICKET_COMMAND_SUBCOMMANDS(actions)                                               \
	{.name = "list",                                                                  \
	    .operands = SUBCOMMAND_LIST_OPERANDS,                                         \
	    .options = TICKET_COMMAND_LIST_OPTIONS,                                       \
	    .serve = ticket_command_list},                                                \
	    {.name = "show",                                                              \
		.operands = TICKET_COMMAND_NUMBER,                                        \
		.least = 1,                                                               \
		.options = TICKET_COMMAND_SHOW_OPTIONS,                                   \
		.serve = ticket_command_show},                                            \
	    {.names = (actions),                                                          \
		.operands = TICKET_ACT_OPERANDS,                                          \
		.least = 1,                                                               \
		.options = TICKET_ACT_OPTIONS,                                            \
		.prepare = ticket_act_take,                                               \
		.serve = ticket_act_serve},                                               \
	    {.name = TICKET_ACT_PREVIEW,                                                  \
		.operands = TICKET_ACT_PREVIEW_OPERANDS,                                  \
		.least = 2,                                                               \
		.options = TICKET_ACT_OPTIONS,                                            \
		.prepare = ticket_act_take,                                               \
		.serve = ticket_act_preview},                                             \
	    {.name = "link",                                                              \
		.operands = TICKET_COMMAND_TWO,                                           \
		.least = 2,                                                               \
		.options = TICKET_COMMAND_AS_OPTION,                                      \
		.serve = ticket_command_link},                                            \
	    {.name = "unlink",                                                            \
		.operands = TICKET_COMMAND_TWO,                                           \
		.least = 2,                                                               \
		.options = TICKET_COMMAND_AS_OPTION,                                      \
		.serve = ticket_command_link},                                            \
	    TICKET_SNOOZE_SUBCOMMANDS,                                                    \
	    {.name = "hold",                                                              \
		.operands = TICKET_COMMAND_HOLD,                                          \
		.least = 1,                                                               \
		.options = TICKET_COMMAND_AS_OPTION,                                      \
		.serve = ticket_command_hold},                                            \
	    {.name = "unhold",                                                            \
		.operands = TICKET_COMMAND_NUMBER,                                        \
		.least = 1,                                                               \
		.options = TICKET_COMMAND_AS_OPTION,                                      \
		.serve = ticket_command_hold},                                            \
	    {.name = "retry",                                                             \
		.operands = TICKET_COMMAND_NUMBER,                                        \
		.least = 1,                                                               \
		.options = TICKET_COMMAND_AS_OPTION,                                      \
		.serve = ticket_command_retry},                                           \
	    {.name = "drop",                                                              \
		.operands = TICKET_COMMAND_NUMBER,                                        \
		.least = 1,                                                               \
		.options = TICKET_COMMAND_AS_OPTION,                                      \
		.serve = ticket_command_drop},                                            \
	{                                                                                 \
		.name = "attachment", .operands = TICKET_ATTACHMENT_OPERANDS, .least = 1, \
		.serve = ticket_attachment_serve, .finish = ticket_attachment_finish      \
	}
