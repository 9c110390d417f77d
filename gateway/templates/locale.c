/* SPDX-License-Identifier: Apache-2.0 */
/* Reads words.yaml by one table; a date is a small template of its own. */
#include "gateway/templates/locale.h"

#include <string.h>

#include "gateway/templates/mustache.h"
#include "gateway/templates/refusals.h"
#include "rules/yaml.h"
#include "spool/ticket_state.h"

#define WEEKDAYS 7
#define MONTHS 12

/* A word of a section: what casegate calls it. Its place in the table is its place in the locale. */
typedef struct {
	const char *name;
	const char
	    *what; /* for who mistakes it; where the file may lack it, what is said then */
} Word;

/* Came later than their sections, so that words of an operator's own may lack them. */
static const char *const LATER[] = {"ready", "approval", "approval sensitive", "approve",
    "back", "spam", "wake", "minutes", "hours", "days", "weeks", "tomorrow", "until",
    "no moment", "past", "too far", NULL};

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
    {"denied", "a contact says that somebody else writes in their name"},
    {"approval", "the desk is asked to approve a request"},
    {"approval sensitive", "the same, of what costs money or gives access"},
    {"ready", "a request is to be worked on by whom its item names"},
    {"back", "a ticket that was put off is back"},
    {0},
};

/* FILE_MARK_NAMES */
static const Word MARKS[] = {
    {"executable", "a program"},
    {"script", "a script"},
    {"macro", "a document with macros"},
    {"html", "a web page"},
    {"svg", "a drawing that may hold scripts"},
    {"xml", "data in XML"},
    {"disk", "an image of a disk"},
    {"shortcut", "a shortcut"},
    {"encrypted", "it needs a password"},
    {"disguised", "it is not what its name says"},
    {"infected", "a virus was found in its mail"},
    {"unscanned", "nobody looked for viruses in its mail"},
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
    {"approve", "lets a request go on"},
    {"fulfil", "a request is done"},
    {"decline", "a request is refused"},
    {"release", "lets a held mail through"},
    {"spam", "marks a held mail, and its sender, as spam"},
    {0},
};

/* What people may write for each command of a mail, beside its own word; that itself where the file has no such section. */
static const Word CALLS[] = {
    {"resolve", "#resolve"},
    {"reopen", "#reopen"},
    {"ask", "#ask"},
    {"approve", "#approve"},
    {"fulfil", "#fulfil"},
    {"decline", "#decline"},
    {"note", "#note"},
    {"assign", "#assign"},
    {"close", "#close"},
    {"cancel", "#cancel"},
    {"release", "#release"},
    {"spam", "#spam"},
    {"category", "#category"},
    {"priority", "#priority"},
    {"group", "#group"},
    {"title", "#title"},
    {"reporter", "#reporter"},
    {"add", "#add"},
    {"remove", "#remove"},
    {"link", "#link"},
    {"merge", "#merge"},
    {"snooze", "#snooze"},
    {"wake", "#wake"},
    {0},
};

/* The same. */
static const Word ELSEWHERE[] = {
    {"unproven", "behind the name of who is not proven to have written it"},
    {"follows", "before the number of the case that a new one follows"},
    {"the desk refused it", "before the reason"},
    {"the desk is not sure what is meant", "before the reason"},
    {0},
};

/* The same; they are notices. */
static const Word LATE[] = {
    {"answer due soon", "an answer is due soon"},
    {"answer overdue", "an answer is overdue"},
    {"answer long overdue", "an answer is overdue for so long that another group is told, too"},
    {0},
};

static const Word WISHES[] = {
    {"open", "open a case"},
    {"comment", "add words to a ticket"},
    {"accept", "accept a solution"},
    {"reject", "reject a solution or reopen a case"},
    {"request", "start a request"},
    {"request_sensitive", "start one that costs money or gives access"},
    {"approve", "approve a request"},
    {"approve_sensitive", "approve one that costs money or gives access"},
    {"decline", "decline a request"},
    {"contact_data", "change what is known of oneself"},
    {"status_organisation", "hear how the tickets of an organisation stand"},
    {"export", "get all that is known of oneself"},
    {"erase", "have all that is known of oneself erased"},
    {0},
};

static const Word PRIORITIES[] = {
    {"low", "what can wait"},
    {"normal", "what is as most are"},
    {"high", "what goes first"},
    {0},
};

