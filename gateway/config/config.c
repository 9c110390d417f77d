/* SPDX-License-Identifier: Apache-2.0 */
/*
 * casegate.yaml as a whole: its top-level maps as tables, what its parts must say together, and the folders of rules,
 * answers, catalog and letters that belong to it. Mailboxes and servers are read in files of their own.
 */
#include "gateway/config/config.h"

#include <string.h>
#include <sys/un.h>

#include "gateway/config/config_read.h"
#include "parsers/file_marks.h"
#include "parsers/ticket_refs.h"

#define HOUR_MS G_GINT64_CONSTANT(3600000)
#define NOT_GIVEN (-1) /* a ceiling */
#define DAY_MS (24 * HOUR_MS)

static void
group_free(ConfigGroup *group)
{
	g_free(group->name);
	g_free(group->address);
	working_hours_free(group->promise.hours);
	g_free(group);
}

static void
account_free(ConfigAccount *account)
{
	g_free(account->name);
	working_hours_free(account->promise.hours);
	g_free(account);
}

static void *
escalation_new(void)
{
	return g_new0(ConfigEscalation, 1);
}

static void
escalation_free(ConfigEscalation *escalation)
{
	g_free(escalation->to);
	g_free(escalation);
}

static void *
agent_new(void)
{
	ConfigAgent *agent = g_new0(ConfigAgent, 1);

	agent->groups = g_ptr_array_new_with_free_func(g_free);
	return agent;
}

static void
agent_free(ConfigAgent *agent)
{
	g_free(agent->name);
	g_free(agent->address);
	g_free(agent->login);
	g_ptr_array_unref(agent->groups);
	g_free(agent);
}

static Config *
config_new(const char *file)
{
	Config *config = g_new0(Config, 1);

	config->file = g_strdup(file);
	config->language = g_strdup("en");
	config->categories = g_ptr_array_new_with_free_func(g_free);
	config->mailboxes = g_ptr_array_new_with_free_func((GDestroyNotify)config_mailbox_free);
	config->groups = g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
	config->agents = g_ptr_array_new_with_free_func((GDestroyNotify)agent_free);
	config->accounts = g_ptr_array_new_with_free_func((GDestroyNotify)account_free);
	config->escalations = g_ptr_array_new_with_free_func((GDestroyNotify)escalation_free);
	for (int i = 0; i < CONFIG_PRIORITIES; i++)
		config->promise.first_answer[i] = DAY_MS;
	config->times = (ConfigTimes){
	    .remind_answer = HOUR_MS,
	    .remind_question = 3 * DAY_MS,
	    .remind_solution = 5 * DAY_MS,
	    .close_solution = 10 * DAY_MS,
	    .expire_draft = 14 * DAY_MS,
	    .remind_approval = 3 * DAY_MS,
	    .expire_approval = 14 * DAY_MS,
	    .give_up_command = DAY_MS,
	    .alarm = 5 * 60 * 1000,
	    .silence = 60 * 1000,
	    .give_up_letter = 5 * DAY_MS,
	};
	config->acknowledgements =
	    (ConfigAcknowledgements){.per_address_hour = 3, .per_minute = 60};
	config->letters = (ConfigLetters){.per_address_hour = NOT_GIVEN,
	    .per_ticket_hour = 10,
	    .per_minute = 120,
	    .per_hour = 2000,
	    .in_a_row = NOT_GIVEN,
	    .waiting_address_hour = 120};
	config->notifications_hour = 60;
	config->marked.marks = FILE_MARKS_ALL;
	config->needs = need_default();
	config->readers = 2;
	return config;
}

static void
outgoing_clear(ConfigOutgoing *outgoing)
{
	config_server_clear(&outgoing->smtp);
	g_free(outgoing->maildir);
	g_free(outgoing->envelope_from);
}

void
config_free(Config *config)
{
	if (config == NULL)
		return;
	g_free(config->file);
	g_free(config->desk_name);
	g_free(config->domain);
	g_free(config->language);
	g_ptr_array_unref(config->categories);
	g_free(config->default_category);
	config_desk_free(config->tickets);
	config_look_clear(&config->look);
	g_free(config->privacy_group);
	g_free(config->privacy_category);
	g_ptr_array_unref(config->mailboxes);
	outgoing_clear(&config->outgoing);
	g_ptr_array_unref(config->groups);
	g_ptr_array_unref(config->agents);
	g_free(config->time_zone);
	working_hours_free(config->promise.hours);
	g_ptr_array_unref(config->accounts);
	g_ptr_array_unref(config->escalations);
	config_marked_clear(&config->marked);
	g_free(config->clamd);
	g_free(config->alarm);
	g_free(config->control_socket);
	g_free(config->control_group);
	g_free(config->metrics_file);
	config_web_clear(&config->web);
	answers_free(config->answers);
	faq_free(config->faq);
	ruleset_free(config->rules);
	catalog_free(config->catalog);
	g_strfreev(config->letter_directories);
	g_free(config);
}

