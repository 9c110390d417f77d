/* SPDX-License-Identifier: Apache-2.0 */
/* The files of words: what an operator may write, and that the shipped ones do not contradict themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "rules/answers.h"
#include "rules/diagnostic.h"

static Answers *
load_text(const char *text, GPtrArray *diagnostics)
{
	g_autofree char *folder = g_dir_make_tmp("answers-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "nl.yaml", NULL);
	const char *const directories[] = {SRCDIR "/data/answers", folder, NULL};
	Answers *answers;

	assert_true(g_file_set_contents(path, text, -1, NULL));
	answers = answers_load(directories, diagnostics);
	g_unlink(path);
	g_rmdir(folder);
	return answers;
}

static AnswerKind
kind_of(const Answers *answers, const char *text)
{
	g_autoptr(Message) message = message_new();
	Answer answer = {0};
	AnswerKind kind;

	g_free(message->text);
	message->text = g_strdup(text);
	answer_read(answers, message, false, &answer);
	kind = answer.kind;
	answer_clear(&answer);
	return kind;
}

/* A file of the operator's adds to the shipped one of its language, or replaces it where it says so; the others stay. */
static void
test_own_file(void **state)
{
	static const struct {
		const char *text;
		AnswerKind shipped; /* of a word of the shipped file */
	} ROWS[] = {
	    {"accept: [vooruit]\nnegate: niet\n", ANSWER_ACCEPT},
	    {"replace: no\naccept: [vooruit]\n", ANSWER_ACCEPT},
	    {"replace: yes\naccept: [vooruit]\nnegate: niet\n", ANSWER_REMARK},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autoptr(Answers) answers = load_text(ROWS[i].text, diagnostics);

		assert_int_equal(diagnostics->len, 0);
		assert_int_equal(kind_of(answers, "Vooruit!"), ANSWER_ACCEPT);
		assert_int_equal(kind_of(answers, "Niet vooruit"), ANSWER_REJECT);
		assert_int_equal(kind_of(answers, "Akkoord"), ROWS[i].shipped);
		assert_int_equal(kind_of(answers, "Accepted"), ANSWER_ACCEPT);
	}
}

static CaseLabel
label_of(const Answers *answers, const char *label)
{
	const FormContext context = {.quoted = false};
	g_autofree char *line = g_strdup_printf("%s: x", label);
	g_autoptr(GPtrArray) fields = form_read(answers_labels(answers), line, &context);

	return fields->len == 0 ? LABEL_COUNT
				: (CaseLabel)((const FormField *)fields->pdata[0])->question;
}

/* What may mean one thing only means what the operator's own file says. */
static void
test_own_comes_first(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Answers) answers = load_text(
	    "called: [Vlaams, Engels]\nlabels: {account: [Categorie]}\n", diagnostics);

	(void)state;
	assert_int_equal(diagnostics->len, 0);
	assert_string_equal(answers_called(answers, "nl"), "Vlaams");
	assert_string_equal(answers_language(answers, "engels"), "nl");
	assert_string_equal(answers_language(answers, "nederlands"), "nl");
	assert_int_equal(label_of(answers, "Categorie"), LABEL_ACCOUNT);
	assert_int_equal(label_of(answers, "Soort"), LABEL_COUNT);
}

static void
test_mistakes(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} rows[] = {
	    {"acept: [x]", "accept"},
	    {"accept: {x: y}", "nl.yaml:1"},
	    {"accept: ['!']", "which has none"},
	    {"[accept]", "a map"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autofree char *said = NULL;

		answers_free(load_text(rows[i].text, diagnostics));
		if (diagnostics->len > 0)
			said = diagnostic_text(diagnostics->pdata[0]);
		if (diagnostics->len != 1 || strstr(said, rows[i].said) == NULL)
			fail_msg("%s: %u mistakes, %s", rows[i].text, diagnostics->len, said);
	}
}

static void
test_labels(void **state)
{
	static const struct {
		const char *label;
		CaseLabel expected;
	} CASES[] = {
	    {"Categorie", LABEL_CATEGORY},
	    {"CATEGORY", LABEL_CATEGORY},
	    {"Account", LABEL_ACCOUNT},
	    {"betrokken  personen", LABEL_PEOPLE},
	    {"People involved", LABEL_PEOPLE},
	    {"On behalf of", LABEL_BEHALF},
	    {"Namens", LABEL_BEHALF},
	    {"Naam", LABEL_COUNT},
	    {"", LABEL_COUNT},
	};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Answers) answers =
	    load_text("replace: yes\nlabels: {category: [Soort, Naam van]}\n", diagnostics);
	g_autoptr(Answers) shipped = NULL;
	const char *const directories[] = {SRCDIR "/data/answers", NULL};

	(void)state;
	assert_int_equal(diagnostics->len, 0);
	assert_int_equal(label_of(answers, "naam van"), LABEL_CATEGORY);
	assert_int_equal(label_of(answers, "Rubriek"), LABEL_COUNT);
	shipped = answers_load(directories, diagnostics);
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
		if (label_of(shipped, CASES[i].label) != CASES[i].expected)
			fail_msg("%s", CASES[i].label);
}

static void
test_first_line(void **state)
{
	static const struct {
		const char *text, *line;
	} CASES[] = {
	    {"Mijn scherm is zwart.\nEn nu?", "Mijn scherm is zwart."},
	    {"Beste servicedesk,\n\n  Scherm zwart\n", "Scherm zwart"},
	    {"Hallo", NULL},
	    {"Hoi allemaal\nscherm zwart", "scherm zwart"},
	    {"Hallo, mijn scherm is zwart", "Hallo, mijn scherm is zwart"},
	    {"Dear team,\n\nCategory: Network\nNo wifi", "No wifi"},
	    {"Categorie: Netwerk\n", NULL},
	    {"Reden: geen wifi", "Reden: geen wifi"},
	    {"Met vriendelijke groet,\nEls Bos", NULL},
	    {"Goedemorgen,\n\nMet vriendelijke groet,\nEls Bos", NULL},
	    {"--\n...\n?", NULL},
	    {"", NULL},
	};
	const char *const directories[] = {SRCDIR "/data/answers", NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Answers) answers = answers_load(directories, diagnostics);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *line = answers_first_line(answers, CASES[i].text);

		if (g_strcmp0(line, CASES[i].line) != 0)
			fail_msg("'%s': '%s'", CASES[i].text, line);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_own_file),
	    cmocka_unit_test(test_own_comes_first),
	    cmocka_unit_test(test_mistakes),
	    cmocka_unit_test(test_labels),
	    cmocka_unit_test(test_first_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
