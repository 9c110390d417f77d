/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/util/time_format.h"
#include "gateway/web/page.h"
#include "gateway/web/page_words.h"
#include "rules/diagnostic.h"
#include "tests/unit/remove_tree.h"

#define NOW INT64_C(1795608000000) /* 2026-11-25 12:00 UTC */
#define DATA SRCDIR "/data"
#define LARGEST ((size_t)50 * 1024)

static int
load(void **state)
{
	g_autoptr(GError) error = NULL;

	time_format_use_zone("UTC");
	*state = pages_load(DATA, false, &error);
	if (*state == NULL)
		print_error("%s\n", error->message);
	return *state == NULL ? -1 : 0;
}

static int
unload(void **state)
{
	pages_free(*state);
	return 0;
}

static PageView
view_of(json_t *query)
{
	return (PageView){
	    .language = "en",
	    .desk = "Desk",
	    .agent = "Sanne",
	    .nonce = "NONCE",
	    .now_ms = NOW,
	    .path = "/desk/",
	    .query = query,
	};
}

/* Takes the values. Caller owns. */
static char *
render(const Pages *pages, const char *screen, const PageView *view, json_t *take_values)
{
	g_autoptr(GBytes) page = page_render(pages, screen, view, take_values);
	gsize size = 0;
	const char *bytes = g_bytes_get_data(page, &size);

	json_decref(take_values);
	return g_strndup(bytes, size);
}

static json_t *
json_of(const char *text)
{
	json_error_t error = {0};
	json_t *value = json_loads(text, 0, &error);

	if (value == NULL)
		fail_msg("%s: %s", error.text, text);
	return value;
}

#define HEAD                                                                                 \
	"\"number\": \"CS0000001\", \"kind\": \"case\", \"state\": \"open\", \"title\": %s," \
	"\"category\": %s, \"priority\": \"high\", \"group\": %s, \"agent\": %s,"            \
	"\"reporter\": {\"name\": %s, \"address\": \"els@klant.example\"}, \"account\": %s," \
	"\"changed\": \"2026-11-25T11:00:00Z\", \"waiting\": \"2026-11-25T05:40:00Z\","      \
	"\"answer_due\": \"2026-11-25T15:40:00Z\", \"overdue\": false"

/* A case that has this text wherever people wrote one. */
static json_t *
case_with(const char *told)
{
	json_t *text = json_string(told);
	char *quoted = json_dumps(text, JSON_ENCODE_ANY);
	g_autofree char *head =
	    g_strdup_printf("{" HEAD "}", quoted, quoted, quoted, quoted, quoted, quoted);
	json_t *ticket = json_of(head);
	static const char *const KINDS[] = {
	    "description", "comment", "answer", "question", "note", "change", "letter"};
	json_t *timeline = json_array();

	for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++)
		json_array_append_new(timeline,
		    json_pack("{sI, ss, ss, ss, ss, sI, s[s]}", "id", (json_int_t)i + 1, "time",
			"2026-11-25T10:00:00Z", "author", told, "kind", KINDS[i], "text", told,
			"mail", (json_int_t)i + 1, "cut", told));
	json_object_set_new(ticket, "timeline", timeline);
	json_object_set_new(ticket, "attachments",
	    json_pack("[{si, ss, ss, si, s[s], si}]", "number", 1, "name", told, "type", told,
		"size", 10, "marks", told, "mail", 1));
	json_object_set_new(
	    ticket, "involved", json_pack("[{ss, ss}]", "name", told, "address", told));
	json_object_set_new(ticket, "fields",
	    json_pack("[{ss, ss, ss}]", "name", told, "label", told, "value", told));
	json_object_set_new(ticket, "said",
	    json_pack("{ss, ss, ss}", "kind", "answer", "author", told, "text", told));
	free(quoted);
	json_decref(text);
	return ticket;
}

