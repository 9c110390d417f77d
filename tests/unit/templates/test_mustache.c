/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our own table, and the official tests when the folder that holds them is given as argument (or in MUSTACHE_SPEC).
 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/templates/mustache.h"

static const Mustache *
no_partial(const char *name, void *data)
{
	(void)name;
	(void)data;
	return NULL;
}

/* data: an object of partials by name, parsed as they are asked for and kept in a list. */
typedef struct {
	json_t *texts;
	GHashTable *parsed;
	MustacheEscape escape;
} Partials;

static const Mustache *
partial_of(const char *name, void *data)
{
	Partials *partials = data;
	Mustache *found = g_hash_table_lookup(partials->parsed, name);
	const char *text = json_string_value(json_object_get(partials->texts, name));

	if (found == NULL && text != NULL) {
		found = mustache_parse(text, partials->escape, NULL, NULL);
		assert_non_null(found);
		g_hash_table_insert(partials->parsed, g_strdup(name), found);
	}
	return found;
}

static char *
render(const char *template, json_t *values, json_t *partials, MustacheEscape escape)
{
	g_autoptr(GError) error = NULL;
	unsigned line = 0;
	g_autoptr(Mustache) mustache = mustache_parse(template, escape, &line, &error);
	Partials data = {partials, NULL, escape};
	char *result = NULL;

	if (mustache == NULL)
		return g_strdup_printf("%u: %s", line, error->message);
	data.parsed = g_hash_table_new_full(
	    g_str_hash, g_str_equal, g_free, (GDestroyNotify)mustache_free);
	result = g_string_free(mustache_render(mustache, values, partial_of, &data), FALSE);
	g_hash_table_unref(data.parsed);
	return result;
}

static json_t *
json_of(const char *text)
{
	json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

	if (value == NULL)
		fail_msg("no JSON: %s", text);
	return value;
}

typedef struct {
	const char *name;
	const char *template;
	const char *values;
	const char *expected;
} Case;

static void
check_cases(const Case *cases, size_t n, MustacheEscape escape)
{
	for (size_t i = 0; i < n; i++) {
		json_t *values = json_of(cases[i].values);
		json_t *partials = json_object_get(values, "partials");
		g_autofree char *result = render(cases[i].template, values, partials, escape);

		if (strcmp(result, cases[i].expected) != 0)
			fail_msg("%s: got <%s>, expected <%s>", cases[i].name, result,
			    cases[i].expected);
		json_decref(values);
	}
}

