/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown is listed; what is not listed, a new kind of entry too, is not shown. */
#include "gateway/commands/my_ticket.h"

#include <string.h>

#include "gateway/desk/approval.h"
#include "gateway/letters/status_overview.h"
#include "gateway/model/actor.h"
#include "gateway/model/agent_action.h"
#include "gateway/model/needs.h"
#include "gateway/model/ticket_access.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "parsers/file_marks.h"
#include "spool/account.h"
#include "spool/factor.h"
#include "spool/mail.h"
#include "spool/ticket_content.h"
#include "spool/ticket_link.h"

/* What stands in the way of the account's cases, for who may see them at all. */
static bool
confirmed_enough(const MySelf *self, bool *ret_enough, GError **error)
{
	Spool *spool = self->context->spool;
	g_autoptr(Account) account = NULL;
	g_autoptr(Factor) factor = NULL;
	g_autofree char *wrong = NULL;
	NeedTable own = {0};
	Need need = NEED_NONE;

	if (!account_get(spool, self->contact->account, &account, error) ||
	    !factor_get(spool, self->contact->id, &factor, error))
		return false;
	if (!need_parse(account->needs, &own, &wrong))
		return error_set(error, GATEWAY_ERROR_CONFIG, "account '%s' needs '%s'",
		    account->name, wrong);
	need = needs_strictest(
	    NEED_STATUS_ORGANISATION, &self->context->config->needs, &own, NULL);
	*ret_enough = needs_outcome(need, factor != NULL && factor->state != FACTOR_PENDING,
			  (ConfirmedBy)self->confirmed) == NEED_MET;
	return true;
}

bool
my_ticket_sees_organisation(const MySelf *self, bool *ret_sees, GError **error)
{
	*ret_sees = self->contact->sees_organisation && self->contact->account != 0;
	return !*ret_sees || confirmed_enough(self, ret_sees, error);
}

static bool
look_for_access(const MySelf *self, const Ticket *ticket, MyAccess *ret_access, GError **error)
{
	bool party = false;
	bool asked = false;
	bool sees = false;

	if (!ticket_access_has(self->context->spool, ticket, self->contact, &party, error))
		return false;
	*ret_access = MY_OWN;
	if (party)
		return true;
	if (!my_ticket_sees_organisation(self, &sees, error) ||
	    !approval_was_asked(self->context, ticket, self->contact, &asked, error))
		return false;
	*ret_access = sees && ticket->account == self->contact->account ? MY_ORGANISATION
		      : asked                                           ? MY_APPROVAL
									: MY_NOTHING;
	return true;
}

bool
my_ticket_find(const MySelf *self, const char *number, Ticket **ret_ticket,
    MyAccess *ret_access, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;

	*ret_access = MY_NOTHING;
	if (number != NULL && !ticket_find_now(self->context->spool, number, &ticket, error))
		return false;
	if (ticket != NULL && !look_for_access(self, ticket, ret_access, error))
		return false;
	if (*ret_access == MY_NOTHING)
		return error_set(error, GATEWAY_ERROR_MISSING, "there is no such ticket");
	*ret_ticket = g_steal_pointer(&ticket);
	return true;
}

/* What the reader is to do, or NULL. */
static const char *
waits_for(const MySelf *self, const Ticket *ticket)
{
	if (ticket->reporter != self->contact->id)
		return NULL;
	if (status_overview_may_answer(ticket, self->contact))
		return "accept";
	return ticket->state == TICKET_AWAITING_INFO || ticket->state == TICKET_DRAFT
		   ? "question"
		   : NULL;
}

json_t *
my_ticket_head(const MySelf *self, const Ticket *ticket)
{
	json_t *out = json_object();

	json_object_set_new(out, "number", json_print_string(ticket->number));
	json_object_set_new(out, "kind", json_print_string(ticket_kind_name(ticket->kind)));
	json_object_set_new(out, "state", json_print_string(ticket_state_name(ticket->state)));
	json_object_set_new(out, "title", json_print_string(ticket->title));
	json_object_set_new(out, "category", json_print_string(ticket->category));
	json_object_set_new(out, "created", json_print_time(ticket->created_ms));
	json_object_set_new(out, "changed", json_print_time(ticket->changed_ms));
	json_object_set_new(out, "answer_due", json_print_time(ticket->answer_due_ms));
	json_object_set_new(out, "waits", json_print_string(waits_for(self, ticket)));
	json_object_set_new(out, "mine", json_boolean(ticket->reporter == self->contact->id));
	return out;
}

