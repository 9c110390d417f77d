/* SPDX-License-Identifier: Apache-2.0 */
/* The send workers and the letters given to them: started when there are letters, ended when there are none. */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

Outgoing *outgoing_new(Daemon *daemon);
void outgoing_free(Outgoing *outgoing);

/* In the batch: records the server's answers. */
bool outgoing_record(Outgoing *outgoing, GError **error);
void outgoing_committed(Outgoing *outgoing);
void outgoing_undone(Outgoing *outgoing);

/* Gives waiting letters that are due to the workers, as many as they may have. */
bool outgoing_give(Outgoing *outgoing, GError **error);
/* When the next postponed letter is due, or 0; in UTC ms. */
bool outgoing_next_due(Outgoing *outgoing, int64_t *ret_due_ms, GError **error);

/* All that waits is looked at again: what was due later may be due now. */
void outgoing_look_again(Outgoing *outgoing);
/* Whether it is given to a worker, or what became of it is not recorded yet. */
bool outgoing_has(const Outgoing *outgoing, int64_t letter);

/* Gives nothing more; returns whether all that was given is answered. */
bool outgoing_drain(Outgoing *outgoing);
/* Gives no letter any more and takes back those given: only the alarm's mail goes out. */
void outgoing_stop(Outgoing *outgoing);
/* Ends each worker once all it was given is answered, or after ten seconds, so that the next one gets new settings. */
void outgoing_renew(Outgoing *outgoing);

/* Whether no letter is on its way. */
bool outgoing_are_quiet(const Outgoing *outgoing);
/* Why letters cannot be sent, or NULL: the server cannot be reached, refuses the login, takes long over all that it may
 * have at once, or fails one letter after the other. Borrowed. ret_since_ms: the first failure since a letter was taken,
 * monotonic; 0: there was none yet. */
const char *outgoing_trouble(const Outgoing *outgoing, int64_t *ret_since_ms);
/* The alarm's mail, which is not in the spool; it replaces an earlier one that is not sent yet. on_gone is called when it
 * is sent, or refused for good. */
void outgoing_set_alarm_mail(Outgoing *outgoing, const char *recipient, GBytes *bytes,
    void (*on_gone)(void *data), void *data);
/* Gives it to the worker, where there is one to send. */
void outgoing_give_alarm_mail(Outgoing *outgoing);

/* "state", "working", "starts", "pid"; "sessions" and, of those, "slow". */
json_t *outgoing_status(const Outgoing *outgoing);
