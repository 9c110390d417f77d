/* SPDX-License-Identifier: Apache-2.0 */
/* The send role and the letters on their way through it: started when there are letters, ended when there are none. */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

Senders *senders_new(Gateway *gateway);
void senders_free(Senders *senders);

/* In the batch: notes what the server said. */
bool senders_record(Senders *senders, GError **error);
void senders_committed(Senders *senders);
void senders_undone(Senders *senders);

/* Gives waiting letters that are due to the role, as many as there is room for. */
bool senders_give(Senders *senders, GError **error);
/* When something is to be given that is not due yet, or 0; in UTC ms. */
bool senders_next_due(Senders *senders, int64_t *ret_due_ms, GError **error);

/* Gives nothing more; whether all that was given is answered. */
bool senders_drain(Senders *senders);
/* Ends the role once it is drained, so that the next one is set up anew. */
void senders_renew(Senders *senders);

/* Whether no letter is on its way. */
bool senders_are_quiet(const Senders *senders);
/* Why letters cannot be sent, or NULL: the server cannot be reached or lets nobody in, or it refuses one letter after the
 * other. Borrowed. */
const char *senders_trouble(const Senders *senders);
/* A mail of the gateway's own, which is in no spool; it takes the place of an earlier one that is not gone. */
void senders_tell(Senders *senders, const char *recipient, GBytes *bytes);
/* Tries to send that mail, where there is one. */
void senders_push(Senders *senders);

json_t *senders_status(const Senders *senders);
