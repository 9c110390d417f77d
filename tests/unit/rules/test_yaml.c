/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "rules/yaml.h"

typedef struct {
	char *name;
	char *text;
	bool loud;
	int64_t count;
	int64_t wait;
	int color;
	GPtrArray *words;
	char *address;
} Sample;

enum { RED = 7, BLUE };

static const YamlChoice colors[] = {{"red", RED}, {"blue", BLUE}, {NULL, 0}};
static const YamlRange to_ten = {1, 10};
static const YamlRange to_hour = {60000, 3600000};
static const YamlField sample_fields[] = {
    {"name", yaml_read_string, offsetof(Sample, name), NULL, true, "what it is called"},
    {"text", yaml_read_text, offsetof(Sample, text), NULL, false, ""},
    {"loud", yaml_read_bool, offsetof(Sample, loud), NULL, false, ""},
    {"count", yaml_read_integer, offsetof(Sample, count), &to_ten, false, ""},
    {"wait", yaml_read_duration, offsetof(Sample, wait), &to_hour, false, ""},
    {"color", yaml_read_choice, offsetof(Sample, color), colors, false, ""},
    {"words", yaml_read_strings, offsetof(Sample, words), NULL, false, ""},
    {"address", yaml_read_address, offsetof(Sample, address), NULL, false, ""},
    {NULL, NULL, 0, NULL, false, NULL},
};

static void
sample_clear(Sample *sample)
{
	g_free(sample->name);
	g_free(sample->text);
	g_free(sample->address);
	if (sample->words != NULL)
		g_ptr_array_unref(sample->words);
	*sample = (Sample){0};
}

/* Every mistake on a line of its own, as a person sees it. */
static char *
all_texts(const GPtrArray *diagnostics)
{
	GString *texts = g_string_new(NULL);

	for (guint i = 0; i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(g_ptr_array_index(diagnostics, i));

		g_string_append_printf(texts, "%s\n", text);
	}
	return g_string_free(texts, FALSE);
}

static char *
read_sample(const char *yaml, Sample *sample)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(YamlDocument) document =
	    yaml_parse("f.yaml", yaml, strlen(yaml), diagnostics);

	if (document != NULL) {
		bool good = yaml_read_map(yaml_top(document), sample_fields, sample);

		assert_true(good || diagnostics->len > 0);
	}
	return all_texts(diagnostics);
}

static void
reads_every_kind(void **state)
{
	Sample sample = {.text = g_strdup("a default")};
	g_autofree char *texts = read_sample("# a comment\n"
					     "name: 'a: b'\n"
					     "text: \"\"\n"
					     "loud: yes\n"
					     "count: 10\n"
					     "wait: 5m\n"
					     "color: blue\n"
					     "words: [one, two]\n"
					     "address: a.b+c@desk.example\n",
	    &sample);

	(void)state;
	assert_string_equal(texts, "");
	assert_string_equal(sample.name, "a: b");
	assert_string_equal(sample.text, "");
	assert_true(sample.loud);
	assert_int_equal(sample.count, 10);
	assert_int_equal(sample.wait, 300000);
	assert_int_equal(sample.color, BLUE);
	assert_int_equal(sample.words->len, 2);
	assert_string_equal(g_ptr_array_index(sample.words, 1), "two");
	assert_string_equal(sample.address, "a.b+c@desk.example");
	sample_clear(&sample);
}

#define LIST_OF_KEYS "one of name, text, loud, count, wait, color, words, address"
#define NOT_YAML "expected well-formed YAML: maps and lists whose lines are indented alike\n"

