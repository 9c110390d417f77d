/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/simulation/moves.h"

#define UNRESOLVED ",new,open,awaiting info,"

const Move MOVES[] = {
    /* cases */
    {ACTOR_CUSTOMER, "," STATE_CASE ",", "new", "%s doet het niet.", "open case",
	{{"acknowledgement-unverified", LETTER_TO_MAIL, ACTOR_CUSTOMER}}, 1},
    {ACTOR_CUSTOMER, ",new,open,", NULL, "%s is ook stuk.", "comment", {{0}}, 2},
    {ACTOR_CUSTOMER, ",awaiting info,", "open", "%s is het antwoord.", "comment", {{0}}, 4},
    {ACTOR_CUSTOMER, ",resolved,", "closed", "Akkoord, bedankt!\r\n\r\nGroet, %s", "accept",
	{{"closed", LETTER_TO_MAIL, ACTOR_CUSTOMER}}, 4},
    {ACTOR_CUSTOMER, ",resolved,", "open", "Niet akkoord.\r\n%s doet het nog niet.", "reject",
	{{"reopened", LETTER_TO_MAIL, ACTOR_CUSTOMER}}, 4},
    {ACTOR_CUSTOMER, ",resolved,", NULL, "Bedankt!\r\n\r\nGroet, %s", "comment", {{0}}, 2},
    {ACTOR_MACHINE, ",new,open,awaiting info,resolved,closed,", NULL, "%s is er niet.",
	"comment", {{0}}, 1},
    {ACTOR_AGENT, UNRESOLVED, "open", "%s wordt bekeken.", "agent's action",
	{{"answer", LETTER_MARKED, ACTOR_CUSTOMER}}, 1},
    {ACTOR_AGENT, UNRESOLVED, "awaiting info", "#ask\r\n%s vraagt de agent.", "agent's action",
	{{"question", LETTER_MARKED, ACTOR_CUSTOMER}}, 1},
    {ACTOR_AGENT, UNRESOLVED, "resolved", "#resolve\r\n%s zegt de agent.", "agent's action",
	{{"resolution", LETTER_MARKED, ACTOR_CUSTOMER}}, 2},
    {ACTOR_AGENT, ",new,open,awaiting info,resolved,", "closed", "#close\r\n%s zegt de agent.",
	"agent's action", {{"closed", LETTER_MARKED, ACTOR_CUSTOMER}}, 1},
    {ACTOR_AGENT, ",new,open,awaiting info,resolved,", NULL, "#note\r\n%s noteert de agent.",
	"agent's action", {{0}}, 1},
    {ACTOR_CALLER, UNRESOLVED, "open", "case answer|%s zegt de desk.", NULL,
	{{"answer", LETTER_MARKED, ACTOR_CUSTOMER}}, 1},
    {ACTOR_CALLER, UNRESOLVED, "resolved", "case resolve|%s zegt de desk.", NULL,
	{{"resolution", LETTER_MARKED, ACTOR_CUSTOMER}}, 1},
    {ACTOR_TIME, ",resolved,", "closed", NULL, NULL,
	{{"reminder-solution", LETTER_ANY, ACTOR_CUSTOMER},
	    {"closed-automatically", LETTER_ANY, ACTOR_CUSTOMER}},
	0},
    {ACTOR_TIME, ",awaiting info,", NULL, NULL, NULL,
	{{"reminder-question", LETTER_ANY, ACTOR_CUSTOMER}}, 0},

    /* requests */
    {ACTOR_CUSTOMER, "," STATE_REQUEST ",", "awaiting approval",
	"Naambordje bestellen\r\n\r\nOpschrift: %s\r\n", "file request",
	{{"request-waits", LETTER_TO_MAIL, ACTOR_CUSTOMER},
	    {"approval", LETTER_MARKED, ACTOR_MANAGER}},
	1},
    {ACTOR_MANAGER, ",awaiting approval,", "in progress", "Akkoord\r\n\r\nGroet, %s", "approve",
	{{"request-approved", LETTER_ANY, ACTOR_CUSTOMER}}, 3},
    {ACTOR_MANAGER, ",awaiting approval,", "declined", "Niet akkoord.\r\n%s is te duur.",
	"decline", {{"request-declined", LETTER_ANY, ACTOR_CUSTOMER}}, 1},
    {ACTOR_CALLER, ",in progress,", "fulfilled", "request fulfil|%s is klaar.", NULL,
	{{"request-fulfilled", LETTER_MARKED, ACTOR_CUSTOMER}}, 2},
    {ACTOR_CALLER, ",in progress,", NULL, "request answer|%s is onderweg.", NULL,
	{{"answer", LETTER_MARKED, ACTOR_CUSTOMER}}, 1},
};

const size_t MOVES_COUNT = sizeof MOVES / sizeof *MOVES;
