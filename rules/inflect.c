/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Spelling is all that is known of a word: which syllable is stressed is not, and where that decides ("haper", "probeer")
 * both spellings are made.
 */
#include "rules/inflect.h"

#include <string.h>

#define GIVEN_MOST 4 /* the verb, and its forms that are no regular ones */
#define PREFIX_REST 2

/* A verb as it is given: "uit vallen/viel/vielen/gevallen". */
typedef struct {
	char **given; /* foreign */
	unsigned count;
	const char *verb;     /* foreign; the first of these, without its particle */
	const char *particle; /* foreign; "" where there is none */
} Verb;

static bool
is_vowel(char c)
{
	return c != '\0' && strchr("aeiouy", c) != NULL;
}

static bool
has_vowel(const char *from, const char *end)
{
	for (; from < end; from++)
		if (is_vowel(*from))
			return true;
	return false;
}

/* Whether it ends in one vowel and one consonant: "mak", "drop". */
static bool
ends_in_one(const char *word, size_t length)
{
	return length >= 2 && !is_vowel(word[length - 1]) && is_vowel(word[length - 2]) &&
	       (length == 2 || !is_vowel(word[length - 3]));
}

static void
add(Inflected *forms, char *take_form)
{
	g_ptr_array_add(forms->all, take_form);
}

/* "uitvalt", "valt ... uit"; one without a particle as it is. */
static void
add_around(GPtrArray *forms, const Verb *verb, const char *form)
{
	g_ptr_array_add(forms, g_strconcat(verb->particle, form, NULL));
	if (*verb->particle != '\0')
		g_ptr_array_add(forms, g_strconcat(form, " ... ", verb->particle, NULL));
}

static void
add_past(Inflected *forms, const Verb *verb, const char *form)
{
	add_around(forms->all, verb, form);
	add_around(forms->past, verb, form);
	add_around(forms->finite, verb, form);
}

/* Without its ending: "vall", "haper", "crash". Caller owns. */
static char *
dutch_base(const char *infinitive)
{
	return g_strndup(infinitive, strlen(infinitive) - strlen("en"));
}

/* "vall", "blijv", "mak": as a word of its own "val", "blijf", and "maak" if its last syllable is stressed. Caller owns. */
static char *
dutch_stem(const char *base, bool stressed)
{
	size_t length = strlen(base);
	GString *stem = g_string_new(base);
	char last = base[length - 1];

	if (length >= 2 && last == base[length - 2] && !is_vowel(last))
		g_string_truncate(stem, length - 1);
	else if (stressed && ends_in_one(base, length) && base[length - 2] != 'i')
		g_string_insert_c(stem, (gssize)length - 1, base[length - 2]);
	last = stem->str[stem->len - 1];
	if (last == 'v' || last == 'z')
		stem->str[stem->len - 1] = last == 'v' ? 'f' : 's';
	return g_string_free(stem, false);
}

/* "hap(er)": a last syllable that may bear no stress. */
static bool
may_be_unstressed(const char *base)
{
	size_t length = strlen(base);

	return ends_in_one(base, length) && base[length - 2] == 'e' &&
	       strchr("lmnr", base[length - 1]) != NULL && has_vowel(base, base + length - 2);
}

/* "herstel", but not "berg". */
static bool
has_prefix(const char *base)
{
	static const char *const PREFIXES[] = {"be", "ge", "her", "ont", "ver"};

	for (size_t i = 0; i < G_N_ELEMENTS(PREFIXES); i++) {
		size_t length = strlen(PREFIXES[i]);

		if (g_str_has_prefix(base, PREFIXES[i]) &&
		    strlen(base) >= length + PREFIX_REST &&
		    has_vowel(base + length, base + strlen(base)))
			return true;
	}
	return false;
}

