/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate request`: requests listed and shown, and what the desk does with them. */
#include "gateway/commands/command.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/commands/ticket_new.h"
#include "gateway/commands/ticket_settings.h"
#include "gateway/desk/desk.h"

static const char HELP[] =
    "usage: casegate request new ITEM [FIELD=VALUE ...] --for REPORTER\n"
    "                            [--file FILE] [--as AGENT] [--attach FILE ...]\n"
    "                            [OPTION ...]\n"
    "       casegate request list [STATE] [--waiting] [--text WORDS] [FILTER ...]\n"
    "       casegate request show NUMBER [--cut]\n"
    "       casegate request answer|ask NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "                            [--attach FILE ...]\n"
    "       casegate request approve|fulfil NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "                            [--attach FILE ...]\n"
    "       casegate request decline|note NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "                            [--attach FILE ...]\n"
    "       casegate request cancel NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "                            [--attach FILE ...]\n"
    "       casegate request preview NUMBER ACT [TEXT | --file FILE] [--as AGENT]\n"
    "                            [--attach FILE ...]\n"
    "       casegate request assign NUMBER AGENT [--as AGENT]\n"
    "       casegate request add|remove NUMBER ADDRESS [--as AGENT]\n"
    "       casegate request set NUMBER FIELD=VALUE ... [--as AGENT]\n"
    "       casegate request link|unlink NUMBER OTHER [--as AGENT]\n"
    "       casegate request snooze NUMBER [until] DATE [--as AGENT]\n"
    "       casegate request wake NUMBER [--as AGENT]\n"
    "       casegate request hold NUMBER [REASON] [--as AGENT]\n"
    "       casegate request unhold NUMBER [--as AGENT]\n"
    "       casegate request retry|drop NUMBER [--as AGENT]\n"
    "       casegate request attachment NUMBER [N]\n"
    "\n"
    "  new         asks for ITEM for somebody on the phone (see below)\n"
    "  list        requests, newest first; of one state, or of all (see below)\n"
    "  show        one request with its fields and its timeline\n"
    "  answer      writes to the requester\n"
    "  ask         asks the requester\n"
    "  approve     lets a request that waits for approval go on\n"
    "  fulfil      tells the requester that it is done\n"
    "  decline     refuses it; the text is the reason\n"
    "  note        writes what only the desk sees\n"
    "  cancel      withdraws it\n"
    "  preview     shows the letters that ACT, such as answer or fulfil, would write,\n"
    "              and does nothing\n"
    "  assign      gives it to an agent, by name or address\n"
    "  add         involves somebody, who gets its letters from now on\n"
    "  remove      takes back that somebody is involved\n"
    "  set         sets category, priority, title, group, agent, or reporter: an\n"
    "              address\n"
    "  link        shows each of two requests or cases at the other\n"
    "  unlink      no longer\n"
    "  snooze      puts it off: 2026-12-14, '2026-12-14 09:30', monday, tomorrow, 3d,\n"
    "              2w; it is back then, or as soon as somebody writes\n"
    "  wake        it is back now\n"
    "  hold        nothing of it is deleted, neither after its time nor by erase\n"
    "  unhold      no longer\n"
    "  retry       runs a command again that was given up, or lets go again what a\n"
    "              desk elsewhere refused\n"
    "  drop        never does that\n"
    "  attachment  writes the bytes of its Nth attachment to standard output;\n"
    "              without N, lists its attachments\n"
    "\n"
    "The text of answer, ask, decline and note is the word TEXT, or the FILE, or else\n"
    "standard input; --attach, as often as there are files, goes with any of them.\n"
    "NUMBER may be short: REQ0000002 is 2.\n" TICKET_NEW_HELP TICKET_COMMAND_LIST_HELP;

static const char **
actions(void)
{
	return agent_action_words(TICKET_REQUEST);
}

static const Subcommand SUBCOMMANDS[] = {
    {.name = "new",
	.operands = TICKET_NEW_REQUEST,
	.least = 1,
	.rest = TICKET_NEW_FIELDS,
	.rest_may_lack = true,
	.options = TICKET_NEW_OPTIONS,
	.prepare = ticket_new_take,
	.serve = ticket_new_request},
    TICKET_COMMAND_SUBCOMMANDS(actions),
    TICKET_SETTINGS_SUBCOMMANDS,
    {.name = NULL},
};

const Command command_request = {
    .name = "request",
    .summary = "open, list and show requests; approve, fulfil, decline, answer ...",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