static void
test_plain(void **state)
{
	static const Case cases[] = {
	    {"a value", "Beste {{name}},", "{\"name\": \"Els <b>\"}", "Beste Els <b>,"},
	    {"missing", "[{{name}}]", "{}", "[]"},
	    {"null, list and object are no text", "[{{a}}{{b}}{{c}}]",
		"{\"a\": null, \"b\": [1], \"c\": {\"d\": 1}}", "[]"},
	    {"booleans and numbers", "{{a}} {{b}} {{c}} {{d}}",
		"{\"a\": true, \"b\": false, \"c\": -3, \"d\": 0.1}", "true false -3 0.1"},
	    {"dotted", "{{contact.name}}{{contact.none}}{{none.name}}",
		"{\"contact\": {\"name\": \"Els\"}}", "Els"},
	    {"dotted names do not look further out", "{{#a}}{{b.c}}{{/a}}",
		"{\"a\": {\"b\": {}}, \"b\": {\"c\": \"wrong\"}}", ""},
	    {"the empty string is false", "{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\": \"\"}",
		"no"},
	    {"zero is true", "{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\": 0}", "yes"},
	    {"a list of objects, values from outside", "{{#l}}{{n}}{{x}} {{/l}}",
		"{\"x\": \"!\", \"l\": [{\"n\": 1}, {\"n\": 2}]}", "1! 2! "},
	    {"the element itself", "{{#l}}<{{.}}>{{/l}}", "{\"l\": [\"a\", \"b\"]}", "<a><b>"},
	    {"sections on lines of their own leave no lines", "a\n{{#l}}\n- {{.}}\n{{/l}}\nb\n",
		"{\"l\": [1, 2]}", "a\n- 1\n- 2\nb\n"},
	    {"values are never templates", "{{a}}", "{\"a\": \"{{b}}\", \"b\": 1}", "{{b}}"},
	    {"delimiters", "{{=<% %>=}}<%a%> {{a}}", "{\"a\": 1}", "1 {{a}}"},
	    {"a partial and its indentation", "x\n  {{> p}}\ny",
		"{\"v\": \"1\\n2\", \"partials\": {\"p\": \"a\\n{{v}}\\nb\\n\"}}",
		"x\n  a\n  1\n2\n  b\ny"},
	    {"indentation adds up", " {{> p}}\n",
		"{\"partials\": {\"p\": \" {{> q}}\\n\", \"q\": \"a\\nb\\n\"}}", "  a\n  b\n"},
	    {"a partial within a line is not indented", " {{> p}}{{> p}}\n",
		"{\"partials\": {\"p\": \"a\\nb\"}}", " a\nba\nb\n"},
	    {"no such partial", "[{{> p}}]", "{}", "[]"},
	    {"a section's end in an indented line", "  {{> p}}\n",
		"{\"l\": [1, 2], \"partials\": {\"p\": \"{{#l}}\\n{{.}}\\n{{/l}} .\\n\"}}",
		"  1\n    2\n   .\n"},
	};

	(void)state;
	check_cases(cases, G_N_ELEMENTS(cases), MUSTACHE_PLAIN);
}

#define A "<a class=\"link\" href=\""
#define B "\">"
#define C "</a>"