/* What is answered to a word that means nothing, or several things. */
static const Word TYPED[] = {
    {"many", "'{{typed}}' can be {{names}}"},
    {"none", "there is no {{kind}} '{{typed}}'; there is {{names}}"},
    {"near", "there is no {{kind}} '{{typed}}'; did you mean {{names}}?"},
    {"nothing", "there is no {{kind}} '{{typed}}'"},
    {"or", "or"},
    {"account", "account"},
    {"agent", "agent"},
    {"case", "case"},
    {"category", "category"},
    {"command", "command"},
    {"contact", "contact"},
    {"field", "field"},
    {"group", "group"},
    {"item", "item"},
    {"mailbox", "mailbox"},
    {"order", "order"},
    {"priority", "priority"},
    {"request", "request"},
    {"state", "state"},
    {"minutes", "minutes"},
    {"hours", "hours"},
    {"days", "days"},
    {"weeks", "weeks"},
    {"tomorrow", "tomorrow"},
    {"until", "until"},
    {"no moment", "'{{typed}}' is no date"},
    {"past", "'{{typed}}' is past"},
    {"too far", "'{{typed}}' is more than a year away"},
    {0},
};

#include "gateway/templates/report_words.h"

struct Locale {
	char *file;                             /* own */
	AddressWords *address;                  /* own; or NULL */
	char *date;                             /* own */
	Mustache *date_layout;                  /* own */
	char *moment;                           /* own; or NULL: the date alone */
	Mustache *moment_layout;                /* own; the same */
	GPtrArray *weekdays;                    /* own; from Monday */
	GPtrArray *months;                      /* own */
	char *states[TICKET_STATES];            /* own */
	char *accept;                           /* own */
	char *reject;                           /* own */
	char *untitled;                         /* own; or NULL */
	char *warning;                          /* own; or NULL */
	char *marks[G_N_ELEMENTS(MARKS)];       /* own; in the order of MARKS, or all NULL */
	char *desk_states[TICKET_STATES];       /* own; the same, to the desk's own people */
	char *notices[G_N_ELEMENTS(NOTICES)];   /* own; in the order of NOTICES */
	char *commands[G_N_ELEMENTS(COMMANDS)]; /* own; in the order of COMMANDS */
	char *refusals[REFUSALS_MOST];    /* own; in the order of REFUSALS; NULL: not there */
	char *calls[G_N_ELEMENTS(CALLS)]; /* own; in the order of CALLS; NULL: none */
	char *elsewhere[G_N_ELEMENTS(ELSEWHERE)]; /* own; the same; NULL: none */
	char *late[G_N_ELEMENTS(LATE)];           /* own; the same of LATE */
	char *wishes[G_N_ELEMENTS(WISHES)];       /* own; in the order of WISHES */
	char *priorities[G_N_ELEMENTS(
	    PRIORITIES)];                   /* own; in the order of PRIORITIES, or all NULL */
	char *typed[G_N_ELEMENTS(TYPED)];   /* own; the same of TYPED */
	char *report[G_N_ELEMENTS(REPORT)]; /* own; the same of REPORT */
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
		    .required = !g_strv_contains(LATER, words[i].name),
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
    {.key = "calls",
	.read = read_words,
	.offset = offsetof(Locale, calls),
	.extra = CALLS,
	.help = "what the commands of a mail are called"},
    {.key = "refusals",
	.read = refusals_read,
	.offset = offsetof(Locale, refusals),
	.help = "why something cannot be done"},
    {.key = "elsewhere",
	.read = read_words,
	.offset = offsetof(Locale, elsewhere),
	.extra = ELSEWHERE,
	.help = "what stands at a desk elsewhere, and is told of it"},
    {.key = "report",
	.read = read_words,
	.offset = offsetof(Locale, report),
	.extra = REPORT,
	.help = "the words of the page of casegate report"},
    {.key = "typed",
	.read = read_words,
	.offset = offsetof(Locale, typed),
	.extra = TYPED,
	.help = "what is said of a word that means nothing, or several things"},
    {.key = "late",
	.read = read_words,
	.offset = offsetof(Locale, late),
	.extra = LATE,
	.help = "what a notification of an overdue answer is about"},
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
    {.key = "moment",
	.read = yaml_read_string,
	.offset = offsetof(Locale, moment),
	.help = "a time of a day, of {{date}}, {{time}}"},
    FIELD("weekdays", read_names, weekdays, GUINT_TO_POINTER(WEEKDAYS), "from Monday"),
    FIELD("months", read_names, months, GUINT_TO_POINTER(MONTHS), "from January"),
    FIELD("states", read_states, states, NULL, "what the states of tickets are called"),
    FIELD("accept", yaml_read_string, accept, NULL,
	"the word that a prepared acceptance begins with"),
    FIELD("reject", yaml_read_string, reject, NULL,
	"the word that a prepared rejection begins with"),
    {.key = "address",
	.read = address_words_read,
	.offset = offsetof(Locale, address),
	.help = "how the reader is addressed: words, each [informal, formal]"},
    {.key = "untitled",
	.read = yaml_read_string,
	.offset = offsetof(Locale, untitled),
	.help = "the title of what came without a subject and without a text"},
    {.key = "warning",
	.read = yaml_read_string,
	.offset = offsetof(Locale, warning),
	.help = "what stands before the names of attachments that are marked"},
    {.key = "marks",
	.read = read_words,
	.offset = offsetof(Locale, marks),
	.extra = MARKS,
	.help = "what the marks of attachments are called"},
    {.key = "wishes",
	.read = read_words,
	.offset = offsetof(Locale, wishes),
	.extra = WISHES,
	.help = "what a mail wants that waits for a code"},
    {.key = "priorities",
	.read = read_words,
	.offset = offsetof(Locale, priorities),
	.extra = PRIORITIES,
	.help = "what the priorities of tickets are called"},
    {.key = "desk",
	.read = yaml_read_section,
	.extra = desk_fields,
	.help = "words for the desk's own people"},
    {0},
};
#undef FIELD

