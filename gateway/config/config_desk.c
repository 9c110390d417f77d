/* SPDX-License-Identifier: Apache-2.0 */
/*
 * desk.tickets of casegate.yaml. What is left out is as an instance has it that nobody changed; a map of states that is
 * written is whole, since half of one map and half of another would be no instance's.
 */
#include "gateway/config/config_desk.h"

#include <string.h>

#include "gateway/config/config_read.h"

#define A_VALUE "a value as the desk stores it: one line without '^', '\"' and '\\'"
#define LETTERS_MOST 10
#define SECOND_MS G_GINT64_CONSTANT(1000)
#define DAY_MS (86400 * SECOND_MS)

typedef struct {
	const char *ours, *theirs;
} Default;
static const Default CASE_STATES[] = {
    {"new", "1"}, {"open", "10"}, {"awaiting info", "18"}, {"resolved", "6"}, {"closed", "3"}};
static const Default REQUEST_STATES[] = {{"in progress", "2"}, {"in progress", "1"},
    {"in progress", "-5"}, {"fulfilled", "3"}, {"declined", "4"}, {"cancelled", "7"}};
static const Default PRIORITIES[] = {{"low", "4"}, {"normal", "3"}, {"high", "2"}};
static const Default FIELDS[] = {{"category", "category"}, {"priority", "priority"},
    {"group", "assignment_group"}, {"agent", "assigned_to"}};

static void
word_free(void *data)
{
	ConfigDeskWord *word = data;

	g_free(word->ours);
	g_free(word->theirs);
	g_free(word);
}

GPtrArray *
config_desk_words(void)
{
	return g_ptr_array_new_with_free_func(word_free);
}

void
config_desk_add_word(GPtrArray *words, const char *ours, const char *theirs)
{
	ConfigDeskWord *word = g_new0(ConfigDeskWord, 1);

	word->ours = g_strdup(ours);
	word->theirs = g_strdup(theirs);
	g_ptr_array_add(words, word);
}

static GPtrArray *
words_new(const Default *words, size_t count)
{
	GPtrArray *array = config_desk_words();

	for (size_t i = 0; i < count; i++)
		config_desk_add_word(array, words[i].ours, words[i].theirs);
	return array;
}

const char *
config_desk_theirs(const GPtrArray *words, const char *ours)
{
	for (guint i = 0; i < words->len; i++) {
		const ConfigDeskWord *word = words->pdata[i];

		if (strcmp(word->ours, ours) == 0)
			return word->theirs;
	}
	return NULL;
}

const char *
config_desk_ours(const GPtrArray *words, const char *theirs)
{
	for (guint i = 0; i < words->len; i++) {
		const ConfigDeskWord *word = words->pdata[i];

		if (strcmp(word->theirs, theirs) == 0)
			return word->ours;
	}
	return NULL;
}

const char *const *
config_desk_shapes(const ConfigDesk *desk)
{
	return desk != NULL ? (const char *const *)desk->shapes : NULL;
}

static void
login_clear(ConfigLogin *login)
{
	g_free(login->user);
	g_free(login->password_file);
	g_free(login->credential);
	g_strfreev(login->token_command);
}

void
config_desk_free(ConfigDesk *desk)
{
	if (desk == NULL)
		return;
	g_free(desk->name);
	g_free(desk->case_letters);
	g_free(desk->request_letters);
	g_strfreev(desk->shapes);
	g_free(desk->url);
	g_free(desk->ca_file);
	g_free(desk->client_id);
	login_clear(&desk->secret);
	login_clear(&desk->user);
	g_free(desk->scope);
	for (size_t i = 0; i < G_N_ELEMENTS(desk->states); i++)
		g_ptr_array_unref(desk->states[i]);
	g_ptr_array_unref(desk->categories);
	g_ptr_array_unref(desk->priorities);
	g_ptr_array_unref(desk->groups);
	g_ptr_array_unref(desk->fields);
	g_free(desk->resolution_code);
	g_free(desk->close_code);
	g_free(desk);
}

