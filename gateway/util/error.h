/* SPDX-License-Identifier: Apache-2.0 */
/* What cannot be done, and whose fault it is: what a command's exit code is made of. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define GATEWAY_ERROR (gateway_error_quark())
GQuark gateway_error_quark(void);
typedef enum {
	GATEWAY_ERROR_TEMPORARY, /* may work later */
	GATEWAY_ERROR_REFUSED, /* this cannot be done to that ticket, mail, contact: the text says why */
	GATEWAY_ERROR_MISSING, /* there is no such ticket, mail, contact */
	GATEWAY_ERROR_USAGE,   /* the command line is wrong */
	GATEWAY_ERROR_DATA,    /* what a file holds is wrong: what is printed says where */
	GATEWAY_ERROR_CONFIG,
} GatewayError;

/* Sets the error; false, for `return`. */
bool error_set(GError **error, GatewayError code, const char *format, ...) G_GNUC_PRINTF(3, 4);
