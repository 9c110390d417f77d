/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/templates/letter_samples.h"
#include "gateway/templates/templates.h"
#include "rules/diagnostic.h"

#define SHIPPED SRCDIR "/data/letters"

static const char *const languages[] = {"nl", "en"};

/* The one letter that goes to a colleague of the desk, not to a customer. */
#define TO_A_COLLEAGUE "forwarded"
/* Those that may belong to no ticket. */
static const char *const without_number[] = {"acknowledgement-early", "details-changed",
    "details-confirm", "forms", "login-code", "register", "status-refused", "mfa-enrolled",
    "mfa-locked", "mfa-reset", "not-you", "step-up-expired", "step-up-wrong", NULL};

/* The names of the customers' letters as shipped, from the folder itself. */
static GPtrArray *
letter_names(const Templates *templates)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GDir *dir = g_dir_open(SHIPPED "/nl", 0, NULL);
	const char *file = NULL;

	assert_non_null(dir);
	while ((file = g_dir_read_name(dir)) != NULL) {
		g_autofree char *name = g_strndup(file, strcspn(file, "."));

		if (g_str_has_suffix(file, ".txt") && templates_has(templates, name) &&
		    !g_str_equal(name, TO_A_COLLEAGUE))
			g_ptr_array_add(names, g_steal_pointer(&name));
	}
	g_dir_close(dir);
	return names;
}

static void
assert_no_mistakes(const GPtrArray *diagnostics)
{
	for (unsigned i = 0; i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[i]);
		print_error("%s\n", text);
	}
	assert_int_equal(diagnostics->len, 0);
}

static Templates *
shipped_for(bool formal)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	Templates *templates = templates_load((const char *const[]){SHIPPED, NULL},
	    &(TemplateStyle){.language = "nl", .formal = formal}, diagnostics);

	assert_no_mistakes(diagnostics);
	return templates;
}

static Templates *
shipped(void)
{
	return shipped_for(false);
}

static bool
is_for_desk(const char *name)
{
	return g_str_has_prefix(name, "notification") || g_str_equal(name, "alarm") ||
	       g_str_equal(name, "mfa-locked-desk");
}

static void
assert_tidy_text(const char *name, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	if (strstr(text, "\n\n\n") != NULL || strstr(text, "{{") != NULL)
		fail_msg("%s has gaps or tags:\n%s", name, text);
	for (char **line = lines; *line != NULL; line++)
		if (g_str_has_suffix(*line, " ") || g_str_has_prefix(*line, " "))
			fail_msg("%s: blanks around <%s>", name, *line);
	if (!is_for_desk(name) && !g_str_has_suffix(text, ",\nServicedesk Voorbeeld\n") &&
	    strstr(text, ",\nServicedesk Voorbeeld\n\nO") ==
		NULL) /* links, or what is quoted */
		fail_msg("%s does not end with the desk's name:\n%s", name, text);
}

static void
check_shipped(const char *name, const json_t *values, const RenderedLetter *rendered)
{
	const char *number = json_string_value(json_object_get(values, "number"));
	bool bears_number =
	    *number != '\0' && !g_strv_contains(without_number, name) && !is_for_desk(name);
	g_autofree char *start = g_strdup_printf("[%s] ", number);

	if (bears_number &&
	    (!g_str_has_prefix(rendered->subject, start) || strlen(rendered->subject) < 15))
		fail_msg("%s: subject <%s>", name, rendered->subject);
	assert_tidy_text(name, rendered->text);
	if (g_str_equal(name, "alarm")) /* which is plain text, for a pager too */
		return;
	assert_non_null(rendered->html);
	if (bears_number)
		assert_non_null(strstr(rendered->html, number));
	if (!is_for_desk(name))
		assert_non_null(strstr(rendered->html, "<br>Servicedesk Voorbeeld</p>"));
	assert_true(g_str_has_suffix(rendered->html, "</body>\n</html>\n"));
}

