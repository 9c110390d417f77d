/* SPDX-License-Identifier: Apache-2.0 */
/* Reads words.yaml by one table; a date is a small template of its own. */
#include "gateway/templates/locale.h"

#include <string.h>

#include "gateway/templates/mustache.h"
#include "rules/yaml.h"
#include "spool/ticket_state.h"

#define WEEKDAYS 7
#define MONTHS 12

/* One word of a table: name is what casegate calls it. */
#define WORD(position, name, what)                                                            \
	{                                                                                     \
		.key = name, .read = yaml_read_string, .offset = (position) * sizeof(char *), \
		.required = true, .help = what                                                \
	}
static const YamlField notice_fields[] = {
    WORD(0, "new case", "somebody opened a case"),
    WORD(1, "request", "a request is to be worked on"),
    WORD(2, "reply", "somebody wrote on a ticket"),
    WORD(3, "accept", "a solution was accepted"),
    WORD(4, "reject", "a solution was rejected"),
    WORD(5, "withdrawn", "a request that was in progress was withdrawn"),
    WORD(6, "undelivered", "a letter to a customer came back"),
    WORD(7, "held mail", "a mail waits for a person"),
    WORD(8, "assigned", "the ticket is this agent's now"),
    WORD(9, "moved", "the ticket is this group's now"),
    WORD(10, "act", "another agent did something to this agent's ticket"),
    WORD(11, "approved", "a request was approved and is to be worked on"),
    WORD(12, "loop", "automatic answers to a machine were stopped"),
    {0},
};

static const YamlField command_fields[] = {
    WORD(0, "resolve", "proposes a solution"),
    WORD(1, "ask", "asks the customer"),
    WORD(2, "note", "writes to the desk only"),
    WORD(3, "assign", "takes the ticket, or gives it to another agent"),
    WORD(4, "close", "closes it without asking"),
    WORD(5, "cancel", "cancels it"),
    WORD(6, "reopen", "opens it again"),
    WORD(7, "fulfil", "a request is done"),
    WORD(8, "decline", "a request is refused"),
    WORD(9, "release", "lets a held mail through"),
    {0},
};

struct Locale {
	char *date;                       /* own */
	Mustache *date_layout;            /* own */
	GPtrArray *weekdays;              /* own; from Monday */
	GPtrArray *months;                /* own */
	char *states[TICKET_STATES];      /* own */
	char *accept;                     /* own */
	char *reject;                     /* own */
	char *untitled;                   /* own; or NULL */
	char *desk_states[TICKET_STATES]; /* own; the same, to the desk's own people */
	char *notices[G_N_ELEMENTS(notice_fields)];   /* own; in the order of notice_fields */
	char *commands[G_N_ELEMENTS(command_fields)]; /* own; in the order of command_fields */
};

/* char *[TICKET_STATES]: a section with what each state is called. */
static bool
read_states(const YamlNode *node, const void *extra, void *target)
{
	YamlField words[TICKET_STATES + 1] = {0};

	(void)extra;
	for (TicketState state = 0; state < TICKET_STATES; state++)
		words[state] = (YamlField)WORD(
		    state, ticket_state_name(state), ticket_state_meaning(state));
	return yaml_read_section(node, words, target);
}
#undef WORD

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
    {"notices", yaml_read_section, offsetof(Locale, notices), notice_fields, true,
	"what a notification is about"},
    {"commands", yaml_read_section, offsetof(Locale, commands), command_fields, true,
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
find_word(const YamlField *fields_of, char *const *words, const char *name)
{
	for (size_t i = 0; fields_of[i].key != NULL; i++)
		if (strcmp(fields_of[i].key, name) == 0)
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
	return find_word(notice_fields, locale->notices, reason);
}

const char *
locale_command(const Locale *locale, const char *command)
{
	return find_word(command_fields, locale->commands, command);
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
