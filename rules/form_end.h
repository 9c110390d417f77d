/* SPDX-License-Identifier: Apache-2.0 */
/* What a line below a value is: more of it, a person, or how the mail ends. For rules/form.c and rules/catalog_answer.c only. */
#pragma once

#include "rules/form.h"

typedef struct {
	const char *text;  /* foreign; without the marks of a quote */
	const char *end;   /* of it */
	const char *start; /* of the whole line */
} FormEndLine;

/* "Met vriendelijke groet", "Alvast bedankt!". phrases may be NULL. */
bool form_end_is_closing(const Phrases *phrases, const FormEndLine *line);
/* The name of who wrote, or a part of it, alone. */
bool form_end_is_writer(const char *writer, const FormEndLine *line);
bool form_end_is_question(const FormEndLine *line);
/* A name or an address, not a sentence. */
bool form_end_is_person(const FormEndLine *line);
/* Some words at most. */
bool form_end_is_short(const FormEndLine *line);
/* A mail program broke the line above: the first word of this one had no place on it. */
bool form_end_is_broken(const FormEndLine *above, const FormEndLine *line);
