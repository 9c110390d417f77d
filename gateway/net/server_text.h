/* SPDX-License-Identifier: Apache-2.0 */
/* What a server said, fit for a log line and a frame: it may be any bytes of any length. */
#pragma once

#include <stddef.h>

#define SERVER_TEXT_MAX 200 /* bytes */

/* One line of valid UTF-8 without control characters; caller owns. text may be NULL. */
char *server_text(const char *text);
/* The same from a server that knows our secret and may repeat it, as it is or in base64. secret may be NULL. */
char *server_text_without(const char *text, const char *secret);