/* clang-format off */
static const struct {
	const char *name;
	const char *yaml;
	const char *diagnostics;
} wrong[] = {
    {"unknown key, near", "name: a\nadress: x\n",
	"f.yaml:2: found unknown key 'adress', expected " LIST_OF_KEYS "; did you mean 'address'?\n"},
    {"unknown key, far", "name: a\nzebra: x\n",
	"f.yaml:2: found unknown key 'zebra', expected " LIST_OF_KEYS "\n"},
    {"missing key", "\n\nloud: no\n",
	"f.yaml:3: found no 'name', expected 'name' here: what it is called\n"},
    {"key twice", "name: a\nloud: no\nname: b\n",
	"f.yaml:3: found the key 'name' again (first in line 1), expected each key once\n"},
    {"nothing", "name:\n", "f.yaml:1: found nothing, expected a text\n"},
    {"empty", "name: ''\n", "f.yaml:1: found '', expected a text\n"},
    {"list for text", "name: [a]\n", "f.yaml:1: found a list, expected a text\n"},
    {"bool", "name: a\nloud: loud\n", "f.yaml:2: found 'loud', expected yes or no\n"},
    {"integer", "name: a\ncount: 1x\n",
	"f.yaml:2: found '1x', expected a whole number from 1 to 10\n"},
    {"integer too large", "name: a\ncount: 11\n",
	"f.yaml:2: found '11', expected a whole number from 1 to 10\n"},
    {"duration without unit", "name: a\nwait: 10\n",
	"f.yaml:2: found '10', expected a number and one of s, m, h, d, y (as in 10d), from 1m to 1h\n"},
    {"duration too long", "name: a\nwait: 2h\n",
	"f.yaml:2: found '2h', expected a number and one of s, m, h, d, y (as in 10d), from 1m to 1h\n"},
    {"duration beyond numbers", "name: a\nwait: 9999999999999999d\n",
	"f.yaml:2: found '9999999999999999d', expected a number and one of s, m, h, d, y (as in 10d), "
	"from 1m to 1h\n"},
    {"choice", "name: a\ncolor: rde\n",
	"f.yaml:2: found 'rde', expected one of red, blue; did you mean 'red'?\n"},
    {"map for words", "name: a\nwords: {a: b}\n",
	"f.yaml:2: found a map, expected a list of texts, or one text\n"},
    {"nested list", "name: a\nwords:\n - b\n - [c]\n",
	"f.yaml:4: found a list, expected a text\n"},
    {"scalar at the top", "hello", "f.yaml:1: found 'hello', expected a map ('key: value' lines)\n"},
    {"map as key", "name: a\n? {x: y}\n: b\n", "f.yaml:2: found a map, expected a word as key\n"},
    {"tag", "name: !!int 3\n",
	"f.yaml:1: found the tag 'tag:yaml.org,2002:int', expected a value without a tag\n"},
    {"nul", "name: \"a\\0b\"\n", "f.yaml:1: found a NUL character, expected text without it\n"},
    {"circle", "name: a\nwords: &w\n  - *w\n",
	"f.yaml:2: found a list or map that holds itself by an alias, expected no circles\n"},
    {"second document", "name: a\n---\nname: b\n",
	"f.yaml:3: found a second document (after ---), expected one document a file\n"},
    {"tab", "name: a\n\tloud: no\n",
	"f.yaml:2: found something else than YAML (found a tab character that violates "
	"indentation), expected spaces to indent, no tabs\n"},
    {"at sign", "name: @a\n",
	"f.yaml:1: found something else than YAML (found character that cannot start any token), "
	"expected quotes around a value that starts with @, ` or %, and spaces (no tabs) to indent\n"},
    {"escape", "name: \"\\b\"\n\ntext: \"\\s\"\n",
	"f.yaml:3: found something else than YAML (found unknown escape character), "
	"expected single quotes around a text with backslashes: '(?i)\\bprinter\\b'\n"},
    {"unfinished", "name: [a\n",
	"f.yaml:2: found something else than YAML (did not find expected ',' or ']'), " NOT_YAML},
    {"broken UTF-8", "name: a\ntext: \xff\n",
	"f.yaml:2: found something else than YAML (invalid leading UTF-8 octet), " NOT_YAML},
    {"no terminal escapes", "name: a\ncolor: \"\\e[2J\\n\"\n",
	"f.yaml:2: found ' [2J ', expected one of red, blue\n"},
    {"all at once, by line", "loud: x\nwrods: a\ncount: y\n",
	"f.yaml:1: found no 'name', expected 'name' here: what it is called\n"
	"f.yaml:1: found 'x', expected yes or no\n"
	"f.yaml:2: found unknown key 'wrods', expected " LIST_OF_KEYS "; did you mean 'words'?\n"
	"f.yaml:3: found 'y', expected a whole number from 1 to 10\n"},
};
/* clang-format on */

static void
says_what_is_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
		Sample sample = {0};
		g_autofree char *texts = read_sample(wrong[i].yaml, &sample);

		if (strcmp(texts, wrong[i].diagnostics) != 0)
			fail_msg("%s: got\n%sinstead of\n%s", wrong[i].name, texts,
			    wrong[i].diagnostics);
		sample_clear(&sample);
	}
}

