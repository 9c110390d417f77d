/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ticket as values: for the templates of letters, and for the commands that carry out a request. Which of them a
 * reader may have is decided where the letter is written: agent_letter.h, customer_letter.h.
 */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"
#include "spool/ticket.h"

/* number, title, kind and state. state: in the words for who reads it. */
void ticket_values_set(json_t *values, const Ticket *ticket, const char *state);
/* fields: what was understood of it, as {label, value}. */
bool ticket_values_set_fields(
    Context *context, const Ticket *ticket, json_t *values, GError **error);
/* reporter: name, address and account; none where nobody reported it. */
bool ticket_values_set_reporter(
    Context *context, const Ticket *ticket, json_t *values, GError **error);

/* A request as its commands read it, casegate-catalog(5). Caller owns; NULL with an error. */
json_t *ticket_values_for_command(Context *context, const Ticket *request, GError **error);
