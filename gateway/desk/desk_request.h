/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An operation of the outbox as the desk's worker reads it (gateway/model/desk_operation.h): what it says is what the
 * mirror says when it goes.
 */
#pragma once

/* Why the mail is done in which the files lie of what the desk took down for who called. */
#define DESK_REQUEST_TAKEN_DOWN "the desk took it down"

#include <jansson.h>

#include "gateway/model/context.h"
#include "spool/outbox.h"

/* So long it is believed who somebody is there; then the desk is asked by the address again. */
#define DESK_PERSON_MS (INT64_C(24) * 60 * 60 * 1000)

/* In the body of what a mail opens: by what its bytes are known. The desk does not hear of it. */
#define DESK_REQUEST_MAIL "mail"

/* Caller owns; NULL with an error. */
json_t *desk_request(Context *context, const OutboxOperation *operation, GError **error);
/* Whether there is nothing to be done: it says nothing, and moves nothing. */
bool desk_request_is_empty(const OutboxOperation *operation);
/* By what the desk knows whoever repeats it: letters and digits. Caller owns. */
char *desk_request_key(const Context *context, const OutboxOperation *operation);
