/* SPDX-License-Identifier: Apache-2.0 */
/* The one place that writes to standard error while the gateway runs. */
#include "gateway/util/log.h"

#include <stdarg.h>
#include <stdio.h>

#include "gateway/util/sanitize.h"

static LogLevel most = LOG_INFO;

static const struct {
	const char *name;
	int priority; /* syslog's, for systemd's `<N>` prefix */
} LEVELS[] = {
    [LOG_ERROR] = {"error", 3},
    [LOG_WARNING] = {"warning", 4},
    [LOG_INFO] = {"info", 6},
    [LOG_DEBUG] = {"debug", 7},
};

void
log_set_level(LogLevel level)
{
	most = level;
}

void
log_write(LogLevel level, const char *about, const char *format, ...)
{
	va_list list;
	g_autofree char *text = NULL;
	g_autofree char *line = NULL;

	if (level > most)
		return;
	va_start(list, format);
	text = g_strdup_vprintf(format, list);
	va_end(list);
	line = sanitize_line(text);
	if (g_getenv("JOURNAL_STREAM") != NULL)
		fprintf(stderr, "<%d>%s: %s\n", LEVELS[level].priority, about, line);
	else
		fprintf(stderr, "%s: %s: %s\n", LEVELS[level].name, about, line);
}
