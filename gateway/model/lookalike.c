/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two names that look alike have the same skeleton (as in Unicode's UTS 39, with a much smaller table: the letters of
 * which names of Western Europe can be made up). Rather once too often: who is taken for an agent is shown by an
 * address, and nothing else becomes of it.
 */
#include "gateway/model/lookalike.h"

#include <string.h>

#define CONTAINED_LEAST 8 /* a skeleton that is shorter stands in many names by chance */

/* Letters that stand for these, one after the other; small after the case was folded, else capitals. */
static const struct {
	char letter;
	const char *look;
} LOOKS[] = {
    {'a', "\u0430\u03b1\u0251\u1d00\u04d9\uab7a"},
    {'b', "\u0432\u03b2\u044c\u0299\u0392\u0412"},
    {'c', "\u0441\u03f2\u1d04\u2ca5\u0421\uab9f"},
    {'d', "\u0501\u1d05\u0111\u00f0"},
    {'e', "\u0435\u03b5\u1d07\u0454\u0258\u212e\uab7c"},
    {'f', "\u03dd\ua730\u0192"},
    {'g', "\u0261\u0262\u0581\u050d"},
    {'h', "\u043d\u04bb\u029c\u0570\u0397\u041d"},
    {'i', "\u0456\u03b9\u0131\u026a\u0399\u0406\u04cf\u01c0\u2223"},
    {'j', "\u0458\u03f3\u1d0a"},
    {'k', "\u043a\u03ba\u1d0b\u039a\u041a"},
    {'l', "\u029f\u0142\u053c"},
    {'m', "\u043c\u1d0d\u039c\u041c\u03fb"},
    {'n', "\u043f\u03b7\u0274\u0578\u039d\u0438"},
    {'o', "\u043e\u03bf\u03c3\u1d0f\u0585\u00f8\u0275\u0ce6\u0d66"},
    {'p', "\u0440\u03c1\u1d18\u03a1\u0420"},
    {'q', "\u051b\u0566"},
    {'r', "\u0433\u0280\u1d26"},
    {'s', "\u0455\ua731\u0405\u01bd"},
    {'t', "\u0442\u03c4\u1d1b\u03a4\u0422"},
    {'u', "\u03c5\u1d1c\u057d\u028b\u0446"},
    {'v', "\u03bd\u1d20\u0475\u2228"},
    {'w', "\u051d\u1d21\u03c9\u0461\u0448"},
    {'x', "\u0445\u03c7\u03a7\u0425\u00d7"},
    {'y', "\u0443\u03b3\u028f\u04af\u03a5\u0423"},
    {'z', "\u03b6\u1d22\u0396"},
};

static gunichar
plain_letter(gunichar character)
{
	for (size_t i = 0; character >= 0x80 && i < G_N_ELEMENTS(LOOKS); i++)
		if (g_utf8_strchr(LOOKS[i].look, -1, character) != NULL)
			return (gunichar)LOOKS[i].letter;
	return character;
}

static void
append_letter(GString *out, gunichar character)
{
	gunichar letter = plain_letter(g_unichar_tolower(plain_letter(character)));

	/* what people mix up at a glance */
	if (letter == 'i' || letter == '1' || letter == '|' || letter == '!')
		letter = 'l';
	else if (letter == '0')
		letter = 'o';
	if (!g_unichar_isalnum(letter))
		return;
	if (letter == 'n' && out->len > 0 && out->str[out->len - 1] == 'r')
		out->str[out->len - 1] = 'm';
	else if (letter == 'v' && out->len > 0 && out->str[out->len - 1] == 'v')
		out->str[out->len - 1] = 'w';
	else
		g_string_append_unichar(out, letter);
}

char *
lookalike_skeleton(const char *name)
{
	g_autofree char *parts =
	    g_str_is_ascii(name) ? g_strdup(name) : g_utf8_normalize(name, -1, G_NORMALIZE_ALL);
	GString *out = g_string_new(NULL);

	for (const char *at = parts; at != NULL && *at != '\0'; at = g_utf8_next_char(at))
		append_letter(out, g_utf8_get_char(at));
	return g_string_free(out, FALSE);
}

static int
compare_words(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The skeletons of its words in order, so that "Wit, Sanne de" is "Sanne de Wit". */
static char *
sorted(const char *name)
{
	g_auto(GStrv) words = g_strsplit_set(name, " ,\t\n", -1);

	for (char **word = words; *word != NULL; word++) {
		char *skeleton = lookalike_skeleton(*word);

		g_free(*word);
		*word = skeleton;
	}
	qsort(words, g_strv_length(words), sizeof *words, compare_words);
	return g_strjoinv("", words);
}

/* skeleton, words: of the name that is looked at. */
static bool
looks_like(const char *skeleton, const char *words, const char *ours)
{
	g_autofree char *of_ours = lookalike_skeleton(ours);
	g_autofree char *our_words = NULL;

	if (*of_ours == '\0')
		return false;
	if (strcmp(skeleton, of_ours) == 0 ||
	    (strlen(of_ours) >= CONTAINED_LEAST && strstr(skeleton, of_ours) != NULL))
		return true;
	our_words = sorted(ours);
	return strcmp(words, our_words) == 0;
}

bool
lookalike_of_desk(const Config *config, const char *name)
{
	g_autofree char *skeleton = lookalike_skeleton(name);
	g_autofree char *words = sorted(name);

	if (looks_like(skeleton, words, "casegate") ||
	    looks_like(skeleton, words, config->desk_name))
		return true;
	for (unsigned i = 0; i < config->agents->len; i++) {
		const ConfigAgent *agent = config->agents->pdata[i];

		if (looks_like(skeleton, words, agent->name))
			return true;
	}
	return false;
}

/* A name in the form of an address is taken for where the mail comes from, whether an agent's or a colleague's. */
static bool
is_like_address(const char *name)
{
	g_autofree char *plain = g_utf8_normalize(name, -1, G_NORMALIZE_ALL);

	return plain == NULL || strchr(plain, '@') != NULL;
}

const char *
lookalike_shown(const Config *config, const char *name, const char *address)
{
	return name[0] == '\0' || is_like_address(name) || lookalike_of_desk(config, name)
		   ? address
		   : name;
}
