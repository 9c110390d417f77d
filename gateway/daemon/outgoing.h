/* SPDX-License-Identifier: Apache-2.0 */
/* The send worker and the letters on their way through it: started when there are letters, ended when there are none. */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

Outgoing *outgoing_new(Daemon *gateway);
void outgoing_free(Outgoing *senders);

/* In the batch: notes what the server said. */
bool outgoing_record(Outgoing *senders, GError **error);
void outgoing_committed(Outgoing *senders);
void outgoing_undone(Outgoing *senders);

/* Gives waiting letters that are due to the worker, as many as there is room for. */
bool outgoing_give(Outgoing *senders, GError **error);
/* When something is to be given that is not due yet, or 0; in UTC ms. */
bool outgoing_next_due(Outgoing *senders, int64_t *ret_due_ms, GError **error);

/* Gives nothing more; whether all that was given is answered. */
bool outgoing_drain(Outgoing *senders);
/* Ends the worker once it is drained, so that the next one is set up anew. */
void outgoing_renew(Outgoing *senders);

/* Whether no letter is on its way. */
bool outgoing_are_quiet(const Outgoing *senders);
/* Why letters cannot be sent, or NULL: the server cannot be reached or lets nobody in, or it refuses one letter after the
 * other. Borrowed. */
const char *outgoing_trouble(const Outgoing *senders);
/* A mail of the gateway's own, which is in no spool; it takes the place of an earlier one that is not gone. */
void outgoing_tell(Outgoing *senders, const char *recipient, GBytes *bytes);
/* Tries to send that mail, where there is one. */
void outgoing_push(Outgoing *senders);

json_t *outgoing_status(const Outgoing *senders);
