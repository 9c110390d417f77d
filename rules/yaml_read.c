/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading YAML nodes into C by tables. Each reader says every mistake of its node itself and goes on, so that a
 * caller only has to remember whether there was one. Targets are untouched by a value that is not good.
 */
#include "rules/yaml.h"

#include <string.h>

/* A map's keys for people: "one of a, b, c; did you mean 'b'?" */
static char *
one_of(const char *found, const char *const *words)
{
	g_autofree char *list = g_strjoinv(", ", (char **)words);
	const char *near = found != NULL ? yaml_nearest(found, words) : NULL;

	if (words[0] == NULL)
		return g_strdup("none");
	if (near == NULL)
		return g_strdup_printf("one of %s", list);
	return g_strdup_printf("one of %s; did you mean '%s'?", list, near);
}

static const YamlField *
find_field(const YamlField *fields, const char *key, size_t *ret_index)
{
	for (size_t i = 0; key != NULL && fields[i].key != NULL; i++) {
		if (strcmp(fields[i].key, key) != 0)
			continue;
		*ret_index = i;
		return &fields[i];
	}
	return NULL;
}

static bool
say_unknown_key(const YamlNode *key, const YamlField *fields)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	for (const YamlField *field = fields; field->key != NULL; field++)
		g_ptr_array_add(words, (gpointer)field->key);
	g_ptr_array_add(words, NULL);

	g_autofree char *expected = one_of(yaml_scalar(key), (const char *const *)words->pdata);

	if (yaml_scalar(key) != NULL) /* else it was said when the file was parsed */
		yaml_mistake(key, expected, "unknown key '%s'", yaml_scalar(key));
	return false;
}

static bool
check_required(const YamlNode *map, const YamlField *fields, const bool *seen)
{
	bool good = true;

	for (size_t i = 0; fields[i].key != NULL; i++) {
		if (!fields[i].required || seen[i])
			continue;
		g_autofree char *expected =
		    g_strdup_printf("'%s' here: %s", fields[i].key, fields[i].help);

		yaml_mistake(map, expected, "no '%s'", fields[i].key);
		good = false;
	}
	return good;
}

bool
yaml_read_map(const YamlNode *node, const YamlField *fields, void *target)
{
	size_t count = 0;

	if (yaml_kind(node) != YAML_MAP) {
		yaml_mistake_unexpected(node, "a map ('key: value' lines)");
		return false;
	}
	while (fields[count].key != NULL)
		count++;

	g_autofree bool *seen = g_new0(bool, count + 1);
	bool good = true;

	for (size_t i = 0; i < yaml_length(node); i++) {
		const YamlNode *key = yaml_key(node, i);
		size_t index = 0;
		const YamlField *field = find_field(fields, yaml_scalar(key), &index);

		if (field == NULL) {
			good = say_unknown_key(key, fields);
			continue;
		}
		if (seen[index]) /* a key that stands again was said when the file was parsed */
			continue;
		seen[index] = true;
		good &= field->read(
		    yaml_value(node, i), field->extra, (char *)target + field->offset);
	}
	good &= check_required(node, fields, seen);
	return good;
}

bool
yaml_read_section(const YamlNode *node, const void *extra, void *target)
{
	return yaml_read_map(node, extra, target);
}

/* The text of a scalar that is not empty; else NULL, said as a mistake. */
static const char *
need_word(const YamlNode *node, const char *expected)
{
	const char *text = yaml_scalar(node);

	if (text != NULL && *text != '\0')
		return text;
	yaml_mistake_unexpected(node, expected);
	return NULL;
}

static bool
set_string(void *target, const char *text)
{
	char **string = target;

	g_free(*string);
	*string = g_strdup(text);
	return true;
}

bool
yaml_read_string(const YamlNode *node, const void *extra, void *target)
{
	const char *text = need_word(node, "a text");

	(void)extra;
	return text != NULL && set_string(target, text);
}

bool
yaml_read_text(const YamlNode *node, const void *extra, void *target)
{
	(void)extra;
	if (yaml_scalar(node) != NULL)
		return set_string(target, yaml_scalar(node));
	yaml_mistake_unexpected(node, "a text");
	return false;
}

bool
yaml_read_choice(const YamlNode *node, const void *extra, void *target)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	const char *text = yaml_scalar(node);

	for (const YamlChoice *choice = extra; choice->word != NULL; choice++) {
		if (g_strcmp0(choice->word, text) == 0) {
			*(int *)target = choice->value;
			return true;
		}
		g_ptr_array_add(words, (gpointer)choice->word);
	}
	g_ptr_array_add(words, NULL);

	g_autofree char *expected = one_of(text, (const char *const *)words->pdata);

	yaml_mistake_unexpected(node, expected);
	return false;
}

bool
yaml_read_bool(const YamlNode *node, const void *extra, void *target)
{
	static const char *const words[] = {"no", "false", "yes", "true"};

	(void)extra;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (g_strcmp0(yaml_scalar(node), words[i]) != 0)
			continue;
		*(bool *)target = i >= 2;
		return true;
	}
	yaml_mistake_unexpected(node, "yes or no");
	return false;
}