/* Every shipped letter, with everything known and with as little as there can be. */
static void
test_shipped(void **state)
{
	g_autoptr(Templates) templates = shipped();
	g_autoptr(GPtrArray) names = letter_names(templates);

	(void)state;
	assert_true(names->len >= 20);
	for (unsigned i = 0; i < names->len * 4; i++) {
		const char *name = names->pdata[i / 4];
		g_auto(RenderedLetter) rendered = {0};
		json_t *values = i / 2 % 2 == 0 ? letter_samples_of(name, "nl")
						: letter_samples_bare_of(name, "nl");

		templates_write(templates, name, languages[i % 2], values, &rendered);
		check_shipped(name, values, &rendered);
		json_decref(values);
	}
}

/* One who is addressed formally is so in every letter, and nobody else. */
static void
test_address(void **state)
{
	static const struct {
		bool formal;
		const char *never;
	} CASES[] = {
	    {false, "\\b(u|uw|U|Uw)\\b"}, {true, "\\b(je|jij|jou|jouw|Je|Jij|Jouw)\\b"}};
	json_t *values = letter_samples_all("nl");

	(void)state;
	json_object_set_new(values, "text", json_string("Klaar."));
	json_object_del(values, "overview"); /* which has the words of a state */
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(Templates) templates = shipped_for(CASES[i].formal);
		g_autoptr(GPtrArray) names = letter_names(templates);
		const char *info = templates_state(templates, "nl", "awaiting info");

		assert_string_equal(
		    info, CASES[i].formal ? "wacht op uw antwoord" : "wacht op jouw antwoord");
		json_object_set_new(values, "state", json_string(info));
		for (unsigned j = 0; j < names->len; j++) {
			g_auto(RenderedLetter) rendered = {0};

			if (is_for_desk(names->pdata[j]))
				continue;
			templates_write(templates, names->pdata[j], "nl", values, &rendered);
			if (g_regex_match_simple(CASES[i].never, rendered.subject, 0, 0) ||
			    g_regex_match_simple(CASES[i].never, rendered.text, 0, 0) ||
			    (rendered.html != NULL &&
				g_regex_match_simple(CASES[i].never, rendered.html, 0, 0)))
				fail_msg("%s: %s\n%s", (char *)names->pdata[j],
				    rendered.subject, rendered.text);
		}
	}
	json_decref(values);
}

/* What is seen of the text of a letter where a value was missed. */
static const char *const GAPS[] = {
    "  +[<(,:]",                   /* two blanks where a name would be */
    "\\(\\s*\\)|\\(\\s*[,;]",      /* nothing in brackets */
    "(?m)^\\s*[,;:]|[,;]\\s*[,;]", /* nothing in front of a comma */
    "(?m)[:,] +$",                 /* nothing behind a colon */
};

/* What ends in a colon or heads a table, and has nothing below it. */
static const char *const EMPTY[] = {
    "<td[^>]*>\\s*</td>",
    "<table[^>]*>\\s*</table>",
    "<(p|div|li|ul|b)( [^>]*)?>\\s*</\\1>",
    ":\\s*</p>\\s*<p [^>]*>(Met vriend|Kind)",
    "[:,] +</(p|div|li)>",
    "<(p|div|li)( [^>]*)?>\\s*[,;(]",
};

static void
assert_no(const char *const *patterns, size_t count, const char *name, const char *text)
{
	for (size_t i = 0; text != NULL && i < count; i++)
		if (g_regex_match_simple(patterns[i], text, 0, 0))
			fail_msg("%s has /%s/:\n%s", name, patterns[i], text);
}

/* With nothing in its lists no letter has a box, a heading or a bracket with nothing in it. */
static void
test_nothing_is_no_box(void **state)
{
	g_autoptr(Templates) templates = shipped();
	g_autoptr(GPtrArray) names = letter_names(templates);

	(void)state;
	for (unsigned i = 0; i < names->len * 4; i++) {
		const char *name = names->pdata[i / 4];
		json_t *bare = letter_samples_bare_of(name, languages[i % 2]);
		g_auto(RenderedLetter) rendered = {0};

		json_object_set_new(bare, "known", json_boolean(i / 2 % 2 == 0));
		templates_write(templates, name, languages[i % 2], bare, &rendered);
		assert_no(GAPS, G_N_ELEMENTS(GAPS), name, rendered.text);
		assert_no(GAPS, G_N_ELEMENTS(GAPS), name, rendered.subject);
		assert_no(EMPTY, G_N_ELEMENTS(EMPTY), name, rendered.html);
		json_decref(bare);
	}
}

