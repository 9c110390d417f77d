/* SPDX-License-Identifier: Apache-2.0 */
/* A server's certificate and its key in files, as PEM: whether they are what they are to be. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
	char *certificate; /* own; what stands in the files */
	char *key;         /* own; overwritten when it is cleared */
	int64_t until_ms;  /* when the certificate is past */
} CertificateFile;
void certificate_file_clear(CertificateFile *file);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CertificateFile, certificate_file_clear)

/* GATEWAY_ERROR_CONFIG names the file and what is wrong with it: it cannot be read, is none, or is of another key. One that is
 * past is good here. */
bool certificate_file_read(
    const char *certificate, const char *key, CertificateFile *ret_file, GError **error);
