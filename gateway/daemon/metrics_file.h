/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the file of `metrics: {file: PATH}` up to date, for the node exporter's textfile collector. */
#pragma once

#include "gateway/daemon/daemon.h"

#define METRICS_FILE_EVERY_MS 15000

/* Writes it at once, and from then on every so often, wherever the configuration says by then; nothing on trial. */
MetricsFile *metrics_file_new(Daemon *daemon);
void metrics_file_free(MetricsFile *file);
