/* SPDX-License-Identifier: Apache-2.0 */
/* What lies beside a configuration, looks as if it belonged to it, and is not read. */
#pragma once

#include <glib.h>

/* file: the configuration. warnings: of Diagnostic, by name. What lies among the letters is template_names_check()'s. */
void unread_files_check(const char *file, GPtrArray *warnings);