static void
add_dutch_regular(Inflected *forms, const Verb *verb, const char *base, const char *stem)
{
	bool voiceless = strchr("tkfschpx", base[strlen(base) - 1]) != NULL;
	bool whole = g_str_has_suffix(stem, "t") || g_str_has_suffix(stem, "d");
	g_autofree char *was = g_strconcat(stem, voiceless ? "te" : "de", NULL);
	g_autofree char *were = g_strconcat(was, "n", NULL);

	add_past(forms, verb, was);
	add_past(forms, verb, were);
	add(forms, g_strconcat(verb->particle, has_prefix(base) ? "" : "ge", stem,
		       whole       ? ""
		       : voiceless ? "t"
				   : "d",
		       NULL));
}

static void
add_dutch_stem(Inflected *forms, const Verb *verb, const char *base, bool stressed)
{
	g_autofree char *stem = dutch_stem(base, stressed);

	/* "kraak" is a name before it is what somebody says of herself */
	if (*verb->particle != '\0' || g_str_has_suffix(stem, "t"))
		add_around(forms->all, verb, stem);
	if (!g_str_has_suffix(stem, "t")) {
		g_autofree char *third = g_strconcat(stem, "t", NULL);

		add_around(forms->all, verb, third);
		add_around(forms->finite, verb, third);
	}
	if (verb->count == 1)
		add_dutch_regular(forms, verb, base, stem);
}

/* "vallen", and not "staan": it has an ending of its own. */
static bool
has_ending(const char *infinitive)
{
	return g_str_has_suffix(infinitive, "en") &&
	       has_vowel(infinitive, strrchr(infinitive, 'e'));
}

/* Of "staan", "zien": "staat" and "sta". */
static void
add_dutch_short(Inflected *forms, const Verb *verb)
{
	size_t length = strlen(verb->verb) - strlen("n");
	g_autofree char *third = g_strdup_printf("%.*st", (int)length, verb->verb);
	bool is_long = verb->verb[length - 1] == verb->verb[length - 2];
	g_autofree char *stem = g_strndup(verb->verb, length - is_long);

	add_around(forms->all, verb, stem);
	add_around(forms->all, verb, third);
	add_around(forms->finite, verb, third);
}

static void
dutch_verb(Inflected *forms, const Verb *verb)
{
	g_autofree char *base = dutch_base(verb->verb);

	add_around(forms->all, verb, verb->verb);
	add(forms, g_strconcat(verb->particle, verb->verb, "d", NULL));
	add(forms, g_strconcat(verb->particle, verb->verb, "de", NULL));
	if (*verb->particle != '\0')
		add(forms, g_strconcat(verb->particle, " te ", verb->verb, NULL));
	if (!has_ending(verb->verb))
		add_dutch_short(forms, verb);
	else
		add_dutch_stem(forms, verb, base, true);
	if (may_be_unstressed(base))
		add_dutch_stem(forms, verb, base, false);
	for (unsigned i = 1; i + 1 < verb->count; i++)
		add_past(forms, verb, verb->given[i]);
	if (verb->count > 1)
		add(forms, g_strconcat(verb->particle, verb->given[verb->count - 1], NULL));
}

/* "traag", "trage", "trager"; "slap", "slappe"; "boos", "boze". */
static void
dutch_adjective(Inflected *forms, const char *word)
{
	size_t length = strlen(word);
	g_autoptr(GString) base = g_string_new(word);
	char last = word[length - 1];
	bool is_long = length > 2 && !is_vowel(last) && is_vowel(word[length - 2]) &&
		       word[length - 2] == word[length - 3];

	if (is_long)
		g_string_erase(base, (gssize)length - 2, 1);
	if (last == 'f' || last == 's')
		base->str[base->len - 1] = last == 'f' ? 'v' : 'z';
	else if (ends_in_one(word, length) && !has_vowel(word, word + length - 2))
		g_string_append_c(base, last);
	add(forms, g_strdup(word));
	add(forms, g_strconcat(base->str, "e", NULL));
	add(forms, g_strconcat(base->str, "er", NULL));
	add(forms, g_strconcat(base->str, "ere", NULL));
}

