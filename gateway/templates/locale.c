/* SPDX-License-Identifier: Apache-2.0 */
/* Reads words.yaml by one table; a date is a small template of its own. */
#include "gateway/templates/locale.h"

#include <string.h>

#include "gateway/templates/mustache.h"
#include "rules/yaml.h"
#include "spool/ticket_state.h"

#define WEEKDAYS 7
#define MONTHS 12

/* A word of a section: what casegate calls it. Its place in the table is its place in the locale. */
typedef struct {
	const char *name;
	const char *what; /* for who mistakes it */
} Word;

static const Word NOTICES[] = {
    {"new case", "somebody opened a case"},
    {"request", "a request is to be worked on"},
    {"reply", "somebody wrote on a ticket"},
    {"accept", "a solution was accepted"},
    {"reject", "a solution was rejected"},
    {"withdrawn", "a request that was in progress was withdrawn"},
    {"undelivered", "a letter to a customer came back"},
    {"held mail", "a mail waits for a person"},
    {"assigned", "the ticket is this agent's now"},
    {"moved", "the ticket is this group's now"},
    {"act", "another agent did something to this agent's ticket"},
    {"approved", "a request was approved and is to be worked on"},
    {"loop", "automatic answers to a machine were stopped"},
    {0},
};

static const Word COMMANDS[] = {
    {"resolve", "proposes a solution"},
    {"ask", "asks the customer"},
    {"note", "writes to the desk only"},
    {"assign", "takes the ticket, or gives it to another agent"},
    {"close", "closes it without asking"},
    {"cancel", "cancels it"},
    {"reopen", "opens it again"},
    {"fulfil", "a request is done"},
    {"decline", "a request is refused"},
    {"release", "lets a held mail through"},
    {0},
};

struct Locale {
	char *date;                             /* own */
	Mustache *date_layout;                  /* own */
	GPtrArray *weekdays;                    /* own; from Monday */
	GPtrArray *months;                      /* own */
	char *states[TICKET_STATES];            /* own */
	char *accept;                           /* own */
	char *reject;                           /* own */
	char *untitled;                         /* own; or NULL */
	char *desk_states[TICKET_STATES];       /* own; the same, to the desk's own people */
	char *notices[G_N_ELEMENTS(NOTICES)];   /* own; in the order of NOTICES */
	char *commands[G_N_ELEMENTS(COMMANDS)]; /* own; in the order of COMMANDS */
};

/* extra: the words of the section, ended by one without a name. target: an array of char *. */
static bool
read_words(const YamlNode *node, const void *extra, void *target)
{
	const Word *words = extra;
	g_autoptr(GArray) section = g_array_new(TRUE, FALSE, sizeof(YamlField));

	for (size_t i = 0; words[i].name != NULL; i++) {
		const YamlField field = {
		    .key = words[i].name,
		    .read = yaml_read_string,
		    .offset = i * sizeof(char *),
		    .required = true,
		    .help = words[i].what,
		};

		g_array_append_val(section, field);
	}
	return yaml_read_section(node, section->data, target);
}

/* The same with what each state is called. */
static bool
read_states(const YamlNode *node, const void *extra, void *target)
{
	Word words[TICKET_STATES + 1] = {0};

	(void)extra;
	for (TicketState state = 0; state < TICKET_STATES; state++)
		words[state] = (Word){ticket_state_name(state), ticket_state_meaning(state)};
	return read_words(node, words, target);
}

/* extra: how many there must be. */
static bool
read_names(const YamlNode *node, const void *extra, void *target)
{
	unsigned wanted = GPOINTER_TO_UINT(extra);
	g_autofree char *expected = NULL;

	if (!yaml_read_strings(node, NULL, target))
		return false;
	if (yaml_kind(node) == YAML_LIST && yaml_length(node) == wanted)
		return true;
	expected = g_strdup_printf("a list of %u", wanted);
	yaml_mistake(node, expected, "%zu",
	    yaml_kind(node) == YAML_LIST ? yaml_length(node) : (size_t)1);
	return false;
}

static const YamlField desk_fields[] = {
    {"states", read_states, offsetof(Locale, desk_states), NULL, true,
	"what the states of tickets are called"},
    {"notices", read_words, offsetof(Locale, notices), NOTICES, true,
	"what a notification is about"},
    {"commands", read_words, offsetof(Locale, commands), COMMANDS, true,
	"what the commands of a notification do"},
    {0},
};

#define FIELD(name, reader, member, more, what)                                  \
	{                                                                        \
		.key = name, .read = reader, .offset = offsetof(Locale, member), \
		.extra = more, .required = true, .help = what                    \
	}
