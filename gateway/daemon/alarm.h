/* SPDX-License-Identifier: Apache-2.0 */
/* One mail to `alarm:` when fetching, filing, sending or the disk fails, letters meet a ceiling or a worker hangs, one
 * when it works again; and one when the gateway stands still. */
#pragma once

#include "gateway/daemon/daemon.h"

/* Looks at the daemon every few seconds; needs no spool. */
Alarm *alarm_new(Daemon *daemon);
void alarm_free(Alarm *alarm);
/* Tells at once that the gateway stands still (spool_guard.h) and why; from now on looks at nothing. on_told is called
 * when that mail is sent, or refused for good, or nobody is to get one. alarm: NULL: there is none. */
void alarm_tell_standstill(
    Alarm *alarm, const char *why, void (*on_told)(void *data), void *data);
