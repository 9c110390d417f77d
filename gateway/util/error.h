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
	GATEWAY_ERROR_MISSING,     /* there is no such ticket, mail, contact */
	GATEWAY_ERROR_NOT_ALLOWED, /* not to who calls */
	GATEWAY_ERROR_NEWER,       /* something came meanwhile that the caller has not seen */
	GATEWAY_ERROR_DONE,        /* it was done already, by this very form */
	GATEWAY_ERROR_LATER,       /* it is not there yet, but will be in a moment */
	GATEWAY_ERROR_USAGE,       /* the command line is wrong */
	GATEWAY_ERROR_DATA,        /* what a file holds is wrong: what is printed says where */
	GATEWAY_ERROR_CONFIG,
	GATEWAY_ERROR_UNWELL, /* what was asked is printed, and something is wrong: the text says what */
	GATEWAY_ERROR_STOPPED, /* the same, and no gateway runs */
} GatewayError;

/* Sets the error; false, for `return`. */
bool error_set(GError **error, GatewayError code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/*
 * Why somebody cannot have what they want, which is said in their language where that is known (gateway/model/refusal.h):
 * a sentence of gateway/templates/refusals.h, and behind it its parts: name, value ..., NULL. Until then it is English.
 */
bool error_refuse(
    GError **error, GatewayError code, const char *sentence, ...) G_GNUC_NULL_TERMINATED;
/* The sentence of an error of error_refuse(), and its parts as names and values in turn; NULL: it is none. Borrowed. */
const char *error_sentence(const GError *error, const char *const **ret_parts);
/* A sentence with its parts put in, {{name}}. parts: as above, NULL-terminated. Caller owns. */
char *error_sentence_text(const char *sentence, const char *const *parts);

/* The same as error_set() for a call that failed on a file or a stream: a G_FILE_ERROR of errno, whose words follow the text. */
bool error_set_errno(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
