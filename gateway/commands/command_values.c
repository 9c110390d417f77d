/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a shell offers for a value while a command is typed: `values KIND` prints those that there are, a line each, with
 * what they are behind a tab. It is asked while somebody waits for a key, so that it looks at the newest alone.
 */
#include <inttypes.h>
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "spool/account.h"
#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/mail.h"
#include "spool/ticket_list.h"

#define NEWEST 100

static void
add(GString *out, const char *value, const char *about)
{
	g_autofree char *clean = sanitize_line(value);
	g_autofree char *what = sanitize_line(about == NULL ? "" : about);

	g_string_append_printf(out, "%s\t%s\n", clean, what);
}

static bool
list_tickets(Context *context, TicketKind kind, GString *out, GError **error)
{
	const TicketQuery query = {.kind = kind, .with_snoozed = true, .limit = NEWEST};
	g_autoptr(GPtrArray) tickets = NULL;

	if (!ticket_list(context->spool, &query, &tickets, error))
		return false;
	for (guint i = 0; i < tickets->len; i++) {
		const Ticket *ticket = tickets->pdata[i];
		g_autofree char *about =
		    g_strdup_printf("%s: %s", ticket_state_name(ticket->state), ticket->title);

		add(out, ticket->number, about);
	}
	return true;
}

static bool
list_cases(Context *context, GString *out, GError **error)
{
	return list_tickets(context, TICKET_CASE, out, error);
}

static bool
list_requests(Context *context, GString *out, GError **error)
{
	return list_tickets(context, TICKET_REQUEST, out, error);
}

static bool
list_mails(Context *context, GString *out, GError **error)
{
	g_autoptr(GPtrArray) mails = NULL;

	if (!mail_list(context->spool, -1, NEWEST, &mails, error))
		return false;
	for (guint i = 0; i < mails->len; i++) {
		const Mail *mail = mails->pdata[i];
		g_autofree char *id = g_strdup_printf("%" PRId64, mail->id);
		g_autofree char *about =
		    g_strdup_printf("%s: %s", mail_state_name(mail->state), mail->subject);

		add(out, id, about);
	}
	return true;
}

static bool
list_letters(Context *context, GString *out, GError **error)
{
	g_autoptr(GPtrArray) letters = NULL;

	if (!letter_list(context->spool, -1, NEWEST, &letters, error))
		return false;
	for (guint i = 0; i < letters->len; i++) {
		const Letter *letter = letters->pdata[i];
		g_autofree char *id = g_strdup_printf("%" PRId64, letter->id);
		g_autofree char *about = g_strdup_printf("%s: %s to %s",
		    letter_state_name(letter->state), letter->name, letter->recipient);

		add(out, id, about);
	}
	return true;
}

static bool
list_contacts(Context *context, GString *out, GError **error)
{
	g_autoptr(GPtrArray) contacts = NULL;

	if (!contact_list(context->spool, 0, &contacts, error))
		return false;
	for (guint i = 0; i < contacts->len; i++) {
		const Contact *contact = contacts->pdata[i];

		add(out, contact->address, contact->name);
	}
	return true;
}

static bool
list_accounts(Context *context, GString *out, GError **error)
{
	g_autoptr(GPtrArray) accounts = NULL;

	if (!account_list(context->spool, &accounts, error))
		return false;
	for (guint i = 0; i < accounts->len; i++) {
		const Account *account = accounts->pdata[i];

		add(out, account->name, account->domains);
	}
	return true;
}

static bool
list_agents(Context *context, GString *out, GError **error)
{
	(void)error;
	for (guint i = 0; i < context->config->agents->len; i++) {
		const ConfigAgent *agent = context->config->agents->pdata[i];

		add(out, agent->address, agent->name);
	}
	return true;
}

static bool
list_groups(Context *context, GString *out, GError **error)
{
	(void)error;
	for (guint i = 0; i < context->config->groups->len; i++) {
		const ConfigGroup *group = context->config->groups->pdata[i];

		add(out, group->name, group->address);
	}
	return true;
}

static bool
list_mailboxes(Context *context, GString *out, GError **error)
{
	(void)error;
	for (guint i = 0; i < context->config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = context->config->mailboxes->pdata[i];

		add(out, mailbox->name, mailbox->address);
	}
	return true;
}

static void
add_all(GString *out, const GPtrArray *values)
{
	for (guint i = 0; i < values->len; i++)
		add(out, values->pdata[i], NULL);
}

static bool
list_categories(Context *context, GString *out, GError **error)
{
	(void)error;
	add_all(out, context->config->categories);
	return true;
}

static bool
list_templates(Context *context, GString *out, GError **error)
{
	g_autoptr(GPtrArray) names = templates_names(context->templates);

	(void)error;
	add_all(out, names);
	return true;
}

static bool
list_languages(Context *context, GString *out, GError **error)
{
	g_autoptr(GPtrArray) languages = templates_languages(context->templates);

	(void)error;
	add_all(out, languages);
	return true;
}

static bool
list_items(Context *context, GString *out, GError **error)
{
	const Catalog *catalog = context->config->catalog;

	(void)error;
	for (const char *const *name = catalog_names(catalog); *name != NULL; name++)
		add(out, *name,
		    catalog_item_title(catalog_get(catalog, *name), context->config->language));
	return true;
}

/* The lines as a list of {value, about}: for the desk's page, which offers them too. */
static void
turn_into_json(GString *out)
{
	g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
	json_t *list = json_array();

	for (char **line = lines; *line != NULL; line++) {
		char *tab = strchr(*line, '\t');

		if (tab == NULL)
			continue;
		*tab = '\0';
		json_array_append_new(
		    list, json_pack("{so, so}", "value", json_print_string(*line), "about",
			      json_print_string(tab + 1)));
	}
	g_string_truncate(out, 0);
	json_print(out, list);
}

static bool
list_values(Context *context, const Call *call, GString *out, GError **error)
{
	static const struct {
		const char *kind;
		bool (*list)(Context *context, GString *out, GError **error);
	} KINDS[] = {
	    {"account", list_accounts},
	    {"agent", list_agents},
	    {"case", list_cases},
	    {"category", list_categories},
	    {"contact", list_contacts},
	    {"group", list_groups},
	    {"item", list_items},
	    {"language", list_languages},
	    {"letter", list_letters},
	    {"mail", list_mails},
	    {"mailbox", list_mailboxes},
	    {"request", list_requests},
	    {"template", list_templates},
	};
	const char *kind = call_word(call, "kind");

	for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++)
		if (strcmp(KINDS[i].kind, kind) == 0)
			return KINDS[i].list(context, out, error);
	return error_set(error, GATEWAY_ERROR_USAGE, "there is no kind of value '%s'", kind);
}

static bool
serve(Context *context, const Call *call, GString *out, GError **error)
{
	if (!list_values(context, call, out, error))
		return false;
	if (call_flag(call, "json"))
		turn_into_json(out);
	return true;
}

static const char *const KIND[] = {"kind", NULL};
static const Subcommand SUBCOMMANDS[] = {
    {.operands = KIND, .least = 1, .serve = serve},
    {.name = NULL},
};

const Command command_values = {
    .name = "values",
    .summary = "",
    .help = "",
    .subcommands = SUBCOMMANDS,
};