bool
yaml_read_integer(const YamlNode *node, const void *extra, void *target)
{
	static const YamlRange any = {G_MININT64, G_MAXINT64};
	const YamlRange *range = extra != NULL ? extra : &any;
	const char *text = yaml_scalar(node);
	gint64 value = 0;

	if (text != NULL &&
	    g_ascii_string_to_signed(text, 10, range->least, range->most, &value, NULL)) {
		*(int64_t *)target = value;
		return true;
	}
	g_autofree char *limits =
	    g_strdup_printf(" from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
		(gint64)range->least, (gint64)range->most);
	g_autofree char *expected =
	    g_strconcat("a whole number", extra != NULL ? limits : "", NULL);

	yaml_mistake_unexpected(node, expected);
	return false;
}

static const struct {
	char letter;
	int64_t ms;
} units[] = {
    {'y', INT64_C(365) * 86400000},
    {'d', 86400000},
    {'h', 3600000},
    {'m', 60000},
    {'s', 1000},
};

/* In the largest unit that gives a whole number. */
static char *
duration_text(int64_t ms)
{
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (ms >= units[i].ms && ms % units[i].ms == 0)
			return g_strdup_printf("%" G_GINT64_FORMAT "%c",
			    (gint64)(ms / units[i].ms), units[i].letter);
	return g_strdup("0s");
}

static bool
parse_duration(const char *text, int64_t *ret_ms)
{
	g_autofree char *number = NULL;
	gint64 value = 0;

	for (size_t i = 0; text != NULL && *text != '\0' && i < G_N_ELEMENTS(units); i++) {
		if (text[strlen(text) - 1] != units[i].letter)
			continue;
		number = g_strndup(text, strlen(text) - 1);
		if (!g_ascii_string_to_signed(
			number, 10, 0, G_MAXINT64 / units[i].ms, &value, NULL))
			return false;
		*ret_ms = value * units[i].ms;
		return true;
	}
	return false;
}

bool
yaml_read_duration(const YamlNode *node, const void *extra, void *target)
{
	static const YamlRange any = {0, G_MAXINT64};
	const YamlRange *range = extra != NULL ? extra : &any;
	int64_t ms = 0;

	if (parse_duration(yaml_scalar(node), &ms) && ms >= range->least && ms <= range->most) {
		*(int64_t *)target = ms;
		return true;
	}
	g_autofree char *least = duration_text(range->least);
	g_autofree char *most = duration_text(range->most);
	g_autofree char *limits = g_strdup_printf(", from %s to %s", least, most);
	g_autofree char *expected = g_strconcat(
	    "a number and one of s, m, h, d, y (as in 10d)", extra != NULL ? limits : "", NULL);

	yaml_mistake_unexpected(node, expected);
	return false;
}

static bool
add_word(const YamlNode *node, GPtrArray *words)
{
	const char *text = need_word(node, "a text");

	if (text != NULL)
		g_ptr_array_add(words, g_strdup(text));
	return text != NULL;
}

bool
yaml_read_strings(const YamlNode *node, const void *extra, void *target)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	GPtrArray **strings = target;
	bool good = true;

	(void)extra;
	if (yaml_kind(node) == YAML_MAP) {
		yaml_mistake_unexpected(node, "a list of texts, or one text");
		return false;
	}
	if (yaml_kind(node) == YAML_SCALAR)
		good = add_word(node, words);
	for (size_t i = 0; i < yaml_length(node); i++)
		good &= add_word(yaml_item(node, i), words);
	if (!good)
		return false;
	if (*strings != NULL)
		g_ptr_array_unref(*strings);
	*strings = g_steal_pointer(&words);
	return true;
}

/* A dot-atom of RFC 5322. */
static bool
is_local_part(const char *text, size_t length)
{
	static const char others[] = "!#$%&'*+-/=?^_`{|}~.";

	if (length == 0 || length > 64 || text[0] == '.' || text[length - 1] == '.')
		return false;
	for (size_t i = 0; i < length; i++) {
		if (!g_ascii_isalnum(text[i]) && strchr(others, text[i]) == NULL)
			return false;
		if (text[i] == '.' && text[i + 1] == '.')
			return false;
	}
	return true;
}

bool
yaml_is_domain(const char *text)
{
	g_auto(GStrv) labels = g_strsplit(text, ".", -1);

	if (strlen(text) > 253 || *text == '\0')
		return false;
	for (size_t i = 0; labels[i] != NULL; i++) {
		size_t length = strlen(labels[i]);

		if (length == 0 || length > 63 || labels[i][0] == '-' ||
		    labels[i][length - 1] == '-')
			return false;
		for (size_t k = 0; k < length; k++)
			if (!g_ascii_isalnum(labels[i][k]) && labels[i][k] != '-')
				return false;
	}
	return true;
}

bool
yaml_is_address(const char *text)
{
	const char *at = strchr(text, '@');

	return at != NULL && strlen(text) <= 254 && is_local_part(text, (size_t)(at - text)) &&
	       yaml_is_domain(at + 1);
}

bool
yaml_read_address(const YamlNode *node, const void *extra, void *target)
{
	const char *text = yaml_scalar(node);

	(void)extra;
	if (text != NULL && yaml_is_address(text))
		return set_string(target, text);
	yaml_mistake_unexpected(node, "one mail address (name@domain, nothing around it)");
	return false;
}
