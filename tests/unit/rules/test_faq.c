/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "rules/diagnostic.h"
#include "rules/faq.h"

static const char questions[] =
    "- title: {nl: Wachtwoord vergeten, en: Forgotten password}\n"
    "  link: {nl: 'https://desk.example/ww', en: 'https://desk.example/pw'}\n"
    "  words: [wachtwoord  vergeten, c++]\n"
    "- title: Printer drukt niets af\n"
    "  language: nl\n"
    "  text: Zet hem uit en weer aan.\n"
    "  words: printer\n"
    "- title: VPN\n"
    "  text: {nl: Start de VPN., en: Start the VPN.}\n"
    "  patterns: ['(?i)\\bvpn\\b.{0,20}\\bwerkt\\b', tunnel]\n"
    "- title: Altijd\n"
    "  text: a\n"
    "  patterns: '^zz?$'\n"
    "- title: Vierde\n"
    "  text: a\n"
    "  words: [printer]\n"
    "- title: Vijfde\n"
    "  text: a\n"
    "  words: [printer]\n";

static Faq *
load(const char *text, GPtrArray *diagnostics)
{
	g_autofree char *folder = g_dir_make_tmp("faq-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "faq.yaml", NULL);
	const char *const directories[] = {folder, "/no/such/folder", NULL};
	Faq *faq = NULL;

	assert_true(g_file_set_contents(path, text, -1, NULL));
	faq = faq_load(directories, diagnostics);
	g_unlink(path);
	g_rmdir(folder);
	return faq;
}

/* "title: why, ..." Caller owns. */
static char *
find(const Faq *faq, const char *subject, const char *text, const char *language)
{
	g_autoptr(GPtrArray) hits = NULL;
	Message *message = message_new();
	GString *told = g_string_new(NULL);

	g_free(message->subject);
	g_free(message->text);
	message->subject = g_strdup(subject);
	message->text = g_strdup(text);
	hits = faq_find(faq, message, language, NULL);
	for (unsigned i = 0; i < hits->len; i++) {
		const FaqHit *hit = hits->pdata[i];

		g_string_append_printf(
		    told, "%s%s: %s", i == 0 ? "" : ", ", hit->title, hit->why);
	}
	message_free(message);
	return g_string_free(told, FALSE);
}

static void
test_found(void **state)
{
	static const struct {
		const char *subject, *text, *language, *expected;
	} cases[] = {
	    {"Hulp", "Ik ben mijn WACHTWOORD\nvergeten.", "nl",
		"Wachtwoord vergeten: text \"WACHTWOORD vergeten\""},
	    {"wachtwoord vergeten", "x", "en",
		"Forgotten password: subject \"wachtwoord vergeten\""},
	    {"", "Cursus C++?", "nl", "Wachtwoord vergeten: text \"C++\""},
	    {"", "Cursus abc++ en c++x", "nl", ""},
	    {"wachtwoorden vergeten", "mijnwachtwoord vergeten", "nl", ""},
	    {"", "De vpn die werkt niet", "en", "VPN: text \"vpn die werkt\""},
	    {"", "printer", "en", "Vierde: text \"printer\", Vijfde: text \"printer\""},
	    {"", "printer printers", "nl",
		"Printer drukt niets af: text \"printer\", Vierde: text \"printer\", "
		"Vijfde: text \"printer\""},
	    {"tunnel", "printer", "nl",
		"VPN: subject \"tunnel\", Printer drukt niets af: text \"printer\", "
		"Vierde: text \"printer\""},
	    {"", "printer \xe2\x84\xaa wachtwoord vergeten, tunnel", "nl",
		"Wachtwoord vergeten: text \"wachtwoord vergeten\", Printer drukt niets af: "
		"text \"printer\", VPN: text \"tunnel\""},
	    {"z", "", "nl", "Altijd: subject \"z\""},
	    {"", "", "nl", ""},
	};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Faq) faq = load(questions, diagnostics);

	(void)state;
	assert_int_equal(diagnostics->len, 0);
	assert_int_equal(faq_count(faq), 6);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *told =
		    find(faq, cases[i].subject, cases[i].text, cases[i].language);

		assert_string_equal(told, cases[i].expected);
	}
}

