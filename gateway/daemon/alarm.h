/* SPDX-License-Identifier: Apache-2.0 */
/* One mail to `alarm:` when fetching, sending or the disk fails, letters meet a ceiling or a worker hangs, one when it works again. */
#pragma once

#include "gateway/daemon/daemon.h"

/* Looks at the daemon every few seconds; needs no spool. */
Alarm *alarm_new(Daemon *daemon);
void alarm_free(Alarm *alarm);
