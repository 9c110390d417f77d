/* SPDX-License-Identifier: Apache-2.0 */
/* Who beside the reporter has to do with a ticket, and who of them gets its letters. */
#pragma once

#include "gateway/intake/apply.h"

/* Those in Cc. */
bool watchers_copied(
    Context *context, const ApplyOrder *order, const Ticket *ticket, GError **error);
/* Those whom the lines of a new case name, and who wrote it on behalf of somebody else. */
bool watchers_named(
    Context *context, const ApplyOrder *order, const Ticket *ticket, GError **error);
/* Who wrote a request, and for whom: none of them approves it. */
bool watchers_requesters(
    Context *context, const ApplyOrder *order, const Ticket *ticket, GError **error);
/* In whose name a customer wrote hears of it. */
bool watchers_tell_reporter(
    Context *context, const ApplyOrder *order, const Ticket *ticket, GError **error);
/* Those whom a rule adds. */
bool watchers_add(Context *context, const ApplyOrder *order, int64_t ticket, GError **error);
