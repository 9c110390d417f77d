/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/templates/letter_types.h"

#include <glib.h>
#include <string.h>

#define LETTER(constant, name, ...) const char LETTER_##constant[sizeof name] = name;
#include "gateway/templates/letter_table.h"
#undef LETTER

#define LETTER(constant, text, token, written, gets, ...) \
	{.name = text,                                    \
	    .purpose = PURPOSE_##token,                   \
	    .occasion = written,                          \
	    .values = gets,                               \
	    __VA_ARGS__},
const LetterType LETTER_TYPES[] = {
#include "gateway/templates/letter_table.h"
    {0},
};
#undef LETTER

const LetterType *
letter_types_find(const char *name)
{
	for (const LetterType *type = LETTER_TYPES; type->name != NULL; type++)
		if (strcmp(type->name, name) == 0)
			return type;
	return NULL;
}

const LetterType *
letter_types_of(const char *name)
{
	const LetterType *type = letter_types_find(name);

	return type != NULL ? type : letter_types_find(LETTER_ACKNOWLEDGEMENT);
}

bool
letter_types_gets(const char *name, const char *value)
{
	g_auto(GStrv) values = g_strsplit(letter_types_of(name)->values, " ", -1);

	return g_strv_contains((const char *const *)values, value);
}
