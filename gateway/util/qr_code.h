/* SPDX-License-Identifier: Apache-2.0 */
/*
 * QR codes (ISO/IEC 18004), with a quiet zone of four modules on each side: for a terminal, black on white whatever its own
 * colours are, and as a picture. Pure, but for the file.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct QrCode QrCode;

/* NULL where the text is longer than a QR code holds, which are some 2,900 octets. */
QrCode *qr_code_new(const char *text);
void qr_code_free(QrCode *code);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QrCode, qr_code_free)

/* Columns of a terminal that it takes. */
int qr_code_columns(const QrCode *code);
/* Two modules a character, one above the other. */
void qr_code_draw(const QrCode *code, GString *out);
/* For an SVG: the path of its black modules in a square of qr_code_columns() on each side. Caller owns, and wipes it. */
char *qr_code_path(const QrCode *code);
/* A PNG in a new file of mode 0600; fails where there is one already. */
bool qr_code_write_png(const QrCode *code, const char *path, GError **error);