static void
test_html(void **state)
{
	static const Case cases[] = {
	    {"text", "<p>{{a}}</p>", "{\"a\": \"<b>\\\"'&\"}",
		"<p>&lt;b&gt;&quot;&#39;&amp;</p>"},
	    {"unescaped", "{{{a}}}{{& a}}", "{\"a\": \"<b>\"}", "<b><b>"},
	    {"new lines in text", "<p>{{a}}</p>", "{\"a\": \"1\\n\\n2\"}",
		"<p>1<br>\n<br>\n2</p>"},
	    {"a link", "<a href=\"{{a}}\">{{a}}</a>", "{\"a\": \"https://x/?b&c=d e\"}",
		"<a href=\"https://x/?b&amp;c=d%20e\">https://x/?b&amp;c=d e</a>"},
	    {"addresses in prose", "{{text}}",
		"{\"text\": \"Zie https://x.nl/a_(b)?c&d='e'. (http://y) <HTTPS://Z/\u00e9>\"}",
		"Zie " A "https://x.nl/a_(b)?c&amp;d=&#39;e" B
		"https://x.nl/a_(b)?c&amp;d=&#39;e" C "&#39;. (" A "http://y" B "http://y" C
		") &lt;" A "HTTPS://Z/\u00e9" B "HTTPS://Z/\u00e9" C "&gt;"},
	    {"what is none", "{{text}}",
		"{\"text\": \"javascript:alert(1) xhttps://x https:// https://./ ftp://x\"}",
		"javascript:alert(1) xhttps://x https:// https://./ ftp://x"},
	    {"an address that would leave its quotes", "{{text}}",
		"{\"text\": \"https://x/\\\"onclick=\\\"y\"}",
		A "https://x/" B "https://x/" C "&quot;onclick=&quot;y"},
	    {"of other values none", "{{a}}", "{\"a\": \"https://x\"}", "https://x"},
	    {"a link that would run", "<a href='{{a}}'>", "{\"a\": \"JavaScript:alert(1)\"}",
		"<a href='#'>"},
	    {"one that hides its scheme", "<a href='{{a}}'>",
		"{\"a\": \"java\\tscript:alert(1)\"}", "<a href='#'>"},
	    {"one with blanks before it", "<a href='{{a}}'>",
		"{\"a\": \" javascript:alert(1)\"}", "<a href='#'>"},
	    {"without a scheme", "<a href='{{a}}'>", "{\"a\": \"/a?b=c:d\"}",
		"<a href='/a?b=c:d'>"},
	    {"in a link", "<a HREF = \"https://x/?q={{a}}\">",
		"{\"a\": \"a&b=\\\"c\\n\u00e9\"}",
		"<a HREF = \"https://x/?q=a%26b%3D%22c%0A%C3%A9\">"},
	    {"a second value in a link", "<a href='{{a}}{{a}}'>", "{\"a\": \"tel:1\"}",
		"<a href='tel:1tel%3A1'>"},
	    {"other attributes", "<td width='1' title=\"x {{a}}\" alt='{{a}}'>{{a}}",
		"{\"a\": \"a:'b'\"}",
		"<td width='1' title=\"x a:&#39;b&#39;\" alt='a:&#39;b&#39;'>a:&#39;b&#39;"},
	    {"less than is no tag", "1 < 2 {{a}} <b>", "{\"a\": \"x\\ny\"}",
		"1 < 2 x<br>\ny <b>"},
	    {"a comment for Outlook", "<!--[if mso]><i title='{{a}}'>{{a}}</i><![endif]-->",
		"{\"a\": \"-->\"}", "<!--[if mso]><i title='--&gt;'>--&gt;</i><![endif]-->"},
	    {"behind a style", "<style>a { b: 'c<d' }</style>{{a}}", "{\"a\": \"<\"}",
		"<style>a { b: 'c<d' }</style>&lt;"},
	    {"no controls", "<p>{{a}}</p>", "{\"a\": \"a\\u001b[0m\\r\\n\\tb\"}",
		"<p>a[0m<br>\n\tb</p>"},
	    {"new lines in an attribute", "<a title=\"{{a}}\">{{a}}</a>", "{\"a\": \"1\\n2\"}",
		"<a title=\"1&#10;2\">1<br>\n2</a>"},
	    {"new lines in an element that holds text alone",
		"<textarea name='a'>{{a}}</textarea>{{a}}<title>{{a}}</title>",
		"{\"a\": \"1\\n<\"}",
		"<textarea name='a'>1&#10;&lt;</textarea>1<br>\n&lt;<title>1&#10;&lt;</title>"},
	};

	(void)state;
	check_cases(cases, G_N_ELEMENTS(cases), MUSTACHE_HTML);
}

static void
test_mistakes(void **state)
{
	static const Case cases[] = {
	    {"no end of a tag", "a\nb {{c", "{}", "2: a tag without its end '}}'"},
	    {"no end of a triple", "{{{c}}", "{}", "1: a tag without its end '}}}'"},
	    {"no name", "\n\n{{ }}", "{}", "3: a tag without a name"},
	    {"no end of a section", "\n{{#a}}\n\n", "{}", "2: a section 'a' without its end"},
	    {"a stray end", "{{/a}}", "{}", "1: an end of 'a', which has no beginning"},
	    {"crossed", "{{#a}}\n{{#b}}\n{{/a}}{{/b}}", "{}",
		"3: an end of 'a' in the section 'b' of line 2"},
	    {"delimiters", "{{=<%=}}", "{}", "1: '<%' is no pair of delimiters"},
	    {"three delimiters", "{{=< > |=}}", "{}", "1: '< > |' is no pair of delimiters"},
	};

	(void)state;
	check_cases(cases, G_N_ELEMENTS(cases), MUSTACHE_PLAIN);
}

