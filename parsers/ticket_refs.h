/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What may tie a mail to a ticket: ids, numbers, tokens, the addresses it came by. All of it unproven.
 */
#pragma once

#include "parsers/message.h"
#include "parsers/part.h"

/* How else than ours the numbers of tickets look, those of a desk elsewhere: of each kind an example, with its capitals
 * and as many digits, "CASE000000000". Ends in NULL, or is NULL: shapes, wherever numbers are looked for. */

/* Ids, delivered_to and, from message->subject, ticket numbers. */
void ticket_refs_read(const Part *top, const char *const *shapes, Message *message);

/*
 * Tokens of the HTML that was not taken for the text: some programs quote nothing in their plain text. Looks
 * only where no token was found so far.
 */
void ticket_refs_html_tokens(const Part *top, Message *message);

/* The length of the ticket number with which the text begins: "CS0001234", two to four capitals and seven digits, or as
 * a shape has it; or 0. */
size_t ticket_refs_number_length(const char *text, const char *const *shapes);

/* Appends the ticket numbers of a text, each once. */
void ticket_refs_numbers(const char *text, const char *const *shapes, GPtrArray *numbers);

/* Appends what stands behind each "Ref:" of a text. */
void ticket_refs_tokens(const char *text, GPtrArray *tokens);
/* Moves the lines that are nothing but a "Ref:" from the text to the end of what was cut. */
void ticket_refs_cut_tokens(char **text, GPtrArray *cut);
