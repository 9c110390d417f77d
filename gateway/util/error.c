/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/error.h"

#include <errno.h>

G_DEFINE_QUARK(casegate - gateway, gateway_error)

bool
error_set(GError **error, GatewayError code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, GATEWAY_ERROR, (int)code, text);
	return false;
}

bool
error_set_errno(GError **error, const char *format, ...)
{
	int reason = errno;
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(reason), "%s: %s", text,
	    g_strerror(reason));
	return false;
}
