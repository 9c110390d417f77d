/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/templates/template_partials.h"

#include <string.h>

const TemplateFile *
template_partials_find(const TemplatePartials *partials, const char *name)
{
	TemplatePart part = partials->part == TEMPLATE_HTML ? TEMPLATE_HTML : TEMPLATE_TEXT;
	const TemplateEntry *entry = NULL;

	if (strcmp(name, "signature") == 0 && partials->signature[0] != '\0')
		entry = template_files_partial(
		    partials->files, partials->language, partials->signature, part);
	if (entry == NULL)
		entry = template_files_partial(partials->files, partials->language, name, part);
	return entry == NULL ? NULL : entry->parts[part];
}

const Mustache *
template_partials_get(const char *name, void *data)
{
	const TemplateFile *template = template_partials_find(data, name);

	return template == NULL ? NULL : template->mustache;
}