/* Whether the letter has this anywhere, in each of its forms: one may be plain text alone. */
static bool
says(const RenderedLetter *letter, const char *word)
{
	return strstr(letter->subject, word) != NULL || strstr(letter->text, word) != NULL ||
	       (letter->html != NULL && strstr(letter->html, word) != NULL);
}

/* Nothing that a stranger wrote goes to whoever's address the stranger gave. */
static void
test_strangers(void **state)
{
	static const char *const constant[] = {"acknowledgement-unverified", "ask-text",
	    "details-confirm", "register", "request-confirm", "too-large", "status-refused"};
	g_autoptr(Templates) templates = shipped();
	g_autoptr(GPtrArray) names = letter_names(templates);
	json_t *values =
	    json_pack("{s:s, s:s, s:s, s:{s:s, s:s}, s:b, s:[{s:s, s:s}], s:{s:s}}", "number",
		"CS0001234", "title", "Buy <pills>", "text", "Answer", "contact", "name", "",
		"address", "Buy@pills", "known", 0, "fields", "label", "Buy", "value", "Buy",
		"item", "title", "Buy");

	(void)state;
	for (unsigned i = 0; i < names->len * 2; i++) {
		g_auto(RenderedLetter) rendered = {0};

		templates_write(
		    templates, names->pdata[i / 2], languages[i % 2], values, &rendered);
		if (is_for_desk(names->pdata[i / 2]))
			continue;
		if (says(&rendered, "Buy"))
			fail_msg("%s tells a stranger what a stranger wrote:\n%s\n%s",
			    (char *)names->pdata[i / 2], rendered.subject, rendered.text);
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(constant) * 2; i++) {
		g_auto(RenderedLetter) rendered = {0};

		templates_write(
		    templates, constant[i / 2], languages[i % 2], values, &rendered);
		assert_false(says(&rendered, "Answer\n"));
		assert_false(says(&rendered, ">Answer<"));
	}
	json_decref(values);
}

static void
test_forwarded(void **state)
{
	g_autoptr(Templates) templates = shipped();
	json_t *values = json_pack("{s:s, s:{s:s, s:s}, s:{s:s}}", "title", "Factuur 12",
	    "contact", "name", "Els Bos", "address", "els@klant.example", "desk", "name",
	    "Servicedesk Voorbeeld");

	(void)state;
	for (unsigned i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_auto(RenderedLetter) rendered = {0};

		templates_write(templates, TO_A_COLLEAGUE, languages[i], values, &rendered);
		assert_string_equal(rendered.subject, "Fwd: Factuur 12");
		assert_non_null(strstr(rendered.text, "Els Bos <els@klant.example>"));
	}
	json_decref(values);
}

static void
test_escaping(void **state)
{
	g_autoptr(Templates) templates = shipped();
	g_auto(RenderedLetter) rendered = {0};
	json_t *values = letter_samples_all("nl");

	(void)state;
	json_object_set_new(values, "text", json_string("a < b & \"c\"\n\n- d"));
	json_object_set_new(values, "reject",
	    json_pack("{s:s}", "mailto", "mailto:desk@x?subject=Afwijzen&body=a"));
	letter_samples_set_links(values, NULL);
	json_object_set_new(values, "title", json_string(" Scherm\r\nBcc: x@y\tis  zwart\n"));
	templates_write(templates, "resolution", "nl", values, &rendered);
	assert_string_equal(rendered.subject, "[CS0001234] Opgelost: Scherm Bcc: x@y is zwart");
	assert_non_null(strstr(rendered.text, "\n\na < b & \"c\"\n\n- d\n\n"));
	assert_non_null(
	    strstr(rendered.html, ">\na &lt; b &amp; &quot;c&quot;<br>\n<br>\n- d\n<"));
	assert_non_null(strstr(rendered.text, "\nmailto:desk@x?subject=Afwijzen&body=a\n"));
	assert_non_null(
	    strstr(rendered.html, "href=\"mailto:desk@x?subject=Afwijzen&amp;body=a\""));
	json_decref(values);
}

