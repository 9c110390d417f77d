/* SPDX-License-Identifier: Apache-2.0 */
/* One mail to `alarm:` when fetching, sending or the disk fails or letters meet a ceiling, one when it works again. */
#pragma once

#include "gateway/daemon/daemon.h"

/* Looks at the daemon every few seconds; needs no spool. */
Alarm *alarm_new(Daemon *daemon);
void alarm_free(Alarm *alarm);
