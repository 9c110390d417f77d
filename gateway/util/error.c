/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/error.h"

#include <errno.h>

/* What an error carries besides its words. */
typedef struct {
	char *sentence;
	char **parts;
} GatewayErrorPrivate;

static void
gateway_error_private_init(GatewayErrorPrivate *said)
{
	*said = (GatewayErrorPrivate){0};
}

static void
gateway_error_private_copy(const GatewayErrorPrivate *said, GatewayErrorPrivate *copy)
{
	copy->sentence = g_strdup(said->sentence);
	copy->parts = g_strdupv(said->parts);
}

static void
gateway_error_private_clear(GatewayErrorPrivate *said)
{
	g_free(said->sentence);
	g_strfreev(said->parts);
}
G_DEFINE_EXTENDED_ERROR(GatewayError, gateway_error)

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

char *
error_sentence_text(const char *sentence, const char *const *parts)
{
	GString *text = g_string_new(sentence);

	for (; parts[0] != NULL && parts[1] != NULL; parts += 2) {
		g_autofree char *place = g_strdup_printf("{{%s}}", parts[0]);

		g_string_replace(text, place, parts[1], 0);
	}
	return g_string_free(text, FALSE);
}

bool
error_refuse(GError **error, GatewayError code, const char *sentence, ...)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	g_auto(GStrv) parts = NULL;
	g_autofree char *text = NULL;
	GatewayErrorPrivate *said = NULL;
	va_list arguments;

	if (error == NULL)
		return false;
	va_start(arguments, sentence);
	for (const char *part = NULL; (part = va_arg(arguments, const char *)) != NULL;)
		g_strv_builder_add(builder, part);
	va_end(arguments);
	parts = g_strv_builder_end(builder);
	text = error_sentence_text(sentence, (const char *const *)parts);
	g_set_error_literal(error, GATEWAY_ERROR, (int)code, text);
	said = gateway_error_get_private(*error);
	said->sentence = g_strdup(sentence);
	said->parts = g_steal_pointer(&parts);
	return false;
}

const char *
error_sentence(const GError *error, const char *const **ret_parts)
{
	const GatewayErrorPrivate *said =
	    error->domain == GATEWAY_ERROR ? gateway_error_get_private(error) : NULL;

	if (said == NULL || said->sentence == NULL)
		return NULL;
	*ret_parts = (const char *const *)said->parts;
	return said->sentence;
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