static void
test_long_title(void **state)
{
	static const struct {
		const char *unit;
		const char *expected_end;
		size_t characters;
	} cases[] = {
	    {"negen tie ", " negen tie…", 120},
	    {"\xc3\xa9", "\xc3\xa9…", 121},
	};
	g_autoptr(Templates) templates = shipped();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(RenderedLetter) rendered = {0};
		GString *title = g_string_new(NULL);
		json_t *values = letter_samples_all("nl");

		while (g_utf8_strlen(title->str, -1) < 500)
			g_string_append(title, cases[i].unit);
		json_object_set_new(values, "title", json_string(title->str));
		templates_write(templates, "acknowledgement", "nl", values, &rendered);
		assert_int_equal(g_utf8_strlen(rendered.subject, -1),
		    strlen("[CS0001234] ") + cases[i].characters);
		assert_true(g_str_has_suffix(rendered.subject, cases[i].expected_end));
		g_string_free(title, TRUE);
		json_decref(values);
	}
}

static void
test_words(void **state)
{
	g_autoptr(Templates) templates = shipped();
	g_autofree char *nl = NULL;
	g_autofree char *en = NULL;
	g_autofree char *unknown = NULL;

	(void)state;
	g_setenv("TZ", "Europe/Amsterdam", true);
	nl = templates_date(templates, "nl", INT64_C(1795561200000));
	en = templates_date(templates, "en", INT64_C(1795561200000));
	unknown = templates_date(templates, "fr", INT64_C(1795561200000));
	assert_string_equal(nl, "woensdag 25 november");
	assert_string_equal(en, "Wednesday 25 November");
	assert_string_equal(unknown, "woensdag 25 november");
	assert_string_equal(
	    templates_state(templates, "nl", "awaiting info"), "wacht op jouw antwoord");
	assert_string_equal(templates_state(templates, "en", "closed"), "closed");
	assert_string_equal(templates_state(templates, "en", "no such state"), "no such state");
	assert_string_equal(templates_answer(templates, "nl", true), "Akkoord");
	assert_string_equal(templates_answer(templates, "en", false), "Reject");
	assert_string_equal(templates_untitled(templates, "nl"), "(geen onderwerp)");
	assert_string_equal(templates_untitled(templates, "en"), "(no subject)");
}

static void
assert_in_manual(const char *manual, const char *name)
{
	if (strstr(manual, name) == NULL)
		fail_msg("casegate-letters(5) does not tell of %s", name);
}

static void
assert_values_in_manual(const char *manual, const char *prefix, json_t *values)
{
	const char *key = NULL;
	json_t *value = NULL;

	json_object_foreach (values, key, value) {
		g_autofree char *name = g_strconcat(prefix, key, NULL);
		g_autofree char *inner = g_strconcat(name, ".", NULL);

		if (!json_is_object(value))
			assert_in_manual(manual, name);
		assert_values_in_manual(manual, json_is_object(value) ? inner : "",
		    json_is_array(value) ? json_array_get(value, 0) : value);
	}
}

/* What the manual says of a letter: "text , close", or "" where it gets nothing of its own. Caller owns. */
static char *
gets_in_manual(const char *manual, const char *letter)
{
	g_autofree char *item = g_strdup_printf("\n.It Cm %s\n", letter);
	const char *begin = strstr(strstr(manual, "\n.It Cm acknowledgement\n"), item);
	const char *gets = NULL;
	const char *next = NULL;

	assert_non_null(begin);
	gets = strstr(begin + 1, "\nGets\n.Cm ");
	next = strstr(begin + 1, "\n.It ");
	if (gets == NULL || (next != NULL && next < gets))
		return g_strdup("");
	gets += strlen("\nGets\n.Cm ");
	return g_strndup(gets, strcspn(gets, "\n") - strlen(" ."));
}

