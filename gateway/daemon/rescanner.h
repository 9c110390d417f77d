/* SPDX-License-Identifier: Apache-2.0 */
/* Mails that were decided while clamd did not answer are given to it when it answers again. */
#pragma once

#include "gateway/daemon/daemon.h"

Rescanner *rescanner_new(Daemon *daemon);
void rescanner_free(Rescanner *rescanner);
