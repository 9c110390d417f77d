/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page of one ticket: its head, the people, a request's fields, the timeline. What strangers wrote is cleaned
 * for the terminal here, text by text; lines of a longer text stay under each other.
 */
#include "gateway/commands/ticket_print.h"

#include <inttypes.h>
#include <string.h>

#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "spool/outbox.h"
#include "spool/step.h"
#include "spool/ticket_content.h"
#include "spool/ticket_link.h"

enum {
	AUTHOR_WIDTH = 24,
	TIME_WIDTH = 16, /* "2026-11-21 09:14" */
	CUT_WIDTH = 5,   /* "cut: " */
	GAP = 2,
	LINKS_MOST = 20,
};

static void
append_line(GString *out, const char *before, const char *text)
{
	g_autofree char *clean = sanitize_line(text);

	g_string_append_printf(out, "%s%s", before, clean);
}

static void
print_first_line(const TicketHead *head, const TextTableStyle *style, GString *out)
{
	const Ticket *ticket = head->ticket;

	g_string_append_printf(out, style->colour ? "\033[1m%s\033[0m" : "%s", ticket->number);
	append_line(out, "  ", ticket_state_name(ticket->state));
	append_line(out, "   ", ticket->category);
	append_line(out, "   ", ticket->priority);
	if (ticket->group != NULL)
		append_line(out, "   group ", ticket->group);
	if (head->agent != NULL)
		append_line(out, ticket->group != NULL ? ", " : "   ", head->agent);
	g_string_append_c(out, '\n');
}

/* "answer    due 2026-12-02 11:00", where somebody waits for one. */
static void
print_due(const TicketHead *head, GString *out)
{
	g_autofree char *due = time_format_local(head->ticket->answer_due_ms);

	if (head->ticket->answer_due_ms != 0)
		g_string_append_printf(
		    out, "answer    %s %s\n", head->overdue ? "overdue since" : "due", due);
}

/* "snoozed   until 2026-12-14 09:00" */
static void
print_snoozed(const TicketHead *head, GString *out)
{
	g_autofree char *until = time_format_local(head->ticket->snoozed_ms);

	if (head->snoozed)
		g_string_append_printf(out, "snoozed   until %s\n", until);
}

static void
append_person(GString *out, const char *before, const char *name, const char *address)
{
	append_line(out, before, *name != '\0' ? name : address);
	if (*name == '\0')
		return;
	append_line(out, " <", address);
	g_string_append_c(out, '>');
}

static void
print_people(const TicketView *view, GString *out)
{
	const Contact *reporter = view->head.reporter;

	if (reporter == NULL)
		g_string_append(out, "reporter  nobody");
	else
		append_person(out, "reporter  ", reporter->name, reporter->address);
	if (view->head.account != NULL)
		append_line(out, ", ", view->head.account);
	for (guint i = 0; i < view->people->len; i++) {
		const TicketPerson *person = g_ptr_array_index(view->people, i);

		append_person(
		    out, i == 0 ? "      involved  " : ", ", person->name, person->address);
	}
	g_string_append_c(out, '\n');
}

/* Text of several lines; the second and later ones start at this column. */
static void
append_text(GString *out, const char *text, int column)
{
	g_autofree char *clean = sanitize_text(text);
	g_auto(GStrv) lines = g_strsplit(clean, "\n", -1);

	for (size_t i = 0; lines[i] != NULL; i++) {
		if (i > 0)
			g_string_append_c(out, '\n');
		if (i > 0 && *lines[i] != '\0')
			sanitize_pad(out, column);
		g_string_append(out, lines[i]);
	}
}

static void
print_hold(const TicketView *view, GString *out)
{
	if (view->hold == NULL)
		return;
	append_line(out, "held      ",
	    *view->hold->reason == '\0' ? "nothing of it is deleted" : view->hold->reason);
	g_string_append_c(out, '\n');
}

/* "see also  CS0000012 (named), CS0000031 (names this one)" */
static void
print_links(const TicketView *view, GString *out)
{
	for (guint i = 0; i < view->links->len && i < LINKS_MOST; i++) {
		const TicketLink *link = g_ptr_array_index(view->links, i);

		g_string_append_printf(out, "%s%s (%s)", i == 0 ? "see also  " : ", ",
		    link->number,
		    link->why == LINK_NAMED && !link->names
			? "names this one"
			: ticket_link_reason_name(link->why));
	}
	if (view->links->len > LINKS_MOST)
		g_string_append_printf(out, " and %u more", view->links->len - LINKS_MOST);
	g_string_append(out, view->links->len > 0 ? "\n" : "");
}

