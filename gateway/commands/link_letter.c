/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/link_letter.h"

#include <string.h>

#include "gateway/letters/letter_token.h"
#include "gateway/model/agent_action.h"
#include "gateway/model/ticket_access.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/error.h"
#include "spool/ticket_content.h"
#include "spool/ticket_link.h"

const char *
link_page_name(LinkPage page)
{
	static const char *const NAMES[LINK_PAGES] = {
	    [LINK_ACCEPTS] = "accept",
	    [LINK_REJECTS] = "reject",
	    [LINK_COMMENTS] = "comment",
	    [LINK_LOGS_IN] = "login",
	    [LINK_NEWER] = "newer",
	    [LINK_OVER] = "over",
	};

	return NAMES[page];
}

void
link_letter_clear(LinkLetter *link)
{
	g_clear_pointer(&link->letter, letter_free);
	g_clear_pointer(&link->contact, contact_free);
	g_clear_pointer(&link->ticket, ticket_free);
}

static bool
lead_nowhere(GError **error)
{
	return error_set(error, GATEWAY_ERROR_MISSING, "there is no such link");
}

/* What each address is in a letter of this purpose; -1: there is none. */
static int
page_of(const char *purpose, const char *deed)
{
	static const struct {
		const char *deed;
		LinkPage page;
		const char *purposes[4];
	} ROWS[] = {
	    {"accept", LINK_ACCEPTS, {PURPOSE_TICKET, PURPOSE_OVERVIEW, PURPOSE_CONFIRM}},
	    {"reject", LINK_REJECTS, {PURPOSE_TICKET, PURPOSE_OVERVIEW, PURPOSE_CONFIRM}},
	    {"comment", LINK_COMMENTS, {PURPOSE_TICKET, PURPOSE_OVERVIEW, PURPOSE_CONFIRM}},
	    {"approve", LINK_LOGS_IN, {PURPOSE_APPROVAL, PURPOSE_CONFIRM_APPROVAL}},
	    {"decline", LINK_LOGS_IN, {PURPOSE_APPROVAL, PURPOSE_CONFIRM_APPROVAL}},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		if (g_strcmp0(ROWS[i].deed, deed) == 0 &&
		    g_strv_contains(ROWS[i].purposes, purpose))
			return (int)ROWS[i].page;
	return -1;
}

/* Of a letter that told of several the one that is named, where it could be answered then, as by mail. */
static bool
find_ticket(Context *context, const char *number, LinkLetter *link, GError **error)
{
	Spool *spool = context->spool;
	const Letter *letter = link->letter;
	int64_t id = letter->ticket;

	if (g_str_equal(letter->purpose, PURPOSE_OVERVIEW)) {
		g_autoptr(Ticket) named = NULL;

		if (number != NULL && !ticket_find(spool, number, &named, error))
			return false;
		id = named != NULL && named->reporter == letter->contact &&
			     named->state_ms <= letter->created_ms
			 ? named->id
			 : 0;
	}
	if (id == 0)
		return lead_nowhere(error);
	return ticket_follow(spool, id, &id, error) &&
	       ticket_get(spool, id, &link->ticket, error);
}

/* Whether whom the letter went to is still a party; of an approval that is asked when they have logged in. */
static bool
look_for_party(Context *context, LinkLetter *link, GError **error)
{
	bool party = link->page == LINK_LOGS_IN;

	if (link->letter->contact != 0 &&
	    !contact_get(context->spool, link->letter->contact, &link->contact, error))
		return false;
	if (!party && link->contact != NULL &&
	    !ticket_access_has(context->spool, link->ticket, link->contact, &party, error))
		return false;
	return party || lead_nowhere(error);
}

static bool
look_for_newer(Context *context, LinkLetter *link, GError **error)
{
	g_autoptr(GPtrArray) letters = NULL;

	if (!letter_of_ticket(context->spool, link->ticket->id, &letters, error))
		return false;
	for (guint i = 0; i < letters->len; i++) {
		const Letter *other = letters->pdata[i];

		link->is_newer =
		    link->is_newer || (other->id > link->letter->id &&
					  g_str_equal(other->name, LETTER_RESOLUTION));
	}
	return true;
}

/* What it has become since. */
static LinkPage
page_now(const LinkLetter *link)
{
	if (link->page == LINK_LOGS_IN)
		return LINK_LOGS_IN;
	if (ticket_state_has_ended(link->ticket->state))
		return LINK_OVER;
	if (link->page == LINK_COMMENTS || link->ticket->state != TICKET_RESOLVED)
		return LINK_COMMENTS;
	return link->is_newer ? LINK_NEWER : link->page;
}

bool
link_letter_find(
    Context *context, const LinkAddress *address, LinkLetter *ret_link, GError **error)
{
	g_auto(LinkLetter) link = {0};
	int page = -1;

	if (!letter_token_of_page(context, address->token, &link.letter, error))
		return false;
	page = link.letter == NULL ? -1 : page_of(link.letter->purpose, address->deed);
	if (page < 0)
		return lead_nowhere(error);
	link.page = (LinkPage)page;
	if (!find_ticket(context, address->number, &link, error) ||
	    !look_for_party(context, &link, error) || !look_for_newer(context, &link, error))
		return false;
	link.page = page_now(&link);
	*ret_link = link;
	link = (LinkLetter){0};
	return true;
}

bool
link_letter_solution(
    Context *context, const LinkLetter *link, char **ret_solution, GError **error)
{
	const char *begins = agent_action_row(AGENT_RESOLVES)->begins;
	g_autoptr(GPtrArray) entries = NULL;

	*ret_solution = NULL;
	if (!g_str_equal(link->letter->name, LETTER_RESOLUTION) || link->is_newer)
		return true;
	if (!ticket_entries(context->spool, link->ticket->id, &entries, error))
		return false;
	for (guint i = entries->len; i > 0; i--) {
		const Entry *entry = entries->pdata[i - 1];
		const char *rest = entry->text + strlen(begins);

		if (entry->kind != ENTRY_CHANGE || !g_str_has_prefix(entry->text, begins) ||
		    (*rest != '\0' && !g_str_has_prefix(rest, ": ")))
			continue;
		*ret_solution = *rest == '\0' ? NULL : g_strdup(rest + 2);
		break;
	}
	return true;
}
