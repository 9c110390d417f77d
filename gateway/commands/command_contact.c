/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate contact`: the people we know by address. One that an operator adds is a known contact. */
#include "gateway/commands/command.h"
#include "gateway/commands/contact_fields.h"
#include "gateway/commands/contact_import.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
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
read_profile(Context *context, const Contact *contact, Profile *profile, GError **error)
{
	return contact_aliases(context->spool, contact->id, &profile->aliases, error) &&
	       contact_approvals(context->spool, contact->id, &profile->approves, error) &&
	       (contact->manager == 0 ||
		   contact_get(context->spool, contact->manager, &profile->manager, error));
}

static json_t *
list_json(const GPtrArray *words)
{
	json_t *list = json_array();

	for (guint i = 0; i < words->len; i++)
		json_array_append_new(list, json_print_string(words->pdata[i]));
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
	names = contact_fields_list(contact->items, true);
	list = json_array();
	for (size_t i = 0; names[i] != NULL; i++)
		json_array_append_new(list, json_print_string(names[i]));
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
	    json_print_string(contact->address), "name", json_print_string(contact->name),
	    "account", json_print_string(contact->account_name), "language",
	    json_print_string(contact->language), "aliases", list_json(profile->aliases),
	    "manager", json_print_string(manager), "sees", sees_name(contact), "items",
	    items_json(contact), "approves", list_json(profile->approves), "known",
	    contact->known, "undeliverable", contact->undeliverable);
}

static bool
print_json(Context *context, GPtrArray *contacts, GString *out, GError **error)
{
	json_t *array = json_array();

	for (guint i = 0; i < contacts->len; i++) {
		g_auto(Profile) profile = {0};

		if (!read_profile(context, contacts->pdata[i], &profile, error)) {
			json_decref(array);
			return false;
		}
		json_array_append_new(array, contact_json(contacts->pdata[i], &profile));
	}
	json_print(out, array);
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
print_table(GPtrArray *contacts, const TextTableStyle *style, GString *out)
{
	static const TextTableColumn COLUMNS[] = {
	    {.heading = "address", .flexible = true},
	    {.heading = "name", .flexible = true},
	    {.heading = "account", .flexible = true},
	    {.heading = "language"},
	    {.heading = "state"},
	};
	g_autoptr(TextTable) table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));

	for (guint i = 0; i < contacts->len; i++) {
		const Contact *contact = g_ptr_array_index(contacts, i);
		const char *cells[] = {contact->address, contact->name, contact->account_name,
		    contact->language, contact_state(contact)};

		text_table_add(table, cells);
	}
	text_table_print(table, style, out);
}

/* 0 where no account is asked for. */
static bool
find_account(Context *context, const Call *call, int64_t *ret_id, GError **error)
{
	const char *name = call_word(call, "account");
	g_autoptr(Account) account = NULL;

	*ret_id = 0;
	if (name == NULL)
		return true;
	if (!account_find(context->spool, name, &account, error))
		return false;
	if (account == NULL) {
		return error_set(
		    error, GATEWAY_ERROR_MISSING, "there is no account '%s'", name);
	}
	*ret_id = account->id;
	return true;
}

static bool
serve_list(Context *context, const Call *call, GString *out, GError **error)
{
	TextTableStyle style = call_style(call);
	g_autoptr(GPtrArray) contacts = NULL;
	int64_t account = 0;

	if (!find_account(context, call, &account, error) ||
	    !contact_list(context->spool, account, &contacts, error))
		return false;
	if (call_flag(call, "json"))
		return print_json(context, contacts, out, error);
	print_table(contacts, &style, out);
	return true;
}

static bool
find(Context *context, const Call *call, Contact **ret_contact, GError **error)
{
	const char *address = call_word(call, "address");
	g_autoptr(Contact) contact = NULL;

	if (!contact_find(context->spool, address, &contact, error))
		return false;
	if (contact == NULL) {
		return error_set(
		    error, GATEWAY_ERROR_MISSING, "there is no contact %s", address);
	}
	return contact_get(context->spool, contact->id, ret_contact, error);
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
	g_autofree char *address = sanitize_line(contact->address);
	g_autofree char *name = sanitize_line(contact->name);
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
show(Context *context, const Call *call, int64_t id, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_auto(Profile) profile = {0};

	if (!contact_get(context->spool, id, &contact, error) ||
	    !read_profile(context, contact, &profile, error))
		return false;
	if (call_flag(call, "json"))
		json_print(out, contact_json(contact, &profile));
	else
		print_contact(contact, &profile, out);
	return true;
}

static bool
serve_show(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	return find(context, call, &contact, error) &&
	       show(context, call, contact->id, out, error);
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
read_form(Context *context, const Call *call, const char *address, ContactFields *fields,
    GError **error)
{
	GError *wrong = NULL;
	const ContactFieldsCheck check = {NULL, tell_wrong, &wrong};
	bool good = false;

	for (int i = 0; i < CONTACT_FIELDS; i++)
		fields->values[i] = call_word(call, CONTACT_FIELD_NAMES[i]);
	fields->values[FIELD_ADDRESS] = address;
	good = contact_fields_check(context, fields, &check, error);
	if (good && wrong != NULL)
		g_propagate_error(error, wrong);
	else
		g_clear_error(&wrong);
	return good && wrong == NULL;
}

static bool
serve_add(Context *context, const Call *call, GString *out, GError **error)
{
	ContactFields fields = {0};
	ContactDetails details;
	int64_t id = 0;

	if (!read_form(context, call, call_word(call, "address"), &fields, error))
		return false;
	details = contact_fields_details(&fields);
	return contact_add(context->spool, &details, context->now_ms, &id, error) &&
	       contact_fields_set_rights(context, &fields, id, error) &&
	       show(context, call, id, out, error);
}

static bool
make_deliverable(Context *context, const Contact *contact, GError **error)
{
	g_autoptr(GPtrArray) addresses = NULL;

	if (!contact_aliases(context->spool, contact->id, &addresses, error))
		return false;
	g_ptr_array_add(addresses, g_strdup(contact->address));
	for (guint i = 0; i < addresses->len; i++)
		if (!contact_set_undeliverable(
			context->spool, contact->id, addresses->pdata[i], false, error))
			return false;
	return true;
}

static bool
serve_set(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	ContactFields fields = {0};
	ContactDetails details;

	if (!find(context, call, &contact, error) ||
	    !read_form(context, call, contact->address, &fields, error))
		return false;
	details = contact_fields_details(&fields);
	return contact_set(context->spool, contact->id, &details, error) &&
	       contact_fields_set_rights(context, &fields, contact->id, error) &&
	       (!call_flag(call, "deliverable") || make_deliverable(context, contact, error)) &&
	       show(context, call, contact->id, out, error);
}

static bool
serve_remove(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	if (!find(context, call, &contact, error) ||
	    !ticket_change_silence(context, contact->id, error) ||
	    !contact_remove(context->spool, contact->id, context->now_ms, error))
		return false;
	if (call_flag(call, "json"))
		json_print(
		    out, json_pack("{so}", "removed", json_print_string(contact->address)));
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
static const SubcommandOption ADD_OPTIONS[] = {FORM, {NULL, OPTION_FLAG}};
static const SubcommandOption SET_OPTIONS[] = {
    FORM, {"deliverable", OPTION_FLAG}, {NULL, OPTION_FLAG}};
static const SubcommandOption LIST_OPTIONS[] = {{"account", OPTION_WORD}, {NULL, OPTION_FLAG}};
static const Subcommand SUBCOMMANDS[] = {
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
    .subcommands = SUBCOMMANDS,
};
