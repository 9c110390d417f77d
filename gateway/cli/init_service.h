/* SPDX-License-Identifier: Apache-2.0 */
/* What `casegate init` does for the service that the package or `make install` brought: data/casegate.service.in. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define INIT_SERVICE_USER "casegate" /* User= there */

/* root gives the folder and the files in it to that user, nobody else may read them. False without an error: it is not
 * root who asks, or there is no such user. */
bool init_service_takes(const char *folder, const char *user, GError **error);

/* Whether it is installed and systemd runs here. */
bool init_service_is_there(void);

/* Starts it now and at each boot: systemctl enable --now. */
bool init_service_start(GError **error);
