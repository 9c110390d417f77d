/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate contact`: the people we know by address. One that an operator adds is a known contact. */
#include "gateway/command.h"
#include "gateway/json_out.h"
#include "rules/yaml.h"
#include "spool/contact.h"

static const char HELP[] =
    "usage: casegate contact add ADDRESS [--name NAME] [--account NAME] [--language LANG]\n"
    "       casegate contact list\n"
    "       casegate contact show|remove ADDRESS\n"
    "\n"
    "  add     adds a known contact, or makes the one with this address known and\n"
    "          sets what is given\n"
    "  list    all contacts; who wrote but was not proved to be there is unverified\n"
    "  show    one contact\n"
    "  remove  forgets name, language and account, and what was sent to it proves\n"
    "          nothing any more; the address stays, unverified, where a ticket or a\n"
    "          letter refers to it\n";

static json_t *
contact_json(const Contact *contact)
{
	return json_pack("{so, so, so, so, sb, sb}", "address",
	    json_out_string(contact->address), "name", json_out_string(contact->name),
	    "account", json_out_string(contact->account_name), "language",
	    json_out_string(contact->language), "known", contact->known, "undeliverable",
	    contact->undeliverable);
}

static void
print_json(GPtrArray *contacts, GString *out)
{
	json_t *array = json_array();

	for (guint i = 0; i < contacts->len; i++)
		json_array_append_new(array, contact_json(contacts->pdata[i]));
	json_out_print(out, array);
}

static const char *
contact_state(const Contact *contact)
{
	if (contact->undeliverable)
		return "undeliverable";
	return contact->known ? "known" : "unverified";
}

static void
print_table(GPtrArray *contacts, const TableStyle *style, GString *out)
{
	static const TableColumn COLUMNS[] = {
	    {.heading = "address", .flexible = true},
	    {.heading = "name", .flexible = true},
	    {.heading = "account", .flexible = true},
	    {.heading = "language"},
	    {.heading = "state"},
	};
	g_autoptr(Table) table = table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));

	for (guint i = 0; i < contacts->len; i++) {
		const Contact *contact = g_ptr_array_index(contacts, i);
		const char *cells[] = {contact->address, contact->name, contact->account_name,
		    contact->language, contact_state(contact)};

		table_add(table, cells);
	}
	table_print(table, style, out);
}

static bool
serve_list(Office *office, const Request *request, GString *out, GError **error)
{
	TableStyle style = request_style(request);
	g_autoptr(GPtrArray) contacts = NULL;

	if (!contact_list(office->spool, 0, &contacts, error))
		return false;
	if (request_flag(request, "json"))
		print_json(contacts, out);
	else
		print_table(contacts, &style, out);
	return true;
}

static bool
serve_add(Office *office, const Request *request, GString *out, GError **error)
{
	ContactDetails details = {
	    .address = request_word(request, "address"),
	    .name = request_word(request, "name"),
	    .account = request_word(request, "account"),
	    .language = request_word(request, "language"),
	};
	g_autoptr(Contact) contact = NULL;
	int64_t id = 0;

	if (!yaml_is_address(details.address)) {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE,
		    "'%s' is no mail address", details.address);
		return false;
	}
	if (!contact_add(office->spool, &details, office->now_ms, &id, error) ||
	    !contact_get(office->spool, id, &contact, error))
		return false;
	if (request_flag(request, "json"))
		json_out_print(out, contact_json(contact));
	else
		g_string_append_printf(out, "%s is a known contact\n", contact->address);
	return true;
}

static bool
find(Office *office, const Request *request, Contact **ret_contact, GError **error)
{
	const char *address = request_word(request, "address");
	g_autoptr(Contact) contact = NULL;

	if (!contact_find(office->spool, address, &contact, error))
		return false;
	if (contact == NULL) {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING,
		    "there is no contact %s", address);
		return false;
	}
	*ret_contact = g_steal_pointer(&contact);
	return true;
}

static bool
serve_show(Office *office, const Request *request, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	if (!find(office, request, &contact, error))
		return false;
	if (request_flag(request, "json"))
		json_out_print(out, contact_json(contact));
	else
		g_string_append_printf(out,
		    "%s\n  name      %s\n  account   %s\n  language  %s\n  state     %s\n",
		    contact->address, contact->name,
		    contact->account_name == NULL ? "none" : contact->account_name,
		    contact->language == NULL ? "as the mail tells" : contact->language,
		    contact_state(contact));
	return true;
}

static bool
serve_remove(Office *office, const Request *request, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	if (!find(office, request, &contact, error) ||
	    !contact_remove(office->spool, contact->id, office->now_ms, error))
		return false;
	if (request_flag(request, "json"))
		json_out_print(
		    out, json_pack("{so}", "removed", json_out_string(contact->address)));
	else
		g_string_append_printf(out, "%s is no contact any more\n", contact->address);
	return true;
}

static const char *const ADDRESS[] = {"address", NULL};
static const VerbOption ADD_OPTIONS[] = {
    {"name", OPTION_WORD},
    {"account", OPTION_WORD},
    {"language", OPTION_WORD},
    {NULL, OPTION_FLAG},
};
static const Verb VERBS[] = {
    {.name = "add",
	.operands = ADDRESS,
	.least = 1,
	.options = ADD_OPTIONS,
	.serve = serve_add},
    {.name = "list", .serve = serve_list},
    {.name = "show", .operands = ADDRESS, .least = 1, .serve = serve_show},
    {.name = "remove", .operands = ADDRESS, .least = 1, .serve = serve_remove},
    {.name = NULL},
};

const Command command_contact = {
    .name = "contact",
    .summary = "the people we know: add, list, show and remove",
    .help = HELP,
    .verbs = VERBS,
};
