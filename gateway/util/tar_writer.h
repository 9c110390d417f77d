/* SPDX-License-Identifier: Apache-2.0 */
/* An archive of plain files, written front to back: ustar, IEEE Std 1003.1 pax, "ustar Interchange Format". */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define TAR_NAME_MAX 100
#define TAR_SIZE_MAX ((size_t)8 * 1024 * 1024 * 1024 - 1)

/* name: at most TAR_NAME_MAX bytes, relative. Folders need no entry of their own. */
bool tar_add(
    FILE *out, const char *name, const void *bytes, size_t size, int64_t at_ms, GError **error);
bool tar_end(FILE *out, GError **error);
