/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/check_certificate.h"

#include "gateway/net/certificate_file.h"
#include "gateway/util/time_format.h"
#include "rules/diagnostic.h"

#define SOON_MS (INT64_C(14) * 24 * 60 * 60 * 1000)

void
check_certificate(const Config *config, int64_t now_ms, GPtrArray *warnings)
{
	const ConfigWeb *web = &config->web;
	g_auto(CertificateFile) file = {0};
	g_autoptr(GError) error = NULL;
	g_autofree char *until = NULL;

	if (web->certificate == NULL)
		return;
	if (!certificate_file_read(web->certificate, web->key, &file, &error)) {
		diagnostics_add_file(warnings, config->file, "a certificate and its key in web",
		    "%s", error->message);
		return;
	}
	until = time_format_local(file.until_ms);
	if (file.until_ms < now_ms + SOON_MS)
		diagnostics_add_file(warnings, config->file,
		    "a certificate that is good for two weeks more",
		    "%s, which is good until %s", web->certificate, until);
}