static bool
dutch(const Verb *verb, Inflected *forms)
{
	bool is_verb = has_ending(verb->verb) || verb->count > 1;

	if (strlen(verb->verb) < 3 || (!is_verb && *verb->particle != '\0'))
		return false;
	if (is_verb)
		dutch_verb(forms, verb);
	else
		dutch_adjective(forms, verb->verb);
	return true;
}

/* What stands in front of an ending: "drop" and "p", "carr" and "i", "us" and nothing. */
static char *
english_before(const char *verb, const char *ending)
{
	size_t length = strlen(verb);
	char last = verb[length - 1];

	if (*ending == 's')
		return last == 'y' && !is_vowel(verb[length - 2])
			   ? g_strdup_printf("%.*sie", (int)length - 1, verb)
			   : g_strconcat(verb, strchr("sxzho", last) ? "e" : "", NULL);
	if (last == 'e' && verb[length - 2] != 'e')
		return g_strndup(verb, length - 1);
	if (last == 'y' && *ending == 'e' && !is_vowel(verb[length - 2]))
		return g_strdup_printf("%.*si", (int)length - 1, verb);
	if (strchr("wxy", last) == NULL && ends_in_one(verb, length) &&
	    !has_vowel(verb, verb + length - 2))
		return g_strdup_printf("%s%c", verb, last);
	return g_strdup(verb);
}

/* "cuts *out*" */
static char *
english_form(const char *verb, const char *ending, const char *rest)
{
	g_autofree char *before = english_before(verb, ending);

	return g_strconcat(before, ending, *rest == '\0' ? "" : " ", rest, NULL);
}

static bool
english(const Verb *verb, Inflected *forms)
{
	/* what Dutch has as a particle, in front, is the verb here */
	const char *word = *verb->particle == '\0' ? verb->verb : verb->particle;
	const char *rest = *verb->particle == '\0' ? "" : verb->verb;

	if (strlen(word) < 2)
		return false;
	add(forms, g_strconcat(word, *rest == '\0' ? "" : " ", rest, NULL));
	add(forms, english_form(word, "s", rest));
	add(forms, english_form(word, "ing", rest));
	if (verb->count == 1) {
		add(forms, english_form(word, "ed", rest));
		g_ptr_array_add(forms->past, english_form(word, "ed", rest));
	}
	for (unsigned i = 1; i < verb->count; i++) {
		char *form = g_strconcat(verb->given[i], *rest == '\0' ? "" : " ", rest, NULL);

		add(forms, form);
		if (i == 1)
			g_ptr_array_add(forms->past, g_strdup(form));
	}
	return true;
}

bool
inflect(const char *language, const char *word, Inflected *ret_forms)
{
	static const struct {
		const char *language;
		bool (*inflect)(const Verb *verb, Inflected *forms);
	} LANGUAGES[] = {{"nl", dutch}, {"en", english}};
	g_auto(GStrv) given = g_strsplit(word, "/", GIVEN_MOST);
	const char *blank = given[0] == NULL ? NULL : strchr(given[0], ' ');
	g_autofree char *particle =
	    blank == NULL ? g_strdup("") : g_strndup(given[0], (size_t)(blank - given[0]));
	Verb verb = {
	    given, g_strv_length(given), blank == NULL ? given[0] : blank + 1, particle};
	bool done = false;

	*ret_forms = (Inflected){
	    g_ptr_array_new_with_free_func(g_free),
	    g_ptr_array_new_with_free_func(g_free),
	    g_ptr_array_new_with_free_func(g_free),
	};
	for (size_t i = 0; verb.count > 0 && i < G_N_ELEMENTS(LANGUAGES); i++)
		if (strcmp(LANGUAGES[i].language, language) == 0)
			done = LANGUAGES[i].inflect(&verb, ret_forms);
	return done;
}

void
inflected_clear(Inflected *forms)
{
	g_clear_pointer(&forms->all, g_ptr_array_unref);
	g_clear_pointer(&forms->past, g_ptr_array_unref);
	g_clear_pointer(&forms->finite, g_ptr_array_unref);
}
