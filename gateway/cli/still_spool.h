/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The spool of a state folder as it is at one moment, for who copies or audits it: held still by the gateway that runs, which
 * goes on meanwhile, or by this process where none does. No second process ever opens a spool that changes.
 */
#pragma once

#include "gateway/cli/cli.h"

typedef struct StillSpool StillSpool;

/* options: not kept. Waits for up to a minute while another backup or audit is made, or a command has the spool. */
StillSpool *still_spool_new(const CliOptions *options, GError **error);
void still_spool_free(StillSpool *still);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StillSpool, still_spool_free)

/* Its file, to be read by pread() and never to be closed: that would drop the lock on it. */
int still_spool_fd(const StillSpool *still);
/* For questions; borrowed. NULL with an error where the file is damaged from its first page on. */
Spool *still_spool_reader(StillSpool *still, GError **error);
/* Whether all that was read until now is of one moment; GATEWAY_ERROR_TEMPORARY where the gateway could not wait. */
bool still_spool_holds(const StillSpool *still, GError **error);
