/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the gateway that ran last was cut off: then what is on disk may not be what was written. */
#pragma once

#include "spool/database.h"

/* Set for as long as a gateway runs, each in a transaction of its own. */
bool unclean_end_get(Spool *spool, bool *ret_unclean, GError **error);
bool unclean_end_set(Spool *spool, bool unclean, GError **error);
