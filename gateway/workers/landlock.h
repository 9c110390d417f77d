/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Landlock (Linux 5.13): from then on this process opens nothing but what lies below the paths that it named. The C
 * library has no functions for it, and the kernel's header may be older than the kernel.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The kernel's version of it; 0: it has none, or it is switched off. Below 2 no file can be moved between folders. */
int landlock_version(void);

/* Both end with NULL; a path that there is not is left out. A folder stands for all below it. True also where the
 * kernel has no Landlock of this version. There is no way back. */
bool landlock_enter(const char *const *readable, const char *const *writable, int least_version,
    GError **error);