/* All values of all screens, with this text in them. */
static json_t *
values_with(const char *told)
{
	json_t *ticket = case_with(told);
	json_t *mail = json_pack("{si, ss, ss, ss, ss, ss, ss, s[s], si}", "id", 1, "subject",
	    told, "from", told, "state", "held", "reason", told, "mailbox", told, "ticket",
	    told, "trace", told, "size", 10);
	json_t *contact = json_pack("{ss, ss, ss, s[s], ss, sb}", "name", told, "address", told,
	    "account", told, "aliases", told, "manager", told, "known", 1);
	json_t *letter = json_pack("{si, ss, ss, ss, ss, ss}", "id", 1, "name", told, "subject",
	    told, "recipient", told, "state", "failed", "result", told);
	json_t *list = json_pack("[O, O, O, O]", ticket, mail, contact, letter);
	json_t *show = json_object();
	json_t *values = json_pack("{sO, sO, sO, s{ss}, s[{ss, ss}]}", "list", list, "requests",
	    list, "others", list, "error", "message", told, "agents", "value", told, "about",
	    told);

	json_object_update(show, letter);
	json_object_update(show, contact);
	json_object_update(show, mail);
	json_object_update(show, ticket);
	json_object_set_new(values, "show", show);
	json_object_set_new(values, "status",
	    json_pack("{s{ss, s[s], s{ss, sb}}, s[{ss, ss, ss}]}", "gateway", "trouble", told,
		"wrong", told, "outgoing", "state", told, "working", 1, "mailboxes", "name",
		told, "address", told, "state", told));
	json_object_set_new(values, "preview",
	    json_pack("{ss, ss, s[{ss, ss, ss, ss, ss}]}", "number", told, "unheard", told,
		"letters", "to", told, "address", told, "subject", told, "text", told, "html",
		told));
	json_object_set_new(values, "explain",
	    json_pack("[{ss, ss, ss, s[s]}]", "file", told, "refused", told, "decision", told,
		"trace", told));
	json_object_set_new(
	    values, "mailboxes", json_pack("[{ss, ss}]", "value", told, "about", told));
	json_object_set_new(
	    values, "languages", json_pack("[{ss, ss}]", "value", told, "about", told));
	json_decref(list);
	json_decref(letter);
	json_decref(contact);
	json_decref(mail);
	json_decref(ticket);
	return values;
}

static const char *const SCREENS[] = {"desk-login", "desk-queue", "desk-case",
    "desk-case-newer", "desk-mine", "desk-requests", "desk-held", "desk-mail", "desk-status",
    "desk-search", "desk-new", "desk-contacts", "desk-contact", "desk-letters", "desk-menu",
    "desk-numbers", "desk-preview", "desk-try", "desk-error", "no such screen"};

/* What strangers wrote is text wherever it stands: no tag, no attribute and no link comes of it. */
static void
test_escaping(void **state)
{
	static const char *const VECTORS[] = {
	    "<script>alert(1)</script>",
	    "\"><img src=x onerror=alert(1)>",
	    "' onmouseover='alert(1)",
	    "\" onfocus=\"alert(1)\" autofocus=\"",
	    "javascript:alert(1)",
	    "JaVaScRiPt:alert(1)//",
	    "data:text/html,<script>alert(1)</script>",
	    "</textarea><script>alert(1)</script>",
	    "</title><script>alert(1)</script>",
	    "<svg/onload=alert(1)>",
	    "{{{w.menu.queue}}}<b>{{/groups}}",
	    "&lt;script&gt;alert(1)&lt;/script&gt;<em>",
	    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
	    "https://evil.example/ <a href=https://evil.example/>x</a>",
	    "\xe2\x80\xae<b>gpj.exe",
	    "<a href=\"//evil.example\">",
	    "<style>@import 'https://evil.example'</style>",
	    "<meta http-equiv=refresh content=0;url=//evil.example>",
	    "<base href=//evil.example>",
	    "<form action=//evil.example><button>",
	};
	/* none of these may come of a text */
	static const char *const NEVER[] = {"<script>", "<img", "<svg", "<b>gpj", "<em>",
	    "<style", "<meta http", "<base", "<form action=/", " onerror=alert(1)>",
	    "href=\"javascript", "href=\"JaVa", "href=\"data:", "href=\"https:", "href=\"//",
	    "\" onfocus=\"", "' onmouseover='"};

	for (size_t i = 0; i < G_N_ELEMENTS(VECTORS); i++)
		for (size_t j = 0; j < G_N_ELEMENTS(SCREENS); j++) {
			json_t *query = json_pack("{ss, ss, ss, ss, ss, ss, ss, ss, ss}",
			    "text", VECTORS[i], "s", VECTORS[i], "for", VECTORS[i], "title",
			    VECTORS[i], "tab", VECTORS[i], "files", VECTORS[i], "do",
			    VECTORS[i], "last", VECTORS[i], "name", VECTORS[i]);
			PageView view = view_of(query);
			g_autofree char *page = NULL;

			view.desk = view.agent = view.notice = view.kept_text = VECTORS[i];
			page = render(*state, SCREENS[j], &view, values_with(VECTORS[i]));
			for (size_t k = 0; k < G_N_ELEMENTS(NEVER); k++)
				if (strstr(page, NEVER[k]) != NULL)
					fail_msg("%s with '%s' has '%s'", SCREENS[j],
					    VECTORS[i], NEVER[k]);
			json_decref(query);
		}
}