static ConfigDesk *
desk_new(const char *worker)
{
	ConfigDesk *desk = g_new0(ConfigDesk, 1);

	desk->worker = worker;
	desk->name = g_strdup("casegate");
	desk->case_letters = g_strdup("CS");
	desk->request_letters = g_strdup("RITM");
	desk->digits = 7;
	desk->acknowledge_ms = 15 * 60 * SECOND_MS;
	desk->acknowledges_early = true;
	desk->poll_ms = 30 * SECOND_MS;
	desk->parallel = 4;
	desk->look_up_ms = 6 * 60 * SECOND_MS; /* a scripted API is cut after five minutes */
	desk->states[TICKET_CASE] = words_new(CASE_STATES, G_N_ELEMENTS(CASE_STATES));
	desk->states[TICKET_REQUEST] = words_new(REQUEST_STATES, G_N_ELEMENTS(REQUEST_STATES));
	desk->categories = words_new(NULL, 0);
	desk->priorities = words_new(PRIORITIES, G_N_ELEMENTS(PRIORITIES));
	desk->groups = words_new(NULL, 0);
	desk->fields = words_new(FIELDS, G_N_ELEMENTS(FIELDS));
	desk->resolution_code = g_strdup("1");
	desk->guests = true;
	desk->title_most = 160;
	desk->text_most = 4000;
	return desk;
}

/* bool; extra: the word that is false, and the one that is true. */
static bool
read_either(const YamlNode *node, const void *extra, void *target)
{
	const char *const *words = extra;
	const YamlChoice choices[] = {{words[0], false}, {words[1], true}, {NULL, 0}};
	int chosen = 0;

	if (!yaml_read_choice(node, choices, &chosen))
		return false;
	*(bool *)target = chosen != 0;
	return true;
}

/* char *: what stands before the digits of a number. */
static bool
read_letters(const YamlNode *node, const void *extra, void *target)
{
	const char *text = yaml_scalar(node);
	size_t length = text != NULL ? strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;

	(void)extra;
	if (length > 0 && length <= LETTERS_MOST && text[length] == '\0')
		return config_set_string(target, text);
	yaml_mistake_unexpected(node, "one to ten capital letters, as in CS");
	return false;
}

/* char *: as the desk stores it; it comes into queries there. */
static bool
is_value(const char *text)
{
	return config_is_line(text) && strlen(text) <= 100 && strpbrk(text, "^\"\\") == NULL;
}

static bool
read_value(const YamlNode *node, const void *extra, void *target)
{
	(void)extra;
	if (is_value(yaml_scalar(node)))
		return config_set_string(target, yaml_scalar(node));
	yaml_mistake_unexpected(node, A_VALUE);
	return false;
}

/* What may stand in a map of words: our names (NULL: looked at later, by config_check_desk), and the form of the desk's. */
typedef struct {
	const char *const *names;
	const char *what; /* our names are: "priorities" */
	bool (*is_theirs)(const char *text);
	const char *expected; /* of the desk's */
	bool is_list;         /* several of the desk's may stand for one of ours */
	bool is_whole;        /* it replaces what was there before; else each word does */
} WordMap;

static void
forget_word(GPtrArray *words, const char *ours)
{
	for (guint i = words->len; i-- > 0;)
		if (strcmp(((ConfigDeskWord *)words->pdata[i])->ours, ours) == 0)
			g_ptr_array_remove_index(words, i);
}

static bool
add_theirs(const YamlNode *node, const WordMap *map, const char *ours, GPtrArray *words)
{
	bool good = yaml_kind(node) == YAML_SCALAR && map->is_theirs(yaml_scalar(node));

	if (good)
		config_desk_add_word(words, ours, yaml_scalar(node));
	else
		yaml_mistake_unexpected(node, map->expected);
	return good;
}

static bool
add_entry(const YamlNode *key, const YamlNode *value, const WordMap *map, GPtrArray *words)
{
	const char *ours = yaml_scalar(key);
	bool good = true;

	if (ours == NULL || (map->names != NULL && !config_is_known(ours, map->names))) {
		g_autofree char *expected =
		    map->names == NULL
			? g_strdup("a word")
			: config_expect_one_of(map->what, ours != NULL ? ours : "", map->names);

		yaml_mistake_unexpected(key, expected);
		return false;
	}
	forget_word(words, ours);
	if (!map->is_list || yaml_kind(value) != YAML_LIST || yaml_length(value) == 0)
		return add_theirs(value, map, ours, words);
	for (size_t i = 0; i < yaml_length(value); i++)
		good &= add_theirs(yaml_item(value, i), map, ours, words);
	return good;
}

