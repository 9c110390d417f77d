/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/html_item.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { LETTERS = 26 };

static char *
roman(int number)
{
	static const struct {
		int value;
		const char *letters;
	} digits[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"},
	    {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}};
	GString *letters = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(digits); i++) {
		for (; number >= digits[i].value; number -= digits[i].value)
			g_string_append(letters, digits[i].letters);
	}
	return g_string_free(letters, false);
}

char *
html_item_label(int number, char type)
{
	char kind = g_ascii_tolower(type);
	g_autofree char *letters = NULL;
	g_autofree char *shown = NULL;

	if (kind == 'i')
		letters = roman(number);
	else if (kind == 'a' && number <= LETTERS)
		letters = g_strdup_printf("%c", 'a' + number - 1);
	else
		letters = g_strdup_printf("%d", number);
	shown = type == kind ? g_strdup(letters) : g_ascii_strup(letters, -1);
	return g_strdup_printf("%s. ", shown);
}

char *
html_item_of_word(const char *written)
{
	g_autofree char *label = g_strstrip(g_strdup(written));
	size_t size = strlen(label);
	bool has_number = strpbrk(label, "0123456789") != NULL ||
			  (size > 1 && strchr(".)", label[size - 1]) != NULL);

	return g_strdup_printf("%s ", has_number ? label : "-");
}