static void
print_relations(const TicketView *view, GString *out)
{
	if (view->merged_into != NULL)
		g_string_append_printf(out, "merged    into %s\n", view->merged_into);
	if (view->predecessor != NULL)
		g_string_append_printf(out, "follows   %s\n", view->predecessor);
	for (guint i = 0; i < view->merged->len; i++)
		g_string_append_printf(out, "%s%s", i == 0 ? "includes  " : ", ",
		    (const char *)view->merged->pdata[i]);
	g_string_append(out, view->merged->len > 0 ? "\n" : "");
	print_links(view, out);
	print_hold(view, out);
}

static void
print_fields(const TicketView *view, GString *out)
{
	int width = 0;

	for (guint i = 0; i < view->fields->len; i++) {
		const TicketField *field = g_ptr_array_index(view->fields, i);

		width = MAX(width, sanitize_width(field->label));
	}
	for (guint i = 0; i < view->fields->len; i++) {
		const TicketField *field = g_ptr_array_index(view->fields, i);

		append_line(out, "", field->label);
		sanitize_pad(out, width - sanitize_width(field->label) + GAP);
		append_text(out, field->value, width + GAP);
		g_string_append_c(out, '\n');
	}
}

/* "steps     1 done, 2 waiting (exit 3: the name is taken, until 2026-11-23 10:04)" */
static void
print_steps(const TicketView *view, GString *out)
{
	for (guint i = 0; i < view->steps->len; i++) {
		const FulfilmentStep *step = g_ptr_array_index(view->steps, i);
		g_autofree char *due = time_format_local(step->due_ms);
		g_autofree char *result = sanitize_line(step->result);
		bool again = step->state == STEP_WAITING && step->attempts > 0;

		g_string_append_printf(out, "%s%d %s", i == 0 ? "steps     " : ", ",
		    step->position + 1, step_state_name(step->state));
		if (step->result[0] != '\0')
			g_string_append_printf(out, " (%s%s%s)", result,
			    again ? ", again " : "", again ? due : "");
	}
	g_string_append(out, view->steps->len > 0 ? "\n" : "");
}

/* "there     state 18, as of 2026-11-30 12:31" and, for each thing that is not done there yet, what it is. */
static void
print_desk(const TicketView *view, GString *out)
{
	const DeskTicket *desk = view->desk;
	g_autofree char *seen = desk != NULL ? time_format_local(desk->seen_ms) : NULL;

	if (desk == NULL)
		return;
	append_line(out, "there     ", desk->remote_id == NULL ? "not yet" : "state ");
	if (desk->remote_id != NULL)
		append_line(out, "", desk->remote_state);
	if (desk->remote_id != NULL && desk->seen_ms != 0)
		g_string_append_printf(out, ", as of %s", seen);
	g_string_append_c(out, '\n');
	for (guint i = 0; i < view->to_do->len; i++) {
		const OutboxOperation *operation = view->to_do->pdata[i];
		g_autofree char *since = time_format_local(operation->created_ms);

		g_string_append_printf(out, "%s%s: %s since %s",
		    i == 0 ? "to do     " : "          ", operation->kind,
		    outbox_state_name(operation->state), since);
		if (*operation->result != '\0')
			append_line(out, ": ", operation->result);
		g_string_append_c(out, '\n');
	}
}

static void
append_detail(GString *details, const char *text)
{
	g_string_append_printf(details, "%s%s", details->len > 0 ? ", " : "", text);
}

/* What came with this mail, at its first entry only. */
static void
append_attachments(const TicketView *view, int64_t mail, GString *details)
{
	for (guint i = 0; i < view->attachments->len; i++) {
		const TicketAttachment *attachment = g_ptr_array_index(view->attachments, i);
		g_autofree char *size = sanitize_size(attachment->size);
		g_autofree char *text = g_strdup_printf("%s %s%s%s%s",
		    *attachment->name != '\0' ? attachment->name : attachment->type, size,
		    *attachment->marks == '\0' ? "" : " [", attachment->marks,
		    *attachment->marks == '\0' ? "" : "]");
		g_autofree char *clean = sanitize_line(text);

		if (attachment->mail == mail)
			append_detail(details, clean);
	}
}

