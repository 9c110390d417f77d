/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate contact`: the people we know by address. One that an operator adds is a known contact. */
#include "gateway/commands/command.h"
#include "gateway/commands/contact_fields.h"
#include "gateway/commands/contact_import.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/json_print.h"
#include "spool/account.h"

static const char HELP[] =
    "usage: casegate contact add ADDRESS [OPTION ...]\n"
    "       casegate contact set ADDRESS [OPTION ...] [--deliverable]\n"
    "       casegate contact list [--account NAME]\n"
    "       casegate contact show|remove ADDRESS\n"
    "       casegate contact import FILE.csv\n"
    "\n"
    "  add     adds a known contact, or makes the one with this address known and\n"
    "          sets what is given\n"
    "  set     sets what is given; an empty word clears it\n"
    "  list    all contacts; who wrote but was not proved to be there is unverified\n"
    "  show    one contact\n"
    "  remove  forgets all but the address, and what was sent to it proves nothing\n"
    "          any more; the address stays, unverified, where a ticket or a letter\n"
    "          refers to it\n"
    "  import  adds or sets a contact for each line of a table with commas,\n"
    "          semicolons or tabs, - for standard input; the first line names its\n"
    "          columns: address and any of the options' names. An empty cell leaves\n"
    "          what is there, a lone hyphen clears it. When a line is wrong nothing\n"
    "          is done\n"
    "\n"
    "  --name      the name\n"
    "  --language  of letters to it\n"
    "  --account   the organisation that it belongs to; made when there is none\n"
    "  --aliases   its other addresses, separated by commas\n"
    "  --manager   the address of who approves what it asks for\n"
    "  --sees      own: its own cases (the default); organisation: those of its\n"
    "              account\n"
    "  --items     catalog items that it may ask for: all (the default), none, or\n"
    "              their names, separated by commas\n"
    "  --approves  for whom it may approve beside those whose manager it is:\n"
    "              addresses and names of accounts, separated by commas\n"
    "  --deliverable  letters go to its addresses again, although one came back\n";

/* What stands beside a contact's row. */
typedef struct {
	GPtrArray *aliases;  /* own; of char * */
	GPtrArray *approves; /* own; of char * */
	Contact *manager;    /* own; or NULL */
} Profile;

static void
profile_clear(Profile *profile)
{
	g_clear_pointer(&profile->aliases, g_ptr_array_unref);
	g_clear_pointer(&profile->approves, g_ptr_array_unref);
	g_clear_pointer(&profile->manager, contact_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Profile, profile_clear)

static bool
read_profile(Office *office, const Contact *contact, Profile *profile, GError **error)
{
	return contact_aliases(office->spool, contact->id, &profile->aliases, error) &&
	       contact_approvals(office->spool, contact->id, &profile->approves, error) &&
	       (contact->manager == 0 ||
		   contact_get(office->spool, contact->manager, &profile->manager, error));
}

static json_t *
list_json(const GPtrArray *words)
{
	json_t *list = json_array();

	for (guint i = 0; i < words->len; i++)
		json_array_append_new(list, json_out_string(words->pdata[i]));
	return list;
}

/* The names of the items, or null: all. */
static json_t *
items_json(const Contact *contact)
{
	g_auto(GStrv) names = NULL;
	json_t *list = NULL;

	if (contact->items == NULL)
		return json_null();
	names = contact_form_list(contact->items, true);
	list = json_array();
	for (size_t i = 0; names[i] != NULL; i++)
		json_array_append_new(list, json_out_string(names[i]));
	return list;
}

static const char *
sees_name(const Contact *contact)
{
	return contact->sees_organisation ? "organisation" : "own";
}

static json_t *
contact_json(const Contact *contact, const Profile *profile)
{
	const char *manager = profile->manager == NULL ? NULL : profile->manager->address;

	return json_pack("{so, so, so, so, so, so, ss, so, so, sb, sb}", "address",
	    json_out_string(contact->address), "name", json_out_string(contact->name),
	    "account", json_out_string(contact->account_name), "language",
	    json_out_string(contact->language), "aliases", list_json(profile->aliases),
	    "manager", json_out_string(manager), "sees", sees_name(contact), "items",
	    items_json(contact), "approves", list_json(profile->approves), "known",
	    contact->known, "undeliverable", contact->undeliverable);
}

static bool
print_json(Office *office, GPtrArray *contacts, GString *out, GError **error)
{
	json_t *array = json_array();

	for (guint i = 0; i < contacts->len; i++) {
		g_auto(Profile) profile = {0};

		if (!read_profile(office, contacts->pdata[i], &profile, error)) {
			json_decref(array);
			return false;
		}
		json_array_append_new(array, contact_json(contacts->pdata[i], &profile));
	}
	json_out_print(out, array);
	return true;
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

/* 0 where no account is asked for. */
static bool
find_account(Office *office, const Request *request, int64_t *ret_id, GError **error)
{
	const char *name = request_word(request, "account");
	g_autoptr(Account) account = NULL;

	*ret_id = 0;
	if (name == NULL)
		return true;
	if (!account_find(office->spool, name, &account, error))
		return false;
	if (account == NULL) {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING,
		    "there is no account '%s'", name);
		return false;
	}
	*ret_id = account->id;
	return true;
}

static bool
serve_list(Office *office, const Request *request, GString *out, GError **error)
{
	TableStyle style = request_style(request);
	g_autoptr(GPtrArray) contacts = NULL;
	int64_t account = 0;

	if (!find_account(office, request, &account, error) ||
	    !contact_list(office->spool, account, &contacts, error))
		return false;
	if (request_flag(request, "json"))
		return print_json(office, contacts, out, error);
	print_table(contacts, &style, out);
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
	return contact_get(office->spool, contact->id, ret_contact, error);
}

static const char *
or_none(const char *text)
{
	return text == NULL || *text == '\0' ? "none" : text;
}

/* Caller owns. */
static char *
join(GPtrArray *words)
{
	g_ptr_array_add(words, NULL);
	return g_strjoinv(", ", (char **)words->pdata);
}

static void
print_contact(const Contact *contact, Profile *profile, GString *out)
{
	/* what a stranger's From says of itself */
	g_autofree char *address = display_line(contact->address);
	g_autofree char *name = display_line(contact->name);
	g_autofree char *aliases = join(profile->aliases);
	g_autofree char *approves = join(profile->approves);

	g_string_append_printf(out,
	    "%s\n  name      %s\n  account   %s\n  language  %s\n  aliases   %s\n"
	    "  manager   %s\n  sees      %s cases\n  items     %s\n  approves  %s\n"
	    "  state     %s\n",
	    address, name, or_none(contact->account_name),
	    contact->language == NULL ? "as the mail tells" : contact->language,
	    or_none(aliases), profile->manager == NULL ? "none" : profile->manager->address,
	    contact->sees_organisation ? "its organisation's" : "its own",
	    contact->items == NULL ? "all" : or_none(contact->items), or_none(approves),
	    contact_state(contact));
}

static bool
show(Office *office, const Request *request, int64_t id, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_auto(Profile) profile = {0};

	if (!contact_get(office->spool, id, &contact, error) ||
	    !read_profile(office, contact, &profile, error))
		return false;
	if (request_flag(request, "json"))
		json_out_print(out, contact_json(contact, &profile));
	else
		print_contact(contact, &profile, out);
	return true;
}

static bool
serve_show(Office *office, const Request *request, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	return find(office, request, &contact, error) &&
	       show(office, request, contact->id, out, error);
}

/* The first thing that is wrong is the error. */
static void
tell_wrong(ContactField field, const char *found, const char *expected, void *data)
{
	GError **wrong = data;

	if (*wrong == NULL)
		g_set_error(wrong, GATEWAY_ERROR, GATEWAY_ERROR_USAGE,
		    "found %s%s %s, expected %s", field == FIELD_ADDRESS ? "" : "--",
		    CONTACT_FIELD_NAMES[field], found, expected);
}

/* address: the contact's own. */
static bool
read_form(Office *office, const Request *request, const char *address, ContactForm *form,
    GError **error)
{
	GError *wrong = NULL;
	const ContactFormCheck check = {NULL, tell_wrong, &wrong};
	bool good = false;

	for (int i = 0; i < CONTACT_FIELDS; i++)
		form->fields[i] = request_word(request, CONTACT_FIELD_NAMES[i]);
	form->fields[FIELD_ADDRESS] = address;
	good = contact_form_check(office, form, &check, error);
	if (good && wrong != NULL)
		g_propagate_error(error, wrong);
	else
		g_clear_error(&wrong);
	return good && wrong == NULL;
}

static bool
serve_add(Office *office, const Request *request, GString *out, GError **error)
{
	ContactForm form = {0};
	ContactDetails details;
	int64_t id = 0;

	if (!read_form(office, request, request_word(request, "address"), &form, error))
		return false;
	details = contact_form_details(&form);
	return contact_add(office->spool, &details, office->now_ms, &id, error) &&
	       contact_form_set_rights(office, &form, id, error) &&
	       show(office, request, id, out, error);
}

static bool
make_deliverable(Office *office, const Contact *contact, GError **error)
{
	g_autoptr(GPtrArray) addresses = NULL;

	if (!contact_aliases(office->spool, contact->id, &addresses, error))
		return false;
	g_ptr_array_add(addresses, g_strdup(contact->address));
	for (guint i = 0; i < addresses->len; i++)
		if (!contact_set_undeliverable(
			office->spool, contact->id, addresses->pdata[i], false, error))
			return false;
	return true;
}

static bool
serve_set(Office *office, const Request *request, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	ContactForm form = {0};
	ContactDetails details;

	if (!find(office, request, &contact, error) ||
	    !read_form(office, request, contact->address, &form, error))
		return false;
	details = contact_form_details(&form);
	return contact_set(office->spool, contact->id, &details, error) &&
	       contact_form_set_rights(office, &form, contact->id, error) &&
	       (!request_flag(request, "deliverable") ||
		   make_deliverable(office, contact, error)) &&
	       show(office, request, contact->id, out, error);
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

#define FORM                                                                           \
	{"name", OPTION_WORD}, {"language", OPTION_WORD}, {"account", OPTION_WORD},    \
	    {"aliases", OPTION_WORD}, {"manager", OPTION_WORD}, {"sees", OPTION_WORD}, \
	    {"items", OPTION_WORD},                                                    \
	{                                                                              \
		"approves", OPTION_WORD                                                \
	}

static const char *const ADDRESS[] = {"address", NULL};
static const char *const FILE_NAME[] = {"file", NULL};
static const VerbOption ADD_OPTIONS[] = {FORM, {NULL, OPTION_FLAG}};
static const VerbOption SET_OPTIONS[] = {
    FORM, {"deliverable", OPTION_FLAG}, {NULL, OPTION_FLAG}};
static const VerbOption LIST_OPTIONS[] = {{"account", OPTION_WORD}, {NULL, OPTION_FLAG}};
static const Verb VERBS[] = {
    {.name = "add",
	.operands = ADDRESS,
	.least = 1,
	.options = ADD_OPTIONS,
	.serve = serve_add},
    {.name = "list", .options = LIST_OPTIONS, .serve = serve_list},
    {.name = "show", .operands = ADDRESS, .least = 1, .serve = serve_show},
    {.name = "set",
	.operands = ADDRESS,
	.least = 1,
	.options = SET_OPTIONS,
	.serve = serve_set},
    {.name = "remove", .operands = ADDRESS, .least = 1, .serve = serve_remove},
    {.name = "import",
	.operands = FILE_NAME,
	.least = 1,
	.prepare = contact_import_read,
	.serve = contact_import},
    {.name = NULL},
};

const Command command_contact = {
    .name = "contact",
    .summary = "the people we know: add, list, show, set, remove and import",
    .help = HELP,
    .verbs = VERBS,
};