/* A small template of its own, and what may stand in it. */
typedef struct {
	const YamlNode *node;
	const char *what; /* it says: "a date" */
	const char *like;
	const char *names; /* "weekday, day" */
	bool good;
} LayoutCheck;

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
	LayoutCheck *check = data;

	yaml_mistake(check->node, check->names, "'%s' in %s", unknown->name, check->what);
	check->good = false;
}

/* text: NULL: there is none, which is good. */
static bool
parse_layout(LayoutCheck *check, const char *text, Mustache **ret_layout)
{
	g_auto(GStrv) names = g_strsplit(check->names, ", ", -1);
	g_autoptr(GError) error = NULL;
	json_t *example = NULL;

	if (text == NULL)
		return true;
	*ret_layout = mustache_parse(text, MUSTACHE_PLAIN, NULL, &error);
	if (*ret_layout == NULL) {
		g_autofree char *expected =
		    g_strdup_printf("%s like '%s'", check->what, check->like);

		yaml_mistake(check->node, expected, "%s", error->message);
		return false;
	}
	example = json_object();
	for (char **name = names; *name != NULL; name++)
		json_object_set_new(example, *name, json_string(""));
	mustache_check(*ret_layout, example, no_partial, tell_unknown, check);
	json_decref(example);
	return check->good;
}

static bool
parse_layouts(Locale *locale, const YamlNode *top)
{
	LayoutCheck date = {yaml_get(top, "date"), "a date", "{{weekday}} {{day}} {{month}}",
	    "weekday, day, month, year", true};
	LayoutCheck moment = {
	    yaml_get(top, "moment"), "a moment", "{{date}} {{time}}", "date, time", true};

	return parse_layout(&date, locale->date, &locale->date_layout) &&
	       parse_layout(&moment, locale->moment, &locale->moment_layout);
}

static void
say_words(const Locale *locale, bool formal, char **words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		g_autofree char *text = words[i];

		words[i] =
		    text == NULL ? NULL : address_words_say(locale->address, formal, text);
	}
}

Locale *
locale_load(const char *path, bool formal, GPtrArray *diagnostics)
{
	g_autoptr(YamlDocument) document = yaml_open(path, diagnostics);
	g_autoptr(Locale) locale = g_new0(Locale, 1);
	const YamlNode *top = document == NULL ? NULL : yaml_top(document);

	if (top == NULL) {
		if (document != NULL)
			diagnostics_add_file(diagnostics, path, "words", "nothing");
		return NULL;
	}
	locale->file = g_strdup(path);
	if (!yaml_read_map(top, fields, locale) || !parse_layouts(locale, top))
		return NULL;
	say_words(locale, formal, locale->states, G_N_ELEMENTS(locale->states));
	say_words(locale, formal, locale->wishes, G_N_ELEMENTS(locale->wishes));
	say_words(locale, formal, &locale->warning, 1);
	return g_steal_pointer(&locale);
}

