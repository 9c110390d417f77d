/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a process that reads hostile bytes gives up. A read worker: files, network, other processes, memory and time
 * without end. A worker that talks to a server, or has a Maildir: all files but the few that it needs, so that it can open
 * neither spool nor key nor anybody's memory, and to start programs. There is no way back. Builds with sanitizers leave
 * it out, because those need what it forbids. The command worker is not locked in: what it runs is the operator's own
 * program, which may need anything.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* For read workers. Sets the limits and the system call filter; all that the process will ever need must be open
 * before. */
bool sandbox_enter(GError **error);

/* The same for the worker of the pages: beside what readers may, it accepts connections at sockets that it has, and speaks
 * there; it opens none of its own, and connects to nothing. */
bool sandbox_enter_web(GError **error);

/* For workers that talk to a server: they may read what name look-up and TLS read, and this file of authorities or
 * NULL. */
bool sandbox_enter_network(const char *ca_file, GError **error);
/* For workers with a Maildir: they may read, write and move files in these folders and below; NULL ends the list. */
bool sandbox_enter_folders(const char *const *folders, GError **error);

/* Nothing of this process's memory gets into a file, or to another process of the same user. For the gateway and all its
 * workers; a sanitizer looks into its own process as a debugger does. */
void sandbox_close_memory(void);

/* What this kernel cannot lock in, in words for the log, or NULL. */
const char *sandbox_lacks(void);
