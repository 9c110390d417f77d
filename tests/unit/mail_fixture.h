/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests that read mails: the set-up of the process, and a mail from a string.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "parsers/mime.h"

static inline int
mail_setup(void **state)
{
	(void)state;
	mime_init();
	return 0;
}

static inline int
mail_teardown(void **state)
{
	(void)state;
	mime_shutdown();
	return 0;
}

static inline Message *
mail_read(const char *raw)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(raw, strlen(raw));

	return mime_read(bytes);
}

/* The strings of a list with '|' between them. */
static inline char *
mail_join(const GPtrArray *strings)
{
	GString *joined = g_string_new(NULL);

	for (unsigned i = 0; i < strings->len; i++)
		g_string_append_printf(
		    joined, "%s%s", i == 0 ? "" : "|", (char *)strings->pdata[i]);
	return g_string_free(joined, false);
}

/* The attachments as "path name type size inline" with '|' between them. */
static inline char *
mail_attachments(const Message *message)
{
	GString *joined = g_string_new(NULL);

	for (unsigned i = 0; i < message->attachments->len; i++) {
		const MessageAttachment *a = message->attachments->pdata[i];

		g_string_append_printf(joined, "%s%s %s %s %d%s", i == 0 ? "" : "|", a->path,
		    a->name, a->type, (int)a->size, a->is_inline ? " inline" : "");
	}
	return g_string_free(joined, false);
}