/* Nothing said, one word that is long, and no value at all: there is a page of it, in each language. */
static void
test_little_and_much(void **state)
{
	static const char LONG[] =
	    "Hottentottententententoonstellingsterreinbeheerdersvereniging";
	static const char *const LANGUAGES[] = {"en", "nl", "xx"};

	for (size_t i = 0; i < G_N_ELEMENTS(SCREENS); i++)
		for (size_t j = 0; j < G_N_ELEMENTS(LANGUAGES); j++) {
			PageView view = view_of(NULL);
			g_autofree char *none = NULL, *empty = NULL, *much = NULL;

			view.language = LANGUAGES[j];
			none = render(*state, SCREENS[i], &view, NULL);
			empty = render(*state, SCREENS[i], &view,
			    json_of("{\"list\": [], \"show\": {}, \"status\": {}}"));
			much = render(*state, SCREENS[i], &view, values_with(LONG));
			assert_non_null(strstr(none, "</html>"));
			assert_non_null(strstr(empty, "</html>"));
			assert_non_null(strstr(much, "</html>"));
			assert_true(strlen(much) < LARGEST);
			assert_null(strstr(much, "style="));
			assert_null(strstr(much, "{{"));
		}
}

/* A letter's page holds what a page may, however long it is and to however many people it goes. */
static void
test_long_letters(void **state)
{
	g_autofree char *text = g_strnfill(400000, 'x');
	PageView view = view_of(NULL);
	json_t *letters = json_array();
	g_autofree char *page = NULL;

	for (int i = 0; i < 30; i++)
		json_array_append_new(letters,
		    json_pack("{ss, ss, ss, ss, ss}", "to", "Els", "address",
			"els@klant.example", "subject", "x", "text", text, "html", text));
	view.path = "/desk/CS0001234/preview";
	page = render(*state, "desk-preview", &view,
	    json_pack("{s{ss, so}}", "preview", "number", "CS0001234", "letters", letters));
	assert_true(strlen(page) < LARGEST);
	assert_non_null(strstr(page, "action=\"/desk/CS0001234\""));
	assert_non_null(strstr(page, " 28<"));
}

static void
test_timeline(void **state)
{
	PageView view = view_of(NULL);
	g_autofree char *page = render(
	    *state, "desk-case", &view, json_pack("{so}", "show", case_with("priority: high")));

	assert_non_null(strstr(page, "<li class=\"desk\" id=\"e3\">"));
	assert_non_null(strstr(page, "Question</span>"));
	assert_non_null(strstr(page, "<li class=\"note\" id=\"e5\">"));
	assert_non_null(strstr(page, "<span>Priority: high</span>"));
	assert_non_null(strstr(page, "name=\"last\" value=\"7\""));
	assert_non_null(strstr(page, "href=\"/desk/CS0000001/file/1\""));
	assert_non_null(
	    strstr(page, "The customer waits 6 h 20 min; an answer is promised before 15:40"));
	assert_non_null(strstr(page, "name=\"nonce\" value=\"NONCE\""));
}

/* Only what is newer than the form stands there, with what was typed. */
static void
test_newer(void **state)
{
	json_t *query = json_of("{\"last\": \"6\", \"do\": \"ask\"}");
	PageView view = view_of(query);
	g_autofree char *page = NULL;

	view.kept_text = "Hello\n</textarea>Els";
	page =
	    render(*state, "desk-case-newer", &view, json_pack("{so}", "show", case_with("x")));
	assert_null(strstr(page, "id=\"e6\""));
	assert_non_null(strstr(page, "id=\"e7\""));
	assert_non_null(strstr(page, ">\nHello&#10;&lt;/textarea&gt;Els</textarea>"));
	assert_non_null(strstr(page, "name=\"do\" value=\"ask\""));
	json_decref(query);
}

