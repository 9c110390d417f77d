/* SPDX-License-Identifier: Apache-2.0 */
/* Who beside the reporter has to do with a ticket, and who of them gets its letters. */
#pragma once

#include "gateway/intake/apply.h"

/* Those in Cc. */
bool involve_copied(Office *office, const Work *work, const Ticket *ticket, GError **error);
/* Those whom the lines of a new case name, and who wrote it on behalf of somebody else. */
bool involve_named(Office *office, const Work *work, const Ticket *ticket, GError **error);
/* Who wrote a request, and for whom: none of them approves it. */
bool involve_requesters(Office *office, const Work *work, const Ticket *ticket, GError **error);
/* In whose name a customer wrote hears of it. */
bool involve_tell_reporter(
    Office *office, const Work *work, const Ticket *ticket, GError **error);
/* Those whom a rule adds. */
bool involve_watchers(Office *office, const Work *work, int64_t ticket, GError **error);
