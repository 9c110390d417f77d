/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail within a letter, as message/rfc822: it may not be base64 (RFC 2046, section 5.2.1), and programs that open it
 * want it as it was. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Whether the bytes begin as a mail does, with a header field. */
bool compose_mail_is(GBytes *bytes);
/* Whether it has bytes of eight bits, which a letter around it must say. */
bool compose_mail_is_8bit(GBytes *bytes);
/* Appends it in lines of at most 998 bytes that end in CRLF: a longer one is broken, in a header as its fields go on, and
 * a NUL, which no line may have, is left out. */
void compose_mail_append(GString *out, GBytes *bytes);