/* A long timeline comes in parts; none of it is lost, and each part is a page of a bearable size. */
static void
test_parts(void **state)
{
	g_autofree char *text = g_strnfill(3000, 'x');
	json_t *ticket = case_with("x");
	json_t *timeline = json_array();
	gint64 before = 0;
	int met = 0;

	for (int i = 1; i <= 100; i++)
		json_array_append_new(timeline,
		    json_pack("{si, ss, ss}", "id", i, "kind", "comment", "text", text));
	json_object_set_new(ticket, "timeline", timeline);
	do {
		g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, before);
		json_t *query = json_pack("{ss}", "before", before == 0 ? "" : number);
		PageView view = view_of(query);
		g_autofree char *page =
		    render(*state, "desk-case", &view, json_pack("{sO}", "show", ticket));
		const char *at = page;

		assert_true(strlen(page) < LARGEST);
		while ((at = strstr(at, "<li class=\"\" id=\"e")) != NULL) {
			met++;
			at++;
		}
		at = strstr(page, "?before=");
		before = at == NULL ? 0 : g_ascii_strtoll(at + strlen("?before="), NULL, 10);
		json_decref(query);
	} while (before > 0);
	assert_int_equal(met, 100);
	json_decref(ticket);
}

static void
test_too_large(void **state)
{
	json_t *list = json_array();
	PageView view = view_of(NULL);
	g_autofree char *page = NULL;

	for (int i = 0; i < 5000; i++)
		json_array_append_new(list, case_with("much"));
	page = render(*state, "desk-queue", &view, json_pack("{so}", "list", list));
	assert_non_null(strstr(page, "This page cannot be shown"));
	assert_non_null(strstr(page, "</html>"));
}

static void
test_static(void **state)
{
	const char *type = NULL;

	assert_non_null(pages_static(*state, "casegate.css", &type));
	assert_string_equal(type, "text/css; charset=utf-8");
	assert_non_null(pages_static(*state, "desk.js", &type));
	assert_string_equal(type, "text/javascript; charset=utf-8");
	assert_null(pages_static(*state, "../letters/en/words.yaml", &type));
	assert_null(pages_static(*state, "desk-queue.html", &type));
}

static void
copy(const char *from, const char *to)
{
	const char *const arguments[] = {"cp", "-r", from, to, NULL};

	assert_true(g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL,
	    NULL, NULL, NULL, NULL, NULL));
}

/* A mistake of a file is told with its place. */
static void
test_mistakes(void **state)
{
	static const struct {
		const char *file;
		const char *text;
		const char *said;
	} CASES[] = {
	    {"pages/desk-menu.html", "<p>\n{{#a}}",
		"desk-menu.html:2: a section 'a' without its end"},
	    {"pages/desk-menu.html", "<p>\n{{w.menu.nothing}}",
		"desk-menu:2: found 'w.menu.nothing'"},
	    {"pages/desk-menu.html", "<p>\n\n{{> nothing}}", "desk-menu:3: found 'nothing'"},
	    {"pages/nl/words.yaml", "frame:\n  skip: x\n", "expected frame.work"},
	    {"pages/nl/words.yaml", "frame: [1]\n", "words.yaml:1"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *folder = g_dir_make_tmp("cg-pages-XXXXXX", NULL);
		g_autofree char *file = g_build_filename(folder, CASES[i].file, NULL);
		g_autoptr(GError) error = NULL;

		copy(DATA "/pages", folder);
		copy(DATA "/letters", folder);
		assert_true(g_file_set_contents(file, CASES[i].text, -1, NULL));
		assert_null(pages_load(folder, false, &error));
		if (strstr(error->message, CASES[i].said) == NULL)
			fail_msg("%s: %s", CASES[i].said, error->message);
		remove_tree(folder);
	}
}

/* What a customer cannot be shown is said without anything of the desk's. */
static void
customers_see_no_desk(void **state)
{
	static const char *const MINE[] = {"my-case", "my-request", "my-nothing"};
	PageView view = view_of(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(MINE); i++) {
		g_autofree char *page = render(*state, MINE[i], &view,
		    json_pack("{s{ss}}", "error", "message", "why it is secret"));

		assert_non_null(strstr(page, "not yours"));
		assert_null(strstr(page, "why it is secret"));
		assert_null(strstr(page, "/desk/"));
		assert_null(strstr(page, "<script"));
	}
}

/* As letters do (desk.address), each word in one way only. */
static void
readers_are_addressed(void **state)
{
	static const struct {
		bool formal;
		const char *says, *says_not;
	} CASES[] = {
	    {false, "Je e-mailadres", "Uw e-mail"}, {true, "Uw e-mailadres", "Je e-mail"}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(Pages) pages = pages_load(DATA, CASES[i].formal, NULL);
		PageView view = view_of(NULL);
		g_autofree char *page = NULL;

		assert_non_null(pages);
		view.language = "nl";
		page = render(pages, "my-login", &view, json_object());
		assert_non_null(strstr(page, CASES[i].says));
		assert_null(strstr(page, CASES[i].says_not));
		assert_null(strstr(page, "{{"));
	}
}

/* Words */

/* Appends the templates and the views. */
static char *
all_sources(void)
{
	static const char *const FOLDERS[] = {SRCDIR "/gateway/web", DATA "/pages"};
	GString *all = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(FOLDERS); i++) {
		g_autoptr(GDir) dir = g_dir_open(FOLDERS[i], 0, NULL);
		const char *name = NULL;

		while ((name = g_dir_read_name(dir)) != NULL) {
			g_autofree char *path = g_build_filename(FOLDERS[i], name, NULL);
			g_autofree char *text = NULL;

			if (g_file_get_contents(path, &text, NULL, NULL))
				g_string_append(all, text);
		}
	}
	return g_string_free(all, FALSE);
}

