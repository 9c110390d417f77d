/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate template`: which letters can be written, and one of them as it would go out, with sample values. */
#include "gateway/cli/cli.h"

#include <string.h>
#include <sysexits.h>

#include "gateway/letters/compose.h"
#include "gateway/letters/letterhead.h"
#include "gateway/templates/letter_samples.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/text_table.h"
#include "rules/diagnostic.h"

static const char HELP[] =
    "usage: casegate template list [--config FILE] [--json]\n"
    "       casegate template show NAME [--lang LANGUAGE] [--bare] [--html FILE]\n"
    "                              [--config FILE] [--json]\n"
    "\n"
    "  list  the kinds of letters, and in which languages (* marks your own file)\n"
    "  show  one of them, with sample values\n"
    "\n"
    "  --lang LANGUAGE  in this language (default: the desk's)\n"
    "  --bare           with nothing that may be missing, and long words\n"
    "  --html FILE      write its HTML to FILE, to look at in a browser\n";

typedef struct {
	const char *language; /* or NULL */
	const char *html;     /* or NULL */
	bool bare;
	const CliOptions *options; /* foreign */
	Config *config;            /* own */
	Templates *templates;      /* own */
} Run;

static void
run_clear(Run *run)
{
	templates_free(run->templates);
	config_free(run->config);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static int
print(const Run *run, GString *out)
{
	g_autoptr(GBytes) bytes = g_bytes_new(out->str, out->len);

	return cli_print(run->options, bytes);
}

static const char *
purpose_of(const char *name)
{
	const LetterType *letter = letter_types_find(name);

	return letter == NULL ? "one of your own, for rules to name" : letter->occasion;
}

/* "en, nl*". Caller owns. */
static char *
languages_of(const Run *run, const char *name)
{
	g_autoptr(GPtrArray) languages = templates_languages(run->templates);
	GString *list = g_string_new(NULL);

	for (unsigned i = 0; i < languages->len; i++) {
		const char *file = templates_file(run->templates, name, languages->pdata[i]);

		if (file != NULL)
			g_string_append_printf(list, "%s%s%s", list->len == 0 ? "" : ", ",
			    (char *)languages->pdata[i],
			    g_str_has_prefix(file, config_data_directory()) ? "" : "*");
	}
	return g_string_free(list, FALSE);
}

static void
list_for_people(const Run *run, const GPtrArray *names, GString *out)
{
	static const TextTableColumn columns[] = {
	    {.heading = "name"}, {.heading = "in"}, {.heading = "for", .flexible = true}};
	const TextTableStyle style = cli_style();
	g_autoptr(TextTable) table = text_table_new(columns, G_N_ELEMENTS(columns));

	for (unsigned i = 0; i < names->len; i++) {
		g_autofree char *languages = languages_of(run, names->pdata[i]);

		text_table_add(table, (const char *const[]){names->pdata[i], languages,
					  purpose_of(names->pdata[i])});
	}
	text_table_print(table, &style, out);
}

static json_t *
files_json(const Run *run, const char *name)
{
	g_autoptr(GPtrArray) languages = templates_languages(run->templates);
	json_t *files = json_object();

	for (unsigned i = 0; i < languages->len; i++) {
		const char *language = languages->pdata[i];

		json_object_set_new(files, language,
		    json_print_string(templates_file(run->templates, name, language)));
	}
	return files;
}

static json_t *
list_json(const Run *run, const GPtrArray *names)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < names->len; i++)
		json_array_append_new(
		    list, json_pack("{so, so, so}", "name", json_print_string(names->pdata[i]),
			      "for", json_print_string(purpose_of(names->pdata[i])), "files",
			      files_json(run, names->pdata[i])));
	return list;
}

static int
list(const Run *run)
{
	g_autoptr(GPtrArray) names = templates_names(run->templates);
	g_autoptr(GString) out = g_string_new(NULL);

	if (run->options->json)
		json_print(out, list_json(run, names));
	else
		list_for_people(run, names, out);
	return print(run, out);
}

static void
show_for_people(const RenderedLetter *rendered, GString *out)
{
	g_autofree char *subject = sanitize_line(rendered->subject);
	g_autofree char *text = sanitize_text(rendered->text);

	g_string_append_printf(out, "Subject: %s\n\n%s", subject, text);
}

/* Its HTML as a browser shows it by itself, or NULL. Caller owns. */
static char *
page_of(const Run *run, const RenderedLetter *rendered)
{
	g_autofree char *html =
	    rendered->html == NULL ? NULL : compose_html(rendered->html, SAMPLE_TOKEN);

	return html == NULL ? NULL : letterhead_within(run->config, html);
}

static int
show(const Run *run, const char *name)
{
	const char *language = run->language != NULL ? run->language : run->config->language;
	json_t *values = run->bare ? letter_samples_bare_of(name, language)
				   : letter_samples_of(name, language);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_auto(RenderedLetter) rendered = {0};
	g_autofree char *html = NULL;

	json_object_set_new(values, "desk", letterhead_values(run->config));
	letter_samples_set_links(values, run->config->web.url);
	templates_write(run->templates, name, language, values, &rendered);
	html = page_of(run, &rendered);
	if (run->options->json)
		json_print(
		    out, json_pack("{so, so, so, so, so}", "name", json_print_string(name),
			     "subject", json_print_string(rendered.subject), "text",
			     json_print_string(rendered.text), "html", json_print_string(html),
			     "values", json_incref(values)));
	else
		show_for_people(&rendered, out);
	json_decref(values);
	if (run->html == NULL)
		return print(run, out);
	if (rendered.html == NULL)
		g_set_error(&error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING,
		    "'%s' has no HTML in this language", name);
	else if (g_file_set_contents(run->html, html, -1, &error))
		return run->options->json ? print(run, out) : EX_OK;
	return cli_fail(run->options, error);
}

static bool
knows_language(const Run *run, GError **error)
{
	g_autoptr(GPtrArray) languages = templates_languages(run->templates);
	g_autofree char *all = NULL;

	if (run->language == NULL ||
	    g_ptr_array_find_with_equal_func(languages, run->language, g_str_equal, NULL))
		return true;
	g_ptr_array_add(languages, NULL);
	all = g_strjoinv(", ", (char **)languages->pdata);
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING,
	    "there are no letters in '%s'; there are in %s", run->language, all);
	return false;
}

static bool
knows_letter(const Run *run, const char *name, GError **error)
{
	g_autoptr(GPtrArray) names = templates_names(run->templates);
	g_autofree char *meant = NULL;

	if (templates_has(run->templates, name))
		return true;
	g_ptr_array_add(names, NULL);
	meant = arguments_meant(name, (const char *const *)names->pdata, "");
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING, "there is no letter '%s'%s",
	    name, meant);
	return false;
}

/* The configuration was good, so its letters are. */
static bool
load(const CliOptions *options, Run *run)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();

	run->config = cli_config(options);
	if (run->config == NULL)
		return false;
	run->options = options;
	run->templates = config_templates(run->config, diagnostics);
	return true;
}

static bool
take_options(int *argc, char **argv, Run *run, GError **error)
{
	static const char *const known[] = {
	    "config", "state", "json", "lang", "html", "bare", "help", NULL};
	g_autoptr(GError) wrong = NULL;

	arguments_take(argc, argv, "lang", &run->language, &wrong);
	if (wrong == NULL)
		arguments_take(argc, argv, "html", &run->html, &wrong);
	if (wrong == NULL)
		run->bare = arguments_take(argc, argv, "bare", NULL, &wrong);
	if (wrong == NULL)
		arguments_operands(argc, argv, known, &wrong);
	if (wrong == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&wrong));
	return false;
}

/* "list", or "show" and a name. */
static bool
look_at_words(int argc, char **argv, const Run *run, GError **error)
{
	bool lists = argc == 2 && strcmp(argv[1], "list") == 0;
	bool shows = argc == 3 && strcmp(argv[1], "show") == 0;

	if (shows || (lists && run->language == NULL && run->html == NULL && !run->bare))
		return true;
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE,
	    lists ? "list takes none of --lang, --html and --bare"
		  : "say list, or show and a name");
	return false;
}

static int
template_main(int argc, char **argv)
{
	CliOptions options;
	g_autoptr(GError) error = NULL;
	g_auto(Run) run = {0};

	if (!cli_options(&argc, argv, &options, &error) ||
	    !take_options(&argc, argv, &run, &error) ||
	    !look_at_words(argc, argv, &run, &error))
		return cli_fail(&options, error);
	if (!load(&options, &run))
		return EX_CONFIG;
	if (argc == 2)
		return list(&run);
	if (!knows_letter(&run, argv[2], &error) || !knows_language(&run, &error))
		return cli_fail(&options, error);
	return show(&run, argv[2]);
}

const Command command_template = {
    .name = "template",
    .summary = "list the kinds of letters, or show one with sample values",
    .help = HELP,
    .main = template_main,
};