/* GPtrArray * of ConfigDeskWord; extra: WordMap. */
static bool
read_words(const YamlNode *node, const void *extra, void *target)
{
	GPtrArray *words = *(GPtrArray **)target;
	const WordMap *map = extra;
	bool good = true;

	if (yaml_kind(node) != YAML_MAP) {
		yaml_mistake_unexpected(node, "a map ({OURS: THEIRS, ...})");
		return false;
	}
	if (map->is_whole)
		g_ptr_array_set_size(words, 0);
	for (size_t i = 0; i < yaml_length(node); i++)
		good &= add_entry(yaml_key(node, i), yaml_value(node, i), map, words);
	return good;
}

static bool
is_sys_id(const char *text)
{
	return strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32;
}

static bool
is_field(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return g_ascii_islower(*text) && text[length] == '\0' && length <= 80;
}

static const char *const CASE_STATE_NAMES[] = {
    "new", "open", "awaiting info", "resolved", "closed", "cancelled", NULL};
static const char *const REQUEST_STATE_NAMES[] = {
    "in progress", "fulfilled", "awaiting approval", "declined", "cancelled", "expired", NULL};
static const char *const PRIORITY_NAMES[] = {"low", "normal", "high", NULL};
static const char *const FIELD_NAMES[] = {"category", "priority", "group", "agent", NULL};
static const WordMap case_state_map = {
    CASE_STATE_NAMES, "states of cases", is_value, A_VALUE ", or a list of them", true, true};
static const WordMap request_state_map = {REQUEST_STATE_NAMES, "states of requests", is_value,
    A_VALUE ", or a list of them", true, true};
static const WordMap category_map = {NULL, NULL, is_value, A_VALUE, false, true};
static const WordMap priority_map = {
    PRIORITY_NAMES, "priorities", is_value, A_VALUE, false, false};
static const WordMap group_map = {
    NULL, NULL, is_sys_id, "the sys_id of a group: 32 characters 0-9 and a-f", false, true};
static const WordMap field_map = {FIELD_NAMES, "fields", is_field,
    "the name of a field, as in assignment_group", false, false};