/* The manual tells of every letter and every value, none left out, and of what each gets. */
static void
test_manual(void **state)
{
	g_autoptr(Templates) templates = shipped();
	g_autoptr(GPtrArray) names = letter_names(templates);
	g_autofree char *manual = NULL;
	json_t *example = letter_samples_all("nl");

	(void)state;
	assert_true(g_file_get_contents(SRCDIR "/doc/casegate-letters.5", &manual, NULL, NULL));
	for (unsigned i = 0; i < names->len; i++)
		assert_in_manual(manual, names->pdata[i]);
	for (const LetterType *letter = LETTER_TYPES; letter->name != NULL; letter++) {
		g_auto(GStrv) values = g_strsplit(letter->values, " ", -1);
		g_autofree char *expected = g_strjoinv(" , ", values);
		g_autofree char *text = gets_in_manual(manual, letter->name);

		assert_string_equal(text, expected);
	}
	assert_values_in_manual(manual, "", example);
	json_decref(example);
}

/* Folders of an operator */

static void
write_file(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	assert_int_equal(g_mkdir_with_parents(parent, 0700), 0);
	assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
remove_tree(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name = NULL;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		remove_tree(inner);
	}
	if (dir != NULL)
		g_dir_close(dir);
	assert_int_equal(g_remove(path), 0);
}

static int
make_folder(void **state)
{
	*state = g_dir_make_tmp("letters-XXXXXX", NULL);
	return *state == NULL ? -1 : 0;
}

static int
remove_folder(void **state)
{
	remove_tree(*state);
	g_free(*state);
	return 0;
}

static Templates *
load_over_shipped(const char *folder, GPtrArray *diagnostics)
{
	return templates_load((const char *const[]){SHIPPED, folder, NULL},
	    &(TemplateStyle){.language = "nl"}, diagnostics);
}

static void
test_own_files(void **state)
{
	const char *folder = *state;
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Templates) templates = NULL;
	g_auto(RenderedLetter) answer = {0};
	g_auto(RenderedLetter) closed = {0};
	g_auto(RenderedLetter) german = {0};
	g_auto(RenderedLetter) fallback = {0};
	json_t *values = letter_samples_all("nl");

	write_file(folder, "nl/answer.txt",
	    "\xef\xbb\xbfSubject: {{number}}\r\n\r\n{{text}}\r\n{{> signature}}");
	write_file(folder, "nl/support.txt", "-- {{desk.name}}\n");
	write_file(folder, "nl/closed.html", "<p>Klaar.</p>{{> signature}}");
	write_file(folder, "de/answer.txt", "Subject: {{number}}\n\nHallo {{contact.name}}!\n");
	write_file(folder, "de/words.yaml",
	    "date: '{{weekday}}, {{day}}. {{month}}'\n"
	    "weekdays: [Mo, Di, Mi, Do, Fr, Sa, So]\n"
	    "months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, November, 12]\n"
	    "states: {new: neu, open: offen, awaiting info: wartet, resolved: behoben, closed: "
	    "zu,\n"
	    "  cancelled: storniert, draft: Entwurf, awaiting approval: wartet, in progress: "
	    "in Arbeit,\n"
	    "  fulfilled: fertig, declined: abgelehnt, expired: abgelaufen}\n"
	    "accept: Einverstanden\n"
	    "reject: Ablehnen\n");
	write_file(folder, "nl/answer.txt~", "no letter");
	templates = load_over_shipped(folder, diagnostics);
	assert_no_mistakes(diagnostics);
	assert_false(templates_has(templates, "support"));

	json_object_set_new(values, "signature", json_string("support"));
	json_object_set_new(values, "text", json_string("Kabel vervangen.\n\nSanne"));
	templates_write(templates, "answer", "nl", values, &answer);
	assert_string_equal(answer.subject, "CS0001234");
	assert_string_equal(
	    answer.text, "Kabel vervangen.\n\nSanne\n-- Servicedesk Voorbeeld\n");
	assert_null(answer.html);

	json_object_set_new(values, "signature", json_string("no such partial"));
	templates_write(templates, "closed", "nl", values, &closed);
	assert_true(g_str_has_prefix(closed.html, "<p>Klaar.</p><p"));
	assert_non_null(strstr(closed.html, "groet,<br>Servicedesk Voorbeeld"));
	assert_non_null(strstr(closed.text, "Je melding CS0001234 is afgesloten."));

	templates_write(templates, "answer", "de", values, &german);
	assert_string_equal(german.text, "Hallo Els Bos!\n");
	templates_write(templates, "question", "de", values, &fallback);
	assert_true(g_str_has_prefix(fallback.text, "Beste Els Bos,\n"));
	json_decref(values);
}