static void
test_bounds(void **state)
{
	g_autoptr(GString) nested = g_string_new(NULL);
	g_autofree char *refused = NULL;
	g_autofree char *cut = NULL;
	g_autofree char *deep = NULL;
	g_autofree char *wide = NULL;
	json_t *none = json_object();
	json_t *values = json_object();
	json_t *partials = json_of("{\"a\": \"({{> a}})\", \"b\": \"{{> b}}{{> b}}{{> b}}.\"}");

	(void)state;
	for (int i = 0; i < 33; i++)
		g_string_append(nested, "{{#a}}");
	refused = render(nested->str, none, none, MUSTACHE_PLAIN);
	assert_string_equal(refused, "1: more than 32 sections in each other");

	g_string_truncate(nested, 0);
	for (int i = 0; i < 1024 * 1024; i++)
		g_string_append(nested, "\xc3\xa9");
	json_object_set_new(values, "a", json_string(nested->str));
	cut = render("x{{a}}", values, none, MUSTACHE_PLAIN);
	assert_int_equal(strlen(cut), 1024 * 1024 - 1);
	assert_true(g_utf8_validate(cut, -1, NULL));

	deep = render("{{> a}}", none, partials, MUSTACHE_PLAIN);
	assert_string_equal(deep, "(((((((((((((((((((())))))))))))))))))))");
	wide = render("{{> b}}", none, partials, MUSTACHE_PLAIN);
	assert_true(strlen(wide) < 1024 * 1024);
	json_decref(partials);
	json_decref(values);
	json_decref(none);
}

/* Where no escaping would be safe, no value may stand. */
static void
test_places(void **state)
{
	static const Case cases[] = {
	    {"a value without quotes", "<a href={{a}}>", "{}",
		"1: a value in a tag, outside of quotes: 'a'"},
	    {"behind a bare value", "<a b=c\n{{a}}>", "{}",
		"2: a value in a tag, outside of quotes: 'a'"},
	    {"an attribute's name", "<a {{a}}=''>", "{}",
		"1: a value in a tag, outside of quotes: 'a'"},
	    {"a tag's name", "<{{a}}>", "{}", "1: a value in a tag, outside of quotes: 'a'"},
	    {"a style", "<p style='color: {{a}}'>", "{}",
		"1: a value inside of a style or a script: 'a'"},
	    {"a script", "<p onClick=\"x('{{a}}')\">", "{}",
		"1: a value inside of a style or a script: 'a'"},
	    {"a script of its own", "<SCRIPT>\nvar a = '{{a}}';</SCRIPT>", "{}",
		"2: a value inside of a style or a script: 'a'"},
	    {"a style sheet", "<style>{{a}}</style>", "{}",
		"1: a value inside of a style or a script: 'a'"},
	    {"a partial in a tag", "<p\n{{> p}}>", "{}", "2: a partial inside of a tag: 'p'"},
	    {"a tag that does not end", "<p>\n<p", "{}", "2: a tag of HTML without its end"},
	    {"a value that does not end", "<p a='>{{b}}", "{}",
		"1: a tag of HTML without its end"},
	};

	(void)state;
	check_cases(cases, G_N_ELEMENTS(cases), MUSTACHE_HTML);
}

static void
collect_unknown(const MustacheUnknown *unknown, void *data)
{
	GString *text = data;

	g_string_append_printf(
	    text, "%u %s%s; ", unknown->line, unknown->is_partial ? "> " : "", unknown->name);
}

static void
test_check(void **state)
{
	static const Case cases[] = {
	    {"all known", "{{a}}{{b.c}}{{#l}}{{n}}{{a}}{{/l}}{{#a}}{{.}}{{/a}}", "", ""},
	    {"unknown", "{{x}}\n{{b.x}}\n{{n}}", "", "1 x; 2 b.x; 3 n; "},
	    {"within sections that would not be rendered",
		"{{^a}}\n{{x}}{{/a}}{{#x}}{{y}}{{/x}}", "", "2 x; 2 x; 2 y; "},
	    {"a partial that is not there", "\n{{> p}}", "", "2 > p; "},
	};
	json_t *example = json_of("{\"a\": \"1\", \"b\": {\"c\": 1}, \"l\": [{\"n\": 1}]}");

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Mustache) mustache =
		    mustache_parse(cases[i].template, MUSTACHE_PLAIN, NULL, NULL);
		g_autoptr(GString) text = g_string_new(NULL);

		assert_non_null(mustache);
		mustache_check(mustache, example, no_partial, collect_unknown, text);
		if (strcmp(text->str, cases[i].expected) != 0)
			fail_msg("%s: got <%s>", cases[i].name, text->str);
	}
	json_decref(example);
}

