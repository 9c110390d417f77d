/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown is listed; what is not listed, a new kind of entry too, is not shown. */
#include "gateway/commands/my_timeline.h"

#include <string.h>

#include "gateway/model/actor.h"
#include "gateway/model/agent_action.h"
#include "gateway/util/json_print.h"
#include "parsers/file_marks.h"
#include "spool/mail.h"
#include "spool/ticket_content.h"

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
my_timeline_file(const TicketAttachment *file)
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
			json_array_append_new(list, my_timeline_file(file));
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

json_t *
my_timeline_json(const MySelf *self, const Ticket *ticket, MyAccess access, GError **error)
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
my_timeline_shows_file(const MySelf *self, const Ticket *ticket, MyAccess access, int number,
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
