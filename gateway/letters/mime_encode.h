/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The encodings of mail: header fields (RFC 5322, 2047), parameters (RFC 2231), bodies (RFC 2045). Whatever the values
 * are, what is appended is 7 bit, folded, and ends with CRLF; control characters become blanks. Pure.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

/* "Name: value" for people: a subject. Leading words that need no encoding stay readable. */
void mime_encode_field(GString *out, const char *field, const char *value);

/* "Name: Display Name <address>"; name may be "" or NULL. What cannot stand in an address is replaced. */
void mime_encode_mailbox(
    GString *out, const char *field, const char *name, const char *address);

/* "Name: <id> <id>", of char * without angle brackets; ids that cannot be one are left out, and so is an empty field. */
void mime_encode_ids(GString *out, const char *field, const GPtrArray *ids);

/* "Name: Tue, 24 Nov 2026 10:02:03 +0000" */
void mime_encode_date(GString *out, const char *field, int64_t at_ms);

/* "; name=value" behind a field that is not ended yet, on a line of its own; nothing where the value is empty. */
void mime_encode_parameter(GString *out, const char *name, const char *value);

/* Text as quoted-printable; its line ends, whatever they were, become CRLF. */
void mime_encode_quoted_printable(GString *out, const char *text);

/* In lines of 76. */
void mime_encode_base64(GString *out, GBytes *bytes);