static const YamlRange digits_range = {3, 12};
static const YamlField number_fields[] = {
    {"case", read_letters, offsetof(ConfigDesk, case_letters), NULL, false,
	"what a case's number begins with"},
    {"request", read_letters, offsetof(ConfigDesk, request_letters), NULL, false,
	"what a request's number begins with"},
    {"digits", yaml_read_integer, offsetof(ConfigDesk, digits), &digits_range, false,
	"how many digits follow"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const char *const EARLY[] = {"nothing", "early"};
static const char *const OURS_OR_THEIRS[] = {"casegate", "servicenow"};
static const char *const GUESTS[] = {"hold", "guest"};
static const YamlRange wait_range = {SECOND_MS, 7 * DAY_MS};
static const YamlField acknowledge_fields[] = {
    {"wait", yaml_read_duration, offsetof(ConfigDesk, acknowledge_ms), &wait_range, false,
	"so long for a number"},
    {"then", read_either, offsetof(ConfigDesk, acknowledges_early), EARLY, false,
	"what the customer gets where there is still none"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlRange length_range = {40, 1000000};
static const YamlField length_fields[] = {
    {"title", yaml_read_integer, offsetof(ConfigDesk, title_most), &length_range, false,
	"characters at most of a title"},
    {"text", yaml_read_integer, offsetof(ConfigDesk, text_most), &length_range, false,
	"characters at most of a description or a comment"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlRange poll_range = {SECOND_MS, DAY_MS / 24};
static const YamlRange parallel_range = {1, 32};
static const YamlRange hour_range = {0, 1000000};
static const YamlRange look_up_range = {SECOND_MS, DAY_MS};
static const YamlField desk_fields[] = {
    {"url", config_read_origin, offsetof(ConfigDesk, url), NULL, true, "the instance"},
    {"login", config_read_desk_login, 0, NULL, true, "the account that casegate works with"},
    {"ca_file", config_read_path, offsetof(ConfigDesk, ca_file), NULL, false,
	"certificates that are trusted instead of the system's"},
    {"name", config_read_name, offsetof(ConfigDesk, name), NULL, false,
	"by which its tickets are known as ours"},
    {"poll", yaml_read_duration, offsetof(ConfigDesk, poll_ms), &poll_range, false,
	"how long until it is asked again what changed"},
    {"parallel", yaml_read_integer, offsetof(ConfigDesk, parallel), &parallel_range, false,
	"operations under way at once"},
    {"per_hour", yaml_read_integer, offsetof(ConfigDesk, per_hour), &hour_range, false,
	"requests at most; 0: as the instance says"},
    {"look_up_after", yaml_read_duration, offsetof(ConfigDesk, look_up_ms), &look_up_range,
	false, "how long what got no answer may still be worked on there"},
    {"numbers", yaml_read_section, 0, number_fields, false, "how its numbers look"},
    {"acknowledge", yaml_read_section, 0, acknowledge_fields, false,
	"how long a letter waits for its number"},
    {"auto_close", read_either, offsetof(ConfigDesk, closes_there), OURS_OR_THEIRS, false,
	"who closes what is resolved and gets no answer"},
    {"letters", read_either, offsetof(ConfigDesk, writes_there), OURS_OR_THEIRS, false,
	"who writes to the customers"},
    {"unknown_contacts", read_either, offsetof(ConfigDesk, guests), GUESTS, false,
	"what becomes of a case of who is no contact there"},
    {"states", read_words, offsetof(ConfigDesk, states[TICKET_CASE]), &case_state_map, false,
	"values of a case's states"},
    {"request_states", read_words, offsetof(ConfigDesk, states[TICKET_REQUEST]),
	&request_state_map, false, "values of a requested item's states"},
    {"categories", read_words, offsetof(ConfigDesk, categories), &category_map, false,
	"value of each of our categories"},
    {"priorities", read_words, offsetof(ConfigDesk, priorities), &priority_map, false,
	"values of priorities"},
    {"groups", read_words, offsetof(ConfigDesk, groups), &group_map, false,
	"sys_id of each of our groups"},
    {"fields", read_words, offsetof(ConfigDesk, fields), &field_map, false,
	"names of the fields of a case"},
    {"resolution_code", read_value, offsetof(ConfigDesk, resolution_code), NULL, false,
	"of what an agent resolves by mail or command"},
    {"close_code", read_value, offsetof(ConfigDesk, close_code), NULL, false,
	"of what its reporter accepts"},
    {"hashes", yaml_read_bool, offsetof(ConfigDesk, hashes), NULL, false,
	"whether the instance tells the hash of an attachment"},
    {"lengths", yaml_read_section, 0, length_fields, false, "how long its texts may be"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static void
set_shapes(ConfigDesk *desk)
{
	g_autofree char *digits = g_strnfill((gsize)desk->digits, '0');

	desk->shapes = g_new0(char *, 3);
	desk->shapes[0] = g_strconcat(desk->case_letters, digits, NULL);
	desk->shapes[1] = g_strconcat(desk->request_letters, digits, NULL);
}

bool
config_read_tickets(const YamlNode *node, const void *extra, void *target)
{
	const YamlNode *instance =
	    yaml_kind(node) == YAML_MAP ? yaml_get(node, "servicenow") : NULL;
	ConfigDesk **desk = target;

	(void)extra;
	if (g_strcmp0(yaml_scalar(node), "local") == 0)
		return true;
	if (instance == NULL || yaml_length(node) != 1) {
		yaml_mistake_unexpected(node, "local, or servicenow: {url: ..., login: ...}");
		return false;
	}
	config_desk_free(*desk);
	*desk = desk_new("servicenow");

	bool good = yaml_read_map(instance, desk_fields, *desk);

	set_shapes(*desk);
	return good;
}