/* Who gives another limit is told that it was met, by size and by steps. */
static void
test_within(void **state)
{
	g_autoptr(Mustache) mustache =
	    mustache_parse("{{#l}}\xc3\xa9{{/l}}", MUSTACHE_PLAIN, NULL, NULL);
	MustacheLimit enough = {.most = 6}, little = {.most = 5}, steps = {.most = SIZE_MAX};
	json_t *values = json_of("{\"l\": [1, 2, 3]}"), *many = json_object();
	json_t *list = json_array();
	GString *whole = mustache_render_within(mustache, values, no_partial, NULL, &enough);
	GString *cut = mustache_render_within(mustache, values, no_partial, NULL, &little);
	GString *endless = NULL;

	(void)state;
	assert_false(enough.was_cut);
	assert_true(little.was_cut);
	assert_int_equal(whole->len, 6);
	assert_int_equal(cut->len, 4);
	for (int i = 0; i < 1024 * 1024; i++)
		json_array_append_new(list, json_true());
	json_object_set_new(many, "l", list);
	endless = mustache_render_within(mustache, many, no_partial, NULL, &steps);
	assert_true(steps.was_cut);
	g_string_free(whole, TRUE);
	g_string_free(cut, TRUE);
	g_string_free(endless, TRUE);
	json_decref(values);
	json_decref(many);
}

/* The official tests, https://github.com/mustache/spec: what mustache.h promises. */
static const char *const spec_files[] = {
    "comments", "delimiters", "interpolation", "inverted", "partials", "sections"};

static void
check_spec_test(const char *file, json_t *test)
{
	const char *expected = json_string_value(json_object_get(test, "expected"));
	const char *template = json_string_value(json_object_get(test, "template"));
	g_autofree char *result = render(template, json_object_get(test, "data"),
	    json_object_get(test, "partials"), MUSTACHE_HTML);

	if (strcmp(result, expected) != 0)
		fail_msg("%s, %s: got <%s>, expected <%s>", file,
		    json_string_value(json_object_get(test, "name")), result, expected);
}

static void
test_spec(void **state)
{
	const char *folder = *state;
	size_t done = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(spec_files); i++) {
		g_autofree char *name = g_strconcat(spec_files[i], ".json", NULL);
		g_autofree char *path = g_build_filename(folder, name, NULL);
		json_t *spec = json_load_file(path, 0, NULL);
		json_t *tests = json_object_get(spec, "tests");

		if (json_array_size(tests) == 0)
			fail_msg("%s holds no tests", path);
		for (size_t j = 0; j < json_array_size(tests); j++, done++)
			check_spec_test(spec_files[i], json_array_get(tests, j));
		json_decref(spec);
	}
	print_message("%zu official tests\n", done);
	assert_true(done >= 136);
}

int
main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : g_getenv("MUSTACHE_SPEC");
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain),
	    cmocka_unit_test(test_html),
	    cmocka_unit_test(test_mistakes),
	    cmocka_unit_test(test_bounds),
	    cmocka_unit_test(test_places),
	    cmocka_unit_test(test_check),
	    cmocka_unit_test(test_within),
	};
	const struct CMUnitTest spec[] = {
	    cmocka_unit_test_prestate(test_spec, (void *)folder),
	};
	int failed = cmocka_run_group_tests_name("mustache", tests, NULL, NULL);

	if (folder != NULL)
		failed += cmocka_run_group_tests_name("official tests", spec, NULL, NULL);
	return failed;
}