const ConfigMailbox *
config_mailbox(const Config *config, const char *name)
{
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = g_ptr_array_index(config->mailboxes, i);

		if (strcmp(mailbox->name, name) == 0)
			return mailbox;
	}
	return NULL;
}

const ConfigMailbox *
config_mailbox_or_first(const Config *config, const char *name)
{
	const ConfigMailbox *mailbox = config_mailbox(config, name);

	return mailbox != NULL ? mailbox : g_ptr_array_index(config->mailboxes, 0);
}

static const YamlField group_fields[] = {
    {"address", yaml_read_address, offsetof(ConfigGroup, address), NULL, true,
	"where the group is told"},
    CONFIG_PROMISE_FIELDS(ConfigGroup),
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlField account_fields[] = {
    CONFIG_PROMISE_FIELDS(ConfigAccount),
    {NULL, NULL, 0, NULL, false, NULL},
};

/* What a map of names is of: structs of this size, whose first member is the name, which these fields fill in. */
typedef struct {
	const char *expected;
	const YamlField *fields;
	size_t size;
} NamedMap;
static const NamedMap group_map = {
    "a map of groups (NAME: {address: ...})", group_fields, sizeof(ConfigGroup)};
static const NamedMap account_map = {
    "a map of accounts (NAME: {hours: ...})", account_fields, sizeof(ConfigAccount)};
G_STATIC_ASSERT(offsetof(ConfigGroup, name) == 0 && offsetof(ConfigAccount, name) == 0);

/* GPtrArray *, to which each is added, good or not; extra: NamedMap. */
static bool
read_named(const YamlNode *node, const void *extra, void *target)
{
	const NamedMap *named = extra;
	bool good = true;

	if (yaml_kind(node) != YAML_MAP) {
		yaml_mistake_unexpected(node, named->expected);
		return false;
	}
	for (size_t i = 0; i < yaml_length(node); i++) {
		void *one = g_malloc0(named->size);

		g_ptr_array_add(*(GPtrArray **)target, one);
		good &= config_read_line(yaml_key(node, i), NULL, one);
		good &= yaml_read_map(yaml_value(node, i), named->fields, one);
	}
	return good;
}

static const YamlField agent_fields[] = {
    {"name", config_read_line, offsetof(ConfigAgent, name), NULL, true, "as letters call them"},
    {"address", yaml_read_address, offsetof(ConfigAgent, address), NULL, true,
	"where they write from and are told"},
    {"login", config_read_name, offsetof(ConfigAgent, login), NULL, false,
	"their name on this machine"},
    {"groups", yaml_read_strings, offsetof(ConfigAgent, groups), NULL, false,
	"names of groups"},
    {"operator", yaml_read_bool, offsetof(ConfigAgent, is_operator), NULL, false,
	"may do on the pages what is the owner's alone"},
    {NULL, NULL, 0, NULL, false, NULL},
};
static const ConfigElement agent_element = {agent_fields, agent_new, NULL};

/* char *: a path that a socket can have. */
static bool
read_socket(const YamlNode *node, const void *extra, void *target)
{
	g_autofree char *path = NULL;

	if (!config_read_path(node, extra, &path))
		return false;
	if (strlen(path) >= sizeof((struct sockaddr_un *)NULL)->sun_path) {
		yaml_mistake_unexpected(node, "a path of at most 107 bytes");
		return false;
	}
	return config_set_string(target, path);
}

static const YamlChoice address_choices[] = {
    {"informal", CONFIG_INFORMAL},
    {"formal", CONFIG_FORMAL},
    {NULL, 0},
};

static const YamlField desk_fields[] = {
    {"name", config_read_line, offsetof(Config, desk_name), NULL, true,
	"who writes the letters"},
    {"domain", config_read_domain, offsetof(Config, domain), NULL, true,
	"right side of our Message-IDs"},
    {"language", config_read_name, offsetof(Config, language), NULL, false,
	"of a letter when neither contact nor mail tells"},
    {"time_zone", config_read_zone, offsetof(Config, time_zone), NULL, false,
	"of hours, dates and lists"},
    {"address", yaml_read_choice, offsetof(Config, address), address_choices, false,
	"how letters address their reader, where a language has two ways"},
    {"logo", config_read_logo, offsetof(Config, look), NULL, false,
	"on top of letters, in the place of the name"},
    {"colour", config_read_colour, offsetof(Config, look.colour), NULL, false,
	"of bars, buttons and links in letters"},
    {"tickets", config_read_tickets, offsetof(Config, tickets), NULL, false,
	"where tickets live"},
    {"categories", yaml_read_strings, offsetof(Config, categories), NULL, false,
	"what a case can be about"},
    {"default_category", config_read_line, offsetof(Config, default_category), NULL, false,
	"of a case that no rule gave one"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlField outgoing_fields[] = {
    {"smtp", config_read_smtp, offsetof(ConfigOutgoing, smtp), NULL, false,
	"the server that takes our letters"},
    {"maildir", config_read_path, offsetof(ConfigOutgoing, maildir), NULL, false,
	"a Maildir for our letters instead"},
    CONFIG_SERVER_FIELDS(ConfigOutgoing, smtp),
    {"envelope_from", yaml_read_address, offsetof(ConfigOutgoing, envelope_from), NULL, false,
	"where undelivered letters come back"},
    {NULL, NULL, 0, NULL, false, NULL},
};

/* ConfigOutgoing. */
static bool
read_outgoing(const YamlNode *node, const void *extra, void *target)
{
	ConfigOutgoing *outgoing = target;
	bool good = yaml_read_map(node, outgoing_fields, outgoing);

	(void)extra;
	if (yaml_kind(node) == YAML_MAP)
		config_check_place(node, "smtp", &outgoing->smtp);
	return good;
}

static const YamlRange time_range = {1000, 365 * DAY_MS};
static const YamlRange silence_range = {10 * 1000, DAY_MS / 24}; /* twice a beat at least */
static const YamlField time_fields[] = {
    {"first_answer", config_read_first_answer, offsetof(Config, promise.first_answer), NULL,
	false, "promised in the acknowledgement"},
    {"remind_answer", yaml_read_duration, offsetof(Config, times.remind_answer), &time_range,
	false, "so long before an answer is due the desk is told"},
    {"remind_question", yaml_read_duration, offsetof(Config, times.remind_question),
	&time_range, false, "a question without answer is asked again"},
    {"remind_solution", yaml_read_duration, offsetof(Config, times.remind_solution),
	&time_range, false, "a solution without answer is sent again"},
    {"close_solution", yaml_read_duration, offsetof(Config, times.close_solution), &time_range,
	false, "a solution without answer is accepted"},
    {"expire_draft", yaml_read_duration, offsetof(Config, times.expire_draft), &time_range,
	false, "an unfinished request is given up"},
    {"remind_approval", yaml_read_duration, offsetof(Config, times.remind_approval),
	&time_range, false, "who is to approve is asked again"},
    {"expire_approval", yaml_read_duration, offsetof(Config, times.expire_approval),
	&time_range, false, "a request that nobody approves is given up"},
    {"give_up_command", yaml_read_duration, offsetof(Config, times.give_up_command),
	&time_range, false, "a completed request's command that fails is given up"},
    {"alarm", yaml_read_duration, offsetof(Config, times.alarm), &time_range, false,
	"what fails for so long is told to alarm:"},
    {"silence", yaml_read_duration, offsetof(Config, times.silence), &silence_range, false,
	"a worker without a sign of life is killed"},
    {"give_up_letter", yaml_read_duration, offsetof(Config, times.give_up_letter), &time_range,
	false, "a letter that is refused for now is given up"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlField escalation_fields[] = {
    {"after", yaml_read_duration, offsetof(ConfigEscalation, after), &time_range, true,
	"for how long an answer is overdue"},
    {"to", config_read_line, offsetof(ConfigEscalation, to), NULL, true,
	"the group that is told"},
    {NULL, NULL, 0, NULL, false, NULL},
};
static const ConfigElement escalation_element = {escalation_fields, escalation_new, NULL};

static const YamlRange count_range = {0, 1000000};
static const YamlField acknowledgement_fields[] = {
    {"per_address_hour", yaml_read_integer, offsetof(ConfigAcknowledgements, per_address_hour),
	&count_range, false, "at most, to one address of which nothing is proven"},
    {"per_minute", yaml_read_integer, offsetof(ConfigAcknowledgements, per_minute),
	&count_range, false, "at most, to all of those"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlRange row_range = {0, 50};
static const YamlField letter_fields[] = {
    {"per_address_hour", yaml_read_integer, offsetof(ConfigLetters, per_address_hour),
	&count_range, false, "automatic answers at most, to one address"},
    {"per_ticket_hour", yaml_read_integer, offsetof(ConfigLetters, per_ticket_hour),
	&count_range, false, "automatic answers at most, on one ticket"},
    {"per_minute", yaml_read_integer, offsetof(ConfigLetters, per_minute), &count_range, false,
	"automatic answers at most, in all"},
    {"per_hour", yaml_read_integer, offsetof(ConfigLetters, per_hour), &count_range, false,
	"automatic answers at most, in all"},
    {"in_a_row", yaml_read_integer, offsetof(ConfigLetters, in_a_row), &row_range, false,
	"so many answered at once are a loop"},
    {"waiting_address_hour", yaml_read_integer, offsetof(ConfigLetters, waiting_address_hour),
	&count_range, false, "other letters to one address; what is more waits"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlRange retention_range = {DAY_MS, 100 * 365 * DAY_MS};
#define RETENTION(name, kind, help)                                                           \
	{                                                                                     \
		name, yaml_read_duration,                                                     \
		    offsetof(Config, retention) + (kind) * sizeof(int64_t), &retention_range, \
		    false, help                                                               \
	}
static const YamlField retention_fields[] = {
    RETENTION("mail", KEPT_MAIL, "the bytes of a mail, its attachments too"),
    RETENTION("trace", KEPT_TRACE, "why a mail became what it became"),
    RETENTION("letter", KEPT_LETTER, "the text of a letter"),
    RETENTION("ticket_closed", KEPT_TICKET_CLOSED, "all words of a ticket that has ended"),
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlField privacy_fields[] = {
    {"group", config_read_line, offsetof(Config, privacy_group), NULL, false,
	"who gets requests of people about their own data"},
    {"category", config_read_line, offsetof(Config, privacy_category), NULL, false,
	"and under which category"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlField notification_fields[] = {
    {"per_address_hour", yaml_read_integer, offsetof(Config, notifications_hour), &count_range,
	false, "at most, to one address; what is more is told together; 0: no limit"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlField attachment_fields[] = {
    {"marked", config_read_marked, offsetof(Config, marked), NULL, false,
	"kinds that people are warned of"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlField policy_fields[] = {
    {"accept_without_token", yaml_read_bool, offsetof(Config, accept_at_l2), NULL, false,
	"a known contact whose address our MX authenticated may accept"},
    {NULL, NULL, 0, NULL, false, NULL},
};

/* char *: a path that the node exporter's textfile collector reads. */
static bool
read_metrics_file(const YamlNode *node, const void *extra, void *target)
{
	if (!config_read_path(node, extra, target))
		return false;
	if (g_str_has_suffix(*(char **)target, ".prom"))
		return true;
	yaml_mistake_unexpected(node, "a path that ends in .prom");
	return false;
}

static const YamlField metrics_fields[] = {
    {"file", read_metrics_file, offsetof(Config, metrics_file), NULL, true,
	"read by the node exporter's textfile collector"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlRange reader_range = {1, 32};
static const YamlField config_fields[] = {
    {"desk", yaml_read_section, 0, desk_fields, true, "name and domain of the desk"},
    {"mailboxes", config_read_mailboxes, offsetof(Config, mailboxes), NULL, true,
	"where mail comes from"},
    {"outgoing", read_outgoing, offsetof(Config, outgoing), NULL, true, "where letters go to"},
    {"groups", read_named, offsetof(Config, groups), &group_map, false, "teams of agents"},
    {"agents", config_read_elements, offsetof(Config, agents), &agent_element, false,
	"people of the desk"},
    {"hours", config_read_hours, offsetof(Config, promise.hours), NULL, false,
	"when the desk works"},
    {"accounts", read_named, offsetof(Config, accounts), &account_map, false,
	"customers who are promised something else"},
    {"times", yaml_read_section, 0, time_fields, false, "promises and reminders"},
    {"escalate", config_read_elements, offsetof(Config, escalations), &escalation_element,
	false, "who is told, too, of what is overdue"},
    {"acknowledgements", yaml_read_section, offsetof(Config, acknowledgements),
	acknowledgement_fields, false, "how many go to whom nothing is proven"},
    {"letters", yaml_read_section, offsetof(Config, letters), letter_fields, false,
	"ceilings, whatever is proven"},
    {"retention", yaml_read_section, 0, retention_fields, false,
	"how long data are kept; what is not named, for good"},
    {"privacy", yaml_read_section, 0, privacy_fields, false,
	"people who ask for their data, or to be forgotten"},
    {"notifications", yaml_read_section, 0, notification_fields, false,
	"what the desk's people are told"},
    {"attachments", yaml_read_section, 0, attachment_fields, false, "what mails bring along"},
    {"clamd", config_read_clamd, offsetof(Config, clamd), NULL, false,
	"who looks for viruses in mails"},
    {"policies", yaml_read_section, 0, policy_fields, false, "what a sender may do"},
    {"needs", need_read_table, offsetof(Config, needs), NULL, false,
	"by what a sender must confirm what"},
    {"alarm", yaml_read_address, offsetof(Config, alarm), NULL, false,
	"who is told of failures"},
    {"control_socket", read_socket, offsetof(Config, control_socket), NULL, false,
	"where commands reach the gateway"},
    {"control_group", config_read_name, offsetof(Config, control_group), NULL, false,
	"the Unix group of the desk's people, who may use commands"},
    {"metrics", yaml_read_section, 0, metrics_fields, false, "for a Prometheus"},
    {"web", config_read_web, offsetof(Config, web), NULL, false, "pages in a browser"},
    {"readers", yaml_read_integer, offsetof(Config, readers), &reader_range, false,
	"how many mails are read at a time"},
    {NULL, NULL, 0, NULL, false, NULL},
};

/* Who wants no limit on acknowledgements to one address does not want one of their kind either that is not asked for. */
static void
set_late_ceilings(ConfigLetters *letters, bool unlimited)
{
	if (letters->per_address_hour == NOT_GIVEN)
		letters->per_address_hour = unlimited ? 0 : 20;
	if (letters->in_a_row == NOT_GIVEN)
		letters->in_a_row = unlimited ? 0 : 5;
}

/* What a reader would not know for a number without being told. */
static GPtrArray *
shapes_to_tell(const ConfigDesk *desk)
{
	GPtrArray *shapes = NULL;

	for (char **shape = desk->shapes; *shape != NULL; shape++) {
		if (ticket_refs_number_length(*shape, NULL) > 0)
			continue;
		if (shapes == NULL)
			shapes = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(shapes, g_strdup(*shape));
	}
	return shapes;
}

static void
set_late_defaults(Config *config)
{
	if (config->categories->len == 0)
		g_ptr_array_add(config->categories, g_strdup(CONFIG_CATEGORY));
	if (config->default_category == NULL)
		config->default_category = g_strdup(g_ptr_array_index(config->categories, 0));
	set_late_ceilings(&config->letters, config->acknowledgements.per_address_hour == 0);
	for (guint i = 0; i < config->mailboxes->len; i++) {
		ConfigMailbox *mailbox = g_ptr_array_index(config->mailboxes, i);

		if (config->tickets != NULL)
			mailbox->shapes = shapes_to_tell(config->tickets);
		mailbox->logo = g_strdup(config->look.hash);
	}
}

Config *
config_load(const char *file, GPtrArray *diagnostics)
{
	guint before = diagnostics->len;
	g_autoptr(YamlDocument) document = yaml_open(file, diagnostics);
	const YamlNode *top = document != NULL ? yaml_top(document) : NULL;
	g_autoptr(Config) config = config_new(file);

	if (document != NULL && top == NULL)
		diagnostics_add_file(
		    diagnostics, file, "desk, mailboxes, outgoing", "nothing in it");
	config->letter_directories = config_directories(file, "letters");
	if (top != NULL) {
		yaml_read_map(top, config_fields, config);
		config_check(config, top);
		config_set_zone(config);
	}
	config_load_folders(config, top, diagnostics);
	set_late_defaults(config);
	return diagnostics->len == before ? g_steal_pointer(&config) : NULL;
}

char *
config_control_path(const Config *config, const char *state)
{
	if (config != NULL && config->control_socket != NULL)
		return g_strdup(config->control_socket);
	if (config != NULL && config->control_group != NULL)
		return g_strdup(CONFIG_CONTROL_SHARED);
	return g_build_filename(state, "control", NULL);
}