/* What a change says that customers hear of by letter, too, and the words behind it; NULL: they do not. */
static const char *
told_change(const Entry *entry, const char **ret_words)
{
	static const AgentAction TOLD[] = {AGENT_RESOLVES, AGENT_REOPENS, AGENT_CLOSES,
	    AGENT_CANCELS, AGENT_APPROVES, AGENT_DECLINES, AGENT_FULFILS};

	for (size_t i = 0; i < G_N_ELEMENTS(TOLD); i++) {
		const char *begins = agent_action_row(TOLD[i])->begins;
		const char *rest = NULL;

		if (begins == NULL || !g_str_has_prefix(entry->text, begins))
			continue;
		rest = entry->text + strlen(begins);
		if (*rest != '\0' && !g_str_has_prefix(rest, ": "))
			continue;
		*ret_words = *rest == '\0' ? "" : rest + 2;
		return begins;
	}
	return NULL;
}

/* One entry as the reader sees it. */
typedef struct {
	const char *kind; /* NULL: they do not see it */
	const char *change;
	const char *words;
	bool by_desk;
} Shown;

static Shown
shown_of(const Entry *entry, MyAccess access)
{
	Shown shown = {.words = entry->text};

	switch (entry->kind) {
	case ENTRY_DESCRIPTION:
		shown.kind = "description";
		break;
	case ENTRY_COMMENT:
		shown.kind = access == MY_APPROVAL ? NULL : "comment";
		break;
	case ENTRY_ANSWER:
	case ENTRY_QUESTION:
		shown.kind = access == MY_APPROVAL ? NULL : entry_kind_name(entry->kind);
		shown.by_desk = true;
		break;
	case ENTRY_CHANGE:
		shown.change = access == MY_APPROVAL ? NULL : told_change(entry, &shown.words);
		shown.kind = shown.change == NULL ? NULL : "change";
		shown.by_desk = true;
		break;
	case ENTRY_NOTE:
	case ENTRY_LETTER:
		break;
	}
	return shown;
}

/* Whether the reader wrote it, as far as that is sure. */
static bool
is_mine(const MySelf *self, const Entry *entry, bool *ret_mine, GError **error)
{
	g_autoptr(Mail) mail = NULL;

	*ret_mine = false;
	if (entry->mail == 0 || entry->mark[0] != '\0')
		return true;
	if (!mail_get(self->context->spool, entry->mail, &mail, error))
		return false;
	*ret_mine = mail->from_address != NULL &&
		    g_ascii_strcasecmp(mail->from_address, self->contact->address) == 0;
	return true;
}

/* An agent by name, others of the desk as the desk; a customer by name, never by address: NULL. */
static const char *
author_of(const MySelf *self, const Entry *entry, bool by_desk)
{
	const ConfigAgent *agent =
	    by_desk ? actor_find(self->context->config, entry->author) : NULL;

	if (by_desk)
		return agent == NULL ? self->context->config->desk_name : agent->name;
	return strchr(entry->author, '@') == NULL ? entry->author : NULL;
}

json_t *
my_ticket_file(const TicketAttachment *file)
{
	g_autofree char *name =
	    file_marks_harmless_name(file->name, config_marked_is_active(file->marks));

	return json_pack("{si, so, sI, so, sb}", "number", file->number, "name",
	    json_print_string(file->name), "size", (json_int_t)file->size, "file",
	    json_print_string(name), "risky", file->marks[0] != '\0');
}

/* Those that came by this mail; told: ids of mails whose files are shown already. */
static json_t *
files_of(const Entry *entry, const GPtrArray *files, GHashTable *told)
{
	json_t *list = json_array();
	int64_t *mail = NULL;

	if (entry->mail == 0 || g_hash_table_contains(told, &entry->mail))
		return list;
	mail = g_new(int64_t, 1);
	*mail = entry->mail;
	g_hash_table_add(told, mail);
	for (guint i = 0; i < files->len; i++) {
		const TicketAttachment *file = files->pdata[i];

		if (file->mail == entry->mail)
			json_array_append_new(list, my_ticket_file(file));
	}
	return list;
}

/* All that is shown of a timeline. */
typedef struct {
	const MySelf *self;
	MyAccess access;
	GPtrArray *entries; /* own; of Entry */
	GPtrArray *files;   /* own; of TicketAttachment */
} Line;

