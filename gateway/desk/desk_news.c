/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A change is how the ticket stands there as a whole: what of it is new is found by comparing with the mirror. What
 * casegate itself still has to do there is not there yet, so that meanwhile the mirror is ahead and keeps its state; what
 * people say is taken at once.
 */
#include "gateway/desk/desk_news.h"

#include <string.h>

#include "gateway/desk/desk.h"
#include "gateway/desk/desk_change.h"
#include "gateway/desk/desk_news_files.h"
#include "gateway/desk/desk_news_letter.h"
#include "gateway/desk/desk_news_text.h"
#include "gateway/desk/snooze.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/desk/undeliverable.h"
#include "gateway/letters/compose.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/model/desk_operation.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/log.h"
#include "spool/desk_mirror.h"
#include "spool/outbox.h"
#include "spool/ticket_content.h"
#include "spool/ticket_forget.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

/* A change while it is taken. */
typedef struct {
	Context *context;
	const DeskChange *change;
	DeskTicket *known; /* own */
	Ticket *ticket;    /* own */
	GPtrArray *told;   /* own; of DeskFile: those known */
	GPtrArray
	    *words; /* own; of const ChangeEntry: new, for the customer, by the desk's people */
	GPtrArray *files; /* own; of const ChangeFile: the same */
	bool is_ahead;    /* the mirror: what was done here is still to be done there */
	bool overrides;   /* it is taken whatever is still to be done there */
	bool by_customer; /* one of our contacts wrote there */
	/* what it comes to: */
	TicketState after;
	bool solves;        /* with a solution that was not told yet */
	const char *letter; /* or NULL */
} News;

