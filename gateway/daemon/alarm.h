/* SPDX-License-Identifier: Apache-2.0 */
/* One mail to `alarm:` when fetching, sending or the disk fails or letters meet a ceiling, one when it works again. */
#pragma once

#include "gateway/daemon/daemon.h"

/* Looks at the gateway from time to time; nothing of it needs the spool. */
Alarm *alarm_new(Daemon *gateway);
void alarm_free(Alarm *alarm);

/* The mail that was handed to the senders is gone, or will never be. */
void alarm_sent(Alarm *alarm);
