/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gateway is looked for where its socket always is, and where the configuration says, which may be broken by now and
 * is not needed then. A process that closes a file loses its locks on it, so the descriptor is closed last.
 */
#include "gateway/cli/still_spool.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "gateway/cli/control_client.h"
#include "gateway/util/error.h"
#include "rules/diagnostic.h"

#define PATIENCE_US (G_GINT64_CONSTANT(60) * 1000000)
#define PAUSE_MS 200

struct StillSpool {
	char *path;       /* own */
	Channel *gateway; /* own; that holds it still, or NULL: */
	Spool *spool;     /* own; it is open here */
	Spool *reader;    /* own; or NULL: nobody asked for it yet */
	int fd;           /* own */
};

static ControlResult
ask_gateway(StillSpool *still, const Config *config, const char *state, GError **error)
{
	g_autofree char *control = config_control_path(config, state);

	return control_client_hold_still(control, &still->gateway, error);
}

static ControlResult
ask_configured(StillSpool *still, const CliOptions *options, GError **error)
{
	g_autoptr(GPtrArray) unsaid =
	    g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
	g_autoptr(Config) config = config_load(options->config, unsaid);

	return config == NULL ? CONTROL_NOBODY
			      : ask_gateway(still, config, options->state, error);
}

static bool
open_here(StillSpool *still, const char *state, GError **error)
{
	if (!context_check_owner(state, error))
		return false;
	still->spool = spool_open(still->path, error);
	return still->spool != NULL && spool_hold_still(still->spool, error);
}

static bool
try_to_hold(StillSpool *still, const CliOptions *options, GError **error)
{
	ControlResult result = ask_gateway(still, NULL, options->state, error);

	if (result == CONTROL_NOBODY)
		result = ask_configured(still, options, error);
	if (result == CONTROL_NOBODY)
		return open_here(still, options->state, error);
	return result == CONTROL_ANSWERED;
}

/* While another command has the spool, or it is held still already, waits for a while. */
static bool
hold(StillSpool *still, const CliOptions *options, GError **error)
{
	gint64 deadline = g_get_monotonic_time() + PATIENCE_US;
	g_autoptr(GError) reason = NULL;

	while (!try_to_hold(still, options, &reason)) {
		if ((!g_error_matches(reason, SPOOL_ERROR, SPOOL_ERROR_BUSY) &&
			!g_error_matches(reason, GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY)) ||
		    g_get_monotonic_time() > deadline) {
			g_propagate_error(error, g_steal_pointer(&reason));
			return false;
		}
		g_clear_error(&reason);
		g_poll(NULL, 0, PAUSE_MS);
	}
	return true;
}

StillSpool *
still_spool_new(const CliOptions *options, GError **error)
{
	g_autoptr(StillSpool) still = g_new0(StillSpool, 1);

	still->path = g_build_filename(options->state, "spool.db", NULL);
	still->fd = open(still->path, O_RDONLY | O_CLOEXEC);
	if (still->fd < 0) {
		error_set_errno(error, "%s", still->path);
		return NULL;
	}
	return hold(still, options, error) ? g_steal_pointer(&still) : NULL;
}

void
still_spool_free(StillSpool *still)
{
	if (still == NULL)
		return;
	spool_close(still->reader);
	spool_close(still->spool);
	channel_free(still->gateway);
	if (still->fd >= 0)
		close(still->fd);
	g_free(still->path);
	g_free(still);
}

int
still_spool_fd(const StillSpool *still)
{
	return still->fd;
}

Spool *
still_spool_reader(StillSpool *still, GError **error)
{
	if (still->reader == NULL)
		still->reader = spool_open_still(still->path, error);
	return still->reader;
}

bool
still_spool_holds(const StillSpool *still, GError **error)
{
	return still->gateway == NULL || control_client_is_held_still(still->gateway) ||
	       error_set(error, GATEWAY_ERROR_TEMPORARY,
		   "the gateway ended, or had too much to write, before all was read: try "
		   "again at a quieter time");
}