const AddressWords *
locale_address(const Locale *locale)
{
	return locale->address;
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
	g_free(locale->file);
	address_words_free(locale->address);
	g_free(locale->date);
	mustache_free(locale->date_layout);
	g_free(locale->moment);
	mustache_free(locale->moment_layout);
	g_clear_pointer(&locale->weekdays, g_ptr_array_unref);
	g_clear_pointer(&locale->months, g_ptr_array_unref);
	free_words(locale->states, G_N_ELEMENTS(locale->states));
	free_words(locale->desk_states, G_N_ELEMENTS(locale->desk_states));
	free_words(locale->wishes, G_N_ELEMENTS(locale->wishes));
	free_words(locale->notices, G_N_ELEMENTS(locale->notices));
	free_words(locale->commands, G_N_ELEMENTS(locale->commands));
	free_words(locale->refusals, G_N_ELEMENTS(locale->refusals));
	free_words(locale->calls, G_N_ELEMENTS(locale->calls));
	free_words(locale->elsewhere, G_N_ELEMENTS(locale->elsewhere));
	free_words(locale->priorities, G_N_ELEMENTS(locale->priorities));
	free_words(locale->typed, G_N_ELEMENTS(locale->typed));
	free_words(locale->report, G_N_ELEMENTS(locale->report));
	free_words(locale->late, G_N_ELEMENTS(locale->late));
	g_free(locale->accept);
	g_free(locale->reject);
	g_free(locale->untitled);
	g_free(locale->warning);
	free_words(locale->marks, G_N_ELEMENTS(locale->marks));
	g_free(locale);
}

const char *
locale_file(const Locale *locale)
{
	return locale->file;
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

char *
locale_moment(const Locale *locale, int64_t at_ms)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(at_ms / 1000);
	g_autofree char *date = locale_date(locale, at_ms);
	g_autofree char *time = at == NULL ? NULL : g_date_time_format(at, "%H:%M");
	json_t *values = NULL;
	GString *moment = NULL;

	if (time == NULL || locale->moment_layout == NULL)
		return g_steal_pointer(&date);
	values = json_pack("{s:s, s:s}", "date", date, "time", time);
	moment = mustache_render(locale->moment_layout, values, no_partial, NULL);
	json_decref(values);
	return g_string_free(moment, FALSE);
}

const char *
locale_month(const Locale *locale, int month)
{
	return locale->months->pdata[month - 1];
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

/* Words of an operator's own may be older than a section, or than a word: then the table's second column is what is said. */
static const char *
find_word_or_ours(const Word *table, char *const *words, const char *name)
{
	const char *word = find_word(table, words, name);

	for (size_t i = 0; word == name && table[i].name != NULL; i++)
		if (strcmp(table[i].name, name) == 0)
			return table[i].what;
	return word;
}

const char *
locale_notice(const Locale *locale, const char *reason)
{
	const char *word = find_word(LATE, locale->late, reason);

	return word != reason ? word : find_word_or_ours(NOTICES, locale->notices, reason);
}

const char *
locale_weekday(const Locale *locale, int day)
{
	return locale->weekdays->pdata[day - 1];
}

const char *
locale_wish(const Locale *locale, const char *wish)
{
	return find_word_or_ours(WISHES, locale->wishes, wish);
}

const char *
locale_report(const Locale *locale, const char *word)
{
	return find_word_or_ours(REPORT, locale->report, word);
}

const char *
locale_typed(const Locale *locale, const char *word)
{
	return find_word_or_ours(TYPED, locale->typed, word);
}

const char *
locale_priority(const Locale *locale, const char *priority)
{
	return find_word(PRIORITIES, locale->priorities, priority);
}

const char *
locale_command(const Locale *locale, const char *command)
{
	return find_word_or_ours(COMMANDS, locale->commands, command);
}

const char *
locale_refusal(const Locale *locale, const char *sentence)
{
	return refusals_find(locale->refusals, sentence);
}

const char *
locale_call(const Locale *locale, const char *command)
{
	return find_word(CALLS, locale->calls, command);
}

const char *
locale_elsewhere(const Locale *locale, const char *word)
{
	return find_word(ELSEWHERE, locale->elsewhere, word);
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

const char *
locale_warning(const Locale *locale)
{
	return locale->warning != NULL ? locale->warning
				       : "Open with care, and only what you expected";
}

const char *
locale_mark(const Locale *locale, const char *mark)
{
	return find_word(MARKS, locale->marks, mark);
}