static void
refuses_no_address_but_wrong_ones(void **state)
{
	static const struct {
		const char *address;
		bool good;
	} addresses[] = {
	    {"a@b", true},
	    {"sanne.de-wit+x@desk.example", true},
	    {"support+{token}@desk.example", true},
	    {"", false},
	    {"a", false},
	    {"@b", false},
	    {"a@", false},
	    {"a@b@c", false},
	    {"a b@c", false},
	    {".a@c", false},
	    {"a.@c", false},
	    {"a..b@c", false},
	    {"<a@b>", false},
	    {"a@b..c", false},
	    {"a@-b", false},
	    {"a@b-", false},
	    {"a@b,c", false},
	    {"a@b\nc", false},
	    {"\xc3\xa9@b", false},
	    {"0123456789012345678901234567890123456789012345678901234567890123@b", true},
	    {"01234567890123456789012345678901234567890123456789012345678901234@b", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++)
		if (yaml_is_address(addresses[i].address) != addresses[i].good)
			fail_msg("%s", addresses[i].address);
}

static void
finds_the_nearest_word(void **state)
{
	static const char *const words[] = {
	    "mailboxes", "desk", "outgoing", "times", "port", NULL};
	static const struct {
		const char *word;
		const char *nearest;
	} cases[] = {
	    {"mailboxs", "mailboxes"},
	    {"mailbox", "mailboxes"},
	    {"Mailboxes", "mailboxes"},
	    {"dseks", NULL},
	    {"deks", "desk"},
	    {"otugoing", "outgoing"},
	    {"time", "times"},
	    {"prot", "port"},
	    {"x", NULL},
	    {"", NULL},
	    {"mailboxesmailboxesmailboxesmailboxesmailboxes", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		if (g_strcmp0(yaml_nearest(cases[i].word, words), cases[i].nearest) != 0)
			fail_msg("%s: %s", cases[i].word, yaml_nearest(cases[i].word, words));
}

static void
shares_what_an_alias_names(void **state)
{
	static const char yaml[] = "a: &machine [bounce, delayed]\nb: *machine\n";
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(YamlDocument) document = yaml_parse("f", yaml, strlen(yaml), diagnostics);
	const YamlNode *b = yaml_get(yaml_top(document), "b");

	(void)state;
	assert_int_equal(diagnostics->len, 0);
	assert_int_equal(yaml_kind(b), YAML_LIST);
	assert_int_equal(yaml_length(b), 2);
	assert_string_equal(yaml_scalar(yaml_item(b, 1)), "delayed");
	assert_int_equal(yaml_line(b), 1);
	assert_string_equal(yaml_file(b), "f");
	assert_null(yaml_get(yaml_top(document), "c"));
	assert_null(yaml_get(b, "c"));
}

static void
parse_refuses(const char *yaml, const char *diagnostic)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(YamlDocument) document = yaml_parse("f", yaml, strlen(yaml), diagnostics);
	g_autofree char *texts = all_texts(diagnostics);

	assert_null(document);
	assert_string_equal(texts, diagnostic);
}

static void
bounds_depth_and_size(void **state)
{
	g_autoptr(GString) deep = g_string_new(NULL);
	g_autoptr(GString) laughs = g_string_new("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");

	(void)state;
	for (int i = 0; i < 100; i++)
		g_string_append(deep, "- ");
	parse_refuses(deep->str,
	    "f:1: found more lists and maps inside each other, expected at most 64\n");
	for (int i = 1; i < 30; i++)
		g_string_append_printf(laughs, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d]\n", i, i,
		    i - 1, i - 1, i - 1, i - 1);
	parse_refuses(laughs->str,
	    "f:1: found more values (each alias written out), expected at most 1000000\n");
}

static void
opens_files(void **state)
{
	g_autofree char *folder = g_dir_make_tmp("test_yaml_XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "a.yaml", NULL);
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();

	(void)state;
	assert_null(yaml_open(path, diagnostics));
	g_autofree char *texts = all_texts(diagnostics);
	g_autofree char *expected =
	    g_strdup_printf("%s: found nothing there, expected a file to read\n", path);
	assert_string_equal(texts, expected);

	assert_true(g_file_set_contents(path, "# only a comment\n", -1, NULL));
	g_autoptr(YamlDocument) empty = yaml_open(path, diagnostics);
	assert_non_null(empty);
	assert_null(yaml_top(empty));

	assert_true(g_file_set_contents(path, "", 0, NULL));
	g_autoptr(YamlDocument) nothing = yaml_open(path, diagnostics);
	assert_non_null(nothing);
	assert_null(yaml_top(nothing));

	g_autofree char *large = g_strnfill(((gsize)4 << 20) + 1, '#');
	assert_true(g_file_set_contents(path, large, -1, NULL));
	assert_null(yaml_open(path, diagnostics));
	assert_null(yaml_open(folder, diagnostics));
	assert_int_equal(diagnostics->len, 3);
	assert_int_equal(g_unlink(path), 0);
	assert_int_equal(g_rmdir(folder), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_every_kind),
	    cmocka_unit_test(says_what_is_wrong),
	    cmocka_unit_test(refuses_no_address_but_wrong_ones),
	    cmocka_unit_test(finds_the_nearest_word),
	    cmocka_unit_test(shares_what_an_alias_names),
	    cmocka_unit_test(bounds_depth_and_size),
	    cmocka_unit_test(opens_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