/* Between ".Bd" and ".Ed" behind this word. */
static char *
example_in_manual(const char *word)
{
	g_autofree char *manual = NULL;
	const char *begin = NULL;

	assert_true(g_file_get_contents(SRCDIR "/doc/casegate-letters.5", &manual, NULL, NULL));
	begin = strstr(manual, word);
	assert_non_null(begin);
	begin = strstr(begin, "\n.Bd");
	assert_non_null(begin);
	begin = strchr(begin + 1, '\n') + 1;
	return g_strndup(begin, strstr(begin, ".Ed\n") - begin);
}

static void
test_examples_of_the_manual(void **state)
{
	const char *folder = *state;
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Templates) templates = NULL;
	g_auto(RenderedLetter) rendered = {0};
	g_autofree char *letter = example_in_manual(".Pa letters/en/acknowledgement.txt :");
	g_autofree char *signature = example_in_manual(".Pa letters/en/support.txt :");
	json_t *values = letter_samples_all("nl");

	write_file(folder, "en/acknowledgement.txt", letter);
	write_file(folder, "en/support.txt", signature);
	templates = load_over_shipped(folder, diagnostics);
	assert_no_mistakes(diagnostics);
	json_object_set_new(values, "signature", json_string("support"));
	templates_write(templates, "acknowledgement", "en", values, &rendered);
	assert_string_equal(rendered.subject, "[CS0001234] Scherm is zwart na het opstarten");
	assert_string_equal(rendered.text,
	    "Dear Els Bos,\n\n"
	    "Thanks for your mail! It is number CS0001234; by dinsdag 24 november you\n"
	    "will hear from us.\n\n"
	    "Your support team\nServicedesk Voorbeeld, 020 123 45 67\n");
	json_decref(values);
}

static void
test_mistakes(void **state)
{
	static const struct {
		const char *file;
		const char *text;
		const char *expected; /* behind the folder's name */
	} cases[] = {
	    {"nl/answer.txt", "Hallo\n",
		"nl/answer.txt:1: found no subject, expected 'Subject: ...', as this is a "
		"letter"},
	    {"nl/answer.txt", "Subject: a\nHallo\n",
		"nl/answer.txt:2: found text, expected an empty line behind the Subject"},
	    {"nl/answer.txt", "Subject: {{titel}}\n\n",
		"nl/answer.txt:1: found value 'titel', expected a value of letters; did you "
		"mean 'title'?"},
	    {"nl/answer.txt", "Subject: a\n\n\n\n{{contact.nme}}\n",
		"nl/answer.txt:5: found value 'contact.nme', expected a value of letters; did "
		"you mean "
		"'contact.name'?"},
	    {"nl/answer.txt", "Subject: a\n\n{{xxxxxxxxx}}\n",
		"nl/answer.txt:3: found value 'xxxxxxxxx', expected a value of letters, see "
		"casegate-letters(5)"},
	    {"nl/answer.txt", "Subject: a\n\n\n{{#text}}\n",
		"nl/answer.txt:4: found a section 'text' without its end, expected a Mustache "
		"template"},
	    {"nl/answer.txt", "Subject: a\n\n{{> sgnature}}\n",
		"nl/answer.txt:3: found partial 'sgnature', expected the name of a file beside "
		"it that has no "
		"Subject"},
	    {"nl/answer.html", "<p>\n{{txt}}",
		"nl/answer.html:2: found value 'txt', expected a value of letters; did you "
		"mean 'text'?"},
	    {"nl/signature.html", "{{> unknown}}",
		"nl/signature.html:1: found partial 'unknown', expected the name of a file "
		"beside it that has "
		"no Subject"},
	    {"nl/unused.txt", "\n{{label}}",
		"nl/unused.txt:2: found value 'label', expected it only in the section of its "
		"list"},
	    {"nl/answer.txt", "Subject: a\n\n{{close.date}}",
		"nl/answer.txt:3: found value 'close.date', expected a value that 'answer' "
		"gets: "
		"number, title, kind, state, known, desk, contact, signature, greeting, "
		"closing, preheader, text, unsent, quoted"},
	    {"nl/closed.txt", "Subject: a\n\n{{#problems}}{{/problems}}",
		"nl/closed.txt:3: found value 'problems', expected a value that 'closed' gets: "
		"number, title, kind, state, known, desk, contact, signature, greeting, "
		"closing, preheader, text"},
	    {"nl/answer.txt", "Subject: \xff\n",
		"nl/answer.txt: found other bytes, expected at most 256 KiB of UTF-8"},
	    {"de/answer.txt", "Subject: a\n\n",
		"de: found none, expected words.yaml, which names the days and the states"},
	};
	const char *folder = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autoptr(Templates) templates = NULL;
		g_autofree char *expected = g_build_filename(folder, cases[i].expected, NULL);
		g_autofree char *file = g_build_filename(folder, cases[i].file, NULL);
		g_autofree char *text = NULL;

		write_file(folder, cases[i].file, cases[i].text);
		templates = load_over_shipped(folder, diagnostics);
		if (diagnostics->len == 0)
			fail_msg("%s: no mistake", cases[i].expected);
		text = diagnostic_text(diagnostics->pdata[0]);
		assert_string_equal(text, expected);
		assert_int_equal(diagnostics->len, 1);
		assert_int_equal(g_remove(file), 0);
	}
}

