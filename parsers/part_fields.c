/* SPDX-License-Identifier: Apache-2.0 */
/* What is missing or spelt otherwise is what mail programs take it for. */
#include "parsers/part_fields.h"

#include <stdbool.h>
#include <string.h>

#include "parsers/header.h"
#include "parsers/limits.h"
#include "parsers/params.h"

static char *
copy_param(const Params *params, const char *name)
{
	const char *value = params_get(params, name);

	return value == NULL || *value == '\0' ? NULL : g_strdup(value);
}

static bool
param_is(const Params *params, const char *name, const char *value)
{
	const char *found = params_get(params, name);

	return found != NULL && g_ascii_strcasecmp(found, value) == 0;
}

/* What stands for a type that is missing or is none. */
static char *
repair_type(const Part *part, const char *type)
{
	const char *slash = strchr(type, '/');

	if (slash != NULL && slash != type && slash[1] != '\0')
		return g_strdup(type);
	if (*type == '\0' && part->parent != NULL && part_is(part->parent, "multipart/digest"))
		return g_strdup("message/rfc822");
	if (*type == '\0' || g_str_has_prefix(type, "text"))
		return g_strdup("text/plain");
	if (strcmp(type, "html") == 0)
		return g_strdup("text/html");
	if (g_str_has_prefix(type, "multipart"))
		return g_strdup("multipart/mixed");
	return g_strdup("application/octet-stream");
}

static void
read_type(Part *part, const char **charset, GPtrArray *limits)
{
	g_autofree char *value = part_header(part, "Content-Type");
	g_autoptr(Params) params = params_parse(value == NULL ? "" : value, *charset, limits);

	part->type = repair_type(part, params->value);
	part->charset = copy_param(params, "charset");
	part->name = copy_param(params, "name");
	if (part->name == NULL)
		part->name = copy_param(params, "filename");
	if (*charset == NULL && g_str_has_prefix(part->type, "text/"))
		*charset = part->charset;
	part->is_flowed = param_is(params, "format", "flowed");
	part->is_delsp = param_is(params, "delsp", "yes");
	if (part_is_multipart(part))
		part->boundary = copy_param(params, "boundary");
	if (g_str_has_prefix(part->type, "text/calendar"))
		part->method = copy_param(params, "method");
	else if (part_is(part, "multipart/report"))
		part->method = copy_param(params, "report-type");
	else
		part->method = copy_param(params, "smime-type");
}

static void
read_disposition(Part *part, const char *charset, GPtrArray *limits)
{
	g_autofree char *value = part_header(part, "Content-Disposition");
	g_autoptr(Params) params = NULL;
	char *name = NULL;

	if (value == NULL)
		return;
	params = params_parse(value, charset, limits);
	if (*params->value != '\0')
		part->disposition = g_strdup(params->value);
	name = copy_param(params, "filename");
	if (name == NULL && part->name == NULL)
		name = copy_param(params, "name");
	if (name == NULL)
		return;
	g_free(part->name);
	part->name = name;
}

static void
read_encoding(Part *part)
{
	g_autofree char *value = part_header(part, "Content-Transfer-Encoding");

	if (value == NULL)
		return;
	if (g_ascii_strncasecmp(value, "base64", 6) == 0)
		part->encoding = PART_BASE64;
	else if (g_ascii_strncasecmp(value, "quoted-printable", 16) == 0)
		part->encoding = PART_QUOTED;
	else if (strstr(value, "uue") != NULL)
		part->encoding = PART_UU;
}

static void
read_content_id(Part *part)
{
	g_autofree char *value = part_header(part, "Content-ID");
	g_autoptr(GPtrArray) ids = NULL;

	if (value == NULL)
		return;
	ids = g_ptr_array_new_with_free_func(g_free);
	header_ids(value, ids);
	if (ids->len > 0)
		part->content_id = g_strdup(ids->pdata[0]);
}

/* The charset in "=?gb2312?B?...": what the mail's program uses where it does not say. */
static void
read_word_charset(Part *part, const char **charset)
{
	g_autofree char *subject = part_header(part, "Subject");
	const char *word = subject == NULL ? NULL : strstr(subject, "=?");
	size_t size = word == NULL ? 0 : strcspn(word + 2, "?* ");

	if (size == 0 || size > LIMIT_PARAMETER_NAME)
		return;
	part->word_charset = g_strndup(word + 2, size);
	if (*charset == NULL)
		*charset = part->word_charset;
}

void
part_fields_read(Part *part, const char **charset, GPtrArray *limits)
{
	read_type(part, charset, limits);
	if (part->parent == NULL)
		read_word_charset(part, charset);
	read_encoding(part);
	read_disposition(part, *charset, limits);
	read_content_id(part);
}