static bool
mail_came_before(const TicketView *view, guint index)
{
	const Entry *entry = g_ptr_array_index(view->entries, index);

	for (guint i = 0; i < index; i++) {
		const Entry *earlier = g_ptr_array_index(view->entries, i);

		if (earlier->mail == entry->mail)
			return true;
	}
	return false;
}

/* Duplicates changed nothing, but people see that they came. */
static void
append_repeats(const Entry *entry, GString *details)
{
	g_autofree char *last = NULL;
	g_autofree char *text = NULL;

	if (entry->repeats == 0)
		return;
	last = time_format_local(entry->repeated_ms);
	text = g_strdup_printf("%" PRId64 " %s, last %s", entry->repeats,
	    entry->repeats == 1 ? "duplicate" : "duplicates", last);
	append_detail(details, text);
}

/* "(unproven, mail 17, foto.jpg 212 KB, 3 duplicates, last 2026-03-03 10:15)" */
static void
append_details(const TicketView *view, guint index, GString *out)
{
	const Entry *entry = g_ptr_array_index(view->entries, index);
	g_autoptr(GString) details = g_string_new(entry->mark);

	if (entry->mail != 0 && entry->kind != ENTRY_LETTER) {
		g_autofree char *mail = g_strdup_printf("mail %" PRId64, entry->mail);

		append_detail(details, mail);
		if (!mail_came_before(view, index)) {
			append_attachments(view, entry->mail, details);
			append_repeats(entry, details);
		}
	}
	if (details->len > 0)
		g_string_append_printf(out, "   (%s)", details->str);
}

static int
author_width(const TicketView *view)
{
	int width = 0;

	for (guint i = 0; i < view->entries->len; i++) {
		const Entry *entry = g_ptr_array_index(view->entries, i);
		g_autofree char *author = sanitize_line(entry->author);

		width = MAX(width, sanitize_width(author));
	}
	return MIN(width, AUTHOR_WIDTH);
}

static void
print_entry(const TicketView *view, guint index, int width, GString *out)
{
	const Entry *entry = g_ptr_array_index(view->entries, index);
	g_autofree char *time = time_format_local(entry->at_ms);
	g_autofree char *author = sanitize_line(entry->author);
	g_autofree char *text = entry_line(entry);

	g_string_append_printf(out, "%s  ", time);
	sanitize_append_cut(out, author, width);
	sanitize_pad(out, width - sanitize_width(author) + GAP);
	if (entry->kind == ENTRY_NOTE)
		g_string_append(out, "note: ");
	append_text(out, text, TIME_WIDTH + GAP + width + GAP);
	append_details(view, index, out);
	g_string_append_c(out, '\n');
}

/* What was cut of the entry's mail, below it. */
static void
print_cut(const TicketView *view, guint index, int width, GString *out)
{
	GPtrArray *cut = view->cut == NULL ? NULL : view->cut->pdata[index];

	for (guint i = 0; cut != NULL && i < cut->len; i++) {
		sanitize_pad(out, TIME_WIDTH + GAP + width + GAP);
		g_string_append(out, "cut: ");
		append_text(out, cut->pdata[i], TIME_WIDTH + GAP + width + GAP + CUT_WIDTH);
		g_string_append_c(out, '\n');
	}
}

void
ticket_print(const TicketView *view, const TextTableStyle *style, GString *out)
{
	const Ticket *ticket = view->head.ticket;
	int width = author_width(view);

	print_first_line(&view->head, style, out);
	print_due(&view->head, out);
	print_snoozed(&view->head, out);
	append_line(out, "", ticket->title);
	g_string_append_c(out, '\n');
	print_people(view, out);
	print_relations(view, out);
	if (ticket->item != NULL)
		g_string_append_printf(out, "item      %s\n", ticket->item);
	print_steps(view, out);
	print_desk(view, out);
	if (view->fields->len > 0)
		g_string_append_c(out, '\n');
	print_fields(view, out);
	g_string_append_c(out, '\n');
	for (guint i = 0; i < view->entries->len; i++) {
		print_entry(view, i, width, out);
		print_cut(view, i, width, out);
	}
}