static void
test_nothing_there(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Templates) templates =
	    templates_load((const char *const[]){*state, "/no/such/folder", NULL},
		&(TemplateStyle){.language = "nl"}, diagnostics);
	g_autofree char *text = NULL;
	g_autofree char *expected =
	    g_strdup_printf("%s: found no 'acknowledgement', expected LANGUAGE/NAME.txt with a "
			    "Subject for each letter",
		(char *)*state);

	assert_true(diagnostics->len >= 20);
	text = diagnostic_text(diagnostics->pdata[0]);
	assert_string_equal(text, expected);
	assert_false(templates_has(templates, "answer"));
}

/* In sections, in partials, in the mailbox's own signature, in text or HTML. */
static void
test_uses(void **state)
{
	static const char *const names[] = {"next", "close", "accept", "ticket", NULL};
	static const struct {
		const char *name;
		const char *signature;
		bool used[4];
	} rows[] = {
	    {"acknowledgement", NULL, {true, false, false, false}},
	    {"acknowledgement-unverified", NULL, {false, false, false, false}},
	    {"resolution", NULL, {false, true, true, false}},
	    {"acknowledgement-unverified", "until-then", {false, true, false, false}},
	    {"closed", NULL, {true, false, false, false}},
	};
	const char *folder = *state;
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Templates) templates = NULL;

	write_file(folder, "nl/until-then.html", "{{#close}}{{date}}{{/close}}");
	write_file(folder, "nl/closed.txt", "Subject: {{number}}\n\nTot {{next.date}}.\n");
	templates = load_over_shipped(folder, diagnostics);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const TemplateUse letter = {rows[i].name, "nl", rows[i].signature};
		bool used[4] = {true, true, true, true};

		templates_uses(templates, &letter, names, used);
		for (size_t j = 0; j < G_N_ELEMENTS(used); j++)
			if (used[j] != rows[i].used[j])
				fail_msg("row %zu: %s", i, names[j]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_shipped),
	    cmocka_unit_test(test_address),
	    cmocka_unit_test(test_nothing_is_no_box),
	    cmocka_unit_test(test_strangers),
	    cmocka_unit_test(test_forwarded),
	    cmocka_unit_test(test_escaping),
	    cmocka_unit_test(test_long_title),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_manual),
	    cmocka_unit_test_setup_teardown(test_own_files, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(test_uses, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		test_examples_of_the_manual, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(test_mistakes, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(test_nothing_there, make_folder, remove_folder),
	};

	return cmocka_run_group_tests_name("templates", tests, NULL, NULL);
}
