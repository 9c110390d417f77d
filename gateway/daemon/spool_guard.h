/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Standing still: what the gateway does once its spool is damaged, or was removed or replaced under it. Nothing is taken
 * in, filed or sent any more, calls are refused with the reason, and `alarm:` gets its mail. Over a damaged spool it stays
 * like that until it is told to stop; without its files it ends by itself once the alarm is sent, with EX_OSFILE.
 */
#pragma once

#include "gateway/daemon/daemon.h"

/* Looks at the files every two seconds, also when nothing happens. Where the gateway before was cut off, a worker looks
 * through the main file, which is held still meanwhile. */
SpoolGuard *spool_guard_new(Daemon *daemon);
/* With the spool still open: this end was no cutting off. */
void spool_guard_free(SpoolGuard *guard);

/* Begins to stand still where this error of the spool asks for it; else false. Not to be called from within a part. */
bool spool_guard_stop(SpoolGuard *guard, const GError *why);
bool spool_guard_stands_still(const SpoolGuard *guard);
/* A turn of the loop while standing still. */
void spool_guard_turn(SpoolGuard *guard);