/* Some are looked for by what a command says. */
static bool
is_used(const char *sources, const char *section, const char *name)
{
	static const char *const BY_VALUE[] = {"changes", "mail_states", "letter_states",
	    "apps", "languages", "sees", "done", "my_became", "my_fields", "my_waits",
	    "link_titles", "link_over", "link_done", "link_did", NULL};
	const char *plain = g_str_has_prefix(name, "hint_") ? name + strlen("hint_") : name;
	g_autofree char *in_template = g_strdup_printf("w.%s.%s}}", section, name);
	g_autofree char *in_code = g_strdup_printf("\"%s\"", plain);

	return g_strv_contains(BY_VALUE, section) || strstr(sources, in_template) != NULL ||
	       strstr(sources, in_code) != NULL;
}

/* Each language has the same words, and each word stands somewhere. */
static void
test_words(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	json_t *en = page_words_load(DATA "/pages/en/words.yaml", diagnostics);
	json_t *nl = page_words_load(DATA "/pages/nl/words.yaml", diagnostics);
	g_autofree char *sources = all_sources();
	const char *section = NULL, *name = NULL;
	json_t *texts = NULL, *text = NULL;

	(void)state;
	page_words_compare(en, nl, "nl", diagnostics);
	page_words_compare(nl, en, "en", diagnostics);
	assert_int_equal(diagnostics->len, 0);
	json_object_foreach (en, section, texts) {
		json_object_foreach (texts, name, text) {
			if (!is_used(sources, section, name))
				fail_msg("%s.%s is used nowhere", section, name);
		}
	}
	json_decref(en);
	json_decref(nl);
}

/* The style is the only place of styles, and the script is short. */
static void
test_files(void **state)
{
	g_autofree char *sources = all_sources();
	const char *type = NULL;
	const char *svg = NULL;
	gsize size = 0;
	const char *script = g_bytes_get_data(pages_static(*state, "desk.js", &type), &size);
	int lines = 0;

	for (gsize i = 0; i < size; i++)
		lines += script[i] == '\n';
	assert_true(lines <= 150);
	assert_null(strstr(sources, " style=\"") != NULL ? "an inline style" : NULL);
	assert_null(strstr(sources, " onclick") != NULL ? "an inline script" : NULL);
	assert_null(
	    strstr(sources, "{{text}}") != NULL ? "a text that is searched for links" : NULL);
	/* but for the charts, which gateway/util/svg_chart.h escapes itself */
	svg = strstr(sources, "\n{{{");
	assert_true(g_str_has_prefix(svg, "\n{{{svg}}}\n"));
	assert_null(strstr(svg + 1, "{{{svg") == svg + 1 ? strstr(svg + 4, "{{{") : svg);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(customers_see_no_desk),
	    cmocka_unit_test(readers_are_addressed),
	    cmocka_unit_test(test_escaping),
	    cmocka_unit_test(test_little_and_much),
	    cmocka_unit_test(test_long_letters),
	    cmocka_unit_test(test_timeline),
	    cmocka_unit_test(test_newer),
	    cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_too_large),
	    cmocka_unit_test(test_static),
	    cmocka_unit_test(test_mistakes),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
