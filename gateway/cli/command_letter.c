/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate letter`: which letters there are, and one of them as it would go out, with sample values. */
#include "gateway/commands/command.h"

#include <string.h>
#include <sysexits.h>

#include "gateway/util/arguments.h"
#include "gateway/letters/compose.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/json_print.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/text_table.h"
#include "rules/diagnostic.h"

static const char HELP[] =
    "usage: casegate letter list [--config FILE] [--json]\n"
    "       casegate letter show NAME [--lang LANGUAGE] [--html FILE]\n"
    "                            [--config FILE] [--json]\n"
    "\n"
    "  list  what letters there are, in which languages (* marks a file of your own)\n"
    "  show  one of them, with sample values\n"
    "\n"
    "  --lang LANGUAGE  in this language (default: the desk's)\n"
    "  --html FILE      write its HTML to FILE, to look at in a browser\n";

typedef struct {
	const char *language; /* or NULL */
	const char *html;     /* or NULL */
	bool json;
	Config *config;         /* own */
	Stationery *stationery; /* own */
} Call;

static void
call_clear(Call *call)
{
	stationery_free(call->stationery);
	config_free(call->config);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Call, call_clear)

static int
print(GString *out)
{
	g_autoptr(GBytes) bytes = g_bytes_new(out->str, out->len);

	return command_print("letter", bytes);
}

static const char *
purpose_of(const char *name)
{
	const SampleLetter *letter = sample_letter(name);

	return letter == NULL ? "one of your own, for rules to name" : letter->purpose;
}

/* "en, nl*". Caller owns. */
static char *
languages_of(const Call *call, const char *name)
{
	g_autoptr(GPtrArray) languages = stationery_languages(call->stationery);
	GString *list = g_string_new(NULL);

	for (unsigned i = 0; i < languages->len; i++) {
		const char *file = stationery_file(call->stationery, name, languages->pdata[i]);

		if (file != NULL)
			g_string_append_printf(list, "%s%s%s", list->len == 0 ? "" : ", ",
			    (char *)languages->pdata[i],
			    g_str_has_prefix(file, config_data_directory()) ? "" : "*");
	}
	return g_string_free(list, FALSE);
}

static void
list_for_people(const Call *call, const GPtrArray *names, GString *out)
{
	static const TableColumn columns[] = {
	    {.heading = "name"}, {.heading = "in"}, {.heading = "for", .flexible = true}};
	const TableStyle style = command_style();
	g_autoptr(Table) table = table_new(columns, G_N_ELEMENTS(columns));

	for (unsigned i = 0; i < names->len; i++) {
		g_autofree char *languages = languages_of(call, names->pdata[i]);

		table_add(table, (const char *const[]){
				     names->pdata[i], languages, purpose_of(names->pdata[i])});
	}
	table_print(table, &style, out);
}

static json_t *
files_json(const Call *call, const char *name)
{
	g_autoptr(GPtrArray) languages = stationery_languages(call->stationery);
	json_t *files = json_object();

	for (unsigned i = 0; i < languages->len; i++) {
		const char *file = stationery_file(call->stationery, name, languages->pdata[i]);

		if (file != NULL)
			json_object_set_new(files, languages->pdata[i], json_out_string(file));
	}
	return files;
}

static int
list(const Call *call)
{
	g_autoptr(GPtrArray) names = stationery_names(call->stationery);
	g_autoptr(GString) out = g_string_new(NULL);

	if (!call->json)
		list_for_people(call, names, out);
	for (unsigned i = 0; call->json && i < names->len; i++)
		json_out_print_line(
		    out, json_pack("{so, so, so}", "name", json_out_string(names->pdata[i]),
			     "for", json_out_string(purpose_of(names->pdata[i])), "files",
			     files_json(call, names->pdata[i])));
	return print(out);
}

static void
show_for_people(const Sheet *sheet, GString *out)
{
	g_autofree char *subject = display_line(sheet->subject);
	g_autofree char *text = display_text(sheet->text);

	g_string_append_printf(out, "Subject: %s\n\n%s", subject, text);
}

static int
show(const Call *call, const char *name)
{
	const char *language = call->language != NULL ? call->language : call->config->language;
	json_t *values = sample_values(name, language);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_auto(Sheet) sheet = {0};
	g_autofree char *html = NULL;

	stationery_write(call->stationery, name, language, values, &sheet);
	if (sheet.html != NULL)
		html = compose_html(sheet.html, SAMPLE_TOKEN);
	if (call->json)
		json_out_print(out,
		    json_pack("{so, so, so, so, so}", "name", json_out_string(name), "subject",
			json_out_string(sheet.subject), "text", json_out_string(sheet.text),
			"html", json_out_string(html), "values", json_incref(values)));
	else
		show_for_people(&sheet, out);
	json_decref(values);
	if (call->html == NULL)
		return print(out);
	if (sheet.html == NULL)
		g_set_error(&error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING,
		    "'%s' has no HTML in this language", name);
	else if (g_file_set_contents(call->html, html, -1, &error))
		return call->json ? print(out) : EX_OK;
	return command_fail("letter", error);
}

static bool
knows_language(const Call *call, GError **error)
{
	g_autoptr(GPtrArray) languages = stationery_languages(call->stationery);
	g_autofree char *all = NULL;

	if (call->language == NULL ||
	    g_ptr_array_find_with_equal_func(languages, call->language, g_str_equal, NULL))
		return true;
	g_ptr_array_add(languages, NULL);
	all = g_strjoinv(", ", (char **)languages->pdata);
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING,
	    "there are no letters in '%s'; there are in %s", call->language, all);
	return false;
}

static bool
knows_letter(const Call *call, const char *name, GError **error)
{
	g_autoptr(GPtrArray) names = stationery_names(call->stationery);
	g_autofree char *meant = NULL;

	if (stationery_has(call->stationery, name))
		return true;
	g_ptr_array_add(names, NULL);
	meant = arguments_meant(name, (const char *const *)names->pdata, "");
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING, "there is no letter '%s'%s",
	    name, meant);
	return false;
}

/* The configuration was good, so its letters are. */
static bool
load(const CommandOptions *options, Call *call)
{
	g_autoptr(GPtrArray) mistakes = mistakes_new();

	call->config = command_config(options);
	if (call->config == NULL)
		return false;
	call->json = options->json;
	call->stationery =
	    stationery_load((const char *const *)call->config->letter_directories,
		call->config->language, mistakes);
	return true;
}

static bool
take_options(int *argc, char **argv, Call *call, GError **error)
{
	static const char *const known[] = {
	    "config", "state", "json", "lang", "html", "help", NULL};
	g_autoptr(GError) wrong = NULL;

	arguments_take(argc, argv, "lang", &call->language, &wrong);
	if (wrong == NULL)
		arguments_take(argc, argv, "html", &call->html, &wrong);
	if (wrong == NULL)
		arguments_operands(argc, argv, known, &wrong);
	if (wrong == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&wrong));
	return false;
}

/* "list", or "show" and a name. */
static bool
look_at_words(int argc, char **argv, const Call *call, GError **error)
{
	bool lists = argc == 2 && strcmp(argv[1], "list") == 0;
	bool shows = argc == 3 && strcmp(argv[1], "show") == 0;

	if (shows || (lists && call->language == NULL && call->html == NULL))
		return true;
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE,
	    lists ? "list takes neither --lang nor --html" : "say list, or show and a name");
	return false;
}

static int
letter_main(int argc, char **argv)
{
	CommandOptions options;
	g_autoptr(GError) error = NULL;
	g_auto(Call) call = {0};

	if (!command_options(&argc, argv, &options, &error) ||
	    !take_options(&argc, argv, &call, &error) ||
	    !look_at_words(argc, argv, &call, &error))
		return command_fail("letter", error);
	if (!load(&options, &call))
		return EX_CONFIG;
	if (argc == 2)
		return list(&call);
	if (!knows_letter(&call, argv[2], &error) || !knows_language(&call, &error))
		return command_fail("letter", error);
	return show(&call, argv[2]);
}

const Command command_letter = {
    .name = "letter",
    .summary = "list the letters, or show one with sample values",
    .help = HELP,
    .main = letter_main,
};
