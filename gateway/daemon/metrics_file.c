/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The collector reads whenever it likes, so a new file takes the place of the old one. It is not synced: after a power cut a
 * new one comes anyway. Another user reads it, whatever our umask is.
 */
#include "gateway/daemon/metrics_file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/commands/metrics.h"
#include "gateway/util/error.h"
#include "gateway/util/log.h"

struct MetricsFile {
	Daemon *daemon; /* foreign */
	guint timer;
	bool is_told; /* that it cannot be written */
};

static bool
write_part(const char *path, const GString *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	bool good = fd >= 0 && fchmod(fd, 0644) == 0 &&
		    write(fd, text->str, text->len) == (ssize_t)text->len;

	return (fd < 0 || close(fd) == 0) && good;
}

/* The collector reads what ends in .prom, which the part does not. */
static bool
replace(const char *path, const GString *text, GError **error)
{
	g_autofree char *part = g_strconcat(path, ".part", NULL);

	if (write_part(part, text) && rename(part, path) == 0)
		return true;
	error_set_errno(error, "cannot write %s", path);
	g_unlink(part);
	return false;
}

static bool
renew(Context *context, GError **error)
{
	const char *path = context->config->metrics_file;
	g_autoptr(GString) text = g_string_new(NULL);

	if (path == NULL)
		return true;
	context->now_ms = clock_read().wall_ms;
	return metrics_print(context, text, error) && replace(path, text, error);
}

static int
on_time(void *data)
{
	MetricsFile *file = data;
	g_autoptr(GError) error = NULL;
	bool good = renew(file->daemon->context, &error);

	if (!good && !file->is_told)
		log_write(LOG_WARNING, "metrics", "%s", error->message);
	file->is_told = !good;
	return G_SOURCE_CONTINUE;
}

MetricsFile *
metrics_file_new(Daemon *daemon)
{
	MetricsFile *file = g_new0(MetricsFile, 1);

	file->daemon = daemon;
	if (daemon->context->dry_run)
		return file;
	file->timer = g_timeout_add(METRICS_FILE_EVERY_MS, on_time, file);
	on_time(file);
	return file;
}

void
metrics_file_free(MetricsFile *file)
{
	if (file == NULL)
		return;
	if (file->timer != 0)
		g_source_remove(file->timer);
	g_free(file);
}
