/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A verb, then what was marked, in quotation marks or called a message, and in some languages one word more. Who writes
 * of anything else ("Liked the new monitor") is a person.
 */
#include "parsers/tapback.h"

#include <glib.h>
#include <string.h>

#include "parsers/text.h"

static const char *const VERBS[] = {"liked ", "loved ", "disliked ", "laughed at ",
    "emphasized ", "emphasised ", "questioned ", "vond ", "vindt ", "lachte om ", "benadrukte ",
    "twijfelde aan ", "gefällt ", "a aimé ", "a adoré ", "le gustó ", NULL};

static const char *const OBJECTS[] = {"a message", "an image", "a photo", "an attachment",
    "a movie", "een bericht", "een afbeelding", "een foto", "een bijlage", "un message",
    "une image", "un mensaje", "una imagen", "eine nachricht", "ein bild", NULL};

static const char *const ENDS[] = {"", " leuk", " geweldig", " grappig", " niet leuk", NULL};

static const char *
behind(const char *text, const char *const *starts)
{
	for (; *starts != NULL; starts++)
		if (g_str_has_prefix(text, *starts))
			return text + strlen(*starts);
	return NULL;
}

/* Behind the last of the marks that end a quotation, or NULL: none begins here. */
static const char *
behind_quotation(const char *text)
{
	static const char *const MARKS[][2] = {
	    {"\u201c", "\u201d"}, {"\u201e", "\u201c"}, {"\u00ab", "\u00bb"}, {"\"", "\""}};

	for (unsigned i = 0; i < G_N_ELEMENTS(MARKS); i++) {
		const char *end = g_strrstr(text, MARKS[i][1]);

		if (g_str_has_prefix(text, MARKS[i][0]) && end != text)
			return end == NULL ? NULL : end + strlen(MARKS[i][1]);
	}
	return NULL;
}

bool
tapback_is(const char *text)
{
	g_autofree char *lower = g_strstrip(text_lower(text, -1));
	const char *blank = strchr(lower, ' ');
	const char *rest = behind(lower, VERBS);

	if (rest == NULL && blank != NULL) /* "Els vond ..." */
		rest = behind(blank + 1, VERBS);
	if (rest != NULL)
		rest = *rest == '\0' || g_ascii_isalpha(*rest) ? behind(rest, OBJECTS)
							       : behind_quotation(rest);
	return rest != NULL && g_strv_contains(ENDS, rest);
}