static void
test_languages(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Faq) faq = load(questions, diagnostics);
	g_autoptr(GPtrArray) hits = NULL;
	Message *message = message_new();
	const FaqHit *hit = NULL;

	(void)state;
	g_free(message->subject);
	message->subject = g_strdup("c++");
	hits = faq_find(faq, message, "en", NULL);
	hit = hits->pdata[0];
	assert_string_equal(hit->link, "https://desk.example/pw");
	assert_string_equal(hit->text, "");
	message_free(message);
}

static bool
always_late(void *data)
{
	(void)data;
	return true;
}

static void
test_late(void **state)
{
	const PatternWatch watch = {.is_late = always_late};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Faq) faq = load(questions, diagnostics);
	g_autoptr(GPtrArray) hits = NULL;
	Message *message = message_new();
	GString *text = g_string_new(NULL);

	(void)state;
	while (text->len < 60000)
		g_string_append(text, "printers ");
	g_free(message->text);
	message->text = g_string_free(text, FALSE);
	hits = faq_find(faq, message, "nl", &watch);
	assert_int_equal(hits->len, 0);
	message_free(message);
}

static void
test_all(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Faq) faq = load("- {title: {nl: Een, en: One}, words: [een], text: Ja.}\n"
				  "- {title: Two, words: [two], language: en, link: "
				  "'https://kb.example/2'}\n",
	    diagnostics);
	g_autoptr(GPtrArray) dutch = faq_all(faq, "nl");
	g_autoptr(GPtrArray) english = faq_all(faq, "en");
	const FaqHit *hit = NULL;

	(void)state;
	assert_int_equal(dutch->len, 1);
	hit = dutch->pdata[0];
	assert_string_equal(hit->title, "Een");
	assert_string_equal(hit->link, "");
	assert_int_equal(english->len, 2);
	hit = english->pdata[1];
	assert_string_equal(hit->link, "https://kb.example/2");
	assert_string_equal(hit->text, "");
}

static void
test_mistakes(void **state)
{
	static const struct {
		const char *text, *expected; /* behind the folder's name */
	} cases[] = {
	    {"title: a\n", "faq.yaml:1: found a map, expected a list of questions"},
	    {"- {title: a, words: b}\n", "faq.yaml:1: found a question without an answer, "
					 "expected 'text', 'link' or both"},
	    {"- {title: a, text: b}\n", "faq.yaml:1: found a question that no mail asks, "
					"expected 'words', 'patterns' or "
					"both"},
	    {"- title: a\n  link: 'javascript:alert(1)'\n  words: b\n",
		"faq.yaml:2: found 'javascript:alert(1)', expected a link that begins with "
		"https://, http:// or mailto:"},
	    {"- title: a\n  text: b\n  words: ['?!']\n",
		"faq.yaml:3: found '?!', expected words"},
	    {"- title: a\n  text: b\n  patterns: ['a', '(']\n",
		"faq.yaml:3: found '(': missing closing parenthesis at character 2, expected a "
		"pattern"},
	    {"- title: a\n  text: b\n  wrods: c\n",
		"faq.yaml:3: found unknown key 'wrods', expected one of title, text, link, "
		"language, words, patterns; did you mean 'words'?"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autoptr(Faq) faq = load(cases[i].text, diagnostics);
		g_autofree char *text = NULL;

		assert_int_equal(faq_count(faq), 0);
		assert_true(diagnostics->len > 0);
		text = diagnostic_text(diagnostics->pdata[0]);
		if (!g_str_has_suffix(text, cases[i].expected))
			fail_msg("%s", text);
	}
}

static void
test_warnings(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GPtrArray) warnings = diagnostics_new();
	g_autoptr(Faq) faq = load(questions, diagnostics);
	g_autoptr(Faq) slow =
	    load("- {title: a, text: b, patterns: 'printer(a+)+$'}\n", diagnostics);
	g_autofree char *text = NULL;
	g_autofree char *slow_text = NULL;

	(void)state;
	faq_check(faq, warnings);
	assert_int_equal(warnings->len, 1);
	text = diagnostic_text(warnings->pdata[0]);
	assert_non_null(
	    strstr(text, "faq.yaml:11: found a question that every mail is searched"));
	faq_check(slow, warnings);
	assert_int_equal(warnings->len, 2);
	slow_text = diagnostic_text(warnings->pdata[1]);
	assert_non_null(strstr(slow_text, "'printer(a+)+$', which some texts make very slow"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_found),
	    cmocka_unit_test(test_languages),
	    cmocka_unit_test(test_late),
	    cmocka_unit_test(test_all),
	    cmocka_unit_test(test_mistakes),
	    cmocka_unit_test(test_warnings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
