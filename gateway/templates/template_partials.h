/* SPDX-License-Identifier: Apache-2.0 */
/* What a partial's name is looked up with, while one part of one letter is rendered or checked. */
#pragma once

#include "gateway/templates/template_files.h"

typedef struct {
	const TemplateFiles *files;
	const char *language;
	TemplatePart part;
	const char *signature; /* the partial that `signature` stands for, or "" */
} TemplatePartials;

/* In the form of that part, or NULL. Borrowed. */
const TemplateFile *template_partials_find(const TemplatePartials *partials, const char *name);
/* The same as a MustachePartial, whose data is a TemplatePartials. */
const Mustache *template_partials_get(const char *name, void *data);