static const YamlField fields[] = {
    FIELD("date", yaml_read_string, date, NULL,
	"a date, of {{weekday}}, {{day}}, {{month}}, {{year}}"),
    FIELD("weekdays", read_names, weekdays, GUINT_TO_POINTER(WEEKDAYS), "from Monday"),
    FIELD("months", read_names, months, GUINT_TO_POINTER(MONTHS), "from January"),
    FIELD("states", read_states, states, NULL, "what the states of tickets are called"),
    FIELD("accept", yaml_read_string, accept, NULL,
	"the word that a prepared acceptance begins with"),
    FIELD("reject", yaml_read_string, reject, NULL,
	"the word that a prepared rejection begins with"),
    {.key = "untitled",
	.read = yaml_read_string,
	.offset = offsetof(Locale, untitled),
	.help = "the title of what came without a subject and without a text"},
    {.key = "desk",
	.read = yaml_read_section,
	.extra = desk_fields,
	.help = "words for the desk's own people"},
    {0},
};
#undef FIELD

typedef struct {
	const YamlNode *node;
	bool good;
} DateCheck;

static const Mustache *
no_partial(const char *name, void *data)
{
	(void)name;
	(void)data;
	return NULL;
}

static void
tell_unknown(const MustacheUnknown *unknown, void *data)
{
	DateCheck *check = data;

	yaml_mistake(check->node, "weekday, day, month, year", "'%s' in a date", unknown->name);
	check->good = false;
}

static bool
parse_date(Locale *locale, const YamlNode *node)
{
	g_autoptr(GError) error = NULL;
	DateCheck check = {node, true};
	json_t *example = NULL;

	locale->date_layout = mustache_parse(locale->date, MUSTACHE_PLAIN, NULL, &error);
	if (locale->date_layout == NULL) {
		yaml_mistake(
		    node, "a date like '{{weekday}} {{day}} {{month}}'", "%s", error->message);
		return false;
	}
	example =
	    json_pack("{s:s, s:i, s:s, s:i}", "weekday", "", "day", 1, "month", "", "year", 1);
	mustache_check(locale->date_layout, example, no_partial, tell_unknown, &check);
	json_decref(example);
	return check.good;
}

Locale *
locale_load(const char *path, GPtrArray *diagnostics)
{
	g_autoptr(YamlDocument) document = yaml_open(path, diagnostics);
	g_autoptr(Locale) locale = g_new0(Locale, 1);
	const YamlNode *top = document == NULL ? NULL : yaml_top(document);

	if (top == NULL) {
		if (document != NULL)
			diagnostics_add_file(diagnostics, path, "words", "nothing");
		return NULL;
	}
	if (!yaml_read_map(top, fields, locale) || !parse_date(locale, yaml_get(top, "date")))
		return NULL;
	return g_steal_pointer(&locale);
}

static void
free_words(char **words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		g_free(words[i]);
}

void
locale_free(Locale *locale)
{
	if (locale == NULL)
		return;
	g_free(locale->date);
	mustache_free(locale->date_layout);
	g_clear_pointer(&locale->weekdays, g_ptr_array_unref);
	g_clear_pointer(&locale->months, g_ptr_array_unref);
	free_words(locale->states, G_N_ELEMENTS(locale->states));
	free_words(locale->desk_states, G_N_ELEMENTS(locale->desk_states));
	free_words(locale->notices, G_N_ELEMENTS(locale->notices));
	free_words(locale->commands, G_N_ELEMENTS(locale->commands));
	g_free(locale->accept);
	g_free(locale->reject);
	g_free(locale->untitled);
	g_free(locale);
}

char *
locale_date(const Locale *locale, int64_t at_ms)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(at_ms / 1000);
	json_t *values = NULL;
	GString *date = NULL;

	if (at == NULL)
		return g_strdup("");
	values = json_pack("{s:s, s:i, s:s, s:i}", "weekday",
	    (char *)locale->weekdays->pdata[g_date_time_get_day_of_week(at) - 1], "day",
	    g_date_time_get_day_of_month(at), "month",
	    (char *)locale->months->pdata[g_date_time_get_month(at) - 1], "year",
	    g_date_time_get_year(at));
	date = mustache_render(locale->date_layout, values, no_partial, NULL);
	json_decref(values);
	return g_string_free(date, FALSE);
}

/* What the table says for this name; the name itself where it says nothing. */
static const char *
find_word(const Word *table, char *const *words, const char *name)
{
	for (size_t i = 0; table[i].name != NULL; i++)
		if (strcmp(table[i].name, name) == 0)
			return words[i] != NULL ? words[i] : name;
	return name;
}

static const char *
find_state(char *const *words, const char *name)
{
	TicketState state = 0;

	return ticket_state_from_name(name, &state) && words[state] != NULL ? words[state]
									    : name;
}

const char *
locale_state(const Locale *locale, const char *state)
{
	return find_state(locale->states, state);
}

const char *
locale_desk_state(const Locale *locale, const char *state)
{
	return find_state(locale->desk_states, state);
}

const char *
locale_notice(const Locale *locale, const char *reason)
{
	return find_word(NOTICES, locale->notices, reason);
}

const char *
locale_command(const Locale *locale, const char *command)
{
	return find_word(COMMANDS, locale->commands, command);
}

const char *
locale_answer(const Locale *locale, bool accept)
{
	return accept ? locale->accept : locale->reject;
}

const char *
locale_untitled(const Locale *locale)
{
	return locale->untitled != NULL ? locale->untitled : "(no subject)";
}