static void
news_clear(News *news)
{
	g_clear_pointer(&news->known, desk_ticket_free);
	g_clear_pointer(&news->ticket, ticket_free);
	g_clear_pointer(&news->told, g_ptr_array_unref);
	g_clear_pointer(&news->words, g_ptr_array_unref);
	g_clear_pointer(&news->files, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(News, news_clear)

/* Who is named where nobody is told: the desk itself. */
static const char *
author_of(const News *news)
{
	const ConfigDesk *desk = news->context->config->tickets;

	if (news->words->len > 0) {
		const ChangeEntry *last = news->words->pdata[news->words->len - 1];

		if (last->author[0] != '\0')
			return last->author;
	}
	if (news->change->agent_name != NULL)
		return news->change->agent_name;
	return desk == NULL ? "desk" : desk->worker;
}

static bool
add_line(const News *news, const TicketLine *line, int64_t *ret_entry, GError **error)
{
	TicketLine named = *line;

	if (named.author[0] == '\0')
		named.author = author_of(news);
	return ticket_change_say(news->context, news->ticket->id, &named, ret_entry, error);
}

/* What was done there, by whom the change names. */
static bool
add_change(const News *news, const char *text, GError **error)
{
	return add_line(
	    news, &(TicketLine){.kind = ENTRY_CHANGE, .author = "", .text = text}, NULL, error);
}

/* The time of the desk's clock, where it is one that ours can have had since the ticket is there; else 0. */
static int64_t
time_of(const News *news, const ChangeEntry *entry)
{
	bool is_credible =
	    entry->at_ms >= news->ticket->created_ms && entry->at_ms <= news->context->now_ms;

	return is_credible ? entry->at_ms : 0;
}

/* Said there, and from now on known. */
static bool
take_entry(const News *news, const ChangeEntry *entry, EntryKind kind, GError **error)
{
	const TicketLine line = {.kind = kind,
	    .author = entry->author,
	    .text = entry->text,
	    .at_ms = time_of(news, entry)};
	int64_t id = 0;

	return add_line(news, &line, &id, error) &&
	       desk_entry_add(
		   news->context->spool, news->ticket->id, entry->remote_id, id, error);
}

/* What is done here and not there yet, and will be tried. */
static bool
look_ahead(News *news, GError **error)
{
	g_autoptr(GPtrArray) operations = NULL;

	if (news->overrides)
		return true;
	if (!outbox_of_ticket(news->context->spool, news->ticket->id, &operations, error))
		return false;
	for (unsigned i = 0; i < operations->len; i++) {
		const OutboxOperation *one = operations->pdata[i];
		json_t *body = json_loads(one->body, 0, NULL);
		bool moves = json_object_get(body, "state") != NULL;

		json_decref(body);
		news->is_ahead =
		    news->is_ahead ||
		    (one->state < OUTBOX_DONE &&
			(moves || strcmp(one->kind, desk_operation_name(DESK_SET)) == 0));
	}
	return true;
}

/* NULL news->ticket: there is nothing to take. */
static bool
find_ticket(News *news, GError **error)
{
	const DeskChange *change = news->change;
	Context *context = news->context;
	bool gone = false;

	if (!desk_ticket_find(context->spool, change->remote_id, &news->known, error))
		return false;
	if (news->known == NULL) {
		log_write(LOG_INFO, "desk", "a change of a ticket that is not ours: %s",
		    change->remote_id);
		return true;
	}
	/* what is deleted here does not come back */
	if (!ticket_is_gone(context->spool, news->known->ticket, &gone, error))
		return false;
	return gone ||
	       desk_ticket_is_older(news->known, change->mod_count, change->updated_ms) ||
	       (ticket_get(context->spool, news->known->ticket, &news->ticket, error) &&
		   desk_file_list(context->spool, news->known->ticket, &news->told, error) &&
		   look_ahead(news, error));
}

static bool
is_known_file(const News *news, const ChangeFile *file)
{
	for (unsigned i = 0; i < news->told->len; i++)
		if (strcmp(((DeskFile *)news->told->pdata[i])->remote_id, file->remote_id) == 0)
			return true;
	return false;
}

/* What is new of the desk's people; what of others is, is on the timeline after it. */
static bool
sort_entry(News *news, const ChangeEntry *entry, GError **error)
{
	Spool *spool = news->context->spool;
	bool known = false, is_contact = false;

	if (entry->is_echo)
		return true;
	if (!desk_entry_is_known(spool, entry->remote_id, &known, error) ||
	    (entry->author_id != NULL &&
		!desk_person_is_known(spool, entry->author_id, &is_contact, error)))
		return false;
	if (known)
		return true;
	if (entry->is_note)
		return take_entry(news, entry, ENTRY_NOTE, error);
	if (!is_contact) {
		g_ptr_array_add(news->words, (void *)entry);
		return true;
	}
	news->by_customer = true;
	return take_entry(news, entry, ENTRY_COMMENT, error);
}

static bool
sort(News *news, GError **error)
{
	const DeskChange *change = news->change;

	news->words = g_ptr_array_new();
	news->files = g_ptr_array_new();
	for (unsigned i = 0; i < change->entries->len; i++)
		if (!sort_entry(news, &g_array_index(change->entries, ChangeEntry, i), error))
			return false;
	for (unsigned i = 0; i < change->files->len; i++) {
		const ChangeFile *file = &g_array_index(change->files, ChangeFile, i);

		if (!file->by_us && !is_known_file(news, file))
			g_ptr_array_add(news->files, (void *)file);
	}
	return true;
}

/* What the newest solution on the timeline says, or NULL. Caller owns. */
static bool
told_solution(const News *news, char **ret_text, GError **error)
{
	g_autofree char *begins =
	    g_strdup_printf("%s: ", desk_news_verb(TICKET_OPEN, TICKET_RESOLVED));
	g_autoptr(GPtrArray) entries = NULL;

	*ret_text = NULL;
	if (!ticket_entries(news->context->spool, news->ticket->id, &entries, error))
		return false;
	for (unsigned i = entries->len; i > 0 && *ret_text == NULL; i--) {
		const Entry *entry = entries->pdata[i - 1];

		if (entry->kind == ENTRY_CHANGE && g_str_has_prefix(entry->text, begins))
			*ret_text = g_strdup(entry->text + strlen(begins));
	}
	return true;
}

/* A state without a name of ours means that the desk works on it. */
static TicketState
state_after(const News *news)
{
	const DeskChange *change = news->change;
	TicketState before = news->ticket->state;
	bool is_case = news->ticket->kind == TICKET_CASE;

	if (news->is_ahead)
		return before;
	if (change->has_state && ticket_state_is_of(change->state, news->ticket->kind))
		return change->state;
	if (before == TICKET_NEW || before == TICKET_AWAITING_APPROVAL)
		return before;
	return is_case ? TICKET_OPEN : TICKET_IN_PROGRESS;
}

/* It came to the end of its time there, and nobody there or here said anything. */
static bool
is_by_time(const News *news)
{
	const Config *config = news->context->config;
	int64_t lasted_ms = news->context->now_ms - news->ticket->state_ms;

	return config->tickets != NULL && config->tickets->closes_there &&
	       news->ticket->state == TICKET_RESOLVED && news->after == TICKET_CLOSED &&
	       !news->by_customer && lasted_ms >= config->times.close_solution - DAY_MS;
}

/* A comment that repeats the solution is that solution. */
static bool
weigh_words(News *news, GError **error)
{
	const char *solution = news->change->resolution;
	g_autofree char *told = NULL;
	bool is_told = false;
	bool moves = news->after != news->ticket->state;

	if (solution == NULL || news->is_ahead)
		return true;
	if (!told_solution(news, &told, error))
		return false;
	is_told = told != NULL && desk_news_same(told, solution);
	news->solves = news->after == TICKET_RESOLVED
			   ? moves || !is_told
			   : moves && !is_told && ticket_state_has_ended(news->after);
	for (unsigned i = news->words->len; i > 0; i--) {
		const ChangeEntry *entry = news->words->pdata[i - 1];

		if ((!is_told && !news->solves) || !desk_news_same(solution, entry->text))
			continue;
		g_ptr_array_remove_index(news->words, i - 1);
		if (!desk_entry_add(
			news->context->spool, news->ticket->id, entry->remote_id, 0, error))
			return false;
	}
	return true;
}

static bool
weigh(News *news, GError **error)
{
	DeskNewsFacts facts = {.before = news->ticket->state};

	news->after = facts.after = state_after(news);
	if (!weigh_words(news, error))
		return false;
	facts.says = news->words->len > 0 || (news->files->len > 0 && !news->by_customer);
	facts.solves = news->solves;
	facts.by_time = is_by_time(news);
	news->letter = desk_news_letter(&facts);
	return true;
}

/* "resolved: Nieuwe kabel geplaatst.", "state: open (1000)"; NULL: the words themselves tell it. Caller owns. */
static char *
line_of_move(const News *news)
{
	const DeskChange *change = news->change;
	TicketState before = news->ticket->state;
	const char *verb = desk_news_verb(before, news->after);
	const char *name = ticket_state_name(news->after);

	if (before == news->after && !(news->solves && news->after == TICKET_RESOLVED))
		return NULL;
	if (verb != NULL && news->solves && !g_str_equal(verb, "reopened"))
		return g_strdup_printf("%s: %s", verb, change->resolution);
	if (verb != NULL)
		return g_strdup(verb);
	if (!change->has_state)
		return g_strdup_printf("state: %s (%s)", name, change->remote_state);
	return news->words->len > 0 ? NULL : g_strdup_printf("state: %s", name);
}

static bool
move(const News *news, GError **error)
{
	Context *context = news->context;
	Ticket *ticket = news->ticket;
	bool changes = ticket->state != news->after;
	TicketMove how = {
	    .next = news->after,
	    .by_customer = news->by_customer,
	    .answers = news->letter != NULL,
	    .restarts = news->letter == LETTER_RESOLUTION || news->letter == LETTER_QUESTION,
	    .waiting_ms = news->words->len > 0 ? 0 : ticket->waiting_ms,
	};
	bool reaches = true;

	if (news->by_customer && how.waiting_ms == 0)
		how.waiting_ms = context->now_ms;
	/* a solution that reaches nobody is not closed by time */
	if (news->letter == LETTER_RESOLUTION &&
	    !undeliverable_reaches(context, ticket, &reaches, error))
		return false;
	how.stops_clock = !reaches;
	return (!news->by_customer || snooze_interrupt(context, ticket, error)) &&
	       ticket_change_move(context, ticket, &how, error) &&
	       (reaches || undeliverable_nobody(context, ticket, error)) &&
	       customer_letter_end(context, ticket, error) &&
	       (!changes || !ticket_state_has_ended(ticket->state) ||
		   desk_entered(context, ticket, error));
}

/* Known from now on; the timeline names all of them in one line. */
static bool
keep_files(const News *news, GError **error)
{
	g_autofree char *names = desk_news_files_names(news->files);
	g_autofree char *line = g_strdup_printf("attached %s", names);

	for (unsigned i = 0; i < news->files->len; i++) {
		const ChangeFile *file = news->files->pdata[i];
		const DeskFile row = {
		    .remote_id = (char *)file->remote_id,
		    .ticket = news->ticket->id,
		    .name = (char *)file->name,
		    .type = (char *)file->type,
		    .size = file->size,
		};

		if (!desk_file_add(news->context->spool, &row, NULL, error))
			return false;
	}
	return news->files->len == 0 || add_change(news, line, error);
}

/* The words, the solution, or where there are none the names of the files; NULL: nothing of these. Caller owns. */
static char *
letter_words(const News *news)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	char *text = NULL;

	for (unsigned i = 0; i < news->words->len; i++)
		g_ptr_array_add(texts, (char *)((ChangeEntry *)news->words->pdata[i])->text);
	if (news->solves)
		g_ptr_array_add(texts, (char *)news->change->resolution);
	text = desk_news_join(texts);
	if (text == NULL && news->files->len > 0)
		text = desk_news_files_names(news->files);
	return text;
}

/* answered: who hears otherwise how it stands, or NULL. */
static bool
write_letter(
    const News *news, const GPtrArray *fetched, const Contact *answered, GError **error)
{
	g_autofree char *text = letter_words(news);
	g_autofree char *unsent = NULL;
	g_autoptr(GPtrArray) along = desk_news_files_along(news->files, fetched, &unsent);
	json_t *more = json_pack("{s:s*}", "unsent", unsent);
	const LetterOrder letter = {
	    .name = news->letter,
	    .ticket = news->ticket,
	    .to = text == NULL ? answered : NULL,
	    .text = text,
	    .files = along,
	    .more = more,
	};
	bool good = customer_letter_all(news->context, &letter, error);

	json_decref(more);
	return good;
}

static bool
set(const News *news, TicketProperty property, const char *value, GError **error)
{
	Ticket *ticket = news->ticket;
	const char *before = ticket_property_get(ticket, property);
	g_autofree char *line = NULL;

	if (value == NULL || g_strcmp0(before, value) == 0 ||
	    (before == NULL && value[0] == '\0') ||
	    (property == PROPERTY_TITLE && desk_news_same_title(before, value)))
		return true;
	line = value[0] == '\0'
		   ? g_strdup("assigned to nobody")
		   : g_strdup_printf("%s: %s",
			 property == PROPERTY_AGENT ? "assigned to"
						    : ticket_property_name(property),
			 value);
	return ticket_change_set(
		   news->context, ticket, property, value[0] == '\0' ? NULL : value, error) &&
	       add_change(news, line, error);
}

static bool
set_all(const News *news, GError **error)
{
	const DeskChange *change = news->change;
	/* a request's title is its item's, in the language of who asked for it */
	const char *title = news->ticket->kind == TICKET_CASE ? change->title : NULL;

	return news->is_ahead || (set(news, PROPERTY_TITLE, title, error) &&
				     set(news, PROPERTY_CATEGORY, change->category, error) &&
				     set(news, PROPERTY_PRIORITY, change->priority, error) &&
				     set(news, PROPERTY_GROUP, change->group, error) &&
				     set(news, PROPERTY_AGENT, change->agent, error));
}

static bool
tell(const News *news, GError **error)
{
	EntryKind kind = news->letter == LETTER_QUESTION ? ENTRY_QUESTION : ENTRY_ANSWER;
	g_autofree char *line = line_of_move(news);

	for (unsigned i = 0; i < news->words->len; i++)
		if (!take_entry(news, news->words->pdata[i], kind, error))
			return false;
	return keep_files(news, error) && (line == NULL || add_change(news, line, error));
}

static bool
remember(const News *news, GError **error)
{
	DeskTicket *known = news->known;

	known->seen_ms = news->context->now_ms;
	if (!news->is_ahead) {
		known->mod_count = news->change->mod_count;
		known->updated_ms = news->change->updated_ms;
		g_free(known->remote_state);
		known->remote_state = g_strdup(news->change->remote_state);
	}
	return desk_ticket_save(news->context->spool, known, error);
}

/* One letter for all of it. */
static bool
take(News *news, const GPtrArray *fetched, const Contact *answered, GError **error)
{
	bool moves = false;

	if (!sort(news, error) || !weigh(news, error) || !set_all(news, error) ||
	    !tell(news, error))
		return false;
	moves = news->after != news->ticket->state || news->words->len > 0 ||
		news->by_customer || news->solves;
	return (!moves || move(news, error)) &&
	       (news->letter == NULL || write_letter(news, fetched, answered, error)) &&
	       remember(news, error);
}

static bool
take_change(News *news, const json_t *json, const GPtrArray *fetched, const Contact *answered,
    GError **error)
{
	g_auto(DeskChange) change = {0};
	g_autoptr(GError) senseless = NULL;
	Context *context = news->context;
	bool mirrored = context->mirrors;
	bool good = false;

	if (!desk_change_read(json, &change, &senseless)) {
		log_write(LOG_WARNING, "desk", "%s is ignored", senseless->message);
		return true;
	}
	news->change = &change;
	context->mirrors = true;
	good = find_ticket(news, error) &&
	       (news->ticket == NULL || take(news, fetched, answered, error));
	context->mirrors = mirrored;
	return good;
}

bool
desk_news_take(Context *context, const json_t *change, const GPtrArray *files, GError **error)
{
	g_auto(News) news = {.context = context};

	return take_change(&news, change, files, NULL, error);
}

bool
desk_news_take_over(
    Context *context, const json_t *change, const Contact *answered, GError **error)
{
	g_auto(News) news = {.context = context, .overrides = true};

	return take_change(&news, change, NULL, answered, error);
}

bool
desk_news_files(Context *context, const json_t *json, GPtrArray **ret_files, GError **error)
{
	const ConfigDesk *desk = context->config->tickets;
	g_auto(DeskChange) change = {0};
	g_auto(News) news = {.context = context, .change = &change};
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
	int64_t all = 0;

	/* what makes no sense is told when it is taken */
	if (desk_change_read(json, &change, NULL) && !find_ticket(&news, error))
		return false;
	for (unsigned i = 0; news.ticket != NULL && i < change.files->len; i++) {
		const ChangeFile *file = &g_array_index(change.files, ChangeFile, i);

		if (file->by_us || is_known_file(&news, file) ||
		    file->size > COMPOSE_FILES_MOST - all ||
		    (desk != NULL && desk->writes_there))
			continue;
		all += file->size;
		g_ptr_array_add(files, g_strdup(file->remote_id));
	}
	*ret_files = g_steal_pointer(&files);
	return true;
}
