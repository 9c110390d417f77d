/* SPDX-License-Identifier: Apache-2.0 */
/* What `casegate init` writes: the configuration out of the answers, and a file for each secret. */
#pragma once

#include "gateway/cli/init.h"
#include "rules/diagnostic.h"

/* The folders of the configuration and of the secrets. */
bool init_make_folders(const Init *init, GError **error);
/* Writes the configuration; one that is there stays as it is, which is an error. */
bool init_write(const Init *init, GError **error);
/* The configuration that would be written, without writing it; NULL: it has the mistakes that are added. */
Config *init_config(const Init *init, GPtrArray *diagnostics);
/* That a secret is still to be written is none. */
bool init_is_mistake(const Diagnostic *diagnostic);

/* A file of its own, mode 0600, in the place of what was there. */
bool init_write_secret(const char *path, const char *secret, GError **error);