static void
line_clear(Line *line)
{
	g_clear_pointer(&line->entries, g_ptr_array_unref);
	g_clear_pointer(&line->files, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Line, line_clear)

static bool
line_read(Line *line, int64_t ticket, GError **error)
{
	Spool *spool = line->self->context->spool;

	return ticket_entries(spool, ticket, &line->entries, error) &&
	       ticket_attachments(spool, ticket, &line->files, error);
}

static bool
add_entry(const Line *line, const Entry *entry, GHashTable *told, json_t *out, GError **error)
{
	const Shown shown = shown_of(entry, line->access);
	json_t *one = NULL;
	bool mine = false;

	if (shown.kind == NULL)
		return true;
	if (!shown.by_desk && !is_mine(line->self, entry, &mine, error))
		return false;
	one = json_object();
	json_object_set_new(one, "id", json_print_id(entry->id));
	json_object_set_new(one, "time", json_print_time(entry->at_ms));
	json_object_set_new(one, "kind", json_string(shown.kind));
	json_object_set_new(one, "change", json_print_string(shown.change));
	json_object_set_new(one, "mine", json_boolean(mine));
	json_object_set_new(one, "desk", json_boolean(shown.by_desk));
	json_object_set_new(
	    one, "author", json_print_string(author_of(line->self, entry, shown.by_desk)));
	json_object_set_new(one, "text", json_print_string(shown.words));
	json_object_set_new(one, "files", files_of(entry, line->files, told));
	json_array_append_new(out, one);
	return true;
}

static json_t *
entries_json(const MySelf *self, const Ticket *ticket, MyAccess access, GError **error)
{
	g_autoptr(GHashTable) told =
	    g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	g_auto(Line) line = {.self = self, .access = access};
	json_t *list = json_array();

	if (!line_read(&line, ticket->id, error)) {
		json_decref(list);
		return NULL;
	}
	for (guint i = 0; i < line.entries->len; i++)
		if (!add_entry(&line, line.entries->pdata[i], told, list, error)) {
			json_decref(list);
			return NULL;
		}
	return list;
}

bool
my_ticket_shows_file(const MySelf *self, const Ticket *ticket, MyAccess access, int number,
    bool *ret_shows, GError **error)
{
	g_auto(Line) line = {.self = self, .access = access};
	int64_t mail = 0;

	*ret_shows = false;
	if (!line_read(&line, ticket->id, error))
		return false;
	for (guint i = 0; i < line.files->len; i++) {
		const TicketAttachment *file = line.files->pdata[i];

		if (file->number == number)
			mail = file->mail;
	}
	for (guint i = 0; mail != 0 && i < line.entries->len; i++) {
		const Entry *entry = line.entries->pdata[i];

		if (entry->mail == mail && shown_of(entry, access).kind != NULL)
			*ret_shows = true;
	}
	return true;
}

static bool
set_people(const MySelf *self, const Ticket *ticket, json_t *out, GError **error)
{
	g_autoptr(GPtrArray) people = NULL;
	g_autoptr(Contact) reporter = NULL;
	g_autofree char *account = NULL;
	json_t *names = json_array();

	json_object_set_new(out, "involved", names);
	if (!ticket_people(self->context->spool, ticket->id, &people, error) ||
	    (ticket->reporter != 0 &&
		!contact_get(self->context->spool, ticket->reporter, &reporter, error)) ||
	    (ticket->account != 0 &&
		!contact_account_name(self->context->spool, ticket->account, &account, error)))
		return false;
	for (guint i = 0; i < people->len; i++) {
		const TicketPerson *person = people->pdata[i];

		if (person->contact != ticket->reporter && person->name[0] != '\0' &&
		    strchr(person->name, '@') == NULL)
			json_array_append_new(names, json_print_string(person->name));
	}
	json_object_set_new(out, "reporter",
	    json_print_string(
		reporter == NULL || *reporter->name == '\0' ? NULL : reporter->name));
	json_object_set_new(out, "account", json_print_string(account));
	return true;
}

static bool
set_fields(const MySelf *self, const Ticket *ticket, json_t *out, GError **error)
{
	g_autoptr(GPtrArray) fields = NULL;
	json_t *list = json_array();

	json_object_set_new(out, "fields", list);
	if (!ticket_fields(self->context->spool, ticket->id, &fields, error))
		return false;
	for (guint i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];

		json_array_append_new(
		    list, json_pack("{so, so}", "label", json_print_string(field->label),
			      "value", json_print_string(field->value)));
	}
	return true;
}

static bool
set_rights(
    const MySelf *self, const Ticket *ticket, MyAccess access, json_t *out, GError **error)
{
	bool own = access == MY_OWN;
	bool over = ticket_state_has_ended(ticket->state);
	bool asked = false;
	bool answers = own && status_overview_may_answer(ticket, self->contact);

	if (ticket->state == TICKET_AWAITING_APPROVAL &&
	    !approval_was_asked(self->context, ticket, self->contact, &asked, error))
		return false;
	json_object_set_new(out, "may_comment", json_boolean(own && !over));
	json_object_set_new(out, "may_follow", json_boolean(own && over));
	json_object_set_new(
	    out, "may_complete", json_boolean(own && ticket->state == TICKET_DRAFT));
	json_object_set_new(out, "may_answer", json_boolean(answers));
	json_object_set_new(out, "may_approve", json_boolean(asked));
	return true;
}

json_t *
my_ticket_json(const MySelf *self, const Ticket *ticket, MyAccess access, GError **error)
{
	json_t *out = my_ticket_head(self, ticket);
	json_t *entries = entries_json(self, ticket, access, error);

	if (entries != NULL)
		json_object_set_new(out, "entries", entries);
	if (entries != NULL && set_people(self, ticket, out, error) &&
	    set_fields(self, ticket, out, error) &&
	    set_rights(self, ticket, access, out, error))
		return out;
	json_decref(out);
	return NULL;
}
