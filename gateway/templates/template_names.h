/* SPDX-License-Identifier: Apache-2.0 */
/* Files among the letters that nothing reads, and letters and partials that nothing uses: most are misnamed. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	const char *const *directories; /* as templates_load() takes them */
	const char *language;           /* the desk's */
	/* Whether a rule names the letter, or a mailbox the signature. */
	bool (*is_named)(const char *name, const void *data);
	const void *data;
} TemplateNames;

/* warnings: of Diagnostic, each with the nearest name that there is. Mistakes that loading tells are not told again. */
void template_names_check(const TemplateNames *names, GPtrArray *warnings);
